//! `mailshot.toml` beside the list, and the accounts of the user: what is usually typed, kept in files.
//!
//! A key is the long name of a flag. Whatever is said more closely wins: a flag, then the environment (`MAILSHOT_RATE`), then the
//! project's file, then the account. What the files say is handed to the parser of flags as its defaults, so that a value is read
//! and checked in one place, wherever it comes from.

mod origin;
mod slips;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::help;
use super::output::note;
use super::{password, told, typos};
use crate::mail;
use crate::report::BYTE_ORDER_MARK;
pub(super) use origin::of_environment;
use slips::{Slip, Sort, slip};

/// The file of a project.
pub(super) const FILE: &str = "mailshot.toml";

/// The file of the accounts, in the user's configuration folder.
const ACCOUNTS: &str = "mailshot/accounts.toml";

/// Commands that take their values from the files.
pub(super) const COMMANDS: [&str; 4] = ["check", "preview", "probe", "send"];

/// The one that has no flag: the list itself.
const LIST: &str = "recipients";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// A line of the project's file.
    Project(PathBuf, usize),
    /// A line about an account.
    Account(String, PathBuf, usize),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project(file, line) => write!(f, "{}:{line}", file.display()),
            Self::Account(name, file, line) => write!(f, "account {name} ({}:{line})", file.display()),
        }
    }
}

/// A value as it would be typed; several, where a flag can be repeated.
#[derive(Debug, Clone)]
struct Setting {
    values: Vec<String>,
    origin: Origin,
}

/// What the files say, by the long names of flags.
#[derive(Debug, Default)]
pub(super) struct Settings {
    by_key: BTreeMap<String, Setting>,
}

/// Puts the files' values into the parser of flags. Returns it, and what the files say.
///
/// # Errors
/// A file cannot be read, or says something that is not understood.
pub(super) fn command(arguments: &[OsString]) -> anyhow::Result<(Command, Settings)> {
    let command = help::command(arguments.iter().any(|argument| argument == help::ALL));
    let command = match in_environment(&variable("lang")) {
        Some(_) => command,
        None => command.mut_arg("lang", |arg| arg.env(None::<&str>)),
    };
    let Some((name, typed)) = rough(&command, arguments) else { return Ok((command, Settings::default())) };
    let settings = Settings::load(&command, &name, &typed)?;
    misspelt(&command, std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))
        .iter()
        .for_each(|told| note(told));
    let command = command.mut_subcommand(&name, |sub| settings.apply(sub, &typed));
    Ok((command, settings))
}

/// The command that was typed, if it takes values from the files, and what can be told of its arguments so far.
fn rough(command: &Command, arguments: &[OsString]) -> Option<(String, ArgMatches)> {
    let matches = command.clone().ignore_errors(true).try_get_matches_from(arguments).ok()?;
    let (name, typed) = matches.subcommand()?;
    COMMANDS.contains(&name).then(|| (name.to_owned(), typed.clone()))
}

impl Settings {
    /// Where a value of this flag comes from, if it is from a file.
    pub(super) fn origin(&self, key: &str) -> Option<&Origin> {
        self.by_key.get(key).map(|setting| &setting.origin)
    }

