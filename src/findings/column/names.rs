//! Names of persons, in columns that hold them.

use super::odd_name::OddName;
use super::scripts::{self, Script};
use super::{asides, titles};
use crate::findings::han::is_han;
use crate::findings::starts::{Start, Starts};

/// How the names of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Names {
    /// `Anna`, `Berg`.
    Single,
    /// `Anna Berg`.
    Full,
    /// The same, and by the heading there may be companies, books or goods among them.
    Mixed,
    /// `王小明`.
    Chinese,
    /// `佐藤 美咲`.
    Spaced,
    /// `김민수`.
    Korean,
}

impl Names {
    /// Of the first values of a column, whose heading may say that they are names of persons.
    pub(in crate::findings) fn of(values: &[String], is_person: bool) -> Option<Self> {
        const FEWEST: usize = 10;
        let count = |is: &dyn Fn(&str) -> bool| {
            let count = values.iter().filter(|value| is(value)).count();
            count >= FEWEST && count * 10 >= values.len() * 9
        };
        let mut distinct: Vec<&String> = values.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let are_distinct = distinct.len() * 10 >= values.len() * 8;
        if Script::are_korean(values) {
            return Some(Self::Korean);
        }
        if count(&is_spaced) {
            return (is_person || are_distinct).then_some(Self::Spaced);
        }
        if count(&is_chinese) {
            return (is_person || are_distinct).then_some(Self::Chinese);
        }
        if count(&|value| is_name(value) && value.contains(' ')) {
            let other = if are_distinct { Some(Self::Mixed) } else { None };
            return if is_person { Some(Self::Full) } else { other };
        }
        (is_person && count(&is_name)).then_some(Self::Single)
    }

    /// What is wrong with a name that has a title before or behind it, where the others have none.
    pub(in crate::findings) fn flaw_of_title(self, value: &str) -> Option<OddName> {
        let is_asian = matches!(self, Self::Chinese | Self::Spaced);
        let is_titled = titles::begins(value)
            || is_asian && titles::ends_in_chinese(value)
            || self == Self::Korean && scripts::is_titled_in_korean(value);
        is_titled.then_some(OddName::Titled)
    }

    /// Whether nearly none of so many names of two words, or more, is one word alone.
    pub(in crate::findings) fn are_whole(self, values: &[String]) -> bool {
        const FEWEST: usize = 20;
        const MOST_IN: usize = 50;
        let halves = values.iter().filter(|value| self.flaw_of_half(value).is_some()).count();
        values.len() >= FEWEST && halves <= values.len().div_ceil(MOST_IN)
    }

    /// What is wrong with one word where the others are two.
    pub(in crate::findings) fn flaw_of_half(self, value: &str) -> Option<OddName> {
        const LONGEST: usize = 4;
        let is_half = match self {
            Self::Full => !value.contains(' ') && is_name(value) && !titles::is_company(value),
            Self::Spaced => (1..=LONGEST).contains(&value.chars().count()) && value.chars().all(is_of_japan),
            _ => false,
        };
        is_half.then_some(OddName::Half)
    }

    /// What is wrong with a value of such a column.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<OddName> {
        match self {
            Self::Chinese => flaw_of_chinese(value),
            Self::Spaced => flaw_of_spaced(value),
            Self::Korean => scripts::flaw_of_korean(value),
            Self::Single if titles::is_company(value) => Some(OddName::Company),
            Self::Single | Self::Full => flaw_of_latin(value),
            Self::Mixed => flaw_of_latin(value).filter(|odd| may_be_of_a_person(value, *odd)),
        }
    }
}

