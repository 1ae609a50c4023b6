//! Which texts need no engine: reads what Tera would be given, and gives up at the first thing that it does not know.
//!
//! Known are literals, comments, `{{ column | upper }}`, `{% if column == "text" %}` with `elif` and `else`, `include`,
//! `extends` and `block` without `super`, and the dashes that drop blanks. All of it has been compiled by Tera before, so it
//! need not be checked here, only understood.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::cells::Columns;
use super::engine::Text;
use super::marks;
use super::straight::{Condition, Filter, Filtered, Step, Test, filter};

/// How deep choices, blocks and files may be nested.
const MAX_DEPTH: usize = 16;

/// What may be included, in octets, each file as often as it is: a few small files could come to any size.
const ROOM: usize = 4 << 20;

/// What texts may refer to.
pub(super) struct Sources<'a> {
    pub(super) columns: &'a Columns,
    /// The files that can be included.
    pub(super) files: &'a BTreeMap<String, Text>,
}

/// The steps of a text, if it needs no engine.
pub(super) fn steps<'a>(text: &'a Text, sources: &Sources<'a>) -> Option<Vec<Step>> {
    let room = Cell::new(ROOM);
    let mut reader = Reader::new(text, sources, &room, Role::Parent);
    for _ in 0..MAX_DEPTH {
        let Some(parent) = reader.parent() else { return reader.whole(0) };
        reader.role = Role::Child;
        reader.whole(0)?;
        let overrides = reader.overrides;
        reader = Reader { overrides, ..Reader::new(sources.files.get(parent)?, sources, &room, Role::Parent) };
    }
    None
}

/// What a text is to the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// What is rendered; its blocks are those of its children, where they have them.
    Parent,
    /// What extends another: nothing of it counts but its blocks.
    Child,
    Included,
}

struct Reader<'a, 's> {
    /// As Tera is given it.
    text: &'a str,
    at: usize,
    /// Whether a dash drops the blanks that come next.
    drops_blanks: bool,
    sources: &'s Sources<'a>,
    /// What may still be included, in octets.
    room: &'s Cell<usize>,
    role: Role,
    /// The blocks of children.
    overrides: HashMap<&'a str, Vec<Step>>,
    /// The blocks seen in this text.
    blocks: HashSet<&'a str>,
    in_block: bool,
}

impl<'a, 's> Reader<'a, 's> {
    fn new(text: &'a Text, sources: &'s Sources<'a>, room: &'s Cell<usize>, role: Role) -> Self {
        Self {
            text: &text.scan.rewritten.text,
            at: 0,
            drops_blanks: false,
            sources,
            room,
            role,
            overrides: HashMap::new(),
            blocks: HashSet::new(),
            in_block: false,
        }
    }

    /// The file that this text extends, if it does.
    fn parent(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at += self.rest().len() - self.rest().trim_start().len();
        let file = self.opens_with("{%").and_then(|()| self.named("extends")).and_then(|()| self.file());
        if file.is_none() {
            self.at = start;
        }
        file
    }

    /// The steps from here to the end.
    fn whole(&mut self, depth: usize) -> Option<Vec<Step>> {
        match self.part(depth)? {
            (steps, "") => Some(steps),
            _ => None,
        }
    }

    /// The steps up to the tag that ends them, and that tag's name; no name = the end of the text.
    fn part(&mut self, depth: usize) -> Option<(Vec<Step>, &'a str)> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut steps = Vec::new();
        loop {
            push_literal(&mut steps, self.literal()?);
            if self.rest().is_empty() {
                return Some((steps, ""));
            }
            if self.opens_with("{{").is_some() {
                steps.push(self.cell()?);
                continue;
            }
            if self.opens_with("{#").is_some() {
                self.comment()?;
                continue;
            }
            self.opens_with("{%")?;
            match self.word()? {
                "if" => steps.push(self.choice(depth)?),
                "include" => append(&mut steps, self.include(depth)?),
                "block" => append(&mut steps, self.block(depth)?),
                end @ ("elif" | "else" | "endif" | "endblock") => return Some((steps, end)),
                _ => return None,
            }
        }
    }

