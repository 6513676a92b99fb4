// SPDX-License-Identifier: MIT
// The configuration of a run: plain structs with defaults, and the list of all options.
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

/// Classes as given by the user, each word once: a label as in the files, a class name, or a range
/// of whole numbers such as "5-9".
struct ClassNames {
  std::vector<std::string> words;
  bool operator==(const ClassNames&) const = default;
};

/// A character that has a meaning in a table.
struct Mark {
  char character = ',';
  bool operator==(const Mark&) const = default;
};

/// First character of a table's comment lines.
struct CommentMark {
  std::optional<Mark> mark = Mark{'#'};  ///< none: no comments
  bool operator==(const CommentMark&) const = default;
};

/// Columns of a table: names, indices, ranges and patterns (format/column_choice.h).
struct ColumnList {
  std::vector<std::string> patterns;
  bool operator==(const ColumnList&) const = default;
};

/// A time that a run may take.
struct Duration {
  double seconds = 0;
  bool operator==(const Duration&) const = default;
};

/// An RGB colour.
struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Colour&) const = default;
};

/// How rows of numbers are images.
struct ImageSize {
  std::int64_t height = 0, width = 0, channels = 1;
  bool planar = false;  ///< one channel after the other (CxHxW), not pixel by pixel
  bool operator==(const ImageSize&) const = default;
};

/// Corruption of the network's input; the target stays clean.
struct Corruption {
  Noise noise = Noise::kGaussian;
  double amount = 0;  ///< gaussian: standard deviation; mask: share set to 0
  bool operator==(const Corruption&) const = default;
};

/// A preset: "none", a built-in name, or a user's file (FILE.json).
struct PresetChoice {
  std::string name = "none";
  bool operator==(const PresetChoice&) const = default;
  explicit operator bool() const { return name != "none"; }
};

/// How a table is read.
struct TableConfig {
  std::optional<ColumnList> columns{};       ///< columns to read; none: all
  std::optional<ColumnList> drop_columns{};  ///< columns to leave out; none: none
  Missing missing = Missing::kError;
  Categories categories = Categories::kError;
  NewTexts new_texts = NewTexts::kError;
  std::int64_t skip_lines = 0;      ///< lines before the table
  std::optional<Mark> separator{};  ///< none: found by content
  Header header = Header::kAuto;
  CommentMark comment;
  DecimalMark decimal = DecimalMark::kAuto;
  ThousandsMark thousands = ThousandsMark::kAuto;
  IndexBase index_base = IndexBase::kAuto;  ///< of an SVMlight file
  std::optional<std::int64_t> features{};  ///< columns of an SVMlight file; none: its largest index
};

struct DataConfig {
  std::optional<std::string> data;  ///< file or folder; none: search for FashionMNIST
  DataFormat format = DataFormat::kAuto;
  std::optional<std::string> labels;        ///< file of the training rows' labels
  std::optional<std::string> label_column;  ///< of a table: name or index
  TableConfig table;
  std::optional<ImageSize> image_shape{};  ///< of the rows of tables and arrays; none: as they are
  bool transpose = false;                  ///< exchange the rows and columns of images
  SampleAxis sample_axis = SampleAxis::kFirst;  ///< of arrays
  std::optional<std::int64_t> window;           ///< rows of a series joined into one; none: one
  std::optional<PixelSize> resize;              ///< of image files
  Channels channels = Channels::kAuto;          ///< of image files
  std::optional<Colour> background{};           ///< of transparent pixels; none: as stored
  bool skip_broken = false;                     ///< leave out image files that cannot be decoded
  std::optional<ClassNames> classes;            ///< classes whose rows are kept; none: all
  /// Runs that encode the rows, in this order; none: no encoding.
  std::optional<std::vector<std::string>> encode_with;
  std::optional<PixelSize> patches;  ///< random patches of this size; none: whole images
  std::int64_t patch_count = 10000;  ///< number of training patches
  PatchNorm patch_norm = PatchNorm::kNone;
  Scale scale = Scale::kAuto;
  bool clip = true;  ///< bce: clip validation rows to [0, 1], the training range
  Whitening whiten = Whitening::kNone;
  double whiten_eps = 0.1;
  std::optional<Corruption> corrupt{};      ///< corruption of the training input; none: clean
  bool corrupt_eval = true;                 ///< also corrupt the input in validation
  std::optional<std::string> valid_data{};  ///< file or folder to validate on; none: see valid
  std::optional<std::string> test_data{};   ///< file or folder of the test set; none: with the data
  std::optional<double> valid;  ///< count or share of the training set; none: test set or a tenth
  /// Draws the validation rows, the patches and the noise of validation, so that runs with
  /// different training seeds are measured on the same rows.
  std::int64_t split_seed = 0;
  std::optional<std::int64_t> limit;        ///< first rows of the training set; none: all
  std::optional<std::int64_t> limit_valid;  ///< first rows of the validation set; none: all
};

