//! The header section (RFC 5322 §3.6), with encoded-words where a value is not ASCII (RFC 2047).

use encodify::Fold;
use encodify::rfc2047::{B, Q_PHRASE, Q_TEXT, WordEncoder};
use mail_builder::headers::Header;
use mail_builder::headers::address::EmailAddress;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;

use super::{ComposeError, Draft, Stamp};
use crate::mail::Mailbox;

/// Octets of a line at most, without its CRLF (RFC 5322 §2.1.1).
const MAX_LINE: usize = 998;

/// Octets of a word at most to leave an ASCII subject as it is, so that it folds within 78.
const MAX_WORD: usize = 66;

/// Octets of a field name at most.
const MAX_NAME: usize = 76;

/// Fields that are written here or by the parts, or never (`Bcc`, trace fields).
const RESERVED: [&str; 12] = [
    "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID", "MIME-Version", "Return-Path",
    "Resent-Bcc",
];

/// Other fields that hold addresses: an encoded-word must not swallow an addr-spec (RFC 2047 §5).
const ADDRESS_FIELDS: [&str; 6] = [
    "Disposition-Notification-To", "Errors-To", "Return-Receipt-To", "Mail-Followup-To", "Mail-Reply-To",
    "X-Confirm-Reading-To",
];

/// Other fields with a syntax that has no place for encoded-words. So are all `List-` fields (RFC 2369).
const ASCII_FIELDS: [&str; 5] = ["In-Reply-To", "References", "Auto-Submitted", "Precedence", "Feedback-ID"];

/// Writes the header section of a draft up to `MIME-Version`; the content fields are the parts'.
pub(super) fn write_header_section(draft: &Draft, stamp: &Stamp<'_>, out: &mut Vec<u8>) -> Result<(), ComposeError> {
    out.extend_from_slice(b"Date: ");
    Date::new(stamp.date).write_header(out, "Date: ".len());
    write_from(out, &draft.from)?;
    write_mailboxes(out, "Sender", draft.sender.as_slice())?;
    write_mailboxes(out, "Reply-To", &draft.reply_to)?;
    write_mailboxes(out, "To", &draft.to)?;
    write_mailboxes(out, "Cc", &draft.cc)?;
    for bcc in &draft.bcc {
        check_text("Bcc", bcc.name.as_deref().unwrap_or_default())?;
    }
    if draft.to.is_empty() && draft.cc.is_empty() {
        out.extend_from_slice(b"To: undisclosed-recipients:;\r\n");
    }
    if let Some(subject) = &draft.subject {
        check_text("Subject", subject)?;
        write_unstructured(out, "Subject", subject);
    }
    for piece in ["Message-ID: <", stamp.message_id, ">\r\n"] {
        out.extend_from_slice(piece.as_bytes());
    }
    for (name, value) in &draft.fields {
        write_field(out, name, value)?;
    }
    out.extend_from_slice(b"MIME-Version: 1.0\r\n");
    Ok(())
}

/// Refuses what could begin a new field. This is the choke point: every value passes it before it is written.
fn check_text(field: &str, value: &str) -> Result<(), ComposeError> {
    if memchr::memchr3(b'\r', b'\n', b'\0', value.as_bytes()).is_some() {
        return Err(ComposeError::LineBreak { field: field.to_owned() });
    }
    Ok(())
}

/// Writes From on one line if a line can hold it: some servers (Sina's) compare its first line with the login.
fn write_from(out: &mut Vec<u8>, from: &Mailbox) -> Result<(), ComposeError> {
    let start = out.len();
    write_mailboxes(out, "From", std::slice::from_ref(from))?;
    let has_fold = memchr::memchr(b'\r', &out[start..out.len() - 2]).is_some();
    if has_fold && out.len() - start <= MAX_LINE {
        // Every CRLF is a fold, and goes without its blank (RFC 5322 §2.2.3).
        let mut field = out.split_off(start);
        field.retain(|b| !matches!(b, b'\r' | b'\n'));
        out.append(&mut field);
        out.extend_from_slice(b"\r\n");
    }
    Ok(())
}

/// Writes an address list, a line for each mailbox; no field when there is none.
fn write_mailboxes(out: &mut Vec<u8>, field: &str, mailboxes: &[Mailbox]) -> Result<(), ComposeError> {
    for (index, mailbox) in mailboxes.iter().enumerate() {
        check_text(field, mailbox.name.as_deref().unwrap_or_default())?;
        let column = if index == 0 {
            out.extend_from_slice(field.as_bytes());
            out.extend_from_slice(b": ");
            field.len() + 2
        } else {
            out.extend_from_slice(b",\r\n ");
            1
        };
        write_mailbox(out, column, mailbox);
    }
    if !mailboxes.is_empty() {
        out.extend_from_slice(b"\r\n");
    }
    Ok(())
}

