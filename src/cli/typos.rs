//! What people type who know other programs, or slip: said in words instead of the parser's.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::help;
use super::project::COMMANDS;
use crate::mail::{Address, shown};
use crate::report::is_report;

/// Flags of other programs, and what there is instead.
const OTHERS: &[(&str, &str)] = &[
    ("--to", "Who gets it is in the list: the letter has a line To: {{ email }}. A trial to yourself: --send-to ADDR"),
    ("--cc", "It is a line of the letter: Cc: ADDR"),
    ("--bcc", "It is a line of the letter: Bcc: ADDR"),
    ("--subject", "It is a line of the letter: Subject: …"),
    ("--body", "It is the letter below its empty line: -t FILE"),
    ("--attach", "It is a line of the letter: Attachment: FILE, or Attachment: {{ column }}"),
    ("--attachment", "It is a line of the letter: Attachment: FILE, or Attachment: {{ column }}"),
    ("--attachments", "It is a line of the letter: Attachment: FILE, or Attachment: {{ column }}"),
    (
        "--password",
        "The password is asked for, so that nobody reads it here. Without a terminal: MAILSHOT_PASSWORD, --password-file or \
         --password-command",
    ),
    ("--pass", "The password is asked for. Without a terminal: MAILSHOT_PASSWORD or --password-file"),
    ("--host", "It is --server HOST:PORT"),
    ("--port", "It is --server HOST:PORT"),
    ("--login", "It is --user NAME"),
    ("--username", "It is --user NAME"),
    ("--list", "The list stands by itself: mailshot send LIST -t LETTER"),
    ("--csv", "The list stands by itself: mailshot send LIST -t LETTER"),
    ("--dry-run", "It is a command: mailshot check, or mailshot preview to see the letters"),
    ("--test", "A trial to yourself: --send-to ADDR --limit 1"),
];

/// What there is instead of a flag of another program: a sentence without a full stop.
pub(super) fn instead_of(flag: &str) -> Option<&'static str> {
    OTHERS.iter().find(|(other, _)| *other == flag).map(|(_, instead)| *instead)
}

/// Endings of letters.
const LETTERS: [&str; 5] = ["md", "markdown", "txt", "html", "htm"];

/// `help`, `help send` and `help --help` are `--help` and `send --help`.
pub(super) fn help_of_help(arguments: &mut Vec<OsString>) {
    if arguments.get(1).is_none_or(|argument| argument != "help") {
        return;
    }
    arguments.remove(1);
    arguments.retain(|argument| argument != "--help" && argument != "-h" && argument != "help");
    if !arguments.iter().any(|argument| argument == help::ALL) {
        arguments.push("--help".into());
    }
}

/// `—template FILE`, `–t FILE`: a word processor makes a long dash of two, and of one.
pub(super) fn long_dash(command: &Command, arguments: &[OsString]) -> Option<String> {
    const DASHES: [char; 6] = ['-', '—', '–', '−', '－', '‐'];
    let sub = arguments.iter().skip(1).find_map(|argument| command.find_subcommand(argument))?;
    flags(arguments).find_map(|argument| {
        let name = argument.trim_start_matches(DASHES);
        let dashes = &argument[..argument.len() - name.len()];
        let name = name.split('=').next().unwrap_or(name);
        let is_long = sub.get_arguments().any(|arg| arg.get_long() == Some(name));
        let is_short = sub.get_arguments().any(|arg| arg.get_short().is_some_and(|short| name == short.to_string()));
        let hyphens = if is_long { "--" } else { "-" };
        (!dashes.is_ascii() && (is_long || is_short))
            .then(|| format!("{argument}: write {hyphens}{name}, with the hyphens of the keyboard"))
    })
}

/// What may be a flag.
fn flags(arguments: &[OsString]) -> impl Iterator<Item = &str> {
    arguments.iter().filter_map(|argument| argument.to_str()).take_while(|argument| *argument != "--")
}

/// `-template FILE`: a long flag with one dash. To the parser it is `-t emplate`.
pub(super) fn one_dash(command: &Command, arguments: &[OsString]) -> Option<String> {
    let sub = arguments.iter().skip(1).find_map(|argument| command.find_subcommand(argument))?;
    let mut short = flags(arguments).filter_map(|argument| {
        let name = argument.strip_prefix('-').filter(|name| !name.starts_with('-'))?;
        let name = name.split('=').next().unwrap_or(name);
        let is_long = sub.get_arguments().any(|arg| arg.get_long() == Some(name));
        (name.len() > 1 && is_long).then_some((argument, name))
    });
    let (argument, name) = short.next()?;
    Some(format!("{argument}: write --{name}, with two dashes"))
}

