// SPDX-License-Identifier: MIT
#include "cli/app.h"

int main(int argc, char** argv) { sae::cli::end_process(sae::cli::run_sae(argc, argv)); }
