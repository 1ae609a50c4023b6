//! Headings of numbers that may be less than nothing.

use super::words_of;

/// Whether a heading, in lower case, is one of numbers that may be less than nothing: what is left, what has changed, how cold it is.
pub(in crate::findings) fn is_signed(name: &str) -> bool {
    const PARTS: [&str; 45] = [
        "balance", "saldo", "solde", "differ", "différ", "difer", "change", "änderung", "abweich", "deviat",
        "variation", "varianz", "variance", "variación", "growth", "wachstum", "croissance", "temperat", "températ",
        "restbetrag", "restant", "remain", "outstanding", "overpaid", "pendiente", "gewinn", "verlust", "profit",
        "adjust", "ajust", "korrektur", "correct", "credit", "gutschrift", "refund", "erstattung", "remboursement",
        "nachzahlung", "余额", "结余", "差", "变化", "增", "温度", "盈亏",
    ];
    const WORDS: [&str; 22] = [
        "rest", "reste", "resto", "due", "dû", "offen", "diff", "delta", "trend", "temp", "gain", "loss", "ergebnis",
        "handicap", "hcp", "lat", "latitude", "lon", "lng", "long", "longitude", "elevation",
    ];
    PARTS.iter().any(|part| name.contains(part)) || words_of(name).any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_less_than_nothing_is_told_by_its_heading() {
        for name in ["balance", "kontosaldo", "reste dû", "amount due", "差额", "temp. (°c)", "growth %"] {
            assert!(is_signed(name), "{name}");
        }
        for name in ["amount", "betrag", "donation", "attempts", "基本工资", "interest", "total"] {
            assert!(!is_signed(name), "{name}");
        }
    }
}
