"use strict";
// The page of a run. `report` holds the numbers (docs/run-folder.md), `arrays` the pictures as typed arrays.

const report = JSON.parse(document.getElementById("report").textContent);
const arrays = {};
const display = report.display;
const units = report.units;
const samples = report.samples;
const isImage = display.kind === "image";
const shownWidth = display.height * display.width * display.channels;
const placeOfUnit = new Map(units.index.map((unit, place) => [unit, place]));

const byId = (id) => document.getElementById(id);

/** An element with text and children; attributes that are functions become listeners. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null).map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

/** A number with four significant digits; "–" for null. */
function show(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}

/** A share in percent, with three significant digits. */
const percent = (share) => (share === null ? "–" : show(Number((100 * share).toPrecision(3))) + " %");

function makeTable(table, heads, rows) {
  const isNumber = (cell) => typeof cell === "number" || cell === null;
  table.replaceChildren(
    element("thead", {}, element("tr", {}, ...heads.map((head, i) =>
      element("th", { class: rows.length > 0 && isNumber(rows[0].cells[i]) ? "number" : null, scope: "col" }, head)))),
    element("tbody", {}, ...rows.map((row) => element("tr", { class: row.class },
      ...row.cells.map((cell) => element("td", { class: isNumber(cell) ? "number" : null }, show(cell)))))));
}

// --- arrays ---------------------------------------------------------------------------------------------------------

async function decodeArrays() {
  const text = atob(byId("arrays").textContent.trim());
  const compressed = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const types = { u8: Uint8Array, i8: Int8Array, i16: Int16Array, f32: Float32Array };
  for (const [name, array] of Object.entries(report.arrays)) {
    const size = array.shape.reduce((product, side) => product * side, 1);
    arrays[name] = { values: new types[array.type](buffer, array.offset, size), row: size / Math.max(array.shape[0], 1) };
  }
}

/** Row i of an array. */
function rowOf(name, i) {
  const { values, row } = arrays[name];
  return values.subarray(i * row, (i + 1) * row);
}

/** Row i of quantised values. */
function quantised(name, i) {
  const low = arrays[name + "_low"].values[i], step = arrays[name + "_step"].values[i];
  return Float64Array.from(rowOf(name, i), (integer) => low + step * (integer + 32768));
}

/** Row i of the rows shown, in shown values. */
function shownRow(place) {
  const row = rowOf("rows", place);
  return isImage ? Float64Array.from(row, (byte) => display.low + (byte / 255) * (display.high - display.low)) : Float64Array.from(row);
}

// --- pictures -------------------------------------------------------------------------------------------------------

const isDark = () => document.documentElement.dataset.theme === "dark";
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

/** Diverging colour of a value in [−1, 1]: blue, neutral, red. */
function diverging(value) {
  const t = Math.min(Math.abs(value), 1);
  const neutral = isDark() ? [32, 36, 42] : [247, 247, 247];
  const end = value > 0 ? (isDark() ? [255, 130, 100] : [178, 24, 43]) : (isDark() ? [90, 170, 255] : [33, 102, 172]);
  return neutral.map((start, i) => start + t * (end[i] - start));
}

