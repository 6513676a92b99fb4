# SPDX-License-Identifier: MIT
"""Checks that the option table of docs/options.md matches the program; `--write` updates it.

usage: option_table.py PRINT_OPTION_TABLE PAGE [--write]
"""

import difflib
import pathlib
import subprocess
import sys

BEGIN = "<!-- options: written by tests/docs/option_table.py -->\n"
END = "<!-- end of options -->"


def main(printer, page, *flags):
    table = subprocess.run([printer], check=True, capture_output=True, text=True).stdout
    text = pathlib.Path(page).read_text()
    head, begin, rest = text.partition(BEGIN)
    found, end, tail = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{page}: expected the marks around the option table, found none")
    if "--write" in flags:
        pathlib.Path(page).write_text(head + begin + table + end + tail)
    elif found != table:
        difference = difflib.unified_diff(found.splitlines(), table.splitlines(), page, "the program", lineterm="", n=0)
        sys.exit("\n".join(difference) + "\nrun this with --write to update the table")


if __name__ == "__main__":
    main(*sys.argv[1:])
