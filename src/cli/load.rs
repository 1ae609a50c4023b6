//! `mailshot load`: bulk test deliveries, and how long the server takes.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::LoadArgs;
use super::exit::Exit;
use super::lang::lang;
use super::output::{grouped, line, note, stdout};
use super::outputs::Outputs;
use super::question::encryption;
use super::send::{tell_cut, transcript};
use super::{advice, output, server};
use crate::load::{self, Content, End, Generator, Observer, Options, Report, Settings, StopFlag, Verdict};
use crate::mail::{Address, Mailbox};
use crate::net::allow_many_files;
use crate::report::Replacement;

/// From, where nothing else says one (RFC 2606 keeps this domain for such things).
const FROM: &str = "load@example.com";

pub(super) fn run(args: &LoadArgs) -> anyhow::Result<Exit> {
    allow_many_files();
    let target = server::required(&args.server, args.from.as_ref().map(|from| &from.address))?;
    let (host, port) = (&target.host, target.port);
    if !args.i_am_allowed {
        load::check_loopback(host, port)?;
    }
    check_outputs(args)?;
    let formats = args.report.iter().map(|file| Format::of(file)).collect::<anyhow::Result<Vec<_>>>()?;
    let mut generator = generator(args)?;
    let server = target.server(&args.server)?;
    let settings = Settings {
        server: target.label(),
        encryption: encryption(target.tls_mode),
        login: server.credentials.is_some(),
        content: content(args),
        started: SystemTime::now(),
    };
    let options = options(args);
    let transcript = transcript(args.transcript.as_deref())?;
    // What cannot be written is told before the first mail, not after the last.
    let create =
        |file: &PathBuf| Replacement::create(file).with_context(|| format!("{}: cannot be written", file.display()));
    let files = args.report.iter().map(create).collect::<anyhow::Result<Vec<_>>>()?;
    let stop = stop_on_signals()?;

    let mut bar = Bar::new(args);
    let (measured, end) = load::run(Arc::new(server), transcript.clone(), &options, &mut generator, &stop, &mut bar);
    bar.finish();
    tell_cut(args.transcript.as_deref(), transcript.as_deref());

    let report = Report::new(settings, &options, &measured, &end, &args.fail_if);
    let written = write_reports(&report, &args.report, &formats, files);
    Ok(conclude(args, host, &report, &end, written))
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Json,
    Csv,
    Html,
}

impl Format {
    fn of(file: &Path) -> anyhow::Result<Self> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("txt") => Ok(Self::Text),
            Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some("html" | "htm") => Ok(Self::Html),
            _ => bail!("{}: no report format has this ending. Use .txt, .json, .csv or .html.", file.display()),
        }
    }

    fn told(self, report: &Report) -> String {
        match self {
            Self::Text => report.to_string(),
            Self::Json => report.json() + "\n",
            Self::Csv => report.csv(),
            Self::Html => report.html(lang()),
        }
    }
}

/// No output may be a file that is read, nor be named twice.
fn check_outputs(args: &LoadArgs) -> anyhow::Result<()> {
    let read = [&args.template, &args.server.ca_file, &args.server.password_file];
    let mut outputs = Outputs::beside(read.into_iter().flatten().map(PathBuf::as_path));
    args.report.iter().chain(&args.transcript).try_for_each(|file| outputs.add(file))?;
    Ok(())
}

fn generator(args: &LoadArgs) -> anyhow::Result<Generator> {
    let login = args.server.user.as_deref().and_then(|user| Address::parse(user).ok());
    let address = login.map_or_else(|| Address::parse(FROM), Ok).context("the default From")?;
    let default_from = Mailbox { name: None, address };
    let recipients = args.recipient.clone();
    let run = run_id()?;
    Ok(match &args.template {
        Some(file) => Generator::of_template(file, args.from.clone(), default_from, recipients, run)?,
        None => {
            let from = args.from.clone().unwrap_or(default_from);
            Generator::of_sizes(from, recipients, args.size.clone(), args.seed, run)
        }
    })
}

/// Eight hexadecimal digits.
fn run_id() -> anyhow::Result<String> {
    let mut octets = [0; 4];
    getrandom::fill(&mut octets).map_err(io::Error::other).context("the system has no random numbers")?;
    Ok(format!("{:08x}", u32::from_be_bytes(octets)))
}

