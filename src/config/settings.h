// SPDX-License-Identifier: MIT
// Converts settings to struct members, and options to help text.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "config/presets.h"
#include "config/values.h"

namespace sae::config {

/// An option and its value as text.
struct FieldText {
  Field field;
  std::string text;
  std::vector<std::string> values{};  ///< all possible words, for shell completion; empty: others
};

/// Data options for applying a trained run: the run's own, overridden by `typed`. With other data
/// (--data), preprocessing stays the run's and all rows are used. typed: settings of any name;
/// those of visit_inference_data must be readable.
DataConfig inference_data(const DataConfig& of_run, const std::vector<Setting>& typed);

/// Result of assigning a setting.
struct Assigned {
  bool known = false;                  ///< whether a field has this name
  std::optional<std::string> problem;  ///< one line if the text cannot be read
};

/// Parses `setting` into the field that it names. visit_all(visitor) calls the visitor with each
/// field and its value, as visit_fields does.
template <class VisitAll>
Assigned assign(const Setting& setting, VisitAll&& visit_all) {
  Assigned assigned;
  visit_all([&](const Field& field, auto& value) {
    if (field.name() != setting.name) return;
    assigned.known = true;
    using Text = ValueText<std::remove_cvref_t<decltype(value)>>;
    if constexpr (requires { value.reset(); }) {
      if (!setting.text) return value.reset();
    }
    auto parsed = setting.text ? Text::parse(field, *setting.text) : std::nullopt;
    if (parsed) {
      value = *std::move(parsed);
    } else {
      assigned.problem = "--" + setting.name + ": expected " + Text::expected(field) + ", found " +
                         (setting.text ? base::quote(*setting.text) : "null");
    }
  });
  return assigned;
}

/// Options of a command with their values as text. Options is a plain struct with defaults;
/// visit_options(options, visitor), constrained to that struct, lists its fields.
template <class Options>
std::vector<FieldText> describe(const Options& options) {
  std::vector<FieldText> described;
  visit_options(options, [&](const Field& field, const auto& value) {
    using Text = ValueText<std::remove_cvref_t<decltype(value)>>;
    described.push_back(
        {field, Text::format(field, value), words_of<std::remove_cvref_t<decltype(value)>>()});
  });
  return described;
}

/// Copies `options` and applies the typed settings, which must name its fields. Throws kUsage with
/// one line for each text that cannot be read.
template <class Options>
Options with_settings(Options options, const std::vector<Setting>& typed) {
  std::vector<std::string> problems;
  for (const Setting& setting : typed) {
    const Assigned assigned =
        assign(setting, [&](auto&& visitor) { visit_options(options, visitor); });
    if (assigned.problem) problems.push_back(*assigned.problem);
  }
  if (!problems.empty()) throw UsageErrors(problems);
  return options;
}

}  // namespace sae::config
