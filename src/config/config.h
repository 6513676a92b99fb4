// SPDX-License-Identifier: MIT
// The configuration of a run: plain structs with defaults, and the one list of options.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/enums.h"

namespace sae::config {

/// A size in pixels.
struct PixelSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool operator==(const PixelSize&) const = default;
};

/// Classes as a user names them, each word once: a label as the files have it, a class's name, or a
/// range of whole numbers such as "5-9".
struct ClassNames {
  std::vector<std::string> words;
  bool operator==(const ClassNames&) const = default;
};

/// What is done to a network's input, while its target stays clean.
struct Corruption {
  Noise noise = Noise::kGaussian;
  double amount = 0;  ///< gaussian: standard deviation; mask: share that becomes 0
  bool operator==(const Corruption&) const = default;
};

/// A preset: "none", the name of one that comes with the program, or a user's file (FILE.json).
struct PresetChoice {
  std::string name = "none";
  bool operator==(const PresetChoice&) const = default;
  explicit operator bool() const { return name != "none"; }
};

struct DataConfig {
  std::optional<std::string> data;  ///< file or folder; none: FashionMNIST is searched
  DataFormat format = DataFormat::kAuto;
  std::optional<std::string> labels;        ///< file of the training rows' labels
  std::optional<std::string> label_column;  ///< of a table: name or index
  std::optional<std::int64_t> window;       ///< rows of a series side by side; none: one
  std::optional<PixelSize> resize;          ///< of image files
  Channels channels = Channels::kAuto;      ///< of image files
  std::optional<ClassNames> classes;        ///< the rows that are kept; none: all
  /// Runs whose codes are trained on, one behind the other; none: the rows themselves.
  std::optional<std::vector<std::string>> encode_with;
  std::optional<PixelSize> patches;  ///< cut from the images at random; none: whole images
  std::int64_t patch_count = 10000;  ///< to train on
  PatchNorm patch_norm = PatchNorm::kNone;
  Scale scale = Scale::kAuto;
  bool clip = true;  ///< under bce: validation rows into [0, 1], the range of the training rows
  Whitening whiten = Whitening::kNone;
  double whiten_eps = 0.1;
  std::optional<Corruption> corrupt{};  ///< of the input in training; none: as it is
  bool corrupt_eval = true;             ///< validate on corrupted input too
  std::optional<double>
      valid;  ///< count or share of the training set; none: the test set, or a tenth
  std::optional<std::int64_t> limit;        ///< first rows of the training set; none: all
  std::optional<std::int64_t> limit_valid;  ///< first rows of the validation set; none: all
};

struct ModelConfig {
  std::vector<std::int64_t> layers{512};  ///< encoder widths, the last is the code; D excluded
  Activation activation = Activation::kRelu;
  Activation code_activation = Activation::kSigmoid;
  std::optional<Activation> output_activation{};  ///< none: chosen by the range of the targets
  bool tied = false;                              ///< decoder weights are the encoder's, transposed
  std::optional<std::int64_t> k{};                ///< of topk: units of a sample that stay
  std::optional<std::int64_t> k_start{};          ///< of topk: so many at first; none: k
  double k_eval_factor = 1;  ///< of topk: encoding for use keeps so many times k
  double dropout = 0;        ///< share of the code that is dropped in training, [0, 1)
  Init init = Init::kTorch;
  Dtype dtype = Dtype::kFloat32;
  /// The output layer's activation; while none is chosen, that of targets in [0, 1].
  Activation output() const { return output_activation.value_or(Activation::kSigmoid); }
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
  /// Length of the schedules; set whenever there is one, so that a longer run does not change it.
  std::optional<std::int64_t> schedule_epochs{};
  std::int64_t lr_step_epochs = 10;  ///< of schedule step: epochs between two falls
  double lr_step_factor = 0.1;       ///< of schedule step: what the rate is multiplied by, (0, 1]
  double warmup_epochs = 0;          ///< the rate rises over so many epochs, or parts of one
  /// Whether a step takes all rows at once: an epoch is one iteration.
  bool full_batch() const {
    return optimizer == OptimizerKind::kLbfgs || optimizer == OptimizerKind::kCg;
  }
};

