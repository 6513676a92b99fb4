# SPDX-License-Identifier: MIT
"""TensorBoard's own reader reads what `sae_train --tensorboard yes` writes, after a resume too."""

import csv
import math
import unittest

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from support.cli import CliTestCase

ROWS = np.random.default_rng(1).random((200, 6))


class TensorBoard(CliTestCase):
    def train(self, *options):
        result = self.run_program([*options, "--log_level", "warning", "--threads", "1"])
        self.assertEqual(result.code, 0, str(result))
        return self.folder / "run"

    def check_events(self, run, epochs):
        """The scalars of each tag are the column of metrics.csv, one for each epoch."""
        events = EventAccumulator(str(run), size_guidance={"scalars": 0})
        events.Reload()
        with open(run / "metrics.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), epochs)
        columns = {name: [float(row[name]) for row in rows] for name in rows[0] if name != "epoch"}
        wanted = {name.replace("train_", "train/", 1).replace("val_", "val/", 1): values
                  for name, values in columns.items() if not any(math.isnan(value) for value in values)}
        self.assertEqual(set(events.Tags()["scalars"]), set(wanted))
        for tag, values in wanted.items():
            found = events.Scalars(tag)
            self.assertEqual([event.step for event in found], list(range(1, epochs + 1)), tag)
            np.testing.assert_allclose([event.value for event in found], values, rtol=1e-6, err_msg=tag)
        return events

    def test_scalars_are_the_metrics_and_a_resume_repeats_none(self):
        np.save(self.folder / "rows.npy", ROWS)
        run = self.train("--data", "rows.npy", "--out", "run", "--layers", "4", "--epochs", "3", "--tensorboard", "yes")
        first = self.check_events(run, 3).Scalars("val/mse")
        self.train("--resume", "run", "--epochs", "5")
        self.assertEqual(self.check_events(run, 5).Scalars("val/mse")[:3], first)

    def test_a_run_without_it_has_no_file_and_a_resume_may_add_it(self):
        np.save(self.folder / "rows.npy", ROWS)
        run = self.train("--data", "rows.npy", "--out", "run", "--layers", "4", "--epochs", "2")
        self.assertEqual(list(run.glob("events*")), [])
        self.train("--resume", "run", "--epochs", "3", "--tensorboard", "yes")
        self.check_events(run, 3)


if __name__ == "__main__":
    unittest.main()
