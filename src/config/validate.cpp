// SPDX-License-Identifier: MIT
// Whether a configuration makes sense, with every problem at once.
#include "config/validate.h"

#include "base/text.h"
#include "config/problems.h"

namespace sae::config {
namespace {

using base::format_number;

constexpr std::int64_t kMostEpochs = 1'000'000;
constexpr std::int64_t kMostBatch = 1'000'000;
constexpr std::int64_t kMostThreads = 1024;
constexpr std::size_t kMostLayers = 32;
constexpr std::int64_t kMostUnits = 65536;
constexpr std::int64_t kMostRows = 1'000'000'000;
constexpr std::int64_t kMostPixels = 16384;
constexpr double kMostRate = 1000;
constexpr double kMostWeight = 1e6;
constexpr double kMostSeconds = 1e6;

void check_size(const std::string& name, const std::optional<PixelSize>& size, Problems& problems) {
  if (!size) return;
  const bool high = size->height >= 1 && size->height <= kMostPixels;
  problems.range(name, high ? size->width : size->height, 1, kMostPixels);
}

void check_corruption(const Corruption& corrupt, Problems& problems) {
  if (corrupt.noise == Noise::kMask && !(corrupt.amount > 0 && corrupt.amount < 1)) {
    problems.add("--corrupt: expected a share between 0 and 1 (both excluded) for mask, found " +
                 format_number(corrupt.amount));
  }
  if (corrupt.noise == Noise::kGaussian && !(corrupt.amount > 0 && corrupt.amount <= kMostRate)) {
    problems.add("--corrupt: expected a standard deviation above 0 for gaussian, at most " +
                 format_number(kMostRate) + ", found " + format_number(corrupt.amount));
  }
}

/// What is made of images has no meaning for codes.
void check_codes(const DataConfig& data, Problems& problems) {
  const std::string found = ": expected images, found codes (--encode_with)";
  if (data.patch_norm != PatchNorm::kNone) {
    problems.add("--patch_norm " + enum_name(data.patch_norm) + found);
  }
  if (data.corrupt && data.corrupt->noise == Noise::kLeftHalf) {
    problems.add("--corrupt left_half" + found);
  }
}

void check_data(const DataConfig& data, Problems& problems) {
  if (data.encode_with) check_codes(data, problems);
  check_size("resize", data.resize, problems);
  check_size("patches", data.patches, problems);
  problems.range("patch_count", data.patch_count, 1, kMostRows);
  if (data.window) problems.range("window", *data.window, 1, kMostPixels);
  problems.above("whiten_eps", data.whiten_eps, 0, kMostRate);
  if (data.corrupt) check_corruption(*data.corrupt, problems);
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

/// k-sparse codes: k units of a sample stay.
void check_topk(const ModelConfig& model, Problems& problems) {
  const std::int64_t width = model.layers.back();
  if (model.k) problems.range("k", *model.k, 1, width);
  if (model.k_start) problems.range("k_start", *model.k_start, model.k.value_or(1), width);
  if (keeps_largest(model.code_activation) && !model.k) {
    problems.add("--code_activation " + enum_name(model.code_activation) +
                 ": expected --k, the number of units that stay, found none");
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
  check_topk(model, problems);
  for (const auto& [name, activation] : {std::pair{"activation", model.activation},
                                         std::pair{"output_activation", model.output()}}) {
    if (!keeps_largest(activation)) continue;
    problems.add(std::string("--") + name + ": expected identity, relu, sigmoid or tanh, found " +
                 enum_name(activation) + ", which is of the code alone");
  }
  problems.range("k_eval_factor", model.k_eval_factor, 1.0, kMostWeight);
  problems.below("dropout", model.dropout, 0, 1);
}

void check_loss(const Config& config, Problems& problems) {
  const LossConfig& loss = config.loss;
  const Activation code = config.model.code_activation;
  problems.range("beta", loss.beta, 0.0, kMostWeight);
  problems.range("lambda", loss.lambda, 0.0, kMostWeight);
  const bool tanh_scale = loss.penalty == Penalty::kKl && code == Activation::kTanh;
  problems.between("rho", loss.rho, tanh_scale ? -1 : 0, 1);
  if (loss.sparse() && keeps_largest(code)) {
    problems.add("--add_sparse yes: expected no penalty beside --code_activation " +
                 enum_name(code) + ", which makes the code sparse by itself");
  } else if (loss.sparse() && loss.penalty == Penalty::kKl && code != Activation::kSigmoid &&
             code != Activation::kTanh) {
    problems.add(
        "--penalty kl: expected a code in [0, 1] (--code_activation sigmoid or tanh), found " +
        enum_name(code) + ": use --penalty l1");
  }
  if (loss.loss == Reconstruction::kBce && config.model.output() != Activation::kSigmoid) {
    problems.add("--loss bce: expected --output_activation sigmoid, found " +
                 enum_name(config.model.output()));
  }
}

void check_engine(const Config& config, Problems& problems) {
  if (config.optim.full_batch() && config.train.engine == EngineChoice::kFused) {
    problems.add("--engine fused: expected an optimiser of batches (adam, sgd), found " +
                 enum_name(config.optim.optimizer));
  }
  if (!config.optim.full_batch()) return;
  const auto& corrupt = config.data.corrupt;
  if (config.model.dropout > 0 || (corrupt && corrupt->noise != Noise::kLeftHalf)) {
    problems.add("--optimizer " + enum_name(config.optim.optimizer) +
                 ": expected an objective that stays the same, found noise in it (--corrupt, "
                 "--dropout): use adam or sgd");
  }
}

/// The learning rate and how it changes.
void check_rate(const OptimConfig& optim, Problems& problems) {
  problems.above("lr", optim.lr, 0, kMostRate);
  if (optim.schedule_epochs) {
    problems.range("schedule_epochs", *optim.schedule_epochs, 1, kMostEpochs);
  }
  problems.range("lr_step_epochs", optim.lr_step_epochs, 1, kMostEpochs);
  problems.above("lr_step_factor", optim.lr_step_factor, 0, 1);
  problems.range("warmup_epochs", optim.warmup_epochs, 0.0, static_cast<double>(kMostEpochs));
  problems.below("momentum", optim.momentum, 0, 1);
}

void check_training(const TrainConfig& train, const OptimConfig& optim, Problems& problems) {
  problems.range("epochs", train.epochs, 1, kMostEpochs);
  problems.range("batch_size", train.batch_size, 1, kMostBatch);
  if (train.patience) problems.range("patience", *train.patience, 1, kMostEpochs);
  problems.below("min_improvement", train.min_improvement, 0, 1);
  problems.from("seed", train.seed, 0);
  problems.range("checkpoint_every", train.checkpoint_every, 0.0, kMostSeconds);
  if (train.threads) problems.range("threads", *train.threads, 1, kMostThreads);
  check_rate(optim, problems);
}

/// An option without effect: its name, why, and the option that makes it void.
struct Void {
  std::string option;
  std::string because;
  std::string by;
  bool of_sparsity = false;  ///< whether it belongs to the sparsity term
};

void add_void_code_options(const Config& config, std::vector<Void>& found) {
  if (keeps_largest(config.model.code_activation)) {
    for (const char* option : {"penalty", "beta", "rho"}) {
      found.push_back({option,
                       "has no effect with --code_activation " +
                           enum_name(config.model.code_activation) + ", which takes no penalty",
                       "code_activation", /*of_sparsity=*/true});
    }
  } else {
    for (const char* option : {"k", "k_start", "k_eval_factor"}) {
      found.push_back(
          {option, "has no effect without --code_activation topk or topk_relu", "code_activation"});
    }
  }
}

void add_void_training_options(const Config& config, std::vector<Void>& found) {
  const OptimConfig& optim = config.optim;
  const std::string optimizer = enum_name(optim.optimizer);
  if (optim.optimizer != OptimizerKind::kSgd) {
    found.push_back({"momentum", "has no effect with --optimizer " + optimizer, "optimizer"});
  }
  if (optim.full_batch()) {
    for (const char* option :
         {"lr", "lr_schedule", "lr_step_epochs", "lr_step_factor", "warmup_epochs", "batch_size"}) {
      found.push_back({option,
                       "has no effect with --optimizer " + optimizer +
                           ", which searches the step's length and takes all rows at once",
                       "optimizer"});
    }
  }
  const std::string schedule = "has no effect with --lr_schedule " + enum_name(optim.lr_schedule);
  if (!config.scheduled()) found.push_back({"schedule_epochs", schedule, "lr_schedule"});
  if (optim.lr_schedule != LrSchedule::kStep) {
    for (const char* option : {"lr_step_epochs", "lr_step_factor"}) {
      found.push_back({option, schedule, "lr_schedule"});
    }
  }
  if (!config.train.patience) {
    found.push_back({"min_improvement", "has no effect with --patience off", "patience"});
  }
}

void add_void_data_options(const DataConfig& data, std::vector<Void>& found) {
  if (!data.corrupt) {
    found.push_back({"corrupt_eval", "has no effect without --corrupt", "corrupt"});
  }
  if (!data.patches) {
    for (const char* option : {"patch_count", "patch_norm"}) {
      found.push_back({option, "has no effect without --patches", "patches"});
    }
  }
  const bool clips =
      data.scale == Scale::kAuto || data.scale == Scale::kMinmax || data.scale == Scale::kUnit;
  if (!clips) {
    found.push_back({"clip", "has no effect with --scale " + enum_name(data.scale), "scale"});
  }
  if (data.whiten == Whitening::kNone) {
    found.push_back({"whiten_eps", "has no effect with --whiten none", "whiten"});
  }
}

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
  add_void_training_options(config, found);
  add_void_code_options(config, found);
  add_void_data_options(config.data, found);
  if (config.loss.loss != Reconstruction::kBce) {
    found.push_back({"clip", "has no effect without --loss bce", "loss"});
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
bool switched_off(const Config& config, const Sources& sources, const Void& entry) {
  if (config.loss.sparse()) return false;
  const bool by_switch = typed(sources, "add_sparse") || config.loss.beta == 0;
  return entry.by == "penalty" || (entry.of_sparsity && by_switch);
}

}  // namespace

std::vector<std::string> validate(const Config& config, const Sources& sources) {
  Problems problems;
  check_training(config.train, config.optim, problems);
  check_engine(config, problems);
  check_model(config.model, problems);
  check_loss(config, problems);
  check_data(config.data, problems);
  problems.range("images_every", config.output.images_every, 0, kMostEpochs);
  for (const Void& entry : find_void_options(config)) {
    if (typed(sources, entry.option) && chosen_by_typing(sources, entry.by) &&
        !switched_off(config, sources, entry)) {
      problems.add("--" + entry.option + " " + entry.because);
    }
  }
  return problems.lines();
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
