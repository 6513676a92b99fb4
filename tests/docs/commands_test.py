# SPDX-License-Identifier: MIT
"""Checks the pages of docs/ against the built program: their commands run (session.py documents which, and how they are
shortened), the options they name exist, and the metrics of run-folder.md and the Python programs are correct."""

import csv
import re
import sys
import unittest

import pages
from session import Session
from support.cli import program

OPTION = re.compile(r"(?<![\w-])--[a-zA-Z][\w-]*")
COMMANDS = ("train", "sweep", "check-gradients", "data", "runs", "compare", "best", "eval", "encode", "decode", "reconstruct", "report", "show", "units", "verify", "classify", "cluster", "anomaly",
            "export", "import", "completion", "man")
# Pages without commands of this project.
WITHOUT_COMMANDS = {"docs/library.md", "docs/design.md", "docs/options.md"}


def read(page: str) -> str:
    return (pages.ROOT / page).read_text(encoding="utf-8")


class Commands(Session):
    def test_install(self):
        self.paste("docs/install.md")

    def test_data(self):
        self.paste("docs/data.md")

    def test_run_folder(self):
        self.paste("docs/run-folder.md")

    def test_commands(self):
        self.paste("docs/commands.md")

    def test_tutorials_and_sources(self):
        self.paste("docs/tutorials-and-sources.md")

    def test_benchmarks(self):
        self.paste("docs/benchmarks.md")

    def test_experiments(self):
        self.paste("docs/experiments.md")

    def test_faq(self):
        self.paste("docs/faq.md")

    def test_every_page_has_its_test(self):
        found = {f"docs/{page.name}" for page in pages.ROOT.glob("docs/*.md")}
        tested = {page for page in found if hasattr(self, "test_" + page[len("docs/"):-len(".md")].replace("-", "_"))}
        self.assertEqual(found - tested, WITHOUT_COMMANDS)
        for page in WITHOUT_COMMANDS:
            self.assertEqual([block for block in pages.blocks(read(page)) if block.language != "text"], [], page)


class Facts(Session):
    def test_every_option_that_a_page_names_exists(self):
        sources = [self.run_words(*program(), "--help_all")]
        sources += [self.run_words(*program("sae"), command, "--help") for command in COMMANDS]
        sources += [path.read_text(encoding="utf-8") for path in (pages.ROOT / "scripts").iterdir() if path.is_file()]
        known = {option for source in sources for option in OPTION.findall(source)}
        for page in ["README.md", *(f"docs/{page.name}" for page in sorted(pages.ROOT.glob("docs/*.md")))]:
            named = {option for span in pages.spans(read(page)) for option in OPTION.findall(span)}
            self.assertEqual(named - known, set(), page)

    def test_every_command_of_sae_has_its_section(self):
        listed = re.findall(r"^  ([a-z][\w-]*)  ", self.run_words(*program("sae"), "--help"), re.MULTILINE)
        self.assertEqual(sorted(listed), sorted(COMMANDS))
        for command in listed:
            self.assertIn(f"\n## sae {command}\n", read("docs/commands.md"))

    def test_the_python_program_of_export_prints_the_validation_error(self):
        self.run_words(*program(), "--epochs", "1", "--limit", "200", "--log_level", "warning", "--out", "trained")
        self.run_words(*program("sae"), "export", "trained")
        (example,) = [block.text for block in pages.blocks(read("docs/commands.md")) if block.language == "python"]
        shape, _, found = self.run_words(sys.executable, "-c", example).rpartition(" ")
        self.assertEqual(shape, "(10000, 512)")
        with open(self.folder / "trained" / "metrics.csv", newline="", encoding="utf-8") as file:
            self.assertAlmostEqual(float(found) / float(list(csv.DictReader(file))[-1]["val_mse"]), 1, delta=1e-5)

    def test_run_folder_page_has_the_columns_and_the_program(self):
        self.run_words(*program(), "--epochs", "1", "--limit", "200", "--log_level", "warning")
        with open(self.folder / "runs" / "latest" / "metrics.csv", newline="", encoding="utf-8") as file:
            table = csv.DictReader(file)
            expected = float(list(table)[-1]["val_mse"])
        metrics = read("docs/run-folder.md").partition("\n## Metrics\n")[2].partition("\n## ")[0]
        documented = [name for row in re.findall(r"^\| (`[^|]*) \|", metrics, re.MULTILINE) for name in pages.spans(row)]
        self.assertCountEqual(documented, table.fieldnames)
        (example,) = [block.text for block in pages.blocks(read("docs/run-folder.md")) if block.language == "python"]
        found = float(self.run_words(sys.executable, "-c", example))
        self.assertAlmostEqual(found / expected, 1, delta=1e-5)


if __name__ == "__main__":
    unittest.main()
