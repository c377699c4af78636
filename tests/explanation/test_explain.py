"""Explanations of whole images, their pages, and what cannot be explained."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")
pytest.importorskip("tensorflow")

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.cli import app
from seqdigits.decoding import erase, greedy, log_softmax
from seqdigits.errors import BundleError, ConfigError, ImageError
from seqdigits.explanation import (
    GlyphExplanation,
    StringExplanation,
    explain,
    explain_glyph,
    explain_string,
)
from seqdigits.explanation.pages import explanation_page
from seqdigits.reading import Reader
from seqdigits.runtime import line_runner

run = CliRunner().invoke


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn number on white paper, in which the untrained net sees a dozen characters."""
    paper = np.full((80, 330), 255, np.uint8)
    cv2.putText(paper, "1728350", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 0, 5)
    path = tmp_path_factory.mktemp("pictures") / "number.png"
    cv2.imwrite(str(path), paper)
    return path


@pytest.fixture(scope="module")
def glyph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tile, ink high, laid out already."""
    tile = np.zeros((28, 28), np.uint8)
    cv2.line(tile, (14, 5), (12, 22), 255, 3)
    path = tmp_path_factory.mktemp("pictures") / "one.png"
    cv2.imwrite(str(path), tile)
    return path


@pytest.fixture(scope="module")
def explained(tiny_bundle: Bundle, picture: Path) -> StringExplanation:
    found = explain(tiny_bundle, picture)
    assert isinstance(found, StringExplanation)
    return found


def test_an_explanation_is_of_the_reading_that_the_reader_gives(
    explained: StringExplanation, tiny_bundle: Bundle, picture: Path
) -> None:
    runner = line_runner(tiny_bundle, second_look=False)
    (reading,) = Reader(tiny_bundle, runner=runner, top=5).read([picture])
    assert explained.reading == reading
    assert explained.again == Reader(tiny_bundle).read([picture])[0]
    (output,) = runner.run([explained.line.image])
    alphabet = tiny_bundle.config.alphabet
    kept = erase(log_softmax(output.logits), alphabet.erased_labels("digits"))
    assert explained.path_text == alphabet.decode(greedy(kept)[0])
    assert "".join(place.char for place in explained.places) == reading.best_guess
    assert len(reading.best_guess) > 2


def test_the_lattice_is_normalised_and_its_best_path_is_drawn(
    explained: StringExplanation,
) -> None:
    steps = explained.image.shape[1] // explained.stride
    assert explained.log_probs.shape == (steps, 11)  # signs count as blank
    assert explained.characters == ("", *"0123456789")
    assert np.exp(explained.log_probs).sum(axis=1) == pytest.approx(np.ones(steps))
    best = np.take_along_axis(explained.log_probs, explained.path[:, None], 1)[:, 0]
    assert (best == explained.log_probs.max(axis=1)).all()
    for place in explained.places:
        start, end = place.span
        assert start <= place.timestep < end <= steps
        assert explained.characters[explained.labels.index(place.label)] == place.char
        column = explained.log_probs[start:end, explained.labels.index(place.label)]
        assert place.probability == pytest.approx(np.exp(column.max()))


def test_every_character_has_its_grounds(explained: StringExplanation) -> None:
    count, (height, width) = len(explained.places), explained.image.shape
    last = explained.stages[-1].field
    assert explained.attribution.cams.shape == (
        count,
        last.vertical.length,
        last.horizontal.length,
    )
    assert explained.attribution.gradients.shape == (count, height, width)
    assert np.abs(explained.attribution.gradients).max(axis=(1, 2)).min() > 0
    assert explained.context.shares.sum() == pytest.approx(1.0)
    for found in explained.maps:
        assert found.maps.shape[1:] == (
            found.stage.field.vertical.length,
            found.stage.field.horizontal.length,
        )


def test_the_page_of_a_string(explained: StringExplanation, tmp_path: Path) -> None:
    page = explanation_page(explained, "number.png", tmp_path / "out")
    names = {path.stem for path in page.parent.glob("*.png")}
    assert names == {
        "found",
        "lattice",
        "activations",
        "grad_cam",
        "receptive_fields",
        "field_growth",
        "context",
    }
    text = page.read_text(encoding="utf-8")
    assert explained.reading.best_guess in text
    assert text.count("data:image/png;base64,") == len(names)


def test_an_ensemble_of_string_nets_is_explained_as_one(
    tiny_bundle: Bundle, picture: Path, tmp_path: Path
) -> None:
    from seqdigits.training import save_ensemble

    joined = save_ensemble([tiny_bundle, tiny_bundle], tmp_path / "two", "two")
    found, alone = explain_string(joined, picture), explain_string(tiny_bundle, picture)
    assert (found.members, alone.members) == (2, 1)
    assert found.reading.best_guess == alone.reading.best_guess
    np.testing.assert_allclose(found.log_probs, alone.log_probs, atol=1e-4)
    for name in ("cams", "located", "gradients"):
        of_both, of_one = getattr(found.attribution, name), getattr(alone.attribution, name)
        np.testing.assert_allclose(of_both, of_one, atol=1e-4 * float(np.abs(of_one).max()))
    page = explanation_page(found, "number.png", tmp_path / "out").read_text(encoding="utf-8")
    assert "the mean of 2 nets" in page


def test_a_glyph_is_explained_by_a_classifier(
    classifier_bundle: Bundle, glyph: Path, tmp_path: Path
) -> None:
    found = explain(classifier_bundle, glyph)
    assert isinstance(found, GlyphExplanation)
    stored = cv2.imread(str(glyph), cv2.IMREAD_GRAYSCALE)
    assert stored is not None and (found.tile == stored).all()  # a tile is fed as it is
    assert found.probabilities.sum() == pytest.approx(1.0)
    assert found.top[0] == found.probabilities.argmax() and len(found.top) == 3
    assert found.attribution.cams.shape == (3, 14, 14)
    assert [(layer.name, layer.activations.shape) for layer in found.hidden] == [("hidden", (8,))]
    page = explanation_page(found, "one.png", tmp_path)
    names = {path.stem for path in page.parent.glob("*.png")}
    assert names == {"answer", "activations", "grad_cam", "hidden"}


def test_a_dense_net_shows_its_first_weights(tmp_path: Path, glyph: Path) -> None:
    from seqdigits.bundle import BundleConfig, save_bundle
    from seqdigits.config import DenseConfig, InputConfig
    from seqdigits.nets import build

    config = DenseConfig(hidden=(6, 5))
    settings = BundleConfig(name="mlp", net=config, input=InputConfig(height=28, digit_height=20))
    net = build(config)
    found = explain_glyph(save_bundle(net, settings, tmp_path / "mlp"), glyph)
    assert found.stages == () and found.attribution.cams.shape == (0, 0, 0)
    first, second = found.hidden
    _, bias = net.get_layer("hidden1").get_weights()
    assert first.weights is not None and second.weights is None
    answers = (first.weights * (found.tile / 255.0)).sum(axis=(1, 2)) + bias
    assert first.activations == pytest.approx(np.maximum(answers, 0), abs=1e-4)
    page = explanation_page(found, "one.png", tmp_path / "out")
    assert (page.parent / "weights.png").is_file()
    assert not (page.parent / "activations.png").exists()


def test_what_cannot_be_explained(
    tiny_bundle: Bundle,
    classifier_bundle: Bundle,
    bundle_copy: Path,
    picture: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blank = np.full((40, 60), 255, np.uint8)
    for bundle in (tiny_bundle, classifier_bundle):
        with pytest.raises(ImageError, match="ink"):
            explain(bundle, blank)
    with pytest.raises(BundleError, match="reads strings"):
        explain_string(classifier_bundle, picture)
    with pytest.raises(BundleError, match="single glyphs"):
        explain_glyph(tiny_bundle, picture)
    (bundle_copy / "model.keras").unlink()
    with pytest.raises(BundleError, match=r"model\.keras"):
        explain(load_bundle(bundle_copy), picture)
    monkeypatch.setattr("keras.backend.backend", lambda: "jax")
    with pytest.raises(ConfigError, match="KERAS_BACKEND=tensorflow"):
        explain(tiny_bundle, picture)


def one_line(arguments: list[str]) -> str:
    shown = run(app, arguments)
    assert shown.exit_code == 1, shown.output
    (line,) = shown.stderr.splitlines()
    assert line.startswith("seqdigits: ") and "Received: " in line
    return line


def test_the_command_writes_the_page(
    classifier_bundle: Bundle, glyph: Path, tmp_path: Path
) -> None:
    model = str(classifier_bundle.directory)
    shown = run(app, ["explain", str(glyph), "--output", str(tmp_path), "--model", model])
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.strip() == str(tmp_path / "explain.html")


def test_bad_images_give_one_clear_line(tiny_directory: Path, tmp_path: Path) -> None:
    rest = ["--output", str(tmp_path / "out"), "--model", str(tiny_directory)]
    assert "missing.png" in one_line(["explain", str(tmp_path / "missing.png"), *rest])
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    assert "broken.png" in one_line(["explain", str(broken), *rest])
    blank = tmp_path / "blank.png"
    cv2.imwrite(str(blank), np.full((30, 90), 250, np.uint8))
    assert "ink" in one_line(["explain", str(blank), *rest])
    assert not (tmp_path / "out").exists()


def test_without_keras_the_extra_is_named(
    tiny_directory: Path, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("seqdigits.explanation")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "keras", None)
    rest = ["--output", str(tmp_path), "--model", str(tiny_directory)]
    assert "seqdigits[train]" in one_line(["explain", str(picture), *rest])
