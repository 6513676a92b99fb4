// SPDX-License-Identifier: MIT
// What runs can be chosen, sorted and grouped by: figures, options and the state, by name.
#include "batch/run_values.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/text.h"
#include "config/config.h"
#include "config/values.h"

namespace sae::batch {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

bool has(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Whether the option can change a figure of a run. Engine and device change only its rounding.
bool has_effect(const config::Field& field) {
  constexpr std::array<std::string_view, 3> kOfMachine = {"threads", "engine", "device"};
  return field.scope <= config::Scope::kRun && field.group != "Output" &&
         field.name() != "preset" &&
         std::ranges::find(kOfMachine, field.name()) == kOfMachine.end();
}

/// Options of runs, in the order of the help.
struct OptionList {
  Names with_effect;
  Names others;
  std::map<std::string, std::string> by_flag;  ///< "reg_param" → "beta"
};

OptionList list_options() {
  OptionList list;
  const config::Config any;
  config::visit_fields(any, [&](const config::Field& field, const auto&) {
    if (field.scope == config::Scope::kCall) return;
    const std::string name = field.name();
    if (name != "preset") (has_effect(field) ? list.with_effect : list.others).push_back(name);
    for (const std::string& flag : base::split(field.flags, ',')) {
      if (flag.starts_with("--")) list.by_flag[flag.substr(2)] = name;
    }
  });
  return list;
}

/// What a message says that a name may be.
std::string kind_text(NameKind kind) {
  switch (kind) {
    case NameKind::kFigure:
      return "a figure";
    case NameKind::kOption:
      return "an option of sae_train";
    case NameKind::kFigureOrOption:
    case NameKind::kValue:
      return "a figure or an option of sae_train";
  }
  return {};
}

Names differing_among(const Names& options, const std::vector<RunValues>& runs) {
  Names differing;
  for (const std::string& name : options) {
    std::set<std::string> values;
    for (const RunValues& run : runs) values.insert(run.options.at(name));
    values.erase(kIdle);
    if (values.size() > 1) differing.push_back(name);
  }
  return differing;
}

/// Links resolved: runs/latest has the name of its run.
Names parts_of(const fs::path& folder) {
  Names parts;
  for (const fs::path& part : fs::weakly_canonical(folder)) {
    if (!part.empty()) parts.push_back(part.string());
  }
  return parts;
}

}  // namespace

RunValues values_of(const run::ListedRun& run, config::Weights at) {
  RunValues values{figures_of(run, at), {}, run.state};
  config::visit_fields(run.config, [&](const config::Field& field, const auto& value) {
    if (field.scope == config::Scope::kCall) return;
    using Text = config::ValueText<std::remove_cvref_t<decltype(value)>>;
    const bool idle = std::ranges::any_of(field.conditions, [&](const config::Condition condition) {
      return condition(run.config).has_value();
    });
    values.options[field.name()] = idle ? kIdle : Text::format(field, value);
  });
  return values;
}

std::string known_name(const std::string& typed, NameKind kind, const std::string& flag) {
  Names known;
  if (kind != NameKind::kOption) known = figure_names();
  if (kind == NameKind::kValue) known.emplace_back(kStateName);
  if (has(known, typed)) return typed;
  if (kind != NameKind::kFigure) {
    const OptionList options = list_options();
    const auto found = options.by_flag.find(typed);
    if (found != options.by_flag.end()) return found->second;
    for (const auto& [name, option] : options.by_flag) known.push_back(name);
  }
  const auto near = base::nearest(typed, known);
  throw Error(ErrorKind::kUsage, flag + ": expected " + kind_text(kind) + ", found " +
                                     base::quote(typed) +
                                     (near ? " (did you mean '" + *near + "'?)" : ""));
}

Names known_names(const std::string& typed, NameKind kind, const std::string& flag) {
  Names names;
  for (const std::string& word : base::split(typed, ',')) {
    names.push_back(known_name(word, kind, flag));
    if (std::ranges::count(names, names.back()) == 1) continue;
    throw Error(ErrorKind::kUsage,
                flag + ": expected each name once, found " + base::quote(names.back()) + " twice");
  }
  return names;
}

Names differing_options(const std::vector<RunValues>& runs) {
  const OptionList options = list_options();
  Names differing = differing_among(options.with_effect, runs);
  return differing.empty() ? differing_among(options.others, runs) : differing;
}

Names options_with_effect() { return list_options().with_effect; }

Names short_names(const std::vector<fs::path>& folders) {
  std::vector<Names> parts;
  std::size_t common = std::string::npos;
  for (const fs::path& folder : folders) {
    parts.push_back(parts_of(folder));
    const Names &first = parts.front(), &last = parts.back();
    const auto [at, end] = std::ranges::mismatch(first, last);
    const auto same = static_cast<std::size_t>(at - first.begin());
    common = std::min({common, same, first.size() - 1, last.size() - 1});
  }
  Names names;
  for (const Names& folder : parts) {
    const auto begin = folder.begin() + static_cast<std::ptrdiff_t>(common);
    names.push_back(base::join(Names(begin, folder.end()), "/"));
  }
  return names;
}

}  // namespace sae::batch
