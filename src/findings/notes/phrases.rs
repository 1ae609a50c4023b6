//! What is written about somebody and not to them, in lower case, by where in a clause it stands.

/// That a letter is not to leave, wherever it stands.
pub(super) const NOT_SENT_ANYWHERE: [&str; 108] = [
    "please do not write to her", "do not write to her", "do not write to him", "do not write to them",
    "do not write to the parents", "do not write to the family", "don't write to her", "don't write to him",
    "don't write to them", "not to be contacted", "must not be contacted", "not to be invited", "do not invite again",
    "do not send to the parents", "no more invoices", "no more mails", "no more letters", "nicht anschreiben",
    "nicht mehr anschreiben", "nicht kontaktieren", "nicht mehr kontaktieren", "nicht anmailen", "nicht mehr anmailen",
    "nicht mehr einladen", "nicht rausschicken", "nicht abschicken", "noch nicht schicken", "noch nicht senden",
    "noch nicht versenden", "noch nicht verschicken", "keine rechnung schicken", "keine rechnung senden",
    "keine rechnung stellen", "keine rechnung verschicken", "keine rechnung mehr", "keine rechnungen mehr",
    "keine mahnung schicken", "keine mails mehr", "keine mail mehr", "keine post mehr", "keine briefe mehr",
    "keine einladung schicken", "keine einladung mehr", "ne plus envoyer", "ne plus écrire", "ne plus contacter",
    "ne plus relancer", "ne rien envoyer", "no enviar nada", "no mandar nada", "no enviarle", "no escribirle",
    "先别发", "先不发", "先不要发", "暂不发", "暂缓发", "暂时不发", "暂时别发", "不要发给", "别发给", "不发给",
    "先别寄", "复核后再发", "复核完再发", "核实后再发", "补录后再发", "确认后再发", "不要联系", "勿联系", "别告诉",
    "不要告诉", "kein brief mehr", "keinen brief mehr", "keinen brief senden", "keinen brief schicken",
    "keinen brief verschicken", "keine briefe schicken", "keine briefe senden", "kein anschreiben mehr",
    "keinen newsletter mehr", "keine mails schicken", "keine mail schicken", "no further letters", "no further mail",
    "no further mails", "no further emails", "no more emails", "no more post", "stop sending", "stop mailing",
    "plus de courrier", "plus aucun courrier", "ne plus lui envoyer", "ne pas lui envoyer", "ne pas lui écrire",
    "aucun courrier à", "no más cartas", "no enviar más", "no mandar más", "no enviarles", "别再发", "不要再发",
    "勿再发", "勿再寄", "不要寄", "停止发送", "勿寄",
];

/// The same of an order, with nothing behind it that is asked of the reader.
pub(super) const NOT_SENT: [&str; 71] = [
    "do not send", "don't send", "don’t send", "dont send", "send no confirmation", "send no receipt",
    "send no letter", "do not mail", "do not email", "do not e-mail", "do not ship", "do not post", "do not write",
    "do not contact", "don't contact", "do not invite", "do not invoice", "do not bill", "do not remind",
    "do not tell", "don't tell", "don’t tell", "not for sending", "no invoice", "no invoices", "no mail", "no mails",
    "no letter", "no reminder", "nicht senden", "nicht versenden", "nicht verschicken", "nicht schicken",
    "nicht einladen", "nicht informieren", "nicht weitersagen", "keine rechnung", "keine post", "keine mail",
    "keine mails", "kein versand", "ne pas envoyer", "ne pas contacter", "ne pas écrire", "ne pas relancer",
    "ne pas facturer", "ne pas inviter", "ne pas dire", "no enviar", "no mandar", "no contactar", "no escribir",
    "no avisar", "no facturar", "no invitar", "non inviare", "non contattare", "no letters", "no emails", "no e-mails",
    "kein brief", "keinen brief", "keine briefe", "kein anschreiben", "keine einladung", "keine mahnung",
    "pas de courrier", "pas de lettre", "pas de facture", "pas d'envoi", "sin factura",
];

