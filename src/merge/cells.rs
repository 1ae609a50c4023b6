//! The values of a row, as the texts of a template ask for them.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use tera::value::Key;
use tera::{Context, Map, Value};

use super::engine::ROWS;
use crate::input::{ADDED, Fields, Header, Record};

/// In the place of a column that nobody knows: its cells are an ellipsis. For templates that are looked at in spite of their
/// errors.
pub(super) const UNKNOWN: usize = usize::MAX;

/// The columns that the texts of a template name.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// Those that are needed as variables, by index.
    variables: Vec<(usize, &'static str)>,
    /// Those that are needed as keys of `row`, by index; `None` = `row` is not used.
    keys: Option<Vec<(usize, Key<'static>)>>,
    /// All of them as keys of the `rows`; `None` = they are not used.
    members: Option<Vec<(usize, Key<'static>)>>,
}

/// The cells of a row.
pub(super) struct Cells<'a> {
    record: &'a Record,
    columns: &'a Columns,
    /// The cells for Tera: made when they are first asked for.
    context: OnceCell<Context>,
}

impl Columns {
    /// Of these columns, those that are variables, and those that are keys of `row`; no keys = `row` is not used. Whether the
    /// rows of a group are listed, and which columns they have. Misspelt names stand for columns.
    pub(super) fn of(
        header: &Header,
        misspelt: &[(String, usize)],
        variables: &BTreeSet<String>,
        keys: Option<&Keys<'_>>,
        members: Option<&Keys<'_>>,
    ) -> Self {
        let others = || misspelt.iter().map(|(name, index)| (*index, name));
        let named = || header.names().iter().enumerate().chain(others());
        // A context takes only names that it owns, each row anew, or that live as long as the program. A template does.
        let variables =
            named().filter(|(_, name)| variables.contains(*name)).map(|(index, name)| (index, &*name.clone().leak()));
        let keys = keys.map(|keys| {
            let wanted = named().filter(|(_, name)| keys.has(name));
            wanted.map(|(index, name)| (index, key(name))).collect()
        });
        let members = members.map(|keys| {
            let wanted = named().filter(|(_, name)| keys.has(name));
            wanted.map(|(index, name)| (index, key(name))).collect()
        });
        Self { variables: variables.collect(), keys, members }
    }

    /// The column that a variable is.
    pub(super) fn variable(&self, name: &str) -> Option<usize> {
        // The map of all columns hides a column of its name, and so does the list of a group.
        let is_hidden = name == ROW || name == ROWS && self.members.is_some();
        let mut found = self.variables.iter().filter(|(_, known)| *known == name && !is_hidden);
        found.next().map(|(index, _)| *index)
    }

    /// The columns that any text needs, by index, ascending.
    pub(super) fn used(&self) -> Vec<usize> {
        let keys = self.keys.iter().flatten().map(|(index, _)| *index);
        let all = self.variables.iter().map(|(index, _)| *index).chain(keys);
        let mut columns: Vec<usize> = all.filter(|index| *index != UNKNOWN).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The column that a key of `row` is.
    pub(super) fn key(&self, name: &str) -> Option<usize> {
        self.keys.iter().flatten().find(|(_, key)| key.as_str() == Some(name)).map(|(index, _)| *index)
    }
}

fn key(name: &str) -> Key<'static> {
    Key::String(name.into())
}

/// Keys of `row`.
pub(super) enum Keys<'a> {
    All,
    /// All but those that `--failed` has added: a letter that shows whatever there is shall not tell why it did not arrive the last
    /// time.
    Own,
    These(HashSet<&'a str>),
}

impl Keys<'_> {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::These(names) if names.is_empty())
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Own => !ADDED.contains(&name),
            Self::These(names) => names.contains(name),
        }
    }
}

/// The variable that has all columns.
const ROW: &str = "row";

impl<'a> Cells<'a> {
    pub(super) fn new(record: &'a Record, columns: &'a Columns) -> Self {
        Self { record, columns, context: OnceCell::new() }
    }

    /// A text that holds all cells, and perhaps more.
    pub(super) fn text(&self) -> &'a str {
        self.record.fields.text()
    }

    /// The cell of a column.
    pub(super) fn get(&self, column: usize) -> &'a str {
        self.record.fields.get(column).unwrap_or(if column == UNKNOWN { "…" } else { "" })
    }

    /// What Tera needs.
    pub(super) fn context(&self) -> &Context {
        self.context.get_or_init(|| {
            let mut context = Context::new();
            for (index, name) in &self.columns.variables {
                context.insert_value(*name, Value::from(self.get(*index)));
            }
            if let Some(keys) = &self.columns.keys {
                let row: Map = keys.iter().map(|(index, key)| (key.clone(), Value::from(self.get(*index)))).collect();
                context.insert_value(ROW, Value::from(row));
            }
            if let Some(members) = &self.columns.members {
                let value = |fields: &Fields, index| Value::from(fields.get(index).unwrap_or_default());
                let map = |fields| -> Map {
                    members.iter().map(|(index, key)| (key.clone(), value(fields, *index))).collect()
                };
                context.insert_value(ROWS, Value::from(self.record.rows().map(map).collect::<Vec<_>>()));
            }
            context
        })
    }
}
