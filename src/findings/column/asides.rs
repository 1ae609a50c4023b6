//! What stands beside a name and is no part of it: `Müller (neu)`, `Smith - left`, `吴怡杰（转学）`, `Helena 😀`; and `mÜLLER`.

use crate::findings::notes;

/// What people note behind a name, in lower case.
const NOTES: [&str; 88] = [
    "new", "old", "left", "gone", "moved", "moved away", "transferred", "transfer", "withdrawn", "dropped out",
    "cancelled", "canceled", "resigned", "retired", "inactive", "suspended", "expelled", "unpaid", "not paid",
    "waiting list", "check", "to check", "check!", "unsure", "duplicate", "test", "late", "absent", "sick", "neu",
    "alt", "weg", "ausgetreten", "abgemeldet", "gekündigt", "verzogen", "exmatrikuliert", "schulwechsel", "krank",
    "beurlaubt", "elternzeit", "mutterschutz", "urlaubssemester", "sabbatical", "warteliste", "nicht bezahlt",
    "prüfen", "doppelt", "nuevo", "nueva", "baja", "de baja", "trasladado", "trasladada", "no pagado",
    "lista de espera", "nouveau", "nouvelle", "parti", "partie", "démissionnaire", "absente", "liste d'attente",
    "nuovo", "nuova", "ritirato", "ritirata", "转学", "转学生", "转出", "转入", "已转出", "休学", "退学", "新生", "新",
    "插班生", "插班", "复学", "离职", "已离职", "毕业", "已毕业", "未缴费", "未交费", "请假", "待定", "待确认",
];

/// Whether one of the usual notes stands behind a name, in brackets or behind a dash.
pub(super) fn has_note(value: &str) -> bool {
    let Some((_, note)) = inside(value).or_else(|| behind_dash(value)) else { return false };
    let note = note.trim_end_matches(['!', '?', '.', '！', '？']).to_lowercase();
    NOTES.contains(&note.as_str()) || notes::is_behind_a_korean_name(&note)
}

/// Whether anything stands behind a name that is said of its owner: `(no paga)`, `(ojo: llamar antes)`, `- fallecido`, `¡¡LLAMAR!!`.
pub(super) fn has_remark(value: &str) -> bool {
    const MARKS: [&str; 7] = ["!!", "¡¡", "！！", "??", "¿¿", "？？", "***"];
    let is_state = |(_, note): (&str, &str)| notes::is_gone(note);
    inside(value).is_some_and(|aside| is_state(aside) || is_remark(aside.1) || is_in_small_letters(aside))
        || behind_dash(value).is_some_and(is_state)
        || MARKS.iter().any(|marks| value.find(marks).is_some_and(|at| value[..at].contains(char::is_alphabetic)))
}

/// A name, and what is in brackets at its end.
fn inside(value: &str) -> Option<(&str, &str)> {
    let text = value.trim_end_matches(['!', '！']).strip_suffix([')', '）', ']', '】'])?;
    parts(text.rsplit_once(['(', '（', '[', '【'])?)
}

fn behind_dash(value: &str) -> Option<(&str, &str)> {
    parts([" - ", " – ", " — ", "——"].iter().find_map(|dash| value.split_once(dash))?)
}

fn parts<'v>((name, note): (&'v str, &'v str)) -> Option<(&'v str, &'v str)> {
    (!name.trim().is_empty()).then(|| (name, note.trim()))
}

/// Whether what is in brackets is a sentence, or the beginning of one, and no name: not `geb. Müller`, `he/him`, `Jr.`
fn is_remark(note: &str) -> bool {
    const BEGINS: [&str; 32] = [
        "no", "not", "don't", "do", "never", "call", "ask", "see", "owes", "check", "please", "ojo", "llamar", "debe",
        "avisar", "ver", "falta", "nicht", "kein", "keine", "bitte", "siehe", "schuldet", "zahlt", "ne", "pas",
        "appeler", "doit", "voir", "non", "chiamare", "não",
    ];
    const CHINESE: [&str; 9] = ["未", "欠", "勿", "请", "不要", "不发", "联系", "注意", "暂不"];
    const FEWEST: usize = 3;
    let is_question = note.ends_with(['?', '？', '!', '！']) || note.contains([':', '：', '!', '！']);
    let mut words = note.split_whitespace();
    let first = words.next().unwrap_or_default().trim_end_matches([',', '.']);
    let begins_small = first.starts_with(char::is_lowercase) || first.chars().all(char::is_uppercase);
    let mut is_order = || begins_small && words.next().is_some() && BEGINS.contains(&first.to_lowercase().as_str());
    let is_chinese = || note.chars().nth(FEWEST - 1).is_some() && CHINESE.iter().any(|begin| note.starts_with(begin));
    is_question || is_order() || is_chinese()
}

