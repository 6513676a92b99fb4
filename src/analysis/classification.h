// SPDX-License-Identifier: MIT
// Trains classifiers on the codes of trained runs.
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

/// Input of the softmax layer: codes of the last run, or raw rows in the first run's scale.
enum class ClassifyOn { kCodes, kRaw };
/// Weights to train: the softmax layer's only, or the encoders' too.
enum class ClassifyTrain { kSoftmax, kWhole };
/// Initial weights for training the whole network. kTrained: the runs' weights and a softmax layer
/// trained on their codes. kRandom, the control: new weights, uniform within √(6/(fan_in + fan_out
/// + 1)); the softmax layer's normal with standard deviation .005 (UFLDL).
enum class ClassifyStart { kTrained, kRandom };
/// What the features are divided by: nothing, or their standard deviations.
enum class FeatureScale { kNone, kDeviation };

struct ClassifySettings {
  ClassifyOn on = ClassifyOn::kCodes;
  ClassifyTrain train = ClassifyTrain::kSoftmax;
  ClassifyStart start = ClassifyStart::kTrained;
  FeatureScale scale = FeatureScale::kNone;
  at::ScalarType type = at::kDouble;
  FitConfig softmax;       ///< training of the softmax layer only
  FitConfig whole;         ///< training of the whole network
  std::int64_t every = 0;  ///< iterations between history rows; 0: only at the end
};

/// Callbacks: `row` receives each history row, `pending_signal` returns a signal that stops
/// training, or 0.
struct ClassifyWatch {
  std::function<void(const run::AccuracyRow&)> row;
  std::function<int()> pending_signal;
};

struct Classification {
  Classifier classifier;  ///< takes rows in the first run's scale; includes the encoders
  std::vector<run::AccuracyRow> history;  ///< of the last training; for kWhole from iteration 0
  train::Confusion train;
  train::Confusion test;
  int signal = 0;  ///< signal that stopped training; 0: none
};

/// Trains on the split's training rows and tests on its validation rows. split: rows as in the
/// files, with the width of the first run's input; classes: their classes. Throws kDivergence.
Classification classify(const run::Stack& stack, const data::Split& split, const Classes& classes,
                        const ClassifySettings& settings, const ClassifyWatch& watch);

/// The content of the file that keeps the classifier. on: what the softmax layer sees.
run::ClassifierFile to_file(const Classification& result, const run::Stack& stack, ClassifyOn on);

}  // namespace sae::analysis
