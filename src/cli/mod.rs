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
mod beside;
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
mod lang;
mod ledger;
mod letter;
mod listing;
mod load;
mod mailmerge;
mod merge;
mod mistakes;
mod output;
mod outputs;
mod pace;
mod part;
mod password;
mod preview;
mod private;
mod probe;
mod progress;
mod project;
mod providers;
mod reading;
mod report;
mod send;
mod server;
mod sink;
mod wrap;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::bail;
use clap::FromArgMatches;

use args::{Cli, Command};
use exit::Exit;

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let mut arguments = spelled_out(typed.iter().cloned());
    mistakes::help_of_help(&mut arguments);
    match project::command(&arguments).and_then(|(command, settings)| {
        let early = mistakes::one_dash(&command, &arguments).or_else(|| mistakes::blank_in_time(&arguments));
        if let Some(told) = early {
            bail!(told);
        }
        let matches = match command.try_get_matches_from(&arguments) {
            Ok(matches) => matches,
            Err(error) => match mistakes::in_words(&error, &arguments) {
                Some(told) => bail!(told),
                None if error.use_stderr() && shorter(&typed).is_some() => {
                    let text = error.to_string();
                    bail!("{}", text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned())
                }
                None => error.exit(),
            },
        };
        let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        if let (Command::Send(args), Some((_, matches))) = (&mut cli.command, matches.subcommand()) {
            args.spare_batch(matches, &settings);
        }
        lang::choose(cli.lang);
        run(cli.command)
    }) {
        Ok(exit) => whole(exit).into(),
        Err(error) => {
            // Everything that can fail this way fails before the first mail.
            let told = told(&error);
            output::error(&shorter(&typed).map_or_else(|| told.clone(), |flag| told.replace(HOURS, flag)));
            Exit::Usage.into()
        }
    }
}

/// The exit code where all that was to be told on standard output is in it; otherwise no success.
fn whole(exit: Exit) -> Exit {
    let Some(error) = output::lost() else { return exit };
    output::error(&format!("standard output: cannot be written: {error}"));
    if exit == Exit::Done { Exit::SomeFailed } else { exit }
}

/// The flag of the hours in which nothing is sent.
const HOURS: &str = "--quiet-hours";

/// `--quiet 22:00-07:00` means the hours, as people say it, and so does `-q`; before anything else they are the flag.
fn spelled_out(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let is_clock = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || c == ':')
    };
    // What is meant for hours and is none is told so by their own parser.
    let is_hours = |text: &OsString| {
        let parts = text.to_str().and_then(|text| text.split_once('-'));
        parts.is_some_and(|(from, until)| is_clock(from) && is_clock(until))
    };
    let mut all: Vec<OsString> = Vec::new();
    for argument in arguments {
        if is_hours(&argument) && all.last().is_some_and(|last| last == "--quiet" || last == "-q") {
            all.pop();
            all.push(HOURS.into());
        }
        let hours = argument.to_str().and_then(|text| text.strip_prefix("--quiet=")).map(OsString::from);
        match hours.filter(is_hours) {
            Some(hours) => all.extend([HOURS.into(), hours]),
            None => all.push(argument),
        }
    }
    all
}

/// What was typed for [`HOURS`], if it was another flag: messages say what stands on the command line.
fn shorter(typed: &[OsString]) -> Option<&'static str> {
    let is_there = |flag: &str| typed.iter().any(|argument| argument == flag);
    let is_meant = !is_there(HOURS) && spelled_out(typed.iter().cloned()).iter().any(|argument| argument == HOURS);
    is_meant.then(|| if is_there("-q") { "-q" } else { "--quiet" })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_is_a_flag_unless_hours_follow() {
        for (typed, meant) in [
            ("send list.csv --quiet", "send list.csv --quiet"),
            ("send --quiet list.csv", "send --quiet list.csv"),
            ("send --quiet 22:00-07:00 list.csv", "send --quiet-hours 22:00-07:00 list.csv"),
            ("send --quiet=22:00-07:00 list.csv", "send --quiet-hours 22:00-07:00 list.csv"),
            ("send -q 22:00-04:00 list.csv", "send --quiet-hours 22:00-04:00 list.csv"),
            ("send --quiet 22-7", "send --quiet-hours 22-7"),
            ("send -q 2026-list.csv", "send -q 2026-list.csv"),
            ("send --quiet=yes", "send --quiet=yes"),
        ] {
            let found = spelled_out(typed.split(' ').map(OsString::from));
            assert_eq!(found, meant.split(' ').map(OsString::from).collect::<Vec<_>>());
        }
        for (typed, flag) in [
            ("send --quiet 22-7", Some("--quiet")),
            ("send --quiet=22-7", Some("--quiet")),
            ("send -q 22-7", Some("-q")),
            ("send --quiet-hours 22-7", None),
            ("send --quiet list.csv", None),
        ] {
            let typed: Vec<OsString> = typed.split(' ').map(OsString::from).collect();
            assert_eq!(shorter(&typed), flag, "{typed:?}");
        }
    }
}
