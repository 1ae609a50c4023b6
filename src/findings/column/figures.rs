//! How numbers are written: `1,234.50`, `1.234,50 €`, `85 %`.

/// A number as it stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::findings) struct Figure {
    pub(in crate::findings) number: f64,
    pub(in crate::findings) unit: Unit,
    pub(in crate::findings) mark: Mark,
}

/// What parts its decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Mark {
    /// It says nothing: it has none, or one that may also part thousands (`1,234`).
    Open,
    Point,
    Comma,
}

/// What stands before or behind the digits: an index of [`UNITS`], from 1; 0 is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(in crate::findings) struct Unit(u8);

/// The most usual first.
const UNITS: [&str; 35] = [
    "%", "€", "$", "£", "¥", "￥", "元", "円", "分", "₹", "฿", "₩", "₽", "₫", "₴", "₺", "zł", "Kč", "kr", "kr.", "Fr.",
    "CHF", "EUR", "USD", "GBP", "CNY", "RMB", "US$", "HK$", "Punkte", "Pkt.", "P.", "pts", "points", "‰",
];

impl Unit {
    pub(in crate::findings) const NONE: Self = Self(0);
    pub(in crate::findings) const PERCENT: Self = Self(1);

    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::NONE);
        }
        (1..).zip(UNITS).find(|(_, unit)| *unit == text).map(|(number, _)| Self(number))
    }

    /// What it is called; nothing, if there is none.
    pub(in crate::findings) fn name(self) -> Option<&'static str> {
        match self {
            Self::NONE => None,
            Self::PERCENT => Some("percent sign"),
            Self(number) => UNITS.get(usize::from(number) - 1).copied(),
        }
    }
}

/// A number, in a column where `1,234` is as good as 1.234 (`has_commas`) or is 1234.
pub(in crate::findings) fn read(value: &str, has_commas: bool) -> Option<Figure> {
    if let Some(number) = plain(value).filter(|_| !has_commas) {
        let octets = value.as_bytes();
        let (octets, unit) = match octets {
            [core @ .., b'%'] => (core, Unit::PERCENT),
            _ => (octets, Unit::NONE),
        };
        // `1.234`, but not `12.50`.
        let behind = octets.iter().rev().position(|octet| *octet == b'.');
        let mark = if behind.is_some_and(|behind| behind != 3) { Mark::Point } else { Mark::Open };
        return Some(Figure { number, unit, mark });
    }
    // A longer one is a text.
    const LONGEST: usize = 40;
    let is_digit = |c: char| c.is_ascii_digit();
    let (first, last) = (value.find(is_digit)?, value.rfind(is_digit)?);
    let (before, core, behind) = (&value[..first], &value[first..=last], &value[last + 1..]);
    if value.len() > LONGEST {
        return None;
    }
    let is_negative = before.contains('-');
    let unit = match before.trim().strip_prefix('-') {
        Some(rest) => Unit::of(rest),
        None => Unit::of(before.trim().strip_suffix('-').unwrap_or(before)),
    }?;
    let other = Unit::of(behind)?;
    if unit != Unit::NONE && other != Unit::NONE {
        return None;
    }
    let (number, mark) = amount(core, has_commas)?;
    Some(Figure {
        number: if is_negative { -number } else { number },
        unit: if unit == Unit::NONE { other } else { unit },
        mark,
    })
}

/// `95`, `-3.5`, `85%`: digits and nothing that has two meanings.
pub(in crate::findings) fn plain(value: &str) -> Option<f64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let is_digit = |octet: &u8| octet.is_ascii_digit();
    let octets = digits.as_bytes();
    if !(octets.first().is_some_and(is_digit) && octets.last().is_some_and(is_digit)) {
        return None;
    }
    let points = octets.iter().filter(|octet| **octet == b'.').count();
    let is_number = points <= 1 && octets.iter().all(|octet| is_digit(octet) || *octet == b'.');
    if is_number {
        digits.parse().ok().map(|number: f64| if value.starts_with('-') { -number } else { number })
    } else {
        None
    }
}

/// Whether a number has two digits behind its last mark: `98,00 €`.
pub(in crate::findings) fn has_cents(value: &str) -> bool {
    let digits = value.trim_end_matches(|c: char| !c.is_ascii_digit());
    digits.len() > 3 && matches!(digits.as_bytes()[digits.len() - 3], b'.' | b',')
}

