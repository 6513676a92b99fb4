// SPDX-License-Identifier: MIT
// Tests of validating a configuration.
#include "config/validate.h"

#include <gtest/gtest.h>

namespace sae::config {
namespace {

using Lines = std::vector<std::string>;
using Settings = std::vector<Setting>;

/// Problems of a command line whose values can all be read.
Lines problems_of(const Settings& typed, const Settings& file = {}) {
  const Resolved resolved = resolve({file}, typed);
  EXPECT_TRUE(resolved.problems.empty());
  return validate(resolved.config, resolved.sources);
}

Lines idle_options_of(const Settings& typed, const Settings& file = {}) {
  const Resolved resolved = resolve({file}, typed);
  return find_idle_options(resolved.config, resolved.sources);
}

struct RangeCase {
  const char* option;
  std::vector<const char*> accepted;
  std::vector<const char*> refused;
};

class Range : public testing::TestWithParam<RangeCase> {};

TEST_P(Range, AcceptsItsEndsAndRefusesValuesBeyond) {
  const auto& [option, accepted, refused] = GetParam();
  for (const char* text : accepted) {
    EXPECT_EQ(problems_of({{option, text}}), Lines()) << text;
  }
  for (const char* text : refused) {
    const Lines problems = problems_of({{option, text}});
    ASSERT_EQ(problems.size(), 1U) << text;
    EXPECT_TRUE(problems[0].starts_with("--" + std::string(option) + ": expected ")) << problems[0];
    EXPECT_NE(problems[0].find(", found "), std::string::npos) << problems[0];
  }
}

INSTANTIATE_TEST_SUITE_P(
    Options, Range,
    testing::Values(
        RangeCase{"epochs", {"1", "1000000"}, {"0", "-1", "1000001"}},
        RangeCase{"batch_size", {"1", "1000000"}, {"0", "-32", "1000001"}},
        RangeCase{"seed", {"0", "9223372036854775807"}, {"-1"}},
        RangeCase{"split_seed", {"0", "9223372036854775807"}, {"-1"}},
        RangeCase{"threads", {"1", "1024", "auto"}, {"0", "-1", "1025"}},
        RangeCase{"lr", {"1e-300", "1000"}, {"0", "-0.001", "1000.1", "1e300"}},
        RangeCase{"lr_step_epochs", {"1", "1000000"}, {"0", "-1", "1000001"}},
        RangeCase{"lr_step_factor", {"1e-300", "1"}, {"0", "-0.5", "1.1"}},
        RangeCase{"warmup_epochs", {"0", "0.5", "1000000"}, {"-0.1", "1000001"}},
        RangeCase{"patience", {"1", "1000000", "off"}, {"0", "-1", "1000001"}},
        RangeCase{"min_improvement", {"0", "0.999"}, {"-0.1", "1"}},
        RangeCase{"momentum", {"0", "0.999"}, {"-0.1", "1", "2"}},
        RangeCase{"beta", {"0", "1e-300", "1000000"}, {"-0.001", "1e7"}},
        RangeCase{"lambda", {"0", "1000000"}, {"-1e-9", "1e7"}},
        RangeCase{"dropout", {"0", "0.99"}, {"-0.1", "1"}},
        RangeCase{"corrupt",
                  {"gaussian:0.001", "gaussian:1000", "mask:0.999", "left_half"},
                  {"gaussian:0", "gaussian:-1", "gaussian:1001", "mask:0", "mask:1"}},
        RangeCase{"rho", {"1e-9", "0.999"}, {"0", "1", "-0.5", "1.5"}},
        RangeCase{"layers", {"1", "65536", "2,1", "8,8,8"}, {"0", "-1", "65537", "8,0"}},
        RangeCase{"valid", {"1", "1000000000", "0.5", "1e-9", "test"}, {"0", "-1", "1.5", "1e12"}},
        RangeCase{"limit", {"1", "1000000000", "all"}, {"0", "-5", "1000000001"}},
        RangeCase{"limit_valid", {"1", "all"}, {"0", "-5"}},
        RangeCase{"images_every", {"0", "1000000"}, {"-1", "1000001"}},
        RangeCase{"report_mb", {"1", "1000"}, {"0.9", "1000.5"}}),
    [](const auto& row) { return std::string(row.param.option); });

TEST(Validate, ReportsAllProblemsAtOnce) {
  EXPECT_EQ(problems_of({{"epochs", "0"}, {"lr", "0"}, {"rho", "2"}, {"limit", "0"}}),
            (Lines{"--epochs: expected a whole number from 1 to 1000000, found 0",
                   "--lr: expected a value above 0, at most 1000, found 0",
                   "--limit: expected a whole number from 1 to 1000000000, found 0",
                   "--rho: expected a value between 0 and 1 (both excluded), found 2"}));
}

TEST(Validate, GivesEachMarkOfATableOneMeaning) {
  EXPECT_EQ(problems_of({{"separator", "semicolon"}, {"comment", ";"}}),
            (Lines{"--comment: expected another character than that of --separator, found ;"}));
  EXPECT_EQ(problems_of({{"comment", "tab"}}),
            (Lines{"--comment: expected a visible character, found white space"}));
  EXPECT_EQ(problems_of({{"decimal", ","}, {"thousands", ","}}),
            (Lines{"--thousands: expected another mark than that of --decimal, found ,"}));
  EXPECT_EQ(problems_of({{"decimal", "."}, {"thousands", "."}}),
            (Lines{"--thousands: expected another mark than that of --decimal, found ."}));
  EXPECT_EQ(problems_of({{"decimal", ","}, {"thousands", "."}, {"comment", "off"}}), Lines());
}

TEST(Validate, ReportsEachBadWidthAndTooManyLayers) {
  EXPECT_EQ(problems_of({{"layers", "0,8,-1"}}).size(), 2U);
  std::string widths = "8";
  for (int layer = 1; layer < 32; ++layer) widths += ",8";
  EXPECT_EQ(problems_of({{"layers", widths}}), Lines());
  EXPECT_EQ(problems_of({{"layers", widths + ",8"}}),
            (Lines{"--layers: expected 1 to 32 widths, found 33"}));
  EXPECT_EQ(problems_of({{"layers", widths + ",0,0"}}),
            (Lines{"--layers: expected 1 to 32 widths, found 34"}));
}

TEST(Validate, AllowsNegativeRhoOnlyForKlWithTanh) {
  EXPECT_EQ(problems_of({{"code_activation", "tanh"}, {"rho", "-0.9"}}), Lines());
  EXPECT_EQ(problems_of({{"code_activation", "tanh"}, {"rho", "-1"}}),
            (Lines{"--rho: expected a value between -1 and 1 (both excluded), found -1"}));
  EXPECT_EQ(
      problems_of({{"code_activation", "tanh"}, {"penalty", "kl_per_sample"}, {"rho", "-0.9"}}),
      (Lines{"--rho: expected a value between 0 and 1 (both excluded), found -0.9"}));
}

TEST(Validate, RefusesKlOnACodeThatIsNotBounded) {
  for (const char* code : {"relu", "identity"}) {
    EXPECT_EQ(problems_of({{"code_activation", code}}),
              (Lines{"--penalty kl: expected a code in [0, 1] (--code_activation sigmoid, tanh or "
                     "soft_threshold), "
                     "found " +
                     std::string(code) + ": use --penalty l1"}));
    EXPECT_EQ(problems_of({{"code_activation", code}, {"penalty", "l1"}}), Lines());
    EXPECT_EQ(problems_of({{"code_activation", code}, {"penalty", "kl_per_sample"}}), Lines());
  }
}

TEST(Validate, RefusesBceWithoutASigmoidOutput) {
  EXPECT_EQ(problems_of({{"loss", "bce"}}), Lines());
  for (const char* output : {"relu", "identity", "tanh"}) {
    EXPECT_EQ(problems_of({{"loss", "bce"}, {"output_activation", output}}).size(), 1U) << output;
  }
}

TEST(Validate, RefusesTypedOptionsMadeIneffectiveByTypedOptions) {
  EXPECT_EQ(problems_of({{"rho", "0.1"}, {"penalty", "l1"}}),
            (Lines{"--rho has no effect with --penalty l1"}));
  EXPECT_EQ(problems_of({{"momentum", "0.9"}, {"optimizer", "adam"}}),
            (Lines{"--momentum has no effect with --optimizer adam"}));
  EXPECT_EQ(problems_of({{"activation", "tanh"}, {"layers", "64"}}),
            (Lines{"--activation has no effect with one layer (the code's activation is "
                   "--code_activation)"}));
}

TEST(Validate, RefusesOptionsOfAnInactiveScheduleOrPatience) {
  EXPECT_EQ(problems_of({{"lr_step_epochs", "3"}, {"lr_schedule", "cosine"}}),
            (Lines{"--lr_step_epochs has no effect with --lr_schedule cosine"}));
  EXPECT_EQ(problems_of({{"lr_step_factor", "0.5"}, {"lr_schedule", "constant"}}),
            (Lines{"--lr_step_factor has no effect with --lr_schedule constant"}));
  EXPECT_EQ(problems_of({{"schedule_epochs", "3"}, {"lr_schedule", "step"}}),
            (Lines{"--schedule_epochs has no effect with --lr_schedule step"}));
  EXPECT_EQ(problems_of({{"min_improvement", "0.1"}, {"patience", "off"}}),
            (Lines{"--min_improvement has no effect with --patience off"}));
  EXPECT_EQ(problems_of({{"lr_step_epochs", "3"},
                         {"lr_step_factor", "0.5"},
                         {"lr_schedule", "step"},
                         {"warmup_epochs", "0.5"},
                         {"patience", "2"},
                         {"min_improvement", "0.1"}}),
            Lines());
  EXPECT_EQ(problems_of({{"warmup_epochs", "1"}, {"optimizer", "lbfgs"}}).size(), 1U);
  EXPECT_EQ(idle_options_of({{"lr_step_epochs", "3"}, {"min_improvement", "0.1"}}).size(), 2U);
}

TEST(Validate, TreatsSettingsOfATypedPresetAsTyped) {
  EXPECT_EQ(problems_of({{"rho", "0.1"}, {"preset", "tutorial-l1"}}),
            (Lines{"--rho has no effect with --penalty l1_all_layers"}));
  EXPECT_EQ(problems_of({{"rho", "0.1"}, {"preset", "tutorial-kl"}}), Lines());
}

TEST(Validate, AcceptsConflictsThatWereNotTyped) {
  EXPECT_EQ(problems_of({{"penalty", "l1"}}, {{"rho", "0.1"}}), Lines());
  EXPECT_EQ(problems_of({{"rho", "0.1"}}, {{"penalty", "l1"}}), Lines());
  EXPECT_EQ(problems_of({}, {{"rho", "0.1"}, {"penalty", "l1"}}), Lines());
  EXPECT_EQ(problems_of({{"momentum", "0.9"}}), Lines());
}

TEST(Validate, LimitsKToTheCodeWidth) {
  const Setting topk = {"code_activation", "topk"}, width = {"layers", "9"};
  EXPECT_EQ(problems_of({topk}),
            (Lines{"--code_activation topk: expected --k, the number of active "
                   "units, found none"}));
  EXPECT_EQ(problems_of({topk, width, {"k", "9"}}), Lines());
  EXPECT_EQ(problems_of({topk, width, {"k", "10"}}),
            (Lines{"--k: expected a whole number from 1 to 9, found 10"}));
  EXPECT_EQ(problems_of({topk, width, {"k", "5"}, {"k_start", "4"}}),
            (Lines{"--k_start: expected a whole number from 5 to 9, found 4"}));
  EXPECT_EQ(problems_of({topk, width, {"k", "5"}, {"k_eval_factor", "0.5"}}).size(), 1U);
}

TEST(Validate, RefusesAPenaltyWithTopk) {
  const Setting topk = {"code_activation", "topk"}, k = {"k", "5"};
  EXPECT_EQ(problems_of({topk, k, {"add_sparse", "yes"}}),
            (Lines{"--add_sparse yes: expected no penalty with --code_activation topk, which "
                   "makes the code sparse by itself"}));
  EXPECT_EQ(problems_of({topk, k, {"penalty", "kl"}}),
            (Lines{"--penalty has no effect with --code_activation topk, which takes no penalty"}));
  EXPECT_EQ(problems_of({topk, k, {"add_sparse", "no"}, {"rho", "0.1"}}), Lines());
  EXPECT_EQ(problems_of({topk, k, {"beta", "0"}}), Lines());
}

TEST(Validate, AllowsTopkOnlyForTheCode) {
  EXPECT_EQ(problems_of({{"output_activation", "topk"}}),
            (Lines{"--output_activation: expected identity, relu, sigmoid or tanh, found topk, "
                   "which is for the code only"}));
  EXPECT_EQ(problems_of({{"layers", "9,3"}, {"activation", "topk_relu"}}).size(), 1U);
}

TEST(Validate, ExpectsALinearOutputWithPreBias) {
  const Setting pre_bias = {"pre_bias", "yes"};
  EXPECT_EQ(problems_of({pre_bias, {"output_activation", "identity"}}), Lines());
  EXPECT_EQ(problems_of({pre_bias, {"output_activation", "tanh"}}),
            (Lines{"--pre_bias yes: expected --output_activation identity, found tanh"}));
  EXPECT_EQ(problems_of({pre_bias}),
            (Lines{"--pre_bias yes: expected --output_activation identity, found auto"}));
}

TEST(Validate, ExpectsALinearNetworkOfOneLayerWithAuxk) {
  const Setting auxk = {"auxk", "0.5"}, topk = {"code_activation", "topk"}, k = {"k", "5"};
  const Setting linear = {"output_activation", "identity"};
  EXPECT_EQ(problems_of({auxk, topk, k, linear}), Lines());
  EXPECT_EQ(problems_of({auxk, topk, k, {"output_activation", "auto"}}),
            (Lines{"--auxk: expected --output_activation identity, found auto"}));
  EXPECT_EQ(
      problems_of({auxk, linear}),
      (Lines{"--auxk: expected --code_activation topk, topk_relu or batchtopk, found sigmoid"}));
  EXPECT_EQ(problems_of({auxk, topk, k, linear, {"layers", "9,8"}, {"optimizer", "lbfgs"}}),
            (Lines{"--auxk: expected a network of one layer, found 2",
                   "--auxk: expected --optimizer adam, adamw or sgd, found lbfgs"}));
  EXPECT_EQ(problems_of({{"auxk", "0"}}), Lines());
}

TEST(Validate, ChoosesInTheBatchOnlyInMiniBatches) {
  const Setting batchtopk = {"code_activation", "batchtopk"}, k = {"k", "5"};
  EXPECT_EQ(problems_of({batchtopk, k}), Lines());
  EXPECT_EQ(
      problems_of({batchtopk, k, {"optimizer", "cg"}}),
      (Lines{"--code_activation batchtopk: expected --optimizer adam, adamw or sgd, found cg"}));
}

TEST(Validate, CountsActiveUnitsOfJumpreluOnly) {
  const Setting jumprelu = {"code_activation", "jumprelu"};
  EXPECT_EQ(problems_of({jumprelu}), Lines());
  EXPECT_EQ(problems_of({jumprelu, {"penalty", "l0_target"}}),
            (Lines{"--penalty l0_target: expected --l0, the mean number of active units, found "
                   "none"}));
  EXPECT_EQ(problems_of({{"penalty", "l0"}}),
            (Lines{"--penalty l0: expected --code_activation jumprelu, found sigmoid"}));
  EXPECT_EQ(problems_of({{"penalty", "tanh_l0"}, {"code_activation", "relu"}}), Lines());
  EXPECT_EQ(problems_of({{"penalty", "l1_norm"}, {"layers", "9,3"}}),
            (Lines{"--penalty l1_norm: expected a decoder of one layer, found 2"}));
  EXPECT_EQ(
      problems_of({{"penalty", "l1_norm"}, {"code_activation", "sigmoid"}}),
      (Lines{"--penalty l1_norm: expected --code_activation relu or jumprelu, found sigmoid"}));
  EXPECT_EQ(
      problems_of({jumprelu, {"optimizer", "cg"}}),
      (Lines{"--code_activation jumprelu: expected --optimizer adam, adamw or sgd, found cg"}));
}

TEST(Validate, NormalisesADecoderOfOneLayerOnly) {
  const Setting unit = {"decoder_norm", "unit"};
  EXPECT_EQ(problems_of({unit}), Lines());
  EXPECT_EQ(problems_of({unit, {"layers", "9,3"}}),
            (Lines{"--decoder_norm unit: expected a decoder of one layer, found 2"}));
  EXPECT_EQ(problems_of({unit, {"tied", "yes"}, {"optimizer", "cg"}}),
            (Lines{"--decoder_norm unit: expected --tied no, found yes",
                   "--decoder_norm unit: expected --optimizer adam, adamw or sgd, found cg"}));
}

TEST(Validate, RefusesNoiseWithFullBatchOptimizers) {
  const Setting lbfgs = {"optimizer", "lbfgs"};
  EXPECT_EQ(problems_of({lbfgs, {"dropout", "0.5"}}).size(), 1U);
  EXPECT_EQ(problems_of({lbfgs, {"corrupt", "mask:0.5"}}).size(), 1U);
  EXPECT_EQ(problems_of({lbfgs, {"corrupt", "left_half"}}), Lines());
  EXPECT_EQ(problems_of({{"dropout", "0.5"}, {"corrupt", "mask:0.5"}}), Lines());
}

// Users flip both switches to compare runs, so the other options must stay valid.
TEST(Validate, AcceptsOptionsThatASwitchMakesIneffective) {
  for (const Setting& off : Settings{{"add_sparse", "no"}, {"beta", "0"}}) {
    EXPECT_EQ(problems_of({off, {"rho", "0.1"}, {"penalty", "l1"}}), Lines());
    EXPECT_EQ(problems_of({off, {"rho", "0.1"}, {"penalty", "kl"}}), Lines());
    EXPECT_EQ(problems_of({off, {"preset", "tutorial-l1"}, {"rho", "0.1"}}), Lines());
    EXPECT_EQ(problems_of({off, {"penalty", "kl"}, {"code_activation", "relu"}}), Lines());
  }
  EXPECT_EQ(problems_of({{"add_sparse", "no"}, {"beta", "0.5"}}), Lines());
}

TEST(Validate, StillChecksRangesWhenSparsityIsOff) {
  EXPECT_EQ(problems_of({{"add_sparse", "no"}, {"rho", "7"}}).size(), 1U);
}

TEST(FindIdleOptions, ReportsTypedOptionsMadeIneffectiveByDefaults) {
  EXPECT_EQ(idle_options_of({{"momentum", "0.9"}, {"activation", "tanh"}}),
            (Lines{"--momentum has no effect with --optimizer adam",
                   "--activation has no effect with one layer (the code's activation is "
                   "--code_activation)"}));
  EXPECT_EQ(idle_options_of({{"rho", "0.1"}}, {{"penalty", "l1"}}),
            (Lines{"--rho has no effect with --penalty l1"}));
  EXPECT_EQ(idle_options_of({}, {{"momentum", "0.9"}}), Lines());
  EXPECT_EQ(idle_options_of({{"momentum", "0.9"}, {"optimizer", "sgd"}}), Lines());
}

TEST(Validate, RefusesOptionsThatAResumedRunCannotChange) {
  for (const char* option : {"out", "init_from", "force", "preset"}) {
    const std::string value = std::string(option) == "force"    ? "yes"
                              : std::string(option) == "preset" ? "tutorial-kl"
                                                                : "x";
    const Resolved resolved = resolve({}, {{"resume", "run"}, {option, value}});
    const std::vector<std::string> lines = validate(resolved.config, resolved.sources);
    ASSERT_EQ(lines.size(), 1U) << option;
    EXPECT_EQ(lines[0].substr(0, 2 + std::string(option).size() + 28),
              "--" + std::string(option) + " cannot change with --resume");
  }
}

}  // namespace
}  // namespace sae::config
