//! Names of people of the list that an author has typed into a template: `Dear Mrs Hughes` in every letter.

use std::collections::HashMap;

use super::headings::{self, Half};
use super::near;
use crate::input::Fields;

/// What the first rows say of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The columns of names, by index, and which half of a name they hold.
    columns: Vec<(usize, Option<Half>)>,
    rows: usize,
    /// In how many rows a whole name is, and in which column.
    whole: HashMap<String, (usize, usize)>,
    /// The same of a word of a name.
    words: HashMap<String, (usize, usize)>,
    /// The same of a link.
    links: HashMap<String, (usize, usize)>,
}

/// Fewer rows show no list of people.
const FEWEST: usize = 5;
/// So many are told of.
const MOST: usize = 10;
/// A name that more rows have is a school's, or a teacher's.
const MOST_ROWS: usize = 2;

impl Names {
    /// Of a list with these headings, in lower case.
    pub(super) fn new(headings: &[String]) -> Self {
        const PEOPLE: [&str; 4] = ["parent", "guardian", "mother", "father"];
        const THINGS: [&str; 24] = [
            "school",
            "class",
            "course",
            "company",
            "team",
            "item",
            "product",
            "user",
            "group",
            "city",
            "street",
            "event",
            "club",
            "book",
            "department",
            "brand",
            "nick",
            "teacher",
            "tutor",
            "sender",
            "班",
            "校",
            "课",
            "师",
        ];
        let is_name = |name: &String| {
            let is_person = headings::is_identity(name) && headings::is_name(name);
            (is_person || PEOPLE.contains(&name.as_str())) && !THINGS.iter().any(|thing| name.contains(thing))
        };
        let columns = headings.iter().enumerate().filter(|(_, name)| is_name(name));
        Self { columns: columns.map(|(index, name)| (index, headings::half(name))).collect(), ..Self::default() }
    }

    /// Takes one of the first rows.
    pub(super) fn add(&mut self, fields: &Fields) {
        self.rows += 1;
        let value = |index: usize| fields.get(index).unwrap_or_default().trim();
        for &(index, _) in &self.columns {
            let name = value(index);
            if is_whole(name) {
                self.whole.entry(name.to_owned()).or_insert((0, index)).0 += 1;
            }
            for word in name.split_whitespace().filter(|word| is_word(word)) {
                self.words.entry(word.to_owned()).or_insert((0, index)).0 += 1;
            }
        }
        for index in 0..fields.len() {
            let value = value(index);
            if value.starts_with("https://") && !value.contains(char::is_whitespace) {
                self.links.entry(value.to_owned()).or_insert((0, index)).0 += 1;
            }
        }
        let half = |wanted| self.columns.iter().find(|(_, half)| *half == Some(wanted)).map(|(index, _)| *index);
        if let (Some(first), Some(last)) = (half(Half::First), half(Half::Last)) {
            let name = format!("{} {}", value(first), value(last));
            if is_whole(&name) {
                self.whole.entry(name).or_insert((0, first)).0 += 1;
            }
        }
    }

    /// Where a text, of which the author's tags are blanked, has such names and links, in octets, and the columns of them. `own`:
    /// the one who sends.
    pub(super) fn all(&self, text: &str, own: &str) -> Vec<(usize, usize, usize)> {
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        if self.rows < FEWEST {
            return found;
        }
        let mut from = 0;
        for line in text.split_inclusive('\n') {
            let name = self.in_line(line, own).or_else(|| self.in_greeting(line, own));
            for (at, to, column) in name.into_iter().chain(self.in_link(line)) {
                let is_told = found.iter().any(|(begin, end, _)| text[*begin..*end] == line[at..to]);
                if found.len() < MOST && !is_told {
                    found.push((from + at, from + to, column));
                }
            }
            from += line.len();
        }
        found
    }

    /// `Dear Mrs Hughes,`: what stands last before the first sign is a word of a name.
    fn in_greeting(&self, line: &str, own: &str) -> Option<(usize, usize, usize)> {
        const GREETINGS: [&str; 22] = [
            "dear",
            "hello",
            "hi",
            "good",
            "sehr",
            "liebe",
            "lieber",
            "hallo",
            "guten",
            "estimado",
            "estimada",
            "estimado/a",
            "querido",
            "querida",
            "hola",
            "bonjour",
            "cher",
            "chère",
            "gentile",
            "caro",
            "cara",
            "beste",
        ];
        const MOST_WORDS: usize = 5;
        let begin = line.len() - without_markup(line).len();
        let greeting = &line[begin..];
        let end = greeting.find([',', '!', ':', '<', '\n', '\r', '，', '：', '！']).unwrap_or(greeting.len());
        let words: Vec<&str> = greeting[..end].split_whitespace().collect();
        let (first, last) = (words.first()?, words.last().filter(|_| words.len() >= 2)?);
        let is_greeting = GREETINGS.contains(&first.to_lowercase().as_str()) && words.len() <= MOST_WORDS;
        let (count, column) = *self.words.get(*last)?;
        let at = last.as_ptr() as usize - line.as_ptr() as usize;
        (is_greeting && count * 10 <= self.rows.max(10) * 2 && !own.contains(last)).then_some((
            at,
            at + last.len(),
            column,
        ))
    }