fn write_mailbox(out: &mut Vec<u8>, column: usize, mailbox: &Mailbox) {
    let address = mailbox.address.as_str();
    match mailbox.name.as_deref() {
        // As a quoted string some would decode it all the same, against RFC 2047 §5.
        Some(name) if name.contains("=?") => {
            let column = write_words(out, column, name, Q_PHRASE);
            let fits = column + address.len() + 3 <= Fold::HEADER.width;
            out.extend_from_slice(if fits { b" <" } else { b"\r\n <" });
            out.extend_from_slice(address.as_bytes());
            out.push(b'>');
        }
        Some(name) if needs_quotes_alone(name) && column + name.len() + address.len() + 5 <= Fold::HEADER.width => {
            for piece in ["\"", name, "\" <", address, ">"] {
                out.extend_from_slice(piece.as_bytes());
            }
        }
        Some(name) if !name.is_empty() => {
            EmailAddress { name: Some(name.into()), email: address.into() }.write_header(out, column);
            out.truncate(out.len() - 2);
        }
        _ => out.extend_from_slice(address.as_bytes()),
    }
}

/// Whether a name is written as a quoted string without escapes.
fn needs_quotes_alone(name: &str) -> bool {
    is_plain(name) && memchr::memchr2(b'"', b'\\', name.as_bytes()).is_none() && !name.is_empty()
}

/// Writes unstructured text: as it is where that reads back unchanged, otherwise as encoded-words.
fn write_unstructured(out: &mut Vec<u8>, field: &str, text: &str) {
    out.extend_from_slice(field.as_bytes());
    out.extend_from_slice(b": ");
    let column = field.len() + 2;
    if column + text.len() <= Fold::HEADER.width && is_plain(text) {
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(b"\r\n");
    } else if needs_words(text) {
        write_words(out, column, text, Q_TEXT);
        out.extend_from_slice(b"\r\n");
    } else if is_foldable(text) {
        Raw::new(text).write_header(out, column);
    } else {
        Text::new(text).write_header(out, column);
    }
}

/// Whether a text reads back unchanged as it is, which most subjects do. Neither look has branches, so that compilers make vector
/// instructions of it.
fn is_plain(text: &str) -> bool {
    let octets = text.as_bytes();
    let pairs = octets.iter().zip(octets.iter().skip(1));
    let has_meaning = |(a, b): (&u8, &u8)| ((*a == b' ') & (*b == b' ')) | ((*a == b'=') & (*b == b'?'));
    is_printable(octets)
        && !pairs.fold(false, |so_far, pair| so_far | has_meaning(pair))
        && text.trim_matches(' ') == text
}

/// Whether there is nothing but visible ASCII characters and blanks.
fn is_printable(octets: &[u8]) -> bool {
    octets.iter().fold(true, |so_far, b| so_far & (b' '..=b'~').contains(b))
}

/// Whether a text must be encoded although `mail-builder` would leave it: it would be decoded, or its blanks lost.
fn needs_words(text: &str) -> bool {
    text.contains("=?") || text.contains("  ") || text.contains('\t') || text.trim() != text
}

/// Whether a text can stand as it is, on lines of at most 78.
fn is_foldable(text: &str) -> bool {
    text.bytes().all(|b| (b' '..=b'~').contains(&b)) && text.split(' ').all(|word| word.len() <= MAX_WORD)
}

/// Writes encoded-words, B or Q by what is shorter, and returns the column behind them.
fn write_words(out: &mut Vec<u8>, mut column: usize, text: &str, q: WordEncoder) -> usize {
    let encoder = if q.payload_len(text) <= B.payload_len(text) { q } else { B };
    encoder.encode_words("utf-8", text, &mut column, Fold::HEADER, out);
    column
}

/// Writes a field of the template's own.
fn write_field(out: &mut Vec<u8>, name: &str, value: &str) -> Result<(), ComposeError> {
    check_name(name)?;
    check_text(name, value)?;
    let value = value.trim_matches([' ', '\t']);
    if value.is_ascii() {
        return write_raw(out, name, value);
    }
    let is_one_of = |fields: &[&str]| fields.iter().any(|field| name.eq_ignore_ascii_case(field));
    if is_one_of(&ADDRESS_FIELDS)
        && let Ok(mailboxes) = Mailbox::parse_list(value)
    {
        return write_mailboxes(out, name, &mailboxes);
    }
    if name.eq_ignore_ascii_case("List-ID")
        && let Some((phrase, id)) = value.rsplit_once('<')
        && id.is_ascii()
    {
        return write_list_id(out, name, phrase.trim(), id);
    }
    if is_one_of(&ASCII_FIELDS) || is_one_of(&ADDRESS_FIELDS) || starts_with(name, "List-") {
        let character = value.chars().find(|c| !c.is_ascii()).unwrap_or_default();
        return Err(ComposeError::NotAscii { field: name.to_owned(), character });
    }
    write_unstructured(out, name, value);
    Ok(())
}

