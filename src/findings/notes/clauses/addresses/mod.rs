//! Clauses of a note beside a row that say of its address that nobody reads it, that it has changed, or that another is to be written to:
//! `adres nieaktualny`, `please use her work e-mail`, `此邮箱已停用，请改发妈妈邮箱`.

mod words;

use self::words::LANGUAGES;
use super::{MOST_BEFORE, behind_any, ends};
use crate::findings::starts::Starts;

/// What a language says, in lower case.
struct Addresses {
    /// What may stand before all of it: whose address, or `please`.
    before: &'static [&'static str],
    /// An address of mail.
    mails: &'static [&'static str],
    /// Any address.
    addresses: &'static [&'static str],
    /// What stands between an address and what is said of it.
    links: &'static [&'static str],
    /// That nobody reads what goes there.
    dead: &'static [&'static str],
    /// That it is another now. Of an address of mail: streets change too.
    changed: &'static [&'static str],
    /// That nothing is to be sent there, or for some time.
    orders: &'static [&'static str],
    /// Where to write to, and which address that is.
    elsewhere: &'static [&'static str],
    others: &'static [&'static str],
    /// What may stand behind it: since when, a word of haste or of politeness.
    behind: &'static [&'static str],
}

/// What clauses with an address in them may have.
pub(super) const STARTS: Starts = words::STARTS.and(&Starts::of(&[&NEW]));

/// Whether a clause in lower case says so.
pub(super) fn say_so(clause: &str) -> bool {
    LANGUAGES.iter().any(|language| {
        let mut rest = clause;
        for _ in 0..=MOST_BEFORE {
            if language.begin_so(rest) {
                return true;
            }
            let Some(next) = behind_any(rest, language.before) else { return false };
            rest = next;
        }
        false
    })
}

/// What an address is that somebody has now.
const NEW: [&str; 24] = [
    "new", "neue", "neuer", "nouvelle", "nouveau", "nouvel", "nueva", "nuevo", "nuova", "nuovo", "nova", "novo",
    "nieuw", "nieuwe", "nowy", "nowa", "новый", "новая", "новое", "新", "新的", "新しい", "새", "새로운",
];

/// Whether a clause in lower case gives one, or says that one comes next: `new e-mail`, `新邮箱 a@b.example`.
pub(super) fn give_new(clause: &str) -> bool {
    LANGUAGES.iter().any(|language| {
        let noun = |rest| {
            behind_any(rest, language.mails).or_else(|| behind_any(skipped(rest, language.before), language.mails))
        };
        let new = behind_any(clause, &NEW).or_else(|| behind_any(skipped(clause, language.before), &NEW));
        new.and_then(noun)
            .is_some_and(|rest| rest.is_empty() || is_address(rest) || is_address(skipped(rest, language.links)))
    })
}

impl Addresses {
    fn begin_so(&self, rest: &str) -> bool {
        let ends = |rest: &str| ends(rest, self.behind);
        behind_any(rest, self.orders).is_some_and(ends) || self.is_elsewhere(rest) || self.is_dead(rest)
    }

    /// `改发妈妈邮箱`, `write to her new address`, `use anna@a.example`
    fn is_elsewhere(&self, rest: &str) -> bool {
        let Some(behind) = behind_any(rest, self.elsewhere) else { return false };
        let other = skipped(behind, self.others);
        let noun = || behind_any(other, self.mails).or_else(|| behind_any(other, self.addresses));
        // Whose it is may stand behind it.
        let is_another = |rest: &str| {
            let end = skipped(rest, self.others);
            (other.len() < behind.len() || end.len() < rest.len()) && ends(end, self.behind)
        };
        noun().is_some_and(is_another) || is_address(other)
    }

