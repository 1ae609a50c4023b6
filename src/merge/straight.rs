//! Texts that need no engine: literals, columns, simple filters, and `if` with a column.
//!
//! Most texts are no more than that. Tera looks up each column by its name and makes a value of each cell: 1.4 µs for a letter of
//! 2 KB, where all there is to be done is to copy it. What is written here is what Tera writes, to the octet; [`syntax`] leaves to
//! Tera every text of which that is not certain, and every filter that can fail.
//!
//! [`syntax`]: super::syntax

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::alternative::is_blank;
use super::cells::Cells;
use super::lines::Lines;
use super::marked::Inserts;
use super::{filters, marks};

/// A part of a text.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// By the template's author.
    Literal(String),
    /// By the template's author, in a body.
    Lines(Lines),
    /// Out of a cell.
    Cell(Filtered),
    /// The steps of the first arm whose condition holds, or else the others.
    Choice(Vec<(Condition, Vec<Self>)>, Vec<Self>),
}

/// A cell that passes filters.
#[derive(Debug, Clone)]
pub(super) struct Filtered {
    /// Its column, by its index.
    pub(super) column: usize,
    pub(super) filters: Vec<Filter>,
}

/// A filter that takes every text and never fails.
pub(super) type Filter = fn(&str) -> Cow<'_, str>;

/// What an `if` asks of a column.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    /// By its index.
    pub(super) column: usize,
    /// What is asked.
    pub(super) test: Test,
    /// The answer that is wanted.
    pub(super) wanted: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Test {
    /// Whether there is anything in it.
    Filled,
    /// Whether it is this.
    Equal(String),
}

/// What a text is written to.
pub(super) trait Output {
    /// Appends what the template's author wrote.
    fn literal(&mut self, text: &str);
    /// Appends what the template's author wrote, in a body.
    fn lines(&mut self, lines: &Lines) {
        self.literal(lines.text());
    }

    /// Appends what comes out of a cell.
    fn cell(&mut self, text: &str);
    /// Notes which way the text goes where it has a choice.
    fn choice(&mut self, _arm: usize) {}
    /// Octets so far.
    fn octets(&self) -> usize;
}

/// The filter of a name, as Tera and [`filters`] have it.
pub(super) fn filter(name: &str) -> Option<Filter> {
    match name {
        "lower" => Some(|text| text.to_lowercase().into()),
        "trim" => Some(|text| text.trim().into()),
        "upper" => Some(|text| text.to_uppercase().into()),
        "urlencode" => Some(filters::percent_encoded),
        _ => None,
    }
}

/// The steps for a body, whose literals have the line ends of a mail: done once here, it need not be done for each mail.
pub(super) fn of_body(steps: Vec<Step>) -> Vec<Step> {
    let step = |step| match step {
        Step::Literal(text) => Step::Lines(Lines::of(&text)),
        Step::Lines(_) | Step::Cell(_) => step,
        Step::Choice(arms, otherwise) => {
            let arms = arms.into_iter().map(|(condition, steps)| (condition, of_body(steps))).collect();
            Step::Choice(arms, of_body(otherwise))
        }
    };
    steps.into_iter().map(step).collect()
}

/// Writes a text for a row; false if it becomes larger than `limit` octets, and is not all there.
pub(super) fn write(steps: &[Step], cells: &Cells<'_>, limit: usize, out: &mut impl Output) -> bool {
    for step in steps {
        match step {
            Step::Literal(text) => out.literal(text),
            Step::Lines(lines) => out.lines(lines),
            Step::Cell(cell) if cell.filters.is_empty() => out.cell(cells.get(cell.column)),
            Step::Cell(cell) => out.cell(&cell.text(cells)),
            Step::Choice(arms, otherwise) => {
                let chosen = arms.iter().position(|(condition, _)| condition.holds(cells)).unwrap_or(arms.len());
                out.choice(chosen);
                if !write(arms.get(chosen).map_or(otherwise, |(_, steps)| steps), cells, limit, out) {
                    return false;
                }
            }
        }
        if out.octets() > limit {
            return false;
        }
    }
    true
}

