//! Labels beside the column of another: `<td>数学</td><td>{{ 语文 }}</td>` below `<td>语文</td><td>{{ 语文 }}</td>`.

use super::plain::tag;
use super::variables::{Variable, variables};
use crate::findings::near;
use crate::input::Header;

/// A heading of the list that stands before a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Labelled {
    label: usize,
    column: usize,
    from: usize,
    to: usize,
}

/// What is wrong beside a label.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Where the column stands, in octets.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: usize,
    pub(super) column: usize,
    pub(super) how: How,
}

/// How it is known that a label and a column do not belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The other's label stands beside this one's column.
    Exchanged,
    /// The column has its own label in another place.
    HasOwn,
    /// Both have numbers, others in most rows, and the letter does not show those that the label is of.
    OtherNumbers,
}

/// A stretch of a line or of a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Column(Variable<'t>),
    /// The end of a cell.
    Cell,
    /// A comma, or something else after which no label goes on.
    Stop,
}

/// Labels that stand beside the column of another, where it is certain that one of the two is wrong. `is_shown`: whether any text of
/// the letter shows a column; `are_other_numbers`: whether two have numbers that are others in most rows.
pub(super) fn wrong(
    text: &str,
    header: &Header,
    is_shown: impl Fn(usize) -> bool,
    are_other_numbers: impl Fn(usize, usize) -> bool,
) -> Vec<Wrong> {
    const MOST: usize = 10;
    let rows = rows(text, header);
    let labelled: Vec<Labelled> = rows.iter().flat_map(|row| labelled(row, header)).collect();
    let has = |label: usize, column: usize| labelled.iter().any(|other| (other.label, other.column) == (label, column));
    let found = labelled.iter().filter_map(|one| {
        let Labelled { label, column, from, to } = *one;
        let is_own = label == column || are_alike(header, label, column) || has(label, label);
        let are_exchanged = has(column, label);
        if is_own {
            return None;
        }
        let how = if are_exchanged {
            (label < column && !has(column, column)).then_some(How::Exchanged)
        } else if is_shown(label) {
            None
        } else if has(column, column) {
            Some(How::HasOwn)
        } else {
            let name = header.names().get(label).map(|name| bare(name)).unwrap_or_default();
            (!is_of_any(&name) && are_other_numbers(label, column)).then_some(How::OtherNumbers)
        }?;
        Some(Wrong { from, to, label, column, how })
    });
    found.take(MOST).collect()
}

/// Whether one heading is a part of the other: `Name` and `Full name`.
fn are_alike(header: &Header, one: usize, other: usize) -> bool {
    let heading = |column: usize| header.names().get(column).map(|name| bare(name)).unwrap_or_default();
    let (one, other) = (heading(one), heading(other));
    one.contains(&other) || other.contains(&one)
}

/// Whether a heading, in lower case, is a label for numbers of any column: `Amount`.
fn is_of_any(heading: &str) -> bool {
    const WORDS: [&str; 46] = [
        "amount", "number", "no", "nr", "id", "sum", "price", "value", "mark", "grade", "score", "points", "result",
        "quantity", "count", "year", "age", "rank", "betrag", "nummer", "summe", "preis", "wert", "note", "punkte",
        "anzahl", "jahr", "importe", "número", "precio", "valor", "nota", "puntos", "cantidad", "montant", "numéro",
        "prix", "金额", "数量", "价格", "分数", "成绩", "编号", "号码", "序号", "数值",
    ];
    WORDS.contains(&heading)
}

/// A label or a heading, without the signs around it: those of money too, and what is said of a number in brackets, `Total (£)`.
fn bare(text: &str) -> String {
    const MONEY: [&str; 12] = ["eur", "euro", "usd", "gbp", "chf", "rmb", "cny", "jpy", "us$", "hk$", "kr", "rs"];
    let text = text.replace("&nbsp;", " ").replace("&pound;", "£").replace("&euro;", "€");
    let is_sign = |c: char| c.is_whitespace() || ":：=–—•·*_`#>-|£$€¥￥₩₹₽₺".contains(c);
    let trimmed = |text: &str| text.trim_matches(is_sign).replace('_', " ").to_lowercase();
    let mut bare = trimmed(&text);
    // `Total: EUR`
    if let Some((label, money)) = bare.rsplit_once([' ', ':', '：'])
        && MONEY.contains(&money)
        && label.trim_end().ends_with([':', '：'])
    {
        bare = trimmed(label);
    }
    let aside = bare.rsplit_once(['(', '（']).filter(|(_, inside)| inside.ends_with([')', '）']));
    match aside {
        Some((label, inside))
            if is_of_number(&inside[..inside.len() - inside.chars().next_back().map_or(0, char::len_utf8)]) =>
        {
            trimmed(label)
        }
        _ => bare,
    }
}

