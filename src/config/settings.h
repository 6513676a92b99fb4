// SPDX-License-Identifier: MIT
// From what a user wrote to the values of a struct, and its options as a help shows them.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "config/presets.h"
#include "config/values.h"

namespace sae::config {

/// An option and the text of its value.
struct FieldText {
  Field field;
  std::string text;
};

/// The data of a trained run that is put to use: the run's own, but for what was typed. Other data
/// (--data) is read as the run's own was, and then all of its rows are meant. typed: settings of
/// any names, those of visit_inference_data readable.
DataConfig inference_data(const DataConfig& of_run, const std::vector<Setting>& typed);

/// What became of a setting.
struct Assigned {
  bool known = false;                  ///< whether a field has this name
  std::optional<std::string> problem;  ///< a text that cannot be read, as one line
};

/// Gives the field that `setting` names the value of its text. visit_all(visitor) calls the visitor
/// with each field and its value, as visit_fields does.
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

/// The options of a command: a plain struct with defaults, beside which stands
/// visit_options(options, visitor), its one list of fields, constrained to that struct.
template <class Options>
std::vector<FieldText> describe(const Options& options) {
  std::vector<FieldText> described;
  visit_options(options, [&](const Field& field, const auto& value) {
    using Text = ValueText<std::remove_cvref_t<decltype(value)>>;
    described.push_back({field, Text::format(field, value)});
  });
  return described;
}

/// `options` with what was typed, whose names are those of its fields. Throws kUsage with one line
/// for each text that cannot be read.
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
