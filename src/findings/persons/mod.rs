//! What the columns of a person have to do with each other: the salutation and the first name, the first name and the last, the title
//! and the name.

mod agreement;
mod apart;
mod cyrillic;
mod greeted;
mod known;
mod patronymics;
mod sex;
mod titled;

use self::apart::Apart;
use self::greeted::Named;
use self::patronymics::Patronymics;
use self::sex::Sex;
pub(super) use self::titled::differ_in_title_alone;
use super::headings;
use super::relations::folded;
use super::{Detail, Kind, Look, Map, Oddity, SWAPPED, shown, trimmed};
use crate::input::{Fields, Source};
use crate::merge::Uses;

/// Whether a salutation is a woman's, if it is one person's.
pub(super) fn sex_of_salutation(salutation: &str) -> Option<bool> {
    sex::of(salutation).map(|sex| sex == Sex::Female)
}

/// So many rows tell how people are called.
const MOST_ROWS: usize = 1_000;
/// So many are held to tell who is called after the father.
const MOST_NAMED: usize = 200;
/// Fewer show no habit.
const FEWEST: usize = 10;

/// What the first rows say of the people of a list.
#[derive(Debug, Default)]
pub(super) struct Persons {
    columns: Columns,
    /// Whose names are known.
    names: Map<String, Seen>,
    /// How the list tells first names from last ones.
    apart: Apart,
    /// What the salutations say, of which there are few.
    salutations: Map<String, Option<Sex>>,
    /// In nearly all addresses that have both names, the first one comes first.
    is_first_first: bool,
    order: Order,
    /// Whether salutations go with first names in nearly all rows.
    has_salutations: bool,
    /// The columns that the letter uses, most values of which are greetings with an adjective: `Sehr geehrte Frau`.
    greetings: Vec<usize>,
    /// Of those, the ones whose adjectives go with the salutations, and with first names, in nearly all rows.
    going: Vec<Going>,
    /// The columns that have the row's name in them.
    named: Vec<Named>,
    /// The columns that go with somebody's name after the father.
    patronymics: Vec<Patronymics>,
}

/// Which of the two names addresses begin with, where they have both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Order {
    /// The last one in hardly any.
    #[default]
    LastSeldomFirst,
    Either,
    /// The last one in more than half.
    LastFirst,
}

/// What the adjectives of a column go with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Going {
    column: usize,
    with_salutations: bool,
    with_names: bool,
}

/// Where what is compared stands, of what the letter uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Columns {
    first: Option<usize>,
    last: Option<usize>,
    whole: Option<usize>,
    mail: Option<usize>,
    salutation: Option<usize>,
    title: Option<usize>,
}

/// In how many rows a name is the first or the last, and of whom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    first: u32,
    last: u32,
    women: u32,
    men: u32,
}

impl Persons {
    /// Reads the first rows.
    pub(super) fn of(source: &Source, uses: &Uses) -> Self {
        let names: Vec<String> = source.header().names().iter().map(|name| name.to_lowercase()).collect();
        let greetings = greetings(source, uses);
        let rows = source.records().into_iter().flatten().take(MOST_NAMED).flatten().map(|record| record.fields);
        let patronymics = patronymics::of(rows, names.len(), uses);
        let persons = Self::by_salutations(&names, &greetings, source, uses);
        Self { patronymics, ..persons }
    }

    /// By the likeliest of the columns that may be of salutations.
    fn by_salutations(names: &[String], greetings: &[usize], source: &Source, uses: &Uses) -> Self {
        let mut all = Columns::of(names, uses).into_iter();
        let (first, _) = Self::by(all.next().unwrap_or_default(), greetings.to_vec(), source, uses);
        if first.has_salutations {
            return first;
        }
        // The sex may be another's, as that of a pet, and a title beside it the one of whom it is about.
        let others = all.map(|columns| Self::by(columns, greetings.to_vec(), source, uses));
        let is_told = |(persons, right): &(Self, usize)| persons.has_salutations && *right >= FEWEST;
        others.into_iter().find(is_told).map_or(first, |(persons, _)| persons)
    }

