//! What is written before or behind a name and is no part of it: `Mr António`, `Keller GmbH`, `王小明同学`.

use crate::findings::starts::{Start, Starts};

const TITLES: [&str; 19] = [
    "mr ", "mr. ", "mrs ", "mrs. ", "ms ", "ms. ", "herr ", "herrn ", "frau ", "dear ", "señor ", "señora ", "sr. ",
    "sra. ", "monsieur ", "madame ", "mme ", "sig. ", "signora ",
];

/// The same, and what stands between them and the name, in small letters and without points.
const WORDS: [&str; 32] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "lady", "rev", "herr", "herrn", "frau", "monsieur", "madame",
    "mme", "mlle", "señor", "señora", "sr", "sra", "srta", "don", "doña", "d", "dña", "sig", "signor", "signora",
    "pan", "pani", "mag",
];

const COMPANIES: [&str; 17] = [
    " CIC", " plc", " PLC", " GmbH", " AG", " KG", " OHG", " e.V.", " UG", " Ltd", " Ltd.", " Inc.", " LLC", " S.L.",
    " S.A.", " SARL", " B.V.",
];

/// The legal forms of more countries, as a word of a name: behind it, or before it in Russian.
const LEGAL_FORMS: [&str; 73] = [
    "S.r.l.", "S.r.l", "S.r.l.s.", "Srl", "SRL", "Srls", "S.p.A.", "SpA", "SPA", "S.n.c.", "Snc", "SNC", "S.a.s.",
    "Sas", "SAS", "Soc. Coop.", "Scarl", "Onlus", "APS", "sp. z o.o.", "Sp. z o.o.", "sp.z o.o.", "sp. j.", "S.A",
    "SA", "s.r.o.", "a.s.", "d.o.o.", "Kft.", "Kft", "Zrt.", "Bt.", "Oy", "Oyj", "AB", "AS", "ASA", "A/S", "ApS", "BV",
    "NV", "N.V.", "Lda.", "Lda", "Ltda.", "Ltda", "S.L", "SL", "S.L.U.", "SLU", "EURL", "SCI", "Co.", "Corp.", "Inc",
    "LLP", "Limited", "mbH", "e.K.", "eG", "e.G.", "GbR", "SE", "A.Ş.", "Şti.", "SIA", "UAB", "OÜ", "ООО", "ЗАО", "АО",
    "ЕООД", "ООД",
];

/// In Chinese and Japanese.
const CHINESE: [&str; 13] =
    ["同学", "老师", "先生", "女士", "小姐", "家长", "教授", "经理", "主任", "様", "さん", "殿", "御中"];

/// Whether a name begins with a title: not `Herrmann`.
pub(in crate::findings) fn begins(value: &str) -> bool {
    static STARTS: Starts = Starts::of(&[&TITLES]);
    STARTS.may_have(Start::of(value.as_bytes()))
        && TITLES.iter().any(|title| {
            let begin = value.get(..title.len());
            // A letter with an accent is as long in capitals.
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(title)) && value.len() > title.len()
        })
}

/// Whether a word is such a title: `Mrs`, `Dr.`
pub(in crate::findings) fn is_title(word: &str) -> bool {
    WORDS.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// A name without the titles before it, if it has some: `Paula Ashworth` of `Mrs Paula Ashworth`.
pub(in crate::findings) fn without(value: &str) -> Option<&str> {
    let mut rest = value;
    while let Some((_, behind)) = rest.split_once(' ').filter(|(word, _)| is_title(word)) {
        rest = behind.trim_start();
    }
    (rest.len() < value.len() && !rest.is_empty()).then_some(rest)
}

/// Whether a name ends as that of a company.
pub(in crate::findings) fn is_company(value: &str) -> bool {
    COMPANIES.iter().any(|company| value.ends_with(company))
}

/// Whether a name has the legal form of a company before it or behind it, in whatever country.
pub(in crate::findings) fn has_legal_form(value: &str) -> bool {
    let is_form = |form: &&str| {
        value.strip_suffix(*form).is_some_and(|name| name.ends_with(' '))
            || value.strip_prefix(*form).is_some_and(|name| name.starts_with(' '))
    };
    is_company(value)
        || LEGAL_FORMS.iter().any(is_form)
        || ["有限公司", "株式会社", "주식회사"].iter().any(|form| value.contains(form))
}

/// Whether a Chinese name has a title behind it.
pub(in crate::findings) fn ends_in_chinese(value: &str) -> bool {
    without_chinese(value).is_some_and(|name| name.chars().nth(1).is_some())
}

/// A Chinese name without the title behind it, if it has one: `王小明` of `王小明同学`, `张` of `张先生`.
pub(in crate::findings) fn without_chinese(value: &str) -> Option<&str> {
    CHINESE.iter().find_map(|title| value.strip_suffix(title)).filter(|name| !name.is_empty())
}

/// A Korean name without how somebody is addressed behind it, if it has that: `한윤경` of `한윤경님`.
pub(in crate::findings) fn without_korean(value: &str) -> Option<&str> {
    const BEHIND: [&str; 8] = ["선생님", "과장님", "부장님", "대리님", "팀장님", "귀하", "님", "씨"];
    BEHIND.iter().find_map(|title| value.strip_suffix(title)).map(str::trim_end).filter(|name| !name.is_empty())
}

/// Whether a name has a title before or behind it.
pub(in crate::findings) fn is_titled(value: &str) -> bool {
    begins(value) || without_chinese(value).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_told_from_names() {
        for value in ["Mr António", "mrs. Berg", "Herr Claudia Winkler", "Dear Anna", "Señora Ruiz", "FRAU BERG"] {
            assert!(begins(value), "{value}");
        }
        for value in ["Herrmann", "Fraudine Berg", "Mr", "Mrs ", "Dearborn", "Herr", "Anna Frau", "Dr. Anna Berg", ""] {
            assert!(!begins(value), "{value}");
        }
        for (value, name) in [
            ("Mrs Paula Ashworth", Some("Paula Ashworth")),
            ("Herr Prof. Dr. Erik Ackermann", Some("Erik Ackermann")),
            ("Sra. Ruiz", Some("Ruiz")),
            ("D. José", Some("José")),
            ("Paula Ashworth", None),
            ("Frau", None),
            ("Mr ", None),
            ("", None),
        ] {
            assert_eq!(without(value), name, "{value}");
        }
        for company in [
            "Hotel Mistral 2 S.r.l.", "Bar 90 Snc", "Studio 54 sp. z o.o.", "Gruppe 5 GmbH", "ООО Ромашка 7",
            "Kavárna 3 s.r.o.",
        ] {
            assert!(has_legal_form(company), "{company}");
        }
        for name in ["Anna2", "Anna 2", "Sas", "Srl", "Oyvind 2", "Vasa 3SA"] {
            assert!(!has_legal_form(name), "{name}");
        }
        assert!(
            is_company("Keller GmbH") && is_company("Smith & Sons Ltd.") && !is_company("Haag") && !is_company("AG")
        );
        assert!(is_titled("张先生") && is_titled("Herr Berg") && !is_titled("张先") && !is_titled("先生"));
        assert!(ends_in_chinese("董婉清同学") && !ends_in_chinese("同学") && !ends_in_chinese("王小明"));
    }
}
