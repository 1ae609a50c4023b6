//! The part of a list that a batch is for, as its ledger keeps it, and the letter, found again from there.

use serde::{Deserialize, Serialize};

use super::args::MergeArgs;
use super::reading;
use crate::batch::Selection;
use crate::input::Source;
use crate::ledger::{LedgerError, Sqlite};
use crate::mail::Mailbox;
use crate::merge::{Condition, GroupBy, Options, Template};

/// `--rows`, `--where` and `--limit`.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Part {
    rows: Option<String>,
    #[serde(rename = "where")]
    condition: Option<String>,
    limit: Option<u64>,
    /// Where ledgers had it before they had [`super::reading`]. Written as nothing, so that the same part is the same text as ever.
    group_by: Option<String>,
}

/// What the ledger keeps; `None` for the whole list.
pub(super) fn kept(args: &MergeArgs) -> Option<String> {
    Part::of(args).kept()
}

/// Keeps which part of the list the batch is for, now that this run is for one too: the larger of two limits, and all of the list
/// where the parts are others.
pub(super) fn keep(ledger: &mut Sqlite, args: &MergeArgs) -> Result<(), LedgerError> {
    // All of it stays all of it.
    let Some(before) = ledger.part()? else { return Ok(()) };
    let before: Part = serde_json::from_str(&before).unwrap_or_default();
    let now = Part::of(args);
    let limit = before.limit.zip(now.limit).map(|(one, other)| one.max(other));
    let is_same = (&before.rows, &before.condition) == (&now.rows, &now.condition);
    let part = is_same.then_some(Part { limit, group_by: before.group_by, ..now });
    ledger.keep_part(part.and_then(|part| part.kept()).as_deref())
}

impl Part {
    fn of(args: &MergeArgs) -> Self {
        Self {
            rows: args.rows.as_ref().map(ToString::to_string),
            condition: args.condition.clone(),
            limit: args.limit,
            group_by: None,
        }
    }

    fn kept(&self) -> Option<String> {
        if *self == Self::default() { None } else { serde_json::to_string(self).ok() }
    }
}

fn read(ledger: &Sqlite) -> Result<Part, LedgerError> {
    let kept = ledger.part()?;
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
}

/// Which part it is, as it was asked for: `--rows 5-20, --limit 5`.
pub(super) fn said(ledger: &Sqlite) -> Result<String, LedgerError> {
    let Part { rows, condition, limit, .. } = read(ledger)?;
    let rows = rows.map(|rows| format!("--rows {rows}"));
    let condition = condition.map(|_| "--where".to_owned());
    let limit = limit.map(|limit| format!("--limit {limit}"));
    Ok([rows, condition, limit].into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// The column of `--group-by`, in a ledger that has it here.
pub(super) fn group_by(ledger: &Sqlite) -> Result<Option<String>, LedgerError> {
    Ok(read(ledger)?.group_by)
}

/// The part as a selection, of a list with these groups; what is not understood is the whole list.
pub(super) fn selection(ledger: &Sqlite, source: &Source, group_by: Option<GroupBy>) -> Result<Selection, LedgerError> {
    let dedupe = reading::of(ledger)?.dedupe;
    let Part { rows, condition, limit, .. } = read(ledger)?;
    let rows = rows.map(|rows| rows.parse()).transpose();
    let condition = condition.map(|condition| Condition::parse(&condition, source.header())).transpose();
    Ok(match (rows, condition) {
        (Ok(rows), Ok(condition)) => Selection { rows, condition, group_by, limit, dedupe },
        _ => Selection { group_by, dedupe, ..Selection::default() },
    })
}

/// The letter that was sent, if it is still there as it was.
pub(super) fn template(ledger: &Sqlite, source: &Source, is_grouped: bool) -> Result<Option<Template>, LedgerError> {
    let (Some(file), digest) = (ledger.template_path()?, ledger.template()?) else { return Ok(None) };
    let from = ledger.from()?.and_then(|from| Mailbox::parse(&from).ok());
    // The template's own, --from, or the login.
    let options = [
        Options { is_grouped, ..Options::default() },
        Options { from: from.clone(), is_grouped, ..Options::default() },
        Options { default_from: from, is_grouped, ..Options::default() },
    ];
    let mut letters = options.iter().filter_map(|options| {
        let (template, errors) = Template::examine(&file, source.header(), options);
        let is_it = template.digest().iter().map(|octet| format!("{octet:02x}")).collect::<String>() == digest;
        (errors.is_empty() && is_it).then_some(template)
    });
    Ok(letters.next())
}
