"""The forecast as an ONNX file: what a talk was like before and the next message's manner in."""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from engine.training.foreseeing import CLIPPED, FADING, NEAR, Weights

# As the screening model's graph: every onnxruntime that Haven allows reads it.
_OPSET, _IR = 17, 8
# near' = near + NEAR · (manner - near), peak' = max(FADING · peak, manner)
_STEPS = (
    ("Split", ("memory", "halves"), ("near", "peak"), {"axis": 1}),
    ("Sub", ("manner", "near"), ("change",), {}),
    ("Mul", ("change", "pace"), ("step",), {}),
    ("Add", ("near", "step"), ("nearer",), {}),
    ("Mul", ("peak", "fading"), ("faded",), {}),
    ("Max", ("faded", "manner"), ("higher",), {}),
    ("Concat", ("nearer", "higher"), ("remembered",), {"axis": 1}),
    ("Concat", ("remembered", "manner"), ("course",), {"axis": 1}),
    ("Sub", ("course", "mean"), ("centred",), {}),
    ("Div", ("centred", "deviation"), ("scaled",), {}),
    ("Clip", ("scaled", "least", "most"), ("clipped",), {}),
    ("Mul", ("clipped", "weights"), ("pushes",), {}),
    ("ReduceSum", ("pushes", "along"), ("pushed",), {"keepdims": 1}),
    ("Add", ("pushed", "bias"), ("log_odds",), {}),
    ("Sigmoid", ("log_odds",), ("chance",), {}),
    ("Reshape", ("pushes", "by_feature"), ("by_part",), {}),
    ("ReduceSum", ("by_part", "first"), ("push",), {"keepdims": 0}),
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """probability = sigmoid(slope · log-odds + offset)."""

    slope: float
    offset: float


def to_onnx(weights: Weights, calibration: Calibration) -> bytes:
    """Inputs `manner` (1, n) and `memory` (1, 2n), all float32; outputs `remembered` (1, 2n),
    `chance` (1, 1) and `push` (n,), each feature's share of the log-odds.
    """
    count = len(weights.mean) // 3
    constants = {
        **_constants(weights, calibration),
        "halves": np.array([count, count], np.int64),
        "by_feature": np.array([3, count], np.int64),
    }
    graph = helper.make_graph(
        [helper.make_node(kind, ins, outs, **more) for kind, ins, outs, more in _STEPS],
        "forecast",
        [_floats("manner", 1, count), _floats("memory", 1, 2 * count)],
        [_floats("remembered", 1, 2 * count), _floats("chance", 1, 1), _floats("push", count)],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
    model.ir_version = _IR
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def _constants(weights: Weights, calibration: Calibration) -> dict[str, NDArray[np.generic]]:
    floats = {
        "pace": NEAR,
        "fading": FADING,
        "least": -CLIPPED,
        "most": CLIPPED,
        "mean": weights.mean[None, :],
        "deviation": weights.deviation[None, :],
        "weights": weights.weights[None, :] * calibration.slope,
        "bias": np.array([[weights.bias * calibration.slope + calibration.offset]]),
    }
    along = {"along": np.array([1], np.int64), "first": np.array([0], np.int64)}
    return {name: np.asarray(value, np.float32) for name, value in floats.items()} | along


def _floats(name: str, *shape: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
