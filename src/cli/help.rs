//! `--help` that fits a screen: what is often needed, and an example. `--help-all` and the manual page have everything.

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::args::Cli;

/// Options that `--help` leaves to `--help-all`, by their long names.
const RARE: &[&str] = &[
    // Lists and rows.
    "where",
    "dedupe",
    "delimiter",
    "encoding",
    "sheet",
    "skip-hidden",
    "group-by",
    "strict",
    "skip-faulty",
    "rows",
    // Server.
    "tls",
    "password-file",
    "auth",
    "ca-file",
    "danger-accept-invalid-certs",
    "allow-plaintext-auth",
    "account",
    "timeout",
    "helo",
    // Pace and time.
    "messages-per-session",
    "window",
    "logins",
    "daily-limit",
    "stop-after-refusals",
    "attempts",
    "retry-wait",
    "at",
    "quiet-hours",
    "spread",
    // State and output.
    "ledger",
    "again",
    "transcript",
    "json",
    "retry",
    "canary",
    "password-command",
    "verbose",
    "lang",
    // Load.
    "i-am-allowed",
    "ramp",
    "seed",
    "size",
    "template",
    "recipient",
    "from",
    "fail-if",
    // Probe.
    "dkim-selector",
    "dns-server",
    "no-dns",
    // Sink.
    "max-size",
    "refuse",
    "defer",
    "latency",
    "drop-after",
    "without",
    "certificate-out",
];

/// Commands of which so much is rare; the others have few options.
const LONG: &[&str] = &["check", "preview", "send", "load", "probe", "sink"];

/// What one of them cannot do without, although it is rare elsewhere.
const KEPT: &[(&str, &str)] = &[
    ("check", "template"),
    ("check", "json"),
    ("check", "strict"),
    ("preview", "template"),
    ("preview", "rows"),
    ("send", "template"),
    ("send", "from"),
    ("probe", "tls"),
    ("probe", "json"),
    ("load", "size"),
    ("load", "fail-if"),
    ("sink", "refuse"),
    ("sink", "latency"),
];

/// The flag that asks for everything.
pub(super) const ALL: &str = "--help-all";

/// The parser of flags; its help has what is often needed, or everything.
pub(super) fn command(has_all: bool) -> Command {
    let command = Cli::command().disable_help_flag(true).arg(help());
    let command =
        command.mut_arg("lang", |arg| if has_all { arg } else { arg.help_heading(None::<&str>).hide_short_help(true) });
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        let is_long = LONG.contains(&name.as_str());
        let sub = sub.disable_help_flag(true).arg(help());
        if !is_long {
            return sub;
        }
        let is_rare = |long: &str| RARE.contains(&long) && !KEPT.contains(&(name.as_str(), long));
        let mut sub = sub;
        if !has_all {
            // The headings would take as many lines as the options.
            sub = sub.mut_args(|arg| {
                let hidden = arg.get_long().is_some_and(is_rare);
                let arg = if arg.is_positional() { arg } else { arg.help_heading(None::<&str>) };
                arg.hide_short_help(hidden)
            });
            let whole = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = whole.split("\n\n").next().unwrap_or_default().to_owned();
            sub = sub.after_help(examples);
        }
        sub.arg(
            Arg::new("help-all")
                .long(ALL.trim_start_matches('-'))
                .action(ArgAction::HelpLong)
                .help_heading(None::<&str>)
                .help("Print help with every option"),
        )
    })
}

fn help() -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::HelpShort).help("Print help")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_consistent() {
        command(false).debug_assert();
        command(true).debug_assert();
    }

    #[test]
    fn only_options_that_there_are_are_left_out() {
        let command = Cli::command();
        let longs: Vec<_> =
            command.get_subcommands().flat_map(Command::get_arguments).filter_map(Arg::get_long).collect();
        let is_there = |name: &str| name == "lang" || longs.contains(&name);
        let missing: Vec<_> = RARE.iter().filter(|name| !is_there(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        for &(name, long) in KEPT {
            let sub = command.find_subcommand(name).expect(name);
            assert!(
                RARE.contains(&long) && sub.get_arguments().any(|arg| arg.get_long() == Some(long)),
                "{name} --{long}"
            );
        }
    }

    #[test]
    fn every_help_fits_a_screen() {
        let mut command = command(false).term_width(100);
        command.build();
        for sub in command.get_subcommands_mut() {
            let name = sub.get_name().to_owned();
            let help = sub.render_help().to_string();
            let lines = help.lines().count();
            assert!(lines <= 40, "{name}: {lines} lines\n{help}");
        }
    }
}
