//! Header fields: addresses with the cells kept apart from the author's punctuation, and everything else.

use std::borrow::Cow;

use super::cells::Cells;
use super::engine::{Engine, RenderError, TextId};
use super::marks::{self, Segment};
use super::mend::ELLIPSIS;
use super::party::Party;
use super::{Fault, FaultKind};
use crate::input::Header;
use crate::mail::{Address, AddressError, Mailbox, shown};

/// A field's value: written out, or rendered for each row.
#[derive(Debug)]
pub(super) struct Value {
    /// `field "To" (announcement.md:2)`.
    pub(super) place: String,
    pub(super) source: Source,
}

#[derive(Debug)]
pub(super) enum Source {
    Literal(String),
    Text {
        id: TextId,
        /// The columns that it names, by index.
        columns: Vec<usize>,
        /// Whether it joins values with `~`.
        joins: bool,
        /// The column that it consists of, by index, if it is `{{ column }}` and nothing else.
        alone: Option<usize>,
        /// What it consists of, if it is an address field of the usual form.
        party: Option<Party>,
    },
}

/// An address field.
#[derive(Debug)]
pub(super) enum Addresses {
    Literal(Vec<Mailbox>),
    Text(Value),
}

/// What is wrong with an address, before it is known where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// The text that is no address.
    pub(super) text: String,
    /// Why.
    pub(super) what: String,
}

/// A row while it is being rendered.
pub(super) struct Row<'a> {
    pub(super) engine: &'a Engine,
    pub(super) header: &'a Header,
    pub(super) cells: Cells<'a>,
    pub(super) faults: Vec<Fault>,
}

/// Where a fault is.
pub(super) enum Place {
    /// In a column, by index.
    Column(usize),
    Other(String),
}

impl Value {
    /// The columns that it names, by index.
    pub(super) fn columns(&self) -> &[usize] {
        match &self.source {
            Source::Literal(_) => &[],
            Source::Text { columns, .. } => columns,
        }
    }
}

