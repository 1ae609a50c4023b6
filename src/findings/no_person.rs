//! Rows of a list that are nobody's: totals and averages below it, the headings once more.

use super::{cell_rules, shown};
use crate::input::{Fields, Header};

const TOTALS: &str = "this looks like a row of totals or averages, and it has no address. Delete it from the list.";
const HEADINGS: &str = "this is the list's first row once more. Delete it from the list.";

/// What a cell says of a row of totals, in lower case, a colon apart.
const WORDS: [&str; 43] = [
    "total", "totals", "totales", "totaux", "total général", "total general", "totale", "totaal", "grand total",
    "subtotal", "sum", "sums", "average", "averages", "avg", "avg.", "mean", "median", "class average", "summe",
    "summen", "gesamt", "gesamtsumme", "insgesamt", "durchschnitt", "mittelwert", "ø", "σ", "suma", "promedio",
    "moyenne", "somme", "gemiddelde", "合计", "总计", "小计", "共计", "平均", "平均分", "平均值", "总和", "合計",
    "總計",
];

/// Why a row without an address is no person's, and the column that says so.
pub(super) fn reason(header: &Header, fields: &Fields) -> Option<(usize, String)> {
    let names = header.names();
    let values: Vec<(usize, &str)> =
        (0..names.len()).map(|index| (index, fields.get(index).unwrap_or_default().trim())).collect();
    let filled = values.iter().filter(|(_, value)| !value.is_empty());
    let headings = values.iter().filter(|(index, value)| !value.is_empty() && names[*index].trim() == *value).count();
    if headings >= 2 && headings * 2 > filled.clone().count() {
        let (index, _) = values.iter().find(|(index, value)| names[*index].trim() == *value)?;
        return Some((*index, HEADINGS.to_owned()));
    }
    let is_word = |value: &str| says_so(&value.trim_end_matches([':', '：', ' ']).to_lowercase());
    let (index, value) = filled.clone().find(|(_, value)| is_word(value))?;
    // The other cells are empty or numbers.
    let is_number = |value: &str| cell_rules::is_figure(value);
    let others = filled.filter(|(other, value)| other != index && !is_number(value) && !is_word(value)).count();
    (others * 4 <= names.len()).then(|| (*index, format!("\"{}\": {TOTALS}", shown(value))))
}

/// Whether a text in lower case is one of those words, or has one with another before it or behind it: `year average`.
fn says_so(text: &str) -> bool {
    const LATIN: [&str; 12] = [
        "total", "totals", "subtotal", "average", "averages", "mean", "median", "summe", "durchschnitt", "mittelwert",
        "moyenne", "promedio",
    ];
    const HAN: [&str; 9] = ["合计", "总计", "小计", "平均", "平均分", "合計", "總計", "小計", "平均点"];
    const OF: [&str; 6] = ["of", "per", "for", "der", "des", "de"];
    const MOST_WORDS: usize = 3;
    const LONGEST: usize = 8;
    if WORDS.contains(&text) {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS + 1).collect();
    let [first, .., last] = words.as_slice() else {
        return text.chars().count() <= LONGEST && HAN.iter().any(|word| text.ends_with(word));
    };
    // `Total Energies` is a company.
    let is_of = words[1].contains(|c: char| c.is_ascii_digit()) || OF.contains(&words[1]);
    words.len() <= MOST_WORDS && (LATIN.contains(first) && is_of || LATIN.contains(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_totals_and_headings_are_told_from_people() {
        let header = Header::new(["name", "class", "mark", "email"].map(str::to_owned).to_vec());
        for (row, is_nobody) in [
            (["Average", "", "71.3", ""], true),
            (["合计", "", "1,985.00 €", ""], true),
            (["", "Total:", "31", ""], true),
            (["", "Year average", "71.3", ""], true),
            (["Total of 3A", "", "71.3", ""], true),
            (["クラス平均", "", "71.3", ""], true),
            (["Annual General Meeting total", "3A", "good", ""], false),
            (["Total 2026", "", "71.3", ""], true),
            (["Total Energies", "", "71.3", ""], false),
            (["Mean Sophea", "", "71.3", ""], false),
            (["Jean Moyen", "", "71.3", ""], false),
            (["name", "class", "mark", "email"], true),
            (["name", "", "mark", "x"], true),
            (["Anna", "3A", "71.3", ""], false),
            (["Sum Li", "3A", "71.3", ""], false),
            (["Anna", "total", "good", "ask"], false),
            (["name", "3A", "90", ""], false),
            (["", "", "", ""], false),
        ] {
            let fields: Fields = row.into_iter().collect();
            assert_eq!(reason(&header, &fields).is_some(), is_nobody, "{row:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_row_can_be_looked_at(cells in proptest::collection::vec("(\\PC|Total|合计|name|[0-9]){0,4}", 0..6)) {
            let header = Header::new(["name", "class", "mark"].map(str::to_owned).to_vec());
            let fields: Fields = cells.iter().map(String::as_str).collect();
            reason(&header, &fields);
        }
    }
}
