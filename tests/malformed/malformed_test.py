# SPDX-License-Identifier: MIT
"""Runs the tables of invalid calls: each gives its exit code and its lines, prints nothing on stdout, and creates and changes no file."""

import pathlib
import re
import unittest

import classify_rows
import command_rows
import compare_rows
import data_rows
import downstream_rows
import exchange_rows
import run_rows
import table_rows
import takeaway_rows
from support import cli, idx_data


def contents(folder):
    """{path: bytes} of the regular files, without the lock, which contains its last holder."""
    return {path: path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink() and path.name != ".lock"}


class Malformed(cli.CliTestCase):
    def check_rows(self, rows):
        for row in rows:
            with self.subTest(row.name):
                folder = self.new_folder()
                idx_data.make_dataset(folder / "data")
                if row.prepare:
                    row.prepare(folder)
                before = contents(folder)
                self.name = row.program
                self.check_error(row.command(), code=row.code, stderr=row.stderr, errors=row.errors, env=row.env)
                self.assertEqual(contents(folder), before, "a file was changed")

    def test_values(self):
        self.check_rows(command_rows.VALUES)

    def test_shapes_of_the_command_line(self):
        self.check_rows(command_rows.SHAPES)

    def test_conflicts(self):
        self.check_rows(command_rows.CONFLICTS)

    def test_config_files(self):
        self.check_rows(command_rows.CONFIGS)

    def test_data(self):
        self.check_rows(data_rows.FOLDERS + data_rows.LABELS + data_rows.FILES_OF_OTHER_KINDS + data_rows.GZIP + data_rows.SHAPES)

    def test_tables(self):
        self.check_rows(table_rows.ROWS)

    def test_output(self):
        self.check_rows(data_rows.OUTPUTS)

    def test_checkpoints(self):
        self.check_rows(run_rows.CHECKPOINTS)

    def test_changed_runs(self):
        self.check_rows(run_rows.CHANGES)

    def test_weights(self):
        self.check_rows(run_rows.WEIGHTS)

    def test_codes(self):
        self.check_rows(run_rows.CODES)

    def test_classify(self):
        self.check_rows(classify_rows.ROWS)

    def test_clusters_and_anomalies(self):
        self.check_rows(downstream_rows.ROWS)

    def test_comparisons(self):
        self.check_rows(compare_rows.ROWS)

    def test_exports_and_imports(self):
        self.check_rows(exchange_rows.ROWS)

    def test_codes_and_reconstructions(self):
        self.check_rows(takeaway_rows.ROWS)

    def test_every_row_has_its_own_name(self):
        tables = (command_rows, data_rows, table_rows, run_rows, classify_rows, downstream_rows, compare_rows, takeaway_rows,
                  exchange_rows)
        names = [row.name for table in tables for row in table.ROWS]
        self.assertEqual(len(names), len(set(names)))

    def test_the_valid_folder_is_accepted(self):
        """Without this test, a program that refuses everything would pass."""
        idx_data.make_dataset(self.folder / "data")
        self.check(["--data", "data", "--out", "run", "--epochs", "1"], stdout=re.compile(r".*run\n"), stderr=None,
                   files={"run/*"})


if __name__ == "__main__":
    unittest.main()
