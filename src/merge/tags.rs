//! What the tags of a text mean: which variables, columns and files they name, and where.

use std::collections::HashSet;

use super::compared::{self, Cell};
use super::engine::ROWS;
use super::spans::Rewritten;

/// A variable, and where the text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// The variable, or the key of `row`.
    pub(super) name: String,
    /// Where in the scanned text.
    pub(super) at: usize,
    /// Whether it may be missing: `| default(…)` or `is defined` follows.
    pub(super) guarded: bool,
}

/// What a text holds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The text as Tera takes it; places lead back to the scanned text.
    pub(super) rewritten: Rewritten,
    /// Whether there is any tag at all.
    pub(super) has_tags: bool,
    /// Variables (not keys of `row`).
    pub(super) variables: Vec<Use>,
    /// Literal keys of `row`: written as `row["…"]`, or replaced.
    pub(super) keys: Vec<Use>,
    /// Whether `row` is used in any other way, so that all columns are needed.
    pub(super) whole_row: bool,
    /// Names that the text itself gives a value: `set`, `for`, arguments of components.
    pub(super) assigned: HashSet<String>,
    /// Names that stand for a row of the group: `r` of `{% for r in rows %}`.
    pub(super) members: HashSet<String>,
    /// Names that are given a value in any other way.
    pub(super) strangers: HashSet<String>,
    /// The lists that are gone through: the variable that stands for one of them, and the list.
    pub(super) loops: Vec<(String, Use)>,
    /// Columns of variables: the variable, and the key of it that is used.
    pub(super) fields: Vec<(String, Use)>,
    /// Names that are asked for with `is defined` anywhere.
    pub(super) asked: HashSet<String>,
    /// What is compared with a number as it is.
    pub(super) numbers: Vec<Cell>,
    /// `include` and `extends`: the file, and where.
    pub(super) files: Vec<(String, usize)>,
    /// Whether text is joined with `~`.
    pub(super) joins: bool,
    /// Whether there is an `if`: then it may mean to come to nothing.
    pub(super) decides: bool,
    /// Python's `"…" % x`, which Tera takes for arithmetic: where.
    pub(super) percent: Option<usize>,
    /// An `include` inside a component: where.
    pub(super) nested_include: Option<usize>,
    /// Whether the scan is between `component` and `endcomponent`.
    in_component: bool,
    /// Each tag's start and end in the scanned text.
    pub(super) tags: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Column(String),
    Text(String),
    Number,
    Sign(&'static str),
    Other(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Variable,
    Block,
    Expression,
}

impl Kind {
    /// What ends such a tag, or stands behind it where it is only a part of one.
    pub(super) fn end(self) -> &'static str {
        match self {
            Self::Variable => "}}",
            Self::Block | Self::Expression => "%}",
        }
    }
}

