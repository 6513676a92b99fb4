# SPDX-License-Identifier: MIT
"""scripts/setup makes a bundle and installs from it, without a network: apt-get, dpkg-query and sudo are stand-ins, the
wheels are made here and hold next to nothing, and pip is the real one. Also the arguments of scripts/setup and scripts/package."""

import hashlib
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAND_INS = {
    "dpkg-query": """for word in "$@"; do
  case " $SAE_TEST_MISSING " in
    *" $word "*) ;;
    *) echo "$word installed" ;;
  esac
done""",
    "sudo": """if [ "$1" = -n ]; then shift; fi
exec "$@" """,
    # Logs its words and what it would read, and "downloads" the package of the test.
    "apt-get": """echo "$*" >>"$SAE_TEST_LOG"
for word in "$@"; do
  case $word in
    Dir::Etc::SourceList=*) cat "${word#*=}" >>"$SAE_TEST_LOG" ;;
    Dir::Cache::archives=*) archives=${word#*=} ;;
  esac
done
case "$*" in *--download-only*) cp "$SAE_TEST_DEB" "$archives/" ;; esac""",
}


def make_wheel(folder, name, version, content):
    """A wheel for any Python; content maps paths to text."""
    base = name.replace("-", "_")
    info = f"{base}-{version}.dist-info"
    files = {**content, f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
             f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    with zipfile.ZipFile(folder / f"{base}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"]))


