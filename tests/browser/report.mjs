// The page of `mailshot send` and `mailshot report`: node report.mjs PAGE FACTS
//
// FACTS is the .jsonl report of the same rows. Among them are texts that would like to be markup, formulas or something worse.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { assertFits, assertQuiet, launch, open } from "./support/page.mjs";

const [file, facts] = process.argv.slice(2);
const rows = readFileSync(facts, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const failed = rows.filter((row) => row.outcome !== "accepted");
const answer = (row) => [row.code, row.enhanced, row.text].filter((part) => part !== null).join(" ");
const grouped = (value) => value.toLocaleString("en");

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Opens the page; at the end it must have kept quiet. */
async function use(name, what, options) {
  test(name, async () => {
    const { page, context, watched } = await open(browser, file, options);
    await page.locator("#rows tr").first().waitFor();
    await what(page, watched);
    assertQuiet(watched);
    await context.close();
  });
}

/** The table as it is shown. */
const shown = (page) => page.locator("#rows tr").evaluateAll((rows) => rows.map((row) => {
  const text = (name) => row.querySelector(name)?.textContent ?? "";
  return { line: text(".line"), address: text(".address"), outcome: text(".outcome"), answer: text(".answer") };
}));
const told = (row) => {
  const whole = answer(row);
  return {
    line: row.line > 0 ? String(row.line) : "", address: row.address, outcome: row.outcome.replace("-", " "),
    answer: whole.length > 400 ? whole.slice(0, 400) + " …" : whole,
  };
};
const settled = (page, text) => page.locator("#count").filter({ hasText: text }).waitFor();
async function eventually(holds) {
  for (const end = Date.now() + 20_000; ;) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const of = (count) => `${grouped(count)} of ${grouped(rows.length)} recipients`;

use("it draws its charts and shows the first rows as they are", async (page) => {
  assert.equal(await page.locator(".chart canvas").count(), 2);
  await settled(page, `${grouped(rows.length)} recipients`);
  assert.deepEqual(await shown(page), rows.slice(0, 100).map(told));
});

test("its first rows are there when it has been loaded", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => addEventListener("load", () => {
    window.atLoad = document.querySelectorAll("#rows tr").length;
  }));
  await page.goto(pathToFileURL(file).href);
  assert.equal(await page.evaluate(() => atLoad), 100);
  await context.close();
});

use("whatever the data holds stays text", async (page, watched) => {
  await page.selectOption("#size", "2000");
  await page.selectOption("#outcome", "failed");
  await settled(page, of(failed.length));
  assert.deepEqual(await shown(page), failed.map(told));
  await page.check("#more");
  for (const button of (await page.locator("button[data-reason]").all()).slice(0, 4)) await button.click();
  const markup = await page.evaluate(() => ({
    scripts: document.querySelectorAll("script:not([type])").length,
    foreign: document.querySelectorAll("main img, main iframe, main a:not([data-outcome]), main script, [onerror], [onclick], object, embed, meta[http-equiv=refresh]").length,
    hacked: window.hacked ?? null,
  }));
  assert.deepEqual(markup, { scripts: 2, foreign: 0, hacked: null });
  assert.deepEqual(watched.requests, []);
});

use("pages turn, and end", async (page) => {
  const at = (number) => Math.min(rows.length, number * 100);
  const is = async (number) => {
    await page.waitForFunction((number) => document.getElementById("number").value === String(number), number);
    assert.deepEqual(await shown(page), rows.slice(at(number - 1), at(number)).map(told));
  };
  const last = Math.ceil(rows.length / 100);
  await is(1);
  assert.ok(await page.locator("#previous").isDisabled());
  await page.click("#next");
  await is(2);
  await page.click("#last");
  await is(last);
  assert.ok(await page.locator("#next").isDisabled());
  await page.click("#previous");
  await is(last - 1);
  for (const [typed, expected] of [["41", 41], ["0", 1], ["999999", last], ["", 1]]) {
    await page.locator("#number").evaluate((input, value) => { input.value = value; }, typed);
    await page.locator("#number").dispatchEvent("change");
    await is(expected);
  }
});

