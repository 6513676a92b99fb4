// SPDX-License-Identifier: MIT
// Tests of checkpoint.safetensors.
#include "run/checkpoint_file.h"

#include <gtest/gtest.h>

#include <functional>

#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/tensors.h"

namespace sae::run {
namespace {

using train::Checkpoint;
using train::ColumnKind;

/// A state after `epochs` epochs and `batch` batches. All tensors differ. The best epoch is the
/// first.
Checkpoint state_after(std::int64_t epochs, std::int64_t batch) {
  Checkpoint state;
  state.next = {epochs + 1, batch};
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
    state.history.push_back(test::record_with_error(epoch, 0.1 * static_cast<double>(epoch)));
  }
  state.loss_sums = test::vector({1, 2, 3, 4, 5, 6});
  state.weights = {{"encoder.0.weight", test::matrix({{1, 2}})}};
  state.optimizer = {{"mean.encoder.0.weight", test::matrix({{3, 4}})}, {"step", test::scalar(9)}};
  if (epochs == 0) return state;
  state.unit_rates = {0.25, 0.5};
  state.last = batch == 0 ? state.weights
                          : model::NamedTensors{{"encoder.0.weight", test::matrix({{5, 6}})}};
  state.best =
      epochs == 1 ? state.last : model::NamedTensors{{"encoder.0.weight", test::matrix({{7, 8}})}};
  return state;
}

const Identity kIdentity = {{"config", "{}"}, {"threads", "2"}};

SavedRun there_and_back(const Checkpoint& state) {
  return parse_checkpoint(checkpoint_bytes(state, kIdentity), "c");
}

void expect_same(const model::NamedTensors& found, const model::NamedTensors& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].name, expected[i].name);
    EXPECT_TRUE(found[i].tensor.equal(expected[i].tensor)) << found[i].name;
  }
}

TEST(Checkpoint, RoundTripsFromEveryPosition) {
  for (const std::int64_t epochs : {0, 1, 3}) {
    for (const std::int64_t batch : {0, 17}) {
      const Checkpoint state = state_after(epochs, batch);
      const auto [identity, back] = there_and_back(state);
      EXPECT_EQ(identity, kIdentity);
      EXPECT_EQ(back.next, state.next);
      EXPECT_TRUE(back.loss_sums.equal(state.loss_sums));
      expect_same(back.weights, state.weights);
      expect_same(back.optimizer, state.optimizer);
      expect_same(back.last, state.last);
      expect_same(back.best, state.best);
      EXPECT_EQ(checkpoint_bytes(back, identity), checkpoint_bytes(state, kIdentity));
    }
  }
}

TEST(Checkpoint, KeepsAllResultsButNoTimes) {
  const Checkpoint state = state_after(2, 0);
  const Checkpoint back = there_and_back(state).checkpoint;
  ASSERT_EQ(back.history.size(), 2U);
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    std::vector<double> expected, found;
    const auto collect = [](std::vector<double>& values) {
      return [&values](const char*, ColumnKind kind, auto value) {
        if (kind == ColumnKind::kResult) values.push_back(static_cast<double>(value));
      };
    };
    train::visit_columns(state.history[epoch], collect(expected));
    train::visit_columns(back.history[epoch], collect(found));
    EXPECT_EQ(found, expected);
    EXPECT_TRUE(std::isnan(back.history[epoch].seconds));
    EXPECT_TRUE(std::isnan(back.history[epoch].images_per_second));
  }
  EXPECT_EQ(back.unit_rates, (std::vector<double>{0.25, 0.5}));
}

TEST(Checkpoint, DoesNotDependOnTimes) {
  Checkpoint slow = state_after(2, 5);
  slow.history[0].seconds = 99;
  slow.history[1].images_per_second = 1;
  EXPECT_EQ(checkpoint_bytes(slow, kIdentity), checkpoint_bytes(state_after(2, 5), kIdentity));
}

TEST(Checkpoint, SavesEqualWeightsOnce) {
  const auto names = [](const Checkpoint& state) {
    std::string list;
    const std::string bytes = checkpoint_bytes(state, kIdentity);
    for (const auto& array :
         format::parse_safetensors(bytes, "c", format::Seal::kRequired).arrays) {
      list += array.name + " ";
    }
    return list;
  };
  const std::string always =
      "encoder.0.weight optimizer.mean.encoder.0.weight optimizer.step position loss_sums metrics ";
  EXPECT_EQ(names(state_after(0, 3)), always);
  EXPECT_EQ(names(state_after(1, 0)), always + "unit_rates ");
  EXPECT_EQ(names(state_after(1, 3)), always + "unit_rates last.encoder.0.weight ");
  EXPECT_EQ(names(state_after(2, 0)), always + "unit_rates best.encoder.0.weight ");
  EXPECT_EQ(names(state_after(2, 3)),
            always + "unit_rates last.encoder.0.weight best.encoder.0.weight ");
}

/// The error for a valid file modified by `change`.
std::string refusal(const std::function<void(format::SafeTensors&)>& change) {
  format::SafeTensors file = format::parse_safetensors(
      checkpoint_bytes(state_after(2, 3), kIdentity), "c", format::Seal::kRequired);
  change(file);
  const std::string bytes = format::safetensors_bytes(file);
  return test::failure([&] { parse_checkpoint(bytes, "c"); });
}

