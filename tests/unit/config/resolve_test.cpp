// SPDX-License-Identifier: MIT
// Tests of how option sources override each other.
#include "config/resolve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "config/config_json.h"

namespace sae::config {
namespace {

using Lines = std::vector<std::string>;

/// All fields as text, to compare configurations.
std::string everything(const Config& config) { return config_json(config, Scope::kCall).dump(); }

TEST(Resolve, ReturnsTheDefaultsWithoutSettings) {
  const Resolved resolved = resolve({}, {});
  Config expected;
  expected.optim.lr = kUsualRate;
  EXPECT_EQ(everything(resolved.config), everything(expected));
  EXPECT_TRUE(resolved.sources.empty());
  EXPECT_TRUE(resolved.problems.empty());
  EXPECT_TRUE(resolved.notes.empty());
}

TEST(Resolve, AppliesPresetThenFileThenCommandLine) {
  const std::vector<Setting> file = {{"lr", "0.02"}, {"batch_size", "7"}};
  const std::vector<Setting> typed = {{"preset", "tutorial-kl"}, {"lr", "0.3"}};
  const Resolved resolved = resolve({file}, typed);
  EXPECT_EQ(resolved.config.optim.lr, 0.3);
  EXPECT_EQ(resolved.config.train.batch_size, 7);
  EXPECT_EQ(resolved.config.model.layers.size(), 5U);
  EXPECT_EQ(resolved.config.train.epochs, 10);
  EXPECT_EQ(resolved.sources.at("lr"), Source::kCommandLine);
  EXPECT_EQ(resolved.sources.at("batch_size"), Source::kFile);
  EXPECT_EQ(resolved.sources.at("layers"), Source::kPreset);
  EXPECT_FALSE(resolved.sources.contains("epochs"));
}

TEST(Resolve, PrefersThePresetOfTheCommandLine) {
  EXPECT_EQ(resolve({{{"preset", "tutorial-l1"}}}, {}).config.loss.penalty, Penalty::kL1AllLayers);
  const Resolved both = resolve({{{"preset", "tutorial-l1"}}}, {{"preset", "tutorial-kl"}});
  EXPECT_EQ(both.config.loss.penalty, Penalty::kKlPerSample);
  EXPECT_EQ(both.config.preset, PresetChoice{"tutorial-kl"});
  const Resolved none = resolve({{{"preset", "tutorial-l1"}}}, {{"preset", "none"}});
  EXPECT_EQ(none.config.loss.penalty, Penalty::kKl);
}

TEST(Resolve, SetsTheDefaultWeightAndCodeOfL1) {
  const Resolved resolved = resolve({}, {{"penalty", "l1"}});
  EXPECT_EQ(resolved.config.loss.beta, 1e-4);
  EXPECT_EQ(resolved.config.model.code_activation, Activation::kRelu);
  EXPECT_EQ(resolved.notes, (Lines{"--penalty l1 implies --code_activation relu"}));
}

TEST(Resolve, KeepsSettingsTypedWithL1) {
  const Resolved resolved =
      resolve({}, {{"beta", "0.5"}, {"code_activation", "tanh"}, {"penalty", "l1"}});
  EXPECT_EQ(resolved.config.loss.beta, 0.5);
  EXPECT_EQ(resolved.config.model.code_activation, Activation::kTanh);
  EXPECT_TRUE(resolved.notes.empty());
}

TEST(Resolve, ReplacesTheWeightOfASourceBeforeThePenalty) {
  const Resolved over_preset = resolve({}, {{"preset", "tutorial-kl"}, {"penalty", "l1"}});
  EXPECT_EQ(over_preset.config.loss.beta, 1e-4);
  const Resolved over_file = resolve({{{"penalty", "l1"}, {"beta", "0.002"}}}, {{"penalty", "kl"}});
  EXPECT_EQ(over_file.config.loss.beta, 1e-3);
  const Resolved same_source = resolve({{{"penalty", "l1"}, {"beta", "0.002"}}}, {});
  EXPECT_EQ(same_source.config.loss.beta, 0.002);
}

TEST(Resolve, AddsNoNoteIfTheCodeIsAlreadyRelu) {
  const Resolved resolved = resolve({}, {{"preset", "tutorial-l1"}, {"penalty", "l1"}});
  EXPECT_EQ(resolved.config.model.code_activation, Activation::kRelu);
  EXPECT_TRUE(resolved.notes.empty());
}

TEST(Resolve, ReportsEveryUnreadableValue) {
  const Resolved resolved =
      resolve({{{"rho", "nan"}}}, {{"epochs", "010"}, {"layers", "256,,64"}, {"loss", "mae"}});
  EXPECT_EQ(resolved.problems,
            (Lines{"--rho: expected a finite decimal number, found 'nan'",
                   "--epochs: expected a whole decimal number, found '010'",
                   "--layers: expected whole numbers separated by commas, found '256,,64'",
                   "--loss: expected mse, half_sse, sse, bce, found 'mae'"}));
}

TEST(Resolve, DefaultsToFloat64ForFullBatchOptimizers) {
  EXPECT_EQ(resolve({}, {{"optimizer", "lbfgs"}}).config.model.dtype, Dtype::kFloat64);
  EXPECT_EQ(resolve({}, {{"optimizer", "cg"}, {"dtype", "float32"}}).config.model.dtype,
            Dtype::kFloat32);
  EXPECT_EQ(resolve({}, {{"optimizer", "adam"}}).config.model.dtype, Dtype::kFloat32);
}

TEST(Resolve, DefaultsToNoPenaltyWithTopk) {
  const Setting topk = {"code_activation", "topk"};
  EXPECT_FALSE(resolve({}, {topk}).config.loss.add_sparse);
  EXPECT_TRUE(resolve({}, {topk, {"add_sparse", "yes"}}).config.loss.add_sparse);
  EXPECT_FALSE(resolve({{{"add_sparse", "yes"}}}, {topk}).config.loss.add_sparse);
}

const Setting kTypedTopk = {"code_activation", "topk"}, kWideCode = {"layers", "4096"};

TEST(Resolve, StartsATypedTopkCodeAsASparseAutoencoder) {
  const Resolved resolved = resolve({}, {kTypedTopk, kWideCode});
  EXPECT_EQ(resolved.notes,
            (Lines{"--code_activation topk implies --output_activation identity --init sae "
                   "--decoder_norm unit --pre_bias yes --scale rms --lr 4e-04"}));
  const Config& config = resolved.config;
  EXPECT_EQ(config.model.output_activation, Activation::kIdentity);
  EXPECT_EQ(config.model.init, Init::kSae);
  EXPECT_EQ(config.model.decoder_norm, DecoderNorm::kUnit);
  EXPECT_TRUE(config.model.pre_bias);
  EXPECT_EQ(config.data.scale, Scale::kRms);
  EXPECT_DOUBLE_EQ(config.optim.rate(), 4e-4);
  EXPECT_EQ(resolve({{kTypedTopk, kWideCode}}, {}).notes, resolved.notes) << "from a plain file";
}

TEST(Resolve, ChoosesAPenaltyForATypedJumpreluCode) {
  const Setting jumprelu = {"code_activation", "jumprelu"}, l0 = {"l0", "32"};
  const std::string rest =
      " --output_activation identity --init sae --decoder_norm unit --pre_bias yes --scale rms "
      "--lr 4e-04";
  EXPECT_EQ(resolve({}, {jumprelu, kWideCode}).notes,
            (Lines{"--code_activation jumprelu implies --penalty l0" + rest}));
  const Resolved aimed = resolve({}, {jumprelu, kWideCode, l0});
  EXPECT_EQ(aimed.notes, (Lines{"--code_activation jumprelu implies --penalty l0_target" + rest}));
  EXPECT_EQ(aimed.config.loss.beta, 0.1);
  EXPECT_TRUE(aimed.config.loss.sparse());
  EXPECT_EQ(resolve({}, {jumprelu, l0, {"beta", "0.3"}}).config.loss.beta, 0.3);
}

TEST(Resolve, ImpliesNothingOfATopkCodeThatIsChosenOtherwise) {
  const std::vector<Setting> typed = {kTypedTopk,
                                      kWideCode,
                                      {"output_activation", "auto"},
                                      {"init", "torch"},
                                      {"decoder_norm", "free"},
                                      {"pre_bias", "no"},
                                      {"scale", "auto"},
                                      {"lr", "0.01"}};
  EXPECT_EQ(resolve({}, typed).notes, Lines());
  EXPECT_EQ(resolve({{kTypedTopk, kWideCode}, kConfigSchema}, {}).notes, Lines()) << "a run's file";
  EXPECT_EQ(resolve({}, {kTypedTopk, {"init_from", "m.safetensors"}}).notes, Lines());
  EXPECT_EQ(resolve({}, {{"preset", "k-sparse"}}).notes, Lines());
  EXPECT_EQ(resolve({}, {{"preset", "k-sparse"}, kTypedTopk}).notes, Lines());
}

TEST(Resolve, ImpliesOfATopkCodeWhatTheRestAllows) {
  EXPECT_EQ(resolve({}, {kTypedTopk, {"tied", "yes"}, {"whiten", "zca"}}).notes,
            (Lines{"--code_activation topk implies --output_activation identity --init sae "
                   "--pre_bias yes --lr 0.00113"}));
  EXPECT_EQ(resolve({}, {kTypedTopk, {"loss", "bce"}, {"layers", "64,32"}}).notes,
            (Lines{"--code_activation topk implies --init sae --lr 0.002"}));
  // The amount of noise is in the units of the scaled rows.
  EXPECT_EQ(resolve({}, {kTypedTopk, {"corrupt", "gaussian:0.5"}}).config.data.scale, Scale::kAuto);
}

// 2e-4 · √(16384/H), at most .002; other codes and optimisers have .002.
TEST(UsualRate, FallsWithTheWidthOfATopkCode) {
  Config config;
  EXPECT_EQ(usual_rate(config), 2e-3);
  config.model.code_activation = Activation::kTopkRelu;
  config.model.layers = {16384};
  EXPECT_DOUBLE_EQ(usual_rate(config), 2e-4);
  config.model.layers = {100, 1024};
  EXPECT_DOUBLE_EQ(usual_rate(config), 8e-4);
  config.model.layers = {16};
  EXPECT_EQ(usual_rate(config), 2e-3);
  config.optim.optimizer = OptimizerKind::kSgd;
  config.model.layers = {16384};
  EXPECT_EQ(usual_rate(config), 2e-3);
}

TEST(Resolve, FixesTheScheduleLength) {
  const Setting epochs = {"epochs", "7"};
  EXPECT_EQ(resolve({}, {epochs}).config.optim.schedule_epochs, std::nullopt);
  EXPECT_EQ(resolve({}, {epochs, {"lr_schedule", "cosine"}}).config.optim.schedule_epochs, 7);
  EXPECT_EQ(resolve({}, {epochs, {"code_activation", "topk"}, {"k", "2"}, {"k_start", "9"}})
                .config.optim.schedule_epochs,
            7);
}

TEST(Resolve, ReportsAnUnknownPresetOnce) {
  const Resolved resolved = resolve({}, {{"preset", "tutorial"}});
  EXPECT_EQ(resolved.problems,
            (Lines{"--preset: expected none, " + base::join(preset_names(), ", ") +
                   " or a path that ends in .json" + ", found 'tutorial'"}));
}

TEST(Resolve, SuggestsTheNearestNameForUnknownOnes) {
  const Resolved resolved = resolve({{{"epohcs", "3"}, {"zzzzzzzz", "3"}}}, {});
  EXPECT_EQ(resolved.problems,
            (Lines{"unknown option 'epohcs' in the config file (did you mean 'epochs'?)",
                   "unknown option 'zzzzzzzz' in the config file"}));
}

TEST(Resolve, RoundTripsARunsConfigJson) {
  for (const std::vector<Setting>& typed : std::vector<std::vector<Setting>>{
           {},
           {{"penalty", "l1"}},
           {{"preset", "tutorial-kl"}, {"lr", "0.02"}, {"penalty", "l1_all_layers"}},
           {{"code_activation", "tanh"}, {"rho", "-0.5"}, {"beta", "0.1"}},
           {{"penalty", "l1"}, {"code_activation", "identity"}, {"beta", "0.001"}},
           {{"valid", "0.25"}, {"limit", "100"}, {"threads", "3"}, {"data", "a folder"}},
           {{"add_sparse", "no"}, {"layers", "9,8,7"}, {"tied", "1"}, {"force", "yes"}}}) {
    const Config written = resolve({}, typed).config;
    const format::Json json = {{"schema", kConfigSchema},
                               {"config", config_json(written, Scope::kRun)},
                               {"provenance", {{"started", "now"}}}};
    const Resolved read = resolve(parse_config_file(json.dump(), "config.json"), {});
    EXPECT_TRUE(read.problems.empty());
    EXPECT_TRUE(read.notes.empty());
    Config expected = written;
    expected.output.force = false;
    EXPECT_EQ(everything(read.config), everything(expected));
  }
}

/// Values of each optional option that can be typed: none, and an allowed one.
std::map<std::string, Lines> optional_values() {
  return {{"valid", {"test", "0.5"}},
          {"valid_data", {"v.csv"}},
          {"test_data", {"t.csv"}},
          {"limit", {"all", "5"}},
          {"limit_valid", {"all", "5"}},
          {"classes", {"all", "1,3-5"}},
          {"columns", {"all", "a,0-3"}},
          {"drop_columns", {"none", "pixel*"}},
          {"separator", {"auto", "tab"}},
          {"features", {"its largest index", "7"}},
          {"image_shape", {"as they are", "3x8x8"}},
          {"background", {"as stored", "ff8000"}},
          {"window", {"off", "3"}},
          {"resize", {"as they are", "8x8"}},
          {"patches", {"off", "4x4"}},
          {"corrupt", {"off", "mask:0.25"}},
          {"label_column", {"-1"}},
          {"labels", {"y.npy"}},
          {"encode_with", {"runs/a"}},
          {"data", {"a folder"}},
          {"dead_after", {"the rows of an epoch, at most 10 million", "7"}},
          {"k", {"none", "7"}},
          {"l0", {"none", "32"}},
          {"lr", {"auto", "0.5"}},
          {"grad_clip", {"off", "1"}},
          {"k_start", {"--k", "9"}},
          {"patience", {"off", "4"}},
          {"init_from", {"m.safetensors"}},
          {"output_activation", {"auto", "tanh"}},
          {"threads", {"auto", "2"}},
          {"schedule_epochs", {"the first --epochs", "3"}}};
}

/// Checks that a configuration is equal after its config.json is read back, as a run's and as a
/// plain file written by --print_config.
void expect_read_back(const Config& written, const std::string& what) {
  const format::Json config = config_json(written, Scope::kRun);
  for (const format::Json& json :
       {format::Json{{"schema", kConfigSchema}, {"config", config}}, config}) {
    const Resolved read = resolve(parse_config_file(json.dump(), "config.json"), {});
    EXPECT_TRUE(read.problems.empty()) << what;
    EXPECT_EQ(config_json(read.config, Scope::kRun), config) << what;
  }
}

TEST(Resolve, RoundTripsEveryPresetWithEveryOptionalOption) {
  const std::map<std::string, Lines> values = optional_values();
  const Config config;
  visit_fields(config, [&](const Field& field, const auto&) {
    if (field.none.empty() || field.scope == Scope::kCall) return;
    ASSERT_TRUE(values.contains(field.name())) << field.name() << " has no values in this test";
    for (const std::string& preset : preset_names()) {
      for (const std::string& value : values.at(field.name())) {
        const Resolved written = resolve({}, {{"preset", preset}, {field.name(), value}});
        EXPECT_TRUE(written.problems.empty()) << field.name() << " " << value;
        expect_read_back(written.config, preset + " --" + field.name() + " " + value);
      }
    }
  });
}

TEST(Resolve, TreatsNullAsUnsetDespiteThePreset) {
  EXPECT_EQ(resolve({{{"preset", "denoise"}, {"corrupt", std::nullopt}}}, {}).config.data.corrupt,
            std::nullopt);
  EXPECT_EQ(resolve({{{"epochs", std::nullopt}}}, {}).problems,
            (Lines{"--epochs: expected a whole decimal number, found null"}));
}

TEST(Resolve, KeepsThePresetOfARunOnlyAsProvenance) {
  const ConfigFile file{{{"preset", "denoise"}}, 2};
  EXPECT_EQ(resolve(file, {}).config.preset, PresetChoice{"denoise"});
  EXPECT_EQ(resolve(file, {}).config.data.corrupt, std::nullopt);
  EXPECT_EQ(resolve(file, {{"preset", "k-sparse"}}).problems,
            (Lines{"--preset: expected none with the complete configuration of --config, found "
                   "'k-sparse'"}));
}

TEST(DefaultBeta, IsSmallerOnlyForL1) {
  EXPECT_EQ(default_beta(Penalty::kKl), 1e-3);
  EXPECT_EQ(default_beta(Penalty::kKlPerSample), 1e-3);
  EXPECT_EQ(default_beta(Penalty::kL1AllLayers), 1e-3);
  EXPECT_EQ(default_beta(Penalty::kL1), 1e-4);
  EXPECT_EQ(Config().loss.beta, default_beta(Config().loss.penalty));
}

TEST(FieldNames, ListTheFieldsInOrder) {
  const Lines names = field_names();
  EXPECT_EQ(names.size(), 99U);
  EXPECT_EQ(names.front(), "add_sparse");
  EXPECT_EQ(names.back(), "preset");
  EXPECT_NE(std::ranges::find(names, "beta"), names.end());
}

TEST(Resolve, FixesTheScheduleLengthAtTheFirstEpochs) {
  const auto length = [](const std::vector<Setting>& file, const std::vector<Setting>& typed) {
    return resolve({file}, typed).config.optim.schedule_epochs;
  };
  EXPECT_EQ(length({}, {{"lr_schedule", "cosine"}, {"epochs", "7"}}), 7);
  EXPECT_EQ(length({}, {{"lr_schedule", "cosine"}, {"schedule_epochs", "3"}}), 3);
  EXPECT_EQ(length({}, {{"epochs", "7"}}), std::nullopt);
  // Resuming reads the length fixed by the first call.
  EXPECT_EQ(length({{"lr_schedule", "cosine"}, {"epochs", "7"}, {"schedule_epochs", "7"}},
                   {{"epochs", "9"}}),
            7);
}

}  // namespace
}  // namespace sae::config
