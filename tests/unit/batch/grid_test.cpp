// SPDX-License-Identifier: MIT
// Tests of the trials of a sweep.
#include "batch/grid.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::batch {
namespace {

using Texts = std::vector<std::string>;

Texts values(const std::string& option, const std::string& text) {
  return option_values({option, text});
}

Texts names(const std::vector<Trial>& trials) {
  Texts names;
  for (const Trial& trial : trials) names.push_back(trial.name);
  return names;
}

/// The settings of each row of a file of trials, as text.
Texts rows_of(const test::TemporaryFolder& folder, const std::string& name,
              const std::string& content) {
  Texts texts;
  for (const auto& row : read_trial_settings(folder.write(name, content))) {
    texts.push_back(settings_text(row));
  }
  return texts;
}

std::string row_refusal(const std::string& name, const std::string& content) {
  const test::TemporaryFolder folder;
  std::string text = test::failure([&] { rows_of(folder, name, content); });
  const std::string path = folder.path().string() + "/";
  const std::size_t at = text.find(path);
  return at == std::string::npos ? text : text.erase(at, path.size());
}

TEST(OptionValues, AreSeparatedByCommas) {
  EXPECT_EQ(values("rho", ".01,0.05"), (Texts{"0.01", "0.05"}));
  EXPECT_EQ(values("penalty", "kl,l1"), (Texts{"kl", "l1"}));
  EXPECT_EQ(values("tied", "yes,no"), (Texts{"yes", "no"}));
  EXPECT_EQ(values("patience", "3,off"), (Texts{"3", "off"}));
  EXPECT_EQ(values("corrupt", "gaussian:.5,left_half"), (Texts{"gaussian:0.5", "left_half"}));
}

TEST(OptionValues, OfListsMarksAndPathsAreTheWholeText) {
  EXPECT_EQ(values("layers", "512,64"), (Texts{"512,64"}));
  EXPECT_EQ(values("classes", "0,2"), (Texts{"0,2"}));
  EXPECT_EQ(values("separator", ","), (Texts{"comma"}));
  EXPECT_EQ(values("decimal", ","), (Texts{","}));
  EXPECT_EQ(values("data", "a,b.csv"), (Texts{"a,b.csv"}));
  EXPECT_EQ(values("encode_with", "a,b"), (Texts{"a,b"}));
}

TEST(OptionValues, OfARangeAreAtEqualDistancesOrRatios) {
  EXPECT_EQ(values("beta", "log:1e-4:1e-2:5"),
            (Texts{"1e-04", "0.0003162", "0.001", "0.003162", "0.01"}));
  EXPECT_EQ(values("rho", "lin:.05:.2:4"), (Texts{"0.05", "0.1", "0.15", "0.2"}));
  EXPECT_EQ(values("batch_size", "log:16:256:5"), (Texts{"16", "32", "64", "128", "256"}));
  EXPECT_EQ(values("seed", "lin:1:4:4"), (Texts{"1", "2", "3", "4"}));
  EXPECT_EQ(values("beta", "log:.123456:.7:2"), (Texts{"0.123456", "0.7"})) << "ends stay exact";
}

TEST(OptionValues, RefusesWhatTheOptionCannotBe) {
  const auto refusal = [](const char* option, const char* text) {
    return test::failure([&] { values(option, text); });
  };
  EXPECT_EQ(refusal("rho", ".01,x"),
            "2: --rho: expected a finite decimal number, several separated by commas, or lin:A:B:N "
            "or log:A:B:N, found '.01,x'");
  EXPECT_EQ(refusal("penalty", "kl,l2"),
            "2: --penalty: expected kl, l1, kl_per_sample, l1_all_layers, l1_norm, l0, l0_target, "
            "tanh_l0, group, or several separated by commas, found 'kl,l2'");
  for (const char* range : {"log:0:1:3", "log:1:2", "lin:1:2:1", "lin:1:2:x", "log:-1:-2:3"}) {
    EXPECT_TRUE(refusal("beta", range).starts_with("2: --beta: expected")) << range;
  }
  EXPECT_EQ(refusal("roh", "1"),
            "2: expected an option of sae_train, found 'roh' (did you mean 'rho'?)");
}

TEST(TrialFile, HasAColumnPerOption) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(rows_of(folder, "t.csv", "penalty,rho,--layers\nkl,.05,\"512,64\"\nl1,,256\n"),
            (Texts{"penalty kl, rho 0.05, layers 512,64", "penalty l1, layers 256"}));
}

