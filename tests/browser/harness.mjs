// What the other files rely on: a page that misbehaves is caught. node harness.mjs FOLDER (an empty one)

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { assertFits, assertQuiet, launch, open } from "./support/page.mjs";

const [folder] = process.argv.slice(2);
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function watch(name, body, more = () => {}) {
  const file = path.join(folder, name);
  writeFileSync(file, `<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><body>${body}`);
  const { page, watched } = await open(browser, file);
  await more(page);
  return watched;
}

test("a page that does nothing is quiet", async () => assertQuiet(await watch("quiet.html", "<p>Hello")));

test("requests are noted and stopped, whatever makes them", async () => {
  const watched = await watch("asks.html", `
    <img src="https://tracker.example/a.png"><link rel="stylesheet" href="http://tracker.example/b.css">
    <script>fetch("https://tracker.example/c").catch(() => {}); navigator.sendBeacon("https://tracker.example/d");</script>
    <img src="file:///etc/hostname">`, (page) => page.waitForTimeout(300));
  for (const url of ["https://tracker.example/a.png", "http://tracker.example/b.css", "https://tracker.example/c",
    "https://tracker.example/d", "file:///etc/hostname"]) {
    assert.ok(watched.requests.includes(url), `${url}: ${watched.requests}`);
  }
  assert.throws(() => assertQuiet(watched));
});

test("a policy that stops a request is heard", async () => {
  const watched = await watch("policy.html", `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
    <img src="https://tracker.example/a.png">`);
  assert.match(watched.complaints.join(), /Content Security Policy/);
});

test("scripts that fail or ask are heard", async () => {
  const watched = await watch("fails.html", `<script>alert("boo"); console.error("said"); throw new Error("thrown");</script>`);
  assert.deepEqual(watched, { requests: [], complaints: ["said", "Error: thrown"], dialogs: ["boo"] });
});

test("what is too wide is found", async () => {
  await watch("wide.html", `<div style="width: 2000px">wide</div>`, (page) => assert.rejects(assertFits(page)));
});
