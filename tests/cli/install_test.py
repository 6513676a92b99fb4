# SPDX-License-Identifier: MIT
"""An installed program runs from any folder and finds LibTorch. Its documentation is installed too.
Programs, library and pages are components. A program uses fonts that lie beside it. The example of the documentation
builds against the installed library, runs, and needs nothing else.

usage: install_test.py CMAKE BUILD_FOLDER EXAMPLE_FOLDER [SANITIZERS]
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

NO_FONTS = "<fontconfig></fontconfig>\n"
SANITIZER = {name: text for name, text in os.environ.items() if name == "LSAN_OPTIONS"}


def install(cmake, build, prefix, *more):
    subprocess.run([cmake, "--install", build, "--prefix", prefix, *more], check=True, stdout=subprocess.DEVNULL)


def run(program, *args, env=None):
    """Runs it with no variables but `env` and those of a sanitizer."""
    env = {**SANITIZER, **(env or {})}
    done = subprocess.run([program, *args], cwd=program.parents[1], env=env, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the installed program: code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check_program(prefix):
    shown = run(prefix / "bin/sae_train", "--version")
    if not shown.startswith("sae_train "):
        sys.exit(f"the installed program: expected its version, found {shown}")


def check_pages(prefix):
    pages = next(prefix.rglob("README.md")).parent
    for name in ("docs/options.md", "docs/faq.md", "data/figures/reconstructions.png"):
        if not (pages / name).is_file():
            sys.exit(f"the installed pages: expected {name} beside README.md, found none")


def installed_files(prefix):
    return sorted(path.relative_to(prefix).as_posix() for path in prefix.rglob("*") if not path.is_dir())


def check_components(cmake, build, prefix):
    install(cmake, build, prefix, "--component", "programs")
    found = installed_files(prefix)
    if found != ["bin/sae", "bin/sae_train"]:
        sys.exit(f"the component programs: expected the two programs alone, found {found}")


def check_exports(library):
    """libsae.so exports its public interface and the override of an MKL function, and nothing else."""
    shown = subprocess.run(["nm", "-D", "-C", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    names = [line.split(" ", 2)[2] for line in shown.splitlines()]
    public = re.compile(r"((vtable|typeinfo|typeinfo name) for )?sae::(Config|Error|Run|train_run|version)\b|mkl_serv_intel_cpu_true$")
    foreign = [name for name in names if not public.match(name)]
    if foreign or not any(name.startswith("sae::train_run") for name in names):
        sys.exit(f"{library}: expected the public interface, found {len(foreign)} other symbols, such as {foreign[:5]}")


def check_library(cmake, build, prefix, example, sanitizers):
    install(cmake, build, prefix, "--component", "library")
    check_exports(next(prefix.rglob("libsae.so")))
    flags = [f"-DCMAKE_CXX_FLAGS=-fsanitize={sanitizers}"] if sanitizers else []
    folder = prefix / "build of the example"
    for command in (["-S", example, "-B", folder, f"-DCMAKE_PREFIX_PATH={prefix}", *flags], ["--build", folder]):
        done = subprocess.run([cmake, *command], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"the example does not build\n{done.stdout}{done.stderr}")
    rows = small_table(prefix)
    lines = run(folder / "example", rows, prefix / "run").splitlines()
    kinds = [line.split()[0] for line in lines]
    if kinds != ["epoch"] * 5 + ["code"] * 2 + ["value"] * 3:
        sys.exit(f"the example: expected five epochs, two units and three values, found {lines}")


def small_table(folder):
    rows = folder / "rows.csv"
    rows.write_text("".join(f"{row % 5},{row % 3},{row % 7}\n" for row in range(40)))
    return rows


def loss_curves(prefix, name, env=None):
    """The bytes of loss.png of a small training."""
    run(prefix / "bin/sae_train", "--data", small_table(prefix), "--layers", "2", "--epochs", "1", "--out", str(prefix / name), env=env)
    return (prefix / name / "loss.png").read_bytes()


def check_fonts(prefix):
    """A configuration without any font shows which one was read."""
    with_fonts = loss_curves(prefix, "system")
    fonts = prefix / "share/sae_train/fonts/fonts.conf"
    fonts.parent.mkdir(parents=True)
    fonts.write_text(NO_FONTS)
    if loss_curves(prefix, "own") == with_fonts:
        sys.exit(f"expected a picture without letters by {fonts}, found the letters of the system's font")
    if loss_curves(prefix, "chosen", {"FONTCONFIG_PATH": "/etc/fonts"}) != with_fonts:
        sys.exit("expected the user's fonts by FONTCONFIG_PATH, found others")


def main(cmake, build, example, sanitizers=""):
    with tempfile.TemporaryDirectory(prefix="sae-install-") as folder:
        prefix = pathlib.Path(folder).resolve() / "all"
        install(cmake, build, prefix)
        check_program(prefix)
        check_pages(prefix)
        check_components(cmake, build, prefix.with_name("programs"))
        check_fonts(prefix)
        check_library(cmake, build, prefix.with_name("library"), example, sanitizers)


if __name__ == "__main__":
    main(*sys.argv[1:])
