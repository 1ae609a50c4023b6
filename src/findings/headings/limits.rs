//! The most that a number can be, where a heading says it: `满分150`, `(max. 50)`, `Note sur 20`.

/// What stands before the number, at the beginning of a word or behind Chinese.
const BEFORE: [&str; 28] = [
    "max. points", "max points", "maximum", "maximal", "max.", "max", "máximo", "máx.", "máx", "massimo", "mass.",
    "höchstens", "out of", "at most", "sur", "满分为", "满分", "滿分", "满分是", "总分", "總分", "最高分", "最高",
    "最多", "上限", "満点", "만점", "макс.",
];

/// What says it at the beginning of a bracket alone: a `Team of 10` has ten people.
const BEFORE_IN_BRACKETS: [&str; 9] = ["/", "of", "von", "sur", "su", "sobre", "de", "van", "из"];

/// What stands behind a number that is all of a bracket.
const BEHIND: [&str; 16] = [
    "分", "分满分", "分制", "点", "点満点", "점", "점 만점", "marks", "points", "pts", "punkte", "pkt.", "puntos",
    "pontos", "punti", "баллов",
];

/// The most that a heading, in lower case, says.
pub(in crate::findings) fn most(name: &str) -> Option<u32> {
    in_bracket(name).or_else(|| behind_a_word(name)).or_else(|| behind_a_stroke(name))
}

/// `满分：150`, `max 50`, `out of 50`.
fn behind_a_word(name: &str) -> Option<u32> {
    let behind = |word: &str| {
        let at = name.find(word)?;
        let is_begin = !word.is_ascii() || !name[..at].ends_with(char::is_alphanumeric);
        let rest = name[at + word.len()..].trim_start_matches([' ', ':', '：', '=', '（', '(']);
        number(rest).filter(|_| is_begin).filter(|(_, rest)| is_unit(rest))
    };
    BEFORE.iter().find_map(|word| behind(word)).map(|(number, _)| number)
}

/// `(von 50)`, `（100分）`.
fn in_bracket(name: &str) -> Option<u32> {
    let (_, inside) = name.rsplit_once(['(', '（', '[', '【'])?;
    let inside = inside.split([')', '）', ']', '】']).next()?.trim();
    let of = || {
        let rest = BEFORE_IN_BRACKETS.iter().find_map(|word| inside.strip_prefix(word))?;
        number(rest.trim_start()).filter(|(_, rest)| is_unit(rest)).map(|(number, _)| number)
    };
    let all = || number(inside).filter(|(_, rest)| BEHIND.contains(&rest.trim())).map(|(number, _)| number);
    of().or_else(all)
}

/// `Essay /50`, and neither `2025/26` nor `l/100 km`.
fn behind_a_stroke(name: &str) -> Option<u32> {
    let (before, rest) = name.rsplit_once('/')?;
    let is_word = before.trim_end().chars().filter(|c| c.is_alphabetic()).count() > 1
        && before.trim_end().ends_with(|c: char| c.is_alphabetic() || matches!(c, ')' | '）'));
    number(rest.trim_start()).filter(|(_, rest)| is_word && rest.trim().is_empty()).map(|(number, _)| number)
}

/// Whether nothing, or what is counted, stands behind a number.
fn is_unit(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with([')', '）', ']', '】', '%']) || BEHIND.iter().any(|unit| rest.starts_with(unit))
}

/// A whole number that a text begins with, and what is behind it.
fn number(text: &str) -> Option<(u32, &str)> {
    const SMALLEST: u32 = 2;
    const LARGEST: u32 = 10_000;
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    // `1,000`, `2.5`
    let goes_on = rest.strip_prefix([',', '.']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let number = digits.parse().ok().filter(|number| (SMALLEST..=LARGEST).contains(number) && !goes_on)?;
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_a_heading_says_is_read() {
        for (name, limit) in [
            ("大学英语（满分150）", 150),
            ("满分150", 150),
            ("语文满分：120分", 120),
            ("总分200", 200),
            ("总分（满分500）", 500),
            ("数学（100分）", 100),
            ("essay (max 50)", 50),
            ("essay max. 50", 50),
            ("maximum 50 points", 50),
            ("essay (out of 50)", 50),
            ("essay out of 50", 50),
            ("essay /50", 50),
            ("essay/50", 50),
            ("punkte (von 50)", 50),
            ("note (sur 20)", 20),
            ("note sur 20", 20),
            ("note (/20)", 20),
            ("voto (su 30)", 30),
            ("nota (de 10)", 10),
            ("essay (40 marks)", 40),
            ("数学（100点満点）", 100),
        ] {
            assert_eq!(most(name), Some(limit), "{name}");
        }
        for name in [
            "maths", "总分", "season 2025/26", "l/100 km", "team of 10", "grupo de 10", "maxwell 50", "max 1,000",
            "max 2.5", "session (3 of 10)", "room (2026)", "price (10 kg)", "max 3 choices", "max", "/", "(", "",
        ] {
            assert_eq!(most(name), None, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_heading_can_be_looked_at(name in "(\\PC|max|满分|[0-9]|/|\\(|）|of |分){0,12}") {
            most(&name);
        }
    }
}
