// SPDX-License-Identifier: MIT
// Recognises file formats by their first bytes.
#include "format/foreign.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/text.h"

namespace sae::format {
namespace {

using namespace std::string_view_literals;

// Whether the mark is followed by a byte that no text contains: a header of a table may begin with
// the same letters.
bool has_binary_mark(std::string_view start, std::string_view mark) {
  if (!start.starts_with(mark) || start.size() == mark.size()) return false;
  const auto next = static_cast<unsigned char>(start[mark.size()]);
  return next < 0x20 && next != '\t' && next != '\n' && next != '\r';
}

bool is_matlab_73(std::string_view start) {
  if (start.starts_with("MATLAB 7.3 MAT-file")) return true;
  const std::string_view version = start.size() < 128 ? "" : start.substr(124, 4);
  return version == "\0\2IM"sv || version == "\2\0MI"sv;
}

// A file of version 4 has no mark. Its first variable begins with five numbers: the type as four
// decimal digits (byte order, 0, number type, kind of matrix), rows, columns, whether it is complex
// and the length of its name, which ends with a zero.
bool is_matlab_4(std::string_view start) {
  constexpr std::size_t kHead = 20, kMostName = 64;
  if (start.size() < kHead) return false;
  for (const bool big : {false, true}) {
    const auto number = [&](std::size_t at) {
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8U | static_cast<unsigned char>(start[at + (big ? i : 3 - i)]);
      }
      return value;
    };
    const std::uint32_t type = number(0), name = number(16);
    if (type / 100 * 100 != (big ? 1000 : 0) || type / 10 % 10 > 5 || type % 10 > 2) continue;
    if (number(12) > 1 || name == 0 || name > kMostName || start.size() < kHead + name) continue;
    if (start[kHead] != '\0' && start[kHead + name - 1] == '\0') return true;
  }
  return false;
}

bool is_hdf5(std::string_view start) { return start.starts_with("\x89HDF\r\n\x1a\n"); }

bool is_parquet(std::string_view start) { return has_binary_mark(start, "PAR1"); }

bool is_feather(std::string_view start) {
  return has_binary_mark(start, "ARROW1") || has_binary_mark(start, "FEA1");
}

bool is_sqlite(std::string_view start) { return start.starts_with("SQLite format 3\0"sv); }

// The names of the members of a zip file, as far as `start` contains them.
std::vector<std::string_view> zip_names(std::string_view start) {
  constexpr std::string_view kMark = "PK\3\4";
  constexpr std::size_t kHead = 30, kNameLengthAt = 26;
  std::vector<std::string_view> names;
  if (!start.starts_with(kMark)) return names;
  for (std::size_t at = 0; at != std::string_view::npos; at = start.find(kMark, at + 1)) {
    if (start.size() - at < kHead) break;
    const std::size_t length = static_cast<unsigned char>(start[at + kNameLengthAt]) +
                               static_cast<unsigned char>(start[at + kNameLengthAt + 1]) * 256U;
    names.push_back(start.substr(at + kHead, length));
  }
  return names;
}

bool is_xlsx(std::string_view start) {
  const std::vector<std::string_view> names = zip_names(start);
  const auto begins = [&](std::string_view folder) {
    return std::ranges::any_of(names, [&](auto name) { return name.starts_with(folder); });
  };
  // Word and PowerPoint list their content types, too.
  return begins("xl/") || (begins("[Content_Types].xml") && !begins("word/") && !begins("ppt/"));
}

bool is_xls(std::string_view start) {
  return start.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
}

// An archive begins with its pickle, in a folder; an older file with a pickled magic number.
bool is_pytorch(std::string_view start) {
  const std::vector<std::string_view> names = zip_names(start);
  return (!names.empty() && names.front().ends_with("/data.pkl")) ||
         start.starts_with("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19.");
}

bool is_pickle(std::string_view start) {
  return start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
}

// The first characters besides white space.
std::string visible_start(std::string_view start, std::size_t count) {
  std::string visible;
  for (const char c : start) {
    if (visible.size() == count) break;
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') visible += c;
  }
  return visible;
}

// An array of objects or arrays, or an object that is alone in the file.
bool is_json(std::string_view start) {
  const std::string visible = visible_start(start, 2);
  return visible == "[{" || visible == "[[" ||
         (visible == "{\"" &&
          start.substr(0, start.find('\n')).find('}') == std::string_view::npos);
}

// An object on each line.
bool is_json_lines(std::string_view start) { return visible_start(start, 2) == "{\""; }

// In `python`, $IN$ is the input (a path, or a file if it is gzip), $FILE$ the opened input and
// $OUT$ the path of the output.
struct ForeignRule {
  bool (*matches)(std::string_view start);
  const char* name;
  const char* extension;
  const char* modules;
  const char* python;
};
// A PyTorch file of the older kind is a pickle, too, and a file of JSON lines begins like other
// JSON: the first rule that matches counts.
constexpr std::array<ForeignRule, 12> kForeignRules{{
    {is_matlab_73, "a MATLAB 7.3 file (HDF5)", ".npy", "h5py, numpy",
     "numpy.save($OUT$, h5py.File($IN$)[\"NAME\"][()].T)"},
    {is_matlab_4, "a MATLAB 4 file", ".npy", "numpy, scipy.io",
     "numpy.save($OUT$, scipy.io.loadmat($IN$)[\"NAME\"])"},
    {is_hdf5, "an HDF5 file", ".npy", "h5py, numpy",
     "numpy.save($OUT$, h5py.File($IN$)[\"NAME\"][()])"},
    {is_parquet, "a Parquet file", ".csv", "pandas",
     "pandas.read_parquet($IN$).to_csv($OUT$, index=False)"},
    {is_xlsx, "an Excel file (.xlsx)", ".csv", "pandas",
     "pandas.read_excel($IN$).to_csv($OUT$, index=False)"},
    {is_xls, "an Excel file (.xls)", ".csv", "pandas",
     "pandas.read_excel($IN$).to_csv($OUT$, index=False)"},
    {is_pytorch, "a PyTorch file", ".npy", "numpy, torch",
     "numpy.save($OUT$, torch.load($IN$).numpy()), for a dictionary with [\"NAME\"] after "
     "load(...)"},
    {is_pickle, "a Python pickle", ".npy", "numpy, pickle",
     "numpy.save($OUT$, pickle.load($FILE$, encoding=\"latin1\")), for a dictionary with "
     "[\"NAME\"] after load(...); unpickle only files that you trust"},
    {is_feather, "a Feather or Arrow file", ".csv", "pandas",
     "pandas.read_feather($IN$).to_csv($OUT$, index=False)"},
    {is_sqlite, "an SQLite database", ".csv", "pandas, sqlite3",
     "pandas.read_sql(\"SELECT * FROM NAME\", sqlite3.connect($IN$)).to_csv($OUT$, index=False)"},
    {is_json, "a JSON file", ".csv", "pandas", "pandas.read_json($IN$).to_csv($OUT$, index=False)"},
    {is_json_lines, "a file of JSON lines", ".csv", "pandas",
     "pandas.read_json($IN$, lines=True).to_csv($OUT$, index=False)"},
}};

// The text as a string of Python.
std::string python_text(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + base::printable(escaped) + '"';
}

std::string conversion_hint(const ForeignRule& rule, const std::string& file) {
  std::filesystem::path target = file;
  const bool packed = target.extension() == ".gz";
  if (packed) target.replace_extension();
  target.replace_extension(rule.extension);
  const std::string in = python_text(file), unpacked = "gzip.open(" + in + ")";
  std::string hint = std::string("convert it with Python: import ") + (packed ? "gzip, " : "") +
                     rule.modules + "; ";
  for (const std::string& part : base::split(rule.python, '$')) {
    if (part == "IN") {
      hint += packed ? unpacked : in;
    } else if (part == "FILE") {
      hint += packed ? unpacked : "open(" + in + ", \"rb\")";
    } else {
      hint += part == "OUT" ? python_text(target.string()) : part;
    }
  }
  return hint;
}

}  // namespace

bool is_foreign_mat(std::string_view start) { return is_matlab_73(start) || is_matlab_4(start); }

std::optional<ForeignFormat> find_foreign_format(std::string_view start, const std::string& file) {
  const auto* rule = std::ranges::find_if(
      kForeignRules, [&](const ForeignRule& candidate) { return candidate.matches(start); });
  if (rule == kForeignRules.end()) return std::nullopt;
  return ForeignFormat{rule->name, conversion_hint(*rule, file)};
}

}  // namespace sae::format
