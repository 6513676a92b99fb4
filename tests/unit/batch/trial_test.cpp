// SPDX-License-Identifier: MIT
// Tests of the names of trials.
#include "batch/trial.h"

#include <gtest/gtest.h>

namespace sae::batch {
namespace {

TEST(TrialName, JoinsOptionsAndValues) {
  EXPECT_EQ(trial_name({{"rho", "0.05"}, {"seed", "1"}}), "rho_0.05-seed_1");
  EXPECT_EQ(trial_name({{"layers", "512,64"}, {"rho", "-0.5"}}), "layers_512-64-rho_-0.5");
  EXPECT_EQ(trial_name({}), "defaults");
}

TEST(TrialName, TakesTheLastPartOfAPath) {
  EXPECT_EQ(trial_name({{"data", "/far/away/my photos/"}}), "data_my-photos");
  EXPECT_EQ(trial_name({{"data", "../x.npz"}}), "data_x.npz");
}

TEST(TrialName, StaysShort) {
  std::vector<config::Setting> settings;
  for (int i = 0; i < 30; ++i) settings.push_back({"option" + std::to_string(i), "1"});
  const std::string name = trial_name(settings);
  EXPECT_EQ(name.size(), 100U);
  EXPECT_TRUE(name.starts_with("option0_1-option1_1-")) << name;
  EXPECT_TRUE(name.ends_with("-" + settings_checksum(settings))) << name;
  settings.back().text = "2";
  EXPECT_NE(trial_name(settings), name);
}

TEST(SettingsText, IsForPeople) {
  EXPECT_EQ(settings_text({{"rho", "0.05"}, {"patience", std::nullopt}}),
            "rho 0.05, patience null");
}

TEST(SettingsChecksum, IsThatOfTheText) {
  // zlib.crc32(b"rho 0.05") in Python.
  EXPECT_EQ(settings_checksum({{"rho", "0.05"}}), "4060b816");
}

}  // namespace
}  // namespace sae::batch
