//! `id == 1`: cells are texts, and a text never equals a number. Tera does not say so, as it does of `id > 1`: the one is false in
//! all rows, and `id != 1` true in all.

use super::tags::{Kind, Token};

/// A cell that is compared, if it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// What it is a part of: `row`, or what stands for a row of the group; `None` = it is named by itself.
    pub(super) of: Option<String>,
    /// The column.
    pub(super) name: String,
    /// Where in the scanned text.
    pub(super) at: usize,
}

/// What the tokens of a tag compare with numbers as it is. What the same tag compares with a text too is known to be one.
pub(super) fn with_numbers(kind: Kind, tokens: &[(Token, usize)]) -> Vec<Cell> {
    let tag = Tag { kind, tokens };
    let (mut found, mut texts) = (Vec::new(), Vec::new());
    for (index, (token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Sign("==" | "!=") if tag.number(index + 1).is_some_and(|end| tag.ends(end)) => {
                found.extend(tag.left(index));
            }
            Token::Sign("==" | "!=") if tag.is_number_before(index) => found.extend(tag.right(index + 1)),
            Token::Sign("==" | "!=") if matches!(tag.token(index + 1), Some(Token::Text(_))) => {
                texts.extend(tag.left(index));
            }
            Token::Word(word) if word == "in" && tag.are_numbers(index + 1) && !tag.is_loop() => {
                let is_denied = index > 0 && tag.is_word(index - 1, &["not"]);
                found.extend(tag.left(index - usize::from(is_denied)));
            }
            _ => {}
        }
    }
    found.retain(|cell| !texts.iter().any(|text| (&text.of, &text.name) == (&cell.of, &cell.name)));
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

    /// What ends before this place, where nothing else belongs to it.
    fn left(&self, end: usize) -> Option<Cell> {
        let (of, name, start) = match self.token(end.checked_sub(1)?)? {
            Token::Column(name) => (None, name, end - 1),
            Token::Word(name) => {
                match end.checked_sub(3).filter(|of| self.is(of + 1, '.')).map(|of| (of, self.token(of))) {
                    Some((start, Some(Token::Word(of)))) => (Some(of), name, start),
                    _ => (None, name, end - 1),
                }
            }
            Token::Other(']') => {
                let (of, name) = self.keyed(end.checked_sub(4)?)?;
                (Some(of), name, end - 4)
            }
            _ => return None,
        };
        self.begins(start).then(|| self.cell(of, name, start))
    }

    /// What begins here, likewise.
    fn right(&self, start: usize) -> Option<Cell> {
        let (of, name, end) = match self.token(start)? {
            Token::Column(name) => (None, name, start + 1),
            Token::Word(first) => match (self.keyed(start), self.token(start + 2)) {
                (Some((of, name)), _) => (Some(of), name, start + 4),
                (None, Some(Token::Word(name))) if self.is(start + 1, '.') => (Some(first), name, start + 3),
                _ => (None, first, start + 1),
            },
            _ => return None,
        };
        self.ends(end).then(|| self.cell(of, name, start))
    }

    fn cell(&self, of: Option<&String>, name: &str, start: usize) -> Cell {
        Cell { of: of.cloned(), name: name.to_owned(), at: self.tokens[start].1 }
    }

    /// The variable and the name in `row["…"]` that stands here.
    fn keyed(&self, start: usize) -> Option<(&String, &String)> {
        match (self.token(start)?, self.token(start + 2)?, self.is(start + 1, '[') && self.is(start + 3, ']')) {
            (Token::Word(of), Token::Text(name), true) => Some((of, name)),
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
        scan.numbers.into_iter().map(|cell| cell.name).collect()
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
            ("r.id == 1", &["id"]),
            ("1 == r[\"Total due\"]", &["Total due"]),
        ] {
            assert_eq!(compared(expression), columns, "{expression}");
        }
    }

    #[test]
    fn numbers_and_texts_are_compared_with_their_like() {
        for expression in [
            "id == \"1\"", "id | num == 1", "id | int == 1", "id == 1 | str", "1 ~ \"\" == id", "id in [\"1\", \"2\"]",
            "id in [1, \"2\"]", "rows | length == 1", "id == 1 or id == \"1\"", "id + 1 == 2", "2 == id | num",
            "id.x.y == 1", "id is divisible_by(1)", "1 == 1", "id == ", "== 1", "in [1]",
        ] {
            assert_eq!(compared(expression), [""; 0], "{expression}");
        }
    }
}
