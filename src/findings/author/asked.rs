//! Conditions of a template that no row of the list meets: `{% if sex == "M" %}` where the column has `male` and `female`, or
//! `{% if "sex" == "M" %}`, which compares two texts.

use std::collections::{BTreeMap, HashMap};

use super::misspelt;
use super::variables::without_unseen;
use crate::findings::branches::{are_same, compared, quoted};
use crate::findings::han::is_han;
use crate::findings::persons::sex_of_salutation;
use crate::findings::{Finding, Kind, calendar, headings, near, shown};
use crate::input::{Fields, Header, Source};
use crate::merge::Written;

/// What the letter asks a column for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    texts: Vec<Text>,
    /// Whether rows that it does not ask for have something of their own: an `else`, or another branch.
    decides: bool,
    /// Whether it asks what the column is not: whoever is left out may be in another list.
    is_of_others: bool,
}

/// A text that a column is to be.
#[derive(Debug, PartialEq, Eq)]
struct Text {
    text: String,
    place: String,
    /// Where the first of its branches stands.
    first: String,
}

/// The values of a column, and in how many rows they are.
#[derive(Debug, Default)]
struct Values {
    rows: usize,
    counts: HashMap<String, usize>,
    is_full: bool,
}

/// A tag of a condition.
#[derive(Debug, Clone, Copy)]
struct Tag<'t> {
    at: usize,
    text: &'t str,
    /// Whether it shows something, and is no `if`.
    is_shown: bool,
}

/// So many rows tell whether the whole list is to be asked.
const SAMPLE: usize = 100;
/// So many of a kind are told in one text.
const MOST_TOLD: usize = 10;
/// A column of more values says something else about each row.
const MOST: usize = 24;

/// What looks wrong: where, what, and what to do. Once for a column.
pub(super) fn look<'a>(texts: impl Iterator<Item = Written<'a>>, source: &Source) -> Vec<Finding> {
    let header = source.header();
    let (mut asked, mut found) = (BTreeMap::new(), Vec::new());
    for written in texts {
        let text = without_unseen(written.text);
        let tags = tags(&text);
        let place = |at: usize| written.place(at);
        found.extend(tags.iter().filter_map(|tag| of_texts(*tag, header, place)).take(MOST_TOLD));
        gather(&tags, header, place, &mut asked);
    }
    let rows = || source.records().into_iter().flatten().flatten().map(|record| record.fields);
    asked = suspected(asked, rows().take(SAMPLE), header);
    if !asked.is_empty() {
        // What the first rows do not have, others may.
        let values = count(asked.keys().copied(), rows());
        for (column, asked) in &asked {
            let name = header.names().get(*column).map(|name| shown(name)).unwrap_or_default();
            let said = values.get(column).and_then(|values| asked.flaw(values, &name));
            found.extend(said.map(|what| Finding::of_template(Kind::NearValue, what, None)));
        }
    }
    found
}

/// Those that the first rows do not meet.
fn suspected(
    asked: BTreeMap<usize, Asked>,
    rows: impl Iterator<Item = Fields>,
    header: &Header,
) -> BTreeMap<usize, Asked> {
    if asked.is_empty() {
        return asked;
    }
    let values = count(asked.keys().copied(), rows);
    let name = |column: &usize| header.names().get(*column).map_or("", String::as_str);
    let is_suspected = |(column, asked): &(usize, Asked)| {
        values.get(column).is_some_and(|values| asked.flaw(values, name(column)).is_some())
    };
    asked.into_iter().filter(is_suspected).collect()
}

fn count(columns: impl Iterator<Item = usize>, rows: impl Iterator<Item = Fields>) -> BTreeMap<usize, Values> {
    let mut values: BTreeMap<usize, Values> = columns.map(|column| (column, Values::default())).collect();
    for fields in rows {
        for (column, values) in &mut values {
            values.add(fields.get(*column).unwrap_or_default().trim());
        }
        if values.values().all(|values| values.is_full) {
            break;
        }
    }
    values
}