    /// What stands before the next tag.
    fn literal(&mut self) -> Option<&'a str> {
        let starts = memchr::memchr_iter(b'{', self.rest().as_bytes());
        let is_tag = |at: &usize| matches!(self.rest().as_bytes().get(at + 1), Some(b'{' | b'%' | b'#'));
        let length = starts.into_iter().find(is_tag).unwrap_or(self.rest().len());
        let (mut literal, behind) = self.rest().split_at(length);
        self.at += length;
        // Marks stand for characters of the author's that would be taken for marks.
        if marks::has_mark(literal) {
            return None;
        }
        // A comment hides no dash before it.
        if self.drops_blanks && length > 0 {
            literal = literal.trim_start();
        }
        self.drops_blanks &= length == 0 && behind.starts_with("{#");
        Some(if behind.as_bytes().get(2) == Some(&b'-') { literal.trim_end() } else { literal })
    }

    /// `name | filter }}`
    fn cell(&mut self) -> Option<Step> {
        let column = self.column()?;
        let mut filters: Vec<Filter> = Vec::new();
        while self.takes("|") {
            match self.word()? {
                // A cell is never undefined.
                "default" => self.default_value()?,
                name => filters.push(filter(name)?),
            }
        }
        self.closes_with("}}")?;
        Some(Step::Cell(Filtered { column, filters }))
    }

    /// `(value="text")`
    fn default_value(&mut self) -> Option<()> {
        let opens = self.takes("(") && self.named("value").is_some() && self.takes("=");
        opens.then(|| self.string())??;
        self.takes(")").then_some(())
    }

    fn comment(&mut self) -> Option<()> {
        let length = self.rest().find("#}")?;
        self.drops_blanks |= self.rest()[..length].ends_with('-');
        self.at += length + 2;
        Some(())
    }

    /// `condition %} … {% elif … %} … {% else %} … {% endif %}`
    fn choice(&mut self, depth: usize) -> Option<Step> {
        let mut arms = Vec::new();
        loop {
            let condition = self.condition()?;
            self.closes_with("%}")?;
            let (steps, mut end) = self.part(depth + 1)?;
            arms.push((condition, steps));
            let mut otherwise = Vec::new();
            match end {
                "elif" => continue,
                "else" => {
                    self.closes_with("%}")?;
                    (otherwise, end) = self.part(depth + 1)?;
                }
                _ => {}
            }
            self.closes_with("%}")?;
            return (end == "endif").then_some(Step::Choice(arms, otherwise));
        }
    }

    /// `name`, `not name`, `name == "text"` or `name != "text"`
    fn condition(&mut self) -> Option<Condition> {
        if self.named("not").is_some() {
            return Some(Condition { column: self.column()?, test: Test::Filled, wanted: false });
        }
        let column = self.column()?;
        let (test, wanted) = match (self.takes("=="), self.takes("!=")) {
            (true, _) => (Test::Equal(self.string()?.to_owned()), true),
            (false, true) => (Test::Equal(self.string()?.to_owned()), false),
            (false, false) => (Test::Filled, true),
        };
        Some(Condition { column, test, wanted })
    }

    /// `"file" %}`: what it holds.
    fn include(&mut self, depth: usize) -> Option<Vec<Step>> {
        let file = self.sources.files.get(self.file()?)?;
        let mut reader = Reader::new(file, self.sources, self.room, Role::Included);
        self.room.set(self.room.get().checked_sub(reader.text.len())?);
        reader.whole(depth + 1)
    }

    /// `name %} … {% endblock %}`: what it holds; nothing in a child, where it is kept for the parent.
    fn block(&mut self, depth: usize) -> Option<Vec<Step>> {
        let name = self.word()?;
        self.closes_with("%}")?;
        // In a choice of a child's it would be another matter.
        let counts = self.role == Role::Parent || (self.role == Role::Child && depth == 0);
        if !counts || std::mem::replace(&mut self.in_block, true) || !self.blocks.insert(name) {
            return None;
        }
        let (steps, end) = self.part(depth + 1)?;
        let _ = self.named(name);
        self.closes_with("%}")?;
        self.in_block = false;
        if end != "endblock" {
            return None;
        }
        match self.role {
            Role::Parent => Some(self.overrides.remove(name).unwrap_or(steps)),
            _ => {
                self.overrides.entry(name).or_insert(steps);
                Some(Vec::new())
            }
        }
    }

    /// `"file" %}`
    fn file(&mut self) -> Option<&'a str> {
        let name = self.string()?;
        self.closes_with("%}")?;
        Some(name)
    }

    /// `name` or `row["name"]`, by its index.
    fn column(&mut self) -> Option<usize> {
        match self.word()? {
            "row" => {
                let name = self.takes("[").then(|| self.string())??;
                self.takes("]").then(|| self.sources.columns.key(name))?
            }
            name => self.sources.columns.variable(name),
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blank(&mut self) {
        self.at += self.rest().len() - self.rest().trim_ascii_start().len();
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.blank();
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    /// The beginning of a tag, with its dash.
    fn opens_with(&mut self, sign: &str) -> Option<()> {
        let behind = self.rest().strip_prefix(sign)?;
        self.at += sign.len() + usize::from(behind.starts_with('-'));
        self.drops_blanks &= sign == "{#";
        Some(())
    }

    /// The end of a tag, with its dash.
    fn closes_with(&mut self, sign: &str) -> Option<()> {
        self.blank();
        let rest = self.rest();
        let behind = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(sign)?;
        self.drops_blanks = rest.starts_with('-');
        self.at = self.text.len() - behind.len();
        Some(())
    }

    /// An identifier.
    fn word(&mut self) -> Option<&'a str> {
        self.blank();
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        (!word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit())).then_some(word)
    }

    /// This identifier; nothing is taken where another stands.
    fn named(&mut self, word: &str) -> Option<()> {
        let start = self.at;
        if self.word() == Some(word) {
            return Some(());
        }
        self.at = start;
        None
    }

    /// The inside of a string literal, if there are no escapes in it.
    fn string(&mut self) -> Option<&'a str> {
        self.blank();
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let inside = rest[1..].split(quote).next().filter(|inside| inside.len() + 1 < rest.len())?;
        self.at += inside.len() + 2;
        (!inside.contains('\\')).then_some(inside)
    }
}

fn push_literal(steps: &mut Vec<Step>, literal: &str) {
    match steps.last_mut() {
        _ if literal.is_empty() => {}
        Some(Step::Literal(text)) => text.push_str(literal),
        _ => steps.push(Step::Literal(literal.to_owned())),
    }
}

fn append(steps: &mut Vec<Step>, others: Vec<Step>) {
    for step in others {
        match step {
            Step::Literal(text) => push_literal(steps, &text),
            other => steps.push(other),
        }
    }
}