/// Notes what the tokens of one tag mean.
pub(super) fn note(scan: &mut Scan, kind: Kind, tokens: &[(Token, usize)]) {
    let token = |index: usize| tokens.get(index).map(|(token, _)| token);
    let word = |index: usize| match token(index) {
        Some(Token::Word(word)) => Some(word.as_str()),
        _ => None,
    };
    let is = |index: usize, sign: char| token(index) == Some(&Token::Other(sign));
    let first = if kind == Kind::Block { word(0) } else { None };
    match (first, token(1)) {
        (Some("set" | "set_global"), Some(Token::Word(name))) => {
            scan.assigned.insert(name.clone());
            scan.strangers.insert(name.clone());
        }
        (Some("include" | "extends"), Some(Token::Text(file))) => {
            scan.files.push((file.clone(), tokens[1].1));
            if scan.in_component {
                scan.nested_include.get_or_insert(tokens[1].1);
            }
        }
        (Some("if"), _) => scan.decides = true,
        (Some("endcomponent"), _) => scan.in_component = false,
        (Some("component"), _) => {
            scan.in_component = true;
            scan.assigned.extend((2..tokens.len()).filter_map(word).map(str::to_owned));
            scan.assigned.insert("body".to_owned());
        }
        _ => {}
    }
    scan.numbers.extend(compared::with_numbers(kind, tokens));
    for (index, (current, at)) in tokens.iter().enumerate().skip(usize::from(first.is_some())) {
        match current {
            Token::Word(name) if name == "for" || (index == 1 && first == Some("for")) => {
                let from = if name == "for" { index + 1 } else { index };
                let end = (from..tokens.len()).find(|index| word(*index) == Some("in")).unwrap_or(tokens.len());
                let names: Vec<String> = (from..end).filter_map(word).map(str::to_owned).collect();
                let over_rows = names.len() == 1 && word(end + 1) == Some(ROWS) && keeps_rows(tokens, end + 2);
                if over_rows { &mut scan.members } else { &mut scan.strangers }.extend(names.iter().cloned());
                if let ([one], Some((Token::Word(list), at))) = (names.as_slice(), tokens.get(end + 1))
                    && !is(end + 2, '(')
                    && keeps_rows(tokens, end + 2)
                {
                    scan.loops.push((one.clone(), Use { name: list.clone(), at: *at, guarded: false }));
                }
                scan.assigned.extend(names);
            }
            Token::Column(name) => {
                let guarded = guard(tokens, index + 1, &mut scan.asked, name);
                scan.keys.push(Use { name: name.clone(), at: *at, guarded });
            }
            Token::Other('~') => scan.joins = true,
            Token::Other('%') if index > 0 && matches!(token(index - 1), Some(Token::Text(_))) => {
                scan.percent.get_or_insert(*at);
            }
            _ => {}
        }
        let Token::Word(name) = current else { continue };
        let behind = index.checked_sub(1).and_then(token);
        let is_attribute = matches!(behind, Some(Token::Other('.' | '|') | Token::Sign("?.")));
        let is_test = matches!(behind, Some(Token::Word(w)) if w == "is")
            || (index > 1 && word(index - 1) == Some("not") && word(index - 2) == Some("is"));
        if is_attribute || is_test || is(index + 1, '=') || is(index + 1, '(') {
            continue;
        }
        if name == "row" {
            let Some((key, length)) = key_behind(tokens, index) else {
                scan.whole_row = true;
                continue;
            };
            let guarded = guard(tokens, index + length, &mut scan.asked, key);
            scan.keys.push(Use { name: key.to_owned(), at: tokens[index + 2].1, guarded });
        } else {
            // `rows[0].mark`: of one of the group's rows.
            if name == ROWS
                && is_one_of(tokens, index)
                && let Some((key, length)) = key_behind(tokens, index + ONE_OF)
            {
                scan.members.insert(name.clone());
                let behind = index + ONE_OF;
                let guarded = guard(tokens, behind + length, &mut scan.asked, &format!("{name}.{key}"));
                scan.fields.push((name.clone(), Use { name: key.to_owned(), at: tokens[behind + 2].1, guarded }));
            }
            let guarded = guard(tokens, index + 1, &mut scan.asked, name);
            scan.variables.push(Use { name: name.clone(), at: *at, guarded });
            if let Some((key, length)) = key_behind(tokens, index) {
                let guarded = guard(tokens, index + length, &mut scan.asked, &format!("{name}.{key}"));
                scan.fields.push((name.clone(), Use { name: key.to_owned(), at: tokens[index + 2].1, guarded }));
            }
        }
    }
}

/// How many tokens `[0]` is.
const ONE_OF: usize = 3;

/// Whether the number of one of a list stands behind its name: `rows[0]`.
pub(super) fn is_one_of(tokens: &[(Token, usize)], index: usize) -> bool {
    let behind = tokens.get(index + 1..=index + ONE_OF);
    matches!(behind, Some([(Token::Other('['), _), (Token::Number, _), (Token::Other(']'), _)]))
}

/// The literal key behind a variable, `row["…"]` or `row.…`, and how many tokens they are together.
fn key_behind(tokens: &[(Token, usize)], index: usize) -> Option<(&str, usize)> {
    let token = |index: usize| tokens.get(index).map(|(token, _)| token);
    match (token(index + 1), token(index + 2), token(index + 3)) {
        (Some(Token::Other('[') | Token::Sign("?[")), Some(Token::Text(key)), Some(Token::Other(']'))) => {
            Some((key, 4))
        }
        (Some(Token::Other('.') | Token::Sign("?.")), Some(Token::Word(key)), _) => Some((key, 3)),
        _ => None,
    }
}

/// Whether what follows `in rows` leaves rows in the list: nothing, or filters that choose and order.
fn keeps_rows(tokens: &[(Token, usize)], behind: usize) -> bool {
    const KEPT: [&str; 5] = ["sort", "reverse", "slice", "filter", "unique"];
    let mut piped = false;
    tokens.iter().skip(behind).all(|(token, _)| match token {
        Token::Word(filter) if piped => {
            piped = false;
            KEPT.contains(&filter.as_str())
        }
        Token::Other(sign) => {
            piped = *sign == '|';
            *sign != '.' && *sign != '['
        }
        _ => true,
    })
}

/// Whether what follows a variable lets it be missing.
fn guard(tokens: &[(Token, usize)], behind: usize, asked: &mut HashSet<String>, name: &str) -> bool {
    let word = |index: usize, wanted: &[&str]| matches!(tokens.get(index), Some((Token::Word(w), _)) if wanted.contains(&w.as_str()));
    if matches!(tokens.get(behind), Some((Token::Other('|'), _))) {
        return word(behind + 1, &["default"]);
    }
    let test = behind + 1 + usize::from(word(behind + 1, &["not"]));
    let asks = word(behind, &["is"]) && word(test, &["defined", "undefined"]);
    if asks {
        asked.insert(name.to_owned());
    }
    asks
}
