// SPDX-License-Identifier: MIT
// Converts exceptions of libraries to sae::Error.
#include "session/to_error.h"

#include <c10/util/Exception.h>

#include <filesystem>
#include <string>

#include "base/text.h"
#include "session/out_of_memory.h"

namespace sae::session {

Error to_error(const std::exception& error) {
  if (const auto* ours = dynamic_cast<const Error*>(&error)) return *ours;
  if (const auto* of_file = dynamic_cast<const std::filesystem::filesystem_error*>(&error)) {
    return {ErrorKind::kOutput, of_file->path1().string() + ": " + of_file->code().message()};
  }
  if (const auto out_of_memory = find_out_of_memory(error)) {
    return {ErrorKind::kInternal, *out_of_memory, kMemoryHint};
  }
  const auto* of_torch = dynamic_cast<const c10::Error*>(&error);
  const std::string text = of_torch ? of_torch->what_without_backtrace() : error.what();
  return {ErrorKind::kInternal, "internal error: " + base::split(text, '\n').front(),
          "this is a bug in sae_train: please report it with the command line"};
}

}  // namespace sae::session
