//! From a file's header fields to what they mean: which texts there are, and what each is for.

use std::ops::Range;
use std::path::Path;

use super::builder::Builder;
use super::cells::UNKNOWN;
use super::ending;
use super::engine::{Engine, File, Mode, TextId};
use super::errors::{TemplateError, line_and_column};
use super::fields::{self, Addresses, Source, Value};
use super::known;
use super::mend::ELLIPSIS;
use super::names;
use super::source::{self, Field, Flaw, Split};
use super::spans::Rewritten;
use crate::input::Header;
use crate::mail::shown;

/// A template's parts, not yet compiled.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) from: Option<Addresses>,
    pub(super) sender: Option<Addresses>,
    pub(super) reply_to: Option<Addresses>,
    pub(super) to: Option<Addresses>,
    pub(super) cc: Option<Addresses>,
    pub(super) bcc: Option<Addresses>,
    pub(super) subject: Option<Value>,
    pub(super) fields: Vec<(String, Value)>,
    pub(super) attachments: Vec<Value>,
    pub(super) body: BodyTexts,
    /// The names of the fields that are there, whatever is in them, in small letters.
    pub(super) written: Vec<String>,
    /// Whether nothing could be read at all.
    pub(super) is_unread: bool,
    /// Whether To, Cc or Bcc was left out, and nobody knows who is in it.
    pub(super) lacks_recipients: bool,
    /// What is to be said of a body that is plain text only because nothing says otherwise.
    pub(super) remark: Option<String>,
    /// Fields that are probably misspelt: where, what, and what to do.
    pub(super) odd: Vec<String>,
}

/// The texts of the body.
#[derive(Debug, Default)]
pub(super) struct BodyTexts {
    pub(super) text: Option<TextId>,
    pub(super) html: Option<TextId>,
    pub(super) markdown: Option<TextId>,
}

impl Layout {
    /// Reads the fields and adds their texts to the engine. What is wrong with one is an error, and it is left out.
    pub(super) fn read(file: &File, builder: &mut Builder, errors: &mut Vec<TemplateError>) -> Self {
        let (split, flaws) = source::split(&file.text);
        let is_unread = split.fields.is_empty() && !flaws.is_empty();
        errors.extend(flaws.into_iter().map(|flaw| at(file, flaw)));
        if is_unread {
            return Self::unread(file, builder);
        }
        let mut reader = Reader { file, builder, split: &split, layout: Self::default(), content_type: None };
        for field in &split.fields {
            if let Err(flaw) = reader.field(field) {
                errors.push(at(file, flaw));
                reader.layout.written.push(file.text[field.name.clone()].to_ascii_lowercase());
            }
        }
        if let Err(flaw) = reader.body() {
            errors.push(at(file, flaw));
        }
        reader.layout
    }

    /// Of a template of which nothing can be read: nothing is known of its letters.
    pub(super) fn unread(file: &File, builder: &mut Builder) -> Self {
        let subject = Value { place: "field \"Subject\"".to_owned(), source: Source::Literal(ELLIPSIS.to_owned()) };
        let mut text = Rewritten::default();
        text.replace(ELLIPSIS, 0);
        let body = BodyTexts { text: Some(builder.add(file, text, Mode::Plain)), ..BodyTexts::default() };
        Self { subject: Some(subject), body, is_unread: true, ..Self::default() }
    }

