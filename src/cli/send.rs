//! `mailshot send`: check, ask, deliver, report.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use jiff::Zoned;

use super::args::{PART, SendArgs};
use super::exit::Exit;
use super::forecast::Forecast;
use super::lang::lang;
use super::merge::Telling;
use super::output::{counted, grouped, line, note};
use super::outputs::Outputs;
use super::pace::Pace;
use super::preflight_words::{STRICT, faulty, unit};
use super::progress::{self, Progress};
use super::project::FILE as PROJECT;
use super::server::{self, Target};
use super::words::{fill, say};
use super::{advice, capacity, ending, leave_stage, ledger, merge, output, question, reading, trial};
use crate::batch::{
    self, End, Ended, Limits, List, NotWritten, Plan, Preflight, Quota, Reports, Schedule, Stop, Written,
};
use crate::delivery::Outcome;
use crate::ledger::Sqlite;
use crate::mail::Address;
use crate::net::{Latencies, Server, Transcript, allow_many_files};
use crate::rate::Rate;
use crate::report::wrap::command;
use crate::report::{About, FailedRows, LatencyTable, ReportError, Summary, Writer};

pub(super) fn run(mut args: SendArgs) -> anyhow::Result<Exit> {
    allow_many_files();
    check_outputs(&args)?;
    let as_before = reading::as_before(&mut args)?;
    let args = &args;
    let target = server::find(&args.server, said_from(args))?;
    let mut list =
        merge::open(&args.merge, args.server.user.as_deref(), args.quiet).map_err(|error| as_before.explain(error))?;
    if !args.quiet {
        as_before.tell(&list.source);
    }
    let target = match target {
        Some(target) => Some(target),
        None => server::find(&args.server, list.template.from_of_all().map(|from| &from.address))?,
    };
    let mut ledger = ledger::open(args, &mut list)?;
    let ready = prepare(args, target, &list, &mut ledger);
    let Ready { found, server, pace, quota, transcript, mut reports, waiting } = match ready {
        Ok(Next::Send(ready)) => *ready,
        Ok(Next::Nothing(exit)) => {
            ledger.discard_unused();
            return Ok(exit);
        }
        Err(error) => {
            ledger.discard_unused();
            return Err(error);
        }
    };
    let mut ledger = ledger::begin(ledger, args, &list)?;
    let host = server.host.clone();
    let name = server.label();
    let options = batch::Options {
        server,
        transcript,
        limits: Limits {
            sessions: pace.sessions,
            messages_per_session: pace.messages_per_session,
            window: args.window,
            rate: rate(args, &pace, &found),
            logins: args.pace.logins,
            attempts: args.attempts,
            retry_wait: args.retry_wait,
            stop_after: args.stop_after_refusals,
        },
        quota,
        redo: ledger::redo(args),
        schedule: schedule(args),
        canary: args.canary,
    };
    let mut progress = Progress::new(args, &host, found.messages, options.limits.rate);
    reports.leave_out(&found);
    let stop = stop_on_signals()?;
    let known = found.known.total();
    leave_stage();
    let ended = batch::run(&list, found, &mut ledger, &options, &stop, &mut progress)?;
    progress.finish();
    tell_cut(args.transcript.as_deref(), options.transcript.as_deref());
    let mut late_error = None;
    let is_untried = is_untried(&ended, known);
    if !is_untried {
        match self::reports(args, &list, |file| waiting.contains(file)) {
            Ok(late) => {
                reports.writers.extend(late.writers);
                reports.failed = reports.failed.or(late.failed);
            }
            Err(error) => late_error = Some(NotWritten::from(error)),
        }
    }
    reports.about = about(&list, Some(name), &ended);
    let mut written = batch::write_reports(&list, &ledger, reports, ended.is_whole);
    written.errors.splice(..0, late_error);
    let kept = if is_untried { waiting } else { Vec::new() };
    Ok(conclude(&ended, &written, args, &kept, &host))
}

/// What comes after everything has been checked.
enum Next {
    Send(Box<Ready>),
    /// Nothing is sent, for a reason that has been told.
    Nothing(Exit),
}

/// Checked and agreed to.
struct Ready {
    found: Preflight,
    server: Server,
    pace: Pace,
    quota: Option<Quota>,
    transcript: Option<Arc<Transcript>>,
    reports: Reports,
    /// Reports of an earlier run that are left as they are until something has been tried.
    waiting: Vec<PathBuf>,
}

