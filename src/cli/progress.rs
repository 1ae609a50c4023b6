//! What is seen while the batch runs: a bar on a terminal, lines at intervals elsewhere, JSON lines on request.

mod elapsed;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::{SignedDuration, Zoned};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use elapsed::Elapsed;

use super::advice::Explained;
use super::args::SendArgs;
use super::lang::lang;
use super::output::{confirmed, grouped, line, note, stderr_width};
use super::words::{Noun, fill, number, say, span};
use crate::batch::{End, Ended, Notice, Observer, Schedule, Stop, Tally, WaitsFor};
use crate::delivery::{Delivery, Outcome};
use crate::rate::Rate;
use crate::report::{LatencyTable, ReportRow, rows};

/// Between two lines where there is no bar.
const INTERVAL: Duration = Duration::from_secs(10);

/// Between two drawings of the bar's words.
const REDRAW: Duration = Duration::from_millis(100);

/// A time so far away is told with its date.
const ONE_CLOCK: Duration = Duration::from_secs(12 * 3600);

/// Everything that may be shown, each part on or off.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    verbose: bool,
    json: bool,
    /// Whether somebody is there who can be asked.
    asks: bool,
    /// The server, where logins may be refused in its own way.
    host: String,
    /// From one message to the next, where a pace was asked for.
    interval: Duration,
    /// Whether nothing can be done before its time.
    is_waiting: bool,
    explained: Explained,
    /// The last failure of a session that was told, and how often it has been since.
    lost: (String, u64),
    elapsed: Elapsed,
    last: Instant,
}

impl Progress {
    /// For a batch through this server.
    pub(super) fn new(args: &SendArgs, host: &str, messages: u64, rate: Option<Rate>) -> Self {
        let host = host.to_owned();
        let asks = !args.yes && io::stdin().is_terminal();
        let elapsed = Elapsed::new(super::send::schedule(args), Instant::now());
        let interval = rate.map_or(Duration::ZERO, Rate::interval);
        Self { host, asks, elapsed, interval, ..Self::with(!args.quiet, args.verbose, args.json, messages) }
    }

    pub(super) fn with(shown: bool, verbose: bool, json: bool, messages: u64) -> Self {
        let terminal = io::stderr().is_terminal();
        let bar = (shown && terminal).then(|| {
            let bar = ProgressBar::with_draw_target(Some(messages), ProgressDrawTarget::stderr());
            let style = match has_bar(stderr_width()) {
                true => "{bar:16.cyan/dim} {human_pos}/{human_len}  {wide_msg}",
                false => "{human_pos}/{human_len}  {wide_msg}",
            };
            bar.set_style(ProgressStyle::with_template(style).expect("the template is one of two literals"));
            bar
        });
        let now = Instant::now();
        Self {
            bar,
            lines: shown && !terminal,
            verbose,
            json,
            asks: false,
            host: String::new(),
            interval: Duration::ZERO,
            is_waiting: false,
            explained: Explained::default(),
            lost: (String::new(), 0),
            elapsed: Elapsed::new(Schedule::default(), now),
            last: now,
        }
    }

