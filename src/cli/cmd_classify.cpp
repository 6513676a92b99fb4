// SPDX-License-Identifier: MIT
// The command `sae classify`: trains a classifier on codes of trained runs.
#include "cli/cmd_classify.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/classify_views.h"
#include "cli/inference_rows.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/enums.h"
#include "config/problems.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "picture/confusion_views.h"
#include "run/classifier_file.h"
#include "run/result_folder.h"
#include "run/result_tables.h"
#include "session/version.h"

namespace sae::cli {
namespace {

using analysis::ClassifyOn;
using analysis::ClassifyStart;
using config::OptimizerKind;

constexpr std::int64_t kSoftmaxIterations = 200;
constexpr std::int64_t kWholeIterations = 400;
constexpr std::int64_t kAdamEpochs = 20;

void check_values(const ClassifyOptions& options, config::Problems& problems) {
  if (options.optimizer != OptimizerKind::kLbfgs && options.optimizer != OptimizerKind::kAdam) {
    problems.add("--optimizer: expected lbfgs or adam, found " + enum_name(options.optimizer));
  }
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
}

void check_void_options(const ClassifyOptions& options, const std::vector<config::Setting>& typed,
                        config::Problems& problems) {
  const bool raw = options.on == ClassifyOn::kRaw;
  const bool random = options.start == ClassifyStart::kRandom;
  if (raw && options.finetune) {
    problems.add("--finetune yes: expected --on codes, found raw, which has no encoder");
  }
  if (random && !options.finetune) {
    problems.add("--start random: expected --finetune yes, found no");
  }
  if (random && options.standardize) {
    problems.add(
        "--standardize yes: expected --start trained, found random, whose codes are not trained "
        "yet");
  }
  if (raw && options.k_eval_factor) {
    problems.add("--k_eval_factor has no effect with --on raw");
  }
  if (options.optimizer != OptimizerKind::kLbfgs) return;
  for (const char* option : {"lr", "batch_size"}) {
    if (!config::is_typed(typed, option)) continue;
    problems.add(
        std::string("--") + option +
        " has no effect with --optimizer lbfgs, which uses a line search on all rows at once");
  }
}

ClassifyOptions checked_options(const Arguments& arguments) {
  const ClassifyOptions options = config::with_settings(ClassifyOptions(), arguments.typed);
  config::Problems problems;
  check_values(options, problems);
  check_void_options(options, arguments.typed, problems);
  problems.throw_if_any();
  return options;
}

run::Stack load_stack(const Arguments& arguments, const ClassifyOptions& options) {
  run::Stack stack = run::Stack::load({arguments.runs.begin(), arguments.runs.end()});
  if (!options.k_eval_factor) return stack;
  const auto keeps = [](const run::TrainedRun& run) {
    return config::keeps_largest_of_row(run.config().model.code_activation);
  };
  if (std::ranges::none_of(stack.runs(), keeps)) {
    throw Error(ErrorKind::kUsage, "--k_eval_factor: expected a run with a topk code, found none");
  }
  stack.set_k_eval_factor(*options.k_eval_factor);
  return stack;
}

std::uint64_t classify_seed(const ClassifyOptions& options, const run::Stack& stack) {
  return static_cast<std::uint64_t>(options.seed.value_or(stack.source().config().train.seed));
}

config::Dtype dtype_of(const ClassifyOptions& options) {
  const bool batches = options.optimizer == OptimizerKind::kAdam;
  return options.dtype.value_or(batches ? config::Dtype::kFloat32 : config::Dtype::kFloat64);
}

std::int64_t epochs_of(const ClassifyOptions& options) {
  if (options.optimizer == OptimizerKind::kAdam) return options.epochs.value_or(kAdamEpochs);
  return options.epochs.value_or(options.finetune ? kWholeIterations : kSoftmaxIterations);
}

analysis::ClassifySettings settings_of(const ClassifyOptions& options, std::uint64_t seed) {
  using analysis::ClassifyTrain;
  analysis::FitConfig asked{{}, epochs_of(options), options.batch_size, options.lambda, seed};
  asked.optim.optimizer = options.optimizer;
  asked.optim.lr = options.lr;
  analysis::FitConfig before = asked;
  before.optim.optimizer = OptimizerKind::kLbfgs;
  before.iterations = kSoftmaxIterations;
  return {options.on,
          options.finetune ? ClassifyTrain::kWhole : ClassifyTrain::kSoftmax,
          options.start,
          options.standardize ? analysis::FeatureScale::kDeviation : analysis::FeatureScale::kNone,
          model::scalar_type(dtype_of(options)),
          options.finetune ? before : asked,
          asked,
          options.every};
}

/// Suffix of the default folder's name.
std::string kind_of(const ClassifyOptions& options) {
  if (options.on == ClassifyOn::kRaw) return "raw";
  if (!options.finetune) return "codes";
  return options.start == ClassifyStart::kRandom ? "finetuned-random" : "finetuned";
}

/// Title of the confusion matrix's picture.
std::string title_of(const ClassifyOptions& options) {
  if (options.on == ClassifyOn::kRaw) return "Softmax on raw rows, test set";
  if (!options.finetune) return "Softmax on codes, test set";
  return options.start == ClassifyStart::kRandom ? "Network from random weights, test set"
                                                 : "Fine-tuned network, test set";
}

run::ResultFolder make_folder(const ClassifyOptions& options, const run::Stack& stack) {
  return run::ResultFolder::create({run::kClassifyResults,
                                    stack.last().folder() / ("classify-" + kind_of(options)),
                                    options.results.out, options.results.force});
}

void announce_classification(const ClassifyOptions& options, const run::Stack& stack,
                             const data::Split& split, const analysis::Classes& classes) {
  base::log_info("runs    " + name_runs(stack));
  base::log_info("data    " + split.place + ": " + base::format_count(split.train.rows()) +
                 " rows to train on, " + base::format_count(split.valid.rows()) + " to test on (" +
                 data::validated_on(split) + "), " + std::to_string(classes.names.size()) +
                 " classes");
  if (classes.valid.eq(classes.valid[0]).all().item<bool>()) {
    const auto only = static_cast<std::size_t>(classes.valid[0].item<std::int64_t>());
    base::log_warning("all test rows are of class " + base::quote(classes.names[only]) +
                      ": the accuracy says nothing about the others");
  }
  base::log_info("train   " + kind_of(options) + ", " + enum_name(options.optimizer) + ", epochs " +
                 std::to_string(epochs_of(options)) + ", weight decay " +
                 base::format_number(options.lambda) + ", " + enum_name(dtype_of(options)));
}

analysis::ClassifyWatch make_watch() {
  return {[](const run::AccuracyRow& row) { base::log_info("        " + row_text(row)); },
          base::pending_signal};
}

format::Json options_json(const ClassifyOptions& options) {
  format::Json json = format::Json::object();
  visit_options(options, [&](const config::Field& field, const auto& value) {
    using Text = config::ValueText<std::remove_cvref_t<decltype(value)>>;
    json[field.name()] = Text::format(field, value);
  });
  json["epochs"] = epochs_of(options);
  json["dtype"] = enum_name(dtype_of(options));
  return json;
}

/// Content of classify.json.
format::Json record(const ClassifyOptions& options, const run::Stack& stack,
                    const data::Split& split, const analysis::Classes& classes,
                    const analysis::Classification& result,
                    const std::vector<std::string>& command_line) {
  format::Json json = classification_json(split, classes, result);
  json["runs"] = runs_json(stack);
  json["options"] = options_json(options);
  json["versions"] = session::version_json();
  json["command_line"] = command_line;
  return json;
}

void write_results(const run::ResultFolder& folder, const ClassifyOptions& options,
                   const run::Stack& stack, const analysis::Classes& classes,
                   const analysis::Classification& result) {
  folder.write(run::kAccuracyName, run::accuracy_bytes(result.history));
  folder.write(run::kConfusionTableName, run::confusion_bytes(result.test, classes.labels));
  folder.write(run::kClassifierName,
               run::classifier_bytes(analysis::to_file(result, stack, options.on)));
  folder.write_picture(run::kConfusionPictureName,
                       [&] { return picture::draw_confusion(result.test, title_of(options)); });
}

}  // namespace

CommandLine classify_line() {
  return {"sae classify",
          "Trains a softmax classifier on labelled data, using the codes of a trained run or of "
          "several runs in\nsequence, and prints its accuracy on the test rows.",
          "Examples: sae classify runs/a\n"
          "          sae classify runs/a runs/b --finetune yes --every 25\n"
          "          sae classify runs/a --on raw --classes 0-4 --valid 0.5 --limit all",
          describe_options_on_runs<ClassifyOptions>(),
          /*takes_config=*/false,
          "RUN...",
          /*least_runs=*/1,
          kMostRunsNamed};
}

int classify(const Arguments& arguments, const std::vector<std::string>& command_line) {
  ClassifyOptions options = checked_options(arguments);
  base::set_up_log(options.log_level);
  const run::Stack stack = load_stack(arguments, options);
  const std::uint64_t seed = classify_seed(options, stack);
  options.seed = static_cast<std::int64_t>(seed);
  options.data = config::inference_data(stack.source().config().data, arguments.typed);
  const data::Split split = read_split_for(stack, options.data);
  stack.first().check_width(split.train.width(), split.place);
  const analysis::Classes classes = analysis::find_classes(split);
  machine::prepare_threads(base::available_cores());
  const base::InterruptGuard guard;
  const run::ResultFolder folder = make_folder(options, stack);
  announce_classification(options, stack, split, classes);
  const analysis::Classification result =
      analysis::classify(stack, split, classes, settings_of(options, seed), make_watch());
  write_results(folder, options, stack, classes, result);
  const std::string bytes =
      folder.write_record(record(options, stack, split, classes, result, command_line));
  base::log_info("results in " + folder.path().string());
  print(options.json ? bytes : result_text(result));
  return result.signal == 0 ? 0 : base::kSignalExit + result.signal;
}

}  // namespace sae::cli