format::NamedArray& array_of(format::SafeTensors& file, const std::string& name) {
  return *std::ranges::find(file.arrays, name, &format::NamedArray::name);
}

void erase(format::SafeTensors& file, const std::string& prefix) {
  std::erase_if(file.arrays, [&](const auto& array) { return array.name.starts_with(prefix); });
}

std::string little_endian(std::int64_t number) {
  std::string bytes;
  for (int i = 0; i < 8; ++i)
    bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> 8 * i);
  return bytes;
}

TEST(Checkpoint, RefusesInconsistentParts) {
  EXPECT_EQ(refusal([](auto&) {}), "no error");
  for (const char* name : {"position", "loss_sums", "metrics", "unit_rates"}) {
    EXPECT_EQ(refusal([&](auto& file) { erase(file, name); }),
              "5: c: expected an array " + std::string(name) + ", found none");
  }
  for (const char* prefix : {"last.", "best."}) {
    EXPECT_EQ(refusal([&](auto& file) { erase(file, prefix); }),
              "5: c: expected the weights of the last and the best epoch, found none");
  }
  for (const std::int64_t epoch : {0L, -5L}) {
    EXPECT_EQ(refusal([&](auto& file) {
                array_of(file, "position").bytes = little_endian(epoch) + little_endian(0);
              }),
              "5: c: position: expected an epoch >= 1 and a batch >= 0");
  }
  // More epochs than rows in the history, up to sizes that cannot be allocated.
  for (const std::int64_t epoch : {2L, 9L, 9'000'000'000'000'000'000L}) {
    EXPECT_EQ(refusal([&](auto& file) {
                array_of(file, "position").bytes = little_endian(epoch) + little_endian(3);
              }).substr(0, 12),
              "5: c: metric");
  }
  EXPECT_EQ(refusal([](auto& file) { array_of(file, "loss_sums").dtype = "I64"; }).substr(0, 16),
            "5: c: loss_sums:");
}

TEST(Checkpoint, RefusesAnInvalidHistory) {
  EXPECT_EQ(refusal([](auto& file) { array_of(file, "metrics").bytes[7] = '\x7f'; }).substr(0, 21),
            "5: c: metrics: epoch:");
  EXPECT_EQ(refusal([](auto& file) {
              auto& bytes = array_of(file, "metrics").bytes;
              bytes.replace(0, 8, bytes.substr(bytes.size() / 2, 8));
            }),
            "5: c: metrics: expected epochs in order");
}

/// The file as an earlier version wrote it: without dead units, in columns and in loss terms.
std::string as_before(const Checkpoint& state) {
  format::SafeTensors file =
      format::parse_safetensors(checkpoint_bytes(state, kIdentity), "c", format::Seal::kRequired);
  std::string& columns = file.metadata["columns"];
  const std::string later = ",train_auxk,train_dead,train_revived";
  const std::size_t at = columns.find(later);
  const auto before = static_cast<std::size_t>(std::ranges::count(columns.substr(0, at), ',') + 1);
  columns.erase(at, later.size());
  for (const char* terms : {"loss_sums", "optimizer.terms"}) {
    format::NamedArray& array = array_of(file, terms);
    array.bytes.resize(5 * sizeof(double));
    array.shape = {5};
  }
  format::NamedArray& metrics = array_of(file, "metrics");
  const std::size_t row = static_cast<std::size_t>(metrics.shape[1]) * sizeof(double);
  for (std::int64_t i = metrics.shape[0]; i-- > 0;) {
    metrics.bytes.erase(static_cast<std::size_t>(i) * row + before * sizeof(double),
                        3 * sizeof(double));
  }
  metrics.shape[1] -= 3;
  return format::safetensors_bytes(file);
}

TEST(Checkpoint, ReadsThoseWithoutDeadUnits) {
  Checkpoint state = state_after(2, 3);
  state.optimizer.push_back({"terms", test::vector({1, 2, 3, 4, 5, 6})});
  const Checkpoint back = parse_checkpoint(as_before(state), "c").checkpoint;
  EXPECT_EQ(test::values(back.loss_sums), (std::vector<double>{1, 2, 3, 4, 5, 0}));
  EXPECT_EQ(test::values(back.optimizer.back().tensor), (std::vector<double>{1, 2, 3, 4, 5, 0}));
  ASSERT_EQ(back.history.size(), 2U);
  EXPECT_EQ(back.history[1].train.decay, 7.5);
  EXPECT_EQ(back.history[1].train.auxk, 0);
  EXPECT_EQ(back.history[1].firing.dead, 0);
  EXPECT_EQ(back.history[1].kept, 7);
  EXPECT_EQ(back.history[1].valid.sparsity.kl, 19.5);
}

TEST(Checkpoint, RefusesOtherVersionsAndFiles) {
  EXPECT_EQ(refusal([](auto& file) { file.metadata["format"] = "sae_train checkpoint 2"; }),
            "5: c: expected format 'sae_train checkpoint 1', found 'sae_train checkpoint 2'");
  EXPECT_EQ(refusal([](auto& file) { file.metadata.erase("columns"); }).substr(0, 23),
            "5: c: expected columns ");
  EXPECT_EQ(test::failure([] { parse_checkpoint("", "c"); }),
            "5: c: expected at least 8 bytes, found fewer");
}

}  // namespace
}  // namespace sae::run