/// Of each column that a text writes, those that have to hold something for that, each time: `{% if first %}{{ last }}{% endif %}`.
pub(super) fn guards(steps: &[Step], within: &mut Vec<usize>, found: &mut BTreeMap<usize, Vec<usize>>) {
    for step in steps {
        match step {
            Step::Literal(_) | Step::Lines(_) => {}
            Step::Cell(cell) => {
                let guards = found.entry(cell.column).or_insert_with(|| within.clone());
                guards.retain(|guard| within.contains(guard));
            }
            Step::Choice(arms, otherwise) => {
                for (condition, steps) in arms {
                    let asks = matches!(condition.test, Test::Filled) && condition.wanted;
                    within.extend(Some(condition.column).filter(|_| asks));
                    guards(steps, within, found);
                    within.truncate(within.len() - usize::from(asks));
                }
                guards(otherwise, within, found);
            }
        }
    }
}

impl Filtered {
    /// What comes out of it.
    pub(super) fn text<'a>(&self, cells: &Cells<'a>) -> Cow<'a, str> {
        let cell = cells.get(self.column);
        let Some((first, others)) = self.filters.split_first() else { return Cow::Borrowed(cell) };
        others.iter().fold(first(cell), |text, filter| match text {
            Cow::Borrowed(text) => filter(text),
            Cow::Owned(text) => Cow::Owned(filter(&text).into_owned()),
        })
    }
}

impl Condition {
    fn holds(&self, cells: &Cells<'_>) -> bool {
        let cell = cells.get(self.column);
        let answer = match &self.test {
            Test::Filled => !cell.is_empty(),
            Test::Equal(text) => cell == text,
        };
        answer == self.wanted
    }
}

impl Output for String {
    fn literal(&mut self, text: &str) {
        self.push_str(text);
    }

    fn cell(&mut self, text: &str) {
        self.push_str(text);
    }

    fn octets(&self) -> usize {
        self.len()
    }
}

/// A text whose cells are written as marks.
pub(super) struct WithMarks(pub(super) String);

impl Output for WithMarks {
    fn literal(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn cell(&mut self, text: &str) {
        marks::push_marked(text, &mut self.0);
    }

    fn octets(&self) -> usize {
        self.0.len()
    }
}

/// The way that a text takes for a row, and its cells: texts that take the same way differ in their cells only, and the same of
/// those are blank.
#[derive(Debug, Default)]
pub(super) struct Path {
    pub(super) turns: Vec<u32>,
    pub(super) cells: Inserts,
    /// Whether the last thing was a cell.
    in_cell: bool,
}

impl Output for Path {
    fn literal(&mut self, _text: &str) {
        self.in_cell = false;
    }

    fn cell(&mut self, text: &str) {
        let state = if text.is_empty() { 0 } else { 1 + u32::from(is_blank(text)) };
        self.turns.push(state);
        if state > 0 {
            self.cells.push(text, !std::mem::replace(&mut self.in_cell, true));
        }
    }

    fn choice(&mut self, arm: usize) {
        self.turns.push(u32::try_from(arm).unwrap_or(u32::MAX));
    }