fn content(args: &LoadArgs) -> Content {
    match &args.template {
        Some(file) => Content::Template(file.display().to_string()),
        None => Content::Random { size: args.size.to_string(), seed: args.seed },
    }
}

fn options(args: &LoadArgs) -> Options {
    Options {
        count: args.count,
        duration: args.duration,
        rate: args.rate,
        sessions: usize::from(args.sessions),
        ramp: args.ramp,
        messages_per_session: args.messages_per_session,
        window: usize::from(args.window),
    }
}

fn stop_on_signals() -> anyhow::Result<StopFlag> {
    let stop = StopFlag::default();
    let handle = stop.clone();
    ctrlc::set_handler(move || handle.request()).context("signals cannot be watched")?;
    Ok(stop)
}

/// Whether all could be written.
fn write_reports(report: &Report, names: &[PathBuf], formats: &[Format], files: Vec<(File, Replacement)>) -> bool {
    let mut all = true;
    for ((name, format), (mut file, replacement)) in names.iter().zip(formats).zip(files) {
        let written = file.write_all(format.told(report).as_bytes()).and_then(|()| replacement.finish());
        if let Err(error) = written {
            output::error(&format!("{}: cannot be written: {error}", name.display()));
            all = false;
        }
    }
    all
}

fn conclude(args: &LoadArgs, host: &str, report: &Report, end: &End, written: bool) -> Exit {
    if args.json {
        line(&report.json());
    } else if !args.quiet {
        stdout(report.to_string().as_bytes());
    }
    for condition in report.failures() {
        output::error(&format!("--fail-if {condition}"));
    }
    match end {
        End::LoginRefused { why, explanation } => {
            output::error(&format!("{host}: {why}"));
            advice::tell(*explanation);
            Exit::LoginRefused
        }
        End::Stopped(why) => {
            output::error(&format!("stopped: {why}"));
            Exit::Stopped
        }
        End::NoSession(why) => {
            output::error(&format!("no session was open when the time was up: {why}"));
            Exit::SomeFailed
        }
        End::Interrupted => {
            note("Interrupted.");
            Exit::Interrupted
        }
        End::Finished if written && report.verdict() == Some(Verdict::Passed) => Exit::Done,
        End::Finished => Exit::SomeFailed,
    }
}

/// What is seen while it runs: a bar on a terminal, nothing elsewhere.
struct Bar {
    bar: Option<ProgressBar>,
    quiet: bool,
    by_time: bool,
}

impl Bar {
    fn new(args: &LoadArgs) -> Self {
        let by_time = args.count.is_none();
        let bar = (!args.quiet && io::stderr().is_terminal()).then(|| {
            let length = args.count.or(args.duration.map(|duration| duration.as_secs()));
            let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
            let position = if by_time { "{pos}/{len} s" } else { "{human_pos}/{human_len}" };
            let style = format!("{{bar:24.cyan/dim}} {position}  {{msg}}");
            bar.set_style(ProgressStyle::with_template(&style).expect("the template is one of two literals"));
            bar
        });
        Self { bar, quiet: args.quiet, by_time }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Bar {
    fn progress(&mut self, progress: &load::Progress) {
        let Some(bar) = &self.bar else { return };
        bar.set_position(if self.by_time { progress.elapsed.as_secs() } else { progress.accepted + progress.failed });
        let mut parts = Vec::new();
        if progress.failed > 0 {
            parts.push(format!("{} not accepted", grouped(progress.failed)));
        }
        parts.push(format!("{}/s", grouped(progress.rate as u64)));
        parts.push(format!("p99 {:.1} ms", progress.p99.as_secs_f64() * 1e3));
        parts.push(output::counted(progress.sessions as u64, "session"));
        bar.set_message(parts.join(" · "));
    }

    fn stopping(&mut self) {
        if !self.quiet {
            let text = "Stopping: what is in flight gets its reply. Press Ctrl-C again to stop at once.";
            match &self.bar {
                Some(bar) => bar.suspend(|| note(text)),
                None => note(text),
            }
        }
    }
}
