"""The model card, written from a bundle's configuration and metrics and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from seqdigits.bundle.config import BundleConfig, Metrics, SetResult, SourceTrial
from seqdigits.calibration import percent
from seqdigits.config import EnsembleConfig, NetConfig

KINDS = {
    "crnn": "convolutions, a bidirectional LSTM and CTC",
    "cnn": "a convolutional classifier",
    "dense": "a multilayer perceptron",
}

GROUPS = {
    "real": "Real images",
    "synthetic": "Strings drawn from glyphs the net was not trained on",
    "test": "Test parts, run once for this bundle",
}


def render_card(config: BundleConfig, metrics: Metrics, opinion: BundleConfig | None = None) -> str:
    """CARD.md of a bundle, Markdown; `opinion` is the configuration of the bundle inside it."""
    sections = [
        _opening(config, opinion),
        _use(config),
        _figures(metrics),
        _glyphs(config),
        _sources(metrics.sources),
        _facts("Training", {**config.training, **metrics.training}),
        _calibration(config),
        _ood(config),
        _limits(config),
        _reproduction(metrics),
    ]
    return "\n".join(section for section in sections if section)


def _opening(config: BundleConfig, opinion: BundleConfig | None) -> str:
    net = config.net
    if net.is_ctc:
        fed = f"line images {net.height} pixels high of any width, ink high"
        text = "A string of any length written on one line"
    else:
        fed = f"images of {net.height} x {net.height} pixels, ink high"
        text = "One glyph, or a string behind a segmenter"
    rows = [
        ("reads", f"{text}, of the characters `{net.characters}`"),
        ("net", _kind(net)),
        ("is fed", fed),
    ]
    if opinion is not None:
        asked = f"{_kind(opinion.net)}, about digits it is unsure of: [opinion](opinion/CARD.md)"
        rows.append(("second opinion", asked))
    if config.licence:
        rows.append(("licence of the weights", config.licence))
    description = f"{config.description}\n\n" if config.description else ""
    return f"# {config.name}\n\n{description}{_table(('', ''), rows)}"


def _kind(net: NetConfig) -> str:
    if isinstance(net, EnsembleConfig):
        return f"the average of {len(net.members)} nets: {KINDS[net.members[0].kind]}"
    return KINDS[net.kind]


def _use(config: BundleConfig) -> str:
    return (
        "## Use\n\n```\n"
        f"seqdigits read --model {config.name} scans/\n"
        "```\n\n```python\n"
        "from seqdigits.reading import Reader\n\n"
        f'readings = Reader.load("{config.name}").read(["amount.png"])\n'
        "```\n"
    )


def _figures(metrics: Metrics) -> str:
    if not metrics.sets:
        return "## Figures\n\nNot measured yet.\n"
    parts = [
        "## Figures\n\nExact match is the share of strings read wholly right, with its 95 % "
        "interval (Wilson); CER is edits per reference character over the set.\n"
    ]
    for group, title in GROUPS.items():
        chosen = [result for result in metrics.sets if result.group == group]
        if chosen:
            parts.append(f"### {title}\n\n{_results(chosen)}")
    return "\n".join(parts)


def _results(results: Sequence[SetResult]) -> str:
    header = ("set", "part", "strings", "exact match", "95 % interval", "CER", "note")
    rows = [
        (
            result.name,
            {"val": "validation", "test": "test"}[result.split],
            f"{result.n:,}",
            _percent(result.exact_match, 2),
            f"{100 * result.interval[0]:.2f} to {_percent(result.interval[1], 2)}",
            "" if result.cer is None else _percent(result.cer, 2),
            result.note,
        )
        for result in results
    ]
    return _table(header, rows)


def _glyphs(config: BundleConfig) -> str:
    if not config.glyphs:
        return ""
    rows = [(source.name, source.licence, source.origin) for source in config.glyphs]
    return f"## Glyphs it was trained on\n\n{_table(('source', 'licence', 'origin'), rows)}"


def _sources(trials: Sequence[SourceTrial]) -> str:
    if not trials:
        return ""
    names = [result.name for result in trials[0].sets]
    rows = []
    for trial in trials:
        shares = (
            f"{100 * r.exact_match:.0f} ({100 * r.interval[0]:.0f} to {100 * r.interval[1]:.0f})"
            for r in trial.sets
        )
        rows.append((" + ".join(trial.glyphs), *shares))
    first = trials[0]
    return (
        "## What each glyph source buys\n\n"
        f"Exact match in % with its 95 % interval, of small nets ({first.parameters:,} weights, "
        f"{first.steps:,} steps, one seed) that differ in their glyphs alone; "
        "`python scripts/compare_sources.py` trains and measures them. They show which source "
        "matters where, not what the released net reads.\n\n"
        f"{_table(('glyphs', *names), rows)}"
    )


def _facts(title: str, facts: Mapping[str, object]) -> str:
    if not facts:
        return ""
    rows = [(key.replace("_", " "), _value(value)) for key, value in facts.items()]
    return f"## {title}\n\n{_table(('', ''), rows)}"


def _calibration(config: BundleConfig) -> str:
    calibration = config.calibration
    if calibration is None:
        return ""
    sets = ", ".join(f"{fitted.name} ({fitted.count:,})" for fitted in calibration.fitted_on)
    rows = [
        (
            percent(row.max_error),
            "none" if row.threshold is None else f"{row.threshold:.6f}",
            f"{row.accepted:,}",
            f"{row.errors:,}",
            percent(row.bound),
        )
        for row in calibration.thresholds
    ]
    header = ("wrong at most", "accept from confidence", "accepted or tested", "wrong", "bound")
    return (
        f"## Confidence\n\nFitted on {sets}, profile {calibration.profile}: logits are divided by "
        f"{calibration.temperature:.4g}{' and mapped' if calibration.map else ''}. The thresholds "
        "hold for strings like those; each bound (Clopper and Pearson, one-sided) with "
        f"{percent(1 - calibration.delta)} certainty.\n\n{_table(header, rows)}"
    )


def _ood(config: BundleConfig) -> str:
    ood = config.ood
    if ood is None:
        return ""
    return (
        "## What is no number\n\nBeside its text an image gets a probability that something on it "
        f"is no part of a number. Above {ood.threshold:.3g} it is rejected, as "
        f"{percent(ood.false_rejects)} of {ood.chosen_on} are; `--max-ood 1` rejects none.\n"
    )


def _limits(config: BundleConfig) -> str:
    if not config.limits:
        return ""
    return "## Limits\n\n" + "".join(f"- {limit}\n" for limit in config.limits)


def _reproduction(metrics: Metrics) -> str:
    if not metrics.command:
        return ""
    where = f"Measured on {metrics.machine}.\n\n" if metrics.machine else ""
    return f"## Measuring it again\n\n{where}```\n{metrics.command}\n```\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(header), "|" + "---|" * len(header), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def _percent(share: float, places: int = 1) -> str:
    return f"{100 * share:.{places}f} %"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
