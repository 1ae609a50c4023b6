//! The template: loaded once, rendered for each row, from any thread.

mod body;
mod parties;
mod remains;
mod together;

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::builder::Builder;
use super::engine::{Engine, File};
use super::errors::TemplateError;
use super::fields::{Addresses, Row, Source};
use super::files::{Files, Usage};
use super::layout::Layout;
use super::printed::Printed;
use super::private::Private;
use super::structure::Structures;
use super::uses::{Uses, Written};
use super::{ending, foreign, marks, source};
use crate::input::{Header, Record};
use crate::mail::Mailbox;
use crate::message::{Draft, FilePart};

pub use parties::Parties;
pub use remains::Remains;

/// What the user said beside the template.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--from`: overrides the template's From.
    pub from: Option<Mailbox>,
    /// From where neither the template nor `from` says one: the login, if it is an address.
    pub default_from: Option<Mailbox>,
    /// `--send-to`: a trial to oneself. The envelope is this address alone, To is replaced, Cc and Bcc are left out.
    /// The template's own addresses are still checked.
    pub send_to: Option<Mailbox>,
    /// What it does not enclose, whatever it says.
    pub private: Private,
    /// Whoever takes the letters sends each to somebody of their own choice: the template need name nobody.
    pub is_addressed: bool,
    /// `--group-by`: each record stands for a group of rows, and the template has a list of them, `rows`.
    pub is_grouped: bool,
}

/// What is wrong with one row under this template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// What sort of fault.
    pub kind: FaultKind,
    /// The column that it is about, by index, if it is one.
    pub column: Option<usize>,
    /// Where in the row or the template: `column "email"`, `field "Subject" (announcement.md:3)`.
    pub place: String,
    /// What, why, and what to do.
    pub what: String,
    /// Whether it is the author's: a file that the template names for every row.
    pub is_of_template: bool,
}

impl Fault {
    /// A letter that no message can be made of, for this reason.
    #[must_use]
    pub fn of_message(what: String) -> Self {
        Self { kind: FaultKind::Message, column: None, place: "message".to_owned(), what, is_of_template: false }
    }
}

/// Sorts of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// An address that is none.
    InvalidAddress,
    /// No address where one is needed.
    MissingAddress,
    /// Several addresses where there can be one.
    SeveralAddresses,
    /// A row that is nobody's: a total, the headings once more.
    NoPerson,
    /// A file to attach that is not there, or not to be read.
    MissingAttachment,
    /// An attachment without a name.
    EmptyAttachmentName,
    /// A character that a header field cannot hold.
    ControlCharacter,
    /// The template cannot be filled in with this row's values.
    Rendering,
    /// A body that cannot be made: a picture that is not there, a link that no program may follow.
    Body,
    /// A letter that no message can be made of.
    Message,
}

impl FaultKind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidAddress => "invalid-address",
            Self::MissingAddress => "missing-address",
            Self::SeveralAddresses => "several-addresses",
            Self::NoPerson => "no-person",
            Self::MissingAttachment => "missing-attachment",
            Self::EmptyAttachmentName => "empty-attachment-name",
            Self::ControlCharacter => "control-character",
            Self::Rendering => "rendering",
            Self::Body => "body",
            Self::Message => "message",
        }
    }

    /// Whether it is about a file that is not there, or not named.
    #[must_use]
    pub fn is_of_file(self) -> bool {
        matches!(self, Self::MissingAttachment | Self::EmptyAttachmentName)
    }
}

/// A compiled template. `Sync`: one for all threads.
#[derive(Debug)]
pub struct Template {
    file: PathBuf,
    text: Arc<str>,
    options: Options,
    engine: Engine,
    layout: Layout,
    files: Files,
    structures: Structures,
    digest: [u8; 32],
    /// Whether it has no errors.
    is_whole: bool,
    /// Whether it is for another list: it names columns, and none of this one's.
    is_foreign: bool,
}

impl Template {
    /// Reads and compiles a template for a file with these columns.
    ///
    /// # Errors
    /// Unreadable, not UTF-8, no header section, syntax, unknown variable (with the nearest column), include outside
    /// the template's folder, a written-out address that is none, no From, nobody to send to.
    pub fn load(file: &Path, header: &Header, options: &Options) -> Result<Self, TemplateError> {
        let (template, errors) = Self::read(file, header, options, None);
        errors.into_iter().next().map_or(Ok(template), Err)
    }

