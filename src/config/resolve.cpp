// SPDX-License-Identifier: MIT
// Resolves the user's settings to the effective configuration.
#include "config/resolve.h"

#include "base/text.h"
#include "config/settings.h"

namespace sae::config {
namespace {

std::string unknown_field(const std::string& name) {
  const std::optional<std::string> near = base::nearest(name, field_names());
  return "unknown option " + base::quote(name) + " in the config file" +
         (near ? " (did you mean '" + *near + "'?)" : "");
}

void apply_setting(const Setting& setting, Source source, Resolved& resolved) {
  const Assigned assigned =
      assign(setting, [&](auto&& visitor) { visit_fields(resolved.config, visitor); });
  if (!assigned.known) {
    resolved.problems.push_back(unknown_field(setting.name));
  } else if (assigned.problem) {
    resolved.problems.push_back(*assigned.problem);
  } else {
    resolved.sources[setting.name] = source;
  }
}

/// The preset named last in `settings`, otherwise `preset`. An invalid name is reported separately.
PresetChoice chosen_preset(const std::vector<Setting>& settings, PresetChoice preset) {
  for (const Setting& setting : settings) {
    if (setting.name != "preset" || !setting.text) continue;
    preset = ValueText<PresetChoice>::parse({}, *setting.text).value_or(preset);
  }
  return preset;
}

Source source_of(const Sources& sources, const std::string& name) {
  const auto found = sources.find(name);
  return found == sources.end() ? Source::kDefault : found->second;
}

/// Only for --config; validate reports a preset with --resume like other options that cannot
/// change.
void refuse_void_preset(const ConfigFile& file, Resolved& resolved) {
  const bool typed = source_of(resolved.sources, "preset") == Source::kCommandLine;
  if (!file.schema || !typed || resolved.config.output.resume) return;
  resolved.problems.emplace_back(
      "--preset: expected none with the complete configuration of --config, found '" +
      resolved.config.preset.name + "'");
}

/// Sets defaults that depend on the penalty, if the penalty is from a later source than the value
/// they replace.
void apply_dependent_defaults(Resolved& resolved) {
  const Source chosen = source_of(resolved.sources, "penalty");
  LossConfig& loss = resolved.config.loss;
  if (source_of(resolved.sources, "beta") < chosen) loss.beta = default_beta(loss.penalty);
  Activation& code = resolved.config.model.code_activation;
  if (loss.penalty == Penalty::kL1 && source_of(resolved.sources, "code_activation") < chosen &&
      code != Activation::kRelu) {
    code = Activation::kRelu;
    resolved.notes.emplace_back("--penalty l1 implies --code_activation relu");
  }
  OptimConfig& optim = resolved.config.optim;
  // A line search stalls at float32 rounding.
  if (optim.full_batch() &&
      source_of(resolved.sources, "dtype") < source_of(resolved.sources, "optimizer")) {
    resolved.config.model.dtype = Dtype::kFloat64;
  }
  if (keeps_largest(code) &&
      source_of(resolved.sources, "add_sparse") < source_of(resolved.sources, "code_activation")) {
    loss.add_sparse = false;
  }
  if (resolved.config.scheduled() && !optim.schedule_epochs) {
    optim.schedule_epochs = resolved.config.train.epochs;
  }
}

}  // namespace

Resolved resolve(const ConfigFile& file, const std::vector<Setting>& typed) {
  Resolved resolved;
  const auto apply_all = [&](const std::vector<Setting>& settings, Source source) {
    for (const Setting& setting : settings) apply_setting(setting, source, resolved);
  };
  if (!file.schema) {
    const PresetChoice preset = chosen_preset(typed, chosen_preset(file.settings, {}));
    apply_all(preset_settings(preset), Source::kPreset);
  }
  apply_all(file.settings, Source::kFile);
  apply_all(typed, Source::kCommandLine);
  refuse_void_preset(file, resolved);
  apply_dependent_defaults(resolved);
  return resolved;
}

double default_beta(Penalty penalty) {
  switch (penalty) {
    case Penalty::kL1:
      return 1e-4;
    case Penalty::kKl:
    case Penalty::kKlPerSample:
    case Penalty::kL1AllLayers:
      return 1e-3;
  }
  return 1e-3;
}

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  const Config config;
  visit_fields(config, [&](const Field& field, const auto&) { names.push_back(field.name()); });
  return names;
}

}  // namespace sae::config
