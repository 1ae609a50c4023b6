//! What is said of addresses in French and Italian.

use super::super::Addresses;

pub(super) const FRENCH: Addresses = Addresses {
    before: &[
        "l'", "l’", "la", "le", "cette", "cet", "ce", "son", "sa", "ancienne", "ancien", "merci de", "svp",
        "attention", "et", "mais", "malheureusement",
    ],
    mails: &[
        "adresse e-mail",
        "adresse email",
        "adresse mail",
        "adresse électronique",
        "courriel",
        "e-mail",
        "email",
        "mail",
        "boîte mail",
        "messagerie",
        "boîte aux lettres électronique",
    ],
    addresses: &["adresse"],
    links: &[
        "est", "a été", "était", "a", "semble", "désormais", "maintenant", "actuellement", "n'est", "n’est", "ne",
        "n'", "n’", "plus",
    ],
    dead: &[
        "invalide", "plus valide", "pas valide", "non valide", "n'existe plus", "n’existe plus", "n'existe pas",
        "inexistante", "morte", "mort", "ne fonctionne plus", "ne fonctionne pas", "ne marche plus", "ne marche pas",
        "fonctionne plus", "plus utilisée", "plus utilisé", "périmée", "obsolète", "inactive", "inactif", "désactivée",
        "désactivé", "fermée", "fermé", "supprimée", "supprimé", "erronée", "erroné", "fausse", "faux", "incorrecte",
        "incorrect", "revient", "rejetée", "rejeté", "pleine", "saturée", "à ne plus utiliser", "ne plus utiliser",
        "ne pas utiliser",
    ],
    changed: &[
        "changé", "a changé", "a changé d'", "a changé de", "changement d'", "changement de", "modifiée", "modifié",
    ],
    orders: &[
        "ne pas utiliser cette adresse",
        "ne plus utiliser cette adresse",
        "ne pas écrire à cette adresse",
        "ne plus écrire à cette adresse",
        "ne pas envoyer à cette adresse",
        "ne plus envoyer à cette adresse",
        "suspendre l'envoi",
        "suspendre l’envoi",
        "suspendre les envois",
        "envoi suspendu",
        "envois suspendus",
        "pause des envois",
    ],
    elsewhere: &[
        "écrire à", "écrire au", "écrire sur", "envoyer à", "envoyer au", "envoyer sur", "utiliser", "adresser à",
    ],
    others: &[
        "de la mère", "du père", "personnelle", "professionnelle", "privée", "l'", "l’", "la", "le", "son", "sa",
        "autre", "une autre", "nouvelle", "nouveau", "deuxième", "seconde", "un autre",
    ],
    behind: &[
        "plus", "merci", "svp", "depuis", "le", "du", "de", "pour l'instant", "pour le moment", "jusqu'à nouvel ordre",
        "de la mère", "du père", "personnelle", "professionnelle", "privée", "perso", "pro",
    ],
};

pub(super) const ITALIAN: Addresses = Addresses {
    before: &[
        "l'", "l’", "la", "il", "questo", "questa", "il suo", "la sua", "vecchio", "vecchia", "per favore",
        "attenzione", "e", "ma", "purtroppo",
    ],
    mails: &[
        "indirizzo e-mail", "indirizzo email", "indirizzo mail", "indirizzo di posta", "posta elettronica", "e-mail",
        "email", "mail", "casella di posta", "casella mail", "casella",
    ],
    addresses: &["indirizzo"],
    links: &["è", "era", "è stato", "è stata", "ha", "risulta", "sembra", "ora", "attualmente", "ormai"],
    dead: &[
        "non valido", "non valida", "non più valido", "non più valida", "non è più valido", "inesistente",
        "non esiste", "non esiste più", "non funziona", "non funziona più", "non attivo", "non attiva",
        "non più attivo", "non più attiva", "inattivo", "inattiva", "disattivato", "disattivata", "dismesso",
        "dismessa", "chiuso", "chiusa", "cancellato", "cancellata", "eliminato", "eliminata", "errato", "errata",
        "sbagliato", "sbagliata", "scorretto", "obsoleto", "obsoleta", "rimbalza", "torna indietro", "piena",
        "scaduto", "scaduta", "non usare", "da non usare",
    ],
    changed: &["cambiato", "cambiata", "è cambiato", "è cambiata", "ha cambiato", "cambio"],
    orders: &[
        "non usare questo indirizzo",
        "non usare questa mail",
        "non usare questa email",
        "non scrivere a questo indirizzo",
        "non scrivere a questa mail",
        "non inviare a questo indirizzo",
        "non inviare a questa mail",
        "sospendere invio",
        "sospendere l'invio",
        "sospendere gli invii",
        "invio sospeso",
        "invii sospesi",
    ],
    elsewhere: &[
        "scrivere a", "scrivere alla", "scrivere all'", "scrivere al", "inviare a", "inviare alla", "inviare all'",
        "inviare al", "usare", "usare la", "usare l'",
    ],
    others: &[
        "l'", "la", "il", "altra", "altro", "altro suo", "un altro", "un'altra", "nuova", "nuovo", "seconda", "sua",
    ],
    behind: &[
        "più", "grazie", "per favore", "dal", "dal giorno", "il", "del", "della", "della madre", "del padre",
        "per ora", "fino a nuovo avviso", "personale", "di lavoro", "privata", "nuova", "nuovo",
    ],
};
