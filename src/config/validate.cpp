// SPDX-License-Identifier: MIT
// Whether a configuration makes sense, with every problem at once.
#include "sae/config/validate.h"

#include "sae/base/text.h"

namespace sae::config {
namespace {

using base::format_number;

constexpr std::int64_t kMostEpochs = 1'000'000;
constexpr std::int64_t kMostBatch = 1'000'000;
constexpr std::int64_t kMostThreads = 1024;
constexpr std::size_t kMostLayers = 32;
constexpr std::int64_t kMostUnits = 65536;
constexpr std::int64_t kMostRows = 1'000'000'000;
constexpr double kMostRate = 1000;
constexpr double kMostWeight = 1e6;
constexpr double kMostSeconds = 1e6;

/// Collects problems; `found` values are shown as the user would type them.
class Problems {
 public:
  void add(std::string line) { lines_.push_back(std::move(line)); }
  /// A value that has to lie in [low, high].
  void range(const std::string& name, double value, double low, double high) {
    if (value >= low && value <= high) return;
    add("--" + name + ": expected a value from " + format_number(low) + " to " +
        format_number(high) + ", found " + format_number(value));
  }
  void range(const std::string& name, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value >= low && value <= high) return;
    add("--" + name + ": expected a whole number from " + std::to_string(low) + " to " +
        std::to_string(high) + ", found " + std::to_string(value));
  }
  /// A value that has to lie strictly between low and high.
  void between(const std::string& name, double value, double low, double high) {
    if (value > low && value < high) return;
    add("--" + name + ": expected a value between " + format_number(low) + " and " +
        format_number(high) + " (both excluded), found " + format_number(value));
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::vector<std::string> lines_;
};

void check_data(const DataConfig& data, Problems& problems) {
  if (data.limit) problems.range("limit", *data.limit, 1, kMostRows);
  if (data.limit_valid) problems.range("limit_valid", *data.limit_valid, 1, kMostRows);
  if (!data.valid) return;
  const double valid = *data.valid;
  const bool share = valid > 0 && valid < 1;
  const bool count = valid >= 1 && valid <= static_cast<double>(kMostRows) &&
                     valid == static_cast<double>(static_cast<std::int64_t>(valid));
  if (!share && !count) {
    problems.add("--valid: expected a whole number of images or a share between 0 and 1, found " +
                 format_number(valid));
  }
}

void check_model(const ModelConfig& model, Problems& problems) {
  if (model.layers.empty() || model.layers.size() > kMostLayers) {
    problems.add("--layers: expected 1 to " + std::to_string(kMostLayers) + " widths, found " +
                 std::to_string(model.layers.size()));
    return;  // not a line for each of a million widths
  }
  for (const std::int64_t width : model.layers) {
    problems.range("layers", width, 1, kMostUnits);
  }
}

void check_loss(const Config& config, Problems& problems) {
  const LossConfig& loss = config.loss;
  const Activation code = config.model.code_activation;
  problems.range("beta", loss.beta, 0.0, kMostWeight);
  problems.range("lambda", loss.lambda, 0.0, kMostWeight);
  const bool tanh_scale = loss.penalty == Penalty::kKl && code == Activation::kTanh;
  problems.between("rho", loss.rho, tanh_scale ? -1 : 0, 1);
  if (loss.sparse() && loss.penalty == Penalty::kKl && code != Activation::kSigmoid &&
      code != Activation::kTanh) {
    problems.add(
        "--penalty kl: expected a code in [0, 1] (--code_activation sigmoid or tanh), found " +
        enum_name(code) + ": use --penalty l1");
  }
  if (loss.loss == Reconstruction::kBce && config.model.output_activation != Activation::kSigmoid) {
    problems.add("--loss bce: expected --output_activation sigmoid, found " +
                 enum_name(config.model.output_activation));
  }
}

void check_training(const TrainConfig& train, const OptimConfig& optim, Problems& problems) {
  problems.range("epochs", train.epochs, 1, kMostEpochs);
  if (optim.schedule_epochs) {
    problems.range("schedule_epochs", *optim.schedule_epochs, 1, kMostEpochs);
  }
  problems.range("batch_size", train.batch_size, 1, kMostBatch);
  if (train.seed < 0) {
    problems.add("--seed: expected a whole number from 0 up, found " + std::to_string(train.seed));
  }
  problems.range("checkpoint_every", train.checkpoint_every, 0.0, kMostSeconds);
  if (train.threads) problems.range("threads", *train.threads, 1, kMostThreads);
  if (!(optim.lr > 0 && optim.lr <= kMostRate)) {
    problems.add("--lr: expected a value above 0, at most " + format_number(kMostRate) +
                 ", found " + format_number(optim.lr));
  }
  if (!(optim.momentum >= 0 && optim.momentum < 1)) {
    problems.add("--momentum: expected a value from 0 up and below 1, found " +
                 format_number(optim.momentum));
  }
}

/// An option without effect: its name, why, and the option that makes it void.
struct Void {
  std::string option;
  std::string because;
  std::string by;
};

std::vector<Void> find_void_options(const Config& config) {
  std::vector<Void> found;
  if (config.output.resume) {
    for (const char* option : {"out", "force", "init_from", "preset"}) {
      found.push_back({option,
                       "cannot change with --resume, which goes on in the run's own folder with "
                       "its own settings",
                       "resume"});
    }
  }
  const Penalty penalty = config.loss.penalty;
  if (penalty == Penalty::kL1 || penalty == Penalty::kL1AllLayers) {
    found.push_back({"rho", "has no effect with --penalty " + enum_name(penalty), "penalty"});
  }
  if (config.optim.optimizer == OptimizerKind::kAdam) {
    found.push_back({"momentum", "has no effect with --optimizer adam", "optimizer"});
  }
  if (config.optim.lr_schedule == LrSchedule::kConstant) {
    found.push_back(
        {"schedule_epochs", "has no effect with --lr_schedule constant", "lr_schedule"});
  }
  if (config.model.layers.size() == 1) {
    found.push_back({"activation",
                     "has no effect with one layer (the code's activation is --code_activation)",
                     "layers"});
  }
  return found;
}

bool typed(const Sources& sources, const std::string& name) {
  const auto found = sources.find(name);
  return found != sources.end() && found->second == Source::kCommandLine;
}

/// Whether the user chose `name` on the command line, by itself or through a preset typed there.
bool chosen_by_typing(const Sources& sources, const std::string& name) {
  const auto found = sources.find(name);
  return typed(sources, name) ||
         (typed(sources, "preset") && found != sources.end() && found->second == Source::kPreset);
}

/// Sparsity switched off makes nothing else an error: a switch is flipped to compare runs.
bool switched_off(const Config& config, const Void& entry) {
  return !config.loss.sparse() && entry.by == "penalty";
}

}  // namespace

std::vector<std::string> validate(const Config& config, const Sources& sources) {
  Problems problems;
  check_training(config.train, config.optim, problems);
  check_model(config.model, problems);
  check_loss(config, problems);
  check_data(config.data, problems);
  problems.range("images_every", config.output.images_every, 0, kMostEpochs);
  for (const Void& entry : find_void_options(config)) {
    if (typed(sources, entry.option) && chosen_by_typing(sources, entry.by) &&
        !switched_off(config, entry)) {
      problems.add("--" + entry.option + " " + entry.because);
    }
  }
  return problems.take();
}

std::vector<std::string> find_idle_options(const Config& config, const Sources& sources) {
  std::vector<std::string> lines;
  for (const Void& entry : find_void_options(config)) {
    if (typed(sources, entry.option) && !chosen_by_typing(sources, entry.by)) {
      lines.push_back("--" + entry.option + " " + entry.because);
    }
  }
  return lines;
}

}  // namespace sae::config