/// `--spread 3 days`: to the parser the unit is something of its own.
pub(super) fn blank_in_time(arguments: &[OsString]) -> Option<String> {
    let arguments: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    arguments.windows(3).find_map(|three| {
        let [flag, number, unit] = three else { return None };
        let is_number = !number.is_empty() && number.bytes().all(|octet| octet.is_ascii_digit());
        let (_, letter) = UNITS.iter().find(|(words, _)| words.contains(unit))?;
        let is_time = TIMES.contains(flag) && is_number;
        is_time.then(|| format!("{flag} {number} {unit}: write {flag} {number}{letter}"))
    })
}

/// Flags that take a time.
const TIMES: [&str; 6] = ["--spread", "--retry-wait", "--duration", "--ramp", "--timeout", "--latency"];

/// What units are called, and how they are written.
const UNITS: [(&[&str], &str); 5] = [
    (&["ms"], "ms"),
    (&["s", "sec", "second", "seconds"], "s"),
    (&["m", "min", "mins", "minute", "minutes"], "min"),
    (&["h", "hour", "hours"], "h"),
    (&["d", "day", "days"], "d"),
];

/// A number below zero behind a flag: what may be written instead.
fn below_zero(argument: &str, arguments: &[OsString]) -> Option<String> {
    argument.strip_prefix('-')?.parse::<f64>().ok()?;
    // Of `-3/min` the parser takes `-3` for a flag.
    let is_meant = |typed: &OsString| typed.to_str().is_some_and(|typed| typed.starts_with(argument));
    let at = arguments.iter().position(is_meant)?;
    let flag = arguments.get(at.checked_sub(1)?)?.to_str().filter(|flag| flag.starts_with("--"))?;
    let typed = arguments.get(at)?.to_str()?;
    Some(format!("{flag} {typed}: write a number that is not below zero"))
}

/// What to do where a file stands in the place of the command.
fn without_command(file: &str, arguments: &[OsString]) -> Option<String> {
    let is_letter = is_one_of(Path::new(file), &LETTERS);
    if !is_letter && !is_one_of(Path::new(file), &LISTS) {
        return None;
    }
    let rest: Vec<_> = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).collect();
    let other = rest.iter().find(|other| **other != file && is_one_of(Path::new(other), &LETTERS));
    let names_letter = rest.iter().any(|argument| matches!(*argument, "-t" | "--template"));
    let meant = match other {
        _ if names_letter => rest.join(" "),
        Some(letter) if !is_letter => format!("{file} -t {letter}"),
        _ if is_letter => format!("LIST -t {file}"),
        _ => format!("{file} -t LETTER"),
    };
    Some(format!("{file}: the command is missing in front of it: mailshot check {meant}"))
}

/// What to do where the list or the letter was not named.
fn without_list(command: &str, error: &clap::Error) -> Option<String> {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else { return None };
    let lacks = |what: &str| missing.iter().any(|missing| missing.contains(what));
    let what = match (lacks("RECIPIENTS"), lacks("--template")) {
        (true, true) => "the list and the letter are not named, and there is no mailshot.toml here that names them",
        (true, false) => "the list is not named, and there is no mailshot.toml here that names it",
        (false, true) => "the letter is not named, and there is no mailshot.toml here that names it",
        (false, false) => return None,
    };
    let example = if command == "send" { " -u YOUR@ADDRESS" } else { "" };
    Some(format!(
        "{what}: mailshot {command} LIST -t LETTER{example}. \
         mailshot init writes a project to begin with; mailshot {command} --help has examples"
    ))
}

/// The command that was typed, if one was.
fn command_of(arguments: &[OsString]) -> Option<&str> {
    let commands = help::command(false);
    let mut typed = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    typed.find(|typed| commands.find_subcommand(typed).is_some())
}

