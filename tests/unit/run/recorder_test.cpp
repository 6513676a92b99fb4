// SPDX-License-Identifier: MIT
// Tests of the files written when a run is saved.
#include "run/recorder.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <map>

#include "run/metrics_file.h"
#include "run/model_file.h"
#include "run/summary_file.h"
#include "support/epoch_records.h"
#include "support/failing_system.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tiny_model.h"

namespace sae::run {
namespace {

using format::Json;
using test::numbered_record;
using test::record_with_error;
using test::TemporaryFolder;

/// A recorder with its own folder, and a 3-2-3 model.
class RecorderTest : public testing::Test {
 protected:
  RecorderTest() {
    config_.output.out = (temporary_.path() / "run").string();
    config_.model.layers = {2};
    folder_.emplace(RunFolder::create(config_, Json::object()));
    recorder_ = make_recorder(config_, *folder_, {{"threads", "2"}}, {{"engine", "by hand"}});
  }
  std::string content(const char* name) const { return test::file_content(folder_->path() / name); }

  TemporaryFolder temporary_;
  config::Config config_;
  std::optional<RunFolder> folder_;
  std::unique_ptr<train::Observer> recorder_;
  model::Autoencoder model_{config::ModelConfig{.layers = {2}}, 3, 0};
};

/// A state after the last epoch of the history, with the model's weights.
train::Checkpoint state_after(const std::vector<train::EpochRecord>& history,
                              const model::AutoencoderImpl& model) {
  train::Checkpoint state;
  state.next.epoch = static_cast<std::int64_t>(history.size()) + 1;
  state.history = history;
  state.loss_sums = at::zeros({6}, at::kDouble);
  state.weights = state.last = state.best = model::weights_of(model);
  return state;
}

TEST_F(RecorderTest, WritesCheckpointMetricsAndWeights) {
  const train::Checkpoint state = state_after({numbered_record(1)}, *model_);
  recorder_->on_checkpoint(state);
  EXPECT_EQ(content("checkpoint.safetensors"), checkpoint_bytes(state, {{"threads", "2"}}));
  EXPECT_EQ(content("metrics.csv"), metrics_bytes({numbered_record(1)}));
  EXPECT_EQ(content("model.safetensors"), model_bytes(state.last, config_, 1));
  EXPECT_EQ(content("best.safetensors"), content("model.safetensors"));
}

TEST_F(RecorderTest, WritesOnlyTheCheckpointBeforeTheFirstEpochEnds) {
  recorder_->on_checkpoint(state_after({}, *model_));
  EXPECT_FALSE(content("checkpoint.safetensors").empty());
  EXPECT_EQ(test::count_entries(folder_->path()), 3);  // includes .lock and config.json
}

TEST_F(RecorderTest, KeepsTheFirstEpochWithTheLowestError) {
  std::vector<train::EpochRecord> history = {record_with_error(1, 0.3)};
  recorder_->on_checkpoint(state_after(history, *model_));
  const std::string first = content("best.safetensors");
  history.push_back(record_with_error(2, 0.3));
  recorder_->on_checkpoint(state_after(history, *model_));
  EXPECT_EQ(content("best.safetensors"), first);
  EXPECT_NE(content("model.safetensors"), first);
  history.push_back(record_with_error(3, 0.2));
  recorder_->on_checkpoint(state_after(history, *model_));
  EXPECT_EQ(content("best.safetensors"), content("model.safetensors"));
}

// The other files do not change within an epoch. A new process cannot know their content and
// rewrites them.
TEST_F(RecorderTest, RewritesOtherFilesOnChangeAndOncePerProcess) {
  train::Checkpoint state = state_after({numbered_record(1)}, *model_);
  recorder_->on_checkpoint(state);
  const std::filesystem::path model = folder_->path() / "model.safetensors";
  std::filesystem::remove(model);
  state.next.batch = 5;
  recorder_->on_checkpoint(state);
  EXPECT_FALSE(std::filesystem::exists(model));
  make_recorder(config_, *folder_, {}, Json::object())->on_checkpoint(state);
  EXPECT_TRUE(std::filesystem::exists(model));
}

/// Content of all files of a run, temporary files included, .lock excluded.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[entry.path().filename().string()] = test::file_content(entry.path());
  }
  files.erase(".lock");
  return files;
}