/// What no company, book or product is named like: not `IKEA`, `mobile.de`, `A+B Bau`, `Müller, Schmidt & Partner`, `Fahrenheit 451`.
fn may_be_of_a_person(value: &str, odd: OddName) -> bool {
    let words = || value.split_whitespace();
    let are_words =
        || words().nth(1).is_some() && words().all(|word| word.len() >= 3 && word.chars().all(char::is_alphabetic));
    match odd {
        OddName::Capitals | OddName::Small => are_words(),
        OddName::Digit => words().all(|word| !word.starts_with(|c: char| c.is_ascii_digit())),
        // `Who's Afraid of Virginia Woolf?`
        OddName::Unsure => value.ends_with([')', ']', '）']) || words().count() <= 2 && are_words(),
        OddName::Sign => !value.contains(['+', '"', '|', '@', '¹', '²', '³']),
        OddName::Turned => words().count() == 2,
        OddName::Note => asides::has_note(value),
        _ => true,
    }
}

/// `??? (ask!)`
fn is_unknown(value: &str) -> bool {
    ["??", "？？"].iter().any(|marks| value.starts_with(marks))
}

/// `Winter?`, `Winter (?)`, `Winter tbc`
fn is_unsure(value: &str) -> bool {
    let name = ["(?)", "[?]", "（？）", "?", "？"].iter().find_map(|mark| value.strip_suffix(mark));
    let name = name.or_else(|| [" tbc", " TBC"].iter().find_map(|mark| value.strip_suffix(mark)));
    name.is_some_and(|name| name.ends_with(|c: char| c.is_alphabetic() || matches!(c, ' ' | '?' | '？' | '.')))
}

fn flaw_of_spaced(value: &str) -> Option<OddName> {
    let is_unknown = is_unknown(value) || value.starts_with(is_han) && is_unsure(value);
    if is_spaced(value) {
        None
    } else if is_unknown {
        Some(OddName::Unsure)
    } else if asides::has_note(value) || asides::has_remark(value) {
        Some(OddName::Note)
    } else {
        let is_japanese = value.starts_with(is_of_japan);
        (is_japanese && value.bytes().any(|octet| octet.is_ascii_digit())).then_some(OddName::Digit)
    }
}

fn flaw_of_chinese(value: &str) -> Option<OddName> {
    if is_unknown(value) {
        return Some(OddName::Unknown);
    }
    if is_chinese(value) {
        return None;
    }
    if value.starts_with(is_han) && is_unsure(value) {
        return Some(OddName::Unsure);
    }
    if value.chars().nth(1).is_none() && value.chars().all(is_han) {
        return Some(OddName::Short);
    }
    if asides::has_note(value) || asides::has_remark(value) {
        return Some(OddName::Note);
    }
    if asides::has_picture(value) {
        return Some(OddName::Picture);
    }
    // The second of two of one name, and a surname of two characters.
    let is_second =
        value.ends_with([')', '）']) && value.split_once(['(', '（']).is_some_and(|(name, _)| is_chinese(name));
    let is_of_two =
        value.split_once(' ').is_some_and(|(one, other)| one.chars().count() == 2 && other.chars().count() == 2);
    if is_second || is_of_two && value.chars().all(|c| is_han(c) || c == ' ') {
        return None;
    }
    let has_han = value.chars().any(is_han);
    let without: String = value.split_whitespace().collect();
    if has_han && value.chars().any(|c| c.is_numeric() && !is_han(c)) {
        Some(OddName::Digit)
    } else if without != value && is_chinese(&without) {
        Some(if value.contains(['\n', '\r']) { OddName::Break } else { OddName::Blank })
    } else if has_han && value.contains(['*', '_', '"', '#', '@', '?', '？', '/', '、', '，', ';']) {
        Some(OddName::Sign)
    } else {
        None
    }
}

