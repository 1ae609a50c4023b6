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
mod merge;
mod output;
mod password;
mod progress;
mod report;
mod send;
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
            output::error(&format!("{error:#}"));
            Exit::Usage.into()
        }
    }
}

fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Send(args) => send::run(&args),
        Command::Report(args) => report::run(&args),
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

/// One page for the program and a section for each command.
fn render_man(page: &mut Vec<u8>) -> anyhow::Result<()> {
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let man = clap_mangen::Man::new(subcommand.clone());
        page.extend_from_slice(format!(".SH MAILSHOT {}\n", subcommand.get_name().to_uppercase()).as_bytes());
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
        man.render_extra_section(page)?;
    }
    Ok(())
}
