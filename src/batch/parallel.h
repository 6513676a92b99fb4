// SPDX-License-Identifier: MIT
// Runs shell commands with GNU parallel, several at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sae::batch {

/// Commands for a shell, and where and how they run.
struct Commands {
  std::vector<std::string> lines;
  std::filesystem::path directory;  ///< working directory of all
  int jobs = 1;                     ///< how many at a time, >= 1
};

/// How a command ended.
struct CommandEnd {
  int exit_code = 0;
  double seconds = 0;  ///< of its process
};

/// Called with the index of a command that ended by itself.
using OnEnd = std::function<void(std::size_t index, const CommandEnd& end)>;

/// Throws kUsage, with the command to install it, unless the program `parallel` is GNU parallel:
/// another package has a program of that name.
void expect_gnu_parallel();

/// Runs all commands. One failure stops nothing. When pending_signal returns a signal, no further
/// command starts, the running ones get SIGINT once and may take ten minutes to end. Returns false
/// then, and if a signal ended GNU parallel. Throws kInternal if GNU parallel fails otherwise.
bool run_commands(const Commands& commands, const OnEnd& on_end,
                  const std::function<int()>& pending_signal);

}  // namespace sae::batch