    /// Takes the bar away; the summary comes next.
    pub(super) fn finish(&mut self) {
        self.count_lost();
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Tells of a session's failure, unless it is the same once more: that is counted.
    fn tell_lost(&mut self, error: &str, again: &str) {
        if self.lost.0 == error {
            self.lost.1 += 1;
            return;
        }
        self.count_lost();
        error.clone_into(&mut self.lost.0);
        self.say(&format!("{error}{again}"));
    }

    /// How often the last failure came again.
    fn count_lost(&mut self) {
        match std::mem::take(&mut self.lost.1) {
            0 => {}
            times => self.say(&came_again(&self.lost.0, times)),
        }
        self.lost.0.clear();
    }

    fn event(&self, event: &Event<'_>) {
        let Ok(text) = serde_json::to_string(event) else { return };
        match &self.bar {
            // What is left of the bar would stand between the lines.
            Some(bar) if io::stdout().is_terminal() => bar.suspend(|| line(&text)),
            _ => line(&text),
        }
    }

    fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| note(text)),
            None if self.lines || self.verbose => note(text),
            None => {}
        }
    }

    /// `3 not accepted · 85/s · 2 min left · 4 sessions · 1 waiting`.
    fn state(&self, tally: &Tally) -> String {
        let mut parts = Vec::new();
        if tally.failed > 0 {
            parts.push(fill("{count} not accepted", &[("count", &grouped(tally.failed))]));
        }
        // The first goes at once, and by itself says nothing of a pace that was asked for.
        let seconds =
            self.elapsed.sending(Instant::now()).as_secs_f64().max(self.interval.as_secs_f64() * tally.done as f64);
        let rate = if seconds > 0.0 { tally.done as f64 / seconds } else { 0.0 };
        let left = tally.messages.saturating_sub(tally.done);
        if rate > 0.0 {
            parts.push(pace(rate));
        }
        // What waits for another try is not done when the others are.
        if rate > 0.0 && left > tally.waiting {
            let sending = Duration::try_from_secs_f64(left as f64 / rate).unwrap_or(Duration::MAX);
            let left = self.elapsed.left(&Zoned::now(), sending);
            parts.push(fill("{time} left", &[("time", &span(left))]));
        }
        if !self.is_waiting {
            parts.push(number(tally.sessions as u64, Noun::Session));
        }
        if tally.waiting > 0 && !self.is_waiting {
            parts.push(fill("{count} deferred", &[("count", &grouped(tally.waiting))]));
        }
        parts.join(" · ")
    }

    fn draw(&mut self, tally: &Tally) {
        if let Some(bar) = &self.bar {
            bar.set_position(tally.done);
        }
        let wait = if self.bar.is_some() { REDRAW } else { INTERVAL };
        if self.last.elapsed() < wait {
            return;
        }
        self.last = Instant::now();
        let state = self.state(tally);
        match &self.bar {
            Some(bar) => show(bar, state),
            None if self.lines => note(&format!("{} of {} · {state}", grouped(tally.done), grouped(tally.messages))),
            None => {}
        }
    }

    fn waiting(&mut self, tally: &Tally, wait: Duration, what: WaitsFor) {
        self.is_waiting = true;
        let now = Zoned::now();
        let reason = self.elapsed.waits(Instant::now(), &now);
        // It has the time in it.
        if let (Some(bar), Some(reason)) = (&self.bar, &reason) {
            bar.set_position(tally.done);
            show(bar, fill("waiting: {reason}", &[("reason", reason)]));
            return bar.suspend(|| {});
        }
        let clock = now.saturating_add(SignedDuration::try_from(wait).unwrap_or_default());
        let clock = clock.strftime(if wait < ONE_CLOCK { "%H:%M:%S" } else { "%Y-%m-%d %H:%M" }).to_string();
        let why = reason.or_else(|| why_wait(tally, what)).map(|why| format!(": {why}")).unwrap_or_default();
        if let Some(bar) = &self.bar {
            bar.set_position(tally.done);
            show(
                bar,
                match (what, tally.waiting) {
                    (WaitsFor::Retry, 1..) => {
                        let parts = [("count", &*grouped(tally.waiting)), ("clock", &clock)];
                        fill("{count} deferred, next try at {clock} · Ctrl-C may stop it", &parts)
                    }
                    _ => {
                        let parts = [("clock", &*clock), ("why", &why)];
                        let waits = fill("waiting until {clock}{why}", &parts);
                        format!("{waits} · {}", self.state(tally)).trim_end_matches(" · ").to_owned()
                    }
                },
            );
            // It stands as it is until something happens: this is drawn however soon after the last.
            return bar.suspend(|| {});
        }
        // With a pace, each message is waited for.
        if what == WaitsFor::Pace && self.last.elapsed() < INTERVAL && tally.done > 0 {
            return;
        }
        self.last = Instant::now();
        let parts = [("time", &*span(wait)), ("clock", &clock), ("why", &why)];
        self.say(&fill("waiting {time} (until {clock}){why}", &parts));
    }

    fn settled(&mut self, delivery: &Delivery) {
        if self.json {
            for row in rows(delivery) {
                self.event(&Event::Settled(&row.told_in(lang())));
            }
        }
        if self.verbose {
            for (row, each) in rows(delivery).zip(&delivery.recipients) {
                self.say(&if row.outcome == Outcome::Accepted { fate(&row) } else { with_reply(&row) });
                self.explain(|explained, _| explained.settlement(each));
            }
        }
    }
}

