"""Distortions of a canvas: worn ink, marks that are no characters, paper. (image, rng) -> image."""
