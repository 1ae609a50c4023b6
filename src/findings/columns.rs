//! What the first rows of a list say about its columns: dates, numbers, and how they are written.

use std::collections::{HashMap, HashSet};

use super::author::typed;
use super::cell_rules;
use super::column::ages::Ages;
use super::column::alphabet::Alphabet;
use super::column::built::Built;
use super::column::closed::Closed;
use super::column::codes::{self, Code};
use super::column::counts::Counted;
use super::column::dates::{self, Day, Order, Shape};
use super::column::era::{self, Era};
use super::column::few::Few;
use super::column::left_blank::LeftBlank;
use super::column::lines::Lines;
use super::column::named;
use super::column::names::Names;
use super::column::numbers::{Hints, Numbers};
use super::column::own;
use super::column::postcodes::Postcodes;
use super::column::repeated::Repeated;
use super::column::scripts::{Script, is_titled_in_korean};
use super::column::season::Season;
use super::column::shares::Shares;
use super::column::sites::Sites;
use super::column::sizes::Sizes;
use super::column::streets;
use super::column::telephones::Telephones;
use super::column::times::Times;
use super::column::titles;
use super::column::tokens::Tokens;
use super::column::unlike;
use super::column::workdays::Workdays;
use super::domains;
use super::headings;
use super::known_column::Column;
use super::notes;
use super::secrets;
use crate::input::{Record, Source};

/// So many rows tell what a column is for.
const SAMPLE: usize = 100;
/// Fewer values show no habit.
const FEWEST: usize = 5;
const FEWEST_WORDS: usize = 10;

/// What the first rows of a list say.
#[derive(Debug, Default)]
pub(super) struct Sampled {
    /// All columns of the list, by index.
    pub(super) columns: Vec<Column>,
    pub(super) domains: Domains,
    /// Those rows, their values without blanks around them.
    pub(super) rows: Vec<Vec<String>>,
    pub(super) people: typed::People,
}

/// What they say about the addresses.
#[derive(Debug, Default)]
pub(super) struct Domains {
    /// Whether they are examples: somebody tries the program out.
    pub(super) are_examples: bool,
    /// Domains that many of them have, as a school's own, in lower case.
    usual: Vec<String>,
    /// Domains that several of them have, in their order.
    seen: Vec<String>,
    /// One that nearly all of them have.
    of_all: Option<String>,
    /// One that a third of them have.
    of_many: Option<String>,
}

impl Domains {
    /// Of the domains of the first rows, that are so many.
    fn of(domains: &[String], rows: usize) -> Self {
        const FEWEST: usize = 10;
        let mut counts: HashMap<&str, usize> = HashMap::new();
        domains.iter().for_each(|domain| *counts.entry(domain).or_default() += 1);
        let examples: usize =
            counts.iter().filter(|(domain, _)| domains::example(domain).is_some()).map(|(_, count)| count).sum();
        let mut seen: Vec<String> =
            counts.iter().filter(|(_, count)| **count >= 2).map(|(domain, _)| (*domain).to_owned()).collect();
        seen.sort_unstable();
        let usual = counts.into_iter().filter(|(_, count)| *count >= FEWEST && count * FEWEST >= rows);
        let mut usual: Vec<String> = usual.map(|(domain, _)| domain.to_owned()).collect();
        usual.sort_unstable();
        let count = |usual: &String| domains.iter().filter(|domain| *domain == usual).count();
        let of_all = usual.iter().find(|usual| is_habit(count(usual), domains.len())).cloned();
        let most = usual.iter().max_by_key(|usual| count(usual));
        let of_many = most.filter(|usual| count(usual) >= 2 * FEWEST && count(usual) * 3 >= rows).cloned();
        Self { are_examples: examples * 10 > rows, usual, seen, of_all, of_many }
    }

    /// Whether many have this one.
    pub(super) fn are_usual(&self, domain: &str) -> bool {
        self.usual.iter().any(|usual| usual.eq_ignore_ascii_case(domain))
    }