    /// Reads them for these columns; and in how many rows the salutation goes with the first name.
    fn by(columns: Columns, greetings: Vec<usize>, source: &Source, uses: &Uses) -> (Self, usize) {
        // Read again rather than held.
        let rows = || source.records().into_iter().flatten().take(MOST_ROWS).flatten().map(|record| record.fields);
        let named = greeted::of(rows(), &columns, uses);
        let mut persons = Self { columns, greetings, named, ..Self::default() };
        if persons.columns.is_nothing() && persons.greetings.is_empty() {
            return (persons, 0);
        }
        let (mut forwards, mut backwards) = (0, 0);
        for fields in rows() {
            let row = Row::of(&persons.columns, &fields);
            let sex = sex::of(row.salutation);
            persons.salutations.insert(row.salutation.to_owned(), sex);
            let sex = sex.or_else(|| persons.greetings.iter().find_map(|column| row.greeted_as(&fields, *column)));
            for (name, is_first) in [(row.first_name(), true), (row.last, false)] {
                if !name.is_empty() {
                    persons.names.entry(name.to_owned()).or_default().see(is_first, sex);
                }
            }
            forwards += usize::from(row.is_address_of(row.first, row.last));
            backwards += usize::from(row.is_address_of(row.last, row.first));
        }
        persons.is_first_first = forwards >= FEWEST && backwards * 20 <= forwards;
        persons.order = if are_few(backwards, forwards) {
            Order::LastSeldomFirst
        } else if backwards <= forwards {
            Order::Either
        } else {
            Order::LastFirst
        };
        persons.apart = Apart::of(&persons.names);
        let (mut right, mut wrong, mut known, mut others) = (0, 0, 0, 0);
        let (mut named, mut swapped) = (0, 0);
        for fields in rows() {
            let row = Row::of(&persons.columns, &fields);
            named += usize::from(!row.first.is_empty() && !row.last.is_empty());
            swapped += usize::from(persons.apart.look_swapped(&persons.names, row.first, row.last));
            let sex = persons.sex(row.salutation);
            let goes = persons.goes_with(&row, sex);
            right += usize::from(goes == Some(true));
            wrong += usize::from(goes == Some(false));
            let is_known = sex.and_then(|sex| Some(sex == known::sure(row.first_name())?));
            known += usize::from(is_known == Some(true));
            others += usize::from(is_known == Some(false));
        }
        persons.apart.know(swapped, named);
        // Where the names are few, each of them goes with both.
        let are_of_others = others >= FEWEST / 2 && others * 4 > known;
        persons.has_salutations = are_few(wrong, right) && !are_of_others;
        let going = persons.greetings.iter().map(|column| persons.going(*column, rows()));
        persons.going = going.collect();
        (persons, right)
    }

    /// Whether the one of a row is a woman, as everybody knows: by the first name.
    pub(super) fn is_woman(&self, fields: &Fields) -> Option<bool> {
        let name = Row::of(&self.columns, fields).first_name();
        known::sure(name).map(|sex| sex == Sex::Female)
    }

    /// What the adjectives of a column go with in these rows.
    fn going(&self, column: usize, rows: impl Iterator<Item = Fields>) -> Going {
        let (mut salutations, mut names) = ((0, 0), (0, 0));
        let count = |(right, wrong): &mut (usize, usize), goes: Option<bool>| {
            *right += usize::from(goes == Some(true));
            *wrong += usize::from(goes == Some(false));
        };
        for fields in rows {
            let row = Row::of(&self.columns, &fields);
            let sex = row.greeted_as(&fields, column);
            count(&mut salutations, sex.and_then(|sex| Some(sex == self.sex(row.salutation)?)));
            count(&mut names, self.goes_with(&row, sex));
        }
        Going {
            column,
            with_salutations: self.columns.salutation != Some(column)
                && salutations.0 >= FEWEST
                && are_few(salutations.1, salutations.0),
            with_names: are_few(names.1, names.0),
        }
    }

