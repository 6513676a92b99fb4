# SPDX-License-Identifier: MIT
"""Tests of the helpers: a stand-in for the program does what each check must detect."""

import gzip
import os
import pathlib
import re
import stat
import sys
import tempfile
import unittest

from support import cli, idx_data

# Runs its argument as Python code, in place of the program under test.
STAND_IN = f"#!{sys.executable}\nimport os, sys\nexec(sys.argv[1])\n"
REFUSE = "print('sae_train: error: --lr: bad', file=sys.stderr); sys.exit(2)"


class Check(cli.CliTestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "program"
        path.write_text(STAND_IN)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        before = os.environ.get("SAE_TRAIN_BIN")
        os.environ["SAE_TRAIN_BIN"] = str(path)
        self.addCleanup(lambda: os.environ.pop("SAE_TRAIN_BIN") if before is None
                        else os.environ.update(SAE_TRAIN_BIN=before))

    def fails(self, check, *args, **expected):
        with self.assertRaises(AssertionError):
            check(*args, **expected)

    def test_a_silent_success_passes(self):
        self.check(["pass"])

    def test_each_part_is_checked(self):
        self.fails(self.check, ["sys.exit(3)"])
        self.fails(self.check, ["pass"], code=2)
        self.fails(self.check, ["print(1)"])
        self.fails(self.check, ["print(1)"], stdout=re.compile("1"))
        self.fails(self.check, ["print(1, file=sys.stderr)"])
        self.fails(self.check, ["print('a b', file=sys.stderr)"], stderr=["a", "c"])
        self.fails(self.check, ["open('x', 'w')"])
        self.fails(self.check, ["os.mkdir('d')"])
        self.fails(self.check, ["open('y', 'w')"], files={"y", "z"})

    def test_expected_output_passes(self):
        self.check(["os.makedirs('run/e'); open('run/a.csv', 'w'); print(7); print('w: 1', file=sys.stderr); sys.exit(6)"],
                   code=6, stdout=re.compile(r"\d\n"), stderr=["^w"], files={"run/*.csv", "run/e/"})

    def test_existing_entries_are_ignored(self):
        (self.folder / "old").write_text("")
        self.check(["open('old', 'w').write('new')"])

    def test_an_error_is_one_line_with_an_optional_hint(self):
        self.check_error([REFUSE], code=2, stderr=["--lr"])
        self.check_error(["print('sae_train: error: a\\n  hint: b', file=sys.stderr); sys.exit(3)"], code=3, stderr=["a$"])

    def test_other_errors_are_detected(self):
        self.fails(self.check_error, [REFUSE], code=3, stderr=["--lr"])
        self.fails(self.check_error, [REFUSE], code=2, stderr=["--epochs"])
        self.fails(self.check_error, [REFUSE], code=2, stderr=["--lr"], errors=2)
        self.fails(self.check_error, ["os.mkdir('run');" + REFUSE], code=2, stderr=["--lr"])
        self.fails(self.check_error, ["print('loading', file=sys.stderr);" + REFUSE], code=2, stderr=["--lr"])
        self.fails(self.check_error, ["print('out');" + REFUSE], code=2, stderr=["--lr"])

    def test_the_program_must_be_named(self):
        os.environ["SAE_TRAIN_BIN"] = "relative"
        with self.assertRaises(RuntimeError):
            self.check([])


class IdxData(unittest.TestCase):
    def test_the_same_bytes_every_time_plain_and_packed(self):
        with tempfile.TemporaryDirectory() as folder:
            first = idx_data.make_dataset(f"{folder}/a", train=20, test=10)
            second = idx_data.make_dataset(f"{folder}/b", train=20, test=10)
            plain = idx_data.make_dataset(f"{folder}/c", train=20, test=10, compress=False)
            for name in idx_data.FILES:
                packed = (first / f"{name}.gz").read_bytes()
                self.assertEqual(packed, (second / f"{name}.gz").read_bytes())
                self.assertEqual(gzip.decompress(packed), (plain / name).read_bytes())
            self.assertEqual((plain / idx_data.FILES[0]).read_bytes()[:16], b"\0\0\x08\3\0\0\0\x14\0\0\0\x1c\0\0\0\x1c")
            self.assertEqual((plain / idx_data.FILES[0]).stat().st_size, 16 + 20 * 28 * 28)
            self.assertEqual((plain / idx_data.FILES[3]).read_bytes(), b"\0\0\x08\1\0\0\0\x0a" + bytes(range(10)))


if __name__ == "__main__":
    unittest.main()