fn flaw_of_latin(value: &str) -> Option<OddName> {
    if is_unknown(value) {
        return Some(OddName::Unknown);
    }
    if is_plain(value) {
        return is_nobody(value).then_some(OddName::Nobody);
    }
    if is_title(value) {
        return Some(OddName::Title);
    }
    if is_nobody(value) {
        return Some(OddName::Nobody);
    }
    if is_unsure(value) {
        return Some(OddName::Unsure);
    }
    if asides::has_note(value) || asides::has_remark(value) {
        return Some(OddName::Note);
    }
    if asides::has_picture(value) {
        return Some(OddName::Picture);
    }
    if asides::is_locked(value) {
        return Some(OddName::Locked);
    }
    if value.split(|c: char| !c.is_alphabetic()).any(is_mixed) {
        return Some(OddName::Alphabets);
    }
    if value.bytes().any(|octet| octet.is_ascii_digit()) {
        const DIGITS: usize = 5;
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let odd = if value.chars().any(char::is_alphabetic) { Some(OddName::Digit) } else { None };
        let is_meant = |_: &OddName| has_company(value) || titles::has_legal_form(value);
        return if odd.is_none() && digits >= DIGITS {
            Some(OddName::Number)
        } else {
            odd.filter(|odd| !is_meant(odd))
        };
    }
    if value.contains('"') && !is_called(value)
        || value.contains(['*', '_', '#', '@', '=', '<', '>', '|', '+', '\\', '~', '¹', '²', '³'])
        || value.ends_with([',', ';'])
    {
        return Some(OddName::Sign);
    }
    if value.contains(';') || value.split(',').skip(1).any(|rest| !is_suffix(rest.trim())) {
        return Some(OddName::Turned);
    }
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let has = |is: fn(char) -> bool| value.chars().any(is);
    if letters >= 4 && has(char::is_uppercase) && !has(char::is_lowercase) && longest_word(value) >= 4 {
        return Some(OddName::Capitals);
    }
    (letters >= 3 && has(char::is_lowercase) && !has(char::is_uppercase)).then_some(OddName::Small)
}

/// `Anna Berg` in plain letters, as most of them are: there is nothing to be found but a name of nobody.
fn is_plain(value: &str) -> bool {
    let mut is_begin = true;
    value.bytes().all(|octet| {
        let is_right = if is_begin { octet.is_ascii_uppercase() } else { octet.is_ascii_lowercase() || octet == b' ' };
        is_begin = octet == b' ';
        is_right
    }) && !is_begin
        && value.len() >= 4
}

/// `Anna Berg + 1`: who comes with somebody.
fn has_company(value: &str) -> bool {
    let guests = value.rsplit_once('+').map(|(_, guests)| guests.trim());
    guests.is_some_and(|guests| guests.len() == 1 && guests.bytes().all(|octet| octet.is_ascii_digit()))
}

/// `Robert "Bob" Lake`
fn is_called(value: &str) -> bool {
    let mut parts = value.split('"');
    parts.next().is_some_and(|first| first.ends_with(' ')) && parts.count() == 2
}

/// `Jr.`, `PhD`, `MD` behind a comma.
fn is_suffix(rest: &str) -> bool {
    const LONGEST: usize = 4;
    let is_short = rest.len() <= LONGEST && !rest.bytes().any(|octet| octet.is_ascii_lowercase());
    is_short || matches!(rest, "Jr" | "Sr" | "PhD" | "Esq") || rest.ends_with('.') && !rest.contains(' ')
}

fn longest_word(value: &str) -> usize {
    value.split(|c: char| !c.is_alphabetic()).map(|word| word.chars().count()).max().unwrap_or_default()
}

fn is_title(value: &str) -> bool {
    const TITLES: [&str; 22] = [
        "dr", "prof", "mr", "mrs", "ms", "miss", "sir", "herr", "frau", "hr", "fr", "sr", "sra", "srta", "señor",
        "señora", "monsieur", "madame", "mme", "mlle", "sig", "dott",
    ];
    const SHORT: usize = 24;
    let mut words = value.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).peekable();
    value.len() <= SHORT
        && words.peek().is_some()
        // `Sir` and `Miss` are names too; with a point or a slash they are none.
        && value.contains(['.', '/'])
        && words.all(|word| TITLES.contains(&word.to_lowercase().as_str()))
}

