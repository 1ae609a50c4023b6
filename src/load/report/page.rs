//! A page with charts, in one file: it opens offline and asks for nothing.
//!
//! The tables are in the markup, so that the page says everything without a script too. The charts are drawn by uPlot (MIT;
//! its notice is in the page).

use std::fmt::Write as _;

use super::Report;
use crate::load::units::octet_rate;
use crate::report::milliseconds;

const PAGE: &str = include_str!("../page/page.html");

/// What takes the place of `{{name}}`, but for what differs from run to run.
const PARTS: [(&str, &str); 5] = [
    ("style", include_str!("../page/page.css")),
    ("script", include_str!("../page/page.js")),
    ("uplot-style", include_str!("../page/uplot-1.6.32.min.css")),
    ("uplot-script", include_str!("../page/uplot-1.6.32.min.js")),
    ("uplot-licence", include_str!("../page/uplot-LICENSE")),
];

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
        let parts = PARTS.iter().map(|(name, text)| (*name, *text));
        let parts: Vec<_> = parts.chain(own.iter().map(|(name, text)| (*name, text.as_str()))).collect();
        filled(PAGE, &parts)
    }

    fn summary(&self) -> String {
        let p99 =
            self.latencies.lines().first().map_or_else(String::new, |(_, latency)| milliseconds(latency.times.p99));
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
            let (class, verdict) = if condition.failed { ("bad", "fails") } else { ("good", "does not hold") };
            let _ = write!(list, "<li class=\"{class}\">{verdict}: {}</li>", escaped(&condition.to_string()));
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
                let _ = write!(rows, "<td>{}</td>", milliseconds(time));
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
        row("Octets", &format!("{}, {}", self.octets, octet_rate(self.octets_per_second)));
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
        let json = serde_json::to_string(self).expect("every key is a text and every number finite");
        json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }
}

/// Text that may stand between tags and in attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(character),
        }
    }
    safe
}

/// The page with each `{{name}}` replaced, in one pass: what is put in is not looked at again.
fn filled(page: &str, parts: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(page.len() + parts.iter().map(|(_, part)| part.len()).sum::<usize>());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        text.push_str(parts.iter().find(|(part, _)| *part == name).map_or("", |(_, part)| part));
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_page_is_filled_once() {
        assert_eq!(filled("a{{x}}b{{y}}", &[("x", "{{y}}"), ("y", "2")]), "a{{y}}b2");
        let own = ["title", "summary", "conditions", "note", "latencies", "errors", "details", "data"];
        for name in PARTS.iter().map(|(name, _)| *name).chain(own) {
            let count = PAGE.matches(&format!("{{{{{name}}}}}")).count();
            assert_eq!(count, if name == "title" { 2 } else { 1 }, "{name}");
        }
        assert_eq!(PAGE.matches("{{").count(), PARTS.len() + own.len() + 1);
    }
}