/// Whether a terminal of so many columns has room for more than the words.
fn has_bar(width: Option<usize>) -> bool {
    width.is_none_or(|width| width >= 60)
}

/// Shows words beside the bar: as many as there is room for.
fn show(bar: &ProgressBar, words: String) {
    let width = stderr_width();
    let numbers = [bar.position(), bar.length().unwrap_or_default()].map(|number| grouped(number).len());
    let taken = numbers.iter().sum::<usize>() + if has_bar(width) { 20 } else { 3 };
    bar.set_message(match width {
        Some(width) => fitted(&words, width.saturating_sub(taken + 1)),
        None => words,
    });
}

/// What has room of parts that are told one after the other: whole parts, and of the first alone whole words.
fn fitted(text: &str, room: usize) -> String {
    let mut rest = text;
    // The time is worth more than the word.
    if rest.width() > room {
        rest = rest.strip_prefix("waiting: ").unwrap_or(rest);
    }
    while rest.width() > room {
        match rest.rsplit_once(" · ") {
            Some((before, _)) => rest = before,
            None => break,
        }
    }
    if rest.width() <= room {
        return rest.to_owned();
    }
    let mut words = String::new();
    for word in rest.split_inclusive(' ') {
        if words.width() + word.trim_end().width() + 2 > room {
            break;
        }
        words.push_str(word);
    }
    words.push('…');
    words
}

/// `85/s`, `2.5/s`, `1.5/min`, `0.7/h`.
fn pace(rate: f64) -> String {
    match rate {
        10.0.. => format!("{}/s", grouped(rate as u64)),
        1.0.. => format!("{rate:.1}/s"),
        0.015.. => format!("{:.1}/min", rate * 60.0),
        0.000_25.. => format!("{:.1}/h", rate * 3_600.0),
        _ => format!("{:.1}/day", rate * 86_400.0),
    }
}

/// What is waited for, where it is not the time of day.
fn why_wait(tally: &Tally, what: WaitsFor) -> Option<String> {
    Some(match (what, tally.waiting) {
        (WaitsFor::Session, _) => say("then another session is opened").to_owned(),
        (WaitsFor::Pace, _) => say("the pace").to_owned(),
        (WaitsFor::Mail, _) => say("then one message is tried").to_owned(),
        (WaitsFor::Server, _) => say("the pace that the server wants").to_owned(),
        (WaitsFor::Retry, 0) => return None,
        (WaitsFor::Retry, 1) => say("a deferred message is tried again").to_owned(),
        (WaitsFor::Retry, many) => fill("{count} deferred messages are tried again", &[("count", &grouped(many))]),
    })
}

/// Which failure came again, which stands further up by now, and how often.
fn came_again(error: &str, times: u64) -> String {
    match times {
        1 => fill("once more: {error}", &[("error", error)]),
        _ => fill("{times} more times: {error}", &[("times", &grouped(times)), ("error", error)]),
    }
}

/// What became of a recipient: `row 7: a@example.com accepted 250`.
fn fate(row: &ReportRow<'_>) -> String {
    let code = row.code.map(|code| format!(" {code}")).unwrap_or_default();
    format!("row {}: {} {}{code}", row.row, row.address, row.outcome)
}

