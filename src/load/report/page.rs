//! A page with charts, in one file ([`Page`]): it opens offline and asks for nothing.
//!
//! The tables are in the markup, so that the page says everything without a script too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::words::words;
use super::{Content, Report, Verdict, timestamp};
use crate::delivery::{Lang, Phrases};
use crate::load::Checked;
use crate::load::units::octet_rate;
use crate::report::measured;
use crate::report::page::{Page, data, escaped};

const PAGE: Page =
    Page { layout: include_str!("../page/page.html"), style: "", script: include_str!("../page/page.js") };

/// What the script knows.
#[derive(Serialize)]
struct Data<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// What the script says, in another language than its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    words: BTreeMap<&'static str, &'static str>,
}

impl Report {
    /// The page, UTF-8, in a language.
    #[must_use]
    pub fn html(&self, lang: Lang) -> String {
        let words = words(lang);
        let own = [
            ("lang", lang.tag().to_owned()),
            ("title", words.fill("Load test of {server}", &[("server", &escaped(&self.settings.server))])),
            ("summary", self.summary(words)),
            ("conditions", self.conditions(words)),
            ("note", self.note(words)),
            ("latencies", self.latency_rows(words)),
            ("errors", self.errors_section(words)),
            ("details", self.details(words)),
            ("data", self.data(words)),
        ];
        let fixed = words.for_markup();
        let fixed = fixed.iter().map(|(name, text)| (name.as_str(), *text));
        let parts: Vec<_> = own.iter().map(|(name, text)| (*name, text.as_str())).chain(fixed).collect();
        PAGE.filled(&parts, words.say("Licence of the charts (uPlot)"))
    }

    fn summary(&self, words: Phrases) -> String {
        let latency = self.latencies.lines().first().map(|(_, latency)| latency);
        let p99 = match latency.filter(|latency| latency.times.count > 0) {
            Some(latency) => {
                format!("<b>{}</b> {}", measured(latency, latency.times.p99), words.say("ms, 99th percentile"))
            }
            None => words.say("nothing accepted, so no time was measured").to_owned(),
        };
        let bad = if self.failed > 0 { " class=\"bad\"" } else { "" };
        format!(
            "<div><b>{}</b> {}</div><div{bad}><b>{}</b> {}</div><div><b>{:.1}</b> {}</div><div>{p99}</div>",
            self.accepted,
            words.say("accepted"),
            self.failed,
            words.say("not accepted"),
            self.messages_per_second,
            words.say("messages/s"),
        )
    }

    fn conditions(&self, words: Phrases) -> String {
        if self.conditions.is_empty() && self.end == "finished" {
            return String::new();
        }
        let mut list = String::new();
        let mut item = |verdict: Option<Verdict>, text: &str| {
            let class = match verdict {
                Some(Verdict::Passed) => " class=\"good\"",
                Some(Verdict::Failed) => " class=\"bad\"",
                None => "",
            };
            let _ = write!(list, "<li{class}>{}</li>", escaped(text));
        };
        for condition in &self.conditions {
            let verdict = self.verdict_of(condition);
            item(verdict, &told(condition, verdict, words));
        }
        if let Some(errors) = self.errors_too_many() {
            let errors = [("count", &*errors.to_string())];
            let text = words.fill("{count} not accepted, and no --fail-if says how many may be: failed", &errors);
            item(Some(Verdict::Failed), &text);
        }
        if self.end == "no-session" {
            item(Some(Verdict::Failed), words.say("no session was open at the end: failed"));
        }
        let verdict = match self.verdict {
            Some(Verdict::Passed) => words.say("Verdict: passed"),
            Some(Verdict::Failed) => words.say("Verdict: failed"),
            None => words.say("No verdict: the run did not finish"),
        };
        let rule = match self.conditions.is_empty() {
            true => String::new(),
            false => format!("<p>{}</p>", words.say("The run fails where one of these holds (--fail-if).")),
        };
        let list = if list.is_empty() { list } else { format!("<ul class=\"conditions\">{list}</ul>") };
        format!("<h2>{verdict}</h2>{rule}{list}")
    }

    fn note(&self, words: Phrases) -> String {
        let text = if self.corrected {
            "A message's latency counts from when the rate meant it to start, so that a server that stands still cannot hide \
             the messages it has kept waiting (corrected for coordinated omission). Service counts from when it did start."
        } else {
            "A message's latency counts from when it was started: no rate was set, so the next one waited for a session."
        };
        escaped(words.say(text))
    }

    fn latency_rows(&self, words: Phrases) -> String {
        let mut rows = String::new();
        for (name, latency) in self.latencies.lines() {
            let _ = write!(rows, "<tr><th scope=\"row\">{}</th><td>{}</td>", words.say(name), latency.times.count);
            for (_, time) in latency.figures() {
                let _ = write!(rows, "<td>{}</td>", measured(latency, time));
            }
            rows.push_str("</tr>");
        }
        rows
    }

    fn errors_section(&self, words: Phrases) -> String {
        if self.errors.is_empty() {
            return String::new();
        }
        let mut rows = String::new();
        for error in &self.errors {
            let (of, place, text) = (words.say(error.of), escaped(&error.place()), escaped(&error.text));
            let _ = write!(rows, "<tr><td>{}</td><td>{of}</td><td>{place}</td><td>{text}</td></tr>", error.count);
        }
        if self.errors_not_listed > 0 {
            let others = words.say("of other kinds");
            let _ = write!(rows, "<tr><td>{}</td><td></td><td></td><td>{others}</td></tr>", self.errors_not_listed);
        }
        let heads = ["Count", "Of", "In reply to", "Text"]
            .map(|head| format!("<th scope=\"col\">{}</th>", words.say(head)))
            .concat();
        format!(
            "<h2>{}</h2><div class=\"scroll\"><table class=\"errors\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>\
             </table></div>",
            words.say("Errors")
        )
    }

