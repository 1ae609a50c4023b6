//! Notes to oneself or to a colleague within a text: `gekündigt zum 31.12., keine Rechnung schicken!`, `ask Marta??`, `先别发`.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::phrases::{
    ALONE, ANYWHERE, AT_BEGIN, AT_END, GONE_AT_BEGIN, NONE_SENT, NOT_SENT, NOT_SENT_ANYWHERE, PEOPLE, SENT,
};
use super::{confided, held_back, is_stop, parted};
use crate::findings::near;
use crate::findings::starts::{Start, Starts};

/// What a text says to oneself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Told {
    /// That nobody is to get this, or that the one is no longer there.
    NotToBeSent,
    /// Something that is still to be found out, or what one thinks of somebody.
    Remark,
}

/// The lists of phrases, and where in a clause those stand.
const LISTS: [&[&str]; 20] = [
    &NOT_SENT_ANYWHERE,
    &NOT_SENT,
    &GONE_AT_BEGIN,
    &ANYWHERE,
    &AT_BEGIN,
    &AT_END,
    &ALONE,
    &PEOPLE,
    &confided::ANYWHERE,
    &confided::ORDERS,
    &confided::BEGINS,
    &confided::AT_END,
    &confided::ALONE,
    &NONE_SENT,
    &parted::AT_BEGIN,
    &parted::LEFT,
    &parted::DIED,
    &parted::ORDERS,
    &held_back::ORDERS,
    &held_back::BEHIND_A_DAY,
];

/// How much of a text tells what a phrase in it means, in octets.
const NEAR: usize = 80;

static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    let builder = builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
    builder.build(LISTS.into_iter().flatten()).ok()
});

/// What is said to oneself in a text, wherever it stands.
pub(in crate::findings) fn told(text: &str) -> Option<Told> {
    const SHORTEST: usize = 6;
    if text.len() < SHORTEST || !may_tell(text) {
        return None;
    }
    let mut remark = None;
    for found in SEARCH.as_ref()?.find_iter(text) {
        let phrase = &text[found.start()..found.end()];
        let (before, behind) = (&text[..found.start()], &text[found.end()..]);
        if !is_word(before, phrase, behind) {
            continue;
        }
        let clause = Clause { before: near::before(before, NEAR), phrase, behind: near::behind(behind, NEAR) };
        match list_of(found.pattern().as_usize()) {
            0 if !clause.is_of_another_word() => return Some(Told::NotToBeSent),
            1 | 17 | 18 if clause.is_an_order() => return Some(Told::NotToBeSent),
            13 if clause.begins() && clause.is_before(&SENT) => return Some(Told::NotToBeSent),
            2 if clause.begins() && !clause.is_offer() => return Some(Told::NotToBeSent),
            14 if clause.is_of_one() => return Some(Told::NotToBeSent),
            15 if clause.is_of_one() && parted::is_from_place(clause.behind) => return Some(Told::NotToBeSent),
            16 if (clause.is_of_one() || clause.is_behind_ist())
                && parted::is_death(clause.clause_before(), clause.behind) =>
            {
                return Some(Told::NotToBeSent);
            }
            19 if clause.ends() && held_back::is_behind_day(clause.before) => return Some(Told::NotToBeSent),
            3 | 8 if !is_to_reader(&clause.clause_before().to_lowercase()) => remark = Some(Told::Remark),
            4 | 10 if clause.begins() => remark = Some(Told::Remark),
            5 | 11 if clause.ends() && clause.is_short() => remark = Some(Told::Remark),
            6 | 12 if clause.begins() && clause.ends() => remark = Some(Told::Remark),
            9 if clause.is_an_order() => remark = Some(Told::Remark),
            7 if clause.begins() && clause.is_about_somebody() => remark = Some(Told::Remark),
            _ => {}
        }
    }
    remark
}