    /// Finds what does not go together in a row.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        for &column in &self.greetings {
            let value = trimmed(fields.get(column).unwrap_or_default());
            if let Some(meant) = agreement::meant(value) {
                let what = format!("is not said so. Write \"{}\", if that is meant.", shown(&meant));
                look.find_value(column, Kind::Greeting, value, &what);
            }
        }
        self.named.iter().for_each(|named| named.look(look, fields, &self.columns));
        self.patronymics.iter().for_each(|pair| pair.look(look, fields));
        if self.columns.is_nothing() && self.greetings.is_empty() {
            return;
        }
        let row = Row::of(&self.columns, fields);
        if let (Some(first), Some(last)) = (self.columns.first, self.columns.last) {
            if row.first.len() > 1 && row.first.eq_ignore_ascii_case(row.last) {
                let what = format!("is in {} too. Is one of them right?", look.heading(last));
                look.find_value(first, Kind::OddRelation, row.first, &what);
            } else if row.last.len() > 1
                && row.first.strip_suffix(row.last).is_some_and(|rest| rest.ends_with(' ') && !rest.trim().is_empty())
            {
                let what =
                    format!("holds what is in {} too: the letter has it twice. Take it out.", look.heading(last));
                look.find_value(first, Kind::OddRelation, row.first, &what);
            } else if self.is_swapped(&row) {
                let what = format!(
                    "looks like a last name, and {} ({}) like a first name. {SWAPPED}",
                    look.heading(last),
                    shown(row.last)
                );
                let odd = Oddity::new(Kind::OddRelation, what).with(Detail::Swapped);
                look.find_odd(first, row.first, odd);
            }
        }
        if let Some(column) = self.columns.salutation
            && self.has_salutations
            && self.goes_with(&row, self.sex(row.salutation)) == Some(false)
        {
            let what = format!("hardly goes with the first name ({}). Is it right?", shown(row.first));
            look.find_value(column, Kind::OddRelation, row.salutation, &what);
        } else {
            self.look_at_adjectives(look, fields, &row);
        }
        self.look_for_titles(look, &row);
        if titled::is_group(row.salutation) {
            self.forgive_names(look);
        }
    }

    /// Takes back that a name is a company's or has a number in it: `Firma` and `WG Müllerstraße 12` are no persons.
    fn forgive_names(&self, look: &mut Look<'_>) {
        let (line, last) = (look.line, self.columns.last.or(self.columns.whole));
        look.findings.retain(|finding| {
            let is_of_name = finding.line == line && finding.kind == Kind::OddName && finding.column == last;
            let is_of_no_person = matches!(&finding.detail, Some(Detail::Name(odd)) if odd.is_of_no_person());
            !is_of_name || last.is_none() || !is_of_no_person
        });
    }

    /// `Estimado Inmaculada`, `Estimada` where the salutation is `D.`
    fn look_at_adjectives(&self, look: &mut Look<'_>, fields: &Fields, row: &Row<'_>) {
        for going in &self.going {
            let value = trimmed(fields.get(going.column).unwrap_or_default());
            let is_told =
                look.findings.iter().any(|finding| finding.line == look.line && finding.column == Some(going.column));
            let Some(sex) = row.greeted_as(fields, going.column).filter(|_| !is_told) else { continue };
            let other = self.columns.salutation.filter(|_| going.with_salutations);
            if let Some(column) = other.filter(|_| self.sex(row.salutation).is_some_and(|other| other != sex)) {
                let what =
                    format!("hardly goes with {} ({}). Is it right?", look.heading(column), shown(row.salutation));
                look.find_value(going.column, Kind::OddRelation, value, &what);
            } else if going.with_names && self.goes_with(row, Some(sex)) == Some(false) {
                let what = format!("hardly goes with the first name ({}). Is it right?", shown(row.first));
                look.find_value(going.column, Kind::OddRelation, value, &what);
            }
        }
    }

    /// `Dr. Cohen`, where `Dr.` stands before it in its own column.
    fn look_for_titles(&self, look: &mut Look<'_>, row: &Row<'_>) {
        let Some(title) = self.columns.title.filter(|_| is_academic(row.title)) else { return };
        let names = [(self.columns.first, row.first), (self.columns.last, row.last)];
        for (column, name) in names {
            if let Some(column) = column.filter(|_| begins_with_title(name)) {
                let what = format!(
                    "begins with a title, and {} has one ({}): the letter has it twice. Take one out.",
                    look.heading(title),
                    shown(row.title)
                );
                look.find_value(column, Kind::OddRelation, name, &what);
            }
        }
    }

    /// Whether the first name stands where the last one should, and the other way round.
    fn is_swapped(&self, row: &Row<'_>) -> bool {
        if row.first.is_empty() || row.last.is_empty() {
            return false;
        }
        let seen = |name: &str| self.names.get(name).copied().unwrap_or_default();
        let (one, other) = (seen(row.first), seen(row.last));
        // The row itself is one of those that were seen.
        let are_rare = one.first <= 1 && other.last <= 1;
        let are_seen = one.last >= 2 && other.first >= 2;
        let are_known = || known::is_last(row.first) && known::sex(row.last).is_some();
        let is_first = || known::sex(row.first_name()).is_some();
        let are_of_list = || self.apart.are_swapped(&self.names, row.first, row.last) && !is_first();
        are_rare && (are_seen || are_known() || are_of_list()) && !row.is_address_of(row.first, row.last)
            || (self.is_first_first || are_rare && self.is_known_behind(row)) && row.is_address_of(row.last, row.first)
    }

    /// `Roth`, `Julia`: whether a name that everybody knows stands behind one that is no first name. Where people have their addresses
    /// in either order, and some their fathers' first names, a woman's tells it who is greeted as one.
    fn is_known_behind(&self, row: &Row<'_>) -> bool {
        let is_first = row.first.split([' ', '-']).any(|word| known::sex(word).is_some());
        let Some(sex) = known::sex(row.last).filter(|_| !is_first) else { return false };
        let is_woman = || sex == Sex::Female && self.sex(row.salutation) == Some(sex);
        self.order == Order::LastSeldomFirst || self.order == Order::Either && is_woman()
    }

    /// Whether the salutation goes with the first name, by the other rows and by what everybody knows, if they say anything of it:
    /// not where somebody is greeted as a man and all others of that name are women.
    fn goes_with(&self, row: &Row<'_>, sex: Option<Sex>) -> Option<bool> {
        let name = row.first_name();
        let sex = sex.filter(|_| !name.is_empty())?;
        let seen = self.names.get(name).copied().unwrap_or_default();
        let (same, others) = if sex == Sex::Male { (seen.men, seen.women) } else { (seen.women, seen.men) };
        if same > 2 {
            return Some(true);
        }
        let known = known::sex(name);
        let is_wrong = same <= 1 && (others >= 2 || known.is_some_and(|known| known != sex));
        if is_wrong { (!known::is_of_either(name)).then_some(false) } else { known.map(|known| known == sex) }
    }

    fn sex(&self, salutation: &str) -> Option<Sex> {
        self.salutations.get(salutation).copied().unwrap_or_else(|| sex::of(salutation))
    }
}