impl Row<'_> {
    /// The column that a faulty text came from, if it can be told, or the field.
    pub(super) fn place(&self, value: &Value, suspect: impl Fn(&str) -> bool) -> Place {
        let other = || Place::Other(value.place.clone());
        let Source::Text { columns, .. } = &value.source else { return other() };
        let mut suspects = columns.iter().filter(|column| columns.len() == 1 || suspect(self.cells.get(**column)));
        match (suspects.next(), suspects.next()) {
            (Some(column), None) if *column < self.header.names().len() => Place::Column(*column),
            _ => other(),
        }
    }

    /// Whether a text of a field is the author's own, and no cell that the field names has anything of it: `{ Email }`.
    fn is_authors(&self, value: &Value, text: &str) -> bool {
        let Source::Text { columns, .. } = &value.source else { return true };
        let is_in = |cell: &str| text.contains(cell.trim()) || cell.contains(text.trim());
        let is_cells =
            columns.iter().map(|column| self.cells.get(*column)).any(|cell| !cell.trim().is_empty() && is_in(cell));
        !is_cells && self.engine.is_written(text.trim())
    }

    pub(super) fn fault(&mut self, kind: FaultKind, place: Place, what: impl Into<String>) {
        self.add(kind, place, what, false);
    }

    /// A fault; of the template, if its author has written what is wrong.
    pub(super) fn add(&mut self, kind: FaultKind, place: Place, what: impl Into<String>, is_of_template: bool) {
        let (column, place) = match place {
            Place::Column(column) => {
                let name = self.header.names().get(column).map_or("", String::as_str);
                (Some(column), format!("column \"{name}\""))
            }
            Place::Other(place) => (None, place),
        };
        // The one place where a cell's text goes into a message.
        let (place, what) = (shown(&place, 200).into_owned(), shown(&what.into(), 600).into_owned());
        let fault = Fault { kind, column, place, what, is_of_template };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// A field came out empty that should not.
    pub(super) fn missing(&mut self, value: &Value, what: &str) {
        let place = self.place(value, |cell| cell.trim().is_empty());
        let field = value.place.split(" (").next().unwrap_or_default().to_owned();
        let what = match place {
            Place::Other(_) => what.to_owned(),
            Place::Column(_) => format!("is empty, and so is {field}: {what}"),
        };
        self.fault(FaultKind::EmptyAttachmentName, place, what.replace(": is empty.", "."));
    }

    /// A file that cannot be had.
    pub(super) fn file_fault(&mut self, value: &Value, what: String) {
        let is_written = matches!(value.source, Source::Literal(_));
        self.add(FaultKind::MissingAttachment, Place::Other(value.place.clone()), what, is_written);
        if let (Place::Column(column), Some(fault)) = (self.place(value, |_| false), self.faults.last_mut()) {
            fault.column = Some(column);
        }
    }

    /// A text that cannot be rendered is a fault, but for one of which something cannot be known: what stands for that value is
    /// no date, say, and the row cannot help it. An ellipsis then.
    pub(super) fn render_fault(&mut self, id: TextId, error: RenderError) -> Option<&'static str> {
        if self.engine.holes[id.0] && error.what.contains(ELLIPSIS) {
            return Some(ELLIPSIS);
        }
        match error.column {
            Some(column) => {
                self.fault(FaultKind::Rendering, Place::Column(column), format!("{} ({})", error.what, error.place));
            }
            None => self.fault(FaultKind::Rendering, Place::Other(error.place), error.what),
        }
        None
    }

    /// Renders a field, marked or plain as it was compiled. A control character is a fault: in a header section a line
    /// break would begin a new field.
    pub(super) fn render<'v>(&mut self, value: &'v Value) -> Option<Cow<'v, str>> {
        let id = match &value.source {
            Source::Literal(text) => return Some(Cow::Borrowed(text)),
            Source::Text { id, .. } => *id,
        };
        let text = match self.engine.render(id, &self.cells) {
            Ok(text) => text,
            Err(error) => {
                return self.render_fault(id, error).map(Cow::Borrowed);
            }
        };
        if !is_printable(&text)
            && let Some(found) = control(&marks::plain(&text))
        {
            let place = self.place(value, has_control);
            let name = match found {
                '\r' | '\n' => "a line break".to_owned(),
                '\0' => "a NUL".to_owned(),
                other => format!("the control character U+{:04X}", u32::from(other)),
            };
            let field = value.place.split(" (").next().unwrap_or_default();
            let what = match found {
                // What stands there in Latin-1, no text has: a part of a letter in UTF-8.
                '\u{80}'..='\u{9F}' => format!(
                    "holds {name}, which {field} cannot, and which a text has that was read in the wrong charset: give \
                     --encoding, or type the cell anew"
                ),
                _ => format!("holds {name}, which {field} cannot: take it out of the cell"),
            };
            self.fault(FaultKind::ControlCharacter, place, what);
            return None;
        }
        Some(Cow::Owned(text))
    }

    /// The mailboxes of a field; none if it is faulty or empty.
    pub(super) fn mailboxes(&mut self, addresses: &Addresses) -> Vec<Mailbox> {
        let value = match addresses {
            Addresses::Literal(mailboxes) => return mailboxes.clone(),
            Addresses::Text(value) => value,
        };
        if let Source::Text { party: Some(party), .. } = &value.source
            && let Some(mailbox) = party.mailbox(&self.cells)
        {
            return vec![mailbox];
        }
        let found = match value.source {
            // What the cell says itself, whatever it says.
            Source::Text { alone: Some(column), .. } if !has_control(self.cells.get(column)) => {
                Mailbox::parse_list(self.cells.get(column)).map_err(|(item, error)| flaw(&item, &error))
            }
            _ => {
                let Some(text) = self.render(value) else { return Vec::new() };
                mailboxes(&text, matches!(value.source, Source::Text { joins: true, .. }))
            }
        };
        match found {
            Ok(mailboxes) => mailboxes,
            Err(Flaw { text, what }) => {
                let is_missing = text.trim().is_empty();
                let place = if !is_missing && self.is_authors(value, &text) {
                    Place::Other(value.place.clone())
                } else {
                    self.place(value, |cell| cell.trim() == text.trim())
                };
                let kind = if is_missing { FaultKind::MissingAddress } else { FaultKind::InvalidAddress };
                self.fault(kind, place, what);
                Vec::new()
            }
        }
    }

    /// The one mailbox of From or Sender.
    pub(super) fn mailbox(&mut self, addresses: &Addresses) -> Option<Mailbox> {
        if let Addresses::Literal(mailboxes) = addresses
            && let [one] = mailboxes.as_slice()
        {
            return Some(one.clone());
        }
        let before = self.faults.len();
        let mut mailboxes = self.mailboxes(addresses);
        if self.faults.len() > before {
            return None;
        }
        if mailboxes.len() > 1 {
            let what = format!("holds {} addresses; there can be only one", mailboxes.len());
            if let Addresses::Text(value) = addresses {
                let place = self.place(value, |_| false);
                self.fault(FaultKind::SeveralAddresses, place, what);
            }
            return None;
        }
        mailboxes.pop()
    }

    /// A fault of an address field that came out empty.
    pub(super) fn empty(&mut self, addresses: &Addresses, what: &str) {
        if let Addresses::Text(value) = addresses {
            let place = self.place(value, |cell| cell.trim().is_empty());
            self.fault(FaultKind::MissingAddress, place, what);
        }
    }
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|octet| matches!(octet, b' '..=b'~'))
}

