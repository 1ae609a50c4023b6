//! A Subject of another season or year of something than the rest of the letter: `temporada 2025/2026` above, `temporada 2026/27` below.

use crate::findings::{calendar, near};

/// The season in a Subject, with the one that the rest has of the same. What is compared has no tags in it.
pub(super) fn other_season<'s>(subject: &'s str, rest: &str) -> Option<(&'s str, String)> {
    const FAR: u32 = 2;
    let mut all = seasons(subject);
    let (one, None) = (all.next()?, all.next()) else { return None };
    let others: Vec<Season<'_>> = seasons(rest).collect();
    // Dates are of a year too, and of a season that has begun in the one before.
    if others.iter().any(|other| one.is_of(*other)) {
        return None;
    }
    let is_same = |other: &&Season<'_>| {
        other.first != one.first
            && other.first.abs_diff(one.first) <= FAR
            && one.names(subject).any(|name| other.names(rest).any(|other| is_alike(name, other)))
    };
    let other = others.iter().find(is_same)?;
    let is_one = others.iter().filter(|other| other.is_span).all(|span| span.first == other.first || !other.is_span);
    let is_told = is_one && !is_of_another_time(other.sentence(rest));
    is_told.then(|| (one.said(subject), other.text.to_owned()))
}

/// A year in a text, or two that follow each other.
#[derive(Debug, Clone, Copy)]
struct Season<'t> {
    first: u32,
    is_span: bool,
    text: &'t str,
}

impl<'t> Season<'t> {
    /// Whether both are of one time, or may be.
    fn is_of(self, other: Self) -> bool {
        match (self.is_span, other.is_span) {
            (true, false) => false,
            (false, true) => matches!(self.first.abs_diff(other.first), 0 | 1) && self.first >= other.first,
            _ => self.first == other.first,
        }
    }

