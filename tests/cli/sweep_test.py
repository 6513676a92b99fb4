# SPDX-License-Identifier: MIT
"""sae sweep: a grid of runs, stopped and resumed, with failures; its bytes do not depend on how it ran."""

import csv
import json
import os
import signal
import subprocess
import time
import unittest

from resume import runs
from support import idx_data
from support.cli import CliTestCase, program

GRID = ["--rho", ".05,0.1", "--seed", "1,2"]
NAMES = ["rho_0.05-seed_1", "rho_0.05-seed_2", "rho_0.1-seed_1", "rho_0.1-seed_2"]
FIXED = ["--", "--data", "data", "--layers", "12", "--images_every", "0", "--report", "no", "--checkpoint_every", "0.01"]


def table(folder):
    with open(folder / "trials.csv", newline="") as file:
        return list(csv.DictReader(file))


class Sweep(CliTestCase):
    name = "sae"

    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data", train=400, test=40, side=8)

    def sweep(self, out, options, fixed, **how):
        return self.check(["sweep", *options, "--out", out, *fixed], stdout=f"{self.folder / out}\n", **{"stderr": None, "files": None, **how})

    def expect_same_runs(self, found, expected):
        for name in NAMES:
            self.assertEqual(runs.differences(self.folder / found / name, self.folder / expected / name), [], name)

    def test_a_grid_ends_in_one_table(self):
        fixed = [*FIXED, "--epochs", "3"]
        one = self.sweep("one", [*GRID, "--jobs", "1"], fixed, stderr=["4 trials in .*; 1 at a time", r"\[4/4\] rho_0.1-seed_2  finished  val_mse"])
        self.assertRegex(one.stderr, r"\[3/4\] .*  \(about .*s left\)")
        rows = table(self.folder / "one")
        self.assertEqual([row["trial"] for row in rows], NAMES)
        self.assertEqual({(row["status"], row["exit_code"], row["epoch"]) for row in rows}, {("finished", "0", "3")})
        self.assertEqual([(row["rho"], row["seed"]) for row in rows], [("0.05", "1"), ("0.05", "2"), ("0.1", "1"), ("0.1", "2")])
        measured_on = set()
        for name, row in zip(NAMES, rows):
            run = self.folder / "one" / name
            self.assertEqual(float(row["val_mse"]), float(runs.rows(run)[-1]["val_mse"]))
            self.assertEqual(float(row["test_mse"]), json.loads((run / "summary.json").read_text())["test_mse"])
            whole = json.loads((run / "config.json").read_text())
            self.assertEqual([whole["config"][key] for key in ("threads", "device", "valid", "split_seed")], [1, "cpu", 0.1, 0])
            measured_on.add(whole["provenance"]["data"]["valid_fingerprint"])
        self.assertEqual(len(measured_on), 1, "other seeds are measured on the same rows")
        self.sweep("one", [], [], stderr=["4 trials in .*, 0 to run"], files=())
        self.sweep("two", [*GRID, "--jobs", "2"] if os.cpu_count() > 1 else GRID, fixed)
        self.expect_same_runs("two", "one")

    def test_one_failure_stops_nothing(self):
        (self.folder / "trials.csv").write_text("rho,init_from\n.1,\n.2,weights.safetensors\n")
        options, fixed = ["--trials", "trials.csv", "--seed", "1,2"], [*FIXED, "--epochs", "1"]
        self.sweep("s", options, fixed, code=5,
                   stderr=["rho_0.2-seed_1-init_from_weights.safetensors  failed with exit code 5: error: weights.safetensors",
                           "4 trials: 2 finished, 2 failed", "sae sweep --out .* --retry_failed runs 2 trials again"])
        self.assertEqual([row["status"] for row in table(self.folder / "s")], ["finished", "finished", "failed", "failed"])
        self.sweep("s", [], [], code=5, stderr=["0 to run"])
        (self.folder / "weights.safetensors").write_bytes((self.folder / "s/rho_0.1-seed_1/model.safetensors").read_bytes())
        self.sweep("s", ["--retry_failed"], [], stderr=["2 to run", "4 trials: 4 finished"])

    def stop(self, out, number):
        """Starts the sweep and sends it the signal when trials run and the first one has finished an epoch; returns its exit code."""
        command = [*program("sae"), "sweep", *GRID, "--out", out, *FIXED, "--epochs", "400"]
        process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.messages = ""
        while " trials in " not in self.messages:
            line = process.stderr.readline()
            self.assertTrue(line, f"the sweep ended before its trials: {self.messages}")
            self.messages += line
        first = self.folder / out / NAMES[0] / "metrics.csv"
        while not first.exists():
            self.assertIsNone(process.poll(), "the sweep ended before its first epoch")
            time.sleep(0.005)
        process.send_signal(number)
        self.messages += process.communicate(timeout=120)[1]
        return process.returncode

    def test_a_stopped_sweep_goes_on_with_the_same_bytes(self):
        self.sweep("whole", GRID, [*FIXED, "--epochs", "400"])
        self.assertEqual(self.stop("s", signal.SIGINT), 130)
        self.assertIn("stopping: the trials that run save their state", self.messages)
        self.assertIn("goes on with what is left", self.messages)
        states = [row["status"] for row in table(self.folder / "s")]
        self.assertIn("interrupted", states)
        self.assertIn("waiting", states)
        self.assertEqual(self.stop("s", signal.SIGTERM), 143)
        self.sweep("s", [], [], stderr=["4 trials: 4 finished"])
        self.expect_same_runs("s", "whole")

    def test_a_killed_sweep_goes_on_with_the_same_bytes(self):
        self.sweep("whole", GRID, [*FIXED, "--epochs", "400"])
        self.assertEqual(self.stop("s", signal.SIGKILL), -signal.SIGKILL)
        self.sweep("s", [], [], stderr=["4 trials: 4 finished"])
        self.expect_same_runs("s", "whole")

    def test_wrong_calls_leave_nothing(self):
        self.check_error(["sweep", "--penalty", "kl,l1", "--rho", ".1", "--out", "s", *FIXED], code=2,
                         stderr=[r"error: rho_0.1-penalty_l1: --rho has no effect with --penalty l1"])
        self.check_error(["sweep", *GRID, "--out", "s", "--", "--data", "none"], code=3, stderr=["error: none"])
        self.check_error(["sweep", *GRID, "--out", "data", *FIXED], code=4,
                         stderr=["error: data: expected a new folder or that of a sweep, found other files"])
        self.check_error(["sweep", *GRID, "--out", "s", "--jobs", "1000", *FIXED], code=2, stderr=["error: --jobs: expected at most"])
        self.check_error(["sweep", *GRID, "--out", "s", *FIXED], code=2, env={"PATH": "/none"}, stderr=["error: expected GNU parallel"])


if __name__ == "__main__":
    unittest.main()
