//! Clauses of a note beside a row that say nothing but that nobody is to be written to, with whom they are about before it, and since
//! when or for whom behind it: `contratto cessato al 30/9`, `nie wysyłać więcej`, `Kunde ist leider verstorben`. What they say of addresses
//! is in `addresses/`.

mod addresses;
mod words;

use self::words::{LANGUAGES, STARTS_OF};
use super::{is_bracket, told};
use crate::findings::calendar::month_in_date;
use crate::findings::starts::{Start, Starts};

/// What a language says, in lower case: as tables, or as lines where there are many.
struct Language {
    /// Whom or what it is about, and what stands between that and what is said of it.
    before: &'static [&'static str],
    /// That somebody is no longer there, or has no contract any more.
    gone: &'static str,
    /// That nothing is to be sent.
    unsent: &'static str,
    /// That something is to be found out before: where a note says nothing else.
    open: &'static str,
    /// The same, with a few words more, whatever they are: `duplicate of row 12`.
    begins: &'static str,
    /// What may stand behind it: since when, what is not sent, a word of haste or of politeness.
    behind: &'static [&'static str],
}

/// More words before it, or behind it, say something else too.
const MOST_BEFORE: usize = 4;
const MOST_BEHIND: usize = 6;
/// A longer note tells more than that.
const LONGEST: usize = 160;

/// What a clause says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Gone,
    Open,
    /// The address is not the right one.
    Address,
}

/// What a clause of a note says of its row, or the whole of it where something is open.
pub(super) fn says(note: &str) -> Option<Said> {
    static STARTS: Starts = words::STARTS.and(&addresses::STARTS);
    if note.len() > LONGEST || !told::has_start(note, &STARTS) && !note.contains('’') {
        return None;
    }
    let lower = note.to_lowercase().replace('’', "'");
    let clauses: Vec<&str> = clauses(&lower).collect();
    let all: Vec<Option<Said>> = clauses.iter().map(|clause| said(clause)).collect();
    if all.contains(&Some(Said::Gone)) {
        return Some(Said::Gone);
    }
    let is_of_address = |clause: &&str| addresses::say_so(clause) || note.contains('@') && addresses::give_new(clause);
    if clauses.iter().any(is_of_address) {
        return Some(Said::Address);
    }
    // Beside what is open, a note may tell what comes of it.
    let are_open = !all.is_empty() && all.iter().all(Option::is_some);
    are_open.then_some(Said::Open)
}

/// The parts of a note between signs. A point within a day ends none.
pub(super) fn clauses(note: &str) -> impl Iterator<Item = &str> {
    let is_end = move |(at, c): &(usize, char)| match c {
        '.' => {
            let is_behind_digit = note[..*at].ends_with(|c: char| c.is_ascii_digit());
            !is_behind_digit && note[at + 1..].chars().next().is_none_or(char::is_whitespace)
        }
        '-' => note[..*at].ends_with(' ') && note[at + 1..].starts_with(' '),
        ',' | ';' | ':' | '!' | '?' | '–' | '—' | '\n' | '\r' | '。' | '，' | '！' | '？' | '、' | '；' | '：'
        | '*' | '†' => true,
        c => is_bracket(*c),
    };
    let mut begin = 0;
    let ends = note.char_indices().filter(is_end).chain([(note.len(), '\0')]);
    let parts = ends.map(move |(at, c)| {
        let part = note.get(begin..at).unwrap_or_default();
        begin = at + if c == '\0' { 0 } else { c.len_utf8() };
        part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '"' | '\''))
    });
    parts.filter(|part| !part.is_empty())
}

fn said(clause: &str) -> Option<Said> {
    if is_repeated_in_chinese(clause) {
        return Some(Said::Open);
    }
    LANGUAGES.iter().zip(&STARTS_OF).find_map(|(language, starts)| {
        let mut rest = clause;
        for _ in 0..=MOST_BEFORE {
            if starts.may_have(Start::of(rest.as_bytes()))
                && let Some(said) = language.begin_so(rest)
            {
                return Some(said);
            }
            rest = behind_any(rest, language.before)?;
        }
        None
    })
}

