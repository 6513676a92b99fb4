// SPDX-License-Identifier: MIT
// Configurations that the hand-written code and the reference are compared on.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/fields.h"
#include "config/values.h"

namespace sae::test {

inline constexpr config::Penalty kPenalties[] = {config::Penalty::kKl, config::Penalty::kL1,
                                                 config::Penalty::kKlPerSample,
                                                 config::Penalty::kL1AllLayers};
inline constexpr config::Reconstruction kLosses[] = {
    config::Reconstruction::kMse, config::Reconstruction::kHalfSse, config::Reconstruction::kSse,
    config::Reconstruction::kBce};

// Wide enough that the outer layers are divided among threads, but the code is not.
inline constexpr std::int64_t kWidth = 70;
inline constexpr std::int64_t kBatch = 64;

/// Description of the compared configuration, for messages.
inline std::string describe(const config::Config& config) {
  std::string text;
  config::visit_fields(config, [&](const config::Field& field, const auto& value) {
    using Text = config::ValueText<std::remove_cvref_t<decltype(value)>>;
    if (field.scope == config::Scope::kMath)
      text += " " + field.name() + "=" + Text::format(field, value);
  });
  return text;
}

/// One step of plain gradient descent with learning rate 1, so the new weights reveal the
/// gradients.
inline config::Config one_step(std::vector<std::int64_t> layers) {
  config::Config config;
  config.model.layers = std::move(layers);
  config.loss.beta = 0.05;
  config.loss.lambda = 0.01;
  config.optim = {config::OptimizerKind::kSgd, 1, 0};
  config.train.batch_size = kBatch;
  return config;
}

}  // namespace sae::test
