//! The command line: what was typed, what was meant, and what a person sees.
//!
//! For: flags, questions, passwords, progress, summaries, exit codes. The only floor that knows `clap`, `indicatif` and
//! `anyhow`.
//!
//! Not for: anything a program that uses this library would want.
//!
//! Start reading at [`main`], then `send.rs`.

mod advice;
mod args;
mod capacity;
mod check;
mod config;
mod demo;
mod ending;
mod exit;
mod findings;
mod forecast;
mod help;
mod init;
mod kept_selection;
mod lang;
mod ledger;
mod letter;
mod listing;
mod load;
mod mailmerge;
mod merge;
mod never_attached;
mod output;
mod outputs;
mod pace;
mod password;
mod preflight_words;
mod preview;
mod probe;
mod progress;
mod project;
mod providers;
mod question;
mod quiet_hours;
mod reading;
mod report;
mod send;
mod server;
mod sibling_ledgers;
mod sink;
mod trial;
mod typos;
mod words;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;

use anyhow::{anyhow, bail};

use clap::error::{ContextKind, ContextValue};
use clap::{ArgMatches, FromArgMatches};

use args::{Cli, Command};
use exit::Exit;

/// See [`main`].
static LEAVE_STAGE: OnceLock<fn()> = OnceLock::new();

/// Runs the program. At the end of each of its stages it calls `leave_stage`, which may give back what only that one needed.
#[must_use]
pub fn main(leave_stage: fn()) -> ExitCode {
    let leave_stage = LEAVE_STAGE.set(leave_stage);
    debug_assert!(leave_stage.is_ok(), "the program runs once");
    let typed: Vec<OsString> = std::env::args_os().collect();
    let mut arguments = quiet_hours::spelled_out(&typed, |name| Path::new(name).exists());
    typos::help_of_help(&mut arguments);
    match project::command(&arguments).and_then(|(command, settings)| {
        let dashes = typos::one_dash(&command, &arguments).or_else(|| typos::long_dash(&command, &arguments));
        let early = dashes.or_else(|| typos::blank_in_time(&arguments));
        if let Some(told) = early {
            bail!(told);
        }
        let matches = match command.try_get_matches_from(&arguments) {
            Ok(matches) => matches,
            Err(error) => bail!(in_words(&error, &typed, &arguments).unwrap_or_else(|| error.exit())),
        };
        let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        let matches = matches.subcommand().map(|(_, matches)| matches);
        match (&mut cli.command, matches) {
            (Command::Send(args), Some(matches)) => {
                args.spare_batch(matches, &settings);
                args.merge.note_origins(matches, &settings);
            }
            (Command::Check(args), Some(matches)) => args.merge.note_origins(matches, &settings),
            _ => {}
        }
        lang::choose(cli.lang);
        run(cli.command).map_err(|error| with_origin(error, &settings, matches))
    }) {
        Ok(exit) => whole(exit).into(),
        Err(error) => {
            // Everything that can fail this way fails before the first mail.
            let told = told(&error);
            let shorter = quiet_hours::shorter(&typed, &arguments);
            output::error(&shorter.map_or_else(|| told.clone(), |flag| told.replace(quiet_hours::HOURS, flag)));
            Exit::Usage.into()
        }
    }
}

/// A stage has ended: the rules are made, or the list is checked.
fn leave_stage() {
    if let Some(leave_stage) = LEAVE_STAGE.get() {
        leave_stage();
    }
}

/// What the parser says, in words for a person; `None` = it is told as the parser tells it.
fn in_words(error: &clap::Error, typed: &[OsString], arguments: &[OsString]) -> Option<String> {
    let value = match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) => value.as_str(),
        _ => "",
    };
    let of_environment = |told: &str| project::of_environment(told, value, arguments);
    if let Some(told) = typos::in_words(error, arguments) {
        return Some(of_environment(&told).unwrap_or(told));
    }
    let text = error.to_string();
    let whole = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    let whole: Vec<_> = whole.lines().map(str::trim).collect();
    let shorter = || quiet_hours::shorter(typed, arguments).and(whole.first()).map(|first| (*first).to_owned());
    of_environment(&whole.join(" ")).or_else(shorter).filter(|_| error.use_stderr())
}

/// The error, with the line that names the file or has the flag that it is about, if nobody typed that.
fn with_origin(error: anyhow::Error, settings: &project::Settings, matches: Option<&ArgMatches>) -> anyhow::Error {
    let told = told(&error);
    let flag = || settings.stands(&told, matches?);
    let Some(origin) = settings.names(&told).or_else(flag) else { return error };
    let stop = if told.ends_with(['.', '?', '!']) { "" } else { "." };
    anyhow!("{told}{stop} {origin}")
}

/// The exit code where all that was to be told on standard output is in it; otherwise no success.
fn whole(exit: Exit) -> Exit {
    let Some(error) = output::lost() else { return exit };
    output::error(&format!("standard output: cannot be written: {error}"));
    if exit == Exit::Done { Exit::SomeFailed } else { exit }
}

/// The error and its causes, each once: many tell their cause themselves.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(|cause| output::without_numbers(&cause.to_string())) {
        if !text.contains(&cause) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&cause);
        }
    }
    text
}

fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::Send(args) => send::run(*args),
        Command::Report(args) => report::run(&args),
        Command::Probe(args) => probe::run(&args),
        Command::Providers(args) => providers::run(&args),
        Command::Load(args) => load::run(&args),
        Command::Sink(args) => sink::run(args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut help::command(true), "mailshot", &mut script);
            output::stdout(&script);
            Ok(Exit::Done)
        }
        Command::Man => {
            let mut page = Vec::new();
            render_man(&mut page)?;
            output::stdout(&page);
            Ok(Exit::Done)
        }
    }
}

/// One page for the program, with a section for each command.
fn render_man(page: &mut Vec<u8>) -> anyhow::Result<()> {
    let mut command = help::command(true);
    command.build();
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let about = subcommand.get_about().map(ToString::to_string).unwrap_or_default();
        page.extend_from_slice(format!(".SH MAILSHOT {}\n{about}.\n", subcommand.get_name().to_uppercase()).as_bytes());
        // The options of a command are a part of its section, not sections of the page.
        let mut options = Vec::new();
        clap_mangen::Man::new(subcommand.clone()).render_options_section(&mut options)?;
        page.extend_from_slice(String::from_utf8_lossy(&options).replace(".SH ", ".SS ").as_bytes());
    }
    page.extend_from_slice(EXIT_STATUS.as_bytes());
    man.render_version_section(page)?;
    Ok(())
}

const EXIT_STATUS: &str = ".SH EXIT STATUS
0: every recipient was accepted, or the command did what it should.
.br
1: finished, and some recipients were not accepted, or a report could not be written.
.br
2: usage or input; nothing was sent.
.br
75: stopped before the end; the same command goes on.
.br
77: the login was refused; nothing more was tried.
.br
130: interrupted; the same command goes on.
";