    /// What they say of this flag, if that is one value.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.by_key.get(key)?.values.first().map(String::as_str)
    }

    fn load(command: &Command, name: &str, typed: &ArgMatches) -> anyhow::Result<Self> {
        let one = |id: &str| typed.try_get_raw(id).ok()??.next().map(Path::new);
        let named = in_environment(&variable(LIST));
        let list = one(LIST).or(named.as_deref().map(Path::new));
        let beside = list.filter(|list| list.as_os_str() != "-").and_then(Path::parent);
        let folder = beside.unwrap_or(Path::new(""));
        let mut settings = Self::default();
        let file = folder.join(FILE);
        if file.is_file() {
            settings.read(command, name, &file)?;
        } else if let Some(told) = slips::second_ending(&file) {
            note(&told);
        }
        let account = one("account").map(|name| name.to_string_lossy().into_owned());
        let account = account.or_else(|| in_environment(&variable("account"))?.into_string().ok());
        let account = account.or_else(|| settings.by_key.get("account")?.values.first().cloned());
        if let Some(account) = account {
            settings.read_account(command, name, &account)?;
        }
        // What is typed, or in the environment, is closer than every file, in whichever way it gives the password.
        let mut variables = PASSWORDS.map(variable).into_iter().chain([password::VARIABLE.to_owned()]);
        if variables.any(|variable| in_environment(&variable).is_some()) || has_password(typed) {
            PASSWORDS.iter().for_each(|key| drop(settings.by_key.remove(*key)));
        }
        Ok(settings)
    }

    fn read(&mut self, command: &Command, name: &str, file: &Path) -> anyhow::Result<()> {
        let (text, mut faults) = Faults::readable(command, file, &read(file)?);
        let table = DeTable::parse_recoverable(&text).0;
        let (sections, keys): (Vec<_>, Vec<_>) = table
            .get_ref()
            .iter()
            .partition(|(key, value)| value.get_ref().is_table() && COMMANDS.contains(&key.get_ref().as_ref()));
        for (key, value) in keys {
            let line = line_of(&text, key.span().start);
            let origin = Origin::Project(file.to_owned(), line);
            faults.note(line, || self.add(command, key.get_ref(), value, origin, true));
        }
        // What a command's own table says counts for this command alone, and more than what stands above it.
        for (section, table) in sections {
            for (key, value) in table.get_ref().as_table().into_iter().flatten() {
                let line = line_of(&text, key.span().start);
                let origin = Origin::Project(file.to_owned(), line);
                let is_kept = section.get_ref() == name && key_is_of(command, name, key.get_ref());
                faults.note(line, || self.add(command, key.get_ref(), value, origin, is_kept));
            }
        }
        faults.end()
    }

    fn read_account(&mut self, command: &Command, name: &str, account: &str) -> anyhow::Result<()> {
        let file = accounts_file()?;
        ensure!(
            file.is_file(),
            "account \"{account}\": there is no file {}. Make it, with a section [{account}] that has server, user and so on.",
            file.display()
        );
        let (text, mut faults) = Faults::readable(command, &file, &read(&file)?);
        let table = DeTable::parse_recoverable(&text).0;
        let Some(section) = table.get_ref().get(account).and_then(|section| section.get_ref().as_table()) else {
            faults.end()?;
            let names: Vec<_> = table.get_ref().keys().map(|key| key.get_ref().as_ref()).collect();
            let near = nearest(account, names.iter().copied());
            bail!("{}: there is no account \"{account}\"{near} It has: {}.", file.display(), names.join(", "));
        };
        let of_project: BTreeSet<_> = self.by_key.keys().cloned().collect();
        for (key, value) in section {
            let line = line_of(&text, key.span().start);
            let origin = Origin::Account(account.to_owned(), file.clone(), line);
            // The project is closer to the batch than the account.
            let own = [key.get_ref().as_ref()];
            let same: &[&str] = if PASSWORDS.contains(&own[0]) { &PASSWORDS } else { &own };
            if same.iter().any(|key| of_project.contains(*key)) {
                continue;
            }
            let is_meant = key_is_of(command, name, key.get_ref());
            faults.note(line, || self.add(command, key.get_ref(), value, origin, is_meant));
        }
        faults.end()
    }

    /// Takes a value after it was checked; keeps it if it is meant for the command that runs.
    fn add(
        &mut self,
        command: &Command,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        origin: Origin,
        is_kept: bool,
    ) -> anyhow::Result<()> {
        if slips::is_secret(key) && arg_of_any(command, key).is_none() {
            bail!("{origin}: {}", NO_SECRET.replace("{key}", key));
        }
        let key = if key == "quiet" && is_hours(value.get_ref()) { "quiet-hours" } else { key };
        let Some(arg) = arg_of_any(command, key) else {
            let is_section = value.get_ref().is_table() && matches!(origin, Origin::Project(..));
            bail!("{origin}: {}", if is_section { unknown_section(key) } else { unknown(command, key) })
        };
        let values = values(arg, value.get_ref()).with_context(|| format!("{origin}: {key}"))?;
        let folder = match &origin {
            Origin::Project(file, _) | Origin::Account(_, file, _) => file.parent().unwrap_or(Path::new("")),
        };
        let values: Vec<_> = values.into_iter().map(|value| placed(arg, folder, value)).collect();
        check(arg, &values).with_context(|| format!("{origin}: {key}"))?;
        if is_kept {
            self.by_key.insert(key.to_owned(), Setting { values, origin });
        }
        Ok(())
    }

    /// The command's arguments with these values as defaults, and each with its variable of the environment.
    fn apply(&self, mut command: Command, typed: &ArgMatches) -> Command {
        let is_typed = has_password(typed);
        let arguments: Vec<_> = command.get_arguments().map(|arg| (arg.get_id().clone(), key_of(arg))).collect();
        for (id, key) in arguments {
            let Some(key) = key else { continue };
            let setting = self.by_key.get(&key).cloned();
            command = command.mut_arg(&id, |arg| {
                let name = variable(&key);
                let has_variable = in_environment(&name).is_some() && !(is_typed && PASSWORDS.contains(&key.as_str()));
                let arg = if has_variable { arg.env(name).hide_env(true) } else { arg };
                match setting {
                    Some(setting) if !setting.values.is_empty() => {
                        let is_flag = matches!(arg.get_action(), ArgAction::SetTrue);
                        arg.default_values(setting.values).hide_default_value(!is_flag).required(false)
                    }
                    _ => arg,
                }
            });
        }
        command
    }
}

