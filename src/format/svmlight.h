// SPDX-License-Identifier: MIT
// Reads SVMlight and LIBSVM files: sparse rows of numbers with labels.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// Options that the text itself cannot answer.
struct SvmlightOptions {
  enum class IndexBase {
    kAuto,  ///< Zero if the text contains an index 0, otherwise one.
    kZero,  ///< Index 0 is the first column.
    kOne,   ///< Index 1 is the first column; an index 0 is refused.
  };
  IndexBase base = IndexBase::kAuto;
  std::int64_t features = 0;  ///< Number of columns, at least 0; 0: the largest index decides.
  std::int64_t max_values = std::int64_t{1} << 31;  ///< Maximum rows x columns, at least 0.
};

/// The rows of a file, dense, with a class for each.
struct SvmlightData {
  std::int64_t rows = 0;                 ///< At least 1.
  std::int64_t columns = 0;              ///< At least 1.
  std::vector<double> values;            ///< rows x columns, row-major, all finite.
  std::vector<std::int64_t> labels;      ///< One class_names index per row, or empty.
  std::vector<std::string> class_names;  ///< At most 65536.
  std::string label_problem;     ///< Why `labels` is empty, as one line for messages; else empty.
  std::int64_t first_index = 1;  ///< Index of the first column: 0 or 1.
  bool has_index_zero = false;   ///< Whether the text contains an index 0.
};

/// Parses rows of "label index:value index:value # comment", separated by spaces or tabs
/// (https://www.cs.cornell.edu/people/tj/svm_light, https://www.csie.ntu.edu.tw/~cjlin/libsvm).
/// Values that a row omits are 0.
/// - Lines end in "\n", "\r\n" or "\r". Blank lines, comments, a byte order mark and a "qid:N"
///   after the label are skipped.
/// - A label is a finite number, or several joined by commas (multi-label files). "1", "+1" and
///   "1.0" are one class, named "1"; so are "1,3" and "3,1", named "1,3".
/// - Classes are those of classes_of (format/classes.h). If it refuses the labels, such as the
///   targets of a regression, the rows are still returned, and `label_problem` is its message.
/// - Indices are whole, from 0 to 2147483646, and ascend within a row. Values are finite. Values
///   and labels may begin with '+'.
/// `name` is the file name for messages. Throws sae::Error (kData) with the line (from 1) on
/// anything else, and on an index 0 or beyond `features` that the options exclude. Also throws on a
/// text without rows or columns, and on more than `max_values` values, before it allocates them.
/// Time is proportional to the text plus rows x columns. Memory: 8 bytes per value and row, about
/// 50 per field of the longest row, and 200 per class plus its name.
SvmlightData parse_svmlight(std::string_view text, const std::string& name,
                            const SvmlightOptions& options = {});

/// Whether the text appears to be SVMlight: each of its first 20 rows is a label and index:value
/// fields with ascending indices, and one of them has such a field. The text may be the beginning
/// of a file; its last word may be cut.
/// Numbers with a leading zero ("09:30", "9:05") are times, not fields. Known limits: a table of
/// times without leading zeros that ascend in each row ("1 12:30 13:45") is mistaken for SVMlight;
/// a file whose first 20 rows have no field is not recognised.
bool looks_like_svmlight(std::string_view text);

}  // namespace sae::format
