//! Numbers as their cells show them.
//!
//! For: number format codes as spreadsheet programs write them into files (ECMA-376 part 1, §18.8.30): digits, thousands,
//! percent, currencies, sections, conditions, dates and times.
//!
//! Otherwise than a cell: a whole number is never written with an exponent, since it may be a student's; dates whose look
//! depends on the machine are written as `2026-11-23`; fractions (`# ?/?`) as decimals; Chinese digits (`[DBNum1]`) as
//! European ones; what is rounded to zero has no sign; the blanks that align columns are left out at both ends.

use super::code::{Condition, Part, Section, sections};
use super::date::{self, Moment, SECOND};
use super::decimal::{Decimal, general, is_whole};

/// A compiled number format.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Format {
    sections: Vec<Section>,
    /// Machines differ about how it looks: by ISO 8601 it looks the same on all.
    iso: Option<Iso>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Iso {
    Date,
    DateAndTime,
}

impl Format {
    /// The format with this number, and the code that the workbook gives for it, if it does.
    pub(super) fn new(id: u32, code: Option<&str>) -> Self {
        match (code, id) {
            (None, 14) => Self { iso: Some(Iso::Date), ..Self::default() },
            (None, 22) => Self { iso: Some(Iso::DateAndTime), ..Self::default() },
            _ => Self { sections: sections(code.unwrap_or_else(|| builtin(id))), iso: None },
        }
    }

    /// A number as its cell shows it.
    pub(super) fn number(&self, value: f64, is_1904: bool) -> String {
        if !value.is_finite() {
            return general(value);
        }
        if let Some(iso) = self.iso {
            let moment = Moment::of(value, is_1904, if iso == Iso::Date { 1 } else { SECOND });
            return moment.map_or_else(
                || general(value),
                |moment| if iso == Iso::Date { moment.iso_date() } else { moment.iso() },
            );
        }
        let Some((section, is_signed)) = self.section(value) else { return general(value) };
        let signed = |text: String, can_be_negative: bool| {
            let is_negative = value < 0.0 && can_be_negative && text.contains(|c: char| matches!(c, '1'..='9'));
            trimmed(if is_signed && is_negative { format!("-{text}") } else { text })
        };
        if section.is_date() {
            // Of what lies before its first day, a workbook that counts from 1904 shows how far it is behind that; others show that
            // of lengths of time alone, if their programs show anything.
            let is_length = section.parts.iter().any(|part| matches!(part, Part::Elapsed(..)));
            let size = if is_1904 || is_length { value.abs() } else { value };
            let written = date::written(section, size, is_1904);
            return written.map_or_else(|| general(value), |text| signed(text, true));
        }
        signed(counted(section, value), section.has_number() || section.has(&Part::Text))
    }

    /// Whether it is one for dates and times.
    pub(super) fn is_date(&self) -> bool {
        self.iso.is_some() || self.sections.iter().any(Section::is_date)
    }

    /// A number that is known to be a date, as this format shows it, or else the usual one.
    pub(super) fn moment(&self, value: f64, is_1904: bool) -> String {
        let is_unknown = self.sections.is_empty() && self.iso.is_none();
        let known = if is_unknown { &Self::new(22, None) } else { self };
        known.number(value, is_1904)
    }

    /// A text as its cell shows it: the fourth section is for texts, else the last one if it has a place for one.
    pub(super) fn text(&self, value: &str) -> String {
        let is_for_texts = |section: &&Section| !section.has_number() && !section.is_date();
        let section = match self.sections.as_slice() {
            [_, _, _, fourth] => Some(fourth),
            sections => sections.iter().find(|section| section.has(&Part::Text) && section.parts.len() > 1),
        };
        match section.filter(is_for_texts) {
            Some(section) => section.parts.iter().map(|part| piece(part, value)).collect(),
            None => value.to_owned(),
        }
    }

