# SPDX-License-Identifier: MIT
"""sae cluster on scikit-learn's digits, compared with scikit-learn on the same values."""

import json
import re
import subprocess
import unittest

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from support import idx_data, tables
from support.cli import CliTestCase, program

FILES = {"run/cluster/cluster.json", "run/cluster/assignments.csv", "run/cluster/centroids.png"}
ANY = re.compile(r"(.*\n)+")


class Cluster(CliTestCase):
    name = "sae"

    def train(self, *words, out="run"):
        subprocess.run(program() + [*words, "--images_every", "0", "--log_level", "warning", "--out", out], cwd=self.folder,
                       check=True, capture_output=True)

    def train_on_digits(self):
        rows, labels = tables.write_digits(self.folder / "digits.csv")
        self.train("--data", "digits.csv", "--label_column", "digit", "--layers", "40", "--epochs", "30", "--scale", "minmax")
        return rows, labels

    def check_clusters(self, found, assignment, values, labels):
        """Checks the scores against scikit-learn's, and that scikit-learn finds no much better minimum."""
        self.assertAlmostEqual(found["purity"], contingency_matrix(labels, assignment).max(axis=0).sum() / len(labels), delta=1e-12)
        self.assertAlmostEqual(found["nmi"], normalized_mutual_info_score(labels, assignment), delta=1e-9)
        self.assertAlmostEqual(found["ari"], adjusted_rand_score(labels, assignment), delta=1e-9)
        self.assertEqual(found["sizes"], np.bincount(assignment).tolist())
        centroids = np.array([values[assignment == cluster].mean(axis=0) for cluster in range(10)])
        distances = ((values[:, None, :] - centroids) ** 2).sum(axis=2)
        self.assertAlmostEqual(found["inertia"] / distances[np.arange(len(values)), assignment].sum(), 1, delta=1e-5)
        np.testing.assert_array_equal(distances.argmin(axis=1), assignment)
        reference = KMeans(10, n_init=10, random_state=0).fit(values)
        self.assertLess(found["inertia"], 1.01 * reference.inertia_)

    def test_clusters_codes_and_rows_like_scikit_learn(self):
        rows, labels = self.train_on_digits()
        self.check(["cluster", "run", "--data", "digits.csv"],
                   stdout=re.compile(r"on .* purity +NMI +ARI\ncodes +40 .*\nraw +64 .*\ncluster sizes on codes: .*\n.*\n"),
                   stderr=["^data .*: 1,797 rows", "^results in run/cluster"], files=FILES)
        record = json.loads((self.folder / "run/cluster/cluster.json").read_text())
        columns = tables.read_columns(self.folder / "run/cluster/assignments.csv")
        np.testing.assert_array_equal(columns["label"], labels.astype(str))
        network = tables.Network(self.folder / "run")
        features = network.features(rows)
        for name, values in (("codes", network.encode(features)), ("raw", features)):
            with self.subTest(name):
                self.check_clusters(record[name], columns[name].astype(int), values, labels)
        self.assertGreater(record["raw"]["purity"], 0.7)

    def test_clusters_the_codes_of_a_stack_and_the_rows_of_its_first_run(self):
        rows, labels = self.train_on_digits()
        self.train("--data", "digits.csv", "--label_column", "digit", "--layers", "20", "--epochs", "30", "--scale", "standardize",
                   "--encode_with", "run", out="second")
        self.check(["cluster", "second", "--data", "digits.csv"], stdout=re.compile(r"on .*\ncodes +20 .*\nraw +64 .*\n(.*\n)+"),
                   stderr=["^runs .*/run, then second$"], files={"second/cluster/*"})
        record = json.loads((self.folder / "second/cluster/cluster.json").read_text())
        self.assertEqual([run["folder"] for run in record["runs"]], [str(self.folder / name) for name in ("run", "second")])
        columns = tables.read_columns(self.folder / "second/cluster/assignments.csv")
        second = tables.Pair(self.folder / "second", self.folder / "run")
        for name, values in (("codes", second.encode(second.features(rows))), ("raw", second.first.features(rows))):
            with self.subTest(name):
                self.check_clusters(record[name], columns[name].astype(int), values, labels)

    def test_clusters_new_rows_without_a_label_column(self):
        rows, _ = self.train_on_digits()
        np.savetxt(self.folder / "new.csv", rows[:90], delimiter=",", fmt="%.17g")
        result = self.check(["cluster", "run", "--data", "new.csv"], stdout=ANY, files=FILES,
                            stderr=["^labels  new.csv has no column 'digit' in addition to the network's 64 input values"])
        self.assertNotIn("purity", result.stdout)
        self.assertEqual(len(tables.read_columns(self.folder / "run/cluster/assignments.csv")["row"]), 90)

    def test_writes_the_same_bytes_for_the_same_seed(self):
        self.train_on_digits()
        for out in ("one", "two"):
            self.check(["cluster", "run", "--k", "5", "--starts", "2", "--out", out], stdout=ANY, stderr=None, files={f"{out}/*"})
        for name in ("cluster.json", "assignments.csv", "centroids.png"):
            self.assertEqual((self.folder / "one" / name).read_bytes(), (self.folder / "two" / name).read_bytes(), name)
        self.check(["cluster", "run", "--k", "5", "--starts", "2", "--seed", "1", "--out", "three"], stdout=ANY, stderr=None, files={"three/*"})
        self.assertNotEqual((self.folder / "one/assignments.csv").read_bytes(), (self.folder / "three/assignments.csv").read_bytes())

    def test_results_are_removed_with_their_run(self):
        """--force replaces the network, so the old clusters no longer belong to it."""
        idx_data.make_dataset(self.folder / "data", train=64, test=32)
        self.train("--data", "data", "--layers", "8", "--epochs", "1")
        for command in (["cluster", "run", "--k", "3"], ["anomaly", "run"], ["classify", "run", "--epochs", "1"]):
            self.check(command, stdout=ANY, stderr=None, files=None)
        (self.folder / "run/cluster/notes.txt").write_text("mine")
        self.train("--data", "data", "--layers", "4", "--epochs", "1", "--force")
        left = {path.name for path in (self.folder / "run").iterdir() if path.is_dir()}
        self.assertEqual(left - {"reconstructions"}, {"cluster"})
        self.assertEqual([path.name for path in (self.folder / "run/cluster").iterdir()], ["notes.txt"])

    def test_uses_the_requested_part(self):
        idx_data.make_dataset(self.folder / "data", train=64, test=32)
        self.train("--data", "data", "--layers", "8", "--epochs", "1")
        for part, count in (("valid", 32), ("train", 64)):
            self.check(["cluster", "run", "--k", "4", "--part", part, "--force"], stdout=ANY, stderr=[f": {count} rows"], files=None)
            self.assertEqual(sum(json.loads((self.folder / "run/cluster/cluster.json").read_text())["codes"]["sizes"]), count)

    def test_needs_no_labels(self):
        np.save(self.folder / "rows.npy", np.random.default_rng(0).random((200, 12)))
        self.train("--data", "rows.npy", "--layers", "4", "--epochs", "2")
        result = self.check(["cluster", "run", "--k", "3"], stdout=ANY, stderr=None, files=FILES)
        self.assertNotIn("purity", result.stdout)
        self.assertEqual(set(tables.read_columns(self.folder / "run/cluster/assignments.csv")), {"row", "codes", "raw"})


if __name__ == "__main__":
    unittest.main()
