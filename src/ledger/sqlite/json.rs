//! JSON (RFC 8259) of numbers and texts, put together in place: most of it needs no escapes.

use itoa::{Buffer, Integer};

/// Appends values, each with a comma behind it; the last one's goes with the end of the array.
pub(super) struct Json<'a>(pub(super) &'a mut Vec<u8>);

impl Json<'_> {
    pub(super) fn number(&mut self, number: impl Integer) -> &mut Self {
        self.0.extend_from_slice(Buffer::new().format(number).as_bytes());
        self.0.push(b',');
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        if needs_escapes(text) {
            serde_json::to_writer(&mut *self.0, text).expect("a text can be written to memory");
        } else {
            self.0.push(b'"');
            self.0.extend_from_slice(text.as_bytes());
            self.0.push(b'"');
        }
        self.0.push(b',');
        self
    }

    pub(super) fn begin(&mut self) -> &mut Self {
        self.0.push(b'[');
        self
    }

    pub(super) fn end(&mut self) -> &mut Self {
        self.0.pop_if(|last| *last == b',');
        self.0.extend_from_slice(b"],");
        self
    }
}

/// Every octet is looked at, without branches: so compilers make vector instructions of it.
fn needs_escapes(text: &str) -> bool {
    text.bytes().fold(false, |needs, octet| needs | matches!(octet, 0..b' ' | b'"' | b'\\'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_any_program_writes(texts in prop::collection::vec("[a\"\\\\\u{0}-\u{1f}\u{7f} 张]{0,9}|.*", 0..4), number: u64) {
            let mut octets = Vec::new();
            let mut json = Json(&mut octets);
            json.begin().number(number).begin();
            for text in &texts {
                json.text(text);
            }
            json.end().number(7_u32).end();
            octets.pop();
            prop_assert_eq!(octets, serde_json::to_vec(&(number, &texts, 7)).unwrap());
        }
    }
}
