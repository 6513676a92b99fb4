// SPDX-License-Identifier: MIT
// Tests of folding a scale into weights, and of a network's names and settings in files.
#include "run/plain_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::run {
namespace {

using config::Activation;
using format::Json;

at::Tensor two_columns() { return test::matrix({{0, -2}, {10, 2}}); }

/// Two columns from 0 to 10 and from −2 to 2, scaled to [0, 1] each, one identity code unit.
test::SavedRun save_linear_run(const test::TemporaryFolder& folder, config::Config config,
                               const at::Tensor& rows) {
  config.model.dtype = config::Dtype::kFloat64;
  return test::save_run(folder.path() / "run", config, rows,
                        {test::matrix({{20, 8}}), test::vector({1}), test::matrix({{3}, {4}}),
                         test::vector({0.5, 0.25})});
}

config::Config scaled_config(config::Scale scale = config::Scale::kMinmax) {
  config::Config config = test::one_unit_config();
  config.data.scale = scale;
  return config;
}

at::Tensor tensor(const model::NamedTensors& tensors, const std::string& name) {
  for (const auto& named : tensors) {
    if (named.name == name) return named.tensor;
  }
  return {};
}

TEST(Fold, PutsTheScaleOfEachColumnIntoTheWeights) {
  const test::TemporaryFolder folder;
  const test::SavedRun saved = save_linear_run(folder, scaled_config(), two_columns());
  const PlainNetwork plain = fold(Stack::load({saved.folder}));
  EXPECT_EQ(plain.width, 2);
  // offset (0, −2), divisor (10, 4): (20/10, 8/4) and 1 − (20·0 + 8·(−.5)).
  EXPECT_EQ(test::values(tensor(plain.weights, "encoder.0.weight")), (std::vector<double>{2, 2}));
  EXPECT_EQ(test::values(tensor(plain.weights, "encoder.0.bias")), (std::vector<double>{5}));
  // (3·10, 4·4) and (.5·10 + 0, .25·4 − 2).
  EXPECT_EQ(test::values(tensor(plain.weights, "decoder.0.weight")), (std::vector<double>{30, 16}));
  EXPECT_EQ(test::values(tensor(plain.weights, "decoder.0.bias")), (std::vector<double>{5, -1}));
}

TEST(Fold, ComputesTheSameOnRowsAsInFiles) {
  const test::TemporaryFolder folder;
  const test::SavedRun saved = save_linear_run(folder, scaled_config(), two_columns());
  const Stack stack = Stack::load({saved.folder});
  const PlainNetwork plain = fold(stack);
  const at::Tensor rows = test::matrix({{7, 1}, {-3, 5}});
  const at::Tensor code = rows.matmul(tensor(plain.weights, "encoder.0.weight").t()) +
                          tensor(plain.weights, "encoder.0.bias");
  EXPECT_LT(test::distance(code, stack.encode(rows)), 1e-14);
  const at::Tensor output = code.matmul(tensor(plain.weights, "decoder.0.weight").t()) +
                            tensor(plain.weights, "decoder.0.bias");
  EXPECT_LT(test::distance(output, stack.last().transform().undo(stack.decode(code))), 1e-14);
}

TEST(Fold, UntiesWeightsAndTakesTheActiveUnitsOfInference) {
  const test::TemporaryFolder folder;
  config::Config config = test::one_unit_config();
  config.data.scale = config::Scale::kNone;
  config.model.layers = {4};
  config.model.tied = true;
  config.model.code_activation = Activation::kTopk;
  config.model.k = 1;
  config.model.k_eval_factor = 3;
  const at::Tensor rows = test::uniform({5, 2}, 1);
  const test::SavedRun saved = test::save_run(folder.path() / "run", config, rows);
  const PlainNetwork plain = fold(Stack::load({saved.folder}));
  EXPECT_FALSE(plain.config.tied);
  EXPECT_EQ(plain.config.k, 3);
  EXPECT_EQ(plain.config.k_eval_factor, 1);
  EXPECT_TRUE(tensor(plain.weights, "decoder.0.weight")
                  .equal(tensor(plain.weights, "encoder.0.weight").t()));
}

// code = 20·a + 8·b + 1 of the scaled columns a and b less their bias: 1 − 20·(.5) − 8·(.25).
TEST(Fold, PutsThePreBiasIntoTheFirstBias) {
  const test::TemporaryFolder folder;
  config::Config config = scaled_config(config::Scale::kNone);
  config.model.pre_bias = true;
  const PlainNetwork plain =
      fold(Stack::load({save_linear_run(folder, config, two_columns()).folder}));
  EXPECT_FALSE(plain.config.pre_bias);
  EXPECT_EQ(test::values(tensor(plain.weights, "encoder.0.bias")), (std::vector<double>{-11}));
  EXPECT_EQ(test::values(tensor(plain.weights, "decoder.0.bias")),
            (std::vector<double>{0.5, 0.25}));
}

TEST(Fold, KeepsAnyOutputIfThereIsNoScale) {
  const test::TemporaryFolder folder;
  config::Config config = scaled_config(config::Scale::kNone);
  config.model.output_activation = Activation::kSigmoid;
  const test::SavedRun saved = save_linear_run(folder, config, two_columns());
  EXPECT_EQ(fold(Stack::load({saved.folder})).config.output(), Activation::kSigmoid);
}

std::string folding_refusal(const config::Config& config, const at::Tensor& rows) {
  const test::TemporaryFolder folder;
  const test::SavedRun saved = save_linear_run(folder, config, rows);
  const std::string message = test::failure([&] { fold(Stack::load({saved.folder})); });
  const std::string start = "2: " + saved.folder.string() +
                            ": expected a run whose scale can be folded into its weights, found ";
  return message.starts_with(start) ? message.substr(start.size()) : message;
}

TEST(Fold, RefusesWhatWeightsCannotHold) {
  config::Config config = scaled_config();
  config.model.output_activation = Activation::kSigmoid;
  EXPECT_EQ(folding_refusal(config, two_columns()),
            "--output_activation sigmoid after --scale minmax");
  config = scaled_config();
  config.data.whiten = config::Whitening::kZca;
  EXPECT_EQ(folding_refusal(config, two_columns()), "--whiten zca");
  config = scaled_config();
  config.data.table.missing = config::Missing::kMean;
  EXPECT_EQ(folding_refusal(config, two_columns()), "--missing mean");
  config = scaled_config(config::Scale::kUnit);
  config.data.patches = config::PixelSize{1, 2};
  config.data.patch_norm = config::PatchNorm::kUfldl;
  EXPECT_EQ(folding_refusal(config, two_columns()), "--patch_norm ufldl");
}

TEST(Fold, RefusesOffsetsThatLeaveNoDigits) {
  // float64 holds an offset of 1e10 to 1e-6, of 1e12 to 1e-4.
  EXPECT_EQ(folding_refusal(scaled_config(), test::matrix({{0, 1e10}, {1, 1e10 + 1}})), "no error");
  EXPECT_EQ(folding_refusal(scaled_config(), test::matrix({{0, 1e12}, {1, 1e12 + 1}})),
            "column 1 (from 0) with an offset 1e+12 times its scale, too large for float64");
}

TEST(Fold, RefusesAChainOfRuns) {
  const test::TemporaryFolder folder;
  const config::Config config = scaled_config(config::Scale::kNone);
  const test::SavedRun first = save_linear_run(folder, config, two_columns());
  const test::SavedRun second =
      test::save_run(folder.path() / "second", config, test::matrix({{1}, {2}}));
  const Stack stack = Stack::load({first.folder, second.folder});
  EXPECT_NE(test::failure([&] { fold(stack); }).find("codes of other runs"), std::string::npos);
}

PlainNetwork one_layer_network() {
  const test::TemporaryFolder folder;
  return fold(Stack::load({save_linear_run(folder, scaled_config(), two_columns()).folder}));
}

TEST(ExchangedTensors, AreTransposedForOneLayer) {
  const PlainNetwork network = one_layer_network();
  const model::NamedTensors tensors = exchanged_tensors(network);
  ASSERT_EQ(tensors.size(), 4U);
  EXPECT_EQ(tensors[0].name, "W_enc");
  EXPECT_EQ(tensors[0].tensor.sizes().vec(), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(tensors[1].name, "b_enc");
  EXPECT_EQ(tensors[2].name, "W_dec");
  EXPECT_EQ(tensors[2].tensor.sizes().vec(), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(tensors[3].name, "b_dec");
}

TEST(ExchangedTensors, KeepTheirLayersForMore) {
  PlainNetwork network;
  network.config.layers = {3, 2};
  const model::Autoencoder model(network.config, 4, 1);
  network.weights = model::weights_of(*model);
  const model::NamedTensors tensors = exchanged_tensors(network);
  ASSERT_EQ(tensors.size(), 8U);
  EXPECT_EQ(tensors.front().name, "encoder.0.weight");
  EXPECT_EQ(tensors.front().tensor.sizes().vec(), (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(tensors.back().name, "decoder.1.bias");
}

TEST(ExchangedTensors, AreReadBack) {
  const PlainNetwork network = one_layer_network();
  const PlainNetwork back = from_exchanged(network.config, exchanged_tensors(network), "f");
  EXPECT_EQ(back.width, 2);
  ASSERT_EQ(back.weights.size(), network.weights.size());
  for (std::size_t i = 0; i < back.weights.size(); ++i) {
    EXPECT_EQ(back.weights[i].name, network.weights[i].name);
    EXPECT_TRUE(back.weights[i].tensor.equal(network.weights[i].tensor));
  }
}

TEST(ExchangedTensors, AreRefusedUnlessTheyAreTheNetworks) {
  const PlainNetwork network = one_layer_network();
  const auto refusal = [&](auto change) {
    model::NamedTensors tensors = exchanged_tensors(network);
    change(tensors);
    return test::failure([&] { from_exchanged(network.config, tensors, "f"); });
  };
  EXPECT_EQ(refusal([](auto& t) { t.pop_back(); }), "3: f: expected a tensor b_dec, found none");
  EXPECT_EQ(refusal([](auto& t) {
              t.push_back({"W_skip", t[0].tensor});
            }),
            "3: f: unexpected tensor 'W_skip'");
  EXPECT_EQ(refusal([](auto& t) { t[1].tensor = test::vector({NAN}); }),
            "3: f: b_enc: expected finite values, found nan or inf");
  EXPECT_EQ(refusal([](auto& t) {
              t[1].tensor = test::vector({1, 2});
            }),
            "3: f: b_enc: expected F64 of shape [1], found F64 of shape [2]");
  EXPECT_EQ(refusal([](auto& t) { t[1].tensor = test::matrix({{1}}); }),
            "3: f: b_enc: expected F64 of shape [1], found F64 of shape [1 x 1]");
  EXPECT_EQ(refusal([](auto& t) { t[3].tensor = t[3].tensor.to(at::kFloat); }),
            "3: f: b_dec: expected F64 of shape [2], found F32 of shape [2]");
  EXPECT_EQ(refusal([](auto& t) {
              t[0].tensor = test::vector({1, 2});
            }),
            "3: f: W_enc: expected a matrix, found a shape of [2]");
  EXPECT_EQ(refusal([](auto& t) { t[2].tensor = t[2].tensor.t().contiguous(); }),
            "3: f: W_dec: expected F64 of shape [1 x 2], found F64 of shape [2 x 1]");
  EXPECT_EQ(refusal([](auto& t) { t.push_back(t[0]); }),
            "3: f: expected one tensor W_enc, found two");
}

TEST(NetworkJson, IsReadBack) {
  PlainNetwork network = one_layer_network();
  network.config.layers = {7, 3};
  network.config.code_activation = Activation::kTopkRelu;
  network.config.k = 2;
  const Json json = network_json(network);
  EXPECT_EQ(json.dump(),
            R"({"width":2,"layers":[7,3],"activation":"relu","code_activation":"topk_relu",)"
            R"("output_activation":"identity","k":2,"dtype":"float64"})");
  const config::ModelConfig back = parse_network_json(json, "f");
  EXPECT_EQ(back.layers, network.config.layers);
  EXPECT_EQ(back.code_activation, Activation::kTopkRelu);
  EXPECT_EQ(back.output(), Activation::kIdentity);
  EXPECT_EQ(back.k, 2);
  EXPECT_EQ(back.dtype, config::Dtype::kFloat64);
  EXPECT_FALSE(back.pre_bias) << "a topk code that is typed implies it";
}

TEST(NetworkJson, IsRefusedUnlessItIsComplete) {
  const Json whole = network_json(one_layer_network());
  const auto refusal = [&](auto change) {
    Json json = whole;
    change(json);
    return test::failure([&] { parse_network_json(json, "f"); });
  };
  EXPECT_EQ(refusal([](Json& j) { j = nullptr; }),
            "3: f: network: expected an object, found 'null'");
  EXPECT_EQ(refusal([](Json& j) { j.erase("k"); }), "3: f: network: expected k, found none");
  EXPECT_EQ(refusal([](Json& j) { j["gate"] = 1; }),
            "3: f: network: expected only width, layers, activation, code_activation, "
            "output_activation, k, dtype");
  EXPECT_EQ(refusal([](Json& j) {
              j["code_activation"] = "gated";
            }).find("3: f: network: --code_activation: expected identity"),
            0U);
  EXPECT_EQ(refusal([](Json& j) {
              j["code_activation"] = "topk";
            }).find("3: f: network: --code_activation topk: expected --k"),
            0U);
}

}  // namespace
}  // namespace sae::run
