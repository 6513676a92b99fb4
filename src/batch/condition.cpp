// SPDX-License-Identifier: MIT
// Conditions on runs.
#include "batch/condition.h"

#include <algorithm>
#include <array>
#include <compare>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "batch/grid.h"

namespace sae::batch {
namespace {

struct RelationSign {
  Relation relation;
  std::string_view sign;
};
/// "<=" is found before "<".
constexpr std::array<RelationSign, 6> kSigns = {{{Relation::kAtMost, "<="},
                                                 {Relation::kAtLeast, ">="},
                                                 {Relation::kUnequal, "!="},
                                                 {Relation::kBelow, "<"},
                                                 {Relation::kAbove, ">"},
                                                 {Relation::kEqual, "="}}};
constexpr std::string_view kSignLetters = "<>=!";

std::string_view sign_of(Relation relation) {
  return std::ranges::find(kSigns, relation, &RelationSign::relation)->sign;
}

bool is_ordered(Relation relation) {
  return relation != Relation::kEqual && relation != Relation::kUnequal;
}

[[noreturn]] void refuse_condition(const std::string& expected, const std::string& found) {
  throw Error(ErrorKind::kUsage, "--where: expected " + expected + ", found " + base::quote(found));
}

/// The text cut at commas and at " and ", where a part without a relation belongs to the one
/// before.
std::vector<std::string> split_conditions(const std::string& typed) {
  constexpr std::string_view kAnd = " and ";
  std::string text;
  for (std::size_t at = 0; at < typed.size();) {
    const bool is_and = typed.compare(at, kAnd.size(), kAnd) == 0;
    text += is_and ? ',' : typed[at];
    at += is_and ? kAnd.size() : 1;
  }
  std::vector<std::string> parts;
  for (const std::string& part : base::split(text, ',')) {
    if (parts.empty() || part.find_first_of(kSignLetters) != std::string::npos) {
      parts.push_back(part);
    } else {
      parts.back().append(",").append(part);
    }
  }
  return parts;
}

void check_state(const std::string& value) {
  const std::vector<std::string> states = {"finished", "interrupted", "diverged",
                                           "running",  "stopped",     "imported"};
  if (std::ranges::find(states, value) != states.end()) return;
  refuse_condition("a state (" + base::join(states, ", ") + ")", value);
}

/// The value as RunValues holds it.
std::string usual_value(const RunCondition& condition, const std::string& typed) {
  if (base::parse_number(typed) && is_ordered(condition.relation)) return typed;
  if (is_ordered(condition.relation)) refuse_condition("a number after " + condition.text(), typed);
  if (condition.name == kStateName) {
    check_state(typed);
    return typed;
  }
  if (!is_figure(condition.name)) return *usual_setting({condition.name, typed}).text;
  if (!base::parse_number(typed)) refuse_condition("a number after " + condition.text(), typed);
  return typed;
}

RunCondition parse_condition(const std::string& part) {
  const std::size_t at = part.find_first_of(kSignLetters);
  const std::string_view rest =
      at == std::string::npos ? std::string_view() : std::string_view(part).substr(at);
  const auto* sign = std::ranges::find_if(
      kSigns, [&](const RelationSign& known) { return rest.starts_with(known.sign); });
  std::string value;
  if (sign != kSigns.end()) value = base::trimmed(rest.substr(sign->sign.size()));
  if (value.empty() || kSignLetters.find(value.front()) != std::string_view::npos) {
    refuse_condition("a name, one of <=, >=, <, >, = and !=, and a value, such as val_l0<=32",
                     std::string(base::trimmed(part)));
  }
  const std::string name(base::trimmed(std::string_view(part).substr(0, at)));
  RunCondition condition{known_name(name, NameKind::kValue, "--where"), sign->relation, ""};
  condition.value = usual_value(condition, value);
  condition.number = base::parse_number(condition.value);
  return condition;
}

/// order: of the run's value to that of the condition.
bool fits(Relation relation, std::partial_ordering order) {
  switch (relation) {
    case Relation::kAtMost:
      return std::is_lteq(order);
    case Relation::kAtLeast:
      return std::is_gteq(order);
    case Relation::kBelow:
      return std::is_lt(order);
    case Relation::kAbove:
      return std::is_gt(order);
    case Relation::kEqual:
      return std::is_eq(order);
    case Relation::kUnequal:
      return std::is_neq(order);
  }
  return false;
}

bool text_fits(const RunCondition& condition, const std::string& text) {
  const auto number = base::parse_number(text);
  if (number && condition.number) return fits(condition.relation, *number <=> *condition.number);
  return !is_ordered(condition.relation) &&
         (text == condition.value) == (condition.relation == Relation::kEqual);
}

}  // namespace

std::string RunCondition::text() const {
  return std::string(name).append(sign_of(relation)).append(value);
}

std::vector<RunCondition> parse_conditions(const std::string& typed) {
  std::vector<RunCondition> conditions;
  for (const std::string& part : split_conditions(typed)) {
    conditions.push_back(parse_condition(part));
  }
  return conditions;
}

bool holds(const RunCondition& condition, const RunValues& run) {
  if (condition.name == kStateName) return text_fits(condition, run.state);
  if (const auto option = run.options.find(condition.name); option != run.options.end()) {
    return text_fits(condition, option->second);
  }
  const auto figure = run.figures.find(condition.name);
  return figure != run.figures.end() &&
         fits(condition.relation, figure->second <=> *condition.number);
}

}  // namespace sae::batch
