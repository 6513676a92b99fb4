// SPDX-License-Identifier: MIT
// The trials of a sweep.
#include "batch/grid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "config/config_json.h"
#include "config/resolve.h"
#include "config/values.h"
#include "format/delimited.h"
#include "format/file.h"
#include "format/json.h"
#include "format/plain_text.h"

namespace sae::batch {
namespace {

using Settings = std::vector<config::Setting>;

constexpr std::size_t kMostTrials = 10'000;
constexpr std::uint64_t kMostTrialBytes = 16'000'000;

/// An option of sae_train: how it reads a value.
struct Option {
  std::string expected;  ///< completes "expected …"
  bool whole = false;    ///< takes whole numbers
  bool number = false;
};

/// The value in its usual form; nothing if the option cannot be this text.
template <class T>
std::optional<std::string> usual_form(const config::Field& field, const std::string& text) {
  using Text = config::ValueText<T>;
  const auto value = Text::parse(field, text);
  if (!value) return std::nullopt;
  return Text::format(field, *value);
}

/// Calls visit(field, type of the value) for the option. Throws kUsage if there is none.
template <class Visit>
void visit_option(const std::string& name, const Visit& visit) {
  const config::Config defaults;
  bool found = false;
  config::visit_fields(defaults, [&](const config::Field& field, const auto& value) {
    if (field.name() != name) return;
    found = true;
    visit(field, std::type_identity<std::remove_cvref_t<decltype(value)>>());
  });
  if (found) return;
  const auto near = base::nearest(name, config::field_names());
  throw Error(ErrorKind::kUsage, "expected an option of sae_train, found " + base::quote(name) +
                                     (near ? " (did you mean '" + *near + "'?)" : ""));
}

std::optional<std::string> whole_value(const config::Setting& typed) {
  std::optional<std::string> form;
  visit_option(typed.name, [&]<class T>(const config::Field& field, std::type_identity<T>) {
    form = usual_form<T>(field, *typed.text);
  });
  return form;
}

Option describe_option(const std::string& name) {
  Option option;
  visit_option(name, [&]<class T>(const config::Field& field, std::type_identity<T>) {
    using Value = typename config::TypedValue<T>::Type;
    option = {config::ValueText<T>::expected(field), std::is_same_v<Value, std::int64_t>,
              std::is_same_v<Value, std::int64_t> || std::is_same_v<Value, double>};
  });
  return option;
}

[[noreturn]] void refuse_value(const config::Setting& typed, const std::string& text,
                               const Option& option) {
  throw Error(ErrorKind::kUsage,
              "--" + typed.name + ": expected " + option.expected +
                  (option.number ? ", several separated by commas, or lin:A:B:N or log:A:B:N"
                                 : ", or several separated by commas") +
                  ", found " + base::quote(text));
}

/// Four digits are enough to tell trials apart, and keep their names short.
std::string rounded_value(double value, bool whole) {
  if (whole) return std::to_string(std::llround(value));
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return base::format_number(*base::parse_number(text.data()));
}

/// The values of "lin:A:B:N" or "log:A:B:N"; none if the text is no such range.
std::vector<std::string> range_values(const std::string& text, const Option& option) {
  constexpr std::int64_t kMostValues = 1000;
  const std::vector<std::string> parts = base::split(text, ':');
  const bool log = parts.front() == "log";
  if (!option.number || parts.size() != 4 || (!log && parts.front() != "lin")) return {};
  const auto first = base::parse_number(parts[1]), last = base::parse_number(parts[2]);
  const auto count = base::parse_integer(parts[3]);
  if (!first || !last || !count || *count < 2 || *count > kMostValues) return {};
  if (log && (*first <= 0 || *last <= 0)) return {};
  std::vector<std::string> values;
  for (std::int64_t i = 0; i < *count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(*count - 1);
    const double value =
        log ? *first * std::pow(*last / *first, share) : *first + (*last - *first) * share;
    const bool end = i == 0 || i + 1 == *count;
    values.push_back(end && !option.whole ? base::format_number(i == 0 ? *first : *last)
                                          : rounded_value(value, option.whole));
  }
  return values;
}

void expect_distinct(std::vector<std::string> values, const std::string& name) {
  std::ranges::sort(values);
  const auto twice = std::ranges::adjacent_find(values);
  if (twice == values.end()) return;
  throw Error(ErrorKind::kUsage,
              "--" + name + ": expected each value once, found " + *twice + " twice");
}

/// The values of one option in all its occurrences.
struct Axis {
  std::string name;
  std::vector<std::string> values;
};

std::vector<Axis> axes_of(const Settings& typed) {
  std::vector<Axis> axes;
  for (const config::Setting& setting : typed) {
    auto axis = std::ranges::find(axes, setting.name, &Axis::name);
    if (axis == axes.end()) axis = axes.insert(axes.end(), Axis{setting.name, {}});
    std::ranges::move(option_values(setting), std::back_inserter(axis->values));
  }
  for (const Axis& axis : axes) expect_distinct(axis.values, axis.name);
  return axes;
}

/// Refuses more trials than anyone wants to wait for, before they fill the memory.
void check_count(const std::vector<Axis>& axes, std::size_t rows) {
  double count = static_cast<double>(rows);
  for (const Axis& axis : axes) count *= static_cast<double>(axis.values.size());
  if (count <= static_cast<double>(kMostTrials)) return;
  throw Error(ErrorKind::kUsage, "expected at most " + base::format_count(kMostTrials) +
                                     " trials, found " + base::format_number(count));
}

/// The settings in the order of the help, so that a trial has one name however it was asked for.
Settings ordered(Settings settings) {
  const std::vector<std::string> names = config::field_names();
  std::ranges::stable_sort(settings, {}, [&](const config::Setting& setting) {
    return std::ranges::find(names, setting.name) - names.begin();
  });
  return settings;
}

/// Names the trials; where two names are equal, each gets a checksum of its settings.
std::vector<Trial> named(const std::vector<Settings>& combinations) {
  std::vector<Trial> trials;
  std::multiset<std::string> names;
  std::set<std::string> texts;
  for (const Settings& combination : combinations) {
    const Settings settings = ordered(combination);
    if (!texts.insert(settings_text(settings)).second) {
      throw Error(ErrorKind::kUsage,
                  "expected different trials, found two with " +
                      (settings.empty() ? "no settings" : settings_text(settings)));
    }
    trials.push_back({trial_name(settings), settings});
    names.insert(trials.back().name);
  }
  for (Trial& trial : trials) {
    if (names.count(trial.name) > 1)
      trial.name.append("-").append(settings_checksum(trial.settings));
  }
  return trials;
}

/// A setting of a file, with its value in the usual form.
config::Setting file_setting(const std::string& option, const std::string& text,
                             const std::string& place) {
  const std::size_t dashes = option.starts_with("--") ? 2 : 0;
  try {
    return usual_setting({option.substr(dashes), text});
  } catch (const Error& error) {
    throw Error(ErrorKind::kUsage, place + ": " + error.what());
  }
}

std::vector<Settings> read_table(const std::filesystem::path& path) {
  const std::string name = path.string();
  const std::string text = format::read_file(path, kMostTrialBytes, ErrorKind::kUsage);
  format::DelimitedReader reader(format::expect_utf8(text, name), name);
  std::vector<std::string> options;
  if (reader.next()) {
    for (const format::Field& field : reader.fields()) options.push_back(field.content());
  }
  std::vector<Settings> rows;
  while (reader.next()) {
    Settings settings;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const format::Field& field = reader.fields()[i];
      if (field.raw.empty()) continue;
      settings.push_back(file_setting(options[i], field.content(), reader.place(field)));
    }
    rows.push_back(std::move(settings));
  }
  return rows;
}

std::vector<Settings> read_list(const std::filesystem::path& path) {
  const std::string name = path.string();
  const format::Json list = format::read_json(path, ErrorKind::kUsage);
  if (!list.is_array()) {
    throw Error(ErrorKind::kUsage, name +
                                       ": expected a list of objects, one for each trial, found " +
                                       std::string(list.type_name()));
  }
  std::vector<Settings> rows;
  for (const format::Json& row : list) {
    const std::string place = name + ": trial " + std::to_string(rows.size() + 1);
    Settings settings;
    for (const config::Setting& setting :
         config::read_config_file(row, place, ErrorKind::kUsage).settings) {
      if (setting.text) settings.push_back(file_setting(setting.name, *setting.text, place));
    }
    rows.push_back(std::move(settings));
  }
  return rows;
}

}  // namespace

