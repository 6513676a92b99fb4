// SPDX-License-Identifier: MIT
// Shows the results of `sae eval` as text and JSON.
#include "cli/eval_views.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "base/text.h"
#include "run/summary_file.h"
#include "train/epoch_record.h"

namespace sae::cli {
namespace {

using format::Json;

constexpr std::size_t kMostClasses = 100, kNameWidth = 24;

/// Calls `visit(name, value)` for each measure, named as in metrics.csv without "val_".
template <class Visitor>
void visit_measures(const train::Measures& measures, const Visitor& visit) {
  train::EpochRecord record;
  record.valid = measures;
  train::visit_columns(record, [&](std::string_view name, train::ColumnKind, const auto& value) {
    constexpr std::string_view kPrefix = "val_";
    if (!name.starts_with(kPrefix)) return;
    visit(std::string(name.substr(kPrefix.size())), value);
  });
}

Json number_json(double value) { return format::json_number(value); }
Json number_json(std::int64_t value) { return value; }

Json measures_json(const train::Measures& measures) {
  Json json = Json::object();
  visit_measures(measures, [&](const std::string& name, const auto& value) {
    json[name] = number_json(value);
  });
  return json;
}

std::string budget_text(const std::vector<train::BudgetPoint>& budget) {
  std::string text = "\nunits kept per row          fvu\n";
  for (const train::BudgetPoint& point : budget) {
    std::array<char, 64> line{};
    std::snprintf(line.data(), line.size(), "%18lld %12.4f\n", static_cast<long long>(point.units),
                  point.fvu);
    text += line.data();
  }
  return text;
}

std::string classes_text(const std::vector<ClassMeasures>& classes) {
  std::string text =
      "\nclass                         rows          mse          fvu           l0        hoyer\n";
  for (std::size_t i = 0; i < std::min(classes.size(), kMostClasses); ++i) {
    const train::Measures& measures = classes[i].measures;
    std::array<char, 80> numbers{};
    std::snprintf(numbers.data(), numbers.size(), " %9lld %12.5f %12.4f %12.1f %12.4f\n",
                  static_cast<long long>(classes[i].rows), measures.mse, measures.fvu,
                  measures.sparsity.l0, measures.sparsity.hoyer);
    text += base::fit_width(classes[i].name, kNameWidth) + numbers.data();
  }
  if (classes.size() <= kMostClasses) return text;
  return text + "… (" + base::format_count(std::ssize(classes)) +
         " classes; --json yes prints all)\n";
}

}  // namespace

std::string eval_text(const EvalResult& result) {
  std::string text;
  visit_measures(result.all, [&](const std::string& name, const auto& value) {
    text += base::fit_width(name, 14) + base::format_number(static_cast<double>(value)) + "\n";
  });
  if (!result.budget.empty()) text += budget_text(result.budget);
  if (!result.classes.empty()) text += classes_text(result.classes);
  return text;
}

Json eval_json(const EvalResult& result) {
  Json json = {{"metrics", measures_json(result.all)}};
  if (!result.budget.empty()) json["fvu_at_k"] = run::budget_json(result.budget);
  if (!result.classes.empty()) {
    Json& classes = json["classes"] = Json::array();
    for (const ClassMeasures& one : result.classes) {
      classes.push_back(
          {{"name", one.name}, {"rows", one.rows}, {"metrics", measures_json(one.measures)}});
    }
  }
  return json;
}

}  // namespace sae::cli
