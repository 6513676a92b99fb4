// SPDX-License-Identifier: MIT
// The command that learns classes from labelled rows and the codes of trained runs.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "analysis/classification.h"
#include "cli/arguments.h"
#include "cli/run_command.h"

namespace sae::config {

template <>
inline constexpr auto kNames<analysis::ClassifyOn> = std::to_array<EnumName<analysis::ClassifyOn>>(
    {{analysis::ClassifyOn::kCodes, "codes"}, {analysis::ClassifyOn::kRaw, "raw"}});
template <>
inline constexpr auto kNames<analysis::ClassifyStart> =
    std::to_array<EnumName<analysis::ClassifyStart>>(
        {{analysis::ClassifyStart::kTrained, "trained"},
         {analysis::ClassifyStart::kRandom, "random"}});

}  // namespace sae::config

namespace sae::cli {

struct ClassifyOptions {
  analysis::ClassifyOn on = analysis::ClassifyOn::kCodes;
  bool finetune = false;
  analysis::ClassifyStart start = analysis::ClassifyStart::kTrained;
  config::OptimizerKind optimizer = config::OptimizerKind::kLbfgs;
  std::optional<std::int64_t> epochs;
  double lambda = 1e-4;
  double lr = 1e-3;
  std::int64_t batch_size = 128;
  bool standardize = false;
  std::optional<double> k_eval_factor;
  std::int64_t every = 0;
  std::optional<std::int64_t> seed;
  std::optional<config::Dtype> dtype;
  config::DataConfig data;
  ResultOptions results;
  config::LogLevel log_level = config::LogLevel::kInfo;
};

/// The options in the order of the help.
template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ClassifyOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  using config::Field;
  // clang-format off
  visit(Field{"Classifier", "--on", "codes|raw", "what the softmax layer sees: the codes of the last run, or the rows themselves on the first run's scale, for comparison", ""}, options.on);
  visit(Field{"Classifier", "--finetune", "yes|no", "train the encoders too, once the softmax layer has been trained on their codes", ""}, options.finetune);
  visit(Field{"Classifier", "--start", "trained|random", "of --finetune: the runs' own weights, or fresh ones, as a control", ""}, options.start);
  visit(Field{"Classifier", "--lambda", "L", "weight decay of the softmax layer alone: (lambda/2) * sum of squared weights, >= 0", ""}, options.lambda);
  visit(Field{"Classifier", "--standardize", "yes|no", "divide each code (or value) by its standard deviation over the training rows, which k-sparse codes need", ""}, options.standardize);
  visit(Field{"Classifier", "--k_eval_factor", "A", "of topk codes: A * k units stay, >= 1", "as the run"}, options.k_eval_factor);
  visit(Field{"Training", "--optimizer", "lbfgs|adam", "lbfgs: all rows at once, an epoch being one iteration; adam: shuffled batches", ""}, options.optimizer);
  visit(Field{"Training", "--epochs", "N", "of the last training: the softmax layer's, or with --finetune the whole's, before which the softmax layer has 200 iterations of lbfgs", "200, or 400 with --finetune; 20 of adam"}, options.epochs);
  visit(Field{"Training", "--lr", "RATE", "learning rate of adam, > 0", ""}, options.lr);
  visit(Field{"Training", "--batch_size", "N", "rows a step of adam", ""}, options.batch_size);
  visit(Field{"Training", "--every", "N", "measure the accuracy each N epochs; 0: at the end alone", ""}, options.every);
  visit(Field{"Training", "--seed", "N", "of the rows that --valid draws, the batches' order and fresh weights", "as the run"}, options.seed);
  visit(Field{"Training", "--dtype", "NAME", "float32 or float64", "float64 of lbfgs, float32 of adam"}, options.dtype);
  config::visit_data_of_use(options.data, visit);
  visit_results(options.results, "classify-<what> in the last run's folder", visit);
  visit(Field{"Output", "--log_level", "LEVEL", "debug, info, warning, error or off", ""}, options.log_level);
  // clang-format on
}

/// The command as its users see it.
CommandLine classify_line();

/// Trains and tests as asked, prints the accuracies and the confusion matrix on stdout and leaves
/// classify.json, confusion.csv, confusion.png, accuracy.csv and model.safetensors in a folder.
/// command_line: as typed, for the record. Returns 0, or 130/143 when a signal ended the training,
/// whose results are written all the same. Throws Error.
int classify(const Arguments& arguments, const std::vector<std::string>& command_line);

}  // namespace sae::cli
