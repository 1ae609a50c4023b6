//! Values that a template asks for, and spellings of them that it does not know: `Hr.` where it asks for `Herr`, and says what it says
//! to all others, or nothing.

use std::collections::{BTreeMap, HashMap};

use super::{Kind, Look, Set, shown};
use crate::input::{Fields, Header};
use crate::merge::Uses;

/// What a template asks the cells of columns for.
#[derive(Debug, Default)]
pub(super) struct Branches(Vec<Asked>);

/// What it asks those of one column for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    column: usize,
    values: Vec<String>,
    /// Those of them that it asks for where it says nothing to all others: there is no `else`.
    bare: Vec<String>,
    /// What several of the first rows have, and is known to whoever wrote the template.
    usual: Set<String>,
}

/// Words that mean the same in lists, in lower case.
const SAME: [&[&str]; 9] = [
    &["f", "w", "female", "woman", "weiblich", "frau", "femme", "féminin", "mujer", "femenino", "女", "女士"],
    &["m", "male", "man", "männlich", "mann", "herr", "homme", "masculin", "hombre", "masculino", "男", "先生"],
    &["yes", "y", "ja", "j", "oui", "sí", "si", "s", "true", "是", "有"],
    &["no", "n", "nein", "non", "false", "否", "无"],
    &["en", "eng", "english", "englisch", "anglais", "inglés", "英文", "英语"],
    &["de", "ger", "deu", "german", "deutsch", "allemand", "alemán", "德文"],
    &["fr", "fra", "french", "français", "francais", "französisch", "francés", "法文"],
    &["es", "esp", "spa", "spanish", "español", "espanol", "spanisch", "espagnol", "西班牙文"],
    &["zh", "cn", "chi", "chinese", "chinesisch", "chinois", "chino", "中文", "汉语"],
];

impl Branches {
    /// Of the texts of a template, and the first rows.
    pub(super) fn of<'t>(
        written: impl Iterator<Item = &'t str>,
        header: &Header,
        rows: &[Vec<String>],
        uses: &Uses,
    ) -> Self {
        let mut columns: BTreeMap<usize, (Vec<String>, Vec<String>)> = BTreeMap::new();
        let of = |name: &str| header.position(name).filter(|column| uses.letter.contains(column));
        let add = |values: &mut Vec<String>, value: &str| {
            if !value.is_empty() && !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        };
        for text in written {
            for (name, value) in comparisons(text) {
                if let Some(column) = of(name) {
                    add(&mut columns.entry(column).or_default().0, value);
                }
            }
            for (name, value) in without_else(text) {
                if let Some(column) = of(name) {
                    add(&mut columns.entry(column).or_default().1, value);
                }
            }
        }
        let asked = |(column, (values, bare))| Asked { column, values, bare, usual: usual(rows, column) };
        Self(columns.into_iter().map(asked).collect())
    }

    /// Finds values that are spelt otherwise than the template asks for them.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        for asked in &self.0 {
            let value = fields.get(asked.column).unwrap_or_default();
            if let Some(meant) = asked.meant(value)
                && !look.is_told([asked.column])
            {
                look.find_value(asked.column, Kind::NearValue, value, &asked.said(meant));
            }
        }
    }
}

/// What several of the first rows have in a column.
fn usual(rows: &[Vec<String>], column: usize) -> Set<String> {
    const FEWEST: usize = 3;
    let mut counts: HashMap<&String, usize> = HashMap::new();
    rows.iter().filter_map(|row| row.get(column)).for_each(|value| *counts.entry(value).or_default() += 1);
    counts.into_iter().filter(|(_, count)| *count >= FEWEST).map(|(value, _)| value.clone()).collect()
}

/// What the tags of a text compare: names, and the texts in quotes that they are to be.
fn comparisons(text: &str) -> impl Iterator<Item = (&str, &str)> {
    tags(text).flat_map(|tag| compared(tag, "=="))
}

fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|rest| Some(rest.split_once("%}")?.0))
}

/// What they compare where there is no `else`, nor a tag that asks for all others.
fn without_else(text: &str) -> Vec<(&str, &str)> {
    let mut open: Vec<(Vec<(&str, &str)>, bool)> = Vec::new();
    let mut all = Vec::new();
    let asked = |tag| compared(tag, "==");
    for tag in tags(text) {
        let (is_of_others, bare) = (tag.contains(" not "), tag.trim_start_matches('-').trim());
        match (bare.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default(), open.last_mut()) {
            ("if", _) => open.push((asked(tag).collect(), is_of_others)),
            ("for", _) => open.push((Vec::new(), false)),
            ("elif", Some((pairs, has_else))) => {
                pairs.extend(asked(tag));
                *has_else |= is_of_others;
            }
            ("else", Some((_, has_else))) => *has_else = true,
            ("endif" | "endfor", _) => {
                let pairs = open.pop().filter(|(_, has_else)| !has_else);
                all.extend(pairs.into_iter().flat_map(|(pairs, _)| pairs));
            }
            _ => {}
        }
    }
    let others: Vec<(&str, &str)> = tags(text).flat_map(|tag| compared(tag, "!=")).collect();
    all.retain(|(name, _)| !others.iter().any(|(other, _)| other == name));
    all
}

