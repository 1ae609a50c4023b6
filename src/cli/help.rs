//! `--help` that fits a screen of 80 columns and 24 lines: what is most used, and examples. `--help-all` and the manual page have
//! everything.

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::args::Cli;

/// A command whose options do not fit a screen, and what its `--help` has instead.
struct Short {
    name: &'static str,
    /// Arguments by their long names, or by their ids where they are none, and what they are in a line.
    arguments: &'static [(&'static str, &'static str)],
    /// What stands below.
    examples: &'static str,
}

const LIST: (&str, &str) = ("recipients", "The list: .csv .xlsx .xls .ods .json …; - = standard input");
const TEMPLATE: (&str, &str) = ("template", "The letter: fields, an empty line, the text");
const SERVER: (&str, &str) = ("server", "HOST:PORT, or 163, qq, gmail … [default: -u's]");
const USER: (&str, &str) = ("user", "The login; the password is asked for");
const QUIET: (&str, &str) = ("quiet", "No progress, no summary");

/// What is most used comes first. An option that is not here is in `--help-all` alone.
const SHORT: &[Short] = &[
    Short {
        name: "check",
        arguments: &[
            LIST,
            TEMPLATE,
            ("where", "Only these rows: 'class == \"3A\"'"),
            ("group-by", "One mail for all rows with the same value here"),
            ("sheet", "The workbook's sheet: name or number"),
            ("user", "The login you will send with: its limits"),
            ("strict", "Warnings count as faults"),
            ("all", "Every warning, however many"),
            ("json", "What was found, as JSON"),
        ],
        examples: "\
Examples:
  mailshot check class.csv -t announcement.md
  mailshot check marks.xlsx -t announcement.md --where 'class == \"3A\"'",
    },
    Short {
        name: "preview",
        arguments: &[
            LIST,
            TEMPLATE,
            ("output", "The folder for the page and the mails (.eml)"),
            ("open", "Open the page in the browser"),
            ("row", "Show the letter of this row here"),
            ("rows", "Only these rows: 5-20 or 1-3,10-"),
            ("limit", "Only the first N rows"),
        ],
        examples: "\
Examples:
  mailshot preview class.csv -t announcement.md -o preview --open
  mailshot preview class.csv -t announcement.md --row 7",
    },
    Short {
        name: "send",
        arguments: &[
            LIST,
            TEMPLATE,
            USER,
            SERVER,
            ("send-to", "A trial: everything goes to this address"),
            ("limit", "Only the first N rows"),
            ("yes", "Do not ask before sending"),
            ("retry", "Again: refused, deferred or in-doubt"),
            ("report", "Write a report: .html .csv .json .jsonl"),
            ("failed", "Write who has not got it, as a list"),
        ],
        examples: "\
Interrupted? The same command goes on. A trial, and with a report:
  mailshot send a.xlsx -t letter.md -u me@163.com --limit 1 --send-to me@163.com
  mailshot send a.xlsx -t letter.md -u me@163.com --report report.html",
    },
    Short {
        name: "demo",
        arguments: &[("dir", "Where to put it all [default: mailshot-demo]")],
        examples: "\
Nothing leaves this machine. Examples:
  mailshot demo
  mailshot demo --dir tried-out",
    },
    Short {
        name: "init",
        arguments: &[
            ("dir", "The folder; made if it is not there [default: .]"),
            ("from", "mailmerge: take over a project that is there"),
        ],
        examples: "\
Examples:
  mailshot init exam
  mailshot init --from mailmerge",
    },
    Short {
        name: "providers",
        arguments: &[("name", "One of them: 163, gmail, or a domain: 163.com"), ("json", "JSON instead of the table")],
        examples: "\
Examples:
  mailshot providers            all of them: server, pace, daily limit
  mailshot providers 163        one in full, and how to get its password",
    },
    Short {
        name: "report",
        arguments: &[
            ("ledger", "The ledger of a batch"),
            ("report", "Write a report: .html .csv .json .jsonl"),
            ("failed", "Write who has not got it, as a list"),
            ("list", "The list, if it is no longer where it was"),
        ],
        examples: "\
Examples:
  mailshot report class.announcement.ledger --report report.html
  mailshot report class.announcement.ledger --failed rest.csv",
    },
    Short {
        name: "probe",
        arguments: &[
            USER,
            SERVER,
            ("tls", "implicit, starttls or none"),
            ("dkim-selector", "The selector to look up"),
            ("json", "One JSON object on standard output"),
        ],
        examples: "\
Examples:
  mailshot probe -u me@163.com
  mailshot probe -s mail.school.example:587 -u me@school.example",
    },
    Short {
        name: "load",
        arguments: &[
            SERVER,
            USER,
            ("count", "Stop after so many messages"),
            ("duration", "Start no message after so long"),
            ("rate", "Start messages on a schedule: 100/s"),
            ("sessions", "Sessions at the same time [default: 1]"),
            ("size", "Bytes of a message: 4k, 2k..50k"),
            ("fail-if", "Exit with 1 if 'p99>200ms', 'errors>0.1%' …"),
            ("report", "Write a report: .txt .json .csv .html"),
            QUIET,
        ],
        examples: "\
Examples:
  mailshot load -s 127.0.0.1:2525 --tls none --count 10000 --sessions 16
  mailshot load -s 127.0.0.1:587 -u anna --rate 100/s --duration 60s",
    },
    Short {
        name: "sink",
        arguments: &[
            ("listen", "Where [default: 127.0.0.1:2525]; port 0 = any"),
            ("user", "Require this login"),
            ("password", "Its password: one made up for the test"),
            ("dir", "Keep mail in this Maildir"),
            ("refuse", "Refuse these with 550: '*@bad.example'"),
            ("latency", "Replies leave so much later"),
            QUIET,
        ],
        examples: "\
It relays nothing. Examples:
  mailshot sink --dir mail
  mailshot sink --user anna --password secret --refuse '*@bad.example'",
    },
];