TEST(TrialFile, MayBeAListOfObjects) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(rows_of(folder, "t.json",
                    R"([{"rho": 0.05, "layers": [512, 64]}, {"tied": true, "rho": null}])"),
            (Texts{"rho 0.05, layers 512,64", "tied yes"}));
}

TEST(TrialFile, IsRefusedWithThePlaceOfTheFault) {
  EXPECT_EQ(row_refusal("t.csv", "penalty,rho\nkl,.05\nkl,x\n"),
            "2: t.csv:3: --rho: expected a finite decimal number, found 'x'");
  EXPECT_EQ(row_refusal("t.csv", "penalty,roh\nkl,.05\n"),
            "2: t.csv:2: expected an option of sae_train, found 'roh' (did you mean 'rho'?)");
  EXPECT_EQ(row_refusal("t.csv", "penalty,rho\n"),
            "2: t.csv: expected at least one trial, found none");
  EXPECT_EQ(row_refusal("t.csv", "penalty,rho\nkl\n").substr(0, 2), "2:");
  EXPECT_EQ(row_refusal("t.json", R"({"rho": 1})"),
            "2: t.json: expected a list of objects, one for each trial, found object");
  EXPECT_EQ(row_refusal("t.json", R"([{"rho": 1}, {"rho": "x"}])"),
            "2: t.json: trial 2: --rho: expected a finite decimal number, found 'x'");
}

TEST(MakeTrials, CombinesAllValues) {
  EXPECT_EQ(names(make_trials({{"rho", ".01,.05"}, {"seed", "1,2"}}, {})),
            (Texts{"rho_0.01-seed_1", "rho_0.01-seed_2", "rho_0.05-seed_1", "rho_0.05-seed_2"}));
}

TEST(MakeTrials, NamesATrialAlikeHoweverItWasAskedFor) {
  EXPECT_EQ(names(make_trials({{"seed", "1"}, {"rho", "0.1"}}, {})), (Texts{"rho_0.1-seed_1"}));
  EXPECT_EQ(names(make_trials({}, {{{"seed", "1"}, {"rho", "0.1"}}})), (Texts{"rho_0.1-seed_1"}));
}

TEST(MakeTrials, JoinsTheValuesOfARepeatedOption) {
  EXPECT_EQ(names(make_trials({{"layers", "256"}, {"layers", "512,64"}}, {})),
            (Texts{"layers_256", "layers_512-64"}));
}

TEST(MakeTrials, MultipliesTheRowsOfAFile) {
  EXPECT_EQ(names(make_trials({{"seed", "1,2"}}, {{{"penalty", "l1"}}, {}})),
            (Texts{"penalty_l1-seed_1", "penalty_l1-seed_2", "seed_1", "seed_2"}));
}

TEST(MakeTrials, NamesEqualLookingTrialsApart) {
  const auto trials =
      make_trials({{"data", "a/x.csv"}, {"data", "b/x.csv"}, {"data", "y.csv"}}, {});
  EXPECT_EQ(trials[0].name, "data_x.csv-" + settings_checksum({{"data", "a/x.csv"}}));
  EXPECT_NE(trials[0].name, trials[1].name);
  EXPECT_EQ(trials[2].name, "data_y.csv");
}

TEST(MakeTrials, RefusesEqualAndTooManyTrials) {
  EXPECT_EQ(test::failure([] {
              make_trials({{"rho", ".05,0.05"}}, {});
            }),
            "2: --rho: expected each value once, found 0.05 twice");
  EXPECT_EQ(test::failure([] {
              make_trials({}, {{{"rho", "0.05"}}, {{"rho", "0.05"}}});
            }),
            "2: expected different trials, found two with rho 0.05");
  EXPECT_EQ(test::failure([] {
              make_trials({{"rho", "0.1"}}, {{{"rho", "0.05"}}});
            }),
            "2: --rho: expected on the command line or in the file of --trials, found in both");
  EXPECT_EQ(test::failure([] {
              make_trials({{"seed", "lin:1:1000:1000"}, {"split_seed", "lin:1:11:11"}}, {});
            }),
            "2: expected at most 10,000 trials, found 11000");
}

}  // namespace
}  // namespace sae::batch
