//! What a batch is bound to.

/// The things that make two runs the same batch. Rows are not among them: they have keys of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Hexadecimal digest of the template, what it includes, the files that all rows share, and From.
    pub template: String,
    /// The template's file name, for people.
    pub template_file: String,
    /// The recipients' file name, without the sheet of a workbook.
    pub recipients_file: String,
    /// The sheet, where the recipients are in a workbook.
    pub sheet: Option<String>,
    /// From of all rows, where it is known before any is written out: needed to write out a row again.
    pub from: Option<String>,
    /// The part of the list that the batch is for, in words that are the caller's; `None` = all of it.
    pub part: Option<String>,
    /// The list's columns when the batch began, by whose values its rows are known; `None` = not told.
    pub columns: Option<Vec<String>>,
    /// How the list is read, in words that are the caller's; `None` = as it is found to be.
    pub read_as: Option<String>,
    /// Which batch of this list and template it is, from 1: `--again` begins another.
    pub generation: u32,
}

impl Identity {
    /// The first batch of a whole list that is no workbook and is read as it is found to be; From differs from row to row, or
    /// is not told.
    #[must_use]
    pub fn new(template: &str, template_file: &str, recipients_file: &str) -> Self {
        Self {
            template: template.to_owned(),
            template_file: template_file.to_owned(),
            recipients_file: recipients_file.to_owned(),
            sheet: None,
            from: None,
            part: None,
            columns: None,
            read_as: None,
            generation: 1,
        }
    }

    /// Part of every Message-ID of the batch: the same mail has the same one whenever it is sent, in another batch
    /// another one.
    #[must_use]
    pub fn batch_id(&self) -> String {
        let digest: String = self.template.chars().take(8).collect();
        match self.generation {
            1 => digest,
            generation => format!("{digest}-{generation}"),
        }
    }
}