struct ModelConfig {
  std::vector<std::int64_t> layers{512};  ///< encoder widths without D; the last is the code width
  Activation activation = Activation::kRelu;
  Activation code_activation = Activation::kSigmoid;
  std::optional<Activation> output_activation{};  ///< none: chosen by the targets' range
  bool tied = false;                              ///< decoder weights = transposed encoder weights
  bool pre_bias = false;                  ///< the output's bias is subtracted from the input
  std::optional<std::int64_t> k{};        ///< topk: number of active units per sample
  std::optional<std::int64_t> k_start{};  ///< topk: initial k; none: k
  double k_eval_factor = 1;               ///< topk: factor on k in inference
  double dropout = 0;                     ///< dropout probability of the code in training, [0, 1)
  PreBiasStart pre_bias_start = PreBiasStart::kMean;
  DecoderNorm decoder_norm = DecoderNorm::kFree;
  Init init = Init::kTorch;
  Dtype dtype = Dtype::kFloat32;
  /// The output activation; if not chosen, sigmoid, the choice for targets in [0, 1].
  Activation output() const { return output_activation.value_or(Activation::kSigmoid); }
};

struct LossConfig {
  Reconstruction loss = Reconstruction::kMse;
  bool add_sparse = true;
  Penalty penalty = Penalty::kKl;
  double beta = 1e-3;          ///< weight of the sparsity term, >= 0
  double beta_warmup = 0;      ///< share of the schedule over which beta rises from 0, [0, 1]
  double rho = 0.05;           ///< target mean activation of a code unit
  std::optional<double> l0{};  ///< l0_target: mean number of active units per sample
  double lambda = 5e-7;        ///< weight decay, >= 0
  double auxk = 0;             ///< alpha of the auxiliary loss of dead units (loss/auxk.h); 0: none
  std::int64_t auxk_units = 64;              ///< dead units that a row may use, >= 1
  std::optional<std::int64_t> dead_after{};  ///< rows of silence; none: chosen by the rows
  /// V: the loss of the training rows' mean as prediction. Not an option: set from the rows.
  double mean_loss = 1;
  /// ε: width of the window around a jumprelu unit's threshold in which it learns. Not an option.
  double window = 1;
  /// Number of classes of the training rows, for --penalty group. Not an option.
  std::int64_t classes = 0;
  /// Whether the loss has a sparsity term.
  bool sparse() const { return add_sparse && beta > 0; }
};

/// Learning rate unless another is chosen.
inline constexpr double kUsualRate = 2e-3;

struct OptimConfig {
  OptimizerKind optimizer = OptimizerKind::kAdam;
  std::optional<double> lr{};  ///< none: kUsualRate; resolve sets that of the network
  double momentum = 0;         ///< sgd only, in [0, 1)
  LrSchedule lr_schedule = LrSchedule::kConstant;
  /// Length of the schedules. Set if there is a schedule, so that training longer does not change
  /// it.
  std::optional<std::int64_t> schedule_epochs{};
  std::int64_t lr_step_epochs = 10;   ///< step schedule: epochs between drops
  double lr_step_factor = 0.1;        ///< step schedule: factor of each drop, (0, 1]
  double warmup_epochs = 0;           ///< epochs of linear warm-up, may be fractional
  double weight_decay = 0.01;         ///< adamw only, >= 0: see train/optimizer.h
  std::optional<double> grad_clip{};  ///< largest norm of the gradient, > 0; none: any
  double rate() const { return lr.value_or(kUsualRate); }
  bool adam() const {
    return optimizer == OptimizerKind::kAdam || optimizer == OptimizerKind::kAdamw;
  }
  /// Whether a step uses all rows; then an epoch is one iteration.
  bool full_batch() const {
    return optimizer == OptimizerKind::kLbfgs || optimizer == OptimizerKind::kCg;
  }
};

