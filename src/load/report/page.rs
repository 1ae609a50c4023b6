//! A page with charts, in one file ([`Page`]): it opens offline and asks for nothing.
//!
//! The tables are in the markup, so that the page says everything without a script too.

use std::fmt::Write as _;

use super::Report;
use crate::load::units::octet_rate;
use crate::report::measured;
use crate::report::page::{Page, data, escaped};

const PAGE: Page =
    Page { layout: include_str!("../page/page.html"), style: "", script: include_str!("../page/page.js") };

impl Report {
    /// The page, UTF-8.
    #[must_use]
    pub fn html(&self) -> String {
        let own = [
            ("title", format!("Load test of {}", escaped(&self.settings.server))),
            ("summary", self.summary()),
            ("conditions", self.conditions()),
            ("note", self.note()),
            ("latencies", self.latency_rows()),
            ("errors", self.errors_section()),
            ("details", self.details()),
            ("data", self.data()),
        ];
        PAGE.filled(&own.each_ref().map(|(name, text)| (*name, text.as_str())), Page::LICENCE)
    }

    fn summary(&self) -> String {
        let p99 = self
            .latencies
            .lines()
            .first()
            .map_or_else(String::new, |(_, latency)| measured(latency, latency.times.p99));
        let bad = if self.failed > 0 { " class=\"bad\"" } else { "" };
        format!(
            "<div><b>{}</b> accepted</div><div{bad}><b>{}</b> not accepted</div><div><b>{:.1}</b> messages/s</div>\
             <div><b>{p99}</b> ms, 99th percentile</div>",
            self.accepted, self.failed, self.messages_per_second
        )
    }

    fn conditions(&self) -> String {
        let mut list = String::new();
        for condition in &self.conditions {
            let (class, verdict) = if condition.failed { ("bad", "failed") } else { ("good", "passed") };
            let _ = write!(list, "<li class=\"{class}\">{} ({verdict})</li>", escaped(&condition.to_string()));
        }
        if list.is_empty() { list } else { format!("<h2>Fails if</h2><ul class=\"conditions\">{list}</ul>") }
    }

    fn note(&self) -> String {
        let text = if self.corrected {
            "A message's latency counts from when the rate meant it to start, so that a server that stands still cannot hide \
             the messages it has kept waiting (corrected for coordinated omission). Service counts from when it did start."
        } else {
            "A message's latency counts from when it was started: no rate was set, so the next one waited for a session."
        };
        escaped(text)
    }

    fn latency_rows(&self) -> String {
        let mut rows = String::new();
        for (name, latency) in self.latencies.lines() {
            let _ = write!(rows, "<tr><th>{name}</th><td>{}</td>", latency.times.count);
            for (_, time) in latency.figures() {
                let _ = write!(rows, "<td>{}</td>", measured(latency, time));
            }
            rows.push_str("</tr>");
        }
        rows
    }

    fn errors_section(&self) -> String {
        if self.errors.is_empty() {
            return String::new();
        }
        let mut rows = String::new();
        for error in &self.errors {
            let (place, text) = (escaped(&error.place()), escaped(&error.text));
            let _ =
                write!(rows, "<tr><td>{}</td><th>{}</th><td>{place}</td><td>{text}</td></tr>", error.count, error.of);
        }
        if self.errors_not_listed > 0 {
            let _ =
                write!(rows, "<tr><td>{}</td><th></th><td></td><td>of other kinds</td></tr>", self.errors_not_listed);
        }
        format!(
            "<h2>Errors</h2><div class=\"scroll\"><table class=\"errors\"><thead><tr><th>Count</th><th>Of</th><th>In reply \
             to</th><th>Text</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
    }

    fn details(&self) -> String {
        let plan = &self.plan;
        let mut rows = String::new();
        let mut row = |name: &str, text: &str| {
            let _ = write!(rows, "<tr><th>{name}</th><td>{}</td></tr>", escaped(text));
        };
        row("Started", &super::timestamp(self.settings.started));
        row("Server", &format!("{}, {}", self.settings.server, self.connection()));
        row("Ended", self.why.as_deref().map_or(self.end.to_owned(), |why| format!("{}: {why}", self.end)).as_str());
        row("Time", &format!("{:.1} s", self.seconds));
        row("Bytes", &format!("{}, {}", self.octets, octet_rate(self.octets_per_second)));
        row("Content", &self.settings.content);
        row(
            "Sessions",
            &format!("{} at the same time, window {}; {}", plan.sessions, plan.window, self.sessions_told()),
        );
        if let Some(most) = plan.messages_per_session {
            row("Messages per session", &most.to_string());
        }
        if let Some(rate) = plan.messages_per_second {
            row("Rate asked for", &format!("{rate:.1} messages/s"));
        }
        if plan.ramp_seconds > 0.0 {
            row("Ramp", &format!("{} s", plan.ramp_seconds));
        }
        for (name, number) in
            [("In doubt", self.in_doubt), ("Due and not started", self.unsent), ("Cut off", self.cut_off)]
        {
            if number > 0 {
                row(name, &number.to_string());
            }
        }
        row("mailshot", self.version);
        rows
    }

    /// The report as JSON that may stand in a script: nothing in it can end one, or begin a comment.
    fn data(&self) -> String {
        data(self).expect("every key is a text and every number finite")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_page_is_filled_once() {
        let own = ["title", "summary", "conditions", "note", "latencies", "errors", "details", "data"];
        for name in Page::SHARED.into_iter().chain(own) {
            let count = PAGE.layout.matches(&format!("{{{{{name}}}}}")).count();
            assert_eq!(count, if name == "title" { 2 } else { 1 }, "{name}");
        }
        assert_eq!(PAGE.layout.matches("{{").count(), Page::SHARED.len() + own.len() + 1);
    }
}
