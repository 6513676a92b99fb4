// SPDX-License-Identifier: MIT
// The training step whose cost follows the active units.
#include "fused/sparse_step.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "loss/auxk.h"
#include "loss/objective.h"
#include "loss/penalties.h"
#include "model/threshold.h"

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
SparseStep<T>::Part::Part(Index width, Index units) : largest(most_active(units)) {
  for (auto* row : {&output, &error, &encoder, &decoder, &auxk}) {
    row->resize(static_cast<std::size_t>(width));
  }
  ignored.resize(static_cast<std::size_t>(std::max(width, units)));
  for (auto* kind : {&active, &dead}) kind->ends.resize(static_cast<std::size_t>(units) + 1);
}

template <class T>
SparseStep<T>::SparseStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team)
    : DenseStep<T>(std::move(plan), memory, team),
      selection_(team.size()),
      threshold_(memory.threshold),
      dead_(this->plan(), memory, team.size()) {
  for (int rank = 0; rank < team.size(); ++rank) parts_.emplace_back(decoder().out, encoder().out);
  const Index rows = this->plan().batch_size, width = decoder().out;
  const auto blocks = static_cast<std::size_t>(blocks_of(rows));
  bias_sums_.resize(blocks * static_cast<std::size_t>(width));
  errors_.resize(blocks);
  if (!dead_.counted()) return;
  dead_deltas_.resize(static_cast<std::size_t>(rows * width));
  no_bias_.resize(static_cast<std::size_t>(width));
}

