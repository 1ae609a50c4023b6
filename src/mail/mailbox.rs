//! The mailbox: an address with an optional display name (RFC 5322 §3.4).

use std::fmt::{self, Write as _};

use super::phrase::{self, Phrase};
use super::{Address, AddressError, scan};

/// `张三 <zhang@example.com>`: a display name, decoded and unquoted, and an address.
///
/// `Display` writes a form that [`Mailbox::parse`] reads back to the same value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mailbox {
    /// The display name without quotes, comments and encoded-words; `None` when there is none.
    pub name: Option<String>,
    /// The addr-spec.
    pub address: Address,
}

impl Mailbox {
    /// Parses one mailbox: `addr-spec`, `<addr-spec>` or `name <addr-spec>`, with comments and folding.
    ///
    /// The name may be what people write: any words, with dots and non-ASCII characters. What must be quoted is a
    /// name with a comma, a semicolon, a colon, a parenthesis or an angle bracket.
    ///
    /// # Errors
    /// The first thing that is wrong with it; two mailboxes and a group are errors too.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let items = scan::items(text).map_err(|(_, error)| error)?;
        match items.as_slice() {
            [] => Err(AddressError::Empty),
            [item] if item.grouped => Err(AddressError::Colon),
            [item] => parse_one(item.text),
            [first, second, ..] => Err(match parse_one(first.text) {
                Ok(_) if with_comma_for_dot(text, *first, *second).is_some() => AddressError::CommaForDot(','),
                Err(error) => explain(error, *first, Some(second)),
                Ok(_) => AddressError::Separator(if first.comma { ',' } else { ';' }),
            }),
        }
    }

    /// Parses a list of mailboxes separated by commas (RFC 5322 §3.4 `mailbox-list`); an empty text is an empty list.
    ///
    /// Semicolons separate too, and empty places between separators do not count. A group
    /// (`Friends: a@example.org, b@example.org;`) stands for its members.
    ///
    /// # Errors
    /// The first mailbox that is wrong, as it was written, and why.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, (String, AddressError)> {
        if let Some(address) = Address::plain(text) {
            return Ok(vec![Self { name: None, address }]);
        }
        let items = scan::items(text).map_err(|(item, error)| (item.to_owned(), error))?;
        let mut mailboxes = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match parse_one(item.text) {
                Ok(mailbox) => mailboxes.push(mailbox),
                Err(error) => {
                    let before = index.checked_sub(1).and_then(|before| items.get(before));
                    let whole = before.and_then(|before| with_comma_for_dot(text, *before, *item));
                    return Err(match whole.filter(|_| error == AddressError::NoAt) {
                        Some(whole) => (whole.to_owned(), AddressError::CommaForDot(',')),
                        None => (item.text.to_owned(), explain(error, *item, items.get(index + 1))),
                    });
                }
            }
        }
        Ok(mailboxes)
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            None => self.address.fmt(f),
            Some(name) if phrase::is_plain(name) => write!(f, "{name} <{}>", self.address),
            Some(name) => {
                f.write_char('"')?;
                for c in name.chars() {
                    match c {
                        '"' | '\\' => write!(f, "\\{c}")?,
                        // The name is a public field: what cannot be written back is not written.
                        _ if c.is_control() => f.write_char(' ')?,
                        _ => f.write_char(c)?,
                    }
                }
                write!(f, "\" <{}>", self.address)
            }
        }
    }
}

/// Adds the hint for `Doe, Jane <jane@example.org>`: its first item alone has no address, the next has a name.
fn explain(error: AddressError, item: scan::Item<'_>, next: Option<&scan::Item<'_>>) -> AddressError {
    match next.and_then(|next| next.text.split_once('<')) {
        Some((rest, _)) if error == AddressError::NoAt && item.comma => {
            let name = format!("{}, {}", item.text, rest.trim()).replace('"', "");
            AddressError::CommaInName(name)
        }
        _ => error,
    }
}