    /// Leaves out what cannot be known for any row.
    pub(super) fn leave_out(&mut self, engine: &Engine) {
        let is_hole = |value: &Value| matches!(&value.source, Source::Text { id, .. } if engine.holes[id.0]);
        // Of whom only the name is unknown, the address can be looked at.
        let has_address = |value: &Value| {
            let party = match &value.source {
                Source::Text { id, .. } => engine.party(*id),
                Source::Literal(_) => None,
            };
            party.is_some_and(|party| party.address_column() != UNKNOWN)
        };
        let is_lost = |slot: &Option<Addresses>| matches!(slot, Some(Addresses::Text(value)) if is_hole(value) && !has_address(value));
        self.lacks_recipients = [&self.to, &self.cc, &self.bcc].into_iter().any(is_lost);
        for slot in [&mut self.from, &mut self.sender, &mut self.reply_to, &mut self.to, &mut self.cc, &mut self.bcc] {
            if is_lost(slot) {
                *slot = None;
            }
        }
        self.attachments.retain(|value| !is_hole(value));
        let others = self.fields.iter_mut().map(|(_, value)| value).chain(&mut self.subject);
        for value in others.filter(|value| is_hole(value)) {
            value.source = Source::Literal(ELLIPSIS.to_owned());
        }
    }

    /// All values that are rendered for each row.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let addresses =
            [&mut self.from, &mut self.sender, &mut self.reply_to, &mut self.to, &mut self.cc, &mut self.bcc];
        let addresses = addresses.into_iter().flatten().filter_map(|addresses| match addresses {
            Addresses::Text(value) => Some(value),
            Addresses::Literal(_) => None,
        });
        let fields = self.fields.iter_mut().map(|(_, value)| value);
        addresses.chain(&mut self.subject).chain(fields).chain(&mut self.attachments)
    }
}

impl Addresses {
    /// `{{ column }}`
    pub(super) fn of_column(column: usize, file: &Path, header: &Header, builder: &mut Builder) -> Self {
        let name = header.names().get(column).map_or("", String::as_str);
        let text = format!("{{{{ {} }}}}", names::subscript(name));
        let source = File { name: file.to_owned(), text: text.as_str().into() };
        let id = builder.add(&source, Rewritten::of(&text, 0, text.len()), Mode::Marked);
        let source = Source::Text { id, columns: Vec::new(), joins: false, alone: None, party: None };
        Self::Text(Value { place: "field \"To\"".to_owned(), source })
    }
}

fn at(file: &File, flaw: Flaw) -> TemplateError {
    let (line, column) = line_and_column(&file.text, flaw.at);
    if flaw.at == 0 && file.text.trim().is_empty() {
        return TemplateError::File { file: file.name.clone(), what: flaw.what.into() };
    }
    TemplateError::At { file: file.name.clone(), line, column, what: flaw.what.into() }
}

struct Reader<'a> {
    file: &'a File,
    builder: &'a mut Builder,
    split: &'a Split,
    layout: Layout,
    content_type: Option<MediaType>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct MediaType {
    name: String,
    boundary: Option<String>,
    at: usize,
}

