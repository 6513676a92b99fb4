// SPDX-License-Identifier: MIT
// The objective of a full-batch optimiser, by the hand-written step.
#include "fused/fused_objective.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "fused/fused_step.h"
#include "fused/network_plan.h"
#include "loss/objective.h"
#include "model/autoencoder.h"
#include "train/denormals.h"

namespace sae::fused {
namespace {

using base::Block;

/// Rows of a chunk: many enough for the products, few enough for the cache. Chunk i belongs to lane
/// i mod kObjectiveLanes. Each lane adds up its chunks in order, and then the lanes are added in
/// order, so these constants decide the bytes, and the threads do not.
constexpr Index kChunkRows = 256;

void add(train::LossMeans& sum, const train::LossMeans& part) {
  sum.loss += part.loss;
  sum.reconstruction += part.reconstruction;
  sum.mse += part.mse;
  sum.penalty += part.penalty;
  sum.decay += part.decay;
}

/// What a lane adds up. Only one thread at a time works on it.
template <class T>
struct alignas(64) Lane {
  T* gradient = nullptr;          ///< [n]
  std::vector<double> code_sums;  ///< [H]; empty without kl
  train::LossMeans terms;
};

template <class T>
class FusedObjective {
 public:
  FusedObjective(const model::AutoencoderImpl& model, const config::Config& config,
                 const model::FlatParameters& parameters, int threads)
      : team_(threads, train::flush_denormals),
        plan_(placed(network_plan(model, config, kChunkRows), parameters.starts())),
        k_(config.model.k.value_or(0)),
        parameters_(parameters.values()),
        gradients_(at::empty({kObjectiveLanes, parameters_.numel()}, parameters_.options())) {
    FusedMemory<T> memory;
    memory.parameters = parameters_.template mutable_data_ptr<T>();
    for (int rank = 0; rank < threads; ++rank) {
      alone_.push_back(std::make_unique<base::ThreadTeam>(1, [] {}));
      steps_.push_back(make_fused_step<T>(plan_, memory, *alone_.back()));
    }
    const FusedLayer& code = plan_.layers[plan_.code];
    if (code.kl) code_sums_.resize(static_cast<std::size_t>(code.out));
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      lanes_[lane].gradient = gradients_.template mutable_data_ptr<T>() +
                              static_cast<Index>(lane) * parameters_.numel();
      lanes_[lane].code_sums.resize(code_sums_.size());
    }
  }

  train::Evaluated evaluate(const at::Tensor& input, const at::Tensor& target,
                            std::optional<std::int64_t> active_k) {
    const at::Tensor from = input.contiguous(), to = target.contiguous();
    rows_ = to.size(0);
    features_ = to.template const_data_ptr<T>();
    noisy_ = from.is_same(to) ? nullptr : from.template const_data_ptr<T>();
    active_k_ = active_k.value_or(k_);
    if (!code_sums_.empty()) sum_code();
    const at::Tensor gradient = at::empty_like(parameters_);
    team_.run([&](int rank) {
      each_lane(rank, [&](Lane<T>& lane, Index index) { differentiate(lane, index, rank); });
      team_.barrier();
      add_lanes(base::block_of(parameters_.numel(), rank, team_.size(), 16),
                gradient.template mutable_data_ptr<T>());
    });
    train::LossMeans terms;
    for (const Lane<T>& lane : lanes_) add(terms, lane.terms);
    add(terms, add_decay(gradient.template mutable_data_ptr<T>()));
    return {terms, gradient};
  }

 private:
  /// Sums of the code over all rows, and if they need less memory than the rows the activations.
  void sum_code() {
    const Index kept = values_in(plan_, plan_.code + 1);
    if (kept <= plan_.layers.front().in) {
      activations_.resize(static_cast<std::size_t>(rows_ * kept));
    }
    team_.run([&](int rank) {
      each_lane(rank, [&](Lane<T>& lane, Index index) {
        std::ranges::fill(lane.code_sums, 0);
        each_chunk(index, [&](const FusedBatch<T>& chunk) {
          step(rank).encode(chunk, lane.code_sums.data());
        });
      });
    });
    std::ranges::fill(code_sums_, 0);
    for (const Lane<T>& lane : lanes_) {
      std::ranges::transform(code_sums_, lane.code_sums, code_sums_.begin(), std::plus());
    }
  }

