"""A Keras file to an ONNX file, checked against it: `python -m ... model.keras model.onnx`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

TOLERANCE = 1e-3
"""Logits of the two may differ by this much at most."""


def export(source: Path, target: Path) -> None:
    """Write the net of the Keras file `source` as ONNX, batch and width left free.

    Raises:
        ValueError: if ONNX Runtime does not give Keras' logits.
    """
    import keras
    import onnxruntime

    net = keras.models.load_model(source, compile=False)
    _, height, width, _ = net.input_shape
    shape = (3, height, width or 3 * height, 1)
    images = np.random.default_rng(0).random(shape, np.float32)
    expected = np.asarray(net(images, training=False))  # Keras exports only what has been called
    net.export(target, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(target, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: images})
    difference = float(np.abs(found - expected).max())
    if not difference <= TOLERANCE:
        raise ValueError(f"the exported net differs by {difference:.2g} from the trained one")


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
