// SPDX-License-Identifier: MIT
// Tests of the conditions under which an option has an effect.
#include "config/conditions.h"

#include <gtest/gtest.h>

#include "config/resolve.h"

namespace sae::config {
namespace {

using Settings = std::vector<Setting>;

struct Case {
  const char* name;
  Condition condition;
  Settings holds;
  Settings fails;
  const char* by;  ///< the option that decides
};

class Conditions : public testing::TestWithParam<Case> {};

TEST_P(Conditions, HoldOrReturnTheReason) {
  const Case& row = GetParam();
  EXPECT_FALSE(row.condition(resolve({}, row.holds).config).has_value());
  const std::optional<NoEffect> reason = row.condition(resolve({}, row.fails).config);
  ASSERT_TRUE(reason.has_value());
  EXPECT_EQ(reason->by, row.by);
  EXPECT_TRUE(reason->because.starts_with("has no effect with") ||
              reason->because.starts_with("cannot change with --resume"))
      << reason->because;
}

const Setting kTopk = {"code_activation", "topk"};

INSTANTIATE_TEST_SUITE_P(
    All, Conditions,
    testing::Values(
        Case{"penalty", takes_penalty, {}, {kTopk, {"k", "3"}}, "code_activation"},
        Case{"target", penalty_has_target, {}, {{"penalty", "l1"}}, "penalty"},
        Case{"target_of_all_layers",
             penalty_has_target,
             {{"penalty", "kl_per_sample"}},
             {{"penalty", "l1_all_layers"}},
             "penalty"},
        Case{"batches",
             steps_in_batches,
             {{"optimizer", "sgd"}},
             {{"optimizer", "cg"}},
             "optimizer"},
        Case{"sgd", optimizer_is_sgd, {{"optimizer", "sgd"}}, {}, "optimizer"},
        Case{"adamw", optimizer_is_adamw, {{"optimizer", "adamw"}}, {}, "optimizer"},
        Case{"cosine",
             has_schedule,
             {{"lr_schedule", "cosine"}},
             {{"lr_schedule", "step"}},
             "lr_schedule"},
        Case{"k_start", has_schedule, {kTopk, {"k", "3"}, {"k_start", "5"}}, {}, "lr_schedule"},
        Case{"step",
             schedule_is_step,
             {{"lr_schedule", "step"}},
             {{"lr_schedule", "cosine"}},
             "lr_schedule"},
        Case{"patience", has_patience, {{"patience", "2"}}, {}, "patience"},
        Case{"new_run", starts_a_run, {}, {{"resume", "run"}}, "resume"},
        Case{"layers", has_hidden_layers, {{"layers", "9,3"}}, {{"layers", "9"}}, "layers"},
        Case{"pre_bias",
             has_pre_bias,
             {{"pre_bias", "yes"}, {"output_activation", "identity"}},
             {},
             "pre_bias"},
        Case{"auxk", has_auxk, {{"auxk", "1"}}, {}, "auxk"},
        Case{"l0",
             penalty_has_l0,
             {{"code_activation", "jumprelu"}, {"l0", "9"}},
             {{"code_activation", "jumprelu"}},
             "penalty"},
        Case{"row",
             row_has_k,
             {kTopk, {"k", "3"}},
             {{"code_activation", "batchtopk"}, {"k", "3"}},
             "code_activation"},
        Case{"topk", code_is_topk, {kTopk, {"k", "3"}}, {}, "code_activation"},
        Case{"patches", cuts_patches, {{"patches", "8x8"}}, {}, "patches"},
        Case{"scale", scale_has_ends, {{"scale", "minmax"}}, {{"scale", "standardize"}}, "scale"},
        Case{"bce", loss_is_bce, {{"loss", "bce"}}, {}, "loss"},
        Case{"whiten", whitens, {{"whiten", "zca"}}, {}, "whiten"},
        Case{"corrupt", corrupts, {{"corrupt", "mask:0.5"}}, {}, "corrupt"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace sae::config
