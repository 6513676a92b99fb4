# SPDX-License-Identifier: MIT
"""scikit-learn's tables as CSV files, and NumPy's evaluation of a one-layer run on them."""

import csv
import json

import numpy as np
from safetensors.numpy import load_file
from sklearn.datasets import load_breast_cancer, load_digits

ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}


def write_table(path, rows, names, label_name, labels):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*names, label_name])
        writer.writerows([*map(repr, map(float, row)), label] for row, label in zip(rows, labels))


def write_digits(path):
    """Writes the 1,797 digits of 8 x 8, with the column `digit`; returns (rows, labels)."""
    table = load_digits()
    write_table(path, table.data, [f"p{i}" for i in range(64)], "digit", table.target)
    return table.data, table.target


def write_cancer(path):
    """Writes the 569 rows of the breast-cancer table, with the text column `diagnosis`; returns (rows, labels)."""
    table = load_breast_cancer()
    labels = table.target_names[table.target]
    write_table(path, table.data, table.feature_names, "diagnosis", labels)
    return table.data, labels


class Network:
    """The network of a run, in float64."""

    def __init__(self, run):
        self.arrays = {name: array.astype(np.float64) for name, array in load_file(run / "model.safetensors").items()}
        self.config = json.loads((run / "config.json").read_text())["config"]

    def features(self, rows):
        return (rows - self.arrays["data.offset"]) / self.arrays["data.divisor"]

    def layer(self, part, values, activation):
        return ACTIVATIONS[activation](values @ self.arrays[f"{part}.0.weight"].T + self.arrays[f"{part}.0.bias"])

    def encode(self, features):
        return self.layer("encoder", features, self.config["code_activation"])

    def errors(self, rows):
        features = self.features(rows)
        output = self.layer("decoder", self.encode(features), self.config["output_activation"])
        return np.mean((output - features) ** 2, axis=1)


class Pair(Network):
    """The network of a run on another run's codes, applied to the other run's rows."""

    def __init__(self, run, first):
        super().__init__(run)
        self.first = Network(first)

    def features(self, rows):
        return super().features(self.first.encode(self.first.features(rows)))


def read_columns(path):
    """{name: column of texts} of a CSV file."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}
