"""What people see and say: cards of cases, and the commands that review and reverse them."""
