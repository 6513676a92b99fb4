# SPDX-License-Identifier: MIT
"""scikit-learn's digits as NumPy files."""

import pathlib

import numpy as np
from sklearn.datasets import load_digits

TEST_ROWS = 360


def write_digits(folder: pathlib.Path) -> None:
    """Writes digits_train.npy [1437, 64] and digits_test.npy [360, 64], values in [0, 1]. The test rows are drawn at random,
    because successive rows of the file are of the same writer."""
    pixels = (load_digits().data / 16).astype(np.float32)
    order = np.random.default_rng(0).permutation(len(pixels))
    for name, rows in (("train", order[TEST_ROWS:]), ("test", order[:TEST_ROWS])):
        np.save(folder / f"digits_{name}.npy", pixels[np.sort(rows)])
