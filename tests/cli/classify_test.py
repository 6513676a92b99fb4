# SPDX-License-Identifier: MIT
"""What a user of `sae classify` sees."""

import csv
import json
import re
import struct
import unittest
import zlib

import numpy as np
from safetensors.numpy import load_file

from support import idx_data
from support.cli import CliTestCase

SIDE = 10
FILES = {"classify.json", "confusion.csv", "confusion.png", "accuracy.csv", "model.safetensors"}


def read_rgb(path):
    """(width, height) of a PNG; checks that its data can be decompressed."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, size, packed = 8, None, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        size = struct.unpack(">II", body[:8]) if kind == b"IHDR" else size
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    zlib.decompress(packed)
    return size


class Classify(CliTestCase):
    """Each test starts from two small runs, one trained on the other's codes."""

    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data", train=200, test=100, side=SIDE, compress=False)
        common = ["--data", "data", "--images_every", "0", "--log_level", "off"]
        self.name = "sae_train"
        self.check([*common, "--layers", "12", "--epochs", "20", "--out", "one"], stdout="one\n", files=None)
        self.check([*common, "--layers", "9", "--epochs", "5", "--encode_with", "one", "--out", "two"], stdout="two\n", files=None)
        self.name = "sae"

    def classify(self, *words, out, files=None):
        return self.check(["classify", *words], stdout=re.compile(r"(?s)    epoch        loss.*accuracy on .*\n"), stderr=None,
                          files={f"{out}/{name}" for name in FILES} if files is None else files)

    def record(self, out):
        return json.loads((self.folder / out / "classify.json").read_text())

    def images(self, part):
        raw = np.frombuffer((self.folder / "data" / f"{part}-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
        return raw.reshape(-1, SIDE * SIDE) / 255

    def labels(self, part):
        return np.frombuffer((self.folder / "data" / f"{part}-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)

    def test_writes_results_into_the_last_run_and_overwrites_none(self):
        self.classify("one", "--epochs", "5", out="one/classify-codes")
        self.classify("one", "--epochs", "5", out="one/classify-codes-2")
        self.classify("one", "two", "--epochs", "5", out="two/classify-codes")
        self.classify("one", "--on", "raw", "--epochs", "5", out="one/classify-raw")
        self.classify("one", "--finetune", "yes", "--epochs", "2", out="one/classify-finetuned")
        self.classify("one", "--finetune", "yes", "--start", "random", "--epochs", "2", out="one/classify-finetuned-random")

    def test_reports_an_accuracy_that_numpy_reproduces(self):
        """Recomputes the accuracy with NumPy from only the model file and the images."""
        result = self.classify("one", "two", "--finetune", "yes", "--epochs", "30", "--every", "10", "--out", "c", out="c")
        record, weights = self.record("c"), load_file(self.folder / "c" / "model.safetensors")
        values = (self.images("t10k") * 255 - weights["data.offset"]) / weights["data.divisor"]
        for layer in range(2):
            values = 1 / (1 + np.exp(-(values @ weights[f"encoder.{layer}.weight"].T + weights[f"encoder.{layer}.bias"])))
        predicted = (values @ weights["softmax.weight"].T + weights["softmax.bias"]).argmax(1)
        self.assertAlmostEqual(np.mean(predicted == self.labels("t10k")), record["test_accuracy"], places=12)
        with open(self.folder / "c" / "accuracy.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["epoch"] for row in rows], ["0", "10", "20", "30"])
        self.assertEqual(float(rows[-1]["test_accuracy"]), record["test_accuracy"])
        self.assertIn(f"on 100 test rows {record['test_accuracy']:.4f}", result.stdout)
        confusion = np.loadtxt(self.folder / "c" / "confusion.csv", delimiter=",", skiprows=1)[:, 1:]
        expected = np.zeros((10, 10))
        np.add.at(expected, (self.labels("t10k"), predicted), 1)
        np.testing.assert_array_equal(confusion, expected)
        self.assertGreater(min(read_rgb(self.folder / "c" / "confusion.png")), 400)

    def test_learns_separable_classes(self):
        """The made-up images show their class, so raw pixels are enough to classify."""
        self.classify("one", "--on", "raw", "--out", "raw", out="raw")
        self.assertEqual(self.record("raw")["test_accuracy"], 1)
        self.classify("one", "--on", "raw", "--optimizer", "adam", "--epochs", "60", "--out", "adam", out="adam")
        self.assertGreater(self.record("adam")["test_accuracy"], 0.95)
        self.classify("one", "--finetune", "yes", "--epochs", "60", "--out", "whole", out="whole")
        self.assertGreater(self.record("whole")["test_accuracy"], 0.95)

    def test_includes_the_first_run(self):
        self.classify("two", "--epochs", "5", "--out", "alone", out="alone")
        self.classify("one", "two", "--epochs", "5", "--out", "both", out="both")
        self.assertEqual(self.record("alone")["loss"], self.record("both")["loss"])
        self.assertEqual(len(self.record("alone")["runs"]), 2)

    def test_splits_the_labelled_rows_in_halves(self):
        self.classify("one", "--classes", "0-4", "--valid", "0.5", "--epochs", "5", "--out", "half", out="half")
        record = self.record("half")
        self.assertEqual((record["train_rows"], record["test_rows"]), (50, 50))
        self.assertEqual((record["classes"], record["tested_on"]), ([0, 1, 2, 3, 4], "part of the training set"))

    def test_replaces_its_results_with_force(self):
        self.classify("one", "--epochs", "5", "--out", "c", out="c")
        self.classify("one", "--epochs", "6", "--out", "c", "--force", out="c", files=set())
        self.assertEqual(self.record("c")["epochs_done"], 6)

    def test_is_reproducible(self):
        for out in ("a", "b"):
            self.classify("one", "--finetune", "yes", "--optimizer", "adam", "--epochs", "3", "--out", out, out=out)
        for name in ("accuracy.csv", "model.safetensors", "confusion.csv"):
            self.assertEqual((self.folder / "a" / name).read_bytes(), (self.folder / "b" / name).read_bytes())

    def test_keeps_more_units_of_a_k_sparse_code(self):
        self.name = "sae_train"
        self.check(["--data", "data", "--layers", "20", "--code_activation", "topk", "--k", "2", "--epochs", "2", "--log_level", "off",
                    "--images_every", "0", "--out", "k"], stdout="k\n", files=None)
        self.name = "sae"
        for factor in ("1", "3"):
            self.classify("k", "--k_eval_factor", factor, "--standardize", "yes", "--epochs", "20", "--out", "k" + factor, out="k" + factor)
        self.assertNotEqual(self.record("k1")["loss"], self.record("k3")["loss"])

    def test_documents_its_options(self):
        result = self.check(["classify", "--help"], stdout=re.compile(r"(?s)Trains a softmax classifier.*Usage: sae classify RUN\.\.\. .*"))
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), 110, line)


if __name__ == "__main__":
    unittest.main()
