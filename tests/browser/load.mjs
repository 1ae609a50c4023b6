// The page of `mailshot load`: node load.mjs PAGE

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertFits, assertQuiet, launch, open } from "./support/page.mjs";

const [file] = process.argv.slice(2);
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test("it draws its charts, asks for nothing and complains of nothing", async () => {
  const { page, watched } = await open(browser, file);
  assert.match(await page.title(), /^Load test of /);
  assert.equal(await page.locator(".chart canvas").count(), 3);
  assertQuiet(watched);
});

test("it fits a telephone, in the dark too", async () => {
  const { page, watched } = await open(browser, file, { viewport: { width: 390, height: 800 }, colorScheme: "dark" });
  await assertFits(page);
  assertQuiet(watched);
});