/// `与上一行重复`
fn is_repeated_in_chinese(clause: &str) -> bool {
    let with = clause.strip_suffix("重复").and_then(|with| with.strip_prefix(['与', '和', '同', '跟']));
    with.is_some_and(|with| ["行", "条", "号", "人", "面"].iter().any(|end| with.ends_with(end)) && is_short(with))
}

impl Language {
    fn begin_so(&self, rest: &str) -> Option<Said> {
        let is = |words: &str| behind_any_of(rest, words.lines()).is_some_and(|rest| ends(rest, self.behind));
        if is(self.gone) || is(self.unsent) {
            return Some(Said::Gone);
        }
        (is(self.open) || behind_any_of(rest, self.begins.lines()).is_some_and(is_short)).then_some(Said::Open)
    }
}

/// Whether a few words are left.
fn is_short(rest: &str) -> bool {
    const MOST: usize = 5;
    const LONGEST: usize = 24;
    !rest.is_empty() && rest.split_whitespace().count() <= MOST && rest.chars().count() <= LONGEST
}

/// Whether nothing but days, and what may stand behind it, is left of a clause.
fn ends(mut rest: &str, behind: &[&str]) -> bool {
    for _ in 0..=MOST_BEHIND {
        if rest.is_empty() {
            return true;
        }
        let Some(next) = behind_any(rest, behind).or_else(|| behind_day(rest)) else { return false };
        rest = next;
    }
    rest.is_empty()
}

/// What stands behind the longest of some words that a text begins with.
pub(super) fn behind_any<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    behind_any_of(text, words.iter().copied())
}

fn behind_any_of<'t, 'w>(text: &'t str, words: impl Iterator<Item = &'w str>) -> Option<&'t str> {
    let goes_on = |word: &str, rest: &str| word.ends_with(is_written_apart) && rest.starts_with(is_written_apart);
    let rests = words.filter_map(|word| text.strip_prefix(word).filter(|rest| !goes_on(word, rest)));
    rests.min_by_key(|rest| rest.len()).map(str::trim_start)
}

/// Chinese, Japanese and Korean words follow each other without blanks.
fn is_written_apart(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
}

