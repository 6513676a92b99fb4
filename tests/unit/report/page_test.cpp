// SPDX-License-Identifier: MIT
// Tests of the page's text. The interop test opens it in a browser.
#include "report/page.h"

#include <gtest/gtest.h>

#include <string>

namespace sae::report {
namespace {

TEST(PageHtml, EscapesTextOfTheData) {
  Report report;
  report.json = {{"class_names", {"</script><script>alert(1)</script>", "<!--"}}};
  const std::string page = page_html(report);
  EXPECT_EQ(page.find("</script><script>alert"), std::string::npos);
  EXPECT_EQ(page.find("[\"<!--"), std::string::npos);
  EXPECT_NE(page.find(R"(\u003c/script>\u003cscript>alert(1)\u003c/script>)"), std::string::npos);
}

TEST(PageHtml, HasNoLinkOutsideItself) {
  Report report;
  report.json = format::Json::object();
  const std::string page = page_html(report);
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  for (const char* link :
       {"src=\"http", "href=\"http", "url(http", "@import", "sourceMappingURL"}) {
    EXPECT_EQ(page.find(link), std::string::npos) << link;
  }
}

TEST(PageHtml, ReplacesBytesThatAreNotUtf8) {
  Report report;
  report.json = {{"folder", "\xff"}};
  EXPECT_NE(page_html(report).find("\xef\xbf\xbd"), std::string::npos);
}

}  // namespace
}  // namespace sae::report