    /// The usual domain that a domain is almost.
    pub(super) fn near(&self, domain: &str) -> Option<&str> {
        if self.are_usual(domain) {
            return None;
        }
        let near = self.usual.iter().map(String::as_str).find(|usual| domains::is_near(domain, usual));
        near.or_else(|| self.of_all.as_deref().filter(|own| domains::is_namesake(domain, own)))
            .or_else(|| self.near_seldom(domain))
    }

    /// The one that some have, and that a domain is almost.
    fn near_seldom(&self, domain: &str) -> Option<&str> {
        let is_seen = || self.seen.binary_search_by(|seen| seen.as_str().cmp(domain)).is_ok();
        if self.seen.is_empty() || is_seen() {
            return None;
        }
        self.seen.iter().map(String::as_str).find(|seen| domains::is_near_seldom(domain, seen))
    }

    /// The domain of many that is a part of a domain that no other row has.
    pub(super) fn part_of(&self, domain: &str) -> Option<&str> {
        let many = self.of_many.as_deref().filter(|many| *many != domain && domains::is_parent(domain, many))?;
        let is_seen = self.seen.binary_search_by(|seen| seen.as_str().cmp(domain)).is_ok();
        (!is_seen).then_some(many)
    }
}

/// The first rows that are selected, and whether these are all: what a class writes is told by its own rows. Where they are few,
/// others of the list are with them.
fn first(source: &Source, is_selected: impl Fn(&Record) -> bool) -> (Vec<Record>, bool) {
    /// So many rows are read for them: a list may have millions.
    const MOST_READ: usize = 20_000;
    const FEWEST_ROWS: usize = 20;
    let (mut rows, mut others, mut are_all) = (Vec::new(), Vec::new(), true);
    for (read, record) in source.records().into_iter().flatten().flatten().enumerate() {
        let is_selected = is_selected(&record);
        // One more tells that there are more.
        if read == MOST_READ || is_selected && rows.len() == SAMPLE {
            are_all = false;
            break;
        }
        if is_selected {
            rows.push(record);
        } else if others.len() < SAMPLE {
            others.push(record);
        }
    }
    if rows.len() < FEWEST_ROWS {
        rows.extend(others.into_iter().take(SAMPLE - FEWEST_ROWS));
        rows.sort_by_key(|record| record.number);
    }
    (rows, are_all)
}

