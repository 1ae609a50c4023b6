//! Values for scripts.

use serde::Serialize;

/// JSON that may stand in a script and in a page: nothing in it ends an element, opens a comment or breaks a line.
pub(super) fn json(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("every key is a text and every number finite");
    let mut safe = String::with_capacity(json.len() + json.len() / 32);
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => safe.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::json;

    proptest! {
        #[test]
        fn texts_come_back_and_nothing_gets_out(text in "[<>&\u{2028}\u{2029}\\\\\"'/a-c张\u{0}\n!-]{0,30}") {
            let json = json(&text);
            let is_unsafe = json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\n']);
            prop_assert!(!is_unsafe);
            prop_assert_eq!(serde_json::from_str::<String>(&json).ok(), Some(text));
        }
    }
}
