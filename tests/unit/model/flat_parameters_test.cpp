// SPDX-License-Identifier: MIT
// Tests of a model's parameters in contiguous memory.
#include "model/flat_parameters.h"

#include <gtest/gtest.h>

#include "support/tiny_model.h"

namespace sae::model {
namespace {

TEST(FlatParameters, KeepTheValuesAndShareTheMemory) {
  const Autoencoder model = test::tiny_model(
      test::model_config({3}, Activation::kRelu, Activation::kSigmoid, Activation::kSigmoid), 5, 1);
  const std::vector<at::Tensor> before = test::snapshot(*model);
  const FlatParameters flat(*model);
  const NamedTensors weights = weights_of(*model);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_TRUE(weights[i].tensor.equal(before[i])) << weights[i].name;
    EXPECT_EQ(flat.starts()[i] % 16, 0);
  }
  flat.values().fill_(7);
  for (const NamedTensor& weight : weights) EXPECT_TRUE(weight.tensor.eq(7).all().item<bool>());
}

TEST(FlatParameters, PadWithZeros) {
  const Autoencoder model = test::tiny_model(
      test::model_config({3}, Activation::kRelu, Activation::kSigmoid, Activation::kSigmoid), 5, 1);
  const FlatParameters flat(*model);
  for (const NamedTensor& view : flat.views(flat.values())) view.tensor.zero_();
  EXPECT_EQ(flat.values().count_nonzero().item<std::int64_t>(), 0);
  // 15 + 3 + 15 + 5 values, each rounded up to 16.
  EXPECT_EQ(flat.values().numel(), 64);
}

TEST(FlatParameters, StoreAMatrixByColumn) {
  const Autoencoder model = test::tiny_model(
      test::model_config({3}, Activation::kRelu, Activation::kSigmoid, Activation::kSigmoid), 5, 1);
  const std::vector<at::Tensor> before = test::snapshot(*model);
  const FlatParameters flat(weights_of(*model), {"decoder.0.weight"});
  const at::Tensor weight = weights_of(*model).at(2).tensor;
  EXPECT_TRUE(weight.equal(before[2]));
  EXPECT_TRUE(flat.values().narrow(0, flat.starts()[2], 15).equal(before[2].t().reshape(15)));
  const NamedTensors views = flat.views(flat.values().clone());
  EXPECT_TRUE(views.at(2).tensor.equal(before[2]));
  EXPECT_TRUE(views.at(0).tensor.is_contiguous());
}

TEST(FlatParameters, CreateNamedViewsOfOtherMemory) {
  const Autoencoder model = test::tiny_model(
      test::model_config({3}, Activation::kRelu, Activation::kSigmoid, Activation::kSigmoid), 5, 1);
  const FlatParameters flat(*model);
  const NamedTensors views = flat.views(flat.values().clone(), "mean.");
  EXPECT_EQ(views.at(0).name, "mean.encoder.0.weight");
  EXPECT_EQ(views.at(0).tensor.sizes(), (std::vector<std::int64_t>{3, 5}));
  EXPECT_EQ(views.at(3).name, "mean.decoder.0.bias");
}

}  // namespace
}  // namespace sae::model
