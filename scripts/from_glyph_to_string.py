# %% [markdown]
# # From a glyph to a read string
#
# How a machine learns to read `40027` off paper, from one handwritten digit on: what a layer, a ReLU, a logit
# and a softmax are for; why cutting a string up breaks; what CTC and its blank do; what the bidirectional LSTM
# sees. All digits here are drawn by `strokes`, the project's own procedural handwriting, so nothing is
# downloaded and everything below runs offline in a few minutes on two cores.
#
# This page is made by `python scripts/build_notebook.py` from `scripts/from_glyph_to_string.py`, and a test
# runs it in a small size.

# %%
from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import matplotlib.pyplot as plt
import numpy as np

SMALL = os.environ.get("SEQDIGITS_NOTEBOOK") == "small"
FOLDER = Path(tempfile.mkdtemp())
DIGITS = "0123456789"
keras.utils.set_random_seed(1)
plt.rcParams["figure.dpi"] = 90


def show(images, titles=(), columns=10, scale=0.9):
    """Draw pictures of ink side by side, dark on white."""
    rows = -(-len(images) // columns)
    _, axes = plt.subplots(
        rows, columns, figsize=(columns * scale, rows * scale * 1.25), squeeze=False
    )
    for number, place in enumerate(axes.flat):
        place.axis("off")
        if number < len(images):
            place.imshow(images[number], cmap="gray_r")
            place.set_title(titles[number] if len(titles) else "", fontsize=8)
    plt.show()


# %% [markdown]
# ## 1. A glyph
#
# A *glyph* is the image of one handwritten character. A writer has a slant, a width, a pen and habits (an
# open 4, a barred 7), and is drawn once; then it writes. MNIST laid its digits out in one way, and so do we: the
# ink scaled to 20 pixels, its centre of mass in the middle of 28 x 28. The same function lays out any picture
# (`seqdigits.images.tile`), because a net knows only what it was shown.

# %%
from seqdigits.images.tile import tile
from synth.glyphs.strokes import StrokeSource

source, rng = StrokeSource(), np.random.default_rng(7)
writers = [source.hand(rng) for _ in range(3)]
show([tile(writer.glyph(digit, rng).image) for writer in writers for digit in DIGITS])

# %% [markdown]
# A set of them in a file, read back as every set is (`mnist`, `emnist-balanced`, `folder:PATH` work alike).
# Validation glyphs never share a pixel with training ones.

# %%
from seqdigits.data import open_glyphs

count = 600 if SMALL else 8000
labels = np.arange(count) % 10
tiles = []
for label in labels:
    writer = source.hand(rng)
    tiles.append(tile(writer.glyph(str(label), rng).image))
glyph_file = FOLDER / "strokes.npz"
np.savez(glyph_file, x=np.stack(tiles), y=labels)

train, val = (open_glyphs(str(glyph_file), split) for split in ("train", "val"))
len(train), len(val), train.images.shape, train.images.dtype

# %% [markdown]
# ## 2. A dense net: weights, ReLU, logits, softmax
#
# The simplest net looks at the 784 pixels as a list. A layer multiplies by weights and adds a bias; without
# something bent in between, two layers in a row would be one: a product of matrices is a matrix. The **ReLU**,
# `max(0, x)`, is the bend. It costs nothing, and its slope of 1 lets gradients through many layers, where a
# sigmoid's shrink them.

# %%
x = np.linspace(-4, 4, 200)
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.6))
for name, y in (
    ("ReLU", np.maximum(0, x)),
    ("sigmoid", 1 / (1 + np.exp(-x))),
    ("tanh", np.tanh(x)),
):
    left.plot(x, y, label=name)
    right.plot(x, np.gradient(y, x), label=f"slope of {name}")
left.legend()
right.legend()
plt.show()

# %% [markdown]
# The last layer gives ten numbers, the **logits**: scores without scale. The **softmax** makes probabilities of
# them, `exp(z_k) / sum exp(z)`. Only differences of logits matter, and a lead of 5 is already odds of 148 to 1.
# The loss, -log of the right class's probability, is taken from the logits and not from the probabilities:
# `docs/baselines.md` shows what goes wrong otherwise.

# %%
logits = np.array([2.0, 1.0, -1.0, 7.0])
probabilities = np.exp(logits) / np.exp(logits).sum()
print("softmax      ", probabilities.round(4))
print("shifted by 50", (np.exp(logits + 50) / np.exp(logits + 50).sum()).round(4))
print("loss if class 0 was right: ", -np.log(probabilities[0]).round(3), "nats; class 3:",
      -np.log(probabilities[3]).round(4))  # fmt: skip

# %% [markdown]
# Training is one command (`seqdigits train dense`) or one function. It leaves a run folder with the history,
# and a *bundle*: weights as ONNX with everything needed to feed them.

