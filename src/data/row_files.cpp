// SPDX-License-Identifier: MIT
// Rows as files for other programs.
#include "data/row_files.h"

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "data/values.h"
#include "format/csv.h"
#include "format/npy.h"

namespace sae::data {
namespace {

std::string csv_header(const Dataset& rows) {
  std::string header;
  for (const std::string& name : feature_names(rows)) header += format::csv_field(name) + ",";
  if (header.empty()) return "";
  if (rows.labels.defined()) return header + "class\n";
  header.back() = '\n';
  return header;
}

/// values: those of `rows`, contiguous.
template <class Value>
std::string csv_lines(const Dataset& rows, const at::Tensor& values) {
  const std::vector<std::string> classes = class_texts(rows);
  std::string text = csv_header(rows);
  const auto* value = values.const_data_ptr<Value>();
  for (std::int64_t row = 0; row < rows.rows(); ++row) {
    for (std::int64_t i = 0; i < rows.width(); ++i, ++value) {
      if (*value == *value) text += csv_number(*value);  // a missing value is unequal to itself
      text += ',';
    }
    if (!classes.empty()) text += format::csv_field(classes[static_cast<std::size_t>(row)]) + ',';
    text.back() = '\n';
  }
  return text;
}

}  // namespace

format::NumberType number_type(at::ScalarType type) {
  if (type == at::kByte) return format::NumberType::kUint8;
  return type == at::kFloat ? format::NumberType::kFloat32 : format::NumberType::kFloat64;
}

std::string csv_number(double value) { return base::format_number(value); }
std::string csv_number(float value) { return base::format_float32(value); }
std::string csv_number(std::uint8_t value) { return std::to_string(value); }

std::vector<std::int64_t> row_shape(const Dataset& rows) {
  if (!is_picture(rows)) return {rows.width()};
  std::vector<std::int64_t> shape = {rows.shape.height, rows.shape.width};
  if (rows.shape.channels > 1) shape.push_back(rows.shape.channels);
  return shape;
}

std::vector<std::string> feature_names(const Dataset& rows) {
  std::vector<std::string> names;
  for (std::int64_t line = 0; line < rows.window; ++line) {
    for (const std::string& name : rows.column_names) {
      names.push_back(rows.window > 1 ? name + " " + std::to_string(line) : name);
    }
  }
  return names;
}

std::string npy_of(const Dataset& rows) {
  const at::Tensor values = rows.features.contiguous();
  const std::span bytes(static_cast<const std::byte*>(values.const_data_ptr()), values.nbytes());
  std::vector<std::int64_t> shape = row_shape(rows);
  shape.insert(shape.begin(), rows.rows());
  return format::npy_bytes({number_type(values.scalar_type()), shape, bytes});
}

std::string csv_of(const Dataset& rows) {
  const at::Tensor values = rows.features.contiguous();
  if (values.scalar_type() == at::kByte) return csv_lines<std::uint8_t>(rows, values);
  return values.scalar_type() == at::kFloat ? csv_lines<float>(rows, values)
                                            : csv_lines<double>(rows, values);
}

}  // namespace sae::data
