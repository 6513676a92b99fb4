# SPDX-License-Identifier: MIT
"""What a user of sae_train sees: exit code, stdout, stderr and files of whole runs."""

import csv
import ctypes
import json
import pathlib
import re
import subprocess
import unittest

from support import idx_data
from support.cli import CliTestCase, program

DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
HELP = pathlib.Path(__file__).resolve().parent / "help.txt"
ALWAYS = {"run/checkpoint.safetensors", "run/.lock", "run/config.json", "run/metrics.csv", "run/summary.json", "run/model.safetensors",
          "run/best.safetensors"}
PICTURES = {"run/loss.png", "run/features.png", "run/report.html", "run/report.json"}


def obey_permissions():
    """Drops the capability by which a child process of root could read everything."""
    cap_dac_override, cap_dac_read_search, pr_capbset_drop = 1, 2, 24
    for capability in (cap_dac_override, cap_dac_read_search):
        ctypes.CDLL(None).prctl(pr_capbset_drop, capability, 0, 0, 0)


class RunTestCase(CliTestCase):
    """Tests that train on a small made-up data set in data/."""

    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data")

    def words(self, *more):
        return ["--data", "data", "--out", "run", "--layers", "8", *more]

    def train(self, *more, files=None, stderr=None):
        return self.check(self.words(*more), stdout="run\n", stderr=stderr, files=files)

    def json(self, name):
        return json.loads((self.folder / name).read_text())

    def rows(self, name="run/metrics.csv"):
        with open(self.folder / name, newline="") as file:
            return list(csv.DictReader(file))

    def printed_config(self, *words):
        return json.loads(self.check([*words, "--print_config"], stdout=re.compile(r"\{.*\}\n", re.DOTALL), stderr=None).stdout)


