//! What each row has of its own: somebody's number, a code, a link, a name. Of two rows with the same, one is probably wrong.

use std::borrow::Cow;

pub(super) mod titles;

use super::attachments::Names;
use super::han::is_han;
use super::headings::{Half, half};
use super::namesakes::Namesakes;
use super::relations::Slot;
use super::{Finding, Kind, headings, secrets, shown, trimmed};
use crate::input::{Header, Record};
use crate::merge::Uses;

/// Shorter values are hardly anybody's own, in octets.
const SHORTEST: usize = 3;

/// Where more than one in so many rows repeats another, that is how the list is: in some it is a room's number or a course's.
const RARE: u64 = 20;
/// In a shorter list than that, one row may, if there are as many as this.
const FEWEST: u64 = 10;

/// The same of places and times, where the first rows show that each is given once.
const RARE_SLOT: u64 = 50;

/// In longer lists there are two of one name, and nobody is wrong.
const MOST_NAMES: u64 = 300;

/// What each row of a list has of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owned {
    /// The value of a column, by index.
    Value(usize),
    /// A whole number, however short, that each row has alone.
    Number(usize),
    /// The value of a column, where families share it: a telephone number, an account, a link. And where the companies of a list with
    /// telephone numbers stand, whose people share theirs.
    Shared(usize, Surname, Vec<usize>),
    /// All that a row of a letter has, of which the letter would have it twice.
    Row,
    /// A place or a time that nobody else has.
    Slot {
        /// The columns that tell it together.
        columns: Vec<usize>,
        /// Those of them that are named: not a day that all rows have.
        telling: Vec<usize>,
        /// Those that the mail goes to.
        to: Vec<usize>,
        /// Columns that say the same as one of them in other words.
        twins: Vec<usize>,
        /// What many have together, which is nobody's own.
        crowds: Vec<String>,
    },
    /// The title of a work, in a column, and the column with the number of that work.
    Title(usize, usize),
    /// The name of whom it is about, and what others of that name differ in.
    Name(Names, Namesakes),
}

/// Where the surname of whom a row is about stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surname {
    Column(usize),
    /// Within the whole name.
    Within(Names),
}

impl Surname {
    /// For a list whose columns a letter uses so.
    pub(super) fn new(header: &Header, uses: &Uses) -> Self {
        let is_last = |name: &String| half(&name.to_lowercase()) == Some(Half::Last);
        header.names().iter().position(is_last).map_or_else(|| Self::Within(Names::new(header, uses)), Self::Column)
    }

    /// The last word of a name, or the first character of a Chinese one, in small letters.
    pub(super) fn of(&self, record: &Record) -> Option<String> {
        let name = match self {
            Self::Column(column) => record.fields.get(*column)?.trim().to_lowercase(),
            Self::Within(names) => names.of(&record.fields).to_lowercase(),
        };
        let first = name.chars().next()?;
        if is_han(first) {
            return Some(first.to_string());
        }
        name.split_whitespace().next_back().map(str::to_owned)
    }
}

/// Where a list of telephone numbers says whom people work for.
pub(super) fn companies(header: &Header) -> Vec<usize> {
    const PARTS: [&str; 20] = [
        "company", "firm", "organi", "employer", "institut", "universit", "school", "unternehmen", "arbeitgeber",
        "empresa", "société", "entreprise", "azienda", "ditta", "公司", "单位", "会社", "所属", "勤務先", "学校",
    ];
    let names = header.names().iter().enumerate();
    let is_one = |name: &str| {
        PARTS.iter().any(|part| name.contains(part)) && !headings::is_telephone(name) && !headings::is_other(name)
    };
    names.filter(|(_, name)| is_one(&name.to_lowercase())).map(|(column, _)| column).collect()
}

