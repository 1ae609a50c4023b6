//! `mailshot config`: where each value comes from.

use std::ffi::OsString;

use clap::parser::ValueSource;
use comfy_table::{ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr;

use super::args::ConfigArgs;
use super::exit::Exit;
use super::output::{line, prose, stdout_width};
use super::project::{self, FILE};

pub(super) fn run(args: &ConfigArgs) -> anyhow::Result<Exit> {
    let name = args.command.name();
    let typed = ["mailshot", name].map(OsString::from);
    let (command, settings) = project::command(&typed)?;
    // Nothing is typed here: what a command needs may be missing.
    let command = command.mut_subcommand(name, |sub| sub.mut_args(|arg| arg.required(false)));
    let sub = command.find_subcommand(name).cloned();
    let matches = command.try_get_matches_from(typed)?;
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
