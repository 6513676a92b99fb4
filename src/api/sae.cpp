// SPDX-License-Identifier: MIT
// The version of the library.
#include "sae/sae.h"

#include "session/version.h"

namespace sae {

std::string version() { return session::version_line(); }

}  // namespace sae