/// What is not to leave, by the verb behind it: `keine Bestätigung` alone is one that has not come.
pub(super) const NONE_SENT: [&str; 16] = [
    "keine bestätigung", "keine bestätigungen", "keine anmeldebestätigung", "keine teilnahmebestätigung",
    "keine bescheinigung", "keine quittung", "keine erinnerung", "keine urkunde", "kein zertifikat", "kein zeugnis",
    "kein bescheid", "keinen bescheid", "kein schreiben", "keine e-mail", "keine e-mails", "keinen newsletter",
];

/// Those verbs.
pub(super) const SENT: [&str; 14] = [
    "schicken", "senden", "verschicken", "versenden", "zuschicken", "zusenden", "mailen", "ausstellen",
    "mehr schicken", "mehr senden", "mehr verschicken", "mehr versenden", "per mail", "per e-mail",
];

/// What is said of those who are no longer there, at the beginning of a clause.
pub(super) const GONE_AT_BEGIN: [&str; 135] = [
    "cancelled by phone", "cancelled by mail", "cancelled by email", "cancelled by e-mail", "cancelled by letter",
    "cancelled by her", "cancelled by him", "cancelled by customer", "cancelled by the customer",
    "cancelled by client", "cancelled her", "cancelled his", "cancelled their", "cancelled membership", "cancelled on",
    "canceled by phone", "canceled by mail", "canceled by email", "canceled by customer", "canceled on",
    "has cancelled", "has canceled", "resigned", "has resigned", "has moved away", "moved, address unknown",
    "moved address unknown", "address unknown", "bounced", "mail bounced", "mails bounce", "email bounced", "withdrew",
    "has withdrawn", "left the company", "no longer a member", "no longer works", "no longer at", "gekündigt zum",
    "gekündigt am", "gekündigt per", "gekündigt ab", "hat gekündigt", "telefonisch gekündigt", "telefonisch abgesagt",
    "telefonisch storniert", "hat abgesagt", "hat storniert", "kündigung zum", "kündigung liegt vor",
    "kündigung eingegangen", "austritt zum", "ausgetreten zum", "ist ausgetreten", "unbekannt verzogen",
    "a démissionné", "a résilié", "résilié le", "résilié par", "annulé par", "se dio de baja", "se ha dado de baja",
    "dado de baja", "dada de baja", "canceló", "abgemeldet zum", "abgemeldet ab", "abgemeldet am", "abgemeldet seit",
    "ist abgemeldet", "wurde abgemeldet", "kind abgemeldet", "sohn abgemeldet", "tochter abgemeldet",
    "schüler abgemeldet", "schülerin abgemeldet", "schule verlassen", "schule gewechselt", "vater verstorben",
    "mutter verstorben", "ist verstorben", "ist gestorben", "leider verstorben", "father died", "mother died",
    "husband died", "wife died", "father deceased", "mother deceased", "father passed away", "mother passed away",
    "has passed away", "child withdrawn", "child has left", "pupil has left", "student has left",
    "has left the school", "has left the company", "est décédé", "est décédée", "père décédé", "mère décédée",
    "a quitté l'école", "a quitté le collège", "a quitté l'association", "padre fallecido", "madre fallecida",
    "ha fallecido", "causa baja", "父亲已故", "母亲已故", "父亲去世", "母亲去世", "已病故", "abmeldung liegt vor",
    "abmeldung eingegangen", "abmeldung zum", "stornierung liegt vor", "stornierung eingegangen", "storno liegt vor",
    "rücktritt liegt vor", "widerruf liegt vor", "austritt liegt vor", "cancellation received", "withdrawal received",
    "résiliation reçue", "baja solicitada", "disdetta ricevuta", "家长已拉黑", "家长拉黑", "已拉黑", "被拉黑",
    "被家长拉黑", "对方已拉黑", "家长已屏蔽",
];