    /// As [`Self::load`], with all errors, in the order of their places. Where there are any, the template is one to look at the rows by,
    /// and not to be sent: misspelt names stand for the columns that were probably meant, and what cannot be known is left out.
    #[must_use]
    pub fn examine(file: &Path, header: &Header, options: &Options) -> (Self, Vec<TemplateError>) {
        let (template, errors) = Self::read(file, header, options, None);
        let (template, mut errors) = match mail_column(header) {
            Some(column) if !errors.is_empty() && template.lacks_recipients(column) => {
                Self::read(file, header, options, Some(column))
            }
            _ => (template, errors),
        };
        errors.sort_by_key(TemplateError::order);
        (template, errors)
    }

    /// `recipients`: the column to take addresses from, where the template says nothing that can be used.
    fn read(file: &Path, header: &Header, options: &Options, recipients: Option<usize>) -> (Self, Vec<TemplateError>) {
        let mut errors = Vec::new();
        let text = match ending::refusal(file) {
            Some(what) => Err(TemplateError::File { file: file.to_owned(), what: what.into() }),
            None => source::read_text(file).map_err(|error| match error {
                source::ReadError::Io(source) => TemplateError::Io { file: file.to_owned(), source },
                source::ReadError::Text(what) => TemplateError::File { file: file.to_owned(), what: what.into() },
                source::ReadError::Foreign(foreign) => TemplateError::File {
                    file: file.to_owned(),
                    what: ending::no_template(foreign.name(), file).into(),
                },
            }),
        };
        let folder = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut builder = Builder::new(header).grouped(options.is_grouped);
        let (text, mut layout) = match text {
            Ok(text) => {
                errors.extend(foreign::errors(file, &text, header));
                let mended = if errors.is_empty() { text.clone() } else { foreign::mended(&text, header) };
                let source = File { name: file.to_owned(), text: mended.into() };
                let layout = Layout::read(&source, &mut builder, &mut errors);
                (text.into(), layout)
            }
            Err(error) => {
                errors.push(error);
                let source = File { name: file.to_owned(), text: "".into() };
                let layout = Layout::unread(&source, &mut builder);
                (source.text, layout)
            }
        };
        let spare = recipients.map(|column| Addresses::of_column(column, file, header, &mut builder));
        let (engine, more) = builder.examine(folder);
        errors.extend(more);
        let included = engine.files.values().map(|text| &text.file);
        errors.extend(included.flat_map(|file| foreign::errors(&file.name, &file.text, header)));
        if !errors.is_empty() {
            layout.leave_out(&engine);
        }
        layout.to = layout.to.or(spare);
        for value in layout.values_mut() {
            if let Source::Text { id, columns, joins, alone, party } = &mut value.source {
                *columns = engine.columns(*id);
                *joins = engine.joins(*id);
                *alone = engine.alone(*id);
                *party = engine.party(*id);
            }
        }
        let mut template = Self {
            digest: [0; 32],
            file: file.to_owned(),
            text: Arc::clone(&text),
            options: options.clone(),
            engine,
            layout,
            files: Files::new(folder, options.private.clone()),
            structures: Structures::default(),
            is_whole: true,
            is_foreign: false,
        };
        errors.extend(template.missing_parties(header));
        template.digest = template.digest_of(&text);
        template.is_whole = errors.is_empty();
        template.is_foreign = !template.engine.has_columns && errors.iter().any(TemplateError::is_unknown);
        (template, once(errors))
    }

    /// The file it was read from.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What looks wrong with it, for a person.
    #[must_use]
    pub fn remark(&self) -> Option<&str> {
        self.layout.remark.as_deref()
    }

