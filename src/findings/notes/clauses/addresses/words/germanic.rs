//! What is said of addresses in English, German and Dutch.

use super::super::Addresses;

pub(super) const ENGLISH: Addresses = Addresses {
    before: &[
        "the", "this", "that", "his", "her", "their", "our", "old", "first", "current", "given", "listed",
        "registered", "please", "pls", "note", "attention", "parents'", "mother's", "father's", "mother’s", "father’s",
        "work", "private", "personal", "and", "but", "sadly", "unfortunately", "contact",
    ],
    mails: &["e-mail address", "email address", "mail address", "e-mail", "email", "mailbox", "mail", "inbox"],
    addresses: &["address"],
    links: &[
        "is", "was", "are", "has", "has been", "seems", "appears", "now", "currently", "apparently", "to be", "it",
        "already", "also",
    ],
    dead: &[
        "no longer valid", "not valid", "invalid", "no longer in use", "not in use", "no longer used",
        "no longer exists", "does not exist", "doesn't exist", "doesn’t exist", "does not exist any more",
        "doesn't exist any more", "dead", "does not work", "doesn't work", "doesn’t work", "not working",
        "no longer works", "no longer working", "no longer active", "not active", "inactive", "disabled",
        "deactivated", "closed", "deleted", "wrong", "incorrect", "out of date", "outdated", "obsolete", "expired",
        "bounces", "bounced", "bouncing", "undeliverable", "unreachable", "is full", "full", "old", "not right",
        "unknown", "blocked",
    ],
    changed: &["changed", "has changed", "have changed", "changed their", "changed his", "changed her"],
    orders: &[
        "do not use this address", "don't use this address", "do not use this e-mail", "do not use this email",
        "don't use this email", "do not write to this address", "do not send to this address",
        "do not send to this email", "pause sending", "sending paused", "suspend sending", "sending suspended",
        "pause all mails", "pause mails",
    ],
    elsewhere: &["use", "write to", "send to", "send it to", "mail to", "forward to", "use only"],
    others: &[
        "the", "a", "his", "her", "their", "other", "another", "new", "different", "alternative", "second", "mother's",
        "father's", "parents'", "mother’s", "father’s", "parents’", "mum's", "dad's", "work", "private", "personal",
        "office", "school", "secretary's",
    ],
    behind: &[
        "any more", "anymore", "now", "instead", "please", "thanks", "thank you", "since", "from", "on", "of",
        "at the moment", "until further notice", "for now", "permanently", "it", "to the", "again",
    ],
};

pub(super) const GERMAN: Addresses = Addresses {
    before: &[
        "die", "diese", "dieses", "seine", "ihre", "unsere", "alte", "angegebene", "hinterlegte", "bitte", "achtung",
        "und", "aber", "leider", "das", "der",
    ],
    mails: &[
        "e-mail-adresse", "email-adresse", "emailadresse", "e-mailadresse", "mail-adresse", "mailadresse", "e-mail",
        "email", "mail", "postfach", "mailkonto",
    ],
    addresses: &["adresse", "anschrift"],
    links: &[
        "ist", "war", "wurde", "hat", "hat sich", "scheint", "wohl", "inzwischen", "leider", "jetzt", "derzeit", "nun",
        "auch", "schon",
    ],
    dead: &[
        "ungültig", "nicht gültig", "nicht mehr gültig", "veraltet", "nicht mehr aktuell", "nicht aktuell",
        "existiert nicht", "existiert nicht mehr", "gibt es nicht mehr", "tot", "funktioniert nicht",
        "funktioniert nicht mehr", "geht nicht", "geht nicht mehr", "nicht erreichbar", "nicht mehr erreichbar",
        "inaktiv", "deaktiviert", "abgeschaltet", "gelöscht", "stillgelegt", "falsch", "stimmt nicht",
        "stimmt nicht mehr", "fehlerhaft", "unzustellbar", "nicht zustellbar", "kommt zurück", "voll",
        "nicht mehr in gebrauch", "nicht mehr genutzt", "wird nicht mehr genutzt", "nicht mehr verwenden",
        "nicht verwenden", "nicht mehr benutzen",
    ],
    changed: &["geändert", "hat geändert", "neu vergeben", "gewechselt", "hat gewechselt"],
    orders: &[
        "diese adresse nicht verwenden",
        "diese adresse nicht mehr verwenden",
        "nicht an diese adresse",
        "versand pausieren",
        "versand aussetzen",
        "versand ausgesetzt",
        "versand pausiert",
        "vorerst nichts senden",
        "vorerst nicht senden",
        "vorerst nichts schicken",
    ],
    elsewhere: &["an", "schicken an", "senden an", "schreiben an", "mail an", "nur an", "verwenden", "weiterleiten an"],
    others: &[
        "der mutter", "des vaters", "die", "der", "andere", "anderen", "neue", "neuen", "zweite", "mutter", "private",
        "dienstliche", "büro", "geschäftliche", "persönliche", "schul",
    ],
    behind: &[
        "mehr", "bitte", "senden", "schicken", "schreiben", "verwenden", "benutzen", "mailen", "seit", "ab", "zum",
        "vom", "am", "derzeit", "zurzeit", "momentan", "bis auf weiteres", "danke", "der mutter", "des vaters",
        "der eltern", "stattdessen", "nicht mehr",
    ],
};

pub(super) const DUTCH: Addresses = Addresses {
    before: &[
        "het", "de", "dit", "deze", "zijn", "haar", "hun", "oude", "oud", "graag", "aub", "let op", "en", "maar",
        "helaas",
    ],
    mails: &["e-mailadres", "emailadres", "mailadres", "e-mail", "email", "mail", "mailbox", "postvak"],
    addresses: &["adres"],
    links: &["is", "was", "werd", "blijkt", "lijkt", "nu", "inmiddels", "heeft", "is nu"],
    dead: &[
        "ongeldig", "niet geldig", "niet meer geldig", "bestaat niet", "bestaat niet meer", "dood", "werkt niet",
        "werkt niet meer", "niet meer in gebruik", "niet in gebruik", "niet meer actief", "inactief", "gedeactiveerd",
        "opgeheven", "verwijderd", "afgesloten", "fout", "onjuist", "verkeerd", "klopt niet", "klopt niet meer",
        "verouderd", "komt terug", "bounced", "bouncet", "vol", "niet bereikbaar", "onbestelbaar", "niet gebruiken",
        "niet meer gebruiken",
    ],
    changed: &["gewijzigd", "is gewijzigd", "veranderd", "is veranderd"],
    orders: &[
        "dit adres niet gebruiken",
        "dit adres niet meer gebruiken",
        "niet naar dit adres",
        "verzending pauzeren",
        "verzending opschorten",
        "verzending opgeschort",
        "voorlopig niet sturen",
        "voorlopig niets sturen",
    ],
    elsewhere: &["naar", "sturen naar", "mailen naar", "schrijven naar", "gebruik", "stuur naar", "mail naar"],
    others: &[
        "van moeder", "van vader", "het", "de", "ander", "andere", "nieuw", "nieuwe", "tweede", "haar", "zijn",
        "privé", "zakelijk", "zakelijke",
    ],
    behind: &[
        "meer", "graag", "aub", "sturen", "mailen", "gebruiken", "sinds", "per", "vanaf", "van", "bedankt",
        "voorlopig", "tot nader bericht", "van moeder", "van vader", "van de moeder", "van de vader",
    ],
};
