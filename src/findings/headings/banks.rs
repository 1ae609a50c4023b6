//! Headings of codes that tell a bank or a branch of one: all who have their accounts there have the same.

use super::words_of;

/// Words of them, in lower case.
const WORDS: [&str; 19] = [
    "ifsc", "micr", "bic", "swift", "blz", "bankleitzahl", "abi", "cab", "sortcode", "routing", "aba", "bsb",
    "clearingnummer", "clearing", "guichet", "agência", "agencia", "бик", "мфо",
];

/// Words that are a code or a number with one of `bank` before or behind them, and nothing without.
const OF_BANK: [&str; 6] = ["bank", "banco", "banque", "banca", "banku", "banki"];

/// What says that it is the account, which is somebody's own.
const ACCOUNTS: [&str; 12] = [
    "account", "acct", "konto", "kontonummer", "iban", "cuenta", "conta", "conto", "compte", "konta", "счет",
    "rachunek",
];

/// The same, in more than one word, or in the scripts that have no blanks.
const PARTS: [&str; 18] = [
    "sort code", "sort-code", "branch code", "branch no", "branch number", "transit number", "支行", "行号", "行號",
    "分行", "开户行", "開戶行", "支店", "銀行", "金融機関", "은행", "지점", "清算号",
];

/// Whether a heading, in lower case, is one of those.
pub(in crate::findings) fn is_of_bank(name: &str) -> bool {
    const CODES: [&str; 17] = [
        "code", "codes", "number", "no", "nr", "num", "id", "nummer", "código", "codigo", "codice", "número", "kod",
        "numer", "key", "branch", "filiale",
    ];
    let has = |wanted: &[&str]| words_of(name).any(|word| wanted.contains(&word));
    let is_account = has(&ACCOUNTS) || ["账号", "帳號", "口座番号", "계좌"].iter().any(|part| name.contains(part));
    !is_account && (has(&WORDS) || has(&OF_BANK) && has(&CODES) || PARTS.iter().any(|part| name.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_banks_are_told_from_accounts() {
        for name in [
            "ifsc", "ifsc code", "bank ifsc", "bic", "bic/swift", "swift code", "blz", "bankleitzahl", "abi", "cab",
            "sort code", "sort-code", "routing number", "aba routing no.", "bsb", "branch code", "bank code",
            "codice banca", "code guichet", "código do banco", "支行", "开户行行号", "联行号", "支店コード",
            "銀行コード", "은행 코드", "бик",
        ] {
            assert!(is_of_bank(name), "{name}");
        }
        for name in [
            "iban", "account", "bank account number", "konto", "kontonummer", "银行账号", "銀行口座番号", "계좌번호",
            "member number", "cabin", "swiftness", "number", "employee id", "bank",
        ] {
            assert!(!is_of_bank(name), "{name}");
        }
    }
}
