// SPDX-License-Identifier: MIT
// Tests of the presets.
#include "config/presets.h"

#include <gtest/gtest.h>

#include "config/config_json.h"
#include "config/resolve.h"
#include "config/validate.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::config {
namespace {

Config preset_config(const std::string& name) {
  const Resolved resolved = resolve({}, {{"preset", name}});
  EXPECT_TRUE(resolved.problems.empty());
  EXPECT_TRUE(validate(resolved.config, resolved.sources).empty());
  return resolved.config;
}

/// 784-256-128-64-32-16 and back, ReLU after every layer; batch 32, Adam 1e-4, no decay, sparsity
/// weight .001.
void expect_tutorial(const Config& config) {
  EXPECT_EQ(config.model.layers, (std::vector<std::int64_t>{256, 128, 64, 32, 16}));
  EXPECT_EQ(config.model.activation, Activation::kRelu);
  EXPECT_EQ(config.model.code_activation, Activation::kRelu);
  EXPECT_EQ(config.model.output_activation, Activation::kRelu);
  EXPECT_FALSE(config.model.tied);
  EXPECT_EQ(config.loss.loss, Reconstruction::kMse);
  EXPECT_TRUE(config.loss.add_sparse);
  EXPECT_EQ(config.loss.beta, 0.001);
  EXPECT_EQ(config.loss.lambda, 0);
  EXPECT_EQ(config.optim.optimizer, OptimizerKind::kAdam);
  EXPECT_EQ(config.optim.lr, 1e-4);
  EXPECT_EQ(config.train.batch_size, 32);
  EXPECT_EQ(config.train.epochs, 10);
}

TEST(Presets, TutorialKlMatchesTheTutorial) {
  const Config config = preset_config("tutorial-kl");
  expect_tutorial(config);
  EXPECT_EQ(config.loss.penalty, Penalty::kKlPerSample);
  EXPECT_EQ(config.loss.rho, 0.05);
  EXPECT_EQ(config.output.images_every, 1);
}

TEST(Presets, TutorialL1MatchesTheTutorial) {
  const Config config = preset_config("tutorial-l1");
  expect_tutorial(config);
  EXPECT_EQ(config.loss.penalty, Penalty::kL1AllLayers);
  EXPECT_EQ(config.output.images_every, 5);
}

TEST(Presets, UfldlMatchesTheExercises) {
  for (const char* name : {"ufldl-patches", "ufldl-mnist", "ufldl-linear"}) {
    const Config config = preset_config(name);
    EXPECT_EQ(config.loss.loss, Reconstruction::kHalfSse);
    EXPECT_EQ(config.loss.penalty, Penalty::kKl);
    EXPECT_EQ(config.optim.optimizer, OptimizerKind::kLbfgs);
    EXPECT_EQ(config.model.dtype, Dtype::kFloat64);
    EXPECT_EQ(config.model.init, Init::kUfldl);
    EXPECT_EQ(config.train.epochs, 400);
  }
  const Config patches = preset_config("ufldl-patches");
  EXPECT_EQ(patches.data.patches, (PixelSize{8, 8}));
  EXPECT_EQ(patches.data.patch_norm, PatchNorm::kUfldl);
  EXPECT_EQ(patches.model.layers, (std::vector<std::int64_t>{25}));
  const Config linear = preset_config("ufldl-linear");
  EXPECT_EQ(linear.model.output_activation, Activation::kIdentity);
  EXPECT_EQ(linear.data.whiten, Whitening::kZca);
  EXPECT_EQ(linear.data.patch_count, 100000);
}

TEST(Presets, AntonWeightIsOneOverTheUnits) {
  for (const std::int64_t units : {16, 64, 256}) {
    const Config config = preset_config("anton-" + std::to_string(units));
    EXPECT_EQ(config.model.layers, (std::vector<std::int64_t>{units}));
    EXPECT_EQ(config.loss.beta, 1 / static_cast<double>(units));
    EXPECT_EQ(config.data.scale, Scale::kSymmetric);
    EXPECT_EQ(config.model.output_activation, Activation::kTanh);
  }
}

TEST(Presets, AntonDenoisesAndCompletesImages) {
  for (const char* name : {"anton-denoise", "anton-half"}) {
    const Config config = preset_config(name);
    EXPECT_EQ(config.model.layers, (std::vector<std::int64_t>{256}));
    EXPECT_EQ(config.loss.beta, 1.0 / 256);
    EXPECT_EQ(config.train.epochs, 50);
    EXPECT_TRUE(config.data.corrupt_eval);
  }
  EXPECT_EQ(preset_config("anton-denoise").data.corrupt, (Corruption{Noise::kGaussian, 1}));
  EXPECT_EQ(preset_config("anton-half").data.corrupt, (Corruption{Noise::kLeftHalf, 0}));
}

TEST(Presets, KSparseMatchesThePaperWithAdam) {
  const Config config = preset_config("k-sparse");
  EXPECT_EQ(config.model.layers, (std::vector<std::int64_t>{1000}));
  EXPECT_EQ(config.model.code_activation, Activation::kTopk);
  EXPECT_EQ(config.model.output_activation, Activation::kIdentity);
  EXPECT_EQ(config.model.k, 25);
  EXPECT_EQ(config.model.k_start, 100);
  EXPECT_TRUE(config.model.tied);
  EXPECT_EQ(config.model.init, Init::kNormal);
  EXPECT_FALSE(config.loss.sparse());
  EXPECT_EQ(config.loss.lambda, 0);
  EXPECT_EQ(config.optim.lr, 1e-3);
  EXPECT_EQ(config.train.batch_size, 128);
}

TEST(Presets, DenoiseIsTheDefaultNetworkWithNoise) {
  const Config config = preset_config("denoise"), plain;
  EXPECT_EQ(config.model.layers, plain.model.layers);
  EXPECT_EQ(config.data.corrupt, (Corruption{Noise::kGaussian, 0.5}));
  EXPECT_TRUE(config.data.corrupt_eval);
}

TEST(Presets, AreCompleteAndSorted) {
  EXPECT_EQ(preset_names(), (std::vector<std::string>{
                                "anton-16", "anton-64", "anton-256", "anton-denoise", "anton-half",
                                "denoise", "gsae", "k-sparse", "sae-batchtopk", "sae-jumprelu",
                                "sae-l1", "sae-topk", "sparsity-induced", "tanh-100", "tutorial-kl",
                                "tutorial-l1", "ufldl-linear", "ufldl-mnist", "ufldl-patches"}));
}

TEST(FindSetting, FindsTheFirstOfItsName) {
  const std::vector<Setting> settings = {{"rho", "0.1"}, {"beta", "1"}, {"beta", "2"}};
  EXPECT_EQ(find_setting(settings, "beta"), &settings[1]);
  EXPECT_EQ(find_setting(settings, "bet"), nullptr);
  EXPECT_TRUE(is_typed(settings, "beta"));
  EXPECT_FALSE(is_typed(settings, "bet"));
}

/// 4,096 units as today's users train them: the start of the family, squared error by row.
TEST(Presets, SaeCodesHaveTheStartOfTheirFamily) {
  for (const char* name : {"sae-topk", "sae-batchtopk", "sae-jumprelu", "sae-l1"}) {
    const Config config = preset_config(name);
    EXPECT_EQ(config.model.layers, (std::vector<std::int64_t>{4096}));
    EXPECT_EQ(config.model.output_activation, Activation::kIdentity);
    EXPECT_EQ(config.model.init, Init::kSae);
    EXPECT_EQ(config.model.decoder_norm, DecoderNorm::kUnit);
    EXPECT_TRUE(config.model.pre_bias);
    EXPECT_EQ(config.data.scale, Scale::kRms);
    EXPECT_EQ(config.loss.loss, Reconstruction::kSse);
    EXPECT_EQ(config.loss.lambda, 0);
  }
  EXPECT_EQ(preset_config("sae-topk").model.k, 32);
  EXPECT_EQ(preset_config("sae-batchtopk").model.code_activation, Activation::kBatchTopk);
  EXPECT_EQ(preset_config("sae-jumprelu").loss.penalty, Penalty::kL0Target);
  EXPECT_EQ(preset_config("sae-jumprelu").loss.l0, 32);
  EXPECT_EQ(preset_config("sae-l1").loss.penalty, Penalty::kL1Norm);
}

TEST(Presets, GroupAndSoftThresholdChangeOnePartEach) {
  EXPECT_EQ(preset_config("gsae").loss.penalty, Penalty::kGroup);
  EXPECT_EQ(preset_config("gsae").model.code_activation, Activation::kSigmoid);
  const Config induced = preset_config("sparsity-induced");
  EXPECT_EQ(induced.model.code_activation, Activation::kSoftThreshold);
  EXPECT_EQ(induced.loss.penalty, Penalty::kKl);
}

TEST(Presets, NoneSetsNothing) { EXPECT_TRUE(preset_settings({}).empty()); }

TEST(Presets, UserFilesContainOptions) {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("mine.json", R"({"epochs": 5, "layers": [9, 3]})").string();
  const Config config = preset_config(path);
  EXPECT_EQ(config.train.epochs, 5);
  EXPECT_EQ(config.model.layers, (std::vector<std::int64_t>{9, 3}));
  EXPECT_EQ(config.preset.name, path);
}

TEST(Presets, UserFileMayBeARunsConfigJson) {
  const test::TemporaryFolder folder;
  Config before;
  before.preset.name = "denoise";
  before.train.epochs = 5;
  const format::Json json = {{"schema", kConfigSchema},
                             {"config", config_json(before, Scope::kRun)}};
  const std::string path = folder.write("config.json", json.dump()).string();
  const Config config = preset_config(path);
  EXPECT_EQ(config.train.epochs, 5);
  EXPECT_FALSE(config.data.corrupt) << "the preset named in it is not applied again";
  EXPECT_EQ(config.preset.name, path);
}

TEST(Presets, UserFileMustBeReadable) {
  const test::TemporaryFolder folder;
  const auto refusal = [](const std::string& path) {
    return test::failure([&] { resolve({}, {{"preset", path}}); });
  };
  EXPECT_NE(
      refusal((folder.path() / "no.json").string()).find("no.json: expected a file, found none"),
      std::string::npos);
  EXPECT_NE(refusal(folder.write("b.json", "[]").string()).find("expected a JSON object"),
            std::string::npos);
  EXPECT_EQ(resolve({}, {{"preset", folder.write("c.json", R"({"epohcs": 1})").string()}}).problems,
            (std::vector<std::string>{
                "unknown option 'epohcs' in the config file (did you mean 'epochs'?)"}));
}

}  // namespace
}  // namespace sae::config
