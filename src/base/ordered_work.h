// SPDX-License-Identifier: MIT
// Reads, works and writes at the same time, in the order of reading.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace sae::base {

/// Passes items from one thread that reads them to several that work on them, and their results in
/// the order of reading to the caller of `run`. The first exception in any of them ends all, and is
/// thrown by `run`, unless `take` wanted no more results before it. At most 2 · workers + 2 items
/// and results wait at a time.
template <class Item, class Result>
class OrderedWork {
 public:
  /// Gives an item to the workers. Returns false if no more are wanted.
  using Give = std::function<bool(Item)>;

  /// workers: number of threads, at least 1. prepare: called once at the start of each thread.
  OrderedWork(int workers, std::function<void()> prepare)
      : workers_(workers), prepare_(std::move(prepare)) {}

  /// read(give): calls `give` for each item, and ends when it returns false. work(item): the
  /// result, on several threads at once. take(result): on this thread; returns whether to go on.
  void run(const std::function<void(const Give&)>& read, const std::function<Result(Item)>& work,
           const std::function<bool(Result)>& take) {
    std::vector<std::thread> threads;
    try {
      threads.emplace_back([&] { guard([&] { serve_reader(read); }); });
      for (int i = 0; i < workers_; ++i) {
        threads.emplace_back([&] { guard([&] { serve_worker(work); }); });
      }
      while (std::optional<Result> result = next_result()) {
        if (!take(*std::move(result))) break;
      }
    } catch (...) {
      stop(std::current_exception());
    }
    stop(nullptr);
    for (std::thread& thread : threads) thread.join();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  using Lock = std::unique_lock<std::mutex>;

  template <class Action>
  void guard(const Action& action) {
    try {
      prepare_();
      action();
    } catch (...) {
      stop(std::current_exception());
    }
  }

  void stop(const std::exception_ptr& error) {
    const Lock lock(mutex_);
    if (!stopped_) error_ = error;
    stopped_ = true;
    changed_.notify_all();
  }

  void serve_reader(const std::function<void(const Give&)>& read) {
    read([this](Item item) { return give(std::move(item)); });
    const Lock lock(mutex_);
    all_read_ = true;
    changed_.notify_all();
  }

  bool give(Item item) {
    const auto most = 2 * static_cast<std::size_t>(workers_) + 2;
    Lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || read_ - taken_ < most; });
    if (stopped_) return false;
    items_.emplace_back(read_++, std::move(item));
    changed_.notify_all();
    return true;
  }

  void serve_worker(const std::function<Result(Item)>& work) {
    while (auto item = next_item()) {
      Result result = work(std::move(item->second));
      const Lock lock(mutex_);
      results_.emplace(item->first, std::move(result));
      changed_.notify_all();
    }
  }

  std::optional<std::pair<std::size_t, Item>> next_item() {
    Lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || all_read_ || !items_.empty(); });
    if (stopped_ || items_.empty()) return std::nullopt;
    std::pair<std::size_t, Item> item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  std::optional<Result> next_result() {
    Lock lock(mutex_);
    changed_.wait(lock, [&] {
      return stopped_ || results_.contains(taken_) || (all_read_ && taken_ == read_);
    });
    const auto found = results_.find(taken_);
    if (stopped_ || found == results_.end()) return std::nullopt;
    Result result = std::move(found->second);
    results_.erase(found);
    ++taken_;
    changed_.notify_all();
    return result;
  }

  int workers_;
  std::function<void()> prepare_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::size_t, Item>> items_;  // numbered in the order of reading
  std::map<std::size_t, Result> results_;
  std::size_t read_ = 0, taken_ = 0;
  bool all_read_ = false, stopped_ = false;
  std::exception_ptr error_;
};

}  // namespace sae::base
