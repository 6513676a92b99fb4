// SPDX-License-Identifier: MIT
// Fuzzes the reader of SVMlight files: with the defaults, with each first index, and with a given
// number of columns.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "format/svmlight.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

using Data = format::SvmlightData;
using Options = format::SvmlightOptions;

constexpr std::int64_t kMostValues = 4096;

// A different label in each row of three bytes takes two tree nodes of 72 bytes, two texts of 32
// and three numbers. The fixed part is for the values and a message.
constexpr MemoryLimit kMemory{128, kMostValues * sizeof(double) + (4 << 10)};

void check_labels(const Data& data) {
  const auto count = static_cast<std::int64_t>(data.class_names.size());
  const auto known = [count](std::int64_t label) { return label >= 0 && label < count; };
  if (!data.label_problem.empty()) {
    expect_message_line(data.label_problem);
    expect(data.labels.empty() && count == 0, "no labels after a problem");
    return;
  }
  expect(data.labels.size() == static_cast<std::size_t>(data.rows), "a label for each row");
  expect(std::ranges::all_of(data.labels, known), "labels with names");
}

// Writes row `i` as text again, without zeros.
std::string row_text(const Data& data, std::int64_t i) {
  const auto at = static_cast<std::size_t>(i);
  std::string text =
      data.labels.empty() ? "0" : data.class_names[static_cast<std::size_t>(data.labels[at])];
  for (std::int64_t column = 0; column < data.columns; ++column) {
    const double value = data.values[static_cast<std::size_t>(i * data.columns + column)];
    if (value == 0) continue;
    text += ' ' + std::to_string(column + data.first_index) + ':' + base::format_number(value);
  }
  return text + '\n';
}

void check_round_trip(const Data& data) {
  std::string text;
  for (std::int64_t i = 0; i < data.rows; ++i) text += row_text(data, i);
  Options options;
  options.base = data.first_index == 0 ? Options::IndexBase::kZero : Options::IndexBase::kOne;
  options.features = data.columns;
  const Data again = format::parse_svmlight(text, "x.svm", options);
  expect(again.rows == data.rows && again.columns == data.columns, "the same sizes again");
  expect(again.values == data.values, "the same values again");
  if (data.label_problem.empty()) {
    expect(again.labels == data.labels, "the same labels again");
    expect(again.class_names == data.class_names, "the same class names again");
  }
  const auto examined = std::min<std::ptrdiff_t>(data.rows, 20) * data.columns;
  const bool has_field = std::any_of(data.values.begin(), data.values.begin() + examined,
                                     [](double value) { return value != 0; });
  expect(format::looks_like_svmlight(text) == has_field, "detection of what was written");
}

void try_options(std::string_view input, Options options) {
  options.max_values = kMostValues;
  const auto data = read_or_refuse(input, kMemory, ErrorKind::kData,
                                   [&] { return format::parse_svmlight(input, "x.svm", options); });
  if (!data) return;
  expect(data->rows >= 1 && data->columns >= 1, "rows and columns");
  expect(data->rows * data->columns <= kMostValues, "at most max_values values");
  expect(data->values.size() == static_cast<std::size_t>(data->rows * data->columns),
         "as many values as rows and columns say");
  expect(std::ranges::all_of(data->values, [](double value) { return std::isfinite(value); }),
         "finite values");
  expect(options.features == 0 || data->columns == options.features, "the given columns");
  expect(data->first_index == 0 || !data->has_index_zero, "no index 0 if the first is 1");
  check_labels(*data);
  check_round_trip(*data);
}

}  // namespace

void try_input(std::string_view input) {
  format::looks_like_svmlight(input);
  Options options;
  try_options(input, options);
  options.features = 4;
  try_options(input, options);
  options.features = 0;
  for (const auto base : {Options::IndexBase::kZero, Options::IndexBase::kOne}) {
    options.base = base;
    try_options(input, options);
  }
}

}  // namespace sae::fuzz