# %%
from seqdigits.bundle import load_bundle
from seqdigits.config import CnnConfig, DenseConfig, GlyphTrainConfig
from seqdigits.runtime import OnnxRunner
from seqdigits.training import train_glyph_net
from seqdigits.training.runs import read_run

epochs = 2 if SMALL else 8
shared = {"glyphs": str(glyph_file), "epochs": epochs, "batch": 64, "learning_rate": 2e-3}
nets = {
    "dense": GlyphTrainConfig(name="dense", net=DenseConfig(), **shared),
    "cnn": GlyphTrainConfig(name="cnn", net=CnnConfig(channels=(16, 32), dense=64), **shared),
}
bundles = {name: load_bundle(train_glyph_net(run, FOLDER / name)) for name, run in nets.items()}
for name in nets:
    run = read_run(FOLDER / name)
    plt.plot(run.times, run.scores, marker="o", label=f"{name}: {run.scores[-1]:.1%}")
plt.xlabel("epoch")
plt.ylabel("validation accuracy")
plt.legend()
plt.show()

# %% [markdown]
# The CNN has fewer weights in its convolutions than the dense net has in its first layer, and reads better: it
# knows that a stroke is a stroke wherever it lies. What it mistakes, it mistakes like people:

# %%
runner = OnnxRunner(bundles["cnn"])
images = list(val.tiles().astype(np.float32) / 255)
logits = np.stack([output.logits for output in runner.run(images)])
right = val.labels(DIGITS)
wrong = np.flatnonzero(logits.argmax(axis=1) != right)
lead = logits.max(axis=1) - logits[np.arange(len(right)), right]
worst = wrong[np.argsort(-lead[wrong])][:10]
print(f"{len(wrong)} of {len(right)} wrong")
if len(worst):
    show(
        [val.images[i] for i in worst],
        [f"{right[i]} read {logits[i].argmax()}" for i in worst],
    )

# %% [markdown]
# ## 3. A string, cut up
#
# A number is several digits in a row. The **synthesizer** writes strings and tells the truth about them: the
# text, and a box around every digit.

# %%
from synth import Synthesizer
from synth.glyphs import open_sources
from synth.style import style_named


def strings(style, count, seed=11):
    """The first strings of 3 to 6 digits of a style, in strokes of validation writers."""
    source = open_sources({"strokes": 1.0}, "val")
    samples = map(Synthesizer(source, style_named(style), seed, "val").sample, range(20 * count))
    return [sample for sample in samples if 3 <= len(sample.text) <= 6][:count]


count = 20 if SMALL else 200
apart, touching = strings("clean", count), strings("touching", count)
for sample in (apart[0], touching[0]):
    plt.figure(figsize=(8, 1.2))
    plt.imshow(sample.image, cmap="gray")
    for x0, y0, x1, y1 in sample.boxes:
        plt.plot([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0], lw=1)
    plt.title(sample.text)
    plt.axis("off")
    plt.show()

# %% [markdown]
# The old way: cut the line where there is no ink, split what touches where a drop of water would fall
# between the digits (*drop-fall*), let the classifier say which of many cuts make good digits, read each.
# `seqdigits.segmentation` does that as well as we could. Behind it, our CNN reads strings:

# %%
from seqdigits import metrics
from seqdigits.reading import Reader


def share_read(model, samples):
    """Exact match of a model on samples."""
    readings = Reader(model, max_ood=1.0).read([sample.image for sample in samples])
    return metrics.exact_match([s.text for s in samples], [r.text for r in readings])


base = load_bundle("base")
for name, bundle in {**bundles, "base": base}.items():
    print(
        f"{name:6} apart {share_read(bundle, apart):.0%}   touching {share_read(bundle, touching):.0%}"
    )

# %% [markdown]
# Digits that touch have no right place to be cut before they are known, and cannot be known before they are
# cut (Sayre's paradox). `base` reads without cutting; it was also trained on far more glyphs than this CNN,
# so what the cutting alone costs is measured fairly in docs/comparison.md.

# %% [markdown]
# ## 4. CTC: reading without cutting
#
# A string net slides over the image and answers at every few columns (a *timestep*): a digit, or **blank**,
# "nothing new here". A row of answers is a *path*. To read it, join what repeats, then drop the blanks:

# %%
from itertools import groupby


def collapse(path):
    """The text of a path; _ is blank."""
    return "".join(label for label, _ in groupby(path) if label != "_")


for path in ("__4__00_", "__4_0_0_", "44__0000", "________"):
    print(f"{path} -> {collapse(path)!r}")

# %% [markdown]
# Two equal digits need a blank between them, or they melt into one: so `400` needs four timesteps at least.
# Many paths say the same text, and its probability is the sum over all of them (Graves et al. 2006). A toy
# lattice of two timesteps, once over every path and once by the forward recursion that does it in O(T L).
# The likeliest path is blank twice, and yet "1" is the likelier text: three paths say it.

