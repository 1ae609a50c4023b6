// The gallery of `mailshot preview`: node preview.mjs HOSTILE LONG CHINESE (three pages: hostile/list.csv, 2,345 rows, and one in
// Chinese)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertFits, assertQuiet, launch, open } from "./support/page.mjs";

const [hostile, long, chinese] = process.argv.slice(2);
const PHONE = { viewport: { width: 390, height: 800 }, colorScheme: "dark", hasTouch: true };
const TABS = ["Text", "Compare", "Header", "Letter", "Dark"];
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const bar = (page) => page.locator("main .where");
const frame = (page) => page.frameLocator("iframe");

/** Waits until this row is shown. */
const shows = (page, number) => page.waitForFunction(
  (number) => document.querySelector("main .where")?.textContent.startsWith(`Row ${number} `), number);

async function opened(file, options) {
  const all = await open(browser, file, options);
  await bar(all.page).waitFor();
  return all;
}

test("every view of every hostile row is inert", async () => {
  const { page, watched } = await opened(hostile);
  assert.equal(await page.locator("#rows a").count(), 5);
  for (const number of [1, 2, 3, 4, 5]) {
    await page.locator("#rows a").nth(number - 1).click();
    await shows(page, number);
    if (number === 4) continue;
    for (const tab of TABS) await page.getByRole("button", { name: tab }).click();
    await frame(page).locator("#greeting").waitFor();
  }
  await page.waitForTimeout(300);
  assert.match(await page.title(), /^Preview of list\.csv/);
  assert.equal(await page.locator("main script, main img, aside script, aside img, aside b").count(), 0);
  assertQuiet(watched);
});

test("the frame would hold by itself", async () => {
  const { page, watched } = await opened(hostile);
  await frame(page).locator("#greeting").waitFor();
  // As the letter is sent, with nothing taken out and no policy of its own.
  await page.evaluate(async () => {
    const { rows, lines } = await store.load("letters", 1);
    document.querySelector("iframe").srcdoc = rows[1].html.flatMap(([first, count]) => lines.slice(first, first + count)).join("");
  });
  await frame(page).locator("iframe").first().waitFor({ state: "attached" });
  await page.waitForTimeout(500);
  assert.deepEqual([watched.requests, watched.dialogs], [[], []]);
  assert.ok(watched.complaints.length > 5, "the policy has stopped nothing");
});

test("cells are texts wherever they stand", async () => {
  const { page, watched } = await opened(hostile);
  const whos = await page.locator("#rows .who").allTextContents();
  assert.deepEqual(whos.slice(0, 3), ["Ann", '<script>alert("name")</script>', "{{ 7*7 }}"]);
  assert.match(whos[3], /^Dora <b>/);
  assert.equal(await page.locator("#rows .faulty").count(), 1);
  await page.keyboard.press("j");
  await shows(page, 2);
  assert.equal(await page.locator("h2").textContent(), 'Marks of <script>alert("name")</script>');
  assert.match(await page.locator("dd").allTextContents().then((all) => all.join("\n")), /Mr & <b>Bold<\/b>/);
  const greeting = frame(page).locator("#greeting");
  assert.match(await greeting.textContent(), /Dear <script>alert\("name"\)<\/script>, your mark is <img/);
  assert.equal(await greeting.locator("*").count(), 0);
  assert.equal(await frame(page).locator("script, link, iframe, object, embed").count(), 0);
  assert.equal(await frame(page).locator("a[href^='javascript:'], [onerror], [onload]").count(), 0);
  await page.getByRole("button", { name: "Compare" }).click();
  assert.ok((await page.locator("del").allTextContents()).join("").includes("Ann"));
  assert.ok((await page.locator("ins").allTextContents()).join("").includes("script"));
  await page.getByRole("button", { name: "Header" }).click();
  assert.match(await page.locator(".source").textContent(), /^Date: .*\nFrom: /);
  assertQuiet(watched);
});

