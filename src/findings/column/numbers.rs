//! Numbers, in columns that hold numbers.

use super::counts::{Counted, Counts};
use super::figures::{self, Figure, Mark, Unit};
use super::most::Most;
use super::own::{digits, has_birth, has_check_letter, is_citizen, is_next, is_own_number, is_passport, is_telephone};
use super::range::{self, Far, Range};
use super::slips::slip;
use super::steps::Steps;
use super::telephones::{NO_CHINESE_MOBILE, are_chinese_mobiles, is_no_chinese_mobile, is_one_digit};
use super::{dates, unlike, words};
use crate::findings::{Kind, Oddity};

/// What a column of numbers is like.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::findings) struct Numbers {
    /// What they all have beside the digits; none, if some have one thing and some another.
    unit: Option<Unit>,
    /// Whether decimals stand behind a comma.
    has_commas: Option<bool>,
    /// How many digits they have, where that is the same, and which is the first: numbers of somebody.
    digits: Option<(usize, u8)>,
    /// Whether they are the numbers of citizens of China, the last digit of which is told by the others (GB 11643).
    is_citizen: bool,
    /// Today, where they are: nobody is born later.
    today: u32,
    /// They are postcodes of Germany, by the heading.
    is_plz: bool,
    /// They are sums of money of any size, by the heading.
    is_amount: bool,
    /// They are marks, by the heading.
    is_mark: bool,
    /// They are telephone numbers, by the heading.
    is_telephone: bool,
    /// They are numbers of mobile telephones of mainland China.
    are_chinese_mobiles: bool,
    /// They are numbers of houses, by the heading.
    is_house: bool,
    /// Whether they have decimals.
    has_places: bool,
    /// Whether they have two of them, also where those are zeros: amounts.
    has_cents: bool,
    /// How many per cent it is in nearly all rows.
    constant: Option<f64>,
    /// They are parts of a hundred, and no more.
    is_of_hundred: bool,
    /// Where they lie.
    range: Option<Range>,
    /// There are many, and all but one are more than nothing, or nothing.
    is_positive: bool,
    /// They may be less than nothing, by the heading.
    is_signed: bool,
    /// The few that nearly all are.
    steps: Option<Steps>,
    /// How they count, where they do.
    counts: Option<Counts>,
    /// The most that they can be, by the heading.
    most: Option<Most>,
}

/// What is known of a column beside its values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::findings) struct Hints {
    /// By its heading, it has numbers of somebody.
    pub(in crate::findings) is_own: bool,
    /// By its heading, it has names of persons.
    pub(in crate::findings) is_person: bool,
    /// By its heading, it has days of birth.
    pub(in crate::findings) is_birth: bool,
    /// By its heading, it has telephone numbers.
    pub(in crate::findings) is_telephone: bool,
    /// By its heading, it has postcodes.
    pub(in crate::findings) is_postcode: bool,
    /// By its heading, it has sums of money of any size.
    pub(in crate::findings) is_amount: bool,
    /// By its heading, it has numbers that may be less than nothing.
    pub(in crate::findings) is_signed: bool,
    /// By its heading, it has marks.
    pub(in crate::findings) is_mark: bool,
    /// By its heading, it has numbers of houses.
    pub(in crate::findings) is_house: bool,
    /// By its heading, it has postcodes of Germany.
    pub(in crate::findings) is_plz: bool,
    /// By the rest of the list, it is of a country that writes a comma before decimals.
    pub(in crate::findings) are_commas_usual: bool,
    /// By its heading, it counts something.
    pub(in crate::findings) counted: Option<Counted>,
    /// By its heading, they are no more than this.
    pub(in crate::findings) most: Option<u32>,
}

