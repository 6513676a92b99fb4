// SPDX-License-Identifier: MIT
// Tests of the option table for the documentation.
#include "config/option_table.h"

#include <gtest/gtest.h>

namespace sae::config {
namespace {

TEST(OptionTable, ListsEveryFlagOfAnOptionWithItsDefault) {
  EXPECT_NE(option_table().find("| `-l` `--reg_param` `--beta` | B | 0.001 |"), std::string::npos);
}

TEST(OptionTable, EscapesBarsSoThatEveryLineKeepsItsCells) {
  EXPECT_NE(option_table().find("| `--tied` | yes\\|no | no |"), std::string::npos);
}

}  // namespace
}  // namespace sae::config
