//! Names of people of the list that an author has typed into a template: `Dear Mrs Hughes` in every letter.

use std::collections::HashMap;

use super::called;
use super::greetings::{greeting, without_markup};
use crate::findings::han::is_han;
use crate::findings::headings::{self, Half};
use crate::findings::near;
use crate::input::Fields;

/// What the first rows say of the people of a list.
#[derive(Debug, Default)]
pub(in crate::findings) struct People {
    /// The columns of names, by index, and which half of a name they hold.
    columns: Vec<(usize, Option<Half>)>,
    rows: usize,
    /// Whole names.
    whole: HashMap<String, Seen>,
    /// Words of names.
    words: HashMap<String, Seen>,
    links: HashMap<String, Seen>,
}

/// In how many rows something is, and in which columns.
#[derive(Debug, Clone, Copy)]
struct Seen {
    rows: usize,
    columns: Columns,
}

/// One column, or the two that halves of a name are in.
pub(in crate::findings) type Columns = (usize, Option<usize>);

/// What was typed: where it stands in the text, in octets, and the columns that have it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::findings) struct Typed {
    pub(in crate::findings) from: usize,
    pub(in crate::findings) to: usize,
    pub(in crate::findings) columns: Columns,
}

/// Fewer rows show no list of people.
const FEWEST: usize = 5;
/// So many are told of.
const MOST: usize = 10;
/// A name that more rows have is a school's, or a teacher's.
const MOST_ROWS: usize = 2;

