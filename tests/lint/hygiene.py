# SPDX-License-Identifier: MIT
"""Checks top-level entries, licence lines, left-over marks, machine paths and registry hosts;
that each header has a unit test at the mirrored path; and that each unit test is built."""

import re
import sys

import tree

TOP_LEVEL = {"src", "include", "tests", "scripts", "data", "docs", "CMakeLists.txt", "CMakePresets.json", "README.md",
             "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"}
# Headers that only declare data or an interface, tested through their users.
WITHOUT_TEST = {"fused/kernels_body.h", "fused/row_kernels_body.h", "model/autoencoder_fwd.h", "train/engine.h", "api/config_state.h", "api/epoch_metrics.h",
                "format/table_layout.h"}
# The room, its library, then the tests without "_test.cpp".
BUILT_TESTS = re.compile(r"^sae_unit_tests\((\w+)\s+\w+\s([^)]*)\)", re.MULTILINE)
LICENCE = "SPDX-License-Identifier: MIT"

# Written so that this file does not match its own patterns.
MARKS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|WI" r"P)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.}~)*-])/(?:ro" r"ot|wo" r"rk|ho" r"me|Us" r"ers)/\w")
REGISTRIES = re.compile(
    r"(?i)\b(?:(?:pypi|pythonhosted|npmjs|crates|rubygems|anaconda|conda-forge)\.(?:org|com|io)"
    r"|(?:deb|ftp|security|snapshot|packages)\.debian\.|archive\.ubuntu\.|proxy\.golang\.)")
PATTERNS = ((MARKS, "left-over mark"), (MACHINE_PATHS, "path of one machine"), (REGISTRIES, "host of a package registry"))


def ignored(root):
    """Top-level names ignored by .gitignore."""
    path = root / ".gitignore"
    return {line.strip("/\n ") for line in tree.lines(path)} if path.exists() else set()


def text_files(root):
    """Every text file of the repository, with its path relative to root."""
    skip = ignored(root) | {".git"}
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        parts = relative.as_posix().split("/")
        if parts[0] in skip or "/".join(parts[:2]) in skip or "__pycache__" in parts or not path.is_file():
            continue
        if b"\0" not in path.read_bytes()[:4096]:
            yield path, relative.as_posix()


def check_top_level(root):
    allowed = TOP_LEVEL | ignored(root)
    return [f"{path.name}: no such top-level entry is allowed" for path in sorted(root.iterdir())
            if path.name not in allowed and not path.name.startswith(".")]


def check_lines(root):
    findings = []
    for path, relative in text_files(root):
        for number, line in enumerate(tree.lines(path), 1):
            findings += [f"{relative}:{number}: {what}: {match[0]}"
                         for pattern, what in PATTERNS for match in pattern.finditer(line)]
    return findings


def check_first_lines(root):
    findings = []
    for path in tree.files(root, ("include", "src", "tests", "scripts"), {".h", ".cpp", ".py"}):
        first = tree.lines(path)[:2]
        if not any(LICENCE in line for line in first):
            findings.append(f"{path.relative_to(root)}: the first line must say {LICENCE}")
        if path.suffix == ".h" and "#pragma once" not in tree.lines(path):
            findings.append(f"{path.relative_to(root)}: #pragma once is missing")
    return findings


def check_mirrored_tests(root):
    findings = []
    for path in tree.files(root, ("src",), {".h"}):
        name = path.relative_to(root / "src").as_posix()
        test = f"tests/unit/{name.removesuffix('.h')}_test.cpp"
        if (root / test).exists():
            if name in WITHOUT_TEST:
                findings.append(f"tests/lint/hygiene.py: {name} has a test now: remove it from the list")
        elif name not in WITHOUT_TEST:
            findings.append(f"src/{name}: its unit test {test} is missing")
    return findings


def check_tests_are_built(root):
    path = root / "tests/CMakeLists.txt"
    built = {f"{layer}/{name}" for layer, names in BUILT_TESTS.findall("\n".join(tree.lines(path)) if path.exists() else "")
             for name in names.split()}
    names = (path.relative_to(root / "tests/unit").as_posix() for path in tree.files(root, ("tests/unit",), {".cpp"}))
    return [f"tests/unit/{name}: tests/CMakeLists.txt does not build it" for name in names
            if name.removesuffix("_test.cpp") not in built]


def check(root):
    return (check_top_level(root) + check_lines(root) + check_first_lines(root) + check_mirrored_tests(root)
            + check_tests_are_built(root))


if __name__ == "__main__":
    sys.exit(tree.run(check))
