// SPDX-License-Identifier: MIT
// The configuration of a run: plain structs with defaults, and the one list of options.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sae/config/enums.h"

namespace sae::config {

struct DataConfig {
  std::optional<std::string> data;          ///< folder of the four IDX files; none: searched
  std::optional<double> valid;              ///< count or share of the training set; none: test set
  std::optional<std::int64_t> limit;        ///< first rows of the training set; none: all
  std::optional<std::int64_t> limit_valid;  ///< first rows of the validation set; none: all
};

struct ModelConfig {
  std::vector<std::int64_t> layers{512};  ///< encoder widths, the last is the code; D excluded
  Activation activation = Activation::kRelu;
  Activation code_activation = Activation::kSigmoid;
  Activation output_activation = Activation::kSigmoid;
  bool tied = false;  ///< decoder weights are the encoder's, transposed
};

struct LossConfig {
  Reconstruction loss = Reconstruction::kMse;
  bool add_sparse = true;
  Penalty penalty = Penalty::kKl;
  double beta = 1e-3;    ///< weight of the sparsity term, >= 0
  double rho = 0.05;     ///< target mean activation of a code unit
  double lambda = 5e-7;  ///< weight decay, >= 0
  /// Whether a sparsity term is part of the loss.
  bool sparse() const { return add_sparse && beta > 0; }
};

struct OptimConfig {
  OptimizerKind optimizer = OptimizerKind::kAdam;
  double lr = 2e-3;
  double momentum = 0;  ///< of sgd, in [0, 1)
  LrSchedule lr_schedule = LrSchedule::kConstant;
  /// Length of the schedule; set whenever there is one, so that a longer run does not change it.
  std::optional<std::int64_t> schedule_epochs{};
};

struct TrainConfig {
  std::int64_t epochs = 10;
  std::int64_t batch_size = 64;
  std::int64_t seed = 0;
  std::optional<std::string> init_from;  ///< file of the first weights; none: drawn from the seed
  double checkpoint_every = 60;          ///< seconds between checkpoints within an epoch; 0: none
  std::optional<std::int64_t> threads;   ///< CPU threads; none: chosen by the program
  EngineChoice engine = EngineChoice::kAuto;
  DeviceChoice device = DeviceChoice::kAuto;
};

struct OutputConfig {
  std::optional<std::string> out;  ///< the run folder itself; none: runs/<date>-<name>
  bool force = false;
  std::optional<std::string> resume;  ///< the run folder to go on in; none: a new run
  std::int64_t images_every = 5;      ///< epochs between pictures; 0: only at the end
  ProgressMode progress = ProgressMode::kAuto;
  LogLevel log_level = LogLevel::kInfo;
};

struct Config {
  Preset preset = Preset::kNone;
  DataConfig data;
  ModelConfig model;
  LossConfig loss;
  OptimConfig optim;
  TrainConfig train;
  OutputConfig output;
};

/// What a field is about. kMath: the result of training, and so part of a model file. kRun: the
/// rest of a run, part of config.json too. kCall: this call of the program alone.
enum class Scope { kMath, kRun, kCall };

/// One option, described once for the command line, config files, config.json and the documents.
struct Field {
  std::string group;  ///< heading in the help
  std::string flags;  ///< as on the command line, the long option that names the field last
  std::string value;  ///< what stands for the value in the help; unit or range
  std::string help;
  std::string none;  ///< the word for "not set" of an optional field
  Scope scope = Scope::kMath;
  /// The name in config files and messages: the last flag without its dashes.
  std::string name() const { return flags.substr(flags.rfind("--") + 2); }
};

/// Calls `visit(field, value)` for every option in the order of the help. This is the one list of
/// options: adding one takes the struct member, its line here and, where it has limits, `validate`.
/// `config` may be const.
template <class AnyConfig, class Visitor>
void visit_fields(AnyConfig& config, Visitor&& visit);

}  // namespace sae::config

#include "sae/config/fields.h"  // IWYU pragma: export
