//! Amounts in words beside the same in figures: `two thousand five hundred pounds` beside £2,500, `贰仟伍佰元整` beside 2500.00.

use std::collections::HashSet;
use std::sync::LazyLock;

use text2num::{Language, text2digits};

use super::{Relation, Sample, Values};
use crate::findings::column::numbers::Numbers;
use crate::findings::{Kind, Look, Oddity, has_digit, shown};
use crate::merge::Uses;

/// A column of amounts in words, and one with the same in figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct InWords {
    words: usize,
    figures: usize,
    /// The one that the letter uses.
    told: usize,
    tongue: Tongue,
    numbers: Numbers,
}

/// In which language amounts are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tongue {
    /// One of [`LANGUAGES`].
    Known(usize),
    Chinese,
}

static LANGUAGES: LazyLock<[Language; 8]> = LazyLock::new(|| {
    [
        Language::english(),
        Language::german(),
        Language::french(),
        Language::spanish(),
        Language::italian(),
        Language::portugese(),
        Language::dutch(),
        Language::danish(),
    ]
});

/// Fewer rows, or fewer amounts, show no habit.
const FEWEST: usize = 10;
const FEWEST_AMOUNTS: usize = 3;
/// So many rows may have another amount.
const MOST: usize = 2;
/// A longer text is no amount.
const LONGEST: usize = 160;

/// What is so in the first rows, where the letter uses one of the two.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<InWords> {
    let is_used = |column: usize| uses.letter.contains(&column) && !uses.attachment.contains(&column);
    let figures: Vec<(usize, Numbers)> =
        (0..sample.columns.len()).filter_map(|column| Some((column, sample.columns[column].numbers?))).collect();
    if figures.is_empty() {
        return Vec::new();
    }
    let words = (0..sample.columns.len()).filter(|column| may_be_words(sample, *column));
    words
        .filter_map(|words| {
            let tongues = (0..LANGUAGES.len()).map(Tongue::Known).chain([Tongue::Chinese]);
            let mut all = tongues.flat_map(|tongue| figures.iter().map(move |figures| (tongue, *figures)));
            all.find_map(|(tongue, (figures, numbers))| {
                let told = [words, figures].into_iter().find(|column| is_used(*column))?;
                let in_words = InWords { words, figures, told, tongue, numbers };
                in_words.holds(sample).then_some(in_words)
            })
        })
        .collect()
}

/// Whether half of the values of a column have a word or a sign for a hundred or a thousand in them, and none has a digit.
fn may_be_words(sample: &Sample<'_>, column: usize) -> bool {
    const STEMS: [&str; 16] = [
        "hund", "thous", "taus", "tus", "duiz", "cent", "cien", "cem", "mil", "佰", "百", "仟", "千", "拾", "萬", "万",
    ];
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let count = values().count();
    let has_stem = |value: &&str| {
        let value = value.to_lowercase();
        STEMS.iter().any(|stem| value.contains(stem))
    };
    let with_digits = values().filter(|value| has_digit(value)).count();
    count >= FEWEST && with_digits <= MOST && values().filter(has_stem).count() * 2 >= count
}

/// An amount in words, in hundredths; and whether those are told.
fn read(words: &str, tongue: Tongue) -> Option<(u64, bool)> {
    if words.len() > LONGEST {
        return None;
    }
    match tongue {
        Tongue::Chinese => chinese(words).map(|amount| (amount, true)),
        Tongue::Known(language) => Some((whole(words, LANGUAGES.get(language)?)?.checked_mul(100)?, false)),
    }
}

/// The first number of a text, as long as it is: what stands before it is a currency, and so is what stands behind.
fn whole(text: &str, language: &Language) -> Option<u64> {
    const MOST_BEFORE: usize = 2;
    const MOST_WORDS: usize = 24;
    let is_sign = |c: char| !c.is_alphabetic() && c != '-' && c != '\'';
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(is_sign).filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
    // `a hundred` is one.
    let is_article =
        |at: usize| at + 1 < words.len() && words[at] == "a" && matches!(words[at + 1], "hundred" | "thousand");
    (0..words.len().min(MOST_BEFORE + 1)).find_map(|from| {
        (from + 1..=words.len()).rev().find_map(|to| {
            let number = words[from..to].join(" ");
            let number = if is_article(from) { number.replacen("a ", "one ", 1) } else { number };
            text2digits(&number, language).ok()?.parse().ok()
        })
    })
}

