// SPDX-License-Identifier: MIT
// Shared code of the fuzz targets.
#include "fuzz.h"

#include <sanitizer/allocator_interface.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace sae::fuzz {
namespace {

// Global because the hooks have no context argument. Null while the watch itself allocates.
thread_local MemoryWatch* active_watch = nullptr;

void after_malloc(const volatile void* pointer, std::size_t bytes) {
  MemoryWatch* watch = std::exchange(active_watch, nullptr);
  if (watch == nullptr) return;
  watch->add(pointer, bytes);
  active_watch = watch;
}

void before_free(const volatile void* pointer) {
  MemoryWatch* watch = std::exchange(active_watch, nullptr);
  if (watch == nullptr) return;
  watch->remove(pointer);
  active_watch = watch;
}

}  // namespace

void fail(const std::string& finding) {
  std::fprintf(stderr, "fuzz: %s\n", finding.c_str());
  std::abort();
}

void expect(bool holds, const char* property) {
  if (!holds) fail(std::string("expected: ") + property);
}

void expect_message_line(const std::string& line) {
  constexpr std::size_t kLongest = 1000;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (line.empty()) fail("an empty message");
  if (line.size() > kLongest) fail("a message of " + std::to_string(line.size()) + " bytes");
  if (std::any_of(line.begin(), line.end(), is_control)) fail("a control character in: " + line);
}

MemoryWatch::MemoryWatch(std::size_t input_bytes, MemoryLimit limit)
    : input_bytes_(input_bytes), most_bytes_(limit.fixed + limit.per_byte * input_bytes) {
  expect(active_watch == nullptr, "one watch at a time");
  active_watch = this;
}

MemoryWatch::~MemoryWatch() { active_watch = nullptr; }

void MemoryWatch::add(const volatile void* pointer, std::size_t bytes) {
  live_[pointer] = bytes;
  live_bytes_ += bytes;
  if (live_bytes_ <= most_bytes_) return;
  fail("expected at most " + std::to_string(most_bytes_) + " bytes of memory for an input of " +
       std::to_string(input_bytes_) + ", found " + std::to_string(live_bytes_));
}

void MemoryWatch::remove(const volatile void* pointer) {
  const auto found = live_.find(pointer);
  if (found == live_.end()) return;  // allocated before the watch
  live_bytes_ -= found->second;
  live_.erase(found);
}

void check_refusal(const Error& error, ErrorKind expected) {
  if (error.kind() != expected) {
    fail("expected an error of kind " + std::to_string(static_cast<int>(expected)) + ", found " +
         std::to_string(error.exit_code()) + ": " + error.what());
  }
  expect_message_line(error.what());
  if (!error.hint().empty()) expect_message_line(error.hint());
}

std::filesystem::path memory_file(std::string_view content) {
  static const int file = ::memfd_create("fuzz", 0);
  if (file < 0 || ::ftruncate(file, 0) != 0 ||
      ::pwrite(file, content.data(), content.size(), 0) != static_cast<ssize_t>(content.size())) {
    std::perror("fuzz: a file in memory");
    std::exit(1);
  }
  return "/proc/self/fd/" + std::to_string(file);
}

}  // namespace sae::fuzz

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  using sae::fuzz::expect;
  expect(__sanitizer_install_malloc_and_free_hooks(sae::fuzz::after_malloc,
                                                   sae::fuzz::before_free) > 0,
         "hooks of malloc and free");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sae::fuzz::try_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