/// Commands that are for programs and manuals more than for people.
const RARE_COMMANDS: [&str; 3] = ["completions", "man", "help"];

/// What the login is for where nothing is connected to.
const LOGIN_OF_CHECK: &str =
    "The login that will send: warnings go by what is known of its mailbox. No password is asked for";

/// The flag that asks for everything.
pub(super) const ALL: &str = "--help-all";

/// Under the general heading, whatever the last option before stands under.
const HELP: Option<&str> = None;

/// The parser of flags; its help has what is often needed, or everything.
pub(super) fn command(has_all: bool) -> Command {
    let command = Cli::command().disable_help_flag(true).arg(help()).arg(help_all().hide_short_help(true));
    let command =
        command.mut_arg("lang", |arg| if has_all { arg } else { arg.help_heading(None::<&str>).hide_short_help(true) });
    command.mut_subcommands(|sub| {
        let is_hidden = !has_all && RARE_COMMANDS.contains(&sub.get_name());
        let sub = sub.disable_help_flag(true).arg(help()).hide(is_hidden);
        // It asks nobody for anything.
        let sub = match sub.get_name() {
            "check" => sub.mut_arg("user", |arg| arg.help(LOGIN_OF_CHECK)),
            _ => sub,
        };
        // Where the help has everything, it need not be told of.
        let Some(short) = SHORT.iter().find(|short| short.name == sub.get_name()) else {
            return sub.arg(help_all().hide(true));
        };
        let sub = if has_all { sub } else { shortened(sub, short) };
        sub.arg(help_all())
    })
}

/// The command with the options that are most used, each on a line.
fn shortened(sub: Command, short: &Short) -> Command {
    let place = |arg: &Arg| short.arguments.iter().position(|(name, _)| *name == name_of(arg));
    let sub = sub.mut_args(|arg| match (place(&arg), name_of(&arg)) {
        (_, "help") => arg.help_heading(None::<&str>).display_order(short.arguments.len()),
        // The headings would take as many lines as the options.
        (Some(place), name) => {
            let arg = if name == "server" { arg.value_name("SERVER") } else { arg };
            let arg = if arg.is_positional() { arg } else { arg.help_heading(None::<&str>).display_order(place) };
            let has_value = arg.get_action().takes_values();
            arg.help(short.arguments[place].1).hide_default_value(has_value)
        }
        (None, _) => arg.hide_short_help(true),
    });
    sub.after_help(short.examples)
}

