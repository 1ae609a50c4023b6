//! Postcodes of one country, and one that is not built as they are: `NRZ 1ZN`, `4615 G`.
//!
//! Those of nothing but digits are numbers, or codes, and looked at as such: here are those with letters or a sign in them. A blank
//! that is missing, or small letters, are left alone: they arrive all the same.

use super::codes;
use crate::findings::known_column::Column;
use crate::findings::{Kind, has_digit, shown};

/// How a country builds its postcodes: `9` is any digit, and `A` any letter.
#[derive(Debug, PartialEq, Eq)]
struct Country {
    shapes: &'static [&'static str],
    /// Nothing else is built so: no heading is needed to know them.
    is_told_by_shape: bool,
    /// What they may begin with, where that is known, each between blanks.
    areas: &'static str,
}

const COUNTRIES: [Country; 11] = [
    Country {
        shapes: &["AA9 9AA", "A9 9AA", "AA99 9AA", "A99 9AA", "A9A 9AA", "AA9A 9AA"],
        is_told_by_shape: true,
        areas: " AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH \
                EN EX FK FY G GL GU GX GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK \
                ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD \
                TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ",
    },
    Country::of(&["A9A 9A9"], true),
    Country::of(&["9999 AA"], true),
    Country::of(&["AAA 9999"], true),
    Country::of(&["9999-999"], false),
    Country::of(&["99-999"], false),
    Country::of(&["999-9999"], false),
    Country::of(&["99999-999"], false),
    Country::of(&["999 99"], false),
    Country::of(&["AA-99999"], false),
    Country::of(&["AA-9999"], false),
];

/// How others are built, which may stand among them.
const OTHERS: [&str; 7] = ["9999", "99999", "999999", "99999-9999", "999 999", "A9999AAA", "AAAA 9AA"];

/// What nearly all values of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::findings) struct Postcodes {
    country: &'static Country,
    /// One of them, to be shown.
    like: Box<str>,
    /// All of them begin with what is known.
    has_known_areas: bool,
}

/// Fewer rows show no habit; and of those that no heading tells.
const FEWEST: usize = 20;
const FEWEST_BY_SHAPE: usize = 30;
/// One in so many rows may be wrong.
const RARE: usize = 25;
const LONGEST: usize = 12;

impl Country {
    const fn of(shapes: &'static [&'static str], is_told_by_shape: bool) -> Self {
        Self { shapes, is_told_by_shape, areas: "" }
    }

    fn has(&self, postcode: &str) -> bool {
        self.shapes.iter().any(|shape| is_built(postcode, shape))
    }

    /// Whether its digits and letters are those of one, whatever stands between them.
    fn has_bare(&self, postcode: &str) -> bool {
        self.shapes.iter().any(|shape| bare(shape).eq(bare(postcode).map(sort_of)))
    }

    fn knows_area(&self, postcode: &str) -> bool {
        let area: String = postcode.chars().take_while(char::is_ascii_alphabetic).collect();
        self.areas.is_empty() || self.areas.contains(&format!(" {} ", area.to_ascii_uppercase()))
    }

    /// Whether it has the sign of this one in it, and a digit more or less.
    fn lacks_digit(&self, shape: &str) -> bool {
        let sign = |shape: &str| shape.chars().find(|c| !c.is_ascii_alphanumeric());
        self.shapes.iter().any(|own| {
            let is_next = bare(own).count().abs_diff(bare(shape).count()) == 1;
            is_next && sign(own) == sign(shape) && bare(own).chain(bare(shape)).all(|c| c == '9')
        })
    }
}

fn sort_of(c: char) -> char {
    match c {
        '0'..='9' => '9',
        'A'..='Z' => 'A',
        other => other,
    }
}

fn is_built(postcode: &str, shape: &str) -> bool {
    postcode.chars().map(sort_of).eq(shape.chars())
}

/// Without what stands between, in capitals.
fn bare(postcode: &str) -> impl Iterator<Item = char> + '_ {
    postcode.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{A0}')).map(|c| c.to_ascii_uppercase())
}

