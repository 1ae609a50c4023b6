//! Who has gone elsewhere, or died: `moved to another practice`, `ya no es socio`, `Whiskers died in November`.

mod words;

use self::words::PLACES;
pub(super) use self::words::{AT_BEGIN, DIED, IN_PEACE, LEFT, LETTERS, ORDERS};
use super::{behind, is_end, is_stop, over};
use crate::findings::calendar;

/// Whether what stands behind a word of [`LEFT`] is a place, and no more: `left the company`, and not `left the company car`.
pub(super) fn is_from_place(behind_left: &str) -> bool {
    let rest = behind_left.trim_start().to_lowercase();
    let behind_place = |place: &str| rest.strip_prefix(place).filter(|rest| ends_or_when(rest));
    PLACES.iter().any(|place| behind_place(place).is_some())
}

/// Whether a clause says of somebody who is named, or of nobody, that he died, and when: no `Mozart died in 1791`.
pub(super) fn is_death(before: &str, behind: &str) -> bool {
    const MOST: usize = 5;
    let is_about_one = before.split_whitespace().count() <= MOST;
    let has_old_year = || {
        let mut words = behind.split(|c: char| !c.is_ascii_digit());
        words.any(|word| word.len() == 4 && word < "2000")
    };
    is_about_one && ends_or_when(behind) && !has_old_year()
}

/// Whether nothing comes behind a word, or when that was.
fn ends_or_when(rest: &str) -> bool {
    const WHEN: [&str; 21] = [
        "last", "recently", "yesterday", "today", "this week", "this month", "this year", "earlier", "suddenly",
        "aged", "and", "letzte", "letzten", "gestern", "kürzlich", "und", "hace", "ayer", "récemment", "et", "y",
    ];
    const BEFORE: [&str; 12] = ["in", "on", "since", "im", "seit", "en", "el", "le", "a", "il", "em", "op"];
    if !is_end(rest) {
        return false;
    }
    let text = rest.trim_start();
    let is_next = |words: &[&str]| words.iter().any(|word| behind(text, word).is_some_and(is_end));
    let is_month = |word: &str| {
        let month = behind(text, word)?.strip_prefix(' ')?.split(|c: char| !c.is_alphabetic()).next()?;
        calendar::month(&month.to_lowercase())
    };
    text.chars().next().is_none_or(|c| is_stop(c) || matches!(c, '?' | '/' | '\n' | '\r'))
        || over::is_day(rest)
        || is_next(&WHEN)
        || BEFORE.iter().any(|word| is_month(word).is_some())
}

/// `RIP, put to sleep`, `Q.E.P.D.`: in capitals, as a rip in a jacket is not.
pub(super) fn rests_in_peace(text: &str) -> bool {
    let rest = |sign: &str| text.strip_prefix(sign).filter(|rest| is_end(rest));
    IN_PEACE.iter().find_map(|sign| rest(sign)).is_some_and(|rest| {
        let rest = rest.trim_start();
        rest.chars().next().is_none_or(is_stop) || over::is_day(rest)
    })
}

/// `已于11月去世`
pub(super) fn is_gone_in_chinese(text: &str) -> bool {
    const LONGEST: usize = 60;
    const VERBS: [&str; 12] =
        ["去世", "过世", "病逝", "离世", "离职", "退学", "转学", "退会", "离校", "毕业", "搬走", "注销"];
    let rest = text.strip_prefix("已于").or_else(|| text.strip_prefix("已在"));
    rest.is_some_and(|rest| {
        let clause = rest.split(is_stop).next().unwrap_or_default();
        rest.len() <= LONGEST && VERBS.iter().any(|verb| clause.ends_with(verb))
    })
}

#[cfg(test)]
mod tests {
    use super::super::told::{Told, told};
    use super::super::{inside, not_shown, whole};
    use super::*;

    #[test]
    fn who_has_gone_or_died_is_known() {
        for note in [
            "RIP, put to sleep 3 Nov",
            "RIP",
            "RIP 3 Nov",
            "Q.E.P.D.",
            "Whiskers RIP",
            "put to sleep in October",
            "Whiskers died in November",
            "has died",
            "passed away in November",
            "The dog has died",
            "Do not send reminder",
            "please don't send this",
            "has left the practice",
            "has left the club in May",
            "moved to another practice",
            "Has moved to another vet.",
            "no longer ours",
            "Bella war alt, wurde eingeschläfert",
            "no enviar recibo",
            "Por favor, no enviar carta",
            "ya no es socio",
            "Pedro ya no es socio",
            "falleció en noviembre",
            "se fue a otra clínica",
            "Frau Kern arbeitet nicht mehr hier",
            "hat den Verein verlassen",
            "Minka ist im Mai gestorben",
            "kein Mitglied mehr",
            "nichts mehr schicken",
            "n'est plus membre du club",
            "ne pas envoyer de rappel",
            "est décédée le 3 mai",
            "a changé de cabinet",
            "non è più socio",
            "non inviare la ricevuta",
            "è deceduto il 3 maggio",
            "já não é sócia",
            "não enviar recibo",
            "faleceu em novembro",
            "geen lid meer",
            "niet versturen",
            "is overleden",
            "已过世",
            "已于11月去世",
            "无需发送",
            "亡くなりました",
            "退職済み",
            "送付不要",
        ] {
            assert!(not_shown(note).is_some(), "{note}");
        }
        for note in ["RIP, put to sleep 3 Nov", "Smudge (RIP)", "R.I.P."] {
            assert!(whole(note).or_else(|| inside(note)).is_some(), "{note}");
        }
    }

    #[test]
    fn what_is_said_of_others_is_left_alone() {
        for text in [
            "Rip in the left sleeve",
            "RIP routing and OSPF",
            "Mozart died in 1791 in Vienna",
            "The battery died on the way to the office",
            "Dr Smith has left the practice",
            "You have moved to another school",
            "Left the school bag in the garage",
            "Left the club house unlocked",
            "moved to another seat",
            "Please do not send this form by post",
            "Do not send it before you have read it",
            "Your mentor has left the company",
            "Wir haben den Verein verlassen",
            "We put to sleep mode after an hour",
            "put to the vote",
            "no longer needs a lift",
            "ya no es necesario llamar",
            "ya no come carne",
            "n'est plus nécessaire",
            "já não é preciso",
            "nicht mehr so schüchtern",
            "已于11月付款",
            "已在毕业设计中获奖",
            "返信不要",
            "",
        ] {
            assert_ne!(told(text), Some(Told::NotToBeSent), "{text}");
            assert_eq!((whole(text), not_shown(text)), (None, None), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_note_can_be_looked_at(note in "(RIP|已于|Rex died|left the)?[ ,(]?(in |on |club )?\\PC{0,10}") {
            let _ = (rests_in_peace(&note), is_gone_in_chinese(&note), is_from_place(&note), is_death("", &note));
            not_shown(&note);
        }
    }
}
