// SPDX-License-Identifier: MIT
// A team of threads.
#include "base/thread_team.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <system_error>

#include "base/error.h"
#include "base/text.h"

namespace sae::base {
namespace {

/// Some tens of microseconds: much longer than the threads' times for a block of a layer differ,
/// much shorter than a time slice.
constexpr int kSpins = 3000;

void pause_core() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

int affinity_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(CPU_COUNT(&set), 1);
}

/// CPU quota of the process's cgroup (version 2) in cores; without a quota, `otherwise`.
int quota_cores(int otherwise) {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota, period;
  file >> quota >> period;
  const auto limit = parse_number(quota), unit = parse_number(period);
  if (!limit || !unit || *unit <= 0) return otherwise;
  return std::max(static_cast<int>(std::ceil(*limit / *unit)), 1);
}

}  // namespace

void SpinBarrier::wait() noexcept {
  const std::uint32_t phase = phase_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
    arrived_.store(0, std::memory_order_relaxed);
    phase_.store(phase + 1, std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_seq_cst) > 0) phase_.notify_all();
    return;
  }
  for (int spin = 0; spin < kSpins; ++spin) {
    if (phase_.load(std::memory_order_acquire) != phase) return;
    pause_core();
  }
  sleepers_.fetch_add(1, std::memory_order_seq_cst);
  phase_.wait(phase, std::memory_order_seq_cst);
  sleepers_.fetch_sub(1, std::memory_order_relaxed);
}

ThreadTeam::ThreadTeam(int size, const std::function<void()>& prepare)
    : size_(size), barrier_(size) {
  int rank = 1;
  try {
    for (; rank < size; ++rank) {
      threads_.emplace_back([this, rank, prepare] {
        gate_.wait(Gate::kClosed);
        if (gate_ == Gate::kCancelled) return;
        prepare();
        serve(rank);
      });
    }
  } catch (const std::system_error& error) {
    open_gate(Gate::kCancelled);
    for (std::thread& thread : threads_) thread.join();
    throw Error(ErrorKind::kUsage,
                "cannot start thread " + std::to_string(rank + 1) + " of " + std::to_string(size) +
                    ": " + error.code().message(),
                "use fewer (--threads), or raise the limits on processes and memory (ulimit -u, "
                "ulimit -v)");
  }
  open_gate(Gate::kOpen);
}

void ThreadTeam::open_gate(Gate gate) {
  gate_ = gate;
  gate_.notify_all();
}

ThreadTeam::~ThreadTeam() {
  function_ = nullptr;
  if (size_ > 1) barrier_.wait();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadTeam::start(Function function, const void* context) {
  if (size_ == 1) return function(context, 0);
  function_ = function;
  context_ = context;
  barrier_.wait();
  function(context, 0);
  barrier_.wait();
}

void ThreadTeam::serve(int rank) {
  for (;;) {
    barrier_.wait();
    if (function_ == nullptr) return;
    function_(context_, rank);
    barrier_.wait();
  }
}

Block block_of(std::int64_t count, int rank, int size, std::int64_t grain) {
  const std::int64_t grains = (count + grain - 1) / grain;
  const auto at = [&](int part) { return std::min(grains * part / size * grain, count); };
  return {at(rank), at(rank + 1)};
}

int available_cores() {
  const int cores = affinity_cores();
  return std::min(cores, quota_cores(cores));
}

}  // namespace sae::base