/// Reads the first rows.
pub(super) fn sampled(source: &Source, is_selected: impl Fn(&Record) -> bool) -> Sampled {
    let count = source.header().names().len();
    let headings: Vec<String> = source.header().names().iter().map(|name| name.to_lowercase()).collect();
    let mut people = typed::People::new(&headings);
    let (mut rows, mut domains) = (Vec::new(), Vec::new());
    let (records, is_whole) = first(source, is_selected);
    let mut padded = vec![0_usize; count];
    for record in records {
        people.add(&record.fields);
        domains.extend(record.fields.iter().filter_map(domain_of));
        for (padded, value) in padded.iter_mut().zip(record.fields.iter()) {
            *padded += usize::from(cell_rules::is_padded(value));
        }
        let value = |index| record.fields.get(index).unwrap_or_default().trim().to_owned();
        rows.push((0..count).map(value).collect::<Vec<String>>());
    }
    let of = |index: usize| rows.iter().map(move |row| &row[index]).filter(|value| !value.is_empty()).cloned();
    let values: Vec<Vec<String>> = (0..count).map(|index| of(index).collect()).collect();
    let are_commas_usual = are_commas_usual(&headings, &values, &domains);
    let is_behind_street = |index: usize| index > 0 && headings::is_street(&headings[index - 1]);
    let hints = headings.iter().enumerate().map(|(index, name)| Hints {
        is_house: headings::is_house(name, is_behind_street(index)),
        is_own: headings::is_number(name),
        is_person: headings::is_person(name),
        is_birth: headings::is_birth(name),
        is_amount: headings::is_amount(name),
        is_signed: headings::is_signed(name),
        is_mark: headings::is_mark(name),
        is_telephone: headings::is_telephone(name),
        is_postcode: headings::is_postcode(name),
        is_plz: headings::is_plz(name),
        are_commas_usual,
        counted: Counted::of(name),
        most: headings::most(name),
    });
    // The phases of `known_column.rs`, in their order. Of the values alone:
    let mut columns: Vec<Column> = values.iter().zip(hints).map(|(values, hints)| column(values, hints)).collect();
    let have_houses =
        headings.iter().enumerate().any(|(index, name)| headings::is_house(name, is_behind_street(index)));
    // By the headings:
    for ((column, values), name) in columns.iter_mut().zip(&values).zip(&headings) {
        column.has_streets = headings::is_street(name) && column.numbers.is_none() && !column.has_dates;
        column.are_numbered_streets = column.has_streets && !have_houses && streets::are_numbered(values);
        (column.is_due, column.is_paid) = (headings::is_due(name), headings::is_paid(name));
        // Who has one surname among those of two may be from another country.
        column.are_whole_names &= headings::half(name).is_none();
        column.has_towns = headings::is_town(name) && column.has_words;
        column.has_remarks = column.has_texts || headings::is_remark(name) && !column.is_special;
    }
    // Beside the others:
    let country = headings.iter().position(|name| headings::is_country(name));
    if let Some(country) = country.filter(|country| columns[*country].has_words) {
        columns[country].has_countries = true;
        // What is right in one country is wrong in another: they are compared with their own.
        let is_postcode = |(_, name): &(_, &String)| headings::is_postcode(name);
        for (column, _) in columns.iter_mut().zip(&headings).filter(is_postcode) {
            *column = Column { has_postcodes: true, ..Column::default() };
        }
    }
    for (index, column) in columns.iter_mut().enumerate() {
        column.begins_addresses = column.has_words && named::begins_addresses(&rows, index);
    }
    for (column, padded) in columns.iter_mut().zip(padded) {
        column.is_tidy = rows.len() >= FEWEST_WORDS && padded <= (rows.len() / 20).max(1);
    }
    for (column, left_blank) in columns.iter_mut().zip(LeftBlank::of_all(&rows)) {
        column.left_blank = left_blank;
    }
    // By all of that:
    for ((column, values), name) in columns.iter_mut().zip(&values).zip(&headings) {
        column.few = if column.has_postcodes { None } else { Few::of(values, column, name, is_whole) };
        if !column.is_special && !column.has_postcodes && column.sizes.is_none() && column.tokens.is_none() {
            column.built = Built::of(values, name, is_whole);
        }
        column.postcodes = Postcodes::of(values, column, headings::is_postcode(name));
        let is_closed = !column.has_dates && column.numbers.is_none() && column.names.is_none();
        column.closed = if is_closed { Closed::of(values, is_whole) } else { None };
        column.ages = if headings::is_birth(name) { Ages::of(values, is_whole) } else { None };
        column.lines = Lines::of(values, name);
        column.alphabet = if column.has_dates { None } else { Alphabet::of(values) };
        column.workdays = Workdays::of(values, column, name);
        column.repeated = Repeated::of(values, column, name);
        column.is_filled = is_habit(values.len(), rows.len());
        column.has_posts = headings::is_post(name) && !column.is_special && are_posts(values);
    }
    Sampled { columns, domains: Domains::of(&domains, rows.len()), rows, people }
}

/// The domain of a value that is an address.
fn domain_of(value: &str) -> Option<String> {
    let (_, domain) = value.trim().rsplit_once('@')?;
    Some(domain.to_ascii_lowercase())
}