std::vector<std::string> option_values(const config::Setting& typed) {
  if (const auto value = whole_value(typed)) return {*value};
  const Option option = describe_option(typed.name);
  if (auto values = range_values(*typed.text, option); !values.empty()) return values;
  std::vector<std::string> values;
  for (const std::string& part : base::split(*typed.text, ',')) {
    const auto value = whole_value({typed.name, part});
    if (!value) refuse_value(typed, *typed.text, option);
    values.push_back(*value);
  }
  return values;
}

config::Setting usual_setting(const config::Setting& typed) {
  if (const auto form = whole_value(typed)) return {typed.name, form};
  throw Error(ErrorKind::kUsage, "--" + typed.name + ": expected " +
                                     describe_option(typed.name).expected + ", found " +
                                     base::quote(*typed.text));
}

std::vector<Settings> read_trial_settings(const std::filesystem::path& path) {
  try {
    std::vector<Settings> rows = path.extension() == ".json" ? read_list(path) : read_table(path);
    if (rows.empty()) {
      throw Error(ErrorKind::kUsage, path.string() + ": expected at least one trial, found none");
    }
    return rows;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kUsage) throw;
    throw Error(ErrorKind::kUsage, error.what(), error.hint());
  }
}

std::vector<Trial> make_trials(const Settings& typed, const std::vector<Settings>& rows) {
  const std::vector<Axis> axes = axes_of(typed);
  std::vector<Settings> combinations = rows.empty() ? std::vector<Settings>{{}} : rows;
  check_count(axes, combinations.size());
  for (const Axis& axis : axes) {
    std::vector<Settings> longer;
    for (const Settings& settings : combinations) {
      if (config::find_setting(settings, axis.name) != nullptr) {
        throw Error(ErrorKind::kUsage, "--" + axis.name +
                                           ": expected on the command line or in "
                                           "the file of --trials, found in both");
      }
      for (const std::string& value : axis.values) {
        longer.push_back(settings);
        longer.back().push_back({axis.name, value});
      }
    }
    combinations = std::move(longer);
  }
  return named(combinations);
}

}  // namespace sae::batch