/// `target` is the server, if it is known before the first row has been written out.
fn prepare(args: &SendArgs, target: Option<Target>, list: &List, ledger: &mut Sqlite) -> anyhow::Result<Next> {
    let quiet = args.quiet || args.json;
    let sender = target.as_ref().map(|target| target.sender(&args.server)).unwrap_or_default();
    let found = merge::check(
        list,
        Some(ledger),
        ledger::redo(args),
        args.attempts,
        Telling { sender, ..Telling::aloud(quiet) },
    )?;
    if args.merge.strict && found.warnings > 0 {
        note(&format!("{STRICT} Nothing was sent."));
        return Ok(Next::Nothing(Exit::Usage));
    }
    let is_worth_going_on = found.messages > 0 || found.known.total() > 0;
    if found.faulty > 0 && !(args.skip_faulty && is_worth_going_on) {
        if !args.quiet {
            ledger::earlier(&found, ledger)?;
        }
        note(&faulty(&found, ". Nothing was sent."));
        if found.messages > 0 {
            let (them, these) = if found.faulty == 1 { ("it", "this one") } else { ("them", "these") };
            note(&format!("Mend {them}, or give --skip-faulty to send the sound rows and have {these} reported."));
        }
        return Ok(Next::Nothing(Exit::Usage));
    }
    if !args.quiet {
        ledger::earlier(&found, ledger)?;
        ledger::notes(&found, args.merge.send_to.is_some());
    }
    let left_out = if args.quiet { 0 } else { list.selection.left_out(&list.source)? };
    if left_out > 0 {
        let (more, are) = if left_out == 1 { ("", "is") } else { ("s", "are") };
        let (unit, part) = (unit(list), args.merge.part(&PART[..2]));
        note(&format!("{} {unit}{more} of the list {are} left out ({part}).", grouped(left_out)));
    }
    let beyond = list.selection.beyond_limit(&list.source)?;
    if found.messages == 0 {
        ledger::keep_reading(args, list, ledger)?;
        return finished(args, list, ledger, (found, beyond)).map(Next::Nothing);
    }
    if let Some(told) = ledger::without_retry(args, list, &found).filter(|_| !args.quiet) {
        note(&told);
    }
    if beyond > 0 && args.merge.send_to.is_none() && !args.quiet {
        let (more, are) = if beyond == 1 { ("", "is") } else { ("s", "are") };
        let unit = unit(list);
        note(&format!("{} more {unit}{more} {are} left for another run (--limit).", grouped(beyond)));
    }
    if !args.quiet {
        ledger::others(args, list, ledger).iter().for_each(|text| note(text));
    }
    check_start(args, ledger)?;
    let target = match target {
        Some(target) => target,
        None => server::required(&args.server, found.from().as_ref())?,
    };
    let pace = Pace::new(&args.pace, target.provider);
    let server = target.server(&args.server)?;
    if capacity::is_exceeded(list, &server, &found) && !args.skip_faulty {
        note("Nothing was sent. --skip-faulty sends the others, and has these refused.");
        return Ok(Next::Nothing(Exit::Usage));
    }
    check_recipients(list, &pace, &found)?;
    let (quota, plan) = quota(args, &pace, &server.host, &found)?.unzip();
    let planned = quota.as_ref().map(Quota::owner).zip(plan);
    let at_pace = Pace { rate: rate(args, &pace, &found), ..pace.clone() };
    let forecast =
        Forecast::new(found.messages, found.recipients, at_pace, args.pace.logins, planned).within(schedule(args));
    if !args.quiet {
        forecast.limit().iter().for_each(|text| note(text));
    }
    if let Some(preset) = pace.preset.as_ref().filter(|_| !args.quiet) {
        note(preset);
    }
    if !args.yes && !question::confirm(&found, &server, &pace, &forecast, args)? {
        return Ok(Next::Nothing(Exit::Usage));
    }
    let transcript = transcript(args.transcript.as_deref())?;
    let waiting = waiting(args)?;
    let reports = reports(args, list, |file| !waiting.contains(file))?;
    Ok(Next::Send(Box::new(Ready { found, server, pace, quota, transcript, reports, waiting })))
}

