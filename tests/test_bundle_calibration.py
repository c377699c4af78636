"""The [calibration] table: stored, read back, asked for thresholds; old bundles go without."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from seqdigits.bundle import (
    Bundle,
    Calibration,
    ConfidenceMap,
    ErrorThreshold,
    FittedOn,
    error_threshold,
    load_bundle,
    render_card,
    save_calibrated,
)
from seqdigits.bundle.folder import write_sums
from seqdigits.errors import BundleError, CalibrationError, MissingExtraError

ROWS = (
    ErrorThreshold(max_error=0.001, accepted=500, errors=9, bound=0.04),
    ErrorThreshold(max_error=0.01, accepted=299, errors=2, bound=0.021),
    ErrorThreshold(
        max_error=0.02, threshold=0.9876543210123457, accepted=240, errors=1, bound=0.02
    ),
    ErrorThreshold(max_error=0.05, threshold=0.5, accepted=400, errors=9, bound=0.04),
)
CALIBRATION = Calibration(
    temperature=1.25,
    map=ConfidenceMap(slope=0.5, length=1.0, intercept=0.0),
    fitted_on=(FittedOn(name="forms", count=400), FittedOn(name="meters", count=100)),
    thresholds=ROWS,
)


def test_a_bundle_without_the_table_loads(tiny_bundle: Bundle) -> None:
    assert tiny_bundle.config.calibration is None
    assert "calibration" not in (tiny_bundle.directory / "config.toml").read_text()
    assert "## Confidence" not in render_card(tiny_bundle.config, tiny_bundle.metrics)


def test_a_copy_is_calibrated_and_the_original_is_not(tiny_bundle: Bundle, tmp_path: Path) -> None:
    saved = save_calibrated(tiny_bundle, CALIBRATION, tmp_path / "deep" / "mine")
    assert load_bundle(tmp_path / "deep" / "mine").config.calibration == CALIBRATION
    assert saved.config == tiny_bundle.config.model_copy(update={"calibration": CALIBRATION})
    assert load_bundle(tiny_bundle.directory).config.calibration is None
    assert saved.onnx.read_bytes() == tiny_bundle.onnx.read_bytes()
    assert saved.keras.exists()
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["mine"]
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    subprocess.run(command, cwd=saved.directory, check=True, capture_output=True)
    card = (saved.directory / "CARD.md").read_text()
    assert "| 2 % | 0.987654 | 240 | 1 | 2 % |" in card
    assert "forms (400), meters (100)" in card


def test_a_bundle_is_calibrated_in_place_and_again(bundle_copy: Path) -> None:
    (bundle_copy / "notes.txt").write_text("mine")
    save_calibrated(load_bundle(bundle_copy), CALIBRATION, bundle_copy)
    again = CALIBRATION.model_copy(update={"temperature": 2.0, "map": None})
    found = save_calibrated(load_bundle(bundle_copy), again, bundle_copy).config.calibration
    assert found == again
    assert (bundle_copy / "notes.txt").read_text() == "mine"
    assert [path.name for path in bundle_copy.parent.iterdir()] == [bundle_copy.name]


def test_a_released_bundle_is_not_written_to(
    bundle_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in bundle_copy.iterdir()}
    monkeypatch.setattr("seqdigits.bundle.saving.models_folder", lambda: bundle_copy.parent)
    with pytest.raises(BundleError, match="--output DIR"):
        save_calibrated(load_bundle(bundle_copy), CALIBRATION, bundle_copy)
    assert {path.name: path.read_bytes() for path in bundle_copy.iterdir()} == before


def test_other_peoples_folders_are_left_alone(tiny_bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BundleError, match="holds something else"):
        save_calibrated(tiny_bundle, CALIBRATION, tmp_path)


def test_a_missing_writer_of_toml_is_named(
    bundle_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tomli_w", None)
    with pytest.raises(MissingExtraError, match="pip install tomli-w"):
        save_calibrated(load_bundle(bundle_copy), CALIBRATION, bundle_copy)
    assert load_bundle(bundle_copy).config.calibration is None
    assert [path.name for path in bundle_copy.parent.iterdir()] == [bundle_copy.name]


@pytest.mark.parametrize(
    ("old", "new"),
    [("temperature = 1.25", "temperature = 0.0"), ("slope = 0.5", "slope = -1.0"),
     ("threshold = 0.5", "threshold = 1.5"), ("delta = 0.05", "colour = 3")],
)  # fmt: skip
def test_a_spoilt_table_is_refused(bundle_copy: Path, old: str, new: str) -> None:
    save_calibrated(load_bundle(bundle_copy), CALIBRATION, bundle_copy)
    path = bundle_copy / "config.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    write_sums(bundle_copy)
    with pytest.raises(BundleError, match="calibration"):
        load_bundle(bundle_copy)


def test_confidences_are_mapped() -> None:
    # Odds 4 to the power 0.5, times 1 + 3 characters: 8.
    found = CALIBRATION.confidences(np.log([0.8]), np.array([3]))
    assert found == pytest.approx([8 / 9])
    plain = CALIBRATION.model_copy(update={"map": None})
    assert plain.confidences(np.array([np.log(0.8), 1e-12]), np.array([3, 1])) == pytest.approx(
        [0.8, 1.0], abs=0
    )


@pytest.mark.parametrize(
    ("max_error", "threshold"),
    [(0.02, 0.9876543210123457), (0.03, 0.9876543210123457), (0.05, 0.5), (0.4, 0.5)],
)
def test_the_largest_rate_not_above_the_wanted_one(max_error: float, threshold: float) -> None:
    assert CALIBRATION.threshold(max_error) == threshold
    assert error_threshold(CALIBRATION, max_error) == threshold


@pytest.mark.parametrize(
    ("max_error", "message"),
    [
        (0.01, r"at most 1 % .* at least 299 .* 500 strings, with 2 wrong among the 299 surest"),
        (0.001, r"at most 0\.1 % .* at least 2,995 .* Label 2,495 more"),
        (0.0005, r"0\.1 %, 1 %, 2 %, 5 %\. Received: 0\.05 %.*--max-error 0\.05%"),
        (0.0, "between 0 and 1"),
        (1.0, "between 0 and 1"),
    ],
)
def test_what_the_strings_cannot_show_is_refused(max_error: float, message: str) -> None:
    with pytest.raises(CalibrationError, match=message):
        CALIBRATION.threshold(max_error)


def test_a_model_without_calibration_says_how_to_make_one() -> None:
    with pytest.raises(CalibrationError, match="seqdigits calibrate"):
        error_threshold(None, 0.01)