fn control(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_control() && *c != '\t')
}

pub(super) fn has_control(text: &str) -> bool {
    !is_printable(text) && control(text).is_some()
}

/// Parses a marked address field. Commas, angle brackets and quotes are the author's only; a cell is a display name or
/// an address, and where it is all there is between two commas, what it says itself.
pub(super) fn mailboxes(marked: &str, joins: bool) -> Result<Vec<Mailbox>, Flaw> {
    let items = items(marked);
    // Without cells it is the author's from end to end, groups and all.
    if !marks::has_mark(marked) && !items.iter().any(|item| is_hollow(item)) {
        return list(marked);
    }
    let mut all = Vec::new();
    for item in items {
        let text = marks::plain(item);
        if text.trim().is_empty() || is_hollow(item) {
            continue;
        }
        if !marks::has_mark(item) {
            all.extend(list(&text)?);
        } else if item.trim().chars().all(marks::is_mark) {
            let found = list(&text)?;
            if joins && found.len() > 1 {
                // What was joined by the author is one mailbox: a comma in a cell must not make two of it.
                let what = format!(
                    "\"{}\" is not one address: quote the name or write {{{{ name }}}} <{{{{ email }}}}>",
                    text.trim()
                );
                return Err(Flaw { text: text.into_owned(), what });
            }
            all.extend(found);
        } else {
            all.push(mixed(item)?);
        }
    }
    Ok(all)
}

fn list(text: &str) -> Result<Vec<Mailbox>, Flaw> {
    Mailbox::parse_list(text).map_err(|(item, error)| flaw(&item, &error))
}

fn flaw(text: &str, error: &AddressError) -> Flaw {
    let text = text.trim();
    if text.is_empty() {
        return Flaw { text: text.to_owned(), what: "is empty: an address is needed".to_owned() };
    }
    let error = error.clone().or_beside(text);
    Flaw { text: text.to_owned(), what: format!("\"{}\" is not an address: {error}", shown(text, 100)) }
}

/// A mailbox of the author's punctuation and cells: `"{{ name }}" <{{ email }}>`.
fn mixed(item: &str) -> Result<Mailbox, Flaw> {
    let (name, address) = match angle(item) {
        Some((name, address)) => (display_name(name), marks::plain(address)),
        None => (None, marks::plain(item)),
    };
    let address = Address::parse(address.trim()).map_err(|error| flaw(&address, &error))?;
    Ok(Mailbox { name, address })
}

/// Whether nothing but the author's punctuation is left, the cells being empty: `"" <>`.
fn is_hollow(item: &str) -> bool {
    angle(item).is_some_and(|(name, address)| marks::plain(address).trim().is_empty() && display_name(name).is_none())
}

/// The items of a list: what stands between the author's commas (or semicolons), outside quotes, brackets and comments.
pub(super) fn items(marked: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut start = 0;
    let mut nesting = Nesting::default();
    for (at, character) in marked.char_indices() {
        if nesting.take(character) && matches!(character, ',' | ';') && !nesting.in_angle {
            items.push(&marked[start..at]);
            start = at + 1;
        }
    }
    items.push(&marked[start..]);
    items
}

