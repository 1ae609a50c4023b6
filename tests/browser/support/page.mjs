// A page of the program in a browser that reaches nothing: what it does, and what it tries to do.

import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

// The last four keep the browser itself from asking for updates and the like.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
];

/** The browser's program: `$CHROMIUM`, or the first of these in the search path. */
function program() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of process.env.PATH.split(path.delimiter)) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // The next folder may have it.
      }
    }
  }
  throw new Error("There is no chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.");
}

/** Starts the browser. `options` are Playwright's. Close it at the end. */
export function launch(options = {}) {
  return chromium.launch({ executablePath: program(), headless: true, args: FLAGS, ...options });
}

/**
 * Opens a file of this machine.
 *
 * Every request but for pages of its folder is stopped and noted, and so is everything that the page has to complain of:
 * `watched.requests`, `watched.complaints`. `options` are those of a browser context: `viewport`, `colorScheme` …
 */
export async function open(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const folder = new URL("./", pathToFileURL(file)).href;
  const watched = { requests: [], complaints: [], dialogs: [] };
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(folder)) return route.continue();
    watched.requests.push(url);
    return route.abort();
  });
  // Also what is not asked for by way of a request: what a policy has stopped would else look like silence.
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) watched.complaints.push(message.text());
  });
  page.on("pageerror", (error) => watched.complaints.push(String(error)));
  page.on("websocket", (socket) => watched.requests.push(socket.url()));
  page.on("dialog", (dialog) => {
    watched.dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  return { context, page, watched };
}

/** The page has asked for nothing, complained of nothing and opened no dialog. */
export function assertQuiet(watched) {
  assert.deepEqual(watched, { requests: [], complaints: [], dialogs: [] });
}

/** Nothing but what scrolls by itself is wider than the window. */
export async function assertFits(page) {
  const { wide, width } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth, width: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= width, `the page is ${wide} px wide in a window of ${width} px`);
}