struct TrainConfig {
  std::int64_t epochs = 10;
  std::int64_t batch_size = 64;
  std::int64_t seed = 0;
  std::optional<std::int64_t> patience{};  ///< epochs without a lower val_mse that end the run
  double min_improvement = 0;              ///< share by which val_mse has to fall to count, [0, 1)
  std::optional<std::string> init_from{};  ///< file of the first weights; none: drawn from the seed
  double checkpoint_every = 60;            ///< seconds between checkpoints within an epoch; 0: none
  std::optional<std::int64_t> threads{};   ///< CPU threads; none: chosen by the program
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
  PresetChoice preset;
  DataConfig data;
  ModelConfig model;
  LossConfig loss;
  OptimConfig optim;
  TrainConfig train;
  OutputConfig output;
  /// Whether something changes over the length of a schedule, so that schedule_epochs matters.
  bool scheduled() const {
    return optim.lr_schedule == LrSchedule::kCosine ||
           (keeps_largest(model.code_activation) && model.k_start);
  }
  /// The most rows of a step, of `rows` training rows.
  std::int64_t step_rows(std::int64_t rows) const {
    return optim.full_batch() ? rows : train.batch_size;
  }
};

/// What a field is about. kMath: the result of training, and so part of a model file. kRun: the
/// rest of a run, part of config.json too. kCall: this call of the program alone.
enum class Scope { kMath, kRun, kCall };

/// The numbers that an option takes. Infinity as `high`: no upper end.
struct Range {
  enum class Ends { kBoth, kLow, kHigh };
  double low = 0;
  double high = 0;
  Ends included = Ends::kBoth;
};

/// Why an option has no effect, and the option that makes it so.
struct NoEffect {
  std::string by;
  std::string because;  ///< behind the option's name: "has no effect with --optimizer adam"
};

/// What an option needs to have an effect; nothing where it has one.
using Condition = std::optional<NoEffect> (*)(const Config& config);

/// The heading of the sparsity options. Sparsity can be switched off whatever stands beside it.
inline constexpr const char* kSparsityGroup = "Sparsity";

/// One option, described once for the command line, config files, config.json and the documents.
struct Field {
  std::string group;  ///< heading in the help
  std::string flags;  ///< as on the command line, the long option that names the field last
  std::string value;  ///< placeholder of the value in the help
  std::string help;
  std::string none;  ///< the word for "not set" of an optional field
  Scope scope = Scope::kMath;
  std::optional<Range> limits{};        ///< of a number, or of each number of a size
  std::vector<Condition> conditions{};  ///< all must hold for the option to have an effect
  bool common = false;                  ///< whether the short help shows it

  /// The name in config files and messages: the last flag without its dashes.
  std::string name() const { return flags.substr(flags.rfind("--") + 2); }

  /// In [low, high].
  Field&& range(double low, double high) && { return limit({low, high, Range::Ends::kBoth}); }
  /// In (low, high].
  Field&& above(double low, double high) && { return limit({low, high, Range::Ends::kHigh}); }
  /// In [low, high).
  Field&& below(double low, double high) && { return limit({low, high, Range::Ends::kLow}); }
  Field&& applies_if(Condition condition) && {
    conditions.push_back(condition);
    return std::move(*this);
  }
  Field&& in_short_help() && {
    common = true;
    return std::move(*this);
  }

 private:
  Field&& limit(const Range& range) {
    limits = range;
    return std::move(*this);
  }
};

/// Calls `visit(field, value)` for every option in the order of the help. This is the one list of
/// options: adding one takes the struct member and its line here.
/// `config` may be const.
template <class AnyConfig, class Visitor>
void visit_fields(AnyConfig& config, Visitor&& visit);

}  // namespace sae::config

#include "config/fields.h"  // IWYU pragma: export