use("it finds by address, by answer, by Message-ID, in any case", async (page) => {
  const fields = (row) => [row.address, answer(row), row.message_id].map((field) => field.toLowerCase());
  const finds = async (query, atLeast = 1) => {
    const wanted = query.trim().toLowerCase();
    const expected = rows.filter((row) => fields(row).some((field) => field.includes(wanted)));
    assert.ok(expected.length >= atLeast, query);
    await page.fill("#query", query);
    /* Two searches may find as many: what counts are the rows. */
    await eventually(async () => assert.deepEqual(await shown(page), expected.slice(0, 100).map(told), query));
    await settled(page, of(expected.length));
  };
  await finds("USER1234@");
  await finds("no such user");
  await finds(" 550 5.1.1 ");
  await finds(rows[77].message_id);
  await finds("<script>");
  await finds("张三");
  await finds("\u0130STANBUL");
  await finds("nobody at all", 0);
  /* Phases, numbers of rows and times are not looked through, nor does a match reach over two fields. */
  await finds("rcpt", 0);
  await finds("example.org 2", 0);
  await finds("1700000000", 0);
  await page.fill("#query", "");
  await settled(page, `${grouped(rows.length)} recipients`);
});

use("it filters by outcome, by a total, by a reason, and together with a search", async (page) => {
  for (const outcome of new Set(rows.map((row) => row.outcome))) {
    const expected = rows.filter((row) => row.outcome === outcome);
    await page.selectOption("#outcome", outcome);
    await settled(page, of(expected.length));
    assert.deepEqual(await shown(page), expected.slice(0, 100).map(told), outcome);
  }
  await page.selectOption("#outcome", "deferred");
  await page.fill("#query", "user4");
  const both = rows.filter((row) => row.outcome === "deferred" && row.address.startsWith("user4"));
  await settled(page, of(both.length));
  assert.deepEqual(await shown(page), both.slice(0, 100).map(told));

  await page.click(".summary [data-outcome=refused]");
  await settled(page, of(rows.filter((row) => row.outcome === "refused").length));
  assert.equal(await page.inputValue("#query"), "");
  assert.equal(await page.inputValue("#outcome"), "refused");

  const reasons = await page.locator("button[data-reason]").evaluateAll((buttons) => buttons.map((button) => +button.dataset.count));
  assert.equal(reasons.reduce((sum, count) => sum + count, 0), failed.length);
  for (const [index, count] of reasons.entries()) {
    await page.locator("button[data-reason]").nth(index).click();
    await settled(page, of(count));
    assert.equal((await shown(page)).length, Math.min(100, count));
  }
  await page.click("#chosen-clear");
  await settled(page, `${grouped(rows.length)} recipients`);
});

/** RFC 4180, as a spreadsheet program reads it. */
function read(text) {
  const records = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const record = records.at(-1);
    if (quoted && text[at] === '"' && text[at + 1] === '"') record[record.length - 1] += text[++at];
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text[at] === ",") record.push("");
    else if (!quoted && text[at] === "\n") records.push([""]);
    else record[record.length - 1] += text[at];
  }
  return records.slice(0, -1);
}

async function saved(page, button) {
  const download = page.waitForEvent("download");
  await page.click(button);
  const file = await download;
  return [file.suggestedFilename(), readFileSync(await file.path(), "utf8")];
}

const harmless = (text) => /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
const columns = (row) => [
  row.row, row.line, harmless(row.address), row.outcome, row.code ?? "", row.enhanced ?? "", row.phase ?? "",
  harmless(row.text), harmless(row.message_id), row.attempts, row.time, row.seconds, row.explanation ?? "",
].map(String);

use("the rows that failed can be saved, as the .csv report has them", async (page) => {
  await page.fill("#query", "user1");
  const [name, text] = await saved(page, "#download-failed");
  assert.equal(name, "not-accepted.csv");
  assert.equal(text[0], "\ufeff");
  const [head, ...records] = read(text.slice(1));
  assert.deepEqual(head, Object.keys(rows[0]));
  assert.deepEqual(records, failed.map(columns));
  for (const [, , address, , , , , words, id] of records) {
    for (const cell of [address, words, id]) assert.doesNotMatch(cell, /^[=+\-@]/);
  }
});

use("so can a selection", async (page) => {
  await page.fill("#query", "user77");
  const expected = rows.filter((row) => row.address.startsWith("user77"));
  await settled(page, of(expected.length));
  const [, text] = await saved(page, "#download-shown");
  assert.deepEqual(read(text.slice(1)).slice(1), expected.map(columns));
});

