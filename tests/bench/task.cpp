// SPDX-License-Identifier: MIT
// Reads a task and the files that it names.
#include "bench/task.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>

#include <fstream>

#include "base/error.h"
#include "config/config_json.h"
#include "config/resolve.h"
#include "format/file.h"
#include "format/json.h"
#include "model/autoencoder.h"

namespace sae::bench {
namespace {

using format::Json;

Kind parse_kind(const std::string& word) {
  if (word == "fused") return Kind::kFused;
  if (word == "autograd") return Kind::kAutograd;
  if (word == "limit") return Kind::kLimit;
  throw Error(ErrorKind::kUsage, "kind: expected fused, autograd or limit, found " + word);
}

config::Config resolve_options(const Json& options) {
  config::Resolved resolved =
      config::resolve(config::parse_config_file(options.dump(), "task"), {});
  if (!resolved.problems.empty()) throw UsageErrors(resolved.problems);
  return resolved.config;
}

/// Reads the next bytes of a file into a tensor's memory.
void read_into(std::ifstream& file, const at::Tensor& tensor, const std::string& path) {
  file.read(static_cast<char*>(tensor.mutable_data_ptr()),
            static_cast<std::streamsize>(tensor.nbytes()));
  if (!file) throw Error(ErrorKind::kData, path + ": expected more bytes, found end of file");
}

}  // namespace

Task parse_task(const std::string& text) {
  const Json json = format::parse_json(text, "task", ErrorKind::kUsage);
  try {
    Task task{parse_kind(json.at("kind").get<std::string>()),
              resolve_options(json.at("config")),
              1,
              json.at("rows").get<std::int64_t>(),
              json.at("images").get<std::string>(),
              json.at("weights").get<std::string>()};
    task.threads = static_cast<int>(task.config.train.threads.value_or(1));
    return task;
  } catch (const Json::exception& problem) {
    throw Error(ErrorKind::kUsage, std::string("task: ") + problem.what());
  }
}

at::Tensor load_images(const Task& task) {
  if (task.images.empty()) {
    const auto seed = static_cast<std::uint64_t>(task.config.train.seed);
    at::Generator generator = at::detail::createCPUGenerator(seed);
    return at::rand({task.rows, kWidth}, generator, at::kFloat);
  }
  const at::Tensor pixels = at::empty({task.rows, kWidth}, at::kByte);
  std::ifstream file = format::open_file(task.images, ErrorKind::kData);
  read_into(file, pixels, task.images);
  return pixels.to(at::kFloat).div_(255);
}

void load_weights(const Task& task, model::AutoencoderImpl& model) {
  if (task.weights.empty()) return;
  std::ifstream file = format::open_file(task.weights, ErrorKind::kData);
  for (const at::Tensor& parameter : model.parameters()) {
    read_into(file, parameter.detach(), task.weights);
  }
  if (file.peek() != std::ifstream::traits_type::eof()) {
    throw Error(ErrorKind::kData, task.weights + ": expected end of file, found more bytes");
  }
}

}  // namespace sae::bench