// Each system call of a run's creation and of one save fails once. Each file then has its old or
// its new content. The order of writing is checkpoint, table, model, best.
TEST(Faults, LeaveEachFileOldOrNewAndExitWithCode4) {
  const model::Autoencoder model(config::ModelConfig{.layers = {2}}, 3, 0);
  const auto old_state = state_after({record_with_error(1, 0.3)}, *model);
  const auto new_state =
      state_after({record_with_error(1, 0.3), record_with_error(2, 0.2)}, *model);
  int faults = 0;
  for (int fail_at = 1;; ++fail_at) {
    const TemporaryFolder temporary;
    config::Config config;
    config.output.out = (temporary.path() / "run").string();
    std::map<std::string, std::string> before, after;
    {
      const RunFolder folder = RunFolder::create(config, Json::object());
      const auto recorder = make_recorder(config, folder, {}, Json::object());
      recorder->on_checkpoint(old_state);
      before = contents(folder.path());
      recorder->on_checkpoint(new_state);
      after = contents(folder.path());
      make_recorder(config, folder, {}, Json::object())->on_checkpoint(old_state);
    }
    const auto system = std::make_shared<test::FailingSystem>(fail_at, ENOSPC);
    const std::string failure = test::failure([&] {
      const RunFolder folder = RunFolder::reopen(*config.output.out, system);
      make_recorder(config, folder, {}, Json::object())->on_checkpoint(new_state);
    });
    const auto found = contents(temporary.path() / "run");
    if (system->calls() < fail_at) {
      EXPECT_EQ(found, after);
      break;
    }
    ++faults;
    EXPECT_EQ(found.size(), before.size()) << "no temporary file is left";
    bool old_seen = false;
    for (const char* name :
         {"checkpoint.safetensors", "metrics.csv", "model.safetensors", "best.safetensors"}) {
      EXPECT_TRUE(found.at(name) == before.at(name) || found.at(name) == after.at(name)) << name;
      old_seen = old_seen || found.at(name) == before.at(name);
      EXPECT_EQ(found.at(name) == before.at(name), old_seen) << name << " ran ahead";
    }
    // The last call for each file closes the folder, when the file is already complete.
    if (fail_at % 8 != 0) {
      EXPECT_EQ(failure.substr(0, 3), "4: ") << fail_at;
    }
  }
  EXPECT_EQ(faults, 4 * 8);
}

TEST(Faults, DuringCreationLeaveNoPartialConfig) {
  for (int fail_at = 1; fail_at < 8; ++fail_at) {
    const TemporaryFolder temporary;
    config::Config config;
    config.output.out = (temporary.path() / "run").string();
    const auto system = std::make_shared<test::FailingSystem>(fail_at, EIO);
    const std::string failure =
        test::failure([&] { RunFolder::create(config, Json::object(), system); });
    EXPECT_EQ(failure.substr(0, 3), "4: ") << fail_at;
    const auto found = contents(*config.output.out);
    EXPECT_LE(found.size(), 1U);
    if (!found.empty()) {
      EXPECT_TRUE(Json::parse(found.at("config.json")).contains("config"));
    }
    config.output.force = true;
    EXPECT_EQ(test::failure([&] { RunFolder::create(config, Json::object()); }), "no error");
  }
}

TEST_F(RecorderTest, WritesTheSummaryAtTheEnd) {
  train::Outcome outcome;
  outcome.history = {record_with_error(1, 0.2)};
  recorder_->on_end(outcome, *model_);
  EXPECT_EQ(content("summary.json"), summary_bytes(outcome, {{"engine", "by hand"}}));
}

}  // namespace
}  // namespace sae::run
