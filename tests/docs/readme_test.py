# SPDX-License-Identifier: MIT
"""Runs the commands of README.md as a reader would; session.py documents how they are shortened."""

import pathlib
import subprocess
import unittest

import pages
from session import Session
from support.cli import program


class Readme(Session):
    def test_every_command_works(self):
        self.assertGreaterEqual(self.paste("README.md"), 6)

    def test_the_wrapper_runs_the_program(self):
        released = pages.ROOT / "build" / "release" / "bin" / "sae_train"
        if pathlib.Path(program()[0]).resolve() != released:
            self.skipTest("the wrapper builds the preset release, and this is another")
        done = subprocess.run([pages.ROOT / "scripts" / "sae_train", "--epochs", "25", "--print_config"], cwd=self.folder,
                              capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"epochs": 25', done.stdout)


if __name__ == "__main__":
    unittest.main()
