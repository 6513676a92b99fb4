// SPDX-License-Identifier: MIT
// Lets no exception but sae::Error leave the library.
#pragma once

#include <exception>

#include "session/to_error.h"

namespace sae::api {

/// Returns the result of `work`. Converts exceptions of libraries by session::to_error.
template <class Work>
auto guarded(const Work& work) {
  try {
    return work();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw session::to_error(error);
  }
}

}  // namespace sae::api