    /// A link that is one row's alone, in a column in which all have their own.
    fn in_link(&self, line: &str) -> Option<(usize, usize, usize)> {
        const LONGEST: usize = 2_000;
        line.match_indices("https://").find_map(|(at, _)| {
            let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '，' | '。');
            let link = near::behind(&line[at..], LONGEST);
            let to = at + link.find(is_end).unwrap_or(link.len());
            let to = at + line[at..to].trim_end_matches(['.', ',', ';', '!', '?']).len();
            let (count, column) = *self.links.get(&line[at..to])?;
            let of_column = self.links.values().filter(|(_, other)| *other == column).count();
            (count == 1 && of_column * 10 >= self.rows * 8).then_some((at, to, column))
        })
    }

    /// A whole name within a line: alone on one it is who signs, and beside an address or a number whom to ask.
    fn in_line(&self, line: &str, own: &str) -> Option<(usize, usize, usize)> {
        const DIGITS: usize = 5;
        if line.contains('@') || line.bytes().filter(u8::is_ascii_digit).count() >= DIGITS && !line.contains('年') {
            return None;
        }
        let is_rare = |entry: &(&String, &(usize, usize))| entry.1.0 <= MOST_ROWS && !own.contains(entry.0.as_str());
        let mut found = self.whole.iter().filter(is_rare).filter_map(|(name, (_, column))| {
            let at = line.find(name.as_str())?;
            let to = at + name.len();
            is_told(line, at, to).then_some((at, to, *column))
        });
        let first = found.next()?;
        Some(found.fold(first, |first, other| first.min(other)))
    }
}

/// Whether what stands there is a name, and no part of other words.
fn is_told(line: &str, at: usize, to: usize) -> bool {
    const TITLES: [&str; 10] = ["同学", "老师", "先生", "女士", "家长", "同志", "小姐", "您好", "，", "："];
    let (name, before, behind) = (&line[at..to], &line[..at], &line[to..]);
    let sign = |text: &str| text.chars().any(char::is_alphanumeric);
    if !name.is_ascii() && !name.contains(' ') {
        let is_titled = TITLES.iter().any(|title| behind.starts_with(title));
        let begins = without_markup(line).starts_with(name) || before.ends_with(['的', '爱', '给']);
        return is_titled && begins;
    }
    !before.ends_with(char::is_alphanumeric)
        && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '-')
        && sign(before)
        && !before.trim_end().ends_with(['.', '|', '-', '–'])
}

fn without_markup(line: &str) -> &str {
    let mut rest = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '#' | '>' | '_'));
    while let Some(behind) = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        rest = behind.1.trim_start();
    }
    rest
}

/// First and last name, or a name of China.
fn is_whole(name: &str) -> bool {
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let count = name.chars().count();
    if name.chars().all(is_han) {
        return (2..=4).contains(&count);
    }
    let words = name.split(' ').count();
    (2..=5).contains(&words) && name.split(' ').all(is_word)
}

fn is_word(word: &str) -> bool {
    word.chars().count() >= 3
        && word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(headings: &[&str], rows: &[&[&str]]) -> Names {
        let mut names = Names::new(&headings.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        rows.iter().for_each(|row| names.add(&row.iter().copied().collect()));
        names
    }

    #[test]
    fn names_that_were_typed_are_found() {
        let rows: [&[&str]; 6] = [
            &["Laura Hughes", "王建国"],
            &["Ben Carter", "李小明"],
            &["Anna Berg", "张伟"],
            &["Tom Lake", "陈静怡"],
            &["Ida Moor", "周杰"],
            &["Mia Stone", "吴敏"],
        ];
        let names = names(&["parent", "姓名"], &rows);
        let found = |text: &str| names.all(text, "Anna Berg").first().map(|(from, to, _)| text[*from..*to].to_owned());
        for (text, name) in [
            ("Dear Mrs Hughes,", "Hughes"),
            ("<html><body><p>Hello Ben,</p>", "Ben"),
            ("Dear parents,\n\nthe report of Tom Lake is here.", "Tom Lake"),
            ("王建国同学，你好：", "王建国"),
            ("Dear           Hughes,", "Hughes"),
        ] {
            assert_eq!(found(text).as_deref(), Some(name), "{text}");
        }
        for text in [
            "Dear parents,",
            "Dear Stone Age club,",
            "Kind regards,\nTom Lake",
            "Ask Tom Lake, t.lake@a.org.",
            "Dear Anna Berg,",
            "the Ben Carter-School",
            "请联系周杰。",
            "Dear",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn links_of_one_row_are_found() {
        let links: Vec<String> = (0..8).map(|n| format!("https://a.org/{n}")).collect();
        let rows: Vec<[&str; 2]> = links.iter().map(|link| [link.as_str(), "https://a.org/all"]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let names = names(&["link", "home"], &rows);
        assert_eq!(names.all("Pay here: https://a.org/3.", ""), [(10, 25, 0)]);
        assert_eq!(names.all("Pay here: https://a.org/33 or https://a.org/all", ""), []);
    }

    #[test]
    fn halves_are_put_together_and_schools_are_no_people() {
        let halves: Vec<[&str; 3]> =
            vec![["Carmen", "Ruiz Navarro", "Lake School"], ["Pau", "Vidal Soler", "Lake School"]];
        let rows: Vec<&[&str]> = halves.iter().cycle().take(6).map(|row| &row[..]).collect();
        let mut few = rows[..2].to_vec();
        few.extend([&["Eva", "Pons Mas", "Hill School"][..]; 1]);
        few.extend([&["Joan", "Serra Roca", "Moor School"], &["Nil", "Costa Puig", "Sea School"]].map(|row| &row[..]));
        let names = names(&["nombre", "apellidos", "school name"], &few);
        assert_eq!(names.all("Estimado/a Carmen Ruiz Navarro:", ""), [(11, 30, 0)]);
        assert_eq!(names.all("welcome to Hill School", ""), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Dear |Hughes|王建国|同学|[<>,\\n]){0,20}") {
            let rows: [&[&str]; 5] = [&["Laura Hughes", "王建国"]; 5];
            for (from, to, _) in names(&["parent", "姓名"], &rows).all(&text, "") {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
