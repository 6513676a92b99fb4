// SPDX-License-Identifier: MIT
// Runs another program and reads what it prints.
#include "base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/write_all.h"

namespace sae::base {
namespace {

[[noreturn]] void fail_to_start(const std::string& name) {
  throw Error(ErrorKind::kInternal,
              "cannot start " + name + ": " + std::generic_category().message(errno));
}

/// A file in memory with this content, at its begin.
Descriptor file_of(const std::string& content, const std::string& name) {
  Descriptor file(::memfd_create("stdin", MFD_CLOEXEC));
  if (file.number() < 0 || !write_all(file.number(), content, FileSystem()) ||
      ::lseek(file.number(), 0, SEEK_SET) != 0) {
    fail_to_start(name);
  }
  return file;
}

/// Pointers to the texts, as exec(3) takes them. Valid while the texts are.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
  std::vector<std::string> all = variables;
  const auto replaces = [&](const std::string& old) {
    return std::ranges::any_of(variables, [&](const std::string& variable) {
      return old.starts_with(variable.substr(0, variable.find('=') + 1));
    });
  };
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!replaces(*variable)) all.emplace_back(*variable);
  }
  return all;
}

/// Whether the process has ended; its exit code can still be asked for. options: WNOHANG, or 0 to
/// wait; then false if a signal came.
bool has_ended(pid_t id, int options) {
  siginfo_t found{};
  if (::waitid(P_PID, static_cast<id_t>(id), &found, WEXITED | WNOWAIT | options) == 0) {
    return found.si_pid == id;
  }
  return errno == ECHILD;  // a caller that ignores SIGCHLD: the system has removed it
}

/// A program that was started in the background of a script ignores SIGINT, and so would all that
/// it starts.
void take_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGQUIT}) ::signal(signal, SIG_DFL);
}

/// In the new process: only calls that are allowed between fork and exec.
[[noreturn]] void become(char* const* words, char* const* environment, const char* directory,
                         int input, int output, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGINT);
  take_signals();
  const bool ready = ::getppid() == parent && ::dup2(input, STDIN_FILENO) >= 0 &&
                     ::dup2(output, STDOUT_FILENO) >= 0 &&
                     (*directory == '\0' || ::chdir(directory) == 0);
  if (ready) ::execvpe(words[0], words, environment);
  // A sanitizer's _exit writes the buffers of stdout, which are this process's too.
  ::syscall(SYS_exit_group, ChildProcess::kNotStarted);
  ::_exit(ChildProcess::kNotStarted);
}

}  // namespace

ChildProcess::ChildProcess(const Program& program) {
  const std::string& name = program.words.front();
  std::vector<std::string> words = program.words;
  std::vector<std::string> variables = environment_with(program.variables);
  const std::vector<char*> arguments = pointers_to(words), environment = pointers_to(variables);
  const std::string directory = program.directory.string();
  const Descriptor input = file_of(program.input, name);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail_to_start(name);
  output_ = Descriptor(ends[0]);
  const Descriptor written(ends[1]);
  const pid_t parent = ::getpid();
  id_ = ::fork();
  if (id_ < 0) fail_to_start(name);
  if (id_ == 0) {
    become(arguments.data(), environment.data(), directory.c_str(), input.number(),
           written.number(), parent);
  }
}

ChildProcess::~ChildProcess() {
  if (id_ < 0) return;
  send(SIGKILL);
  wait();
}

std::optional<std::string> ChildProcess::read(std::chrono::milliseconds wait) {
  // Looked up first: what the program printed before its end can then be read. Its stdout may stay
  // open, in a program that it started.
  const bool ended = has_ended(id_, WNOHANG);
  pollfd waiting{output_.number(), POLLIN, 0};
  if (::poll(&waiting, 1, ended ? 0 : static_cast<int>(wait.count())) <= 0) {
    return ended ? std::nullopt : std::optional<std::string>("");
  }
  std::array<char, 4096> bytes{};
  const ssize_t count = ::read(output_.number(), bytes.data(), bytes.size());
  if (count < 0 && errno == EINTR) return "";
  if (count <= 0) return std::nullopt;
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

void ChildProcess::send(int signal) const {
  if (id_ > 0) ::kill(id_, signal);
}

int ChildProcess::wait() {
  if (id_ < 0) return kNotStarted;
  while (!has_ended(id_, 0)) {
  }
  ::kill(-id_, SIGKILL);
  int status = 0;
  ::waitpid(id_, &status, 0);
  id_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalExit + WTERMSIG(status);
}

}  // namespace sae::base