/// What stands behind a number, or the name of a month: a part of a day.
pub(super) fn behind_day(text: &str) -> Option<&str> {
    let is_part =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | '年' | '月' | '日' | '년' | '월' | '일');
    let behind_number = || {
        text.starts_with(|c: char| c.is_ascii_digit())
            .then(|| text.trim_start_matches(is_part))
            .filter(|rest| !rest.starts_with(is_written_apart))
    };
    let behind_month = || {
        let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
        month_in_date(&text[..end]).map(|_| &text[end..])
    };
    behind_number().or_else(behind_month).map(|rest| rest.trim_start_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_that_say_so_are_found() {
        for note in [
            // Italian
            "contratto cessato al 30/9, NON inviare più!",
            "contratto cessato",
            "Contratto disdetto dal 1.10.2026",
            "il contratto è cessato",
            "cliente deceduto",
            "la cliente è deceduta il 3 maggio",
            "ha disdetto",
            "da verificare",
            "da verificare!",
            "in attesa di conferma?",
            "trasferito all'estero - non inviare piu",
            "non inviare più nulla",
            "per favore non scrivere più",
            "pagato; non spedire più, grazie",
            // Polish
            "zrezygnował - nie wysyłać",
            "zrezygnowała 12.11.",
            "nie wysyłać więcej!",
            "proszę już nie wysyłać",
            "rezygnacja",
            "rezygnacja od 1 stycznia",
            "klient zmarł",
            "członek wypisany",
            "umowa rozwiązana",
            "do potwierdzenia?",
            "do wyjaśnienia",
            // English
            "client deceased",
            "The client has died",
            "contract terminated as of 30/9, do not send again",
            "membership cancelled",
            "please do not send anything any more",
            "do not contact again please",
            "moved abroad",
            "to be verified",
            "awaiting confirmation",
            // German
            "Kunde verstorben",
            "Kundin ist leider verstorben",
            "Vertrag beendet zum 30.9.",
            "Vertrag wurde gekündigt",
            "bitte nicht mehr senden",
            "nichts mehr zuschicken",
            "ins Ausland verzogen",
            "zu prüfen",
            "wartet auf Bestätigung",
            // French
            "client décédé",
            "contrat résilié au 30/9",
            "ne plus rien envoyer",
            "merci de ne plus envoyer",
            "parti à l'étranger",
            "à vérifier",
            "en attente de confirmation",
            // Spanish
            "cliente fallecido",
            "contrato rescindido el 30/9",
            "no enviar nunca más",
            "por favor no enviar más",
            "se fue al extranjero",
            "por verificar",
            "pendiente de confirmación",
            // Portuguese
            "cliente falecido",
            "contrato rescindido",
            "não enviar mais",
            "favor não enviar mais nada",
            "aguarda confirmação",
            // Dutch
            "klant overleden",
            "contract beëindigd per 30-9",
            "niet meer sturen",
            "graag niets meer sturen",
            "te controleren",
            // Russian
            "клиент умер",
            "договор расторгнут с 30.09.",
            "больше не отправлять",
            "не отправлять больше!",
            "на проверке",
            "уточнить",
            // Chinese, Japanese, Korean
            "客户已去世",
            "合同已终止",
            "请勿再发送",
            "不要再发邮件",
            "待确认",
            "契約終了",
            "ご本人様ご逝去",
            "今後送付不要",
            "確認中",
            "고객 사망",
            "계약 해지",
            "더 이상 발송 금지",
            "확인 필요",
        ] {
            assert!(matches!(says(note), Some(Said::Gone | Said::Open)), "{note}");
        }
    }

    #[test]
    fn short_notes_by_which_a_row_is_to_be_left_out_are_found() {
        for note in [
            "moved out",
            "tenant has moved out",
            "moved out in May",
            "moved out 3 Nov, keys returned",
            "evicted",
            "no longer here",
            "left us in March",
            "dead",
            "former tenant",
            "please skip",
            "remove from list",
            "asked not to be emailed",
            "doesn’t want e-mails",
            "no email please",
            "post only, no email",
            "send by post, please",
            "on hold",
            "Hold until Friday",
            "Pending, to be checked",
            "wrong amount, please check",
            "duplicate of row 12",
            "test row",
            "not approved",
            "already sent 3 Nov",
            "void",
            "retired",
            "ist ausgezogen",
            "bitte löschen",
            "keine Mails",
            "nur per Post",
            "Betrag falsch, bitte prüfen",
            "Testzeile",
            "aus dem Verteiler nehmen",
            "parti",
            "pas de mails",
            "par courrier uniquement",
            "montant erroné",
            "à supprimer",
            "ya no vive aquí",
            "no quiere correos",
            "solo correo postal",
            "importe incorrecto",
            "fila de prueba",
            "traslocato",
            "solo per posta",
            "importo errato",
            "da cancellare",
            "já não mora aqui",
            "só pelo correio",
            "valor errado",
            "niet meer in dienst",
            "alleen per post",
            "bedrag klopt niet",
            "wyprowadził się",
            "tylko pocztą",
            "błędna kwota",
            "съехали",
            "только почтой",
            "сумма неверна",
            "удалить из списка",
            "已退园，账单不用再发",
            "该户已搬走",
            "转学至苏州",
            "拒收邮件",
            "已列入黑名单",
            "金额有误，请核对",
            "监护权变更",
            "只发纸质",
            "与上一行重复",
            "测试",
            "待定",
            "転園",
            "郵送希望",
            "金額誤り",
            "퇴거",
            "수신 거부",
            "금액 오류",
        ] {
            assert!(says(note).is_some(), "{note}");
        }
        for note in [
            "moved to front row",
            "moved here in May",
            "moved to Table 4",
            "pays by post",
            "send by post the form",
            "do not send by text",
            "不用发短信",
            "不发纸质",
            "needs a ramp",
            "left-handed",
            "double room",
            "not yet 18",
            "retired teacher",
            "excluded from photos",
            "removed a wisdom tooth",
            "quit smoking",
            "duplicate key given",
            "stop at Elm Road",
            "no nuts",
            "prefers email",
            "paid in full 20 Nov",
            "zahlt per Post",
            "zieht im Mai um",
            "Doppelzimmer",
            "erst ab 18 Uhr",
            "kommt später",
            "Test bestanden",
            "parti en vacances",
            "chambre double",
            "paie par courrier",
            "prueba superada",
            "baja estatura",
            "paga por correo",
            "próba w piątek",
            "ошибка исправлена",
            "betaalt per post",
            "camera doppia",
            "测试成绩优秀",
            "已毕业于北京大学",
            "转到二班",
            "新转入",
            "搬到前排",
            "已核对",
            "核对无误",
            "纸质版和电子版都要",
            "不需要接送",
            "退休教师",
            "毕业班",
            "与第一组同学一起",
            "已由妈妈接走",
            "転校生",
            "引っ越し祝い",
            "이사 선물",
            "시험 합격",
        ] {
            assert_eq!(says(note), None, "{note}");
        }
    }

    #[test]
    fn a_new_address_is_told_of_where_it_is_given() {
        for note in [
            "new email: anna@b.example", "New e-mail anna@b.example", "新邮箱：abc@b.example", "neue Mail: a@b.example",
        ] {
            assert_eq!(says(note), Some(Said::Address), "{note}");
        }
        for note in ["new email", "new member: anna@b.example", "新邮箱", "newsletter to anna@b.example"] {
            assert_eq!(says(note), None, "{note}");
        }
    }

    #[test]
    fn other_notes_are_left_alone() {
        for note in [
            "contratto attivo",
            "contratto cessato e rinnovato",
            "cliente storico",
            "indirizzo da verificare il prossimo anno",
            "posto auto in attesa di conferma",
            "pagato, in attesa di conferma",
            "non inviare la fattura cartacea ma il PDF",
            "rezygnacja z obiadu",
            "zrezygnował z koszulki",
            "zwrot opłaty 12.11",
            "faktura do potwierdzenia",
            "umowa podpisana 12.11.",
            "client since 2012",
            "contract terminated and renewed in May",
            "client of the deceased Mr Vogt",
            "do not send by post, e-mail only",
            "do not send flowers",
            "died out of hunger for knowledge",
            "Vertrag verlängert",
            "nicht mehr nervös",
            "Parkplatz zu prüfen",
            "Kundin wünscht Rückruf",
            "client fidèle",
            "contrat signé",
            "merci de ne plus envoyer par courrier",
            "cliente preferente",
            "no enviar por correo ordinario",
            "klant van het jaar",
            "niet meer dan twee personen",
            "клиент доволен",
            "больше не опаздывать",
            "客户满意",
            "合同已签",
            "请勿再迟到",
            "ご本人様確認済み",
            "送付先変更",
            "고객 만족",
            "vegetariano",
            "3/4",
            "-",
            "",
        ] {
            assert_eq!(says(note), None, "{note}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_note_can_be_looked_at(note in "(\\PC|cliente |deceduto|non inviare|nie wysyłać|[ ,.!?-]|30/9|已去世){0,16}") {
            says(&note);
        }
    }
}
