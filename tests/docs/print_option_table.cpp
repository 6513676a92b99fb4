// SPDX-License-Identifier: MIT
// Prints the option table of docs/options.md; tests/docs/option_table.py compares and writes it.
#include <cstdio>

#include "config/option_table.h"

int main() {
  std::fputs(sae::config::option_table().c_str(), stdout);
  return 0;
}
