// SPDX-License-Identifier: MIT
// Tests of networks of other libraries; tests/interop/export_test.py reads files that they wrote.
#include "run/foreign_networks.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/failure.h"
#include "support/plain_network.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

using config::Activation;
using format::Json;

Json standard_config() { return {{"d_in", 3}, {"d_sae", 2}, {"architecture", "standard"}}; }

/// A folder of another library, with the tensors of test::small_network.
class ForeignFolder {
 public:
  void write_config(const Json& config) const { folder_.write("cfg.json", config.dump()); }
  void write_tensors(const std::string& name, const model::NamedTensors& tensors) const {
    format::SafeTensors file;
    for (const auto& tensor : tensors) file.arrays.push_back(model::to_array(tensor));
    folder_.write(name, format::safetensors_bytes(file));
  }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  test::TemporaryFolder folder_;
};

PlainNetwork read_saelens_with(const Json& changes) {
  const ForeignFolder folder;
  Json config = standard_config();
  config.update(changes);
  folder.write_config(config);
  folder.write_tensors("sae_weights.safetensors", exchanged_tensors(test::small_network()));
  return read_saelens(folder.path());
}

/// The message without the folder's path.
std::string saelens_failure(const Json& changes) {
  const std::string message = test::failure([&] { read_saelens_with(changes); });
  const std::size_t name = message.find("cfg.json: ");
  return name == std::string::npos ? message : message.substr(name);
}

TEST(Saelens, SubtractsTheDecoderBiasFromTheInput) {
  const PlainNetwork network = read_saelens_with(Json::object());
  EXPECT_EQ(network.config.code_activation, Activation::kRelu);
  EXPECT_EQ(network.config.output(), Activation::kIdentity);
  EXPECT_EQ(network.config.dtype, config::Dtype::kFloat64);
  // W·(1, 2, 3) = (14, 32).
  EXPECT_EQ(test::weight_values(network, "encoder.0.bias"), (std::vector<double>{-13.5, -32.25}));
  EXPECT_EQ(test::weight_values(network, "decoder.0.bias"), (std::vector<double>{1, 2, 3}));
  const PlainNetwork plain = read_saelens_with({{"apply_b_dec_to_input", false}});
  EXPECT_EQ(test::weight_values(plain, "encoder.0.bias"), (std::vector<double>{0.5, -0.25}));
}

TEST(Saelens, DividesDecoderRowsByTheirNorms) {
  const PlainNetwork network = read_saelens_with({{"architecture", "topk"},
                                                  {"k", 1},
                                                  {"apply_b_dec_to_input", false},
                                                  {"rescale_acts_by_decoder_norm", true}});
  EXPECT_EQ(network.config.code_activation, Activation::kTopkRelu);
  EXPECT_EQ(network.config.k, 1);
  // The rows of W_dec are (3, 4, 0) and (0, 1, 2), with norms 5 and √5.
  EXPECT_EQ(test::weight_values(network, "encoder.0.bias")[0], 2.5);
  EXPECT_DOUBLE_EQ(test::weight_values(network, "encoder.0.weight")[3], 4 * std::sqrt(5));
  EXPECT_DOUBLE_EQ(test::weight_values(network, "decoder.0.weight")[0], 3.0 / 5);
  EXPECT_DOUBLE_EQ(test::weight_values(network, "decoder.0.weight")[5], 2 / std::sqrt(5));
}

TEST(Saelens, ReadsTheNamesOfEarlierVersions) {
  const PlainNetwork network = read_saelens_with({{"activation_fn_str", "topk"},
                                                  {"activation_fn_kwargs", {{"k", 2}}},
                                                  {"normalize_activations", false}});
  EXPECT_EQ(network.config.code_activation, Activation::kTopkRelu);
  EXPECT_EQ(network.config.k, 2);
}

