//! Headings of what people write about a row.

use super::words_of;

/// Words of them, in lower case.
const WORDS: [&str; 30] = [
    "action", "vermerk", "vermerke", "statut", "estado", "stato", "situação", "avisos", "stan", "note", "notes",
    "notiz", "notizen", "info", "infos", "status", "state", "memo", "obs", "nota", "notas", "internal", "intern",
    "details", "uwaga", "uwagi", "pozn", "notlar", "huom", "megj",
];

/// Parts of such words, and words of scripts that have no blanks.
const PARTS: [&str; 46] = [
    "附注", "附註", "批注", "状态", "狀態", "状況", "상태", "статус", "anteckn", "remark", "comment", "bemerk",
    "anmerk", "kommentar", "hinweis", "coment", "observ", "remarq", "osserv", "opmerk", "备注", "備註", "评语", "說明",
    "说明", "情况", "adnotacj", "poznám", "примеч", "коммент", "заметк", "приміт", "забележ", "megjegy", "açıklama",
    "anmärkn", "bemærk", "merknad", "huomaut", "σχόλι", "παρατηρ", "mențiun", "備考", "メモ", "비고", "메모",
];

/// Whether a heading, in lower case, is one of what people write about a row: notes, remarks, what state it is in.
pub(in crate::findings) fn is_remark(name: &str) -> bool {
    words_of(name).any(|word| WORDS.contains(&word)) || PARTS.iter().any(|part| name.contains(part))
}