struct TrainConfig {
  std::int64_t epochs = 10;
  std::optional<Duration> time{};  ///< wall time that sets `epochs`; none: epochs as they are
  std::int64_t batch_size = 64;
  std::int64_t seed = 0;
  std::optional<std::int64_t> patience{};  ///< stop after N epochs without a lower val_mse
  double min_improvement = 0;              ///< relative drop of val_mse that counts, [0, 1)
  std::optional<std::string> init_from{};  ///< file of initial weights; none: drawn by the seed
  double checkpoint_every = 60;            ///< seconds between checkpoints within an epoch; 0: none
  std::optional<std::int64_t> threads{};   ///< CPU threads; none: chosen by the program
  EngineChoice engine = EngineChoice::kAuto;
  DeviceChoice device = DeviceChoice::kAuto;
};

struct OutputConfig {
  std::optional<std::string> out;  ///< the run folder itself; none: runs/<date>-<name>
  bool force = false;
  std::optional<std::string> resume;  ///< run folder to resume; none: a new run
  bool dry_run = false;               ///< only print what the run would take
  std::int64_t images_every = 5;      ///< epochs between pictures; 0: only at the end
  bool report = true;                 ///< write report.html and report.json at the end
  double report_mb = 8;               ///< largest size of report.html in MB
  bool tensorboard = false;           ///< also write the metrics for TensorBoard
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
  /// Whether a value changes over the schedule, so that schedule_epochs has an effect.
  bool scheduled() const {
    return optim.lr_schedule == LrSchedule::kCosine || loss.beta_warmup > 0 ||
           (keeps_largest(model.code_activation) && model.k_start);
  }
  /// Maximum rows per step, given `rows` training rows.
  std::int64_t step_rows(std::int64_t rows) const {
    return optim.full_batch() ? rows : train.batch_size;
  }
};

/// What a field affects. kMath: the result of training; saved in the model file. kRun: the rest of
/// a run; saved in config.json too. kCall: only this call of the program.
enum class Scope { kMath, kRun, kCall };

/// The range of a numeric option. Infinity as `high`: no upper limit.
struct Range {
  enum class Ends { kBoth, kLow, kHigh };
  double low = 0;
  double high = 0;
  Ends included = Ends::kBoth;
};

/// Why an option has no effect, and the option responsible.
struct NoEffect {
  std::string by;
  std::string because;  ///< follows the option's name: "has no effect with --optimizer adam"
};

/// A condition for an option to have an effect; returns nullopt if it holds.
using Condition = std::optional<NoEffect> (*)(const Config& config);

/// Kinds of data, as far as options depend on them.
enum class DataKind { kTextTable, kArff, kSvmlight, kArray, kIdxFolder, kImageFiles };

/// The data that an option is for.
struct ForData {
  const char* name;  ///< for messages
  std::vector<DataKind> kinds;
};

/// Heading of the sparsity options. Sparsity can be switched off whatever other options are given.
inline constexpr const char* kSparsityGroup = "Sparsity";

/// One option, defined once for the command line, config files, config.json and the documentation.
struct Field {
  std::string group;  ///< heading in the help
  std::string flags;  ///< as on the command line; the last long option names the field
  std::string value;  ///< placeholder of the value in the help
  std::string help;
  std::string none;  ///< word for "not set" of an optional field
  Scope scope = Scope::kMath;
  std::optional<Range> limits{};        ///< for a number, or for each number of a size
  std::vector<Condition> conditions{};  ///< all must hold for the option to have an effect
  std::optional<ForData> data{};        ///< the data that the option is for; none: all
  bool common = false;                  ///< shown in the short help

  /// Name in config files and messages: the last flag without its dashes.
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
  Field&& only_for(ForData kinds) && {
    data = std::move(kinds);
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

/// Calls `visit(field, value)` for every option in the order of the help. To add an option, add its
/// struct member and its line in fields.h. `config` may be const.
template <class AnyConfig, class Visitor>
void visit_fields(AnyConfig& config, Visitor&& visit);

}  // namespace sae::config

#include "config/fields.h"  // IWYU pragma: export
