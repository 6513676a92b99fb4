// SPDX-License-Identifier: MIT
// Tests of a training run.
#include "session/session.h"

#include <gtest/gtest.h>

#include "session/effective_config.h"
#include "support/failure.h"
#include "support/idx_folder.h"

namespace sae::session {
namespace {

int never() { return 0; }

/// Counts epochs; throws at the first one if asked to.
class Counter final : public train::Observer {
 public:
  Counter(int& epochs, bool fail) : epochs_(epochs), fail_(fail) {}
  void on_epoch(const train::FinishedEpoch& /*finished*/) override {
    ++epochs_;
    if (fail_) throw Error(ErrorKind::kData, "failed");
  }

 private:
  int& epochs_;
  bool fail_;
};

class SessionTest : public testing::Test {
 protected:
  SessionTest() { test::write_idx_folder(folder_.path() / "data", 24, 12); }

  config::Config config() const {
    return effective_config({}, {{"data", (folder_.path() / "data").string()},
                                 {"out", run_.string()},
                                 {"layers", "4"},
                                 {"epochs", "2"},
                                 {"log_level", "off"}});
  }
  EndedRun train(bool fail) {
    Session session(config(), {"sae_train"});
    EXPECT_FALSE(std::filesystem::exists(run_));
    return session.train(
        [&](const config::Config& used, const std::filesystem::path& folder) {
          EXPECT_EQ(folder, run_);
          EXPECT_TRUE(used.train.threads.has_value());
          return std::make_unique<Counter>(epochs_, fail);
        },
        never);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path run_ = folder_.path() / "run";
  int epochs_ = 0;
};

TEST_F(SessionTest, TrainsAndCallsTheObserver) {
  const EndedRun ended = train(false);
  EXPECT_EQ(ended.folder, run_);
  EXPECT_EQ(ended.outcome.state, train::EndState::kFinished);
  EXPECT_EQ(ended.outcome.history.size(), 2U);
  EXPECT_EQ(epochs_, 2);
  EXPECT_TRUE(std::filesystem::exists(run_ / "summary.json"));
}

TEST_F(SessionTest, RemovesTheFolderOfARefusedRun) {
  EXPECT_EQ(test::failure([&] { train(true); }), "3: failed");
  EXPECT_FALSE(std::filesystem::exists(run_));
}

TEST(ThrowIfDiverged, NamesTheLastGoodState) {
  EndedRun run{"runs/x", {}};
  EXPECT_EQ(test::failure([&] { throw_if_diverged(run); }), "no error");
  run.outcome.state = train::EndState::kDiverged;
  run.outcome.message = "epoch 3: the loss is nan";
  EXPECT_EQ(test::failure([&] { throw_if_diverged(run); }), "6: epoch 3: the loss is nan");
  run.outcome.saved = train::Position{3, 0};
  try {
    throw_if_diverged(run);
  } catch (const Error& error) {
    EXPECT_NE(error.hint().find("--init_from runs/x/checkpoint.safetensors"), std::string::npos)
        << error.hint();
  }
}

}  // namespace
}  // namespace sae::session