/// Whether a telephone number is one of somebody alone, as far as it says so: `090-…` (Japan), `13…` (China), `07…`, `+49 17…`.
fn is_mobile(number: &str) -> bool {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_abroad = number.trim_start().starts_with('+') || number.starts_with("00");
    let begins = |starts: &[&str]| starts.iter().any(|start| digits.starts_with(start));
    if is_abroad {
        return begins(&[
            "8613", "8615", "8617", "8618", "8619", "8180", "8190", "8170", "447", "4915", "4916", "4917", "346",
            "347", "336", "337", "393",
        ]);
    }
    match digits.len() {
        11 => begins(&["070", "080", "090", "13", "14", "15", "16", "17", "18", "19", "07", "015", "016", "017"]),
        9 => begins(&["6", "7"]),
        10 => begins(&["06", "07", "3"]),
        12 => begins(&["015", "016", "017"]),
        _ => false,
    }
}

/// The values of some columns together, if none is empty.
fn joined(record: &Record, columns: &[usize]) -> Option<String> {
    let value = |column: &usize| record.fields.get(*column).map(str::trim).filter(|value| !value.is_empty());
    let values: Option<Vec<&str>> = columns.iter().map(value).collect();
    Some(values?.join("\n"))
}

impl Owned {
    /// The names of a list whose columns a letter uses so, if it has any.
    pub(super) fn name(header: &Header, uses: &Uses) -> Option<Self> {
        let names = Names::new(header, uses);
        let namesakes = Namesakes::new(header, &names);
        (!names.is_empty()).then_some(Self::Name(names, namesakes))
    }

    pub(super) fn slot(slot: &Slot, uses: &Uses) -> Self {
        let Slot { columns, telling, twins, crowds } = slot.clone();
        Self::Slot { columns, telling, to: uses.to.clone(), twins, crowds }
    }

    /// Whose it is, where others of the family may have the same.
    #[must_use]
    pub fn family(&self, record: &Record) -> Option<String> {
        match self {
            Self::Shared(_, surname, _) => surname.of(record),
            // Two of one family may come together.
            Self::Slot { to, .. } => Some(joined(record, to)?.to_lowercase()),
            Self::Value(_) | Self::Number(_) | Self::Row | Self::Title(..) | Self::Name(..) => None,
        }
    }

    /// How many rows, of those that have what an earlier one has, are to be told of: with the same family, or with another.
    #[must_use]
    pub fn told(&self, same: u64, others: u64) -> u64 {
        if self.is_shared() { others } else { same }
    }