/// What is said of a number, and makes it no other one: `£`, `EUR`, `每天18元`.
fn is_of_number(aside: &str) -> bool {
    const UNITS: [&str; 10] = ["eur", "euro", "gbp", "usd", "chf", "元", "円", "rmb", "kwh", "m²"];
    let is_sign = |c: char| "£$€¥￥%".contains(c);
    aside.contains(is_sign)
        || UNITS.contains(&aside)
        || aside.contains('元') && aside.contains(|c: char| c.is_ascii_digit())
}

/// What stands before each column of a row, if it is a heading.
fn labelled(row: &[Piece<'_>], header: &Header) -> Vec<Labelled> {
    let heading = |text: &str| {
        let text = bare(text);
        header.names().iter().position(|name| !text.is_empty() && bare(name) == text)
    };
    let is_cell = |piece: &&[Piece<'_>]| piece.iter().all(|piece| !matches!(piece, Piece::Column(_)));
    let text_of = |phrase: &[Piece<'_>]| -> String {
        let texts = phrase.iter().map(|piece| if let Piece::Text(text) = piece { *text } else { "" });
        texts.collect()
    };
    // Phrases, and whether each of them begins in a new cell.
    let mut phrases: Vec<(bool, &[Piece<'_>])> = Vec::new();
    let (mut begin, mut is_new) = (0, true);
    for (at, piece) in row.iter().enumerate() {
        if matches!(piece, Piece::Cell | Piece::Stop) {
            phrases.push((is_new, &row[begin..at]));
            (begin, is_new) = (at + 1, matches!(piece, Piece::Cell));
        }
    }
    phrases.push((is_new, &row[begin..]));
    phrases
        .retain(|(_, phrase)| phrase.iter().any(|piece| !matches!(piece, Piece::Text(text) if bare(text).is_empty())));
    let found = phrases.iter().enumerate().filter_map(|(index, (is_new, phrase))| {
        let mut columns = phrase.iter().enumerate().filter_map(|(at, piece)| match piece {
            Piece::Column(variable) => Some((at, *variable)),
            _ => None,
        });
        let (Some((at, variable)), None) = (columns.next(), columns.next()) else { return None };
        let before = text_of(&phrase[..at]);
        let label = if bare(&before).is_empty() {
            let (_, before) = phrases.get(index.checked_sub(1)?).filter(|(_, before)| *is_new && is_cell(before))?;
            heading(&text_of(before))?
        } else {
            heading(&before)?
        };
        let column = variable.column?;
        // Where labels stand behind what they say, the one before is another's.
        let behind = text_of(&phrase[at..]);
        let next = phrases.get(index + 1).map(|(_, next)| *next).filter(is_cell).map(text_of).unwrap_or_default();
        let is_behind = heading(&behind) == Some(column) || bare(&behind).is_empty() && heading(&next) == Some(column);
        (!is_behind || label == column).then_some(Labelled { label, column, from: variable.from, to: variable.to })
    });
    found.collect()
}

/// The lines of a text, and the rows of its tables.
fn rows<'t>(text: &'t str, header: &Header) -> Vec<Vec<Piece<'t>>> {
    const LONGEST_TAG: usize = 2_000;
    const WITHIN: [&str; 13] =
        ["a", "abbr", "b", "big", "em", "font", "i", "mark", "small", "span", "strong", "sup", "u"];
    let variables = variables(text, header);
    let mut variables = variables.iter().peekable();
    let (mut rows, mut row, mut is_in_table) = (Vec::new(), Vec::new(), false);
    let (mut at, mut begin) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let mut pieces: Option<(usize, Option<Piece<'t>>, bool)> = None;
        if let Some(variable) = variables.next_if(|variable| variable.from == at) {
            pieces = Some((variable.to - at, Some(Piece::Column(*variable)), false));
        } else if rest.starts_with("{%") {
            // What is behind a condition is no part of what is before it.
            let length = near::behind(rest, LONGEST_TAG).find("%}").map_or(2, |length| length + 2);
            pieces = Some((length, Some(Piece::Stop), false));
        } else if let Some((name, length)) = rest
            .strip_prefix('<')
            .and_then(|rest| tag(near::behind(rest, LONGEST_TAG)))
            .filter(|(name, _)| !name.is_empty())
        {
            let name = name.to_ascii_lowercase();
            let is_end = rest.starts_with("</");
            let is_cell = matches!(name.as_str(), "td" | "th" | "dd") || name == "dt" && is_end;
            if matches!(name.as_str(), "tr" | "dl") {
                is_in_table = !is_end;
            }
            let piece = if is_cell && !is_end { Some(Piece::Cell) } else { None };
            pieces = Some(("<".len() + length, piece, !is_cell && !WITHIN.contains(&name.as_str())));
        } else if let Some(sign) =
            rest.chars().next().filter(|sign| matches!(sign, '\n' | '|' | ',' | ';' | '，' | '；' | '、' | '。'))
        {
            let piece = match sign {
                '\n' => None,
                '|' => Some(Piece::Cell),
                _ => Some(Piece::Stop),
            };
            pieces = Some((sign.len_utf8(), piece, sign == '\n' && !is_in_table));
        }
        let Some((length, piece, is_end)) = pieces else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if begin < at {
            row.push(Piece::Text(&text[begin..at]));
        }
        row.extend(piece);
        if is_end && !row.is_empty() {
            rows.push(std::mem::take(&mut row));
        }
        at += length;
        begin = at;
    }
    if begin < text.len() {
        row.push(Piece::Text(&text[begin..]));
    }
    rows.push(row);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 12] =
        ["语文", "数学", "英语", "Name", "Full name", "Kurs", "Raum", "Telefon", "Mobil", "总分", "imię", "start_date"];

    /// The labels and the columns beside them.
    fn found(text: &str) -> Vec<(&'static str, &'static str)> {
        let header = Header::new(NAMES.map(str::to_owned).to_vec());
        let shown: Vec<usize> = variables(text, &header).iter().filter_map(|variable| variable.column).collect();
        // 语文, 数学, 英语 and 总分 have numbers.
        let are_numbers = |one: usize, other: usize| [one, other].iter().all(|column| [0, 1, 2, 9].contains(column));
        let found = wrong(text, &header, |column| shown.contains(&column), are_numbers);
        found.iter().map(|wrong| (NAMES[wrong.label], NAMES[wrong.column])).collect()
    }

    #[test]
    fn labels_beside_the_column_of_another_are_found() {
        for (text, pair) in [
            ("<tr><td>语文</td><td>{{ 语文 }}</td></tr>\n<tr><td>数学</td><td>{{ 语文 }}</td></tr>", ("数学", "语文")),
            (
                "<tr>\n<th><b>语文：</b></th>\n<td>{{ 语文 }}</td>\n</tr><tr>\n<th>数学</th>\n<td>{{ 语文 }}分</td></tr>",
                ("数学", "语文"),
            ),
            ("<tr><td>语文</td><td>{{ 语文 }}</td><td>数学</td><td>{{ 语文 }}</td></tr>", ("数学", "语文")),
            ("<dl><dt>Kurs</dt>\n<dd>{{ Kurs }}</dd><dt>Raum</dt><dd>{{ Kurs }}</dd></dl>", ("Raum", "Kurs")),
            ("| Fach | Note |\n|---|---|\n| Kurs | {{ Kurs }} |\n| Raum | {{ Kurs }} |", ("Raum", "Kurs")),
            ("- **Kurs:** {{ Kurs }}\n- **Raum:** {{ Kurs }}\n", ("Raum", "Kurs")),
            ("Kurs: {{ Kurs }}, Raum: {{ Kurs }}", ("Raum", "Kurs")),
            ("语文：{{ 语文 }}，数学：{{ 语文 }}。", ("数学", "语文")),
            ("Kurs: {{ Kurs }}\nStart date: {{ Kurs }}\n", ("start_date", "Kurs")),
            // Exchanged.
            ("<tr><td>语文</td><td>{{ 数学 }}</td></tr><tr><td>数学</td><td>{{ 语文 }}</td></tr>", ("语文", "数学")),
            ("Kurs: {{ Raum }}\nRaum: {{ Kurs }}", ("Kurs", "Raum")),
            ("Kurs: {{ Raum }}, Raum: {{ Kurs }}", ("Kurs", "Raum")),
            // With a sign of money.
            ("语文：¥{{ 语文 }}，数学：￥{{ 语文 }}。", ("数学", "语文")),
            ("Kurs: EUR {{ Kurs }}\nRaum: EUR {{ Kurs }}", ("Raum", "Kurs")),
            ("Kurs (£): {{ Kurs }}\nRaum (£): £{{ Kurs }}", ("Raum", "Kurs")),
            // The letter shows the label's own numbers nowhere.
            ("语文：{{ 数学 }}分", ("语文", "数学")),
            ("<li>语文：¥{{ 英语 }}</li>", ("语文", "英语")),
            ("语文（每天18元）：{{ 英语 }}元", ("语文", "英语")),
        ] {
            assert_eq!(found(text), [pair], "{text}");
        }
    }

    #[test]
    fn labels_of_sound_letters_are_left_alone() {
        for text in [
            "<tr><td>语文</td><td>{{ 语文 }}</td></tr><tr><td>数学</td><td>{{ 数学 }}</td></tr>",
            "<tr><th>语文</th><th>数学</th></tr>\n<tr><td>{{ 语文 }}</td><td>{{ 数学 }}</td></tr>",
            "<tr><th>数学</th><th>语文</th></tr><tr><td>{{ 语文 }}</td></tr><tr><td>语文</td><td>{{ 语文 }}</td></tr>",
            "| 语文 | 数学 |\n|---|---|\n| {{ 语文 }} | {{ 数学 }} |",
            // The label stands behind.
            "<tr><td>{{ 语文 }}</td><td>语文</td><td>{{ 数学 }}</td><td>数学</td></tr>",
            "{{ Kurs }} Kurs, {{ Raum }} Raum",
            // Nobody knows which of them is meant.
            "Raum: {{ Kurs }}",
            "Kontakt: {{ Telefon }}\nRaum: {{ Mobil }}",
            "Kurs: {{ Kurs }}\nOrt: {{ Kurs }}",
            // More than one column.
            "语文：{{ 数学 }}\n英语和语文：{{ 语文 }}",
            "语文（已付）：{{ 数学 }}",
            "数学：{{ Kurs }}",
            "总分：{{ 语文 }} + {{ 数学 }} = {{ 总分 }}\n语文：{{ 语文 }}",
            "Kurs: {{ Kurs }}\nRaum: {{ Kurs }} {{ Raum }}",
            "Name: {{ Full name }}\nFull name: {{ Full name }}",
            "Kurs: {{ Kurs }}\nRaum: {{ Raum }}\nRaum: {{ Kurs }}",
            "Mobil: {{ Mobil }}\n{% if Telefon %}Telefon: {{ Telefon }}{% else %}Telefon: {{ Mobil }}{% endif %}",
            "Mobil: {{ Mobil }}\nTelefon: {% if Telefon %}{{ Telefon }}{% else %}{{ Mobil }}{% endif %}",
            "Mobil: {{ Mobil }}\nTelefon: {{ Telefon | default(value=Mobil) }}",
            // It is shown in another place, and its heading says something else here.
            "Kurs: {{ Kurs }}\nRaum: {{ Kurs }}\nWir sehen uns in {{ Raum }}.",
            "Kurs: {{ Kurs }}\nIm Raum {{ Kurs }}",
            "Raum\n{{ Kurs }}\nKurs: {{ Kurs }}",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|<td>|</td>|<tr>|\\{\\{|\\}\\}|\\{%|[|,:\n]|Kurs|Raum|\\{\\{ Raum \\}\\}){0,24}") {
            let header = Header::new(NAMES.map(str::to_owned).to_vec());
            for wrong in wrong(&text, &header, |_| false, |_, _| true) {
                proptest::prop_assert!(text.get(wrong.from..wrong.to).is_some());
            }
        }
    }
}
