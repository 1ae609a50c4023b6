// The list: which rows match, and a page of them at a time.
const list = (() => {
  const PAGE = 100;
  const STATES = ["", "warned", "faulty"];
  const rows = document.getElementById("rows");
  const status = document.getElementById("status");
  // Places of the rows that match; null stands for all of them.
  let matching = null;
  let wanted = { words: [], state: 0 };
  let page = 0;
  let current = -1;
  // Only the last of several searches or pages that are under way counts.
  let search = 0, drawing = 0;

  const count = () => (matching ? matching.length : facts.rows);
  const placeIn = (index) => (matching ? matching[index] : index);

  // The index of a place among those that match, or -1.
  function indexOf(place) {
    if (place < 0) return -1;
    if (!matching) return place;
    const index = lastNotAbove(matching, place);
    return matching[index] === place ? index : -1;
  }

  function matches(item) {
    if (wanted.state && item[4] !== wanted.state) return false;
    if (wanted.words.length === 0) return true;
    const text = `${item[0]}\n${item[1]}\n${item[2]}\n${item[3]}`.toLowerCase();
    return wanted.words.every((word) => text.includes(word));
  }

  // Whether it came to its end, and no other search took its place.
  async function filter(text, state) {
    const mine = ++search;
    wanted = { words: text.toLowerCase().split(/\s+/).filter(Boolean), state };
    if (wanted.words.length === 0 && !state) {
      matching = null;
    } else {
      const found = [];
      for (let block = 0; block < facts.list.length; block++) {
        const items = await store.load("list", block + 1);
        if (mine !== search) return false;
        items.forEach((item, at) => { if (matches(item)) found.push(block * facts.list_block + at); });
        if (block % 20 === 19) status.textContent = say("Searching … {count} found", { count: grouped(found.length) });
      }
      matching = found;
    }
    const places = { found: grouped(count()), all: grouped(facts.rows) };
    const counted = facts.rows === 1 ? say("{found} of {all} row", places) : say("{found} of {all} rows", places);
    status.textContent = matching ? counted : "";
    page = Math.max(0, Math.floor(indexOf(current) / PAGE));
    await draw();
    rows.scrollTop = 0;
    rows.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    return mine === search;
  }

  async function draw() {
    const mine = ++drawing;
    const first = page * PAGE, end = Math.min(count(), first + PAGE);
    const places = [];
    for (let index = first; index < end; index++) places.push(placeIn(index));
    const items = await Promise.all(places.map(itemAt));
    if (mine !== drawing) return;
    // All names of a page begin in one line, whatever stands before them.
    rows.style.setProperty("--digits", 1 + Math.max(0, ...items.map(([number]) => String(number).length)));
    rows.replaceChildren(...items.map((item, at) => line(item, places[at])));
    const pager = document.getElementById("pager");
    pager.hidden = count() <= PAGE;
    document.getElementById("pager-where").textContent = say("{from} – {to} of {all}", { from: grouped(first + 1), to: grouped(end), all: grouped(count()) });
    document.getElementById("pager-back").disabled = page === 0;
    document.getElementById("pager-on").disabled = end >= count();
  }

  function line([number, name, address, subject, state], place) {
    const link = element("a", STATES[state],
      element("span", "number", String(number)),
      element("span", "who", name || address || say("Row {row}", { row: number })),
      name && address ? element("span", "address", address) : null,
      element("span", "subject", subject || say("(no subject)")));
    link.href = "#" + number;
    link.dataset.place = place;
    if (place === current) link.setAttribute("aria-current", "true");
    return element("li", "", link);
  }

  // Marks a row as the one that is shown, and turns to its page.
  async function mark(place) {
    current = place;
    const index = indexOf(place);
    if (index >= 0 && Math.floor(index / PAGE) !== page) {
      page = Math.floor(index / PAGE);
      await draw();
    }
    for (const link of rows.querySelectorAll("a")) {
      const chosen = Number(link.dataset.place) === current;
      if (chosen) {
        link.setAttribute("aria-current", "true");
        link.scrollIntoView({ block: "nearest" });
      } else {
        link.removeAttribute("aria-current");
      }
    }
  }

  async function turn(by) {
    page += by;
    await draw();
    rows.scrollTop = 0;
  }

  // The place so many rows on from the one that is shown, or -1.
  function beside(by) {
    const index = indexOf(current);
    const next = index < 0 ? (count() ? 0 : -1) : index + by;
    return next >= 0 && next < count() ? placeIn(next) : -1;
  }

  // Whether the row that is shown is among those that match.
  const hasCurrent = () => indexOf(current) >= 0;

  return { filter, draw, mark, turn, beside, count, indexOf, hasCurrent };
})();
