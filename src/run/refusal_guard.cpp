// SPDX-License-Identifier: MIT
// Removes the folder of a refused run.
#include "run/refusal_guard.h"

#include <exception>

namespace sae::run {

RefusalGuard::RefusalGuard(const RunFolder& folder)
    : folder_(folder), exceptions_(std::uncaught_exceptions()) {}

RefusalGuard::~RefusalGuard() {
  if (std::uncaught_exceptions() > exceptions_) folder_.discard();
}

}  // namespace sae::run
