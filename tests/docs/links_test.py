# SPDX-License-Identifier: MIT
"""Every relative link and anchor of the pages is valid, README.md is short, and it links to every page of docs/."""

import pathlib
import tempfile
import unittest

import pages

README_LIMIT = 8192
REQUIRED = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "src/README.md"}


def broken_links(root: pathlib.Path) -> list[str]:
    """One line for each broken link."""
    findings = []
    for page in pages.find_pages(root):
        for target in pages.links(page.read_text(encoding="utf-8")):
            if target.startswith(("https://", "http://")):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            where = f"{page.relative_to(root).as_posix()}: {target}: "
            if not file.is_relative_to(root.resolve()):
                findings.append(where + "leads out of the repository")
            elif not file.exists():
                findings.append(where + "no such file")
            elif anchor and anchor not in pages.anchors(file.read_text(encoding="utf-8")):
                findings.append(where + "no such heading")
    return findings


class Pages(unittest.TestCase):
    def test_all_links_are_valid(self):
        self.assertEqual(broken_links(pages.ROOT), [])

    def test_the_pages_are_found(self):
        found = {page.relative_to(pages.ROOT).as_posix() for page in pages.find_pages(pages.ROOT)}
        self.assertLessEqual(REQUIRED, found)

    def test_the_readme_is_short(self):
        self.assertLessEqual((pages.ROOT / "README.md").stat().st_size, README_LIMIT)

    def test_the_readme_links_to_every_page_of_docs(self):
        linked = {link.partition("#")[0] for link in pages.links((pages.ROOT / "README.md").read_text(encoding="utf-8"))}
        self.assertEqual({f"docs/{page.name}" for page in pages.ROOT.glob("docs/*.md")} - linked, set())


class Checker(unittest.TestCase):
    """Tests of the checker itself, on wrong pages."""

    def findings(self, text: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            (root / "docs").mkdir()
            (root / "docs" / "other.md").write_text("# One `--option` here, and more\n## Twice\n## Twice\n", encoding="utf-8")
            (root / "README.md").write_text(text, encoding="utf-8")
            return broken_links(root)

    def test_good_links_pass(self):
        for target in ("docs/other.md", "docs", "docs/other.md#one---option-here-and-more", "docs/other.md#twice",
                       "docs/other.md#twice-1", "#top", "https://example.com/x#y"):
            self.assertEqual(self.findings(f"# Top\n[a]({target})\n"), [], target)

    def test_broken_links_are_found(self):
        for target, reason in (("docs/none.md", "no such file"), ("docs/other.md#none", "no such heading"),
                               ("docs/other.md#twice-2", "no such heading"), ("#none", "no such heading"),
                               ("../x.md", "leads out of the repository"), ("/etc", "leads out of the repository")):
            for mark in ("", "!"):
                self.assertEqual(self.findings(f"# Top\n{mark}[a]({target})\n"), [f"README.md: {target}: {reason}"])

    def test_links_in_code_are_ignored(self):
        self.assertEqual(self.findings("`[a](x)`\n```text\n[a](x)\n# Top\n```\n"), [])
        self.assertEqual(len(self.findings("```text\n# Top\n```\n[a](#top)\n")), 1)


if __name__ == "__main__":
    unittest.main()
