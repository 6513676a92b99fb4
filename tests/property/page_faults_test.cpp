// SPDX-License-Identifier: MIT
// No loop asks the system for memory again and again: each page fault costs as much as a thousand
// multiplications.
#include "support/page_faults.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "analysis/classifier_fit.h"
#include "analysis/kmeans.h"
#include "base/allocator.h"
#include "data/batcher.h"
#include "machine/choose_engine.h"
#include "model/autoencoder.h"
#include "support/tensors.h"
#include "train/evaluate.h"

namespace sae {
namespace {

constexpr std::int64_t kRows = 3000, kWidth = 784, kClasses = 10;
/// Counted iterations, after those that touch their memory for the first time.
constexpr int kFirst = 3, kLast = 10;
constexpr long kMostFaults = 100;

class PageFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    if (test::kHasOwnAllocator) GTEST_SKIP() << "a sanitizer has its own allocator";
    base::keep_freed_memory();
  }

  /// Collects the faults of an iteration, each time it is called at its end.
  void end_iteration() { marks_.push_back(test::page_faults()); }

  void repeat(const std::function<void()>& iterate) {
    for (int i = 0; i < kLast; ++i) {
      iterate();
      end_iteration();
    }
  }

  /// The median over the counted iterations.
  long median() const {
    std::vector<long> faults;
    for (std::size_t i = kFirst - 1; i < marks_.size(); ++i) {
      faults.push_back(marks_[i] - marks_[i - 1]);
    }
    std::ranges::sort(faults);
    return faults.at(faults.size() / 2);
  }

  at::Tensor rows = test::uniform({kRows, kWidth}, 1).to(at::kFloat);

 private:
  std::vector<long> marks_;
};

struct Loop {
  const char* name;
  config::OptimizerKind optimizer;
  config::EngineChoice engine;
};

class TrainingPageFaults : public PageFaults, public ::testing::WithParamInterface<Loop> {};

TEST_P(TrainingPageFaults, AreFewInAnEpochAndItsEvaluation) {
  config::Config config;
  config.model.layers = {128};
  config.optim.optimizer = GetParam().optimizer;
  config.train.engine = GetParam().engine;
  model::Autoencoder model(config.model, kWidth, 1);
  const machine::ChosenEngine chosen = machine::choose_engine(*model, config, 2);
  data::Batcher batcher(rows, config.optim.full_batch() ? kRows : config.train.batch_size, 1);
  const train::Evaluator evaluator(rows);
  std::int64_t epoch = 0;
  repeat([&] {
    batcher.start_epoch(++epoch);
    for (std::int64_t i = 0; i < batcher.batches(); ++i) chosen.engine->step(batcher.batch(i));
    evaluator.evaluate(*model, config.loss);
  });
  EXPECT_LT(median(), kMostFaults);
}

using config::EngineChoice;
using config::OptimizerKind;
INSTANTIATE_TEST_SUITE_P(
    Loops, TrainingPageFaults,
    ::testing::Values(Loop{"AdamFused", OptimizerKind::kAdam, EngineChoice::kFused},
                      Loop{"AdamAutograd", OptimizerKind::kAdam, EngineChoice::kAutograd},
                      Loop{"LbfgsFused", OptimizerKind::kLbfgs, EngineChoice::kFused},
                      Loop{"LbfgsAutograd", OptimizerKind::kLbfgs, EngineChoice::kAutograd},
                      Loop{"CgFused", OptimizerKind::kCg, EngineChoice::kFused}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(PageFaults, AreFewInAnIterationOfAClassifier) {
  const analysis::Classifier classifier({}, at::ones({kWidth}, at::kDouble), kClasses);
  const analysis::LabelledRows labelled{rows.to(at::kDouble),
                                        at::arange(kRows, at::kLong).remainder(kClasses)};
  analysis::FitConfig fit;
  fit.optim.optimizer = config::OptimizerKind::kLbfgs;
  fit.iterations = kLast;
  analysis::fit(classifier, labelled, fit, [&](std::int64_t, double) {
    end_iteration();
    return analysis::Next::kContinue;
  });
  EXPECT_LT(median(), kMostFaults);
}

// Whole fits of three iterations: k-means has no hook between iterations.
TEST_F(PageFaults, AreFewInAFitOfKMeans) {
  repeat([&] { analysis::lloyd(rows, rows.narrow(0, 0, kClasses), 3); });
  EXPECT_LT(median(), 3 * kMostFaults);
}

}  // namespace
}  // namespace sae
