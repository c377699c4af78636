"""A run from strings to a bundle, resumed; the loss against hand-derived values."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from seqdigits.bundle import load_bundle
from seqdigits.config import CrnnConfig, TrainConfig
from seqdigits.data import Batch, StringStream, collate, open_stream
from seqdigits.errors import ConfigError
from seqdigits.images import normalise
from seqdigits.nets import build
from seqdigits.reading import Reader, Status
from seqdigits.runtime import KerasRunner, OnnxRunner
from seqdigits.training import train_crnn
from seqdigits.training.loss import ctc_loss, ood_loss, pack
from seqdigits.training.precision import choose_policy
from seqdigits.training.transfer import transfer
from seqdigits.training.weights import average_weights

TINY = TrainConfig(
    name="tiny",
    net=CrnnConfig(stem=4, channels=(4, 4, 8), lstm_units=4),
    styles={"clean": 1.0},
    steps=4,
    epoch_steps=2,
    warmup_steps=1,
    batch_columns=512,
    validation_strings=8,
    precision="float32",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "tiny"
    train_crnn(TINY, folder)
    return folder


def test_a_run_leaves_its_whole_record(run: Path) -> None:
    with (run / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["steps"] for row in rows] == ["2", "4"]
    assert all(0 <= float(row["exact_match"]) <= 1 for row in rows)
    circumstances = json.loads((run / "run.json").read_text())
    assert circumstances["seed"] == TINY.seed
    assert {"git", "versions", "backend"} <= set(circumstances)
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert TrainConfig.model_validate_json((run / "config.json").read_text()) == TINY


def test_its_bundle_reads(run: Path) -> None:
    reading = Reader.load(run / "tiny").read([np.zeros((30, 60), np.uint8)])[0]
    assert reading.text == ""


def test_a_run_is_not_overwritten_and_not_resumed_as_another(run: Path) -> None:
    with pytest.raises(ConfigError, match="--resume"):
        train_crnn(TINY, run)
    with pytest.raises(ConfigError, match="another seed"):
        train_crnn(TINY.model_copy(update={"seed": 9}), run, resume=True)


def test_a_finished_run_resumes_to_nothing_more_to_do(run: Path) -> None:
    before = (run / "history.csv").read_text()
    train_crnn(TINY, run, resume=True)
    assert (run / "history.csv").read_text() == before


def test_a_cut_run_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from seqdigits.training.run_folder import RunFolder

    record = RunFolder.record

    def cut(self: RunFolder, row: dict[str, float]) -> None:
        record(self, row)
        if row["epoch"] == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(RunFolder, "record", cut)
    with pytest.raises(KeyboardInterrupt):
        train_crnn(TINY, tmp_path / "run")
    monkeypatch.setattr(RunFolder, "record", record)
    train_crnn(TINY, tmp_path / "run", resume=True)
    with (tmp_path / "run" / "history.csv").open() as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["1", "2"]


def test_weights_of_another_net_are_refused(run: Path, tmp_path: Path) -> None:
    other = TINY.model_copy(
        update={
            "init_from": run / "tiny",
            "net": CrnnConfig(stem=5, channels=(5, 5, 9), lstm_units=6),
        }
    )
    with pytest.raises(ConfigError, match="none has the name and shape"):
        train_crnn(other, tmp_path / "run")


def test_loss_of_two_even_timesteps_is_derived_by_hand() -> None:
    # Three classes at equal odds on two timesteps: "1" is spelt by 1-, -1 and 11, 3 of 9 paths;
    # the empty text by -- alone, 1 of 9.
    batch = Batch(
        np.zeros((2, 32, 8, 1), np.float32),
        np.array([[1], [0]], np.int32),
        np.array([1, 0], np.int32),
        ("1", ""),
        np.array([False, False]),
    )
    losses = np.asarray(ctc_loss()(pack(batch, longest=4), np.zeros((2, 2, 3), np.float32)))
    assert losses == pytest.approx([np.log(9 / 3), np.log(9)], abs=1e-5)


def test_a_net_learns_to_refuse_beside_an_older_one(run: Path, tmp_path: Path) -> None:
    config = TINY.model_copy(
        update={
            "net": TINY.net.model_copy(update={"ood": True}),
            "negatives": 0.5,
            "init_from": run / "tiny",
        }
    )
    before = build(config.net)
    taken = transfer(before, config.net, run / "tiny")
    assert taken.fresh == ("ood",)
    older = keras.models.load_model(run / "tiny" / "model.keras", compile=False)
    images = np.random.default_rng(0).random((2, 32, 64, 1), np.float32)
    np.testing.assert_allclose(before(images)[0], older(images), atol=1e-6)

    bundle = train_crnn(config, tmp_path / "run")
    with (tmp_path / "run" / "history.csv").open() as file:
        assert all(0 <= float(row["clean_ood_auroc"]) <= 1 for row in csv.DictReader(file))
    page = np.full((40, 80), 255, np.uint8)
    page[10:30, 20:24] = 0
    page[10:30, 50:54] = 0
    (onnx,) = OnnxRunner(load_bundle(bundle)).run([normalise(page, config.input).image])
    (keras_,) = KerasRunner(load_bundle(bundle)).run([normalise(page, config.input).image])
    assert onnx.ood is not None
    assert onnx.ood == pytest.approx(keras_.ood, abs=1e-3)
    (reading,) = Reader.load(bundle, max_ood=0.0, second_look=False).read([page])
    assert (reading.status, reading.text) == (Status.REJECTED, "")
    assert reading.ood == pytest.approx(onnx.ood)
    assert Reader.load(bundle).read([page])[0].status is Status.READ


def test_weights_are_averaged_layer_by_layer(run: Path) -> None:
    keras.utils.set_random_seed(5)
    net = build(TINY.net)
    own = net.get_weights()
    theirs = keras.models.load_model(run / "tiny" / "model.keras", compile=False).get_weights()
    average_weights(net, run / "tiny", 0.25)
    for found, ours, other in zip(net.get_weights(), own, theirs, strict=True):
        np.testing.assert_allclose(found, 0.75 * ours + 0.25 * other, atol=1e-6)


def test_what_is_no_number_teaches_the_digits_nothing() -> None:
    net = build(TINY.net.model_copy(update={"ood": True, "dropout": 0.0}))
    net.compile(loss=[ctc_loss(), ood_loss()])
    images = np.random.default_rng(0).random((2, 32, 64, 1), np.float32)
    packed = np.array([[1, 3], [1, 5]], np.int32)
    weights = [np.array([1.0, 0.0], np.float32), np.ones(2, np.float32)]
    negative = np.array([0.0, 1.0], np.float32)
    both = net.evaluate(images, [packed, negative], sample_weight=weights, verbose=0)[1]
    other = np.array([[1, 3], [1, 9]], np.int32)
    assert net.evaluate(images, [other, negative], sample_weight=weights, verbose=0)[1] == both
    other = np.array([[1, 9], [1, 5]], np.int32)
    assert net.evaluate(images, [other, negative], sample_weight=weights, verbose=0)[1] != both


def test_negatives_and_ood_go_together() -> None:
    with pytest.raises(ValueError, match="go together"):
        TrainConfig(negatives=0.1)
    with pytest.raises(ValueError, match="go together"):
        TrainConfig(net=CrnnConfig(ood=True))


@pytest.mark.parametrize(
    ("flags", "policy"),
    [("fpu avx2", "float32"), ("fpu avx512_bf16 sse", "mixed_bfloat16"), ("", "float32")],
)
def test_auto_precision_follows_the_processor(flags: str, policy: str, tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor : 0\nflags : {flags}\n")
    assert choose_policy("auto", cpuinfo) == policy
    assert choose_policy("float32", cpuinfo) == "float32"
    assert choose_policy("auto", tmp_path / "missing") == "float32"


@pytest.mark.slow
def test_a_net_learns_32_strings_by_heart() -> None:
    stream: StringStream = open_stream(TINY.model_copy(update={"styles": {"clean": 1.0}}), "train")
    lines = [line for line in map(stream.line, range(400)) if line.image.shape[1] == 128][:32]
    batch = collate(lines, stream.alphabet, stream.stride)
    keras.utils.set_random_seed(0)
    net = build(CrnnConfig(stem=8, channels=(16, 32, 48), lstm_units=48, dropout=0.0))
    net.compile(optimizer=keras.optimizers.Adam(4e-3), loss=ctc_loss())
    packed = pack(batch, longest=12)
    from seqdigits.decoding import greedy

    for _ in range(40):
        net.fit(batch.images, packed, batch_size=32, epochs=10, verbose=0)
        logits = net.predict_on_batch(batch.images)
        read = [stream.alphabet.decode(greedy(row)[0]) for row in logits]
        if tuple(read) == batch.texts:
            return
    pytest.fail(f"not learnt: {[p for p in zip(batch.texts, read, strict=True) if p[0] != p[1]]}")
