//! The values of a row, as the texts of a template ask for them.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use tera::value::Key;
use tera::{Context, Map, Value};

use crate::input::{Header, Record};

/// The columns that the texts of a template name.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Those that are needed as variables, by index.
    variables: Vec<(usize, &'static str)>,
    /// Those that are needed as keys of `row`, by index; `None` = `row` is not used.
    keys: Option<Vec<(usize, Key<'static>)>>,
}

/// The cells of a row.
pub(super) struct Cells<'a> {
    record: &'a Record,
    columns: &'a Columns,
    /// The same for Tera: made when it is first asked for.
    context: OnceCell<Context>,
}

impl Columns {
    /// Of these columns, those that are variables, and those that are keys of `row`; no keys = `row` is not used.
    pub(super) fn of(header: &Header, variables: &BTreeSet<String>, keys: Option<&Keys<'_>>) -> Self {
        let named = || header.names().iter().enumerate();
        // A context takes only names that it owns, each row anew, or that live as long as the program. A template does.
        let variables =
            named().filter(|(_, name)| variables.contains(*name)).map(|(index, name)| (index, &*name.clone().leak()));
        let keys = keys.map(|keys| {
            let wanted = named().filter(|(_, name)| keys.has(name));
            wanted.map(|(index, name)| (index, Key::String(name.as_str().into()))).collect()
        });
        Self { variables: variables.collect(), keys }
    }

    /// The column that a variable is.
    pub(super) fn variable(&self, name: &str) -> Option<usize> {
        // The map of all columns hides a column of its name.
        let mut found = self.variables.iter().filter(|(_, known)| *known == name && name != ROW);
        found.next().map(|(index, _)| *index)
    }

    /// The column that a key of `row` is.
    pub(super) fn key(&self, name: &str) -> Option<usize> {
        self.keys.iter().flatten().find(|(_, key)| key.as_str() == Some(name)).map(|(index, _)| *index)
    }
}

/// Keys of `row`.
pub(super) enum Keys<'a> {
    All,
    These(HashSet<&'a str>),
}

impl Keys<'_> {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::These(names) if names.is_empty())
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
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

    /// The cell of a column.
    pub(super) fn get(&self, column: usize) -> &'a str {
        self.record.fields.get(column).map_or("", String::as_str)
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
            context
        })
    }
}
