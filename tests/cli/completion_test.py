# SPDX-License-Identifier: MIT
"""Completion in a real bash: what the words before the cursor offer."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from support.cli import program


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.script = subprocess.run([*program("sae"), "completion", "bash"], capture_output=True, check=True, text=True).stdout

    def offered(self, *words, folder=None):
        """Completions of the last word; the first one is the program."""
        quoted = " ".join(f"'{word}'" for word in words)
        code = (f"{self.script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}\n"
                f"_sae_complete {words[0]}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"")
        done = subprocess.run(["bash", "-c", code], capture_output=True, check=True, text=True, cwd=folder)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_commands(self):
        self.assertEqual(self.offered("sae", "enc"), ["encode"])
        self.assertLessEqual({"train", "eval", "report", "completion"}, set(self.offered("sae", "")))

    def test_options_of_a_command(self):
        self.assertEqual(self.offered("sae", "units", "runs/a", "--tel"), ["--tells"])
        self.assertEqual(self.offered("sae_train", "--rep"), ["--report", "--report_mb"])
        self.assertNotIn("--tells", self.offered("sae", "eval", "--"))

    def test_options_after_a_switch(self):
        self.assertEqual(self.offered("sae_train", "--force", "--epo"), ["--epochs"])

    def test_run_folders(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("runs/one", "runs/two", "runs/other"):
                os.makedirs(f"{folder}/{name}")
            for name in ("runs/one", "runs/two"):
                pathlib.Path(folder, name, "config.json").touch()
            self.assertEqual(self.offered("sae", "eval", "", folder=folder), ["runs/one", "runs/two"])
            self.assertEqual(self.offered("sae", "eval", "runs/t", folder=folder), ["runs/two"])
            self.assertEqual(self.offered("sae", "data", "runs/t", folder=folder), [])

    def test_words_of_an_option(self):
        self.assertEqual(self.offered("sae", "eval", "a", "--part", ""), ["train", "valid"])
        self.assertEqual(self.offered("sae_train", "--penalty", "kl"), ["kl", "kl_per_sample"])
        self.assertEqual(self.offered("sae_train", "--penalty", "=", "l1"), ["l1", "l1_all_layers", "l1_norm"])
        self.assertIn("tutorial-kl", self.offered("sae_train", "--preset", "tut"))

    def test_other_values_are_left_to_the_shell(self):
        self.assertEqual(self.offered("sae_train", "--data", "x"), [])
        self.assertEqual(self.offered("sae_train", "--epochs", ""), [])


if __name__ == "__main__":
    unittest.main()
