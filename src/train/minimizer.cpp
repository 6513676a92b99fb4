// SPDX-License-Identifier: MIT
// L-BFGS and nonlinear conjugate gradient.
#include "train/minimizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "train/line_search.h"

namespace sae::train {
namespace {

constexpr std::int64_t kMemory = 10;
constexpr double kLbfgsCurvature = 0.9;
constexpr double kCgCurvature = 0.1;
/// Minimum curvature of a pair, relative to the squared norm of its gradient change.
constexpr double kLeastCurvature = 1e-12;

/// Σ a b on the CPU, always in the same order: at::dot divides it among its threads, and the bytes
/// of a run would depend on their number.
template <class T>
double dot(const at::Tensor& a, const at::Tensor& b) {
  constexpr std::int64_t kSums = 8;
  std::array<double, kSums> sums{};
  const T* left = a.const_data_ptr<T>();
  const T* right = b.const_data_ptr<T>();
  const std::int64_t count = a.numel();
  for (std::int64_t i = 0; i < count; ++i) {
    sums[static_cast<std::size_t>(i % kSums)] +=
        static_cast<double>(left[i]) * static_cast<double>(right[i]);
  }
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

/// a, b: [n], contiguous.
double scalar_product(const at::Tensor& a, const at::Tensor& b) {
  if (!a.is_cpu()) return at::dot(a, b).item<double>();
  return a.scalar_type() == at::kDouble ? dot<double>(a, b) : dot<float>(a, b);
}

/// First step along −gradient: moves by at most 1 in the L1 norm.
double first_step(const at::Tensor& gradient) {
  return std::min(1.0, 1 / scalar_product(gradient, gradient.sign()));
}

/// Common part of both methods: the current point and the step along a direction. Scalars that are
/// read one by one are on the CPU, even if the parameters are not.
class Descent : public Minimizer {
 public:
  explicit Descent(const at::Tensor& parameters)
      : parameters_(parameters),
        origin_(at::zeros_like(parameters)),
        gradient_(at::zeros_like(parameters)),
        terms_(at::zeros({kLossTerms}, at::kDouble)),
        stage_(at::zeros({}, at::kLong)) {}

  LossMeans iterate(const Function& function) final {
    if (stage() == kNowhere) {
      stand(function());
      enter(kUnderWay);
    }
    if (stage() == kUnderWay && !advance(function, next_direction())) {
      // The direction may be spoilt by rounding or outdated pairs, so the gradient is tried last.
      forget();
      if (!advance(function, -gradient_)) enter(kAtMinimum);
    }
    return to_means(terms_);
  }

  model::NamedTensors state() const override {
    return {{"gradient", gradient_}, {"terms", terms_}, {"stage", stage_}};
  }

 protected:
  const at::Tensor& gradient() const { return gradient_; }
  /// The next search direction.
  virtual at::Tensor next_direction() = 0;
  /// Restarts from −gradient.
  virtual void forget() = 0;
  virtual double curvature() const = 0;
  virtual double propose(double slope) const = 0;
  /// Updates the memory after a step. before: gradient at the start of the step; gradient() is the
  /// new one.
  virtual void remember(const at::Tensor& direction, const Trial& taken, double slope,
                        const at::Tensor& before) = 0;

 private:
  void stand(const Evaluated& here) {
    gradient_.copy_(here.gradient);
    terms_.copy_(to_tensor(here.terms));
  }

  /// Line search along a direction; false if it finds no lower point.
  bool advance(const Function& function, const at::Tensor& direction) {
    const double slope = scalar_product(gradient_, direction);
    if (!(slope < 0)) return false;
    origin_.copy_(parameters_);
    const auto go = [&](double step) {
      parameters_.copy_(origin_);
      if (step != 0) parameters_.add_(direction, step);
    };
    const auto try_step = [&](double step) {
      go(step);
      Trial trial{step, 0, function()};
      trial.slope = scalar_product(trial.at.gradient, direction);
      return trial;
    };
    const Trial start{0, slope, {to_means(terms_), gradient_}};
    const Trial taken = search_line({curvature()}, start, propose(slope), try_step);
    go(taken.step);
    if (taken.step == 0) return false;
    const at::Tensor before = gradient_.clone();
    stand(taken.at);
    remember(direction, taken, slope, before);
    return true;
  }

  enum Stage : std::int64_t { kNowhere, kUnderWay, kAtMinimum };
  std::int64_t stage() const { return *stage_.const_data_ptr<std::int64_t>(); }
  void enter(Stage stage) { stage_.fill_(stage); }

  at::Tensor parameters_;
  at::Tensor origin_;
  at::Tensor gradient_;  ///< [n] at the parameters
  at::Tensor terms_;     ///< [6] float64, loss terms at the parameters
  at::Tensor stage_;     ///< [] int64, a Stage
};

class Lbfgs final : public Descent {
 public:
  explicit Lbfgs(const at::Tensor& parameters)
      : Descent(parameters),
        steps_(at::zeros({kMemory, parameters.numel()}, parameters.options())),
        changes_(at::zeros_like(steps_)),
        count_(at::zeros({}, at::kLong)) {}

  model::NamedTensors state() const override {
    model::NamedTensors state = Descent::state();
    state.push_back({"steps", steps_});
    state.push_back({"changes", changes_});
    state.push_back({"pairs", count_});
    return state;
  }

 protected:
  /// −H · gradient by the two-loop recursion (Nocedal & Wright, algorithm 7.4).
  at::Tensor next_direction() override {
    at::Tensor direction = -gradient();
    std::array<double, kMemory> weights{};
    const std::int64_t newest = pairs(), oldest = std::max<std::int64_t>(newest - kMemory, 0);
    for (std::int64_t pair = newest - 1; pair >= oldest; --pair) {
      const at::Tensor step = row(steps_, pair), change = row(changes_, pair);
      double& weight = weights[static_cast<std::size_t>(pair % kMemory)];
      weight = scalar_product(step, direction) / scalar_product(change, step);
      direction.sub_(change, weight);
    }
    if (newest == 0) return direction;
    const at::Tensor change = row(changes_, newest - 1);
    direction.mul_(scalar_product(row(steps_, newest - 1), change) /
                   scalar_product(change, change));
    for (std::int64_t pair = oldest; pair < newest; ++pair) {
      const at::Tensor step = row(steps_, pair), y = row(changes_, pair);
      const double weight = weights[static_cast<std::size_t>(pair % kMemory)];
      direction.add_(step, weight - scalar_product(y, direction) / scalar_product(y, step));
    }
    return direction;
  }

  void forget() override { count_.zero_(); }
  double curvature() const override { return kLbfgsCurvature; }
  double propose(double /*slope*/) const override {
    return pairs() == 0 ? first_step(gradient()) : 1;
  }

  void remember(const at::Tensor& direction, const Trial& taken, double /*slope*/,
                const at::Tensor& before) override {
    const at::Tensor step = direction * taken.step, change = gradient() - before;
    if (!(scalar_product(step, change) > kLeastCurvature * scalar_product(change, change))) return;
    row(steps_, pairs()).copy_(step);
    row(changes_, pairs()).copy_(change);
    count_.add_(1);
  }

 private:
  std::int64_t pairs() const { return *count_.const_data_ptr<std::int64_t>(); }
  static at::Tensor row(const at::Tensor& rows, std::int64_t pair) { return rows[pair % kMemory]; }

  at::Tensor steps_;    ///< [10, n]; pair p is in row p mod 10
  at::Tensor changes_;  ///< [10, n]; changes of the gradient
  at::Tensor count_;    ///< [] int64, number of pairs so far
};

class ConjugateGradient final : public Descent {
 public:
  explicit ConjugateGradient(const at::Tensor& parameters)
      : Descent(parameters),
        direction_(at::zeros_like(parameters)),
        numbers_(at::zeros({kNumbers}, at::kDouble)) {}

  model::NamedTensors state() const override {
    model::NamedTensors state = Descent::state();
    state.push_back({"direction", direction_});
    state.push_back({"numbers", numbers_});
    return state;
  }

 protected:
  at::Tensor next_direction() override { return direction_ * number(kBeta) - gradient(); }
  void forget() override { numbers_.zero_(); }
  double curvature() const override { return kCgCurvature; }
  /// Step whose first-order change of the function equals that of the last step.
  double propose(double slope) const override {
    return number(kStep) > 0 ? number(kStep) * number(kSlope) / slope : first_step(gradient());
  }

  void remember(const at::Tensor& direction, const Trial& taken, double slope,
                const at::Tensor& before) override {
    const double change =
        scalar_product(gradient(), gradient()) - scalar_product(gradient(), before);
    direction_.copy_(direction);
    auto* const numbers = numbers_.mutable_data_ptr<double>();
    numbers[kBeta] = std::max(change / scalar_product(before, before), 0.0);
    numbers[kStep] = taken.step;
    numbers[kSlope] = slope;
  }

 private:
  enum Number { kBeta, kStep, kSlope, kNumbers };
  double number(Number which) const { return numbers_.const_data_ptr<double>()[which]; }

  at::Tensor direction_;  ///< [n] direction of the last step
  at::Tensor numbers_;    ///< [3] float64: beta of the next direction; last step and its slope
};

}  // namespace

std::unique_ptr<Minimizer> make_minimizer(const config::OptimConfig& config,
                                          const at::Tensor& parameters) {
  switch (config.optimizer) {
    case config::OptimizerKind::kLbfgs:
      return std::make_unique<Lbfgs>(parameters);
    case config::OptimizerKind::kCg:
      return std::make_unique<ConjugateGradient>(parameters);
    case config::OptimizerKind::kAdam:
    case config::OptimizerKind::kAdamw:
    case config::OptimizerKind::kSgd:
      break;
  }
  throw Error(ErrorKind::kInternal, "expected a full-batch optimiser");
}

}  // namespace sae::train
