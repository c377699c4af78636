"""Explanations as pages, with each picture beside them as PNG."""

from __future__ import annotations

from pathlib import Path

from seqdigits.explanation import glyph_drawing, string_drawing, string_grounds
from seqdigits.explanation.explaining import Explanation
from seqdigits.explanation.glyph import GlyphExplanation
from seqdigits.explanation.net import Stage
from seqdigits.explanation.string import StringExplanation
from seqdigits.report import Illustrated, Page

NAME = "explain.html"

_HEAT = (
    "Grad-CAM weighs the channels of the last convolution by their mean gradient over the whole "
    "image; HiResCAM multiplies gradient and activation place by place. Light is where the answer "
    "rests; each is scaled to its own highest value."
)


def explanation_page(explanation: Explanation, title: str, output: Path) -> Path:
    """Path of the page of `explanation`, headed `title`, written into the folder `output`.

    Raises:
        MissingExtraError: if Jinja is not installed.
        OSError: if the folder cannot be written.
    """
    if isinstance(explanation, StringExplanation):
        made = Illustrated(Page(f"{title}: {_text(explanation)}", _summary(explanation)), output)
        _reading(made, explanation)
        _grounds(made, explanation)
    else:
        made = Illustrated(_glyph_page(explanation, title), output)
        _glyph(made, explanation)
    return made.write(NAME)


def _text(explanation: StringExplanation) -> str:
    return explanation.reading.best_guess or "nothing"


def _summary(explanation: StringExplanation) -> str:
    reading = explanation.reading
    verdict = f"{reading.status}" + (f": {reading.reason}" if reading.reason else "")
    summary = f"Confidence {reading.confidence:.1%}, {verdict}"
    if reading.ood is not None:
        summary += f". Probability that it shows what is no number {reading.ood:.2g}"
    return f"{summary}. {_net(explanation)}"


def _net(explanation: Explanation) -> str:
    """Which net it is, and what of an ensemble is shown."""
    if explanation.members == 1:
        return f"Net: {explanation.name}."
    return (
        f"Net: {explanation.name}, the mean of {explanation.members} nets' probabilities. What an "
        "answer rests on is of all of them; activations, weights and receptive fields are those of "
        "the first."
    )


def _reading(made: Illustrated, explanation: StringExplanation) -> None:
    made.section(
        "What the net is fed",
        "found",
        string_drawing.found_figure(explanation),
        "The picture, the ink found on it, and the line image: cropped, and scaled by the height "
        "of its digits.",
    )
    made.section(
        "Lattice",
        "lattice",
        string_drawing.lattice_figure(explanation),
        "Probability of each class at each timestep. The best path is the likeliest class of each; "
        "its repeats are joined and its blanks dropped. Frames are the spans of what was read.",
    )
    if explanation.path_text != explanation.reading.best_guess:
        made.page.paragraph(
            f"The best path spells {explanation.path_text or 'nothing'}; summed over all its "
            f"paths, {_text(explanation)} is likelier."
        )
    again = explanation.again
    if again.confidence != explanation.reading.confidence:
        made.page.paragraph(
            "This is the net at first sight. Where it is unsure it is not left at that; it reads "
            f"{again.best_guess or 'nothing'} at {again.confidence:.1%}: what seqdigits read gives."
        )
    made.page.table(
        ("text", "probability"),
        [
            (other.text or "(nothing)", other.confidence)
            for other in explanation.reading.alternatives
        ],
        "The likeliest texts, each over all paths that spell it.",
    )
    made.page.table(
        ("place", "character", "timesteps", "probability at its best", "others at this place"),
        [
            (
                number,
                place.char,
                f"{place.span[0]}..{place.span[1] - 1}",
                place.probability,
                ", ".join(
                    f"{other.text} {other.confidence:.1%}"
                    for other in digit.alternatives[:4]
                    if other.text != place.char and other.confidence >= 0.0005
                ),
            )
            for number, (place, digit) in enumerate(
                zip(explanation.places, explanation.reading.digits, strict=True), 1
            )
        ],
        "The characters read. Others: how likely they are at this place if all else is right.",
    )


