//! `mailshot config`: where each value comes from.

use std::ffi::OsString;

use anyhow::bail;
use clap::parser::ValueSource;
use clap::{ArgMatches, FromArgMatches};
use comfy_table::{ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr;

use super::args::{ConfigArgs, PaceArgs, ServerArgs};
use super::exit::Exit;
use super::output::{line, prose, stdout_width};
use super::pace::Pace;
use super::project::{self, FILE};
use super::{in_words, server};
use crate::batch::Sessions;
use crate::mail::Mailbox;

pub(super) fn run(args: &ConfigArgs) -> anyhow::Result<Exit> {
    let name = args.command.name();
    let typed = ["mailshot", name].map(OsString::from);
    let (command, settings) = project::command(&typed)?;
    // Nothing is typed here: what a command needs may be missing.
    let command = command.mut_subcommand(name, |sub| sub.mut_args(|arg| arg.required(false)));
    let sub = command.find_subcommand(name).cloned();
    let matches = match command.try_get_matches_from(&typed) {
        Ok(matches) => matches,
        Err(error) => bail!(in_words(&error, &typed, &typed).unwrap_or_else(|| error.exit())),
    };
    let (Some(sub), Some(matches)) = (sub, matches.subcommand_matches(name)) else { return Ok(Exit::Done) };
    let mut rows = Vec::new();
    for arg in sub.get_arguments() {
        let (id, Some(key)) = (arg.get_id().as_str(), project::key_of(arg)) else { continue };
        let Some(values) = matches.try_get_raw(id).ok().flatten() else { continue };
        let values: Vec<_> = values.map(|value| value.to_string_lossy().into_owned()).collect();
        let from = match (matches.value_source(id), settings.origin(&key)) {
            (Some(ValueSource::EnvVariable), _) => project::variable(&key),
            (Some(ValueSource::DefaultValue), Some(origin)) => origin.to_string(),
            (Some(ValueSource::DefaultValue), None) if values != ["false"] => "default".to_owned(),
            _ => continue,
        };
        rows.push([key, values.join(", "), from]);
    }
    rows.extend(implied(matches));
    tell(&rows);
    prose(
        &format!(
            "A flag wins over all of these. Keys are the long names of the flags of 'mailshot {name}'; files: {FILE} beside the list, \
         and mailshot/accounts.toml in your configuration folder."
        ),
        0,
    );
    Ok(Exit::Done)
}

/// What follows from the values: the server of a login or a From, and what the provider's preset says where nothing else does.
fn implied(matches: &ArgMatches) -> Vec<[String; 3]> {
    let (Ok(server), Ok(pace)) = (ServerArgs::from_arg_matches(matches), PaceArgs::from_arg_matches(matches)) else {
        return Vec::new();
    };
    let from = matches.try_get_one::<Mailbox>("from").ok().flatten().map(|from| &from.address);
    let Ok(Some(target)) = server::foresee(&server, from) else { return Vec::new() };
    let whose = target.provider.map_or_else(|| "default".to_owned(), |provider| format!("preset {}", provider.name));
    let told = Pace::new(&pace, target.provider);
    let number = |number: u64| number.to_string();
    let sessions = match told.sessions {
        Sessions::Auto => "auto".to_owned(),
        Sessions::AtMost(most) => most.to_string(),
    };
    let rows = [
        ("server", server.server.is_none(), Some(target.label())),
        ("tls", server.tls.is_none(), Some(server::typed(target.tls_mode).to_owned())),
        ("sessions", pace.sessions.is_none(), Some(sessions)),
        ("messages-per-session", pace.messages_per_session.is_none(), told.messages_per_session.map(number)),
        ("rate", pace.rate.is_none(), told.rate.map(|rate| rate.to_string())),
        ("daily-limit", pace.daily_limit.is_none(), told.daily_limit.map(number)),
    ];
    let open = rows.into_iter().filter(|(_, is_open, _)| *is_open);
    open.filter_map(|(key, _, value)| Some([key.to_owned(), value?, whose.clone()])).collect()
}

/// A table, or where that is wider than the terminal a paragraph for each value.
fn tell(rows: &[[String; 3]]) {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["key", "value", "from"]);
    table.add_rows(rows);
    let table = table.trim_fmt();
    if stdout_width().is_none_or(|width| table.lines().all(|line| line.width() <= width)) {
        return line(&format!("{table}\n"));
    }
    rows.iter().for_each(|[key, value, from]| prose(&format!("{key} = {value} ({from})"), 2));
    line("");
}