/// The parts before and inside the author's angle brackets.
pub(super) fn angle(item: &str) -> Option<(&str, &str)> {
    let mut nesting = Nesting::default();
    let mut open = None;
    for (at, character) in item.char_indices() {
        match (nesting.take(character), character, open) {
            (true, '<', None) => open = Some(at),
            (true, '>', Some(open)) => {
                let rest = item[at + 1..].trim();
                let rest_is_comment = rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')'));
                return rest_is_comment.then(|| (&item[..open], &item[open + 1..at]));
            }
            _ => {}
        }
    }
    None
}

/// What quotes and comments of RFC 5322 §3.2 a place is in.
#[derive(Default)]
struct Nesting {
    quoted: bool,
    escaped: bool,
    comments: usize,
    in_angle: bool,
}

impl Nesting {
    /// Takes the next character; true if it stands for itself, outside quotes and comments.
    fn take(&mut self, character: char) -> bool {
        if std::mem::take(&mut self.escaped) {
            return false;
        }
        match character {
            '\\' if self.quoted || self.comments > 0 => self.escaped = true,
            '"' if self.comments == 0 => self.quoted = !self.quoted,
            _ if self.quoted => {}
            '(' => self.comments += 1,
            ')' if self.comments > 0 => self.comments -= 1,
            _ if self.comments > 0 => {}
            '<' => {
                self.in_angle = true;
                return true;
            }
            '>' => {
                self.in_angle = false;
                return true;
            }
            _ => return true,
        }
        false
    }
}

/// A display name with the cells put back, without the author's quotes and comments.
fn display_name(marked: &str) -> Option<String> {
    let mut name = String::new();
    let mut nesting = Nesting::default();
    for segment in marks::segments(marked) {
        match segment {
            Segment::Cell(cell) if nesting.comments == 0 => name.push_str(&cell),
            Segment::Cell(_) => {}
            Segment::Literal(literal) => {
                for character in literal.chars() {
                    let (escaped, in_comment) = (nesting.escaped, nesting.comments > 0);
                    let stands = nesting.take(character);
                    let quoted = nesting.quoted && !matches!(character, '"' | '\\');
                    if !in_comment && (escaped || stands || quoted) {
                        name.push(character);
                    }
                }
            }
        }
    }
    Some(one_line(name)).filter(|name| !name.is_empty())
}

/// A name with single blanks, and those between words only.
pub(super) fn one_line(name: String) -> String {
    if is_printable(&name) && !name.contains("  ") && name.trim() == name {
        return name;
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(template: &str, cells: &[&str]) -> String {
        let mut cells = cells.iter();
        template
            .split("{}")
            .fold(None, |text: Option<String>, part| match text {
                None => Some(part.to_owned()),
                Some(text) => Some(text + &marks::mark(cells.next().unwrap()) + part),
            })
            .unwrap()
    }

    #[test]
    fn only_the_authors_commas_separate() {
        let text = marked("{} <{}>, \"b, c\" <d@x>, (e, f) g@x, <h,i@x>", &["a, b", "c, d"]);
        assert_eq!(items(&text).len(), 4);
    }

    #[test]
    fn only_the_authors_brackets_enclose() {
        let text = marked("\"{}\" <{}>", &["a <b@x>, \"", "c@x>"]);
        let (name, address) = angle(&text).unwrap();
        assert_eq!(display_name(name).as_deref(), Some("a <b@x>, \""));
        assert_eq!(marks::plain(address), "c@x>");
    }

    #[test]
    fn a_display_name_loses_quotes_and_comments() {
        for (template, cells, expected) in [
            ("\"{}\" ", &["张三"][..], Some("张三")),
            ("{}  {} ", &["Ann", "Lee"], Some("Ann Lee")),
            ("\"Dr. \\\"{}\\\"\" (a comment {})", &["Ann", "x"], Some("Dr. \"Ann\"")),
            ("\"{}\"", &["a \"b\" \\ (c)"], Some("a \"b\" \\ (c)")),
            (" \"{}\" ", &[" "], None),
        ] {
            assert_eq!(display_name(&marked(template, cells)).as_deref(), expected, "{template}");
        }
    }
}
