// SPDX-License-Identifier: MIT
// Tests of RefusalGuard.
#include "run/refusal_guard.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "run/file_names.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;
using format::Json;
using test::TemporaryFolder;

config::Config with_out(const fs::path& out) {
  config::Config config;
  config.output.out = out.string();
  return config;
}

/// A run that is refused after its folder was created.
void refuse_in(const fs::path& out) {
  const RunFolder folder = RunFolder::create(with_out(out), Json::object());
  const RefusalGuard guard(folder);
  folder.write("metrics.csv", "");
  folder.write_picture("reconstructions/epoch_0001.png", [] {
    return format::Image{1, 1, 1, {0}};
  });
  throw Error(ErrorKind::kData, "refused");
}

TEST(RefusalGuard, RemovesANewRun) {
  const TemporaryFolder temporary;
  const fs::path out = temporary.path() / "runs" / "deep" / "run";
  EXPECT_EQ(test::failure([&] { refuse_in(out); }), "3: refused");
  EXPECT_TRUE(fs::is_empty(temporary.path()));
  fs::create_directories(out);
  test::failure([&] { refuse_in(out); });
  EXPECT_TRUE(fs::is_empty(out)) << "a folder of the user's stays";
  test::failure([&] { refuse_in(temporary.path() / "runs" / "latest_one"); });
  EXPECT_FALSE(fs::is_symlink(temporary.path() / "runs" / "latest"));
}

TEST(RefusalGuard, KeepsRunsWithACheckpointOrFromAnEarlierProcess) {
  const TemporaryFolder temporary;
  const fs::path out = temporary.path() / "run";
  const auto fail_in = [](const RunFolder& folder) {
    const RefusalGuard guard(folder);
    throw Error(ErrorKind::kData, "refused");
  };
  {
    const RunFolder folder = RunFolder::create(with_out(out), Json::object());
    folder.write(kCheckpointName, "");
    test::failure([&] { fail_in(folder); });
    EXPECT_TRUE(folder.has("config.json"));
    fs::remove(out / kCheckpointName);
  }
  const RunFolder again = RunFolder::reopen(out);
  test::failure([&] { fail_in(again); });
  EXPECT_TRUE(again.has("config.json"));
}

}  // namespace
}  // namespace sae::run