/// The keys that say where the password is: one of them stands for the other.
const PASSWORDS: [&str; 2] = ["password-file", "password-command"];

/// Whether it is typed where the password is.
fn has_password(typed: &ArgMatches) -> bool {
    PASSWORDS.iter().any(|key| matches!(typed.try_get_raw(&key.replace('-', "_")), Ok(Some(_))))
}

/// What a variable of the environment says; an empty one is one that says nothing, as pipelines have them.
fn in_environment(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// `MAILSHOT_MESSAGES_PER_SESSION`.
pub(super) fn variable(key: &str) -> String {
    format!("MAILSHOT_{}", key.to_ascii_uppercase().replace('-', "_"))
}

/// Variables that are nobody's and nearly one of ours: without a word, a misspelt rate would be none.
fn misspelt(command: &Command, variables: impl Iterator<Item = String>) -> Vec<String> {
    let subs = COMMANDS.iter().filter_map(|name| command.find_subcommand(name));
    let mut known: Vec<_> =
        subs.flat_map(Command::get_arguments).filter_map(key_of).map(|key| variable(&key)).collect();
    known.extend(["MAILSHOT_PASSWORD", "MAILSHOT_LANG"].map(str::to_owned));
    let ours = variables.filter(|name| name.starts_with("MAILSHOT_") && !known.contains(name));
    ours.filter_map(|name| {
        // What they have in common is no likeness.
        let word = name.strip_prefix("MAILSHOT_")?;
        let words = known.iter().filter_map(|known| known.strip_prefix("MAILSHOT_"));
        let other = mail::nearest(word, words, 0.7)?;
        Some(format!("{name}: there is no such variable, and it is not heeded. Did you mean MAILSHOT_{other}?"))
    })
    .collect()
}

/// The key of an argument: the long name of its flag.
pub(super) fn key_of(arg: &Arg) -> Option<String> {
    let is_list = arg.get_id() == LIST;
    let long = arg.get_long().filter(|long| !matches!(*long, "help" | "help-all" | "version")).map(str::to_owned);
    long.or_else(|| is_list.then(|| LIST.to_owned()))
}

fn key_is_of(command: &Command, name: &str, key: &str) -> bool {
    command.find_subcommand(name).is_some_and(|sub| sub.get_arguments().any(|arg| key_of(arg).as_deref() == Some(key)))
}

fn arg_of_any<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    let mut all = COMMANDS.iter().filter_map(|name| command.find_subcommand(name)).flat_map(Command::get_arguments);
    all.find(|arg| key_of(arg).as_deref() == Some(key))
}

/// `quiet = "22:00-07:00"` means the hours, as `--quiet 22:00-07:00` does.
fn is_hours(value: &DeValue<'_>) -> bool {
    matches!(value, DeValue::String(text) if text.contains(|c: char| c.is_ascii_digit()))
}

/// What is said of a key that no command has.
fn unknown(command: &Command, key: &str) -> String {
    if COMMANDS.contains(&key) {
        return format!("a section stands in single brackets: [{key}]");
    }
    let meant = slips::meant(key);
    if let Some(instead) = typos::instead_of(&format!("--{key}")).filter(|_| meant.is_none()) {
        return format!("unknown key \"{key}\". {instead}.");
    }
    let keys = COMMANDS.iter().filter_map(|name| command.find_subcommand(name)).flat_map(Command::get_arguments);
    let near = meant.map(|key| format!(": did you mean \"{key}\"?"));
    let near = near.unwrap_or_else(|| near_key(key, keys.filter_map(key_of)));
    format!("unknown key \"{key}\"{near} Keys are the long names of flags.")
}

/// What is said of a key that is near one of these, or of none.
fn near_key(key: &str, keys: impl Iterator<Item = String>) -> String {
    let keys: Vec<_> = keys.collect();
    nearest(key, keys.iter().map(String::as_str).chain(COMMANDS))
}

/// What is said of a section that is no command's.
fn unknown_section(name: &str) -> String {
    let sections = COMMANDS.map(|command| format!("[{command}]")).join(", ");
    let near = nearest(name, COMMANDS.into_iter());
    format!("unknown section [{name}]{near} A section is called as the command that it is for: {sections}.")
}

