// SPDX-License-Identifier: MIT
// Selects rows by classes.
#include "data/class_choice.h"

#include <ATen/ops/isin.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "format/classes.h"

namespace sae::data {
namespace {

/// Parses "5-9" to both ends; the first may be negative.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_class_range(const std::string& word) {
  const std::size_t dash = word.find('-', 1);
  if (dash == std::string::npos) return std::nullopt;
  const auto first = base::parse_integer(word.substr(0, dash));
  const auto last = base::parse_integer(word.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return std::pair(*first, *last);
}

/// Classes that a word matches.
std::vector<std::int64_t> matching_classes(const Dataset& dataset, const std::string& word) {
  const std::vector<std::string>& labels = labels_of_classes(dataset);
  for (const auto* texts : {&labels, &dataset.class_names}) {
    const auto found = std::ranges::find(*texts, word);
    if (found != texts->end()) return {found - texts->begin()};
  }
  std::vector<std::int64_t> classes;
  const auto range = parse_class_range(word);
  if (!range) return classes;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto number = base::parse_integer(labels[i]);
    if (number && *number >= range->first && *number <= range->second) {
      classes.push_back(static_cast<std::int64_t>(i));
    }
  }
  return classes;
}

/// Index in `all` of each of `labels`; `all` contains them, in natural order.
at::Tensor indices_in(const std::vector<std::string>& labels, const std::vector<std::string>& all) {
  std::vector<std::int64_t> places;
  for (const std::string& label : labels) {
    places.push_back(std::ranges::lower_bound(all, label, format::natural_less) - all.begin());
  }
  return at::tensor(places);
}

/// Name of each class by label, in natural order.
using NamedClasses = std::map<std::string, std::string, decltype(&format::natural_less)>;

/// A name that differs from the label takes precedence.
void add_classes(const Dataset& dataset, NamedClasses& classes) {
  const std::vector<std::string>& labels = labels_of_classes(dataset);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto [place, is_new] = classes.try_emplace(labels[i], dataset.class_names[i]);
    if (!is_new && place->second == labels[i]) place->second = dataset.class_names[i];
  }
}

[[noreturn]] void refuse_class(const std::string& expected, const std::vector<std::string>& labels,
                               const std::string& word) {
  throw Error(
      ErrorKind::kUsage,
      expected + " (" + base::excerpt(base::join(labels, ", ")) + "), found " + base::quote(word),
      "give the labels as in the files, not positions in a list");
}

}  // namespace

const std::vector<std::string>& labels_of_classes(const Dataset& dataset) {
  return dataset.class_labels.empty() ? dataset.class_names : dataset.class_labels;
}

at::Tensor rows_of_classes(const Dataset& dataset, const config::ClassNames& classes,
                           const std::string& option, const std::string& place,
                           UnknownClass unknown) {
  if (!dataset.labels.defined()) {
    throw Error(ErrorKind::kUsage, option + ": expected data with labels, found none in " + place,
                "--label_column names the column of a table, --labels a file of labels");
  }
  const std::string expected = option + ": expected classes of " + place;
  std::vector<std::int64_t> chosen;
  for (const std::string& word : classes.words) {
    const std::vector<std::int64_t> meant = matching_classes(dataset, word);
    if (meant.empty() && unknown == UnknownClass::kRefuse) {
      refuse_class(expected, labels_of_classes(dataset), word);
    }
    chosen.insert(chosen.end(), meant.begin(), meant.end());
  }
  return at::isin(dataset.labels, at::tensor(chosen));
}

void share_classes(Dataset& first, Dataset& second) {
  if (!first.labels.defined() || !second.labels.defined()) return;
  // The usual case: FashionMNIST's parts already share their ten classes.
  if (first.class_names == second.class_names && first.class_labels == second.class_labels) return;
  NamedClasses classes(format::natural_less);
  add_classes(first, classes);
  add_classes(second, classes);
  std::vector<std::string> labels, names;
  for (const auto& [label, name] : classes) {
    labels.push_back(label);
    names.push_back(name);
  }
  for (Dataset* part : {&first, &second}) {
    part->labels = indices_in(labels_of_classes(*part), labels).index_select(0, part->labels);
    part->class_names = names;
    part->class_labels = names == labels ? std::vector<std::string>() : labels;
  }
}

}  // namespace sae::data
