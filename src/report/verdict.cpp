// SPDX-License-Identifier: MIT
// Judges whether a run is trained and its code sparse.
#include "report/verdict.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace sae::report {
namespace {

/// Largest relative difference between k and the units that a batchtopk code's threshold keeps.
constexpr double kThresholdError = 0.2;

/// A value rounded to two digits for typing: 3 * 0.003 is 0.009000000000000001.
std::string round_text(double value) {
  const double scale = std::pow(10, 1 - std::floor(std::log10(value)));
  return base::format_number(std::round(value * scale) / scale);
}

/// Advice if training has hardly lowered the error.
std::string towards_training(const config::Config& config) {
  const std::string epochs =
      "more epochs (--epochs " + std::to_string(4 * config.train.epochs) + ")";
  if (config.optim.full_batch()) return epochs;
  return epochs + " or another learning rate (--lr " + round_text(3 * config.optim.rate()) +
         " or " + round_text(config.optim.rate() / 3) + ")";
}

/// Advice if many units are dead or every code is zero.
std::string towards_life(const config::Config& config) {
  const config::ModelConfig& model = config.model;
  if (config::keeps_largest(model.code_activation)) {
    const std::int64_t more = std::min(4 * model.k_start.value_or(*model.k), model.layers.back());
    if (more == model.k_start) return "a larger --k, or fewer units";
    return "--k_start " + std::to_string(more) +
           ", so that more units learn at first, or a larger --k";
  }
  if (!config.loss.sparse()) return towards_training(config);
  return "a smaller --beta, such as " + round_text(config.loss.beta / 10);
}

std::string towards_sparsity(const config::Config& config) {
  if (config::keeps_largest(config.model.code_activation)) return "a smaller --k";
  if (!config.loss.sparse()) return "--add_sparse yes";
  switch (config.loss.penalty) {
    case config::Penalty::kKl:
      return "more weight decay (--lambda " +
             round_text(config.loss.lambda > 0 ? 2 * config.loss.lambda : 1e-6) +
             ") or a larger --beta";
    case config::Penalty::kL0Target:
      return "a smaller --l0";
    case config::Penalty::kL1:
    case config::Penalty::kL1Norm:
    case config::Penalty::kL0:
    case config::Penalty::kTanhL0:
    case config::Penalty::kGroup:
      return "a larger --beta, such as " + round_text(3 * config.loss.beta);
    case config::Penalty::kKlPerSample:
    case config::Penalty::kL1AllLayers:
      return "--penalty kl or l1 on one wide code: the tutorial's term barely acts on the code";
  }
  return {};
}

/// What a penalty on mean activations cannot ask for: few units per sample that matter.
std::string towards_few_units(const config::Config& config) {
  const config::LossConfig& loss = config.loss;
  const bool kl = loss.sparse() && (loss.penalty == config::Penalty::kKl ||
                                    loss.penalty == config::Penalty::kKlPerSample);
  return kl ? "--penalty l1 or --code_activation topk, which need fewer units per sample"
            : towards_sparsity(config);
}

/// Qualifies the verdict on a code with sparse activations if it takes many units per sample to
/// explain what all explain.
void add_budget(Verdict& verdict, const config::Config& config,
                const std::vector<train::BudgetPoint>& budget) {
  const train::BudgetPoint* enough = train::first_sufficient(budget, kNearlyAll);
  if (enough == nullptr || enough == budget.data()) return;
  const std::int64_t too_few = (enough - 1)->units, width = budget.back().units;
  if (static_cast<double>(too_few) < kSparseShare * static_cast<double>(width)) return;
  verdict.sentence += "; but more than " + std::to_string(too_few) + " of " +
                      std::to_string(width) + " units per sample are needed to explain " +
                      base::format_fixed(100 * kNearlyAll, 0) + " % of what all explain";
  verdict.advice = towards_few_units(config);
}

/// For a code with at least one nonzero value.
Verdict judge_sparsity(const config::Config& config, const train::Sparsity& sparsity,
                       const std::vector<train::BudgetPoint>& budget) {
  const auto width = static_cast<double>(config.model.layers.back());
  const double share = sparsity.n_eff / width;
  const double dead = static_cast<double>(sparsity.dead) / width;
  if (dead > kManyDead) {
    const std::string wasted = std::to_string(sparsity.dead) + " of " +
                               std::to_string(config.model.layers.back()) + " units are dead";
    const bool sparse = sparsity.hoyer >= kSparseHoyer;
    return {(sparse ? "sparse, but " : "not sparse, and ") + wasted,
            sparse ? towards_life(config) : towards_sparsity(config)};
  }
  if (sparsity.hoyer >= kSparseHoyer && share <= kSparseShare) {
    Verdict sparse = {"sparse: a sample effectively uses " + base::format_fixed(100 * share, 0) +
                          " % of the units, " +
                          (sparsity.dead == 0 ? "none" : std::to_string(sparsity.dead)) + " dead",
                      ""};
    add_budget(sparse, config, budget);
    return sparse;
  }
  return {"not sparse: a sample effectively uses " + base::format_fixed(100 * share, 0) +
              " % of the units (sparse: " + base::format_fixed(100 * kSparseShare, 0) +
              " % or less, and Hoyer " + base::format_number(kSparseHoyer) + " or more)",
          towards_sparsity(config)};
}

/// Qualifies the verdict on a batchtopk code whose threshold does not keep k units.
void add_threshold(Verdict& verdict, const config::Config& config, double l0) {
  if (config.model.code_activation != config::Activation::kBatchTopk) return;
  const auto k = static_cast<double>(*config.model.k);
  if (std::abs(l0 - k) <= kThresholdError * k) return;
  verdict.sentence += "; its threshold keeps " + base::format_fixed(l0, 1) +
                      " units per sample, not " + base::format_number(k);
  if (verdict.advice.empty()) verdict.advice = towards_training(config);
}

}  // namespace

Verdict judge_run(const config::Config& config, const train::Measures& valid,
                  const std::vector<train::BudgetPoint>& budget) {
  const train::Sparsity& sparsity = valid.sparsity;
  if (sparsity.l0 == 0 && sparsity.n_eff == 0) {
    return {"collapsed: every code is zero", towards_life(config)};
  }
  if (valid.fvu >= 1) {
    return {"not trained yet: the mean of the data reconstructs as well or better (FVU " +
                base::format_fixed(valid.fvu, 2) + ", 1 is the mean)",
            towards_training(config)};
  }
  Verdict verdict = judge_sparsity(config, sparsity, budget);
  add_threshold(verdict, config, sparsity.l0);
  return verdict;
}

}  // namespace sae::report