TEST(Saelens, RefusesOtherArchitectures) {
  EXPECT_EQ(saelens_failure({{"architecture", "gated"}}),
            R"(cfg.json: expected architecture standard, topk or jumprelu, found "gated")");
  EXPECT_EQ(saelens_failure({{"activation_fn", "tanh-relu"}}),
            R"(cfg.json: expected activation_fn relu or topk, found "tanh-relu")");
  EXPECT_EQ(saelens_failure({{"normalize_activations", "layer_norm"}}),
            R"(cfg.json: expected normalize_activations none, found "layer_norm")");
  EXPECT_EQ(saelens_failure({{"reshape_activations", "hook_z"}}),
            R"(cfg.json: expected reshape_activations "none", found "hook_z")");
  EXPECT_EQ(saelens_failure({{"apply_b_dec_to_input", "yes"}}),
            R"(cfg.json: expected apply_b_dec_to_input true or false, found "yes")");
  EXPECT_EQ(saelens_failure({{"architecture", "topk"}}),
            "cfg.json: expected k from 1 to 1000000000, found null");
  EXPECT_EQ(saelens_failure({{"d_sae", -2}}),
            "cfg.json: expected d_sae from 1 to 1000000000, found -2");
  EXPECT_NE(saelens_failure({{"d_sae", 5}})
                .find("sae_weights.safetensors: W_enc: expected F64 of shape [3 x 5], found F64 of "
                      "shape [3 x 2]"),
            std::string::npos);
}

TEST(Saelens, RefusesWeightsThatOverflowWhenFolded) {
  const ForeignFolder folder;
  folder.write_config(standard_config());
  model::NamedTensors tensors = exchanged_tensors(test::small_network());
  for (const std::size_t i : {0U, 3U}) tensors[i].tensor = tensors[i].tensor * 1e200;
  folder.write_tensors("sae_weights.safetensors", tensors);
  EXPECT_EQ(test::failure([&] { read_saelens(folder.path()); }),
            "3: " + (folder.path() / "sae_weights.safetensors").string() +
                ": expected weights that stay finite with b_dec and the norms of W_dec folded into "
                "them, found nan or inf");
}

TEST(Saelens, FilesAreReadBack) {
  const ForeignFolder folder;
  for (const Activation code : {Activation::kRelu, Activation::kTopkRelu}) {
    const PlainNetwork network = test::small_network(code);
    test::write_files(folder.path(), saelens_files(network));
    const PlainNetwork back = read_saelens(folder.path());
    EXPECT_EQ(network_json(back), network_json(network));
    for (const auto& [name, tensor] : network.weights) {
      EXPECT_EQ(test::weight_values(back, name), test::values(tensor)) << name;
    }
  }
}

TEST(Saelens, WritesTheSettingsOfItsVersion6) {
  const auto files = saelens_files(test::small_network(Activation::kTopkRelu));
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].name, "cfg.json");
  EXPECT_EQ(files[1].name, "sae_weights.safetensors");
  const Json config = Json::parse(files[0].bytes);
  EXPECT_EQ(config["architecture"], "topk");
  EXPECT_EQ(config["k"], 1);
  EXPECT_EQ(config["rescale_acts_by_decoder_norm"], false);
  EXPECT_EQ(config["apply_b_dec_to_input"], false);
  EXPECT_EQ(config["metadata"]["sae_lens_version"], "6.54.12");
  const Json standard = Json::parse(saelens_files(test::small_network())[0].bytes);
  EXPECT_EQ(standard["architecture"], "standard");
  EXPECT_FALSE(standard.contains("k"));
}

TEST(Saelens, RefusesNetworksThatItDoesNotHave) {
  const auto failure_of = [](const PlainNetwork& network) {
    return test::failure([&] { saelens_files(network); });
  };
  const std::string start = "2: --format saelens: expected ";
  PlainNetwork network = test::small_network(Activation::kTopk);
  EXPECT_EQ(failure_of(network),
            start + "--code_activation relu, topk_relu, batchtopk or jumprelu, found topk");
  EXPECT_TRUE(
      test::hint([&] { saelens_files(network); }).starts_with("topk keeps negative values"));
  network = test::small_network(Activation::kSigmoid);
  EXPECT_EQ(failure_of(network),
            start + "--code_activation relu, topk_relu, batchtopk or jumprelu, found sigmoid");
  network = test::small_network();
  network.config.output_activation = Activation::kSigmoid;
  EXPECT_EQ(failure_of(network), start + "--output_activation identity, found sigmoid");
  network.config.layers = {4, 2};
  EXPECT_EQ(failure_of(network), start + "a run with one layer, found 2 layers");
}

model::NamedTensors sparsify_tensors() {
  model::NamedTensors tensors = exchanged_tensors(test::small_network());
  tensors[0] = {"encoder.weight", tensors[0].tensor.t().contiguous()};
  tensors[1].name = "encoder.bias";
  return tensors;
}

Json sparsify_config() {
  return {{"activation", "topk"}, {"num_latents", 2}, {"k", 1}, {"d_in", 3}, {"transcode", false}};
}

