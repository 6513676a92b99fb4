// SPDX-License-Identifier: MIT
// The list of all options; included by config.h, which documents it.
#pragma once

#include <limits>

#include "config/conditions.h"
#include "config/config.h"

namespace sae::config {

namespace fields {

inline constexpr double kMostEpochs = 1e6, kMostBatch = 1e6, kMostThreads = 1024, kMostRows = 1e9;
/// Sizes of report.html in MB.
inline constexpr double kLeastReport = 1, kLargestReport = 1000;
/// Rows without activity.
inline constexpr double kMostSilent = 1e12;
inline constexpr double kMostFeatures = 2147483647;
inline constexpr double kMostPixels = 16384, kMostRate = 1000, kMostWeight = 1e6,
                        kMostSeconds = 1e6;
inline constexpr double kNoLimit = std::numeric_limits<double>::infinity();

inline ForData text_tables() { return {"a table", {DataKind::kTextTable}}; }
inline ForData named_tables() { return {"a table", {DataKind::kTextTable, DataKind::kArff}}; }
inline ForData tables() {
  return {"a table", {DataKind::kTextTable, DataKind::kArff, DataKind::kSvmlight}};
}
inline ForData svmlight_files() { return {"an SVMlight file", {DataKind::kSvmlight}}; }
inline ForData arrays() { return {"an array", {DataKind::kArray}}; }
inline ForData rows_of_numbers() {
  return {"rows of a table or array",
          {DataKind::kTextTable, DataKind::kArff, DataKind::kSvmlight, DataKind::kArray}};
}
inline ForData image_files() { return {"image files", {DataKind::kImageFiles}}; }

template <class AnyConfig, class Visitor>
void visit_training(AnyConfig& config, Visitor&& visit) {
  auto& [preset, data, model, loss, optim, train, output] = config;
  // clang-format off
  visit(Field{kSparsityGroup, "--add_sparse", "yes|no", "add the sparsity term to the loss (-sc is accepted too)", ""}.in_short_help(), loss.add_sparse);
  visit(Field{kSparsityGroup, "-l,--reg_param,--beta", "B", "weight of the sparsity term, >= 0 (-l is beta, not lambda); --penalty l1 implies 1e-4", ""}.range(0, kMostWeight).applies_if(takes_penalty).in_short_help(), loss.beta);
  visit(Field{kSparsityGroup, "--beta_warmup", "SHARE", "share of the schedule over which beta rises from 0, in [0, 1]", ""}.range(0, 1).applies_if(takes_penalty).applies_if(steps_in_batches), loss.beta_warmup);
  visit(Field{kSparsityGroup, "--rho", "R", "target mean activation of a code unit, in (0, 1), for tanh under kl in (-1, 1)", ""}.applies_if(penalty_has_target).applies_if(takes_penalty).in_short_help(), loss.rho);
  visit(Field{kSparsityGroup, "--penalty", "NAME", "kl: KL divergence per code unit over the batch (the textbook term); l1: mean over samples of sum |code|; l1_norm, l0, l0_target, tanh_l0, group: see docs/faq.md; kl_per_sample, l1_all_layers: as two published tutorials compute them", ""}.applies_if(takes_penalty).in_short_help(), loss.penalty);
  visit(Field{kSparsityGroup, "--l0", "N", "mean number of active units per row to reach (--penalty l0_target)", "none"}.above(0, kMostRows).applies_if(penalty_has_l0).applies_if(takes_penalty), loss.l0);
  visit(Field{kSparsityGroup, "--lambda", "L", "weight decay: (lambda/2) * sum of squared weights without biases, >= 0", ""}.range(0, kMostWeight), loss.lambda);
  visit(Field{"Training", "-e,--epochs", "N", "passes over the training rows; for lbfgs and cg, iterations", "", Scope::kRun}.range(1, kMostEpochs).applies_if(is_not_timed).in_short_help(), train.epochs);
  visit(Field{"Training", "--time", "TIME", "train for about this time, such as 90s, 10m or 1.5h: some steps are measured, and the number of epochs and the schedules are set to end in time", "off", Scope::kCall}.applies_if(starts_a_run), train.time);
  visit(Field{"Training", "--batch_size", "N", "rows per step; a smaller last batch is kept", ""}.range(1, kMostBatch).applies_if(steps_in_batches).in_short_help(), train.batch_size);
  visit(Field{"Training", "--optimizer", "NAME", "adam, adamw or sgd (mini-batches), lbfgs or cg (full batch; one epoch is one iteration)", ""}, optim.optimizer);
  visit(Field{"Training", "--lr", "RATE|auto", "learning rate, > 0; auto: .002, with adam or adamw and a topk code of H units at most 2e-4 / sqrt(H / 16384)", "auto"}.above(0, kMostRate).applies_if(steps_in_batches).in_short_help(), optim.lr);
  visit(Field{"Training", "--lr_schedule", "NAME", "constant; cosine: decays to 0 over the schedule, step by step; step: multiplied by --lr_step_factor every --lr_step_epochs", ""}.applies_if(steps_in_batches), optim.lr_schedule);
  visit(Field{"Training", "--lr_step_epochs", "N", "epochs between learning-rate drops (--lr_schedule step)", ""}.range(1, kMostEpochs).applies_if(steps_in_batches).applies_if(schedule_is_step), optim.lr_step_epochs);
  visit(Field{"Training", "--lr_step_factor", "F", "factor of each drop, in (0, 1] (--lr_schedule step)", ""}.above(0, 1).applies_if(steps_in_batches).applies_if(schedule_is_step), optim.lr_step_factor);
  visit(Field{"Training", "--warmup_epochs", "W", "raise the learning rate linearly over the first W epochs; .5 is half an epoch", ""}.range(0, kMostEpochs).applies_if(steps_in_batches), optim.warmup_epochs);
  visit(Field{"Training", "--schedule_epochs", "N", "length of the schedules of --lr_schedule cosine, --beta_warmup and --k_start; a resumed run keeps it", "the first --epochs"}.range(1, kMostEpochs).applies_if(has_schedule).applies_if(is_not_timed), optim.schedule_epochs);
  visit(Field{"Training", "--momentum", "M", "momentum, in [0, 1) (sgd only)", ""}.below(0, 1).applies_if(optimizer_is_sgd), optim.momentum);
  visit(Field{"Training", "--weight_decay", "W", "share of the weights, times the learning rate, that each step of adamw takes away, >= 0; biases keep theirs; not in the loss, as --lambda is", ""}.range(0, kMostWeight).applies_if(optimizer_is_adamw), optim.weight_decay);
  visit(Field{"Training", "--grad_clip", "N|off", "scale each step's gradient to the norm N where its norm is larger", "off"}.above(0, kMostWeight).applies_if(steps_in_batches), optim.grad_clip);
  visit(Field{"Training", "--loss", "NAME", "mse: mean over all values; sse: squared error per row, which makes beta and lambda D times weaker; half_sse: half of that (UFLDL); bce: cross-entropy, targets in [0, 1]", ""}, loss.loss);
  visit(Field{"Training", "--auxk", "ALPHA", "weight of an auxiliary loss in which dead units reconstruct the error that the others leave (AuxK, topk only); 0: none", ""}.range(0, kMostWeight), loss.auxk);
  visit(Field{"Training", "--auxk_units", "N", "dead units that a row may use (--auxk)", ""}.range(1, kMostRows).applies_if(has_auxk), loss.auxk_units);
  visit(Field{"Training", "--dead_after", "N", "rows after which a unit that was not active is dead (--auxk)", "the rows of an epoch, at most 10 million"}.range(1, kMostSilent).applies_if(has_auxk), loss.dead_after);
  visit(Field{"Training", "--seed", "N", "random seed (initial weights, shuffling, noise, dropout); the validation rows have their own, --split_seed", ""}.range(0, kNoLimit).in_short_help(), train.seed);
  visit(Field{"Training", "--patience", "N|off", "stop early after N epochs without a new lowest val_mse", "off", Scope::kRun}.range(1, kMostEpochs), train.patience);
  visit(Field{"Training", "--min_improvement", "SHARE", "share by which val_mse must fall to count as lower, in [0, 1) (--patience)", "", Scope::kRun}.below(0, 1).applies_if(has_patience), train.min_improvement);
  visit(Field{"Training", "--init_from", "FILE", "start a new run from the weights in this model.safetensors or checkpoint", "drawn from the seed", Scope::kRun}.applies_if(starts_a_run), train.init_from);
  visit(Field{"Training", "--threads", "N|auto", "CPU threads; auto: as many as there are cores and as one step can feed, at most 8", "auto", Scope::kRun}.range(1, kMostThreads), train.threads);
  visit(Field{"Training", "--engine", "auto|fused|autograd", "how a step is computed; auto: hand-written kernels on a CPU, LibTorch's autograd on a GPU", "", Scope::kRun}, train.engine);
  visit(Field{"Training", "--device", "auto|cpu|cuda", "where to train; auto measures a step on both and takes the faster one", "", Scope::kRun}.in_short_help(), train.device);
  // clang-format on
}

template <class AnyConfig, class Visitor>
void visit_model(AnyConfig& config, Visitor&& visit) {
  auto& model = config.model;
  // clang-format off
  visit(Field{"Model", "--layers", "W[,W...]", "widths of the encoder's layers; the last is the code; the decoder mirrors them", ""}.in_short_help(), model.layers);
  visit(Field{"Model", "--activation", "NAME", "activation of hidden layers: identity, relu, sigmoid or tanh", ""}.applies_if(has_hidden_layers), model.activation);
  visit(Field{"Model", "--code_activation", "NAME", "activation of the code: identity, relu, sigmoid, tanh; topk, topk_relu: the --k largest units of a row stay; batchtopk: of a batch; jumprelu: those above learned thresholds; soft_threshold: sigmoid minus learned thresholds; --penalty l1 implies relu; a typed topk or jumprelu implies more, which the log names", ""}.in_short_help(), model.code_activation);
  visit(Field{"Model", "--k", "K", "number of active units per row (topk only)", "none"}.applies_if(code_is_topk), model.k);
  visit(Field{"Model", "--k_start", "K", "active units at the start, falling to --k over the first half of the schedule (topk only)", "--k"}.applies_if(code_is_topk), model.k_start);
  visit(Field{"Model", "--k_eval_factor", "A", "keep A * k units when codes are used later, not in val_*, >= 1 (topk only)", ""}.range(1, kMostWeight).applies_if(row_has_k), model.k_eval_factor);
  visit(Field{"Model", "--dropout", "P", "share of the code dropped in each training step, in [0, 1); the rest is divided by 1 - P", ""}.below(0, 1), model.dropout);
  visit(Field{"Model", "--output_activation", "NAME|auto", "activation of the output: identity, relu, sigmoid or tanh; auto: sigmoid if the scaled training rows are in [0, 1], else identity", "auto"}, model.output_activation);
  visit(Field{"Model", "--pre_bias", "yes|no", "subtract the output's bias from the input (expects --output_activation identity)", ""}, model.pre_bias);
  visit(Field{"Model", "--pre_bias_start", "NAME", "the output's bias at the start: mean or geometric_median of the training rows (of at most 8,192 of them), or zero (--pre_bias yes)", ""}.applies_if(has_pre_bias), model.pre_bias_start);
  visit(Field{"Model", "--decoder_norm", "NAME", "free; unit: the decoder weight of each code unit has norm 1 after every step, and the gradient's part along it is removed before", ""}, model.decoder_norm);
  visit(Field{"Model", "--tied", "yes|no", "use the encoder's weights, transposed, in the decoder", ""}, model.tied);
  visit(Field{"Model", "--init", "NAME", "initial weights, uniform within bounds: torch: 1/sqrt(inputs), biases too; ufldl: sqrt(6/(inputs + outputs + 1)); xavier: sqrt(6/(inputs + outputs)); kaiming: sqrt(6/inputs); normal: standard deviation .01; sae: random decoder columns of norm .1 (1 with --decoder_norm unit), and the encoder their transpose; biases 0", ""}, model.init);
  visit(Field{"Model", "--dtype", "NAME", "float32 or float64; lbfgs and cg imply float64", ""}, model.dtype);
  // clang-format on
}

/// The source of the rows and their selection.
template <class AnyData, class Visitor>
void visit_source(AnyData& data, Visitor&& visit) {
  // clang-format off
  visit(Field{"Data", "--data", "PATH", "a file: IDX, .npy, .npz, .mat (FILE:X names an array), a table (CSV, TSV), ARFF or SVMlight, also gzip; a folder with the four IDX files of the MNIST family, or of PNG, JPEG, BMP or PNM files, whose subfolders are classes", "FashionMNIST is searched", Scope::kRun}.in_short_help(), data.data);
  visit(Field{"Data", "--format", "NAME", "idx, npy, mat, table, arff, svmlight or images; auto: found by content", ""}, data.format);
  visit(Field{"Data", "--labels", "FILE", "class of each row: IDX, .npy, .npz, .mat or a table of one column", "none", Scope::kRun}, data.labels);
  visit(Field{"Data", "--label_column", "NAME|INDEX", "column of a table that contains the classes; an index counts from 0, a negative one from the end", "none"}.only_for(named_tables()).in_short_help(), data.label_column);
  visit(Field{"Data", "--columns", "LIST", "columns of a table to read: names, indices from 0, ranges such as 0-3 or a-c, patterns such as pixel*", "all"}.only_for(named_tables()), data.table.columns);
  visit(Field{"Data", "--drop_columns", "LIST", "columns of a table to leave out, given in the same way", "none"}.only_for(named_tables()), data.table.drop_columns);
  visit(Field{"Data", "--missing", "NAME", "missing values (in a table: empty, NA, nan, null, ?): error; drop: leave out their rows; mean: fill in the column's mean over the training rows", ""}, data.table.missing);
  visit(Field{"Data", "--categories", "NAME", "columns of text in a table: error; onehot: one column of 0 and 1 for each text; drop: leave them out", ""}.only_for(named_tables()), data.table.categories);
  visit(Field{"Data", "--new_texts", "NAME", "texts in new data that a run was not trained on: error; zero: 0 in all columns of their text column", ""}.only_for(named_tables()), data.table.new_texts);
  visit(Field{"Data", "--skip_lines", "N", "leave out the first N lines of a table", ""}.range(0, kMostRows).only_for(text_tables()), data.table.skip_lines);
  visit(Field{"Data", "--separator", "CHAR", "separator of a table: comma, semicolon, tab, bar, space or another character", "auto"}.only_for(text_tables()), data.table.separator);
  visit(Field{"Data", "--header", "auto|yes|no", "whether the first row of a table names its columns", ""}.only_for(text_tables()), data.table.header);
  visit(Field{"Data", "--comment", "CHAR", "first character of comment lines in a table, or off", ""}.only_for(text_tables()), data.table.comment);
  visit(Field{"Data", "--decimal", "auto|.|,", "decimal mark in the numbers of a table", ""}.only_for(text_tables()), data.table.decimal);
  visit(Field{"Data", "--thousands", "NAME", "thousands mark in the numbers of a table: auto, none, ',', '.' or space", ""}.only_for(text_tables()), data.table.thousands);
  visit(Field{"Data", "--index_base", "auto|0|1", "index of the first column in an SVMlight file; auto: 0 if an index 0 occurs, else 1", ""}.only_for(svmlight_files()), data.table.index_base);
  visit(Field{"Data", "--features", "N", "number of columns of an SVMlight file", "its largest index"}.only_for(svmlight_files()).range(1, kMostFeatures), data.table.features);
  visit(Field{"Data", "--sample_axis", "first|last", "axis of an array that counts its rows; MATLAB users often choose the last", ""}.only_for(arrays()), data.sample_axis);
  visit(Field{"Data", "--image_shape", "HxW[xC]", "rows of a table or array are images of this shape; CxHxW: one channel after the other; whole numbers from 0 to 255 are then bytes", "as they are"}.only_for(rows_of_numbers()), data.image_shape);
  visit(Field{"Data", "--transpose", "yes|no", "exchange the rows and columns of images, such as EMNIST's", ""}, data.transpose);
  visit(Field{"Data", "--window", "N", "read a table as a time series: N successive lines make a row, overlapping; the last windows validate, and those that overlap both parts are left out", "off"}.only_for(tables()).range(1, kMostPixels), data.window);
  visit(Field{"Data", "--resize", "HxW", "resize image files to this size in pixels", "as they are"}.only_for(image_files()).range(1, kMostPixels), data.resize);
  visit(Field{"Data", "--channels", "NAME", "convert image files to grey or rgb; auto: as they are", ""}, data.channels);
  visit(Field{"Data", "--background", "COLOUR", "colour behind transparent pixels of image files: white, black or RRGGBB", "as stored"}.only_for(image_files()), data.background);
  visit(Field{"Data", "--skip_broken", "yes|no", "leave out image files that cannot be decoded, instead of refusing them", ""}.only_for(image_files()), data.skip_broken);
  visit(Field{"Data", "--classes", "LIST", "keep the rows of these classes, named by their labels in the file: 5-9, 0,2,4 or cat,dog", "all"}, data.classes);
  // clang-format on
}

/// Preprocessing of the rows.
template <class AnyData, class Visitor>
void visit_preparation(AnyData& data, Visitor&& visit) {
  // clang-format off
  visit(Field{"Data", "--encode_with", "RUN[,RUN...]", "train on the codes of these runs, one after the other (stacking); a run that was itself trained this way includes the runs before it", "off", Scope::kRun}, data.encode_with);
  visit(Field{"Data", "--patches", "HxW", "train on patches of this size, cut from the images at random", "off"}.range(1, kMostPixels), data.patches);
  visit(Field{"Data", "--patch_count", "N", "number of training patches; validation patches are drawn besides", ""}.range(1, kMostRows).applies_if(cuts_patches), data.patch_count);
  visit(Field{"Data", "--patch_norm", "NAME", "ufldl: subtract each patch's mean, clip at 3 standard deviations of all, map to [.1, .9]; none", ""}.applies_if(cuts_patches), data.patch_norm);
  visit(Field{"Data", "--scale", "NAME", "unit: [0, 1], symmetric: [-1, 1], by the range of the type (bytes, integers, pictures) or of the training rows; standardize, minmax: per column; rms: one factor for all values, which makes their mean square 1; none. auto: unit for bytes and pictures, none for numbers in [0, 1], else minmax", ""}, data.scale);
  visit(Field{"Data", "--clip", "yes|no", "set validation values outside the training rows' range to 0 or 1, in input and target (--loss bce with --scale minmax or unit; other commands never clip)", ""}.applies_if(scale_has_ends).applies_if(loss_is_bce), data.clip);
  visit(Field{"Data", "--whiten", "none|zca", "zca: decorrelate the columns and stay close to them", ""}, data.whiten);
  visit(Field{"Data", "--whiten_eps", "E", "added to the variances, > 0 (--whiten zca)", ""}.above(0, kMostRate).applies_if(whitens), data.whiten_eps);
  visit(Field{"Data", "--corrupt", "NOISE", "denoising: corrupt the input, keep the target. gaussian:S adds noise of that standard deviation, mask:P sets a share to 0, left_half the left half of an image; after scaling, redrawn every epoch", "off"}, data.corrupt);
  visit(Field{"Data", "--corrupt_eval", "yes|no", "corrupt the input in validation too, with the same noise each time", ""}.applies_if(corrupts), data.corrupt_eval);
  // clang-format on
}

/// The validation split.
template <class AnyData, class Visitor>
void visit_division(AnyData& data, Visitor&& visit) {
  // clang-format off
  visit(Field{"Data", "--valid", "N|SHARE|test", "validate on N random training rows or on a share in (0, 1); test: on the test set, or a tenth if there is none", "test"}.in_short_help(), data.valid);
  visit(Field{"Data", "--valid_data", "PATH", "validate on the rows of this file or folder, which is read like --data", "none", Scope::kRun}.applies_if(takes_no_training_rows), data.valid_data);
  visit(Field{"Data", "--test_data", "PATH", "file or folder of the test set, read like --data; it validates unless --valid or --valid_data is given, and is measured at the end", "none", Scope::kRun}, data.test_data);
  visit(Field{"Data", "--split_seed", "N", "random seed of what is measured on: validation rows, patches, noise in validation", ""}.range(0, kNoLimit), data.split_seed);
  visit(Field{"Data", "--limit", "N|all", "train on the first N training rows, in the order of the file", "all"}.range(1, kMostRows), data.limit);
  visit(Field{"Data", "--limit_valid", "N|all", "validate on the first N validation rows, in the order of the file", "all"}.range(1, kMostRows), data.limit_valid);
  // clang-format on
}

template <class AnyConfig, class Visitor>
void visit_output(AnyConfig& config, Visitor&& visit) {
  auto& [preset, data, model, loss, optim, train, output] = config;
  // clang-format off
  visit(Field{"Output", "--out", "DIR", "the run folder itself", "runs/<date-time>-<preset or penalty>", Scope::kCall}.applies_if(starts_a_run).in_short_help(), output.out);
  visit(Field{"Output", "--force", "yes|no", "replace an existing run in that folder (plain --force means yes)", "", Scope::kCall}.applies_if(starts_a_run), output.force);
  visit(Field{"Output", "--resume", "RUN", "resume the run in this folder, with the same bytes as if it had never stopped; --epochs may grow, outputs and --threads may change", "a new run", Scope::kCall}.in_short_help(), output.resume);
  visit(Field{"Output", "--dry_run", "yes|no", "only print the rows, parameters, memory, disk and measured time of the run; write nothing (plain --dry_run means yes)", "", Scope::kCall}.applies_if(starts_a_run), output.dry_run);
  visit(Field{"Output", "--checkpoint_every", "SECONDS", "seconds between checkpoints within an epoch; 0: only at the end of epochs", "", Scope::kRun}.range(0, kMostSeconds), train.checkpoint_every);
  visit(Field{"Output", "--images_every", "N", "epochs between reconstruction pictures; 0: only at the end", "", Scope::kRun}.range(0, kMostEpochs), output.images_every);
  visit(Field{"Output", "--report", "yes|no", "write report.html, a page to explore the run, at the end", "", Scope::kRun}, output.report);
  visit(Field{"Output", "--report_mb", "MB", "largest size of report.html; rows and units are left out until it fits", "", Scope::kRun}.range(kLeastReport, kLargestReport), output.report_mb);
  visit(Field{"Output", "--tensorboard", "yes|no", "also write the metrics of each epoch for TensorBoard: tensorboard --logdir runs", "", Scope::kRun}, output.tensorboard);
  visit(Field{"Output", "--progress", "auto|on|off", "progress bar; auto: on a terminal", "", Scope::kRun}, output.progress);
  visit(Field{"Output", "--log_level", "LEVEL", "debug, info, warning, error or off", "", Scope::kRun}, output.log_level);
  visit(Field{"Presets", "--preset", "NAME|FILE.json", "start from the settings of a published source (docs/tutorials-and-sources.md) or of your own file, an object such as {\"epochs\": 5}; other options override them", "", Scope::kRun}.applies_if(starts_a_run).in_short_help(), preset);
  // clang-format on
}

}  // namespace fields

/// All data options.
template <class AnyData, class Visitor>
void visit_data(AnyData& data, Visitor&& visit) {
  fields::visit_source(data, visit);
  fields::visit_preparation(data, visit);
  fields::visit_division(data, visit);
}

/// Options that can be changed when a trained run is applied to data. Its preprocessing is fixed by
/// the run.
template <class AnyData, class Visitor>
void visit_inference_data(AnyData& data, Visitor&& visit) {
  fields::visit_source(data, visit);
  fields::visit_division(data, visit);
}

template <class AnyConfig, class Visitor>
void visit_fields(AnyConfig& config, Visitor&& visit) {
  fields::visit_training(config, visit);
  fields::visit_model(config, visit);
  visit_data(config.data, visit);
  fields::visit_output(config, visit);
}

}  // namespace sae::config
