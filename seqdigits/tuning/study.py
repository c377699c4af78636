"""A study: training runs with settings drawn by Optuna, within a budget of minutes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import optuna
import tomli_w
from optuna.storages.journal import JournalFileBackend

from seqdigits.config import GlyphTrainConfig, TrainConfig, validate
from seqdigits.errors import ConfigError
from seqdigits.training import fit_crnn, fit_glyph_net
from seqdigits.training.run_folder import RunFolder
from seqdigits.tuning.record import draw_study, write_trials
from seqdigits.tuning.space import Space

SAMPLERS = ("tpe", "random", "grid")

AnyTrainConfig = TrainConfig | GlyphTrainConfig


@dataclass(frozen=True, slots=True)
class Budget:
    """When a study ends: after `minutes`, or after `trials` if that comes first.

    The trial running when time is up is stopped and counts as pruned.
    """

    minutes: float
    trials: int | None = None


def run_study(
    base: AnyTrainConfig,
    space: Space,
    output: Path,
    budget: Budget,
    sampler: str = "tpe",
    seed: int = 1,
    resume: bool = False,
) -> Path:
    """best.toml in `output`: the configuration of the best trial, ready to train with.

    Each trial is a run in `output`/trial-N, scored by its last validation (accuracy, or exact
    match of a string net). Trials that fall behind the median of the others are pruned, save
    under a grid. Optuna's journal (study.log) keeps every trial, so that a study can go on;
    trials.csv and study.png show them.

    Args:
        base: what a trial changes.
        space: which settings, among which values.
        output: the study's folder.
        budget: when to end.
        sampler: tpe (Bergstra et al. 2011), random or grid.
        seed: of the sampler; trials keep the seed of `base`.
        resume: go on with the study in `output`.

    Raises:
        ConfigError: if `output` holds a study and `resume` is False, the space names a key the
            configuration lacks, or no trial was finished.
    """
    journal = output / "study.log"
    if journal.exists() and not resume:
        raise ConfigError(
            f"a new study needs a folder without one. Received: {output}. "
            "Add --resume to go on with it, or name another folder."
        )
    _check_keys(base, space)
    output.mkdir(parents=True, exist_ok=True)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        storage=optuna.storages.JournalStorage(JournalFileBackend(str(journal))),
        study_name="study",
        load_if_exists=True,
        direction="maximize",
        sampler=_sampler(sampler, space, seed),
        pruner=optuna.pruners.NopPruner() if sampler == "grid" else optuna.pruners.MedianPruner(),
    )
    deadline = time.monotonic() + 60 * budget.minutes

    def objective(trial: optuna.Trial) -> float:
        values = {key: setting.suggest(trial, key) for key, setting in space.items()}
        config = changed(base, values)
        watcher = _Watcher(trial, deadline)
        folder = _fit(config, output / f"trial-{trial.number}", watcher)
        if watcher.cut:
            raise optuna.TrialPruned(watcher.cut)
        return _scores(folder)[-1]

    def record(study: optuna.Study, _: optuna.trial.FrozenTrial) -> None:
        write_trials(study, output / "trials.csv")
        draw_study(study, output / "study.png")

    study.optimize(
        objective,
        n_trials=budget.trials,
        timeout=60 * budget.minutes,
        callbacks=[record],
        catch=(ConfigError,),
    )
    return _write_best(study, base, space, output)


def changed(base: AnyTrainConfig, values: dict[str, Any]) -> AnyTrainConfig:
    """`base` with other values at keys whose parts are joined by dots.

    Raises:
        ConfigError: if a value breaks the configuration's rules.
    """
    tree = base.model_dump(mode="json")
    for key, value in values.items():
        *parents, last = key.split(".")
        table = tree
        for parent in parents:
            table = table[parent]
        table[last] = value
    return validate(type(base), tree, "trial")


def _check_keys(base: AnyTrainConfig, space: Space) -> None:
    tree: Any = base.model_dump(mode="json")
    for key in space:
        table = tree
        for part in key.split("."):
            if not isinstance(table, dict) or part not in table:
                raise ConfigError(
                    f"a setting is a key of the configuration. Received: {key!r}. "
                    f"Keys known: {', '.join(table if isinstance(table, dict) else tree)}."
                )
            table = table[part]


def _sampler(name: str, space: Space, seed: int) -> optuna.samplers.BaseSampler:
    if name == "grid":
        return optuna.samplers.GridSampler(
            {key: setting.grid() for key, setting in space.items()}, seed=seed
        )
    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    return optuna.samplers.TPESampler(seed=seed)


def _fit(config: AnyTrainConfig, folder: Path, watcher: _Watcher) -> RunFolder:
    if isinstance(config, TrainConfig):
        return fit_crnn(config, folder, watchers=[watcher])
    return fit_glyph_net(config, folder, watchers=[watcher])


def _scores(folder: RunFolder) -> list[float]:
    """The score of each validation done."""
    history = folder.history()
    key = "exact_match" if history and "exact_match" in history[0] else "val_accuracy"
    return [float(row[key]) for row in history]


class _Watcher(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Tells the trial each validation's score; stops a run that is behind or out of time.

    Attributes:
        cut: why the run was stopped; empty if it was not.
    """

    def __init__(self, trial: optuna.Trial, deadline: float) -> None:
        super().__init__()
        self._trial, self._deadline = trial, deadline
        self.cut = ""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Stop once time is up."""
        if time.monotonic() > self._deadline:
            self._stop("out of time")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Report, and stop if the trial is behind."""
        figures = logs or {}
        names = [name for name in figures if name.endswith(("val_exact_match", "accuracy"))]
        score = next(float(figures[name]) for name in names if name.startswith("val_"))
        self._trial.report(score, epoch)
        if not self.cut and self._trial.should_prune():
            self._stop("behind the median")

    def _stop(self, why: str) -> None:
        self.cut = why
        self.model.stop_training = True


def _write_best(study: optuna.Study, base: AnyTrainConfig, space: Space, output: Path) -> Path:
    """best.toml of a study."""
    done = study.get_trials(states=(optuna.trial.TrialState.COMPLETE,))
    if not done:
        raise ConfigError(
            f"a study finishes one trial or more. Received: {output} with "
            f"{len(study.trials)} begun and none finished. Give it more --minutes, or shorten a "
            "trial (--set epochs=..., --set steps=...), and --resume."
        )
    best = study.best_trial
    values = {key: space[key].value(best.params[key]) for key in space}
    tree = changed(base, values).model_dump(mode="json", exclude_none=True)
    path = output / "best.toml"
    unfinished = path.with_name(path.name + ".part")
    head = f"# Trial {best.number} of {len(study.trials)}: score {best.value:.4f}\n"
    unfinished.write_text(head + tomli_w.dumps(tree), encoding="utf-8")
    unfinished.replace(path)
    return path