/// What the parser says, in words for a person; `None` = it says it well enough.
pub(super) fn in_words(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let argument = context(ContextKind::InvalidArg)?;
            let name = argument.split('=').next().unwrap_or(argument);
            if let Some(instead) = instead_of(name) {
                return Some(format!("there is no {name}. {instead}."));
            }
            if let Some(told) = below_zero(argument, arguments) {
                return Some(told);
            }
            let command = command_of(arguments);
            // The parser would tell how to pass it as a value, which nobody has meant.
            if argument.starts_with('-') && error.get(ContextKind::SuggestedArg).is_none() {
                let meant = other_case(name, command);
                let command = command.map(|command| format!(" {command}")).unwrap_or_default();
                return Some(format!("there is no {name}.{meant} mailshot{command} --help-all has every option."));
            }
            let ending = Path::new(argument).extension()?.to_str()?.to_ascii_lowercase();
            let command = command.filter(|command| matches!(*command, "check" | "preview" | "send"))?;
            LETTERS
                .contains(&ending.as_str())
                .then(|| format!("{argument}: the letter stands behind -t: mailshot {command} LIST -t {argument}"))
        }
        ErrorKind::MissingRequiredArgument => {
            let command = arguments.get(1)?.to_str()?;
            COMMANDS.contains(&command).then(|| without_list(command, error))?
        }
        ErrorKind::InvalidSubcommand => without_command(context(ContextKind::InvalidSubcommand)?, arguments),
        ErrorKind::ValueValidation => {
            let text = error.to_string();
            let line = text.lines().next()?.trim_start_matches("error: ");
            if line.contains("give host:port") {
                return Some(line.to_owned());
            }
            of_number(line)
        }
        _ => None,
    }
}

/// `-T` where there is a `-t`.
fn other_case(name: &str, command: Option<&str>) -> String {
    let commands = help::command(false);
    let is_known = |letter: &char| {
        let sub = command.and_then(|command| commands.find_subcommand(command)).unwrap_or(&commands);
        sub.get_arguments().any(|arg| arg.get_short() == Some(*letter))
    };
    let other = |letter: char| {
        if letter.is_ascii_uppercase() { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() }
    };
    let meant = name.strip_prefix('-').and_then(|name| name.parse::<char>().ok()).map(other).filter(is_known);
    meant.map(|letter| format!(" Did you mean -{letter}?")).unwrap_or_default()
}

/// What the parser says of a value that is no number, or none that is taken, in words for a person.
pub(super) fn of_number(line: &str) -> Option<String> {
    if let Some(told) = line.strip_suffix("invalid digit found in string") {
        return Some(format!("{told}write a whole number, such as 10"));
    }
    if let Some(told) = line.strip_suffix("number too large to fit in target type") {
        return Some(format!("{told}write a smaller number"));
    }
    let (told, range) = line.rsplit_once(" is not in ")?;
    let (told, _) = told.rsplit_once(": ")?;
    Some(format!("{told}: {}", in_range(range)?))
}

/// `1..18446744073709551615`, `1..=4096`: what may be written.
fn in_range(range: &str) -> Option<String> {
    let (least, most) = range.split_once("..")?;
    match most.strip_prefix('=') {
        Some(most) => Some(format!("at least {least}, and at most {most}")),
        None => Some(format!("at least {least}")),
    }
}

/// Endings of lists that no letter has.
const LISTS: [&str; 8] = ["csv", "tsv", "xlsx", "xls", "xlsb", "ods", "json", "jsonl"];

/// Whether a letter stands where the list is to be, and a list where the letter is to be.
pub(super) fn are_swapped(list: &Path, template: &Path) -> bool {
    // A list may be a text.
    is_one_of(list, &LETTERS) && is_one_of(template, &LISTS)
}

/// Whether a file's name has one of these endings.
fn is_one_of(file: &Path, endings: &[&str]) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// What in a folder may have been meant, where that was given for a list or a letter: `Name a file in it, such as …`.
pub(super) fn in_folder(folder: &Path, is_letter: bool) -> Option<String> {
    let endings = if is_letter { &LETTERS[..] } else { &LISTS };
    let ending = |name: &str| Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let names = fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let fits = |name: &String| !name.starts_with(['.', '~']) && ending(name).is_some_and(|it| endings.contains(&&*it));
    let first = names.filter(fits).min();
    let such = first.map(|name| format!(", such as {}", folder.join(name).display())).unwrap_or_default();
    let what = if is_letter { "the letter" } else { "the list" };
    Some(format!("Name the file that is {what}{such}"))
}

