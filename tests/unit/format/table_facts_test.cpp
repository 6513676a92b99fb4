// SPDX-License-Identifier: MIT
// Tests of what passes over a table have shown.
#include "format/table_facts.h"

#include <gtest/gtest.h>

namespace sae::format {
namespace {

TEST(TableFacts, KnowTheColumnsOfTexts) {
  TableFacts facts;
  facts.text_columns = {0, 3};
  EXPECT_TRUE(facts.is_text(3));
  EXPECT_FALSE(facts.is_text(1));
}

}  // namespace
}  // namespace sae::format