/// Whether so many exceptions are hardly any: where many do not go together, that is how the list is.
fn are_few(wrong: usize, right: usize) -> bool {
    wrong <= 1 || wrong == 2 && right >= 2 * FEWEST || wrong * 25 <= right
}

/// The columns, of those that the letter uses, in half of whose first rows or more an adjective is the first or the second word.
fn greetings(source: &Source, uses: &Uses) -> Vec<usize> {
    const MOST_ROWS: usize = 100;
    let mut counts: Vec<(usize, usize, usize)> = uses.letter.iter().map(|column| (*column, 0, 0)).collect();
    for record in source.records().into_iter().flatten().take(MOST_ROWS).flatten() {
        for (column, greetings, values) in &mut counts {
            let value = record.fields.get(*column).unwrap_or_default().trim();
            let mut words = value.split(' ').take(2).map(str::to_lowercase);
            *values += usize::from(!value.is_empty());
            *greetings += usize::from(words.any(|word| agreement::is_adjective(&word)));
        }
    }
    let are_greetings = |(_, greetings, values): &&(usize, usize, usize)| *greetings > 0 && greetings * 2 >= *values;
    counts.iter().filter(are_greetings).map(|(column, ..)| *column).collect()
}

impl Columns {
    /// Of these headings, in lower case; for each column that may be of salutations, the likeliest first.
    fn of(names: &[String], uses: &Uses) -> Vec<Self> {
        const TITLES: [&str; 8] = ["title", "titel", "título", "titulo", "titre", "titolo", "头衔", "职称"];
        const SALUTATIONS: [&str; 46] = [
            "aanhef", "anrede", "cinsiyet", "geslacht", "hitap", "kjønn", "kön", "køn", "megszólítás", "oslovení",
            "oslovenie", "płeć", "pohlaví", "pohlavie", "saluto", "saudação", "sexe", "sukupuoli", "tilltal",
            "tiltale", "tratamento", "φύλο", "προσφώνηση", "звернення", "обращение", "обръщение", "пол", "приветствие",
            "привітання", "стать", "титул", "敬称", "称呼", "称谓", "性別", "性别", "salutation", "gender",
            "geschlecht", "tratamiento", "civilité", "civilite", "sexo", "sesso", "sex", "zwrot",
        ];
        let position = |is: &dyn Fn(&str) -> bool| names.iter().position(|name| is(name));
        let is_used = |column: &usize| uses.letter.contains(column);
        let is_one_of = |name: &str, words: &[&str]| headings::words_of(name).any(|word| words.contains(&word));
        let title = position(&|name| is_one_of(name, &TITLES) && !name.contains("job") && !is_of_a_thing(name));
        // One that the letter does not use may be the pupil's, where it is to the parents.
        let is_salutation = |column: &usize| is_used(column) && is_one_of(&names[*column], &SALUTATIONS);
        let is_before_name = |column: &usize| is_used(column) && headings::is_before_name(&names[*column]);
        let all = || 0..names.len();
        let (first, last) = headings::halves(names);
        let mail = position(&|name| ["mail", "邮", "correo", "courriel"].iter().any(|part| name.contains(part)));
        let by = |salutation: Option<usize>| {
            // What stands behind the salutation is whom it is for.
            let behind = salutation
                .map(|column| column + 1)
                .filter(|column| names.get(*column).is_some_and(|name| headings::is_person(name) || is_holder(name)));
            let whole = behind.or_else(|| position(&|name| matches!(name, "name" | "full name" | "fullname")));
            Self {
                first,
                last,
                whole: whole.filter(|_| first.is_none()),
                mail,
                salutation: salutation.filter(is_used),
                title: title.or(salutation).filter(is_used),
            }
        };
        let mut salutations: Vec<usize> =
            [all().find(is_salutation), all().find(is_before_name), title].into_iter().flatten().collect();
        salutations.dedup();
        if salutations.is_empty() {
            vec![by(None)]
        } else {
            salutations.into_iter().map(|column| by(Some(column))).collect()
        }
    }

