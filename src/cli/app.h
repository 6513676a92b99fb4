// SPDX-License-Identifier: MIT
// The programs' entry: from argv to an exit code.
#pragma once

namespace sae::cli {

/// Runs sae_train and returns its exit code. Every error ends here as lines on stderr:
/// 0 ok, 1 a bug of ours, 2 usage, 3 data, 4 output, 5 checkpoint, 6 divergence, 130/143
/// interrupted.
int run_sae_train(int argc, char** argv);

/// The same for sae, whose first word names a command.
int run_sae(int argc, char** argv);

}  // namespace sae::cli