    /// Whether what rows of one family have in common is right.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Shared(..) | Self::Slot { .. })
    }

    /// Whether two rows that have the same in this are of two people all the same.
    #[must_use]
    pub fn are_apart(&self, one: &Record, other: &Record) -> bool {
        match self {
            Self::Name(_, namesakes) => namesakes.are_apart(one, other),
            // The line of an office is that of all who work there.
            Self::Shared(column, _, companies) => {
                let value = |record: &Record| record.fields.get(*column).is_some_and(|value| !is_mobile(value));
                value(one)
                    && companies.iter().any(|company| {
                        joined(one, &[*company]).is_some_and(|own| joined(other, &[*company]) == Some(own))
                    })
            }
            // Which building it is, the postcode and the day of the inspection tell too: it is that which is wrong.
            Self::Slot { twins, .. } => {
                let differ = |column: &&usize| one.fields.get(**column) != other.fields.get(**column);
                twins.iter().filter(differ).count() * 2 > twins.len()
            }
            // Whose number is the same has the same work, as its other author.
            Self::Title(_, number) => {
                let number = |record: &Record| joined(record, &[*number]);
                number(one).is_none() || number(other).is_none() || number(one) == number(other)
            }
            _ => false,
        }
    }

    /// What a row has; `None` if that is nothing that tells it from others.
    #[must_use]
    pub fn of<'a>(&self, record: &'a Record) -> Option<Cow<'a, str>> {
        match self {
            Self::Value(column) | Self::Shared(column, ..) => {
                let value = trimmed(record.fields.get(*column)?);
                let is_telling = value.len() >= SHORTEST && value.bytes().any(|octet| octet.is_ascii_digit());
                is_telling.then_some(Cow::Borrowed(value))
            }
            Self::Number(column) => {
                let value = trimmed(record.fields.get(*column)?);
                let number = value.trim_start_matches('0');
                let is_telling = !number.is_empty() && value.bytes().all(|octet| octet.is_ascii_digit());
                is_telling.then_some(Cow::Borrowed(number))
            }
            Self::Row => Some(Cow::Owned(record.fields.iter().collect::<Vec<_>>().join("\n"))),
            Self::Slot { columns, crowds, .. } => {
                joined(record, columns).filter(|slot| !crowds.contains(slot)).map(Cow::Owned)
            }
            Self::Title(column, _) => {
                let value = trimmed(record.fields.get(*column)?);
                titles::is_long(value).then(|| Cow::Owned(value.to_lowercase()))
            }
            Self::Name(names, _) if record.number <= MOST_NAMES => {
                let name = names.of(&record.fields).to_lowercase();
                // A first name alone many have.
                let is_whole = name.chars().all(is_han) && name.chars().count() >= 3
                    || name.split_whitespace().filter(|word| word.chars().nth(1).is_some()).nth(1).is_some();
                is_whole.then_some(Cow::Owned(name))
            }
            Self::Name(..) => None,
        }
    }

    /// Whether so many rows that have what an earlier one of so many has are the exception.
    #[must_use]
    pub fn is_exception(&self, same: u64, rows: u64) -> bool {
        if matches!(self, Self::Slot { .. }) {
            return same * RARE_SLOT <= rows || same == 1 && rows >= FEWEST;
        }
        let is_rare = same * RARE <= rows || same == 1 && rows >= FEWEST;
        is_rare && (rows <= MOST_NAMES || !matches!(self, Self::Name(..)))
    }

    /// What is told of a row that has what the one in this line has; of both, as far as they are known, with the names of the list.
    #[must_use]
    pub fn repeated(
        &self,
        header: &Header,
        row: (u64, u64),
        first: u64,
        pair: Option<(&Record, &Record)>,
        names: &Names,
    ) -> Finding {
        let (kind, column, what) = match self {
            Self::Value(column) | Self::Number(column) | Self::Shared(column, ..) | Self::Title(column, _) => {
                let name = header.names().get(*column).map_or("", String::as_str);
                let value = pair.and_then(|(own, _)| own.fields.get(*column)).map(trimmed);
                // What is told is read by others too.
                let value = value.filter(|value| secrets::flaw_of_text(&format!("{name}: {value}")).is_none());
                let said = match value {
                    Some(value) => format!("\"{}\" is the value of line {first} too", shown(value)),
                    None => format!("has the value of line {first}"),
                };
                let whose = pair.map(|(own, other)| whose(names, own, other)).unwrap_or_default();
                let what = format!(
                    "column \"{name}\": {said}{whose}, and nearly all others have their own. Is one \
                     of the two wrong?"
                );
                (Kind::RepeatedNumber, Some(*column), what)
            }
            Self::Row => {
                let what = format!(
                    "is the same as line {first} in every column, and the letter has both. Was it entered twice? Delete one of them."
                );
                (Kind::RepeatedRow, None, what)
            }
            Self::Slot { telling, .. } => {
                let names = telling.iter().filter_map(|column| header.names().get(*column));
                let names: Vec<String> = names.map(|name| format!("\"{}\"", shown(name))).collect();
                let what = format!(
                    "{} are the same as in line {first}, and the other rows have their own. Is one of the two wrong?",
                    names.join(", ")
                );
                (Kind::RepeatedNumber, None, what)
            }
            Self::Name(names, _) => {
                let column = names.first_column();
                let place = column.and_then(|column| header.names().get(column));
                let place = place.map_or_else(String::new, |name| format!("column \"{}\": ", shown(name)));
                let what = format!(
                    "{place}has the name of line {first}, and another address. Is it the same person twice, or are there two?"
                );
                (Kind::RepeatedName, column, what)
            }
        };
        Finding::of_row(kind, row, column, what)
    }
}

