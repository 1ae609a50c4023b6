//! Where a value comes from that an error is about, and that nobody typed: without a word one would look for it on the command line.

use std::ffi::OsString;
use std::path::Path;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::{Settings, variable};
use crate::cli::args::masked;

impl Settings {
    /// Where a flag's value comes from, if that is a file or the environment: nobody typed it.
    pub(in crate::cli) fn said(&self, key: &str, matches: &ArgMatches) -> Option<String> {
        let id = if key == "where" { "condition".to_owned() } else { key.replace('-', "_") };
        if !matches.ids().any(|there| there.as_str() == id) {
            return None;
        }
        match matches.value_source(&id)? {
            ValueSource::EnvVariable => Some(variable(key)),
            ValueSource::DefaultValue => self.origin(key).map(ToString::to_string),
            _ => None,
        }
    }

    /// Where a flag was said that an error tells to leave out, if nobody typed it: `It stands in mailshot.toml:3.`
    pub(in crate::cli) fn stands(&self, told: &str, matches: &ArgMatches) -> Option<String> {
        let (_, behind) = told.split_once("leave out --")?;
        let key = |flag: &'_ str| flag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(flag.len());
        let origin = behind.split("--").find_map(|flag| self.said(&flag[..key(flag)], matches))?;
        Some(format!("It stands in {origin}."))
    }

    /// Where a file is named that an error begins with, if the file is not there and a line of these says so: `mailshot.toml:1 names it.`
    pub(in crate::cli) fn names(&self, told: &str) -> Option<String> {
        let is_meant = |value: &String| {
            let rest = told.strip_prefix(value.as_str());
            rest.is_some_and(|rest| rest.starts_with(':')) && !Path::new(value).is_file()
        };
        let setting = self.by_key.values().find(|setting| setting.values.iter().any(is_meant))?;
        Some(format!("{} names it.", setting.origin))
    }
}

/// What the parser says of a value that a variable of the environment has: `told` names the flag, which nobody typed.
pub(in crate::cli) fn of_environment(told: &str, value: &str, arguments: &[OsString]) -> Option<String> {
    // The parser shows no password.
    let is_typed = arguments.iter().any(|argument| masked(&argument.to_string_lossy()).ends_with(value));
    let (before, flag) = told.split_once(" for '--").filter(|_| !is_typed)?;
    let (flag, behind) = flag.split_once('\'')?;
    let name = variable(flag.split([' ', '=']).next().unwrap_or(flag));
    let is_there = std::env::var(&name).is_ok_and(|there| there == value || masked(&there) == value);
    is_there.then(|| format!("{before} in the environment's variable {name}{behind}"))
}
