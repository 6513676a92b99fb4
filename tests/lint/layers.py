# SPDX-License-Identifier: MIT
"""Checks that every include names its own room or an earlier one, that torch and CLI11 stay where they belong, and that
public headers include only each other and the standard library."""

import re
import sys

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
FIRST_WITH_TORCH = tree.LAYERS.index("data")
AUTOGRAD_FILES = re.compile(
    r"^src/(model/autoencoder\.(h|cpp)|train/autograd_engine\.(h|cpp))$")
TORCH = re.compile(r"^(torch|ATen|c10|caffe2)/")
AUTOGRAD = re.compile(r"^torch/(nn|optim)(/|\.h$)|^torch/csrc/api/include/torch/(nn|optim)")
WHOLE_TORCH = re.compile(r"^(.*/)?(torch/torch|torch/all|torch/extension|ATen/ATen)\.h$")
COMMAND_LINE = re.compile(r"^(CLI/|CLI11)")


def layer_of(path):
    """The room of src/<room>/…; None for the programs' main files."""
    parts = path.split("/")[1:]
    return parts[0] if len(parts) > 1 and parts[0] in tree.LAYERS else None


def problem_of_own_include(path, layer, target):
    """target: the text between the quotes."""
    parts = target.split("/")
    if ".." in parts:
        return f'"{target}" leaves its folder: write "<room>/x.h"'
    if parts[0] == "sae":
        public = layer == "api" or path == "src/base/error.h" or path.startswith(("include/", "tests/"))
        return None if public else f'"{target}" is public: write "<room>/x.h"'
    if path.startswith("include/"):
        return f'"{target}" is not installed'
    if layer and parts[0] in tree.LAYERS and tree.LAYERS.index(parts[0]) > tree.LAYERS.index(layer):
        return f'room {layer} must not include the later room {parts[0]} ("{target}")'
    return None


def problem_of_library_include(path, layer, target):
    if WHOLE_TORCH.match(target):
        return f"<{target}> takes 20 s to compile: include only the needed headers"
    if COMMAND_LINE.match(target) and layer != "cli":
        return f"<{target}> is allowed only in room cli"
    in_tests = path.startswith("tests/")
    if in_tests or not TORCH.match(target):
        return None
    if path.startswith("include/"):
        return f"<{target}>: users of the library have no LibTorch"
    if layer is None or tree.LAYERS.index(layer) < FIRST_WITH_TORCH:
        return f"<{target}>: torch is allowed from room data on"
    if AUTOGRAD.match(target) and not AUTOGRAD_FILES.match(path):
        return f"<{target}>: torch/nn and torch/optim are allowed only in model/autoencoder, train/autograd_engine"
    return None


def check(root):
    findings = []
    for path in tree.files(root, ("include", "src", "tests"), {".h", ".cpp", ".inc"}):
        relative = path.relative_to(root).as_posix()
        layer = None if relative.startswith("tests/") else layer_of(relative)
        for number, line in enumerate(tree.lines(path), 1):
            include = INCLUDE.match(line)
            if not include:
                continue
            target = include[2]
            own = target.split("/")[0] in (*tree.LAYERS, "sae") or (include[1] == '"' and not TORCH.match(target))
            problem = (problem_of_own_include if own else problem_of_library_include)(relative, layer, target)
            if problem:
                findings.append(f"{relative}:{number}: {problem}")
    return findings


if __name__ == "__main__":
    sys.exit(tree.run(check))