    fn details(&self, words: Phrases) -> String {
        let plan = &self.plan;
        let mut rows = String::new();
        let started = timestamp(self.settings.started);
        let shown = started.replace('T', " ").replace('Z', " UTC");
        // In UTC until the script turns it into the time of the reader's clock.
        let started = format!("<time datetime=\"{started}\">{shown}</time>");
        let _ = write!(rows, "<tr><th scope=\"row\">{}</th><td>{started}</td></tr>", words.say("Started"));
        let mut row = |name: &'static str, text: &str| {
            let _ = write!(rows, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", words.say(name), escaped(text));
        };
        row("Server", &self.server(words));
        let end = words.say(self.end);
        row("Ended", self.why.as_deref().map_or(end.to_owned(), |why| format!("{end}: {why}")).as_str());
        row("Time", &format!("{} {}", told_seconds(self.seconds), words.say("s")));
        row("Bytes", &format!("{}, {}", self.octets, told_rate(self.octets_per_second, words)));
        row("Content", &self.content(words));
        row("Sessions", &self.sessions_in_words(words));
        if let Some(most) = plan.messages_per_session {
            row("Messages per session", &most.to_string());
        }
        if let Some(rate) = plan.messages_per_second {
            row("Rate asked for", &format!("{rate:.1} {}", words.say("messages/s")));
        }
        if plan.ramp_seconds > 0.0 {
            row("Ramp", &format!("{} {}", plan.ramp_seconds, words.say("s")));
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

    fn server(&self, words: Phrases) -> String {
        let parts = [("server", self.settings.server.as_str()), ("encryption", words.say(self.settings.encryption))];
        match self.settings.login {
            true => words.fill("{server}, {encryption}, with login", &parts),
            false => words.fill("{server}, {encryption}, without login", &parts),
        }
    }

    fn content(&self, words: Phrases) -> String {
        match &self.settings.content {
            Content::Random { size, seed } => {
                words.fill("{size} bytes, seed {seed}", &[("size", size), ("seed", &seed.to_string())])
            }
            Content::Template(file) => file.clone(),
        }
    }

    fn sessions_in_words(&self, words: Phrases) -> String {
        let (count, window) = (self.plan.sessions.to_string(), self.plan.window.to_string());
        let opened = self.sessions.opened.to_string();
        let parts = [("count", count.as_str()), ("window", &window), ("opened", &opened)];
        let mut told = vec![words.fill("{count} at the same time, window {window}; {opened} opened", &parts)];
        if self.sessions.lost > 0 {
            told.push(words.fill("{count} lost", &[("count", &self.sessions.lost.to_string())]));
        }
        if self.sessions.not_opened > 0 {
            told.push(words.fill("{count} could not be opened", &[("count", &self.sessions.not_opened.to_string())]));
        }
        told.join(if words.lang == Lang::Zh { "，" } else { ", " })
    }

    /// The report as JSON that may stand in a script: nothing in it can end one, or begin a comment.
    fn data(&self, words: Phrases) -> String {
        data(&Data { report: self, words: words.for_script() }).expect("every key is a text and every number finite")
    }
}

/// `p99>200ms: it is 312 ms: failed`.
fn told(checked: &Checked, verdict: Option<Verdict>, words: Phrases) -> String {
    let condition = ("condition", checked.condition.as_str());
    let Some(found) = &checked.found else {
        return match verdict {
            Some(_) => words.fill("{condition}: nothing was measured: failed", &[condition]),
            None => words.fill("{condition}: nothing was measured", &[condition]),
        };
    };
    let found = match found.rsplit_once(' ') {
        Some((number, "messages/s")) => format!("{number} {}", words.say("messages/s")),
        Some((number, "ms")) => format!("{number} {}", words.say("ms")),
        _ => found.clone(),
    };
    let parts = [condition, ("found", found.as_str())];
    match verdict {
        Some(Verdict::Failed) => words.fill("{condition}: it is {found}: failed", &parts),
        Some(Verdict::Passed) => words.fill("{condition}: it is {found}: passed", &parts),
        None => words.fill("{condition}: it is {found}", &parts),
    }
}

/// `12.3`; of a moment what there is of it: `0.006`.
fn told_seconds(seconds: f64) -> String {
    if seconds < 1.0 { format!("{seconds:.3}") } else { format!("{seconds:.1}") }
}

fn told_rate(octets: f64, words: Phrases) -> String {
    let rate = octet_rate(octets);
    match rate.strip_suffix(" bytes/s") {
        Some(number) => format!("{number} {}", words.say("bytes/s")),
        None => rate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_page_is_filled_once() {
        let own = ["lang", "title", "summary", "conditions", "note", "latencies", "errors", "details", "data"];
        for name in Page::SHARED.into_iter().chain(own) {
            let count = PAGE.layout.matches(&format!("{{{{{name}}}}}")).count();
            assert_eq!(count, if name == "title" { 2 } else { 1 }, "{name}");
        }
        let fixed = PAGE.layout.matches("{{=").count();
        assert_eq!(PAGE.layout.matches("{{").count(), Page::SHARED.len() + own.len() + 1 + fixed);
    }
}
