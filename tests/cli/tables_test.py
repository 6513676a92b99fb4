# SPDX-License-Identifier: MIT
"""Runs on tables that vary little or lie far out: what is trained, said and written."""

import csv
import json
import math
import re
import unittest

from support.cli import CliTestCase

QUIET = ("--layers", "4", "--images_every", "0", "--threads", "1", "--device", "cpu")


class TableTestCase(CliTestCase):
    """Tests that train on the table t.csv."""

    def write(self, rows, name="t.csv"):
        (self.folder / name).write_text("".join(",".join(map(str, row)) + "\n" for row in rows))

    def train(self, *more, epochs=2, stderr=None):
        return self.check(["--data", "t.csv", "--out", "run", "--epochs", epochs, *QUIET, *more], stdout="run\n", stderr=stderr, files=None)

    def summary(self):
        return json.loads((self.folder / "run/summary.json").read_text())

    def config(self):
        return json.loads((self.folder / "run/config.json").read_text())["config"]


class DataThatDoNotVary(TableTestCase):
    """14.62 is no sum of powers of two: rounding gives many of it a deviation."""

    def setUp(self):
        super().setUp()
        self.write([("a", "b", "kind")] + [(14.62, 3, row % 2) for row in range(600)])

    def check_undefined_fvu(self):
        with open(self.folder / "run/metrics.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({row["val_fvu"] for row in rows}, {"nan"})
        self.assertTrue(all(math.isfinite(float(row["val_mse"])) for row in rows))
        self.assertEqual(self.summary()["last"]["val_fvu"], "nan")

    def test_train_without_an_fvu(self):
        for options in ([], ["--scale", "standardize", "--output_activation", "identity", "--patience", "1"],
                        ["--whiten", "zca", "--output_activation", "identity"], ["--optimizer", "lbfgs"], ["--optimizer", "cg"],
                        ["--corrupt", "gaussian:0.1"]):
            with self.subTest(options):
                self.train("--label_column", "kind", "--force", *options,
                           stderr=["val mse .* the validation rows are all equal, so no variance can be lost"])
                self.check_undefined_fvu()

    def test_can_be_resumed_and_used(self):
        self.train("--label_column", "kind", "--scale", "standardize", "--output_activation", "identity")
        self.check(["--resume", "run", "--epochs", "3"], stdout="run\n", stderr=None, files=None)
        self.check_undefined_fvu()
        self.name = "sae"
        for command in (["classify"], ["cluster", "--k", "1"], ["anomaly"]):
            with self.subTest(command):
                self.check([command[0], "run", *command[1:]], stdout=re.compile(".*", re.DOTALL), stderr=None, files=None)

    def test_of_one_validation_row_train(self):
        self.write([(row, row * row % 7) for row in range(30)])
        self.train("--valid", "1", stderr=["1 to validate on", "no variance can be lost"])
        self.check_undefined_fvu()

    def test_are_fitted_exactly_by_lbfgs(self):
        for optimizer in ("lbfgs", "cg"):
            with self.subTest(optimizer):
                self.train("--label_column", "kind", "--optimizer", optimizer, "--output_activation", "identity", "--add_sparse", "no",
                           "--lambda", "0", "--force", epochs=60)
                self.assertLess(self.summary()["last"]["val_mse"], 1e-12)


if __name__ == "__main__":
    unittest.main()
