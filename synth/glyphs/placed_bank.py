"""A glyph bank whose small letters are small, whose tails hang and whose signs float."""

from __future__ import annotations

from dataclasses import dataclass, replace

from synth.glyphs.bank import GlyphBank
from synth.glyphs.glyph import Glyph
from synth.glyphs.proportions import drop_of, height_of, side_of


@dataclass(frozen=True, eq=False)
class PlacedBank(GlyphBank):
    """Tiles that say nothing of the baseline.

    Attributes:
        fitted: True if every tile was blown up to one size, as EMNIST's were, so that small
            letters and signs must be made small again.
    """

    fitted: bool = False

    def glyph(self, index: int, char: str) -> Glyph:
        """Tile `index` cropped to its ink, with the character's usual size and place."""
        glyph = super().glyph(index, char)
        usual = (height_of(char) or side_of(char)) if self.fitted else 1.0
        height = glyph.height / usual
        bottom = drop_of(char, glyph.image.shape[0] / height) * height
        if bottom == 0.0 and usual == 1.0:
            return glyph
        return replace(glyph, height=height, bottom=bottom)
