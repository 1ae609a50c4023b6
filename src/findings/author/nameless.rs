//! Greetings in which no name was filled in: `Dear Firstname,`, `Dear #NAME?`, `【姓名】小朋友`, `尊敬的____：`.

use std::cell::OnceCell;

use super::greetings::greeting;
use super::unfilled::{has_slip, is_example};
use crate::findings::near;

/// Where a text, in which the tags are blanked, has one, in octets. `written` is the same text with them.
pub(super) fn nameless(text: &str, written: &str) -> Option<(usize, usize)> {
    // Asked at each of many places, once is enough.
    let slip = OnceCell::new();
    let has_slip = || *slip.get_or_init(|| has_slip(text));
    of_words(text, written).or_else(|| label(text, has_slip)).or_else(|| led(text)).or_else(|| line(text, has_slip))
}

/// Words for names, in lower case, that stand last in what is to be replaced by one: `Dear customer name`.
const NAMES: [&str; 23] = [
    "name", "names", "firstname", "lastname", "forename", "surname", "fullname", "vorname", "nachname", "familienname",
    "nom", "prénom", "prenom", "nombre", "nombres", "apellido", "apellidos", "nome", "cognome", "naam", "voornaam",
    "achternaam", "imię",
];

/// What may stand between a greeting and the name.
const TITLES: [&str; 34] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "herr", "herrn", "frau", "sr", "sra", "señor",
    "señora", "don", "doña", "monsieur", "madame", "m", "mme", "signor", "signora", "sig", "geehrte", "geehrter",
    "geehrte/r", "geehrte(r)", "geehrtes", "geachte", "heer", "mevrouw", "pan", "pani",
];

/// `Dear Name`, `Dear XX`, `Dear Dear`, `Dear Mr/Ms,`
fn of_words(text: &str, written: &str) -> Option<(usize, usize)> {
    text.split('\n').find_map(|line| {
        let greeting = greeting(line)?;
        let (from, to) = (near::place_of(greeting, text), near::place_of(greeting, text) + greeting.len());
        let has_tags = text.get(from..to) != written.get(from..to);
        let words: Vec<&str> = greeting.split_whitespace().collect();
        let place = |first: &str, last: &str| (near::place_of(first, text), near::place_of(last, text) + last.len());
        let (first, rest) = words.split_first()?;
        if let Some(again) = rest.first().filter(|again| is_dear(first) && again.eq_ignore_ascii_case(first)) {
            return Some(place(first, again));
        }
        if is_to_all(first) {
            return None;
        }
        // `Dear <Name>` in a web page, which shows nothing there.
        let behind = &text[to..];
        if let Some((inside, _)) = behind.strip_prefix('<').and_then(|behind| near::behind(behind, 60).split_once('>'))
            && rest.iter().all(|word| is_title(word))
            && is_name(&inside.split_whitespace().collect::<Vec<_>>())
        {
            return Some((to, to + inside.len() + 2));
        }
        let names = &rest[rest.iter().take_while(|word| is_title(word)).count()..];
        let (last, is_short) = (rest.last()?, rest.len() <= 4);
        if has_tags || !is_short {
            return None;
        }
        if is_sign(last) {
            return Some(place(last, last));
        }
        if let Some((first, last)) = names.first().zip(names.last()) {
            return is_name(names).then(|| place(first, last));
        }
        // All of them are titles.
        is_left_alone(rest, behind).then(|| place(rest.first().unwrap_or(last), last))
    })
}

fn is_dear(word: &str) -> bool {
    const WORDS: [&str; 11] =
        ["dear", "liebe", "lieber", "cher", "chère", "estimado", "estimada", "querido", "querida", "caro", "cara"];
    WORDS.contains(&word.to_lowercase().as_str())
}

/// Whether a greeting goes on with something else than a name: `Good Day`.
fn is_to_all(word: &str) -> bool {
    ["good", "guten"].iter().any(|good| good.eq_ignore_ascii_case(word))
}