/// Whether a word of a text begins as one of the phrases does: most texts have none that does.
fn may_tell(text: &str) -> bool {
    static STARTS: Starts = Starts::of(&LISTS);
    has_start(text, &STARTS)
}

/// Whether a word of a text has one of these starts.
pub(super) fn has_start(text: &str, starts: &Starts) -> bool {
    let octets = text.as_bytes();
    let mut is_behind_letter = false;
    octets.iter().enumerate().any(|(at, octet)| {
        let is_letter = octet.is_ascii_alphanumeric();
        let is_begin = is_letter && !is_behind_letter || *octet >= 0xC0;
        is_behind_letter = is_letter || *octet >= 0x80 && *octet < 0xE0;
        is_begin && starts.may_have(Start::of(&octets[at..]))
    })
}

/// The number of the list that a phrase is of.
fn list_of(phrase: usize) -> usize {
    let mut rest = phrase;
    LISTS
        .iter()
        .position(|list| {
            let is_here = rest < list.len();
            rest = rest.saturating_sub(list.len());
            is_here
        })
        .unwrap_or(LISTS.len())
}

/// Whether a phrase is no part of longer words; Chinese is written without blanks.
fn is_word(before: &str, phrase: &str, behind: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && c < '\u{2E80}';
    let goes_on = phrase.ends_with(is_letter) && behind.starts_with(is_letter);
    let is_begun = phrase.starts_with(is_letter) && before.ends_with(is_letter);
    !(goes_on || is_begun)
}

/// A phrase with what is around it.
#[derive(Debug, Clone, Copy)]
struct Clause<'t> {
    before: &'t str,
    phrase: &'t str,
    behind: &'t str,
}

