// SPDX-License-Identifier: MIT
// Tests of the enumerations and their names.
#include "config/enums.h"

#include <gtest/gtest.h>

#include <set>

namespace sae::config {
namespace {

using Words = std::vector<std::string>;

template <class Enum>
class EnumNames : public testing::Test {};

using AllSets = testing::Types<Penalty, Activation, Reconstruction, OptimizerKind, DeviceChoice,
                               ProgressMode, LogLevel>;
TYPED_TEST_SUITE(EnumNames, AllSets);

TYPED_TEST(EnumNames, ReadBackToTheirValues) {
  for (const auto& [value, name] : kNames<TypeParam>) {
    EXPECT_EQ(enum_value<TypeParam>(name), value);
    EXPECT_EQ(enum_name(value), name);
  }
}

TYPED_TEST(EnumNames, AreDifferentAndInOrderOfTheValues) {
  const Words names = enum_names<TypeParam>();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(enum_value<TypeParam>(names[i]), static_cast<TypeParam>(i));
  }
}

TYPED_TEST(EnumNames, AreTakenWholeAndAsTheyStand) {
  const std::string name = enum_names<TypeParam>().front();
  EXPECT_FALSE(enum_value<TypeParam>(""));
  EXPECT_FALSE(enum_value<TypeParam>(name + " "));
  EXPECT_FALSE(enum_value<TypeParam>(name.substr(0, name.size() - 1)));
  EXPECT_FALSE(
      enum_value<TypeParam>(std::string(1, static_cast<char>(name[0] - 32)) + name.substr(1)));
}

TEST(EnumNames, MatchTheDocumentedNames) {
  EXPECT_EQ(enum_names<Penalty>(), (Words{"kl", "l1", "kl_per_sample", "l1_all_layers", "l1_norm",
                                          "l0", "l0_target", "tanh_l0", "group"}));
  EXPECT_EQ(enum_names<Activation>(),
            (Words{"identity", "relu", "sigmoid", "tanh", "topk", "topk_relu", "batchtopk",
                   "jumprelu", "soft_threshold"}));
  EXPECT_EQ(enum_names<Reconstruction>(), (Words{"mse", "half_sse", "sse", "bce"}));
  EXPECT_EQ(enum_names<OptimizerKind>(), (Words{"adam", "adamw", "sgd", "lbfgs", "cg"}));
  EXPECT_EQ(enum_names<Init>(), (Words{"torch", "ufldl", "xavier", "kaiming", "normal", "sae"}));
  EXPECT_EQ(enum_names<PreBiasStart>(), (Words{"mean", "geometric_median", "zero"}));
  EXPECT_EQ(enum_names<DecoderNorm>(), (Words{"free", "unit"}));
  EXPECT_EQ(enum_names<Dtype>(), (Words{"float32", "float64"}));
  EXPECT_EQ(enum_names<LrSchedule>(), (Words{"constant", "cosine", "step"}));
  EXPECT_EQ(enum_names<DeviceChoice>(), (Words{"auto", "cpu", "cuda"}));
  EXPECT_EQ(enum_names<ProgressMode>(), (Words{"auto", "on", "off"}));
  EXPECT_EQ(enum_names<Part>(), (Words{"train", "valid"}));
  EXPECT_EQ(enum_names<DataFormat>(),
            (Words{"auto", "idx", "npy", "mat", "table", "arff", "svmlight", "images"}));
  EXPECT_EQ(enum_names<Missing>(), (Words{"error", "drop", "mean"}));
  EXPECT_EQ(enum_names<Categories>(), (Words{"error", "onehot", "drop"}));
  EXPECT_EQ(enum_names<NewTexts>(), (Words{"error", "zero"}));
  EXPECT_EQ(enum_names<Header>(), (Words{"auto", "yes", "no"}));
  EXPECT_EQ(enum_names<DecimalMark>(), (Words{"auto", ".", ","}));
  EXPECT_EQ(enum_names<ThousandsMark>(), (Words{"auto", "none", ",", ".", "space"}));
  EXPECT_EQ(enum_names<IndexBase>(), (Words{"auto", "0", "1"}));
  EXPECT_EQ(enum_names<SampleAxis>(), (Words{"first", "last"}));
  EXPECT_EQ(enum_names<Scale>(),
            (Words{"auto", "unit", "symmetric", "standardize", "minmax", "rms", "none"}));
  EXPECT_EQ(enum_names<Whitening>(), (Words{"none", "zca"}));
  EXPECT_EQ(enum_names<PatchNorm>(), (Words{"none", "ufldl"}));
  EXPECT_EQ(enum_names<Channels>(), (Words{"auto", "grey", "rgb"}));
  EXPECT_EQ(enum_names<LogLevel>(), (Words{"debug", "info", "warning", "error", "off"}));
}

}  // namespace
}  // namespace sae::config