/// Whether a list is of a country that writes a comma before decimals: by its headings, the days in it, or where the mailboxes are.
fn are_commas_usual(names: &[String], values: &[Vec<String>], domains: &[String]) -> bool {
    const COUNTRIES: [&str; 26] = [
        "at", "be", "bg", "br", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "id", "it", "lt", "lv",
        "nl", "no", "pl", "pt", "ro", "ru", "se", "tr",
    ];
    let is_there = |domain: &&String| domain.rsplit('.').next().is_some_and(|top| COUNTRIES.contains(&top));
    let has_days = |values: &Vec<String>| {
        let count = values.iter().filter(|value| dates::shape(value).is_some_and(Shape::is_by_points)).count();
        count >= FEWEST && is_habit(count, values.len())
    };
    names.iter().any(|name| headings::is_of_commas(name))
        || domains.iter().filter(is_there).count() * 3 > domains.len()
        || values.iter().any(has_days)
}

/// What the values of a column say, blanks apart.
fn column(values: &[String], hints: Hints) -> Column {
    let dates = values.iter().filter(|value| dates::is_date(value)).count();
    let has_dates = dates >= 2 && dates * 10 >= values.len() * 6;
    // `620 100 100` is a number too.
    let are_grouped =
        || hints.is_telephone && values.iter().filter(|value| value.contains(' ')).count() * 2 > values.len();
    let numbers = if has_dates || are_grouped() { None } else { Numbers::of(values, hints) };
    let is_other = has_dates || numbers.is_some();
    let code = if is_other { None } else { Code::of(values) };
    let words = values.iter().filter(|value| unlike::is_word(value)).count();
    let links = values.iter().filter(|value| value.contains("://")).count();
    let telephones = if is_other { None } else { Telephones::of(values) };
    let has_accounts = !is_other && secrets::are_accounts(values);
    let are_own = || {
        code.is_some()
            || codes::are_each_once(values)
            || numbers.is_some_and(Numbers::are_own)
            || !has_dates && !hints.is_amount && own::are_long(values)
            || !has_dates && are_padded(values)
            || is_habit(links, values.len())
            || telephones.is_some()
            || has_accounts
    };
    let shape = if has_dates { shape(values) } else { None };
    let names = if is_other { None } else { Names::of(values, hints.is_person) };
    let column = Column {
        has_dates,
        shape,
        season: Season::of(values, shape),
        years: if has_dates { years(values) } else { None },
        era: if has_dates { Era::of(values, shape, hints.is_birth) } else { None },
        numbers,
        has_own: !hints.is_postcode && are_distinct(values) && are_own(),
        are_bare_names: !values.is_empty()
            && values.iter().filter(|value| titles::is_titled(value) || is_titled_in_korean(value)).count() * 20
                <= values.len(),
        names,
        script: names.filter(|names| *names != Names::Mixed).and_then(|_| Script::of(values)),
        are_whole_names: names.is_some_and(|names| names.are_whole(values)),
        telephones,
        has_accounts,
        has_texts: !is_other && values.iter().any(|value| is_text(value)),
        tokens: if is_other || code.is_some() { None } else { Tokens::of(values) },
        code,
        near: if has_dates { dates::span(values, shape, values.len() >= SAMPLE) } else { None },
        latest: if has_dates && hints.is_birth { latest(values, shape) } else { None },
        by_habit: if has_dates && hints.is_birth { era::first_by_habit(values) } else { None },
        children: if has_dates && hints.is_birth { era::children(values, shape) } else { None },
        constant: if has_dates { constant(values, shape) } else { None },
        are_days: has_dates && is_habit(values.iter().filter(|value| !value.contains(':')).count(), values.len()),
        times: if is_other { None } else { Times::of(values) },
        shares: if is_other { None } else { Shares::of(values) },
        sites: if is_other { None } else { Sites::of(values) },
        sizes: if is_other { None } else { Sizes::of(values) },
        has_words: words >= FEWEST_WORDS && is_habit(words, values.len()),
        ..Column::default()
    };
    let is_special = is_other || column.code.is_some() || column.names.is_some() || column.times.is_some();
    Column { is_special: is_special || column.is_shared(), ..column }
}

