// SPDX-License-Identifier: MIT
// Resolves the user's settings to the effective configuration.
#include "config/resolve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

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

/// A value > 0 rounded to three digits, so that what a note prints is the value.
double three_digits(double value) {
  const double scale = std::pow(10, 2 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

std::string choice_text(bool choice) { return choice ? "yes" : "no"; }
template <class Enum>
std::string choice_text(Enum choice) {
  return enum_name(choice);
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

/// The start of today's sparse autoencoders (Gao et al. 2024), without which most units of a topk
/// code never become active. A topk code that the user chose implies it where neither the user nor
/// a preset chose anything, and where the rest of the configuration allows it.
void imply_sae_start(const ConfigFile& file, Resolved& resolved) {
  Config& config = resolved.config;
  ModelConfig& model = config.model;
  const bool chosen = source_of(resolved.sources, "code_activation") >= Source::kFile;
  if (!starts_as_sae(model.code_activation) || !chosen || file.schema || config.train.init_from) {
    return;
  }
  std::string implied;
  const auto imply = [&](const char* name, auto& value, auto choice, bool fits) {
    if (!fits || resolved.sources.contains(name)) return;
    value = choice;
    const std::string text = choice_text(choice);
    implied.append(" --").append(name).append(" ").append(text);
  };
  const bool jumprelu = model.code_activation == Activation::kJumprelu;
  imply("penalty", config.loss.penalty, config.loss.l0 ? Penalty::kL0Target : Penalty::kL0,
        jumprelu);
  if (jumprelu && !resolved.sources.contains("beta")) {
    config.loss.beta = default_beta(config.loss.penalty);
  }
  imply("output_activation", model.output_activation, Activation::kIdentity,
        config.loss.loss != Reconstruction::kBce);
  const bool linear = model.output_activation == Activation::kIdentity;
  imply("init", model.init, Init::kSae, true);
  imply("decoder_norm", model.decoder_norm, DecoderNorm::kUnit,
        model.layers.size() == 1 && !model.tied && !config.optim.full_batch());
  imply("pre_bias", model.pre_bias, true, linear);
  imply("scale", config.data.scale, Scale::kRms,
        linear && config.data.whiten == Whitening::kNone &&
            config.data.patch_norm == PatchNorm::kNone && !config.data.corrupt);
  if (!config.optim.lr && !config.optim.full_batch()) {
    implied.append(" --lr ").append(base::format_number(usual_rate(config)));
  }
  if (implied.empty()) return;
  resolved.notes.push_back("--code_activation " + enum_name(model.code_activation) + " implies" +
                           implied);
}

/// Sets defaults that depend on the penalty, if the penalty is from a later source than the value
/// they replace.
void apply_dependent_defaults(Resolved& resolved) {
  const Source chosen = source_of(resolved.sources, "penalty");
  LossConfig& loss = resolved.config.loss;
  if (source_of(resolved.sources, "beta") < chosen) loss.beta = default_beta(loss.penalty);
  Activation& code = resolved.config.model.code_activation;
  const bool by_size = loss.penalty == Penalty::kL1 || loss.penalty == Penalty::kL1Norm;
  if (by_size && source_of(resolved.sources, "code_activation") < chosen &&
      code != Activation::kRelu) {
    code = Activation::kRelu;
    resolved.notes.push_back("--penalty " + enum_name(loss.penalty) +
                             " implies --code_activation relu");
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
  imply_sae_start(file, resolved);
  if (!resolved.config.optim.lr) resolved.config.optim.lr = usual_rate(resolved.config);
  return resolved;
}

double usual_rate(const Config& config) {
  if (!starts_as_sae(config.model.code_activation) || !config.optim.adam() ||
      config.model.layers.empty()) {
    return kUsualRate;
  }
  constexpr double kRate = 2e-4, kUnits = 16384;
  const auto units = static_cast<double>(std::max<std::int64_t>(config.model.layers.back(), 1));
  return std::min(kUsualRate, three_digits(kRate * std::sqrt(kUnits / units)));
}

double default_beta(Penalty penalty) {
  switch (penalty) {
    case Penalty::kL1:
    case Penalty::kL1Norm:
      return 1e-4;
    case Penalty::kGroup:
      return 1e-5;
    case Penalty::kL0Target:
      return 0.1;
    case Penalty::kL0:
    case Penalty::kTanhL0:
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
