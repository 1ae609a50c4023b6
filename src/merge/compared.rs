//! `id == 1`: cells are texts, and a text never equals a number. Tera does not say so, as it does of `id > 1`: the one is false in
//! all rows, and `id != 1` true in all.

use super::tags::{Kind, Token};

/// The columns that the tokens of a tag compare with numbers as they are, and where; some may be variables.
pub(super) fn with_numbers(kind: Kind, tokens: &[(Token, usize)]) -> Vec<(String, usize)> {
    let tag = Tag { kind, tokens };
    let mut found = Vec::new();
    for (index, (token, _)) in tokens.iter().enumerate() {
        let side = match token {
            Token::Sign("==" | "!=") if tag.number(index + 1).is_some_and(|end| tag.ends(end)) => tag.left(index),
            Token::Sign("==" | "!=") if tag.is_number_before(index) => tag.right(index + 1),
            Token::Word(word) if word == "in" && tag.are_numbers(index + 1) && !tag.is_loop() => {
                let is_denied = index > 0 && tag.is_word(index - 1, &["not"]);
                tag.left(index - usize::from(is_denied))
            }
            _ => None,
        };
        found.extend(side);
    }
    found
}

/// The tokens of a tag.
#[derive(Clone, Copy)]
struct Tag<'a> {
    kind: Kind,
    tokens: &'a [(Token, usize)],
}

impl Tag<'_> {
    fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index).map(|(token, _)| token)
    }

    fn is_word(&self, index: usize, words: &[&str]) -> bool {
        matches!(self.token(index), Some(Token::Word(word)) if words.contains(&word.as_str()))
    }

    fn is(&self, index: usize, sign: char) -> bool {
        self.token(index) == Some(&Token::Other(sign))
    }

    fn is_loop(&self) -> bool {
        self.kind == Kind::Block && self.is_word(0, &["for"])
    }

    /// Behind a number that stands here.
    fn number(&self, index: usize) -> Option<usize> {
        let index = index + usize::from(self.is(index, '-'));
        (self.token(index) == Some(&Token::Number)).then_some(index + 1)
    }

    /// Whether an operand ends here: nothing is made of it before it is compared.
    fn ends(&self, index: usize) -> bool {
        index >= self.tokens.len() || self.is(index, ')') || self.is_word(index, &["and", "or", "else", "if"])
    }

    /// Whether an operand begins here.
    fn begins(&self, index: usize) -> bool {
        // The first word of a block is what kind of block it is.
        let Some(before) = index.checked_sub(1) else { return self.kind != Kind::Block };
        before == 0 && self.kind == Kind::Block && self.is_word(0, &["if", "elif"])
            || self.is_word(before, &["and", "or", "not", "if"])
            || self.is(before, '(')
            || self.is(before, '=')
    }

    fn is_number_before(&self, index: usize) -> bool {
        let Some(at) = index.checked_sub(1).filter(|at| self.token(*at) == Some(&Token::Number)) else { return false };
        self.begins(at - usize::from(at > 0 && self.is(at - 1, '-')))
    }

    /// Whether a list of numbers stands here.
    fn are_numbers(&self, index: usize) -> bool {
        if !self.is(index, '[') {
            return false;
        }
        let mut at = index + 1;
        while let Some(end) = self.number(at) {
            if self.is(end, ']') {
                return true;
            }
            at = end + usize::from(self.is(end, ','));
        }
        false
    }

    /// The column that ends before this place, where nothing else belongs to it.
    fn left(&self, end: usize) -> Option<(String, usize)> {
        let (name, start) = match self.token(end.checked_sub(1)?)? {
            Token::Column(name) => (name, end - 1),
            Token::Word(name) => match end.checked_sub(3) {
                Some(row) if self.is(row + 1, '.') && self.is_word(row, &["row"]) => (name, row),
                _ => (name, end - 1),
            },
            Token::Other(']') => (self.key(end.checked_sub(4)?)?, end - 4),
            _ => return None,
        };
        self.begins(start).then(|| (name.clone(), self.tokens[start].1))
    }

    /// The column that begins here, likewise.
    fn right(&self, start: usize) -> Option<(String, usize)> {
        let (name, end) = match self.token(start)? {
            Token::Column(name) => (name, start + 1),
            Token::Word(name) => match (self.key(start), self.token(start + 2)) {
                (Some(key), _) => (key, start + 4),
                (None, Some(Token::Word(key))) if name == "row" && self.is(start + 1, '.') => (key, start + 3),
                _ => (name, start + 1),
            },
            _ => return None,
        };
        self.ends(end).then(|| (name.clone(), self.tokens[start].1))
    }

    /// The name in `row["…"]` that stands here.
    fn key(&self, row: usize) -> Option<&String> {
        match (self.token(row + 2)?, self.is_word(row, &["row"]) && self.is(row + 1, '[') && self.is(row + 3, ']')) {
            (Token::Text(key), true) => Some(key),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::input::Header;
    use crate::merge::names::Names;

    fn compared(expression: &str) -> Vec<String> {
        let header = Header::new(["id".to_owned(), "Total due".to_owned()].into());
        let text = format!("{{% if {expression} %}}x{{% endif %}}");
        let scan = Names::new(&header).scan(&text, false);
        scan.numbers.into_iter().map(|used| used.name).collect()
    }

    #[test]
    fn cells_that_are_compared_with_numbers_are_found() {
        for (expression, columns) in [
            ("id == 1", &["id"][..]),
            ("id != 1", &["id"]),
            ("id == -1.5", &["id"]),
            ("1 == id", &["id"]),
            ("not (id == 1) and Total due != 2", &["id", "Total due"]),
            ("row[\"id\"] == 1", &["id"]),
            ("row.id == 1 or 2 != row[\"Total due\"]", &["id", "Total due"]),
            ("id in [1, 2]", &["id"]),
            ("id not in [1]", &["id"]),
            ("1 == row.id", &["id"]),
        ] {
            assert_eq!(compared(expression), columns, "{expression}");
        }
    }

    #[test]
    fn numbers_and_texts_are_compared_with_their_like() {
        for expression in [
            "id == \"1\"",
            "id | num == 1",
            "id | int == 1",
            "id == 1 | str",
            "1 ~ \"\" == id",
            "id in [\"1\", \"2\"]",
            "id in [1, \"2\"]",
            "rows | length == 1",
            "loop.index == 1",
            "id + 1 == 2",
            "2 == id | num",
            "id.x == 1",
            "id is divisible_by(1)",
            "1 == 1",
            "id == ",
            "== 1",
            "in [1]",
        ] {
            assert_eq!(compared(expression), [""; 0], "{expression}");
        }
    }
}