impl Numbers {
    /// Of the first values of a column, if eight of ten are numbers.
    pub(in crate::findings) fn of(values: &[String], hints: Hints) -> Option<Self> {
        const FEWEST: usize = 5;
        let has_commas = has_commas(values, hints.are_commas_usual);
        let read = |value: &String| figures::read(value, has_commas == Some(true));
        let all: Vec<(&String, Figure)> = values.iter().filter_map(|value| Some((value, read(value)?))).collect();
        // One in eleven ends in an X.
        let own: Vec<&str> = values.iter().map(String::as_str).filter(|value| is_own_number(value)).collect();
        let count = all.len() + values.iter().filter(|value| has_check_letter(value)).count();
        if count < FEWEST || count * 10 < values.len() * 8 {
            return None;
        }
        let is_habit = |count: usize| count >= FEWEST && count * 10 >= all.len() * 9;
        let usual = |unit: Unit| is_habit(all.iter().filter(|(_, figure)| figure.unit == unit).count());
        let unit = all.iter().map(|(_, figure)| figure.unit).find(|unit| usual(*unit));
        let digits = if unit == Some(Unit::NONE) || all.is_empty() {
            digits(&own, values.len(), hints.is_own || hints.is_postcode)
        } else {
            None
        };
        let checked = values.iter().filter(|value| is_citizen(value)).count();
        let marked = all.iter().filter(|(_, figure)| figure.mark != Mark::Open).count();
        let cents = all.iter().filter(|(value, figure)| figure.mark != Mark::Open && figures::has_cents(value)).count();
        let numbers: Vec<f64> = all.iter().map(|(_, figure)| figure.number).collect();
        let is_citizen = checked >= FEWEST && checked * 10 >= values.len() * 8;
        Some(Self {
            unit,
            has_commas,
            digits,
            is_citizen,
            today: if is_citizen { dates::today() } else { 0 },
            is_plz: hints.is_plz && digits.is_some_and(|(digits, _)| digits == 5),
            is_amount: hints.is_amount,
            is_mark: hints.is_mark,
            is_house: hints.is_house,
            is_telephone: hints.is_telephone,
            are_chinese_mobiles: hints.is_telephone && are_chinese_mobiles(values),
            has_places: is_habit(marked),
            has_cents: is_habit(cents),
            most: hints.most.filter(|_| digits.is_none() && !hints.is_amount).and_then(|most| Most::of(&numbers, most)),
            counts: hints.counted.and_then(|counted| Counts::of(&numbers, counted)),
            constant: constant(unit, &numbers),
            is_of_hundred: is_of_hundred(unit, &numbers),
            is_positive: digits.is_none() && !hints.is_signed && range::are_positive(&numbers),
            is_signed: hints.is_signed,
            range: if digits.is_none() { Range::of(&numbers) } else { None },
            steps: if digits.is_none() && !hints.is_mark { Steps::of(&numbers, hints.is_amount) } else { None },
        })
    }

    /// Whether they are numbers of somebody, by how they are written.
    pub(in crate::findings) fn are_own(self) -> bool {
        self.digits.is_some()
    }

    /// Whether they are shares of a hundred.
    pub(in crate::findings) fn are_percents(self) -> bool {
        self.unit == Some(Unit::PERCENT)
    }

    /// Whether they count something.
    pub(in crate::findings) fn are_counts(self) -> bool {
        self.counts.is_some()
    }

    /// The number that a value is.
    pub(in crate::findings) fn number(self, value: &str) -> Option<f64> {
        figures::read(value, self.has_commas == Some(true)).map(|figure| figure.number)
    }

    /// Whether so many times a value is one of the numbers that lie together.
    pub(in crate::findings) fn is_usual_times(self, value: &str, times: f64) -> bool {
        self.range.zip(self.number(value)).is_some_and(|(range, number)| range.is_in(number * times))
    }

    /// A number as the column would write it.
    pub(in crate::findings) fn shown(self, number: f64, places: usize) -> String {
        let places = if self.has_cents { places.max(2) } else { places };
        let number = format!("{number:.places$}");
        if self.has_commas == Some(true) { number.replace('.', ",") } else { number }
    }