/// How often a file is read without the lines that could not be read: the parser may end at each of them.
const ROUNDS: usize = 20;

/// What is wrong in a file, by its line: all of it is told at once.
struct Faults {
    found: BTreeMap<usize, String>,
    unread: BTreeSet<usize>,
}

impl Faults {
    /// What can be read of a file: an empty line in the place of each that cannot. The parser ends at some of them: it is asked
    /// again.
    fn readable(command: &Command, file: &Path, text: &str) -> (String, Self) {
        let mut lines: Vec<_> = text.lines().collect();
        let mut faults = Self { found: BTreeMap::new(), unread: BTreeSet::new() };
        for _ in 0..ROUNDS {
            let text = lines.join("\n");
            let known = faults.unread.len();
            let errors = DeTable::parse_recoverable(&text).1;
            // A list without an end takes in the lines below it.
            let (in_lists, others): (Vec<_>, Vec<_>) =
                errors.iter().partition(|error| error.message().contains("array"));
            for error in in_lists.iter().chain(&others) {
                let at = error.span().map_or(0, |span| span.start).min(text.trim_end().len());
                let line = line_of(&text, at);
                // One slip makes several errors.
                if faults.unread.insert(line) {
                    let said = lines.get(line - 1).copied().unwrap_or_default();
                    let what = unread(command, said, error.message().trim());
                    faults.found.insert(line, format!("{}:{line}: {what}", file.display()));
                }
                if !in_lists.is_empty() {
                    return (String::new(), faults);
                }
            }
            if faults.unread.len() == known {
                return (text, faults);
            }
            lines.iter_mut().zip(1..).filter(|(_, line)| faults.unread.contains(line)).for_each(|(text, _)| *text = "");
        }
        (String::new(), faults)
    }

    /// Keeps what is wrong with the value of a line, if the line could be read.
    fn note(&mut self, line: usize, add: impl FnOnce() -> anyhow::Result<()>) {
        if self.unread.contains(&line) {
            return;
        }
        if let Err(error) = add() {
            self.found.entry(line).or_insert_with(|| told(&error));
        }
    }

    fn end(&self) -> anyhow::Result<()> {
        let found: Vec<_> = self.found.values().map(String::as_str).collect();
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    }
}

/// What is said of a line that is no TOML; `why` is what the parser says.
fn unread(command: &Command, line: &str, why: &str) -> String {
    let key = slips::key(line);
    let is_known = |key: &str| arg_of_any(command, key.rsplit('.').next().unwrap_or(key)).is_some();
    if slips::is_secret(key) {
        return NO_SECRET.replace("{key}", key);
    }
    if why.contains("duplicate key") {
        return format!("{key} is said twice: keep one of the two lines");
    }
    if why.contains("array") {
        return "a list that begins here or above has no end: write report = [\"a.csv\", \"b.html\"]".to_owned();
    }
    let is_flag =
        |key: &str| arg_of_any(command, key).is_some_and(|arg| matches!(arg.get_action(), ArgAction::SetTrue));
    let sort = |key: &str| match key {
        _ if is_flag(key) => Sort::Flag,
        _ if PASSWORDS.contains(&key) => Sort::Hidden,
        _ if is_known(key) => Sort::Value,
        _ => Sort::Unknown,
    };
    match slip(line, sort).filter(|_| !line.contains(mail::is_unsafe)) {
        Some(Slip::Key(key)) => unknown(command, &key),
        Some(Slip::Said(told)) => told,
        None => format!("cannot be read: {why}"),
    }
}

/// What is said of a password in a file.
const NO_SECRET: &str = "\"{key}\": a password does not belong into this file. Name a command or a file that has it: \
                         password-command = \"pass show mail\", or password-file.";

/// A value as it would be typed.
fn values(arg: &Arg, value: &DeValue<'_>) -> anyhow::Result<Vec<String>> {
    let is_flag = matches!(arg.get_action(), ArgAction::SetTrue);
    let one = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        DeValue::Float(number) => Ok(number.as_str().to_owned()),
        DeValue::Datetime(time) => Ok(time.to_string()),
        other => bail!("is {}: write a text or a number", other.type_str()),
    };
    match value {
        DeValue::Boolean(true) if is_flag => Ok(vec!["true".to_owned()]),
        DeValue::Boolean(false) if is_flag => Ok(vec!["false".to_owned()]),
        _ if is_flag => bail!("is a flag: write true or false"),
        DeValue::Array(items) if matches!(arg.get_action(), ArgAction::Append) => {
            items.iter().map(|item| one(item.get_ref())).collect()
        }
        DeValue::Array(_) => bail!("takes one value, not a list"),
        value => Ok(vec![one(value)?]),
    }
}

