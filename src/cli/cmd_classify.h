// SPDX-License-Identifier: MIT
// The command `sae classify`: trains a classifier on codes of trained runs.
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
  bool json = false;
  config::LogLevel log_level = config::LogLevel::kInfo;
};

/// Visits the options in help order.
template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, ClassifyOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  using config::Field;
  // clang-format off
  visit(Field{"Classifier", "--on", "codes|raw", "input of the softmax layer: the codes of the last run or, for comparison, the rows on the first run's scale", ""}, options.on);
  visit(Field{"Classifier", "--finetune", "yes|no", "train the encoders too, after the softmax layer was trained on their codes", ""}, options.finetune);
  visit(Field{"Classifier", "--start", "trained|random", "start from the runs' weights or, as a control, from random ones (--finetune only)", ""}, options.start);
  visit(Field{"Classifier", "--lambda", "L", "weight decay of the softmax layer alone: (lambda/2) * sum of squared weights, >= 0", ""}.range(0, config::fields::kMostWeight), options.lambda);
  visit(Field{"Classifier", "--standardize", "yes|no", "divide each code (or value) by its standard deviation over the training rows; k-sparse codes need it", ""}, options.standardize);
  visit(Field{"Classifier", "--k_eval_factor", "A", "keep A * k units, >= 1 (topk codes only)", "the run's value"}.range(1, config::fields::kMostWeight), options.k_eval_factor);
  visit(Field{"Training", "--optimizer", "lbfgs|adam", "lbfgs (full batch; one epoch is one iteration) or adam (mini-batches)", ""}, options.optimizer);
  visit(Field{"Training", "--epochs", "N", "epochs of the softmax layer; with --finetune those of the whole network, after 200 iterations of lbfgs for the softmax layer", "200, or 400 with --finetune; 20 for adam"}.range(1, config::fields::kMostEpochs), options.epochs);
  visit(Field{"Training", "--lr", "RATE", "learning rate, > 0 (adam only)", ""}.above(0, config::fields::kMostRate), options.lr);
  visit(Field{"Training", "--batch_size", "N", "rows per step (adam only)", ""}.range(1, config::fields::kMostBatch), options.batch_size);
  visit(Field{"Training", "--every", "N", "measure the accuracy every N epochs; 0: only at the end", ""}.range(0, config::fields::kMostEpochs), options.every);
  visit(Field{"Training", "--seed", "N", "random seed (rows drawn by --valid, shuffling, random weights)", "the run's value"}.range(0, config::fields::kNoLimit), options.seed);
  visit(Field{"Training", "--dtype", "NAME", "float32 or float64", "float64 for lbfgs, float32 for adam"}, options.dtype);
  config::visit_inference_data(options.data, visit);
  visit_results(options.results, "classify-<what> in the last run's folder", visit);
  visit(Field{"Output", "--json", "yes|no", "print classify.json instead of tables (plain --json means yes)", ""}, options.json);
  visit(Field{"Output", "--log_level", "LEVEL", "debug, info, warning, error or off", ""}, options.log_level);
  // clang-format on
}

/// The command's options and help.
CommandLine classify_line();

/// Trains and tests a classifier. Prints the accuracies and the confusion matrix on stdout. Writes
/// classify.json, confusion.csv, confusion.png, accuracy.csv and model.safetensors to a folder.
/// command_line: as typed, for the record. Returns 0, or 130/143 if a signal stopped the training;
/// results are written even then. Throws Error.
int classify(const Arguments& arguments, const std::vector<std::string>& command_line);

}  // namespace sae::cli