test("the faults of a row stand in its place", async () => {
  const { page, watched } = await opened(hostile);
  await page.getByRole("button", { name: "Faulty 1" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#rows a").length === 1);
  await page.locator("#rows a").click();
  await shows(page, 4);
  assert.match(await page.locator(".notes").textContent(), /list\.csv:5: column "email": "not an address"/);
  assertQuiet(watched);
});

test("a picture that travels inside is seen, one on the internet is told of", async () => {
  const { page, watched } = await opened(hostile);
  const logo = frame(page).locator("#logo");
  await logo.waitFor();
  assert.match(await logo.getAttribute("src"), /^data:image\/png;base64,/);
  const box = await logo.boundingBox();
  assert.deepEqual([box.width, box.height], [60, 60]);
  assert.match(await page.locator(".hint").textContent(), /^One picture is on the internet/);
  // A broken picture would be white there; the logo is dark blue.
  const shot = await logo.screenshot();
  const dark = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(await new Promise((resolve) => {
      const octets = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      resolve(new Blob([octets], { type: "image/png" }));
    }));
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 60;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(8, 30, 1, 1).data];
  }, shot.toString("base64"));
  assert.ok(dark[0] < 80 && dark[2] > dark[0], String(dark));
  assertQuiet(watched);
});

test("links of letters lead nowhere", async () => {
  const { page, watched, context } = await opened(hostile);
  const address = page.url();
  for (const name of ["top link", "plain link", "bad link", "self link"]) {
    await frame(page).getByText(name).click();
    await page.waitForTimeout(100);
  }
  assert.equal(page.url(), address);
  assert.equal(context.pages().length, 1);
  assert.deepEqual([watched.requests, watched.dialogs], [[], []]);
});

test("attachments and mails are there to be opened", async () => {
  const { page, watched } = await opened(hostile);
  const link = page.locator(".files a");
  assert.match(await link.textContent(), /^notes\.txt/);
  const there = async (locator) => {
    const other = await page.context().newPage();
    const response = await other.goto(await locator.evaluate((a) => a.href)).catch((error) => error);
    const text = response instanceof Error ? String(response) : await other.textContent("body");
    await other.close();
    return text;
  };
  assert.equal((await there(link)).trim(), "Notes.");
  await page.keyboard.press("j");
  await shows(page, 2);
  // What would run in the browser is saved.
  assert.equal(await page.locator(".files a").getAttribute("download"), "page.html");
  await page.getByRole("button", { name: "Header" }).click();
  assert.match(await page.locator(".hint a").getAttribute("href"), /^eml\/0002-bob%40example\.com\.eml$/);
  assertQuiet(watched);
});

test("the keyboard is enough", async () => {
  const { page, watched } = await opened(long);
  for (const [key, number] of [["j", 2], ["ArrowDown", 3], ["ArrowRight", 4], ["k", 3], ["ArrowLeft", 2], ["ArrowUp", 1], ["k", 1]]) {
    await page.keyboard.press(key);
    await shows(page, number);
  }
  await page.keyboard.press("/");
  await page.keyboard.type("reader 2001");
  await page.keyboard.press("Enter");
  await shows(page, "2,001");
  assert.equal(await page.locator("#rows a").count(), 1);
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelectorAll("#rows a").length === 100);
  await page.keyboard.press("j");
  await shows(page, "2,002");
  assert.equal(await page.locator("#rows [aria-current]").count(), 1);
  assertQuiet(watched);
});

test("a pressed button keeps the keyboard", async () => {
  const { page, watched } = await opened(long);
  await page.locator("main .bar button", { hasText: "Next" }).focus();
  for (const number of [2, 3]) {
    await page.keyboard.press("Enter");
    await shows(page, number);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Next");
  }
  await page.locator("main .tabs button", { hasText: "Header" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-pressed")), "true");
  await page.locator("#filters button").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.closest("#filters") !== null), true);
  assertQuiet(watched);
});

test("a click into the letter leaves the keyboard to the page", async () => {
  const { page, watched } = await opened(hostile);
  await frame(page).locator("#greeting").click();
  await page.waitForTimeout(100);
  await page.keyboard.press("j");
  await shows(page, 2);
  assertQuiet(watched);
});

test("a search finds over all blocks, by name, address and number", async () => {
  const { page, watched } = await opened(long);
  const search = page.locator("#search");
  for (const [text, count] of [["example reader", 2345], ["READER 23", 99], ["reader2345@", 1], ["nobody", 0]]) {
    await search.fill(text);
    await page.waitForFunction((count) =>
      document.getElementById("status").textContent.startsWith(count.toLocaleString("en") + " of 2,345"), count);
    assert.equal(await page.locator("#rows a").count(), Math.min(count, 100), text);
    /* The letter beside the list is of one who is in it; and who types goes on typing. */
    if (count === 0) await page.getByText("No row has this").waitFor();
    if (count === 1) await shows(page, "2,345");
    assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  }
  await search.fill("");
  await page.waitForFunction(() => document.getElementById("status").textContent === "");
  assertQuiet(watched);
});

