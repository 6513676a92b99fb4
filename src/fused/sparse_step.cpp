// SPDX-License-Identifier: MIT
// The training step whose cost follows the active units.
#include "fused/sparse_step.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "loss/objective.h"
#include "loss/penalties.h"

namespace sae::fused {
namespace {

using base::Block;

/// Rows whose bias gradients are summed in one block. The blocks are summed in order, so that the
/// result does not depend on the number of threads.
constexpr Index kBlockRows = 64;

Index blocks_of(Index rows) { return (rows + kBlockRows - 1) / kBlockRows; }

/// The largest number of active units of a row that can be few.
Index most_active(Index units) { return std::max<Index>(units / kUnitsPerActive, 1); }

}  // namespace

bool is_few(Index active, Index rows, Index units) {
  return active * kUnitsPerActive <= rows * units;
}

template <class T>
void ActiveUnits<T>::reserve(Index more) {
  const auto size = static_cast<std::size_t>(count + more);
  if (size <= units.size()) return;
  for (auto* places : {&rows, &units}) places->resize(2 * size);
  for (auto* numbers : {&values, &gradients}) numbers->resize(2 * size);
}

template <class T>
SparseStep<T>::Part::Part(Index width, Index units) : largest(most_active(units)) {
  for (auto* row : {&output, &encoder, &decoder}) row->resize(static_cast<std::size_t>(width));
  ignored.resize(static_cast<std::size_t>(std::max(width, units)));
  starts.resize(static_cast<std::size_t>(units) + 1);
}

template <class T>
SparseStep<T>::SparseStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team)
    : DenseStep<T>(std::move(plan), memory, team) {
  for (int rank = 0; rank < team.size(); ++rank) parts_.emplace_back(decoder().out, encoder().out);
  bias_sums_.resize(static_cast<std::size_t>(blocks_of(this->plan().batch_size) * decoder().out));
}

template <class T>
bool SparseStep<T>::finish_early(const FusedBatch<T>& batch, int rank) {
  if (!takes(batch, rank)) return false;
  if (rank == 0) ++sparse_steps_;
  decode_rows(batch.active_k, rank);
  this->barrier(true, rank);
  update_units(rank);
  update_output_bias(rank);
  this->update_pre_bias(rank);
  return true;
}

/// The same answer on all threads. They have waited for each other's codes.
template <class T>
bool SparseStep<T>::takes(const FusedBatch<T>& batch, int rank) {
  const Index rows = this->memory().rows(), units = encoder().out;
  if (config::keeps_largest(encoder().activation)) {
    if (!is_few(batch.active_k, 1, units)) return false;
    this->barrier(true, rank);
    return true;
  }
  part(rank).active_count = count_active(rank);
  this->barrier(true, rank);
  Index active = 0;
  for (const Part& of_thread : parts_) active += of_thread.active_count;
  return is_few(active, rows, units);
}

/// Values of the thread's columns that are not 0; nan counts, so that it spoils the batch.
template <class T>
Index SparseStep<T>::count_active(int rank) {
  const Block columns = this->memory().columns(0, rank);
  const Matrix<T> codes = this->memory().values(0, columns.begin);
  Index count = 0;
  for (Index row = 0; row < this->memory().rows(); ++row) {
    const T* code = codes.data + row * codes.stride;
    Index in_row = 0;
    for (Index i = 0; i < columns.size(); ++i) in_row += code[i] != 0 ? 1 : 0;
    count += in_row;
  }
  return count;
}

/// Appends the active units of a row, in ascending order.
template <class T>
void SparseStep<T>::choose(Index row, Index active_k, Part& mine) {
  ActiveUnits<T>& active = mine.active;
  const Index units = encoder().out;
  const T* code = this->memory().values(0, 0).data + row * units;
  const auto append = [&](Index unit, T value) {
    const auto at = static_cast<std::size_t>(active.count++);
    active.rows[at] = static_cast<std::int32_t>(row);
    active.units[at] = static_cast<std::int32_t>(unit);
    active.values[at] = value;
  };
  if (!config::keeps_largest(encoder().activation)) {
    active.reserve(units);
    for (Index unit = 0; unit < units; ++unit) {
      if (code[unit] != 0) append(unit, code[unit]);
    }
    return;
  }
  active.reserve(active_k);
  const auto found = mine.largest.find(code, units, active_k);
  // A nan has no order: it spoils the row, as in DenseStep.
  if (found.empty()) return append(0, std::numeric_limits<T>::quiet_NaN());
  mine.places.clear();
  for (const auto& candidate : found) mine.places.push_back(candidate.place);
  std::ranges::sort(mine.places);
  for (const std::int32_t unit : mine.places) append(unit, code[unit]);
}

template <class T>
void SparseStep<T>::decode_rows(Index active_k, int rank) {
  Part& mine = part(rank);
  mine.active.count = 0;
  const Index rows = this->memory().rows(), width = decoder().out;
  const Block blocks = base::block_of(blocks_of(rows), rank, this->threads(), 1);
  Worker<T>& worker = this->memory().worker(rank);
  worker.output = {};
  for (Index block = blocks.begin; block < blocks.end; ++block) {
    T* bias_sum = bias_sums_.data() + block * width;
    std::fill_n(bias_sum, width, T(0));
    const Index end = std::min((block + 1) * kBlockRows, rows);
    for (Index row = block * kBlockRows; row < end; ++row) {
      decode_row(row, active_k, bias_sum, rank);
    }
  }
  worker.penalty += loss::l1_part(decoder().l1, worker.output.absolute, static_cast<double>(rows));
}

