# SPDX-License-Identifier: MIT
"""What pandas, NumPy, scikit-learn, SciPy and Pillow write is what `sae data` reads, over random data of fixed seeds."""

import gzip
import pathlib
import re
import shutil
import unittest
from unittest import mock

import numpy as np
import pandas as pd
import scipy.io
import sklearn.datasets
from PIL import Image

from support.cli import CliTestCase

ANY = re.compile(".*", re.DOTALL)
TOWNS = np.array(["Ulm", "Bad Homburg", 'the "Hook"', "Köln", "a,b", "x;y"])


def random_frame(rng, rows=60):
    """Numbers of several kinds, texts that need quotes, dates, and missing values."""
    frame = pd.DataFrame({
        "whole": rng.integers(-10**6, 10**6, rows),
        "real": rng.normal(size=rows) * 10.0 ** rng.integers(-8, 8, rows),
        "town": rng.choice(TOWNS, rows),
        "when": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 10**7, rows), "s"),
        "gaps": np.where(rng.random(rows) < 0.2, np.nan, rng.normal(size=rows)),
    })
    return frame[list(rng.permutation(frame.columns))]


def features_of(frame):
    """The columns as `--categories onehot --missing mean --scale none` reads them, by pandas."""
    columns = []
    for name in frame:
        column = frame[name]
        if name == "town":
            texts = sorted(set(column), key=lambda text: text.encode())
            columns += [(column == text).astype(float) for text in texts]
        elif name == "when":
            columns.append((column - pd.Timestamp("1970-01-01")) / pd.Timedelta("1s"))
        else:
            columns.append(column.astype(float).fillna(column.mean()))
    return np.column_stack(columns)


