# SPDX-License-Identifier: MIT
"""The same seed gives the same bytes; another seed gives different ones."""

import csv
import unittest

from support import idx_data
from support.cli import CliTestCase

TIMES = {"seconds", "images_per_second"}


class Determinism(CliTestCase):
    def train(self, name, *options):
        result = self.run_program(["--data", "data", "--out", name, "--epochs", "3", "--batch_size", "16", "--valid", "0.2", *options])
        self.assertEqual(result.code, 0, str(result))
        return self.folder / name

    def traces(self, run):
        """Everything that must be equal: the weights' bytes and every column except the times."""
        with open(run / "metrics.csv", newline="") as file:
            rows = [{key: value for key, value in row.items() if key not in TIMES} for row in csv.DictReader(file)]
        return rows, (run / "model.safetensors").read_bytes(), (run / "best.safetensors").read_bytes()

    def check(self, *options):
        self.new_folder()
        idx_data.make_dataset(self.folder / "data", train=300, test=40)
        first = self.traces(self.train("first", *options))
        self.assertEqual(first, self.traces(self.train("second", *options)))
        other = self.traces(self.train("other", "--seed", "1", *options))
        self.assertNotEqual(first[0], other[0])
        self.assertNotEqual(first[1], other[1])

    def test_one_thread(self):
        self.check("--threads", "1")

    def test_two_threads(self):
        self.check("--threads", "2")

    def test_every_penalty_and_optimiser(self):
        for penalty in ("l1", "kl_per_sample", "l1_all_layers"):
            with self.subTest(penalty=penalty):
                self.check("--penalty", penalty, "--optimizer", "sgd", "--momentum", "0.9", "--layers", "64,16")


if __name__ == "__main__":
    unittest.main()
