# SPDX-License-Identifier: MIT
"""--dry_run and --time: what a run takes, and how long it trains."""

import json
import re
import unittest

from resume import runs
from support import idx_data
from support.cli import CliTestCase

NET = ["--data", "data", "--layers", "12", "--batch_size", "48", "--images_every", "0", "--report", "no"]


class Plan(CliTestCase):
    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data", train=96, test=40, side=8)

    def test_a_dry_run_leaves_nothing(self):
        lines = [r"rows        96 to train, 40 to validate \(test set\)", "parameters  1,612", "memory .*", "disk .*", "epoch .*",
                 "run .* for 7 epochs"]
        self.check([*NET, "--epochs", "7", "--dry_run", "--out", "run"], stdout=re.compile("\n".join(lines) + "\n"), stderr=None)

    def test_the_epochs_of_a_timed_run_are_recorded(self):
        self.check([*NET, "--time", "0.7s", "--lr_schedule", "cosine", "--out", "timed"], stdout="timed\n",
                   stderr=["^time .* epochs of about"], files=None)
        config = json.loads((self.folder / "timed/config.json").read_text())["config"]
        epochs = config["epochs"]
        self.assertEqual(runs.epochs_done(self.folder / "timed"), epochs)
        self.assertEqual(config["schedule_epochs"], epochs)
        self.check([*NET, "--epochs", epochs, "--lr_schedule", "cosine", "--out", "counted"], stdout="counted\n", stderr=None, files=None)
        self.assertEqual(runs.differences(self.folder / "timed", self.folder / "counted"), [])

    def test_a_time_for_less_than_an_epoch_trains_one(self):
        self.check([*NET, "--time", "0.001s", "--out", "run"], stdout="run\n", stderr=["one epoch and the end of the run take longer"],
                   files=None)
        self.assertEqual(runs.epochs_done(self.folder / "run"), 1)


if __name__ == "__main__":
    unittest.main()
