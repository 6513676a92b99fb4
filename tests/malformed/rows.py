# SPDX-License-Identifier: MIT
"""A table row: an invalid call and its expected error."""

import dataclasses
import typing

USAGE, DATA, OUTPUT = 2, 3, 4


@dataclasses.dataclass(frozen=True)
class Row:
    """`PROGRAM --data data --out run ARGS`, in a folder with a small valid data set in data/.

    A default argument is left out if `args` contains its option. `stderr`: patterns, each of which must match a
    line; `errors`: number of error lines (default: one per pattern); `prepare(folder)` makes the folder invalid first.
    """

    name: str
    args: list
    code: int
    stderr: list
    errors: typing.Optional[int] = None
    prepare: typing.Optional[typing.Callable] = None
    env: typing.Optional[dict] = None
    defaults: tuple = (("--data", "data"), ("--out", "run"))
    program: str = "sae_train"

    def command(self):
        given = {arg.split("=")[0] for arg in self.args}
        return [word for pair in self.defaults if pair[0] not in given for word in pair] + self.args


def refused(option, *values, expected="expected"):
    """A row for each value of an option; each must be refused in a line with option and value."""
    return [Row(f"--{option} {value!r}", [f"--{option}", value], USAGE, [f"error: --{option}: {expected}.* found"])
            for value in values]