/// `人民币壹仟贰佰元伍角整`, in hundredths.
fn chinese(text: &str) -> Option<u64> {
    let signs = text.trim_start_matches(|c: char| digit(c).is_none() && unit(c).is_none());
    let (mut sum, mut part, mut last, mut cents) = (0_u64, 0_u64, 0_u64, None);
    for sign in signs.chars().filter(|c| !c.is_whitespace()) {
        if let Some(digit) = digit(sign) {
            last = digit;
        } else if let Some(unit) = unit(sign) {
            // `拾元` is ten.
            let times = if last == 0 && unit == 10 && part % 100 == 0 { 1 } else { last };
            (part, last) = (part.checked_add(times.checked_mul(unit)?)?, 0);
        } else {
            match sign {
                '万' | '萬' => (sum, part, last) = (sum.checked_add((part + last).checked_mul(10_000)?)?, 0, 0),
                '亿' | '億' => {
                    (sum, part, last) = (sum.checked_add(part + last)?.checked_mul(100_000_000)?, 0, 0);
                }
                '元' | '圆' | '圓' | '块' if cents.is_none() => {
                    cents = Some(sum.checked_add(part + last)?.checked_mul(100)?);
                    (sum, part, last) = (0, 0, 0);
                }
                '角' | '毛' => (cents, last) = (Some(cents.unwrap_or(0).checked_add(last * 10)?), 0),
                '分' => (cents, last) = (Some(cents.unwrap_or(0).checked_add(last)?), 0),
                '整' | '正' => {}
                _ => return None,
            }
        }
    }
    let is_begun = signs.chars().next().is_some();
    match cents {
        Some(cents) => (last == 0).then_some(cents),
        None => sum.checked_add(part + last)?.checked_mul(100).filter(|_| is_begun),
    }
}

fn digit(sign: char) -> Option<u64> {
    const DIGITS: [&str; 10] =
        ["零〇", "壹一", "贰貳弍二两", "叁參叄三", "肆四", "伍五", "陆陸六", "柒七", "捌八", "玖九"];
    DIGITS.iter().position(|signs| signs.contains(sign)).and_then(|digit| u64::try_from(digit).ok())
}

fn unit(sign: char) -> Option<u64> {
    match sign {
        '拾' | '十' => Some(10),
        '佰' | '百' => Some(100),
        '仟' | '千' => Some(1000),
        _ => None,
    }
}

impl InWords {
    /// Whether nearly all of the first rows have one amount in both.
    fn holds(self, sample: &Sample<'_>) -> bool {
        /// Where none of so many is read, the rest are none either.
        const TRIED: usize = 5;
        let (mut rows, mut misses, mut amounts) = (0, 0, HashSet::new());
        for (at, (words, figures)) in sample.pairs(self.words, self.figures).enumerate() {
            match self.is_same(words, figures) {
                Some(true) => {
                    rows += 1;
                    amounts.insert(figures);
                }
                Some(false) => misses += 1,
                None => {}
            }
            if at == TRIED && rows == 0 || misses > MOST {
                return false;
            }
        }
        rows >= FEWEST && amounts.len() >= FEWEST_AMOUNTS && misses * 10 <= rows
    }

    fn is_same(self, words: &str, figures: &str) -> Option<bool> {
        let (amount, has_cents) = read(words, self.tongue)?;
        let number = self.numbers.number(figures)?;
        // Hundredths, of which the words may say nothing.
        let hundredths = (number.abs() * 100.0).round();
        #[expect(clippy::cast_precision_loss, reason = "an amount of money has fewer digits")]
        let difference = hundredths - amount as f64;
        Some(if has_cents { difference == 0.0 } else { (0.0..100.0).contains(&difference) })
    }

    /// What is wrong with the amounts of a row, which are two.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let (words, figures) = (value(self.words), value(self.figures));
        if words.is_empty() || self.is_same(words, figures)? {
            return None;
        }
        let (amount, _) = read(words, self.tongue)?;
        let cents = if amount % 100 == 0 { String::new() } else { format!(".{:02}", amount % 100) };
        let beside = if self.told == self.words { self.figures } else { self.words };
        Some(format!(
            "is not the same as {} (\"{}\"), as it is in the other rows: in words it is {}{cents}. Is one of the two wrong?",
            heading(beside),
            shown(value(beside)),
            amount / 100
        ))
    }
}