    /// The section for a number, and whether it is the format that writes its sign, and not the author.
    fn section(&self, value: f64) -> Option<(&Section, bool)> {
        let is_text = |section: &Section| section.has(&Part::Text) && !section.has_digits();
        let sections: Vec<&Section> = match self.sections.as_slice() {
            [rest @ .., last] if is_text(last) => rest.iter().collect(),
            sections => sections.iter().take(3).collect(),
        };
        if sections.iter().any(|section| section.condition.is_some()) {
            let holds = |section: &&Section| section.condition.is_none_or(|condition| condition.holds(value));
            let index = sections.iter().position(holds).unwrap_or(sections.len().saturating_sub(1));
            // Where there are but negative numbers in a section, its author writes their sign.
            let is_negative = match (index, sections[index].condition) {
                (_, Some(condition)) => condition.is_below_zero(),
                (1, None) => sections[0].condition.is_some_and(Condition::is_from_zero),
                (_, None) => false,
            };
            return Some((sections[index], !is_negative));
        }
        match sections.as_slice() {
            [] => None,
            [one] => Some((*one, true)),
            [_, negative, ..] if value < 0.0 => Some((*negative, false)),
            [_, _, zero] if value == 0.0 => Some((*zero, false)),
            [positive, ..] => Some((*positive, false)),
        }
    }
}

fn trimmed(text: String) -> String {
    match text.trim() {
        whole if whole.len() == text.len() => text,
        part => part.to_owned(),
    }
}

fn piece(part: &Part, value: &str) -> String {
    match part {
        Part::Literal(literal) => literal.clone(),
        Part::Text => value.to_owned(),
        _ => String::new(),
    }
}

/// The size of a number as a section writes it.
fn counted(section: &Section, value: f64) -> String {
    if section.has(&Part::General) || section.has(&Part::Text) {
        let general = general(value.abs());
        let written = |part: &Part| match part {
            Part::General | Part::Text => general.clone(),
            other => piece(other, ""),
        };
        return section.parts.iter().map(written).collect();
    }
    let exponent = section.parts.iter().position(|part| matches!(part, Part::Exponent { .. }));
    match exponent {
        Some(exponent) if !is_whole(value) => framed(section, &scientific(section, exponent, value)),
        Some(_) => framed(section, &general(value.abs())),
        None if section.has(&Part::FractionBar) => framed(section, &general(value.abs())),
        None => fixed(section, value),
    }
}

/// A number in place of all that the section has between its first digit and its last, and what stands around that.
fn framed(section: &Section, number: &str) -> String {
    let is_number = |part: &Part| matches!(part, Part::Digit(_) | Part::Point);
    let first = section.parts.iter().position(is_number).unwrap_or(0);
    let last = section.parts.iter().rposition(is_number).unwrap_or(first);
    let literals = |parts: &[Part]| parts.iter().map(|part| piece(part, "")).collect::<String>();
    let behind = section.parts.get(last + 1..).unwrap_or_default();
    format!("{}{number}{}", literals(&section.parts[..first]), literals(behind))
}

/// `2.03E-05`.
fn scientific(section: &Section, exponent: usize, value: f64) -> String {
    let has_plus = section.has(&Part::Exponent { has_plus: true });
    let point = section.parts.iter().position(|part| *part == Part::Point).unwrap_or(section.parts.len());
    let digits = |part: &&Part| matches!(part, Part::Digit(_));
    let places = section.parts.iter().take(exponent).skip(point).filter(digits).count();
    let least = section.parts.iter().skip(exponent).filter(digits).count();
    // `##0.0E+0` steps by thousands.
    let step = section.parts.iter().take(point.min(exponent)).filter(digits).count();
    let (mantissa, exponent) = Decimal::of(value).scientific(places, i32::try_from(step).unwrap_or(1).max(1));
    let sign = match exponent {
        ..0 => "-",
        _ if has_plus => "+",
        _ => "",
    };
    format!("{mantissa}E{sign}{:0>least$}", exponent.unsigned_abs())
}