/// Whose what two rows have is: ` (Anna Berg there, Bo Berg here)`.
fn whose(names: &Names, own: &Record, other: &Record) -> String {
    let name = names.of(&own.fields);
    if !name.is_empty() && name == names.of(&other.fields) {
        return format!(" ({} both times)", shown(&name));
    }
    of_two(names, own, other)
}

/// The same where they are of two people by their names; otherwise nothing.
pub(crate) fn of_two(names: &Names, own: &Record, other: &Record) -> String {
    let (own, other) = (names.of(&own.fields), names.of(&other.fields));
    if own.is_empty() || other.is_empty() || own == other {
        return String::new();
    }
    format!(" ({} there, {} here)", shown(&other), shown(&own))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn record(fields: [&str; 2]) -> Record {
        let header = Arc::new(Header::new(["one", "other"].map(str::to_owned).to_vec()));
        Record { number: 7, line: 8, header, fields: fields.into_iter().collect(), more: Vec::new() }
    }

    #[test]
    fn titles_of_two_works_are_told_from_those_of_one() {
        let owned = Owned::Title(1, 0);
        let one = record(["P-1", "Dune migration in spring"]);
        let are_apart = |id: &str| owned.are_apart(&one, &record([id, "Dune Migration in Spring"]));
        assert_eq!(owned.of(&one), owned.of(&record(["P-2", " Dune Migration in Spring"])));
        assert_eq!((are_apart("P-2"), are_apart("P-1"), are_apart("")), (false, true, true));
        assert_eq!((owned.of(&record(["P-1", "Dunes"])), owned.of(&record(["P-1", ""]))), (None, None));
    }

    #[test]
    fn crowds_have_no_slot_of_their_own() {
        let (columns, crowds) = (vec![0, 1], vec!["16:30\nFoyer".to_owned()]);
        let slot = Owned::Slot { telling: columns.clone(), columns, to: Vec::new(), twins: Vec::new(), crowds };
        assert_eq!(slot.of(&record(["16:30", "Foyer"])), None);
        assert_eq!(slot.of(&record(["16:30", "Hall"])).as_deref(), Some("16:30\nHall"));
    }

    #[test]
    fn a_number_and_a_whole_name_are_somebodys_own() {
        let header = Arc::new(Header::new(["name", "no", "email"].map(str::to_owned).to_vec()));
        let record = |header: &Arc<Header>, fields: [&str; 3]| Record {
            number: 7,
            line: 8,
            header: Arc::clone(header),
            fields: fields.into_iter().collect(),
            more: Vec::new(),
        };
        let named = |header: &Header| Owned::name(header, &Uses { to: vec![2], ..Uses::default() }).unwrap();
        let names = named(&header);
        let of = |owned: &Owned, name: &str, number: &str| {
            let record = record(&header, [name, number, "a@b.example"]);
            owned.of(&record).map(Cow::into_owned)
        };
        for (name, own) in [
            ("Anna Berg", Some("anna berg")),
            (" 张三丰 ", Some("张三丰")),
            ("Anna", None),
            ("Anna B", None),
            ("张三", None),
            ("", None),
        ] {
            assert_eq!(of(&names, name, "1").as_deref(), own, "{name}");
        }
        // Beside surnames there are given names, of two words too.
        let halves = Arc::new(Header::new(["Alumno", "Apellidos", "Correo"].map(str::to_owned).to_vec()));
        let names = named(&halves);
        let of_halves = |fields: [&str; 3]| names.of(&record(&halves, fields)).map(Cow::into_owned);
        assert_eq!(of_halves(["José Luis", "Ruiz", "a@b.example"]).as_deref(), Some("josé luis ruiz"));
        assert!(of_halves(["José Luis", "Ruiz", ""]) != of_halves(["José Luis", "Gil", ""]));
        let telephone = Owned::Shared(1, Surname::new(&header, &Uses::default()), Vec::new());
        let family = |name: &str| telephone.family(&record(&header, [name, "0170 123", "a@b.example"]));
        assert_eq!(family("Anna Berg"), family("Bo BERG"));
        assert_eq!(family("张三"), family("张丰"));
        assert!(family("Anna Berg") != family("Anna Horn") && family("").is_none());
        assert_eq!((telephone.told(2, 1), telephone.is_shared()), (1, true));
        let slot = Owned::Slot {
            columns: vec![0, 1, 2],
            telling: vec![0, 1],
            to: vec![2],
            twins: vec![2],
            crowds: Vec::new(),
        };
        let lines = ["a@b.example", "b@b.example"].map(|other| record(&header, ["A301", "3-4", other]));
        assert!(slot.are_apart(&lines[0], &lines[1]) && !slot.are_apart(&lines[0], &lines[0]));
        assert_eq!(of(&slot, "A301", "3-4").as_deref(), Some("A301\n3-4\na@b.example"));
        assert_eq!((of(&slot, "A301", " "), slot.told(2, 1), slot.is_shared()), (None, 1, true));
        assert_eq!(slot.family(&record(&header, ["A301", "3-4", "A@B.example"])).as_deref(), Some("a@b.example"));
        assert!(slot.is_exception(1, 10) && slot.is_exception(2, 100) && !slot.is_exception(2, 40));
        let whole = Names::new(&header, &Uses::default());
        let told = slot.repeated(&header, (7, 8), 3, None, &whole).what;
        assert!(told.starts_with("\"name\", \"no\" are the same as in line 3"), "{told}");
        let numbers = Owned::Value(1);
        let rows = ["Anna Berg", "Bo Berg"].map(|name| record(&header, [name, "S-12", ""]));
        for (other, said) in [
            (&rows[1], "\"S-12\" is the value of line 3 too (Bo Berg there, Anna Berg here), and"),
            (&rows[0], "\"S-12\" is the value of line 3 too (Anna Berg both times), and"),
        ] {
            let told = numbers.repeated(&header, (7, 8), 3, Some((&rows[0], other)), &whole).what;
            assert!(told.contains(said), "{told}");
        }
        assert!(numbers.repeated(&header, (7, 8), 3, None, &whole).what.contains(": has the value of line 3, and"));
        let secret = Arc::new(Header::new(["name", "password", "email"].map(str::to_owned).to_vec()));
        let rows = ["Anna Berg", "Bo Berg"].map(|name| record(&secret, [name, "Rt7xKp22", ""]));
        let told = numbers.repeated(&secret, (7, 8), 3, Some((&rows[0], &rows[1])), &whole).what;
        assert!(!told.contains("Rt7xKp22") && told.contains("has the value of line 3"), "{told}");
        assert_eq!((numbers.told(2, 1), numbers.family(&record(&header, ["Anna Berg", "1", ""]))), (2, None));
        for (number, own) in [(" S-12 ", Some("S-12")), ("12", None), ("none", None)] {
            assert_eq!(of(&numbers, "", number).as_deref(), own, "{number}");
        }
        let short = Owned::Number(1);
        for (number, own) in [(" 12 ", Some("12")), ("0012", Some("12")), ("0", None), ("S-12", None), ("", None)] {
            assert_eq!(of(&short, "", number).as_deref(), own, "{number}");
        }
        assert!(numbers.is_exception(1, 10) && !numbers.is_exception(1, 9) && !numbers.is_exception(3, 40));
        assert!(names.is_exception(2, 300) && !names.is_exception(2, 301));
    }
}