fn with_reply(row: &ReportRow<'_>) -> String {
    format!("{} {}", fate(row), row.text)
}

impl Progress {
    /// Says on a line of its own what the line before means, where that has not been said.
    fn explain(&mut self, what: impl FnOnce(&mut Explained, &str) -> Option<&'static str>) {
        if let Some(explanation) = what(&mut self.explained, &self.host) {
            self.say(&format!("  {explanation}"));
        }
    }
}

impl Observer for Progress {
    fn goes_on(&mut self, first: &[Delivery], stop: &Stop) -> Option<bool> {
        let all = || first.iter().flat_map(rows);
        let are_accepted = all().all(|row| row.outcome == Outcome::Accepted);
        let tell = || {
            all().for_each(|row| note(&with_reply(&row)));
            if !self.asks {
                note(match are_accepted {
                    true => say("All of the first were accepted: going on."),
                    false => say("Not all of the first were accepted, and nobody is there to ask."),
                });
                return Some(are_accepted);
            }
            // Whoever is asked may interrupt instead: what reads the answer is left behind then.
            let (tell, answer) = bounded(1);
            thread::spawn(move || {
                let answer = confirmed(say("These went first. Look at how they arrived. Go on with the others?"));
                // Nobody waits for it any more after an interruption.
                let _ = tell.send(answer.unwrap_or(false));
            });
            stop.or_answer(&answer)
        };
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None if self.asks || self.lines => tell(),
            None => Some(are_accepted),
        }
    }

    fn notice(&mut self, tally: &Tally, notice: &Notice<'_>) {
        match notice {
            Notice::Settled(delivery) => {
                self.is_waiting = false;
                self.settled(delivery);
                self.draw(tally);
            }
            Notice::SessionLost { error, retry_in } => {
                let again = retry_in.map(|wait| fill(" (another session in {time})", &[("time", &span(wait))])).unwrap_or_default();
                self.tell_lost(&error.to_string(), &again);
                self.explain(|explained, host| explained.error(error, host));
                if self.json {
                    self.event(&Event::SessionLost {
                        error: error.to_string(),
                        retry_seconds: retry_in.map(|wait| wait.as_secs_f64()),
                    });
                }
            }
            Notice::Learnt(lesson) => {
                self.say(&format!("learnt: {lesson}"));
                if self.json {
                    self.event(&Event::Learnt { lesson: lesson.to_string() });
                }
            }
            Notice::Away(patience) => self.say(&fill(
                "No session can be opened any more: waiting up to {time} for the server. Ctrl-C ends that, and the same command goes \
                 on later.",
                &[("time", &span(*patience))],
            )),
            Notice::PutOff { reply, patience } => self.say(&fill(
                "The server takes nobody's mail just now: {reply}. One message is tried again now and then, for up to {time} in all; \
                 no row is charged for it. Ctrl-C ends that, and the same command goes on later.",
                &[("reply", &reply.to_string()), ("time", &span(*patience))],
            )),
            Notice::Waiting(wait, what) => self.waiting(tally, *wait, *what),
            Notice::Silent(time, is_waited_for) => self.say(&fill(
                "The server has not opened a session within {time}{waits}. If its port begins with TLS (465 does), it wants --tls \
                 implicit; if not, --tls starttls.",
                &[("time", &span(*time)), ("waits", if *is_waited_for { say("; waiting on") } else { "" })],
            )),
            Notice::Stopping { waits: false, .. } => {}
            Notice::Stopping { end: End::Interrupted, .. } => {
                self.say(say("Stopping: what is in flight gets its reply. Press Ctrl-C again to stop at once."));
            }
            Notice::Stopping { .. } => self.say(say(
                "Stopping by itself: what is in flight gets its reply, then it is told why. Press Ctrl-C twice to stop at once.",
            )),
        }
    }
}