impl People {
    /// Of a list with these headings, in lower case.
    pub(in crate::findings) fn new(headings: &[String]) -> Self {
        const PEOPLE: [&str; 4] = ["parent", "guardian", "mother", "father"];
        const THINGS: [&str; 24] = [
            "school", "class", "course", "company", "team", "item", "product", "user", "group", "city", "street",
            "event", "club", "book", "department", "brand", "nick", "teacher", "tutor", "sender", "班", "校", "课",
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
    pub(in crate::findings) fn add(&mut self, fields: &Fields) {
        self.rows += 1;
        let value = |index: usize| fields.get(index).unwrap_or_default().trim();
        for &(index, _) in &self.columns {
            let name = value(index);
            if is_whole(name) {
                see(&mut self.whole, name, (index, None));
            }
            for word in name.split_whitespace().filter(|word| is_word(word)) {
                see(&mut self.words, word, (index, None));
            }
        }
        for index in 0..fields.len() {
            let value = value(index);
            if value.starts_with("https://") && !value.contains(char::is_whitespace) {
                see(&mut self.links, value, (index, None));
            }
        }
        let half = |wanted| self.columns.iter().find(|(_, half)| *half == Some(wanted)).map(|(index, _)| *index);
        if let (Some(first), Some(last)) = (half(Half::First), half(Half::Last)) {
            let name = format!("{} {}", value(first), value(last));
            if is_whole(&name) {
                see(&mut self.whole, &name, (first, Some(last)));
            }
        }
    }

    /// Where a text, of which the author's tags are blanked, has such names and links. `own`: the one who sends.
    pub(in crate::findings) fn all(&self, text: &str, own: &str) -> Vec<Typed> {
        let mut found: Vec<Typed> = Vec::new();
        if self.rows < FEWEST {
            return found;
        }
        let mut from = 0;
        for line in text.split_inclusive('\n') {
            let name = self.in_line(line, own).or_else(|| self.in_greeting(line, own));
            for Typed { from: at, to, columns } in name.into_iter().chain(self.in_link(line)) {
                let is_told = found.iter().any(|told| text[told.from..told.to] == line[at..to]);
                if found.len() < MOST && !is_told {
                    found.push(Typed { from: from + at, to: from + to, columns });
                }
            }
            from += line.len();
        }
        found
    }

    /// A whole name in a Subject, whatever else is there.
    pub(in crate::findings) fn in_subject(&self, subject: &str, own: &str) -> Option<Typed> {
        if self.rows < FEWEST { None } else { self.whole_name(subject, own, is_word_of) }
    }

    /// Where a text to be read calls somebody of the list. `own`: the one who sends.
    pub(in crate::findings) fn called(&self, text: &str, own: &str) -> Vec<Typed> {
        if self.rows < FEWEST {
            return Vec::new();
        }
        let columns = |seen: &HashMap<String, Seen>, name: &str, most: usize| {
            let Seen { rows, columns } = *seen.get(name)?;
            (rows <= most && !own.contains(name)).then_some(columns)
        };
        called::called(
            text,
            |word| columns(&self.words, word, self.rows.max(10) / 5),
            |name| columns(&self.whole, name, MOST_ROWS),
        )
    }

    /// `Dear Mrs Hughes,`: what stands last before the first sign is a word of a name.
    fn in_greeting(&self, line: &str, own: &str) -> Option<Typed> {
        const MOST_WORDS: usize = 5;
        let words: Vec<&str> = greeting(line)?.split_whitespace().take(MOST_WORDS + 1).collect();
        let (first, last) = (words.first()?, words.last().filter(|_| (2..=MOST_WORDS).contains(&words.len()))?);
        // `Good Day,` is to everybody.
        let is_to_all = words.len() == 2 && ["good", "guten"].iter().any(|good| good.eq_ignore_ascii_case(first));
        let seen = *self.words.get(*last)?;
        let at = near::place_of(last, line);
        let is_rare = seen.rows * 10 <= self.rows.max(10) * 2;
        let typed = Typed { from: at, to: at + last.len(), columns: seen.columns };
        (is_rare && !is_to_all && !own.contains(last)).then_some(typed)
    }

    /// A link that is one row's alone, in a column in which all have their own.
    fn in_link(&self, line: &str) -> Option<Typed> {
        const LONGEST: usize = 2_000;
        line.match_indices("https://").find_map(|(at, _)| {
            let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '，' | '。');
            let link = near::behind(&line[at..], LONGEST);
            let to = at + link.find(is_end).unwrap_or(link.len());
            let to = at + line[at..to].trim_end_matches(['.', ',', ';', '!', '?']).len();
            let Seen { rows, columns } = *self.links.get(&line[at..to])?;
            let of_column = self.links.values().filter(|other| other.columns == columns).count();
            (rows == 1 && of_column * 10 >= self.rows * 8).then_some(Typed { from: at, to, columns })
        })
    }

    /// A whole name in a greeting, or where a letter says whom it is about. Elsewhere it is who signs, or whom to ask.
    fn in_line(&self, line: &str, own: &str) -> Option<Typed> {
        const DIGITS: usize = 5;
        if line.contains('@') || line.bytes().filter(u8::is_ascii_digit).count() >= DIGITS && !line.contains('年') {
            return None;
        }
        self.whole_name(line, own, is_told)
    }

    /// The first whole name of which a line tells in such a way.
    fn whole_name(&self, line: &str, own: &str, is_told: fn(&str, usize, usize) -> bool) -> Option<Typed> {
        let is_rare = |entry: &(&String, &Seen)| entry.1.rows <= MOST_ROWS && !own.contains(entry.0.as_str());
        let found = self.whole.iter().filter(is_rare).filter_map(|(name, seen)| {
            let from = line.find(name.as_str())?;
            let to = from + name.len();
            is_told(line, from, to).then_some(Typed { from, to, columns: seen.columns })
        });
        found.min_by_key(|typed| (typed.from, typed.to))
    }
}

fn see(seen: &mut HashMap<String, Seen>, what: &str, columns: Columns) {
    seen.entry(what.to_owned()).or_insert(Seen { rows: 0, columns }).rows += 1;
}

/// Whether what stands there is no part of other words.
fn is_word_of(line: &str, at: usize, to: usize) -> bool {
    let is_han = !line[at..to].is_ascii() && !line[at..to].contains(' ');
    is_han
        || !line[..at].ends_with(char::is_alphanumeric)
            && !line[to..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
}

/// Whether what stands there is the name of the one whom the letter is to or about.
fn is_told(line: &str, at: usize, to: usize) -> bool {
    const TITLES: [&str; 10] = ["同学", "老师", "先生", "女士", "家长", "同志", "小姐", "您好", "，", "："];
    let (name, before, behind) = (&line[at..to], &line[..at], &line[to..]);
    if !name.is_ascii() && !name.contains(' ') {
        let is_titled = TITLES.iter().any(|title| behind.starts_with(title));
        let begins = without_markup(line).starts_with(name) || before.ends_with(['的', '爱', '给']);
        return is_titled && begins;
    }
    let is_greeted = || {
        greeting(line).is_some_and(|greeting| {
            let begin = near::place_of(greeting, line);
            begin < at && to <= begin + greeting.len()
        })
    };
    is_word_of(line, at, to) && (is_greeted() || is_about(before) && !is_explained(behind))
}

/// Whether whom a letter is about comes behind this: `the report of`, `your son`.
fn is_about(before: &str) -> bool {
    const LONGEST: usize = 60;
    const ABOUT: [&str; 47] = [
        "report of", "report for", "report on", "reports of", "reports for", "mark of", "marks of", "marks for",
        "grade of", "grades of", "grades for", "result of", "results of", "results for", "certificate of",
        "certificate for", "invoice for", "behalf of", "your son", "your daughter", "your child", "pupil", "student",
        "zeugnis von", "noten von", "bericht über", "ergebnis von", "ergebnisse von", "rechnung für", "ihr sohn",
        "ihre tochter", "ihr kind", "ihren sohn", "ihrem sohn", "ihrer tochter", "ihres sohnes", "notas de",
        "informe de", "su hijo", "su hija", "bulletin de", "notes de", "votre fils", "votre fille", "pagella di",
        "suo figlio", "sua figlia",
    ];
    let lower = near::before(before, LONGEST).trim_end_matches(['*', '_', ' ', '"']).to_lowercase();
    ABOUT.iter().any(|about| lower.strip_suffix(about).is_some_and(|begin| !begin.ends_with(char::is_alphanumeric)))
}

/// Whether it is told who that is: the others know whom they get a letter about. `Ben Richter, our treasurer`
fn is_explained(behind: &str) -> bool {
    const WORDS: [&str; 14] =
        ["our", "my", "the", "a", "an", "who", "head", "unser", "unsere", "der", "die", "nuestro", "nuestra", "notre"];
    let word = behind.strip_prefix(", ").and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    WORDS.contains(&word.trim_end_matches(','))
}

/// First and last name, or a name of China.
fn is_whole(name: &str) -> bool {
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

    fn names(headings: &[&str], rows: &[&[&str]]) -> People {
        let mut names = People::new(&headings.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
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
        let found =
            |text: &str| names.all(text, "Anna Berg").first().map(|typed| text[typed.from..typed.to].to_owned());
        for (text, name) in [
            ("Dear Mrs Hughes,", "Hughes"),
            ("<html><body><p>Hello Ben,</p>", "Ben"),
            ("Dear parents,\n\nthe report of Tom Lake is here.", "Tom Lake"),
            ("王建国同学，你好：", "王建国"),
            ("Dear           Hughes,", "Hughes"),
            ("Dear Ben Carter,", "Ben Carter"),
            ("Good morning Hughes,", "Hughes"),
            ("we write about your son Tom Lake.", "Tom Lake"),
            ("die Noten von Ida Moor", "Ida Moor"),
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
            "Best wishes, Tom Lake",
            "Kind regards, Ben Carter",
            "please welcome our new colleague Ben Carter, who starts on Monday",
            "the report of Ben Carter, our treasurer, is online",
            "ask Tom Lake for more",
            "Good Lake,",
            "请联系周杰。",
            "Dear",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn names_in_a_subject_are_found() {
        let rows: Vec<[&str; 1]> = vec![["Laura Hughes"], ["Ben Carter"], ["Tom Lake"], ["Ida Moor"], ["Mia Stone"]];
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let names = names(&["name"], &rows);
        let found = |text: &str| names.in_subject(text, "Mia Stone").map(|typed| (typed.from, typed.to));
        assert_eq!(
            (found("Report: Tom Lake"), found("Tom Lakeland"), found("by Mia Stone")),
            (Some((8, 16)), None, None)
        );
    }

    #[test]
    fn links_of_one_row_are_found() {
        let links: Vec<String> = (0..8).map(|n| format!("https://a.org/{n}")).collect();
        let rows: Vec<[&str; 2]> = links.iter().map(|link| [link.as_str(), "https://a.org/all"]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let names = names(&["link", "home"], &rows);
        assert_eq!(names.all("Pay here: https://a.org/3.", ""), [Typed { from: 10, to: 25, columns: (0, None) }]);
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
        let typed = Typed { from: 11, to: 30, columns: (0, Some(1)) };
        assert_eq!(names.all("Estimado/a Carmen Ruiz Navarro:", ""), [typed]);
        assert_eq!(names.all("welcome to Hill School", ""), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Dear |Hughes|王建国|同学|[<>,\\n]){0,20}") {
            let rows: [&[&str]; 5] = [&["Laura Hughes", "王建国"]; 5];
            for typed in names(&["parent", "姓名"], &rows).all(&text, "") {
                proptest::prop_assert!(text.get(typed.from..typed.to).is_some());
            }
        }
    }
}