/// What nobody says to the one whom it is about.
pub(super) const ANYWHERE: [&str; 87] = [
    "weak accept", "weak reject", "strong reject", "borderline accept", "borderline reject", "desk reject",
    "weak paper", "accepted only because", "only accepted because", "difficult customer", "difficult client",
    "difficult parent", "difficult parents", "difficult mother", "difficult father", "difficult family",
    "difficult guest", "difficult person", "always pays late", "never pays on time", "never pays in time",
    "slow payer", "late payer", "bad payer", "troublemaker", "complains a lot", "complains about everything",
    "always complains", "always complaining", "still to be clarified", "needs to be clarified", "not yet approved by",
    "parents must not know", "querulant", "querulantin", "nörgler", "nervensäge", "zahlt nie", "zahlt immer zu spät",
    "zahlt immer spät", "zahlt schlecht", "schlechter zahler", "säumiger zahler", "schwieriger kunde",
    "schwierige kundin", "schwierige eltern", "schwierige familie", "beschwert sich immer", "beschwert sich ständig",
    "noch klären", "noch zu klären", "noch abklären", "noch abzuklären", "muss noch geklärt werden",
    "eltern wissen nichts", "wartet auf freigabe", "noch nicht freigegeben", "mauvais payeur",
    "paie toujours en retard", "client difficile", "parents difficiles", "se plaint toujours", "à voir avec",
    "À voir avec", "À confirmer avec", "à confirmer avec", "mal pagador", "cliente moroso", "es moroso", "es morosa",
    "paga tarde", "nunca paga", "siempre se queja", "padres difíciles", "cliente difícil", "por aclarar", "主任看过",
    "领导看过", "等领导", "待核实", "需核实", "待核对", "家里情况复杂", "家庭情况复杂", "难缠", "内部备注", "仅内部",
];

/// What is to be found out, at the beginning of a clause.
pub(super) const AT_BEGIN: [&str; 44] = [
    "reviewer 1:", "reviewer 2:", "reviewer 3:", "see mail from", "see mail of", "see email from", "see e-mail from",
    "see her mail", "see his mail", "see her email", "see his email", "check with her", "check with him",
    "rücksprache mit", "rücksprache halten", "rücksprache nötig", "rücksprache!", "erst nach rücksprache",
    "erst nach freigabe", "s. mail", "s. e-mail", "s.mail", "siehe mail", "siehe e-mail", "lt. mail", "lt. e-mail",
    "laut mail", "lt. telefonat", "laut telefonat", "lt. tel", "nachfragen bei", "mahnstufe", "cf. mail",
    "cf. courriel", "voir mail", "voir son mail", "en attente de réponse de", "ver correo de", "ver mail de",
    "pendiente de hablar", "pendiente de aclarar", "问一下", "问问", "找时间问",
];

/// The same at the end of one.
pub(super) const AT_END: [&str; 25] = [
    "to be clarified", "to clarify", "still to check", "still to be checked", "needs checking", "needs clarification",
    "double-check", "zu klären", "klären", "abklären", "nachhaken", "noch prüfen", "noch nachfragen",
    "nochmal nachfragen", "nochmal prüfen", "noch checken", "à vérifier", "À vérifier", "à clarifier", "à revoir",
    "por verificar", "da verificare", "da chiarire", "再确认", "再核实",
];

/// The same of all of a clause.
pub(super) const ALONE: [&str; 20] = [
    "check again", "to check", "to be checked", "unclear", "prüfen", "unklar", "nachfragen", "fragen", "vérifier",
    "à contrôler", "verificar", "revisar", "controllare", "挂科", "待问", "有问题", "存疑", "难搞", "待查", "先放着",
];

/// What is to be said to somebody, whose name comes next.
pub(super) const PEOPLE: [&str; 24] = [
    "ask", "ask mr", "ask mrs", "ask ms", "check with", "please check with", "clarify with", "talk to", "speak to",
    "speak with", "call", "wait for", "frag", "frage", "klären mit", "absprechen mit", "besprechen mit", "demander à",
    "voir avec", "preguntar a", "consultar con", "hablar con", "chiedere a", "parlare con",
];
