// SPDX-License-Identifier: MIT
// usage: prestarted SOCKET
// Runs sae_train and sae for tests, each command in a process of its own, without the quarter
// second that LibTorch takes to start: it has started here already, and each command is a fork.
//
// Listens at the path SOCKET. A client connects and sends one packet: the working folder, the
// program's path and its arguments, each ended by a null byte, with the descriptors for stdin,
// stdout and stderr. The answer is the wait status, an int. Ends with its parent process.
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app.h"

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 17U;
constexpr std::size_t kStandardStreams = 3;

void require(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::abort();
}

struct Request {
  std::vector<std::string> words;  // the working folder, then the command line
  std::array<int, kStandardStreams> streams{};
};

Request receive(int client) {
  std::string text(kMostBytes, '\0');
  iovec part{text.data(), text.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(Request::streams))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t bytes = recvmsg(client, &message, 0);
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  require(bytes > 0 && header != nullptr && (message.msg_flags & MSG_TRUNC) == 0, "recvmsg");
  Request request;
  std::memcpy(request.streams.data(), CMSG_DATA(header), sizeof request.streams);
  std::string_view rest(text.data(), static_cast<std::size_t>(bytes));
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\0'), rest.size() - 1);
    request.words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return request;
}

int run(Request request) {
  for (std::size_t i = 0; i < request.streams.size(); ++i) {
    require(dup2(request.streams[i], static_cast<int>(i)) >= 0, "dup2");
    close(request.streams[i]);
  }
  require(chdir(request.words.at(0).c_str()) == 0, "chdir");
  std::vector<char*> arguments;
  for (std::size_t i = 1; i < request.words.size(); ++i) {
    arguments.push_back(request.words[i].data());
  }
  const auto count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  const std::string program = std::filesystem::path(request.words.at(1)).filename();
  return program == "sae" ? sae::cli::run_sae(count, arguments.data())
                          : sae::cli::run_sae_train(count, arguments.data());
}

pid_t fork_child() {
  const pid_t child = fork();
  require(child >= 0, "fork");
  if (child == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
  return child;
}

// Runs the client's command and answers it.
int serve(int client) {
  const Request request = receive(client);
  const pid_t child = fork_child();
  if (child == 0) {
    close(client);
    sae::cli::end_process(run(request));
  }
  int status = 0;
  require(waitpid(child, &status, 0) == child, "waitpid");
  require(send(client, &status, sizeof status, MSG_NOSIGNAL) == sizeof status, "send");
  std::_Exit(EXIT_SUCCESS);
}

int listen_at(std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  require(path.size() < sizeof address.sun_path, "path");
  std::ranges::copy(path, std::begin(address.sun_path));
  const int server = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  require(bind(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "bind");
  constexpr int kMostWaiting = 16;
  require(listen(server, kMostWaiting) == 0, "listen");
  return server;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int server = listen_at(argv[1]);
  std::puts("ready");
  std::fflush(stdout);
  std::signal(SIGCHLD, SIG_IGN);
  while (true) {
    const int client = accept4(server, nullptr, nullptr, SOCK_CLOEXEC);
    require(client >= 0, "accept");
    if (fork_child() == 0) {
      std::signal(SIGCHLD, SIG_DFL);
      close(server);
      return serve(client);
    }
    close(client);
  }
}
