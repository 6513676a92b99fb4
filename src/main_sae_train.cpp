// SPDX-License-Identifier: MIT
#include "cli/app.h"

int main(int argc, char** argv) { return sae::cli::run_sae_train(argc, argv); }
