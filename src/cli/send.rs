//! `mailshot send`: check, ask, deliver, report.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::args::{HostPort, SendArgs, ServerArgs, TlsArg};
use super::check::{facts, faulty};
use super::exit::Exit;
use super::merge::Merge;
use super::output::{counted, line, note};
use super::progress::Progress;
use super::{advice, output, password};
use crate::batch::{self, End, Ended, Outputs, Preflight, Stop};
use crate::delivery::Outcome;
use crate::net::{Server, Tls, TlsOptions, Transcript};
use crate::report::{FailedRows, Summary, Writer};
use crate::smtp::TlsMode;

/// What is sent where, ready to go.
pub(super) struct Run<'a> {
    pub(super) merge: &'a Merge,
    pub(super) found: &'a Preflight,
    pub(super) server: Server,
    pub(super) transcript: Option<Arc<Transcript>>,
    pub(super) options: batch::Options,
    pub(super) outputs: Outputs,
}

pub(super) fn run(args: &SendArgs) -> anyhow::Result<Exit> {
    let (tls_mode, port) = security(&args.server);
    let merge = Merge::open(&args.merge, args.server.user.as_deref())?;
    let found = merge.preflight(args.quiet || args.json)?;
    if found.faulty > 0 && !(args.skip_faulty && found.messages > 0) {
        note(&faulty(&found));
        if found.messages > 0 {
            note("Mend them, or give --skip-faulty to send the sound rows and have these reported.");
        }
        return Ok(Exit::Usage);
    }

    let server = server(&args.server, tls_mode, port)?;
    if !args.yes && !confirm(&found, &server, args)? {
        note("Nothing was sent.");
        return Ok(Exit::Usage);
    }
    let transcript = match &args.transcript {
        Some(file) => {
            let transcript = Transcript::create(file);
            Some(Arc::new(transcript.with_context(|| format!("{}: cannot be written", file.display()))?))
        }
        None => None,
    };
    let writers = args.report.iter().map(|file| Writer::create(file)).collect::<Result<Vec<_>, _>>()?;
    let failed = match &args.failed {
        Some(file) => Some(FailedRows::create(file, merge.source.header())?),
        None => None,
    };
    let host = server.host.clone();
    let options = batch::Options {
        sessions: args.sessions,
        messages_per_session: args.messages_per_session,
        rate: args.rate,
        attempts: args.attempts,
        retry_wait: args.retry_wait,
    };
    let outputs = Outputs::new(writers, failed);
    let mut progress = Progress::new(args, found.messages);
    let run = Run { merge: &merge, found: &found, server, transcript, options, outputs };
    let ended = deliver(run, &stop_on_signals()?, &mut progress)?;
    Ok(conclude(&ended, args, &host))
}

/// Delivers, with a progress bar.
pub(super) fn deliver(run: Run<'_>, stop: &Stop, progress: &mut Progress) -> anyhow::Result<Ended> {
    let Run { merge, found, server, transcript, options, outputs } = run;
    let ended = batch::run(
        &merge.source,
        &merge.selection,
        &merge.template,
        found,
        server,
        transcript,
        &options,
        outputs,
        stop,
        progress,
    )?;
    progress.finish();
    Ok(ended)
}

/// Implicit TLS on 465, STARTTLS elsewhere, unless something else is said; and the port that goes with it.
fn security(args: &ServerArgs) -> (TlsMode, u16) {
    match (args.tls, args.server.port) {
        (Some(tls), Some(port)) => (tls.into(), port),
        (Some(TlsArg::Starttls), None) => (TlsMode::StartTls, 587),
        (Some(TlsArg::None), None) => (TlsMode::None, 25),
        (Some(TlsArg::Implicit) | None, None) | (None, Some(465)) => (TlsMode::Implicit, 465),
        (None, Some(port)) => (TlsMode::StartTls, port),
    }
}

fn server(args: &ServerArgs, tls_mode: TlsMode, port: u16) -> anyhow::Result<Server> {
    let tls = Tls::new(&TlsOptions {
        ca_file: args.ca_file.clone(),
        accept_invalid_certs: args.danger_accept_invalid_certs,
    })?;
    let HostPort { host, .. } = args.server.clone();
    Ok(Server {
        host,
        port,
        tls_mode,
        tls,
        credentials: password::credentials(args)?,
        mechanism: args.auth.into(),
        allow_plaintext_auth: args.allow_plaintext_auth,
        client_name: args.helo.clone(),
        timeout: args.timeout,
    })
}

