// SPDX-License-Identifier: MIT
// Checks that the output layer and the loss can reach the targets.
#include "session/targets.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/aminmax.h>

#include <limits>
#include <tuple>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace sae::session {
namespace {

/// The range of an activation, limits included.
ValueRange reach_of(config::Activation activation) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (activation) {
    case config::Activation::kSigmoid:
    case config::Activation::kSoftThreshold:
      return {0, 1};
    case config::Activation::kTanh:
      return {-1, 1};
    case config::Activation::kRelu:
    case config::Activation::kTopkRelu:
    case config::Activation::kBatchTopk:
    case config::Activation::kJumprelu:
      return {0, kInfinity};
    case config::Activation::kIdentity:
    case config::Activation::kTopk:
      return {-kInfinity, kInfinity};
  }
  return {};
}

bool reaches(config::Activation activation, const ValueRange& targets) {
  const ValueRange reach = reach_of(activation);
  return reach.low <= targets.low && targets.high <= reach.high;
}

/// Four decimals are enough to show a range.
std::string show(const ValueRange& range) {
  const auto rounded = [](double value) {
    return base::format_number(std::stod(base::format_fixed(value, 4)));
  };
  return rounded(range.low) + " to " + rounded(range.high);
}

std::string describe_reach(config::Activation activation) {
  const ValueRange reach = reach_of(activation);
  if (reach.high == std::numeric_limits<double>::infinity()) return "0 and above";
  return base::format_number(reach.low) + " to " + base::format_number(reach.high);
}

/// True if the scale maps the training rows, but perhaps not all others, into [0, 1].
bool is_by_training_range(config::Scale scale) {
  return scale == config::Scale::kMinmax || scale == config::Scale::kUnit;
}

/// Hint for validation rows outside [0, 1] when the training rows are inside.
std::string clip_hint(const config::Config& config, config::Scale scale) {
  const std::string clip = config.data.clip ? "" : "use --clip yes to clip them, in this run only";
  if (is_by_training_range(scale)) return clip;
  return "use --scale minmax with --clip yes";
}

}  // namespace

ValueRange range_of(const at::Tensor& features) {
  const auto [low, high] = at::aminmax(features);
  return {low.item<double>(), high.item<double>()};
}

config::Activation choose_output(config::Reconstruction loss, const ValueRange& targets) {
  using config::Activation;
  if (loss == config::Reconstruction::kBce) return Activation::kSigmoid;
  return reaches(Activation::kSigmoid, targets) ? Activation::kSigmoid : Activation::kIdentity;
}

std::optional<std::string> find_unreachable(const config::Config& config,
                                            const ValueRange& targets) {
  const config::Activation output = config.model.output();
  if (reaches(output, targets)) return std::nullopt;
  const bool bound = config.data.whiten == config::Whitening::kNone;
  return "--output_activation " + enum_name(output) + " outputs " + describe_reach(output) +
         ", but the training values range from " + show(targets) +
         " after scaling: values outside cannot be reconstructed; use "
         "--output_activation identity" +
         (bound ? ", or --scale minmax to scale the rows to the range 0 to 1" : " instead");
}

std::optional<std::string> find_empty_range(const config::Config& config, config::Scale scale,
                                            const ValueRange& training) {
  constexpr double kLeastShare = 0.125;
  const bool symmetric = scale == config::Scale::kSymmetric;
  if (scale != config::Scale::kUnit && !symmetric) return std::nullopt;
  if (config.data.whiten != config::Whitening::kNone || config.data.patches) return std::nullopt;
  const double used = training.high - training.low;
  if (used == 0 || used >= kLeastShare * (symmetric ? 2 : 1)) return std::nullopt;
  return "--scale " + enum_name(scale) + " scales the training values to " + show(training) +
         " only, because they use little of the range of their type; use --scale minmax";
}

bool settle_output(config::Config& config, const ValueRange& training) {
  if (config.model.output_activation) return false;
  config.model.output_activation = choose_output(config.loss.loss, training);
  return true;
}

void settle_classes(config::Config& config, const data::Dataset& training) {
  config.loss.classes = 0;
  if (!config.loss.sparse() || config.loss.penalty != config::Penalty::kGroup) return;
  if (!training.labels.defined()) {
    throw Error(ErrorKind::kUsage,
                "--penalty group: expected training rows with classes, found none",
                config.data.patches ? "patches have no classes"
                                    : "give them by --labels, --label_column or subfolders");
  }
  config.loss.classes = static_cast<std::int64_t>(training.class_names.size());
}

std::optional<std::int64_t> clip_targets(const config::Config& config, data::Split& split) {
  const bool applies = config.loss.loss == config::Reconstruction::kBce && config.data.clip &&
                       config.data.whiten == config::Whitening::kNone &&
                       is_by_training_range(split.transform.scale());
  if (!applies) return std::nullopt;
  if (split.test) split.test->features = split.test->features.clamp(0, 1);
  at::Tensor& features = split.valid.features;
  const auto outside = (features < 0).logical_or(features > 1).sum().item<std::int64_t>();
  if (outside > 0) features = features.clamp(0, 1);
  return outside;
}

void check_targets(const config::Config& config, const data::Split& split) {
  if (config.loss.loss != config::Reconstruction::kBce) return;
  const auto check = [](const at::Tensor& rows, const std::string& part, const std::string& hint) {
    const ValueRange range = range_of(rows);
    if (range.low >= 0 && range.high <= 1) return;
    throw Error(ErrorKind::kData,
                "--loss bce: expected " + part + " values in [0, 1], found " +
                    base::format_number(range.low) + " to " + base::format_number(range.high),
                hint);
  };
  check(split.train.features, "training", "use --scale unit or --scale minmax");
  const std::string hint = clip_hint(config, split.transform.scale());
  check(split.valid.features, "validation", hint);
  if (split.test) check(split.test->features, "test", hint);
}

Targets prepare_targets(config::Config& config, data::Split& split) {
  Targets targets;
  targets.clipped = clip_targets(config, split);
  check_targets(config, split);
  targets.training = range_of(split.train.features);
  targets.chosen = settle_output(config, targets.training);
  return targets;
}

void announce_targets(const config::Config& config, const data::Split& split,
                      const Targets& targets) {
  if (targets.clipped.value_or(0) > 0) {
    base::log_info("clip    " + base::format_count(*targets.clipped) + " of " +
                   base::format_count(split.valid.features.numel()) +
                   " validation values to [0, 1], the range of the training rows");
  }
  if (targets.chosen) {
    base::log_info("output  " + enum_name(config.model.output()) +
                   ", because the training values range from " + show(targets.training));
  } else if (const auto why = find_unreachable(config, targets.training)) {
    base::log_warning(*why);
  }
  const auto empty = find_empty_range(config, split.transform.scale(), targets.training);
  if (empty) base::log_warning(*empty);
}

}  // namespace sae::session