/// The day that all but one in twenty-five have.
fn constant(values: &[String], shape: Option<Shape>) -> Option<Day> {
    const FEWEST: usize = 20;
    let shape = shape.filter(|_| values.len() >= FEWEST)?;
    let days: Vec<Day> = values.iter().filter_map(|value| dates::day_first(value, Some(shape))).collect();
    let others = |day: &&Day| days.iter().filter(|other| other != day).count() <= values.len().div_ceil(25);
    days.get(days.len() / 2).filter(others).copied()
}

/// Today, where the days of birth are before it: the next birthdays of members are not.
fn latest(values: &[String], shape: Option<Shape>) -> Option<u32> {
    let today = dates::today();
    let days: Vec<u32> = values.iter().filter_map(|value| dates::number(value, shape)).collect();
    let later = days.iter().filter(|day| **day > today).count();
    (later * 10 <= days.len()).then_some(today)
}

/// Whether values are numbers of as many digits, with zeros before the small ones: `0050`.
fn are_padded(values: &[String]) -> bool {
    const SHORTEST: usize = 3;
    let length = values.get(values.len() / 2).map_or(0, String::len);
    let is_one = |value: &&String| value.len() == length && value.bytes().all(|octet| octet.is_ascii_digit());
    let has_zero = |value: &&String| is_one(value) && value.starts_with('0');
    length >= SHORTEST
        && is_habit(values.iter().filter(is_one).count(), values.len())
        && values.iter().filter(has_zero).count() >= 2
}

/// Whether nearly each of many is another one.
fn are_distinct(values: &[String]) -> bool {
    const FEWEST: usize = 20;
    let distinct: HashSet<&String> = values.iter().collect();
    values.len() >= FEWEST && is_habit(distinct.len(), values.len())
}

/// Whether a value is of several words.
fn is_text(value: &str) -> bool {
    const WORDS: usize = 4;
    const LONG: usize = 24;
    value.split_whitespace().nth(WORDS - 1).is_some() && value.chars().any(char::is_lowercase)
        || value.len() >= LONG && !value.is_ascii() && !value.contains(char::is_whitespace)
}

/// Whether nearly none of some posts is one that somebody has left.
fn are_posts(values: &[String]) -> bool {
    let left = values.iter().filter(|value| notes::is_left_post(value)).count();
    values.len() >= FEWEST_WORDS && left * 20 <= values.len().max(20)
}

/// Nine of ten.
pub(super) fn is_habit(count: usize, of: usize) -> bool {
    count * 10 >= of * 9
}

/// How the dates are written, if all but a few are written in one way.
fn shape(values: &[String]) -> Option<Shape> {
    let shapes: Vec<Shape> = values.iter().filter_map(|value| dates::shape(value)).collect();
    let count = |wanted: &Shape| shapes.iter().filter(|shape| wanted.fits(**shape)).count();
    let is_usual = |shape: &&Shape| count(shape) >= FEWEST && is_habit(count(shape), shapes.len());
    // `1.2.2026` fits both orders, and says less than `23.2.2026`.
    let (open, told): (Vec<_>, Vec<_>) = shapes.iter().partition(|shape| shape.order == Order::Either);
    told.into_iter().find(is_usual).or_else(|| open.into_iter().find(is_usual)).copied()
}