function paint(canvas, height, width, pixelOf) {
  canvas.width = width;
  canvas.height = height;
  canvas.style.setProperty("--ratio", width + " / " + height);
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; ++i) {
    const [red, green, blue] = pixelOf(i);
    image.data.set([red, green, blue, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** An image of shown values. */
function paintImage(canvas, values) {
  const { height, width, channels, low, high } = display;
  const byte = (value) => Math.max(0, Math.min(255, (255 * (value - low)) / (high - low || 1)));
  return paint(canvas, height, width, (i) =>
    channels === 1 ? Array(3).fill(byte(values[i])) : [0, 1, 2].map((c) => byte(values[i * channels + c])));
}

/** Signed values, 0 in the neutral colour; for colour images around mid grey. */
function paintSigned(canvas, values, channels = display.channels) {
  if (!isImage) return paintLines(canvas, [values]);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return paint(canvas, display.height, display.width, (i) =>
    channels === 1 ? diverging(values[i] / largest) : [0, 1, 2].map((c) => 127.5 * (1 + values[i * channels + c] / largest)));
}

/** Rows that are not images: bars of a table's columns, or lines of a series' variables. */
function paintLines(canvas, rows) {
  const width = 240, height = 120, middle = height / 2;
  canvas.width = width;
  canvas.height = height;
  canvas.classList.add("wide");
  canvas.style.setProperty("--ratio", width + " / " + height);
  const context = canvas.getContext("2d");
  const all = rows.flatMap((row) => Array.from(row));
  const largest = all.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const colours = [colour("accent"), colour("second"), colour("third")];
  const y = (value) => middle - (value / largest) * (middle - 4);
  context.strokeStyle = colour("line");
  context.strokeRect(0, middle, width, 0);
  rows.forEach((row, r) => {
    const variables = display.window > 1 ? row.length / display.window : 1;
    if (display.window > 1) {
      for (let variable = 0; variable < variables; ++variable) {
        context.strokeStyle = colours[(r + variable) % colours.length];
        context.beginPath();
        for (let t = 0; t < display.window; ++t) context.lineTo(((t + 0.5) * width) / display.window, y(row[t * variables + variable]));
        context.stroke();
      }
      return;
    }
    const step = width / row.length;
    row.forEach((value, i) => {
      context.fillStyle = value < 0 ? colours[1] : colours[0];
      context.fillRect(i * step, Math.min(y(value), middle), Math.max(step - 1, 1), Math.abs(y(value) - middle));
    });
  });
  return canvas;
}

/** Columns in which a row is far from the mean of the rows shown, so that rows with different units can be drawn. */
const columnScale = (() => {
  let scale = null;
  return () => {
    if (scale) return scale;
    const { values, row } = arrays.rows;
    const count = values.length / row;
    scale = Array.from({ length: row }, (_, column) => {
      let sum = 0, squares = 0;
      for (let i = 0; i < count; ++i) {
        sum += values[i * row + column];
        squares += values[i * row + column] ** 2;
      }
      const mean = sum / count;
      return { mean, deviation: Math.sqrt(Math.max(squares / count - mean * mean, 0)) || 1 };
    });
    return scale;
  };
})();

function paintRow(canvas, values) {
  if (isImage) return paintImage(canvas, values);
  return paintLines(canvas, [values.map((value, i) => (value - columnScale()[i].mean) / columnScale()[i].deviation)]);
}

function pictureFigure(caption, canvas) {
  return element("figure", {}, canvas, element("figcaption", {}, caption));
}

const className = (place) => (report.rows.class ? report.class_names[report.rows.class[place]] : null);
const sampleOfRow = new Map((samples.row || []).map((row, sample) => [row, sample]));

/** A row as a small picture; it opens the sample if it is one. */
function rowTile(place, note = null) {
  const sample = sampleOfRow.get(place);
  const label = className(place) ?? report.rows.id[place];
  const canvas = paintRow(element("canvas", { role: "img", "aria-label": "row " + report.rows.id[place] }), shownRow(place));
  const attributes = { class: "tile" + (isImage ? "" : " wide"), title: "row " + report.rows.id[place] + (className(place) ? ", " + className(place) : "") };
  const texts = [canvas, element("span", {}, label), note === null ? null : element("span", {}, note)];
  if (sample === undefined) return element("div", attributes, ...texts);
  return element("button", { ...attributes, type: "button", click: () => openSample(sample) }, ...texts);
}

// --- charts ---------------------------------------------------------------------------------------------------------

const charts = new Map();

function drawChart(id, config) {
  charts.get(id)?.destroy();
  const canvas = typeof id === "string" ? byId(id) : id;
  const grid = { color: colour("line") }, ticks = { color: colour("quiet") };
  const axis = (options) => ({ grid, ...options, ticks: { ...ticks, ...options.ticks }, title: { display: Boolean(options.text), text: options.text, color: colour("quiet") } });
  charts.set(id, new Chart(canvas, {
    type: config.type,
    data: config.data,
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: { x: axis(config.x), y: axis(config.y) },
      plugins: { legend: { display: config.data.datasets.length > 1, labels: { color: colour("ink"), boxWidth: 16 } } },
    },
  }));
}

function lineSet(label, points, name) {
  return { label, data: points, borderColor: colour(name), backgroundColor: colour(name), borderWidth: 2, pointRadius: points.length > 60 ? 0 : 2, tension: 0 };
}

const curveKinds = [
  ["MSE", [["training", "train_mse", "accent"], ["validation", "val_mse", "second"]]],
  ["FVU", [["validation", "val_fvu", "second"]]],
  ["loss and its terms", [["loss", "train_loss", "accent"], ["reconstruction", "train_reconstruction", "third"]]],
  ["penalty", [["training, before β", "train_penalty", "accent"]]],
  ["L0 (active units per sample)", [["validation", "val_l0", "second"]]],
  ["Hoyer sparsity", [["validation", "val_hoyer", "second"]]],
  ["mean activation", [["mean", "val_rho_hat", "accent"], ["lowest unit", "val_rho_hat_min", "third"], ["highest unit", "val_rho_hat_max", "second"]]],
];

function drawCurves() {
  const history = report.history;
  if (!history.epoch) return;
  const lines = curveKinds[Number(byId("curve-kind").value) || 0][1];
  const bySeconds = byId("curve-x").value === "seconds";
  let total = 0;
  const x = bySeconds ? history.seconds.map((seconds) => (total += seconds)) : history.epoch;
  drawChart("curves", {
    type: "line",
    data: { datasets: lines.map(([label, column, name]) => lineSet(label, history[column].map((y, i) => ({ x: x[i], y })), name)) },
    x: { type: "linear", text: bySeconds ? "seconds of training" : "epoch", ticks: bySeconds ? {} : { precision: 0 } },
    y: { type: byId("curve-log").checked ? "logarithmic" : "linear", text: "" },
  });
}

/** A number with three significant digits. */
const brief = (value) => show(Number(value.toPrecision(3)));

function drawHistogram(id, counts, low, high, text, label) {
  const width = (high - low) / counts.length;
  drawChart(id, {
    type: "bar",
    data: {
      labels: counts.map((_, i) => brief(low + i * width) + " to " + brief(low + (i + 1) * width)),
      datasets: [{ label, data: counts, backgroundColor: colour("accent"), barPercentage: 1, categoryPercentage: 0.95 }],
    },
    x: { text, ticks: { maxRotation: 0, autoSkip: false, callback: (value) => (value % Math.ceil(counts.length / 5) === 0 ? brief(low + value * width) : null) } },
    y: { beginAtZero: true, text: label },
  });
}

function drawRunCharts() {
  drawCurves();
  if (report.budget.length > 0) {
    drawChart("budget", {
      type: "line",
      data: { datasets: [lineSet("FVU", report.budget.map((point) => ({ x: point.k, y: point.fvu })), "accent")] },
      x: { type: "logarithmic", text: "units per sample (k)" },
      y: { beginAtZero: true, text: "FVU" },
    });
  }
  const { low, high, counts, never, active_if } = report.rates;
  const bins = counts.map((_, i) => low + (i * (high - low)) / counts.length);
  drawChart("rates", {
    type: "bar",
    data: {
      labels: bins.map((from, i) => percent(10 ** from) + " to " + percent(10 ** (bins[i + 1] ?? high)) + " of the rows"),
      datasets: [{ label: "units", data: counts, backgroundColor: colour("accent"), barPercentage: 1, categoryPercentage: 0.95 }],
    },
    x: { text: "share of rows in which a unit is active (logarithmic)", ticks: { maxRotation: 0, autoSkip: false, callback: (value) => (value % 4 === 0 ? percent(10 ** bins[value]) : null) } },
    y: { beginAtZero: true, text: "units", ticks: { precision: 0 } },
  });
  byId("rates-note").textContent = "A unit is active in a row if " + active_if + ". " + (never === 0 ? "Every unit is active in some row." : never === 1 ? "One unit is never active." : show(never) + " units are never active.");
  if (report.history.epoch) {
    const byEpoch = (values) => values.map((y, i) => ({ x: report.history.epoch[i], y }));
    const datasets = [lineSet("dead units", byEpoch(report.history.val_dead), "accent")];
    if (report.history.train_revived.some((count) => count > 0)) {
      datasets.push(lineSet("revived in the epoch", byEpoch(report.history.train_revived), "second"));
    }
    drawChart("dead", {
      type: "line",
      data: { datasets },
      x: { type: "linear", text: "epoch", ticks: { precision: 0 } },
      y: { beginAtZero: true, text: "units", ticks: { precision: 0 } },
    });
  }
  drawHistogram("errors", report.errors.counts, report.errors.low, report.errors.high, "mean squared error of a row", "rows");
  byId("errors-note").textContent = "Median " + show(report.errors.median) + ", largest " + show(report.errors.high) + ".";
}

// --- run ------------------------------------------------------------------------------------------------------------

function fillRun() {
  const name = report.run.folder.split("/").filter(Boolean).pop() || report.run.folder;
  document.title = name + " – sparse autoencoder";
  byId("title").textContent = name;
  const twins = report.twins;
  byId("subtitle").textContent = [
    show(twins.units) + (twins.units === 1 ? " unit" : " units") + (twins.distinct < twins.units ? ", " + show(twins.distinct) + " distinct" : ""),
    "epoch " + report.run.epoch,
    show(report.data.valid_rows) + " validation rows (" + report.data.validated_on + ")",
  ].join(" · ");
  byId("verdict").textContent = report.verdict.sentence[0].toUpperCase() + report.verdict.sentence.slice(1) + ".";
  byId("advice").textContent = report.verdict.advice ? "Try next: " + report.verdict.advice + "." : "";
  byId("figures").replaceChildren(...report.card.map((figure) => element("li", {},
    element("span", { class: "name" }, figure.name),
    figure.grade ? element("span", { class: "grade " + figure.grade }, figure.grade) : null,
    element("div", { class: "value" }, figure.value),
    element("p", { class: "meaning" }, figure.meaning))));
  const own = { cells: ["this run", report.history.val_mse?.at(-1) ?? null, report.history.val_fvu?.at(-1) ?? null, ""], class: "changed" };
  makeTable(byId("baselines"), ["reconstruction", "MSE", "FVU", "meaning"],
    [own, ...report.baselines.map((baseline) => ({ cells: [baseline.name, baseline.mse, baseline.fvu, baseline.meaning] }))]);
  if (report.classes.length > 0) {
    byId("classes-figure").hidden = false;
    makeTable(byId("classes"), ["class", "rows", "MSE", "FVU", "L0"],
      report.classes.map((own) => ({ cells: [own.name, own.rows, own.mse, own.fvu, own.l0] })));
  }
  byId("curve-kind").replaceChildren(...curveKinds.map(([kind], i) => element("option", { value: i }, kind)));
  for (const id of ["curve-kind", "curve-x", "curve-log"]) byId(id).addEventListener("change", drawCurves);
}

function fillOptions() {
  const all = byId("all-options").checked;
  const text = (value) => (value === null ? "not set" : typeof value === "object" ? JSON.stringify(value) : String(value));
  makeTable(byId("options"), ["option", "value", "default"], report.config
    .filter((option) => all || option.changed)
    .map((option) => ({ class: option.changed ? "changed" : null, cells: ["--" + option.name, text(option.value), text(option.default)] })));
}

/** A word as a shell reads it. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";
}

function fillConfiguration() {
  const command = (report.run.command || []).map(quoted).join(" ");
  byId("command").textContent = command || "not recorded";
  byId("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(command);
      byId("copy").textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(byId("command"));
    }
  });
  byId("all-options").addEventListener("change", fillOptions);
  fillOptions();
  const versions = Object.entries(report.versions || {}).map(([name, version]) => ({ cells: [name, String(version)] }));
  makeTable(byId("origin"), ["", ""], [
    { cells: ["run folder", report.run.folder] },
    { cells: ["started", report.run.started || "–"] },
    { cells: ["data", report.data.place] },
    { cells: ["checksum of the training rows", report.data.train_fingerprint] },
    { cells: ["checksum of the validation rows", report.data.valid_fingerprint] },
    ...versions,
  ]);
  byId("cut").textContent = report.cut.length > 0 ? "Left out, so that the page stays small (--report_mb): " + report.cut.join("; ") + "." : "";
}

// --- units ----------------------------------------------------------------------------------------------------------

const unitKeys = [
  ["activity", "rate", (place) => percent(units.rate[place])],
  ["importance", "importance", (place) => "imp. " + show(units.importance[place])],
  ["mean activation", "mean", (place) => "mean " + show(units.mean[place])],
  ["largest activation", "largest", (place) => "max " + show(units.largest[place])],
  ["decoder norm", "decoder_norm", (place) => "norm " + show(units.decoder_norm[place])],
  ["class purity", "purity", (place) => percent(units.purity[place])],
  ["most similar unit", "nearest", (place) => "cos " + show(units.cosine[place][0])],
  ["number", "index", () => ""],
].filter(([, key]) => key === "nearest" || units[key]);
const tilesAtOnce = 512;
let unitOrder = [];
let tilesShown = tilesAtOnce;

function unitValue(key, place) {
  return key === "nearest" ? units.cosine[place][0] ?? null : units[key][place];
}

function orderUnits() {
  const [, key] = unitKeys[Number(byId("unit-sort").value) || 0];
  const ascending = byId("unit-ascending").checked;
  const wanted = byId("unit-class").value, search = byId("unit-search").value.trim();
  unitOrder = units.index.map((_, place) => place).filter((place) =>
    (!units.purity || wanted === "" || units.main_class[place] === Number(wanted)) && (search === "" || String(units.index[place]).startsWith(search)));
  const rank = (place) => unitValue(key, place) ?? (ascending ? Infinity : -Infinity);
  unitOrder.sort((a, b) => (ascending ? rank(a) - rank(b) : rank(b) - rank(a)) || a - b);
}

/** The picture of a unit: its decoder column, or what it changes in the output. */
function unitPicture(place) {
  return paintSigned(element("canvas", { role: "img", "aria-label": "unit " + units.index[place] }), rowOf("decoder", place));
}

function unitTile(place, note) {
  return element("button", { class: "tile" + (isImage ? "" : " wide"), type: "button", "data-unit": units.index[place], click: () => openUnit(place) },
    unitPicture(place), element("span", {}, "unit " + units.index[place]), note ? element("span", {}, note) : null);
}

function drawTiles() {
  const note = unitKeys[Number(byId("unit-sort").value) || 0][2];
  byId("tiles").replaceChildren(...unitOrder.slice(0, tilesShown).map((place) => unitTile(place, note(place))));
  byId("unit-count").textContent = show(unitOrder.length) + (unitOrder.length === 1 ? " unit" : " units");
  byId("more-tiles").hidden = unitOrder.length <= tilesShown;
}

function fillUnits() {
  const totals = report.unit_totals;
  byId("units-note").textContent =
    (display.summed ? "What each unit adds to the output (red: brighter or higher, blue: darker or lower)." : "How each unit alone changes the output (red: higher, blue: lower).") +
    " Contrast is chosen per unit. " + show(totals.dead) + " of " + show(totals.all) + " units are dead (" + report.rates.dead_if + ") and not shown." +
    (units.index.length < totals.all - totals.dead ? " Of the others, the " + show(units.index.length) + " most active are shown." : "") +
    (totals.importance_rows < report.data.valid_rows ? " Importance is measured on " + show(totals.importance_rows) + " rows." : "");
  byId("unit-sort").replaceChildren(...unitKeys.map(([name], i) => element("option", { value: i }, name)));
  if (units.purity) {
    byId("unit-class-label").hidden = false;
    byId("unit-class").replaceChildren(element("option", { value: "" }, "any"), ...report.class_names.map((name, i) => element("option", { value: i }, name)));
  }
  const update = () => {
    tilesShown = tilesAtOnce;
    orderUnits();
    drawTiles();
  };
  for (const id of ["unit-sort", "unit-ascending", "unit-class"]) byId(id).addEventListener("change", update);
  byId("unit-search").addEventListener("input", update);
  byId("more-tiles").addEventListener("click", () => {
    tilesShown += tilesAtOnce;
    drawTiles();
  });
  update();
}

// --- cards ----------------------------------------------------------------------------------------------------------

const card = byId("card");
let steps = { back: null, next: null };

function openCard(title, content, back, next) {
  byId("card-title").textContent = title;
  byId("card-content").replaceChildren(...content);
  steps = { back, next };
  byId("card-back").disabled = back === null;
  byId("card-next").disabled = next === null;
  if (!card.open) card.showModal();
  card.scrollTop = 0;
}

const heading = (text) => element("h3", {}, text);
const note = (text) => element("p", { class: "quiet" }, text);
const examples = (places) => element("div", { class: "examples" }, ...places.map((place) => rowTile(place)));

function facts(list) {
  return element("ul", { class: "facts" }, ...list.map(([name, value]) => element("li", {}, name, element("b", {}, value))));
}

function similarUnits(place) {
  return element("div", { class: "examples" }, ...units.similar[place].map((unit, i) => {
    const own = placeOfUnit.get(unit);
    const cosine = "cos " + show(units.cosine[place][i]);
    return own === undefined ? element("div", { class: "tile" }, "unit " + unit, element("span", {}, cosine)) : unitTile(own, cosine);
  }));
}

/** The columns in which a unit's direction is largest, for rows that are not images. */
function columnTable(place) {
  const table = element("table"), values = rowOf("decoder", place), scale = arrays.decoder_scale.values[place];
  const order = Array.from(values.keys()).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, 10);
  makeTable(table, ["column", "change of the output"], order.map((column) => ({ cells: [columnName(column), values[column] * scale] })));
  return element("div", { class: "scroll" }, table);
}

function columnName(column) {
  const variables = display.window > 1 ? shownWidth / display.window : shownWidth;
  const name = display.columns[column % variables] ?? "column " + (column % variables);
  return display.window > 1 ? name + ", row " + Math.floor(column / variables) + " of the window" : name;
}

function classBars(place) {
  const shares = units.class_shares[place];
  const order = shares.map((_, i) => i).filter((i) => shares[i] > 0).sort((a, b) => shares[b] - shares[a]);
  if (order.length === 0) return note("The unit is never above its state of rest.");
  return element("ul", { class: "bars" }, ...order.map((i) => element("li", {},
    element("span", {}, report.class_names[i]),
    element("span", { class: "bar" }, element("i", { style: "left:0;width:" + 100 * shares[i] + "%" })),
    element("span", {}, percent(shares[i])))));
}

function openUnit(place) {
  const unit = units.index[place];
  const at = unitOrder.indexOf(place);
  const canvas = () => element("canvas", { role: "img" });
  const histogram = element("canvas", { role: "img", "aria-label": "Histogram of the unit's code" });
  const content = [
    facts([["active in", percent(units.rate[place])], ["mean activation", show(units.mean[place])], ["largest", show(units.largest[place])],
      ["importance", show(units.importance[place])], ["decoder norm", show(units.decoder_norm[place])],
      ...(units.purity ? [["class purity", percent(units.purity[place])]] : [])]),
    note("Importance: rise of the validation MSE when the unit rests at its mean."),
    element("div", { class: "pictures" },
      pictureFigure(display.summed ? "decoder: what it adds" : "change of the output", paintSigned(canvas(), rowOf("decoder", place))),
      pictureFigure("encoder: what raises it", paintSigned(canvas(), rowOf("encoder", place))),
      pictureFigure("where it acts: share of its input, over its strongest rows", paintSigned(canvas(), rowOf("map", place), 1))),
    isImage ? null : columnTable(place),
    heading("Strongest rows"), examples(units.strongest[place]),
    heading("Drawn from the rows in which it is active"),
    units.active[place].length > 0 ? examples(units.active[place]) : note("It is active in no row."),
    heading("Near misses"), note("Rows in which it is not active, but almost. The strongest rows alone mislead."), examples(units.near_misses[place]),
    ...(units.bands[place].length > 0 ? [heading("From strong to weak"), ...units.bands[place].flatMap((band) =>
      [note(percent(band.low) + " to " + percent(band.high) + " of the rows above rest"), examples(band.rows)])] : []),
    heading("Activation"), element("div", { class: "plot" }, histogram),
    note("Active in " + percent(units.rate[place]) + " of the rows. The axis of the rows is logarithmic."),
    ...(units.class_shares ? [heading("Classes of its 100 strongest rows"), classBars(place)] : []),
    heading("Most similar units"), similarUnits(place),
  ].filter((part) => part !== null);
  const neighbour = (step) => (at >= 0 && unitOrder[at + step] !== undefined ? () => openUnit(unitOrder[at + step]) : null);
  openCard("Unit " + unit, content, neighbour(-1), neighbour(1));
  drawHistogram(histogram, units.histogram[place], units.smallest[place], units.largest[place], "code", "rows");
  charts.get(histogram).options.scales.y.type = "logarithmic";
  charts.get(histogram).update();
}

const activations = {
  identity: (value) => value,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  tanh: Math.tanh,
  relu: (value) => Math.max(value, 0),
};

/** The shown output of a sample with some units off. */
function outputOf(sample, off) {
  if (!display.summed) {
    const alone = samples.units[sample].findIndex((unit) => off.has(unit));
    const switched = arrays.without.values.length / arrays.without.row / samples.row.length;
    return alone < 0 ? quantised("outputs", sample) : quantised("without", sample * switched + alone);
  }
  const sums = quantised("sums", sample);
  samples.units[sample].forEach((unit, i) => {
    if (!off.has(unit)) return;
    const place = placeOfUnit.get(unit);
    const change = (units.off[place] - samples.codes[sample][i]) * arrays.decoder_scale.values[place];
    rowOf("decoder", place).forEach((weight, k) => (sums[k] += change * weight));
  });
  const activate = activations[display.activation];
  return sums.map((sum, k) => display.offset[k] + display.factor[k] * activate(sum));
}

function errorOf(output, wanted) {
  const squares = output.reduce((sum, value, k) => sum + ((value - wanted[k]) / (display.factor[k] || 1)) ** 2, 0);
  return squares / output.length;
}

function valueTable(columns) {
  const table = element("table");
  const names = Array.from(columns[0][1], (_, column) => columnName(column));
  makeTable(table, ["column", ...columns.map(([name]) => name)], names.map((name, i) => ({ cells: [name, ...columns.map(([, values]) => Number(values[i]))] })));
  return element("div", { class: "scroll" }, table);
}

/** Whether the page can redraw the output without this unit of a sample. */
function canSwitch(sample, i) {
  if (display.summed) return placeOfUnit.has(samples.units[sample][i]);
  return i < arrays.without.values.length / arrays.without.row / samples.row.length;
}

function openSample(sample) {
  const place = samples.row[sample];
  const wanted = shownRow(place);
  const off = new Set();
  const result = element("div");
  const bars = element("ul", { class: "bars", id: "sample-units" });
  const draw = () => {
    const output = outputOf(sample, off);
    const difference = output.map((value, k) => value - wanted[k]);
    const error = off.size === 0 ? samples.mse[sample] : errorOf(output, wanted);
    const canvas = () => element("canvas", { role: "img" });
    const noisy = arrays.noisy ? quantised("noisy", sample) : null;
    const state = element("p", { id: "sample-error" }, "Mean squared error " + show(error) +
      (off.size > 0 ? " with " + off.size + (off.size === 1 ? " unit" : " units") + " off; " + show(samples.mse[sample]) + " with all" : ""));
    if (isImage) {
      result.replaceChildren(element("div", { class: "pictures" },
        pictureFigure(noisy ? "clean" : "original", paintImage(canvas(), wanted)),
        noisy ? pictureFigure("noisy input", paintImage(canvas(), noisy)) : "",
        pictureFigure(noisy ? "restored" : "reconstruction", paintImage(canvas(), output)),
        pictureFigure("error (red: too bright, blue: too dark)", paintSigned(canvas(), difference))), state);
    } else {
      result.replaceChildren(state, valueTable([["original", wanted], ...(noisy ? [["noisy input", noisy]] : []), ["reconstruction", output], ["error", difference]]));
    }
  };
  const largest = Math.max(...samples.contributions[sample].map(Math.abs), 1e-12);
  samples.units[sample].forEach((unit, i) => {
    const contribution = samples.contributions[sample][i];
    if (contribution === 0) return;
    const side = contribution < 0 ? "right:50%" : "left:50%";
    const item = element("li", {},
      placeOfUnit.has(unit) ? element("button", { type: "button", "aria-label": "open unit " + unit, click: () => openUnit(placeOfUnit.get(unit)) }, "unit " + unit) : element("span", {}, "unit " + unit),
      element("span", { class: "bar", title: "contribution " + show(contribution) },
        element("i", { class: contribution < 0 ? "down" : null, style: side + ";width:" + (50 * Math.abs(contribution)) / largest + "%" })),
      canSwitch(sample, i) ? element("button", { type: "button", class: "switch", "aria-pressed": "false", "data-unit": unit, click: (event) => {
        const isOff = off.has(unit);
        if (!display.summed) {
          off.clear();
          bars.querySelectorAll(".off").forEach((other) => other.classList.remove("off"));
          bars.querySelectorAll(".switch").forEach((other) => other.setAttribute("aria-pressed", "false"));
        }
        if (isOff) off.delete(unit); else off.add(unit);
        item.classList.toggle("off", !isOff);
        event.currentTarget.setAttribute("aria-pressed", String(!isOff));
        draw();
      } }, "code " + show(samples.codes[sample][i])) : element("span", {}, "code " + show(samples.codes[sample][i])));
    bars.append(item);
  });
  draw();
  const neighbour = (step) => (samples.row[sample + step] !== undefined ? () => openSample(sample + step) : null);
  openCard("Row " + report.rows.id[place] + (className(place) ? ", " + className(place) : ""), [
    result, heading("Its units"),
    note("Bars: contribution of the unit, its code's distance from rest times the length of its decoder column. " +
      (display.summed ? "Press a code to switch the unit off or on." : "Press a code to switch that unit alone off or on.")),
    bars,
  ], neighbour(-1), neighbour(1));
}

// --- samples --------------------------------------------------------------------------------------------------------

function fillSamples() {
  byId("groups").replaceChildren(...report.groups.flatMap((group) => [
    heading(group.name[0].toUpperCase() + group.name.slice(1)),
    element("div", { class: "examples" }, ...group.samples.map((sample) => rowTile(samples.row[sample], "MSE " + show(samples.mse[sample])))),
  ]));
}

// --- start ----------------------------------------------------------------------------------------------------------

function useTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function redraw() {
  drawRunCharts();
  drawTiles();
  fillSamples();
}

async function start() {
  useTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  await decodeArrays();
  fillRun();
  fillConfiguration();
  fillUnits();
  fillSamples();
  drawRunCharts();
  byId("theme").addEventListener("click", () => {
    useTheme(isDark() ? "light" : "dark");
    redraw();
  });
  byId("card-close").addEventListener("click", () => card.close());
  byId("card-back").addEventListener("click", () => steps.back?.());
  byId("card-next").addEventListener("click", () => steps.next?.());
  card.addEventListener("click", (event) => {
    if (event.target === card) card.close();
  });
  card.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === "ArrowLeft") steps.back?.();
    if (event.key === "ArrowRight") steps.next?.();
  });
  document.documentElement.dataset.ready = "yes";
}

start().catch((error) => {
  byId("failure").hidden = false;
  byId("failure").textContent = "This page cannot be drawn: " + error.message + ". It needs a browser of 2023 or later.";
  throw error;
});
