# SPDX-License-Identifier: MIT
"""For tests that run the built program ($SAE_TRAIN_BIN): checks exit code, stdout, stderr and files together."""

import fnmatch
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from support import prestarted


def program(name="sae_train"):
    """The command of the program under test, or of `sae` in the same folder."""
    path = os.environ.get("SAE_TRAIN_BIN", "")
    if not os.path.isabs(path) or not os.access(path, os.X_OK):
        raise RuntimeError(f"SAE_TRAIN_BIN: expected the absolute path of the built sae_train, found '{path}'")
    return [path if name == "sae_train" else str(pathlib.Path(path).with_name(name))]


def entries(folder):
    """Entries of a folder: paths of files and links, and of empty folders with a trailing slash."""
    found = set()
    for parent, folders, files in os.walk(folder):
        base = pathlib.Path(parent).relative_to(folder)
        links = [name for name in folders if (pathlib.Path(parent) / name).is_symlink()]
        found |= {(base / name).as_posix() for name in files + links}
        if not folders and not files and base.parts:
            found.add(base.as_posix() + "/")
    return found


class Result:
    """Exit code (-number for a signal), stdout, stderr, and `created`: the new entries of the working folder."""

    def __init__(self, code, stdout, stderr, created):
        self.code, self.stdout, self.stderr, self.created = code, stdout, stderr, created

    def __str__(self):
        return (f"exit code {self.code}\n--- stdout\n{self.stdout}--- stderr\n{self.stderr}"
                f"--- created\n" + "".join(f"{name}\n" for name in sorted(self.created)))


class CliTestCase(unittest.TestCase):
    """Each test runs the program (self.name) in an empty working folder, self.folder."""

    name = "sae_train"

    def setUp(self):
        self.new_folder()

    def new_folder(self):
        """Creates a new working folder, for example for each row of a table."""
        temporary = tempfile.TemporaryDirectory(prefix="sae-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name).resolve()
        return self.folder

    def run_program(self, args, env=None, timeout=300):
        """Runs the program to its end, with $SAE_DATA unset and no standard input."""
        before = entries(self.folder)
        command = program(self.name) + [str(arg) for arg in args]
        if env is None and prestarted.socket_path():
            done = prestarted.capture(command, self.folder, timeout)
        else:
            environment = {name: value for name, value in os.environ.items() if name != "SAE_DATA"}
            done = subprocess.run(command, cwd=self.folder, env={**environment, **(env or {})}, stdin=subprocess.DEVNULL,
                                  capture_output=True, encoding="utf-8", errors="replace", timeout=timeout)
        return Result(done.returncode, done.stdout, done.stderr, entries(self.folder) - before)

    def check(self, args, *, code=0, stdout="", stderr=(), files=frozenset(), env=None, timeout=300):
        """Runs the program and checks its output and files.

        stdout: the exact text, or a compiled pattern that must match the whole text.
        stderr: patterns, each of which must match a line; (): stderr must be empty; None: any text.
        files:  shell patterns of created entries: each entry must match one, and each pattern an entry; None: any.
        """
        result = self.run_program(args, env, timeout)
        where = "\n" + str(result)
        self.assertEqual(result.code, code, where)
        self.check_stdout(result, stdout, where)
        self.check_stderr(result, stderr, where)
        self.check_files(result, files, where)
        return result

    def check_stdout(self, result, stdout, where):
        if isinstance(stdout, re.Pattern):
            self.assertIsNotNone(stdout.fullmatch(result.stdout), f"{stdout.pattern} does not match stdout{where}")
        else:
            self.assertEqual(result.stdout, stdout, where)

    def check_stderr(self, result, patterns, where):
        if patterns is None:
            return
        if isinstance(patterns, str):
            raise TypeError("stderr: expected a list of patterns")
        if not patterns:
            self.assertEqual(result.stderr, "", where)
        lines = result.stderr.splitlines()
        for pattern in patterns:
            self.assertTrue(any(re.search(pattern, line) for line in lines), f"{pattern} matches no line of stderr{where}")

    def check_files(self, result, patterns, where):
        if patterns is None:
            return
        for name in result.created:
            self.assertTrue(any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns), f"{name} is unexpected{where}")
        for pattern in patterns:
            self.assertTrue(fnmatch.filter(result.created, pattern), f"no file {pattern} was created{where}")

    def check_error(self, args, *, code, stderr, errors=None, env=None, timeout=60):
        """Checks an error: nothing on stdout, no new file, and one line per error, each optionally followed by a hint.

        errors: number of error lines; default: one for each pattern in `stderr`.
        """
        result = self.check(args, code=code, stdout="", stderr=stderr, files=frozenset(), env=env, timeout=timeout)
        lines = result.stderr.splitlines()
        is_error = [line.startswith(f"{self.name}: error: ") for line in lines]
        self.assertEqual(sum(is_error), len(stderr) if errors is None else errors, f"number of error lines\n{result}")
        self.assertTrue(lines and is_error[0], f"the first line is not an error\n{result}")
        for at in range(1, len(lines)):
            self.assertTrue(is_error[at] or is_error[at - 1], f"'{lines[at]}' is neither an error nor its hint\n{result}")
        return result