/// `Max Mustermann`, `Unknown`, `Test Test`.
fn is_nobody(value: &str) -> bool {
    const WHOLE: [&str; 36] = [
        "x", "xx", "unknown", "<unknown>", "(unknown)", "unbekannt", "desconocido", "desconocida", "inconnu",
        "inconnue", "sconosciuto", "onbekend", "n.n.", "n. n.", "nn", "nomen nescio", "max mustermann",
        "erika mustermann", "mustermann", "john doe", "jane doe", "juan pérez pérez", "jean dupont test",
        "mario rossi test", "john smith test", "first name", "firstname", "last name", "lastname", "full name",
        "your name", "vorname nachname", "nombre apellidos", "prénom nom", "customer", "asdf",
    ];
    const TRIALS: [&str; 9] = ["test", "prueba", "tester", "essai", "prova", "teste", "dummy", "beispiel", "ejemplo"];
    static STARTS: Starts = Starts::of(&[&WHOLE, &TRIALS]);
    const LONGEST: usize = 24;
    if value.len() > LONGEST || !STARTS.may_have(Start::of(value.as_bytes())) {
        return false;
    }
    let is_same = |word: &str, text: &str| text.eq_ignore_ascii_case(word);
    WHOLE.iter().any(|word| is_same(word, value))
        // A surname, alone.
        || !is_same("tester", value) && value.split([' ', '-', '_']).all(|part| TRIALS.iter().any(|word| is_same(word, part)))
}

/// Whether a word has Cyrillic letters among Latin ones, each of which looks as a Latin one does.
fn is_mixed(word: &str) -> bool {
    let is_cyrillic = |c: &char| matches!(c, '\u{400}'..='\u{4FF}');
    let is_alike = |c: char| "аеорсухіјѕАВЕКМНОРСТХІЈЅ".contains(c);
    word.chars().any(|c| is_cyrillic(&c))
        && word.bytes().any(|octet| octet.is_ascii_alphabetic())
        && word.chars().filter(is_cyrillic).all(is_alike)
}

/// `Anna`, `Jean-Luc O'Brien`, `Ludwig van Beethoven`, `Dr. Anna Berg`.
fn is_name(value: &str) -> bool {
    const MOST: usize = 5;
    const LONGEST: usize = 48;
    const PARTICLES: [&str; 20] = [
        "de", "del", "der", "den", "di", "da", "do", "dos", "das", "du", "la", "le", "van", "von", "zu", "al", "el",
        "bin", "y", "e",
    ];
    let words = value.split(' ');
    value.len() <= LONGEST
        && words.clone().count() <= MOST
        && words.clone().any(|word| word.chars().any(char::is_lowercase))
        && words.clone().all(|word| {
            PARTICLES.contains(&word)
                || word.starts_with(char::is_uppercase)
                    && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
        })
}

/// `佐藤 美咲`: a family name and a given one, with one blank between them.
fn is_spaced(value: &str) -> bool {
    const LONGEST: usize = 6;
    let parts = value.split_once([' ', '\u{3000}']);
    let is_part = |part: &str| !part.is_empty() && part.chars().count() <= LONGEST && part.chars().all(is_of_japan);
    parts.is_some_and(|(family, given)| is_part(family) && is_part(given))
}

/// A character of Japanese names.
fn is_of_japan(letter: char) -> bool {
    is_han(letter) || matches!(letter, '\u{3041}'..='\u{30FF}' | '々')
}

