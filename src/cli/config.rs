//! `mailshot config`: where each value comes from.

use std::ffi::OsString;

use clap::parser::ValueSource;
use comfy_table::{ContentArrangement, Table, presets};

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
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = stdout_width().and_then(|width| u16::try_from(width).ok()) {
        table.set_width(width);
    }
    table.set_header(["key", "value", "from"]);
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
        table.add_row([key, values.join(", "), from]);
    }
    line(&format!("{}\n", table.trim_fmt()));
    prose(
        &format!(
            "A flag wins over all of these. Keys are the long names of the flags of 'mailshot {name}'; files: {FILE} beside the list, \
         and mailshot/accounts.toml in your configuration folder."
        ),
        0,
    );
    Ok(Exit::Done)
}
