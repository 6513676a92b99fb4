// SPDX-License-Identifier: MIT
// Entry points of the programs.
#pragma once

namespace sae::cli {

/// Runs sae_train and returns its exit code. Prints every error on stderr. Codes: 0 ok, 1 internal
/// error (a bug) or out of memory, 2 usage, 3 data, 4 output, 5 checkpoint, 6 divergence, 130/143
/// interrupted.
int run_sae_train(int argc, char** argv);

/// Runs sae, whose first argument names a command; otherwise as run_sae_train.
int run_sae(int argc, char** argv);

/// Ends the process with this exit code. Destructors of static objects do not run: LibTorch's take
/// a tenth of a second. With the address sanitizer they do, and it reports leaks.
[[noreturn]] void end_process(int code);

}  // namespace sae::cli