/// What digits with marks in them are.
fn amount(core: &str, has_commas: bool) -> Option<(f64, Mark)> {
    let last = core.rfind(['.', ',']);
    let (whole, part, mark) = match last {
        None => (core, "", Mark::Open),
        Some(at) => {
            let (whole, part) = (&core[..at], &core[at + 1..]);
            let (sign, mark, other) = if core[at..].starts_with(',') {
                (',', Mark::Comma, Mark::Point)
            } else {
                ('.', Mark::Point, Mark::Comma)
            };
            if whole.contains(sign) {
                // `1,234,567`: the sign parts thousands.
                (core, "", other)
            } else if part.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0" {
                let is_decimal = has_commas == (mark == Mark::Comma);
                if is_decimal { (whole, part, Mark::Open) } else { (core, "", Mark::Open) }
            } else {
                (whole, part, mark)
            }
        }
    };
    if !part.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let whole = ungrouped(whole)?;
    format!("{whole}.{part}0").parse().ok().map(|number| (number, mark))
}

/// The digits of a number whose thousands are parted all in one way.
fn ungrouped(whole: &str) -> Option<String> {
    let sign = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(sign) = sign else { return Some(whole.to_owned()) };
    if !matches!(sign, '.' | ',' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}') {
        return None;
    }
    let mut groups = whole.split(sign);
    let is_number = |group: &str| group.bytes().all(|octet| octet.is_ascii_digit());
    let first = groups.next().filter(|group| (1..=3).contains(&group.len()) && is_number(group))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !is_number(group) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (value, has_commas, number, mark) in [
            ("95", false, 95.0, Mark::Open),
            ("88.5", false, 88.5, Mark::Point),
            ("12,5", false, 12.5, Mark::Comma),
            ("12,5", true, 12.5, Mark::Comma),
            ("1,234", false, 1234.0, Mark::Open),
            ("1,234", true, 1.234, Mark::Open),
            ("1.234", false, 1.234, Mark::Open),
            ("1.234", true, 1234.0, Mark::Open),
            ("0,123", false, 0.123, Mark::Comma),
            ("1.234,50", false, 1234.5, Mark::Comma),
            ("1,234.50", true, 1234.5, Mark::Point),
            ("1,234,567", false, 1_234_567.0, Mark::Point),
            ("1.234.567", false, 1_234_567.0, Mark::Comma),
            ("1 234,50", false, 1234.5, Mark::Comma),
            ("1'234.50", false, 1234.5, Mark::Point),
            ("-3,5", true, -3.5, Mark::Comma),
        ] {
            let figure = read(value, has_commas).map(|figure| (figure.number, figure.mark, figure.unit));
            assert_eq!(figure, Some((number, mark, Unit::NONE)), "{value}");
        }
        for (value, number, unit) in [
            ("85 %", 85.0, "percent sign"),
            ("85%", 85.0, "percent sign"),
            ("€12.50", 12.5, "€"),
            ("12,50 €", 12.5, "€"),
            ("-€45.00", -45.0, "€"),
            ("€-45.00", -45.0, "€"),
            ("¥1,234.50", 1234.5, "¥"),
            ("CHF 1'234.50", 1234.5, "CHF"),
            ("95分", 95.0, "分"),
            ("12,000円", 12_000.0, "円"),
        ] {
            let figure = read(value, false).map(|figure| (figure.number, figure.unit.name()));
            assert_eq!(figure, Some((number, Some(unit))), "{value}");
        }
        for value in [
            "", "-", "8 5", "87,,5", "1.2.3", "12.34.5", "3A", "€5€", "2023 101", "1,23,4", "138 0013 8000", "1.1.2027",
        ] {
            assert_eq!(read(value, false), None, "{value}");
            assert_eq!(read(value, true), None, "{value}");
        }
    }

    #[test]
    fn amounts_have_cents() {
        for (value, has) in [
            ("98,00", true),
            ("1.234,50 €", true),
            ("€0.05", true),
            ("98,0", false),
            ("98", false),
            (",05", false),
            ("é,5", false),
        ] {
            assert_eq!(has_cents(value), has, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn plain_numbers_are_read_alike(value in "-?[0-9]{1,9}(\\.[0-9]{1,5})?%?") {
            proptest::prop_assert_eq!(read(&value, false).map(|figure| figure.number), plain(&value));
        }

        #[test]
        fn any_text_can_be_read(value in "[0-9,.' €%-]{0,12}|\\PC{0,12}", has_commas in proptest::bool::ANY) {
            let _ = has_cents(&value);
            if let Some(figure) = read(&value, has_commas) {
                proptest::prop_assert!(figure.number.is_finite());
            }
        }
    }
}
