// SPDX-License-Identifier: MIT
// A run whose codes and reconstructions are known.
#pragma once

#include <string>
#include <vector>

#include "support/saved_run.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::test {

/// Rows (a, b) with code a + b, or 0 if that is negative, and reconstruction ((a + b)/2, (a +
/// b)/2).
struct SumRun {
  TemporaryFolder folder;
  std::string path, table;

  SumRun() {
    config::Config config = one_unit_config();
    config.model.code_activation = config::Activation::kRelu;
    config.data.scale = config::Scale::kNone;
    config.data.label_column = "kind";
    table = folder.write("x.csv", "a,b,kind\n1,1,low\n1,4,low\n-1,-1,\"b,c\"\n").string();
    config.data.data = table;
    const data::TableEncoding columns(
        {{"a", format::ColumnKind::kNumber, {}}, {"b", format::ColumnKind::kNumber, {}}});
    path = save_run(folder.path() / "run", config, matrix({{1, 1}, {3, 3}}),
                    {matrix({{1, 1}}), vector({0}), matrix({{0.5}, {0.5}}), vector({0, 0})}, "",
                    columns)
               .folder.string();
  }

  std::string at(const std::string& name) const { return (folder.path() / name).string(); }
  std::string content(const std::string& name) const { return file_content(at(name)); }
};

}  // namespace sae::test
