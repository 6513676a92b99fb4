# SPDX-License-Identifier: MIT
"""A run that is stopped in any way and resumed ends with the same bytes as an uninterrupted run."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time
import unittest

from resume import runs
from support import idx_data
from support.cli import CliTestCase, program


class ResumeTestCase(CliTestCase):
    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data", train=400, test=40)

    def run_whole(self, name, *options):
        self.check(["--data", "data", "--out", name, *options], stdout=f"{name}\n", stderr=None, files=None)
        return self.folder / name

    def resume(self, name, *options):
        return self.check(["--resume", name, *options], stdout=f"{name}\n", stderr=None, files=None)

    def assert_same_run(self, found, expected, where=""):
        self.assertEqual(runs.differences(found, expected), [], where)

    def stop_within(self, name, number, *options):
        """Starts a run, sends it a signal some time after its first epoch, and returns its exit code."""
        process = subprocess.Popen(program() + ["--data", "data", "--out", name, *options], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while not (self.folder / name / "metrics.csv").exists():
            self.assertIsNone(process.poll())
        time.sleep(0.1)
        process.send_signal(number)
        self.last_stderr = process.communicate(timeout=120)[1].decode()
        return process.returncode


class Killed(ResumeTestCase):
    """The short version of scripts/soak."""

    def test_runs_of_every_kind_end_with_the_same_bytes(self):
        counts = runs.soak(program(), self.folder, kills=len(runs.KINDS), kills_of_a_run=1, seed=1)
        self.assertEqual(counts.differing, [])
        self.assertGreaterEqual(counts.kills, len(runs.KINDS))
        self.assertGreater(counts.resumes_inside, 0, "no kill happened between the first save and the end")


class Threads(ResumeTestCase):
    def test_do_not_change_the_weights_of_a_full_batch_optimiser(self):
        for optimizer in ("lbfgs", "cg"):
            weights = set()
            for threads in ("1", "2", "3"):
                run = self.run_whole(f"{optimizer}-{threads}", "--optimizer", optimizer, "--layers", "24", "--epochs", "20", "--threads", threads)
                weights.add((run / "model.safetensors").read_bytes())
            self.assertEqual(len(weights), 1, optimizer)


class Stopped(ResumeTestCase):
    LONG = ("--layers", "8", "--epochs", "500", "--images_every", "100", "--checkpoint_every", "0.05", "--seed", "4")

    def check_signal(self, number, code):
        whole = self.run_whole("whole", *self.LONG)
        self.assertEqual(self.stop_within("run", number, *self.LONG), code, self.last_stderr)
        self.assertRegex(self.last_stderr, r"interrupted and saved after \d+ epochs?.*; resume with: sae_train --resume run\n")
        summary = json.loads((self.folder / "run" / "summary.json").read_text())
        self.assertEqual(summary["state"], "interrupted")
        self.resume("run")
        self.assert_same_run(self.folder / "run", whole)
        pictures = {path.name for path in (whole / "reconstructions").iterdir()}
        self.assertEqual({path.name for path in (self.folder / "run" / "reconstructions").iterdir()}, pictures)

    def test_by_sigint_and_resumed(self):
        self.check_signal(signal.SIGINT, 130)

    def test_by_sigterm_and_resumed(self):
        self.check_signal(signal.SIGTERM, 143)

    def test_by_a_second_signal_at_once(self):
        process = subprocess.Popen(program() + ["--data", "data", "--out", "run", "--epochs", "100000", "--layers", "8",
                                                "--images_every", "0"],
                                   cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while not (self.folder / "run" / "metrics.csv").exists():
            self.assertIsNone(process.poll())
        # Both signals are pending while the process is stopped, so it cannot save between them.
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (-signal.SIGINT, -signal.SIGTERM))
        self.resume("run", "--epochs", str(runs.epochs_done(self.folder / "run") + 1))


class Longer(ResumeTestCase):
    def test_equals_a_run_with_all_epochs_at_once(self):
        for options in ([], ["--optimizer", "sgd", "--lr", "0.1"],
                        ["--lr_schedule", "cosine", "--schedule_epochs", "8"]):
            with self.subTest(options=options):
                self.new_folder()
                idx_data.make_dataset(self.folder / "data", train=400, test=40)
                whole = self.run_whole("whole", "--epochs", "6", *options)
                self.run_whole("run", "--epochs", "2", *options)
                self.resume("run", "--epochs", "4")
                self.resume("run", "--epochs", "6")
                self.assert_same_run(self.folder / "run", whole)

    def test_keeps_the_length_of_the_first_schedule(self):
        self.run_whole("run", "--epochs", "2", "--lr_schedule", "cosine")
        before = (self.folder / "run" / "metrics.csv").read_text().splitlines()
        result = self.resume("run", "--epochs", "4")
        self.assertIn("warning: --schedule_epochs 2: the learning rate is 0 from epoch 3 on", result.stderr)
        after = (self.folder / "run" / "metrics.csv").read_text().splitlines()
        self.assertEqual(len(after), 5)
        self.assertEqual(after[:3], before)
        config = json.loads((self.folder / "run" / "config.json").read_text())["config"]
        self.assertEqual((config["epochs"], config["schedule_epochs"]), (4, 2))

    def test_of_a_finished_run_changes_nothing(self):
        whole = self.run_whole("run", "--epochs", "3")
        before = {path: path.read_bytes() for path in whole.iterdir() if path.suffix in (".safetensors", ".csv", ".png")}
        self.assertIn("nothing left to train", self.resume("run").stderr)
        self.assertEqual({path: path.read_bytes() for path in before}, before)

    def test_of_a_run_that_stopped_early_continues_only_with_more_patience(self):
        """At this learning rate the weights do not change, so no epoch is better than the first."""
        run = self.run_whole("run", "--epochs", "9", "--lr", "1e-30", "--patience", "2", "--layers", "8")
        self.assertEqual(runs.epochs_done(run), 3)
        before = {name: (run / name).read_bytes() for name in runs.FILES}
        for options in ([], ["--epochs", "20"]):
            self.assertRegex(self.resume("run", *options).stderr,
                             "resume  after 3 epochs: nothing left to train, stopped by --patience 2; "
                             "continue with a larger --patience or --patience off")
            self.assertEqual({name: (run / name).read_bytes() for name in before}, before)
        self.resume("run", "--patience", "4")
        self.assertEqual(runs.epochs_done(run), 5)
        self.resume("run", "--patience", "off", "--epochs", "7")
        self.assertEqual(runs.epochs_done(run), 7)
        self.assertNotIn("stopped", json.loads((run / "summary.json").read_text()))

    def test_of_a_run_killed_before_its_first_save_starts_over(self):
        whole = self.run_whole("whole", "--epochs", "2")
        (self.folder / "run").mkdir()
        (self.folder / "run" / "config.json").write_bytes((whole / "config.json").read_bytes())
        self.assertIn("no checkpoint was written yet", self.resume("run").stderr)
        self.assert_same_run(self.folder / "run", whole)

    def test_restores_files_that_are_ahead_of_the_checkpoint_or_lost(self):
        self.run_whole("run", "--epochs", "2")
        folder = self.folder / "run"
        checkpoint = (folder / "checkpoint.safetensors").read_bytes()
        expected = {name: (folder / name).read_bytes() for name in ("metrics.csv", "model.safetensors", "best.safetensors")}
        self.resume("run", "--epochs", "5")
        (folder / "checkpoint.safetensors").write_bytes(checkpoint)  # as if the process had been killed before saving it
        (folder / "best.safetensors").unlink()
        (folder / ".sae_train-1-0.tmp").write_bytes(b"half a file")
        self.resume("run", "--epochs", "2")
        self.assertEqual({name: (folder / name).read_bytes() for name in expected}, expected)
        self.assertFalse((folder / ".sae_train-1-0.tmp").exists())

    def test_with_another_number_of_threads_warns_and_continues(self):
        self.run_whole("run", "--epochs", "1", "--threads", "1")
        result = self.resume("run", "--epochs", "2", "--threads", "2")
        self.assertRegex(result.stderr, "warning: threads: 1 before, 2 now: results will differ")
        self.assertEqual(runs.epochs_done(self.folder / "run"), 2)


class Dropped(ResumeTestCase):
    """Control: without any part of the checkpoint's state, the run ends with other bytes."""

    def test_each_part_of_the_state_affects_the_result(self):
        options = ("--epochs", "4", "--layers", "16", "--optimizer", "adam")
        whole = self.run_whole("whole", *options)
        self.run_whole("half", "--epochs", "2", *options[2:])
        self.assertEqual(runs.differences(self.resumed_copy("half", "sound", lambda arrays: None), whole), [])
        for piece in ("optimizer.mean.encoder.0.weight", "optimizer.square.decoder.0.bias", "optimizer.step",
                      "encoder.0.bias", "metrics"):  # of the metrics: train_loss
            with self.subTest(piece=piece):
                def drop(arrays):
                    values = arrays[piece] if piece != "metrics" else arrays[piece][:, 1]
                    values[...] = 0
                changed = self.resumed_copy("half", "without-" + piece, drop)
                self.assertNotEqual(runs.differences(changed, whole), [])

    def resumed_copy(self, name, copy, change):
        shutil.copytree(self.folder / name, self.folder / copy)
        runs.edit_checkpoint(self.folder / copy / "checkpoint.safetensors", change)
        self.resume(copy, "--epochs", "4")
        return self.folder / copy


