//! The display name: a phrase of words, quoted strings (RFC 5322 §3.2.5) and encoded-words (RFC 2047).

use encodify::rfc2047::EncodedWord;
use encoding_rs::Encoding;

use super::AddressError;
use super::address::is_atext;

/// A display name as it is gathered, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Phrase {
    text: String,
    /// Octets of encoded-words not yet decoded: adjacent ones may share a character.
    octets: Option<(&'static Encoding, Vec<u8>)>,
    gap: bool,
}

impl Phrase {
    /// Blanks or a comment.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// Words as they stand.
    pub(super) fn words(&mut self, text: &str) {
        self.separate();
        self.text.push_str(text);
    }

    /// The inside of a quoted string.
    pub(super) fn quoted(&mut self, inside: &str) {
        self.separate();
        // Folding is dropped here; a line break that is none stays, and is refused in `finish`.
        let inside = inside.replace("\r\n ", " ").replace("\r\n\t", " ").replace("\n ", " ").replace("\n\t", " ");
        let mut escaped = false;
        for c in inside.chars() {
            if c == '\\' && !escaped {
                escaped = true;
            } else {
                self.text.push(c);
                escaped = false;
            }
        }
    }

    /// An encoded-word; one that cannot be decoded stays as it is written.
    pub(super) fn encoded(&mut self, word: &EncodedWord<'_>, written: &str) {
        let (Some(encoding), Ok(octets)) = (Encoding::for_label(word.charset), word.decode()) else {
            return self.words(written);
        };
        match &mut self.octets {
            // RFC 2047 §6.2: blanks between two encoded-words are not shown.
            Some((same, all)) if *same == encoding => all.extend_from_slice(&octets),
            Some(_) => {
                self.decode();
                self.octets = Some((encoding, octets));
            }
            None => {
                self.separate();
                self.octets = Some((encoding, octets));
            }
        }
        self.gap = false;
    }

    /// The name: no control characters, no blanks around it; `None` when nothing is left.
    pub(super) fn finish(mut self) -> Result<Option<String>, AddressError> {
        self.decode();
        let text = self.text.replace('\t', " ");
        if let Some(c) = text.chars().find(|c| c.is_control()) {
            return Err(AddressError::Control(c));
        }
        let text = text.trim();
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn separate(&mut self) {
        self.decode();
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
    }

    fn decode(&mut self) {
        if let Some((encoding, octets)) = self.octets.take() {
            let (text, _) = encoding.decode_without_bom_handling(&octets);
            self.text.push_str(&text);
        }
    }
}

/// Whether a name can be written without quotes: atoms with single spaces between them, and nothing that reads as an
/// encoded-word.
pub(super) fn is_plain(name: &str) -> bool {
    !name.contains("=?") && name.split(' ').all(|word| !word.is_empty() && word.chars().all(is_plain_character))
}

fn is_plain_character(c: char) -> bool {
    is_atext(c) && !c.is_control() && !c.is_whitespace()
}
