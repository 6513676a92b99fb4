// SPDX-License-Identifier: MIT
// Errors as text that a test can compare.
#pragma once

#include <string>

#include "sae/error.h"

namespace sae::test {

/// Runs the action and returns exit code and message of the sae::Error that it throws, such as "3:
/// x.csv: expected a header", or "no error".
template <class Action>
std::string failure(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::to_string(error.exit_code()) + ": " + error.what();
  }
  return "no error";
}

/// The hint of the sae::Error that the action throws, or "no error".
template <class Action>
std::string hint(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.hint();
  }
  return "no error";
}

}  // namespace sae::test