use("it can be used by keyboard alone", async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("aria-label") || document.activeElement.tagName);
  const seen = [];
  for (let step = 0; step < 200 && !seen.includes("download-shown"); step++) {
    await page.keyboard.press("Tab");
    seen.push(await focused());
  }
  for (const id of ["query", "outcome", "more", "Each recipient, in the order of the list", "number", "next", "last", "size", "download-failed", "download-shown"]) {
    assert.ok(seen.includes(id), `${id} is not reached: ${seen}`);
  }
  await page.focus("#next");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("number").value === "2");
});

use("it tells a screen reader what is what", async (page) => {
  const tree = await page.locator("main").ariaSnapshot();
  for (const part of [
    `heading "list.csv: who got it" [level=1]`, `list "Totals"`, `searchbox "Search"`, `combobox "Outcome"`, "status:",
    `table "Recipients 1 to 100 of ${grouped(rows.length)}"`, `columnheader "Answer"`, `navigation "Pages of recipients"`,
    `table "Not accepted, by reason"`, `figure "Outcomes: how many had been settled by then"`, `spinbutton "Page"`,
  ]) {
    assert.ok(tree.includes(part), `no ${part} in\n${tree.slice(0, 6000)}`);
  }
  /* The figures of the charts are there too. */
  await page.click("summary >> text=The figures as a table");
  const sum = await page.locator("#time-title ~ details table tbody td").evaluateAll((cells) => cells.reduce((sum, cell) => sum + Number(cell.textContent.replaceAll(",", "")), 0));
  assert.equal(sum, rows.filter((row) => row.attempts > 0).length);
});

const telephone = { viewport: { width: 390, height: 844 } };
use("it fits a telephone", async (page) => {
  await assertFits(page);
  await page.check("#more");
  await page.selectOption("#outcome", "failed");
  await settled(page, of(failed.length));
  await assertFits(page);
  await page.locator("button[data-reason]").first().click();
  await assertFits(page);
  /* Rows are cards, and still rows for who listens. */
  assert.match(await page.locator("#table").ariaSnapshot(), /- '?row "[^\n]*\n\s+- '?cell "/);
}, telephone);

/** The least contrast of any text with what is behind it (WCAG 2.2, 1.4.3). */
const contrasts = (page) => page.evaluate(() => {
  const channel = (value) => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(element).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll("main *")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!hasText || element.disabled || !element.checkVisibility()) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.outerHTML.slice(0, 120)]);
  }
  return found.sort((a, b) => a[0] - b[0])[0];
});
for (const colorScheme of ["light", "dark"]) {
  use(`every text can be read: ${colorScheme}`, async (page) => {
    await page.selectOption("#outcome", "failed");
    await settled(page, of(failed.length));
    const [least, where] = await contrasts(page);
    assert.ok(least >= 4.5, `${least.toFixed(2)}: ${where}`);
  }, { colorScheme });
}

use("it prints on white, without what only a screen can do", async (page) => {
  await page.emulateMedia({ media: "print" });
  for (const id of ["controls", "pager", "download-failed"]) assert.ok(!await page.locator("#" + id).isVisible(), id);
  assert.ok(await page.locator("#rows tr").first().isVisible());
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await page.locator(".chart canvas").count(), 2);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
}, { colorScheme: "dark" });

use("a part of a long list is on paper: those first that were not accepted", async (page) => {
  /* Told behind the page's own handler. */
  await page.evaluate(() => addEventListener("beforeprint", () => {
    window.onPaper = [...document.querySelectorAll("#rows .address")].map((cell) => cell.textContent);
    window.note = document.getElementById("printed").checkVisibility() && document.getElementById("printed").textContent;
  }));
  await page.pdf({ format: "A4" });
  const ordered = [...failed, ...rows.filter((row) => row.outcome === "accepted")].slice(0, 2000);
  assert.deepEqual(await page.evaluate(() => onPaper), ordered.map((row) => row.address));
  assert.match(await page.evaluate(() => note), new RegExp(`^Printed are 2,000 of ${grouped(rows.length)} recipients, those first`));
  /* On the screen it is as it was. */
  await page.waitForFunction(() => document.getElementById("rows").children.length === 100);
  assert.ok(!await page.locator("#printed").isVisible());
  /* What was looked for is printed as it is shown. */
  await page.selectOption("#outcome", "accepted");
  await settled(page, of(rows.length - failed.length));
  await page.pdf({ format: "A4" });
  assert.equal(await page.evaluate(() => onPaper.length), 100);
  assert.match(await page.evaluate(() => note), /as they were shown/);
});