    fn octets(&self) -> usize {
        self.cells.all().len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::alternative::is_blank;
    use super::super::engine::{Engine, File, Mode, Text, TextId};
    use super::super::names::Names;
    use super::super::spans::Rewritten;
    use super::{Step, of_body, write};
    use crate::input::{Header, Record};

    const COLUMNS: [&str; 5] = ["a", "b", "row", "First Name", "true"];

    fn text(names: &Names, text: &str, mode: Mode) -> Text {
        let is_body = false;
        let scan = names.scan(text, mode == Mode::Marked);
        let file = File { name: PathBuf::new(), text: text.into() };
        Text { mode, is_body, file, unfolded: Rewritten::of(text, 0, text.len()), scan }
    }

    /// The engine of a text, plain and marked, and of some files.
    fn engine(main: &str, files: &[(&str, &str)]) -> Option<Engine> {
        let header = Header::new(COLUMNS.map(str::to_owned).into());
        let names = Names::new(&header);
        let texts = vec![text(&names, main, Mode::Plain), text(&names, main, Mode::Marked)];
        let files = files.iter().map(|(name, content)| ((*name).to_owned(), text(&names, content, Mode::Plain)));
        let (engine, errors) = Engine::new(Arc::new(header), &names, texts, files.collect::<BTreeMap<_, _>>(), false);
        errors.is_empty().then_some(engine)
    }

    fn record(cells: &[String]) -> Record {
        let header = Arc::new(Header::new(COLUMNS.map(str::to_owned).into()));
        Record { number: 1, line: 2, header, fields: cells.iter().collect(), more: Vec::new() }
    }

    /// Whether a text needs no engine; if so, the engine must write the same.
    fn is_straight(main: &str, files: &[(&str, &str)], cells: &[String]) -> Result<bool, TestCaseError> {
        let Some(engine) = engine(main, files) else { return Ok(false) };
        let record = record(cells);
        let cells = engine.cells(&record);
        let (plain, marked) = (TextId(0), TextId(1));
        let mut found = [false; 3];
        for (id, found) in [plain, marked].into_iter().zip(&mut found) {
            if let Some(text) = engine.straight_text(id, &cells) {
                *found = true;
                prop_assert_eq!(text, engine.engine_text(id, &cells).unwrap(), "{:?} {:?}", main, files);
            }
        }
        if let Some(text) = engine.straight_marked(marked, &cells) {
            found[2] = true;
            let other = engine.engine_marked(marked, &cells).unwrap();
            prop_assert_eq!(text.text(), other.text(), "{:?} {:?}", main, files);
            prop_assert_eq!(text.cells(), other.cells(), "{:?} {:?}", main, files);
            prop_assert_eq!(&engine.path(marked, &cells).unwrap().cells, other.cells(), "{:?} {:?}", main, files);
        }
        Ok(found.contains(&true))
    }

    fn cells() -> impl Strategy<Value = Vec<String>> {
        let cell = prop_oneof![
            Just(String::new()),
            Just("x".to_owned()),
            Just("{{ b }}".to_owned()),
            "[ -~]{0,8}",
            "[ \\n\\tẞßﬁǆ张\u{F0041}\u{2028}\u{A0}]{0,4}",
        ];
        prop::collection::vec(cell, COLUMNS.len())
    }

    /// What stands at the two ends of a tag.
    fn ends() -> impl Strategy<Value = (&'static str, &'static str)> {
        let open = prop::sample::select(vec!["", " ", "-", "- ", "-\n"]);
        (open, prop::sample::select(vec!["", " ", "-", " -", "\n"]))
    }

    fn tag((open, close): (&str, &str), inside: &str) -> String {
        format!("{{%{open}{inside}{close}%}}")
    }

    /// Parts of templates, with blanks and dashes in all places.
    fn part() -> impl Strategy<Value = String> {
        let column = || prop::sample::select(vec!["a", "b", "row[\"row\"]", "First Name", "row['a']", "row [ `b` ]"]);
        let literal = prop_oneof!["[ a-z<&>\\n\\r}%#-]{0,5}", "[ \n\u{A0}\u{85}张]{0,4}"];
        let filter = prop::sample::select(vec![
            "", " | upper", "|lower|urlencode", "| trim |upper", "|default (value=\"x\" )|trim",
        ]);
        let cell = (ends(), column(), filter)
            .prop_map(|((open, close), column, filter)| format!("{{{{{open}{column}{filter}{close}}}}}"));
        let comment =
            ("-?", "[ a-z{%\"-]{0,4}", "-?").prop_map(|(open, text, close)| format!("{{#{open}{text}{close}#}}"));
        let include = ends().prop_map(|ends| tag(ends, "include 'file'"));
        let leaf = prop_oneof![6 => literal, 8 => cell, 2 => comment, 1 => include];
        leaf.prop_recursive(3, 24, 4, move |inner| {
            let condition = prop_oneof![
                column().prop_map(|column| format!("not {column}")),
                (column(), prop::sample::select(vec!["", " == \"x\"", " != 'x'", "==``"]))
                    .prop_map(|(column, test)| [column, test].concat()),
            ];
            let arm = (ends(), condition, inner.clone());
            (prop::collection::vec(arm, 1..3), prop::option::of((ends(), inner.clone())), ends(), inner).prop_map(
                |(arms, otherwise, end, rest)| {
                    let mut text = String::new();
                    for (index, (ends, condition, part)) in arms.iter().enumerate() {
                        let word = if index == 0 { "if" } else { "elif" };
                        text += &(tag(*ends, &format!("{word} {condition}")) + part);
                    }
                    if let Some((ends, part)) = otherwise {
                        text += &(tag(ends, "else") + &part);
                    }
                    text + &tag(end, "endif") + &rest
                },
            )
        })
    }

    fn parts() -> impl Strategy<Value = String> {
        prop::collection::vec(part(), 0..5).prop_map(|parts| parts.concat())
    }

    fn lines(text: &str) -> Vec<String> {
        text.replace("\r\n", "\n").replace('\r', "\n").split('\n').map(str::to_owned).collect()
    }

    proptest! {
        #[test]
        fn line_ends_are_all_that_a_body_changes(main in parts(), cells in cells()) {
            // Where a cell or a comment stands within a CRLF, there are two line ends.
            let main = main.replace('\r', "");
            let engine = engine(&main, &[("file", "{{ a }}\n")]).unwrap();
            let (record, whole) = (record(&cells), engine.straight[0].as_deref().unwrap());
            let cells = engine.cells(&record);
            let written = |steps: &[Step]| {
                let mut text = String::new();
                write(steps, &cells, usize::MAX, &mut text).then_some(text).unwrap()
            };
            let (text, body) = (written(whole), written(&of_body(whole.to_vec())));
            prop_assert_eq!(lines(&text), lines(&body));
            let ended = |text: &str| text.matches('\n').count() - text.matches("\r\n").count();
            let in_cells: usize = COLUMNS.iter().zip(0..).map(|(_, index)| ended(cells.get(index))).sum();
            prop_assert!(in_cells > 0 || ended(&body) == 0, "{:?}", body);
        }

        #[test]
        fn texts_that_take_the_same_way_differ_in_their_cells_only(main in parts(), one in cells(), other in cells()) {
            let engine = engine(&main, &[("file", "{% if b == 'x' %}{{ a }}{% endif %}")]).unwrap();
            let (one, other) = (record(&one), record(&other));
            let ways = [&one, &other].map(|record| {
                let cells = engine.cells(record);
                let marked = engine.straight_marked(TextId(1), &cells).unwrap();
                let blanks: Vec<bool> = marked.cells().iter().map(is_blank).collect();
                (engine.path(TextId(1), &cells).unwrap().turns, marked.text().to_owned(), blanks)
            });
            let [(turns, text, blanks), (other_turns, other_text, other_blanks)] = ways;
            prop_assert!(turns != other_turns || (text == other_text && blanks == other_blanks), "{:?}", main);
        }

        #[test]
        fn what_is_written_is_what_the_engine_writes(main in parts(), file in parts(), cells in cells()) {
            let file = file.replace("include 'file'", "if a%}{%endif");
            is_straight(&main, &[("file", &file)], &cells)?;
        }

        #[test]
        fn blocks_of_children_stand_in_their_parents(
            parts in prop::collection::vec(part(), 8), cells in cells(), names in "(bcbc|bccb|bcbb)",
            ends in prop::collection::vec(ends(), 8)
        ) {
            let parts: Vec<_> = parts.iter().map(|part| part.replace("include 'file'", "include 'other'")).collect();
            let other = parts[7].replace("include 'other'", "if a%}{%endif");
            let block = |number: usize, part: &str| {
                let name = &names[number..=number];
                let end = if number > 1 { format!("endblock {name}") } else { "endblock".to_owned() };
                tag(ends[2 * number], &format!("block {name}")) + part + &tag(ends[2 * number + 1], &end)
            };
            let parent = format!("{}{}{}{}{}", parts[0], block(0, &parts[1]), parts[2], block(1, &parts[3]), parts[4]);
            let middle = format!("{{% extends 'parent' %}}\n{}\n", block(2, &parts[5]));
            let main = format!("\n{{% extends \"middle\" -%}} {{# c #}} {}", block(3, &parts[6]));
            is_straight(&main, &[("parent", &parent), ("middle", &middle), ("other", &other)], &cells)?;
            is_straight(&parent, &[("other", &other)], &cells)?;
        }

        #[test]
        fn anything_else_is_left_to_the_engine(
            tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..12), cells in cells()
        ) {
            is_straight(&tokens.concat(), &[("file", "{{ a }}")], &cells)?;
        }
    }

