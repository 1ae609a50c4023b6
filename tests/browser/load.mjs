// The page of `mailshot load`: node load.mjs PAGE SHORT (many messages; one that is refused, in Chinese)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertFits, assertQuiet, launch, open } from "./support/page.mjs";

const [file, short] = process.argv.slice(2);
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test("it draws its charts, asks for nothing and complains of nothing", async () => {
  const { page, watched } = await open(browser, file);
  assert.match(await page.title(), /^Load test of /);
  assert.equal(await page.locator(".chart canvas").count(), 3);
  for (const name of ["Latency over time", "Throughput over time", "Distribution of the latency"]) {
    assert.equal(await page.getByRole("img", { name, exact: true }).count(), 1, name);
  }
  assertQuiet(watched);
});

test("it fits a telephone, in the dark too", async () => {
  const { page, watched } = await open(browser, file, { viewport: { width: 390, height: 800 }, colorScheme: "dark" });
  await assertFits(page);
  assertQuiet(watched);
});

test("what was not measured is no empty chart, and a moment is no hundred seconds", async () => {
  const { page, watched } = await open(browser, short);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  assert.equal(await page.locator("#latency").textContent(), "没有测量数据。");
  assert.equal(await page.locator("#distribution").textContent(), "没有测量数据。");
  assert.equal(await page.locator(".chart canvas").count(), 1);
  const texts = await page.evaluate(() => {
    const shown = document.body.cloneNode(true);
    for (const one of shown.querySelectorAll("script, .licence, .errors td")) one.remove();
    return shown.textContent;
  });
  const rest = texts.replaceAll(/end-of-data|--fail-if|mailshot|connect|greeting|ehlo|mail|rcpt|data|quit/g, "");
  assert.deepEqual(rest.match(/[A-Za-z]{3,}/g), null, rest);
  assertQuiet(watched);
});

test("its axis of time ends with the run, and the run's beginning is told by the reader's clock", async () => {
  const { page, watched } = await open(browser, file, { timezoneId: "Asia/Shanghai" });
  const { shown, meant } = await page.evaluate(() => {
    const time = document.querySelector("time");
    const hours = (new Date(time.dateTime).getUTCHours() + 8) % 24;
    return { shown: time.textContent, meant: ` ${String(hours).padStart(2, "0")}:` };
  });
  assert.match(shown, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.ok(shown.includes(meant), `${shown} does not have${meant}`);
  // Where the pointer stands at the right edge, the legend tells the last time: the run's end.
  const plot = await page.locator("#throughput .u-over").boundingBox();
  await page.mouse.move(plot.x + plot.width - 1, plot.y + 5);
  const last = await page.locator("#throughput .u-legend .u-value").first().textContent();
  const length = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).seconds);
  assert.ok(Math.abs(parseFloat(last) - length) <= length * 0.01, `${last} is not the end of ${length} s`);
  assertQuiet(watched);
});
