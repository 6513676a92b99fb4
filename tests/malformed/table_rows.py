# SPDX-License-Identifier: MIT
"""Tables and files of other formats that cannot be read (exit code 3), and options that do not fit them (2)."""

from rows import DATA, USAGE, Row


def refused_table(name, content, args, *stderr, file="t.csv", code=DATA):
    """A file with this content; each pattern of `stderr` is a line, the second one a hint."""
    def prepare(folder):
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    return Row(f"table: {name}", ["--data", file, *args], code, list(stderr), errors=1, prepare=prepare)


TEXTS = [
    refused_table("a text", "a,b\n1,2\nred,3\n", [], r't.csv:3: column 1 \("a"\): expected a number, found .red.',
                  "hint: use --categories onehot to turn text columns into numbers, or --drop_columns a to leave it out"),
    refused_table("a missing value", "a,b\n1,2\n,3\n", [], r't.csv:3: column 1 \("a"\): expected a number, found ..$',
                  "hint: use --missing drop to leave out rows with missing values, or --missing mean to fill in means"),
    refused_table("missing values in every row", "1,\n,2\n", ["--missing", "drop"],
                  "t.csv: expected a row without missing values, found none"),
    refused_table("a column without values", "a,b\n" + "1,\n2,NA\n" * 10, ["--missing", "mean"],
                  "column .b.: expected a value to compute the mean, found none in the training rows", "hint: use --drop_columns b to leave it out"),
    refused_table("a missing label", "a,y\n1,x\n2,\n", ["--label_column", "y", "--missing", "mean"], "t.csv:3: column 2: expected a label"),
    refused_table("an infinite number", "1,2\ninf,3\n", ["--missing", "mean"], "t.csv:2: column 1: expected a finite number, found .inf."),
    refused_table("text columns alone", "a,b\nx,y\nz,w\n", ["--categories", "drop"], "t.csv: expected a column of features, found none"),
]

MARKS = [
    refused_table("1,234 alone", "a;b\n1,234;2\n5,678;3\n", [], "t.csv:2: .*'1,234'", "hint: .*--decimal"),
    refused_table("decimal points and commas", "a;b\n1,5;2.5\n", [], "t.csv:2: .*1,5", "hint: .*"),
    refused_table("a given decimal comma", "a;b\n1.5;2\n", ["--decimal", ","], "t.csv:2: column 1 .*expected a number, found '1.5'"),
    refused_table("another separator", "1,2,3\n4,5,6\n", ["--separator", "semicolon"], "t.csv:1: column 1: expected a number, found '1,2,3'"),
    refused_table("a header where there is none", "a,b\n1,2\n", ["--header", "no"], "t.csv:1: column 1: expected a number, found 'a'"),
]

COLUMNS = [
    refused_table("an unknown column", "price,size\n1,2\n", ["--columns", "prize"], "--columns: .*prize", "hint: did you mean .price..", code=USAGE),
    refused_table("a pattern without columns", "price,size\n1,2\n", ["--drop_columns", "pixel*"], "--drop_columns: .*pixel", code=USAGE),
    refused_table("no column left", "a,b\n1,2\n", ["--drop_columns", "a,b"], "t.csv: expected a column of features, found none"),
]

OTHER_FORMATS = [
    refused_table("a nominal attribute", "@relation t\n@attribute a {x,y}\n@data\nx\n", [],
                  r't.arff: column 1 \("a"\): expected numbers, found texts', "hint: use --categories onehot", file="t.arff"),
    refused_table("an undeclared nominal value", "@relation t\n@attribute a {x,y}\n@data\nz\n", ["--categories", "onehot"],
                  "t.arff:4: ", file="t.arff"),
    refused_table("an index beyond --features", "1 1:2 3:4\n-1 2:1\n", ["--features", "2"], "t.svm:1: ", file="t.svm"),
    refused_table("an index 0 where 1 is the first", "1 0:2 3:4\n", ["--index_base", "1"], "t.svm:1: ", file="t.svm"),
    refused_table("--features for a table", "1,2\n3,4\n", ["--features", "2"], "--features: expected an SVMlight file, found table", code=USAGE),
    refused_table("--separator for an ARFF file", "@relation t\n@attribute a numeric\n@data\n1\n", ["--separator", "tab"],
                  "--separator: expected a table, found arff", file="t.arff", code=USAGE),
    refused_table("--categories for an SVMlight file", "1 1:2\n", ["--categories", "onehot"], "--categories: expected a table, found svmlight",
                  file="t.svm", code=USAGE),
    refused_table("a Parquet file", b"PAR1" + bytes(20) + b"PAR1", [], "t.parquet: .* found a Parquet file", "hint: .*pandas", file="t.parquet"),
    refused_table("an HDF5 file", b"\x89HDF\r\n\x1a\n" + bytes(600), [], "t.h5: .* found an HDF5 file", "hint: .*h5py", file="t.h5"),
    refused_table("a pickle", b"\x80\x04\x95" + bytes(20) + b".", [], "t.pkl: .* found a Python pickle", "hint: .*", file="t.pkl"),
]

ROWS = TEXTS + MARKS + COLUMNS + OTHER_FORMATS
