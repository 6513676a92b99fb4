# SPDX-License-Identifier: MIT
"""sae anomaly on scikit-learn's tables, compared with NumPy and scikit-learn on the same weights."""

import json
import re
import subprocess
import unittest

import numpy as np
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score

from support import tables
from support.cli import CliTestCase, program

FILES = {"run/anomaly/anomaly.json", "run/anomaly/anomaly.csv", "run/anomaly/anomaly.png"}
NET = ["--code_activation", "relu", "--output_activation", "identity", "--add_sparse", "no", "--batch_size", "32", "--epochs", "60",
       "--images_every", "0", "--log_level", "warning", "--scale", "standardize"]


class Anomaly(CliTestCase):
    name = "sae"

    def train(self, *words, out="run"):
        subprocess.run(program() + [*words, *NET, "--out", out], cwd=self.folder, check=True, capture_output=True)

    def train_on_benign_rows(self):
        rows, labels = tables.write_cancer(self.folder / "cancer.csv")
        self.train("--data", "cancer.csv", "--label_column", "diagnosis", "--classes", "benign", "--layers", "10")
        return rows, labels

    def results(self, out="run/anomaly"):
        record = json.loads((self.folder / out / "anomaly.json").read_text())
        columns = tables.read_columns(self.folder / out / "anomaly.csv")
        return record, columns, columns["error"].astype(float)

    def check_against_numpy(self, columns, errors, rows, labels, normal, network=None):
        """Checks the scored rows: some of the normal ones, all others in order; returns the errors of the remaining normal rows."""
        network = network or tables.Network(self.folder / "run")
        is_normal = columns["label"] == normal
        others = labels.astype(str) != normal
        np.testing.assert_allclose(errors[~is_normal], network.errors(rows[others]), rtol=1e-5)
        np.testing.assert_array_equal(columns["label"][~is_normal], labels[others].astype(str))
        left = list(network.errors(rows[~others]))
        for error in errors[is_normal]:
            nearest = int(np.argmin(np.abs(np.array(left) - error)))
            self.assertAlmostEqual(left.pop(nearest) / error, 1, delta=1e-5)
        return np.array(left)

    def check_findings(self, record, columns, errors, training_errors, normal):
        unusual = columns["label"] != normal
        self.assertAlmostEqual(record["roc_auc"], roc_auc_score(unusual, errors), delta=1e-9)
        self.assertEqual(record["anomalous_rows"], unusual.sum())
        self.assertEqual(record["training_rows"], len(training_errors))
        self.assertAlmostEqual(record["threshold"] / np.quantile(training_errors, 0.95), 1, delta=1e-5)
        np.testing.assert_array_equal(columns["above"] == "1", errors > record["threshold"])
        self.assertEqual(record["rows_above"], (columns["above"] == "1").sum())

    def pca_auc(self, rows, labels, normal, components):
        """ROC AUC of the best linear code of that width (PCA), fitted on all normal rows."""
        is_normal = labels.astype(str) == normal
        deviation = rows[is_normal].std(axis=0)
        scaled = (rows - rows[is_normal].mean(axis=0)) / np.where(deviation > 0, deviation, 1)
        pca = PCA(components).fit(scaled[is_normal])
        errors = np.mean((pca.inverse_transform(pca.transform(scaled)) - scaled) ** 2, axis=1)
        return roc_auc_score(~is_normal, errors)

    def test_separates_malignant_from_benign_rows_by_default(self):
        rows, labels = self.train_on_benign_rows()
        self.check(["anomaly", "run"], stdout=re.compile(r"threshold .*\nabove .*\nROC AUC .*malignant.*\(212 rows\)\n(.*\n)+"),
                   stderr=["^data .*cancer.csv: .* rows to score", "^results in run/anomaly"], files=FILES)
        record, columns, errors = self.results()
        training_errors = self.check_against_numpy(columns, errors, rows, labels, "benign")
        self.check_findings(record, columns, errors, training_errors, "benign")
        self.assertEqual(record["anomalous_classes"], ["malignant"])
        ids = columns["row"].astype(int)
        self.assertEqual(len(set(ids)), len(ids))
        np.testing.assert_allclose(errors, tables.Network(self.folder / "run").errors(rows[ids]), rtol=1e-5)
        np.testing.assert_array_equal(columns["label"], labels[ids])
        self.assertGreater(record["roc_auc"], self.pca_auc(rows, labels, "benign", 10) - 0.02)

    def test_separates_other_digits_from_zeros(self):
        rows, labels = tables.write_digits(self.folder / "digits.csv")
        self.train("--data", "digits.csv", "--label_column", "digit", "--classes", "0", "--layers", "16")
        self.check(["anomaly", "run", "--quantile", "0.95"], stdout=re.compile(r"(.*\n)+"), stderr=None, files=FILES)
        record, columns, errors = self.results()
        training_errors = self.check_against_numpy(columns, errors, rows, labels, "0")
        self.check_findings(record, columns, errors, training_errors, "0")
        self.assertEqual(record["anomalous_classes"], [str(digit) for digit in range(1, 10)])
        self.assertGreater(record["roc_auc"], self.pca_auc(rows, labels, "0", 16) - 0.02)

    def test_scores_all_rows_of_another_file_in_order(self):
        rows, labels = self.train_on_benign_rows()
        network = tables.Network(self.folder / "run")
        self.check(["anomaly", "run", "--data", "cancer.csv", "--anomalous", "malignant", "--force"], stdout=re.compile(r"(.*\n)+"),
                   stderr=["omit --data to score only rows that it was not trained on"], files=None)
        record, columns, errors = self.results()
        np.testing.assert_allclose(errors, network.errors(rows), rtol=1e-5)
        np.testing.assert_array_equal(columns["label"], labels)
        self.assertAlmostEqual(record["roc_auc"], roc_auc_score(labels == "malignant", errors), delta=1e-9)

    def test_scores_a_stack_by_the_error_of_the_last_runs_input_codes(self):
        rows, labels = self.train_on_benign_rows()
        self.train("--data", "cancer.csv", "--label_column", "diagnosis", "--classes", "benign", "--layers", "4", "--encode_with", "run",
                   out="second")
        self.check(["anomaly", "second"], stdout=re.compile(r"threshold .*\nabove .*\nROC AUC .*\n(.*\n)+"),
                   stderr=["^runs .*/run, then second$"], files={"second/anomaly/*"})
        record, columns, errors = self.results("second/anomaly")
        network = tables.Pair(self.folder / "second", self.folder / "run")
        training_errors = self.check_against_numpy(columns, errors, rows, labels, "benign", network)
        self.check_findings(record, columns, errors, training_errors, "benign")

    def test_scores_new_rows_without_a_label_column(self):
        rows, _ = self.train_on_benign_rows()
        np.savetxt(self.folder / "new.csv", rows[:50], delimiter=",", fmt="%.17g")
        result = self.check(["anomaly", "run", "--data", "new.csv"], stdout=re.compile(r"threshold (.*\n)+"), files=FILES,
                            stderr=["^labels  new.csv has no column 'diagnosis' in addition to the network's 30 input values"])
        self.assertNotIn("ROC AUC", result.stdout)
        record, columns, errors = self.results()
        self.assertEqual(set(columns), {"row", "error", "above"})
        self.assertNotIn("roc_auc", record)
        np.testing.assert_allclose(errors, tables.Network(self.folder / "run").errors(rows[:50]), rtol=1e-5)
        again = self.run_program(["anomaly", "run", "--data", "new.csv", "--anomalous", "1", "--force"])
        self.assertEqual(again.code, 2, again)
        self.assertIn("--anomalous: expected data with labels, found none in new.csv", again.stderr)

    def test_needs_no_labels(self):
        rows, _ = tables.write_digits(self.folder / "digits.csv")
        np.save(self.folder / "seen.npy", rows[:500])
        np.save(self.folder / "new.npy", np.vstack([rows[500:510], 40 * rows[510:513]]))
        self.train("--data", "seen.npy", "--layers", "16")
        result = self.check(["anomaly", "run", "--data", "new.npy"], stdout=re.compile(r"(.*\n)+"), stderr=None, files=FILES)
        self.assertNotIn("ROC AUC", result.stdout)
        record, columns, errors = self.results()
        self.assertEqual(set(columns), {"row", "error", "above"})
        self.assertNotIn("roc_auc", record)
        self.assertEqual(set(np.argsort(errors)[-3:]), {10, 11, 12})
        np.testing.assert_array_equal(columns["above"][10:], ["1", "1", "1"])

    def test_replaces_its_results_only_with_force(self):
        self.train_on_benign_rows()
        self.check(["anomaly", "run"], stdout=re.compile(r"(.*\n)+"), stderr=None, files=FILES)
        self.check_error(["anomaly", "run"], code=4, stderr=["run/anomaly: expected a new folder, found results of anomaly"])
        self.check(["anomaly", "run", "--force", "--quantile", "0.5"], stdout=re.compile(r"threshold .* quantile 0.5 (.*\n)+"),
                   stderr=None, files=())


if __name__ == "__main__":
    unittest.main()
