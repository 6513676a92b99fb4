// SPDX-License-Identifier: MIT
// Rows in memory.
#include "data/dataset.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <cmath>

#include "data/values.h"

namespace sae::data {

Dataset take_rows(const Dataset& dataset, const at::Tensor& rows) {
  Dataset taken = dataset;
  taken.features = dataset.features.index_select(0, rows);
  if (dataset.labels.defined()) taken.labels = dataset.labels.index_select(0, rows);
  taken.row_ids = dataset.row_ids.defined() ? dataset.row_ids.index_select(0, rows) : rows;
  return taken;
}

at::Tensor ids_of(const Dataset& dataset) {
  return dataset.row_ids.defined() ? dataset.row_ids : at::arange(dataset.rows(), at::kLong);
}

std::vector<std::string> id_texts(const Dataset& dataset) {
  std::vector<std::string> texts;
  for (const auto id : to_vector<std::int64_t>(ids_of(dataset))) {
    texts.push_back(dataset.row_names.empty() ? std::to_string(id)
                                              : dataset.row_names.at(static_cast<std::size_t>(id)));
  }
  return texts;
}

std::vector<std::string> class_texts(const Dataset& dataset) {
  std::vector<std::string> names;
  if (!dataset.labels.defined()) return names;
  for (const auto label : to_vector<std::int64_t>(dataset.labels)) {
    names.push_back(dataset.class_names.at(static_cast<std::size_t>(label)));
  }
  return names;
}

bool is_picture(const Dataset& dataset) {
  return dataset.shape.height > 1 && dataset.column_names.empty() && dataset.window == 1;
}

Dataset at_full_scale(Dataset dataset, double full_scale) {
  const bool bytes = dataset.features.scalar_type() == at::kByte;
  const double present = bytes ? kLargestByte : dataset.full_scale;
  if (full_scale == 0) return dataset;
  if (!(bytes || dataset.content == Content::kPixels) || full_scale == present) return dataset;
  dataset.features = dataset.features.to(at::kFloat) * full_scale / present;
  dataset.full_scale = full_scale;
  return dataset;
}

ImageShape shape_of_numbers(std::int64_t width) {
  constexpr std::int64_t kLeastSide = 4;
  const auto side = std::llround(std::sqrt(static_cast<double>(width)));
  if (side >= kLeastSide && side * side == width) {
    return {static_cast<int>(side), static_cast<int>(side), 1};
  }
  return {1, static_cast<int>(width), 1};
}

}  // namespace sae::data