std::string sparsify_failure(const Json& config, const model::NamedTensors& tensors) {
  const ForeignFolder folder;
  folder.write_config(config);
  folder.write_tensors("sae.safetensors", tensors);
  const std::string message = test::failure([&] { read_sparsify(folder.path()); });
  const std::string place = "3: " + folder.path().string() + "/";
  return message.starts_with(place) ? message.substr(place.size()) : message;
}

TEST(Sparsify, SubtractsTheDecoderBiasFromTheInput) {
  const ForeignFolder folder;
  folder.write_config(sparsify_config());
  folder.write_tensors("sae.safetensors", sparsify_tensors());
  const PlainNetwork network = read_sparsify(folder.path());
  EXPECT_EQ(network.config.code_activation, Activation::kTopkRelu);
  EXPECT_EQ(network.config.k, 1);
  EXPECT_EQ(network.width, 3);
  EXPECT_EQ(test::weight_values(network, "encoder.0.weight"),
            (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(test::weight_values(network, "encoder.0.bias"), (std::vector<double>{-13.5, -32.25}));
}

TEST(Sparsify, TakesTheWidthOfTheCodeFromTheExpansion) {
  Json config = sparsify_config();
  config["num_latents"] = 0;
  config["expansion_factor"] = 2;
  EXPECT_EQ(
      sparsify_failure(config, sparsify_tensors()),
      "sae.safetensors: encoder.weight: expected F64 of shape [6 x 3], found F64 of shape [2 x "
      "3]");
  config["d_in"] = 1'000'000'000;
  config["expansion_factor"] = 1'000'000'000;
  EXPECT_EQ(sparsify_failure(config, sparsify_tensors()),
            "cfg.json: expected d_in times expansion_factor from 1 to 1000000000, found "
            "1000000000000000000");
}

// The library's SparseCoderConfig: expansion_factor = 32, k = 32.
TEST(Sparsify, HasTheLibrarysDefaults) {
  const ForeignFolder folder;
  folder.write_config({{"activation", "topk"}, {"num_latents", 0}, {"d_in", 3}});
  folder.write_tensors("sae.safetensors", {{"encoder.weight", test::uniform({96, 3}, 1)},
                                           {"encoder.bias", test::uniform({96}, 2)},
                                           {"W_dec", test::uniform({96, 3}, 3)},
                                           {"b_dec", test::uniform({3}, 4)}});
  const PlainNetwork network = read_sparsify(folder.path());
  EXPECT_EQ(network.config.layers, std::vector<std::int64_t>{96});
  EXPECT_EQ(network.config.k, 32);
}

TEST(Sparsify, RefusesOtherNetworksAndTensors) {
  Json config = sparsify_config();
  config["activation"] = "groupmax";
  EXPECT_EQ(sparsify_failure(config, sparsify_tensors()),
            R"(cfg.json: expected activation "topk", found "groupmax")");
  config = sparsify_config();
  config["transcode"] = true;
  EXPECT_EQ(sparsify_failure(config, sparsify_tensors()),
            "cfg.json: expected transcode false, found true");
  model::NamedTensors tensors = sparsify_tensors();
  tensors.push_back({"W_skip", test::matrix({{1}})});
  EXPECT_EQ(sparsify_failure(sparsify_config(), tensors),
            "sae.safetensors: unexpected tensor 'W_skip'");
  tensors = sparsify_tensors();
  tensors.erase(tensors.begin());
  EXPECT_EQ(sparsify_failure(sparsify_config(), tensors),
            "sae.safetensors: expected a tensor encoder.weight, found none");
  for (const char* name : {"W_enc", "b_enc"}) {
    tensors = sparsify_tensors();
    tensors.push_back({name, test::matrix({{1}})});
    EXPECT_EQ(sparsify_failure(sparsify_config(), tensors),
              "sae.safetensors: unexpected tensor '" + std::string(name) + "'");
  }
}

TEST(Sparsify, NamesTensorsAndShapesAsInTheFile) {
  model::NamedTensors tensors = sparsify_tensors();
  tensors[0].tensor = tensors[0].tensor.t().contiguous();
  EXPECT_EQ(
      sparsify_failure(sparsify_config(), tensors),
      "sae.safetensors: encoder.weight: expected F64 of shape [2 x 2], found F64 of shape [3 x "
      "2]");
  tensors = sparsify_tensors();
  tensors[2].tensor = tensors[2].tensor.t().contiguous();
  EXPECT_EQ(sparsify_failure(sparsify_config(), tensors),
            "sae.safetensors: W_dec: expected F64 of shape [2 x 3], found F64 of shape [3 x 2]");
}

}  // namespace
}  // namespace sae::run
