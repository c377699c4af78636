"""One image, one bundle -> its explanation."""

from __future__ import annotations

from typing import TypeAlias

from seqdigits.bundle import Bundle
from seqdigits.explanation.glyph import GlyphExplanation, explain_glyph
from seqdigits.explanation.string import StringExplanation, explain_string
from seqdigits.images import Source

Explanation: TypeAlias = StringExplanation | GlyphExplanation


def explain(bundle: Bundle, source: Source) -> Explanation:
    """Arrays that explain how `bundle` reads `source`: a line of text, or one glyph.

    Raises:
        BundleError: if the bundle has no Keras weights.
        ConfigError: if Keras does not run on TensorFlow, which takes the gradients.
        ImageError: if `source` cannot be read as an image or holds no ink.
    """
    if bundle.config.is_ctc:
        return explain_string(bundle, source)
    return explain_glyph(bundle, source)
