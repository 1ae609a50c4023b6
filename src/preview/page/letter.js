// A letter: its fields, files and views.
const letter = (() => {
  const USUAL = ["From", "Sender", "To", "Cc", "Bcc", "Reply-To"];
  // What a browser would run, not show.
  const ACTIVE = /html|xml|svg|script/i;
  const ADDRESSES = ["src", "srcset", "background", "poster", "data", "href", "xlink:href"];
  const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  // How letters are looked at stays from one to the next.
  let view = "Letter", isNarrow = false, isDark = false;

  // A text, put together of runs of its block's lines.
  const joined = (runs, lines) => runs.flatMap(([first, count]) => lines.slice(first, first + count)).join("");

  function size(octets) {
    if (octets < 1000) return `${octets} ${octets === 1 ? say("byte") : say("bytes")}`;
    if (octets < 1e6) return `${Math.ceil(octets / 1000)} kB`;
    return `${(octets / 1e6).toFixed(1)} MB`;
  }

  function link(path) {
    const made = document.createElement("a");
    made.href = path.split("/").map(encodeURIComponent).join("/");
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return made;
  }

  function fieldList(fields) {
    const terms = fields.flatMap(([name, value]) => [element("dt", "", say(name)), element("dd", "", value)]);
    return element("dl", "", ...terms);
  }

  function notes(texts, kind) {
    if (texts.length === 0) return null;
    return element("ul", "notes " + kind, ...texts.map((text) => element("li", "", text)));
  }

  function attachments(files) {
    if (files.length === 0) return null;
    const items = files.map((file) => {
      const made = link(file.path);
      if (ACTIVE.test(file.type)) made.download = file.name;
      made.title = file.type;
      made.append(file.name, element("span", "size", size(file.size)));
      return element("li", "", made);
    });
    const made = element("ul", "files", ...items);
    made.setAttribute("aria-label", say("Attachments"));
    return made;
  }

  // The HTML as a mail program shows it: what it would not load or run is taken out, pictures that travel inside are put in.
  // The frame would stop all of it too; this keeps the console quiet, and tells how many pictures are missing.
  function shown(html, images) {
    for (const [id, image] of images) html = html.replaceAll("cid:" + id, image);
    const made = new DOMParser().parseFromString(without(html), "text/html");
    for (const one of made.querySelectorAll("script, link, base, meta[http-equiv], iframe, frame, frameset, object, embed, applet")) {
      one.remove();
    }
    let missing = 0;
    for (const one of made.querySelectorAll("*")) {
      for (const { name, value } of [...one.attributes]) {
        const isLink = one.localName === "a" || one.localName === "area";
        const plain = value.replace(/[\u0000-\u0020]/g, "");
        // In a frame without scripts the browser refuses autofocus, and complains of it.
        if (/^on/i.test(name) || name === "autofocus" || /^(javascript|vbscript):/i.test(plain)) {
          one.removeAttribute(name);
        } else if (ADDRESSES.includes(name.toLowerCase()) && !isLink && !/^(data:image\/|#)/i.test(plain)) {
          one.removeAttribute(name);
          if (one.localName === "img" && name === "src") missing++;
        } else if (name === "style" || name === "media") {
          one.setAttribute(name, quiet(value));
        }
      }
      if (one.localName === "meta" && one.name === "color-scheme") one.content = wantedOf(one.content);
      if (one.localName === "a") one.title ||= one.getAttribute("href") ?? "";
    }
    for (const style of made.querySelectorAll("style")) style.textContent = quiet(style.textContent);
    const head = `<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><base target="_blank">`;
    return { page: head + made.documentElement.outerHTML, missing };
  }

  // What the page's own policy would complain of as soon as it is parsed: handlers, and <base>.
  function without(html) {
    return html.replace(/<!--[^]*?-->|<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, (tag) => {
      if (/^<base[\s/>]/i.test(tag)) return "";
      return tag.replace(/[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g, (one) => /^on/i.test(one) ? "" : one);
    });
  }

  // A style without addresses to load from, and as light or dark as is wanted: the frame would follow the system.
  function quiet(style) {
    const inDark = (_, scheme) => (scheme.toLowerCase() === "dark") === isDark ? "(min-width: 0px)" : "(max-width: 0px)";
    return style.replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, inDark)
      .replace(/(\bcolor-scheme\s*:)([^;}]*)/gi, (_, name, schemes) => name + wantedOf(schemes))
      .replace(/@import[^;]*;?/gi, "").replace(/url\(\s*(?!["']?data:image\/)[^)]*\)/gi, "none")
      .replace(/@font-face\s*{[^}]*}/gi, "").replace(/image-set\([^)]*\)/gi, "none");
  }

  // Of the colour schemes that a letter knows, the one that is looked at.
  function wantedOf(schemes) {
    return /dark/i.test(schemes) && /light/i.test(schemes) ? (isDark ? " dark" : " light") : schemes;
  }

  async function pictures(row) {
    const load = async ([id, number]) => {
      const { type, base64 } = await store.load("image", number);
      return [id, `data:${type};base64,${base64}`];
    };
    return Promise.all(row.images.map(load));
  }

  async function htmlView(row, lines) {
    const { page, missing } = shown(joined(row.html, lines), await pictures(row));
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "");
    frame.referrerPolicy = "no-referrer";
    frame.title = say("The letter as it will look");
    frame.className = (isNarrow ? "narrow " : "") + (isDark ? "dark" : "");
    frame.srcdoc = page;
    const hint = missing === 0 ? null : element("p", "hint", missing === 1
      ? say("One picture is on the internet: it is not loaded here, and many mail programs ask before they load it.")
      : say("{count} pictures are on the internet: they are not loaded here, and many mail programs ask before they load them.", { count: missing }));
    return [hint, element("div", "frame", frame)];
  }

  function compared(row, lines) {
    const text = row.text ? joined(row.text, lines) : "";
    if (!row.differences) {
      return [element("p", "hint", say("This is the first letter: the others are compared with it.")), element("pre", "text plain", text)];
    }
    const made = element("pre", "text plain");
    let at = 0;
    for (const stretch of row.differences) {
      if (typeof stretch === "string") {
        made.append(element("del", "", stretch));
      } else {
        const piece = text.slice(at, at + Math.abs(stretch));
        at += piece.length;
        made.append(stretch > 0 ? piece : element("ins", "", piece));
      }
    }
    const isSame = row.differences.every((stretch) => stretch > 0);
    const first = { row: facts.compared };
    const hint = isSame ? say("The same text, word for word, as in row {row}.", first) : null;
    const legend = element("p", "hint", element("ins", "", say("only here")), " · ", element("del", "", say("only in row {row}", first)));
    return [hint ? element("p", "hint", hint) : legend, made];
  }

  function source(row, lines) {
    const [from, to] = row.envelope;
    const file = link(row.file);
    file.append(row.file);
    return [
      element("p", "hint", say("The header section as it is sent. The whole mail, {size}:", { size: size(row.size) }), " ", file),
      element("pre", "text source", joined(row.head, lines)),
      element("h3", "", say("Envelope")),
      fieldList([["From", `<${from}>`], ["To", to.map((address) => `<${address}>`).join(", ")]]),
    ];
  }

  function views(row, lines) {
    const text = row.text ? joined(row.text, lines) : "";
    const plain = () => [element("pre", "text plain", text || say("(no text)"))];
    const all = new Map();
    all.set("Letter", row.html ? () => htmlView(row, lines) : plain);
    if (row.html) all.set("Text", plain);
    all.set("Compare", () => compared(row, lines));
    all.set("Header", () => source(row, lines));
    return all;
  }

  function tabs(row, lines) {
    const all = views(row, lines);
    const bar = element("div", "tabs"), place = element("div", "view");
    let turn = 0;
    async function draw() {
      const mine = ++turn;
      const name = all.has(view) ? view : "Letter";
      const buttons = [...all.keys()].map((other) => button(say(other), () => { view = other; draw(); }, other === name));
      if (name === "Letter" && row.html) {
        const narrow = button(say("Phone"), () => { isNarrow = !isNarrow; draw(); }, isNarrow);
        const dark = button(say("Dark"), () => { isDark = !isDark; draw(); }, isDark);
        narrow.classList.add("apart", "wide-only");
        narrow.title = say("As wide as a phone, 390 pixels");
        dark.title = say("As in a mail program that is set to dark");
        buttons.push(narrow, dark);
      }
      replace(bar, ...buttons);
      const inside = await all.get(name)();
      if (mine === turn) place.replaceChildren(...inside.filter((one) => one !== null));
    }
    return { bar, place, draw };
  }

  // The elements of a row.
  async function elements(row, lines) {
    if (row.faults) {
      return [
        element("h2", "", say("This row cannot be sent")),
        notes(row.faults, "faulty"),
        row.cells ? fieldList([["Row", row.cells]]) : null,
        element("p", "hint", say("Mend it in the list or the template, and make the preview anew.")),
      ];
    }
    const subject = row.fields.find(([name]) => name === "Subject");
    const usual = row.fields.filter(([name]) => USUAL.includes(name));
    const others = row.fields.filter((field) => field !== subject && !usual.includes(field));
    const made = tabs(row, lines);
    await made.draw();
    return [
      subject ? element("h2", "", subject[1]) : element("h2", "none", say("(no subject)")),
      notes(row.warnings, "warned"),
      fieldList(usual),
      others.length === 0 ? null : element("details", "",
        element("summary", "", others.length === 1 ? say("1 more field") : say("{count} more fields", { count: others.length })), fieldList(others)),
      attachments(row.attachments),
      made.bar,
      made.place,
    ];
  }

  return { elements };
})();
