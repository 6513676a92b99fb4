// SPDX-License-Identifier: MIT
// A refused run leaves nothing behind.
#include "report/refusal_guard.h"

#include <exception>

namespace sae::report {

RefusalGuard::RefusalGuard(const RunFolder& folder)
    : folder_(folder), exceptions_(std::uncaught_exceptions()) {}

RefusalGuard::~RefusalGuard() {
  if (std::uncaught_exceptions() > exceptions_) folder_.discard();
}

}  // namespace sae::report