template <class T>
bool SparseStep<T>::finish_early(const FusedBatch<T>& batch, int rank) {
  if (dead_.counted()) dead_.find(this->memory().columns(0, rank), rank);
  if (!takes(batch, rank)) return false;
  if (rank == 0) ++sparse_steps_;
  if (threshold_ != nullptr) select_in_batch(batch.active_k * batch.rows, rank);
  decode_rows(batch.active_k, rank);
  this->barrier(true, rank);
  if (dead_.counted()) {
    reconstruct_errors(rank);
    this->barrier(true, rank);
  }
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

/// The thread's blocks of rows.
template <class T>
Block SparseStep<T>::blocks_of_rows(int rank) {
  return base::block_of(blocks_of(this->memory().rows()), rank, this->threads(), 1);
}

/// Chooses the largest values of the batch, and moves the threshold by the smallest of them.
template <class T>
void SparseStep<T>::select_in_batch(Index wanted, int rank) {
  const Block blocks = blocks_of_rows(rank);
  const Block rows{blocks.begin * kBlockRows,
                   std::min(blocks.end * kBlockRows, this->memory().rows())};
  const T* codes = this->memory().values(0, 0).data;
  selection_.collect(codes, rows, encoder().out, selection_.guess(), rank);
  this->barrier(true, rank);
  if (selection_.lacks(wanted)) {
    this->barrier(true, rank);
    selection_.collect(codes, rows, encoder().out, T(0), rank);
    this->barrier(true, rank);
  }
  if (rank == 0) {
    selection_.decide(wanted);
    *threshold_ = model::follow(*threshold_, selection_.least());
  }
  this->barrier(true, rank);
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
void SparseStep<T>::choose(Index row, Index active_k, int rank) {
  Part& mine = part(rank);
  ActiveUnits<T>& active = mine.active.by_row;
  const Index units = encoder().out;
  const T* code = this->memory().values(0, 0).data + row * units;
  if (threshold_ != nullptr) return selection_.choose(row, active, rank);
  if (!config::keeps_largest(encoder().activation)) {
    active.reserve(units);
    for (Index unit = 0; unit < units; ++unit) {
      if (code[unit] != 0) active.append(row, unit, code[unit]);
    }
    return;
  }
  active.reserve(active_k);
  const auto found = mine.largest.find(code, units, active_k);
  // A nan has no order: it spoils the row, as in DenseStep.
  if (found.empty()) return active.append(row, 0, std::numeric_limits<T>::quiet_NaN());
  mine.places.clear();
  for (const auto& candidate : found) mine.places.push_back(candidate.place);
  std::ranges::sort(mine.places);
  for (const std::int32_t unit : mine.places) active.append(row, unit, code[unit]);
}

template <class T>
void SparseStep<T>::decode_rows(Index active_k, int rank) {
  Part& mine = part(rank);
  mine.active.by_row.count = 0;
  const Index rows = this->memory().rows(), width = decoder().out;
  const Block blocks = blocks_of_rows(rank);
  Worker<T>& worker = this->memory().worker(rank);
  worker.output = {};
  for (Index block = blocks.begin; block < blocks.end; ++block) {
    std::fill_n(bias_sums_.data() + block * width, width, T(0));
    errors_[static_cast<std::size_t>(block)] = 0;
    const Index end = std::min((block + 1) * kBlockRows, rows);
    for (Index row = block * kBlockRows; row < end; ++row) decode_row(row, active_k, block, rank);
  }
  worker.penalty += loss::l1_part(decoder().l1, worker.output.absolute, static_cast<double>(rows));
}

/// The decoder rows of a row's units: the entries from `first` to the last one.
template <class T>
ChosenRows<T> SparseStep<T>::decoders_of(const ActiveUnits<T>& entries, Index first) const {
  const Index width = decoder().out;
  return {this->parameters() + decoder().weight, width, width, entries.units.data() + first,
          entries.count - first};
}

/// A row's output, loss and derivatives, while the decoder rows of its units are in the cache.
template <class T>
void SparseStep<T>::decode_row(Index row, Index active_k, Index block, int rank) {
  Part& mine = part(rank);
  Worker<T>& worker = this->memory().worker(rank);
  ActiveUnits<T>& active = mine.active.by_row;
  const Index first = active.count, width = decoder().out;
  choose(row, active_k, rank);
  const T* values = active.values.data() + first;
  const ChosenRows<T> decoders = decoders_of(active, first);
  this->kernels().weighted_sum(decoders, values, mine.output.data());
  T* delta = this->memory().deltas(1, 0).data + row * width;
  const OutputSums sums =
      this->kernels().output(this->output_pass(), {1, width, width}, mine.output.data(),
                             this->parameters() + decoder().bias, this->target() + row * width,
                             width, delta, mine.ignored.data());
  worker.output.error += sums.error;
  errors_[static_cast<std::size_t>(block)] += sums.error;
  worker.output.cross_entropy += sums.cross_entropy;
  worker.output.absolute += sums.absolute;
  this->kernels().add({1, width, width}, bias_sums_.data() + block * width, delta);
  T* gradients = active.gradients.data() + first;
  this->kernels().row_products(decoders, delta, gradients);
  const Index chosen = decoders.count;
  this->kernels().backward(encoder().activation, {1, chosen, chosen}, gradients, values, nullptr,
                           this->sign_weight(encoder()), mine.ignored.data());
}

/// Σ‖e − ē‖² of the batch. An output's derivative is −2 · weight · e.
template <class T>
double SparseStep<T>::spread_of_errors() {
  const Index rows = this->memory().rows(), width = decoder().out, blocks = blocks_of(rows);
  const double squares = std::accumulate(errors_.begin(), errors_.begin() + blocks, 0.0);
  double square_of_sum = 0;
  for (Index column = 0; column < width; ++column) {
    double sum = 0;
    for (Index block = 0; block < blocks; ++block) sum += bias_sums_.data()[block * width + column];
    square_of_sum += sum * sum;
  }
  const double factor = 2 * element_weight(this->plan(), rows);
  return loss::error_spread(squares, square_of_sum / (factor * factor), static_cast<double>(rows));
}

/// The part of AuxK of the thread's rows; all threads have decoded theirs.
template <class T>
void SparseStep<T>::reconstruct_errors(int rank) {
  Part& mine = part(rank);
  mine.dead.by_row.count = 0;
  const Index rows = this->memory().rows();
  const loss::AuxK auxk(this->plan().loss, dead_.join(rank), decoder().out);
  const double spread = auxk.units() > 0 ? spread_of_errors() : 0;
  if (!(spread > 0)) return;
  OutputPass<T> pass;
  pass.weight = static_cast<T>(auxk.weight() / spread);
  const Block blocks = blocks_of_rows(rank);
  const Index end = std::min(blocks.end * kBlockRows, rows);
  double errors = 0;
  for (Index row = blocks.begin * kBlockRows; row < end; ++row) {
    errors += reconstruct_error(row, pass, auxk.units(), rank);
  }
  this->memory().worker(rank).auxk = auxk.weight() / spread * errors;
}

/// What a row's dead units make of its error, and its derivatives. Returns Σ (estimate − error)².
template <class T>
double SparseStep<T>::reconstruct_error(Index row, const OutputPass<T>& pass, Index most,
                                        int rank) {
  Part& mine = part(rank);
  ActiveUnits<T>& entries = mine.dead.by_row;
  const Index first = entries.count, width = decoder().out;
  dead_.choose(this->memory().values(0, 0).data + row * encoder().out, row, most, entries, rank);
  const ChosenRows<T> decoders = decoders_of(entries, first);
  this->kernels().weighted_sum(decoders, entries.values.data() + first, mine.output.data());
  const T* delta = this->memory().deltas(1, 0).data + row * width;
  const T factor = T(-1) / (2 * this->output_pass().weight);
  std::transform(delta, delta + width, mine.error.begin(), [&](T of) { return factor * of; });
  T* dead_delta = dead_deltas_.data() + row * width;
  const OutputSums sums =
      this->kernels().output(pass, {1, width, width}, mine.output.data(), no_bias_.data(),
                             mine.error.data(), width, dead_delta, mine.ignored.data());
  this->kernels().row_products(decoders, dead_delta, entries.gradients.data() + first);
  return sums.error;
}

/// Entries of the units from all threads. Their order is by row, because threads have ascending
/// rows.
template <class T>
void SparseStep<T>::sort_by_unit(Block units, SortedUnits<T> Part::*kind, Part& mine) const {
  SortedUnits<T>& sorted = mine.*kind;
  std::vector<Index>& ends = sorted.ends;
  const auto each_entry = [&](const auto& visit) {
    for (const Part& of_thread : parts_) {
      const ActiveUnits<T>& entries = (of_thread.*kind).by_row;
      for (std::size_t i = 0; std::cmp_less(i, entries.count); ++i) {
        const Index unit = entries.units[i] - units.begin;
        if (unit >= 0 && unit < units.size()) visit(entries, i, static_cast<std::size_t>(unit));
      }
    }
  };
  std::ranges::fill(ends, 0);
  each_entry([&](const auto&, std::size_t, std::size_t unit) { ++ends[unit + 1]; });
  for (std::size_t unit = 1; unit < ends.size(); ++unit) ends[unit] += ends[unit - 1];
  ActiveUnits<T>& by_unit = sorted.by_unit;
  by_unit.count = 0;
  by_unit.reserve(ends.back());
  by_unit.count = ends.back();
  // Each of the ends is its unit's start at first and moves to its end.
  each_entry([&](const ActiveUnits<T>& entries, std::size_t i, std::size_t unit) {
    const auto to = static_cast<std::size_t>(ends[unit]++);
    by_unit.rows[to] = entries.rows[i];
    by_unit.values[to] = entries.values[i];
    by_unit.gradients[to] = entries.gradients[i];
  });
}

template <class T>
void SparseStep<T>::update_units(int rank) {
  const Block units = this->memory().columns(0, rank);
  if (units.size() == 0) return;
  Part& mine = part(rank);
  sort_by_unit(units, &Part::active, mine);
  if (dead_.counted()) sort_by_unit(units, &Part::dead, mine);
  Worker<T>& worker = this->memory().worker(rank);
  const auto bias_of = [](const SortedUnits<T>& sorted, Index at) {
    const Block entries = sorted.entries(at);
    const T* gradients = sorted.by_unit.gradients.data();
    return std::accumulate(gradients + entries.begin, gradients + entries.end, T(0));
  };
  T* bias = this->memory().bias_gradient(0, units.begin);
  for (Index at = 0; at < units.size(); ++at) {
    bias[at] = bias_of(mine.active, at);
    if (dead_.counted()) bias[at] += bias_of(mine.dead, at);
  }
  this->update().sum_input_gradient(rank);
  for (Index at = 0; at < units.size(); ++at) update_unit(units.begin + at, at, mine, worker);
  this->update().bias(0, units);
}

/// at: the unit's place among those of the thread.
template <class T>
void SparseStep<T>::update_unit(Index unit, Index at, Part& mine, Worker<T>& worker) {
  const Block entries = mine.active.entries(at);
  const ActiveUnits<T>& active = mine.active.by_unit;
  const std::int32_t* rows = active.rows.data() + entries.begin;
  const T* values = active.values.data() + entries.begin;
  const Index in = encoder().in, out = decoder().out;
  const ChosenRows<T> inputs{this->memory().input_of(0).data, in, in, rows, entries.size()};
  this->kernels().weighted_sum(inputs, active.gradients.data() + entries.begin,
                               mine.encoder.data());
  const ChosenRows<T> deltas{this->memory().deltas(1, 0).data, out, out, rows, entries.size()};
  this->kernels().weighted_sum(deltas, values, mine.decoder.data());
  if (dead_.counted()) {
    add_auxk(at, mine);
    const bool is_active = std::any_of(values, values + entries.size(), [](T v) { return v != 0; });
    dead_.count(unit, is_active, this->memory().rows());
  }
  const LayerUpdate<T>& update = this->update();
  if (decoder().tied) {
    this->kernels().add({1, in, in}, mine.encoder.data(), mine.decoder.data());
    worker.squares += 2 * update.encoder_row(unit, mine.encoder.data(), 2);
    return;
  }
  worker.squares += update.encoder_row(unit, mine.encoder.data(), 1);
  worker.squares += update.decoder_row(unit, mine.decoder.data());
}

/// Adds AuxK's gradients to those of a unit's rows.
template <class T>
void SparseStep<T>::add_auxk(Index at, Part& mine) {
  const Block entries = mine.dead.entries(at);
  if (entries.size() == 0) return;
  const ActiveUnits<T>& dead = mine.dead.by_unit;
  const std::int32_t* rows = dead.rows.data() + entries.begin;
  const Index in = encoder().in, out = decoder().out;
  const ChosenRows<T> inputs{this->memory().input_of(0).data, in, in, rows, entries.size()};
  this->kernels().weighted_sum(inputs, dead.gradients.data() + entries.begin, mine.auxk.data());
  this->kernels().add({1, in, in}, mine.encoder.data(), mine.auxk.data());
  const ChosenRows<T> deltas{dead_deltas_.data(), out, out, rows, entries.size()};
  this->kernels().weighted_sum(deltas, dead.values.data() + entries.begin, mine.auxk.data());
  this->kernels().add({1, out, out}, mine.decoder.data(), mine.auxk.data());
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