impl Reader<'_> {
    fn field(&mut self, field: &Field) -> Result<(), Flaw> {
        let name = &self.file.text[field.name.clone()];
        let lower = name.to_ascii_lowercase();
        let fail = |what: String| Err(Flaw { at: field.name.start, what });
        match lower.as_str() {
            "from" | "sender" | "reply-to" | "to" | "cc" | "bcc" => {
                let addresses = self.addresses(field, lower == "from" || lower == "sender")?;
                let slot = match lower.as_str() {
                    "from" => &mut self.layout.from,
                    "sender" => &mut self.layout.sender,
                    "reply-to" => &mut self.layout.reply_to,
                    "to" => &mut self.layout.to,
                    "cc" => &mut self.layout.cc,
                    _ => &mut self.layout.bcc,
                };
                if slot.is_some() && matches!(lower.as_str(), "from" | "sender") {
                    return fail(format!(
                        "the field {name} is there twice, and there can be one address in it: take a line out"
                    ));
                }
                if slot.is_some() {
                    return fail(format!("the field {name} is there twice: put all addresses into one, with commas"));
                }
                if addresses.is_some() {
                    self.layout.written.push(lower);
                }
                *slot = addresses;
            }
            "subject" if self.layout.subject.is_some() => return fail("the field Subject is there twice".to_owned()),
            "subject" => self.layout.subject = Some(self.value(field, Mode::Plain)),
            "attachment" => {
                let value = self.value(field, Mode::Marked);
                if matches!(&value.source, Source::Literal(path) if path.is_empty()) {
                    return fail("the field Attachment is empty: name a file or take the line out".to_owned());
                }
                self.layout.attachments.push(value);
            }
            "content-type" if self.content_type.is_some() => {
                return fail("the field Content-Type is there twice".to_owned());
            }
            "content-type" => self.content_type = Some(self.media_type(field)?),
            "mime-version" | "content-transfer-encoding" => {}
            "date" | "message-id" => {
                return fail(format!(
                    "the program writes the field {name} itself, for each mail anew: take the line out"
                ));
            }
            other if other.starts_with("content-") && other != "content-language" => {
                return fail(format!("the program writes the field {name} itself: take the line out"));
            }
            _ => {
                self.odd(field, name)?;
                let value = self.value(field, Mode::Plain);
                self.layout.fields.push((name.to_owned(), value));
            }
        }
        Ok(())
    }

    /// A field of the author's own. If it looks like a misspelt one, that is noted, or a flaw where a file or a recipient would be
    /// missing.
    fn odd(&mut self, field: &Field, name: &str) -> Result<(), Flaw> {
        let Some(meant) = known::meant(name) else { return Ok(()) };
        let shown = shown(name, 40);
        let what = match known::lost(meant) {
            Some(lost) => {
                let (line, _) = line_and_column(&self.file.text, field.name.start);
                self.layout.odd.push(format!(
                    "{}:{line}: field \"{shown}\": is not known: did you mean {meant}? As it is it goes out as a header field, \
                     and {lost}.",
                    self.file.name.display()
                ));
                return Ok(());
            }
            None if meant == "Attachment" => "nothing would be attached",
            None => "no address would be taken from it",
        };
        // It is not missing as well.
        self.layout.written.push(meant.to_ascii_lowercase());
        Err(Flaw {
            at: field.name.start,
            what: format!(
                "the field \"{shown}\" is not known, and {what}: write {meant} (or X-{shown} if it is really to be a header \
                 field)"
            ),
        })
    }

    fn value(&mut self, field: &Field, mode: Mode) -> Value {
        let text = &self.file.text;
        let (line, _) = line_and_column(text, field.name.start);
        let place = format!("field \"{}\" ({}:{line})", &text[field.name.clone()], self.file.name.display());
        let literal = field.unfolded(text, &[]);
        if !["{{", "{%", "{#"].iter().any(|tag| literal.text.contains(tag)) {
            return Value { place, source: Source::Literal(literal.text.trim().to_owned()) };
        }
        let unfolded = field.unfolded(text, &self.split.prelude);
        let id = self.builder.add(self.file, unfolded, mode);
        Value { place, source: Source::Text { id, columns: Vec::new(), joins: false, alone: None, party: None } }
    }

    fn addresses(&mut self, field: &Field, single: bool) -> Result<Option<Addresses>, Flaw> {
        let value = self.value(field, Mode::Marked);
        let Source::Literal(text) = &value.source else { return Ok(Some(Addresses::Text(value))) };
        let fail = |what: String| Flaw { at: field.value_start(), what };
        let mailboxes = fields::mailboxes(text, false).map_err(|flaw| fail(flaw.what))?;
        if single && mailboxes.len() > 1 {
            return Err(fail(format!("holds {} addresses; there can be only one", mailboxes.len())));
        }
        Ok((!mailboxes.is_empty()).then_some(Addresses::Literal(mailboxes)))
    }

    fn media_type(&self, field: &Field) -> Result<MediaType, Flaw> {
        media_type(&field.unfolded(&self.file.text, &[]).text, field.value_start())
    }

    fn body(&mut self) -> Result<(), Flaw> {
        let body = self.split.body.clone();
        let said = self.content_type.take();
        let by_ending = ending::media_type(&self.file.name);
        if said.is_none() && by_ending == "text/plain" {
            self.layout.remark = ending::remark(&self.file.name, &self.file.text[body.clone()]);
        }
        let media_type =
            said.unwrap_or_else(|| MediaType { name: by_ending.to_owned(), boundary: None, at: body.start });
        if media_type.name != "multipart/alternative" {
            return self.body_text(&media_type, body);
        }
        let Some(boundary) = &media_type.boundary else {
            return Err(Flaw { at: media_type.at, what: "multipart/alternative needs a boundary=… here".to_owned() });
        };
        let text = &self.file.text;
        let parts = source::parts(text, body, boundary)?;
        for part in parts {
            let field = |wanted: &str| part.fields.iter().find(|f| text[f.name.clone()].eq_ignore_ascii_case(wanted));
            if let Some(encoding) = field("content-transfer-encoding") {
                let value = encoding.unfolded(text, &[]).text.to_ascii_lowercase();
                if !["7bit", "8bit", "binary", ""].contains(&value.as_str()) {
                    let what = format!("a part of a template is written as it is, not in {value}");
                    return Err(Flaw { at: encoding.value_start(), what });
                }
            }
            let plain = || MediaType { name: "text/plain".to_owned(), boundary: None, at: part.body.start };
            let media_type = field("content-type").map(|field| self.media_type(field)).transpose()?;
            self.body_text(&media_type.unwrap_or_else(plain), part.body.clone())?;
        }
        Ok(())
    }

    fn body_text(&mut self, media_type: &MediaType, range: Range<usize>) -> Result<(), Flaw> {
        let mode = if media_type.name == "text/plain" { Mode::Plain } else { Mode::Marked };
        let texts = &self.layout.body;
        let slot_is_taken = match media_type.name.as_str() {
            "text/plain" => texts.text.is_some() || texts.markdown.is_some(),
            "text/html" => texts.html.is_some() || texts.markdown.is_some(),
            "text/markdown" | "text/x-markdown" => {
                texts.text.is_some() || texts.html.is_some() || texts.markdown.is_some()
            }
            other => {
                let what = format!(
                    "\"{other}\" is not a body that can be written here: use text/plain, text/html, text/markdown or \
                     multipart/alternative; files go into Attachment fields"
                );
                return Err(Flaw { at: media_type.at, what });
            }
        };
        if slot_is_taken {
            let what =
                format!("there is a second {} part: a body is one text, one HTML, or one of each", media_type.name);
            return Err(Flaw { at: media_type.at, what });
        }
        let text = &self.file.text;
        // Tera wants `extends` before anything else.
        let extends = text[range.clone()].trim_start().trim_start_matches("{%").trim_start_matches('-').trim_start();
        let prelude = if extends.starts_with("extends") { &[][..] } else { &self.split.prelude };
        let mut rewritten = source::with_prelude(text, prelude);
        rewritten.copy(text, range.start, range.end);
        let id = match media_type.name.as_str() {
            // Markdown is not what goes into the mail.
            "text/plain" | "text/html" => self.builder.add_body(self.file, rewritten, mode),
            _ => self.builder.add(self.file, rewritten, mode),
        };
        let slot = match media_type.name.as_str() {
            "text/plain" => &mut self.layout.body.text,
            "text/html" => &mut self.layout.body.html,
            _ => &mut self.layout.body.markdown,
        };
        *slot = Some(id);
        Ok(())
    }
}

/// `type/subtype; boundary=…` (RFC 2045 §5.1). A charset is not looked at: mails are written in UTF-8.
fn media_type(value: &str, at: usize) -> Result<MediaType, Flaw> {
    if value.contains("{{") || value.contains("{%") {
        return Err(Flaw { at, what: "Content-Type is the same for all rows: it cannot hold a tag".to_owned() });
    }
    let mut parts = value.split(';');
    let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let boundary = parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"').to_owned())
    });
    Ok(MediaType { name, boundary: boundary.filter(|boundary| !boundary.is_empty()), at })
}
