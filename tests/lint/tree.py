# SPDX-License-Identifier: MIT
"""Shared helpers of the lints: listing and reading files, and reporting."""

import pathlib
import sys

LAYERS = ("base format config data model loss train fused machine run analysis picture report session batch api cli").split()


def files(root, folders, suffixes):
    """Sorted paths under root/folder with the given suffixes; a missing folder is empty."""
    found = []
    for folder in folders:
        found += [p for p in (root / folder).rglob("*") if p.suffix in suffixes and p.is_file()]
    return sorted(found)


def lines(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def run(check):
    """Runs check(root) on the tree that contains this file (or on argv[1]) and prints its findings, one per line."""
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    root = root if len(sys.argv) > 1 else root.parents[2]
    findings = check(root)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0