/// Digits where the section wants them, and what stands between them.
fn fixed(section: &Section, value: f64) -> String {
    let parts = &section.parts;
    let point = parts.iter().position(|part| *part == Part::Point).unwrap_or(parts.len());
    let is_digit = |part: &Part| matches!(part, Part::Digit(_));
    let last = parts[..point].iter().rposition(is_digit);
    let first = parts[..point].iter().position(is_digit);
    // Behind the last digit, a comma is a division by 1000; between two of them, it asks for groups.
    let commas = |range: &[Part]| range.iter().filter(|part| **part == Part::Comma).count();
    let behind = |last: usize| parts[last + 1..].iter().take_while(|part| **part == Part::Comma).count();
    let in_fraction = parts[point..].iter().rposition(is_digit).map(|last| point + last);
    let thousands = last.map_or(0, behind) + in_fraction.map_or(0, behind);
    let is_grouped = first.zip(last).is_some_and(|(first, last)| commas(&parts[first..last]) > 0);
    let percents = parts.iter().filter(|part| **part == Part::Percent).count();
    let shift = i32::try_from(2 * percents).unwrap_or(0) - i32::try_from(3 * thousands).unwrap_or(0);
    let places = parts[point..].iter().filter(|part| is_digit(part)).count();
    let (whole, fraction) = Decimal::of(value).shifted(shift.clamp(-600, 600)).rounded(places);
    let mut text = whole_part(&parts[..point], &whole, is_grouped, places > 0);
    text.push_str(&fraction_part(&parts[point..], &fraction));
    text
}

/// Written from the right: the first place takes all digits that are left.
fn whole_part(parts: &[Part], whole: &str, is_grouped: bool, has_fraction: bool) -> String {
    let first = parts.iter().position(|part| matches!(part, Part::Digit(_)));
    let mut digits = whole.chars().rev().peekable();
    let mut pieces: Vec<String> = Vec::new();
    let mut written = 0;
    let mut digit = |digit: char| {
        written += 1;
        let comma = if is_grouped && written > 1 && written % 3 == 1 { "," } else { "" };
        format!("{digit}{comma}")
    };
    if first.is_none() && has_fraction {
        // No place before the point: `.00`.
        for next in digits.by_ref() {
            pieces.push(digit(next));
        }
    }
    for (index, part) in parts.iter().enumerate().rev() {
        match part {
            Part::Digit(kind) => {
                match (digits.next(), kind) {
                    (Some(next), _) => pieces.push(digit(next)),
                    (None, '0') => pieces.push(digit('0')),
                    (None, '?') => pieces.push(" ".to_owned()),
                    (None, _) => {}
                }
                if first == Some(index) {
                    for next in digits.by_ref() {
                        pieces.push(digit(next));
                    }
                }
            }
            Part::Percent => pieces.push("%".to_owned()),
            other => pieces.push(piece(other, "")),
        }
    }
    pieces.into_iter().rev().collect()
}

fn fraction_part(parts: &[Part], fraction: &str) -> String {
    let significant = fraction.trim_end_matches('0').len();
    let mut text = String::new();
    let mut digits = fraction.chars().enumerate();
    for part in parts {
        match part {
            Part::Point => text.push('.'),
            Part::Digit(kind) => match (digits.next(), kind) {
                (Some((index, digit)), kind) if index < significant || *kind == '0' => text.push(digit),
                (_, '?') => text.push(' '),
                _ => {}
            },
            Part::Percent => text.push('%'),
            other => text.push_str(&piece(other, "")),
        }
    }
    text
}

