"""The safety engine: it decides about harm and knows no platform and no database."""
