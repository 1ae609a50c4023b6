//! Mailboxes that nobody reads, by their names.

use crate::findings::starts::{Start, Starts};
use crate::mail::Address;

/// Those that take no mail, without signs between their words.
const READ_BY_NOBODY: [&str; 80] = [
    "bezodpowiedzi", "bittenichtantworten", "blackhole", "cevaplamayin", "devnull", "donotreply", "donotrespond",
    "dontreply", "eivastausta", "geenantwoord", "haishinsenyo", "haishinsenyou", "henshinfuka", "henshinfuyo",
    "henshinfuyou", "ikkesvar", "ingensvar", "keineantwort", "mailerdaemon", "naoresponda", "naorespondas",
    "naoresponder", "neodpovedat", "neodpovidat", "neodpovidejte", "neotvechai", "neotvechaite", "neotvechaj",
    "neotvechajte", "neotvechat", "neotvechay", "neotvechayte", "nepasrepondre", "nepasrépondre", "nerepondezpas",
    "nerépondezpas", "nessunarisposta", "nevalaszoljon", "nichtantworten", "nieodpowiadac", "nieodpowiadaj",
    "nieodpowiadać", "nietantwoorden", "nietbeantwoorden", "nietreageren", "nocontestar", "nocontestes",
    "nonrispondere", "nonrispondete", "noreplies", "noreply", "noresponda", "norespondas", "noresponder",
    "norespondre", "norespuesta", "nuraspunde", "nuraspundeti", "nãoresponda", "nãorespondas", "nãoresponder",
    "pasdereponse", "qingwuhuifu", "sansreponse", "semresposta", "sinrespuesta", "soushinsenyo", "soushinsenyou",
    "svarej", "svarikke", "svarinte", "unattended", "unmonitored", "wuhuifu", "wuxuhuifu", "yanitlamayin",
    "yanitlamayiniz", "勿回复", "請勿回覆", "请勿回复",
];

/// Whether an address says that nobody reads it: `no-reply`, `no.responder`, `nepasrepondre`.
pub(in crate::findings) fn is_unread(address: &Address) -> bool {
    static STARTS: Starts = Starts::of(&[&READ_BY_NOBODY]);
    // Asked of each address: without a text that is made for it.
    let mut bare = [0; 24];
    let mut count = 0;
    for octet in address.local_part().bytes().filter(|octet| !matches!(octet, b'-' | b'_' | b'.')) {
        let Some(place) = bare.get_mut(count) else { return false };
        *place = octet.to_ascii_lowercase();
        count += 1;
    }
    STARTS.may_have(Start::of(&bare[..count])) && READ_BY_NOBODY.iter().any(|name| name.as_bytes() == &bare[..count])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_that_nobody_reads_are_told_from_persons() {
        let is_one = |local_part: &str| is_unread(&Address::parse(&format!("{local_part}@telefonica.net")).unwrap());
        for local_part in [
            "noreply", "No-Reply", "do_not.reply", "no-responder", "NO.RESPONDER", "no_contestar", "nepasrepondre",
            "ne-pas-repondre", "ne-pas-répondre", "nichtantworten", "keine-antwort", "bitte-nicht-antworten",
            "naoresponda", "não-responder", "non-rispondere", "niet_beantwoorden", "nie-odpowiadac", "svar-ej",
            "ne-otvechayte", "qing.wu.hui.fu", "soushin-senyou", "mailer-daemon",
        ] {
            assert!(is_one(local_part), "{local_part}");
        }
        for local_part in [
            "n",
            "noreen.plym",
            "nora",
            "no.one",
            "respondek",
            "antwort",
            "noreplyanna",
            "rispondi",
            "a-very-long-name-of.nobody-at-all",
        ] {
            assert!(!is_one(local_part), "{local_part}");
        }
        assert!(READ_BY_NOBODY.is_sorted() && READ_BY_NOBODY.iter().all(|name| is_one(name)));
    }
}