/// The years of the dates, where all but a few are of a few years: not days of birth.
fn years(values: &[String]) -> Option<(u32, u32)> {
    const SPAN: u32 = 3;
    let mut years: Vec<u32> = values.iter().filter_map(|value| dates::year(value)).collect();
    years.sort_unstable();
    let middle = *years.get(years.len() / 2)?;
    let near: Vec<u32> = years.iter().copied().filter(|year| year.abs_diff(middle) <= SPAN).collect();
    (near.len() >= FEWEST && is_habit(near.len(), years.len())).then_some((*near.first()?, *near.last()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Column {
        column(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>(), Hints::default())
    }

    #[test]
    fn domains_that_are_almost_a_usual_one_are_found() {
        let school = vec!["students.school.edu.cn".to_owned(); 20];
        let domains = Domains::of(&[&school[..], &vec!["163.com".to_owned(); 20]].concat(), 40);
        assert!(!domains.are_examples && Domains::of(&vec!["a.example".to_owned(); 20], 40).are_examples);
        for near in [
            "student.school.edu.cn", "students.school.edu.cn.cn", "students.shcool.edu.cn", "studentsschool.edu.cn",
            "students.school.edu.cm",
        ] {
            assert_eq!(domains.near(near).is_some(), near != "students.school.edu.cm", "{near}");
        }
        let several = [&["tudelft.nl"; 4][..], &["kyoto-u.ac.jp"; 3], &["unipd.it"; 3], &["class1.de"; 2]].concat();
        let several = Domains::of(&several.into_iter().map(str::to_owned).collect::<Vec<_>>(), 40);
        for (domain, near) in [
            ("tudleft.nl", Some("tudelft.nl")),
            ("tudelf.nl", Some("tudelft.nl")),
            ("kyoto-u.ca.jp", Some("kyoto-u.ac.jp")),
            ("unipi.it", None),
            ("class2.de", None),
            ("tudelft.de", None),
            ("tudelft.nl", None),
        ] {
            assert_eq!(several.near(domain), near, "{domain}");
        }
        let pupils =
            Domains::of(&[&vec!["stu.hxschool.cn".to_owned(); 30][..], &vec!["qq.com".to_owned(); 20]].concat(), 50);
        assert_eq!(pupils.near("stu.hxschool.com"), Some("stu.hxschool.cn"));
        assert_eq!((pupils.near("hxschool.cn"), pupils.part_of("hxschool.cn")), (None, Some("stu.hxschool.cn")));
        assert!(pupils.part_of("cn").is_none() && pupils.part_of("school.cn").is_none());
        let german = Domains::of(&vec!["stud.uni-stadt.de".to_owned(); 20], 20);
        assert!(german.near("stud.uni-stadt").is_some() && german.near("stud").is_none());
        let others = vec!["gmail.com".to_owned(); 10];
        let district = Domains::of(&[&vec!["lincolnusd.org".to_owned(); 20][..], &others].concat(), 30);
        assert!(district.near("lincolnusd.com").is_some() && district.near("lincolnusd.de").is_none());
        let company = Domains::of(&[&vec!["kaoyuan.com.tw".to_owned(); 20][..], &others].concat(), 30);
        assert!(company.near("kaoyuan.com").is_some() && company.near("kaoyuan.co.jp").is_none());
        // Where nearly all have one, another end of it is a slip.
        let own = Domains::of(&vec!["foo-school.org".to_owned(); 20], 20);
        for near in
            ["foo-school.or", "foo-school.rog", "foo-school.og", "foo-school.de", "foo-school.org.uk", "foo-school.c"]
        {
            assert_eq!(own.near(near), Some("foo-school.org"), "{near}");
        }
        for other in ["bar-school.de", "mail.foo-school.org", "gmail.com", "foo.de"] {
            assert_eq!(own.near(other), None, "{other}");
        }
        let provider = Domains::of(&vec!["163.com".to_owned(); 20], 20);
        assert!(provider.near("163.org").is_none());
        for other in [
            "students.school.de", "students.school.edu.cn", "Students.School.edu.cn", "163.net", "school.edu.cn",
            "teachers.school.edu.cn",
        ] {
            assert_eq!(domains.near(other), None, "{other}");
        }
    }

    #[test]
    fn lists_of_countries_with_decimal_commas_are_known() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        let usual = |names: &[&str], values: &[&str], domains: &[&str]| {
            are_commas_usual(&texts(names), &[texts(values)], &texts(domains))
        };
        assert!(usual(&["nachname"], &[], &[]) && usual(&["größe"], &[], &[]));
        assert!(usual(&["name"], &[], &["gmail.com", "web.de"]));
        assert!(usual(&["name"], &["23.11.2026"; 9], &["gmail.com"]));
        assert!(!usual(&["name"], &["2026-11-23", "11/23/2026"], &["gmail.com"; 3]));
        assert!(!usual(&["姓名", "name", "student no"], &["88"; 9], &["163.com", "qq.com", "school.edu.cn"]));
    }

    #[test]
    fn columns_are_known_by_their_values() {
        let dates = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-12-01", "2027-01-08"];
        let known = of(&dates);
        assert!(known.has_dates && known.numbers.is_none() && known.shape.is_some());
        assert_eq!(known.years, Some((2026, 2027)));
        // Days of birth are of many years, and short lists show no habit.
        assert_eq!(of(&["1950-01-01", "1961-01-01", "1985-01-01", "1999-01-01", "2003-01-01"]).years, None);
        assert_eq!(of(&dates[..4]).shape, None);
        let days = ["1.2.2026", "23.2.2026", "2.3.2026", "3.3.2026", "30.3.2026", "31.3.2026"];
        assert_eq!(of(&days).shape, dates::shape("23.2.2026"));
        assert_eq!(of(&["1.2.2026"; 6]).shape, dates::shape("1.1.2027"));
        assert_eq!(of(&["2026-11-01", "1.12.2026", "2026-11-03", "2026-12-01", "2027-01-08"]).shape, None);

        assert!(of(&["88", "92", "75", "60.5", "100"]).numbers.is_some());
        assert!(of(&["88", "92", "75", "60.5"]).numbers.is_none());
        assert!(of(&["88", "A", "75", "B", "100", "60"]).numbers.is_none());
        assert!(of(&["Anna"; 10]).has_words && !of(&["p1@a.example"; 10]).has_words && !of(&["TRUE"; 10]).has_words);
        assert_eq!(of(&[]), Column::default());
    }

    #[test]
    fn columns_of_codes_and_telephones_are_known() {
        let column_of =
            |value: &dyn Fn(usize) -> String| column(&(0..40).map(value).collect::<Vec<_>>(), Hints::default());
        let orders = column_of(&|n| format!("A-2026-{n:06}"));
        assert!(orders.code.is_some() && orders.has_own && orders.numbers.is_none());
        let terms = column_of(&|n| format!("2026-{:04}", n % 3));
        assert!(terms.code.is_some() && !terms.has_own);
        let students = column_of(&|n| format!("{:07}", 312_000 + n * 37));
        assert!(students.has_own && students.numbers.is_some());
        assert!(!column_of(&|n| (n * 37 % 101).to_string()).has_own);
        assert!(column_of(&|n| format!("{}:30", n % 24)).times.is_some() && orders.times.is_none());
        let births = |year: usize| {
            let values: Vec<String> = (0..40).map(|n| format!("{}-02-{:02}", year - n % 9, 1 + n % 28)).collect();
            column(&values, Hints { is_birth: true, ..Hints::default() }).latest
        };
        assert!(births(2009).is_some() && births(2999).is_none());
        let due = column_of(&|n| if n == 9 { "2027-03-02" } else { "2027-01-31" }.to_owned());
        assert_eq!((due.constant, due.are_days), (Some((2027, 1, 31)), true));
        assert_eq!(column_of(&|n| format!("2027-01-{:02}", 1 + n % 28)).constant, None);
        let telephones = ["+49 351 123456", "0351/1234567", "(030) 1234-567", "+66 2 123 4567"];
        let telephones = column_of(&|n| telephones[n % 4].to_owned());
        assert!(telephones.telephones.is_some() && !telephones.has_own && orders.telephones.is_none());
    }
}