    /// `email no longer valid`, `nie działa mail`, `换邮箱了`
    fn is_dead(&self, rest: &str) -> bool {
        let of = |rest: &str, words: &[&str]| behind_any(rest, words).is_some_and(|rest| ends(rest, self.behind));
        if let Some(behind) = behind_any(rest, self.mails) {
            let said = skipped(behind, self.links);
            if of(said, self.dead) || of(said, self.changed) || of(behind, self.dead) || of(behind, self.changed) {
                return true;
            }
        }
        if let Some(behind) = behind_any(rest, self.addresses)
            && (of(behind, self.dead) || of(skipped(behind, self.links), self.dead))
        {
            return true;
        }
        let noun = |rest, nouns| of(rest, nouns) || of(skipped(rest, self.before), nouns);
        behind_any(rest, self.changed).is_some_and(|rest| noun(rest, self.mails))
            || behind_any(rest, self.dead).is_some_and(|rest| noun(rest, self.mails) || noun(rest, self.addresses))
    }
}

/// What stands behind some of these words.
fn skipped<'t>(mut rest: &'t str, words: &[&str]) -> &'t str {
    for _ in 0..MOST_BEFORE {
        let Some(next) = behind_any(rest, words) else { break };
        rest = next;
    }
    rest
}

/// Whether an address is all that a text is.
fn is_address(text: &str) -> bool {
    let is_local = |local: &str| !local.is_empty() && !local.contains(char::is_whitespace);
    text.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_local(domain))
}

#[cfg(test)]
mod tests {
    use super::super::{Said, says};

    #[test]
    fn notes_of_addresses_that_nobody_reads_are_found() {
        let notes = [
            "此邮箱已停用，请改发妈妈邮箱",
            "邮箱已作废",
            "邮箱已停用",
            "地址有误",
            "不要发这个邮箱",
            "换邮箱了",
            "已换邮箱",
            "暂停发送",
            "请发到新邮箱",
            "原邮箱不用了",
            "adres nieaktualny",
            "ten mail nie działa",
            "mail się odbija od 12.11.",
            "nie działa e-mail",
            "pisać na adres mamy",
            "wysyłka wstrzymana",
            "e-mail address no longer valid",
            "Email bounced on 12 May",
            "this address is dead!",
            "please use her work e-mail instead",
            "write to anna@a.example",
            "has changed her email",
            "pause sending until further notice",
            "E-Mail ungültig",
            "Adresse existiert nicht mehr",
            "Mailadresse hat sich geändert",
            "bitte an neue E-Mail schicken",
            "Versand pausieren",
            "l'adresse mail ne fonctionne plus",
            "adresse invalide depuis le 3 mai",
            "a changé d'adresse mail",
            "envoi suspendu",
            "el correo no funciona",
            "correo electrónico no válido",
            "escribir al otro correo",
            "indirizzo email non più valido",
            "la mail è errata",
            "scrivere alla nuova mail",
            "o e-mail não existe mais",
            "mudou de e-mail",
            "mailadres werkt niet meer",
            "e-mail gewijzigd",
            "почта не работает",
            "адрес недействителен",
            "писать на новую почту",
            "メールアドレス変更",
            "このメールは使われていません",
            "配信一時停止",
            "이메일 변경됨",
            "메일 반송",
            "발송 보류",
        ];
        let missed: Vec<&str> = notes.into_iter().filter(|note| says(note) != Some(Said::Address)).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn other_notes_of_addresses_are_left_alone() {
        for note in [
            "家长邮箱",
            "已发邮件",
            "邮件已发送",
            "已更新地址",
            "新邮箱已登记",
            "地址已更新",
            "changed address",
            "new address from May",
            "address changed",
            "address confirmed",
            "email confirmed",
            "replied by email",
            "use of email agreed",
            "sent an email on 12 May",
            "write to the office",
            "uses email",
            "Adresse geändert",
            "Adresse neu",
            "an Frau Berg",
            "E-Mail vorhanden",
            "nouvelle adresse",
            "merci pour votre mail",
            "correo confirmado",
            "usar el ascensor",
            "nowy adres",
            "adres potwierdzony",
            "zmiana adresu",
            "mail wysłany 12.11.",
            "адрес подтверждён",
            "новый адрес",
            "送付先変更",
            "メール済み",
            "住所変更",
            "주소 변경",
            "이메일 확인",
            "-",
            "",
        ] {
            assert_ne!(says(note), Some(Said::Address), "{note}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_note_can_be_looked_at(note in "(\\PC|mail |adres |nie działa|邮箱|已停用|a@b|use |[ ,.!?-]|30/9){0,16}") {
            says(&note);
        }
    }
}
