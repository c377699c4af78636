"""`seqdigits explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seqdigits.bundle import load_bundle
from seqdigits.errors import MissingExtraError

_EXTRAS = {"jinja2": "evaluate", "keras": "train", "matplotlib": "evaluate", "tensorflow": "train"}
"""What an explanation is made with, and the extra each comes with."""


def explain(
    image: Annotated[
        Path, typer.Argument(metavar="IMAGE", help="A picture of a number, or of one glyph.")
    ],
    output: Annotated[Path, typer.Option(metavar="DIR", help="Where explain.html goes.")],
    model: Annotated[
        str,
        typer.Option(metavar="NAME|DIR", help="A bundle with Keras weights, of strings or glyphs."),
    ] = "base",
) -> None:
    """Write a page that shows why a net reads an image as it does, DIR/explain.html, and PNGs.

    Of a string: the ink and the line image, the lattice with its best path and the likeliest
    texts, activation maps, Grad-CAM of each character, receptive fields and the context used. Of
    one glyph: the tile, the probabilities, activation maps or first weights, Grad-CAM.
    """
    bundle = load_bundle(model)
    try:
        from seqdigits import explanation
        from seqdigits.explanation.pages import explanation_page
    except ModuleNotFoundError as error:
        top = (error.name or "").partition(".")[0]
        if top not in _EXTRAS:
            raise
        raise MissingExtraError(
            "explanations need Keras, TensorFlow and Matplotlib. Received: no module "
            f'{error.name!r}. Install it: pip install "seqdigits[{_EXTRAS[top]}]".'
        ) from error
    found = explanation.explain(bundle, image)
    typer.echo(explanation_page(found, image.name, output))
