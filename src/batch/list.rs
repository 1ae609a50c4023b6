//! What a batch is made of: the rows that are selected, and the template.

use std::sync::Arc;

use super::Selection;
use crate::input::Source;
use crate::ledger::Identity;
use crate::merge::Template;

/// A list, a template, and which rows.
#[derive(Debug)]
pub struct List {
    /// The rows.
    pub source: Source,
    /// The template, compiled for the source's columns.
    pub template: Arc<Template>,
    /// Which rows.
    pub selection: Selection,
}

impl List {
    /// What a ledger of this list is bound to; `generation` counts the batches of the same list and template, from 1.
    #[must_use]
    pub fn identity(&self, generation: u32) -> Identity {
        let digest = self.template.digest();
        Identity {
            template: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            template_file: self.template.file().display().to_string(),
            recipients_file: self.source.file().to_owned(),
            from: self.template.from_of_all().map(ToString::to_string),
            part: None,
            columns: Some(self.source.header().names().to_vec()),
            read_as: None,
            sheet: self.source.sheet().map(str::to_owned),
            generation,
        }
    }
}
