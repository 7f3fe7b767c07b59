"""ONNX Runtime, set up as Haven wants it: one thread a call, and nobody is told anything."""

import os
from pathlib import Path

# ONNX Runtime 1.31 keeps a device id and queues events for Microsoft unless it is told not to
# before it is loaded; Haven tells nobody anything.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

from engine.screening.manifest import ModelError

InferenceSession = onnxruntime.InferenceSession


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A session that runs in its caller's thread.

    Raises:
        ModelError: the file is no model.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The graphs are written in fused operators; what the runtime would fuse further is slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no public base
        raise ModelError(f"{path}: onnxruntime cannot load it ({error})") from error
