// SPDX-License-Identifier: MIT
// A team of threads that works through one function together.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace sae::base {

/// Where `size` threads wait for each other. A thread spins at first, for partners are mostly a
/// microsecond away, and sleeps when one of them has lost its core.
class SpinBarrier {
 public:
  explicit SpinBarrier(int size) : size_(static_cast<std::uint32_t>(size)) {}
  /// Returns when all threads have come; what they wrote before is visible to all afterwards.
  void wait() noexcept;

 private:
  std::uint32_t size_;
  alignas(64) std::atomic<std::uint32_t> arrived_{0};
  alignas(64) std::atomic<std::uint32_t> phase_{0};
  std::atomic<std::uint32_t> sleepers_{0};
};

/// `size` threads, the caller of `run` among them as rank 0; the others wait between runs.
class ThreadTeam {
 public:
  /// size >= 1. prepare: run once at the start of each other thread. Throws kUsage when the system
  /// starts fewer threads.
  ThreadTeam(int size, const std::function<void()>& prepare);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const { return size_; }

  /// Calls work(rank) once on each thread, at the same time, and returns when all are done. Work
  /// must not throw. Takes no memory.
  template <class Work>
  void run(const Work& work) {
    start([](const void* context, int rank) { (*static_cast<const Work*>(context))(rank); }, &work);
  }

  /// Within a run: waits until every thread has come as far.
  void barrier() noexcept { barrier_.wait(); }

 private:
  using Function = void (*)(const void* context, int rank);
  /// Threads wait until all have been started, or one could not be.
  enum class Gate { kClosed, kOpen, kCancelled };
  void open_gate(Gate gate);
  void start(Function function, const void* context);
  void serve(int rank);

  int size_;
  SpinBarrier barrier_;
  Function function_ = nullptr;  ///< none: the threads end
  const void* context_ = nullptr;
  std::atomic<Gate> gate_{Gate::kClosed};
  std::vector<std::thread> threads_;
};

/// A part [begin, end) of a row of items.
struct Block {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
};

/// The part of `count` items that falls to `rank` of `size`: neighbouring parts, all but the last
/// a multiple of `grain` long, as equal as that allows. May be empty.
Block block_of(std::int64_t count, int rank, int size, std::int64_t grain);

/// The cores that this process may use, by its affinity and the limits of its cgroup; at least 1.
int available_cores();

}  // namespace sae::base
