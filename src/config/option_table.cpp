// SPDX-License-Identifier: MIT
// The options as a table for the documentation.
#include "config/option_table.h"

#include "base/text.h"
#include "config/values.h"

namespace sae::config {
namespace {

/// Escapes text for a Markdown table: a bare | would end the cell.
std::string cell(const std::string& text) { return base::join(base::split(text, '|'), "\\|"); }

}  // namespace

std::string option_table() {
  std::string table = "| option | value | default | what it does |\n|---|---|---|---|\n";
  const Config defaults;
  visit_fields(defaults, [&](const Field& field, const auto& value) {
    using Text = ValueText<std::remove_cvref_t<decltype(value)>>;
    const std::string flags = base::join(base::split(field.flags, ','), "` `");
    table += "| `" + flags + "` | " + cell(field.value) + " | " + cell(Text::format(field, value)) +
             " | " + cell(field.help) + " |\n";
  });
  return table;
}

}  // namespace sae::config