    /// What it is of: the word before it, and the one before that where the first says no more than that it is a time.
    fn names(self, text: &'t str) -> impl Iterator<Item = &'t str> {
        const NEAR: usize = 60;
        const SMALL: [&str; 24] = [
            "de", "la", "del", "el", "der", "des", "die", "das", "the", "of", "for", "für", "zur", "zum", "pour", "du",
            "da", "do", "di", "della", "per", "van", "het", "our",
        ];
        const TIMES: [&str; 14] = [
            "temporada", "season", "saison", "curso", "schuljahr", "ejercicio", "stagione", "época", "campaña",
            "seizoen", "semester", "año", "jahr", "year",
        ];
        // `2025-2026学年`
        const BEHIND: [&str; 4] = ["学年", "年度", "赛季", "シーズン"];
        let at = near::place_of(self.text, text);
        let behind = &text[at + self.text.len()..];
        let chinese =
            BEHIND.iter().find_map(|name| behind.strip_prefix(name).map(|rest| &behind[..behind.len() - rest.len()]));
        let clause = near::before(&text[..at], NEAR).rsplit(['.', '!', '?', ';', ',', ':', '\n', '(']).next();
        let words = clause.unwrap_or_default().rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_said = move |word: &&str| !SMALL.contains(&word.to_lowercase().as_str());
        let mut is_behind_time = true;
        let names = words.filter(is_said).take_while(move |word| {
            let was = is_behind_time;
            is_behind_time = TIMES.contains(&word.to_lowercase().as_str());
            was
        });
        let is_name = move |word: &&str| is_name(word, self.is_span);
        chinese.into_iter().chain(names.take(2).filter(is_name))
    }

    /// It with the word before it.
    fn said(self, text: &'t str) -> &'t str {
        let at = near::place_of(self.text, text);
        let begin = self.names(text).next().map_or(at, |name| near::place_of(name, text).min(at));
        &text[begin..at + self.text.len()]
    }

    fn sentence(self, text: &'t str) -> &'t str {
        const NEAR: usize = 120;
        let at = near::place_of(self.text, text);
        let before = near::before(&text[..at], NEAR);
        before.rsplit(['.', '!', '?', '\n']).next().unwrap_or_default()
    }
}

/// Whether a word may be what a season is of: no month, and no word that any year may follow.
fn is_name(word: &str, is_span: bool) -> bool {
    const SHORTEST: usize = 4;
    const OTHERS: [&str; 22] = [
        "since", "seit", "until", "from", "para", "desde", "dans", "depuis", "über", "durante", "hasta", "como",
        "entre", "with", "nach", "bis", "vor", "après", "avant", "dopo", "dal", "before",
    ];
    const YEARS: [&str; 8] = ["year", "jahr", "año", "anno", "année", "ano", "jaar", "calendar"];
    let lower = word.to_lowercase();
    let is_term = is_span && word.chars().count() >= 2 && !word.chars().any(|c| !c.is_ascii_uppercase());
    (word.chars().count() >= SHORTEST || is_term)
        && !word.contains(|c: char| c.is_ascii_digit())
        && calendar::month(&lower).is_none()
        && !OTHERS.contains(&lower.as_str())
        && (is_span || !YEARS.contains(&lower.as_str()))
}

/// `Cuota` and `cuotas`
fn is_alike(one: &str, other: &str) -> bool {
    const MORE: usize = 2;
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    long.strip_prefix(short.as_str()).is_some_and(|more| more.len() <= MORE)
}

/// Whether a sentence tells of a time that is to come, or is over, as a look back does.
fn is_of_another_time(sentence: &str) -> bool {
    const WORDS: [&str; 34] = [
        "next", "coming", "upcoming", "following", "last", "past", "previous", "new", "nächste", "nächsten",
        "kommende", "kommenden", "neue", "neuen", "vergangene", "vergangenen", "letzte", "letzten", "próxima",
        "próximo", "nueva", "nuevo", "pasada", "pasado", "prochaine", "prochain", "nouvelle", "dernière", "prossima",
        "nuova", "scorsa", "passada", "volgend", "nieuwe",
    ];
    const IN_HAN: [&str; 4] = ["下", "新", "上一", "去年"];
    let lower = sentence.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
        || IN_HAN.iter().any(|word| lower.contains(word))
}

/// `2025`, `2025/2026`, `2025-26`: no part of a number or a date.
fn seasons(text: &str) -> impl Iterator<Item = Season<'_>> {
    const DIGITS: usize = 4;
    let mut done = 0;
    text.match_indices("20").filter_map(move |(at, _)| {
        if at < done {
            return None;
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '–' | '_');
        let digits = text.get(at..at + DIGITS).filter(|digits| digits.bytes().all(|octet| octet.is_ascii_digit()))?;
        if text[..at].ends_with(is_part) {
            return None;
        }
        let first: u32 = digits.parse().ok()?;
        let behind = &text[at + DIGITS..];
        let second = behind.strip_prefix(['/', '-', '–']).map(|rest| {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            &rest[..length]
        });
        let next = first + 1;
        let is_next = |second: &&str| *second == next.to_string() || *second == format!("{:02}", next % 100);
        let span = second.filter(is_next).map(|second| near::place_of(second, text) + second.len());
        let end = span.unwrap_or(at + DIGITS);
        let is_end = text[end..]
            .strip_prefix(['.', '-', '–'])
            .map_or(!text[end..].starts_with(is_part), |rest| !rest.starts_with(is_part));
        done = end;
        is_end.then(|| Season { first, is_span: span.is_some(), text: &text[at..end] })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_season_of_another_time_is_found() {
        for (subject, rest, found) in [
            ("Tu cuota de la temporada 2025/2026 (socio )", "las cuotas de la temporada 2026/2027.", Some("2026/2027")),
            ("Cuota temporada 2025-26", "las cuotas de la temporada 2026/2027", Some("2026/2027")),
            ("Cuota 2025", "Las cuotas de la temporada 2026/2027", Some("2026/2027")),
            ("Cuota 2025", "La cuota 2026 es de 20 euros.", Some("2026")),
            ("Ihr Beitrag für die Saison 2025/26", "Beitrag der Saison 2026/27", Some("2026/27")),
            ("Schuljahr 2025/26: Anmeldung", "im Schuljahr 2026/27", Some("2026/27")),
            ("WS 2025/26", "Vorlesungen im WS 2026/27", Some("2026/27")),
            ("2025-2026学年通知", "2026-2027学年安排如下", Some("2026-2027")),
            ("Temporada 2026/2027", "la temporada 2026/27 comienza el 5 de mayo de 2026", None),
            ("Temporada 2025/2026", "la temporada 2025/2026 acaba; la temporada 2026/2027 empieza en mayo", None),
            ("Temporada 2025/2026", "La próxima temporada 2026/2027 empieza en mayo", None),
            ("Abrechnung Saison 2025/26", "Die kommende Saison 2026/27 beginnt im Mai", None),
            ("Jahresbericht 2025", "Mitgliederversammlung 2026", None),
            ("Jahresabrechnung 2025", "Der Abschlag im Jahr 2026 beträgt", None),
            ("Cuota 2026", "la temporada 2026/2027", None),
            ("Cuota 2027", "la cuota de la temporada 2026/2027", None),
            ("Temporada 2026/2027", "Cuota 2026", None),
            ("Cuota 2025", "el 5 de mayo de 2026", None),
            ("Factura 2026-27-001", "Factura 2027-28-002", None),
            ("Report 2025 and 2026", "Report 2027", None),
            ("Cuota 2015", "Cuota 2026", None),
            ("", "", None),
        ] {
            let is = other_season(subject, rest);
            assert_eq!(is.as_ref().map(|(_, other)| other.as_str()), found, "{subject}");
        }
        let said = other_season("Tu cuota de la temporada 2025/2026 (socio)", "cuotas de la temporada 2026/2027");
        assert_eq!(said.map(|(said, _)| said), Some("temporada 2025/2026"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(
            subject in "(\\PC|cuota |2025/26|2025|20|-|/|学年){0,8}",
            rest in "(\\PC|cuotas |2026/27|2026–2027|20|学年|saison ){0,9}",
        ) {
            other_season(&subject, &rest);
        }
    }
}
