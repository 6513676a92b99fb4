// SPDX-License-Identifier: MIT
// Fuzzes config files: read, resolved to a configuration, validated.
#include "config/config_json.h"
#include "config/resolve.h"
#include "config/validate.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// Measured on constructed files: a list of two million widths exists as JSON, then as texts, then
// as one text.
constexpr MemoryLimit kMemory{64, 8 << 10};

struct Outcome {
  config::Resolved resolved;
  std::vector<std::string> problems;  // problems of both steps
};

Outcome read_config(const std::string& text) {
  Outcome outcome{config::resolve(config::parse_config_file(text, "x.json"), {}), {}};
  const auto& [config, sources, unreadable, notes] = outcome.resolved;
  outcome.problems = config::validate(config, sources);
  outcome.problems.insert(outcome.problems.end(), unreadable.begin(), unreadable.end());
  return outcome;
}

}  // namespace

void try_input(std::string_view input) {
  const std::string text(input);
  const auto outcome =
      read_or_refuse(input, kMemory, ErrorKind::kUsage, [&] { return read_config(text); });
  if (!outcome) return;
  for (const std::string& problem : outcome->problems) expect_message_line(problem);
  for (const std::string& note : outcome->resolved.notes) expect_message_line(note);
  if (!outcome->problems.empty()) return;
  const auto effective = config::config_json(outcome->resolved.config, config::Scope::kCall);
  const Outcome again = read_config(effective.dump());
  expect(again.problems.empty(), "an effective configuration is a valid config file");
  expect(config::config_json(again.resolved.config, config::Scope::kCall) == effective,
         "an effective configuration that was written and read is the same");
}

}  // namespace sae::fuzz
