//! Number format codes, read (ECMA-376 part 1, §18.8.30 and §18.8.31): `#,##0.00;[Red]-#,##0.00`, `yyyy"年"m"月"d"日"`.

use super::language::Language;

/// A code has at most so many sections.
const SECTIONS: usize = 4;
/// Digits that one section may ask for. Nobody has asked for more; each is a character of every cell.
const DIGITS: usize = 64;

/// One section of a code.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Section {
    /// `[>=60]`.
    pub(super) condition: Option<Condition>,
    pub(super) parts: Vec<Part>,
    /// That of the names of months and days (`[$-804]`, `[$-zh-CN]`), if it is said.
    pub(super) language: Option<Language>,
    /// Years are counted as in Thailand (`[$-107041E]`).
    pub(super) is_buddhist: bool,
    /// Its dates are those of a calendar that cannot be written here.
    has_other_calendar: bool,
    /// It is the system's own way of writing dates or times, whatever its parts say (`[$-F800]`, `[$-x-systime]`), or of another
    /// calendar.
    pub(super) is_system: bool,
}

/// What a number must be for a section to apply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    pub(super) sign: Sign,
    pub(super) bound: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(String),
    /// `0`, `#` or `?`; in a denominator any digit.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` or `E-`, and whether it writes the plus.
    Exponent {
        has_plus: bool,
    },
    /// The `/` of `# ?/?`, and not one that is only to be shown.
    FractionBar,
    /// A `/` between the parts of a date, which other languages write as `.` or `-`.
    DateSeparator,
    /// `General`.
    General,
    /// `@`.
    Text,
    /// A run of one letter of a date: `y` `m` `d` `h` `s` `e`, `a` for the Chinese day of the week, `b` for the Buddhist year.
    Date(char, usize),
    /// `[h]`, `[mm]`: all of them, not only what is beyond the larger unit.
    Elapsed(char, usize),
    /// `.000` behind seconds.
    Fraction(usize),
    /// `AM/PM`, `上午/下午`: before and after noon.
    Noon(&'static str, &'static str),
}

impl Condition {
    pub(super) fn holds(self, value: f64) -> bool {
        match self.sign {
            Sign::Less => value < self.bound,
            Sign::LessOrEqual => value <= self.bound,
            Sign::Equal => value == self.bound,
            Sign::NotEqual => value != self.bound,
            Sign::GreaterOrEqual => value >= self.bound,
            Sign::Greater => value > self.bound,
        }
    }

    /// `[<0]`
    pub(super) fn is_below_zero(self) -> bool {
        self.bound == 0.0 && matches!(self.sign, Sign::Less | Sign::LessOrEqual)
    }

    /// `[>=0]`, `[>0]`
    pub(super) fn is_from_zero(self) -> bool {
        self.bound == 0.0 && matches!(self.sign, Sign::GreaterOrEqual | Sign::Greater)
    }
}

impl Section {
    pub(super) fn is_date(&self) -> bool {
        self.is_system || self.parts.iter().any(|part| matches!(part, Part::Date(..) | Part::Elapsed(..)))
    }

    pub(super) fn has(&self, wanted: &Part) -> bool {
        self.parts.contains(wanted)
    }

    pub(super) fn has_digits(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Digit(_)))
    }

    /// Whether there is a place for a number.
    pub(super) fn has_number(&self) -> bool {
        self.has_digits() || self.has(&Part::General)
    }

    /// Whether a place for a digit is the last part, blanks aside.
    fn is_behind_digit(&self) -> bool {
        let is_blank = |part: &&Part| matches!(part, Part::Literal(text) if text.trim().is_empty());
        matches!(self.parts.iter().rev().find(|part| !is_blank(part)), Some(Part::Digit(_)))
    }

    /// Whether nothing but digits and blanks stand behind the bar of a fraction.
    fn is_in_denominator(&self) -> bool {
        let bar = self.parts.iter().rposition(|part| *part == Part::FractionBar);
        let is_part = |part: &Part| match part {
            Part::Literal(text) => text.trim().is_empty(),
            part => matches!(part, Part::Digit(_)),
        };
        bar.is_some_and(|bar| self.parts[bar + 1..].iter().all(is_part))
    }

    fn literal(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Literal(literal)) => literal.push_str(text),
            _ => self.parts.push(Part::Literal(text.to_owned())),
        }
    }
}

