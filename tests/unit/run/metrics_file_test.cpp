// SPDX-License-Identifier: MIT
// Tests of metrics.csv.
#include "run/metrics_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

using test::numbered_record;

constexpr const char* kHeader =
    "epoch,seconds,images_per_second,train_loss,train_reconstruction,train_mse,train_penalty,"
    "train_decay,train_auxk,train_dead,train_revived,kept,val_mse,val_fvu,val_l0,val_hoyer,val_n_"
    "eff,val_dead,val_always_on,"
    "val_zero_codes,val_rho_hat,val_rho_hat_min,val_rho_hat_max,val_kl\n";

std::string header() { return kHeader; }

TEST(MetricsFile, HasTheDocumentedColumnsInOrder) { EXPECT_EQ(metrics_bytes({}), kHeader); }

TEST(MetricsFile, HasOneRowPerEpoch) {
  const std::string after_the_epoch =
      ",1.5,2.5,3.5,4.5,5.5,6.5,7.5,20.5,21,22,7,8.5,9.5,10.5,11.5,12.5,13,14,15,16.5,17.5,18.5,19."
      "5\n";
  EXPECT_EQ(metrics_bytes({numbered_record(1), numbered_record(2)}),
            header() + "1" + after_the_epoch + "2" + after_the_epoch);
}

class MetricsFileOnDisk : public testing::Test {
 protected:
  std::vector<train::EpochRecord> read(const std::string& text) const {
    return read_metrics(folder_.write("metrics.csv", text));
  }
  test::TemporaryFolder folder_;
};

TEST_F(MetricsFileOnDisk, RoundTrips) {
  std::vector<train::EpochRecord> history{numbered_record(1), numbered_record(2)};
  history[1].valid.sparsity.kl = std::numeric_limits<double>::quiet_NaN();
  const std::string bytes = metrics_bytes(history);
  const auto back = read(bytes);
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[1].epoch, 2);
  EXPECT_EQ(back[1].valid.sparsity.dead, 13);
  EXPECT_EQ(back[0].valid.sparsity.kl, 19.5);
  EXPECT_EQ(metrics_bytes(back), bytes);
}

TEST_F(MetricsFileOnDisk, AcceptsMissingAndUnknownColumns) {
  const auto rows = read("val_mse,new,epoch\n0.25,9,3\n");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].epoch, 3);
  EXPECT_EQ(rows[0].valid.mse, 0.25);
  EXPECT_EQ(rows[0].seconds, 0);
}

TEST_F(MetricsFileOnDisk, RefusesDamagedFiles) {
  const std::string path = (folder_.path() / "metrics.csv").string();
  for (const char* count : {"-1", "nan", "inf", "1e300"}) {
    EXPECT_EQ(test::failure([&] { read("epoch,val_dead\n1," + std::string(count) + "\n"); }),
              "5: " + path + ": row 1, column val_dead: expected a count");
  }
  EXPECT_EQ(test::failure([&] { read(""); }).substr(0, 3 + path.size()), "5: " + path);
  EXPECT_EQ(test::failure([] { read_metrics("/nowhere/metrics.csv"); }).substr(0, 3), "5: ");
}

TEST_F(MetricsFileOnDisk, RestoresTimesOfAHistory) {
  const std::vector<train::EpochRecord> history = {numbered_record(1), numbered_record(2)};
  const auto path = folder_.path() / "metrics.csv";
  EXPECT_EQ(with_times(history, path).at(0).seconds, 1.5) << "there is no file";
  folder_.write("metrics.csv", "epoch,seconds,images_per_second\n1,7,8\n");
  const auto timed = with_times(history, path);
  EXPECT_EQ(timed.at(0).seconds, 7);
  EXPECT_EQ(timed.at(0).images_per_second, 8);
  EXPECT_EQ(timed.at(1).seconds, 1.5) << "there is no such row";
  folder_.write("metrics.csv", "epoch,seconds\nx,y\n");
  EXPECT_EQ(with_times(history, path).at(0).seconds, 1.5) << "the file is damaged";
}

}  // namespace
}  // namespace sae::run