  /// Calls visit(lane, its index) for the lanes of a thread.
  template <class Visit>
  void each_lane(int rank, const Visit& visit) {
    for (Index index = rank; index < kObjectiveLanes; index += team_.size()) {
      visit(lanes_[static_cast<std::size_t>(index)], index);
    }
  }

  void differentiate(Lane<T>& lane, Index index, int rank) {
    std::fill_n(lane.gradient, parameters_.numel(), T(0));
    lane.terms = {};
    each_chunk(index, [&](const FusedBatch<T>& chunk) { add(lane.terms, step(rank).step(chunk)); });
  }

  /// Calls visit(chunk) for the chunks of a lane.
  template <class Visit>
  void each_chunk(Index lane, const Visit& visit) {
    const Index width = plan_.layers.front().in, kept = values_in(plan_, plan_.code + 1);
    for (Index start = lane * kChunkRows; start < rows_; start += kObjectiveLanes * kChunkRows) {
      FusedBatch<T> chunk;
      chunk.features = features_ + start * width;
      chunk.noisy = noisy_ == nullptr ? nullptr : noisy_ + start * width;
      chunk.rows = std::min(kChunkRows, rows_ - start);
      chunk.active_k = active_k_;
      FusedPart<T>& part = chunk.part.emplace();
      part.whole_rows = rows_;
      part.gradient = lanes_[static_cast<std::size_t>(lane)].gradient;
      part.code_sums = code_sums_.data();
      if (!activations_.empty()) part.activations = activations_.data() + start * kept;
      visit(chunk);
    }
  }

  void add_lanes(Block range, T* sum) const {
    for (Index i = range.begin; i < range.end; ++i) {
      T total = 0;
      for (const Lane<T>& lane : lanes_) total += lane.gradient[i];
      sum[i] = total;
    }
  }

  /// Adds the decay's gradient, and returns its term.
  train::LossMeans add_decay(T* gradient) const {
    const auto* parameters = parameters_.template const_data_ptr<T>();
    const loss::Weighting weighting(plan_.loss);
    double squares = 0;
    for (const FusedLayer& layer : plan_.layers) {
      if (layer.tied) continue;
      const double uses = layer.partner ? 2 : 1;
      const T factor = static_cast<T>(weighting.decay_weight(uses));
      double own = 0;
      for (Index i = layer.weight; i < layer.weight + layer.in * layer.out; ++i) {
        gradient[i] += factor * parameters[i];
        own += static_cast<double>(parameters[i]) * static_cast<double>(parameters[i]);
      }
      squares += uses * own;
    }
    return loss_terms(plan_, rows_, {}, 0, squares);
  }

  FusedStep<T>& step(int rank) { return *steps_[static_cast<std::size_t>(rank)]; }

  base::ThreadTeam team_;
  FusedPlan plan_;
  Index k_;  ///< k of a topk code, for calls without active_k
  at::Tensor parameters_;
  at::Tensor gradients_;  ///< [kObjectiveLanes, n]
  std::array<Lane<T>, kObjectiveLanes> lanes_;
  std::vector<double> code_sums_;                         ///< [H]; empty without kl
  base::AlignedVector<T> activations_;                    ///< FusedPart::activations of all chunks
  std::vector<std::unique_ptr<base::ThreadTeam>> alone_;  ///< of each step: one thread
  std::vector<std::unique_ptr<FusedStep<T>>> steps_;      ///< for each thread
  // Of the evaluation under way:
  Index rows_ = 0;
  Index active_k_ = 0;
  const T* features_ = nullptr;  ///< [N, D]
  const T* noisy_ = nullptr;     ///< [N, D]; null: the features
};

template <class T>
train::FullFunction make_objective(const model::AutoencoderImpl& model,
                                   const config::Config& config,
                                   const model::FlatParameters& parameters, int threads) {
  auto objective = std::make_shared<FusedObjective<T>>(model, config, parameters, threads);
  return [objective](const at::Tensor& input, const at::Tensor& target,
                     std::optional<std::int64_t> active_k) {
    return objective->evaluate(input, target, active_k);
  };
}

}  // namespace

train::FullFunction fused_objective(const model::AutoencoderImpl& model,
                                    const config::Config& config,
                                    const model::FlatParameters& parameters, int threads) {
  const bool is_double = parameters.values().scalar_type() == at::kDouble;
  return is_double ? make_objective<double>(model, config, parameters, threads)
                   : make_objective<float>(model, config, parameters, threads);
}

}  // namespace sae::fused
