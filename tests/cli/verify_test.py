# SPDX-License-Identifier: MIT
"""sae verify on whole runs: what agrees is reproduced, and what was changed afterwards is named."""

import json
import re
import shutil
import unittest

from support import idx_data
from support.cli import CliTestCase

NET = ["--layers", "12", "--batch_size", "32", "--epochs", "3", "--images_every", "0", "--log_level", "warning"]


class Verify(CliTestCase):
    name = "sae"

    def train(self, *options):
        idx_data.make_dataset(self.folder / "data", train=96, test=40, side=8)
        self.check(["train", "--data", "data", "--out", "run", *NET, *options], stdout="run\n", stderr=None, files=None)

    def check_reproduced(self, *parts):
        found = self.check(["verify", "run"], stdout=re.compile(r"reproduced .*\n"), stderr=None)
        for part in parts:
            self.assertIn(part, found.stdout)

    def check_differs(self, *differences):
        found = self.check(["verify", "run"], code=5, stdout=re.compile(r"(differs: .*\n)+"), stderr=["figures that can be reproduced"])
        self.assertEqual(len(found.stdout.splitlines()), len(differences), found.stdout)
        for line, difference in zip(found.stdout.splitlines(), differences):
            self.assertRegex(line, difference)

    def change(self, name, change):
        path = self.folder / "run" / name
        path.write_text(change(path.read_text()))

    def test_a_run_is_reproduced(self):
        self.train()
        self.check_reproduced("to the last digit", "train_fingerprint", "last epoch (", "best epoch (", "history in the checkpoint (",
                              "weights in the checkpoint", "budget curve (", "report.json")

    def test_noisy_validation_is_reproduced(self):
        self.train("--corrupt", "gaussian:0.3", "--corrupt_eval", "yes")
        self.check_reproduced("last epoch (", "budget curve (", "report.json")

    def test_the_test_set_is_reproduced(self):
        self.train("--valid", "0.25")
        self.check_reproduced("test_fingerprint of the rows", "test set (12)")
        summary = json.loads((self.folder / "run/summary.json").read_text())
        self.change("summary.json", lambda text: text.replace(json.dumps(summary["test_mse"]), "0.5"))
        self.check_differs("summary.json: test_mse: recorded 0.5, recomputed ", "report.json: card")

    def test_a_k_that_still_falls_is_reproduced(self):
        self.train("--code_activation", "topk", "--k", "2", "--k_start", "8", "--schedule_epochs", "9", "--patience", "9")
        self.check_reproduced("last epoch (", "budget curve (")

    def test_a_changed_figure_differs(self):
        self.train()
        rows = (self.folder / "run/metrics.csv").read_text().splitlines()
        column = rows[0].split(",").index("val_mse")
        cells = rows[3].split(",")
        recorded, cells[column] = cells[column], str(float(cells[column]) * 1.001)
        self.change("metrics.csv", lambda text: text.replace(rows[3], ",".join(cells)))
        figures = f"val_mse: recorded {re.escape(cells[column])}, recomputed {re.escape(recorded)}$"
        self.check_differs(f"epoch 3 from model.safetensors: {figures}", f"epoch 3 from best.safetensors: {figures}",
                           "metrics.csv beside the checkpoint: val_mse", "summary.json: last: other figures", "report.json: history")

    def test_other_weights_differ(self):
        self.train()
        self.check(["train", "--config", "run/config.json", "--seed", "9", "--out", "other", "--log_level", "error"],
                   stdout="other\n", stderr=None, files=None)
        shutil.copy(self.folder / "other/model.safetensors", self.folder / "run/model.safetensors")
        found = self.run_program(["verify", "run"])
        self.assertEqual(found.code, 5, found)
        self.assertIn("epoch 3 from model.safetensors: val_mse: recorded", found.stdout)
        self.assertIn("model.safetensors: encoder.0.weight: other weights than in checkpoint.safetensors", found.stdout)

    def test_a_changed_count_of_the_report_differs(self):
        self.train()

        def one_more_row(text):
            report = json.loads(text)
            report["data"]["valid_rows"] += 1
            return json.dumps(report)

        self.change("report.json", one_more_row)
        self.check_differs("report.json: data: other content")

    def test_an_empty_table_is_an_error(self):
        self.train()
        self.change("metrics.csv", lambda text: text.splitlines()[0] + "\n")
        self.check_error(["verify", "run"], code=5, stderr=["run/metrics.csv: expected .*found"])


if __name__ == "__main__":
    unittest.main()