/// A time that is past is a mistake, unless the batch has begun and this goes on with it.
fn check_start(args: &SendArgs, ledger: &Sqlite) -> anyhow::Result<()> {
    let Some(at) = args.at.as_ref().filter(|at| **at <= Zoned::now()) else { return Ok(()) };
    let at = at.strftime("%Y-%m-%d %H:%M %Z");
    ensure!(!ledger.is_fresh(), "--at {at}: is past already. Give a time to come, or leave it out to send now.");
    if !args.quiet {
        note(&format!("--at {at}: is past. The batch has begun, and goes on."));
    }
    Ok(())
}

/// `--from`, which says whose mailbox it is before any row does.
fn said_from(args: &SendArgs) -> Option<&Address> {
    args.merge.from.as_ref().map(|from| &from.address)
}

/// A letter to more recipients than go in a day would never go, nor any behind it.
fn check_recipients(list: &List, pace: &Pace, found: &Preflight) -> anyhow::Result<()> {
    let (most, line) = found.most_recipients;
    let limit = pace.daily_limit.filter(|limit| *limit < most);
    ensure!(
        limit.is_none(),
        "{}:{line}: its letter goes to {} at once, and the daily limit is {}. Have fewer in To, Cc and Bcc, or give a larger \
         --daily-limit. Nothing was sent.",
        list.source.name(),
        counted(most, "recipient"),
        limit.unwrap_or_default()
    );
    Ok(())
}

