# SPDX-License-Identifier: MIT
"""The option table of README.md is the program's own: fails when they differ, `--write` brings it up to date.

usage: option_table.py PRINT_OPTION_TABLE README [--write]
"""

import difflib
import pathlib
import subprocess
import sys

BEGIN = "<!-- options: written by tests/docs/option_table.py -->\n"
END = "<!-- end of options -->"


def main(printer, readme, *flags):
    table = subprocess.run([printer], check=True, capture_output=True, text=True).stdout
    text = pathlib.Path(readme).read_text()
    head, begin, rest = text.partition(BEGIN)
    found, end, tail = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{readme}: expected the marks around the option table, found none")
    if "--write" in flags:
        pathlib.Path(readme).write_text(head + begin + table + end + tail)
    elif found != table:
        difference = difflib.unified_diff(found.splitlines(), table.splitlines(), readme, "the program", lineterm="", n=0)
        sys.exit("\n".join(difference) + "\nrun this with --write to bring the table up to date")


if __name__ == "__main__":
    main(*sys.argv[1:])