    /// What is wrong with a value of such a column.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<Oddity> {
        let odd = |what: &str| Some(Oddity::new(Kind::OddNumber, what));
        if self.is_citizen && is_passport(value) {
            return None;
        }
        if let Some(figure) = figures::read(value, self.has_commas == Some(true)) {
            return self.flaw_of_number(value, figure);
        }
        if let Some(meant) = slip(value, self.digits.map(|(digits, _)| digits)) {
            return Some(Oddity::new(Kind::SlipInNumber, self.no_number_but(&meant)));
        }
        if is_telephone(value) {
            return None;
        }
        if has_check_letter(value) {
            return self.flaw_of_citizen(value).and_then(odd);
        }
        if words::are_for_a_number(value) {
            return None;
        }
        if self.is_house && is_of_houses(value) {
            return None;
        }
        if is_house_number(value) {
            return Some(Oddity::new(Kind::OddWord, NO_NUMBER));
        }
        if value.bytes().any(|octet| octet.is_ascii_digit()) || unlike::is_truth(value) {
            return odd(NO_NUMBER);
        }
        Some(Oddity::new(Kind::OddWord, NO_NUMBER))
    }

    fn flaw_of_number(self, value: &str, figure: Figure) -> Option<Oddity> {
        let odd = |what: &str| Some(Oddity::new(Kind::OddNumber, what));
        if self.unit.is_some_and(|usual| usual != figure.unit) {
            let others = self.unit.and_then(Unit::name);
            let what = match (figure.unit.name(), others) {
                (Some(own), Some(others)) => {
                    format!("has {}, and the other rows have {}. Is it right?", with_article(own), with_article(others))
                }
                (Some(own), None) => {
                    format!("has {}, and the other rows have none. Write it as they are.", with_article(own))
                }
                (None, others) => {
                    format!("has no {}, and the other rows have one. Write it as they are.", others.unwrap_or_default())
                }
            };
            return odd(&what);
        }
        let meant = match (self.has_commas, figure.mark) {
            (Some(false), Mark::Comma) => slip(value, None),
            (Some(true), Mark::Point) if !value.contains(',') => Some(value.replace('.', ",")),
            _ => None,
        };
        if let Some(meant) = meant {
            return Some(Oddity::new(Kind::SlipInNumber, self.no_number_but(&meant)));
        }
        if let Some((digits, first)) = self.digits
            && digits != value.len()
            && !is_next(value, digits, first)
            && !(self.is_telephone && value.starts_with("00") && value.len() > digits)
            && !(self.is_plz && is_of_a_neighbour(value))
        {
            let what = format!(
                "has {} characters, and the other rows have {digits}. Is one missing, a 0 at the beginning, or one too many?",
                value.len()
            );
            return Some(Oddity::new(Kind::OddLength, what));
        }
        // The first of a thousand members may have the number 10000000.
        if self.digits.is_some() && is_one_digit(value) && (self.is_telephone || !is_first(value)) {
            return odd(ONE_DIGIT);
        }
        if self.are_chinese_mobiles && is_no_chinese_mobile(value) {
            return odd(NO_CHINESE_MOBILE);
        }
        if value.len() >= 18 && self.digits.is_some() && !is_citizen(value) && value.ends_with("000") {
            return Some(Oddity::new(Kind::SpoiltNumber, CUT));
        }
        if let Some(what) = self.flaw_of_citizen(value) {
            return odd(what);
        }
        let places = value.bytes().rev().position(|octet| matches!(octet, b'.' | b','));
        if places.is_some_and(|places| places > MOST_PLACES) {
            return odd("has more digits behind the point than anybody reads. Round it in the spreadsheet.");
        }
        if let Some(what) = self.most.and_then(|most| most.flaw(figure.number)) {
            return Some(Oddity::new(Kind::FarNumber, what));
        }
        let far = self.far(figure).map(Oddity::from);
        if far.is_none()
            && let Some(usual) = self.constant.filter(|usual| usual.total_cmp(&figure.number).is_ne())
        {
            let usual = self.shown_short(usual);
            let what = format!("is not {usual} %, as nearly all other rows have it. Is it right?");
            return Some(Oddity::new(Kind::FarNumber, what));
        }
        let odd = far.or_else(|| self.counts?.flaw(figure.number).map(Oddity::from));
        let of_point = || self.range.filter(|_| !self.is_amount)?.flaw_of_point(figure.number);
        odd.or_else(|| self.off_steps(figure.number)).or_else(|| of_point().map(Oddity::from))
    }

    /// What is wrong with the number of a citizen, where the column has them.
    fn flaw_of_citizen(self, value: &str) -> Option<&'static str> {
        match (self.is_citizen, is_citizen(value)) {
            (false, _) => None,
            (true, false) => Some(CHECK),
            (true, true) => (!has_birth(value, self.today)).then_some(BIRTH),
        }
    }

    /// What is wrong with a number that is none of the few that nearly all rows have.
    fn off_steps(self, number: f64) -> Option<Oddity> {
        let (what, meant) = self.steps?.flaw(number)?;
        let meant = meant.map(|meant| format!(" {}?", self.shown_short(meant))).unwrap_or_default();
        Some(Oddity::new(Kind::FarNumber, format!("{what}{meant}")))
    }

    /// What is wrong with a number that is far from the others.
    fn far(self, figure: Figure) -> Option<Far> {
        /// Some get more than all of the points.
        const MOST_OF_MARKS: f64 = 110.0;
        let lacks_point = self.has_places && figure.mark == Mark::Open;
        let most = if self.is_mark { MOST_OF_MARKS } else { 100.0 };
        let out = self.range.and_then(|range| range.flaw(figure.number, lacks_point));
        // A gift may be a large one.
        out.filter(|_| !self.is_amount || lacks_point)
            .filter(|far| !self.is_signed || *far != Far::Negative)
            .or_else(|| (self.is_positive && figure.number < 0.0).then_some(Far::Negative))
            .or_else(|| (self.is_of_hundred && figure.number > most).then_some(Far::OverAll))
            .or_else(|| {
                // Up to what the heading says, a mark may be more than a hundred.
                self.range
                    .filter(|_| !self.is_amount && self.most.is_none())?
                    .flaw_of_mark(figure.number, self.is_mark && figure.unit == Unit::NONE)
            })
    }

    fn shown_short(self, number: f64) -> String {
        let number = number.to_string();
        if self.has_commas == Some(true) { number.replace('.', ",") } else { number }
    }

    fn no_number_but(self, meant: &str) -> String {
        let meant = if self.has_commas == Some(true) { meant.replace('.', ",") } else { meant.to_owned() };
        format!("is no number as the other rows have one. Type {meant}, if that is meant.")
    }
}

