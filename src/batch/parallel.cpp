// SPDX-License-Identifier: MIT
// Runs shell commands with GNU parallel.
#include "batch/parallel.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>

#include "base/child_process.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"

namespace sae::batch {
namespace {

using base::ChildProcess;

constexpr std::chrono::milliseconds kWait{100};

std::string first_line(ChildProcess& program) {
  std::string text;
  while (const auto more = program.read(kWait)) text += *more;
  return text.substr(0, text.find('\n'));
}

/// Adds the line that a command prints at its end: its index, exit code and milliseconds.
std::string with_report(const std::string& command, std::size_t index) {
  return "begin=$(date +%s%N); " + command + "; echo " + std::to_string(index) +
         " $? $((($(date +%s%N) - begin) / 1000000))\n";
}

/// Settings of the user's own, and the user's shell, would change what the options mean. By default
/// GNU parallel kills with SIGTERM and, soon after, SIGKILL.
base::Program parallel_program(const Commands& commands) {
  base::Program program{{"parallel", "--plain", "--will-cite", "--halt", "never", "--termseq",
                         "INT,600000", "--jobs", std::to_string(commands.jobs)}};
  program.directory = commands.directory;
  program.variables = {"PARALLEL_SHELL=/bin/sh"};
  for (std::size_t i = 0; i < commands.lines.size(); ++i) {
    program.input += with_report(commands.lines[i], i);
  }
  return program;
}

/// Takes whole lines from the begin of `text`, and calls on_end for each.
void take_reports(std::string& text, const OnEnd& on_end) {
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
    std::vector<std::int64_t> numbers;
    for (const std::string& word : base::split(text.substr(0, end), ' ')) {
      numbers.push_back(base::parse_integer(word).value_or(-1));
    }
    text.erase(0, end + 1);
    constexpr double kMilliseconds = 1e3;
    if (numbers.size() != 3 || std::ranges::min(numbers) < 0) continue;
    on_end(static_cast<std::size_t>(numbers[0]),
           {static_cast<int>(numbers[1]), static_cast<double>(numbers[2]) / kMilliseconds});
  }
}

}  // namespace

void expect_gnu_parallel() {
  ChildProcess program({{"parallel", "--version"}});
  const std::string found = first_line(program);
  const bool started = program.wait() != ChildProcess::kNotStarted;
  if (found.starts_with("GNU parallel ")) return;
  throw Error(ErrorKind::kUsage,
              "expected GNU parallel, which runs the trials, found " +
                  (started ? "another program named parallel" : std::string("none")),
              "on Debian and Ubuntu: apt-get install parallel");
}

bool run_commands(const Commands& commands, const OnEnd& on_end,
                  const std::function<int()>& pending_signal) {
  ChildProcess parallel(parallel_program(commands));
  std::string text;
  bool stopped = false;
  while (const auto more = parallel.read(kWait)) {
    text += *more;
    take_reports(text, on_end);
    if (stopped || pending_signal() == 0) continue;
    stopped = true;
    parallel.send(SIGINT);
  }
  const int code = parallel.wait();
  constexpr int kFailed = 255;
  if (code == kFailed && !stopped) {
    throw Error(ErrorKind::kInternal, "GNU parallel failed; its own message is above");
  }
  // Otherwise the exit code counts the commands that failed, up to 101.
  return !stopped && code < base::kSignalExit;
}

}  // namespace sae::batch
