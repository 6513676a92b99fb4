// SPDX-License-Identifier: MIT
// Tests of what runs can be chosen and sorted by.
#include "batch/run_values.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::batch {
namespace {

using Names = std::vector<std::string>;

/// The values of a run after a change of its options.
template <class Change>
RunValues changed(const Change& change) {
  run::ListedRun run;
  change(run.config);
  return values_of(run, config::Weights::kLast);
}

TEST(RunValues, HoldOptionsInUsualForm) {
  const RunValues values = changed([](config::Config& config) {
    config.model.layers = {512, 64};
    config.model.tied = true;
    config.loss.beta = 0.25;
    config.output.out = "x";
  });
  EXPECT_EQ(values.options.at("layers"), "512,64");
  EXPECT_EQ(values.options.at("tied"), "yes");
  EXPECT_EQ(values.options.at("beta"), "0.25");
  EXPECT_FALSE(values.options.contains("out")) << "it belongs to the call";
}

TEST(RunValues, MarkOptionsWithoutEffect) {
  const RunValues topk = changed([](config::Config& config) {
    config.model.code_activation = config::Activation::kTopk;
    config.model.k = 8;
  });
  EXPECT_EQ(topk.options.at("k"), "8");
  EXPECT_EQ(topk.options.at("beta"), kIdle) << "a top-k code takes no penalty";
  const RunValues l1 =
      changed([](config::Config& config) { config.loss.penalty = config::Penalty::kL1; });
  EXPECT_EQ(l1.options.at("k"), kIdle);
  EXPECT_EQ(l1.options.at("rho"), kIdle) << "L1 has no target";
  EXPECT_EQ(l1.options.at("penalty"), "l1");
}

TEST(DifferingOptions, LeaveOutWhatCannotChangeFigures) {
  const auto plain = changed([](config::Config&) {});
  const auto other = changed([](config::Config& config) {
    config.loss.rho = 0.1;
    config.train.seed = 1;
    config.train.threads = 2;
    config.output.report = false;
    config.preset.name = "ufldl";
  });
  EXPECT_EQ(differing_options({plain, other, plain}), (Names{"rho", "seed"}));
  const auto topk = changed(
      [](config::Config& config) { config.model.code_activation = config::Activation::kTopk; });
  EXPECT_EQ(differing_options({plain, topk}), Names{"code_activation"})
      << "--rho has an effect in one of them only";
  const auto threads = changed([](config::Config& config) { config.train.threads = 2; });
  EXPECT_EQ(differing_options({plain, threads}), (Names{"threads"}));
  EXPECT_EQ(differing_options({plain}), Names{});
}

TEST(KnownName, FindsFlagsOfTheSameOption) {
  EXPECT_EQ(known_name("reg_param", NameKind::kOption, "--over"), "beta");
  EXPECT_EQ(known_name("val_mse", NameKind::kFigureOrOption, "--sort"), "val_mse");
  EXPECT_EQ(known_name("state", NameKind::kValue, "--where"), "state");
  EXPECT_EQ(known_names("seed,lr", NameKind::kOption, "--over"), (Names{"seed", "lr"}));
}

TEST(KnownName, RefusesOthersWithTheNearest) {
  EXPECT_EQ(test::failure([] { known_name("val_msr", NameKind::kFigure, "--metrics"); }),
            "2: --metrics: expected a figure, found 'val_msr' (did you mean 'val_mse'?)");
  EXPECT_EQ(test::failure([] { known_name("val_mse", NameKind::kOption, "--over"); }),
            "2: --over: expected an option of sae_train, found 'val_mse'");
  EXPECT_EQ(test::failure([] { known_name("out", NameKind::kOption, "--over"); }),
            "2: --over: expected an option of sae_train, found 'out' (did you mean "
            "'output_activation'?)")
      << "--out belongs to the call";
  EXPECT_EQ(test::failure([] { known_names("beta,reg_param", NameKind::kOption, "--over"); }),
            "2: --over: expected each name once, found 'beta' twice");
  EXPECT_EQ(test::failure([] { known_names("val_mse,", NameKind::kFigure, "--metrics"); }),
            "2: --metrics: expected a figure, found ''");
}

TEST(ShortNames, AreUniqueWithoutTheCommonParents) {
  EXPECT_EQ(short_names({"/x/runs/a", "/x/runs/b"}), (Names{"a", "b"}));
  EXPECT_EQ(short_names({"/x/one/a", "/x/two/a"}), (Names{"one/a", "two/a"}));
  EXPECT_EQ(short_names({"/x/runs/a/"}), Names{"a"});
  EXPECT_EQ(short_names({"/x/runs", "/x/runs/a"}), (Names{"runs", "runs/a"}));
}

TEST(ShortNames, ResolveLinks) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "a");
  std::filesystem::create_directory_symlink("a", folder.path() / "latest");
  EXPECT_EQ(short_names({folder.path() / "latest"}), Names{"a"});
}

}  // namespace
}  // namespace sae::batch
