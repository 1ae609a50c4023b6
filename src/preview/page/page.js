// The page: what is shown follows the address (#7 is row 7), the keyboard and the search.
(() => {
  const main = document.getElementById("letter");
  const search = document.getElementById("search");
  let state = 0;
  let turn = 0;

  function head() {
    const name = (path) => path.split(/[\\/]/).pop();
    document.title = say("Preview of {list}", { list: name(facts.recipients) });
    const title = document.getElementById("title");
    title.textContent = document.title;
    title.title = facts.recipients;
    const made = new Date(facts.date * 1000).toLocaleString(facts.lang === "en" ? [] : facts.lang, { dateStyle: "medium", timeStyle: "short" });
    const about = document.getElementById("about");
    about.textContent = `${name(facts.template)} · ${made}`;
    about.title = facts.template;
  }

  function filters() {
    const kinds = [[say("All"), 0, facts.rows], [say("With warnings"), 1, facts.warned], [say("Faulty"), 2, facts.faulty]];
    const buttons = kinds.filter(([, kind, count]) => kind === 0 || count > 0).map(([name, kind, count]) =>
      button(`${name} ${grouped(count)}`, () => { state = kind; filters(); find(); }, kind === state));
    replace(document.getElementById("filters"), ...buttons);
  }

  // A search that is still to begin would take the place of this one.
  let timer = 0;
  function find() {
    clearTimeout(timer);
    return list.filter(search.value, state).then(follow).catch(fail);
  }

  // Beside a list of other people the letter of one who is not among them would be taken for theirs.
  function follow(isDone) {
    const isBeside = main.offsetParent !== null;
    if (!isDone || !isBeside || facts.rows === 0) return isDone;
    if (list.count() === 0) {
      turn++;
      main.replaceChildren(element("p", "empty", say("No row has this. Take words out of the search.")));
    } else if (!list.hasCurrent()) {
      go(list.beside(0));
    } else if (main.firstElementChild?.className === "empty") {
      show().catch(fail);
    }
    return isDone;
  }

  function fail(error) {
    main.replaceChildren(element("p", "empty", error.message));
  }

  async function go(place) {
    if (place < 0) return;
    const [number] = await itemAt(place);
    if (location.hash === "#" + number) return show();
    location.replace("#" + number);
  }

  function bar(row, place) {
    const line = row.line ? ` · ${say("line {line}", { line: grouped(row.line) })}` : "";
    const where = say("Row {row}", { row: grouped(row.number) }) + line;
    const home = button(say("‹ List"), () => { location.hash = ""; });
    home.classList.add("home");
    const back = button(say("Previous"), () => go(list.beside(-1)));
    const on = button(say("Next"), () => go(list.beside(1)));
    back.disabled = list.indexOf(place) >= 0 && list.beside(-1) < 0;
    on.disabled = list.beside(1) < 0;
    /* On a telephone the list, which has the other one, is not beside the letter. */
    return element("div", "bar", element("h1", "unseen", document.title), home, element("span", "where", where), back, on);
  }

  async function show() {
    const mine = ++turn;
    const number = Number(decodeURIComponent(location.hash.slice(1)));
    document.body.classList.toggle("reading", number > 0);
    const place = number > 0 ? await placeOf(number) : facts.rows > 0 ? 0 : -1;
    if (mine !== turn) return;
    await list.mark(place);
    if (place < 0) {
      const text = facts.rows === 0 ? say("There are no rows.") : say("There is no row {row} in this preview.", { row: number });
      return main.replaceChildren(element("p", "empty", text));
    }
    const { row, lines } = await rowAt(place);
    const inside = await letter.elements(row, lines);
    if (mine !== turn) return;
    replace(main, bar(row, place), ...inside.filter((one) => one !== null));
    main.scrollTop = 0;
    if (document.body.classList.contains("reading")) window.scrollTo(0, 0);
  }

  const KEYS = { j: 1, ArrowDown: 1, ArrowRight: 1, k: -1, ArrowUp: -1, ArrowLeft: -1 };

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target === search) {
      if (event.key === "Escape") {
        search.value = "";
        search.blur();
        find();
      } else if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        search.blur();
        find().then((isDone) => { if (isDone && list.count() > 0) go(list.beside(0)); });
      }
    } else if (event.key === "/") {
      event.preventDefault();
      document.body.classList.remove("reading");
      search.focus();
      search.select();
    } else if (event.key in KEYS) {
      event.preventDefault();
      go(list.beside(KEYS[event.key]));
    } else if (event.key === "Escape" && document.body.classList.contains("reading")) {
      location.hash = "";
    }
  }

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, 150);
  });
  document.getElementById("pager-back").onclick = () => list.turn(-1).catch(fail);
  document.getElementById("pager-on").onclick = () => list.turn(1).catch(fail);
  document.addEventListener("keydown", key);
  // A click into the frame would take the keyboard with it, and the frame has no script to give it back.
  window.addEventListener("blur", () => setTimeout(() => {
    if (document.activeElement?.localName === "iframe") main.focus({ preventScroll: true });
  }));
  window.addEventListener("hashchange", () => show().catch(fail));

  head();
  filters();
  list.draw().then(show).catch(fail);
})();
