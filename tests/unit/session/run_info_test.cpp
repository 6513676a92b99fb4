// SPDX-License-Identifier: MIT
// Tests of start-up log lines and provenance.
#include "session/run_info.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "support/tensors.h"

namespace sae::session {
namespace {

/// Three training rows of two values and one validation row.
data::Split split_of_rows(bool valid_is_test) {
  data::Split split;
  split.train.features = test::matrix({{0, 0}, {1, 0}, {0, 1}});
  split.train.shape = {1, 2, 1};
  split.valid.features = test::matrix({{1, 1}});
  split.place = "x.csv";
  split.valid_is_test = valid_is_test;
  return split;
}

template <class Action>
std::string log_of(const Action& action) {
  base::set_up_log(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  action();
  return testing::internal::GetCapturedStderr();
}

TEST(RunInfo, RecordsDataAndCommandLine) {
  const format::Json story = provenance(split_of_rows(true), {"sae_train", "--force"});
  EXPECT_EQ(story["data"]["place"], "x.csv");
  EXPECT_EQ(story["data"]["train_rows"], 3);
  EXPECT_EQ(story["data"]["valid_rows"], 1);
  EXPECT_EQ(story["command_line"], (std::vector<std::string>{"sae_train", "--force"}));
  EXPECT_EQ(story["started"].get<std::string>().size(), 20U);
}

TEST(RunInfo, LogsTheConfiguration) {
  config::Config config;
  config.model.layers = {5};
  config.loss.beta = 0.25;
  config.loss.lambda = 0.5;
  const data::Split split = split_of_rows(false);
  const format::Json facts =
      run_facts(config, {"a reason", "another"}, split, {"autograd", "cpu", 1});
  EXPECT_EQ(facts["parameters"], 5 * 2 + 5 + 2 * 5 + 2);
  EXPECT_EQ(facts["device_reason"], "another");
  EXPECT_EQ(facts["validated_on"], "part of the training set");
  EXPECT_EQ(log_of([&] { announce(config, split, facts); }),
            "data    x.csv: 3 training rows, 1 to validate on (part of the training set)\n"
            "scale   none, chosen from the data\n"
            "model   2-5 and back, sigmoid code, 27 parameters, on cpu\n"
            "engine  autograd on 1 thread: a reason\n"
            "loss    mse + 0.25 * kl, weight decay 0.5\n");
}

TEST(RunInfo, WarnsAboutTheScheduleAndSelectionOnTheTestSet) {
  config::Config config;
  EXPECT_EQ(log_of([&] {
              warn_of_schedule(config);
              warn_of_choice(config, split_of_rows(true));
            }),
            "");
  config.train.epochs = 5;
  config.optim.lr_schedule = config::LrSchedule::kCosine;
  config.optim.schedule_epochs = 3;
  config.optim.warmup_epochs = 6;
  config.train.patience = 2;
  const std::string log = log_of([&] { warn_of_schedule(config); });
  EXPECT_NE(log.find("--schedule_epochs 3: the learning rate is 0 from epoch 4 on"),
            std::string::npos)
      << log;
  EXPECT_NE(log.find("--warmup_epochs 6: the learning rate never reaches --lr in 5 epochs"),
            std::string::npos)
      << log;
  EXPECT_NE(log_of([&] {
              warn_of_choice(config, split_of_rows(true));
            }).find("--patience selects the epoch on the test set"),
            std::string::npos);
  EXPECT_EQ(log_of([&] { warn_of_choice(config, split_of_rows(false)); }), "");
}

}  // namespace
}  // namespace sae::session
