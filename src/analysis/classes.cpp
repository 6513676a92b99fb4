// SPDX-License-Identifier: MIT
// The classes that occur in labelled data.
#include "analysis/classes.h"

#include <ATen/ops/bincount.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include "base/error.h"
#include "base/text.h"
#include "data/class_choice.h"
#include "data/values.h"

namespace sae::analysis {
namespace {

/// The distinct labels, ascending.
std::vector<std::int64_t> labels_in(const at::Tensor& labels) {
  return data::to_vector<std::int64_t>(at::bincount(labels).nonzero());
}

/// The labels as numbers if all are whole numbers, otherwise their indices.
std::vector<std::int64_t> numbers_of(const std::vector<std::string>& labels) {
  std::vector<std::int64_t> numbers, places;
  for (const std::string& label : labels) {
    places.push_back(static_cast<std::int64_t>(places.size()));
    if (const auto number = base::parse_integer(label)) numbers.push_back(*number);
  }
  return numbers.size() == labels.size() ? numbers : places;
}

}  // namespace

Classes find_classes(const data::Split& split) {
  for (const data::Dataset* part : {&split.train, &split.valid}) {
    if (part->labels.defined()) continue;
    throw Error(ErrorKind::kData, split.place + ": expected rows with labels, found none",
                "use --labels FILE or --label_column");
  }
  const std::size_t trained = labels_in(split.train.labels).size();
  if (trained < 2) {
    throw Error(ErrorKind::kData, split.place +
                                      ": expected at least 2 classes to train on, found " +
                                      std::to_string(trained));
  }
  Classes classes;
  const std::vector<std::int64_t> occurring =
      labels_in(at::cat({split.train.labels, split.valid.labels}));
  const std::vector<std::int64_t> numbers = numbers_of(data::labels_of_classes(split.train));
  const at::Tensor number = at::full({occurring.back() + 1}, -1, at::kLong);
  auto* class_of = number.mutable_data_ptr<std::int64_t>();
  for (const std::int64_t label : occurring) {
    class_of[label] = static_cast<std::int64_t>(classes.names.size());
    classes.labels.push_back(numbers.at(static_cast<std::size_t>(label)));
    classes.names.push_back(split.train.class_names.at(static_cast<std::size_t>(label)));
  }
  classes.train = number.index_select(0, split.train.labels);
  classes.valid = number.index_select(0, split.valid.labels);
  return classes;
}

}  // namespace sae::analysis