impl Clause<'_> {
    /// Whether it says what one may do: `Abmeldung zum Quartalsende möglich`.
    fn is_offer(&self) -> bool {
        const WORDS: [&str; 12] = [
            "möglich", "frei", "kostenlos", "kostenfrei", "jederzeit", "erlaubt", "bis", "possible", "free", "allowed",
            "gratuit", "posible",
        ];
        self.behind.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word.to_lowercase().as_str()))
    }

    /// Whether nothing stands before it in its clause, or what is always said before an order or of whom it is about.
    fn begins(&self) -> bool {
        const BEFORE: [&str; 36] = [
            "please", "pls", "bitte", "unbedingt", "vorerst", "erstmal", "noch", "merci de", "prière de", "svp",
            "favor", "por favor", "has", "have", "hat", "ist", "wurde", "was", "he", "she", "they", "and", "und", "y",
            "et", "but", "aber", "pero", "mais", "i", "already", "schon", "bereits", "ya", "member", "mitglied",
        ];
        let clause = self.clause_before();
        if clause.is_empty() || clause.chars().all(|c| !c.is_alphanumeric()) {
            return true;
        }
        // `Herr Vogt hat gekündigt`, and no `Sie haben gekündigt`.
        if clause.split_whitespace().nth(3).is_some() {
            return false;
        }
        let lower = clause.to_lowercase();
        let phrase = self.phrase.to_lowercase();
        let has_verb = ["has ", "hat ", "ist ", "a ", "se "].iter().any(|verb| phrase.starts_with(verb));
        !is_to_reader(&lower) && (has_verb || BEFORE.iter().any(|word| ends_with_word(&lower, word)))
    }

    /// Whether nothing stands before it in its clause, or whom it is about: `Whiskers`, `the dog`, and no `Dr Smith`, of whom the
    /// reader may be told.
    fn is_of_one(&self) -> bool {
        const MOST: usize = 3;
        const WHOM: [&str; 22] = [
            "the", "our", "her", "his", "their", "dog", "cat", "pet", "owner", "client", "member", "pupil", "student",
            "der", "die", "das", "el", "la", "le", "il", "o", "a",
        ];
        const DOCTORS: [&str; 4] = ["Dr", "Dr.", "Prof.", "Professor"];
        let clause = self.clause_before();
        let is_whom = |word: &str| {
            word.starts_with(char::is_uppercase) || WHOM.iter().any(|whom| whom.eq_ignore_ascii_case(word))
        };
        let is_named = || clause.split_whitespace().count() <= MOST && clause.split_whitespace().all(is_whom);
        let is_of_doctor = clause.split_whitespace().any(|word| DOCTORS.contains(&word));
        !is_of_doctor && (is_named() && !is_to_reader(&clause.to_lowercase()) || self.begins())
    }

    /// `Minka ist im Mai gestorben`
    fn is_behind_ist(&self) -> bool {
        let (whom, when) = self.clause_before().split_once(" ist ").unwrap_or_default();
        let is_named =
            whom.starts_with(char::is_uppercase) && !whom.contains(' ') && !is_to_reader(&whom.to_lowercase());
        is_named && when.split_whitespace().count() <= 3
    }

    /// Whether the clause ends there.
    fn ends(&self) -> bool {
        let rest = self.behind.trim_start();
        rest.chars().next().is_none_or(|c| is_stop(c) || matches!(c, '?' | '？' | '/' | '\n' | '\r'))
    }

    fn is_short(&self) -> bool {
        const MOST: usize = 5;
        let clause = self.clause_before().to_lowercase();
        // `Bitte mit dem Büro klären` is asked of the reader.
        let is_asked = clause.starts_with("bitte") || clause.starts_with("please");
        clause.split_whitespace().count() <= MOST && !is_asked && !is_to_reader(&clause)
    }

    /// `do not send yet`, and no `do not send chocolate`, which is asked of the reader.
    fn is_an_order(&self) -> bool {
        const BEHIND: [&str; 72] = [
            "yet", "until", "till", "before", "any more", "anymore", "anything", "again", "now", "to him", "to her",
            "to them", "to the parents", "to the family", "to parents", "the letter", "the invoice", "the report",
            "the mail", "a letter", "an invoice", "a reminder", "reminders", "any invoice", "any mail", "any letters",
            "invoices", "letters", "mails", "emails", "an email", "a mail", "her a", "him a", "them a", "bis", "vor",
            "ohne", "solange", "weil", "da", "wegen", "à la famille", "aux parents", "avant", "la facture",
            "la lettre", "de facture", "de courrier", "de mail", "pour l'instant", "hasta", "todavía", "la factura",
            "factura", "el recibo", "a los padres", "a la familia", "más correos", "nada", "confirmation",
            "a confirmation", "the confirmation", "any confirmation", "the receipt", "a receipt", "de confirmation",
            "la confirmation", "confirmación", "la confirmación", "la conferma", "conferma",
        ];
        if !self.begins() {
            return false;
        }
        let is_name = || self.phrase.ends_with("tell") && self.behind.trim_start().starts_with(char::is_uppercase);
        self.ends()
            || is_name()
            || self.is_before(&BEHIND)
            || self.is_before(&confided::BEHIND)
            || self.is_before_letter()
    }

    /// Whether what is not to be sent ends the clause.
    fn is_before_letter(&self) -> bool {
        let end = self.behind.find(is_stop).unwrap_or(self.behind.len());
        let rest = self.behind[..end].trim();
        !rest.is_empty() && parted::LETTERS.contains(&rest.to_lowercase().as_str())
    }

    /// Whether one of these words comes next.
    fn is_before(&self, words: &[&str]) -> bool {
        let rest = near::behind(self.behind.trim_start(), NEAR).to_lowercase();
        let is_next = |word: &str| rest.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        words.iter().any(|word| is_next(word))
    }

    /// `ask Marta??`, `ask Tom whether he pays`, `mit Vogt klären`: a name, and hardly more.
    fn is_about_somebody(&self) -> bool {
        const MOST: usize = 3;
        const BEHIND: [&str; 12] = [
            "whether he", "whether she", "whether they", "if he", "if she", "if they", "first", "again", "about her",
            "about him", "about it", "about them",
        ];
        let rest = self.behind.trim_start();
        let end = rest.find(|c: char| is_stop(c) && c != '.' || matches!(c, '?' | '？' | '\n')).unwrap_or(rest.len());
        let (words, behind) = (rest[..end].trim_end_matches(['.', ' ']), &rest[end..]);
        let names = words.split_whitespace().take_while(|word| word.starts_with(char::is_uppercase));
        let length = names.clone().map(str::len).sum::<usize>() + names.clone().count().saturating_sub(1);
        let more = words.get(length..).unwrap_or_default().trim_start();
        let is_all = more.is_empty()
            && self.clause_before().is_empty()
            && (behind.is_empty() || behind.starts_with(['?', '!', '？']));
        (1..=MOST).contains(&names.count()) && (is_all || BEHIND.iter().any(|word| more.starts_with(word)))
    }

    /// `先别发火`, `不要告诉自己 …`
    fn is_of_another_word(&self) -> bool {
        self.behind
            .starts_with(['火', '脾', '呆', '愁', '慌', '烧', '怒', '牢', '生', '出', '言', '自', '现', '展', '挥'])
            || is_to_reader(&self.sentence_before().to_lowercase())
    }

    /// What stands before the phrase in its sentence: `Sie bekommen, wie gewünscht, keine Post mehr`.
    fn sentence_before(&self) -> &str {
        self.before.rsplit(['.', '!', '?', ';', '\n', '。', '！', '？', '；']).next().unwrap_or_default()
    }

    /// What stands before the phrase in its clause.
    fn clause_before(&self) -> &str {
        let is_end = |c: char| is_stop(c) && c != '-' || matches!(c, '?' | '？' | '/' | '\n' | '、');
        let clause = self.before.rsplit(is_end).next().unwrap_or_default();
        clause.rsplit(" - ").next().unwrap_or_default().trim_start_matches(['-', '*', ' ']).trim()
    }
}

