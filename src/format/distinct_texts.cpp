// SPDX-License-Identifier: MIT
// Numbers the distinct texts of a column.
#include "format/distinct_texts.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "format/classes.h"

namespace sae::format {

DistinctTexts::DistinctTexts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) number(text);
}

std::optional<std::int64_t> DistinctTexts::find(std::string_view text) const {
  const auto found = numbers_.find(text);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> DistinctTexts::number(std::string_view text) {
  if (const auto known = find(text)) return known;
  const auto next = static_cast<std::int64_t>(numbers_.size());
  if (numbers_.size() == kMostClasses) return std::nullopt;
  numbers_.emplace(text, next);
  return next;
}

std::vector<std::string> DistinctTexts::texts() const {
  std::vector<std::string> texts(numbers_.size());
  for (const auto& [text, number] : numbers_) texts[static_cast<std::size_t>(number)] = text;
  return texts;
}

std::string most_texts_expected() {
  return "at most " + std::to_string(kMostClasses) + " different texts, found more";
}

SortedTexts sort_naturally(std::vector<std::string> texts) {
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order,
                    [&](std::size_t a, std::size_t b) { return natural_less(texts[a], texts[b]); });
  SortedTexts sorted;
  sorted.place_of.resize(texts.size());
  for (const std::size_t from : order) {
    sorted.place_of[from] = static_cast<std::int64_t>(sorted.texts.size());
    sorted.texts.push_back(std::move(texts[from]));
  }
  return sorted;
}

}  // namespace sae::format
