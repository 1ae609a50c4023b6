// How soon a page with many recipients is there, and whether it stays awake while it looks through them:
// node million.mjs PAGE RECIPIENTS

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, launch, open } from "./support/page.mjs";

const [file, recipients] = process.argv.slice(2);
const total = Number(recipients).toLocaleString("en");
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const counted = (page, text) => page.locator("#count").filter({ hasText: text }).waitFor({ timeout: 60000 });

test("it is painted at once", async () => {
  const { page, context, watched } = await open(browser, file);
  const { paint, loaded } = await page.evaluate(async () => {
    const first = () => performance.getEntriesByName("first-contentful-paint")[0];
    while (!first()) await new Promise((resolve) => setTimeout(resolve, 10));
    return { paint: first().startTime, loaded: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd };
  });
  console.log(`# first contentful paint ${paint.toFixed(0)} ms, whole document ${loaded.toFixed(0)} ms`);
  await counted(page, `${total} recipients`);
  await page.locator("#rows tr").nth(99).waitFor();
  assert.ok(paint < 2000, `first contentful paint after ${paint} ms`);
  assertQuiet(watched);
  await context.close();
});

test("it looks through all of them and stays awake", async () => {
  const { page, watched } = await open(browser, file);
  await counted(page, `${total} recipients`);
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ type: "longtask" });
  });
  const began = Date.now();
  await page.fill("#query", "user 999999@");
  await page.fill("#query", `user${recipients}@`);
  await counted(page, `1 of ${total} recipients`);
  console.log(`# search through all: ${Date.now() - began} ms, longest task ${(await page.evaluate(() => longest)).toFixed(0)} ms`);
  assert.match(await page.locator("#rows").innerText(), new RegExp(`user${recipients}@`));

  const filtering = Date.now();
  await page.fill("#query", "");
  await page.selectOption("#outcome", "accepted");
  await counted(page, "of " + total);
  await page.waitForFunction(() => document.getElementById("progress").hidden);
  console.log(`# filter by outcome: ${Date.now() - filtering} ms`);
  await page.click("#last");
  await page.waitForFunction(() => document.getElementById("next").disabled);

  const saving = Date.now();
  const download = page.waitForEvent("download");
  await page.click("#download-shown");
  await (await download).path();
  const memory = await page.evaluate(() => performance.memory.usedJSHeapSize);
  const longest = await page.evaluate(() => window.longest);
  console.log(`# download of the selection: ${Date.now() - saving} ms; longest task ${longest.toFixed(0)} ms; heap ${(memory / 1e6).toFixed(0)} MB`);
  assert.ok(longest < 500, `a task took ${longest} ms`);
  assertQuiet(watched);
});
