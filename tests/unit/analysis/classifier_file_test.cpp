// SPDX-License-Identifier: MIT
// Tests of a classifier as a file.
#include "analysis/classifier_file.h"

#include <gtest/gtest.h>

#include "format/safetensors.h"
#include "support/saved_run.h"

namespace sae::analysis {
namespace {

TEST(ClassifierBytes, HoldAllThatAStrangerNeeds) {
  const test::TemporaryFolder folder;
  config::Config config;
  config.model.layers = {3, 2};
  config.model.code_activation = config::Activation::kTopk;
  config.model.k = 1;
  config.model.k_eval_factor = 2;
  config.loss.add_sparse = false;
  const at::Tensor rows = test::uniform({4, 5}, 1, 0, 9);
  const run::Stack stack =
      run::Stack::load({test::save_run(folder.path() / "run", config, rows).folder});
  const std::vector<EncoderStage> stages{{data::Transform(), stack.first().encoder().layers}};
  const train::Confusion confusion{{"cat", "dog"}, {{1, 0}, {0, 1}}};
  const Classification result{
      Classifier(stages, test::vector({1, 1}), 2), {}, confusion, confusion};
  const format::SafeTensors file = format::parse_safetensors(
      classifier_bytes(result, stack, ClassifyOn::kCodes), "x", format::Seal::kRequired);
  std::string names;
  for (const format::NamedArray& array : file.arrays) names += array.name + " ";
  EXPECT_EQ(names,
            "encoder.0.weight encoder.0.bias encoder.1.weight encoder.1.bias softmax.weight "
            "softmax.bias data.offset data.divisor ");
  EXPECT_EQ(file.metadata.at("format"), "sae classifier 1");
  EXPECT_EQ(file.metadata.at("activations"), "relu,topk");
  EXPECT_EQ(file.metadata.at("kept"), "0,2");
  EXPECT_EQ(file.metadata.at("classes"), "[\"cat\",\"dog\"]");
}

}  // namespace
}  // namespace sae::analysis
