"""What happens to a canvas of ink after it is composed, up to the finished picture."""

from synth.effects.finishing import Drawn, Picture, finish

__all__ = ["Drawn", "Picture", "finish"]