/// The tags of a text: a condition may also stand within what is shown.
fn tags(text: &str) -> Vec<Tag<'_>> {
    const LONGEST: usize = 1_000;
    let of_begin = |(at, _): (usize, &str)| {
        let is_shown = text[at..].starts_with("{{");
        if !is_shown && !text[at..].starts_with("{%") {
            return None;
        }
        let inside = near::behind(&text[at + "{%".len()..], LONGEST);
        let length = inside.find(if is_shown { "}}" } else { "%}" })?;
        Some(Tag { at, text: &inside[..length], is_shown })
    };
    text.match_indices('{').filter_map(of_begin).collect()
}

/// `"sex" == "M"`: two texts are never the same, or always.
fn of_texts(tag: Tag<'_>, header: &Header, place: impl Fn(usize) -> String) -> Option<Finding> {
    let signs = ["==", "!="].iter().flat_map(|sign| tag.text.match_indices(sign));
    let is_column = |text: &str| header.position(text.trim()).is_some();
    let (one, other) = signs.into_iter().find_map(|(at, sign)| {
        let (before, behind) = (tag.text[..at].trim_end(), tag.text[at + sign.len()..].trim_start());
        let other = quoted(behind)?;
        let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
        let (rest, one) = before.strip_suffix(quote)?.rsplit_once(quote)?;
        // `row["sex"]` is a column, and so is not what a filter has made of one.
        let is_alone = rest.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == '(');
        (is_alone && one != other && (is_column(one) || is_column(other))).then_some((one, other))
    })?;
    let column = if is_column(one) { one } else { other };
    let what = format!(
        "{}: \"{}\" and \"{}\" are both in quotes, so that the letter compares these words, and no row. The column is written \
         without: {}.",
        place(tag.at),
        shown(one),
        shown(other),
        shown(column.trim())
    );
    Some(Finding::of_template(Kind::NearValue, what, None))
}