fn check_name(name: &str) -> Result<(), ComposeError> {
    let ftext = name.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    if !ftext || !(1..=MAX_NAME).contains(&name.len()) {
        return Err(ComposeError::FieldName(name.to_owned()));
    }
    let structural = starts_with(name, "Content-") && !name.eq_ignore_ascii_case("Content-Language");
    if structural || RESERVED.iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
        return Err(ComposeError::Reserved { field: name.to_owned() });
    }
    Ok(())
}

fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Writes an ASCII value as it is given, folded at blanks alone: a URL stays in one piece.
fn write_raw(out: &mut Vec<u8>, name: &str, value: &str) -> Result<(), ComposeError> {
    let is_printable = is_printable(value.as_bytes());
    if !is_printable && let Some(character) = value.chars().find(|c| c.is_control() && *c != '\t') {
        return Err(ComposeError::Control { field: name.to_owned(), character });
    }
    let column = name.len() + 2;
    let octets = column + longest_piece(value);
    if octets > MAX_LINE {
        return Err(ComposeError::LineTooLong { field: name.to_owned(), octets });
    }
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    if is_printable && column + value.len() <= Fold::HEADER.width {
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    } else {
        Raw::new(value).write_header(out, column);
    }
    Ok(())
}

/// The octets of the longest word with the blanks before it, which is what folding cannot break, or something that every line has
/// room for.
fn longest_piece(value: &str) -> usize {
    if value.len() < MAX_LINE - MAX_NAME - 2 {
        return value.len();
    }
    let mut longest = 0;
    let mut start = 0;
    let mut in_word = false;
    for (at, b) in value.bytes().enumerate() {
        let blank = matches!(b, b' ' | b'\t');
        if blank && in_word {
            longest = longest.max(at - start);
            start = at;
        }
        in_word = !blank;
    }
    longest.max(value.len() - start)
}

/// `List-ID: phrase <id>` (RFC 2919 §3), the phrase as encoded-words.
fn write_list_id(out: &mut Vec<u8>, name: &str, phrase: &str, id: &str) -> Result<(), ComposeError> {
    let octets = id.len() + 3;
    if octets > MAX_LINE {
        return Err(ComposeError::LineTooLong { field: name.to_owned(), octets });
    }
    if let Some(character) = id.chars().find(|c| c.is_control()) {
        return Err(ComposeError::Control { field: name.to_owned(), character });
    }
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    write_words(out, name.len() + 2, phrase.trim_matches('"'), Q_PHRASE);
    out.extend_from_slice(format!("\r\n <{id}\r\n").as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_needs_no_folding_is_written_as_it_would_be_with_it(name in "[A-Z][a-z-]{0,20}", value in "[!-~]?[ -~]{0,70}[!-~]?") {
            let value = value.trim();
            let (mut field, mut folded) = (Vec::new(), format!("{name}: ").into_bytes());
            Raw::new(value).write_header(&mut folded, name.len() + 2);
            write_raw(&mut field, &name, value).unwrap();
            prop_assert_eq!(&field, &folded);
            if !needs_words(value) && is_foldable(value) {
                field.clear();
                write_unstructured(&mut field, &name, value);
                prop_assert_eq!(field, folded);
            }
        }

        #[test]
        fn a_name_that_needs_no_folding_is_written_as_it_would_be_with_it(name in "[ -~]{1,50}", column in 1_usize..40) {
            let address = crate::mail::Address::parse("jane.doe@example.org").unwrap();
            let (mut field, mut folded) = (Vec::new(), Vec::new());
            EmailAddress { name: Some(name.as_str().into()), email: address.as_str().into() }.write_header(&mut folded, column);
            folded.truncate(folded.len() - 2);
            prop_assume!(!name.contains("=?"));
            write_mailbox(&mut field, column, &Mailbox { name: Some(name), address });
            prop_assert_eq!(String::from_utf8(field), String::from_utf8(folded));
        }

        #[test]
        fn a_plain_subject_needs_no_words(text in "[ =?a!~\\t\u{7f}é]{0,6}") {
            prop_assert_eq!(is_plain(&text), !needs_words(&text) && is_printable(text.as_bytes()), "{:?}", text);
        }
    }
}
