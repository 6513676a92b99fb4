# SPDX-License-Identifier: MIT
"""Tests of prestarted.py: a command that is forked does what a started one does."""

import subprocess
import tempfile
import unittest

from support import cli, prestarted


class Prestarted(unittest.TestCase):
    def both_ways(self, *words):
        command = cli.program() + list(words)
        with tempfile.TemporaryDirectory() as folder:
            started = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            forked = prestarted.capture(command, folder, timeout=60)
        for result in (started, forked):
            yield result.returncode, result.stdout, result.stderr

    def test_a_fork_does_what_a_start_does(self):
        for words in (["--version"], ["--lr", "nan", "--epochs", ""], ["--data", "nowhere"], ["--help"]):
            started, forked = self.both_ways(*words)
            self.assertEqual(forked, started, words)

    def test_a_process_that_dies_is_reported(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertLess(prestarted.capture(cli.program(), f"{folder}/missing", timeout=60).returncode, 0)


if __name__ == "__main__":
    unittest.main()
