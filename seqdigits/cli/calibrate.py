"""`seqdigits calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seqdigits.bundle import ErrorThreshold, load_bundle, save_calibrated
from seqdigits.bundle.saving import require_unreleased
from seqdigits.calibration import MAX_ERRORS, fewest_accepted, percent
from seqdigits.cli.left_out import print_left_out
from seqdigits.cli.read import Profile
from seqdigits.cli.shares import parse_share
from seqdigits.errors import MissingExtraError

if TYPE_CHECKING:
    from seqdigits.calibrating import Fit


FALSE_REJECTS = 0.02
"""Share of images of numbers that are taken to show none, unless another is wanted."""


def calibrate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A released bundle or a folder.")],
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...",
            help="A folder or zip with images and labels.csv (columns file, text), or labelled "
            "strings as synth make writes them in any format.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the calibrated bundle there, not over MODEL."),
    ] = None,
    max_error: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            parser=parse_share,
            help="An error rate that must be kept, 1% or 0.01; without it the usual ones.",
        ),
    ] = None,
    false_rejects: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            parser=parse_share,
            help="The share of the images that may be taken to show no number; without it 2%.",
        ),
    ] = None,
    part: Annotated[
        str, typer.Option(metavar="NAME", help="The folder or label file in each DATA.")
    ] = "",
    profile: Profile = "digits",
    skip_bad: Annotated[
        bool,
        typer.Option("--skip-bad", help="Leave out rows that cannot be used, and name them."),
    ] = False,
) -> None:
    """Fit a model's confidences to labelled images and store them in its bundle.

    Prints how far confidences are off before and after (on images held out of the fit), and from
    which confidence on readings may be accepted at each error rate, and chooses from which
    probability on an image is taken to show no number. Nothing is stored if the
    images cannot show the rate of --max-error.
    """
    bundle = load_bundle(model)
    target = output or bundle.directory
    require_unreleased(target)
    try:
        from seqdigits.calibrating import answer, choose_ood
        from seqdigits.calibrating import calibrate as fit_calibration
        from seqdigits.evaluation import open_labelled
    except ModuleNotFoundError as error:
        if error.name != "rapidfuzz":
            raise
        raise MissingExtraError(
            "calibrating reads labelled sets as evaluation does. Received: no module "
            f'{error.name!r}. Install it: pip install "seqdigits[evaluate]".'
        ) from error
    sets = [open_labelled(path, part, skip_bad=skip_bad) for path in data]
    answers = answer(bundle, sets, profile)
    print_left_out(sets)
    rates = MAX_ERRORS if max_error is None else (*MAX_ERRORS, max_error)
    fit = fit_calibration(bundle, answers, profile, rates)
    _print_fit(fit)
    if max_error is not None:
        fit.calibration.threshold(max_error)
    ood = choose_ood(bundle, sets, false_rejects or FALSE_REJECTS)
    if ood is not None:
        typer.echo(f"what is no number    rejected above a probability of {ood.threshold:.4g}")
    typer.echo(save_calibrated(bundle, fit.calibration, target, ood).directory)


def _print_fit(fit: Fit) -> None:
    calibration, before, after = fit.calibration, fit.before, fit.after
    for fitted in calibration.fitted_on:
        typer.echo(f"{fitted.count:,} strings of {fitted.name}")
    typer.echo(f"read wholly right    {100 * before.exact_match:.1f} %")
    mapping = calibration.map
    mapped = (
        ""
        if mapping is None
        else f", then log-odds x {mapping.slope:.3f} + log(1 + characters) x "
        f"{mapping.length:.3f} + {mapping.intercept:.3f}"
    )
    typer.echo(f"temperature          {calibration.temperature:.3f}{mapped}")
    typer.echo("                     as is    calibrated (held-out folds)")
    for name, key in (("ECE", "ece"), ("ECE, debiased", "debiased_ece"), ("Brier score", "brier"),
                      ("AURC", "aurc")):  # fmt: skip
        typer.echo(f"{name:<20} {getattr(before, key):.4f}   {getattr(after, key):.4f}")
    certainty = percent(1 - calibration.delta)
    for row in calibration.thresholds:
        typer.echo(_line(row, calibration.count, calibration.delta, certainty))


def _line(row: ErrorThreshold, count: int, delta: float, certainty: str) -> str:
    rate = f"at most {percent(row.max_error)} wrong"
    if row.threshold is not None:
        return (
            f"{rate:<20} confidence {row.threshold:.6f} or more: {row.accepted:,} of {count:,} "
            f"accepted, {row.errors:,} wrong, under {percent(row.bound)} at {certainty}"
        )
    needed = fewest_accepted(row.max_error, 0, delta)
    if count < needed:
        return f"{rate:<20} no threshold: takes {needed:,} strings, these are {count:,}"
    return f"{rate:<20} no threshold: {row.errors:,} wrong among the {row.accepted:,} surest"
