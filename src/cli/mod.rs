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
mod check;
mod demo;
mod exit;
mod init;
mod ledger;
mod load;
mod merge;
mod output;
mod pace;
mod password;
mod probe;
mod progress;
mod providers;
mod report;
mod send;
mod server;
mod sink;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use exit::Exit;

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(exit) => exit.into(),
        Err(error) => {
            // Everything that can fail this way fails before the first mail.
            output::error(&told(&error));
            Exit::Usage.into()
        }
    }
}

/// The error and its causes, each once: many tell their cause themselves.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
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
        Command::Send(args) => send::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Probe(args) => probe::run(&args),
        Command::Providers(args) => providers::run(&args),
        Command::Load(args) => load::run(&args),
        Command::Sink(args) => sink::run(args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "mailshot", &mut script);
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
    let mut command = Cli::command();
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
