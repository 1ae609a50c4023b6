(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const { axis, clock, colour, draw, fromZero, line, number } = charts;
  const $ = (id) => document.getElementById(id);
  const ACCEPTED = 0;

  /* What is called so in English, in the language of the page, with its places filled. */
  const say = (english, places = {}) =>
    (report.words[english] ?? english).replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);

  const grouped = (value) => value.toLocaleString("en");

  /* ---- Charts ---- */

  const { start, length, counts } = report.series;
  /* A step before the first: nothing was settled then. */
  const seconds = counts.map((_, index) => (start + (index + 1) * length) / 1000);
  const looks = [["good"], ["bad"], ["wait", [8, 4]], ["doubt", [2, 3]], ["quiet", [8, 4]], ["second", [2, 3]]];
  const shown = report.outcomes.map((_, outcome) => outcome).filter((outcome) => counts.some((count) => count[outcome] > 0));
  const plain = (chart, value) => value == null ? "" : grouped(Math.round(value));
  const time = { label: say("Until"), value: (chart, value) => value == null ? "" : clock(new Date(value * 1000)) };

  /* For each step of the axis: what is written, and what is added where year, day or minute begins (uPlot's format). */
  const day = "\n{YYYY}-{MM}-{DD}", plainTime = "{HH}:{mm}";
  const step = (seconds, format, year, day, minute) => [seconds, format, year, null, day, null, minute, null, 1];
  const clocks = [
    step(3600 * 24 * 365, "{YYYY}", null, null, null),
    step(3600 * 24 * 28, "{YYYY}-{MM}", null, null, null),
    step(3600 * 24, "{MM}-{DD}", "\n{YYYY}", null, null),
    step(60, plainTime, day, day, null),
    step(1, plainTime + ":{ss}", day, day, null),
    step(0.001, plainTime + ":{ss}.{fff}", day, day, null),
  ];

  /* Half of the last time stands beyond the last step. */
  const padding = [null, 42, null, null];

  const settled = () => [{
    scales: { y: fromZero }, padding,
    axes: [axis(null, { labelSize: 0, space: 95, values: clocks }), axis(say("Recipients"), { size: 70 })],
    series: [time, ...shown.map((outcome) => {
      const [name, dash] = looks[outcome];
      const fill = outcome === ACCEPTED ? colour(name) + "1c" : undefined;
      return line(report.named[outcome], name, plain, { dash, fill });
    })],
  }, seconds.length === 0 ? [[]] : [
    [start / 1000, ...seconds],
    ...shown.map((outcome) => {
      let sum = 0;
      return [0, ...counts.map((count) => sum += count[outcome])];
    }),
  ]];

  /* Few enough steps that the pace is seen and not the noise: of ten recipients or more, and about equally long. */
  const perInterval = counts.map((count) => count.reduce((sum, value) => sum + value, 0));
  const settledInAll = perInterval.reduce((sum, value) => sum + value, 0);
  const steps = Math.max(1, Math.min(60, counts.length, Math.floor(settledInAll / 10)));
  const edge = (step) => Math.round(step * counts.length / steps);
  const paces = [], until = [];
  for (let step = 0; step < steps && counts.length > 0; step++) {
    const some = perInterval.slice(edge(step), edge(step + 1));
    paces.push(some.reduce((sum, value) => sum + value, 0) / some.length / length * 1000);
    until.push((start + edge(step + 1) * length) / 1000);
  }
  /* Below one a second nobody counts in seconds. */
  const [factor, title, label] = Math.max(0, ...paces) < 1
    ? [60, say("Throughput: recipients settled a minute"), say("recipients a minute")]
    : [1, say("Throughput: recipients settled a second"), say("recipients a second")];
  $("throughput-title").textContent = title;
  const throughput = () => [{
    scales: { y: fromZero }, padding,
    axes: [axis(null, { labelSize: 0, space: 95, values: clocks }), axis(label, { size: 70 })],
    series: [
      { ...time, label: say("At") },
      line(label, "first", (chart, value) => number(value), {
        fill: colour("first") + "22", paths: uPlot.paths.stepped({ align: 1 }), points: { show: false },
      }),
    ],
  }, paces.length === 0 ? [[]] : [
    [start / 1000, ...until], [...paces, paces.at(-1)].map((pace) => pace * factor),
  ]];
  draw({ settled, throughput }, 335);

  /* ---- The rows: blocks of packed lines, as written by blocks.rs and lines.rs ---- */

  const sizes = report.blocks.map((block) => block.reduce((sum, count) => sum + count, 0));
  const firsts = [];
  const total = sizes.reduce((sum, size) => (firsts.push(sum), sum + size), 0);
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const breathe = () => globalThis.scheduler?.yield ? scheduler.yield() : pause(0);

  /* A block is whole when something stands behind it: the page may still be arriving. */
  async function packed(index) {
    while (document.readyState === "loading" && !$("block-" + (index + 1))) await pause(30);
    return $("block-" + index).textContent;
  }

  async function unpack(index) {
    const text = atob(await packed(index));
    const octets = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at);
    const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).text();
  }

  /* The blocks that were looked at last: going back and forth costs nothing. */
  const kept = new Map();
  function block(index) {
    const text = kept.get(index) ?? unpack(index);
    kept.delete(index);
    kept.set(index, text);
    if (kept.size > 4) kept.delete(kept.keys().next().value);
    return text;
  }

  const lines = (text) => text.split("\n").slice(0, -1);

  function rowsOf(text) {
    let row = 0, place = 0, time = 0;
    return lines(text).map((text) => {
      const fields = text.split("\t");
      const [, name, whole, id, has, phase, rows, places, tries, times, micros, reason] = fields;
      const parts = whole.split(" ");
      const code = has & 1 ? parts.shift() : "";
      const enhanced = has & 2 ? parts.shift() : "";
      const isCopy = (has & 4) > 0;
      row += +rows;
      place += +places;
      time += +times;
      return {
        row, line: place, address: fields[0].slice(1), name, isCopy, outcome: +fields[0][0], code, enhanced, phase, answer: whole,
        text: parts.join(" "), id, tries, time, seconds: micros / 1e6, reason,
      };
    });
  }

  /* ---- What is looked for ---- */

  const wanted = { query: "", outcome: "", reason: null };
  const outcomeWanted = (outcome) =>
    wanted.outcome === "" || (wanted.outcome === "failed" ? outcome !== ACCEPTED : report.outcomes[outcome] === wanted.outcome);
  const isEveryone = () => wanted.query === "" && wanted.outcome === "" && wanted.reason === null;

  /* Whether a line is wanted. What a search looks through ends at the fourth tab; its first character is the outcome. */
  function matcher() {
    const { query, reason } = wanted;
    const outcomes = report.outcomes.map((_, outcome) => outcomeWanted(outcome));
    const ending = reason === null ? null : "\t" + reason;
    return (line, lower) => {
      if (!outcomes[line.charCodeAt(0) - 48] || (ending !== null && !line.endsWith(ending))) return false;
      if (query === "") return true;
      const at = lower.indexOf(query, 1);
      if (at < 0) return false;
      let end = -1;
      for (let tabs = 0; tabs < 4; tabs++) end = lower.indexOf("\t", end + 1);
      return at + query.length <= end;
    };
  }

  /* Calls `each` with every wanted block in turn, the numbers of its wanted lines, and its text. Stops when it says so. */
  async function scan(each) {
    const isWanted = matcher();
    const query = wanted.query;
    const places = report.blocks.flatMap((block, index) => block.some((count, outcome) => count > 0 && outcomeWanted(outcome)) ? [index] : []);
    let ahead = places.length > 0 ? unpack(places[0]) : null;
    for (let at = 0; at < places.length; at++) {
      const text = await ahead;
      /* The next one is unpacked by another thread meanwhile. */
      ahead = at + 1 < places.length ? unpack(places[at + 1]) : null;
      const lower = query === "" ? "" : text.toLowerCase();
      const found = [];
      if (query === "" || lower.includes(query)) {
        const low = lower.split("\n");
        lines(text).forEach((line, number) => { if (isWanted(line, low[number])) found.push(number); });
      }
      if (each(places[at], found, text, at + 1, places.length) === false) return;
      await breathe();
    }
  }

  /* ---- The table ---- */

  let found = null, page = 0, turn = 0;
  const size = () => +$("size").value;
  const howMany = () => found === null ? total : found.length;
  const pages = () => Math.max(1, Math.ceil(howMany() / size()));

  function cell(row, name, text, title) {
    const element = document.createElement("td");
    element.setAttribute("role", "cell");
    element.className = name;
    if (title) element.dataset.name = title;
    if (text !== "") {
      const inner = document.createElement("bdi");
      inner.textContent = text;
      element.append(inner);
    }
    row.append(element);
    return element;
  }

  const MOST = 400;

  function show(row) {
    const element = document.createElement("tr");
    element.setAttribute("role", "row");
    cell(element, "number extra", String(row.row), say("Row"));
    cell(element, "number line", row.line > 0 ? String(row.line) : "", say("Line"));
    const recipient = cell(element, "address", row.address);
    if (row.name !== "") {
      const shown = row.name.length > MOST ? row.name.slice(0, MOST) + " …" : row.name;
      const name = document.createElement("bdi");
      /* Who gets a copy is not who the letter is about. */
      name.className = row.isCopy ? "such" : "name";
      name.textContent = row.isCopy ? say("in the mail to {name}", { name: shown }) : shown;
      if (row.isCopy) recipient.append(" ", name); else recipient.prepend(name, " ");
    }
    cell(element, "outcome " + report.outcomes[row.outcome], report.named[row.outcome]);
    cell(element, "answer", row.answer.length > MOST ? row.answer.slice(0, MOST) + " …" : row.answer);
    cell(element, "when", row.tries > 0 ? clock(new Date(row.time)) : "");
    cell(element, "extra", row.tries, say("Tries"));
    cell(element, "extra took", row.tries > 0 ? `${row.seconds.toFixed(3)} ${say("s")}` : "", say("Took"));
    cell(element, "extra id", row.id, "Message-ID");
    return element;
  }

  /* The block that holds a row, by the row's number among all. */
  function blockOf(number) {
    let low = 0, high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firsts[middle] <= number) low = middle; else high = middle - 1;
    }
    return low;
  }

  /* The first rows need no unpacking: they are there when the page is. */
  const early = rowsOf(report.first);
  let drawing = 0;
  async function render() {
    const mine = ++drawing;
    const from = page * size(), to = Math.min(from + size(), howMany());
    const elements = [];
    let index = -1, rows = [];
    for (let at = from; at < to; at++) {
      const number = found === null ? at : found[at];
      if (number < early.length) {
        elements.push(show(early[number]));
        continue;
      }
      if (index < 0 || number < firsts[index] || number >= firsts[index] + sizes[index]) {
        index = blockOf(number);
        rows = rowsOf(await block(index));
        if (mine !== drawing) return;
      }
      elements.push(show(rows[number - firsts[index]]));
    }
    $("rows").replaceChildren(...elements);
    $("number").value = page + 1;
    $("number").max = pages();
    $("pages").textContent = say("of {pages}", { pages: grouped(pages()) });
    $("first").disabled = $("previous").disabled = page === 0;
    $("next").disabled = $("last").disabled = page >= pages() - 1;
    $("caption").textContent = to > from
      ? say("Recipients {from} to {to} of {all}", { from: grouped(from + 1), to: grouped(to), all: grouped(howMany()) }) : say("No recipients");
  }

  function tell(isDone) {
    if (isDone) $("count").textContent = counted();
    $("progress").hidden = isDone;
  }

  function counted() {
    const all = `${grouped(total)} ${total === 1 ? say("recipient") : say("recipients")}`;
    if (isEveryone()) return all;
    const places = { found: grouped(howMany()), all, only: $("chosen-text").textContent };
    /* Who searches looks at the search, and may have forgotten what else was chosen. */
    return wanted.reason !== null && wanted.query !== ""
      ? say("{found} of {all}, of those that are shown alone: {only}", places) : say("{found} of {all}", places);
  }

  async function look() {
    const mine = ++turn;
    page = 0;
    $("chosen").hidden = wanted.reason === null;
    if (isEveryone()) {
      found = null;
      await render();
      if (mine === turn) tell(true);
      return;
    }
    found = [];
    $("progress").removeAttribute("value");
    tell(false);
    let isShown = false;
    await scan((index, numbers, text, done, all) => {
      if (mine !== turn) return false;
      for (const number of numbers) found.push(firsts[index] + number);
      $("progress").max = all;
      $("progress").value = done;
      /* The first page does not wait for the last block. */
      if (!isShown && found.length >= size()) {
        isShown = true;
        render();
      }
    });
    if (mine !== turn) return;
    await render();
    if (mine === turn) tell(true);
  }

  /* ---- Files to save ---- */

  const COLUMNS = ["row", "line", "address", "outcome", "code", "enhanced", "phase", "text", "message_id", "attempts", "time", "seconds", "explanation"];
  /* Spreadsheet programs run what follows "=": as in the .csv report. */
  const harmless = (text) => /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  const field = (text) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const utc = (time) => isNaN(new Date(time)) ? "" : new Date(time).toISOString();
  const csv = (row) => [
    row.row, row.line, harmless(row.address), report.outcomes[row.outcome], row.code, row.enhanced, row.phase,
    harmless(row.text), harmless(row.id), row.tries, utc(row.time), row.seconds,
    report.explanations[report.explained[row.reason]] ?? "",
  ].map((value) => field(String(value))).join(",") + "\n";

  async function save(button, name, choice) {
    const before = { ...wanted }, label = button.textContent;
    button.disabled = true;
    /* With a byte order mark, by which spreadsheet programs know UTF-8. */
    const parts = ["\ufeff" + COLUMNS.join(",") + "\n"];
    Object.assign(wanted, choice);
    const scanning = scan((index, numbers, text, done, all) => {
      const rows = rowsOf(text);
      /* Handed over block by block: all of it at once would hold the page up. */
      parts.push(new Blob([numbers.map((number) => csv(rows[number])).join("")]));
      button.textContent = say("Writing … {share} %", { share: Math.round(done / all * 100) });
    });
    Object.assign(wanted, before);
    await scanning;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts, { type: "text/csv;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    button.textContent = label;
    button.disabled = false;
  }

  /* ---- On paper ---- */

  const ofAll = (count) => say("{found} of {all}", { found: grouped(count), all: `${grouped(howMany())} ${say("recipients")}` });

  /* What is printed is there already: nothing is waited for. Of a long list only a part is, which is told. */
  addEventListener("beforeprint", () => {
    const parts = JSON.parse($("paper")?.textContent ?? "[]");
    const isWhole = parts.length === 1;
    /* What was looked for in a long list is printed as it is shown. */
    if (parts.length > 0 && (isWhole || found === null)) {
      const all = parts.flatMap(rowsOf);
      const rows = found === null ? all : found.map((number) => all[number]);
      drawing++;
      $("rows").replaceChildren(...rows.map(show));
      $("caption").textContent = rows.length === 0 ? say("No recipients") : ofAll(rows.length);
    }
    const count = $("rows").children.length;
    const places = { count: grouped(count), all: grouped(howMany()) };
    $("printed").hidden = count >= howMany();
    $("printed").textContent = found === null
      ? say("Printed are {count} of {all} recipients, those first that were not accepted. The others are in this page on the screen.", places)
      : say("Printed are {count} of {all} recipients, as they were shown. The others are on the next pages of the table on the screen.", places);
  });
  addEventListener("afterprint", () => {
    $("printed").hidden = true;
    render();
  });

  /* ---- Hands and eyes ---- */

  const go = (to) => {
    page = Math.min(Math.max(0, to), pages() - 1);
    return render();
  };
  const moves = { first: () => 0, previous: () => page - 1, next: () => page + 1, last: () => pages() - 1 };
  for (const [id, to] of Object.entries(moves)) $(id).addEventListener("click", () => go(to()));
  $("number").addEventListener("change", () => go(Math.trunc(+$("number").value || 1) - 1));
  $("size").addEventListener("change", () => go(0));
  $("more").addEventListener("change", () => $("table").classList.toggle("wide", $("more").checked));
  $("controls").addEventListener("submit", (event) => event.preventDefault());

  let waiting;
  $("query").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      wanted.query = $("query").value.trim().toLowerCase();
      look();
    }, 200);
  });
  $("outcome").addEventListener("change", () => {
    wanted.outcome = $("outcome").value;
    look();
  });
  function choose(outcome, reason, text) {
    $("query").value = wanted.query = "";
    $("outcome").value = wanted.outcome = outcome;
    wanted.reason = reason;
    $("chosen-text").textContent = text;
    $("recipients").focus({ preventScroll: true });
    $("recipients").scrollIntoView();
    look();
  }
  for (const link of document.querySelectorAll("a[data-outcome]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link.dataset.outcome, null, "");
    });
  }
  for (const button of document.querySelectorAll("button[data-reason]")) {
    const text = button.closest("tr").querySelector("th bdi").textContent;
    button.setAttribute("aria-label", say("Show the {count}: {text}", { count: grouped(+button.dataset.count), text }));
    button.addEventListener("click", () => choose("", button.dataset.reason, text));
  }
  $("chosen-clear").addEventListener("click", () => choose("", null, ""));

  const failed = report.blocks.reduce((sum, block) => sum + block.reduce((sum, count, outcome) => outcome === ACCEPTED ? sum : sum + count, 0), 0);
  $("download-failed").textContent = failed > 0
    ? say("Download the {count} not accepted (.csv)", { count: grouped(failed) }) : say("Everyone was accepted");
  $("download-failed").disabled = failed === 0;
  $("download-failed").addEventListener("click", () => save($("download-failed"), "not-accepted.csv", { query: "", outcome: "failed", reason: null }));
  $("download-shown").addEventListener("click", () => save($("download-shown"), "selection.csv", {}));

  if (typeof DecompressionStream === "undefined") {
    $("count").textContent = say("This browser is too old for the table of recipients. Use a newer one, or the .csv report.");
  } else {
    look();
  }
})();
