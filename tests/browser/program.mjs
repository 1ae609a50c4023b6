// The same batch as `send` and as `report` tell it, and one with copies: node program.mjs PAGE-OF-SEND PAGE-OF-REPORT COPIES

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertFits, assertQuiet, launch, open } from "./support/page.mjs";

const files = process.argv.slice(2, 4), copies = process.argv[4];
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const [index, file] of files.entries()) {
  test(`page ${index}`, async () => {
    const { page, watched } = await open(browser, file, { viewport: { width: 390, height: 844 } });
    await page.locator("#count").filter({ hasText: "5 recipients" }).waitFor();
    const totals = await page.locator(".summary a").allInnerTexts();
    assert.deepEqual(totals.map((text) => text.replace(/\s+/g, " ")), ["5 recipients", "3 accepted", "1 refused", "1 deferred"]);
    assert.equal(await page.title(), "class.csv: who got it");
    const phases = await page.locator("#latency-title ~ details th[scope=row]").allTextContents();
    assert.equal(phases[0], "whole message");
    /* The ledger does not keep how long each phase took. */
    assert.equal(phases.includes("rcpt"), index === 0);
    /* Whose row it is, as the list says: to be read, and to be looked for. */
    assert.deepEqual(await page.locator("#rows .address .name").allInnerTexts(), ["anna", "gone", "later", "bert", "<b>&amp;"]);
    await page.fill("#query", "&AMP;");
    await page.locator("#count").filter({ hasText: "1 of 5 recipients" }).waitFor();
    assert.equal(await page.locator("#rows .address").innerText(), "<b>&amp;\nquoted@example.org");
    await page.fill("#query", "");
    await page.locator("button[data-reason]").first().click();
    await page.locator("#count").filter({ hasText: "1 of 5 recipients" }).waitFor();
    /* A search among those that were chosen says so. */
    await page.fill("#query", "nobody");
    await page.locator("#count").filter({ hasText: "0 of 5 recipients, of those that are shown alone: " }).waitFor();
    await assertFits(page);
    assertQuiet(watched);
  });
}

test("all recipients of a short list are on paper, or those that were looked for", async () => {
  const { page, watched } = await open(browser, files[0]);
  await page.locator("#count").filter({ hasText: "5 recipients" }).waitFor();
  await page.evaluate(() => addEventListener("beforeprint", () => {
    window.onPaper = [...document.querySelectorAll("#rows .name")].map((name) => name.textContent);
    window.note = document.getElementById("printed").hidden;
  }));
  await page.evaluate(() => { document.getElementById("size").options[0].textContent = "2"; });
  await page.selectOption("#size", "2");
  await page.pdf();
  assert.deepEqual(await page.evaluate(() => [onPaper, note]), [["anna", "gone", "later", "bert", "<b>&amp;"], true]);
  await page.selectOption("#outcome", "failed");
  await page.locator("#count").filter({ hasText: "2 of 5 recipients" }).waitFor();
  await page.pdf();
  assert.deepEqual(await page.evaluate(() => [onPaper, note]), [["gone", "later"], true]);
  assertQuiet(watched);
});

test("who gets a copy is not shown as who the letter is about", async () => {
  const { page, watched } = await open(browser, copies);
  await page.locator("#count").filter({ hasText: "4 recipients" }).waitFor();
  assert.equal((await page.locator(".summary a").first().innerText()).replace(/\s+/g, " "), "4 recipients of 2 letters");
  assert.deepEqual(await page.locator("#rows .address .name").allInnerTexts(), ["anna", "gone"]);
  const copied = await page.locator("#rows .address").filter({ hasText: "copies@" }).allInnerTexts();
  assert.deepEqual(copied.map((text) => text.replace(/\s+/g, " ")), ["anna", "gone"].map((name) => `copies@example.org in the mail to ${name}`));
  assertQuiet(watched);
});