    /// Whether it is for another list: it names columns, and this list has none of them.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.is_foreign
    }

    /// Whether nothing of it could be read: then nothing is known of its mails, and others stand for them.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.layout.is_unread
    }

    /// Whether it has a Subject, whatever that comes to in a row.
    #[must_use]
    pub fn has_subject(&self) -> bool {
        self.layout.subject.is_some()
    }

    /// Whether it attaches anything to any letter, or is to.
    #[must_use]
    pub fn has_attachments(&self) -> bool {
        !self.layout.attachments.is_empty()
            || self.layout.written.iter().any(|name| name == "attachment")
            || self.field("Attachment").is_some()
    }

    /// Its header fields that are probably misspelt ones: where, what, and what to do.
    #[must_use]
    pub fn odd_fields(&self) -> &[String] {
        &self.layout.odd
    }

    /// A digest of everything that is the same for all rows: the template, its includes, the files attached to all, and the
    /// options.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Which columns are for what.
    #[must_use]
    pub fn uses(&self) -> Uses {
        Uses::of(&self.engine, &self.layout)
    }

    /// Which columns its letters write, where that depends on the row.
    #[must_use]
    pub fn printed(&self) -> Option<Printed> {
        Printed::of(&self.engine)
    }

    /// Whether it says who sends, or somebody else did. Otherwise its letters are from nobody.
    #[must_use]
    pub fn has_from(&self) -> bool {
        self.options.from.is_some() || self.options.default_from.is_some() || self.layout.from.is_some()
    }

    /// From, where it is the same for all rows.
    #[must_use]
    pub fn from_of_all(&self) -> Option<&Mailbox> {
        match (&self.options.from, &self.layout.from) {
            (Some(from), _) => Some(from),
            (None, Some(Addresses::Literal(mailboxes))) => mailboxes.first(),
            (None, Some(Addresses::Text(_))) => None,
            (None, None) => self.options.default_from.as_ref(),
        }
    }

    /// What its author wrote: the template itself, then the files that it includes, in the order of their names.
    pub fn written(&self) -> impl Iterator<Item = Written<'_>> {
        let included = self.engine.files.values().map(|text| Written { file: &text.file.name, text: &text.file.text });
        std::iter::once(Written { file: &self.file, text: &self.text }).chain(included)
    }

    /// Renders one row.
    ///
    /// # Errors
    /// All faults of the row, not just the first.
    pub fn draft(&self, record: &Record) -> Result<Draft, Vec<Fault>> {
        self.attempt(record).map_err(|remains| remains.faults)
    }

    /// Renders one row.
    ///
    /// # Errors
    /// All faults of the row, and what else there is to be looked at.
    pub fn attempt(&self, record: &Record) -> Result<Draft, Box<Remains>> {
        self.attempt_in(record, String::new())
    }

    /// As [`Self::attempt`], with a plain text in the room of another.
    ///
    /// # Errors
    /// All faults of the row, and the rest of it.
    pub fn attempt_in(&self, record: &Record, room: String) -> Result<Draft, Box<Remains>> {
        let mut row = self.row(record);
        let parties = self.parties_of(&mut row);
        self.check_group(record, &mut row);
        self.draft_to(parties, row, room)
    }

    /// The rest of a row's letter, with a plain text in the room of another.
    ///
    /// # Errors
    /// All faults of the rest.
    pub fn draft_for(&self, parties: Parties, record: &Record, room: String) -> Result<Draft, Vec<Fault>> {
        self.draft_to(parties, self.row(record), room).map_err(|remains| remains.faults)
    }

    fn row<'a>(&'a self, record: &'a Record) -> Row<'a> {
        Row { engine: &self.engine, header: &record.header, cells: self.engine.cells(record), faults: Vec::new() }
    }

    fn draft_to(&self, parties: Parties, mut row: Row<'_>, room: String) -> Result<Draft, Box<Remains>> {
        let Parties { from, sender, reply_to, to, cc, bcc } = parties;
        let layout = &self.layout;
        let subject = layout.subject.as_ref().and_then(|value| trimmed(row.render(value)?));
        let rendered = |(name, value): &(String, _)| Some((name.clone(), trimmed(row.render(value)?)?));
        let fields = layout.fields.iter().filter_map(rendered).collect();
        let (body, inlined) = self.body(&mut row, room);
        let attachments = self.attachments(&mut row, &inlined);
        match from {
            Some(from)
                if row.faults.iter().all(|fault| fault.kind.is_of_file())
                    && (self.is_whole || [&to, &cc, &bcc].iter().any(|list| !list.is_empty())) =>
            {
                let letter = Draft { from, sender, reply_to, to, cc, bcc, subject, fields, body, attachments };
                if row.faults.is_empty() {
                    return Ok(letter);
                }
                let remains = self.remains_of(&letter, row.faults);
                Err(Box::new(Remains { letter: Some(letter), ..remains }))
            }
            _ => {
                let addressee = self.addressee([&to, &cc, &bcc]);
                let own = self.own_fields().into_iter().zip([to, cc, bcc]);
                let recipients = own.filter(|(is_own, _)| *is_own).flat_map(|(_, list)| list).collect();
                Err(Box::new(Remains { faults: row.faults, recipients, addressee, attachments, letter: None }))
            }
        }
    }

    /// A letter's recipients that are its row's own: not those that the author has written out for all rows. Where there are
    /// no others, and in a trial, they are all.
    pub fn own_recipients<'d>(&self, draft: &'d Draft) -> impl Iterator<Item = &'d Mailbox> + Clone {
        let own = self.own_fields().into_iter().zip([&draft.to, &draft.cc, &draft.bcc]);
        own.filter(|(is_own, _)| *is_own).flat_map(|(_, list)| list)
    }

    /// Whether any recipient is a row's own.
    #[must_use]
    pub fn has_own_recipients(&self) -> bool {
        let fields = [&self.layout.to, &self.layout.cc, &self.layout.bcc];
        fields.into_iter().flatten().any(|addresses| matches!(addresses, Addresses::Text(_)))
    }

    /// Which of To, Cc and Bcc hold a row's own recipients.
    #[must_use]
    pub fn own_fields(&self) -> [bool; 3] {
        let are_all = self.is_trial() || !self.has_own_recipients();
        let fields = [&self.layout.to, &self.layout.cc, &self.layout.bcc];
        fields.map(|field| are_all || matches!(field, Some(Addresses::Text(_))))
    }

    /// The mailboxes that are the same in all letters, with the names of their fields.
    pub fn mailboxes_of_all(&self) -> impl Iterator<Item = (&'static str, &Mailbox)> {
        let from = self.from_of_all().map(|from| ("From", from));
        from.into_iter().chain(written([("Reply-To", &self.layout.reply_to)])).chain(self.recipients_of_all())
    }

    /// The recipients that are the same in all letters, with the names of their fields.
    pub fn recipients_of_all(&self) -> impl Iterator<Item = (&'static str, &Mailbox)> {
        written([("To", &self.layout.to), ("Cc", &self.layout.cc), ("Bcc", &self.layout.bcc)])
    }

    /// The Subject, where it is the same in all letters.
    #[must_use]
    pub fn subject_of_all(&self) -> Option<&str> {
        match &self.layout.subject.as_ref()?.source {
            Source::Literal(text) => Some(text),
            Source::Text { .. } => None,
        }
    }

    /// Where a header field is written: `letter.md:3`, or the file alone.
    #[must_use]
    pub fn place_of(&self, name: &str) -> String {
        let file = self.file.display();
        self.field(name).map_or_else(|| file.to_string(), |(line, _)| format!("{file}:{line}"))
    }

    /// The first line of the file that is written as this header field is, from 1, and what the author wrote behind its colon.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(usize, &str)> {
        let behind = |line: &'_ str| -> Option<usize> {
            let (written, _) = line.split_once(':')?;
            written.trim_end().eq_ignore_ascii_case(name).then_some(written.len() + 1)
        };
        (1..).zip(self.text.lines()).find_map(|(number, line)| Some((number, &line[behind(line)?..])))
    }

    /// Whether all of it goes to one address as a trial.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.options.send_to.is_some()
    }

    /// The column that a row's first recipient comes out of, by index, if it is one column.
    #[must_use]
    pub fn address_column(&self) -> Option<usize> {
        let fields = [&self.layout.to, &self.layout.cc, &self.layout.bcc].into_iter().flatten();
        let values = fields.filter_map(|addresses| match addresses {
            Addresses::Literal(_) => None,
            Addresses::Text(value) => Some(value),
        });
        values.into_iter().find_map(|value| match &value.source {
            Source::Text { alone: Some(column), .. } => Some(*column),
            Source::Text { party: Some(party), .. } => Some(party.address_column()),
            Source::Text { .. } | Source::Literal(_) => None,
        })
    }

    fn digest_of(&self, text: &str) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut add = |part: &[u8]| {
            // With its length, so that two parts are never taken for one.
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        };
        add(text.as_bytes());
        for (name, text) in self.engine.included() {
            add(name.as_bytes());
            add(text.as_bytes());
        }
        let Options { from, default_from, send_to, is_grouped, .. } = &self.options;
        let default_from = default_from.as_ref().filter(|_| from.is_none() && self.layout.from.is_none());
        for mailbox in [from.as_ref(), default_from, send_to.as_ref()] {
            add(mailbox.and_then(|mailbox| mailbox.name.as_deref()).unwrap_or_default().as_bytes());
            add(mailbox.map_or("", |mailbox| mailbox.address.as_str()).as_bytes());
        }
        if *is_grouped {
            // Other mails, even if the template is the same.
            add(b"grouped");
        }
        for value in &self.layout.attachments {
            // A file that is not there is a fault of every row, told by preflight.
            if let Source::Literal(path) = &value.source
                && let Ok(found) = self.files.find(path, Usage::Attachment, |_| true)
            {
                add(found.part.encoded());
            }
        }
        digest.finalize().into()
    }

    /// Whether nobody knows whom the letters go to, and the address may be in this column.
    fn lacks_recipients(&self, column: usize) -> bool {
        let Layout { to, cc, bcc, lacks_recipients, written, .. } = &self.layout;
        let is_used = |addresses: &Addresses| match addresses {
            Addresses::Text(value) => value.columns().contains(&column),
            Addresses::Literal(_) => false,
        };
        let is_to_lost = || *lacks_recipients && written.iter().any(|name| name == "to");
        let is_free = || ![cc, bcc].into_iter().flatten().any(is_used);
        let is_none = to.is_none() && cc.is_none() && bcc.is_none();
        is_none || to.is_none() && is_to_lost() && is_free()
    }

    /// There must be a From and somebody to send to, whatever the row.
    fn missing_parties(&self, header: &Header) -> Vec<TemplateError> {
        let mut errors = Vec::new();
        if self.layout.is_unread {
            return errors;
        }
        let mut fail = |what: String| errors.push(TemplateError::File { file: self.file.clone(), what: what.into() });
        let is_written = |names: &[&str]| self.layout.written.iter().any(|name| names.contains(&name.as_str()));
        if self.options.from.is_none() && self.options.default_from.is_none() && !is_written(&["from"]) {
            fail("it has no From: add a line such as `From: Ann <ann@example.org>`, or use --from".to_owned());
        }
        if !self.options.is_addressed && !is_written(&["to", "cc", "bcc"]) {
            let column =
                mail_column(header).and_then(|column| header.names().get(column)).map_or("email", String::as_str);
            fail(format!("it has nobody to send to: add a line such as `To: {{{{ {column} }}}}`"));
        }
        errors
    }

    fn attachments(&self, row: &mut Row<'_>, inlined: &[PathBuf]) -> Vec<Arc<FilePart>> {
        let mut attachments = Vec::new();
        for value in &self.layout.attachments {
            let Some(path) = row.render(value) else { continue };
            let path = path.trim();
            if marks::plain(path).trim().is_empty() {
                // An `if` in the field says that some rows have none; an empty cell says that something is missing.
                if !matches!(value.source, Source::Text { id, .. } if self.engine.decides(id)) {
                    let what = "is empty. If some rows have no attachment, write {% if … %} around the path.";
                    row.missing(value, what);
                }
                continue;
            }
            let is_literal = matches!(value.source, Source::Literal(_));
            match self.files.find(path, Usage::Attachment, |text| is_literal || self.engine.is_written(text)) {
                Ok(found) if inlined.contains(&found.path) => {}
                Ok(found) => attachments.push(found.part),
                Err(what) => row.file_fault(value, what),
            }
        }
        attachments
    }
}