/// A path is seen from the file that names it.
fn placed(arg: &Arg, folder: &Path, value: String) -> String {
    let is_path = matches!(arg.get_value_hint(), ValueHint::FilePath | ValueHint::DirPath | ValueHint::AnyPath);
    if !is_path || folder.as_os_str().is_empty() || matches!(value.as_str(), "-" | "none") || value.contains("://") {
        return value;
    }
    folder.join(&value).to_str().map_or(value, str::to_owned)
}

/// Whether the flag takes the values: its own parser says so, without any other flag.
fn check(arg: &Arg, values: &[String]) -> anyhow::Result<()> {
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        return Ok(());
    }
    let alone = Arg::new("value").long("value").action(ArgAction::Append).value_parser(arg.get_value_parser().clone());
    let arguments = values.iter().flat_map(|value| ["--value=".to_owned() + value]);
    let parsed = Command::new("value").no_binary_name(true).arg(alone).try_get_matches_from(arguments);
    parsed.map(drop).map_err(|error| {
        let text = error.to_string();
        let told = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let told = typos::of_number(told).unwrap_or_else(|| told.to_owned());
        anyhow!("{}", told.replace(" for '--value <value>'", ""))
    })
}

fn accounts_file() -> anyhow::Result<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = named("XDG_CONFIG_HOME")
        .or_else(|| named("HOME").map(|home| home.join(".config")))
        .or_else(|| named("APPDATA"));
    let folder = folder.context("no folder for configuration is known: set XDG_CONFIG_HOME")?;
    Ok(folder.join(ACCOUNTS))
}

/// A text that is UTF-8, without a byte order mark.
///
/// # Errors
/// It cannot be read, or has another charset.
pub(super) fn read(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    let text = String::from_utf8(text).map_err(|_| {
        anyhow!("{}: is not UTF-8. Save it as UTF-8 in the editor (Save As, Encoding).", file.display())
    })?;
    // Some editors write a byte order mark.
    Ok(text.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned).unwrap_or(text))
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|octet| **octet == b'\n').count()
}

/// The end of a sentence: `: did you mean "rate"?` if something is near, a full stop if not.
fn nearest<'a>(word: &str, words: impl Iterator<Item = &'a str>) -> String {
    mail::nearest(word, words, 0.6).map_or_else(|| ".".to_owned(), |other| format!(": did you mean \"{other}\"?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_known_by_a_misspelling() {
        let command = help::command(true);
        let subs = COMMANDS.iter().filter_map(|name| command.find_subcommand(name));
        let keys: BTreeSet<String> = subs.flat_map(Command::get_arguments).filter_map(key_of).collect();
        assert!(keys.contains("recipients") && keys.contains("template") && keys.contains("rate"), "{keys:?}");
        for key in keys.iter().filter(|key| key.len() > 4) {
            let middle = key.len() / 2;
            let swapped = format!("{}{}{}{}", &key[..1], &key[2..3], &key[1..2], &key[3..]);
            let without = format!("{}{}", &key[..middle], &key[middle + 1..]);
            for slip in [without, swapped, key.replace('-', "_"), key.to_uppercase()] {
                if arg_of_any(&command, &slip).is_none() {
                    let told = unknown(&command, &slip);
                    assert!(told.contains(&format!(": did you mean \"{key}\"?")), "{slip}: {told}");
                }
            }
        }
        assert!(unknown(&command, "recipents").starts_with("unknown key \"recipents\": did you mean \"recipients\"?"));
        assert!(unknown_section("sned").starts_with("unknown section [sned]: did you mean \"send\"? A section"));
        assert!(unknown_section("load").starts_with("unknown section [load]. A section is called as the command"));
    }

    #[test]
    fn misspelt_variables_are_told() {
        let command = help::command(true);
        let told = |name: &str| misspelt(&command, std::iter::once(name.to_owned())).join("");
        assert!(told("MAILSHOT_RAET").ends_with("Did you mean MAILSHOT_RATE?"), "{}", told("MAILSHOT_RAET"));
        assert!(told("MAILSHOT_PASWORD").ends_with("Did you mean MAILSHOT_PASSWORD?"));
        for name in
            ["MAILSHOT_RATE", "MAILSHOT_LANG", "MAILSHOT_PASSWORD", "MAILSHOT_ACCOUNT", "MAILSHOT_XYZZY", "RAET"]
        {
            assert_eq!(told(name), "", "{name}");
        }
    }
}
