(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const { axis, colour, draw, fromZero, line, number, unit } = charts;

  const seconds = report.intervals.map((interval) => interval.seconds);
  // Of a last interval that has hardly begun there is no rate to speak of.
  const isWhole = (interval) => interval.length > report.interval_seconds / 2 || report.intervals.length === 1;
  const perSecond = (name) => report.intervals.map((interval) => isWhole(interval) ? interval[name] / interval.length : null);

  // One in so many took longer: 10 is the 90th percentile, 100 the 99th.
  const one_in = (share) => share < 1 ? 1 / (1 - share) : Math.max(report.accepted, 2);
  const percentile = (value) => value == null ? "" : number(100 - 100 / value) + " %";

  const time = () => ({ scales: { x: { time: false }, y: fromZero } });
  const pictures = {
    latency: () => [{
      ...time(),
      axes: [axis("seconds"), axis("ms", { size: 60 })],
      series: [
        { label: "Time", value: unit("s") }, line("p50", "first", unit("ms")), line("p99", "second", unit("ms")),
      ],
    }, [seconds, report.intervals.map((i) => i.p50_ms), report.intervals.map((i) => i.p99_ms)]],
    throughput: () => [{
      ...time(),
      axes: [axis("seconds"), axis("messages/s", { size: 60 })],
      series: [
        { label: "Time", value: unit("s") },
        line("Accepted", "first", unit("/s"), { fill: colour("first") + "22" }), line("Not accepted", "bad", unit("/s")),
      ],
    }, [seconds, perSecond("accepted"), perSecond("failed")]],
    distribution: () => [{
      scales: { x: { time: false, distr: 3 }, y: fromZero },
      axes: [
        axis("percentile", {
          values: (chart, splits) => splits.map((split) => Number.isInteger(Math.log10(split)) ? percentile(split) : null),
        }),
        axis("ms", { size: 60 }),
      ],
      series: [
        { label: "Percentile", value: (chart, value) => percentile(value) },
        line(report.corrected ? "Message, corrected" : "Message", "first", unit("ms")),
        ...(report.corrected ? [line("Service", "second", unit("ms"))] : []),
      ],
    }, [
      report.distribution.map((point) => one_in(point.share)),
      report.distribution.map((point) => point.message_ms),
      ...(report.corrected ? [report.distribution.map((point) => point.service_ms)] : []),
    ]],
  };

  draw(pictures);
})();