    /// Whether there is nothing to compare.
    fn is_nothing(&self) -> bool {
        self.first.or(self.whole).is_none() || self.last.is_none() && self.salutation.is_none()
    }
}

/// Whether a heading, in lower case, is of people who may have several rows: `Owner`, `Tenant`.
fn is_holder(name: &str) -> bool {
    const HOLDERS: [&str; 16] = [
        "owner", "tenant", "lessee", "leaseholder", "landlord", "resident", "eigentümer", "mieter", "vermieter",
        "propietario", "inquilino", "propriétaire", "locataire", "proprietario", "业主", "租户",
    ];
    headings::words_of(name).any(|word| HOLDERS.iter().any(|holder| word.starts_with(holder)))
}

/// `Book title`, `Talk title`.
fn is_of_a_thing(name: &str) -> bool {
    const THINGS: [&str; 12] = [
        "talk", "book", "paper", "thesis", "course", "project", "lecture", "poster", "libro", "livre", "buch",
        "vortrag",
    ];
    THINGS.iter().any(|thing| name.contains(thing))
}

impl Seen {
    fn see(&mut self, is_first: bool, sex: Option<Sex>) {
        self.first += u32::from(is_first);
        self.last += u32::from(!is_first);
        self.women += u32::from(is_first && sex == Some(Sex::Female));
        self.men += u32::from(is_first && sex == Some(Sex::Male));
    }
}

