# SPDX-License-Identifier: MIT
"""Runs each lint on trees that break its rules, and on one that does not."""

import pathlib
import tempfile
import unittest

import format as format_lint
import hygiene
import layers
import sizes
from functions import functions

GOOD_HEADER = "// SPDX-License-Identifier: MIT\n#pragma once\n"


class LintTestCase(unittest.TestCase):
    def tree(self, files):
        """Creates a tree with {path: text} and returns its root."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return root

    def assert_one(self, findings, pattern):
        self.assertEqual(len(findings), 1, findings)
        self.assertRegex(findings[0], pattern)


class Layers(LintTestCase):
    def findings(self, path, line):
        return layers.check(self.tree({path: f"// a comment\n{line}\n"}))

    def test_own_and_earlier_rooms_are_allowed(self):
        for layer in ("base", "format", "data"):
            self.assertEqual(self.findings("src/data/x.cpp", f'#include "{layer}/y.h"'), [])
        self.assertEqual(self.findings("src/main_sae_train.cpp", '#include "cli/app.h"'), [])
        self.assertEqual(self.findings("tests/unit/base/x_test.cpp", '#include "cli/app.h"'), [])

    def test_a_later_room_is_refused(self):
        self.assert_one(self.findings("src/data/x.cpp", '#include "model/y.h"'), r"^src/data/x.cpp:2: room data")
        self.assert_one(self.findings("src/base/x.h", "#include <format/y.h>"), "room base")
        self.assert_one(self.findings("src/base/x.cpp", '  #  include "cli/y.h"'), "room base")

    def test_other_spellings_of_paths_are_refused(self):
        self.assert_one(self.findings("src/base/x.cpp", '#include "../cli/app.h"'), "leaves its folder")
        self.assert_one(self.findings("src/base/x.cpp", '#include "sae/run.h"'), "is public")

    def test_public_headers_include_only_each_other(self):
        for path in ("src/api/run.cpp", "src/base/error.h", "tests/unit/api/run_test.cpp", "include/sae/train.h"):
            self.assertEqual(self.findings(path, '#include "sae/run.h"'), [])
        self.assert_one(self.findings("include/sae/run.h", '#include "base/error.h"'), "not installed")
        self.assert_one(self.findings("include/sae/run.h", "#include <ATen/core/Tensor.h>"), "have no LibTorch")

    def test_torch_is_allowed_from_data_on(self):
        for header in ("ATen/core/Tensor.h", "c10/util/Exception.h", "torch/types.h"):
            self.assertEqual(self.findings("src/data/x.cpp", f"#include <{header}>"), [])
            self.assert_one(self.findings("src/config/x.cpp", f"#include <{header}>"), "allowed from room data on")
        self.assert_one(self.findings("src/main_sae.cpp", "#include <torch/types.h>"), "allowed from room data on")

    def test_autograd_headers_are_limited_to_their_files(self):
        for path in ("src/model/autoencoder.h", "src/train/autograd_engine.cpp"):
            self.assertEqual(self.findings(path, "#include <torch/nn/module.h>"), [])
        for path in ("src/model/other.cpp", "src/train/engine.cpp", "src/train/x.h"):
            self.assert_one(self.findings(path, "#include <torch/nn/module.h>"), "allowed only in")
            self.assert_one(self.findings(path, "#include <torch/optim.h>"), "allowed only in")

    def test_torch_h_is_never_included(self):
        for header in ("torch/torch.h", "ATen/ATen.h"):
            self.assert_one(self.findings("src/train/x.cpp", f"#include <{header}>"), "20 s")
            self.assert_one(self.findings("tests/unit/train/x_test.cpp", f'#include "{header}"'), "20 s")

    def test_cli11_is_allowed_only_in_cli(self):
        self.assertEqual(self.findings("src/cli/x.cpp", "#include <CLI/App.hpp>"), [])
        self.assert_one(self.findings("src/picture/x.cpp", "#include <CLI/App.hpp>"), "allowed only in room cli")


class Functions(unittest.TestCase):
    def sizes(self, text):
        return [(name, line, size) for name, line, size in functions(text)]

    def test_functions_methods_and_tests_are_found(self):
        text = ("namespace a::b {\n\nint f(int x) {\n  return x;\n}\n\n"
                "class C : public D {\n public:\n  C() : x_{1}, y_(2) {\n    g();\n  }\n"
                "  int get() const noexcept override { return x_; }\n\n private:\n  int x_{3};\n};\n"
                "template <class T, std::enable_if_t<(sizeof(T) > 1), int> = 0>\nauto h(T t) -> int {\n  return 1;\n}\n"
                "TEST(Suite, Name) {\n  EXPECT_TRUE(true);\n}\n}  // namespace a::b\n")
        self.assertEqual(self.sizes(text), [("f", 3, 3), ("C", 9, 3), ("get", 12, 1), ("h", 17, 4),
                                            ("Suite.Name", 21, 3)])

    def test_values_are_not_functions(self):
        text = ("const int kA[] = {1, 2};\nstruct S {\n  std::vector<int> v = f({1, 2});\n  int a{0};\n};\n"
                "enum class E { kA, kB };\nconstexpr std::array<P, 2> kTable = {{{g(1), 2}, {3, 4}}};\n"
                "void declared(int a = {});\n")
        self.assertEqual(self.sizes(text), [])

    def test_braces_in_text_comments_and_directives_are_ignored(self):
        text = ('void f() {\n  s = "}{{";  // }}\n  c = \'{\';\n  n = 1\'000;\n  r = R"x(\n}}})x";\n  /* {\n{ */\n}\n'
                "#define M(x) { \\\n  x\nint g() {\n  return 2;\n}\n")
        self.assertEqual(self.sizes(text), [("f", 1, 9), ("g", 12, 3)])

    def test_a_lambda_kept_in_a_variable_counts(self):
        text = "const auto kF = [](int x) {\n  if (x) {\n    y();\n  }\n  return x;\n};\n"
        self.assertEqual(self.sizes(text), [("kF", 1, 6)])


class Sizes(LintTestCase):
    def body(self, total):
        return "int f() {\n" + "  x();\n" * (total - 2) + "}\n"

    def test_sixty_lines_pass_and_sixty_one_fail(self):
        self.assertEqual(sizes.check(self.tree({"src/base/x.cpp": self.body(60)})), [])
        self.assert_one(sizes.check(self.tree({"src/base/x.cpp": self.body(61)})), r"x\.cpp:1: f has 61 lines")

    def test_long_files_fail(self):
        self.assertEqual(sizes.check(self.tree({"tests/x.py": "x = 1\n" * 400})), [])
        self.assert_one(sizes.check(self.tree({"src/base/x.h": "// a\n" * 401})), "a file of 401 lines")

    def test_long_python_functions_fail(self):
        self.assert_one(sizes.check(self.tree({"scripts/x.py": "def f():\n" + "    x = 1\n" * 60})), "f has 61 lines")


class Format(LintTestCase):
    STYLE = {".clang-format": "BasedOnStyle: Google\n"}

    def test_formatted_files_pass(self):
        self.assertEqual(format_lint.check(self.tree({**self.STYLE, "src/a.cpp": "int f() { return 1; }\n"})), [])

    def test_other_formatting_fails(self):
        findings = format_lint.check(self.tree({**self.STYLE, "src/a.cpp": "int  f( ){return 1;}\n"}))
        self.assertRegex(findings[0], r"^src/a\.cpp:1:")

    def test_a_missing_formatter_fails(self):
        self.assert_one(format_lint.check(self.tree({}), programs=("no-such-program",)), "not installed")


class Hygiene(LintTestCase):
    def findings(self, path, line):
        return hygiene.check_lines(self.tree({path: f"fine\n{line}\n"}))

    def test_a_clean_tree_passes(self):
        root = self.tree({"src/base/x.h": GOOD_HEADER, "README.md": "text /usr/share/x ./work/x ${a}/root/y\n",
                          "tests/unit/base/x_test.cpp": "// SPDX-License-Identifier: MIT\n", ".editorconfig": "",
                          "tests/CMakeLists.txt": "sae_unit_tests(base sae_base w x)\n",
                          ".gitignore": "/build/\n", "build/a.txt": "TO" "DO"})
        self.assertEqual(hygiene.check(root), [])

    def test_marks_paths_and_hosts_fail(self):
        self.assert_one(self.findings("src/a.cpp", "// TO" "DO: later"), r"src/a.cpp:2: left-over mark")
        self.assert_one(self.findings("README.md", "see /ro" "ot/x"), "path of one machine")
        self.assert_one(self.findings("scripts/a", "url=https://py" "pi.org/simple"), "registry")
        self.assert_one(self.findings("scripts/a", "http://deb" ".debian.org/"), "registry")

    def test_top_level_entries_are_a_closed_list(self):
        self.assertEqual(hygiene.check_top_level(self.tree({"docs/a.md": "x"})), [])
        self.assert_one(hygiene.check(self.tree({"papers/a.md": "x"})), "^papers: ")

    def test_licence_and_guard_are_required(self):
        findings = hygiene.check_first_lines(self.tree({"src/base/x.h": "int f();\n"}))
        self.assertEqual(len(findings), 2, findings)

    def test_each_header_needs_its_test(self):
        root = self.tree({"src/base/x.h": GOOD_HEADER})
        self.assert_one(hygiene.check(root), "tests/unit/base/x_test.cpp is missing")
        name = sorted(hygiene.WITHOUT_TEST)[0]
        self.assertEqual(hygiene.check(self.tree({f"src/{name}": GOOD_HEADER})), [])

    def test_each_unit_test_is_built(self):
        test = {"tests/unit/base/x_test.cpp": "// SPDX-License-Identifier: MIT\n"}
        refused = r"^tests/unit/base/x_test\.cpp: tests/CMakeLists\.txt does not build it$"
        self.assert_one(hygiene.check(self.tree(test)), refused)
        for line in ("sae_unit_tests(base sae_base w x2)", "sae_unit_tests(data sae_base x)", "# sae_unit_tests(base sae_base x)"):
            self.assert_one(hygiene.check(self.tree({**test, "tests/CMakeLists.txt": line})), refused)
        self.assertEqual(hygiene.check(self.tree({**test, "tests/CMakeLists.txt": "sae_unit_tests(base sae_base\n  w x)"})), [])


if __name__ == "__main__":
    unittest.main()
