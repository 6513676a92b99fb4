// SPDX-License-Identifier: MIT
// Classes learnt from labelled rows with the codes of trained runs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/classes.h"
#include "analysis/classifier.h"
#include "analysis/classifier_fit.h"
#include "run/classifier_file.h"
#include "run/result_tables.h"
#include "run/stack.h"
#include "train/confusion.h"

namespace sae::analysis {

/// What a softmax layer sees: the codes of the last run, or rows on the first run's scale.
enum class ClassifyOn { kCodes, kRaw };
/// Which of the weights are trained: those of the softmax layer, or the encoders' too.
enum class ClassifyTrain { kSoftmax, kWhole };
/// Where training the whole begins: at the runs' weights and a softmax layer trained on their
/// codes, or at fresh weights (uniform within √(6/(fan_in + fan_out + 1)), the softmax layer's of
/// standard deviation .005: UFLDL), the control.
enum class ClassifyStart { kTrained, kRandom };
/// What features are divided by.
enum class FeatureScale { kNone, kDeviation };

struct ClassifySettings {
  ClassifyOn on = ClassifyOn::kCodes;
  ClassifyTrain train = ClassifyTrain::kSoftmax;
  ClassifyStart start = ClassifyStart::kTrained;
  FeatureScale scale = FeatureScale::kNone;
  at::ScalarType type = at::kDouble;
  FitConfig softmax;       ///< how a softmax layer is trained on its own
  FitConfig whole;         ///< how the whole is
  std::int64_t every = 0;  ///< iterations between rows of the history; 0: at the end alone
};

/// Who watches: told of each row, and asked for the number of a signal that ends training, 0: none.
struct ClassifyWatch {
  std::function<void(const run::AccuracyRow&)> row;
  std::function<int()> pending_signal;
};

struct Classification {
  Classifier classifier;                  ///< of rows on the first run's scale, encoders included
  std::vector<run::AccuracyRow> history;  ///< of the training that came last; of the whole from 0
  train::Confusion train;
  train::Confusion test;
  int signal = 0;  ///< what ended it early; 0: nothing did
};

/// Trains on the split's training rows and tests on the others. split: rows as files have them, as
/// wide as the first run takes them; classes: theirs. Throws kDivergence.
Classification classify(const run::Stack& stack, const data::Split& split, const Classes& classes,
                        const ClassifySettings& settings, const ClassifyWatch& watch);

/// The content of the file that keeps the classifier. on: what the softmax layer sees.
run::ClassifierFile to_file(const Classification& result, const run::Stack& stack, ClassifyOn on);

}  // namespace sae::analysis