class Run(RunTestCase):
    def test_writes_its_folder_and_prints_its_path(self):
        result = self.train("--epochs", "3", "--images_every", "2",
                            files=ALWAYS | PICTURES | {f"run/reconstructions/epoch_000{n}.png" for n in (2, 3)})
        self.assertEqual([row["epoch"] for row in self.rows()], ["1", "2", "3"])
        summary = self.json("run/summary.json")
        self.assertEqual((summary["state"], summary["epochs_done"]), ("finished", 3))
        self.assertEqual(float(self.rows()[-1]["val_mse"]), summary["last"]["val_mse"])
        self.assertNotIn("\r", result.stderr)

    def test_stops_early_when_patience_runs_out(self):
        """At this learning rate the weights do not change, so no epoch is better than the first."""
        options = ("--epochs", "9", "--lr", "1e-30", "--patience", "2")
        self.train(*options, stderr=["warning: --patience selects the epoch on the test set, which makes .* use --valid 0.1",
                                     "^after 3 epochs", "stopped .*after epoch 3: .*best.safetensors is from epoch 1$"])
        summary = self.json("run/summary.json")
        self.assertEqual((summary["state"], summary["epochs_done"], summary["best_epoch"]), ("finished", 3, 1))
        self.assertEqual((summary["stopped"]["epoch"], summary["stopped"]["patience"]), (3, 2))
        self.assertEqual(summary["best_chosen_on"], "test set")
        result = self.train(*options, "--valid", "16", "--force")
        self.assertNotIn("warning", result.stderr)
        self.assertEqual(self.json("run/summary.json")["best_chosen_on"], "part of the training set")

    def test_logs_one_line_per_epoch_and_a_summary(self):
        result = self.train("--epochs", "2", stderr=["^data .* 64 training images, 32 to validate on .test set", "^model .*784-8",
                                                     "^after 2 epochs", "verdict", "run/loss.png"])
        epochs = [line for line in result.stderr.splitlines() if line.startswith("epoch ")]
        self.assertEqual(len(epochs), 2, result.stderr)
        self.assertRegex(epochs[1], r"^epoch 2/2  train loss 0\.\d{5}  .*val mse 0\.\d{5} .* samples/s$")

    def test_logs_nothing_when_the_log_is_off(self):
        self.train("--epochs", "1", "--log_level", "off", stderr=())

    def test_names_its_folder_by_time_and_penalty_and_links_latest(self):
        result = self.check(["--data", "data", "--layers", "8", "--epochs", "1"], stdout=re.compile(r"runs/\d{8}-\d{6}-kl\n"),
                            stderr=None, files={"runs/*-kl/*", "runs/latest"})
        self.assertEqual((self.folder / "runs" / "latest").resolve(), self.folder / result.stdout.strip())

    def test_accepts_the_tutorials_command(self):
        self.train("--epochs", "1", "--reg_param", "0.002", "-sc", "yes")
        config = self.json("run/config.json")["config"]
        self.assertEqual((config["epochs"], config["beta"], config["add_sparse"]), (1, 0.002, True))

    def test_reports_that_sparsity_is_off(self):
        for switch in (["--add_sparse", "no"], ["--reg_param", "0"]):
            self.train("--epochs", "1", "--force", *switch, stderr=["sparsity is off"])
            self.assertEqual(float(self.rows()[0]["train_penalty"]), 0)

    def test_validates_on_training_images_on_request(self):
        for valid in ("16", "0.25"):
            self.train("--epochs", "1", "--force", "--valid", valid, stderr=["48 training images, 16 to validate on"])
        self.assertEqual(self.json("run/summary.json")["validated_on"], "part of the training set")

    def test_limits_to_the_first_rows_on_request(self):
        self.train("--epochs", "1", "--limit", "10", "--limit_valid", "5", stderr=["10 training images, 5 to validate on"])
        data = self.json("run/config.json")["provenance"]["data"]
        self.assertEqual((data["train_rows"], data["valid_rows"]), (10, 5))

    def test_reads_plain_files_and_images_of_other_sizes(self):
        idx_data.make_dataset(self.folder / "small", side=10, compress=False)
        self.check(["--data", "small", "--out", "run", "--layers", "8", "--epochs", "1"], stdout="run\n",
                   stderr=["^model .*100-8"], files=None)

    def test_finds_data_by_environment_and_default_folder(self):
        words = ["--out", "run", "--force", "--layers", "8", "--epochs", "1"]
        self.check(words, env={"SAE_DATA": "data"}, stdout="run\n", stderr=["^data +data:"], files=None)
        idx_data.make_dataset(self.folder / "data" / "fashion-mnist", train=20)
        self.check(words, stdout="run\n", stderr=["^data +data/fashion-mnist: 20 "], files=None)

    def test_finds_fashion_mnist_where_it_is_installed(self):
        self.assertTrue(DATA.is_dir(), "this test needs FashionMNIST: scripts/setup installs it")
        self.check(["--out", "run", "--epochs", "1", "--limit", "500", "--limit_valid", "100"], stdout="run\n",
                   stderr=["^data .* 500 training images, 100 to validate on"], files=None)
        data = self.json("run/config.json")["provenance"]["data"]
        self.assertRegex(data["train_fingerprint"], r"^crc32:[0-9a-f]{8}\+2ed6e46a$")


