# SPDX-License-Identifier: MIT
"""Runs of schema 1 (first edition): resumed if their rows are read the same way now, otherwise refused in one line."""

import json
import pathlib
import re
import shutil
import unittest

import numpy as np
from safetensors.numpy import load_file

from support.cli import CliTestCase

FIXTURE = pathlib.Path(__file__).resolve().parents[1] / "fixtures" / "schema_1"
# Same rows in the same order: they resume exactly as in the first edition.
SAME = ["idx", "idx_limit", "idx_classes", "denoise", "topk", "lbfgs", "patches"]
WARNINGS = {"lbfgs": ["warning: engine: full_batch before, fused now: .* by rounding"]}
# Without a test set, training rows now keep the file's order, so later epochs are shuffled differently.
REORDERED = ["idx_valid", "stack", "table", "table_words", "table_from_zero", "bytes", "floats", "pictures"]
# The first edition could not resume these: a value set by their preset was switched off.
SWITCHED_OFF = {"preset_off": "corrupt", "limit_all": "limit"}
REFUSED = {
    "limit_without_test_set": "now --limit takes the first rows",
    "window": "with --window, now the last windows validate",
    "classes_of_folders": "now subfolders are read in natural order",
    "pictures_16_bit": "now all bits of 16-bit pictures are used",
}
# Their options no longer match the data.
ERRORS = {
    "labels_of_outliers": (2, r"--classes: expected classes of data/outliers.csv \(-1, 1\), found '0'\n.*hint: give the labels as in the files"),
    "pictures_turned": (3, r"p01.jpg: expected .* pixels .*\n.*hint: use --resize .*; some are turned by their EXIF orientation"),
}


class SchemaTest(CliTestCase):

    def setUp(self):
        super().setUp()
        shutil.copytree(FIXTURE, self.folder, dirs_exist_ok=True)
        config = self.folder / "runs/stack/config.json"
        config.write_text(config.read_text().replace("@FIXTURE@", str(self.folder)))

    def resume(self, name, stderr=None):
        self.check(["--resume", f"runs/{name}", "--epochs", "3", "--log_level", "warning"], stdout=f"runs/{name}\n", stderr=stderr, files=None)
        return json.loads((self.folder / "runs" / name / "config.json").read_text())

    def test_every_fixture_is_in_one_list(self):
        names = {path.name for path in (FIXTURE / "runs").iterdir()}
        self.assertEqual(names, {*SAME, *REORDERED, *SWITCHED_OFF, *REFUSED, *ERRORS})

    def test_runs_with_the_same_rows_resume_as_before(self):
        for name in SAME:
            with self.subTest(name):
                config = self.resume(name, stderr=WARNINGS.get(name, []))
                self.assertEqual(config["schema"], 2)
                run = self.folder / "runs" / name
                found, expected = load_file(run / "model.safetensors"), load_file(run / "after_3_epochs.safetensors")
                self.assertEqual(found.keys(), expected.keys())
                for key in expected:  # the fixtures are from another machine
                    np.testing.assert_allclose(found[key], expected[key], rtol=2e-3, atol=2e-5, err_msg=key)

    def test_runs_without_a_test_set_resume_with_a_warning(self):
        for name in REORDERED:
            with self.subTest(name):
                self.resume(name, stderr=["warning.*training rows: in random order before, in file order now"])

    def test_values_of_a_preset_stay_switched_off(self):
        for name, option in SWITCHED_OFF.items():
            with self.subTest(name):
                self.assertIsNone(self.resume(name)["config"][option])

    def test_runs_with_rows_read_differently_are_refused(self):
        expected = {name: (5, f"runs/{name}: .* which read it differently: {re.escape(change)}\n.*hint: train a new run") for name, change in REFUSED.items()}
        for name, (code, message) in {**expected, **ERRORS}.items():
            with self.subTest(name):
                before = {path: path.read_bytes() for path in (self.folder / "runs" / name).iterdir()}
                for self.name, args in (("sae_train", ["--resume", f"runs/{name}", "--epochs", "3"]), ("sae", ["anomaly", f"runs/{name}"]),
                                        ("sae", ["cluster", f"runs/{name}", "--k", "2"])):
                    result = self.run_program(args)
                    self.assertEqual(result.code, code, result)
                    self.assertRegex(result.stderr, f"error: .*{message}")
                after = {path: path.read_bytes() for path in (self.folder / "runs" / name).iterdir() if path.name != ".lock"}
                self.assertEqual(before, after)

    def test_commands_read_the_other_runs(self):
        self.name = "sae"
        for name in ("idx", "table", "preset_off", "stack", "floats"):
            with self.subTest(name):
                self.assertEqual(self.run_program(["anomaly", f"runs/{name}"]).code, 0)


if __name__ == "__main__":
    unittest.main()