/// What the tags of a text ask the columns for.
fn gather(tags: &[Tag<'_>], header: &Header, place: impl Fn(usize) -> String, asked: &mut BTreeMap<usize, Asked>) {
    // Where the conditions around a place begin, and the columns that they ask.
    let mut open: Vec<(String, Vec<usize>)> = Vec::new();
    for tag in tags {
        let text = tag.text.trim_matches(['-', ' ', '\n']);
        let word = text.split(|c: char| !c.is_alphabetic()).next().filter(|_| !tag.is_shown).unwrap_or_default();
        let is_negated = text.contains("not ");
        let first = open.last().filter(|_| word == "elif").map_or_else(|| place(tag.at), |(first, _)| first.clone());
        let mut columns = Vec::new();
        for (sign, is_of_others) in [("==", is_negated), ("!=", true)] {
            for (name, value) in compared(tag.text, sign) {
                let Some(column) = header.position(name).filter(|_| !value.is_empty()) else { continue };
                let asked: &mut Asked = asked.entry(column).or_default();
                asked.is_of_others |= is_of_others;
                if !asked.texts.iter().any(|known| known.text == value && known.first == first) {
                    asked.texts.push(Text { text: value.to_owned(), place: place(tag.at), first: first.clone() });
                }
                columns.push(column);
            }
        }
        let decided = match word {
            "if" | "for" => {
                open.push((first, columns));
                continue;
            }
            "elif" | "else" => {
                let Some((_, before)) = open.last_mut() else { continue };
                before.extend(columns);
                before.clone()
            }
            "endif" | "endfor" => {
                open.pop();
                continue;
            }
            _ if text.contains(" else ") => columns,
            _ => continue,
        };
        for column in decided {
            asked.entry(column).or_default().decides = true;
        }
    }
}

impl Values {
    fn add(&mut self, value: &str) {
        self.rows += 1;
        if value.is_empty() || self.is_full {
            return;
        }
        if let Some(count) = self.counts.get_mut(value) {
            *count += 1;
        } else if self.counts.len() == MOST {
            self.is_full = true;
        } else {
            self.counts.insert(value.to_owned(), 1);
        }
    }

    /// The values, those first that most rows have.
    fn usual(&self) -> Vec<&str> {
        let mut usual: Vec<(&str, usize)> = self.counts.iter().map(|(value, count)| (value.as_str(), *count)).collect();
        usual.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        usual.into_iter().map(|(value, _)| value).collect()
    }
}

impl Asked {
    /// What is wrong with the texts that a column with these values is asked for.
    fn flaw(&self, values: &Values, name: &str) -> Option<String> {
        /// So many rows have something there, of so many.
        const FILLED: (usize, usize) = (4, 5);
        const FEWEST: usize = 4;
        let filled: usize = values.counts.values().sum();
        if values.is_full || filled < FEWEST {
            return None;
        }
        if filled * FILLED.1 < values.rows * FILLED.0 {
            return self.slip(values, name);
        }
        let usual = values.usual();
        let is_met = |text: &str| usual.contains(&text);
        // Branches of one condition may ask for each of its spellings.
        let is_asked =
            |value: &str, first: &str| self.texts.iter().any(|other| other.text == value && other.first == first);
        let spelt = self.texts.iter().filter(|asked| !is_met(&asked.text)).find_map(|Text { text, place, first }| {
            let value = usual.iter().find(|value| !is_asked(value, first) && is_spelling(text, value))?;
            let how = if text.to_lowercase() == value.to_lowercase() {
                ": capital and small letters are not the same"
            } else {
                ""
            };
            Some(format!(
                "{place}: no row has \"{}\" in column \"{}\", and rows have \"{}\" there{how}. Write it as the list has it.",
                shown(text),
                shown(name),
                shown(value)
            ))
        });
        spelt.or_else(|| self.slip(values, name)).or_else(|| {
            let Text { text, place, .. } = self.texts.first().filter(|_| self.is_never_met(&usual, filled, name))?;
            Some(format!(
                "{place}: no row has \"{}\" in column \"{}\": rows have {} there. Is one of them meant?",
                shown(text),
                shown(name),
                some(&usual)
            ))
        })
    }

    /// What is wrong with a text that no row has, and that is what several have but for a letter or two.
    fn slip(&self, values: &Values, name: &str) -> Option<String> {
        const SEVERAL: usize = 3;
        let usual: Vec<&str> = values.usual().into_iter().filter(|value| values.counts[*value] >= SEVERAL).collect();
        let slips = self.texts.iter().filter(|asked| !values.counts.contains_key(&asked.text));
        slips.into_iter().find_map(|Text { text, place, first }| {
            let is_asked = |value: &str| self.texts.iter().any(|other| other.text == value && other.first == *first);
            let value = usual.iter().find(|value| misspelt::is_slip_of(text, value) && !is_asked(value))?;
            Some(format!(
                "{place}: no row has \"{}\" in column \"{}\", and {} rows have \"{}\" there. Is that meant?",
                shown(text),
                shown(name),
                values.counts[*value],
                shown(value)
            ))
        })
    }

    /// Whether it asks for men alone in a list of women, or the other way round.
    fn are_of_another_sex(&self, usual: &[&str]) -> bool {
        let of_asked: Vec<Option<bool>> = self.texts.iter().map(|asked| sex_of_salutation(&asked.text)).collect();
        let of_rows: Vec<Option<bool>> = usual.iter().map(|value| sex_of_salutation(value)).collect();
        let is_other = |sex: &Option<bool>| sex.is_none() || !of_asked.contains(sex);
        !of_asked.contains(&None) && of_rows.iter().all(is_other) && of_rows.iter().any(Option::is_some)
    }

    /// Whether nothing that is asked for is there, and the column is one that tells rows apart.
    fn is_never_met(&self, usual: &[&str], filled: usize, name: &str) -> bool {
        const MOST_OF_ONE: usize = 4;
        const MOST_OF_SEVERAL: usize = 12;
        let name = name.to_lowercase();
        let is_open = headings::is_country(&name) || headings::is_town(&name) || headings::is_person(&name);
        let are_several = self.texts.iter().any(|asked| asked.text != self.texts[0].text);
        let most = if are_several { MOST_OF_SEVERAL } else { MOST_OF_ONE };
        let are_few = (2..=most).contains(&usual.len()) && usual.len() * 2 <= filled;
        let is_met = self.texts.iter().any(|asked| usual.contains(&asked.text.as_str()));
        let begins =
            |Text { text, .. }: &Text| usual.iter().any(|value| is_begun(text, value) || is_begun(value, text));
        let is_of_scale = |Text { text, .. }: &Text| is_code(text) && usual.iter().any(|value| are_alike(text, value));
        let is_clear = self.decides && !is_open || self.texts.iter().any(begins);
        are_few
            && !is_met
            && !self.is_of_others
            && is_clear
            && !self.texts.iter().any(is_of_scale)
            && !self.are_of_another_sex(usual)
    }
}

/// Whether a text begins with another one, as a word: `男生` with 男.
fn is_begun(text: &str, begin: &str) -> bool {
    let is_han_last = begin.chars().next_back().is_some_and(is_han);
    text.strip_prefix(begin).is_some_and(|rest| is_han_last || rest.starts_with(|c: char| !c.is_alphanumeric()))
}

/// Whether a text is a value in other letters, or in another language.
fn is_spelling(text: &str, value: &str) -> bool {
    let squashed =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (one, other) = (squashed(text), squashed(value));
    let are_alike = || one == other || are_same(&one, &other) || are_same_day(&one, &other);
    !one.is_empty() && !has_signs(text) && !has_signs(value) && are_alike()
}

/// Whether signs make a text another one: `A+` and `A` are two marks, `1-2` and `12` two numbers, and `2-bed` and `2 bed` the same.
fn has_signs(text: &str) -> bool {
    let is_figure = |c: Option<char>| c.is_none_or(|c| c.is_ascii_digit());
    let is_between = |(at, sign): (usize, &str)| {
        is_figure(text[..at].chars().next_back()) && is_figure(text[at + sign.len()..].chars().next())
    };
    text.contains('+')
        || text.ends_with(['-', '*'])
        || text.bytes().any(|octet| octet.is_ascii_digit())
            && text.match_indices(['-', '/', '*', '.', ',']).any(is_between)
}

/// `mon` and `monday`, in lower case.
fn are_same_day(one: &str, other: &str) -> bool {
    let day = |word: &str| calendar::weekday_of_cell(word).filter(|_| word.chars().nth(2).is_some());
    let are_same = |one: Option<usize>, other: Option<usize>| one.is_some() && one == other;
    are_same(day(one), day(other))
}

/// Whether a text is one of a row of marks or classes, which goes on: `3`, `8B`, `A`, `Group C`.
fn is_code(text: &str) -> bool {
    const SEXES: [&str; 6] = ["m", "f", "w", "M", "F", "W"];
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let is_letter = last.trim_end_matches(['+', '-']).len() == 1 && !SEXES.contains(&text);
    is_letter || text.chars().any(|c| c.is_numeric() || "一二三四五六七八九十甲乙丙丁".contains(c))
}

/// Whether two texts have digits, letters and signs in the same places.
fn are_alike(one: &str, other: &str) -> bool {
    let shape = |text: &str| -> Vec<char> {
        let of = |c: char| match c {
            _ if c.is_numeric() || "一二三四五六七八九十甲乙丙丁".contains(c) => '0',
            _ if c.is_ascii_alphabetic() => 'a',
            _ => c,
        };
        let mut shape: Vec<char> = text.chars().filter(|c| !matches!(c, '+' | '-' | ',' | '.')).map(of).collect();
        shape.dedup();
        shape
    };
    shape(one) == shape(other)
}

/// `"a", "b" and more`
fn some(values: &[&str]) -> String {
    const SHOWN: usize = 4;
    let quoted: Vec<String> = values.iter().take(SHOWN).map(|value| format!("\"{}\"", shown(value))).collect();
    let (last, rest) = quoted.split_last().map_or(("", &[][..]), |(last, rest)| (last.as_str(), rest));
    if values.len() > SHOWN {
        format!("{} and others", quoted.join(", "))
    } else if rest.is_empty() {
        last.to_owned()
    } else {
        format!("{} and {last}", rest.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::findings::listed::list;

    /// What is told of a letter to a list of one column, whose rows have these values in turn.
    fn found(heading: &str, values: &[&str], text: &str) -> Vec<String> {
        let rows: Vec<String> = (0..12).map(|n| format!("{n}\t{}", values[n % values.len()])).collect();
        let (_folder, source) = list(&format!("nr\t{heading}"), &rows);
        let found = look([Written { file: Path::new("a.md"), text }].into_iter(), &source);
        found.into_iter().map(|finding| finding.what).collect()
    }

    /// Whether the part that is asked for stands beside another.
    fn either(heading: &str, asked: &str) -> String {
        format!("Hello\n\n{{% if {heading} == \"{asked}\" %}}a{{% else %}}b{{% endif %}}")
    }

    #[test]
    fn conditions_that_no_row_meets_are_found() {
        for (heading, values, asked, part) in [
            (
                "性别",
                &["男", "女"][..],
                "学生",
                "a.md:3: no row has \"学生\" in column \"性别\": rows have \"女\" and \"男\" there",
            ),
            ("性别", &["男", "女"], "M", "and rows have \"男\" there"),
            ("性别", &["男", "女"], "男生", "no row has \"男生\""),
            ("język", &["pl", "en"], "PL", "rows have \"pl\" there: capital and small letters are not the same"),
            ("lang", &["pl"], "PL", "rows have \"pl\" there"),
            ("sex", &["male", "female"], "M", "rows have \"male\" there. Write"),
            ("paid", &["yes", "no"], "ja", "rows have \"yes\" there"),
            ("Anrede", &["Hr.", "Fr."], "Herr", "rows have \"Fr.\" and \"Hr.\" there"),
            ("state", &["paid late", "paid in time"], "paid", "Is one of them meant?"),
            ("Type", &["2-bed", "3-bed", "studio"], "2 bed", "rows have \"2-bed\" there. Write"),
            ("Size", &["10 kg", "20 kg"], "10kg", "rows have \"10 kg\" there. Write"),
            ("Day", &["Monday", "Tuesday"], "Mon", "rows have \"Monday\" there. Write"),
            ("Building", &["Anchor House", "Mariner Court"], "Anchor Hose", "rows have \"Anchor House\" there"),
        ] {
            let found = found(heading, values, &either(heading, asked));
            assert!(found.len() == 1 && found[0].contains(part), "{heading} {asked}: {found:?}");
        }
        let inline = "Hello\n\n{{ \"他\" if 性别 == \"M\" else \"她\" }}";
        assert_eq!(found("性别", &["男", "女"], inline).len(), 1);
        // Each branch has its text, and no row has any.
        let branches = "x\n\n{% if l == \"polski\" %}a{% elif l == \"angielski\" %}b{% endif %}";
        assert_eq!(found("l", &["P", "A", "N"], branches).len(), 1);
        // Elsewhere it is asked for as the list has it.
        let twice = "x {% if l == \"pl\" %}a{% endif %}\n\n{% if l == \"PL\" %}a{% else %}b{% endif %}";
        assert!(found("l", &["pl", "en"], twice)[0].starts_with("a.md:3: no row has \"PL\""));
        // Others are met.
        let branches = "x\n\n{% if l == \"PL\" %}a{% elif l == \"en\" %}b{% endif %}";
        assert_eq!(found("l", &["pl", "en"], branches).len(), 1);
    }

    #[test]
    fn conditions_that_rows_meet_or_may_do_without_are_left_alone() {
        for (heading, values, asked) in [
            ("性别", &["男", "女"][..], "男"),
            ("language", &["de", "en"], "en"),
            // All mean the rest.
            ("paid", &["no"], "yes"),
            ("paid", &[""], "yes"),
            ("note", &["", "", "", "comes later", "", "vegan"], "pays cash"),
            // One of a row of marks, classes, towns.
            ("mark", &["B", "C", "D"], "A"),
            ("mark", &["90", "80"], "100"),
            ("mark", &["A", "B", "C"], "A-"),
            ("mark", &["15", "12"], "1.5"),
            ("班级", &["高二(1)班", "高二(2)班"], "高二(3)班"),
            ("group", &["Group A", "Group B"], "Group C"),
            ("Land", &["Deutschland", "Österreich"], "Schweiz"),
            ("title", &["Mrs", "Ms"], "Mr"),
            ("Anrede", &["Frau"], "Herr"),
            ("Anrede", &["Frau", "Familie"], "Herr"),
            // Many, each of its own.
            ("state", &["a a", "b b", "c c", "d d", "e e", "f f"], "over due"),
        ] {
            assert_eq!(found(heading, values, &either(heading, asked)), [""; 0], "{heading} {asked}");
        }
        for text in [
            "x\n\n{% if state == \"late\" %}Please hurry.{% endif %}",
            "x\n\n{% if state != \"late\" %}a{% else %}b{% endif %}",
            "x\n\n{% if not state == \"late\" %}a{% else %}b{% endif %}",
            "x\n\n{% if state | lower == \"PAID\" %}a{% else %}b{% endif %}",
            "x\n\n{% if state == \"open\" or state == \"OPEN\" %}a{% else %}b{% endif %}",
            "x\n\n{% if state == \"OPEN\" %}a{% elif state == \"open\" %}a{% else %}b{% endif %}",
            "{# {% if state == \"late\" %}a{% else %}b{% endif %} #}",
            "{% if state == \"\" %}a{% else %}b{% endif %}",
            "{% if other == \"late\" %}a{% else %}b{% endif %}",
        ] {
            assert_eq!(found("state", &["paid", "open"], text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_value_but_for_a_slip_is_found_without_another_branch() {
        let alone = |asked: &str| format!("x\n\n{{% if trip == \"{asked}\" %}}a{{% endif %}}");
        let values = ["Geneva", "Beijing", "", "", "", ""];
        let told = found("trip", &["Geneva", "", "Geneva", "Geneva", "", ""], &alone("Genova"));
        assert!(
            told.len() == 1
                && told[0].starts_with("a.md:3: no row has \"Genova\" in column \"trip\", and 6 rows have \"Geneva\""),
            "{told:?}"
        );
        let branches = "x\n\n{% if trip == \"Genova\" %}a{% elif trip == \"Beijing\" %}b{% endif %}";
        assert_eq!(found("trip", &["Geneva", "Geneva", "Beijing", ""], branches).len(), 1);
        // Too few have it, or it is another one; both are asked for; rows have it too.
        for (values, text) in [
            (&values[..], alone("Genova")),
            (&["Geneva", ""], alone("Genoa Port")),
            (&["Geneva", ""], "{% if trip == \"Geneva\" or trip == \"Genova\" %}a{% endif %}".to_owned()),
            (&["Geneva", "Geneva", "Genova", ""], alone("Genova")),
            (&["angemeldet", ""], alone("abgemeldet")),
        ] {
            assert_eq!(found("trip", values, &text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_the_first_rows_do_not_have_others_may() {
        let rows: Vec<String> = (0..300).map(|n| if n < 290 { "de" } else { "fr" }.to_owned()).collect();
        let rows =
            rows.iter().enumerate().map(|(n, language)| format!("{n}\t{}", if n % 2 == 0 { "en" } else { language }));
        let (_folder, source) = list("nr\tlanguage", &rows.collect::<Vec<_>>());
        let told = |asked: &str| {
            let text = either("language", asked);
            look([Written { file: Path::new("a.md"), text: &text }].into_iter(), &source).len()
        };
        assert_eq!((told("fr"), told("pl")), (0, 1));
    }

    #[test]
    fn a_heading_in_quotes_is_found() {
        for text in [
            "x\n{% if \"性别\" == \"男\" %}",
            "x\n{% elif a == \"b\" and '男' != '性别' %}",
            "x\n{{ 1 if \"性别\" == \"男\" else 2 }}",
        ] {
            let found = found("性别", &["男", "女"], text);
            assert!(
                found.len() == 1 && found[0].contains("a.md:2: ") && found[0].contains("both in quotes"),
                "{found:?}"
            );
        }
        for text in [
            "{% if row[\"性别\"] == \"男\" %}",
            "{% if \"x\" == \"男\" %}",
            "{% if \"性别\" ~ nr == \"男\" %}",
            "\"性别\" == \"男\"",
        ] {
            assert_eq!(found("性别", &["男", "女"], text), [""; 0], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|\\{%|%\\}|\\{\\{|\\}\\}|if |else|endif|==|!=|\"|x){0,24}", value in "\\PC{0,6}") {
            let header = Header::new(vec!["x".to_owned()]);
            let (tags, mut asked) = (tags(&text), BTreeMap::new());
            gather(&tags, &header, |at| at.to_string(), &mut asked);
            let mut values = Values::default();
            (0..8).for_each(|_| values.add(&value));
            asked.values().for_each(|asked| drop(asked.flaw(&values, "x")));
            tags.iter().for_each(|tag| drop(of_texts(*tag, &header, |at| at.to_string())));
        }
    }
}
