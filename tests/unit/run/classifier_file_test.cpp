// SPDX-License-Identifier: MIT
// Tests of classifier files.
#include "run/classifier_file.h"

#include <gtest/gtest.h>

#include "format/safetensors.h"
#include "support/tensors.h"

namespace sae::run {
namespace {

TEST(ClassifierBytes, ContainTensorsAndMetadata) {
  const config::DataConfig data;
  ClassifierFile classifier;
  classifier.tensors = {{"encoder.0.weight", test::matrix({{1, 2}})},
                        {"softmax.weight", test::matrix({{3}, {4}})}};
  classifier.activations = {config::Activation::kRelu, config::Activation::kTopk};
  classifier.active_k = {0, 2};
  classifier.class_names = {"cat", "a \"dog\""};
  classifier.transform = data::Transform::fit(data, test::uniform({4, 2}, 1, 0, 9));
  const format::SafeTensors file =
      format::parse_safetensors(classifier_bytes(classifier), "x", format::Seal::kRequired);
  std::string names;
  for (const format::NamedArray& array : file.arrays) names += array.name + " ";
  EXPECT_EQ(names, "encoder.0.weight softmax.weight data.offset data.divisor ");
  EXPECT_EQ(file.metadata.at("format"), "sae classifier 1");
  EXPECT_EQ(file.metadata.at("activations"), "relu,topk");
  EXPECT_EQ(file.metadata.at("kept"), "0,2");
  EXPECT_EQ(file.metadata.at("classes"), R"(["cat","a \"dog\""])");
}

}  // namespace
}  // namespace sae::run