impl Postcodes {
    /// Of the first values of a column; whether those are postcodes by its heading.
    pub(in crate::findings) fn of(values: &[String], column: &Column, is_postcode: bool) -> Option<Self> {
        let is_other = column.has_dates || column.numbers.is_some() || column.has_postcodes || column.has_texts;
        let fewest = if is_postcode { FEWEST } else { FEWEST_BY_SHAPE };
        if is_other || values.len() < fewest {
            return None;
        }
        let may_be = |country: &&Country| is_postcode || country.is_told_by_shape;
        COUNTRIES.iter().filter(may_be).find_map(|country| {
            let exact = || values.iter().filter(|value| country.has(value));
            let of_it = |value: &&String| country.has_bare(value) && country.knows_area(value);
            let like = exact().find(|value| country.knows_area(value))?;
            let postcodes = Self { country, like: like.as_str().into(), has_known_areas: false };
            let misses = values.iter().filter(|value| postcodes.flaw(value).is_some()).count();
            let own = values.iter().filter(of_it).count();
            let strange = exact().filter(|value| !country.knows_area(value)).count();
            let rare = (values.len() / RARE).max(1);
            let is_habit = exact().count() * 2 > values.len() && (own + strange) * 5 >= values.len() * 4;
            (is_habit && misses <= rare).then_some(Self { has_known_areas: strange <= rare, ..postcodes })
        })
    }

    /// What is wrong with a value that is none of them, nor one of another country.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<(Kind, String)> {
        if value.len() > LONGEST || !value.is_ascii() || !has_digit(value) {
            return None;
        }
        let is_area_wrong = self.has_known_areas && !self.country.knows_area(value);
        if self.country.has_bare(value) {
            let what =
                format!("begins as no postcode does: the other rows have such as \"{}\". Is it right?", self.like);
            return is_area_wrong.then_some((Kind::OddValue, what));
        }
        if let Some(meant) = self.meant(value) {
            let what = format!("{} Type {}, if that is meant.", codes::LETTER, shown(&meant));
            return Some((Kind::SlipInNumber, what));
        }
        (!self.is_left_alone(value)).then(|| {
            let what = format!(
                "is not built as the postcodes of the other rows are, like \"{}\". Is a letter or a digit wrong, missing, or too many?",
                self.like
            );
            (Kind::OddValue, what)
        })
    }

    /// The postcode that it is but for a letter in the place of a digit.
    fn meant(&self, value: &str) -> Option<String> {
        value.char_indices().find_map(|(at, c)| {
            let digit = match c {
                'O' | 'o' | 'Q' => '0',
                'I' | 'l' | 'L' => '1',
                'Z' | 'z' => '2',
                'S' | 's' => '5',
                'B' => '8',
                _ => return None,
            };
            let meant = format!("{}{digit}{}", &value[..at], &value[at + 1..]);
            (self.country.has(&meant) && self.country.knows_area(&meant)).then_some(meant)
        })
    }

    /// Whether it is another country's, with the sign of that before it or without, or several, or of the forces.
    fn is_left_alone(&self, value: &str) -> bool {
        let (country, rest) = value.split_once('-').unwrap_or(("", value));
        let is_named = (1..=3).contains(&country.len()) && country.bytes().all(|octet| octet.is_ascii_uppercase());
        let rest = if is_named { rest.trim() } else { value };
        let others = COUNTRIES.iter().filter(|other| *other != self.country).flat_map(|other| other.shapes);
        let mut others = others.chain(&OTHERS).filter(|shape| is_named || !self.country.lacks_digit(shape));
        value.starts_with("BFPO")
            || value == "GIR 0AA"
            || value.contains([',', '/', ';', '(', '&', '+', '.', ':', '@'])
            || others.any(|shape| is_built(rest, shape))
            || is_named && self.country.has_bare(rest)
            || is_irish(value)
    }
}