/// A row's output, loss and derivatives, while the decoder rows of its units are in the cache.
template <class T>
void SparseStep<T>::decode_row(Index row, Index active_k, T* bias_sum, int rank) {
  Part& mine = part(rank);
  Worker<T>& worker = this->memory().worker(rank);
  const Index first = mine.active.count, width = decoder().out;
  choose(row, active_k, mine);
  const T* values = mine.active.values.data() + first;
  const ChosenRows<T> decoders{this->parameters() + decoder().weight, width, width,
                               mine.active.units.data() + first, mine.active.count - first};
  this->kernels().weighted_sum(decoders, values, mine.output.data());
  T* delta = this->memory().deltas(1, 0).data + row * width;
  const OutputSums sums =
      this->kernels().output(this->output_pass(), {1, width, width}, mine.output.data(),
                             this->parameters() + decoder().bias, this->target() + row * width,
                             width, delta, mine.ignored.data());
  worker.output.error += sums.error;
  worker.output.cross_entropy += sums.cross_entropy;
  worker.output.absolute += sums.absolute;
  this->kernels().add({1, width, width}, bias_sum, delta);
  T* gradients = mine.active.gradients.data() + first;
  this->kernels().row_products(decoders, delta, gradients);
  const Index chosen = decoders.count;
  this->kernels().backward(encoder().activation, {1, chosen, chosen}, gradients, values, nullptr,
                           this->sign_weight(encoder()), mine.ignored.data());
}

/// Entries of the units from all threads. Their order is by row, because threads have ascending
/// rows.
template <class T>
void SparseStep<T>::sort_by_unit(Block units, Part& mine) const {
  std::vector<Index>& starts = mine.starts;
  const auto each_entry = [&](const auto& visit) {
    for (const Part& of_thread : parts_) {
      const ActiveUnits<T>& active = of_thread.active;
      for (std::size_t i = 0; std::cmp_less(i, active.count); ++i) {
        const Index unit = active.units[i] - units.begin;
        if (unit >= 0 && unit < units.size()) visit(active, i, static_cast<std::size_t>(unit));
      }
    }
  };
  std::ranges::fill(starts, 0);
  each_entry([&](const auto&, std::size_t, std::size_t unit) { ++starts[unit + 1]; });
  for (std::size_t unit = 1; unit < starts.size(); ++unit) starts[unit] += starts[unit - 1];
  mine.by_unit.count = 0;
  mine.by_unit.reserve(starts.back());
  mine.by_unit.count = starts.back();
  // Each start moves to its unit's end, which is the next unit's start.
  each_entry([&](const ActiveUnits<T>& active, std::size_t i, std::size_t unit) {
    const auto to = static_cast<std::size_t>(starts[unit]++);
    mine.by_unit.rows[to] = active.rows[i];
    mine.by_unit.values[to] = active.values[i];
    mine.by_unit.gradients[to] = active.gradients[i];
  });
}

template <class T>
void SparseStep<T>::update_units(int rank) {
  const Block units = this->memory().columns(0, rank);
  if (units.size() == 0) return;
  Part& mine = part(rank);
  sort_by_unit(units, mine);
  Worker<T>& worker = this->memory().worker(rank);
  for (Index unit = units.begin; unit < units.end; ++unit) sum_bias(unit, units, mine);
  this->update().sum_input_gradient(rank);
  for (Index unit = units.begin; unit < units.end; ++unit) update_unit(unit, units, mine, worker);
  this->update().bias(0, units);
}

template <class T>
void SparseStep<T>::sum_bias(Index unit, Block units, const Part& mine) {
  const auto at = static_cast<std::size_t>(unit - units.begin);
  const auto begin = mine.by_unit.gradients.begin();
  *this->memory().bias_gradient(0, unit) =
      std::accumulate(begin + (at == 0 ? 0 : mine.starts[at - 1]), begin + mine.starts[at], T(0));
}

template <class T>
void SparseStep<T>::update_unit(Index unit, Block units, Part& mine, Worker<T>& worker) {
  const auto at = static_cast<std::size_t>(unit - units.begin);
  const Index begin = at == 0 ? 0 : mine.starts[at - 1], count = mine.starts[at] - begin;
  const std::int32_t* rows = mine.by_unit.rows.data() + begin;
  const T* gradients = mine.by_unit.gradients.data() + begin;
  const Index in = encoder().in, out = decoder().out;
  const ChosenRows<T> inputs{this->memory().input_of(0).data, in, in, rows, count};
  this->kernels().weighted_sum(inputs, gradients, mine.encoder.data());
  const ChosenRows<T> deltas{this->memory().deltas(1, 0).data, out, out, rows, count};
  this->kernels().weighted_sum(deltas, mine.by_unit.values.data() + begin, mine.decoder.data());
  const LayerUpdate<T>& update = this->update();
  if (decoder().tied) {
    this->kernels().add({1, in, in}, mine.encoder.data(), mine.decoder.data());
    worker.squares += 2 * update.encoder_row(unit, mine.encoder.data(), 2);
    return;
  }
  worker.squares += update.encoder_row(unit, mine.encoder.data(), 1);
  worker.squares += update.decoder_row(unit, mine.decoder.data());
}

template <class T>
void SparseStep<T>::update_output_bias(int rank) {
  const Index width = decoder().out, blocks = blocks_of(this->memory().rows());
  const Block mine = this->memory().columns(1, rank);
  if (mine.size() == 0) return;
  T* sum = this->memory().bias_gradient(1, mine.begin);
  std::copy_n(bias_sums_.data() + mine.begin, mine.size(), sum);
  for (Index block = 1; block < blocks; ++block) {
    this->kernels().add({1, mine.size(), width}, sum,
                        bias_sums_.data() + block * width + mine.begin);
  }
  if (!this->plan().pre_bias) this->update().bias(1, mine);
}

template class SparseStep<float>;
template class SparseStep<double>;

}  // namespace sae::fused
