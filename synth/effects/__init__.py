"""What happens to a canvas of ink after it is composed, up to the finished picture."""

from synth.effects.finishing import Picture, finish

__all__ = ["Picture", "finish"]