/// `anna@web,de`: the two items with the comma between them, if a dot was meant, and makes an address of both.
fn with_comma_for_dot<'t>(text: &'t str, item: scan::Item<'t>, next: scan::Item<'t>) -> Option<&'t str> {
    const TOPS: [&str; 8] = ["com", "org", "net", "edu", "gov", "info", "school", "academy"];
    let (_, domain) = item.text.rsplit_once('@').filter(|_| item.comma)?;
    let is_letters = |text: &str| text.bytes().all(|octet| octet.is_ascii_lowercase());
    // What is behind a whole domain may be a name.
    let is_top = is_letters(next.text) && (next.text.len() == 2 || TOPS.contains(&next.text));
    let is_rest = !domain.contains('.') && next.text.split('.').all(|label| label.len() > 1 && is_letters(label));
    let whole = format!("{},{}", item.text, next.text);
    let at = text.find(&whole).filter(|_| is_top || is_rest)?;
    Address::parse(&whole.replace(',', ".")).ok()?;
    text.get(at..at + whole.len())
}

/// Parses an item of a list.
fn parse_one(text: &str) -> Result<Mailbox, AddressError> {
    let mut name = Phrase::default();
    let mut bare = Bare::default();
    let mut angle: Option<&str> = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        match c {
            ' ' | '\t' => at += 1,
            '\r' | '\n' => at += scan::fold(text, at).ok_or(AddressError::Control(c))?,
            '(' => at = scan::comment_end(text, at).ok_or(AddressError::UnclosedComment)?,
            '>' | ')' => return Err(AddressError::Unopened(c)),
            _ if angle.is_some() => return Err(AddressError::TextAfterAngle),
            '<' => {
                at = scan::angle_end(text, at)?;
                angle = Some(&text[start + 1..at - 1]);
            }
            '"' => {
                at = scan::quoted_end(text, at).ok_or(AddressError::UnclosedQuote)?;
                name.quoted(&text[start + 1..at - 1]);
            }
            _ => match scan::encoded_word(text, at) {
                Some((word, end)) => {
                    name.encoded(&word, &text[start..end]);
                    at = end;
                }
                None => {
                    at = word_end(text, at);
                    name.words(&text[start..at]);
                }
            },
        }
        match c {
            '(' => {
                name.gap();
                bare.comment();
            }
            ' ' | '\t' | '\r' | '\n' => {
                name.gap();
                bare.push(" ");
            }
            '<' => {}
            _ => bare.push(&text[start..at]),
        }
    }
    match angle {
        Some(inner) => Ok(Mailbox { name: name.finish()?, address: Address::parse(&without_comments(inner))? }),
        None => Ok(Mailbox { name: None, address: Address::parse(&bare.text)? }),
    }
}

/// The end of a run of characters that mean nothing special; it is at least one character long.
fn word_end(text: &str, start: usize) -> usize {
    let special = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '"' | '(' | ')' | '<' | '>');
    let first = text[start..].chars().next().map_or(0, char::len_utf8);
    let rest = start + first;
    text[rest..].find(special).map_or(text.len(), |length| rest + length)
}

/// An addr-spec without its comments.
#[derive(Default)]
struct Bare {
    text: String,
    has_comment: bool,
}

impl Bare {
    /// A comment stands here: nothing, beside the `@` (RFC 5322 §3.4.1), and otherwise a blank.
    fn comment(&mut self) {
        self.has_comment = true;
    }

    fn push(&mut self, text: &str) {
        if std::mem::take(&mut self.has_comment) && !self.text.ends_with('@') && !text.starts_with('@') {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }
}

/// An addr-spec between angle brackets may have comments and folding around it (RFC 5322 §3.4 `angle-addr`).
fn without_comments(text: &str) -> String {
    let mut kept = Bare::default();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let next = match c {
            '"' => scan::quoted_end(text, at),
            '(' => scan::comment_end(text, at),
            '\r' | '\n' => scan::fold(text, at).map(|length| at + length),
            _ => None,
        };
        let end = next.unwrap_or(at + c.len_utf8());
        match c {
            '(' if next.is_some() => kept.comment(),
            '\r' | '\n' if next.is_some() => kept.push(" "),
            _ => kept.push(&text[at..end]),
        }
        at = end;
    }
    kept.text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_beside_the_at_is_no_blank() {
        for text in ["a(comment)@x.test", "a@(comment)x.test", "(c)a(c(d))@(e)x.test(f)", "Ann <a(comment)@x.test>"] {
            assert_eq!(
                Mailbox::parse(text).map(|mailbox| mailbox.address.to_string()).as_deref(),
                Ok("a@x.test"),
                "{text}"
            );
        }
        for text in ["a(comment)b@x.test", "a b@x.test", "a @x.test", "<a(c)b@x.test>"] {
            assert_eq!(Mailbox::parse(text), Err(AddressError::Space), "{text}");
        }
    }
}