/// What a row says of its person; empty where it has no such column.
#[derive(Debug, Clone, Copy)]
struct Row<'r> {
    first: &'r str,
    last: &'r str,
    mail: &'r str,
    salutation: &'r str,
    title: &'r str,
}

impl<'r> Row<'r> {
    fn of(columns: &Columns, fields: &'r Fields) -> Self {
        let value = |column: Option<usize>| trimmed(column.and_then(|column| fields.get(column)).unwrap_or_default());
        // `Berg, Anna` begins with the last name.
        let whole = Some(value(columns.whole)).filter(|name| !name.contains([',', ';'])).unwrap_or_default();
        Self {
            first: if columns.first.is_some() { value(columns.first) } else { whole },
            last: value(columns.last),
            mail: value(columns.mail),
            salutation: value(columns.salutation),
            title: value(columns.title),
        }
    }

    /// The first of the first names.
    fn first_name(&self) -> &'r str {
        let word = self.first.split_whitespace().find(|word| !word.ends_with('.')).unwrap_or_default();
        if word.chars().all(char::is_alphabetic) { word } else { "" }
    }

    /// As whom a column greets the one of the row: by the adjective before the name.
    fn greeted_as(&self, fields: &Fields, column: usize) -> Option<Sex> {
        let (sex, rest) = agreement::greeted(fields.get(column)?.trim())?;
        // `Estimada familia` is nobody's.
        let word = rest.split_whitespace().next()?.trim_matches(|c: char| !c.is_alphanumeric());
        let is_own = [self.first, self.last].iter().any(|name| greeted::has_word(name, word));
        (is_own || agreement::is_noun(&word.to_lowercase())).then_some(sex)
    }

    /// Whether the address is made of these names in this order, or of the initial of the one and of the other: `anna.berg`, `a.berg`.
    fn is_address_of(&self, one: &str, other: &str) -> bool {
        let Some((local_part, _)) = self.mail.split_once('@').filter(|_| !one.is_empty() && !other.is_empty()) else {
            return false;
        };
        // `julia.hempel-roth`
        let parts = local_part.split_once(['.', '_']).or_else(|| local_part.split_once('-'));
        let Some((begin, end)) = parts else { return false };
        // Most rows are told by one letter.
        let letter =
            |text: &str| text.bytes().next().filter(u8::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase());
        if letter(one).is_some_and(|one| letter(begin).is_some_and(|begin| begin != one)) {
            return false;
        }
        let plain = |part: &str| part.to_lowercase().replace('-', "");
        let (begin, end) = (plain(begin), plain(end));
        let end = end.trim_end_matches(|c: char| c.is_ascii_digit());
        // Of two last names, the first may do.
        let is = |name: &str, part: &str, is_long: bool| {
            let word = folded(name.split([' ', '-']).next().unwrap_or_default(), is_long);
            word == part || part.len() == 1 && word.starts_with(part) || folded(name, is_long) == part
        };
        [false, true].into_iter().any(|is_long| end.len() > 1 && is(one, &begin, is_long) && is(other, end, is_long))
    }
}

/// Whether a title has one of a university in it.
fn is_academic(title: &str) -> bool {
    title
        .split(|c: char| !c.is_alphabetic())
        .any(|word| matches!(word, "Dr" | "Prof" | "Professor" | "Doctor" | "Dra" | "Profa"))
}

fn begins_with_title(name: &str) -> bool {
    const BEGINS: [&str; 6] = ["Dr. ", "Dr ", "Prof. ", "Prof ", "Professor ", "Dra. "];
    BEGINS.iter().any(|begin| name.starts_with(begin))
}

#[cfg(test)]
mod tests;