/// Whether what is in brackets behind a name with a capital is words in small letters, and so no name: `interrupted studies`, `on leave
/// until May`. Not what somebody is called or was born, nor the rest of a name.
fn is_in_small_letters((name, note): (&str, &str)) -> bool {
    /// One word alone may be a nickname.
    const LONG: usize = 6;
    const OF_NAMES: [&str; 71] = [
        "geb", "geborene", "geborener", "verh", "verw", "gesch", "verwitwete", "verheiratete", "genannt", "gen",
        "vormals", "früher", "ehemals", "born", "formerly", "previously", "aka", "alias", "known", "called",
        "pronounced", "prefers", "goes", "née", "né", "nee", "dit", "dite", "épouse", "veuve", "nata", "nato", "detto",
        "detta", "nacida", "nacido", "apodado", "apodada", "viuda", "nascida", "nascido", "rozená", "z", "zd", "ur",
        "urodzona", "urodzony", "geboren", "roepnaam", "junior", "senior", "von", "van", "vom", "zu", "zum", "de",
        "del", "della", "di", "da", "dos", "du", "la", "le", "der", "den", "bin", "ibn", "al", "el",
    ];
    /// What stands before a noun or a month, which has a capital in some languages.
    const PLACES: [&str; 20] = [
        "in", "im", "on", "at", "auf", "bei", "bis", "seit", "ab", "until", "from", "since", "en", "jusqu'au", "hasta",
        "desde", "dal", "fino", "em", "até",
    ];
    let words = || note.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let is_small = |word: &str| word.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'));
    let Some(first) = words().next().filter(|first| !first.is_empty() && is_small(first)) else { return false };
    let are_small = words().skip(1).all(|word| is_small(word) || word.bytes().all(|octet| octet.is_ascii_digit()));
    let is_alone = words().nth(1).is_none();
    name.starts_with(char::is_uppercase)
        && note.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | ','))
        && !OF_NAMES.contains(&first)
        && if is_alone { first.chars().count() >= LONG } else { are_small || PLACES.contains(&first) }
}

/// Whether a value has one of the pictures that telephones type.
pub(super) fn has_picture(value: &str) -> bool {
    let is_one = |c: char| matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}');
    !value.is_ascii() && value.chars().any(is_one)
}

/// `mÜLLER-LÜDENSCHEIDT`: a small letter, and then capitals alone. `d'ARC`, `deVRIES` and `eBay` are written so.
pub(super) fn is_locked(value: &str) -> bool {
    const FEWEST: usize = 3;
    let mut letters = value.chars();
    let begins_small = letters.next().is_some_and(char::is_lowercase);
    let rest = letters.as_str();
    let capitals = rest.chars().take_while(|c| c.is_uppercase()).count();
    // Behind a blank or a hyphen, the key was pressed again.
    let is_small_within = |word: &str| word.chars().skip(1).any(char::is_lowercase);
    begins_small && capitals >= FEWEST && !rest.split([' ', '-']).any(is_small_within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_behind_names_are_told_from_names() {
        for value in [
            "Müller (neu)", "Smith - left", "吴怡杰（转学）", "Anna Berg [new!]", "García – baja", "张三（休学）",
            "Krüger (Elternzeit)",
        ] {
            assert!(has_note(value), "{value}");
        }
        for value in [
            "张三（班长）", "张伟(2)", "Müller (geb. Schmidt)", "Anna (Liz) Berg", "(neu)", "Berg - Maier", "Newman",
            "Berg-Neu", "",
        ] {
            assert!(!has_note(value), "{value}");
        }
    }

    #[test]
    fn remarks_behind_names_are_told_from_names() {
        for value in [
            "Giménez Álvarez (ojo: llamar antes, moroso!)",
            "Giménez (no paga)",
            "Giménez - fallecido",
            "Anna Berg (verstorben)",
            "Giménez ¡¡LLAMAR!!",
            "Berg ???",
            "Berg (zahlt nie)",
            "Berg (stimmt das?)",
            "Dupont (ne paie pas)",
            "张三（欠费中）",
            "Ormerod (interrupted studies)",
            "Ormerod (on leave)",
            "Aisha Ormerod (maternity leave)",
            "Ormerod (deferred)",
            "Krüger (in Elternzeit)",
            "Dupont (en congé maladie)",
            "Moreau (absente jusqu'au 3 mai)",
            "Rossi (in aspettativa)",
            "Nowak (urlop dziekański)",
            "Петров (академический отпуск)",
            "张三（请先联系家长）",
        ] {
            assert!(has_remark(value), "{value}");
        }
        for value in [
            "Berg (Ana María)", "Berg (geb. Müller)", "Sam Lake (he/him)", "张伟（王小明）", "Lake (Jr.)",
            "Dupont (née Martin)", "Anna (No) Berg", "Ngo (Non)", "Berg (Vorstand)", "Do (Ver Hoeven)", "???",
            "Berg - Maier", "张三（未来）", "Lake (Bob)", "Lake (bob)", "Berg (geb. meier)", "Smith (née jones)",
            "Lake (she/her)", "Lake (jr)", "Lake (junior)", "Cruz (de la Vega)", "Berg (von Stein)",
            "Lake (known as Bob)", "lake (on leave)", "Lake (on Leave) Berg", "Lake ()", "",
        ] {
            assert!(!has_remark(value), "{value}");
        }
    }

    #[test]
    fn pictures_and_caps_lock_are_found() {
        for value in ["Helena 😀", "🌸陈静", "Anna ★"] {
            assert!(has_picture(value), "{value}");
        }
        for value in ["Helena", "O’Brien", "陈静", "Müller", "Anna™"] {
            assert!(!has_picture(value), "{value}");
        }
        for value in ["mÜLLER", "mÜLLER-lÜDENSCHEIDT", "aNNA bERG", "éMILE"] {
            assert!(is_locked(value), "{value}");
        }
        for value in ["d'ARC", "eBay", "deVRIES", "Müller", "müller", "MÜLLER", "mCD", "é", ""] {
            assert!(!is_locked(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "\\PC{0,12}( - |\\(|（)?(neu|转学)?[)）]?") {
            let _ = (has_note(&value), has_remark(&value), has_picture(&value), is_locked(&value));
        }
    }
}