/// The folder that a file lies in.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What is said of a report in the place of the list, whose columns the letter does not know.
pub(super) fn report_for_list(name: &str, columns: &[String]) -> Option<String> {
    is_report(columns).then(|| {
        format!(
            "{name}: is a report of mailshot, not a list: the columns of your list are not in it. Who has not got the mail, \
             as a list to send to again: mailshot report LEDGER --failed FILE (the same flag is one of send)"
        )
    })
}

/// What is said of a list that begins with a row: no column is called like an address.
pub(super) fn row_for_header(name: &str, columns: &[String]) -> Option<String> {
    let is_address = |column: &String| column.contains('.') && Address::parse(column.trim()).is_ok();
    columns.iter().any(is_address).then(|| {
        let columns: Vec<_> = columns.iter().map(|column| shown(column, 30)).collect();
        format!(
            "{name}: begins with a row ({}), and the first line must name the columns, as the letter does. Put such a line above \
             it: one name for each column",
            columns.join(", ")
        )
    })
}

/// Names like that of a file that is not there: `Did you mean class.xlsx?`; nothing where the file is there.
pub(super) fn look_alikes(file: &Path) -> Option<String> {
    let folder = folder_of(file);
    if file.exists() {
        return None;
    }
    let name = file.file_name()?.to_str()?.to_lowercase();
    let stem = |name: &str| Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let distance = |other: &str| {
        let other = other.to_lowercase();
        // Another ending is a small slip, whatever its length.
        let by_stem = 1 + strsim::osa_distance(&stem(&name).unwrap_or_default(), &stem(&other).unwrap_or_default());
        strsim::osa_distance(&name, &other).min(by_stem)
    };
    let files = fs::read_dir(folder).ok()?.flatten().filter(|entry| entry.path().is_file());
    let names = files.filter_map(|entry| entry.file_name().into_string().ok());
    let like = names.filter(|other| !other.starts_with(['.', '~']) && !other.ends_with(".ledger"));
    let (least, nearest) = like.map(|other| (distance(&other), other)).min()?;
    let reach = 1 + name.chars().count() / 4;
    (least <= reach).then(|| format!("Did you mean {}?", file.with_file_name(nearest).display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(typed: &str) -> Vec<OsString> {
        typed.split(' ').map(OsString::from).collect()
    }

    fn told(typed: &str) -> Option<String> {
        let (command, arguments) = (help::command(false), arguments(typed));
        let dashes = one_dash(&command, &arguments).or_else(|| long_dash(&command, &arguments));
        let early = dashes.or_else(|| blank_in_time(&arguments));
        early.or_else(|| in_words(&command.try_get_matches_from(&arguments).err()?, &arguments))
    }

    #[test]
    fn habits_are_answered() {
        for (typed, said) in [
            ("mailshot check -template letter.md list.csv", "-template: write --template, with two dashes"),
            ("mailshot check list.csv letter.md", "mailshot check LIST -t letter.md"),
            ("mailshot send list.csv -t a.md --to me@x", "A trial to yourself: --send-to ADDR"),
            ("mailshot send list.csv -t a.md --attach=a.pdf", "Attachment: FILE"),
            ("mailshot send list.csv -t a.md --password secret", "The password is asked for"),
            ("mailshot check list.csv -t a.md --limit zehn", "write a whole number, such as 10"),
            ("mailshot send list.csv -t a.md --canary 0", "'--canary <N>': at least 1"),
            ("mailshot load -s a:1 --sessions 5000", "at least 1, and at most 4096"),
            (
                "mailshot check list.csv -t a.md --limit 99999999999999999999999",
                "'--limit <N>': write a smaller number",
            ),
            ("mailshot check list.csv -t a.md --limit -1", "--limit -1: write a number that is not below zero"),
            ("mailshot send list.csv -t a.md --spread 3 days", "--spread 3 days: write --spread 3d"),
            ("mailshot send --spread 8 h list.csv -t a.md", "write --spread 8h"),
            ("mailshot check", "the list and the letter are not named, and there is no mailshot.toml here"),
            ("mailshot send list.csv", "the letter is not named, and there is no mailshot.toml here that names it:"),
            ("mailshot send list.csv -t a.md -n", "there is no -n. mailshot send --help-all has every option."),
            ("mailshot check list.csv -t a.md -p", "there is no -p. mailshot check --help-all"),
            ("mailshot check list.csv -T a.md", "there is no -T. Did you mean -t? mailshot check --help-all"),
            ("mailshot load --zzz", "there is no --zzz. mailshot load --help-all"),
            ("mailshot check list.csv -t a.md —limit 3", "—limit: write --limit, with the hyphens of the keyboard"),
            ("mailshot check –limit=3 list.csv -t a.md", "–limit=3: write --limit, with the hyphens"),
            ("mailshot check list.csv –t a.md", "–t: write -t, with the hyphens"),
            (
                "mailshot class.xlsx",
                "class.xlsx: the command is missing in front of it: mailshot check class.xlsx -t LETTER",
            ),
            ("mailshot class.csv -t a.md", "mailshot check class.csv -t a.md"),
            ("mailshot class.csv a.md", "mailshot check class.csv -t a.md"),
            ("mailshot letter.md", "mailshot check LIST -t letter.md"),
            ("mailshot -v", "there is no -v. mailshot --help-all has every option."),
            ("mailshot -q", "there is no -q. mailshot --help-all has every option."),
            ("mailshot --lang en load --zzz", "there is no --zzz. mailshot load --help-all"),
            ("mailshot send list.csv -t a.md --rate -3/min", "--rate -3/min: write a number that is not below zero"),
            ("mailshot send list.csv -t a.md --retry-wait -5s", "--retry-wait -5s: write a number that is not"),
            ("mailshot sink --listen 2525", "give host:port, as 127.0.0.1:2525"),
        ] {
            assert!(told(typed).is_some_and(|told| told.contains(said)), "{typed}: {:?}", told(typed));
        }
        for typed in [
            "mailshot check list.csv -t a.md -t",
            "mailshot send list.csv --limt 3",
            "mailshot report a.ledger x",
            "mailshot chek",
            "mailshot check —x.csv -t a.md",
        ] {
            assert_eq!(told(typed), None, "{typed}");
        }
        let flags: Vec<_> = OTHERS.iter().map(|(flag, _)| flag.trim_start_matches('-')).collect();
        let command = help::command(true);
        let send = command.find_subcommand("send").unwrap();
        assert!(send.get_arguments().all(|arg| arg.get_long().is_none_or(|long| !flags.contains(&long))));
    }

    #[test]
    fn a_row_is_no_header() {
        let told =
            |columns: &[&str]| row_for_header("a.csv", &columns.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(
            told(&["1", "李", "li@163.com"])
                .is_some_and(|told| told.starts_with("a.csv: begins with a row (1, 李, li@163.com)"))
        );
        assert_eq!(told(&["id", "e@mail", "@", "e-mail (me@x)"]), None);
    }

    #[test]
    fn a_report_is_no_list() {
        let told = |columns: &str| report_for_list("r.csv", &columns.split(',').map(str::to_owned).collect::<Vec<_>>());
        let report = "row,line,address,outcome,code,enhanced,phase,text,message_id,attempts,time,seconds,explanation";
        assert!(told(report).is_some_and(|told| told.starts_with("r.csv: is a report of mailshot, not a list")));
        for list in ["row,line,address", "email,name", ""] {
            assert_eq!(told(list), None, "{list}");
        }
    }

    #[test]
    fn a_folder_is_told_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let told = |is_letter| in_folder(folder.path(), is_letter).unwrap();
        assert_eq!(told(true), "Name the file that is the letter");
        for name in ["~$class.xlsx", "class.XLSX", "letter.md", "list.ledger"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert!(told(true).ends_with("/letter.md") && told(false).ends_with("/class.XLSX"), "{}", told(false));
        assert_eq!(in_folder(&folder.path().join("letter.md"), true), None);
    }

    #[test]
    fn files_of_a_like_name_are_found() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["class.xlsx", "~$class.xlsx", "letter.md"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let like = |name: &str| look_alikes(&folder.path().join(name));
        for name in ["clas.xlsx", "Class.xls", "class.csv", "klass.xlsx"] {
            assert!(like(name).is_some_and(|told| told.ends_with("/class.xlsx?")), "{name}: {:?}", like(name));
        }
        assert_eq!(like("class.xlsx"), None);
        assert_eq!(like("members.csv"), None);
        fs::create_dir(folder.path().join("home")).unwrap();
        assert_eq!(like("nome"), None);
    }
}
