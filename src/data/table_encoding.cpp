// SPDX-License-Identifier: MIT
// Turns the columns of a table into features.
#include "data/table_encoding.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace sae::data {
namespace {

using format::ColumnKind;
using format::TableColumn;

std::int64_t features_of(const TableColumn& column) {
  return column.kind == ColumnKind::kText ? std::ssize(column.texts) : 1;
}

/// values: row-major, rows x columns; the tensor owns them.
template <class Value>
at::Tensor adopt(std::vector<Value> values, std::int64_t rows, std::int64_t columns) {
  auto owner = std::make_shared<std::vector<Value>>(std::move(values));
  return at::from_blob(
      owner->data(), {rows, columns}, [owner](void*) {}, c10::CppTypeToScalarType<Value>::value);
}

/// Writes the features of one column, the first of which is `feature`.
template <class Value>
void encode_column(const TableColumn& column, const std::vector<Value>& values, std::size_t place,
                   std::size_t columns, at::Tensor& features, std::int64_t feature) {
  auto* out = features.mutable_data_ptr<Value>() + feature;
  const std::int64_t stride = features.size(1);
  for (std::size_t i = place; i < values.size(); i += columns, out += stride) {
    if (column.kind != ColumnKind::kText) {
      *out = values[i];
    } else if (std::isnan(values[i])) {
      std::fill_n(out, column.texts.size(), values[i]);
    } else if (values[i] < static_cast<Value>(column.texts.size())) {
      out[static_cast<std::ptrdiff_t>(values[i])] = 1;
    }
  }
}

}  // namespace

TableEncoding::TableEncoding(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

std::int64_t TableEncoding::width() const {
  std::int64_t width = 0;
  for (const TableColumn& column : columns_) width += features_of(column);
  return width;
}

std::vector<std::string> TableEncoding::feature_names() const {
  std::vector<std::string> names;
  for (const TableColumn& column : columns_) {
    if (column.name.empty()) return {};
    if (column.kind != ColumnKind::kText) names.push_back(column.name);
    for (const std::string& text : column.texts) names.push_back(column.name + "=" + text);
  }
  return names;
}

std::vector<bool> TableEncoding::categories() const {
  std::vector<bool> categories;
  for (const TableColumn& column : columns_) {
    const bool of_texts = column.kind == ColumnKind::kText;
    categories.insert(categories.end(), static_cast<std::size_t>(features_of(column)), of_texts);
  }
  return std::ranges::count(categories, true) > 0 ? categories : std::vector<bool>();
}

at::Tensor TableEncoding::category_mask(std::int64_t width) const {
  const std::vector<bool> categories = this->categories();
  if (categories.empty()) return {};
  at::Tensor mask = at::zeros({std::ssize(categories)}, at::kBool);
  auto* out = mask.mutable_data_ptr<bool>();
  std::copy(categories.begin(), categories.end(), out);
  return mask.repeat({width / std::ssize(categories)});
}

at::Tensor TableEncoding::encode(format::Table table) const {
  return std::visit(
      [&]<class Value>(std::vector<Value>& values) {
        const auto count = static_cast<std::int64_t>(columns_.size());
        if (categories().empty()) return adopt(std::move(values), table.rows, count);
        at::Tensor features =
            at::zeros({table.rows, width()}, c10::CppTypeToScalarType<Value>::value);
        std::int64_t feature = 0;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
          encode_column(columns_[i], values, i, columns_.size(), features, feature);
          feature += features_of(columns_[i]);
        }
        return features;
      },
      table.values.list());
}

}  // namespace sae::data