/// What one tag compares by a sign.
pub(super) fn compared<'t>(tag: &'t str, sign: &'static str) -> impl Iterator<Item = (&'t str, &'t str)> {
    tag.match_indices(sign).filter_map(move |(at, sign)| pair(&tag[..at], &tag[at + sign.len()..]))
}

/// `Anrede == "Herr"`, and the other way round.
fn pair<'t>(before: &'t str, behind: &'t str) -> Option<(&'t str, &'t str)> {
    let (before, behind) = (before.trim_end(), behind.trim_start());
    if let Some(value) = quoted(behind) {
        return Some((name_at_end(before)?, value));
    }
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let (_, value) = before.strip_suffix(quote)?.rsplit_once(quote)?;
    Some((name_at_begin(behind)?, value))
}

/// What stands in quotes at the beginning of a text.
pub(super) fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text.strip_prefix(quote)?.split_once(quote).map(|(value, _)| value)
}

/// The name that a text ends with, without a filter: behind one, it is another text.
fn name_at_end(text: &str) -> Option<&str> {
    const BEFORE: [&str; 8] = [" if ", " elif ", "if ", "elif ", " and ", " or ", " not ", "("];
    let begin = BEFORE.iter().filter_map(|word| Some(text.rfind(word)? + word.len())).max()?;
    name(&text[begin..])
}

fn name_at_begin(text: &str) -> Option<&str> {
    const BEHIND: [&str; 4] = [" and ", " or ", ")", "-"];
    let end = BEHIND.iter().filter_map(|word| text.find(word)).min().unwrap_or(text.len());
    name(&text[..end])
}

fn name(text: &str) -> Option<&str> {
    let name = text.trim().trim_start_matches('-').trim();
    (!name.is_empty() && !name.contains(['|', '"', '\'', '='])).then_some(name)
}

impl Asked {
    /// What is meant by a value that a template does not ask for, if it is one that it asks for in another spelling.
    fn meant(&self, value: &str) -> Option<&str> {
        const LONGEST: usize = 40;
        let is_known = value.is_empty() || self.values.iter().any(|asked| asked == value);
        if is_known || value.len() > LONGEST || self.usual.contains(value) {
            return None;
        }
        // Nobody knows what the template says to whom, where none of what it asks for is there.
        let mut asked = self.values.iter().filter(|asked| self.usual.contains(*asked));
        asked.find(|asked| is_spelling(value, asked)).map(String::as_str)
    }

    /// What is said of a value by which this one is meant.
    fn said(&self, meant: &str) -> String {
        let is_bare = self.bare.iter().any(|asked| asked == meant);
        let instead = if is_bare { "nothing there" } else { "what it says to all others" };
        let meant = shown(meant);
        format!("is not what the template asks for (\"{meant}\"), and the letter says {instead}. Is \"{meant}\" meant?")
    }
}

/// Whether a value is another one in other letters, shortened or in full, with a slip, or in another language.
fn is_spelling(value: &str, asked: &str) -> bool {
    const LONG: usize = 4;
    let squashed =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (one, other) = (squashed(value), squashed(asked));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let is_slip = || {
        one.chars().count() >= LONG
            && other.chars().count() >= LONG
            && !one.bytes().chain(other.bytes()).any(|octet| octet.is_ascii_digit())
            && strsim::osa_distance(&one, &other) == 1
    };
    one == other
        || is_short_for(value, &one, &other)
        || is_short_for(asked, &other, &one)
        || are_same(&one, &other)
        || is_slip()
}

/// Whether two words in lower case mean the same.
pub(super) fn are_same(one: &str, other: &str) -> bool {
    SAME.iter().any(|same| same.contains(&one) && same.contains(&other))
}