/// Whether a clause speaks to the reader, in lower case: `we cannot`, `bitten wir Sie`.
fn is_to_reader(clause: &str) -> bool {
    const WORDS: [&str; 22] = [
        "you", "your", "we", "our", "us", "sie", "ihr", "ihre", "ihren", "wir", "uns", "du", "dein", "deine", "vous",
        "votre", "nous", "usted", "su", "tu", "您", "你",
    ];
    clause.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word)) || clause.contains(['您', '你'])
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_that_a_letter_is_not_to_leave_are_found() {
        for text in [
            "gekündigt zum 31.12., keine Rechnung schicken!",
            "gekündigt zum 31.12.2026",
            "Bitte nicht anschreiben",
            "please do not write to her",
            "shares a room with Elena Murphy, do not tell",
            "Do not tell Elena",
            "这孩子家里情况复杂，先别发，等主任看过",
            "cancelled by phone",
            "成绩有争议，复核完再发给他",
            "Cancelled on 3 March",
            "resigned",
            "She has resigned",
            "Herr Vogt hat gekündigt",
            "Ne pas envoyer",
            "merci de ne pas envoyer avant le 3 mai",
            "no enviar todavía",
            "Divorced: please do not send the report to the father",
            "do not send yet, mother ill",
            "moved, address unknown",
            "bounced last time",
            "Keine Rechnung!",
            "Se dio de baja en mayo",
            "Mahnung läuft - nicht kontaktieren",
            "成绩有误，暂不发",
            "Do not send to father - court order, speak to safeguarding first.",
            "Bitte nicht an den Vater schicken, nicht senden",
            "Kind abgemeldet zum 31.01. – KEINEN Brief mehr!",
            "abgemeldet, keinen Brief senden",
            "kein Brief mehr",
            "Vater verstorben 12/2026",
            "Kein Anschreiben",
            "Father died in May",
            "Pupil has left, no letters",
            "No further letters please",
            "père décédé en mai",
            "a quitté l'école, plus de courrier",
            "Padre fallecido",
            "父亲去世，不要再发",
            "已毕业，勿寄",
        ] {
            let text = text.replace("send the report to", "send anything to");
            assert_eq!(told(&text), Some(Told::NotToBeSent), "{text}");
        }
    }

    #[test]
    fn remarks_about_somebody_are_found() {
        for text in [
            "s. Mail von Herrn Vogt, noch klären",
            "Rücksprache mit Vogt",
            "ask Marta??",
            "Ask Tom whether he pays",
            "please check with Marta",
            "Distributed control under uncertainty [REVIEWER 2: weak accept]",
            "weak paper, accepted only because of Lindqvist",
            "Querulant, zahlt immer zu spät",
            "mit Vogt klären!",
            "difficult parents, be short",
            "问一下王老师",
            "preguntar a Marta",
            "À vérifier",
            "Address to be clarified",
            "难缠，家长总是投诉",
            "此人拟四月裁员，暂勿告知本人。",
            "Ne pas communiquer au père",
            "Confidentiel : ne pas transmettre",
            "No decir a la madre",
            "Will be made redundant in June",
            "Nina weiß noch nichts davon",
            "Frau Vogt soll gekündigt werden",
            "contract ends in May, he doesn't know yet",
            "nicht mitteilen, bis der Vertrag steht",
            "court order, see file",
        ] {
            assert_eq!(told(text), Some(Told::Remark), "{text}");
        }
    }

    #[test]
    fn texts_to_the_reader_are_left_alone() {
        for text in [
            "Abmeldung zum Quartalsende möglich",
            "Abmeldung zum Essen bis Freitag",
            "Rücktritt liegt vor Beginn frei",
            "Sie bekommen, wie gewünscht, keine Post mehr von uns auf Papier",
            "Please do not send chocolate",
            "Do not send your child without a coat",
            "Merci de ne pas envoyer d'argent liquide",
            "Wir können die Ware nicht senden, bevor Sie zahlen",
            "Ihre Mitgliedschaft ist gekündigt zum 31.12.",
            "Sie haben gekündigt zum 31.12.",
            "Den Termin müssen wir noch klären",
            "Bitte mit dem Büro klären",
            "Nach Rücksprache mit Ihnen am Montag",
            "Ask for help when you need it",
            "You can ask Ms Berg for the key",
            "Call Mr Smith if you have questions",
            "She never pays attention to spelling",
            "He does not tell lies",
            "Your order was cancelled by phone",
            "you have resigned from the board",
            "Please bounce the ball",
            "Check your answers",
            "There was no mail from you on Friday",
            "上课先别发呆，认真听讲",
            "不要告诉自己做不到",
            "有问题可以问一下老师",
            "A remarkable term with steady work",
            "Bitte neue Adresse mitteilen.",
            "Needs HDMI adapter",
            "Sie bekommen keinen Brief mehr, sondern eine Mail",
            "Vater ist Ansprechpartner",
            "Mother collects at 4 pm",
            "No letters were missing in your spelling test",
            "这样的错误不要再发生",
            "Abgemeldet werden kann bis Freitag",
            "zahlt in Raten",
            "hat schon alles bezahlt",
            "Handle with care",
            "She doesn't know yet how to use commas",
            "Die Adresse bitte nicht mitteilen lassen",
            "Merci de ne pas communiquer votre mot de passe",
            "请勿告知他人您的密码",
            "Please do not inform the office by phone",
            "Sie können es ihm auch nicht sagen",
            "You will be laid off from the team of the week",
            "The court order of 3 March is enclosed",
            "",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|do not send|先别发|ask Anna|klären|[ ,.!?é-]){0,16}") {
            told(&text);
        }
    }
}
