# SPDX-License-Identifier: MIT
"""Runs trained on the codes of earlier runs: --encode_with."""

import csv
import json
import shutil
import unittest

import numpy as np
from safetensors.numpy import load_file

from support import idx_data
from support.cli import CliTestCase

SIDE = 8


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


class Stacked(CliTestCase):
    """Each test starts from a first run of five units on a small made-up data set."""

    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data", side=SIDE, compress=False)
        self.train("one", "--layers", "5", "--epochs", "2")

    def train(self, out, *more, **checks):
        options = ["--data", str(self.folder / "data"), "--images_every", "0", "--out", out, *more]
        return self.check(options, stdout=f"{out}\n", stderr=checks.pop("stderr", None), files=None, **checks)

    def config(self, run):
        return json.loads((self.folder / run / "config.json").read_text())["config"]

    def weights(self, run):
        return {name: array.astype(np.float64) for name, array in load_file(self.folder / run / "model.safetensors").items()}

    def test_trains_on_the_codes_of_the_first_run(self):
        self.train("two", "--layers", "3", "--epochs", "2", "--encode_with", "one", stderr=["^codes .*/one", "^model .*5-3 and back"])
        pixels = np.frombuffer((self.folder / "data" / "t10k-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
        values = pixels.reshape(-1, SIDE * SIDE) / 255
        one, two = self.weights("one"), self.weights("two")
        codes = sigmoid(values @ one["encoder.0.weight"].T + one["encoder.0.bias"])
        hidden = sigmoid(codes @ two["encoder.0.weight"].T + two["encoder.0.bias"])
        output = sigmoid(hidden @ two["decoder.0.weight"].T + two["decoder.0.bias"])
        with open(self.folder / "two" / "metrics.csv", newline="") as file:
            row = list(csv.DictReader(file))[-1]
        self.assertAlmostEqual(float(row["val_mse"]) / np.mean((output - codes) ** 2), 1, delta=1e-5)

    def test_includes_the_runs_that_a_run_was_trained_on(self):
        self.train("two", "--layers", "4", "--epochs", "1", "--encode_with", "one")
        self.train("three", "--layers", "3", "--epochs", "1", "--encode_with", "two")
        self.train("named", "--layers", "3", "--epochs", "1", "--encode_with", "one,two")
        for name, array in self.weights("three").items():
            np.testing.assert_array_equal(array, self.weights("named")[name])

    def test_finds_the_first_run_from_any_folder(self):
        (self.folder / "link").symlink_to("one")
        self.train("two", "--layers", "3", "--epochs", "1", "--encode_with", "link")
        self.assertEqual(self.config("two")["encode_with"], [str(self.folder / "one")])
        run = self.folder / "two"
        self.new_folder()
        self.check(["--resume", str(run), "--epochs", "2"], stdout=f"{run}\n", stderr=None)

    def test_resumes_only_with_the_same_codes(self):
        self.train("two", "--layers", "3", "--epochs", "1", "--encode_with", "one")
        self.train("other", "--layers", "5", "--epochs", "2", "--seed", "1")
        shutil.copy(self.folder / "other" / "model.safetensors", self.folder / "one" / "model.safetensors")
        changed = ["train_data: expected the data of this run .* encoded by ", "valid_data: expected .* encoded by "]
        self.check_error(["--resume", "two", "--epochs", "2"], code=2, stderr=changed)

    def test_refuses_a_cycle_of_runs(self):
        self.train("two", "--layers", "5", "--epochs", "1", "--encode_with", "one")
        path = self.folder / "two" / "config.json"
        path.write_text(path.read_text().replace(str(self.folder / "one"), str(self.folder / "two")))
        self.check_error(["--data", "data", "--out", "three", "--encode_with", "two"], code=5,
                         stderr=[r"expected at most 32 runs in a stack \(does --encode_with form a cycle\?\)"])


if __name__ == "__main__":
    unittest.main()