# %%
from itertools import product

from seqdigits.decoding import log_prob

lattice = np.array([[0.6, 0.4], [0.6, 0.4]])  # blank, 1
sums = {}
for path in product(range(2), repeat=2):
    text = collapse("_1"[path[0]] + "_1"[path[1]])
    sums[text] = sums.get(text, 0.0) + lattice[0, path[0]] * lattice[1, path[1]]
print({text: round(float(share), 2) for text, share in sums.items()})
forward = float(np.exp(log_prob(np.log(lattice)[None], [[1]]))[0])
print(f"by the forward sum, P('1') = {forward:.2f}")
best = "".join("_1"[step.argmax()] for step in lattice)
print(f"the best single path, {best}, says {collapse(best)!r}")

# %% [markdown]
# The CTC loss is -log of that sum for the true text. Nobody tells the net *where* a digit is. It first finds out
# that blank is right most of the time, sits there for a while, and then begins to spike. A tiny net, from
# nothing:

# %%
from seqdigits.config import CrnnConfig, TrainConfig
from seqdigits.data import longest_text, open_stream
from seqdigits.nets import build
from seqdigits.training.loss import ctc_loss, pack

config = TrainConfig(
    net=CrnnConfig(stem=8, channels=(12, 16, 24), lstm_units=24, dropout=0.0),
    styles={"clean": 1.0}, batch_columns=2048, seed=3,
)  # fmt: skip
net = build(config.net)
net.compile(keras.optimizers.Adam(3e-3), loss=ctc_loss(), jit_compile=False)
batches = open_stream(config, "train").batches(0)
losses, blanks = [], []
for step in range(20 if SMALL else 400):
    batch = next(batches)
    losses.append(float(net.train_on_batch(batch.images, pack(batch, longest_text(config)))))
    if step % 10 == 0:
        blanks.append(float((np.asarray(net(batch.images)).argmax(axis=-1) == 0).mean()))
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.6))
left.plot(losses)
left.set(xlabel="step", ylabel="CTC loss, nats a string", yscale="log")
right.plot(np.arange(len(blanks)) * 10, blanks)
right.set(xlabel="step", ylabel="share of blank timesteps", ylim=(0, 1.05))
plt.tight_layout()
plt.show()

# %% [markdown]
# ## 5. The lattice of the released net
#
# `seqdigits explain` draws what a net sees. Here the probability of every class at every timestep, with the
# best path: spikes where digits are, blank between them.

# %%
from IPython.display import display

from seqdigits.explanation import explain_string
from seqdigits.explanation.string_drawing import lattice_figure
from seqdigits.explanation.string_grounds import cam_figure, context_figure

readings = Reader(base, max_ood=1.0).read([sample.image for sample in touching])
sample = next(  # one that it reads right
    sample
    for sample, reading in zip(touching, readings, strict=True)
    if reading.text == sample.text and len(sample.text) >= 4
)
explanation = explain_string(base, sample.image)
print("written", sample.text, "read", explanation.reading.text)
display(lattice_figure(explanation))

# %% [markdown]
# Grad-CAM (Selvaraju et al. 2017): which features of the last convolution each digit's answer rests on.

# %%
display(cam_figure(explanation))

# %% [markdown]
# ## 6. Why a bidirectional LSTM?
#
# A convolution sees a fixed window. Whether a stroke is a 1 or the stem of a 4 can depend on what stands to its
# left *and* to its right, and whether the net has already said this digit depends on the timestep before.
# The LSTM carries that along the line, one from the left and one from the right. How far it really looks: the
# share of each answer's gradient by distance.

# %%
display(context_figure(explanation))
print("90 % of the gradient lies within", explanation.context.within(0.9), "columns;",
      "a digit is about 24 high")  # fmt: skip

# %% [markdown]
# Most of it lies no farther than the neighbour on either side: enough to tell digits apart that touch, too
# little to learn numbers by heart. Nets trained on few different numbers do learn them by heart, and then read nothing else; strings
# drawn uniformly at random leave nothing to learn.
#
# ## 7. A reading
#
# Text, probability, a box per digit; and, because a text's probability is a sum over paths, exact answers to
# what else one may ask: the likeliest texts, or the likeliest among those with a right check digit, and how
# likely it is that any of those is written (the *agreement*).

# %%
(reading,) = Reader(base, top=3).read([sample.image])
print(reading.text, f"{reading.confidence:.3f}", [digit.box for digit in reading.digits])
print("likeliest:", [(other.text, round(other.confidence, 4)) for other in reading.alternatives])
(known,) = Reader(base, length=str(len(sample.text)), check="luhn").read([sample.image])
print("if it ended in a Luhn check digit:", known.text, f"agreement {known.agreement:.4f}")
