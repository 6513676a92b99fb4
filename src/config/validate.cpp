// SPDX-License-Identifier: MIT
// Validates a configuration and reports all problems at once.
#include "config/validate.h"

#include "base/text.h"
#include "config/problems.h"

namespace sae::config {
namespace {

using base::format_number;

constexpr std::size_t kMostLayers = 32;
constexpr std::int64_t kMostUnits = 65536;

void check_corruption(const Corruption& corrupt, Problems& problems) {
  if (corrupt.noise == Noise::kMask && !(corrupt.amount > 0 && corrupt.amount < 1)) {
    problems.add("--corrupt: expected a share between 0 and 1 (both excluded) for mask, found " +
                 format_number(corrupt.amount));
  }
  if (corrupt.noise == Noise::kGaussian &&
      !(corrupt.amount > 0 && corrupt.amount <= fields::kMostRate)) {
    problems.add("--corrupt: expected a standard deviation above 0 for gaussian, at most " +
                 format_number(fields::kMostRate) + ", found " + format_number(corrupt.amount));
  }
}

/// Options for images cannot be used on codes.
void check_codes(const DataConfig& data, Problems& problems) {
  const std::string found = ": expected images, found codes (--encode_with)";
  if (data.patch_norm != PatchNorm::kNone) {
    problems.add("--patch_norm " + enum_name(data.patch_norm) + found);
  }
  if (data.corrupt && data.corrupt->noise == Noise::kLeftHalf) {
    problems.add("--corrupt left_half" + found);
  }
}

void check_data(const DataConfig& data, Problems& problems) {
  check_marks(data.table, problems);
  if (data.encode_with) check_codes(data, problems);
  if (data.corrupt) check_corruption(*data.corrupt, problems);
  if (!data.valid) return;
  const double valid = *data.valid;
  const bool share = valid > 0 && valid < 1;
  const bool count = valid >= 1 && valid <= fields::kMostRows &&
                     valid == static_cast<double>(static_cast<std::int64_t>(valid));
  if (!share && !count) {
    problems.add("--valid: expected a whole number of rows or a share between 0 and 1, found " +
                 format_number(valid));
  }
}

/// k-sparse codes: k units per sample stay active.
void check_topk(const ModelConfig& model, Problems& problems) {
  const std::int64_t width = model.layers.back();
  if (model.k) problems.range("k", *model.k, 1, width);
  if (model.k_start) problems.range("k_start", *model.k_start, model.k.value_or(1), width);
  if (keeps_largest(model.code_activation) && !model.k) {
    problems.add("--code_activation " + enum_name(model.code_activation) +
                 ": expected --k, the number of active units, found none");
  }
}

/// The output activation as the user sees it.
std::string output_name(const ModelConfig& model) {
  return model.output_activation ? enum_name(*model.output_activation) : "auto";
}

/// The bias is in the output's units, so the output must have the input's.
void check_pre_bias(const ModelConfig& model, Problems& problems) {
  if (!model.pre_bias || model.output() == Activation::kIdentity) return;
  problems.add("--pre_bias yes: expected --output_activation identity, found " +
               output_name(model));
}

void check_model(const ModelConfig& model, Problems& problems) {
  if (model.layers.empty() || model.layers.size() > kMostLayers) {
    problems.add("--layers: expected 1 to " + std::to_string(kMostLayers) + " widths, found " +
                 std::to_string(model.layers.size()));
    return;  // avoids a line for each of a million widths
  }
  for (const std::int64_t width : model.layers) {
    problems.range("layers", width, 1, kMostUnits);
  }
  check_topk(model, problems);
  check_pre_bias(model, problems);
  for (const auto& [name, activation] : {std::pair{"activation", model.activation},
                                         std::pair{"output_activation", model.output()}}) {
    if (!is_for_codes(activation)) continue;
    problems.add(std::string("--") + name + ": expected identity, relu, sigmoid or tanh, found " +
                 enum_name(activation) + ", which is for the code only");
  }
}

/// The weights of a unit are a column of the decoder's matrix, which is the unit's alone.
void check_decoder_norm(const Config& config, Problems& problems) {
  if (config.model.decoder_norm == DecoderNorm::kFree) return;
  const std::string option = "--decoder_norm unit: expected ";
  if (config.model.layers.size() > 1) {
    problems.add(option + "a decoder of one layer, found " +
                 std::to_string(config.model.layers.size()));
  }
  if (config.model.tied) problems.add(option + "--tied no, found yes");
  if (config.optim.full_batch()) {
    problems.add(option + "--optimizer adam, adamw or sgd, found " +
                 enum_name(config.optim.optimizer));
  }
}

/// Only units that are not among the largest can be dead and still have a sum to choose them by;
/// their estimate of the error is added to a linear output.
void check_auxk(const Config& config, Problems& problems) {
  if (config.loss.auxk <= 0) return;
  const ModelConfig& model = config.model;
  const auto refuse = [&](const std::string& expected, const std::string& found) {
    problems.add("--auxk: expected " + expected + ", found " + found);
  };
  if (!keeps_largest(model.code_activation)) {
    refuse("--code_activation topk, topk_relu or batchtopk", enum_name(model.code_activation));
  }
  if (model.output() != Activation::kIdentity) {
    refuse("--output_activation identity", output_name(model));
  }
  if (model.layers.size() > 1) {
    refuse("a network of one layer", std::to_string(model.layers.size()));
  }
  if (config.optim.full_batch()) {
    refuse("--optimizer adam, adamw or sgd", enum_name(config.optim.optimizer));
  }
}

/// The penalties that count active units or weigh them by their decoder columns.
void check_penalty(const Config& config, Problems& problems) {
  const Penalty penalty = config.loss.penalty;
  const Activation code = config.model.code_activation;
  const std::string option = "--penalty " + enum_name(penalty) + ": expected ";
  const bool counts = penalty == Penalty::kL0 || penalty == Penalty::kL0Target;
  if (counts && code != Activation::kJumprelu) {
    problems.add(option + "--code_activation jumprelu, found " + enum_name(code));
  }
  if (penalty == Penalty::kL0Target && !config.loss.l0) {
    problems.add(option + "--l0, the mean number of active units, found none");
  }
  if (!takes_norms(penalty)) return;
  if (code != Activation::kJumprelu && code != Activation::kRelu) {
    problems.add(option + "--code_activation relu or jumprelu, found " + enum_name(code));
  }
  if (config.model.layers.size() > 1) {
    problems.add(option + "a decoder of one layer, found " +
                 std::to_string(config.model.layers.size()));
  }
}

void check_loss(const Config& config, Problems& problems) {
  const LossConfig& loss = config.loss;
  const Activation code = config.model.code_activation;
  const bool tanh_scale = loss.penalty == Penalty::kKl && code == Activation::kTanh;
  problems.between("rho", loss.rho, tanh_scale ? -1 : 0, 1);
  if (loss.sparse() && keeps_largest(code)) {
    problems.add("--add_sparse yes: expected no penalty with --code_activation " + enum_name(code) +
                 ", which makes the code sparse by itself");
  } else if (loss.sparse() && loss.penalty == Penalty::kKl && code != Activation::kSigmoid &&
             code != Activation::kTanh && code != Activation::kSoftThreshold) {
    problems.add(
        "--penalty kl: expected a code in [0, 1] (--code_activation sigmoid, tanh or "
        "soft_threshold), found " +
        enum_name(code) + ": use --penalty l1");
  }
  if (loss.sparse()) check_penalty(config, problems);
  if (loss.loss == Reconstruction::kBce && config.model.output() != Activation::kSigmoid) {
    problems.add("--loss bce: expected --output_activation sigmoid, found " +
                 enum_name(config.model.output()));
  }
}

void check_full_batch(const Config& config, Problems& problems) {
  if (!config.optim.full_batch()) return;
  const auto& corrupt = config.data.corrupt;
  if (config.model.dropout > 0 || (corrupt && corrupt->noise != Noise::kLeftHalf)) {
    problems.add("--optimizer " + enum_name(config.optim.optimizer) +
                 ": expected a deterministic objective, found a random one (--corrupt, "
                 "--dropout): use adam, adamw or sgd");
  }
  if (config.loss.sparse() && config.loss.penalty == Penalty::kGroup) {
    problems.add("--penalty group: expected --optimizer adam, adamw or sgd, found " +
                 enum_name(config.optim.optimizer));
  }
  const Activation code = config.model.code_activation;
  if (has_threshold(code)) {
    problems.add("--code_activation " + enum_name(code) +
                 ": expected --optimizer adam, adamw or sgd, found " +
                 enum_name(config.optim.optimizer));
  }
}

/// A typed option without effect.
struct IneffectiveOption {
  std::string name;
  std::string group;
  NoEffect reason;
  std::string line() const { return "--" + name + " " + reason.because; }
};

bool typed(const Sources& sources, const std::string& name) {
  const auto found = sources.find(name);
  return found != sources.end() && found->second == Source::kCommandLine;
}

std::vector<IneffectiveOption> find_typed_without_effect(const Config& config,
                                                         const Sources& sources) {
  std::vector<IneffectiveOption> found;
  visit_fields(config, [&](const Field& field, const auto&) {
    if (!typed(sources, field.name())) return;
    for (const Condition condition : field.conditions) {
      if (const std::optional<NoEffect> reason = condition(config)) {
        found.push_back({field.name(), field.group, *reason});
      }
    }
  });
  return found;
}

/// Whether the user chose `name` on the command line, directly or by a preset typed there.
bool chosen_by_typing(const Sources& sources, const std::string& name) {
  const auto found = sources.find(name);
  return typed(sources, name) ||
         (typed(sources, "preset") && found != sources.end() && found->second == Source::kPreset);
}

/// Options made ineffective by switching sparsity off are not errors: users flip that switch to
/// compare runs.
bool is_switched_off(const Config& config, const Sources& sources,
                     const IneffectiveOption& option) {
  if (config.loss.sparse() || option.group != kSparsityGroup) return false;
  return option.reason.by == "penalty" || typed(sources, "add_sparse") || config.loss.beta == 0;
}

}  // namespace

void check_marks(const TableConfig& table, Problems& problems) {
  const std::optional<Mark>& comment = table.comment.mark;
  if (comment == Mark{' '} || comment == Mark{'\t'}) {
    problems.add("--comment: expected a visible character, found white space");
  } else if (comment && comment == table.separator) {
    problems.add("--comment: expected another character than that of --separator, found " +
                 std::string(1, comment->character));
  }
  const bool commas =
      table.decimal == DecimalMark::kComma && table.thousands == ThousandsMark::kComma;
  const bool points =
      table.decimal == DecimalMark::kPoint && table.thousands == ThousandsMark::kPoint;
  if (commas || points) {
    problems.add("--thousands: expected another mark than that of --decimal, found " +
                 enum_name(table.thousands));
  }
}

std::vector<std::string> validate(const Config& config, const Sources& sources) {
  Problems problems;
  problems.check_limits([&](const auto& check) { visit_fields(config, check); });
  check_full_batch(config, problems);
  check_model(config.model, problems);
  check_decoder_norm(config, problems);
  check_auxk(config, problems);
  check_loss(config, problems);
  check_data(config.data, problems);
  for (const IneffectiveOption& option : find_typed_without_effect(config, sources)) {
    if (chosen_by_typing(sources, option.reason.by) && !is_switched_off(config, sources, option)) {
      problems.add(option.line());
    }
  }
  return problems.lines();
}

std::vector<std::string> find_idle_options(const Config& config, const Sources& sources) {
  std::vector<std::string> lines;
  for (const IneffectiveOption& option : find_typed_without_effect(config, sources)) {
    if (!chosen_by_typing(sources, option.reason.by)) lines.push_back(option.line());
  }
  return lines;
}

}  // namespace sae::config