/// The code of a format that workbooks name by its number alone. Where it depends on the country, that of China: files from
/// elsewhere mostly bring the code along. But of currencies that of the standard: spreadsheet programs write their codes into the
/// file, and other programs leave out those alone that they find there.
fn builtin(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 41 => "#,##0",
        4 | 43 => "#,##0.00",
        5 | 6 => "\"$\"#,##0_);(\"$\"#,##0)",
        7 | 8 => "\"$\"#,##0.00_);(\"$\"#,##0.00)",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        37 | 38 => "#,##0;(#,##0)",
        39 | 40 => "#,##0.00;(#,##0.00)",
        42 => "\"$\"#,##0_);(\"$\"#,##0);\"$\"\"-\"_);@",
        44 => "\"$\"#,##0.00_);(\"$\"#,##0.00);\"$\"\"-\"_);@",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(code: &str, value: f64) -> String {
        Format::new(164, Some(code)).number(value, false)
    }

    #[test]
    fn numbers_are_written_as_their_codes_say() {
        for (code, value, text) in [
            ("General", 85.5, "85.5"),
            ("0", 84.5, "85"),
            ("0.0", 84.95, "85.0"),
            ("0.00", 1.005, "1.01"),
            ("0.##", 3.0, "3."),
            ("#", 0.0, ""),
            ("0.0", -0.04, "0.0"),
            ("0%", -0.004, "0%"),
            ("00000", 123.0, "00123"),
            ("000-0000", 1_234_567.0, "123-4567"),
            ("#,##0.00", 1234.5, "1,234.50"),
            ("#,##0", 1_234_567.0, "1,234,567"),
            ("#,##0", 12.0, "12"),
            ("0,000", 12.0, "0,012"),
            ("#,##0,", 1_234_567.0, "1,235"),
            ("0.0,,\"M\"", 1_234_567.0, "1.2M"),
            (".00", 12.345, "12.35"),
            ("\"x\".0", 12.0, "x12.0"),
            ("0%", 0.85, "85%"),
            ("0.0%", 0.8549, "85.5%"),
            ("\"¥\"#,##0.00", 1234.5, "¥1,234.50"),
            ("[$¥-804]#,##0.00", -1234.5, "-¥1,234.50"),
            ("\\¥#,##0.00;\\¥\\-#,##0.00", -1234.5, "¥-1,234.50"),
            ("_ \"¥\"* #,##0.00_ ;_ \"¥\"* \\-#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ", 1234.5, "¥1,234.50"),
            ("_ \"¥\"* #,##0.00_ ;_ \"¥\"* \\-#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ", 0.0, "¥-"),
            ("#,##0_);[Red](#,##0)", -1234.0, "(1,234)"),
            ("0;-0;;@", 0.0, ""),
            (";;;", 3.0, ""),
            ("0.0\"分\"", 85.0, "85.0分"),
            ("General\"分\"", -85.5, "-85.5分"),
            ("G/通用格式\"分\"", 85.0, "85分"),
            ("[>=60]\"及格\";\"不及格\"", 60.0, "及格"),
            ("[>=60]\"及格\";\"不及格\"", 59.5, "不及格"),
            ("[<0]0;[=0]\"-\";0.0", 0.0, "-"),
            ("[<0]-0.0;0.0", -5.0, "-5.0"),
            ("[>0]0.0;[<0]-0.0;\"zero\"", -5.0, "-5.0"),
            ("[<=0](0.0);0.0", -5.0, "(5.0)"),
            ("[<0]\"credit \"0.00;\"due \"0.00", -12.5, "credit 12.50"),
            ("[<0]\"credit \"0.00;\"due \"0.00", 12.5, "due 12.50"),
            ("[>=0]0.0;(0.0)", -5.0, "(5.0)"),
            ("[>=100]0;0.0", -5.0, "-5.0"),
            ("[<-10]0;0.0", -50.0, "-50"),
            ("[>0]0;[=0]\"-\";0.0", -5.0, "-5.0"),
            ("0.00E+00", 202_600_001_234.0, "202600001234"),
            ("0.00E+00", 0.000_020_3, "2.03E-05"),
            ("0.00E+00", -0.000_12, "-1.20E-04"),
            ("0.00E+00;-0.00E+00", -0.000_12, "-1.20E-04"),
            ("0.00E+00_);(0.00E+00)", -1234.5, "(1.23E+03)"),
            ("0.00E+00_);(0.00E+00)", -1234.0, "(1234)"),
            ("\"<\"0.0E+0", 0.000_12, "<1.2E-4"),
            ("0.0E+0\" mg\"", 0.000_12, "1.2E-4 mg"),
            ("0.0E-0", 12.6, "1.3E1"),
            ("0.00E+00", 1.005, "1.01E+00"),
            ("0E+00", 2.5, "3E+00"),
            ("0.0E+0", 9.96, "1.0E+1"),
            ("0.0E+0", 0.000_099_6, "1.0E-4"),
            ("##0.0E+0", 0.000_123_45, "123.5E-6"),
            ("##0.0E+0", 0.999_96, "1.0E+0"),
            ("##0.0E+0", 1234.5, "1.2E+3"),
            ("0", 202_600_001_234.0, "202600001234"),
            ("@", 202_600_001_234.0, "202600001234"),
            ("0 \"of 100\"", 85.0, "85 of 100"),
            ("0!.0,\"万\"", 123_456.0, "12.3万"),
            ("0\\.0,\"万\"", 123_456.0, "12.3万"),
            ("0!.00,,\"亿元\"", 123_456_789.0, "1.23亿元"),
            ("0!:00", 1230.0, "12:30"),
            ("#!万0000", 123_456.0, "12万3456"),
            ("0!d", 3.0, "3d"),
            ("0!", 3.0, "3!"),
            ("0!;-0!", -3.0, "-3!"),
            ("0! \"left\"", 3.0, "3! left"),
            ("0!\" left\"", 3.0, "3! left"),
            ("# ?/?", 0.5, "0.5"),
            ("# ??/??", -2.25, "-2.25"),
            ("# ?/8", 1.5, "1.5"),
            ("# ?/8\" inch\"", -1.5, "-1.5 inch"),
            ("# ?/16\" cups\"", 0.5, "0.5 cups"),
            ("# ?/?\" cups\"", 0.5, "0.5 cups"),
            ("# ?/?_);(# ?/?)", -0.5, "(0.5)"),
            ("#\\ ?/10", 1.5, "1.5"),
            ("0.00\" €/h\"", 1234.5, "1234.50 €/h"),
            ("#,##0.00\" €/h\"", 1234.5, "1,234.50 €/h"),
            ("0\"元/月\"", 3500.0, "3500元/月"),
            ("0\"km/h\"", 120.0, "120km/h"),
            ("0%\" p/a\"", 0.25, "25% p/a"),
            ("0\"/100\"", 95.0, "95/100"),
            ("0\\/0", 12.0, "1/2"),
            ("00\\/000", 12_345.0, "12/345"),
            ("0/月", 3500.0, "3500/月"),
            ("\"7/24: \"0", 5.0, "7/24: 5"),
            ("[$-2060401]0.0", 5.0, "5.0"),
            ("[DBNum1][$-804]General", 123.0, "123"),
            ("0\"", 5.0, "5"),
        ] {
            assert_eq!(shown(code, value), text, "{code} of {value}");
        }
    }

    #[test]
    fn dates_are_written_as_their_codes_say() {
        let (day, moment) = (46_349.0, 46_349.354_340_277_8);
        for (code, value, text) in [
            ("yyyy-mm-dd", day, "2026-11-23"),
            ("yyyy/m/d;@", day, "2026/11/23"),
            ("yyyy\"年\"m\"月\"d\"日\";@", day, "2026年11月23日"),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", day, "2026年11月23日"),
            ("yyyy\\-mm\\-dd\\ hh:mm:ss", moment, "2026-11-23 08:30:15"),
            ("m/d/yy h:mm", moment, "11/23/26 8:30"),
            ("h:mm AM/PM", moment + 0.5, "8:30 PM"),
            ("上午/下午h\"时\"mm\"分\"", moment, "上午8时30分"),
            ("mmm d, yyyy", day, "Nov 23, 2026"),
            ("[$-409]dddd, mmmm d", day, "Monday, November 23"),
            ("[$-804]aaaa", day, "星期一"),
            ("[$-804]ddd mmmm", day, "周一 十一月"),
            ("[h]:mm:ss", 1.5, "36:00:00"),
            ("mm:ss.0", 0.001, "01:26.4"),
            ("mm:ss.0", 12.68 / 86_400.0, "00:12.7"),
            ("mm:ss.00", 59.999 / 86_400.0, "01:00.00"),
            ("dd.mm.yyyy hh:mm:ss", 46_348.999_999_9, "23.11.2026 00:00:00"),
            ("dd.mm.yyyy", 46_349.999_999_965, "23.11.2026"),
            ("h:mm", 30_659.0 / 86_400.0, "8:30"),
            ("h:mm", 8.5 / 24.0 - 1e-10, "8:30"),
            ("[$-407]d/\\ mmmm\\ yyyy;@", day, "23. November 2026"),
            ("[$-407]d. mmmm yyyy", 46_082.0, "1. März 2026"),
            ("[$-de-DE]dddd, dd/mm/yy", day, "Montag, 23.11.26"),
            ("[$-40C]dddd d mmmm yyyy", day, "lundi 23 novembre 2026"),
            ("[$-C0A]d \"de\" mmmm", day, "23 de noviembre"),
            ("[$-419]d mmmm yyyy", day, "23 ноября 2026"),
            ("[$-FC19]mmmm yyyy", day, "Ноябрь 2026"),
            ("[$-413]d/m/yyyy", day, "23-11-2026"),
            ("[$-409]d/m/yyyy", day, "23/11/2026"),
            ("[$-411]m/d(aaa)", day, "11/23(月)"),
            ("[$-411]aaaa", day, "月曜日"),
            ("m/d(aaa)", day, "11/23(一)"),
            ("[$-412]yyyy\"년\" m\"월\" d\"일\" dddd", day, "2026년 11월 23일 월요일"),
            ("[$-41E]d mmmm yyyy", day, "23 พฤศจิกายน 2026"),
            ("[$-40C]mmmmm", day, "n"),
            ("[$-804]AM/PM h:mm", moment, "上午 8:30"),
            ("[$-411]AM/PM h:mm", moment + 0.5, "午後 8:30"),
            ("[$-407]h:mm AM/PM", moment, "8:30 AM"),
            ("d/ mmmm yyyy", day, "23. November 2026"),
            ("d / m / yyyy", day, "23 / 11 / 2026"),
            ("[$-409]d/ mmm", day, "23/ Nov"),
            ("[$-zh-CN]dddd", day, "星期一"),
            ("[$-zh-Hans-CN]mmmm", day, "十一月"),
            ("[$-en-US]dddd", day, "Monday"),
            ("[$-x-sysdate]dddd, mmmm dd, yyyy", day, "2026-11-23"),
            ("[$-x-systime]h:mm:ss AM/PM", moment, "08:30:15"),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", day, "2026-11-23"),
            ("[$-F400]h:mm:ss\\ AM/PM", moment, "08:30:15"),
            ("B1yyyy/mm/dd", day, "2026/11/23"),
            ("B2dd/mm/yyyy", day, "2026-11-23"),
            ("B2dd/mm/yyyy h:mm", moment, "2026-11-23 08:30:15"),
            ("dd/mm/bb", day, "23/11/69"),
            ("d mmm bbbb", day, "23 Nov 2569"),
            ("0.0b", 1.5, "1.5"),
            ("[$-107041E]d/m/yyyy", day, "23/11/2569"),
            ("[$-th-TH,107]d/m/yy", day, "23/11/69"),
            ("[$-1070000]d/mm/bbbb", day, "23/11/2569"),
            ("[$-1010409]d/m/yyyy", day, "23/11/2026"),
            ("[$-6041E]d/m/yyyy", day, "2026-11-23"),
            ("yyyy-mm-dd", 59.0, "1900-02-28"),
            ("yyyy-mm-dd", 61.0, "1900-03-01"),
            ("yyyy-mm-dd", -5.0, "-5"),
            ("yyyy-mm-dd", 2_958_465.0, "9999-12-31"),
            ("yyyy-mm-dd", 2_958_466.0, "2958466"),
        ] {
            assert_eq!(shown(code, value), text, "{code} of {value}");
        }
        assert_eq!(Format::new(164, Some("yyyy-mm-dd")).number(44_887.0, true), "2026-11-23");
        for (code, value, text) in
            [("[h]:mm", -0.0625, "-1:30"), ("h:mm;(h:mm)", -0.0625, "(1:30)"), ("h:mm", -1e-9, "0:00")]
        {
            assert_eq!(Format::new(164, Some(code)).number(value, true), text, "{code} of {value}");
        }
        assert_eq!(shown("[h]:mm", -1.25), "-30:00");
        assert_eq!(shown("h:mm", -0.0625), "-0.0625");
        assert_eq!(Format::new(14, None).number(moment, false), "2026-11-23");
        assert_eq!(Format::new(22, None).number(moment, false), "2026-11-23 08:30:15");
        assert_eq!(Format::new(22, None).number(0.5, false), "12:00");
        assert_eq!(Format::default().moment(day, false), "2026-11-23");
        assert_eq!(Format::new(31, None).number(day, false), "2026年11月23日");
        assert_eq!(Format::new(0, None).number(day, false), "46349");
    }

    #[test]
    fn currencies_are_those_of_the_standard_where_a_workbook_has_no_code() {
        for (id, value, text) in [
            (5, 1234.5, "$1,235"),
            (6, -1234.0, "($1,234)"),
            (7, 1234.5, "$1,234.50"),
            (8, -1234.5, "($1,234.50)"),
            (42, 0.0, "$-"),
            (44, -1234.5, "($1,234.50)"),
        ] {
            assert_eq!(Format::new(id, None).number(value, false), text, "{id}");
        }
        assert_eq!(Format::new(44, None).text("none"), "none");
    }

    #[test]
    fn texts_may_have_a_format_too() {
        assert_eq!(Format::new(164, Some("0;-0;0;@\"老师\"")).text("王"), "王老师");
        assert_eq!(Format::new(49, None).text("00123"), "00123");
        for (code, text) in [
            ("General;General;General;\"none\"", "none"),
            (";;;", ""),
            ("0;-0;0;@", "王"),
            ("0;-0;0;General", "王"),
            ("0;-0;0;0", "王"),
            ("0;-0;\"none\"", "王"),
            ("\"x\"", "王"),
        ] {
            assert_eq!(Format::new(164, Some(code)).text("王"), text, "{code}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]

        #[test]
        fn any_code_and_any_number_give_something(
            tokens in prop::collection::vec(prop::sample::select(vec![
                "0", "#", "?", ".", ",", "%", "E+", "e-", "y", "yyyy", "m", "mm", "mmmmm", "d", "dddd", "h", "s", "\"", "\"x\"",
                "\\", "!", "_", "*", "@", ";", "[", "]", "[Red]", "[>=", "[<5]", "60]", "[$", "[$¥-804]", "/", "AM/PM", "General",
                "年", "[h]", "[mm]", ".000", "#,##0", " ", "-", "aaaa", "e", "g", "😀", "[$-F800]",
            ]), 0..12),
            bits in any::<u64>(),
            is_1904: bool,
        ) {
            let format = Format::new(164, Some(&tokens.concat()));
            format.number(f64::from_bits(bits), is_1904);
            format.number((bits % 4_000_000) as f64 / 7.0, is_1904);
            format.text("姓名");
        }

        #[test]
        fn hundredths_are_grouped_and_kept(hundredths in -100_000_000_000_i64..100_000_000_000) {
            let text = shown("#,##0.00", hundredths as f64 / 100.0);
            let plain: String = text.chars().filter(|c| *c != ',' && *c != '.').collect();
            prop_assert_eq!(plain.parse::<i64>().unwrap(), hundredths);
            let whole = text.trim_start_matches('-').split('.').next().unwrap();
            let groups: Vec<_> = whole.split(',').collect();
            prop_assert!(groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3), "{}", text);
        }

        #[test]
        fn every_day_is_the_calendar_s(days in 61_i64..2_958_465) {
            let expected = date_of(days);
            prop_assert_eq!(&shown("yyyy-mm-dd", days as f64), &expected);
            prop_assert_eq!(Format::new(14, None).number(days as f64 + 0.25, false), expected);
        }
    }

    /// Counted on from 2000-01-01 (36526), by the rules of the calendar alone.
    fn date_of(days: i64) -> String {
        let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let (mut year, mut rest) = (1900, days - 2);
        loop {
            let length = if is_leap(year) { 366 } else { 365 };
            if rest < length {
                break;
            }
            rest -= length;
            year += 1;
        }
        let february = if is_leap(year) { 29 } else { 28 };
        let mut month = 1;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if rest < length {
                break;
            }
            rest -= length;
            month += 1;
        }
        format!("{year:04}-{month:02}-{:02}", rest + 1)
    }
}
