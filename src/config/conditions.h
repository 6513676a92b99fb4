// SPDX-License-Identifier: MIT
// Conditions under which an option has an effect.
#pragma once

#include <optional>

namespace sae::config {

// Defined in config.h, which includes this header through fields.h.
struct Config;
struct NoEffect;

/// Each returns nullopt if the condition holds, otherwise the reason and the option that decides
/// it.
std::optional<NoEffect> takes_penalty(const Config& config);
std::optional<NoEffect> penalty_has_target(const Config& config);
std::optional<NoEffect> steps_in_batches(const Config& config);
std::optional<NoEffect> optimizer_is_sgd(const Config& config);
std::optional<NoEffect> optimizer_is_adamw(const Config& config);
std::optional<NoEffect> has_schedule(const Config& config);
std::optional<NoEffect> schedule_is_step(const Config& config);
std::optional<NoEffect> has_patience(const Config& config);
std::optional<NoEffect> starts_a_run(const Config& config);
std::optional<NoEffect> is_not_timed(const Config& config);
std::optional<NoEffect> has_hidden_layers(const Config& config);
std::optional<NoEffect> has_pre_bias(const Config& config);
std::optional<NoEffect> has_auxk(const Config& config);
std::optional<NoEffect> penalty_has_l0(const Config& config);
std::optional<NoEffect> row_has_k(const Config& config);
std::optional<NoEffect> code_is_topk(const Config& config);
std::optional<NoEffect> cuts_patches(const Config& config);
std::optional<NoEffect> scale_has_ends(const Config& config);
std::optional<NoEffect> loss_is_bce(const Config& config);
std::optional<NoEffect> whitens(const Config& config);
std::optional<NoEffect> corrupts(const Config& config);
std::optional<NoEffect> takes_no_training_rows(const Config& config);

}  // namespace sae::config