/// `D02 X285`: a letter and two digits, and a letter before any three.
fn is_irish(value: &str) -> bool {
    let Some((area, rest)) = value.split_once(' ') else { return false };
    let are_any = rest.len() == 4 && rest.bytes().all(|octet| octet.is_ascii_digit() || octet.is_ascii_uppercase());
    is_built(area, "A99") && are_any && rest.starts_with(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postcodes(country: usize, heading: bool, more: &[&str]) -> Option<Postcodes> {
        let build = |n: usize| {
            let country = &COUNTRIES[country];
            let shape = country.shapes[n % country.shapes.len().min(2)];
            let areas: Vec<&str> = country.areas.split_whitespace().collect();
            let area = areas.iter().filter(|area| area.len() == 2 - n % 2).nth(n % 5).copied().unwrap_or_default();
            let sign = |(at, c): (usize, char)| match c {
                'A' if at < area.len() => char::from(area.as_bytes()[at]),
                'A' => char::from(b"ABDEFGHJLN"[(n * 7 + at * 3) % 10]),
                '9' => char::from(b"1234567890"[(n * 7 + at * 3) % 10]),
                other => other,
            };
            shape.chars().enumerate().map(sign).collect::<String>()
        };
        let values: Vec<String> = (0..60).map(build).chain(more.iter().map(|value| (*value).to_owned())).collect();
        Postcodes::of(&values, &Column::default(), heading)
    }

    #[test]
    fn postcodes_that_are_not_built_as_the_others_are_found() {
        for (country, wrong) in [
            (0, &["CBZ 2AF", "NRO 1ZN", "NR3 ZZN", "NR3 1Z", "NR3 1ZNX", "ZZ1 1ZZ", "NR33 10N", "3NR 1ZN"][..]),
            (1, &["V0T OH0", "V0T 6H", "V0T 6H07", "V0T 600"]),
            (2, &["46Z5 GN", "46O5 GN", "4615 G", "4615 GN7", "4615 G0"]),
            (4, &["951Z-360", "9512-36", "9512-3607"]),
            (5, &["97-Z35", "97-73", "97-7357"]),
            (6, &["170-Z397", "170-839", "170-83977"]),
            (7, &["3526Z-938", "35263-93", "35263-9387"]),
            (8, &["41Z 24", "418 2", "418 247"]),
        ] {
            for wrong in wrong {
                for all in [postcodes(country, true, &[]), postcodes(country, true, &[wrong])] {
                    assert!(all.is_some_and(|all| all.flaw(wrong).is_some()), "{wrong}");
                }
            }
        }
        let slip = postcodes(0, true, &[]).unwrap().flaw("CBZ 2AF").unwrap();
        assert!(slip.1.contains("Type CB2 2AF,"), "{}", slip.1);
    }

    #[test]
    fn others_are_left_alone() {
        for (country, right) in [
            (0, &["NR31ZN", "nr3 1zn", "NR3 1ZN", "W1A 1HQ", "50667", "1011 LE", "D-50667", "BFPO 57", "none", ""][..]),
            (0, &["NR3 1ZN, UK", "V0T 6H0", "D02 X285", "560 001", "SW1A 0AA", "Norwich", "TBC", "NR3-1ZN"]),
            (2, &["4615GN", "4615 gn", "2000", "NL-4615 GN", "B-2000", "50667"]),
            (5, &["97735", "PL-97-735", "10115", "602 00"]),
            (8, &["41824", "418-24", "97-735", "4180"]),
        ] {
            let all = postcodes(country, true, &[]).unwrap();
            for right in right {
                assert_eq!(all.flaw(right), None, "{right}");
            }
        }
        assert!(postcodes(0, false, &[]).is_some() && postcodes(5, false, &[]).is_none());
        // Of two countries, and made up.
        let both: Vec<String> = (0..40).map(|n| ["NR3 1ZN", "Norwich 3"][n % 2].to_owned()).collect();
        assert_eq!(Postcodes::of(&both, &Column::default(), true), None);
        let made_up: Vec<String> = (0..40).map(|n| format!("{}{} 1ZN", ["ZZ", "NR"][n % 2], n % 9 + 1)).collect();
        assert!(Postcodes::of(&made_up, &Column::default(), true).is_none_or(|all| all.flaw("ZZ9 1ZN").is_none()));
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "[A-Z0-9OIZ -]{0,9}|\\PC{0,9}") {
            let _ = postcodes(0, true, &[]).unwrap().flaw(&value);
        }
    }
}