/// The long name of an option, the id of what is none.
fn name_of(arg: &Arg) -> &str {
    arg.get_long().unwrap_or_else(|| arg.get_id().as_str())
}

fn help() -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::HelpShort).help("Print help").help_heading(HELP)
}

fn help_all() -> Arg {
    let long = ALL.trim_start_matches('-');
    Arg::new("help-all").long(long).action(ArgAction::HelpLong).help_heading(HELP).help("Every option")
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
    fn every_command_has_all_its_help() {
        for typed in ["mailshot --help-all", "mailshot send --help-all", "mailshot demo --help-all"] {
            let error = command(true).try_get_matches_from(typed.split(' ')).unwrap_err();
            assert_eq!(error.kind(), clap::error::ErrorKind::DisplayHelp, "{typed}");
            let help = error.to_string();
            let (before, _) = help.split_once("-h, --help").expect(typed);
            let heading = before.lines().rfind(|line| line.ends_with(':') && !line.starts_with(' '));
            assert_eq!(heading, Some("Options:"), "{help}");
        }
    }

    #[test]
    fn only_options_that_there_are_are_told_of() {
        let command = Cli::command();
        for short in SHORT {
            let sub = command.find_subcommand(short.name).expect(short.name);
            for (name, _) in short.arguments {
                assert!(sub.get_arguments().any(|arg| name_of(arg) == *name), "{} --{name}", short.name);
            }
        }
    }

    #[test]
    fn check_asks_for_no_password() {
        for typed in ["mailshot check --help", "mailshot check --help-all"] {
            let help = command(typed.ends_with("all")).try_get_matches_from(typed.split(' ')).unwrap_err().to_string();
            let user = help.split_once("--user <NAME>").unwrap().1.split_once(" --").unwrap().0;
            assert!(
                user.contains("login") && !user.contains("prompt") && !user.contains("the password is asked"),
                "{user}"
            );
        }
    }

    /// What is asked for in another way is the same.
    #[test]
    fn help_is_help() {
        let help = |typed: &str| {
            let mut arguments = typed.split(' ').map(std::ffi::OsString::from).collect();
            super::super::typos::help_of_help(&mut arguments);
            command(false).try_get_matches_from(arguments).unwrap_err()
        };
        for (one, other) in [
            ("mailshot help", "mailshot --help"),
            ("mailshot help --help", "mailshot --help"),
            ("mailshot help send", "mailshot send --help"),
            ("mailshot help demo", "mailshot demo --help"),
        ] {
            assert_eq!(help(one).to_string(), help(other).to_string(), "{one}");
        }
        assert!(help("mailshot help sned").to_string().contains("a similar subcommand exists: 'send'"));
        assert!(help("mailshot help send --help-all").to_string().contains("--allow-plaintext-auth"));
    }

    /// A terminal of 80 columns and 24 lines; of no option the line is broken.
    #[test]
    fn every_help_fits_a_screen() {
        const LINES: usize = 24;
        const COLUMNS: usize = 80;
        let mut command = command(false).term_width(COLUMNS);
        command.build();
        let mut all = vec![("mailshot".to_owned(), command.render_help().to_string())];
        all.extend(command.get_subcommands_mut().map(|sub| (sub.get_name().to_owned(), sub.render_help().to_string())));
        for (name, help) in all {
            let lines = help.trim_end().lines().count();
            assert!(lines <= LINES, "{name}: {lines} lines\n{help}");
            let is_short = SHORT.iter().any(|short| short.name == name);
            let is_whole = |line: &str| !line.starts_with("          ");
            assert!(!is_short || help.lines().all(is_whole), "{name}: a line is broken\n{help}");
            assert!(!is_short || help.lines().all(|line| line.chars().count() <= COLUMNS), "{name}: too wide\n{help}");
            assert!(!is_short || help.contains("Examples:") || help.contains("  mailshot "), "{name}: no example");
        }
    }
}
