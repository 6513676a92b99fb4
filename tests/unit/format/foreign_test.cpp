// SPDX-License-Identifier: MIT
// Tests of formats that need converting; their first bytes are written by hand.
#include "format/foreign.h"

#include <gtest/gtest.h>

#include "support/bytes.h"
#include "support/zip.h"

namespace sae::format {
namespace {

using test::from_hex;
using test::little_endian;
using test::stored_zip;

// The name and the line of Python, or "none".
std::string foreign(std::string_view start, const std::string& file) {
  const auto found = find_foreign_format(start, file);
  if (!found) return "none";
  const std::string lead = "convert it with Python: ";
  EXPECT_TRUE(found->hint.starts_with(lead)) << found->hint;
  return found->name + ": " + found->hint.substr(lead.size());
}

std::string foreign_name(std::string_view start) {
  const auto found = find_foreign_format(start, "x");
  return found ? found->name : "none";
}

// The start of a MATLAB 4 file with a variable "a".
std::string matlab_4(std::uint32_t type, std::uint32_t name_bytes = 2, std::uint32_t complex = 0) {
  return little_endian(type, 4) + little_endian(3, 4) + little_endian(2, 4) +
         little_endian(complex, 4) + little_endian(name_bytes, 4) + std::string("a\0", 2);
}

TEST(ForeignFormat, GivesALineOfPython) {
  EXPECT_EQ(foreign("MATLAB 7.3 MAT-file, Platform: GLNXA64", "d/x.mat"),
            "a MATLAB 7.3 file (HDF5): import h5py, numpy; numpy.save(\"d/x.npy\", "
            "h5py.File(\"d/x.mat\")[\"NAME\"][()].T)");
  EXPECT_EQ(foreign(matlab_4(0), "x.mat"),
            "a MATLAB 4 file: import numpy, scipy.io; numpy.save(\"x.npy\", "
            "scipy.io.loadmat(\"x.mat\")[\"NAME\"])");
  EXPECT_EQ(foreign("\x89HDF\r\n\x1a\n", "x.h5"),
            "an HDF5 file: import h5py, numpy; numpy.save(\"x.npy\", "
            "h5py.File(\"x.h5\")[\"NAME\"][()])");
  EXPECT_EQ(foreign("PAR1\x15", "x.parquet"),
            "a Parquet file: import pandas; pandas.read_parquet(\"x.parquet\").to_csv(\"x.csv\", "
            "index=False)");
  EXPECT_EQ(foreign(stored_zip({{"xl/workbook.xml", ""}}), "x.xlsx"),
            "an Excel file (.xlsx): import pandas; pandas.read_excel(\"x.xlsx\").to_csv(\"x.csv\", "
            "index=False)");
  EXPECT_EQ(foreign(from_hex("d0cf11e0a1b11ae1"), "x.xls"),
            "an Excel file (.xls): import pandas; pandas.read_excel(\"x.xls\").to_csv(\"x.csv\", "
            "index=False)");
  EXPECT_EQ(foreign("ARROW1" + from_hex("0000"), "x.arrow"),
            "a Feather or Arrow file: import pandas; pandas.read_feather(\"x.arrow\")"
            ".to_csv(\"x.csv\", index=False)");
  EXPECT_EQ(foreign("SQLite format 3" + from_hex("00"), "x.db"),
            "an SQLite database: import pandas, sqlite3; pandas.read_sql(\"SELECT * FROM NAME\", "
            "sqlite3.connect(\"x.db\")).to_csv(\"x.csv\", index=False)");
}

TEST(ForeignFormat, ReadsJsonWithPandas) {
  const std::string end = ".to_csv(\"x.csv\", index=False)";
  const std::string json = "a JSON file: import pandas; pandas.read_json(\"x.json\")" + end;
  EXPECT_EQ(foreign("[{\"a\": 1}, {\"a\": 2}]", "x.json"), json);
  EXPECT_EQ(foreign("[\n  [1, 2],\n", "x.json"), json);
  EXPECT_EQ(foreign("{\n  \"a\": {\"0\": 1}}", "x.json"), json);
  EXPECT_EQ(foreign("{\"a\": 1}\n{\"a\": 2}\n", "x.json"),
            "a file of JSON lines: import pandas; pandas.read_json(\"x.json\", lines=True)" + end);
  EXPECT_EQ(foreign_name("{a},b\n1,2\n"), "none");
  EXPECT_EQ(foreign_name("[1],2\n"), "none");
}

TEST(ForeignFormat, OpensPicklesAndTensors) {
  const std::string end =
      ", encoding=\"latin1\")), for a dictionary with [\"NAME\"] after load(...); unpickle only "
      "files that you trust";
  EXPECT_EQ(foreign(from_hex("80047d"), "data_batch_1"),
            "a Python pickle: import numpy, pickle; numpy.save(\"data_batch_1.npy\", "
            "pickle.load(open(\"data_batch_1\", \"rb\")" +
                end);
  EXPECT_EQ(foreign(from_hex("800228"), "mnist.pkl.gz"),
            "a Python pickle: import gzip, numpy, pickle; numpy.save(\"mnist.npy\", "
            "pickle.load(gzip.open(\"mnist.pkl.gz\")" +
                end);
  EXPECT_EQ(foreign(stored_zip({{"archive/data.pkl", ""}}), "x.pt"),
            "a PyTorch file: import numpy, torch; numpy.save(\"x.npy\", "
            "torch.load(\"x.pt\").numpy()), for a dictionary with [\"NAME\"] after load(...)");
  EXPECT_EQ(foreign_name(from_hex("80028a0a6cfc9c46f9206aa850192e80")), "a PyTorch file");
}

TEST(ForeignFormat, QuotesTheFileNameForPython) {
  EXPECT_EQ(foreign("PAR1\x15", "a \"b\\IN$OUT$\n.parquet"),
            "a Parquet file: import pandas; "
            "pandas.read_parquet(\"a \\\"b\\\\IN$OUT$\\x0a.parquet\")"
            ".to_csv(\"a \\\"b\\\\IN$OUT$\\x0a.csv\", index=False)");
}

TEST(ForeignFormat, RecognisesMatlabByItsHeader) {
  std::string header = "MAT-file by another writer";
  header.resize(124, ' ');
  EXPECT_EQ(foreign_name(header + from_hex("0002494d")), "a MATLAB 7.3 file (HDF5)");
  EXPECT_EQ(foreign_name(header + from_hex("02004d49")), "a MATLAB 7.3 file (HDF5)");
  EXPECT_EQ(foreign_name(header + from_hex("0001494d")), "none") << "version 5 is read";
  EXPECT_TRUE(is_foreign_mat(header + from_hex("0002494d")));
  EXPECT_FALSE(is_foreign_mat(header + from_hex("0001494d")));
}

TEST(ForeignFormat, RecognisesMatlab4ByItsFirstNumbers) {
  EXPECT_TRUE(is_foreign_mat(matlab_4(0)));
  EXPECT_TRUE(is_foreign_mat(matlab_4(52)));
  EXPECT_TRUE(is_foreign_mat(matlab_4(10, 2, 1)));
  EXPECT_TRUE(is_foreign_mat(from_hex("000003e8 00000001 00000001 00000000 00000002 6100")));
  EXPECT_FALSE(is_foreign_mat(matlab_4(60))) << "six number types";
  EXPECT_FALSE(is_foreign_mat(matlab_4(3))) << "three kinds of matrices";
  EXPECT_FALSE(is_foreign_mat(matlab_4(1000))) << "big-endian as little-endian";
  EXPECT_FALSE(is_foreign_mat(matlab_4(100)));
  EXPECT_FALSE(is_foreign_mat(matlab_4(0, 1)));
  EXPECT_FALSE(is_foreign_mat(matlab_4(0, 0)));
  EXPECT_FALSE(is_foreign_mat(matlab_4(0, 3)));
  EXPECT_FALSE(is_foreign_mat(matlab_4(0).replace(20, 1, 1, '\0'))) << "an empty name";
  EXPECT_FALSE(is_foreign_mat(matlab_4(0, 2, 2)));
  EXPECT_FALSE(is_foreign_mat(matlab_4(0).substr(0, 21)));
  EXPECT_FALSE(is_foreign_mat(std::string(4096, '\0')));
}

TEST(ForeignFormat, TellsZipFilesApart) {
  EXPECT_EQ(foreign_name(stored_zip({{"[Content_Types].xml", "a"}, {"_rels/.rels", "b"}})),
            "an Excel file (.xlsx)");
  EXPECT_EQ(foreign_name(stored_zip({{"docProps/app.xml", "a"}, {"xl/theme/theme1.xml", "b"}})),
            "an Excel file (.xlsx)");
  EXPECT_EQ(foreign_name(stored_zip({{"[Content_Types].xml", "a"}, {"word/document.xml", "b"}})),
            "none");
  EXPECT_EQ(foreign_name(stored_zip({{"[Content_Types].xml", "a"}, {"ppt/a.xml", "b"}})), "none");
  EXPECT_EQ(foreign_name(stored_zip({{"X.npy", "a"}, {"y.npy", "b"}})), "none");
  EXPECT_EQ(foreign_name(stored_zip({{"a.npy", "a"}, {"b/data.pkl", "b"}})), "none");
  EXPECT_EQ(foreign_name(stored_zip({{"model/data.pkl", "a"}, {"model/data/0", "b"}})),
            "a PyTorch file");
  EXPECT_EQ(foreign_name("PK\3\4"), "none");
  EXPECT_EQ(foreign_name(stored_zip({{"xl/workbook.xml", ""}}).substr(0, 33)),
            "an Excel file (.xlsx)");
}

TEST(ForeignFormat, DoesNotTakeTextForBinaryFormats) {
  EXPECT_EQ(foreign_name("PAR1,PAR2\n1,2\n"), "none");
  EXPECT_EQ(foreign_name("PAR1\n1\n"), "none");
  EXPECT_EQ(foreign_name("PAR1\r\n1\r\n"), "none");
  EXPECT_EQ(foreign_name("PAR1\xc3\xa4,b\n"), "none");
  EXPECT_EQ(foreign_name("FEA1\tFEA2\n"), "none");
  EXPECT_EQ(foreign_name("ARROW1"), "none");
  EXPECT_EQ(foreign_name("ARROW1 ARROW2\n"), "none");
  EXPECT_EQ(foreign_name("FEA1" + from_hex("00")), "a Feather or Arrow file");
  EXPECT_EQ(foreign_name("SQLite format 3\n"), "none");
}

TEST(ForeignFormat, LeavesAllOthersAlone) {
  EXPECT_EQ(foreign_name(""), "none");
  EXPECT_EQ(foreign_name("1,2\n3,4\n"), "none");
  EXPECT_EQ(foreign_name("\x93NUMPY\1"), "none");
  EXPECT_EQ(foreign_name(from_hex("00000803 00000001 00000001 00000001 07")), "none") << "IDX";
  EXPECT_EQ(foreign_name(from_hex("8001")), "none");
  EXPECT_EQ(foreign_name(from_hex("800128")), "none");
  EXPECT_EQ(foreign_name(from_hex("800628")), "none");
}

}  // namespace
}  // namespace sae::format
