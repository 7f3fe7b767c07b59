import os
import subprocess
import sys
from pathlib import Path

_LOAD = """
from pathlib import Path
from importlib.resources import files
from engine.screening.encoder import Encoder
encoder = Encoder.load(Path(str(files("data.models"))) / "screening")
encoder.close()
"""


def test_loading_the_model_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    """ONNX Runtime keeps a device id and a queue of events there unless it is told not to."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in {"ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME"}
    }
    subprocess.run(
        [sys.executable, "-c", _LOAD], check=True, env={**surroundings, "HOME": str(tmp_path)}
    )
    assert list(tmp_path.rglob("*")) == []
