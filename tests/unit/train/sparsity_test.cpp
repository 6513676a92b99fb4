// SPDX-License-Identifier: MIT
// Tests of the sparsity measures; expected values computed by hand.
#include "train/sparsity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::train {
namespace {

using model::Activation;

/// Everything that the meter measures.
struct Measured : Sparsity {
  std::vector<double> unit_rates;
};

Measured measure(const at::Tensor& codes, Activation activation, double rho = 0.05,
                 CodeScale scale = CodeScale::kSize) {
  SparsityMeter meter(codes.size(1), activation, at::kCPU, scale);
  meter.add(codes);
  return {meter.result(rho), meter.unit_rates()};
}

double kl_term(double rho, double q) {
  return rho * std::log(rho / q) + (1 - rho) * std::log((1 - rho) / (1 - q));
}

TEST(Sparsity, CountsSigmoidUnitsAboveOneHalf) {
  // ½ itself is not active; the range of unit 2 is only .08.
  const Measured found = measure(
      test::matrix({{0.9, 0.5, 0.05}, {0.8, 0.6, 0.04}, {0.7, 0.4, 0.12}, {0.6, 0.3, 0.06}}),
      Activation::kSigmoid);
  EXPECT_DOUBLE_EQ(found.l0, 5.0 / 4);
  EXPECT_EQ(found.unit_rates, (std::vector<double>{1, 0.25, 0}));
  EXPECT_EQ(found.dead, 1);
  EXPECT_EQ(found.always_on, 1);
  EXPECT_EQ(found.zero_codes, 0);
  EXPECT_NEAR(found.rho_hat, (0.75 + 0.45 + 0.0675) / 3, 1e-15);
  EXPECT_NEAR(found.rho_hat_min, 0.0675, 1e-15);
  EXPECT_NEAR(found.rho_hat_max, 0.75, 1e-15);
  EXPECT_NEAR(found.kl, kl_term(0.05, 0.75) + kl_term(0.05, 0.45) + kl_term(0.05, 0.0675), 1e-13);
}

TEST(Sparsity, CountsTanhUnitsByMagnitude) {
  const Measured found =
      measure(test::matrix({{-0.9, 0.05, 0.5}, {-0.7, 0.1, 0.5}}), Activation::kTanh, /*rho=*/-0.8);
  EXPECT_EQ(found.unit_rates, (std::vector<double>{1, 0, 1})) << "|c| counts, above .1";
  EXPECT_DOUBLE_EQ(found.l0, 2);
  EXPECT_EQ(found.dead, 2) << "units 1 and 2 move by less than .1";
  EXPECT_EQ(found.always_on, 2);
  EXPECT_NEAR(found.rho_hat_min, -0.8, 1e-15);
  EXPECT_NEAR(found.kl, kl_term(0.1, 0.1) + kl_term(0.1, 0.5375) + kl_term(0.1, 0.75), 1e-13);
}

// The activities are (.05, .95, .5, .05) and (.95, .05, .5, .05).
TEST(Sparsity, MeasuresATanhCodeAsRates) {
  const Measured found = measure(test::matrix({{-0.9, 0.9, 0, -0.9}, {0.9, -0.9, 0, -0.9}}),
                                 Activation::kTanh, /*rho=*/-0.8, CodeScale::kRate);
  EXPECT_EQ(found.unit_rates, (std::vector<double>{0.5, 0.5, 0, 0})) << "above one half";
  EXPECT_DOUBLE_EQ(found.l0, 1);
  const double ratio = 1.55 / std::sqrt(0.0025 + 0.9025 + 0.25 + 0.0025);
  EXPECT_NEAR(found.hoyer, 2 - ratio, 1e-14);
  EXPECT_NEAR(found.n_eff, ratio * ratio, 1e-14);
  EXPECT_EQ(found.dead, 2) << "two units do not move";
  EXPECT_NEAR(found.rho_hat_min, -0.9, 1e-15) << "on tanh's own scale";
}

TEST(CodeScale, IsRateOnlyForTanhUnderKl) {
  const config::LossConfig kl{.penalty = config::Penalty::kKl}, l1{.penalty = config::Penalty::kL1};
  EXPECT_EQ(code_scale(Activation::kTanh, kl), CodeScale::kRate);
  EXPECT_EQ(code_scale(Activation::kTanh, l1), CodeScale::kSize);
  EXPECT_EQ(code_scale(Activation::kSigmoid, kl), CodeScale::kSize);
  const config::LossConfig off{.add_sparse = false, .penalty = config::Penalty::kKl};
  EXPECT_EQ(code_scale(Activation::kTanh, off), CodeScale::kSize);
}

TEST(Sparsity, CountsAllPositiveReluUnits) {
  const Measured found =
      measure(test::matrix({{0, 0.001, 0}, {0, 0, 0}, {0, 5, 0.0001}}), Activation::kRelu);
  EXPECT_DOUBLE_EQ(found.l0, 1);
  EXPECT_EQ(found.dead, 1) << "unit 0 alone is never above 0, by however little";
  EXPECT_EQ(found.always_on, 0);
  EXPECT_EQ(found.zero_codes, 1);
  EXPECT_NEAR(found.rho_hat_max, 5.001 / 3, 1e-15);
  EXPECT_TRUE(std::isnan(found.kl)) << "a KL needs a bounded code";
}

TEST(Sparsity, CountsIdentityUnitsByMagnitude) {
  const Measured found =
      measure(test::matrix({{-3, 0.05, 2}, {3, -0.04, 2}}), Activation::kIdentity);
  EXPECT_EQ(found.unit_rates, (std::vector<double>{1, 0, 1}));
  EXPECT_EQ(found.dead, 2) << "units 1 and 2 move by less than .1";
  EXPECT_TRUE(std::isnan(found.kl));
}

TEST(Sparsity, CountsNonzeroTopkUnits) {
  const at::Tensor codes = test::matrix({{-3, 0, 0, 0.01}, {3, 0, -0.02, 0}});
  const Measured found = measure(codes, Activation::kTopk);
  EXPECT_EQ(found.unit_rates, (std::vector<double>{1, 0, 0.5, 0.5}));
  EXPECT_EQ(found.dead, 1) << "unit 1 alone is never kept";
  EXPECT_TRUE(std::isnan(found.kl));
  EXPECT_EQ(measure(codes.relu(), Activation::kTopkRelu).dead, 2) << "never above 0";
}

TEST(Sparsity, UnitIsDeadIfItsRangeIsBelowATenth) {
  EXPECT_EQ(measure(test::matrix({{0.75}, {0.75 + 0.09}}), Activation::kSigmoid).dead, 1);
  EXPECT_EQ(measure(test::matrix({{0.75}, {0.75 + 0.11}}), Activation::kSigmoid).dead, 0);
}

// Each rule is the one that the mask of the same name follows in the tests above.
TEST(Sparsity, RulesAreDescribed) {
  EXPECT_EQ(describe_active(Activation::kSigmoid, CodeScale::kSize), "its code is above 0.5");
  EXPECT_EQ(describe_active(Activation::kTanh, CodeScale::kSize),
            "the size of its code is above 0.1");
  EXPECT_EQ(describe_active(Activation::kTanh, CodeScale::kRate), "its code is above 0")
      << "(c + 1)/2 > 1/2";
  EXPECT_EQ(describe_active(Activation::kRelu, CodeScale::kSize), "its code is above 0");
  EXPECT_EQ(describe_active(Activation::kTopk, CodeScale::kSize), "its code is not 0");
  EXPECT_EQ(describe_dead(Activation::kSigmoid), "its code varies by less than 0.1");
  EXPECT_EQ(describe_dead(Activation::kRelu), "its code is never above 0");
  EXPECT_EQ(describe_dead(Activation::kTopk), "its code is always 0");
}

TEST(Sparsity, UnitIsAlwaysOnAboveNinetyPercent) {
  const at::Tensor on = at::full({9, 1}, 0.9, at::kDouble);
  const at::Tensor off = at::full({1, 1}, 0.1, at::kDouble);
  EXPECT_EQ(measure(at::cat({on, off}), Activation::kSigmoid).always_on, 0);
  EXPECT_EQ(measure(at::cat({on, on, off}), Activation::kSigmoid).always_on, 1);
}

TEST(Sparsity, HoyerAndNEffMatchSimpleCodes) {
  struct Case {
    std::vector<double> code;
    double n_eff, hoyer;
  };
  // ‖(3, 4, 0, 0)‖₁/‖(3, 4, 0, 0)‖₂ = 7/5.
  for (const Case& simple : {Case{{0, 7, 0, 0}, 1, 1}, Case{{2, 2, 2, 2}, 4, 0},
                             Case{{3, 4, 0, 0}, 1.96, 0.6}, Case{{-3, 0, 4, 0}, 1.96, 0.6}}) {
    const Measured found = measure(test::matrix({simple.code}), Activation::kIdentity);
    EXPECT_NEAR(found.n_eff, simple.n_eff, 1e-14);
    EXPECT_NEAR(found.hoyer, simple.hoyer, 1e-14);
  }
}

TEST(Sparsity, MeansSkipZeroCodes) {
  const Measured found = measure(
      test::matrix({{0, 7, 0, 0}, {0, 0, 0, 0}, {2, 2, 2, 2}, {3, 4, 0, 0}}), Activation::kRelu);
  EXPECT_NEAR(found.n_eff, (1 + 4 + 1.96) / 3, 1e-14);
  EXPECT_NEAR(found.hoyer, (1 + 0 + 0.6) / 3, 1e-14);
  EXPECT_EQ(found.zero_codes, 1);
  EXPECT_DOUBLE_EQ(found.l0, 7.0 / 4);
}

TEST(Sparsity, ZeroCodesGiveNoNan) {
  const Measured found = measure(at::zeros({3, 4}, at::kDouble), Activation::kRelu);
  EXPECT_EQ(found.zero_codes, 3);
  EXPECT_EQ(found.dead, 4);
  EXPECT_EQ(found.hoyer, 0);
  EXPECT_EQ(found.n_eff, 0);
  EXPECT_EQ(found.l0, 0);
}

TEST(Sparsity, SingleUnitHasMaximumHoyer) {
  EXPECT_EQ(measure(test::matrix({{0.3}, {0.8}}), Activation::kSigmoid).hoyer, 1);
}

TEST(Sparsity, HoyerAndNEffIgnoreScale) {
  const at::Tensor codes = test::uniform({20, 6}, 1, -1, 1);
  const Measured found = measure(codes, Activation::kIdentity);
  const Measured scaled = measure(codes * 1e3, Activation::kIdentity);
  EXPECT_NEAR(scaled.hoyer, found.hoyer, 1e-14);
  EXPECT_NEAR(scaled.n_eff, found.n_eff, 1e-13);
}

/// All measures that are not per unit.
std::vector<double> unit_free(const Sparsity& found) {
  return {found.l0,
          found.hoyer,
          found.n_eff,
          static_cast<double>(found.dead),
          static_cast<double>(found.always_on),
          static_cast<double>(found.zero_codes),
          found.rho_hat,
          found.rho_hat_min,
          found.rho_hat_max,
          std::isnan(found.kl) ? -1 : found.kl};
}

/// Codes of 40 samples in an activation's range: one unit is constant, one is always high, and one
/// sample is all zero.
at::Tensor lively_codes(Activation activation) {
  at::Tensor codes = model::activate(activation, test::uniform({40, 5}, 3, -2, 2));
  codes.select(1, 2).fill_(0.02);
  codes.select(1, 4).fill_(0.7);
  codes.select(0, 11).zero_();
  return codes;
}

class SparsityOf : public testing::TestWithParam<Activation> {};

TEST_P(SparsityOf, DoesNotDependOnUnitOrder) {
  const at::Tensor codes = lively_codes(GetParam());
  const std::vector<std::int64_t> order{3, 0, 4, 1, 2};
  const Measured found = measure(codes, GetParam());
  const Measured permuted = measure(codes.index_select(1, at::tensor(order)), GetParam());
  EXPECT_LT(test::distance(test::vector(unit_free(permuted)), test::vector(unit_free(found))),
            1e-14);
  for (std::size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(permuted.unit_rates[i], found.unit_rates[static_cast<std::size_t>(order[i])]);
  }
}

TEST_P(SparsityOf, DoesNotDependOnBatches) {
  const at::Tensor codes = lively_codes(GetParam());
  SparsityMeter meter(5, GetParam(), at::kCPU);
  for (const at::Tensor& part : codes.split(7)) meter.add(part);
  const Measured in_parts{meter.result(0.05), meter.unit_rates()};
  const Measured whole = measure(codes, GetParam());
  EXPECT_LT(test::distance(test::vector(unit_free(in_parts)), test::vector(unit_free(whole))),
            1e-14);
  EXPECT_EQ(in_parts.unit_rates, whole.unit_rates);
}

TEST_P(SparsityOf, Float32MatchesFloat64) {
  const at::Tensor codes = lively_codes(GetParam());
  const Measured found = measure(codes.to(at::kFloat), GetParam());
  EXPECT_LT(test::distance(test::vector(unit_free(found)),
                           test::vector(unit_free(measure(codes, GetParam())))),
            1e-6);
}

INSTANTIATE_TEST_SUITE_P(Codes, SparsityOf,
                         testing::Values(Activation::kIdentity, Activation::kRelu,
                                         Activation::kSigmoid, Activation::kTanh),
                         [](const auto& tested) { return config::enum_name(tested.param); });

}  // namespace
}  // namespace sae::train