class Configuration(RunTestCase):
    def test_printed_and_read_back_reproduces_the_run(self):
        words = self.words("--epochs", "2", "--penalty", "l1", "--seed", "7", "--lr", "0.01")
        printed = self.printed_config(*words)
        (self.folder / "c.json").write_text(json.dumps(printed))
        self.assertEqual(self.printed_config("--config", "c.json"), printed)
        self.check(words, stdout="run\n", stderr=None, files=None)
        self.check(["--config", "c.json", "--out", "again"], stdout="again\n", stderr=None, files=None)
        self.same_weights("again")

    def test_of_a_run_reproduces_the_run(self):
        self.train("--epochs", "2", "--preset", "tutorial-l1", "--batch_size", "8", "--tied", "yes")
        self.check(["--config", "run/config.json", "--out", "again"], stdout="again\n", stderr=None, files=None)
        self.same_weights("again")
        self.assertEqual(self.json("run/config.json")["config"], self.json("again/config.json")["config"])

    def same_weights(self, other):
        first, second = ((self.folder / run / "model.safetensors").read_bytes() for run in ("run", other))
        self.assertEqual(first, second)

    def test_of_a_preset_is_overridden_by_typed_options(self):
        preset = self.printed_config("--preset", "tutorial-kl")
        changed = self.printed_config("--preset", "tutorial-kl", "--lr", "0.01", "--layers", "32,16")
        self.assertEqual((preset["lr"], preset["layers"]), (0.0001, [256, 128, 64, 32, 16]))
        self.assertEqual(changed, {**preset, "lr": 0.01, "layers": [32, 16]})

    def test_of_a_file_is_overridden_by_typed_options(self):
        (self.folder / "c.json").write_text('{"lr": 0.5, "epochs": 3}')
        config = self.printed_config("--config", "c.json", "--lr", "0.25")
        self.assertEqual((config["lr"], config["epochs"]), (0.25, 3))

    def test_logs_what_l1_implies(self):
        result = self.check(["--penalty", "l1", "--print_config"], stdout=re.compile(".*", re.DOTALL),
                            stderr=["^--penalty l1 implies --code_activation relu$"])
        config = json.loads(result.stdout)
        self.assertEqual((config["code_activation"], config["beta"]), ("relu", 0.0001))


class Force(RunTestCase):
    def test_replaces_a_run_and_keeps_other_files(self):
        self.train("--epochs", "2", "--images_every", "1")
        (self.folder / "run" / "notes.txt").write_text("mine")
        self.check_error(self.words("--epochs", "1"), code=4, stderr=["run: expected a new folder, found a finished run"])
        self.train("--epochs", "1", "--force")
        self.assertEqual((self.folder / "run" / "notes.txt").read_text(), "mine")
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual([path.name for path in (self.folder / "run" / "reconstructions").iterdir()], ["epoch_0001.png"])


class Words(CliTestCase):
    def test_help_matches_help_txt(self):
        """To update, run in the root folder: build/release/bin/sae_train --help_all > tests/cli/help.txt"""
        self.maxDiff = None
        self.check(["--help_all"], stdout=HELP.read_text())

    def test_short_help_fits_a_screen_and_refers_to_the_full_help(self):
        text = self.check(["--help"], stdout=re.compile(r"(?s)Trains a sparse autoencoder .*--help_all .*")).stdout
        self.check(["-h"], stdout=text)
        self.assertLessEqual(len(text.splitlines()), 75)

    def test_unwritable_stdout_exits_with_code_4(self):
        for words in (["--version"], ["--help"], ["--print_config"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([*program(), *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (4, "sae_train: error: stdout: cannot write: No space left on device\n"))

    def test_version_is_one_line(self):
        self.check(["--version"],
                   stdout=re.compile(r"sae_train \d+\.\d+\.\d+ \(revision \S+, \w+ build, LibTorch 2\.\d+\.\d+\S*, BLAS MKL as on Intel processors\)\n"))



class Permissions(CliTestCase):
    """Unreadable data exits with code 3 and names the path."""

    def refuse(self, path, closed):
        closed.chmod(0)
        done = subprocess.run(program() + ["--data", path, "--out", "run"], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, preexec_fn=obey_permissions)
        closed.chmod(0o755)
        self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
        self.assertEqual(done.stderr.splitlines()[0], f"sae_train: error: {closed.relative_to(self.folder)}: cannot read: Permission denied")
        self.assertFalse((self.folder / "run").exists())

    def test_of_a_folder_and_of_its_subfolders(self):
        subfolder = self.folder / "data" / "a"
        subfolder.mkdir(parents=True)
        self.refuse("data", subfolder)
        self.refuse("data", self.folder / "data")

    def test_of_a_file(self):
        file = self.folder / "t.csv"
        file.write_text("1,2\n3,4\n")
        self.refuse("t.csv", file)


if __name__ == "__main__":
    unittest.main()
