"""Single-glyph nets trained on digits written by strokes: learned, recorded, resumed, released."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras
from typer.testing import CliRunner

from seqdigits.bundle import load_bundle
from seqdigits.cli.app import app
from seqdigits.config import AugmentConfig, CnnConfig, DenseConfig, GlyphTrainConfig
from seqdigits.data import open_glyphs
from seqdigits.errors import ConfigError, DataError
from seqdigits.runtime import OnnxRunner
from seqdigits.training import save_ensemble, train_glyph_net
from seqdigits.training.augment import Augment
from seqdigits.training.glyph_net import GlyphBatches, compiled
from synth.glyphs.emnist import CLASSES

DENSE = DenseConfig(hidden=(16,))


@pytest.fixture(scope="module")
def config(stroke_digits: Path) -> GlyphTrainConfig:
    return GlyphTrainConfig(
        net=DENSE, glyphs=str(stroke_digits), epochs=6, batch=16, learning_rate=5e-3
    )


@pytest.fixture(scope="module")
def run(config: GlyphTrainConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "dense"
    train_glyph_net(config, folder)
    return folder


def _history(run: Path) -> list[dict[str, str]]:
    with (run / "history.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _accuracy(bundle: Path, glyphs: str) -> float:
    held_out = open_glyphs(glyphs, "val")
    images = list(held_out.tiles().astype(np.float32) / 255)
    outputs = OnnxRunner(load_bundle(bundle)).run(images)
    read = [int(output.logits.argmax()) for output in outputs]
    return float(np.mean(np.array(read) == held_out.labels("0123456789")))


def test_a_dense_net_learns_and_its_bundle_knows_what_it_learned(
    run: Path, config: GlyphTrainConfig
) -> None:
    history = _history(run)
    assert [row["epoch"] for row in history] == ["1", "2", "3", "4", "5", "6"]
    assert float(history[-1]["loss"]) < float(history[0]["loss"])
    assert float(history[-1]["learning_rate"]) < 1e-3 * config.learning_rate
    last = float(history[-1]["val_accuracy"])
    assert last > 0.5  # guessing gives 0.1
    assert _accuracy(run / "glyphs", config.glyphs) == pytest.approx(last, abs=1e-6)


def test_a_finished_run_resumes_to_nothing_more_and_another_is_refused(
    run: Path, config: GlyphTrainConfig
) -> None:
    before = (run / "history.csv").read_text()
    train_glyph_net(config, run, resume=True)
    assert (run / "history.csv").read_text() == before
    with pytest.raises(ConfigError, match="another l2"):
        train_glyph_net(config.model_copy(update={"l2": 0.1}), run, resume=True)
    with pytest.raises(ConfigError, match="--resume"):
        train_glyph_net(config, run)


def test_characters_that_the_net_lacks_are_named(config: GlyphTrainConfig, tmp_path: Path) -> None:
    few = config.model_copy(update={"net": DENSE.model_copy(update={"characters": "01234567"})})
    with pytest.raises(DataError, match="89"):
        train_glyph_net(few, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_net_trained_in_bfloat16_is_released_in_float32(
    config: GlyphTrainConfig, tmp_path: Path
) -> None:
    net = CnnConfig(channels=(8,), batch_norm=True, dense=16)
    update = {"net": net, "epochs": 5, "precision": "mixed_bfloat16"}
    bundle = load_bundle(train_glyph_net(config.model_copy(update=update), tmp_path / "cnn"))
    best = max(float(row["val_accuracy"]) for row in _history(tmp_path / "cnn"))
    # Of 34 glyphs four may be told otherwise than in bfloat16, whose rounding is the machine's own.
    assert _accuracy(bundle.directory, config.glyphs) == pytest.approx(best, abs=0.12)
    assert best > 0.3
    kept = keras.models.load_model(bundle.keras, compile=False)
    assert {layer.compute_dtype for layer in kept.layers} == {"float32"}
    assert keras.config.dtype_policy().name == "float32"


@pytest.mark.parametrize("loss", ["sparse", "one_hot"])
@pytest.mark.parametrize("softmax", [False, True])
def test_every_way_to_the_loss_gives_the_same_first_step(
    config: GlyphTrainConfig, loss: str, softmax: bool
) -> None:
    way = config.model_copy(update={"loss": loss, "softmax": softmax})
    keras.utils.set_random_seed(1)
    from seqdigits.nets import build

    net = build(way.net)
    batches = GlyphBatches(way, open_glyphs(way.glyphs, "train"))
    images, targets = batches[0]
    labels = targets.argmax(axis=1) if loss == "one_hot" else targets
    logits = np.asarray(net(images), np.float64)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    found = compiled(net, way, len(batches)).train_on_batch(images, targets)[0]
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("gap", "softmax", "loss", "slope"),
    [
        (5.0, False, 5.0067, 0.9933),  # log(1 + exp(5)), and its derivative
        (5.0, True, 5.0067, 0.9933),
        (50.0, False, 50.0, 1.0),
        (50.0, True, 16.118, 0.0),  # -log(1e-7): clipped, so nothing is learned
    ],
)
def test_probabilities_lose_what_logits_keep(
    gap: float, softmax: bool, loss: float, slope: float
) -> None:
    config = GlyphTrainConfig(
        net=DenseConfig(characters="01"), optimizer="sgd", learning_rate=1.0, schedule="constant",
        softmax=softmax,
    )  # fmt: skip
    inputs = keras.Input((1,))
    net = keras.Model(inputs, keras.layers.Dense(2, use_bias=False, name="logits")(inputs))
    net.get_layer("logits").set_weights([np.array([[0.0, gap]], np.float32)])
    found = compiled(net, config, 1).train_on_batch(np.ones((1, 1), np.float32), np.array([0]))
    assert found[0] == pytest.approx(loss, abs=1e-3)
    (kernel,) = net.get_layer("logits").get_weights()
    # Nesterov's momentum takes 1.9 times the gradient in its first step.
    assert (gap - kernel[0, 1]) / 1.9 == pytest.approx(slope, abs=1e-3)


def test_l2_adds_the_sum_of_squared_kernels(config: GlyphTrainConfig) -> None:
    from seqdigits.nets import build

    net = build(config.net)
    batches = GlyphBatches(config, open_glyphs(config.glyphs, "train"))
    images, targets = batches[0]
    plain = compiled(net, config, 1).evaluate(images, targets, verbose=0)[0]
    heavy = compiled(net, config.model_copy(update={"l2": 0.01}), 1)
    squares = sum(
        float((layer.get_weights()[0] ** 2).sum()) for layer in net.layers if layer.weights
    )
    found = heavy.evaluate(images, targets, verbose=0)[0]
    assert found == pytest.approx(plain + 0.01 * squares, rel=1e-4)


def test_a_share_of_the_glyphs_is_a_part_of_all(config: GlyphTrainConfig) -> None:
    glyphs = open_glyphs(config.glyphs, "train")
    assert len(GlyphBatches(config, glyphs)) == -(-len(glyphs) // config.batch)
    order = [GlyphBatches(config, glyphs)[0][1].tolist() for _ in range(2)]
    assert order[0] == order[1]  # of one seed


def test_nothing_moves_unless_asked_and_a_shift_moves_mass() -> None:
    tiles = np.zeros((40, 28, 28), np.uint8)
    tiles[:, 12:16, 12:16] = 200
    assert Augment(AugmentConfig(), 28, 1)(tiles) is tiles
    moved = Augment(AugmentConfig(shift=2.0), 28, 1)(tiles).astype(float)
    columns = (moved.sum(axis=1) @ np.arange(28)) / moved.sum(axis=(1, 2))
    assert np.abs(columns - 13.5).max() <= 2.0 + 0.1
    assert columns.std() > 0.5
    assert moved.sum() == pytest.approx(tiles.sum(dtype=float), rel=0.02)


def test_a_turn_is_about_the_centre_and_as_far_as_asked() -> None:
    bar = np.zeros((30, 28, 28), np.uint8)
    bar[:, 13:15, 4:24] = 255
    turned = Augment(AugmentConfig(rotation=30.0), 28, 3)(bar)
    angles = []
    for tile in turned:
        y, x = np.nonzero(tile > 100)
        angles.append(np.degrees(np.arctan(np.polyfit(x - 13.5, y - 13.5, 1)[0])))
    assert np.abs(angles).max() <= 31
    assert np.abs(angles).max() > 20


def test_an_ensemble_of_runs_reads_as_the_average(run: Path, tmp_path: Path) -> None:
    dense = load_bundle(run / "glyphs")
    cnn = GlyphTrainConfig(
        name="cnn",
        net=CnnConfig(channels=(4,), dense=8),
        glyphs=dense.config.training["glyphs"],  # type: ignore[arg-type]
        epochs=1,
        share=0.2,
    )
    other = load_bundle(train_glyph_net(cnn, tmp_path / "cnn"))
    joined = save_ensemble([dense, other], tmp_path / "both", "both")
    tiles = open_glyphs(cnn.glyphs, "val").tiles()[:5].astype(np.float32) / 255
    shares = []
    for bundle in (dense, other, joined):
        logits = np.stack([output.logits for output in OnnxRunner(bundle).run(list(tiles))])
        shares.append(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))
    assert np.allclose(shares[2], (shares[0] + shares[1]) / 2, atol=1e-5)
    again = save_ensemble([joined, dense], tmp_path / "three")
    assert len(again.config.net.members) == 3  # type: ignore[union-attr]


def test_the_command_line_joins_and_compares(run: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    bundle = str(run / "glyphs")
    made = runner.invoke(app, ["ensemble", bundle, bundle, "--output", str(tmp_path / "two")])
    assert made.exit_code == 0, made.output
    assert load_bundle(tmp_path / "two").config.net.kind == "ensemble"
    alone = runner.invoke(app, ["ensemble", bundle, "--output", str(tmp_path / "one")])
    assert alone.exit_code == 2
    curves = tmp_path / "curves.png"
    told = runner.invoke(app, ["runs", str(run), str(run), "--output", str(curves)])
    assert told.exit_code == 0, told.output
    best = max(float(row["val_accuracy"]) for row in _history(run))
    assert told.stdout.splitlines()[1].split("\t")[1] == f"{best:.4f}"
    assert curves.read_bytes().startswith(b"\x89PNG")
    none = runner.invoke(app, ["runs", str(tmp_path)])
    assert none.exit_code == 1
    assert "history.csv" in none.stderr


def test_emnist_balanced_trains_a_net_of_47_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From files in EMNIST's layout: transposed IDX, labels 0..46; a shape per class."""
    classes = len(CLASSES["balanced"])
    rng = np.random.default_rng(2)
    shapes = rng.integers(0, 2, (classes, 7, 7)).astype(np.uint8) * 255
    folder = tmp_path / "emnist"
    folder.mkdir()
    for part, count in (("train", 12), ("test", 2)):
        labels = np.repeat(np.arange(classes, dtype=np.uint8), count)
        tiles = shapes[labels].repeat(4, axis=1).repeat(4, axis=2)
        tiles[rng.random(tiles.shape) < 0.03] = 128
        stored = tiles.swapaxes(1, 2)
        for kind, array in (("images-idx3", stored), ("labels-idx1", labels)):
            header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
            name = f"emnist-balanced-{part}-{kind}-ubyte"
            (folder / name).write_bytes(header + np.ascontiguousarray(array).tobytes())
    monkeypatch.setenv("SEQDIGITS_DATA", str(tmp_path))
    config = GlyphTrainConfig(
        name="letters",
        net=DenseConfig(characters=CLASSES["balanced"], hidden=(64,)),
        glyphs="emnist-balanced",
        epochs=6,
        batch=16,
        learning_rate=3e-3,
    )
    bundle = load_bundle(train_glyph_net(config, tmp_path / "run"))
    test = open_glyphs("emnist-balanced", "test")
    outputs = OnnxRunner(bundle).run(list(test.tiles().astype(np.float32) / 255))
    read = [CLASSES["balanced"][int(output.logits.argmax())] for output in outputs]
    assert bundle.config.classes == 47
    assert np.mean(np.array(read) == test.characters_of) > 0.9
