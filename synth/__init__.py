"""Synthesizes images of handwritten strings from single glyphs, with text and boxes as truth."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synth.synthesizer import Sample, Synthesizer

__all__ = ["Sample", "Synthesizer"]


def __getattr__(name: str) -> Any:
    """`Sample` and `Synthesizer`, loaded when first asked for: whoever only reads needs neither."""
    if name in __all__:
        from synth import synthesizer

        return getattr(synthesizer, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
