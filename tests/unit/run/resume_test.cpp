// SPDX-License-Identifier: MIT
// Tests of the checks before a saved run resumes.
#include "run/resume.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "run/file_names.h"
#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::run {
namespace {

using test::TemporaryFolder;

data::Split some_data() {
  data::Split split;
  split.train.fingerprint = "one";
  split.valid.fingerprint = "two";
  return split;
}

Identity identity(const config::Config& config) {
  return identity_of(config, some_data(), {"autograd", "cpu", 1});
}

/// A run saved after two epochs.
SavedRun saved_run(const config::Config& config) {
  SavedRun saved{identity(config), {}};
  saved.checkpoint.next.epoch = 3;
  saved.checkpoint.history = {test::numbered_record(1), test::numbered_record(2)};
  return saved;
}

std::vector<std::string> refusal(const SavedRun& saved, const config::Config& config,
                                 const Identity& now) {
  try {
    check_same_run(saved, config, now);
  } catch (const UsageErrors& errors) {
    return errors.lines();
  }
  return {};
}

std::vector<std::string> refusal(const config::Config& now) {
  return refusal(saved_run(config::Config()), now, identity(now));
}

using Lines = std::vector<std::string>;

TEST(SameReading, RefusesSchema1RunsWhoseRowsWouldChange) {
  SavedRun saved = saved_run(config::Config());
  data::Split split = some_data();
  split.place = "t.csv";
  split.changes = {"now --limit takes the first rows", "and more"};
  const auto check = [&] { check_same_reading(saved, split, "runs/a"); };
  EXPECT_EQ(test::failure(check), "no error") << "a run of this schema";
  saved.identity.erase("schema");
  EXPECT_EQ(
      test::failure(check),
      "5: runs/a: expected a run trained on the rows that t.csv contains, found a run of schema 1, "
      "which read it differently: now --limit takes the first rows");
  split.changes.clear();
  EXPECT_EQ(test::failure(check), "no error");
}

TEST(SameRun, AllowsMoreEpochsOtherMachinesAndOtherOutput) {
  config::Config config;
  config.train.epochs = 99;
  config.train.threads = 7;
  config.train.checkpoint_every = 1;
  config.output.images_every = 1;
  config.data.data = "elsewhere";
  EXPECT_EQ(refusal(config), Lines{});
}

TEST(SameRun, RefusesOtherMathematics) {
  config::Config config;
  config.loss.beta = 0.5;
  config.model.layers = {7, 8};
  config.train.seed = 3;
  EXPECT_EQ(refusal(config), (Lines{"--beta: expected 0.001 as in the run, found 0.5",
                                    "--seed: expected 0 as in the run, found 3",
                                    "--layers: expected [512] as in the run, found [7,8]"}));
}

TEST(SameRun, RefusesFewerEpochs) {
  config::Config config;
  config.train.epochs = 2;
  EXPECT_EQ(refusal(config), Lines{});
  config.train.epochs = 1;
  EXPECT_EQ(refusal(config), Lines{"--epochs: expected at least 2 (already finished), found 1"});
}

TEST(SameRun, RefusesOtherData) {
  const config::Config config;
  Identity now = identity(config);
  now["valid_data"] = "three";
  EXPECT_EQ(refusal(saved_run(config), config, now),
            Lines{"valid_data: expected the data of this run (checksums two), found three"});
}

// A checkpoint older than an option had the option's default.
TEST(SameRun, MissingOptionsHaveTheirDefaults) {
  SavedRun saved = saved_run(config::Config());
  saved.identity["config"] = R"({"seed": 0})";
  EXPECT_EQ(refusal(saved, config::Config(), identity(config::Config())), Lines{});
  config::Config config;
  config.loss.rho = 0.1;
  EXPECT_EQ(refusal(saved, config, identity(config)).size(), 1U);
  saved.identity["config"] = R"({"from_the_future": 1})";
  EXPECT_EQ(refusal(saved, config::Config(), identity(config::Config())),
            Lines{"--from_the_future: expected 1 as in the run, found \"no such option\""});
}

TEST(SameRun, RefusesAnInvalidConfig) {
  for (const char* config : {"", "[]", "{"}) {
    SavedRun saved = saved_run(config::Config());
    saved.identity["config"] = config;
    const auto check = [&] { check_same_run(saved, config::Config(), saved.identity); };
    EXPECT_EQ(test::failure(check).substr(0, 27), "5: the checkpoint's config:") << config;
  }
}

TEST(MachineChanges, AreListedOnePerLine) {
  const config::Config config;
  const Identity saved = identity(config);
  EXPECT_EQ(find_machine_changes(saved, saved), Lines{});
  const auto lines =
      find_machine_changes(saved, identity_of(config, some_data(), {"autograd", "cuda", 2}));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].substr(0, 43), "device: cpu before, cuda now: results will ");
  EXPECT_EQ(lines[1].substr(0, 39), "threads: 1 before, 2 now: results will ");
}

TEST(Identity, ContainsNoTimesOrPaths) {
  config::Config config;
  config.output.out = config.data.data = config.train.init_from = "private";
  for (const auto& [key, text] : identity(config)) {
    EXPECT_EQ(text.find("private"), std::string::npos) << key;
  }
}

/// A run folder in a temporary folder.
class ResumedFolder : public testing::Test {
 protected:
  static config::Config config_in(const TemporaryFolder& temporary) {
    config::Config config;
    config.output.out = (temporary.path() / "run").string();
    return config;
  }
  TemporaryFolder temporary_;
  RunFolder folder_ = RunFolder::create(config_in(temporary_), format::Json::object());
};

TEST_F(ResumedFolder, HasNoCheckpointBeforeTheFirstSave) {
  EXPECT_FALSE(read_saved_run(folder_).has_value());
}

TEST_F(ResumedFolder, ReadsTheCheckpoint) {
  train::Checkpoint state;
  state.next = {1, 4};
  state.loss_sums = at::zeros({6}, at::kDouble);
  state.weights = {{"w", test::vector({1})}};
  folder_.write(kCheckpointName, checkpoint_bytes(state, {{"threads", "1"}}));
  EXPECT_EQ(read_saved_run(folder_)->checkpoint.next, (train::Position{1, 4}));
  folder_.write(kCheckpointName, "broken");
  EXPECT_EQ(test::failure([&] { read_saved_run(folder_); }),
            "5: " + (folder_.path() / kCheckpointName).string() +
                ": expected at least 8 bytes, found fewer");
}

TEST_F(ResumedFolder, RefusesALostCheckpoint) {
  folder_.write("metrics.csv", "epoch\n1\n");
  EXPECT_EQ(test::failure([&] { read_saved_run(folder_); }),
            "5: " + (folder_.path() / kCheckpointName).string() +
                ": expected a checkpoint next to metrics.csv, found none");
}

}  // namespace
}  // namespace sae::run