/// `Hr.` and `Hr` for `Herr`, `Mme` for `Madame`: letters of it in their order, from the first to the last, or with a full stop.
fn is_short_for(written: &str, short: &str, long: &str) -> bool {
    let (length, is_dotted) = (short.chars().count(), written.trim_end().ends_with('.'));
    let mut rest = long.chars();
    length < long.chars().count()
        && (length > 1 || is_dotted)
        && short.chars().all(|c| c.is_alphabetic())
        && short.chars().next() == long.chars().next()
        && short.chars().all(|c| rest.any(|other| other == c))
        && (is_dotted || short.chars().next_back() == long.chars().next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_asks_for_is_read() {
        let text = "{% if Anrede == \"Herr\" %}r{% elif Anrede==\"Divers\" and not (Sprache == 'FR') %}{% endif %}{{ a == \"b\" }} \
                    {%- if \"DE\" == Land -%}{% if E-Mail | lower == \"x\" %}{% if a == b %}{% if First name != \"\" %}";
        let found: Vec<(&str, &str)> = comparisons(text).collect();
        assert_eq!(found, [("Anrede", "Herr"), ("Anrede", "Divers"), ("Sprache", "FR"), ("Land", "DE")]);
    }

    #[test]
    fn what_the_letter_says_instead_is_true() {
        let header = Header::new(vec!["Anrede".to_owned(), "Sprache".to_owned()]);
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        let says_nothing = |text: &str, value: &str| {
            let branches = Branches::of([text].into_iter(), &header, &[], &uses);
            let asked = branches.0.iter().find(|asked| asked.values.iter().any(|asked| asked == value));
            asked.map(|asked| asked.said(value).contains("the letter says nothing there"))
        };
        let nested = "{% if Sprache == \"DE\" %}{% if Anrede == \"Herr\" %}r{% endif %}{% else %}Dear{% endif %}";
        for (text, value, is) in [
            ("{% if Anrede == \"Herr\" %}r{% elif Anrede == \"Frau\" %}{% endif %}", "Frau", true),
            (
                "{%- if Anrede == \"Herr\" -%}r{%- elif Anrede == \"Frau\" -%}e{%- else -%}e/r{%- endif -%}",
                "Herr",
                false,
            ),
            (nested, "Herr", true),
            (nested, "DE", false),
            ("{% for a in b %}{% if Anrede == \"Mr\" %}r{% endif %}{% else %}x{% endfor %}", "Mr", true),
            ("{% if not (Anrede == \"Herr\") %}e{% endif %}", "Herr", false),
            ("{% if Anrede == \"女\" %}女士{% endif %}{% if Anrede != \"女\" %}先生{% endif %}", "女", false),
            ("{% if Anrede == \"女\" %}女士{% endif %}", "女", true),
            ("{% endif %}{% else %}{% if Anrede == \"Frau\" %}", "Frau", false),
        ] {
            assert_eq!(says_nothing(text, value), Some(is), "{text}");
        }
    }

    /// What is meant by a value, of a template that asks for one, and a list with these.
    fn meant(value: &str, asked: &str, usual: &[&str]) -> Option<String> {
        let header = Header::new(vec!["x".to_owned()]);
        let rows: Vec<Vec<String>> =
            usual.iter().cycle().take(usual.len() * 5).map(|value| vec![(*value).to_owned()]).collect();
        let uses = Uses { letter: vec![0], ..Uses::default() };
        let text = format!("{{% if x == \"{asked}\" %}}a{{% else %}}b{{% endif %}}");
        let branches = Branches::of([text.as_str()].into_iter(), &header, &rows, &uses);
        branches.0.first()?.meant(value).map(str::to_owned)
    }

    #[test]
    fn spellings_that_fall_into_another_branch_are_found() {
        for (value, asked, usual) in [
            ("Hr.", "Herr", &["Herr", "Frau"][..]),
            ("Hr", "Herr", &["Herr", "Frau"]),
            ("HERR", "Herr", &["Herr", "Frau"]),
            ("Herrn", "Herr", &["Herr", "Frau"]),
            ("Fr.", "Frau", &["Herr", "Frau"]),
            ("Mme", "Madame", &["Monsieur", "Madame"]),
            ("M.", "Monsieur", &["Monsieur", "Madame"]),
            ("Mister", "Mr", &["Mr", "Ms"]),
            ("female", "F", &["M", "F"]),
            ("女士", "女", &["男", "女"]),
            ("y", "yes", &["yes", "no"]),
            ("English", "EN", &["EN", "DE"]),
            ("deutsch", "DE", &["EN", "DE"]),
            ("Membre.", "membre", &["membre", "invité"]),
            ("voluntier", "volunteer", &["volunteer", "guest"]),
        ] {
            assert_eq!(meant(value, asked, usual).as_deref(), Some(asked), "{value}");
        }
    }

    #[test]
    fn other_values_are_left_alone() {
        for (value, asked, usual) in [
            ("Frau", "Herr", &["Herr", "Frau"][..]),
            ("Herr", "Herr", &["Herr", "Frau"]),
            ("Dr.", "Herr", &["Herr", "Frau"]),
            ("", "Herr", &["Herr", "Frau"]),
            ("Familie", "Herr", &["Herr", "Frau"]),
            ("Hr.", "Herr", &["Herr", "Frau", "Hr."]),
            ("Hr.", "Herr", &["Mann", "Frau"]),
            ("8B", "8A", &["8A", "9A"]),
            ("IT", "FR", &["FR", "DE"]),
            ("Divers", "Herr", &["Herr", "Frau"]),
            ("no", "yes", &["yes", "y"]),
        ] {
            assert_eq!(meant(value, asked, usual), None, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_tag_and_value_can_be_read(text in "(\\PC|\\{%|%\\}|==|if |\"|é| ){0,16}", value in "\\PC{0,6}") {
            let _ = (comparisons(&text).count(), without_else(&text));
            let _ = is_spelling(&value, &text);
        }
    }
}
