"use strict";

// The data files, loaded when they are needed. Each calls preview.take(kind, number, value).
const facts = JSON.parse(document.getElementById("facts").textContent);
const nonce = document.currentScript.nonce;

// What is called so in English, in the language of the page, with its places filled.
const say = (english, places = {}) =>
  (Object.hasOwn(facts.words, english) ? facts.words[english] : english).replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);

const store = (() => {
  // What may stay in memory of each kind; the list is small and stays.
  const most = { list: Infinity, letters: 12, image: 40 };
  const kept = { list: new Map(), letters: new Map(), image: new Map() };
  const waiting = new Map();

  function take(kind, number, value) {
    waiting.get(kind + number)?.(value);
  }

  function load(kind, number) {
    const known = kept[kind].get(number);
    if (known) {
      kept[kind].delete(number);
      kept[kind].set(number, known);
      return known;
    }
    const file = `data/${kind}-${String(number).padStart(4, "0")}.js`;
    const loaded = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const end = () => { waiting.delete(kind + number); script.remove(); };
      waiting.set(kind + number, (value) => { end(); resolve(value); });
      script.onerror = () => {
        end();
        kept[kind].delete(number);
        reject(new Error(say("{file} cannot be read. It belongs beside this page: make the preview anew.", { file })));
      };
      script.nonce = nonce;
      script.src = file;
      document.head.append(script);
    });
    kept[kind].set(number, loaded);
    for (const oldest of kept[kind].keys()) {
      if (kept[kind].size <= most[kind]) break;
      kept[kind].delete(oldest);
    }
    return loaded;
  }

  window.preview = { take };
  return { load };
})();

// The last place of an ascending list whose value is not above this one.
function lastNotAbove(values, value) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle + 1; else high = middle;
  }
  return Math.max(0, low - 1);
}

// A row in the list, by its place from 0: [number, name, address, subject, state].
async function itemAt(place) {
  const block = await store.load("list", Math.floor(place / facts.list_block) + 1);
  return block[place % facts.list_block];
}

// The place of the row with this number, or -1.
async function placeOf(number) {
  if (facts.rows === 0) return -1;
  const block = lastNotAbove(facts.list, number);
  const items = await store.load("list", block + 1);
  const at = items.findIndex((item) => item[0] === number);
  return at < 0 ? -1 : block * facts.list_block + at;
}

// What the row at this place gets, and the lines of its block.
async function rowAt(place) {
  const at = lastNotAbove(facts.letters, place);
  const block = await store.load("letters", at + 1);
  return { row: block.rows[place - facts.letters[at]], lines: block.lines };
}

// An element with a class, and in it texts and elements.
function element(tag, className, ...inside) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inside.filter((one) => one !== null));
  return made;
}

function button(text, action, pressed) {
  const made = element("button", "", text);
  made.type = "button";
  made.onclick = action;
  if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
  return made;
}

// Takes other elements into a place, and keeps the keyboard where it was: at the button that stands where the pressed one stood.
function replace(place, ...inside) {
  const buttons = () => [...place.querySelectorAll("button")];
  const pressed = buttons().indexOf(document.activeElement);
  place.replaceChildren(...inside);
  if (pressed < 0) return;
  const now = buttons()[pressed];
  (now && !now.disabled ? now : document.getElementById("letter")).focus({ preventScroll: true });
}

const grouped = (number) => number.toLocaleString("en");
