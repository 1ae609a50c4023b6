//! What stands near a place in a text. Texts may be long and full of one sign: who looks from each of them to the end of the text
//! does not come to an end himself.

/// The first octets of a text, whole characters.
pub(super) fn behind(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// The last octets of a text, whole characters.
pub(super) fn before(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// What stands before a place in its line, no more octets than these.
pub(super) fn line_before(text: &str, at: usize, most: usize) -> &str {
    before(&text[..at], most).rsplit('\n').next().unwrap_or_default()
}

/// What stands behind it in its line, no more octets than these.
pub(super) fn line_behind(text: &str, at: usize, most: usize) -> &str {
    behind(&text[at..], most).split('\n').next().unwrap_or_default()
}

/// Where a part of a text begins in it, in octets.
pub(super) fn place_of(part: &str, text: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_of_whole_characters() {
        assert_eq!((behind("abc", 2), behind("abc", 9), behind("a姓b", 2), behind("", 3)), ("ab", "abc", "a", ""));
        assert_eq!((before("abc", 2), before("abc", 9), before("a姓b", 2), before("", 3)), ("bc", "abc", "b", ""));
    }

    #[test]
    fn lines_are_cut_at_their_ends() {
        let line = |at: usize, most: usize| (line_before("one\ntwo\n", at, most), line_behind("one\ntwo\n", at, most));
        assert_eq!((line(5, 9), line(6, 1), line(4, 9)), (("t", "wo"), ("w", "o"), ("", "two")));
        assert_eq!((line(0, 9), line(8, 9)), (("", "one"), ("", "")));
    }

    #[test]
    fn a_part_is_found_where_it_was_cut_out() {
        let text = "姓 name, name";
        let at = |part: &str| place_of(part, text);
        assert_eq!((at(text), at(&text[4..8]), at(&text[10..]), at(&text[text.len()..])), (0, 4, 10, 14));
    }
}
