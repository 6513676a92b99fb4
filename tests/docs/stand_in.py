# SPDX-License-Identifier: MIT
"""Stands in for a program or script of a page: checks the command and runs a shortened version.

usage: stand_in.py NAME PROGRAM ARGUMENT…

NAME is the command on the page, PROGRAM the built program; for other scripts PROGRAM is the script, which is not run.
Each call adds a line to $SAE_DOCS_LOG."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from support import prestarted

ROWS, VALIDATION_ROWS = "200", "20"


def replaced(arguments: list[str], option: str, value: str) -> list[str]:
    """The arguments with the option set to this value."""
    if option not in arguments:
        return [*arguments, option, value]
    at = arguments.index(option)
    return [*arguments[:at + 1], value, *arguments[at + 2:]]


def short_training(arguments: list[str]) -> list[str]:
    """One epoch on few rows. Resuming keeps the rows, to the end or for one more epoch."""
    if "--resume" in arguments:
        return replaced(arguments, "--epochs", "2") if "--epochs" in arguments else arguments
    short = replaced(arguments, "--time", "1s") if "--time" in arguments else replaced(arguments, "--epochs", "1")
    return replaced(replaced(short, "--limit", ROWS), "--limit_valid", VALIDATION_ROWS)


def short_classification(arguments: list[str]) -> list[str]:
    short = replaced(arguments, "--epochs", "2")
    return replaced(short, "--limit", ROWS) if "--limit" in short else short


def short_sweep(arguments: list[str]) -> list[str]:
    """One epoch on few rows, for the trials of a new sweep."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    varied, fixed = arguments[:at], arguments[at + 1:]
    if len(varied) == 2:  # only --out
        return arguments
    fixed = replaced(replaced(fixed, "--limit", ROWS), "--limit_valid", VALIDATION_ROWS)
    return [*varied, "--", *replaced(fixed, "--epochs", "1")]


SHORT = {"classify": short_classification, "sweep": short_sweep}


def run(*words: str) -> str:
    """Returns the standard output. Exits with the program's exit code if it is not 0."""
    with tempfile.TemporaryFile("w+") as output:
        if prestarted.socket_path():
            code = prestarted.run(words, os.getcwd(), (sys.stdin, output, sys.stderr), timeout=600)
        else:
            code = subprocess.run(words, stdout=output).returncode
        if code != 0:
            sys.exit(code)
        output.seek(0)
        return output.read()


def train(program: list[str], arguments: list[str]) -> str:
    """Checks the configuration of the command as printed, then runs the short version."""
    json.loads(run(*program, *arguments, "--print_config"))
    output = run(*program, *short_training(arguments))
    if "--dry_run" in arguments:
        return output
    if output.count("\n") != 1 or not pathlib.Path(output.strip(), "metrics.csv").is_file():
        sys.exit(f"expected one line on stdout with the path of a run folder, found '{output}'")
    return output


def work(program: str, arguments: list[str]) -> str:
    """A command of `sae`."""
    command, *others = arguments
    if command == "train":
        return train([program, command], others)
    if command == "check-gradients":  # takes 10 to 40 s even with few rows
        json.loads(run(program, *arguments, "--print_config"))
        return ""
    return run(program, command, *SHORT.get(command, list)(others))


def check_words(script: pathlib.Path, arguments: list[str]) -> str:
    """Checks that the script, or the Python program of the same name, contains every argument."""
    python = script.parents[1] / "tests" / script.name / f"{script.name}.py"
    text = "".join(path.read_text(encoding="utf-8") for path in (script, python) if path.exists())
    for word in arguments:
        if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text):
            sys.exit(f"scripts/{script.name}: unknown argument '{word}'")
    return ""


def main(name: str, program: str, *words: str) -> None:
    arguments = list(words)
    with open(os.environ["SAE_DOCS_LOG"], "a", encoding="utf-8") as log:
        log.write(" ".join([name, *arguments]) + "\n")
    if name == "sae_train":
        output = train([program], arguments)
    elif name == "sae":
        output = work(program, arguments)
    else:
        output = check_words(pathlib.Path(program), arguments)
    sys.stdout.write(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