/// Reads a code. Whatever it is, there is an answer: what is not understood is written as it stands.
pub(super) fn sections(code: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut rest = code;
    while let Some(next) = rest.chars().next() {
        if next == ';' {
            if sections.len() == SECTIONS {
                break;
            }
            sections.push(Section::default());
            rest = &rest[1..];
            continue;
        }
        let section = sections.last_mut().expect("there is a first section");
        rest = token(section, next, rest);
    }
    for section in &mut sections {
        settle(section);
    }
    sections
}

/// Takes one token, and gives what is behind it.
fn token<'a>(section: &mut Section, next: char, rest: &'a str) -> &'a str {
    let behind = &rest[next.len_utf8()..];
    let one = |text: &'a str| text.split_at(text.chars().next().map_or(0, char::len_utf8));
    match next {
        '"' => {
            let (text, behind) = behind.split_once('"').unwrap_or((behind, ""));
            section.literal(text);
            return behind;
        }
        '\\' => {
            let (text, behind) = one(behind);
            section.literal(text);
            return behind;
        }
        // As East Asian programs escape: `0!.0,"万"`. Where nothing is behind it to be escaped, it is to be shown.
        '!' if !matches!(behind.chars().next(), None | Some(';' | '"' | ' ')) => {
            let (text, behind) = one(behind);
            section.literal(text);
            return behind;
        }
        // A blank as wide as the next character; the next character as often as there is room.
        '_' => {
            section.literal(" ");
            return one(behind).1;
        }
        '*' => return one(behind).1,
        '[' => {
            if let Some((inner, behind)) = behind.split_once(']') {
                bracket(section, inner);
                return behind;
            }
        }
        _ => {}
    }
    for (word, part) in WORDS {
        if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            section.parts.push(part);
            return &rest[word.len()..];
        }
    }
    let letter = next.to_ascii_lowercase();
    match letter {
        'y' | 'm' | 'd' | 'h' | 's' | 'a' | 'e' | 'g' | 'b' => {
            let length = rest.len() - rest.trim_start_matches([letter, letter.to_ascii_uppercase()]).len();
            match letter {
                // `B1` is our calendar, `B2` the Islamic one: by that nothing is written here.
                'b' if length == 1 && behind.starts_with(['1', '2']) => {
                    section.has_other_calendar |= behind.starts_with('2');
                    return &behind[1..];
                }
                // Eras are not written. One `b` alone is none of a date.
                'g' => {}
                'b' if length == 1 => {}
                // `aaa` and `aaaa` are days of the week.
                'a' if length < 3 => section.literal(&rest[..length]),
                _ => section.parts.push(Part::Date(letter, length)),
            }
            return &rest[length..];
        }
        '0' | '#' | '?' => section.parts.push(Part::Digit(next)),
        '1'..='9' if section.is_in_denominator() => section.parts.push(Part::Digit(next)),
        '.' => section.parts.push(Part::Point),
        ',' => section.parts.push(Part::Comma),
        '%' => section.parts.push(Part::Percent),
        '@' => section.parts.push(Part::Text),
        '/' if section.is_behind_digit() && behind.trim_start().starts_with(is_denominator) => {
            section.parts.push(Part::FractionBar);
        }
        '/' => section.parts.push(Part::DateSeparator),
        _ => section.literal(&rest[..next.len_utf8()]),
    }
    behind
}

/// What a denominator begins with: `# ??/??`, `# ?/8`.
fn is_denominator(first: char) -> bool {
    first.is_ascii_digit() || matches!(first, '#' | '?')
}

/// Words that stand for themselves. `G/通用格式` is `General` as some programs write it.
const WORDS: [(&str, Part); 8] = [
    ("General", Part::General),
    ("G/通用格式", Part::General),
    ("AM/PM", Part::Noon("AM", "PM")),
    ("A/P", Part::Noon("A", "P")),
    ("上午/下午", Part::Noon("上午", "下午")),
    ("午前/午後", Part::Noon("午前", "午後")),
    ("E+", Part::Exponent { has_plus: true }),
    ("E-", Part::Exponent { has_plus: false }),
];

