# SPDX-License-Identifier: MIT
"""Runs that end before they finish, and the progress bar on a terminal."""

import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import termios
import time
import unittest

from support import idx_data
from support.cli import CliTestCase, program


class StartTestCase(CliTestCase):
    """Tests that watch a run on a small made-up data set."""

    def setUp(self):
        super().setUp()
        idx_data.make_dataset(self.folder / "data")

    def start(self, *more, stderr=subprocess.PIPE):
        words = program() + ["--data", "data", "--out", "run", *more]
        process = subprocess.Popen(words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
                                   text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def finish(self, process):
        """Waits for a process and returns (exit code, stdout, stderr)."""
        stdout, stderr = process.communicate(timeout=120)
        return process.returncode, stdout, stderr

    def summary(self):
        return json.loads((self.folder / "run" / "summary.json").read_text())

    def wait_for_an_epoch(self, process):
        until = time.monotonic() + 120
        while not (self.folder / "run" / "metrics.csv").exists():
            self.assertIsNone(process.poll(), "the process ended before its first epoch")
            self.assertLess(time.monotonic(), until, "no epoch in two minutes")
            time.sleep(0.01)


class Ending(StartTestCase):
    def check_interruption(self, number, code):
        process = self.start("--layers", "8", "--epochs", "1000000", "--images_every", "0")
        self.wait_for_an_epoch(process)
        process.send_signal(number)
        ended = self.finish(process)
        self.assertEqual(ended[:2], (code, "run\n"), ended)
        self.assertEqual(self.summary()["state"], "interrupted")
        rows = (self.folder / "run" / "metrics.csv").read_text().splitlines()
        self.assertEqual(self.summary()["epochs_done"], len(rows) - 1)
        self.check_error(["--data", "data", "--out", "run"], code=4, stderr=["run: .*an unfinished run"])

    def test_by_sigint_keeps_the_epochs_done(self):
        self.check_interruption(signal.SIGINT, 130)

    def test_by_sigterm_keeps_the_epochs_done(self):
        self.check_interruption(signal.SIGTERM, 143)

    def test_by_divergence_is_an_error_after_writing_all_files(self):
        # With linear layers and a learning rate of 1000 the weights grow by a large factor in each step.
        linear = ["--layers", "8", "--code_activation", "identity", "--output_activation", "identity", "--penalty", "l1"]
        self.check(["--data", "data", "--out", "run", *linear, "--optimizer", "sgd", "--lr", "1000", "--epochs", "50"],
                   code=6, stdout="run\n", stderr=[r"^sae_train: error: training diverged: the .* is not finite (at|after) epoch \d"],
                   files={"run/config.json", "run/summary.json", "run/*"})
        self.assertEqual(self.summary()["state"], "diverged")
        self.assertRegex(self.summary()["message"], "^training diverged")

    def test_pictures_are_drawn_without_any_font(self):
        (self.folder / "fonts.conf").write_text("<fontconfig></fontconfig>\n")
        result = self.run_program(["--data", "data", "--out", "run", "--layers", "8", "--epochs", "1"],
                                  env={"FONTCONFIG_FILE": str(self.folder / "fonts.conf")})
        self.assertEqual((result.code, result.stdout), (0, "run\n"), result)
        self.assertNotIn("warning", result.stderr)
        for picture in ("loss.png", "features.png", "reconstructions/epoch_0001.png"):
            self.assertIn(f"run/{picture}", result.created)

    def test_many_columns_and_more_than_ten_classes_are_drawn(self):
        rows = ["label," + ",".join(f"c{i}" for i in range(1100))]
        rows += [f"{10 + row % 5}," + ",".join(str((row * i) % 7) for i in range(1100)) for row in range(40)]
        (self.folder / "wide.csv").write_text("\n".join(rows) + "\n")
        result = self.run_program(["--data", "wide.csv", "--label_column", "label", "--out", "run", "--layers", "256", "--epochs", "1"])
        self.assertEqual((result.code, result.stdout), (0, "run\n"), result)
        self.assertNotIn("warning: cannot draw", result.stderr)
        self.assertLessEqual({"run/features.png", "run/reconstructions/epoch_0001.png"}, result.created)

    def test_a_second_run_in_the_same_folder_is_refused(self):
        process = self.start("--layers", "8", "--epochs", "1000000", "--images_every", "0")
        self.wait_for_an_epoch(process)
        self.check(["--data", "data", "--out", "run", "--force"], code=4, files=None,
                   stderr=[rf"^sae_train: error: run/\.lock: held by process {process.pid}$"])
        self.assertIsNone(process.poll())


class Terminal(StartTestCase):
    def stderr_of_terminal(self, columns, *more):
        """Output of the program to a terminal of this width."""
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = self.start(*more, stderr=slave)
        os.close(slave)
        shown = b""
        try:
            while piece := os.read(master, 65536):
                shown += piece
        except OSError:  # the other end was closed
            pass
        finally:
            os.close(master)
        self.assertEqual(self.finish(process)[:2], (0, "run\n"), shown)
        return shown.decode().replace("\r\n", "\n")

    # One image per step and many weights, so that an epoch takes over half a second.
    SLOW = ("--layers", "6000", "--batch_size", "1", "--epochs", "1", "--images_every", "0")

    def test_shows_a_bar_that_fits_and_clears_it(self):
        shown = self.stderr_of_terminal(60, *self.SLOW)
        bars = re.findall(r"\r\033\[K(epoch 1/1 \[[#.]{20}\] batch \d+/64[^\r\n]*)", shown)
        self.assertTrue(bars, shown)
        self.assertLess(max(map(len, bars)), 60)
        self.assertRegex(shown, r"\r\033\[Kepoch 1/1  train loss")

    def test_shows_no_bar_when_progress_is_off(self):
        shown = self.stderr_of_terminal(80, *self.SLOW, "--progress", "off")
        self.assertNotIn("\r", shown)
        self.assertIn("epoch 1/1  train loss", shown)


if __name__ == "__main__":
    unittest.main()