/// A word without the signs around it, in lower case.
fn bare(word: &str) -> String {
    let word = word.trim_start_matches("&lt;").trim_end_matches("&gt;");
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_title(word: &str) -> bool {
    let lower = word.to_lowercase();
    TITLES.contains(&lower.trim_end_matches('.')) || is_choice_of_titles(&lower)
}

/// `mr/ms`
fn is_choice_of_titles(lower: &str) -> bool {
    lower.contains('/') && lower.split('/').all(|part| TITLES.contains(&part.trim_end_matches('.')))
}

/// Whether a greeting goes no further than to titles that nobody is called by alone: `Dear Mr/Ms,`, `Dear Mr,`.
fn is_left_alone(titles: &[&str], behind: &str) -> bool {
    const ALONE: [&str; 8] = ["mr", "mrs", "ms", "herr", "mr/ms", "ms/mr", "mr/mrs", "mrs/mr"];
    const GERMAN: [&str; 4] = ["herr/frau", "frau/herr", "herrn/frau", "frau/herrn"];
    let last = titles.last().map(|last| last.to_lowercase().replace('.', "")).unwrap_or_default();
    let is_end = behind.is_empty() || behind.starts_with([',', '!', ':', '\n', '\r', '，', '：']);
    is_end && (ALONE.contains(&last.as_str()) || GERMAN.contains(&last.as_str()))
}

/// What stands for a name: `XX`, `N.N.`, `#N/A`.
fn is_sign(word: &str) -> bool {
    const SIGNS: [&str; 16] = [
        "XX", "xx", "X", "NN", "N.N.", "...", "…", "???", "??", "#N/A", "#REF", "#VALUE", "#NAME?", "nan", "null",
        "undefined",
    ];
    SIGNS.contains(&word)
}

/// Whether words are those for a name: `Name`, `(name)`, `insert name here`, `nombre del cliente`, `Name einfügen`.
fn is_name(words: &[&str]) -> bool {
    const MOST: usize = 4;
    const BEHIND: [&str; 10] =
        ["here", "hier", "ici", "aquí", "einfügen", "einsetzen", "eintragen", "ergänzen", "insérer", "insertar"];
    const OF: [&str; 9] = ["of", "del", "de", "du", "des", "della", "dell", "der", "van"];
    let words: Vec<String> = words.iter().map(|word| bare(word)).filter(|word| !word.is_empty()).collect();
    let is_one = |word: &String| {
        let word = word.trim_end_matches("'s").trim_end_matches("’s");
        NAMES.contains(&word) || word.rsplit(['_', '-', '/', '.']).next().is_some_and(|last| NAMES.contains(&last))
    };
    let Some((last, rest)) = words.split_last().filter(|_| words.len() <= MOST) else { return false };
    let is_ordered = || BEHIND.contains(&last.as_str()) && rest.iter().any(is_one);
    let is_of = || words.first().is_some_and(is_one) && words.get(1).is_some_and(|word| OF.contains(&word.as_str()));
    is_one(last) || is_ordered() || is_of()
}

/// What stands behind somebody's name in the East.
const HONOURS: [&str; 24] = [
    "小朋友", "同学", "先生", "女士", "家长", "老师", "学员", "小姐", "宝宝", "客户", "会员", "业主", "教授", "医生",
    "您好", "你好", "爸爸", "妈妈", "様", "さま", "さん", "님", "씨", "貴下",
];

/// What is filled in there.
const FIELDS: [&str; 31] = [
    "姓名", "名字", "学号", "班级", "学生姓名", "家长姓名", "幼儿姓名", "孩子姓名", "孩子名字", "宝宝姓名", "学员姓名",
    "客户姓名", "会员姓名", "业主姓名", "员工姓名", "收件人", "收件人姓名", "称呼", "您的姓名", "你的名字", "成绩",
    "某某", "XX", "xx", "××", "氏名", "お名前", "名前", "이름", "성명", "성함",
];

const BRACKETS: [(char, char); 10] = [
    ('【', '】'),
    ('（', '）'),
    ('(', ')'),
    ('《', '》'),
    ('〈', '〉'),
    ('［', '］'),
    ('「', '」'),
    ('{', '}'),
    ('＜', '＞'),
    ('[', ']'),
];

/// A field in brackets at the beginning of a text, and how many octets it has with them.
fn bracketed(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 40;
    let (begin, end) = BRACKETS.iter().find(|(begin, _)| text.starts_with(*begin))?;
    let (inside, _) = near::behind(&text[begin.len_utf8()..], LONGEST).split_once(*end)?;
    let length = begin.len_utf8() + inside.len() + end.len_utf8();
    // `[姓名](…)` is a link.
    let is_link = *begin == '[' && text[length..].starts_with(['(', '[']);
    (FIELDS.contains(&inside.trim()) && !is_link).then_some((*begin, length))
}

/// `【姓名】同学`, `（姓名）小朋友`, which is no label of a line, and no part of what the reader is to write.
fn label(text: &str, has_slip: impl Fn() -> bool) -> Option<(usize, usize)> {
    const BEHIND: [&str; 3] = ["，", "的", "分"];
    text.match_indices(BRACKETS.map(|(begin, _)| begin)).find_map(|(at, _)| {
        let (begin, length) = bracketed(&text[at..])?;
        let (to, is_square) = (at + length, begin == '【');
        let behind = text[to..].trim_start_matches(' ');
        let is_titled = HONOURS.iter().any(|word| behind.starts_with(word));
        let is_within = || is_square && BEHIND.iter().any(|word| behind.starts_with(word));
        (is_titled && (is_square || !is_to_be_written(text, at, to) && !has_slip()) || is_within()).then_some((at, to))
    })
}

/// Whether a line says what the reader is to write.
fn is_to_be_written(text: &str, at: usize, to: usize) -> bool {
    const NEAR: usize = 120;
    let (before, behind) = (near::line_before(text, at, NEAR), near::line_behind(text, to, NEAR));
    let is_list = before.contains('+') || behind.starts_with('+') || before.ends_with(['）', ')']);
    is_list || is_example(before, behind)
}

/// `尊敬的____：`, `亲爱的（姓名）`, `尊敬的XX，`
fn led(text: &str) -> Option<(usize, usize)> {
    const LEADS: [&str; 7] = ["尊敬的", "亲爱的", "敬爱的", "可爱的", "尊敬得", "尊敬地", "敬启者"];
    let leads = LEADS.iter().flat_map(|lead| text.match_indices(lead).map(|(at, lead)| at + lead.len()));
    leads.into_iter().find_map(|at| {
        let from = text.len() - text[at..].trim_start_matches([' ', '@']).len();
        let rest = &text[from..];
        if let Some((_, length)) = bracketed(rest) {
            return Some((from, from + length));
        }
        let is_end = |behind: &str| {
            let behind = behind.trim_start_matches(' ');
            behind.is_empty()
                || behind.starts_with(['：', ':', '，', ',', '！', '!', '\n', '\r', '<'])
                || HONOURS.iter().any(|word| behind.starts_with(word))
        };
        let sign = rest.chars().next().filter(|sign| CROSSES.contains(sign));
        let length = sign.map_or(0, |sign| rest.len() - rest.trim_start_matches(sign).len());
        if sign.is_some() && rest[..length].chars().nth(1).is_some() && is_end(&rest[length..]) {
            return Some((from, from + length));
        }
        let field = FIELDS.iter().filter(|field| rest.starts_with(**field)).max_by_key(|field| field.len())?;
        is_end(&rest[field.len()..]).then(|| (from, from + field.len()))
    })
}

/// What is written in the place of a name.
const CROSSES: [char; 13] = ['X', 'x', 'Ｘ', 'ｘ', '×', '＊', '○', '〇', '◯', '●', '某', '_', '＿'];

/// `____小朋友`, `某某同学`, `@姓名同学` at the beginning of a line or a sentence.
fn line(text: &str, has_slip: impl Fn() -> bool) -> Option<(usize, usize)> {
    text.split(['\n', '>', '！', '。']).find_map(|line| {
        let said = line.trim_start_matches([' ', '\u{FEFF}', '@', '　']);
        let from = near::place_of(said, text);
        let sign = said.chars().next()?;
        let is_titled = |behind: &str| HONOURS.iter().any(|word| behind.trim_start_matches(' ').starts_with(word));
        let length = if matches!(sign, '某' | '_' | '＿') {
            let length = said.len() - said.trim_start_matches(sign).len();
            Some(length).filter(|length| said[..*length].chars().nth(1).is_some())
        } else if line.trim_start().starts_with('@') {
            FIELDS.iter().filter(|field| said.starts_with(**field)).map(|field| field.len()).max()
        } else {
            None
        }?;
        // In bold type, `__同学__`.
        let is_bold = sign == '_' && said[length..].contains("__");
        let greets = said[length..].contains(['：', ':', '，', ',', '！', '您', '你']);
        (is_titled(&said[length..]) && greets && !is_bold && !has_slip()).then(|| (from, from + length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let blanked = crate::findings::author::template::without_tags(text);
        nameless(&blanked, text).map(|(from, to)| &text[from..to])
    }

    #[test]
    fn greetings_without_a_name_are_found() {
        for (text, part) in [
            ("Hi\n\nDear XX,\n", "XX"),
            ("Dear NAME,", "NAME"),
            ("Dear Name", "Name"),
            ("Dear (name),", "(name)"),
            ("<p>Dear <Name>,</p>", "<Name>"),
            ("<p>Dear &lt;First name&gt;,</p>", "&lt;First name&gt;"),
            ("Dear #NAME?,", "#NAME?"),
            ("Dear #N/A,", "#N/A"),
            ("Dear #REF!,", "#REF"),
            ("Dear insert name,", "insert name"),
            ("Dear insert name here,", "insert name here"),
            ("Dear Firstname,", "Firstname"),
            ("Hello FIRST_NAME!", "FIRST_NAME"),
            ("Dear tenant name,", "tenant name"),
            ("Dear Mr Surname,", "Surname"),
            ("Dear Mr/Ms,", "Mr/Ms"),
            ("Dear Mr./Mrs.,", "Mr./Mrs."),
            ("Dear Mr,", "Mr"),
            ("Dear Dear {{ name }},", "Dear Dear"),
            ("Sehr geehrte Frau Nachname,", "Nachname"),
            ("Sehr geehrter Herr [Name einsetzen],", "[Name einsetzen]"),
            ("Sehr geehrte/r Frau/Herr,", "geehrte/r Frau/Herr"),
            ("Liebe Vorname,", "Vorname"),
            ("Bonjour Prénom,", "Prénom"),
            ("Cher Monsieur Nom,", "Nom"),
            ("Estimado/a nombre:", "nombre"),
            ("Estimado Sr. Apellido:", "Apellido"),
            ("Hola nombre del cliente,", "nombre del cliente"),
            ("【姓名】同学：你好", "【姓名】"),
            ("【姓名】小朋友：", "【姓名】"),
            ("（姓名）小朋友，您好", "（姓名）"),
            ("《姓名》家长：", "《姓名》"),
            ("尊敬的（家长姓名）：", "（家长姓名）"),
            ("尊敬的 XX 家长：", "XX"),
            ("亲爱的××小朋友：", "××"),
            ("尊敬的○○：", "○○"),
            ("尊敬的____：", "____"),
            ("<p>尊敬的＿＿＿先生</p>", "＿＿＿"),
            ("尊敬的姓名：", "姓名"),
            ("亲爱的@家长姓名，您好", "家长姓名"),
            ("____小朋友：\n您好", "____"),
            ("某某同学，你好", "某某"),
            ("您好！____小朋友，", "____"),
            ("尊敬的[姓名]：", "[姓名]"),
            ("@姓名同学，你好", "姓名"),
            ("（お名前）様", "（お名前）"),
            ("(이름)님 안녕하세요", "(이름)"),
        ] {
            assert_eq!(found(text), Some(part), "{text}");
        }
    }

    #[test]
    fn other_greetings_are_left_alone() {
        for text in [
            "Dear Sir or Madam,",
            "Dear Sir/Madam,",
            "Dear Mr {{ last_name }},",
            "Dear Mr/Ms {{ last_name }},",
            "Dear {{ name }},",
            "Dear parents,",
            "Dear Customer,",
            "Dear Dr,",
            "Dear Max, dear XXL fans",
            "Dear friends of the Brand Name Club and all who have a name,",
            "Good name",
            "Dear <b>{{ name }}</b>,",
            "Dear <span class=\"name\">{{ name }}</span>",
            "Dear",
            "Sehr geehrte Damen und Herren,",
            "Sehr geehrte Frau {{ Nachname }},",
            "Liebe Eltern,",
            "Madame, Monsieur,",
            "Cher Monsieur,",
            "Estimado Sr.:",
            "Estimados señores:",
            "【姓名】：张三 【通知】",
            "请在群里改名为（班级）（姓名）家长",
            "请按（姓名）家长的格式改名",
            "请用“《姓名》同学”作为文件名",
            "尊敬的家长：",
            "尊敬的老师、亲爱的同学们：",
            "亲爱的小朋友们：",
            "尊敬的{{ 姓名 }}{{ 称呼 }}：",
            "尊敬的{{ 姓名 }}先生/女士：",
            "如某同学请假，请告知某老师",
            "某些同学",
            "____老师",
            "请回复：____小朋友，____参加",
            "尊敬的[姓名](https://a.example)",
            "____同学：\n请家长签名",
            "__同学们__：你好",
            "亲爱的XXL",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Dear |Mr/Ms|[<>#?/,\\n@_：]|name|姓名|同学|尊敬的|某|【|】|（|）|\\{\\{ a \\}\\}|&lt;){0,24}") {
            if let Some(part) = found(&text) {
                proptest::prop_assert!(!part.is_empty());
            }
        }
    }
}
