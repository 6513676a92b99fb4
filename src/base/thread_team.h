// SPDX-License-Identifier: MIT
// A team of threads that run the same function together.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace sae::base {

/// A barrier for `size` threads. A thread spins first, because the others are usually a microsecond
/// away, and sleeps if one of them has lost its core.
class SpinBarrier {
 public:
  explicit SpinBarrier(int size) : size_(static_cast<std::uint32_t>(size)) {}
  /// Returns when all threads have arrived; their earlier writes are then visible to all.
  void wait() noexcept;

 private:
  std::uint32_t size_;
  alignas(64) std::atomic<std::uint32_t> arrived_{0};
  alignas(64) std::atomic<std::uint32_t> phase_{0};
  std::atomic<std::uint32_t> sleepers_{0};
};

/// `size` threads, including the caller of `run` as rank 0; the others wait between runs.
class ThreadTeam {
 public:
  /// size >= 1. prepare: called once at the start of each other thread. Throws kUsage if the system
  /// cannot start all threads.
  ThreadTeam(int size, const std::function<void()>& prepare);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const { return size_; }

  /// Calls work(rank) once on each thread concurrently, and returns when all are done. `work` must
  /// not throw. Allocates no memory.
  template <class Work>
  void run(const Work& work) {
    start([](const void* context, int rank) { (*static_cast<const Work*>(context))(rank); }, &work);
  }

  /// During a run: waits until every thread has reached it.
  void barrier() noexcept { barrier_.wait(); }

 private:
  using Function = void (*)(const void* context, int rank);
  /// Threads wait at the gate until all have started or one could not start.
  enum class Gate { kClosed, kOpen, kCancelled };
  void open_gate(Gate gate);
  void start(Function function, const void* context);
  void serve(int rank);

  int size_;
  SpinBarrier barrier_;
  Function function_ = nullptr;  ///< nullptr: the threads end
  const void* context_ = nullptr;
  std::atomic<Gate> gate_{Gate::kClosed};
  std::vector<std::thread> threads_;
};

/// A range [begin, end) of items.
struct Block {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
};

/// The range of `count` items for `rank` of `size`: contiguous ranges, as equal as possible, all
/// but the last a multiple of `grain` long. May be empty.
Block block_of(std::int64_t count, int rank, int size, std::int64_t grain);

/// Number of cores available to this process, from its affinity and cgroup limits; at least 1.
int available_cores();

}  // namespace sae::base