/// The account's daily limit, with what it means for this batch. Where only the preset wants one, and there is nowhere to
/// count, it is done without.
fn quota(args: &SendArgs, pace: &Pace, host: &str, found: &Preflight) -> anyhow::Result<Option<(Quota, Plan)>> {
    let Some(limit) = pace.daily_limit else { return Ok(None) };
    let planned = Quota::new(args.server.user.as_deref(), host, limit)
        .and_then(|quota| quota.plan(found.recipients, &schedule(args)).map(|plan| (quota, plan)));
    match planned {
        Ok(planned) => Ok(Some(planned)),
        Err(error) if args.pace.daily_limit.is_none() => {
            if !args.quiet {
                note(&format!("The preset's daily limit is not kept to: {error}"));
            }
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// An earlier run has done everything that is meant: reports are written all the same. `beyond` rows are not meant.
fn finished(
    args: &SendArgs,
    list: &List,
    ledger: &mut Sqlite,
    (found, beyond): (Preflight, u64),
) -> anyhow::Result<Exit> {
    ledger.end_run()?;
    if !args.quiet {
        let retry = match ledger::retriable(&found) {
            Some(outcomes) => format!(" --retry {outcomes} tries those again."),
            None => String::new(),
        };
        note(&match beyond {
            0 => format!("Nothing to send: this batch is finished.{retry} --again delivers the whole list anew."),
            _ => format!(
                "Nothing to send: what --limit takes is done.{retry} Without --limit (it may stand in {PROJECT}): {} more.",
                counted(beyond, unit(list))
            ),
        });
    }
    let mut reports = reports(args, list, |_| true)?;
    reports.leave_out(&found);
    let ended = Ended {
        end: End::Finished,
        summary: found.certain,
        explanation: None,
        is_whole: false,
        latencies: Latencies::default(),
    };
    // Where nothing leads to a server, the page has none.
    let from = said_from(args).or(list.template.from_of_all().map(|from| &from.address));
    let target = server::find(&args.server, from).unwrap_or_default();
    let server = target.map(|target| target.label());
    reports.about = about(list, server, &ended);
    let written = batch::write_reports(list, ledger, reports, false);
    // Without a login there is none to advise about.
    Ok(conclude(&ended, &written, args, &[], ""))
}

/// No output may be a file that is read, nor be named twice.
fn check_outputs(args: &SendArgs) -> anyhow::Result<()> {
    let ledger = ledger::file(args);
    let read = [Some(&args.merge.recipients), Some(&args.merge.template), ledger.as_ref()]
        .into_iter()
        .chain([args.server.ca_file.as_ref(), args.server.password_file.as_ref()])
        .flatten();
    args.report.iter().try_for_each(|file| Writer::check(file))?;
    args.failed.iter().try_for_each(|file| FailedRows::check(file))?;
    let mut outputs = Outputs::beside(read.map(PathBuf::as_path));
    args.report.iter().chain(&args.failed).chain(&args.transcript).try_for_each(|file| outputs.add(file))?;
    Ok(())
}

/// Reports that nobody asked for on this command line and that are there already: an earlier run's, which is worth more than one
/// of a run in which nothing was tried. They can be written.
fn waiting(args: &SendArgs) -> anyhow::Result<Vec<PathBuf>> {
    let there = args.report.iter().chain(&args.failed).filter(|file| args.usual.contains(file) && file.is_file());
    there
        .map(|file| {
            let opened = OpenOptions::new().append(true).open(file);
            opened.with_context(|| format!("{}: cannot be written", file.display()))?;
            Ok(file.clone())
        })
        .collect()
}

/// Whether the run ended before anything came of it. `known` recipients had been settled before it.
fn is_untried(ended: &Ended, known: u64) -> bool {
    let count = |outcome| ended.summary.count(outcome);
    let settled = ended.summary.total() - count(Outcome::Unsent) - count(Outcome::Faulty);
    matches!(ended.end, End::LoginRefused(_) | End::Stopped(_)) && settled == known
}

/// Creates the files that are meant.
fn reports(args: &SendArgs, list: &List, is_meant: impl Fn(&PathBuf) -> bool) -> Result<Reports, ReportError> {
    let writers = args
        .report
        .iter()
        .filter(|file| is_meant(file))
        .map(|file| Ok(Writer::create(file)?.told_in(lang())))
        .collect::<Result<Vec<_>, _>>()?;
    let failed = match args.failed.as_ref().filter(|file| is_meant(file)) {
        Some(file) => Some(FailedRows::create(file, list.source.header())?.told_in(lang())),
        None => None,
    };
    Ok(Reports::new(writers, failed))
}

/// What a page tells of a run.
pub(super) fn about(list: &List, server: Option<String>, ended: &Ended) -> About {
    let names = list.identity(1);
    About {
        list: list.source.name().to_owned(),
        template: names.template_file,
        server: server.unwrap_or_default(),
        end: ending::on_page(ended),
        is_part: false,
        latencies: LatencyTable::from(&ended.latencies),
        lang: lang(),
    }
}

/// That a transcript has not all of the dialogs.
pub(super) fn tell_cut(file: Option<&Path>, transcript: Option<&Transcript>) {
    if let Some((file, why)) = file.zip(transcript.and_then(Transcript::cut_by)) {
        note(&format!("{}: lines are missing in it: it could not be written: {why}.", file.display()));
    }
}

pub(super) fn transcript(file: Option<&Path>) -> anyhow::Result<Option<Arc<Transcript>>> {
    let Some(file) = file else { return Ok(None) };
    let transcript = Transcript::create(file).with_context(|| format!("{}: cannot be written", file.display()))?;
    Ok(Some(Arc::new(transcript)))
}

/// The rate that was asked for, or that spreads the batch over the time that was, if the provider takes that.
pub(super) fn rate(args: &SendArgs, pace: &Pace, found: &Preflight) -> Option<Rate> {
    let spread = args.spread.and_then(|time| Rate::over(found.messages, schedule(args).open_part(time)));
    match (spread, pace.rate) {
        (Some(spread), Some(rate)) if spread.interval() < rate.interval() => Some(rate),
        (spread, rate) => spread.or(rate),
    }
}

pub(super) fn schedule(args: &SendArgs) -> Schedule {
    Schedule { start: args.at.clone(), quiet: args.quiet_hours }
}

/// Ctrl-C and a polite `kill` ask the batch to stop; asked twice, it stops at once.
pub(super) fn stop_on_signals() -> anyhow::Result<Stop> {
    let (handle, stop) = Stop::new();
    ctrlc::set_handler(move || handle.request()).context("signals cannot be watched")?;
    Ok(stop)
}

fn conclude(ended: &Ended, written: &Written, args: &SendArgs, kept: &[PathBuf], host: &str) -> Exit {
    let report_errors = &written.errors;
    if args.json {
        progress::summary(ended);
    } else if !args.quiet {
        line(&output::summary(&ended.summary));
    }
    let latencies = LatencyTable::from(&ended.latencies);
    if args.verbose && !latencies.lines().is_empty() {
        note(&format!("How long the server's replies took, in milliseconds:\n{latencies}"));
    }
    for error in report_errors {
        output::error(&error.to_string());
    }
    if let (false, Some(ledger)) = (report_errors.is_empty(), ledger::file(args)) {
        let told =
            "What became of everybody is kept all the same: mailshot report {ledger} tells it, and writes reports.";
        note(&fill(told, &[("ledger", &ledger.display().to_string())]));
    }
    if !args.quiet {
        tell_files(args, report_errors, kept, ending::is_untouched(&ended.summary));
        let of_failed =
            args.failed.as_ref().and_then(|file| output::in_doubt(written.in_doubt, &file.display().to_string()));
        of_failed.iter().chain(&output::unreadable(written.unreadable)).for_each(|told| note(told));
    }
    let unsent = ended.summary.count(Outcome::Unsent);
    let has_summary = !args.json && !args.quiet;
    let untold = ended.explanation.filter(|explanation| !(has_summary && ended.summary.explains(explanation)));
    match &ended.end {
        End::LoginRefused(why) => {
            output::error(&format!("{host}: {why}"));
            advice::tell(untold);
        }
        End::Stopped(why) => {
            output::error(&fill("stopped: {why}", &[("why", &why.told_in(lang()))]));
            advice::tell(untold);
        }
        End::Declined(why) => note(&fill("Stopped {why}", &[("why", &why.told_in(lang()))])),
        End::Interrupted if ending::is_untouched(&ended.summary) => {
            note(say("Interrupted before the first mail: nothing was sent. The same command starts again."));
        }
        End::Interrupted => note(say("Interrupted.")),
        End::Finished => {}
    }
    let accepted = ended.summary.count(Outcome::Accepted);
    if let Some(to) = args.merge.send_to.as_ref().filter(|_| ended.end == End::Finished && accepted > 0 && !args.quiet)
    {
        const TRIAL: &str =
            "That was the trial: look into the mailbox {to}. Nobody else got it, and the list is still to be sent:";
        let whole = format!("  {}", trial::whole_command(std::env::args_os()));
        note(&format!("{}\n{}", fill(TRIAL, &[("to", to.address.as_str())]), command(&whole, output::stderr_width())));
    }
    if ended.end != End::Finished && unsent > 0 && ended.summary.total() > unsent {
        note(&ending::not_tried(ended));
    }
    exit(ended, report_errors)
}

/// Which files there are now, and which were left alone: by a trial that has sent something, and because nothing was tried.
fn tell_files(args: &SendArgs, report_errors: &[NotWritten], kept: &[PathBuf], is_untouched: bool) {
    let names = |files: &mut dyn Iterator<Item = &PathBuf>| {
        let names: Vec<_> = files.map(|file| file.display().to_string()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let is_written = |file: &&PathBuf| !report_errors.iter().any(|error| error.file() == Some(file.as_path()));
    if let Some(names) =
        names(&mut args.report.iter().chain(&args.failed).filter(|file| !kept.contains(file)).filter(is_written))
    {
        note(&fill("Written: {names}.", &[("names", &names)]));
    }
    if let Some(names) = names(&mut kept.iter()) {
        note(&fill(
            "Nothing was tried: left as before: {names}. For a report all the same give --report FILE.",
            &[("names", &names)],
        ));
    }
    if let Some(names) = names(&mut args.spared.iter()).filter(|_| !is_untouched) {
        let told = match args.merge.send_to {
            Some(_) => {
                "A trial does not write {names}: that is the batch's. For a report of the trial give --report FILE."
            }
            None => {
                "Another list or letter than the project's does not write {names}: that is the batch's. For a report of this one give \
                 --report FILE."
            }
        };
        note(&fill(told, &[("names", &names)]));
    }
}

/// The exit code of a batch.
pub(super) fn exit(ended: &Ended, report_errors: &[NotWritten]) -> Exit {
    let all = |summary: &Summary| summary.count(Outcome::Accepted) == summary.total();
    match ended.end {
        End::LoginRefused(_) => Exit::LoginRefused,
        End::Stopped(_) | End::Declined(_) => Exit::Stopped,
        End::Interrupted => Exit::Interrupted,
        End::Finished if all(&ended.summary) && report_errors.is_empty() => Exit::Done,
        End::Finished => Exit::SomeFailed,
    }
}
