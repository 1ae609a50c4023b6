"use strict";
/* What every page with charts shares: how they look, and when they are drawn anew. */
const charts = (() => {
  const drawn = [];
  let pictures = {}, fixed = null;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const number = (value) => value == null ? "" : value.toLocaleString("en", { maximumSignificantDigits: 4 });
  const unit = (name) => (chart, value) => value == null ? "" : number(value) + " " + name;

  /* Times on the reader's clock. */
  const two = (value) => String(value).padStart(2, "0");
  const clock = (date) => isNaN(date) ? "" :
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  for (const element of document.querySelectorAll("time[datetime]")) {
    const date = new Date(element.dateTime);
    const rest = "fine" in element.dataset && !isNaN(date) ? "." + String(date.getMilliseconds()).padStart(3, "0") : "";
    element.textContent = clock(date) + rest || element.textContent;
  }

  const font = "12px system-ui, sans-serif";
  const axis = (label, more) => ({
    label, labelSize: 20, stroke: colour("quiet"), font, labelFont: font,
    grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 }, ...more,
  });
  const line = (label, name, format, more) => ({ label, stroke: colour(name), width: 2, value: format, ...more });
  const fromZero = { range: (chart, low, high) => [0, high > 0 ? high * 1.05 : 1] };

  const sizeIn = (place) => ({ width: fixed ?? place.clientWidth, height: 260 });
  const redraw = () => {
    drawn.splice(0).forEach((chart) => chart.destroy());
    for (const [id, picture] of Object.entries(pictures)) {
      const place = document.getElementById(id);
      const [options, data] = picture();
      if (data.slice(1).every((values) => values.every((value) => value == null))) {
        place.classList.add("nothing");
        place.textContent = document.body.dataset.nothing ?? "Nothing was measured.";
        continue;
      }
      const cursor = { drag: { x: false, y: false } };
      drawn.push(new uPlot({ ...sizeIn(place), cursor, ...options }, data, place));
    }
  };
  const fit = () => drawn.forEach((chart) => chart.setSize(sizeIn(chart.root.parentElement)));

  /* `of` has for each element's id a function that gives the chart's options and its data. On paper, whose width is not known
   * when it has to be drawn, it is so many pixels wide. */
  const draw = (of, onPaper = 640) => {
    pictures = of;
    redraw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    addEventListener("resize", fit);
    const paper = (is) => () => {
      fixed = is ? onPaper : null;
      document.documentElement.classList.toggle("paper", is);
      redraw();
    };
    addEventListener("beforeprint", paper(true));
    addEventListener("afterprint", paper(false));
  };

  return { axis, clock, colour, draw, fromZero, line, number, unit };
})();
