# SPDX-License-Identifier: MIT
"""Checks lengths: functions up to 60 lines, source files up to 400. Prints the longest, and how many exceed 30 and 250."""

import ast
import sys

import tree
from functions import functions

FUNCTION_LIMIT, FUNCTION_RARELY = 60, 30
FILE_LIMIT, FILE_RARELY = 400, 250


def functions_of_python(text):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    return [(node.name, node.lineno, node.end_lineno - node.lineno + 1) for node in nodes]


def measure(root):
    """([(lines, path)], [(lines, "path:line name")]) of all sources, longest first."""
    file_sizes, function_sizes = [], []
    for path in tree.files(root, ("src", "include", "tests", "scripts"), {".h", ".cpp", ".inc", ".py"}):
        text = path.read_text(encoding="utf-8", errors="replace")
        relative = path.relative_to(root).as_posix()
        file_sizes.append((len(text.splitlines()), relative))
        finder = functions_of_python if path.suffix == ".py" else functions
        function_sizes += [(size, f"{relative}:{line}: {name}") for name, line, size in finder(text)]
    return sorted(file_sizes, reverse=True), sorted(function_sizes, reverse=True)


def report(title, sizes, rarely):
    over = sum(size > rarely for size, _ in sizes)
    print(f"{len(sizes)} {title}, {over} over {rarely} lines; the longest:")
    for size, where in sizes[:5]:
        print(f"  {size:4d}  {where}")


def check(root, show=False):
    file_sizes, function_sizes = measure(root)
    if show:
        report("files", file_sizes, FILE_RARELY)
        report("functions", function_sizes, FUNCTION_RARELY)
    findings = [f"{where}: a file of {size} lines, at most {FILE_LIMIT} are allowed"
                for size, where in file_sizes if size > FILE_LIMIT]
    findings += [f"{where} has {size} lines, at most {FUNCTION_LIMIT} are allowed"
                 for size, where in function_sizes if size > FUNCTION_LIMIT]
    return findings


if __name__ == "__main__":
    sys.exit(tree.run(lambda root: check(root, show=True)))
