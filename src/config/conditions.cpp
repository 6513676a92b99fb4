// SPDX-License-Identifier: MIT
// Conditions under which an option has an effect.
#include "config/conditions.h"

#include "config/config.h"

namespace sae::config {
namespace {

std::optional<NoEffect> effect_if(bool holds, const std::string& by, const std::string& because) {
  if (holds) return std::nullopt;
  return NoEffect{by, "has no effect " + because};
}

}  // namespace

std::optional<NoEffect> takes_penalty(const Config& config) {
  const Activation code = config.model.code_activation;
  return effect_if(!keeps_largest(code), "code_activation",
                   "with --code_activation " + enum_name(code) + ", which takes no penalty");
}

std::optional<NoEffect> penalty_has_target(const Config& config) {
  const Penalty penalty = config.loss.penalty;
  return effect_if(penalty == Penalty::kKl || penalty == Penalty::kKlPerSample, "penalty",
                   "with --penalty " + enum_name(penalty));
}

std::optional<NoEffect> steps_in_batches(const Config& config) {
  return effect_if(!config.optim.full_batch(), "optimizer",
                   "with --optimizer " + enum_name(config.optim.optimizer) +
                       ", which uses a line search on all rows at once");
}

std::optional<NoEffect> optimizer_is_sgd(const Config& config) {
  const OptimizerKind optimizer = config.optim.optimizer;
  return effect_if(optimizer == OptimizerKind::kSgd, "optimizer",
                   "with --optimizer " + enum_name(optimizer));
}

std::optional<NoEffect> optimizer_is_adamw(const Config& config) {
  const OptimizerKind optimizer = config.optim.optimizer;
  return effect_if(optimizer == OptimizerKind::kAdamw, "optimizer",
                   "with --optimizer " + enum_name(optimizer));
}

std::optional<NoEffect> has_schedule(const Config& config) {
  return effect_if(config.scheduled(), "lr_schedule",
                   "with --lr_schedule " + enum_name(config.optim.lr_schedule));
}

std::optional<NoEffect> schedule_is_step(const Config& config) {
  const LrSchedule schedule = config.optim.lr_schedule;
  return effect_if(schedule == LrSchedule::kStep, "lr_schedule",
                   "with --lr_schedule " + enum_name(schedule));
}

std::optional<NoEffect> has_patience(const Config& config) {
  return effect_if(config.train.patience.has_value(), "patience", "with --patience off");
}

std::optional<NoEffect> starts_a_run(const Config& config) {
  if (!config.output.resume) return std::nullopt;
  return NoEffect{"resume",
                  "cannot change with --resume, which continues in the run's own folder with its "
                  "own settings"};
}

std::optional<NoEffect> is_not_timed(const Config& config) {
  if (!config.train.time) return std::nullopt;
  return NoEffect{"time", "has no effect with --time, which sets the number of epochs"};
}

std::optional<NoEffect> has_hidden_layers(const Config& config) {
  return effect_if(config.model.layers.size() != 1, "layers",
                   "with one layer (the code's activation is --code_activation)");
}

std::optional<NoEffect> has_pre_bias(const Config& config) {
  return effect_if(config.model.pre_bias, "pre_bias", "without --pre_bias yes");
}

std::optional<NoEffect> has_auxk(const Config& config) {
  return effect_if(config.loss.auxk > 0, "auxk", "without --auxk");
}

std::optional<NoEffect> penalty_has_l0(const Config& config) {
  const Penalty penalty = config.loss.penalty;
  return effect_if(penalty == Penalty::kL0Target, "penalty",
                   "with --penalty " + enum_name(penalty));
}

std::optional<NoEffect> row_has_k(const Config& config) {
  return effect_if(keeps_largest_of_row(config.model.code_activation), "code_activation",
                   "without --code_activation topk or topk_relu");
}

std::optional<NoEffect> code_is_topk(const Config& config) {
  return effect_if(keeps_largest(config.model.code_activation), "code_activation",
                   "without --code_activation topk, topk_relu or batchtopk");
}

std::optional<NoEffect> cuts_patches(const Config& config) {
  return effect_if(config.data.patches.has_value(), "patches", "without --patches");
}

std::optional<NoEffect> scale_has_ends(const Config& config) {
  const Scale scale = config.data.scale;
  return effect_if(scale == Scale::kAuto || scale == Scale::kMinmax || scale == Scale::kUnit,
                   "scale", "with --scale " + enum_name(scale));
}

std::optional<NoEffect> loss_is_bce(const Config& config) {
  return effect_if(config.loss.loss == Reconstruction::kBce, "loss", "without --loss bce");
}

std::optional<NoEffect> whitens(const Config& config) {
  return effect_if(config.data.whiten != Whitening::kNone, "whiten", "with --whiten none");
}

std::optional<NoEffect> corrupts(const Config& config) {
  return effect_if(config.data.corrupt.has_value(), "corrupt", "without --corrupt");
}

std::optional<NoEffect> takes_no_training_rows(const Config& config) {
  return effect_if(!config.data.valid, "valid", "with --valid, which validates on training rows");
}

}  // namespace sae::config
