"""Bundles: saved from any precision, verified at load, described by a card."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from seqdigits.bundle import (
    Bundle,
    BundleConfig,
    GlyphSource,
    Metrics,
    SetResult,
    bundle_names,
    find_bundle,
    load_bundle,
    render_card,
    save_bundle,
    write_card,
    write_metrics,
)
from seqdigits.bundle.folder import write_sums
from seqdigits.bundle.places import models_folder
from seqdigits.config import CnnConfig, CrnnConfig, InputConfig
from seqdigits.errors import BundleError, BundleNotFoundError
from seqdigits.runtime import OnnxRunner

FIGURES = Metrics(
    sets=(
        SetResult(
            name="cheques",
            group="real",
            n=1234,
            exact_match=0.651,
            interval=(0.624, 0.677),
            cer=0.1234,
            note="dots | rims",
        ),
        SetResult(name="blank", group="synthetic", n=2000, exact_match=1.0, interval=(0.998, 1)),
    ),
    training={"parameters": 705216, "minutes": 34.25},
    machine="two cores",
    command="python scripts/evaluate.py",
)


def test_a_saved_bundle_loads(tiny_bundle: Bundle, tiny_config: CrnnConfig) -> None:
    assert tiny_bundle.config.net == tiny_config
    assert tiny_bundle.config.is_ctc
    assert tiny_bundle.config.classes == tiny_bundle.config.alphabet.classes == 16
    names = {path.name for path in tiny_bundle.directory.iterdir()}
    files = {"model.onnx", "model.keras", "config.toml", "metrics.json", "CARD.md", "SHA256SUMS"}
    assert names == files
    assert [path.name for path in tiny_bundle.directory.parent.iterdir()] == ["tiny"]


def test_checksums_are_in_the_form_of_coreutils(tiny_directory: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    subprocess.run(command, cwd=tiny_directory, check=True, capture_output=True)


def test_a_bundle_works_without_keras_weights(bundle_copy: Path) -> None:
    (bundle_copy / "model.keras").unlink()
    assert not load_bundle(bundle_copy).keras.exists()


def test_batch_and_width_of_the_onnx_file_are_free(tiny_bundle: Bundle) -> None:
    onnx = pytest.importorskip("onnx")
    graph = onnx.load(tiny_bundle.onnx).graph
    dimensions = graph.input[0].type.tensor_type.shape.dim
    assert [bool(d.dim_param) for d in dimensions] == [True, False, True, False]
    assert [node.op_type for node in graph.node].count("LSTM") == 1


def test_mixed_precision_training_ends_in_a_float32_bundle(
    tmp_path: Path, tiny_config: CrnnConfig
) -> None:
    keras = pytest.importorskip("keras")
    onnx = pytest.importorskip("onnx")
    from seqdigits.nets import build

    rng = np.random.default_rng(0)
    images = rng.random((8, 32, 64, 1), np.float32)
    net = build(tiny_config, "mixed_bfloat16")
    assert net.get_layer("context").compute_dtype == "bfloat16"
    assert keras.config.dtype_policy().name == "float32"
    net.compile(keras.optimizers.AdamW(1e-2), loss="mse")
    target = rng.normal(size=(8, 16, 16)).astype(np.float32)
    net.fit(images, target, batch_size=8, epochs=3, verbose=0)
    bundle = save_bundle(net, BundleConfig(name="mixed", net=tiny_config), tmp_path / "mixed")

    reloaded = keras.models.load_model(bundle.keras, compile=False)
    assert {layer.compute_dtype for layer in reloaded.layers} == {"float32"}
    for ours, trained in zip(reloaded.get_weights(), net.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, trained)
    expected = np.asarray(reloaded(images, training=False))
    found = OnnxRunner(bundle).run(list(images[..., 0]))
    np.testing.assert_allclose(np.stack([o.logits for o in found]), expected, atol=1e-3)
    operators = [node.op_type for node in onnx.load(bundle.onnx).graph.node]
    assert operators.count("LSTM") == 1
    assert not {"Loop", "Scan", "ReverseSequence"} & set(operators)


def test_a_newer_bundle_takes_the_older_ones_place(
    bundle_copy: Path, tiny_config: CrnnConfig
) -> None:
    from seqdigits.nets import build

    saved = save_bundle(
        build(tiny_config), BundleConfig(name="second", net=tiny_config), bundle_copy
    )
    assert saved.config.name == load_bundle(bundle_copy).config.name == "second"
    assert [path.name for path in bundle_copy.parent.iterdir()] == [bundle_copy.name]


def test_a_failed_export_leaves_the_older_bundle(
    bundle_copy: Path, tiny_config: CrnnConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    from seqdigits.nets import build

    monkeypatch.setattr("seqdigits.bundle.saving.sys.executable", "false")
    with pytest.raises(BundleError, match="exit code 1"):
        save_bundle(build(tiny_config), BundleConfig(name="second", net=tiny_config), bundle_copy)
    assert load_bundle(bundle_copy).config.name == "tiny"
    assert [path.name for path in bundle_copy.parent.iterdir()] == [bundle_copy.name]


def test_a_folder_of_other_things_is_not_replaced(tmp_path: Path, tiny_config: CrnnConfig) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BundleError, match="holds something else"):
        save_bundle(None, BundleConfig(name="x", net=tiny_config), tmp_path)  # type: ignore[arg-type]
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize("name", ["model.onnx", "config.toml", "metrics.json", "CARD.md"])
def test_a_changed_file_is_refused(bundle_copy: Path, name: str) -> None:
    with (bundle_copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(BundleError, match=rf"{name} does not match its sha256"):
        load_bundle(bundle_copy)


@pytest.mark.parametrize("name", ["model.onnx", "config.toml", "metrics.json", "CARD.md"])
def test_a_missing_file_is_refused(bundle_copy: Path, name: str) -> None:
    (bundle_copy / name).unlink()
    with pytest.raises(BundleError, match=rf"{name} is missing"):
        load_bundle(bundle_copy)


@pytest.mark.parametrize(
    ("sums", "message"),
    [
        ("", "model.onnx is not listed"),
        ("nonsense\n", "has the line"),
        (f"{'0' * 64}  ../../etc/passwd\n", "has the line"),
    ],
)
def test_broken_checksums_are_refused(bundle_copy: Path, sums: str, message: str) -> None:
    (bundle_copy / "SHA256SUMS").write_text(sums)
    with pytest.raises(BundleError, match=message):
        load_bundle(bundle_copy)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="a bundle is a folder with"):
        load_bundle(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("format = 1", "format = 2", "format"),
        ('kind = "crnn"', 'kind = "oracle"', "net"),
        ("stem = 4", 'stem = "four"', "stem"),
        ("format = 1", "format =", "valid TOML"),
        ("format = 1", "format = 1\ncolour = 3", "colour"),
    ],
)
def test_a_foreign_configuration_is_refused(
    bundle_copy: Path, old: str, new: str, message: str
) -> None:
    path = bundle_copy / "config.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    write_sums(bundle_copy)
    with pytest.raises(BundleError, match=message):
        load_bundle(bundle_copy)


@pytest.mark.parametrize("content", ["", "[]", '{"sets": [{"name": "x"}]}', "\xff"])
def test_foreign_metrics_are_refused(bundle_copy: Path, content: str) -> None:
    (bundle_copy / "metrics.json").write_bytes(content.encode("latin-1"))
    write_sums(bundle_copy)
    with pytest.raises(BundleError, match=r"metrics\.json"):
        load_bundle(bundle_copy)


def test_the_net_and_its_input_agree_on_the_height() -> None:
    with pytest.raises(ValueError, match="height"):
        BundleConfig(name="x", net=CrnnConfig(height=48), input=InputConfig(height=32))
    with pytest.raises(ValueError, match="height"):
        BundleConfig(name="x", net=CnnConfig(size=28), input=InputConfig(height=32))
    with pytest.raises(ValueError, match="width_multiple"):
        BundleConfig(name="x", net=CrnnConfig(), input=InputConfig(width_multiple=6))


def test_a_classifier_has_no_blank(classifier_bundle: Bundle) -> None:
    assert not classifier_bundle.config.is_ctc
    assert classifier_bundle.config.classes == 10


def test_metrics_come_back_and_the_card_follows_them(bundle_copy: Path) -> None:
    write_metrics(bundle_copy, FIGURES)
    bundle = load_bundle(bundle_copy)
    assert bundle.metrics == FIGURES
    card = (bundle_copy / "CARD.md").read_text()
    assert card == render_card(bundle.config, FIGURES)
    (bundle_copy / "CARD.md").unlink()
    write_card(bundle_copy)
    assert (bundle_copy / "CARD.md").read_text() == card


def test_the_card_states_figures_sources_and_limits() -> None:
    config = BundleConfig(
        name="base",
        net=CrnnConfig(),
        glyphs=(GlyphSource(name="MNIST", licence="CC BY-SA 3.0", origin="NIST"),),
        limits=("Two lines are read as one.",),
        training={"steps": 30000},
    )
    lines = render_card(config, FIGURES).splitlines()
    assert (
        "| cheques | validation | 1,234 | 65.10 % | 62.40 to 67.70 % | 12.34 % | dots \\| rims |"
        in lines
    )
    assert "| blank | validation | 2,000 | 100.00 % | 99.80 to 100.00 % |  |  |" in lines
    assert "| MNIST | CC BY-SA 3.0 | NIST |" in lines
    assert "- Two lines are read as one." in lines
    assert "| steps | 30,000 |" in lines
    assert "| parameters | 705,216 |" in lines
    assert "python scripts/evaluate.py" in lines
    assert lines.index("### Real images") < lines.index(
        "### Strings drawn from glyphs the net was not trained on"
    )


def test_infinite_rates_are_no_metrics() -> None:
    with pytest.raises(ValueError, match="finite"):
        SetResult(name="x", group="real", n=1, exact_match=0, interval=(0, 1), cer=float("inf"))


def test_names_come_before_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = tmp_path / "released"
    (released / "base").mkdir(parents=True)
    (released / "base" / "config.toml").touch()
    (tmp_path / "base").mkdir()
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("seqdigits.bundle.places.models_folder", lambda: released)
    assert bundle_names() == ["base"]
    assert find_bundle("base") == released / "base"
    assert find_bundle("./base") == find_bundle(Path("base")) == Path("base")
    assert find_bundle("mine") == Path("mine")
    with pytest.raises(BundleNotFoundError, match=r"'absent'.*base"):
        find_bundle("absent")


def test_a_checkout_reads_its_own_models_and_a_wheel_those_it_brought(tmp_path: Path) -> None:
    package = tmp_path / "seqdigits"
    package.mkdir()
    assert models_folder(package) is None
    (tmp_path / "models").mkdir()  # somebody else's: no checkout
    assert models_folder(package) is None
    (package / "models").mkdir()
    assert models_folder(package) == package / "models"
    (tmp_path / "pyproject.toml").touch()
    assert models_folder(package) == tmp_path / "models"


def test_metrics_file_is_plain_json(tiny_directory: Path) -> None:
    assert json.loads((tiny_directory / "metrics.json").read_text())["sets"] == []
