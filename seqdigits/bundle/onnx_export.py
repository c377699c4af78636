"""A Keras file to an ONNX file, checked against it: `python -m ... model.keras model.onnx`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

TOLERANCE = 1e-3
"""Outputs of the two may differ by this much at most."""


def export(source: Path, target: Path) -> None:
    """Write the net of the Keras file `source` as ONNX, batch and width left free.

    Raises:
        ValueError: if ONNX Runtime does not give what Keras gives.
    """
    import keras
    import onnxruntime

    net = keras.models.load_model(source, compile=False)
    _, height, width, _ = net.input_shape
    shape = (3, height, width or 3 * height, 1)
    images = np.random.default_rng(0).random(shape, np.float32)
    expected = net(images, training=False)  # Keras exports only what has been called
    net.export(target, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(target, providers=["CPUExecutionProvider"])
    found = session.run(None, {session.get_inputs()[0].name: images})
    wanted = expected if isinstance(expected, list | tuple) else [expected]
    difference = max(
        float(np.abs(ours - np.asarray(theirs)).max())
        for ours, theirs in zip(found, wanted, strict=True)
    )
    if not difference <= TOLERANCE:
        raise ValueError(f"the exported net differs by {difference:.2g} from the trained one")


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
