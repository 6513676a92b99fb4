# SPDX-License-Identifier: MIT
"""Tests that the thread sanitizer accepts a step and detects each skipped barrier."""

import os
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1)
FOUND = 66


class Barriers(unittest.TestCase):
    def run_steps(self, *arguments):
        environment = {**os.environ, "TSAN_OPTIONS": f"exitcode={FOUND}"}
        return subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=300)

    def expect_all_needed(self, kind, least):
        sound = self.run_steps(kind)
        self.assertEqual(sound.returncode, 0, sound.stderr)
        count = int(sound.stdout)
        self.assertGreaterEqual(count, least)
        for number in range(count):
            with self.subTest(left_out=number):
                result = self.run_steps(kind, str(number))
                self.assertEqual(result.returncode, FOUND, "no race was reported")
                self.assertIn("WARNING: ThreadSanitizer: data race", result.stderr)

    def test_of_the_chained_step_are_all_needed(self):
        self.expect_all_needed("chained", 6)

    def test_of_the_sparse_step_are_all_needed(self):
        self.expect_all_needed("sparse", 7)


if __name__ == "__main__":
    unittest.main()
