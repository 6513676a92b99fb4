// SPDX-License-Identifier: MIT
// Draws a picture as PNG; a failure becomes a warning.
#include "run/draw_png.h"

#include <c10/util/Exception.h>

#include <exception>

#include "base/log.h"
#include "base/text.h"
#include "format/png.h"

namespace sae::run {
namespace {

void warn_of_picture(const std::string& name, const std::string& reason) {
  base::log_warning("cannot draw " + name + ": " + base::split(reason, '\n').front());
}

}  // namespace

std::optional<std::string> draw_png(const std::string& name, const DrawPicture& draw) {
  try {
    return format::png_bytes(draw());
  } catch (const c10::Error& error) {
    warn_of_picture(name, error.what_without_backtrace());
  } catch (const std::exception& error) {
    warn_of_picture(name, error.what());
  }
  return std::nullopt;
}

}  // namespace sae::run