test("a long list comes in pages, and little of it is loaded", async () => {
  const { page, watched } = await opened(long);
  const where = () => page.locator("#pager-where").textContent();
  assert.equal(await where(), "1 – 100 of 2,345");
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").length);
  assert.ok(loaded <= 3, `${loaded} files for the first look`);
  await page.locator("#pager-on").click();
  await page.waitForFunction(() => document.getElementById("pager-where").textContent.startsWith("101 "));
  assert.equal(await page.locator("#rows .number").first().textContent(), "101");
  await page.goto(page.url().replace(/#.*|$/, "#2345"));
  await shows(page, "2,345");
  assert.equal(await where(), "2,301 – 2,345 of 2,345");
  assert.ok(await page.getByRole("button", { name: "Next" }).isDisabled());
  await page.goto(page.url().replace(/#.*/, "#9999"));
  await page.getByText("There is no row 9999").waitFor();
  assertQuiet(watched);
});

test("a letter is as light or dark as is wanted, whatever the system is", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, watched } = await opened(hostile, { colorScheme });
    const paper = () => frame(page).locator("#schemes").evaluate((one) => getComputedStyle(one).color);
    await frame(page).locator("#schemes").waitFor();
    assert.equal(await paper(), "rgb(1, 2, 3)");
    await page.getByRole("button", { name: "Dark" }).click();
    await page.waitForFunction(() => document.querySelector("iframe.dark"));
    await frame(page).locator("#schemes").waitFor();
    assert.equal(await paper(), "rgb(4, 5, 6)");
    assertQuiet(watched);
  }
});

test("it fits a telephone, in the dark too", async () => {
  for (const file of [hostile, long]) {
    const { page, watched } = await open(browser, file, PHONE);
    const first = page.locator("#rows a").first();
    await first.waitFor();
    await assertFits(page);
    assert.ok(!(await page.locator("main").isVisible()), "the list comes first");
    await first.click();
    await shows(page, 1);
    for (const tab of file === hostile ? TABS : ["Compare", "Header", "Letter"]) {
      await page.getByRole("button", { name: tab }).click();
      await assertFits(page);
    }
    await page.getByRole("button", { name: "List" }).click();
    await first.waitFor();
    assertQuiet(watched);
  }
});

test("without its data it says what to do", async () => {
  const { page } = await open(browser, hostile);
  await page.evaluate(() => store.load("letters", 99).catch((error) => { document.title = error.message; }));
  assert.match(await page.title(), /data\/letters-0099\.js cannot be read/);
});

test("every word of a page in Chinese is Chinese", async () => {
  const { page, watched } = await open(browser, chinese);
  const shown = (number) => page.waitForFunction(
    (number) => document.querySelector("main .where")?.textContent.startsWith(`序号 ${number} `), number);
  // But for what comes from the list, and what is said of its rows.
  const texts = () => page.evaluate(() => {
    const shown = document.body.cloneNode(true);
    for (const one of shown.querySelectorAll("script, iframe, kbd, pre, dd, .notes, .files a, .address, a.faulty .subject, #about")) one.remove();
    const labels = [...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap(
      (one) => ["aria-label", "title", "placeholder"].map((name) => one.getAttribute(name) ?? ""));
    return [document.title, shown.textContent, ...labels].join("\n");
  });
  const assertChinese = async () => {
    const rest = (await texts()).replaceAll(/\S+(@|\.csv|\.html|\.eml)\S*|text\/plain|\d kB|JavaScript|eml/g, "");
    assert.deepEqual(rest.match(/[A-Za-z]{2,}/g), null, rest);
  };
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  assert.equal(await page.title(), "预览：名单.csv");
  await shown(1);
  for (const number of [1, 2, 3]) {
    await page.locator("#rows a").nth(number - 1).click();
    await shown(number);
    for (const tab of number === 3 ? [] : ["纯文本", "比较", "邮件头", "邮件"]) {
      await page.getByRole("button", { name: tab, exact: true }).click();
      await assertChinese();
    }
    await assertChinese();
  }
  await page.locator("#search").fill("王");
  await page.getByText("1 / 3 行").waitFor();
  await assertChinese();
  assertQuiet(watched);
});