/// The mailboxes that are written out in these fields.
fn written<'a, const N: usize>(
    fields: [(&'static str, &'a Option<Addresses>); N],
) -> impl Iterator<Item = (&'static str, &'a Mailbox)> {
    let of_field = |(name, addresses): (&'static str, &'a Option<Addresses>)| {
        let mailboxes = match addresses {
            Some(Addresses::Literal(mailboxes)) => mailboxes.as_slice(),
            _ => &[],
        };
        mailboxes.iter().map(move |mailbox| (name, mailbox))
    };
    fields.into_iter().flat_map(of_field)
}

/// The column that addresses are likely to be in.
fn mail_column(header: &Header) -> Option<usize> {
    let is_mail = |name: &String| {
        let name = name.to_lowercase();
        name.contains("mail") || name.contains('邮')
    };
    header.names().iter().position(is_mail)
}

/// The errors, each once: what stands before the fields is a part of every text.
fn once(errors: Vec<TemplateError>) -> Vec<TemplateError> {
    let mut seen = HashSet::new();
    errors.into_iter().filter(|error| seen.insert(error.to_string())).collect()
}

fn trimmed(text: Cow<'_, str>) -> Option<String> {
    let trimmed = text.trim();
    match trimmed.len() {
        0 => None,
        length if length == text.len() => Some(text.into_owned()),
        _ => Some(trimmed.to_owned()),
    }
}