/// Says how a batch ended: the last line of `--json`.
pub(super) fn summary(ended: &Ended) {
    let (end, why) = match &ended.end {
        End::Finished => ("finished", None),
        End::Interrupted => ("interrupted", None),
        End::LoginRefused(why) => ("login-refused", Some(why.clone())),
        End::Stopped(why) | End::Declined(why) => ("stopped", Some(why.to_string())),
    };
    let counts = Outcome::ALL.map(|outcome| (outcome.word(), ended.summary.count(outcome)));
    let event = Event::Summary(Summary {
        end,
        why,
        explanation: ended.explanation.map(|explanation| explanation.whole(lang())),
        total: ended.summary.total(),
        counts: counts.into(),
        latencies: LatencyTable::from(&ended.latencies),
    });
    if let Ok(text) = serde_json::to_string(&event) {
        line(&text);
    }
}

/// A line of `--json`.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a> {
    Settled(&'a ReportRow<'a>),
    SessionLost { error: String, retry_seconds: Option<f64> },
    Learnt { lesson: String },
    Summary(Summary<'a>),
}

#[derive(Debug, Serialize)]
struct Summary<'a> {
    end: &'static str,
    why: Option<String>,
    explanation: Option<&'a str>,
    total: u64,
    /// By the outcome's word.
    #[serde(flatten)]
    counts: BTreeMap<&'static str, u64>,
    latencies: LatencyTable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_went_at_once_is_no_pace() {
        let progress = Progress { interval: Duration::from_secs(60), ..Progress::with(false, false, false, 3) };
        let tally = Tally { messages: 3, done: 1, accepted: 1, sessions: 1, ..Tally::default() };
        assert_eq!(progress.state(&tally), "1.0/min · 2 min left · 1 session");
        // Whatever the night has taken, the pace is that of the day, and the next night is waited for too.
        let clock = Zoned::now();
        let start = clock.saturating_add(SignedDuration::from_hours(10));
        let mut late = Progress { interval: Duration::from_secs(60), ..Progress::with(false, false, false, 3) };
        late.elapsed = Elapsed::new(Schedule { start: Some(start), quiet: None }, late.last);
        late.elapsed.waits(late.last, &clock);
        assert_eq!(late.state(&tally), "1.0/min · 10 h 02 min left · 1 session");
        let waiting = Progress { is_waiting: true, ..progress };
        assert_eq!(waiting.state(&Tally { messages: 3, sessions: 1, ..Tally::default() }), "");
        let why = |waiting, what| why_wait(&Tally { waiting, ..tally }, what);
        assert_eq!(why(2, WaitsFor::Retry).unwrap(), "2 deferred messages are tried again");
        assert_eq!(why(2, WaitsFor::Pace).unwrap(), "the pace");
        // What comes back from a session that was not opened has not been tried.
        assert_eq!(why(1, WaitsFor::Session).unwrap(), "then another session is opened");
        assert_eq!(why(0, WaitsFor::Server).unwrap(), "the pace that the server wants");
        assert_eq!(why(0, WaitsFor::Retry), None);
    }

    #[test]
    fn words_that_have_no_room_are_left_out_whole() {
        let told = "waiting until 23:25:10: the pace · 3 not accepted · 2 min left";
        for (room, shown) in [
            (80, told),
            (55, "waiting until 23:25:10: the pace · 3 not accepted"),
            (32, "waiting until 23:25:10: the pace"),
            (31, "waiting until 23:25:10: the …"),
            (20, "waiting until …"),
            (3, "…"),
        ] {
            assert_eq!(fitted(told, room), shown);
        }
        assert_eq!(fitted("waiting: not before 2026-11-29 03:07", 34), "not before 2026-11-29 03:07");
        assert_eq!(fitted("等待：静默时段", 9), "…");
    }

    #[test]
    fn what_came_again_is_named() {
        assert_eq!(came_again("mail.example: 421 closed", 1), "once more: mail.example: 421 closed");
        assert_eq!(came_again(&"x".repeat(100), 1_200), format!("1,200 more times: {}", "x".repeat(100)));
    }
}
