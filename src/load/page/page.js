(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const { axis, colour, draw, fromZero, line, number, unit } = charts;

  /* What is called so in English, in the language of the page. */
  const say = (english) => report.words?.[english] ?? english;

  /* Each interval from where it begins, and the last one to its end: of a run of a moment too a line is seen. */
  const last = report.intervals.at(-1);
  const end = last ? last.seconds + last.length : 0;
  const seconds = last ? [...report.intervals.map((interval) => interval.seconds), end] : [];
  const toEnd = (values) => values.length > 0 ? [...values, values.at(-1)] : values;
  // Of a last interval that has hardly begun there is no rate to speak of.
  const isWhole = (interval) => interval.length > (report.intervals.length === 1 ? 0 : report.interval_seconds / 2);
  const perSecond = (name) => toEnd(report.intervals.map((interval) => isWhole(interval) ? interval[name] / interval.length : null));
  const quantile = (name) => toEnd(report.intervals.map((interval) => interval[name]));

  // One in so many took longer: 10 is the 90th percentile, 100 the 99th.
  const one_in = (share) => share < 1 ? 1 / (1 - share) : Math.max(report.accepted, 2);
  const percentile = (value) => value == null ? "" : number(100 - 100 / value) + " %";

  const time = () => ({ scales: { x: { time: false, range: () => [0, end] }, y: fromZero } });
  const pictures = {
    latency: () => [{
      ...time(),
      axes: [axis(say("seconds"), { values: (chart, splits) => splits.map(number) }), axis(say("ms"), { size: 60 })],
      series: [
        { label: say("Time"), value: unit(say("s")) }, line("p50", "first", unit(say("ms"))), line("p99", "second", unit(say("ms"))),
      ],
    }, [seconds, quantile("p50_ms"), quantile("p99_ms")]],
    throughput: () => [{
      ...time(),
      axes: [axis(say("seconds"), { values: (chart, splits) => splits.map(number) }), axis(say("messages/s"), { size: 60 })],
      series: [
        { label: say("Time"), value: unit(say("s")) },
        line(say("Accepted"), "first", unit(say("messages/s")), { fill: colour("first") + "22" }), line(say("Not accepted"), "bad", unit(say("messages/s"))),
      ],
    }, [seconds, perSecond("accepted"), perSecond("failed")]],
    distribution: () => [{
      scales: { x: { time: false, distr: 3 }, y: fromZero },
      axes: [
        axis(say("percentile"), {
          values: (chart, splits) => splits.map((split) => Number.isInteger(Math.log10(split)) ? percentile(split) : null),
        }),
        axis(say("ms"), { size: 60 }),
      ],
      series: [
        { label: say("percentile"), value: (chart, value) => percentile(value) },
        line(report.corrected ? say("message, corrected") : say("message"), "first", unit(say("ms"))),
        ...(report.corrected ? [line(say("service"), "second", unit(say("ms")))] : []),
      ],
    }, [
      report.distribution.map((point) => one_in(point.share)),
      report.distribution.map((point) => point.message_ms),
      ...(report.corrected ? [report.distribution.map((point) => point.service_ms)] : []),
    ]],
  };

  draw(pictures);
})();
