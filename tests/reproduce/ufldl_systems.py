# SPDX-License-Identifier: MIT
"""UFLDL's exercises on one layer: the gradient, the objective compared with SciPy's, and figures on the filters."""

import pathlib
import shutil

import numpy as np
import sklearn.datasets
from PIL import Image
from safetensors.numpy import load_file

import ufldl
from figures import Figure, near, number
from runner import Runner, metrics

IMAGES = pathlib.Path("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")
PHOTOGRAPHS = ("china.jpg", "flower.jpg")
ROOM = 1.01
"""Largest allowed ratio of our objective to SciPy's."""


def photographs(runner: Runner) -> pathlib.Path:
    """A folder with the two photographs that scikit-learn ships."""
    def copy(folder: pathlib.Path) -> None:
        for name in PHOTOGRAPHS:
            shutil.copy(pathlib.Path(sklearn.datasets.__file__).parent / "images" / name, folder)
    return runner.once("photographs", copy)


def draw_patches(folder: pathlib.Path, count: int, seed: int) -> np.ndarray:
    """Draws grey 8 x 8 patches as in the exercise: [count, 64]."""
    random = np.random.default_rng(seed)
    pictures = [np.asarray(Image.open(path).convert("L"), float) / 255 for path in sorted(folder.iterdir())]
    patches = np.empty((count, 64))
    for patch in patches:
        picture = pictures[random.integers(len(pictures))]
        y, x = (random.integers(side - 7) for side in picture.shape)
        patch[:] = picture[y:y + 8, x:x + 8].ravel()
    patches -= patches.mean(1, keepdims=True)
    limit = 3 * patches.std()
    return (np.clip(patches, -limit, limit) / limit + 1) * 0.4 + 0.1


def scipy_minimum(x: np.ndarray, units: int, iterations: int, rho: float, decay: float, beta: float) -> dict:
    value, mean = ufldl.minimum(ufldl.Objective(x, units, rho, decay, beta), iterations)
    return {"J": value, "mean": mean.mean()}


def gradient_check(runner: Runner, name: str, *options: str | pathlib.Path) -> Figure:
    """Relative difference of the gradients over all parameters together."""
    def check(folder: pathlib.Path) -> None:
        with open(folder / "table.txt", "w", encoding="utf-8") as file:
            runner.call([runner.programs / "sae", "check-gradients", *options, "--log_level", "warning"], stdout=file)
    text = (runner.once(f"{name}-gradients", check) / "table.txt").read_text(encoding="utf-8")
    difference = float(text.split()[-1])
    return Figure("gradient against central differences < 1e-9", f"{difference:.1e}", "1e-9", difference < 1e-9)


def patches(runner: Runner) -> list[Figure]:
    folder, iterations = photographs(runner), runner.choose(400, 100)
    options = ("--preset", "ufldl-patches", "--data", folder, "--epochs", iterations)
    run = runner.train("ufldl-patches", *options)
    draws = [runner.cached(f"ufldl-patches-scipy-{seed}", lambda seed=seed: scipy_minimum(
        draw_patches(folder, 10000, seed), 25, iterations, 0.01, 1e-4, 3)) for seed in (1, 2)]
    reference = max(draw["J"] for draw in draws)
    filters = load_file(run / "model.safetensors")["encoder.0.weight"]
    filters /= np.linalg.norm(filters, axis=1, keepdims=True)
    cosine = np.abs(filters @ filters.T - np.eye(len(filters))).max()
    ours = metrics(run)[-1]["train_loss"]
    return [gradient_check(runner, "ufldl-patches", *options),
            Figure("J, at most 1 % above SciPy's", number(ours), number(reference), ours <= ROOM * reference),
            # The filters diverge late in training, so a quick run does not reach this.
            Figure("largest absolute cosine of two filters < .95", number(cosine, 3), "", None if runner.quick else cosine < 0.95)]


def mnist(runner: Runner) -> list[Figure]:
    iterations, rows = runner.choose(400, 50), runner.choose(10000, 2000)
    run = runner.train("ufldl-mnist", "--preset", "ufldl-mnist", "--epochs", iterations, "--limit", rows)
    x = ufldl.read_images(IMAGES, rows)
    reference = runner.cached("ufldl-mnist-scipy", lambda: scipy_minimum(x, 196, iterations, 0.1, 3e-3, 3))
    weights = load_file(run / "model.safetensors")
    mean = ufldl.sigmoid(x @ weights["encoder.0.weight"].T + weights["encoder.0.bias"]).mean()
    ours = metrics(run)[-1]["train_loss"]
    # Before convergence, the mean activation depends on the initial weights.
    return [Figure("J, at most 1 % above SciPy's", number(ours, 3), number(reference["J"], 3),
                   None if runner.quick else ours <= ROOM * reference["J"]),
            near("mean activation", mean, reference["mean"], None if runner.quick else 0.02)]


def linear(runner: Runner) -> list[Figure]:
    options = ("--preset", "ufldl-linear", "--data", photographs(runner), "--patch_count", runner.choose(100000, 5000))
    run = runner.train("ufldl-linear", *options, "--epochs", runner.choose(400, 30))
    row = metrics(run)[-1]
    return [gradient_check(runner, "ufldl-linear", *options), Figure("J", number(row["train_loss"], 3)),
            Figure("share of the whitened variance that is lost", number(row["val_fvu"], 3))]
