// SPDX-License-Identifier: MIT
// The page: a template with a report in it.
#include "report/page.h"

#include <string_view>

#include "format/deflate.h"
#include "sae_page.h"

namespace sae::report {
namespace {

/// JSON inside a script element: "<" could end it, and is the only character that can.
std::string script_text(const format::Json& json) {
  const std::string text = json.dump(-1, ' ', false, format::Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

void append(std::string& page, std::string_view before, std::string_view content) {
  page += before;
  page += content;
}

}  // namespace

std::string page_html(const Report& report) {
  format::Json json = report.json;
  json["arrays"] = report.arrays.index();
  // The template's parts, in the order of the document: head, style, body, scripts.
  std::string page;
  append(page, kPageHead, "<style>\n");
  append(page, kPageStyle, "</style>\n");
  append(page, kPageBody, "<script type=\"application/json\" id=\"report\">");
  append(page, script_text(json), "</script>\n<script type=\"text/plain\" id=\"arrays\">");
  append(page, format::base64(format::deflate(report.arrays.bytes())), "</script>\n<script>\n");
  append(page, kChartLibrary, "\n</script>\n<script>\n");
  append(page, kPageScript, "</script>\n</body>\n</html>\n");
  return page;
}

}  // namespace sae::report