/// Two to four characters.
fn is_chinese(value: &str) -> bool {
    (6..=16).contains(&value.len()) && (2..=4).contains(&value.chars().count()) && value.chars().all(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_unlike_the_others_are_found() {
        for (value, what) in [
            ("RORY CAMPBELL", OddName::Capitals),
            ("ANNA", OddName::Capitals),
            ("JOSÉ", OddName::Capitals),
            ("anna berg", OddName::Small),
            ("Anna1", OddName::Digit),
            ("Anna*", OddName::Sign),
            ("Pawe³", OddName::Sign),
            ("_Anna_", OddName::Sign),
            ("Anna,", OddName::Sign),
            ("Longbottom, Edward", OddName::Turned),
            ("Keller; Anna", OddName::Turned),
            ("Dr.", OddName::Title),
            ("Mr/Mrs", OddName::Title),
            ("Unknown", OddName::Nobody),
            ("N.N.", OddName::Nobody),
            ("Max Mustermann", OddName::Nobody),
            ("John Doe", OddName::Nobody),
            ("Prueba Prueba", OddName::Nobody),
            ("First name", OddName::Nobody),
            ("X", OddName::Nobody),
            ("mÜLLER-LÜDENSCHEIDT", OddName::Locked),
            ("Helena 😀", OddName::Picture),
            ("Müller (neu)", OddName::Note),
            ("Smith - left", OddName::Note),
            ("Winter?", OddName::Unsure),
            ("Winter ?", OddName::Unsure),
            ("Anna Winter (?)", OddName::Unsure),
            ("Winter TBC", OddName::Unsure),
            ("Аnnа", OddName::Alphabets),
            ("0171 5550192", OddName::Number),
            ("\"Anna\"", OddName::Sign),
        ] {
            assert_eq!(Names::Full.flaw(value), Some(what), "{value}");
        }
        for (value, what) in [
            ("林婉2", OddName::Digit),
            ("钟 雅琪", OddName::Blank),
            ("钟\n雅琪", OddName::Break),
            ("王*明", OddName::Sign),
            ("王小明？", OddName::Unsure),
            ("王小明(?)", OddName::Unsure),
            ("邓嘉豪/王芳芳", OddName::Sign),
            ("马", OddName::Short),
            ("吴怡杰（转学）", OddName::Note),
            ("陈静🌸", OddName::Picture),
        ] {
            assert_eq!(Names::Chinese.flaw(value), Some(what), "{value}");
        }
        assert_eq!(Names::Chinese.flaw_of_title("董婉清同学"), Some(OddName::Titled));
        assert_eq!(Names::Full.flaw_of_title("Herr Berg"), Some(OddName::Titled));
        assert_eq!((Names::Chinese.flaw_of_title("董婉清"), Names::Chinese.flaw("Emily Thompson家长")), (None, None));
    }

    #[test]
    fn names_are_left_alone() {
        for value in [
            "Anna Berg", "Jo", "O", "DJ", "Wu", "Siobhán O'Brien", "Jean-Luc d'Arc", "Dr. h.c. Heinz Müller",
            "van der Berg, NO", "Hughes, PhD", "Test Okonkwo", "Sample Mwangi", "Christopher Null", "Łukasz Żółć",
            "Mohammed al-Fayed", "Nguyễn Thị Minh", "Анна", "王小明", "McAllister", "Miss Berg", "Anna (Liz) Berg",
            "Robert \"Bob\" Lake", "Anna Berg + 1", "Jane Roe, PhD, RN", "Tester", "",
        ] {
            assert_eq!(Names::Full.flaw(value), None, "{value}");
        }
        for value in ["王小明", "欧阳娜娜", "阿依古丽·买买提", "Emma Wilson", "欧阳 娜娜", "张伟(2)", "张三（班长）"]
        {
            assert_eq!(Names::Chinese.flaw(value), None, "{value}");
        }
    }

    #[test]
    fn companies_books_and_goods_are_left_alone_among_names() {
        for value in [
            "IKEA", "mobile.de", "3M Deutschland", "A+B Bau", "Müller, Schmidt & Partner", "Fahrenheit 451",
            "LED Lamp 40W", "Who Is Afraid?",
        ] {
            assert_eq!(Names::Mixed.flaw(value), None, "{value}");
        }
        for value in ["anna berg", "ANNA BERG", "Keller, Anna", "Anna Berg1", "Anna*", "N.N.", "Dr."] {
            assert!(Names::Mixed.flaw(value).is_some(), "{value}");
        }
        assert_eq!(Names::Single.flaw("Keller GmbH"), Some(OddName::Company));
        assert_eq!((Names::Full.flaw("Keller GmbH"), Names::Single.flaw("Keller")), (None, None));
        assert_eq!(Names::Single.flaw("Hotel Mistral 2 S.r.l."), None);
    }

    #[test]
    fn names_of_two_words_are_looked_at_as_such() {
        let japanese: Vec<String> = (0..40)
            .map(|n| format!("{} {}", ["佐藤", "井上", "佐々木"][n % 3], ["美咲", "翔", "由美子", "さくら"][n % 4]))
            .collect();
        let names = Names::of(&japanese, true).unwrap();
        assert!(names == Names::Spaced && names.are_whole(&japanese));
        for value in ["井上 裕子 様", "井上 裕子様", "井上裕子さん", "佐藤 美咲 先生", "佐藤 殿"]
        {
            assert_eq!(names.flaw_of_title(value), Some(OddName::Titled), "{value}");
        }
        for (value, what) in
            [("井上?", OddName::Unsure), ("井上 裕子2", OddName::Digit), ("井上 裕子（退会）", OddName::Note)]
        {
            assert_eq!(names.flaw(value), Some(what), "{value}");
        }
        for value in ["井上", "井上裕子"] {
            assert_eq!(names.flaw_of_half(value), Some(OddName::Half), "{value}");
        }
        for value in ["井上 裕子", "森 翔", "佐藤　美咲", "Emma Wilson", "アンナ・ベルク", ""] {
            let all = [names.flaw(value), names.flaw_of_half(value), names.flaw_of_title(value)];
            assert_eq!(all, [None, None, None], "{value}");
        }
        let latin: Vec<String> = (0..40).map(|n| format!("Ann{} Berg", ["a", "e", "i"][n % 3])).collect();
        assert!(Names::Full.are_whole(&latin) && Names::Full.flaw_of_half("Berg").is_some());
        let of_one = [latin.as_slice(), &["Sukarno".to_owned(), "Suharto".to_owned()]].concat();
        assert!(!Names::Full.are_whole(&of_one) && !Names::Full.are_whole(&latin[..10]));
        for value in ["Anna Berg", "IKEA", "B.", "anna", ""] {
            assert_eq!((Names::Full.flaw_of_half(value), Names::Mixed.flaw_of_half("Berg")), (None, None), "{value}");
        }
    }

    #[test]
    fn columns_of_names_are_known() {
        let of =
            |value: &dyn Fn(usize) -> String, is_person| Names::of(&(0..20).map(value).collect::<Vec<_>>(), is_person);
        let letter = |n: usize| char::from(b'a' + u8::try_from(n).unwrap_or_default());
        assert_eq!(of(&|n| format!("Ann{} Berg", letter(n)), false), Some(Names::Mixed));
        assert_eq!(of(&|n| format!("Ann{} Berg", letter(n)), true), Some(Names::Full));
        assert_eq!(of(&|n| format!("Ann{}", letter(n)), true), Some(Names::Single));
        assert_eq!(of(&|n| format!("Ann{}", letter(n)), false), None);
        assert_eq!(of(&|_| "New York".to_owned(), false), None);
        assert_eq!(of(&|_| "王小明".to_owned(), true), Some(Names::Chinese));
        assert_eq!(of(&|n| format!("Street {n}"), true), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_compared(value in "\\PC{0,16}|[A-Za-z ,.]{0,16}") {
            let _ = (Names::Full.flaw(&value), Names::Chinese.flaw(&value));
        }
    }
}
