// SPDX-License-Identifier: MIT
// Fuzzes the checkpoint reader. Its checksum would refuse every altered file, so arrays and
// metadata of the input are first written with a valid checksum.
#include "fuzz.h"
#include "run/checkpoint_file.h"

namespace sae::fuzz {
namespace {

// An array header of 60 bytes becomes a tensor with its bookkeeping; an epoch's row of 136 bytes
// becomes a record of twice that size. The rest is the list of columns.
constexpr MemoryLimit kMemory{44, 32 << 10};

std::optional<format::SafeTensors> arrays_of(std::string_view input) {
  try {
    return format::parse_safetensors(input, "x", format::Seal::kOptional);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

void try_input(std::string_view input) {
  const auto file = arrays_of(input);
  if (!file) return;
  const std::string sealed = format::safetensors_bytes(*file);
  const auto saved = read_or_refuse(sealed, kMemory, ErrorKind::kCheckpoint,
                                    [&] { return run::parse_checkpoint(sealed, "x.safetensors"); });
  if (!saved) return;
  const auto& [identity, checkpoint] = *saved;
  const auto epochs = static_cast<std::int64_t>(checkpoint.history.size());
  expect(checkpoint.next.epoch == epochs + 1 && checkpoint.next.batch >= 0, "a valid position");
  expect(epochs == 0 || (!checkpoint.last.empty() && !checkpoint.best.empty()),
         "weights of the last and the best epoch");
  // What is written from it must read back as equal; the writer chooses the order of the arrays.
  const std::string again = run::checkpoint_bytes(checkpoint, identity);
  const run::SavedRun back = run::parse_checkpoint(again, "x.safetensors");
  expect(run::checkpoint_bytes(back.checkpoint, back.identity) == again,
         "a checkpoint that was written and read is the same");
}

}  // namespace sae::fuzz
