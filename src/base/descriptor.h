// SPDX-License-Identifier: MIT
// A file descriptor that closes itself.
#pragma once

#include <unistd.h>

#include <utility>

namespace sae::base {

/// Owns one file descriptor, or none. Moving transfers ownership.
class Descriptor {
 public:
  /// Takes ownership of the result of open(2); a negative number means none.
  explicit Descriptor(int number = -1) noexcept : number_(number) {}
  ~Descriptor() { close(); }

  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  /// The descriptor for system calls; negative if none is owned.
  int number() const noexcept { return number_; }

  /// Closes it now. Returns false, with errno set, if the system reports that earlier writes
  /// failed; true if none is owned.
  bool close() noexcept { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

}  // namespace sae::base