impl Relation for InWords {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.words, self.figures])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.told, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::column::numbers::Hints;
    use crate::findings::known_column::Column;

    fn in_words(rows: &[[String; 2]]) -> Option<InWords> {
        let figures: Vec<String> = rows.iter().map(|row| row[1].clone()).collect();
        let numbers = Column { numbers: Numbers::of(&figures, Hints::default()), ..Column::default() };
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let sample = Sample { rows, columns: &[Column::default(), numbers] };
        of(&sample, &Uses { letter: vec![0], ..Uses::default() }).pop()
    }

    fn rows(of: &[[&str; 2]]) -> Vec<[String; 2]> {
        (0..20).map(|n| of[n % of.len()].map(str::to_owned)).collect()
    }

    fn told(of: &[[&str; 2]], row: [&str; 2]) -> Option<String> {
        let all = in_words(&rows(of)).unwrap_or_else(|| panic!("{of:?}"));
        let all = all.flaw(|column| row[column].to_owned().leak(), |column| format!("\"{column}\""));
        assert!(of.iter().all(|row| in_words(&rows(of)).unwrap().is_same(row[0], row[1]) == Some(true)));
        all
    }

    const AMOUNTS: [[[&str; 2]; 4]; 7] = [
        [
            ["Two thousand five hundred pounds", "2500"],
            ["a hundred pounds", "100"],
            ["GBP twelve thousand seven hundred and fifty", "12750"],
            ["fifty-four thousand two hundred pounds only", "54200"],
        ],
        [
            ["zweitausendfünfhundert Euro", "2500"],
            ["einhundertfünf Euro", "105"],
            ["zwölftausendsiebenhundertfünfzig Euro", "12750"],
            ["eintausendzweihundert Euro", "1200"],
        ],
        [
            ["deux mille cinq cents euros", "2500"],
            ["cent cinq euros", "105"],
            ["quatre-vingt-dix mille euros", "90000"],
            ["mille deux cent cinquante euros", "1250"],
        ],
        [
            ["dos mil quinientos euros", "2500"],
            ["ciento cinco euros", "105"],
            ["treinta y un mil euros", "31000"],
            ["mil doscientos cincuenta euros", "1250"],
        ],
        [
            ["duemilacinquecento euro", "2500"],
            ["centocinque euro", "105"],
            ["dodicimilacinquecento euro", "12500"],
            ["milleduecentocinquanta euro", "1250"],
        ],
        [
            ["dois mil e quinhentos euros", "2500"],
            ["cento e cinco euros", "105"],
            ["doze mil e quinhentos euros", "12500"],
            ["mil duzentos e cinquenta euros", "1250"],
        ],
        [
            ["人民币贰仟伍佰元整", "2500.00"],
            ["壹拾贰万柒仟零伍拾元伍角", "127050.50"],
            ["拾元整", "10.00"],
            ["壹佰零叁元零柒分", "103.07"],
        ],
    ];

    #[test]
    fn amounts_that_are_not_the_same_in_words_are_found() {
        for of in &AMOUNTS {
            assert_eq!(told(of, of[0]), None);
            let what = told(of, [of[0][0], "5200"]).unwrap();
            assert!(what.contains("\"1\" (\"5200\")") && what.contains("in words it is 2500."), "{what}");
            for row in [["", "2500"], ["to be told", "2500"], [of[0][0], ""], [of[0][0], "?"]] {
                assert_eq!(told(of, row), None, "{row:?}");
            }
        }
        // Words may leave the pence out.
        assert_eq!(told(&AMOUNTS[0], ["two thousand five hundred pounds", "2500.50"]), None);
    }

    #[test]
    fn one_slip_among_them_is_no_habit_of_its_own() {
        let mut all = rows(&AMOUNTS[0]);
        all.push(["fifty-four thousand two hundred pounds", "45200"].map(str::to_owned));
        assert!(in_words(&all).is_some());
        all.extend(["nine hundred", "six hundred"].map(|words| [words.to_owned(), "45200".to_owned()]));
        assert_eq!(in_words(&all), None);
    }

    #[test]
    fn other_words_are_left_alone() {
        for words in [["Hundred Acre Wood", "2500"], ["Vincent", "105"], ["Camille", "12"], ["one hundred", "7"]] {
            assert_eq!(in_words(&rows(&[words, [words[0], "31"], [words[0], "99"]])), None, "{words:?}");
        }
        assert_eq!(in_words(&[]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "(\\PC|hundert| hundred|mille |zwei|tausend|cento|duizend|-| and |e |贰|仟|万|亿|元|角){0,14}") {
            for tongue in (0..LANGUAGES.len()).map(Tongue::Known).chain([Tongue::Chinese]) {
                let _ = read(&text, tongue);
            }
        }
    }
}