class Watched(ResumeTestCase):
    def test_no_file_is_ever_partial(self):
        process = subprocess.Popen(program() + ["--data", "data", "--out", "run", "--epochs", "400", "--layers", "32",
                                                "--images_every", "20", "--checkpoint_every", "0.005"],
                                   cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        opened = 0
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            opened += runs.check_files(self.folder / "run")
        self.assertEqual(process.wait(timeout=600), 0)
        self.assertGreater(opened, 100)
        runs.check_files(self.folder / "run")


class FullDisk(ResumeTestCase):
    OPTIONS = ("--epochs", "300", "--layers", "16", "--images_every", "0", "--checkpoint_every", "0.01", "--seed", "3")

    def test_loses_nothing(self):
        whole = self.run_whole("whole", *self.OPTIONS)
        process = subprocess.Popen(program() + ["--data", "data", "--out", "run", *self.OPTIONS], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not (self.folder / "run" / "metrics.csv").exists():
            self.assertIsNone(process.poll())
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1000, 1000))
        stdout, stderr = process.communicate(timeout=120)
        self.assertEqual((process.returncode, stdout), (4, ""), stderr)
        self.assertRegex(stderr, r"sae_train: error: run/\w+\.safetensors: cannot write: File too large\n"
                                 r"sae_train: hint: the last checkpoint is valid; .*sae_train --resume run resumes from it\n")
        runs.check_files(self.folder / "run")
        self.assertEqual([path.name for path in (self.folder / "run").glob("*.tmp")], [])
        self.resume("run")
        self.assert_same_run(self.folder / "run", whole)

    def test_of_a_deleted_folder_is_an_error_and_does_not_recreate_it(self):
        process = subprocess.Popen(program() + ["--data", "data", "--out", "run", *self.OPTIONS], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not (self.folder / "run" / "checkpoint.safetensors").exists():
            self.assertIsNone(process.poll())
        os.rename(self.folder / "run", self.folder / "moved")
        stdout, stderr = process.communicate(timeout=120)
        self.assertEqual((process.returncode, stdout), (4, ""), stderr)
        self.assertRegex(stderr, r"sae_train: error: run/.*: cannot write: No such file or directory\n")
        self.assertFalse((self.folder / "run").exists())
        self.resume("moved")
        shutil.rmtree(self.folder / "moved")

    def test_of_a_folder_made_read_only_is_an_error(self):
        process = subprocess.Popen(program() + ["--data", "data", "--out", "run", *self.OPTIONS], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=runs.obey_permissions)
        while not (self.folder / "run" / "checkpoint.safetensors").exists():
            self.assertIsNone(process.poll())
        (self.folder / "run").chmod(0o555)
        stdout, stderr = process.communicate(timeout=120)
        (self.folder / "run").chmod(0o755)
        self.assertEqual((process.returncode, stdout), (4, ""), stderr)
        self.assertRegex(stderr, r"sae_train: error: run/.*: cannot write: Permission denied\n")
        self.resume("run")


class Started(ResumeTestCase):
    def test_from_given_weights_is_another_run(self):
        first = self.run_whole("first", "--epochs", "2", "--layers", "8")
        for file in ("model.safetensors", "checkpoint.safetensors"):
            run = self.run_whole("from-" + file, "--init_from", f"first/{file}", "--epochs", "1", "--layers", "8",
                                 "--lr", "1e-30")
            weights = runs.load(first / "model.safetensors")
            for name, values in runs.load(run / "model.safetensors").items():
                self.assertTrue((values == weights[name]).all(), name)


class OneWriter(ResumeTestCase):
    def test_at_a_time(self):
        process = subprocess.Popen(program() + ["--data", "data", "--out", "run", "--epochs", "100000", "--layers", "8",
                                                "--images_every", "0"],
                                   cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        while not (self.folder / "run" / "metrics.csv").exists():
            self.assertIsNone(process.poll())
        self.check(["--resume", "run"], code=4, files=None,
                   stderr=[rf"^sae_train: error: run/\.lock: held by process {process.pid}$"])
        self.assertIsNone(process.poll())
        process.kill()
        process.wait()
        self.resume("run", "--epochs", str(runs.epochs_done(self.folder / "run") + 1))


if __name__ == "__main__":
    unittest.main()
