// SPDX-License-Identifier: MIT
// Runs another program and reads what it prints.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.h"

namespace sae::base {

/// A program to run.
struct Program {
  std::vector<std::string> words;        ///< name or path, then arguments; at least the name
  std::string input{};                   ///< what it reads on stdin
  std::filesystem::path directory{};     ///< its working directory; empty: that of this process
  std::vector<std::string> variables{};  ///< added to the environment: "NAME=value"
};

/// A running program, in a process group of its own: a signal from the terminal reaches only this
/// process, which passes it on as it wants. If this process ends, the program gets SIGINT. When the
/// program ends, what is left in its group gets SIGKILL.
class ChildProcess {
 public:
  /// Exit code of a program that cannot be started.
  static constexpr int kNotStarted = 127;

  /// Starts the program. Its stderr is that of this process. Throws kInternal if the system has no
  /// process, pipe or memory left.
  explicit ChildProcess(const Program& program);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  /// Ends the program with SIGKILL if it still runs.
  ~ChildProcess();

  /// What the program printed on stdout since the last call, after at most `wait`: empty text if
  /// that is nothing, nullopt if it has ended or closed its stdout.
  std::optional<std::string> read(std::chrono::milliseconds wait);

  /// Sends a signal to the program, not to the programs that it started.
  void send(int signal) const;

  /// Waits for the end. Returns the exit code, kSignalExit + the signal that ended it, or
  /// kNotStarted.
  int wait();

 private:
  pid_t id_ = -1;  ///< -1 after the end
  Descriptor output_;
};

}  // namespace sae::base
