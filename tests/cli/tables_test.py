# SPDX-License-Identifier: MIT
"""Runs on tables with constant columns or far outliers."""

import csv
import json
import math
import re
import unittest

import numpy as np
import scipy.io

from support import tables
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
    """14.62 has no exact binary representation, so rounding gives a column of it a deviation above 0."""

    def setUp(self):
        super().setUp()
        self.write([("a", "b", "kind")] + [(14.62, 3, row % 2) for row in range(600)])

    def check_undefined_fvu(self):
        with open(self.folder / "run/metrics.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({row["val_fvu"] for row in rows}, {"nan"})
        self.assertTrue(all(math.isfinite(float(row["val_mse"])) for row in rows))
        self.assertEqual(self.summary()["last"]["val_fvu"], "nan")

    def test_train_without_fvu(self):
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


class OutputActivation(TableTestCase):
    def setUp(self):
        super().setUp()
        self.write([(row, 37 * row % 100) for row in range(100)])

    def test_is_chosen_by_the_training_rows_and_saved(self):
        for scale, output, found in (("minmax", "sigmoid", "0 to 1"), ("standardize", "identity", r"-\d\.\d+ to \d\.\d+"),
                                     ("symmetric", "identity", "-1 to 1")):
            with self.subTest(scale):
                self.train("--scale", scale, "--force", stderr=[f"^output  {output}, because the training values range from {found}$"])
                self.assertEqual(self.config()["output_activation"], output)
                self.check(["--resume", "run", "--epochs", "3"], stdout="run\n", stderr=["^resume  after 2 epochs$"], files=None)
                self.assertEqual(self.config()["output_activation"], output)

    def test_of_data_in_0_to_1_gives_the_same_bytes_as_sigmoid(self):
        self.train()
        bytes_of_auto = (self.folder / "run/model.safetensors").read_bytes()
        self.train("--output_activation", "sigmoid", "--force")
        self.assertEqual((self.folder / "run/model.safetensors").read_bytes(), bytes_of_auto)

    def test_warns_if_it_cannot_reach_the_targets(self):
        for output, reach in (("sigmoid", "0 to 1"), ("tanh", "-1 to 1"), ("relu", "0 and above")):
            with self.subTest(output):
                self.train("--scale", "standardize", "--output_activation", output, "--force",
                           stderr=[f"warning: --output_activation {output} outputs {reach}, but the training values range from "
                                   ".*use --output_activation identity, or --scale minmax"])
        self.assertNotIn("warning", self.train("--scale", "standardize", "--output_activation", "identity", "--force").stderr)
        self.assertNotIn("warning", self.train("--output_activation", "sigmoid", "--force").stderr)


class CrossEntropy(TableTestCase):
    """With most rows set aside, some validation rows (drawn by the seed) are outside the training rows' range."""

    def setUp(self):
        super().setUp()
        self.values = [(row, row * row) for row in range(100)]
        self.write(self.values)

    def test_clips_validation_rows_and_logs_how_many(self):
        result = self.train("--loss", "bce", "--valid", "90")
        said = re.search(r"^clip    (\d+) of 180 validation values to \[0, 1\]", result.stderr, re.MULTILINE)
        self.assertIsNotNone(said, result.stderr)
        # Both columns increase with the row, so a row outside the range is outside in both.
        clipped = self.summary()["clipped_values"]
        self.assertEqual(clipped, int(said[1]))
        self.assertGreater(clipped, 0)
        self.assertEqual(clipped % 2, 0)
        self.check(["--resume", "run", "--epochs", "3"], stdout="run\n", stderr=["^clip "], files=None)
        self.assertEqual(self.summary()["clipped_values"], clipped)

    def test_clips_nothing_in_other_commands(self):
        """Row 1000 is an outlier: its error grows with the square of its distance."""
        self.train("--loss", "bce")
        self.write([(1000, 1000000)], "far.csv")
        self.name = "sae"
        self.check(["anomaly", "run", "--data", "far.csv"], stdout=re.compile(".*", re.DOTALL), stderr=None, files=None)
        with open(self.folder / "run/anomaly/anomaly.csv", newline="") as file:
            row, = csv.DictReader(file)
        # Scaled they are about 10 and 102, the output is at most 1.
        self.assertGreater(float(row["error"]), ((1000 / 99 - 1) ** 2 + (1000000 / 99 ** 2 - 1) ** 2) / 2)


class MissingValuesAndTexts(TableTestCase):
    """Ages 20, 21, … of which every tenth is missing; towns; the class."""

    def setUp(self):
        super().setUp()
        towns = ("Ulm", "Bonn", "Kiel")
        self.write([("age", "town", "kind")] + [("" if row % 10 == 3 else 20 + row, towns[row % 3], "ab"[row % 2]) for row in range(200)])

    def anomaly_rows(self):
        self.name = "sae"
        self.check(["anomaly", "run"], stdout=re.compile(".*", re.DOTALL), stderr=None, files=None)
        with open(self.folder / "run/anomaly/anomaly.csv", newline="") as file:
            return [int(row["row"]) for row in csv.DictReader(file)]

    def weights(self):
        return (self.folder / "run/model.safetensors").read_bytes()

    def test_are_filled_in_and_encoded(self):
        options = ["--label_column", "kind", "--missing", "mean", "--categories", "onehot"]
        self.train(*options)
        self.assertEqual(self.config()["missing"], "mean")
        self.assertIn(b"data.fill", self.weights())
        self.check(["--resume", "run", "--epochs", "3"], stdout="run\n", stderr=["^resume  after 2 epochs$"], files=None)
        resumed = self.weights()
        self.train(*options, "--force", epochs=3)
        self.assertEqual(self.weights(), resumed, "resumed to the byte")
        self.assertEqual(len(self.anomaly_rows()), 20, "a tenth of the rows validates")

    def test_are_left_out_and_counted(self):
        self.train("--label_column", "kind", "--missing", "drop", "--categories", "drop", "--valid", "90",
                   stderr=["^table   columns? 'town': left out, because of texts in it$",
                           "^table   20 of 200 rows left out, because values are missing$"])
        rows = self.anomaly_rows()
        self.assertEqual(len(rows), 90)
        self.assertFalse([row for row in rows if row % 10 == 3], "rows keep their numbers in the file")

    def test_of_the_file_are_described_in_the_log(self):
        self.write([("id", "when", "price")] + [(row, f"2026-11-{row % 28 + 1:02}", f'"{row % 50},5"') for row in range(100)], "t.csv")
        self.train("--drop_columns", "id", stderr=["^table   column 'when': dates become seconds since 1970, UTC$",
                                                   "^table   numbers have decimal mark ','$"])


class NewData(TableTestCase):
    """A table with the same columns in another order, and more of them, is scored as the rows that the run was trained on."""

    def errors(self, name):
        self.check(["anomaly", "run", "--data", name, "--force"], stdout=re.compile(".*", re.DOTALL), stderr=None, files=None)
        with open(self.folder / "run/anomaly/anomaly.csv", newline="") as file:
            return {int(row["row"]): row["error"] for row in csv.DictReader(file)}

    def test_is_read_by_names(self):
        towns = ("Ulm", "Bonn", "Kiel")
        rows = [(row % 11, towns[row % 3], row * row % 7) for row in range(100)]
        self.write([("age", "town", "size")] + rows)
        self.train("--categories", "onehot")
        self.write([("size", "id", "age", "town")] + [(size, f"p{number}", age, town) for number, (age, town, size) in enumerate(rows)], "new.csv")
        self.write([("age", "town", "size")] + rows, "same.csv")
        self.name = "sae"
        self.assertEqual(self.errors("new.csv"), self.errors("same.csv"))


class ValidationFiles(TableTestCase):
    """People have train.csv and test.csv."""

    def setUp(self):
        super().setUp()
        self.write([("a", "b", "kind")] + [(row % 10, row % 7, row % 2) for row in range(80)], "train.csv")
        self.write([("kind", "b", "a")] + [(row % 2, row % 7, row % 9) for row in range(30)], "test.csv")

    def train_on(self, *more):
        self.check(["--data", "train.csv", "--label_column", "kind", "--out", "run", "--epochs", "2", "--force", *QUIET, *more],
                   stdout="run\n", stderr=["80 training rows, 30 to validate on"], files=None)
        return self.summary()["validated_on"]

    def test_validate(self):
        self.assertEqual(self.train_on("--test_data", "test.csv"), "test set")
        self.assertEqual(self.train_on("--valid_data", "test.csv"), "validation file")
        self.check(["--resume", "run", "--epochs", "3"], stdout="run\n", stderr=["^resume  after 2 epochs$"], files=None)
        self.name = "sae"
        self.check(["classify", "run", "--epochs", "5"], stdout=re.compile(".*", re.DOTALL), stderr=["30 to test on .validation file."], files=None)

    def test_have_no_effect_beside_others(self):
        self.check_error(["--data", "train.csv", "--valid", "0.1", "--valid_data", "test.csv"], code=2, stderr=["has no effect with"])

    def test_test_once_at_the_end_if_other_rows_validate(self):
        """Both parts in one run: NumPy recomputes the error of the test rows."""
        rows = [(row % 2, row % 7, row % 9) for row in range(24)]
        self.write([("kind", "b", "a"), *rows], "other.csv")
        for words, where in ((["--valid", "0.25"], "part of the training set"), (["--valid_data", "test.csv"], "validation file")):
            with self.subTest(words):
                self.check(["--data", "train.csv", "--label_column", "kind", "--out", "run", "--epochs", "2", "--force", *QUIET, *words,
                            "--test_data", "other.csv"], stdout="run\n", stderr=["to validate on .*, 24 to test on"], files=None)
                summary = self.summary()
                self.assertEqual(summary["validated_on"], where)
                errors = tables.Network(self.folder / "run").errors(np.array([[a, b] for _, b, a in rows], dtype=float))
                self.assertAlmostEqual(summary["test_mse"], errors.mean(), places=6)
                self.assertNotEqual(summary["test_mse"], summary["last"]["val_mse"])


class Images(TableTestCase):
    """Kaggle's MNIST has a row of numbers for each image."""

    def test_of_a_table_are_those_of_an_array(self):
        pixels = np.random.default_rng(0).integers(0, 256, (60, 4, 5), dtype=np.uint8)
        self.write([["label"] + [f"pixel{i}" for i in range(20)]] + [[row % 3, *image.ravel()] for row, image in enumerate(pixels)])
        np.save(self.folder / "x.npy", pixels)
        np.save(self.folder / "turned.npy", pixels.transpose(0, 2, 1))
        weights = []
        for words in (["--data", "t.csv", "--label_column", "label", "--image_shape", "4x5"], ["--data", "x.npy"],
                      ["--data", "turned.npy", "--transpose", "yes"]):
            self.check([*words, "--out", "run", "--epochs", "1", "--force", *QUIET], stdout="run\n", stderr=None, files=None)
            content = (self.folder / "run/model.safetensors").read_bytes()
            weights.append(content[8 + int.from_bytes(content[:8], "little"):])
        self.assertEqual(weights[1:], weights[:1] * 2)
        self.check_error(["--data", "t.csv", "--image_shape", "4x5"], code=3,
                         stderr=["--image_shape: expected rows of 20 values, found 21", "hint: .*--label_column"], errors=1)


class OtherFormats(TableTestCase):
    """The same rows in several formats give the same network."""

    def setUp(self):
        super().setUp()
        self.rows = [(row % 7, row % 5 + 0.5) for row in range(100)]

    def trained_on(self, name, *more):
        self.check(["--data", name, "--out", "run", "--epochs", "2", "--force", *QUIET, *more], stdout="run\n", stderr=None, files=None)
        weights = (self.folder / "run/model.safetensors").read_bytes()
        return weights[8 + int.from_bytes(weights[:8], "little"):]  # below the header of safetensors

    def test_give_the_same_weights(self):
        (self.folder / "t.arff").write_text("@relation t\n@attribute a numeric\n@attribute b numeric\n@attribute kind {x,y}\n@data\n"
                                            + "".join(f"{a},{b},{'xy'[a % 2]}\n" for a, b in self.rows))
        (self.folder / "t.svm").write_text("".join(f"{a % 2} 1:{a} 2:{b}\n" for a, b in self.rows))
        scipy.io.savemat(self.folder / "t.mat", {"X": self.rows})
        np.save(self.folder / "t.npy", np.array(self.rows).T)
        self.write([("a", "b")] + self.rows)
        expected = self.trained_on("t.csv")
        for name, *options in (("t.arff", "--label_column", "kind"), ("t.svm",), ("t.mat:X",), ("t.npy", "--sample_axis", "last")):
            with self.subTest(name):
                self.assertEqual(self.trained_on(name, *options), expected)


if __name__ == "__main__":
    unittest.main()
