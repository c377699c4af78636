"""Runners: Keras and ONNX Runtime agree, companions never matter, foreign nets are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.bundle.folder import write_sums
from seqdigits.errors import BundleError, ImageError
from seqdigits.runtime import KerasRunner, OnnxRunner

Image = NDArray[np.float32]


@pytest.fixture(scope="module")
def images() -> list[Image]:
    rng = np.random.default_rng(1)
    widths = (8, 31, 32, 33, 64, 200, 40, 40, 64, 500)
    return [rng.random((32, width), np.float32) for width in widths]


@pytest.fixture(scope="module")
def runner(tiny_bundle: Bundle) -> OnnxRunner:
    return OnnxRunner(tiny_bundle, threads=1)


def test_there_is_a_timestep_per_stride_of_the_padded_width(
    runner: OnnxRunner, images: list[Image]
) -> None:
    found = runner.run(images)
    padded = (32, 32, 32, 64, 64, 224, 64, 64, 64, 512)
    assert [output.logits.shape for output in found] == [(width // 4, 16) for width in padded]
    assert all(output.logits.dtype == np.float32 for output in found)


def test_keras_and_onnx_agree(runner: OnnxRunner, images: list[Image]) -> None:
    for ours, theirs in zip(
        runner.run(images), KerasRunner(runner.bundle).run(images), strict=True
    ):
        np.testing.assert_allclose(ours.logits, theirs.logits, atol=1e-3)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 64])
def test_companions_order_and_batch_size_change_nothing(
    runner: OnnxRunner, images: list[Image], batch_size: int
) -> None:
    alone = [runner.run([image])[0] for image in images]
    order = np.random.default_rng(batch_size).permutation(len(images))
    together = runner.run([images[index] for index in order], batch_size)
    for index, output in zip(order, together, strict=True):
        np.testing.assert_allclose(output.logits, alone[index].logits, atol=1e-5)


def test_batches_hold_no_more_than_was_asked(
    runner: OnnxRunner, images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    session = runner._session

    class Spy:
        def run(self, names: None, feed: dict[str, Image]) -> list[Image]:
            sizes.append(len(next(iter(feed.values()))))
            return session.run(names, feed)

    monkeypatch.setattr(runner, "_session", Spy())
    runner.run(images, batch_size=2)
    assert max(sizes) == 2
    assert sum(sizes) == len(images)


def test_no_images_give_no_logits(runner: OnnxRunner) -> None:
    assert runner.run([]) == []


def test_a_classifier_gives_logits_per_image(classifier_bundle: Bundle) -> None:
    glyphs = list(np.random.default_rng(0).random((3, 28, 28), np.float32))
    found = OnnxRunner(classifier_bundle).run(glyphs)
    assert [output.logits.shape for output in found] == [(10,)] * 3
    for ours, theirs in zip(found, KerasRunner(classifier_bundle).run(glyphs), strict=True):
        np.testing.assert_allclose(ours.logits, theirs.logits, atol=1e-3)


@pytest.mark.parametrize("shape", [(31, 40), (32,), (32, 40, 1)])
def test_images_of_another_height_are_refused(runner: OnnxRunner, shape: tuple[int, ...]) -> None:
    with pytest.raises(ImageError, match="Received"):
        runner.run([np.zeros(shape, np.float32)])


def test_a_classifier_takes_one_size_only(classifier_bundle: Bundle) -> None:
    with pytest.raises(ImageError, match=r"\(28, 28\)"):
        OnnxRunner(classifier_bundle).run([np.zeros((28, 40), np.float32)])


def test_a_broken_net_with_right_checksums_is_refused(bundle_copy: Path) -> None:
    (bundle_copy / "model.onnx").write_bytes(b"no protobuf")
    write_sums(bundle_copy)
    with pytest.raises(BundleError, match="ONNX Runtime refuses"):
        OnnxRunner(load_bundle(bundle_copy))


def test_another_bundles_net_is_refused(bundle_copy: Path, classifier_bundle: Bundle) -> None:
    shutil.copy(classifier_bundle.onnx, bundle_copy / "model.onnx")
    write_sums(bundle_copy)
    with pytest.raises(BundleError, match="whose net takes"):
        OnnxRunner(load_bundle(bundle_copy))


def test_a_net_of_another_alphabet_is_refused(bundle_copy: Path) -> None:
    path = bundle_copy / "config.toml"
    path.write_text(path.read_text().replace('"0123456789.,-/+"', '"0123456789"'))
    write_sums(bundle_copy)
    with pytest.raises(BundleError, match="whose net takes"):
        OnnxRunner(load_bundle(bundle_copy))


def test_a_bundle_without_keras_weights_has_no_keras_runner(bundle_copy: Path) -> None:
    (bundle_copy / "model.keras").unlink()
    with pytest.raises(BundleError, match=r"no model\.keras"):
        KerasRunner(load_bundle(bundle_copy))