/// Shows what is about to happen and asks. Without a terminal nobody can be asked.
fn confirm(found: &Preflight, server: &Server, args: &SendArgs) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        bail!("nobody to ask whether to send: standard input is no terminal. Give --yes.");
    }
    let (Some(first), Some(last)) = (&found.first, &found.last) else { return Ok(false) };
    note(&format!("From:     {}", first.from));
    note(&format!("Subject:  {}", first.subject.as_deref().unwrap_or("(none)")));
    note(&format!("To:       {} … {}", first.to, last.to));
    note(&format!("Server:   {}:{} ({})", server.host, server.port, encryption(server.tls_mode)));
    note(&format!("          {} {}", counted(args.sessions as u64, "session"), pace(args)));
    if let Some(to) = &args.merge.send_to {
        note(&format!("Trial:    everything goes to {to}"));
    }
    if found.faulty > 0 {
        note(&format!("Skipped:  {}", counted(found.faulty, "faulty row")));
    }
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "Send {} [y/N] ", facts(found));
    let _ = stderr.flush();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("the answer cannot be read")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn encryption(mode: TlsMode) -> &'static str {
    match mode {
        TlsMode::Implicit => "TLS",
        TlsMode::StartTls => "STARTTLS",
        TlsMode::None => "not encrypted",
    }
}

fn pace(args: &SendArgs) -> String {
    args.rate.map_or_else(|| "as fast as the server takes it".to_owned(), |rate| format!("no faster than {rate}"))
}

/// Ctrl-C and a polite `kill` ask the batch to stop; asked twice, it stops at once.
pub(super) fn stop_on_signals() -> anyhow::Result<Stop> {
    let (handle, stop) = Stop::new();
    ctrlc::set_handler(move || handle.request()).context("signals cannot be watched")?;
    Ok(stop)
}

fn conclude(ended: &Ended, args: &SendArgs, host: &str) -> Exit {
    if args.json {
        summary_event(ended);
    } else if !args.quiet {
        line(&ended.summary.to_string());
    }
    for error in &ended.report_errors {
        output::error(&error.to_string());
    }
    let unsent = ended.summary.count(Outcome::Unsent);
    match &ended.end {
        End::LoginRefused(why) => {
            output::error(&format!("{host}: {why}"));
            note(advice::login(host));
        }
        End::Stopped(why) => output::error(&format!("stopped: {why}")),
        End::Interrupted => note("Interrupted."),
        End::Finished => {}
    }
    if ended.end != End::Finished && unsent > 0 && ended.summary.total() > unsent {
        note(&format!(
            "{} not tried. {}",
            counted(unsent, "recipient"),
            match &args.failed {
                Some(file) => format!("They are in {}: send that file next.", file.display()),
                None => "With --failed FILE they are written to a file that can be sent next.".to_owned(),
            }
        ));
    }
    exit(ended)
}

/// The exit code of a batch.
pub(super) fn exit(ended: &Ended) -> Exit {
    let all = |summary: &Summary| summary.count(Outcome::Accepted) == summary.total();
    match ended.end {
        End::LoginRefused(_) => Exit::LoginRefused,
        End::Stopped(_) => Exit::Stopped,
        End::Interrupted => Exit::Interrupted,
        End::Finished if all(&ended.summary) && ended.report_errors.is_empty() => Exit::Done,
        End::Finished => Exit::SomeFailed,
    }
}

/// The last line of `--json`.
fn summary_event(ended: &Ended) {
    let mut event = serde_json::Map::new();
    event.insert("event".to_owned(), "summary".into());
    let (end, why) = match &ended.end {
        End::Finished => ("finished", None),
        End::Interrupted => ("interrupted", None),
        End::LoginRefused(why) => ("login-refused", Some(why)),
        End::Stopped(why) => ("stopped", Some(why)),
    };
    event.insert("end".to_owned(), end.into());
    event.insert("why".to_owned(), why.cloned().into());
    event.insert("total".to_owned(), ended.summary.total().into());
    for outcome in Outcome::ALL {
        event.insert(outcome.word().to_owned(), ended.summary.count(outcome).into());
    }
    line(&serde_json::Value::Object(event).to_string());
}