def _grounds(made: Illustrated, explanation: StringExplanation) -> None:
    made.section(
        "Activations",
        "activations",
        string_grounds.activation_figure(explanation),
        "The channels of each convolution that vary most over this image, each on a scale of its "
        "own from dark (low) to light (high), stretched to the line image.",
    )
    if explanation.places:
        made.section(
            "What each character rests on",
            "grad_cam",
            string_grounds.cam_figure(explanation),
            f"Of each character's log-probability at its timestep (triangle). {_HEAT} On a string "
            "Grad-CAM therefore lights up other characters too, and the blank margin; HiResCAM "
            "mostly keeps to the place. Of a line wider than "
            f"{string_grounds.WINDOW} pixels, the part around the character is drawn.",
        )
    _stage_table(made, explanation.stages)
    made.picture(
        "receptive_fields",
        string_grounds.field_figure(explanation),
        "Columns that the convolutions can see at the timestep of each character (coloured line).",
    )
    made.picture(
        "field_growth",
        string_grounds.growth_figure(explanation),
        "How the field grows from convolution to convolution, at one timestep, centred on it.",
    )
    if explanation.places:
        context = explanation.context
        made.section(
            "Effective context",
            "context",
            string_grounds.context_figure(explanation),
            "Beyond the convolutions the recurrent layer sees the whole line. Absolute gradient "
            "of the characters' log-probabilities by pixel, summed over columns, by distance from "
            f"their timestep: half of it lies within {context.within(0.5)} columns to either "
            f"side, 90 % within {context.within(0.9)}.",
        )


def _stage_table(made: Illustrated, found: tuple[Stage, ...]) -> None:
    made.page.heading("Receptive fields")
    made.page.table(
        ("convolution", "kernel", "strides", "channels", "field width", "field height", "step"),
        [
            (
                stage.name,
                f"{stage.kernel[0]} x {stage.kernel[1]}",
                f"{stage.strides[0]}, {stage.strides[1]}",
                stage.channels,
                stage.field.horizontal.size,
                stage.field.vertical.size,
                stage.field.horizontal.jump,
            )
            for stage in found
        ],
        "From kernels, strides and paddings: what one place of each convolution's output sees, in "
        "pixels of the input, and how far apart the fields of neighbouring places are. Kernels "
        "and strides are vertical, then horizontal.",
    )


def _glyph_page(explanation: GlyphExplanation, title: str) -> Page:
    best = explanation.top[0]
    return Page(
        f"{title}: {explanation.characters[best]}",
        f"Probability {explanation.probabilities[best]:.1%}. {_net(explanation)}",
    )


def _glyph(made: Illustrated, explanation: GlyphExplanation) -> None:
    made.section(
        "Answer",
        "answer",
        glyph_drawing.answer_figure(explanation),
        "The picture, the tile the net is fed, and what it takes it for.",
    )
    if explanation.stages:
        made.section(
            "Activations",
            "activations",
            glyph_drawing.activation_figure(explanation),
            "The channels of each convolution that vary most over this tile, each on a "
            "scale of its own.",
        )
    made.section(
        "What the answer rests on",
        "grad_cam",
        glyph_drawing.grounds_figure(explanation),
        "Of the log-probability of the likeliest classes, with their probabilities. "
        + (_HEAT if explanation.stages else "Each is scaled to its own highest value."),
    )
    for layer in explanation.hidden[:1]:
        if layer.weights is not None:
            weights = glyph_drawing.weight_figure(explanation, layer)
            made.section(
                "First weights",
                "weights",
                weights,
                "Weights of the units that answer most to this tile, with unit and "
                "activation; the outline is the glyph's. Purple asks for ink, orange "
                "for none.",
            )
    if explanation.hidden:
        made.section(
            "Hidden units",
            "hidden",
            glyph_drawing.hidden_figure(explanation),
            "Activations of the hidden units.",
        )
    if explanation.stages:
        _stage_table(made, explanation.stages)
