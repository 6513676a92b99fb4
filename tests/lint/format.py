# SPDX-License-Identifier: MIT
"""Checks with clang-format that every C++ file is formatted by the .clang-format at the root."""

import shutil
import subprocess
import sys

import tree

PROGRAMS = ("clang-format-14", "clang-format")


def check(root, programs=PROGRAMS):
    program = next(filter(None, map(shutil.which, programs)), None)
    if program is None:
        return ["clang-format is not installed: run scripts/setup --test"]
    paths = tree.files(root, ("include", "src", "tests"), {".h", ".cpp", ".inc"})
    if not paths:
        return []
    command = [program, "--dry-run", "-Werror", "--ferror-limit=1", *map(str, paths)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode == 0:
        return []
    found = [line.replace(f"{root}/", "") for line in done.stderr.splitlines() if " error: " in line]
    return found + [f"to fix: run {program} -i on the files above"] if found else [done.stderr.strip()]


if __name__ == "__main__":
    sys.exit(tree.run(check))
