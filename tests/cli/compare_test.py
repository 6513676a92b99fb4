# SPDX-License-Identifier: MIT
"""sae compare and sae best on the runs of a sweep: figures, order, means and deviations recomputed from the run folders."""

import csv
import io
import json
import re
import statistics
import unittest

import numpy as np
import safetensors.numpy
import scipy.optimize

from resume import runs
from support import idx_data
from support.cli import CliTestCase

FIXED = ["--", "--data", "data", "--layers", "12", "--images_every", "0", "--report", "no", "--epochs", "3"]
NAMES = [f"rho_{rho}-seed_{seed}" for rho in ("0.05", "0.1") for seed in (1, 2, 3)]
FIGURES = ["val_mse", "val_fvu", "val_l0", "val_hoyer", "val_dead"]
TEST_FIGURES = ["test_mse", "test_fvu", "test_l0"]


class Compare(CliTestCase):
    name = "sae"

    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data", train=400, test=40, side=8)
        self.check(["sweep", "--rho", ".05,.1", "--seed", "1,2,3", "--out", "s", *FIXED], stdout=f"{self.folder / 's'}\n", stderr=None,
                   files=None)

    def printed(self, *words, stderr=(), files=()):
        return self.check(["compare", *words], stdout=re.compile(r"(?s).+"), stderr=stderr, files=files).stdout

    def table(self, *words, **how):
        return list(csv.DictReader(io.StringIO(self.printed(*words, "--format", "csv", **how))))

    def last(self, name):
        """The last row of metrics.csv, with the test set's figures."""
        summary = json.loads((self.folder / "s" / name / "summary.json").read_text())
        return {**{key: float(value) for key, value in runs.rows(self.folder / "s" / name)[-1].items()},
                **{key: value for key, value in summary.items() if key.startswith("test_")}}

    def test_the_figures_are_those_of_the_run_folders(self):
        rows = self.table("s")
        self.assertEqual(list(rows[0]), ["run", "state", "rho", "seed", *FIGURES, *TEST_FIGURES])
        self.assertEqual([row["run"] for row in rows], NAMES)
        for row in rows:
            expected = self.last(row["run"])
            for figure in FIGURES + TEST_FIGURES:
                self.assertEqual(float(row[figure]), expected[figure], figure)
        self.assertEqual(self.table(*(f"s/{name}" for name in NAMES)), rows, "runs one by one")

    def test_sorting_and_conditions(self):
        errors = {name: self.last(name)["val_mse"] for name in NAMES}
        best_first = sorted(NAMES, key=errors.get)
        self.assertEqual([row["run"] for row in self.table("s", "--sort", "val_mse")], best_first)
        self.assertEqual([row["run"] for row in self.table("s", "--sort", "val_mse", "--reverse")], best_first[::-1])
        middle = errors[best_first[2]]
        found = self.table("s", "--sort", "val_mse", "--where", f"val_mse<={middle!r} and state=finished")
        self.assertEqual([row["run"] for row in found], best_first[:3])

    def test_means_and_deviations_over_seeds(self):
        rows = self.table("s", "--over", "seed", "--metrics", "val_mse,val_l0")
        self.assertEqual([(row["rho"], row["n"]) for row in rows], [("0.05", "3"), ("0.1", "3")])
        for row, members in zip(rows, (NAMES[:3], NAMES[3:])):
            self.assertEqual(row["runs"].split(";"), members)
            for figure in ("val_mse", "val_l0", "test_mse", "test_l0"):
                values = [self.last(name)[figure] for name in members]
                self.assertAlmostEqual(float(row[figure + "_mean"]) / statistics.fmean(values), 1, delta=1e-12)
                self.assertAlmostEqual(float(row[figure + "_std"]) / statistics.stdev(values), 1, delta=1e-6)

    def test_the_best_epoch(self):
        found = json.loads(self.printed("s", "--at", "best", "--metrics", "val_mse,epoch", "--json"))
        self.assertEqual([metric["name"] for metric in found["metrics"]], ["val_mse", "epoch", "test_mse"])
        for run in found["runs"]:
            best = min(runs.rows(self.folder / "s" / run["run"]), key=lambda row: float(row["val_mse"]))
            self.assertEqual(run["figures"], {"val_mse": float(best["val_mse"]), "epoch": int(best["epoch"]), "test_mse": None})

    def test_text_and_markdown(self):
        lines = self.printed("s", "--metrics", "val_mse").splitlines()
        self.assertRegex(lines[0], r"^run +rho  seed  val_mse ↓  test_mse ↓$")
        self.assertEqual([line.split()[0] for line in lines[1:]], NAMES)
        self.assertEqual(len({len(line) for line in lines}), 1, "columns are aligned")
        markdown = self.printed("s", "--over", "seed", "--format", "markdown").splitlines()
        self.assertTrue(markdown[0].startswith("| rho | n | val_mse ↓ |"), markdown[0])
        self.assertEqual(len(markdown), 4)

    def test_a_comparison_on_the_test_set_says_so(self):
        self.name = "sae_train"
        self.check([*FIXED[1:], "--out", "plain"], stdout=re.compile("(?s).*"), stderr=None, files=None)
        self.name = "sae"
        self.assertIn("\nvalidated on the test set: ", self.printed("plain"))
        self.assertTrue(json.loads(self.printed("plain", "--json"))["chosen_on_test"])
        self.table("plain", stderr=["warning: validated on the test set: "])
        self.check(["best", "plain"], stdout="plain\n", stderr=["^best    plain: val_mse", "warning: validated on the test set: "])
        self.check_error(["compare", "s", "plain"], code=2,
                         stderr=["expected the same rows to validate on, found a part of the training rows and the test set"])
        self.assertIn("plain", self.printed("s", "plain", "--force"))

    def test_the_best_run_and_the_best_group(self):
        errors = {name: self.last(name)["val_mse"] for name in NAMES}
        best = min(NAMES, key=errors.get)
        self.check(["best", "s"], stdout=f"s/{best}\n", stderr=[f"^best    {best}: val_mse .*, of 6 finished runs$", "^test    test_mse "])
        groups = sorted((NAMES[:3], NAMES[3:]), key=lambda names: statistics.fmean(errors[name] for name in names))
        median = sorted(groups[0], key=errors.get)[1]
        self.check(["best", "s", "--over", "seed"], stdout=f"s/{median}\n", stderr=["of 6 finished runs in 2 groups"])

    def test_plots(self):
        for kind in ("front_l0", "front_hoyer", "budget", "epochs", "seconds"):
            self.printed("s", "--over", "seed", "--plot", f"{kind}.png", "--plot_of", kind, stderr=[f"plot    {kind}.png"],
                         files=[f"{kind}.png"])
            self.assertEqual((self.folder / f"{kind}.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")

    def test_units_are_matched_as_by_scipy(self):
        pair = [f"s/{name}" for name in NAMES[:2]]
        a, b = (safetensors.numpy.load_file(self.folder / run / "model.safetensors")["decoder.0.weight"].astype(float) for run in pair)
        cosines = (a / np.linalg.norm(a, axis=0)).T @ (b / np.linalg.norm(b, axis=0))
        rows, columns = scipy.optimize.linear_sum_assignment(cosines, maximize=True)
        found = list(csv.DictReader(io.StringIO(self.printed(*pair, "--units", "--format", "csv"))))
        self.assertEqual([(int(row["unit_a"]), int(row["unit_b"])) for row in found], list(zip(rows.tolist(), columns.tolist())))
        np.testing.assert_allclose([float(row["cosine"]) for row in found], cosines[rows, columns], rtol=1e-6)
        shares = json.loads(self.printed(*pair, "--units", "--json", "--plot", "units.png", stderr=["plot    units.png"], files=["units.png"]))["found"]
        for least in shares:
            self.assertAlmostEqual(least["share_of_a"], float(np.mean(cosines[rows, columns] >= least["cosine"])), places=12)

    def test_unfinished_runs(self):
        (self.folder / "s" / NAMES[0] / "summary.json").unlink()
        (self.folder / "s" / NAMES[1] / "metrics.csv").unlink()
        rows = self.table("s", "--sort", "val_mse")
        self.assertEqual(rows[-1]["run"], NAMES[1])
        self.assertEqual((rows[-1]["val_mse"], rows[-1]["test_mse"]), ("", ""))
        self.assertEqual([row["state"] for row in rows if row["run"] == NAMES[0]], ["stopped"])
        self.printed("s", "--over", "seed", stderr=["1 of 6 runs are not finished", "1 of 6 runs have no val_mse"])

    def test_other_data_are_refused(self):
        idx_data.make_dataset(self.folder / "other", train=500, test=40, side=8)
        self.name = "sae_train"
        self.check(["--data", "other", *FIXED[3:], "--valid", ".1", "--out", "o"], stdout=re.compile("(?s).*"), stderr=None, files=None)
        self.name = "sae"
        self.check_error(["compare", "s", "o"], code=2, stderr=["s/rho_0.05-seed_1 and o: expected the same training data, found crc32"])
        self.check_error(["best", "s", "o"], code=2, stderr=["expected the same training data"])


if __name__ == "__main__":
    unittest.main()