/// Calendars by their numbers (`CALID`), which stand before the language: `[$-107041E]`.
const BUDDHIST: u32 = 7;
/// Those in which a day has another date: of Japan's eras, Taiwan, Korea, the Islamic and the Hebrew one.
const OTHER_CALENDARS: [u32; 6] = [3, 4, 5, 6, 8, 23];

/// What stands in brackets: a colour, a condition, a currency with a language, a time.
fn bracket(section: &mut Section, inner: &str) {
    if let Some(inner) = inner.strip_prefix('$') {
        let (symbol, language) = inner.split_once('-').unwrap_or((inner, ""));
        section.literal(symbol);
        let language = language.to_ascii_lowercase();
        let (language, calendar) = language.split_once(',').unwrap_or((&language, ""));
        let number = |text: &str| u32::from_str_radix(text, 16).unwrap_or(0);
        let code = number(language);
        match (code >> 16 | number(calendar)) & 0xFF {
            BUDDHIST => section.is_buddhist = true,
            calendar => section.has_other_calendar |= OTHER_CALENDARS.contains(&calendar),
        }
        section.is_system |= matches!(code, 0xF800 | 0xF400) || matches!(language, "x-sysdate" | "x-systime");
        section.language = Language::of_code(code).or_else(|| Language::of_name(language)).or(section.language);
        return;
    }
    let first = inner.chars().next().map(|first| first.to_ascii_lowercase());
    if let Some(unit @ ('h' | 'm' | 's')) = first
        && inner.chars().all(|character| character.eq_ignore_ascii_case(&unit))
    {
        section.parts.push(Part::Elapsed(unit, inner.len().min(DIGITS)));
        return;
    }
    for (text, sign) in [
        ("<=", Sign::LessOrEqual),
        (">=", Sign::GreaterOrEqual),
        ("<>", Sign::NotEqual),
        ("<", Sign::Less),
        (">", Sign::Greater),
        ("=", Sign::Equal),
    ] {
        if let Some(bound) = inner.strip_prefix(text) {
            section.condition = bound.trim().parse().ok().map(|bound| Condition { sign, bound });
            return;
        }
    }
}

/// What a part means by where it stands: `E+` without digits is text, `m` beside hours or seconds is minutes (`n` from here
/// on), `.000` behind seconds a fraction of one; between the parts of a date, a comma is a comma.
fn settle(section: &mut Section) {
    if section.is_date() {
        section.is_system |= section.has_other_calendar;
        settle_date(section);
    } else {
        for part in &mut section.parts {
            if *part == Part::DateSeparator {
                *part = Part::Literal("/".to_owned());
            }
        }
    }
    let mut digits = 0;
    section.parts.retain(|part| {
        digits += usize::from(matches!(part, Part::Digit(_)));
        !matches!(part, Part::Digit(_)) || digits <= DIGITS
    });
}

fn settle_date(section: &mut Section) {
    let parts = std::mem::take(&mut section.parts);
    let mut rest = parts.into_iter().peekable();
    while let Some(part) = rest.next() {
        match part {
            Part::Point if rest.peek() == Some(&Part::Digit('0')) => {
                let mut places = 0;
                while rest.next_if_eq(&Part::Digit('0')).is_some() {
                    places += 1;
                }
                section.parts.push(Part::Fraction(places.min(3)));
            }
            Part::Point => section.literal("."),
            Part::Comma => section.literal(","),
            Part::Percent => section.literal("%"),
            Part::Exponent { .. } => section.literal("E"),
            Part::FractionBar => section.parts.push(Part::DateSeparator),
            Part::Digit(digit) => section.literal(digit.encode_utf8(&mut [0; 4])),
            other => section.parts.push(other),
        }
    }
    let unit = |part: &Part| match part {
        Part::Date(letter, _) | Part::Elapsed(letter, _) => Some(*letter),
        _ => None,
    };
    let units: Vec<(usize, char)> =
        section.parts.iter().enumerate().filter_map(|(index, part)| Some((index, unit(part)?))).collect();
    for (place, (index, letter)) in units.iter().enumerate() {
        let before = place.checked_sub(1).map(|place| units[place].1);
        let behind = units.get(place + 1).map(|(_, letter)| *letter);
        if *letter == 'm'
            && (before == Some('h') || behind == Some('s'))
            && let Part::Date(letter, 1..=2) = &mut section.parts[*index]
        {
            *letter = 'n';
        }
    }
}
