// SPDX-License-Identifier: MIT
// Tests of named tensors.
#include "model/named_tensor.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"
#include "support/tiny_model.h"

namespace sae::model {
namespace {

TEST(NamedTensors, ShareTheModelsWeights) {
  const Autoencoder model(config::ModelConfig{.layers = {2}}, 3, 0);
  const NamedTensors weights = weights_of(*model);
  ASSERT_EQ(weights.size(), 4U);
  EXPECT_EQ(weights[0].name, "encoder.0.weight");
  EXPECT_EQ(weights[3].name, "decoder.0.bias");
  EXPECT_TRUE(weights[0].tensor.is_same(model->parameters()[0]));
}

TEST(NamedTensors, AreIndependentAfterClone) {
  const NamedTensors live = {{"w", test::vector({1, 2})}};
  const NamedTensors copy = clone(live);
  live[0].tensor.mutable_data_ptr<double>()[0] = 7;
  EXPECT_EQ(copy[0].name, "w");
  EXPECT_TRUE(copy[0].tensor.equal(test::vector({1, 2})));
}

TEST(NamedTensors, AreFiniteWhenEveryValueIs) {
  EXPECT_TRUE(all_finite({{"a", test::vector({1, -2})}, {"b", test::vector({0})}}));
  for (const double bad : {std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_FALSE(all_finite({{"a", test::vector({1})}, {"b", test::vector({0, bad})}}));
  }
}

TEST(NamedTensors, RoundTripThroughAnArray) {
  for (const at::ScalarType type : {at::kFloat, at::kDouble, at::kLong}) {
    const at::Tensor tensor = test::matrix({{1, 2, 3}, {4, 5, 6}}).to(type).t();
    const format::NamedArray array = to_array({"w", tensor}, "last.");
    EXPECT_EQ(array.name, "last.w");
    EXPECT_EQ(array.shape, (std::vector<std::int64_t>{3, 2}));
    const NamedTensor back = from_array(array);
    EXPECT_EQ(back.name, "last.w");
    EXPECT_EQ(back.tensor.scalar_type(), type);
    EXPECT_TRUE(back.tensor.equal(tensor));
  }
  EXPECT_EQ(from_array({"none", "F64", {0, 3}, ""}).tensor.numel(), 0);
}

TEST(Restore, CopiesByNameIntoTheSameMemory) {
  const at::Tensor a = test::vector({0}), b = test::vector({0, 0});
  restore({{"b", test::vector({2, 3})}, {"a", test::vector({1})}}, {{"a", a}, {"b", b}}, "f");
  EXPECT_TRUE(a.equal(test::vector({1})));
  EXPECT_TRUE(b.equal(test::vector({2, 3})));
}

TEST(Restore, CopiesIntoLeavesThatNeedGradients) {
  const Autoencoder from(config::ModelConfig{.layers = {2}}, 3, 0),
      into(config::ModelConfig{.layers = {2}}, 3, 1);
  restore(weights_of(*from), weights_of(*into), "f");
  EXPECT_TRUE(into->parameters()[0].equal(from->parameters()[0]));
  EXPECT_TRUE(into->parameters()[0].requires_grad());
}

TEST(Restore, RefusesMismatchesWithoutCopyingAnything) {
  const at::Tensor live = test::vector({7, 8});
  const auto refusal = [&](const NamedTensors& saved) {
    const std::string failure = test::failure([&] { restore(saved, {{"w", live}}, "f"); });
    EXPECT_TRUE(live.equal(test::vector({7, 8})));
    return failure;
  };
  EXPECT_EQ(refusal({}), "5: f: expected an array w as F64 of shape [2], found none");
  EXPECT_EQ(refusal({{"w", test::vector({1})}}),
            "5: f: w: expected F64 of shape [2], found F64 of shape [1]");
  EXPECT_EQ(refusal({{"w", test::vector({1, 2}).to(at::kFloat)}}),
            "5: f: w: expected F64 of shape [2], found F32 of shape [2]");
  EXPECT_EQ(refusal({{"w", test::vector({1, 2})}, {"v", test::vector({1})}}),
            "5: f: unexpected array 'v' (another network?)");
}

}  // namespace
}  // namespace sae::model
