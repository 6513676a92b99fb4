// SPDX-License-Identifier: MIT
// Tests of a run's event file; tests/interop/tensorboard_test.py reads one with TensorBoard.
#include "run/event_log.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <optional>

#include "format/event_file.h"
#include "run/file_names.h"
#include "support/epoch_records.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

using test::record_with_error;

/// A run folder and what its event file has.
class EventLogTest : public testing::Test {
 protected:
  EventLogTest() {
    config_.output.out = (temporary_.path() / "run").string();
    folder_.emplace(RunFolder::create(config_, format::Json::object()));
  }

  /// Calls a new observer, as a resumed run does, with the first epochs.
  void checkpoint_after(std::int64_t epochs) const {
    train::Checkpoint checkpoint;
    for (std::int64_t i = 1; i <= epochs; ++i) {
      checkpoint.history.push_back(record_with_error(i, 0.5));
    }
    make_event_log(*folder_)->on_checkpoint(checkpoint);
  }

  std::string path() const { return (folder_->path() / kEventsName).string(); }

  /// How often the whole events name this tag, and whether nothing follows them.
  std::int64_t count(const std::string& tag) const {
    const std::string bytes = test::file_content(path());
    EXPECT_EQ(format::find_whole_events(bytes, std::numeric_limits<std::int64_t>::max()).bytes,
              bytes.size());
    std::int64_t found = 0;
    for (auto at = bytes.find(tag); at != std::string::npos; at = bytes.find(tag, at + 1)) ++found;
    return found;
  }

  test::TemporaryFolder temporary_;
  config::Config config_;
  std::optional<RunFolder> folder_;
};

TEST_F(EventLogTest, HasAnEventForEachEpoch) {
  checkpoint_after(0);
  EXPECT_FALSE(std::filesystem::exists(path()));
  checkpoint_after(1);
  EXPECT_EQ(count("val/mse"), 1);
  checkpoint_after(3);
  EXPECT_EQ(count("val/mse"), 3);
  EXPECT_EQ(count("brain.Event:2"), 1);
}

TEST_F(EventLogTest, AResumeRepeatsNoEpoch) {
  checkpoint_after(2);
  const std::string before = test::file_content(path());
  checkpoint_after(2);
  EXPECT_EQ(test::file_content(path()), before);
}

TEST_F(EventLogTest, AResumeReplacesWhatACrashCutOff) {
  checkpoint_after(2);
  std::filesystem::resize_file(path(), std::filesystem::file_size(path()) - 5);
  checkpoint_after(3);
  EXPECT_EQ(count("val/mse"), 3);
}

TEST_F(EventLogTest, AnEarlierCheckpointDropsLaterEpochs) {
  checkpoint_after(4);
  checkpoint_after(2);
  EXPECT_EQ(count("val/mse"), 2);
}

TEST_F(EventLogTest, ReplacesAFileThatIsNotAnEventFile) {
  std::ofstream(path()) << "something else";
  checkpoint_after(1);
  EXPECT_EQ(count("val/mse"), 1);
}

TEST_F(EventLogTest, AFileDeletedDuringTheRunIsWrittenAnew) {
  train::Checkpoint checkpoint;
  checkpoint.history = {record_with_error(1, 0.5)};
  const auto log = make_event_log(*folder_);
  log->on_checkpoint(checkpoint);
  std::filesystem::remove(path());
  checkpoint.history.push_back(record_with_error(2, 0.5));
  log->on_checkpoint(checkpoint);
  EXPECT_EQ(count("brain.Event:2"), 1);
  EXPECT_EQ(count("val/mse"), 2);
}

TEST_F(EventLogTest, LeavesOutWhatIsNotANumber) {
  train::Checkpoint checkpoint;
  checkpoint.history = {record_with_error(1, std::nan(""))};
  make_event_log(*folder_)->on_checkpoint(checkpoint);
  EXPECT_EQ(count("val/mse"), 0);
  EXPECT_EQ(count("val/l0"), 1);
}

TEST(EventTag, GroupsByWhatWasMeasured) {
  EXPECT_EQ(event_tag("train_loss"), "train/loss");
  EXPECT_EQ(event_tag("val_rho_hat_min"), "val/rho_hat_min");
  EXPECT_EQ(event_tag("images_per_second"), "images_per_second");
  EXPECT_EQ(event_tag("kept"), "kept");
}

}  // namespace
}  // namespace sae::run
