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

Work parse_work(const std::string& word) {
  if (word == "epochs") return Work::kEpochs;
  if (word == "minimise") return Work::kMinimise;
  if (word == "classify") return Work::kClassify;
  if (word == "cluster") return Work::kCluster;
  throw Error(ErrorKind::kUsage,
              "work: expected epochs, minimise, classify or cluster, found " + word);
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

/// Reads [rows, columns] bytes.
at::Tensor read_bytes(const std::string& path, std::int64_t rows, std::int64_t columns) {
  at::Tensor bytes = at::empty({rows, columns}, at::kByte);
  std::ifstream file = format::open_file(path, ErrorKind::kData);
  read_into(file, bytes, path);
  return bytes;
}

}  // namespace

Task parse_task(const std::string& text) {
  const Json json = format::parse_json(text, "task", ErrorKind::kUsage);
  try {
    Task task;
    task.kind = parse_kind(json.at("kind").get<std::string>());
    task.work = parse_work(json.at("work").get<std::string>());
    task.config = resolve_options(json.at("config"));
    task.threads = static_cast<int>(task.config.train.threads.value_or(1));
    task.rows = json.at("rows").get<std::int64_t>();
    task.images = json.at("images").get<std::string>();
    task.weights = json.at("weights").get<std::string>();
    task.labels = json.at("labels").get<std::string>();
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
  return read_bytes(task.images, task.rows, kWidth).to(at::kFloat).div_(255);
}

at::Tensor load_labels(const Task& task) {
  return read_bytes(task.labels, task.rows, 1).squeeze(1).to(at::kLong);
}

void load_weights(const Task& task, model::AutoencoderImpl& model) {
  if (task.weights.empty()) return;
  std::ifstream file = format::open_file(task.weights, ErrorKind::kData);
  for (const at::Tensor& parameter : model.parameters()) {
    const at::Tensor values = at::empty(parameter.sizes(), at::kFloat);
    read_into(file, values, task.weights);
    parameter.detach().copy_(values);
  }
  if (file.peek() != std::ifstream::traits_type::eof()) {
    throw Error(ErrorKind::kData, task.weights + ": expected end of file, found more bytes");
  }
}

}  // namespace sae::bench