class Setup(unittest.TestCase):
    numbers = itertools.count()

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="sae-setup-")
        cls.addClassCleanup(temporary.cleanup)
        cls.top = pathlib.Path(temporary.name).resolve()
        cls.log = cls.top / "apt.log"
        cls.make_stand_ins()
        cls.make_sources()
        cls.bundle = cls.top / "the bundle"
        cls.made = cls.setup(cls.clone("maker"), "--bundle", str(cls.bundle), "--cpu",
                             env={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(cls.top / "wheels")})
        cls.made_with = cls.log.read_text() if cls.log.exists() else ""

    @classmethod
    def make_stand_ins(cls):
        (cls.top / "bin").mkdir()
        for name, text in STAND_INS.items():
            (cls.top / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
            (cls.top / "bin" / name).chmod(0o755)

    @classmethod
    def make_sources(cls):
        script = (ROOT / "scripts/setup").read_text()
        torch = re.search(r"^torch_version=(\S+)$", script, re.MULTILINE)[1]
        wheels = cls.top / "wheels"
        wheels.mkdir()
        make_wheel(wheels, "torch", torch, {"torch/lib/libtorch_cpu.so": "library\n"})
        for name, version in re.findall(r"(nvidia-\S+)==([0-9.]+)", script):
            make_wheel(wheels, name, version, {f"nvidia/{name}.so": "library\n"})
        make_wheel(wheels, "sae-probe", "1.0", {"sae_probe.py": "value = 7\n"})
        control = cls.top / "deb/DEBIAN/control"
        control.parent.mkdir(parents=True)
        control.parent.chmod(0o755)
        control.write_text("Package: cmake\nVersion: 1\nArchitecture: all\nMaintainer: test\nDescription: test\n")
        subprocess.run(["dpkg-deb", "--build", cls.top / "deb", cls.top / "cmake_1_all.deb"], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def clone(cls, name):
        """A fresh clone with one small requirement."""
        folder = cls.top / name
        shutil.copytree(ROOT / "scripts", folder / "scripts")
        (folder / "tests/bench/peers").mkdir(parents=True)
        (folder / "tests/requirements.txt").write_text("# of the tests\nsae-probe==1.0\n")
        (folder / "tests/bench/peers/requirements.txt").write_text("sae-peer==2.0\n")
        return folder

    @classmethod
    def setup(cls, clone, *words, missing="", env=None):
        """Whatever reaches for a network fails at once."""
        cls.log.unlink(missing_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "SAE_"))}
        more = {"PATH": f"{cls.top}/bin:{kept['PATH']}", "PIP_INDEX_URL": "http://127.0.0.1:9/", "SAE_TEST_MISSING": missing,
                "SAE_TEST_LOG": str(cls.log), "SAE_TEST_DEB": str(cls.top / "cmake_1_all.deb")}
        return subprocess.run([clone / "scripts/setup", *words], env={**kept, **more, **(env or {})}, cwd=cls.top,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)

    def fresh(self):
        """A clone in which nothing is installed."""
        return self.clone(f"clone-{next(self.numbers)}")

    def spoilt(self):
        """A copy of the bundle to spoil."""
        return pathlib.Path(shutil.copytree(self.bundle, self.top / f"spoilt-{next(self.numbers)}"))

    def check_error(self, done, code, message):
        lines = done.stderr.splitlines()
        errors = [line for line in lines if ": error: " in line]
        self.assertEqual((done.returncode, done.stdout, len(errors)), (code, "", 1), done.stderr)
        self.assertRegex(errors[0], message)

    def refused(self, bundle, message, *words, missing="", code=4):
        """The offline set-up ends with this line and has installed nothing."""
        clone = self.fresh()
        self.check_error(self.setup(clone, "--offline", str(bundle), *words, missing=missing), code, message)
        self.assertFalse((clone / ".deps/torch").exists())
        self.assertFalse(self.log.exists(), "apt-get was called")

    def test_bundles_hold_packages_with_their_index_and_wheels_and_a_manifest_of_all(self):
        self.assertEqual(self.made.returncode, 0, self.made.stderr)
        names = {path.relative_to(self.bundle).as_posix() for path in self.bundle.rglob("*") if path.is_file()}
        self.assertLessEqual({"bundle.txt", "debs/cmake_1_all.deb", "debs/Packages", "wheels/sae_probe-1.0-py3-none-any.whl"}, names)
        lines = [line.split("  ", 1) for line in (self.bundle / "manifest.sha256").read_text().splitlines()]
        self.assertEqual({name for _, name in lines}, names - {"manifest.sha256"})
        for digest, name in lines:
            self.assertEqual(hashlib.sha256((self.bundle / name).read_bytes()).hexdigest(), digest, name)
        self.assertIn("Package: cmake\n", (self.bundle / "debs/Packages").read_text())
        self.assertIn("Filename: ./cmake_1_all.deb\n", (self.bundle / "debs/Packages").read_text())

    def test_bundles_are_fetched_with_the_tools_of_the_tests_and_nothing_is_installed(self):
        fetch = self.made_with.splitlines()[-1]
        self.assertIn("--download-only", fetch)
        self.assertLessEqual({"g++", "cmake", "clang-format", "libpango1.0-dev"}, set(fetch.split()))
        self.assertFalse((self.top / "maker/.deps/torch").exists())

    def test_bundles_are_not_written_over_other_files(self):
        self.check_error(self.setup(self.fresh(), "--bundle", str(self.bundle)), 2, "--bundle: .* already contains a bundle")
        self.check_error(self.setup(self.fresh(), "--bundle", str(self.top / "wheels")), 2, "expected an empty or new folder")

    def test_offline_installs_from_the_bundle_alone(self):
        clone = self.fresh()
        done = self.setup(clone, "--offline", "the bundle", "--test", missing="cmake")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertTrue((clone / ".deps/torch/torch/lib/libtorch_cpu.so").is_file())
        probe = [clone / ".deps/python/bin/python", "-c", "import sae_probe; print(sae_probe.value)"]
        self.assertEqual(subprocess.run(probe, capture_output=True, text=True).stdout, "7\n")
        log = self.log.read_text().splitlines()
        self.assertEqual([line for line in log if line.startswith("deb ")],
                         2 * [f"deb [trusted=yes] file:{str(self.bundle).replace(' ', '%20')}/debs ./"])
        calls = [line for line in log if not line.startswith("deb ")]
        self.assertEqual(len(calls), 2)
        for call in calls:
            self.assertIn("Dir::Etc::SourceParts=/dev/null", call)
        self.assertTrue(calls[1].endswith(" cmake"), calls[1])

        again = self.setup(clone, "--quiet", "--test")
        self.assertEqual((again.returncode, again.stderr, self.log.exists()), (0, "", False))

    def test_offline_names_the_file_that_is_not_there(self):
        bundle = self.spoilt()
        (bundle / "debs/cmake_1_all.deb").unlink()
        self.refused(bundle, "lacks debs/cmake_1_all.deb$")

    def test_offline_names_the_file_that_changed(self):
        bundle = self.spoilt()
        with open(bundle / "wheels/sae_probe-1.0-py3-none-any.whl", "ab") as file:
            file.write(b"x")
        self.refused(bundle, "wheels/sae_probe-1.0-py3-none-any.whl does not match its manifest")

    def test_offline_names_what_the_bundle_was_made_without(self):
        self.refused(self.bundle, "lacks the package clang-tidy$", "--dev", missing="clang-tidy")
        self.refused(self.bundle, "lacks the wheel of sae-peer==2.0$", "--peers")
        self.refused(self.bundle, "lacks the LibTorch with CUDA$", "--cuda")

    def test_offline_refuses_the_packages_of_another_system(self):
        bundle = self.spoilt()
        text = (bundle / "bundle.txt").read_text()
        (bundle / "bundle.txt").write_text(re.sub("system .*", "system plan 9", text))
        listed = (bundle / "manifest.sha256").read_text()
        digest = hashlib.sha256((bundle / "bundle.txt").read_bytes()).hexdigest()
        (bundle / "manifest.sha256").write_text(re.sub(r"\w+  bundle.txt", f"{digest}  bundle.txt", listed))
        self.refused(bundle, "the bundle is for plan 9, this system is ", missing="cmake")

    def test_offline_refuses_a_folder_that_is_no_bundle(self):
        self.refused(self.top / "wheels", "lacks manifest.sha256$")
        self.refused(self.top / "nowhere", "expected the folder of a bundle, found no folder", code=2)

    def test_wrong_arguments_are_usage_errors(self):
        for words, message in ((["--offline"], "--offline: expected a folder, found nothing"),
                               (["--bundle", "--cpu"], "--bundle: expected a folder, found --cpu"),
                               (["--bundle", "a", "--offline", "b"], "only one of --bundle DIR and --offline DIR"),
                               (["--frobnicate"], "unknown argument '--frobnicate'")):
            with self.subTest(words=words):
                self.check_error(self.setup(self.top / "maker", *words), 2, message)

    def test_wrong_arguments_of_the_package_are_usage_errors_too(self):
        for words, message in ((["--out"], "--out: expected a folder, found nothing"),
                               (["--check", "none.tar.gz"], "found no file none.tar.gz"),
                               (["--frobnicate"], "unknown argument '--frobnicate'")):
            with self.subTest(words=words):
                done = subprocess.run([ROOT / "scripts/package", *words], cwd=self.top, capture_output=True, text=True)
                self.check_error(done, 2, message)

    def test_help_names_every_option(self):
        for script, options in (("setup", ("--bundle DIR", "--offline DIR")), ("package", ("--out DIR", "--check [FILE]"))):
            done = subprocess.run([ROOT / "scripts" / script, "--help"], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for option in options:
                self.assertIn(option, done.stdout)


if __name__ == "__main__":
    unittest.main()