/// `a percent sign`, `"€"`
fn with_article(unit: &str) -> String {
    if unit.len() > 3 && unit.ends_with(" sign") { format!("a {unit}") } else { format!("\"{unit}\"") }
}

/// The per cent that all but one in fifty have, as VAT: not where it is nothing, as most discounts are.
fn constant(unit: Option<Unit>, numbers: &[f64]) -> Option<f64> {
    const FEWEST: usize = 20;
    let usual = *numbers.get(numbers.len() / 2)?;
    let others = numbers.iter().filter(|number| number.total_cmp(&usual).is_ne()).count();
    let is_constant = numbers.len() >= FEWEST && others <= numbers.len().div_ceil(50);
    (unit == Some(Unit::PERCENT) && is_constant && usual > 0.0).then_some(usual)
}

/// Whether numbers are parts of a hundred, as the attendance of pupils: not growth.
fn is_of_hundred(unit: Option<Unit>, numbers: &[f64]) -> bool {
    const FEWEST: usize = 12;
    let more = numbers.iter().filter(|number| **number > 100.0).count();
    unit == Some(Unit::PERCENT) && numbers.len() >= FEWEST && more * 20 <= numbers.len()
}

/// `37a`: a few of them are a habit already.
fn is_house_number(value: &str) -> bool {
    const LONGEST: usize = 4;
    let number = value.trim_end_matches(['a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'C', 'D', 'E', 'F']);
    value.len() <= LONGEST && number.len() + 1 == value.len() && number.bytes().all(|octet| octet.is_ascii_digit())
}

/// `10000000`
fn is_first(value: &str) -> bool {
    value.strip_prefix('1').is_some_and(|zeros| zeros.bytes().all(|octet| octet == b'0'))
}

/// `12 a`, `7-9`, `12/3`, where nothing else is meant by them.
fn is_of_houses(value: &str) -> bool {
    const LONGEST: usize = 12;
    let is_part = |part: &str| {
        let digits = part.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end();
        (1..=4).contains(&digits.len())
            && digits.bytes().all(|octet| octet.is_ascii_digit())
            && part.trim().len() <= digits.len() + 2
    };
    value.len() <= LONGEST && value.split(['-', '–', '/', '+', ',']).all(is_part)
}

/// Whether four digits are a postcode of Austria or Switzerland, and none of Germany whose 0 is lost: `1010`.
fn is_of_a_neighbour(value: &str) -> bool {
    const LOST: [(u32, u32); 8] = [
        (1067, 1998),
        (2625, 2999),
        (3042, 3253),
        (4103, 4938),
        (6108, 6999),
        (7318, 7989),
        (8056, 8648),
        (9111, 9669),
    ];
    let Some(number) = Some(value).filter(|value| value.len() == 4).and_then(|value| value.parse::<u32>().ok()) else {
        return false;
    };
    // Those of Vienna end in a 0, and those of Dresden do not.
    let is_of_vienna = (1010..=1230).contains(&number) && number.is_multiple_of(10);
    is_of_vienna || !LOST.iter().any(|(first, last)| (*first..=*last).contains(&number))
}

/// Whether decimals stand behind a comma in a column, and not behind a point. `None`: there are none, and both are right.
fn has_commas(values: &[String], are_usual: bool) -> Option<bool> {
    /// So many are no slips, whatever the list is like.
    const HABIT: usize = 3;
    let count = |mark: Mark| {
        let figures = values.iter().filter_map(|value| figures::read(value, false));
        figures.filter(|figure| figure.mark == mark).count()
    };
    match (count(Mark::Comma), count(Mark::Point)) {
        (0, 0) if are_usual => None,
        (commas, points) => Some(commas > points && (are_usual || commas >= HABIT)),
    }
}

/// So many digits behind the point may be meant.
const MOST_PLACES: usize = 6;

const ONE_DIGIT: &str = "has one digit again and again, as people type it for nothing. Is it right?";
const CHECK: &str = "is no such number: its last digit does not fit the others (GB 11643). Is one of them wrong?";
const BIRTH: &str =
    "is no such number: its digits 7 to 14 are no day on which anybody can be born (GB 11643). Is one of them wrong?";
const CUT: &str = "is a number that the spreadsheet has cut to 15 digits, with zeros for the rest. Format the column as text, and type it anew.";
const NO_NUMBER: &str = "is no number, and the other rows have one. Is it right?";

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: impl Iterator<Item = String>, value: &str) -> Option<&'static str> {
        found_with(Hints::default(), values, value)
    }

    fn found_with(hints: Hints, values: impl Iterator<Item = String>, value: &str) -> Option<&'static str> {
        let column = Numbers::of(&values.collect::<Vec<_>>(), hints).expect("they are numbers");
        column.flaw(value).map(|odd| odd.kind.name())
    }

    const ODD: Option<&str> = Some("odd-number");
    const FAR: Option<&str> = Some("far-number");
    const BORN_NEVER: [&str; 5] =
        ["110105196413257040", "110105198702317045", "110105209901017046", "110105188001017040", "11010519870631006X"];

    #[test]
    fn values_that_are_unlike_the_numbers_of_their_column_are_found() {
        let marks = || (0..40).map(|n| (55 + n * 7 % 46).to_string());
        for odd in ["9O", "88.33333333333333", "95分", "95%", "9..5", "2026-01-09"] {
            assert_eq!(found(marks(), odd), ODD, "{odd}");
        }
        assert_eq!(found(marks(), "1000"), FAR);
        assert_eq!(found(marks(), "178"), FAR);
        let by_heading = Hints { is_mark: true, ..Hints::default() };
        for (value, kind) in [("104", FAR), ("120", FAR), ("100", None)] {
            assert_eq!(found_with(by_heading, marks(), value), kind, "{value}");
        }
        let gifts = || (0..40).map(|n| format!("{}.00", 10 + n * 5 % 45));
        let amounts = Hints { is_amount: true, ..Hints::default() };
        for (value, kind) in [("500.00", None), ("1,020.00", None), ("-15.00", FAR), ("2500", FAR)] {
            assert_eq!(found_with(amounts, gifts(), value), kind, "{value}");
        }
        let balances = Hints { is_signed: true, ..Hints::default() };
        for (hints, count, value, kind) in [
            (amounts, 40, "-250.00", FAR),
            (amounts, 40, "0.00", None),
            // A few of them are not enough.
            (amounts, 25, "-250.00", None),
            (Hints { is_amount: true, ..balances }, 40, "-250.00", None),
            (balances, 40, "-15.00", None),
        ] {
            assert_eq!(found_with(hints, gifts().take(count), value), kind, "{count} {value}");
        }
        // The one that is negative may be among the first; where there are more, they are taken back.
        let with = |negative: usize| gifts().chain((0..negative).map(|n| format!("-{n}5.00")));
        assert_eq!((found_with(amounts, with(1), "-5.00"), found_with(amounts, with(2), "-5.00")), (FAR, None));
        assert_eq!((found(gifts(), "500.00"), found(gifts(), "-15.00")), (FAR, FAR));
        assert_eq!(found(marks(), "120"), None);
        let discounts = || (0..40).map(|n| ["0 %", "10 %", "20 %"][n % 3].to_owned());
        assert_eq!((found(discounts(), "150 %"), found(discounts(), "100 %")), (FAR, None));
        let vat = || (0..40).map(|_| "19 %".to_owned());
        assert_eq!((found(vat(), "91 %"), found(vat(), "7 %"), found(vat(), "19.0 %")), (FAR, FAR, None));
        assert_eq!(found((0..40).map(|_| "0 %".to_owned()), "10 %"), None);
        assert_eq!(found(marks(), "soon"), Some("odd-word"));
        let houses = Hints { is_house: true, ..Hints::default() };
        for (value, kind) in [("12a", None), ("7-9", None), ("12/3 b", None), ("12 Rgb", Some("odd-number"))] {
            assert_eq!(found_with(houses, marks(), value), kind, "{value}");
        }
        // There may be more of these, and so they are told of where they are few.
        assert_eq!(found(marks(), "37a"), Some("odd-word"));
        assert_eq!(found(marks(), "7.5"), FAR);
        for sound in ["缺考", "Absent", "95", "57.5", "0"] {
            assert_eq!(found(marks(), sound), None, "{sound}");
        }
        let results = || (0..40).map(|n| format!("{}%", 60 + n * 7 % 38));
        assert_eq!((found_with(by_heading, results(), "104%"), found(results(), "104%")), (None, FAR));
        let shares = || (0..40).map(|n| format!("{}%", 50 + n * 7 % 46));
        assert_eq!((found(shares(), "85"), found(shares(), "85%")), (ODD, None));
        let numbers = || (0..40).map(|n| (2_023_100 + n * 37 % 97).to_string());
        for odd in ["023101", "20231010", "2023O01", "2023 101", "'2023101"] {
            assert_eq!(found(numbers(), odd), ODD, "{odd}");
        }
        for sound in ["2023999", "+86 138 0013", "(010) 6278-1234"] {
            assert_eq!(found(numbers(), sound), None, "{sound}");
        }
        assert_eq!(found((0..40).map(|n| (100_000 + n).to_string()), "99987"), None);
        // Sums of money have as many digits as they have.
        let sums = || (0..40).map(|n| (12_000 + n * 2_300 % 60_000).to_string());
        assert_eq!(found(sums(), "9500"), None);
    }

    #[test]
    fn decimals_stand_behind_what_the_column_has() {
        let whole = || (0..40).map(|n| (55 + n * 7 % 46).to_string());
        let commas = || (0..40).map(|n| format!("{},{}", 55 + n * 7 % 46, n % 2 * 5));
        let points = || (0..40).map(|n| format!("{}.{}", 55 + n * 7 % 46, n % 2 * 5));
        // One alone is a number where its country writes so, and else a slip.
        let german = Hints { are_commas_usual: true, ..Hints::default() };
        for sound in ["62,5", "88.5", "100"] {
            assert_eq!(found_with(german, whole(), sound), None, "{sound}");
        }
        let with_one = || whole().chain(["12,5".to_owned()]);
        assert_eq!((found_with(german, with_one(), "67,5"), found_with(german, with_one(), "67.5")), (None, ODD));
        assert_eq!((found(whole(), "12,5"), found(with_one(), "12,5"), found(whole(), "88.5")), (ODD, ODD, None));
        assert_eq!(found(whole(), "1.234,50"), FAR);
        assert_eq!((found(commas(), "12,5"), found(commas(), "12.5"), found(commas(), "100")), (None, ODD, None));
        assert_eq!((found(points(), "12.5"), found(points(), "12,5"), found(points(), "100")), (None, ODD, None));
        for odd in ["8O,5", "87,,5", "８5,5"] {
            assert_eq!(found(commas(), odd), ODD, "{odd}");
        }
        for far in ["870,5", "-45,0", "865"] {
            assert_eq!(found(commas(), far), FAR, "{far}");
        }
        let fees = || (0..40).map(|n| format!("1.{:03},50 €", n * 7));
        assert_eq!((found(fees(), "1.234,50 €"), found(fees(), "950,00 €")), (None, None));
        assert_eq!(
            (found(fees(), "1.234,50"), found(fees(), "1.234,50 $"), found(fees(), "1.2E4,50 €")),
            (ODD, ODD, ODD)
        );
        let degrees = || (0..40).map(|n| format!("{},{}", 1 + n % 4, n % 3 * 3));
        assert_eq!((found(degrees(), "13"), found(degrees(), "4"), found(degrees(), "5,0")), (FAR, None, None));
    }

    #[test]
    fn numbers_of_somebody_are_told_by_zeros_length_and_check_digits() {
        let zeros = || (0..40).map(|n| format!("{:05}", 1_067 + n * 2_311 % 90_000));
        assert_eq!((found(zeros(), "1067"), found(zeros(), "1067.0"), found(zeros(), "01069")), (ODD, ODD, None));
        let long = || (0..40_u64).map(|n| (100_000_000 + n * 22_222_223).to_string());
        assert_eq!((found(long(), "12345678"), found(long(), "987654321")), (ODD, None));
        let cards = ["11010519491231002X", "440524188001010014", "110101199003070134"];
        assert!(cards.iter().all(|card| is_citizen(card)), "{cards:?}");
        let citizens = || (0..40).map(|n| cards[n % 3].to_owned());
        for odd in ["110101199003070135", "110105194912310021", "11010519491231002"] {
            assert_eq!(found(citizens(), odd), ODD, "{odd}");
        }
        assert_eq!(found(citizens(), "110101199003070000"), Some("spoilt-number"));
        assert_eq!(found(citizens(), "44052418800101001x"), ODD);
        assert_eq!(found(citizens(), "11010519491231002x"), None);
        // The last digit of these is right, and the month, the day or the year of birth is not.
        for odd in BORN_NEVER {
            assert!(is_citizen(odd), "{odd}");
            assert_eq!(found(citizens(), odd), ODD, "{odd}");
        }
        // Who comes from abroad has another document.
        assert_eq!((found(citizens(), "C01X74K2P"), found(citizens(), "320583201X")), (None, ODD));
        let telephones = Hints { is_telephone: true, ..Hints::default() };
        for (value, of_all, of_telephones) in
            [("0049301234567", ODD, None), ("00493", ODD, ODD), ("100000000", None, ODD), ("777777777", ODD, ODD)]
        {
            assert_eq!(
                (found(long(), value), found_with(telephones, long(), value)),
                (of_all, of_telephones),
                "{value}"
            );
        }
        let plz = Hints { is_postcode: true, is_plz: true, ..Hints::default() };
        for (postcode, kind) in [("1067", ODD), ("9111", ODD), ("123", ODD), ("1010", None), ("4020", None)] {
            assert_eq!(found_with(plz, zeros(), postcode), kind, "{postcode}");
        }
        // By the heading.
        let own: Vec<String> = (0..40).map(|n| (12_345 + n * 2_311 % 80_000).to_string()).collect();
        let of = |is_own| {
            let hints = Hints { is_own, ..Hints::default() };
            Numbers::of(&own, hints).and_then(|numbers| numbers.flaw("1234")).is_some()
        };
        assert!(of(true) && !of(false));
    }
}
