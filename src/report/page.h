// SPDX-License-Identifier: MIT
// The page: a template with a report in it.
#pragma once

#include <string>

#include "report/compose.h"

namespace sae::report {

/// The bytes of report.html: self-contained, without links. Text of the data is escaped.
std::string page_html(const Report& report);

}  // namespace sae::report