    const TOKENS: &[&str] = &[
        "{{", "}}", "{%", "%}", "{#", "#}", "{{ ", " }}", "{% ", " %}", "-", "a", "First Name", "1", "row", "true",
        "\"", "'", "`", "\\", "if ", "endif", "else", "elif ", "for x in ", "endfor", "set a = ", "x", "raw", "endraw",
        "include \"file\"", "block b", "endblock", " | ", "upper", "[", "]", "(", ")", ".", "~", "not ", " is defined",
        "row[\"a\"]", "row.a", " ", "\n", "==", "!=", " and ", "{{ a }}", "{% if a %}", "{% endif %}", "{% else %}",
        "{{ true }}", "\u{F0041}", "filter upper", "endfilter",
    ];

    #[test]
    fn most_texts_need_no_engine() {
        let cells: Vec<String> = ["1", "x", "r", "f", "t"].map(str::to_owned).into();
        for (main, straight) in [
            ("Dear {{ a }} {{ First Name }}{{ row[\"b\"] | upper }},\n", true),
            ("{# c #}{%- if a == \"1\" -%} {{ b }} {% elif not b %}{% else %}{% include 'file' %}{% endif %}", true),
            ("{{ true }}{{ row }}", true),
            ("{% if true %}{{ a }}{% endif %}", false),
            ("{{ a ~ b }}", false),
            ("{{ a | upper | num }}", false),
            ("{{ a | default(value='x') }}", true),
            ("{{ a | default(value='x', boolean=true) }}", false),
            ("{% set a = b %}{{ a }}", false),
            ("{% for a in [1, 2] %}{{ a }}{% endfor %}", false),
            ("{{ a }}{% include 'set' %}", false),
            ("{% raw %}{{ a }}{% endraw %}", false),
            ("{% filter upper %}{{ a }}{% endfilter %}", false),
            ("{{ __tera_context }}", false),
            ("{% if a == \"\\\"\" %}{% endif %}", false),
            ("{% extends 'nested' %}{% block d %}{{ a }}{% endblock %}", false),
            ("{% extends 'base' %}{% block c %}{{ super() }}{% endblock %}", false),
            ("{% extends 'base' %}{% block c %}{{ a }}{% endblock c %}", true),
        ] {
            let files = [
                ("file", "{{ a }}"),
                ("set", "{% set b = a %}{{ b }}"),
                ("nested", "{% block c %}{% block d %}{{ b }}{% endblock %}{% endblock %}"),
                ("base", "{% if a %}{% block c %}{{ b }}{% endblock %}{% endif %}"),
            ];
            assert!(engine(main, &files).is_some(), "{main}");
            assert_eq!(is_straight(main, &files, &cells).unwrap(), straight, "{main}");
        }
    }

    /// Each of ten files includes the next ten times: the engine gives up at its limit.
    #[test]
    fn what_includes_come_to_is_bounded() {
        let names: Vec<String> = (0..9).map(|number| format!("file{number}")).collect();
        let text = |next: usize| {
            names.get(next).map_or("{{ a }}".repeat(100), |name| format!("{{% include '{name}' %}}").repeat(10))
        };
        let texts: Vec<String> = (0..9).map(|number| text(number + 1)).collect();
        let files: Vec<_> = names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let engine = engine(&text(0), &files).unwrap();
        let record = record(&["x".repeat(1000)]);
        assert_eq!(engine.straight_text(TextId(0), &engine.cells(&record)), None);
    }
}