class Formats(CliTestCase):
    name = "sae"

    def read(self, name, *options):
        self.check(["data", name, "--scale", "none", *options, "--out", "out.npy", "--force"], stdout=ANY, stderr=None, files=None)
        return np.load(self.folder / "out.npy")

    def check_frame(self, frame, name, *options):
        rows = self.read(name, "--categories", "onehot", "--missing", "mean", *options)
        np.testing.assert_allclose(rows, features_of(frame), rtol=1e-14)

    def test_pandas_tables(self):
        for seed in range(5):
            frame = random_frame(np.random.default_rng(seed))
            for options in ({}, {"index": False}, {"sep": ";", "index": False}, {"sep": "\t"}, {"sep": ";", "decimal": ",", "index": False},
                            {"lineterminator": "\r\n"}, {"quoting": 1}, {"na_rep": "NA"}, {"encoding": "utf-8-sig"}):
                with self.subTest(seed=seed, **options):
                    frame.to_csv(self.folder / "t.csv", **options)
                    self.check_frame(frame, "t.csv")

    def test_packed_tables_and_chosen_columns(self):
        frame = random_frame(np.random.default_rng(9))
        frame.to_csv(self.folder / "t.csv.gz", index=False)
        self.check_frame(frame, "t.csv.gz")
        self.check_frame(frame[["whole", "real"]].sort_index(axis=1, key=lambda names: [list(frame).index(name) for name in names]),
                         "t.csv.gz", "--columns", "real,whole")
        self.check_frame(frame.drop(columns=["town", "when"]), "t.csv.gz", "--drop_columns", "t*,wh?n")
        complete = frame.dropna()
        rows = self.read("t.csv.gz", "--categories", "onehot", "--missing", "drop")
        np.testing.assert_allclose(rows, features_of(complete), rtol=1e-14)

    def test_numpy_arrays(self):
        rng = np.random.default_rng(1)
        for code in ("?", "i1", "u1", "<i2", ">i2", "<u2", ">u4", "<i4", "<i8", ">i8", "<u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
            for shape, order in (((7,), "C"), ((4, 2, 3), "F")):
                with self.subTest(code=code, shape=shape):
                    array = np.asarray(rng.integers(0, 100, shape), dtype=np.dtype(code), order=order)
                    np.save(self.folder / "x.npy", array)
                    rows = self.read("x.npy")
                    np.testing.assert_array_equal(rows.reshape(len(rows), -1), array.reshape(len(array), -1).astype(float))

    def test_numpy_archives_with_zip64_fields(self):
        """Python writes them for archives of more than 2 GiB; here the limit is lower."""
        arrays = {"X": np.arange(24.).reshape(6, 4), "y": np.arange(6.)}
        for limit in (0, 300):
            with mock.patch("zipfile.ZIP64_LIMIT", limit):
                for save in (np.savez, np.savez_compressed):
                    save(self.folder / "x.npz", **arrays)
                    self.assertIn(b"PK\6\7", (self.folder / "x.npz").read_bytes())
                    np.testing.assert_array_equal(self.read("x.npz:X"), arrays["X"])
                    np.testing.assert_array_equal(self.read("x.npz:y"), arrays["y"].reshape(6, 1))

    def test_numpy_archives_and_texts(self):
        array = np.random.default_rng(2).normal(size=(6, 4))
        np.savez_compressed(self.folder / "x.npz", X=array, y=np.arange(6))
        np.testing.assert_array_equal(self.read("x.npz:X"), array)
        np.savetxt(self.folder / "x.txt", array, header="a b c d")
        np.testing.assert_array_equal(self.read("x.txt"), array)
        with gzip.open(self.folder / "x.npy.gz", "wb") as file:
            np.save(file, array)
        np.testing.assert_array_equal(self.read("x.npy.gz"), array)

    def test_svmlight_of_scikit_learn(self):
        for seed in range(4):
            rng = np.random.default_rng(seed)
            dense = np.where(rng.random((20, 9)) < 0.6, 0, rng.normal(size=(20, 9)))
            dense[0, -1] = 1  # dump_svmlight_file does not write the number of columns
            for zero_based in (True, False):
                with self.subTest(seed=seed, zero_based=zero_based):
                    sklearn.datasets.dump_svmlight_file(dense, rng.integers(0, 3, 20), str(self.folder / "t.svm"), zero_based=zero_based)
                    rows = self.read("t.svm", "--index_base", "0" if zero_based else "1")
                    np.testing.assert_allclose(rows, dense, rtol=1e-14)

    def test_matlab_files_of_scipy(self):
        rng = np.random.default_rng(3)
        for code in ("?", "u1", "i2", "i4", "i8", "f4", "f8"):
            for compressed in (False, True):
                with self.subTest(code=code, compressed=compressed):
                    array = rng.integers(0, 2, (4, 3, 2)).astype(code)
                    scipy.io.savemat(self.folder / "x.mat", {"X": array, "name": "text"}, do_compression=compressed)
                    rows = self.read("x.mat:X")
                    np.testing.assert_array_equal(rows.reshape(4, -1), array.reshape(4, -1).astype(float))

    def test_pictures_of_pillow(self):
        rng = np.random.default_rng(4)
        for suffix, mode in (("png", "L"), ("png", "RGB"), ("bmp", "L"), ("bmp", "RGB"), ("pgm", "L"), ("ppm", "RGB"), ("png", "I;16")):
            with self.subTest(suffix=suffix, mode=mode):
                folder = self.folder / f"{suffix}-{mode.replace(';', '')}"
                folder.mkdir()
                shape = (5, 6, 3) if mode == "RGB" else (5, 6)
                high, code = (65536, np.uint16) if mode == "I;16" else (256, np.uint8)
                pixels = [rng.integers(0, high, shape).astype(code) for _ in range(3)]
                for number, array in enumerate(pixels):
                    Image.fromarray(array).save(folder / f"{number}.{suffix}")
                rows = self.read(folder.name)
                np.testing.assert_array_equal(rows.reshape(3, -1), np.stack(pixels).reshape(3, -1))


class Cases(CliTestCase):
    """Small files as people have them (why.txt), and the rows they hold by pandas, NumPy or Pillow (want.npy)."""

    name = "sae"

    def test_are_read_right(self):
        cases = sorted(path.parent for path in (pathlib.Path(__file__).parents[1] / "fixtures/cases").glob("*/want.npy"))
        self.assertGreaterEqual(len(cases), 16)
        for case in cases:
            with self.subTest(case.name):
                shutil.copytree(case, self.folder / case.name)
                words = (case / "args.txt").read_text().split()
                scale = [] if "--scale" in words else ["--scale", "none"]
                place, out = f"{case.name}/{words[0]}", f"{case.name}/out.npy"
                self.check(["data", place, *words[1:], *scale, "--out", out], stdout=ANY, stderr=None, files=None)
                got, want = np.load(self.folder / out), np.load(case / "want.npy")
                np.testing.assert_allclose(got.reshape(len(got), -1), want.reshape(len(want), -1), rtol=1e-6, atol=1e-7)


if __name__ == "__main__":
    unittest.main()
