//! The words that notes begin with, in lower case, in a dozen languages.

/// What people write where something is to come, in lower case, and nothing else.
pub(super) const TO_COME: [&str; 66] = [
    "tbc", "tbd", "tba", "n.n.", "n. n.", "t.b.c.", "t.b.d.", "t.b.a.", "to do", "to come", "to follow",
    "to be confirmed", "to be added", "to be announced", "to be advised", "to be decided", "to be determined",
    "to be defined", "to be completed", "to be filled in", "to be provided", "à venir", "placeholder", "not yet known",
    "wird nachgereicht", "wird noch ergänzt", "noch offen", "noch zu klären", "folgt noch", "por definir",
    "por confirmar", "por determinar", "por completar", "a definir", "a confirmar", "a determinar", "a completar",
    "à compléter", "à définir", "à confirmer", "à préciser", "à déterminer", "da definire", "da confermare",
    "da completare", "nog te bepalen", "nog in te vullen", "do uzupełnienia", "do ustalenia", "уточняется",
    "будет позже", "未定", "稍后补充", "后补", "to be filled", "to be written", "to be inserted", "noch zu ergänzen",
    "zu ergänzen", "noch ausfüllen", "por rellenar", "a rellenar", "à remplir", "da compilare", "da inserire",
    "a preencher",
];

/// What a form has in its fields until somebody fills them in.
pub(super) const FORMS: [&str; 31] = [
    "please select", "please select one", "please choose", "select an option", "choose an item", "choose an option",
    "insert text here", "insert text", "enter text here", "enter text", "type text here", "type here",
    "your text here", "text here", "bitte wählen", "bitte auswählen", "bitte ausfüllen", "text hier eingeben",
    "hier text eingeben", "text eingeben", "seleccione una opción", "seleccione", "escriba aquí", "elija un elemento",
    "choisissez un élément", "veuillez choisir", "saisir le texte ici", "scegliere un elemento", "kies een item",
    "请选择", "請選擇",
];

/// The same, whatever follows.
pub(super) const FORMS_BEGIN: [&str; 11] = [
    "click or tap", "click here to enter", "klicken oder tippen sie", "klicken sie hier, um",
    "wählen sie ein element aus", "cliquez ou appuyez ici", "cliquez ici pour", "haga clic o pulse aquí",
    "haga clic aquí para", "fare clic o toccare qui", "klik of tik om",
];

/// What fingers type to see something in a cell.
pub(super) const KEYS: [&str; 17] = [
    "asdf", "asdfg", "asdfgh", "asdfasdf", "asdf asdf", "qwerty", "qwertz", "azerty", "blah", "blah blah",
    "blah blah blah", "bla bla", "bla bla bla", "foo", "foobar", "foo bar", "dummy text",
];

/// Who stands in a row by which somebody tries a list.
pub(super) const TESTERS: [&str; 40] = [
    "test user", "testuser", "test account", "test person", "test customer", "test student", "test pupil",
    "test member", "test name", "testy mctestface", "testperson", "testnutzer", "testbenutzer", "testkunde",
    "testkonto", "testschüler", "testmitglied", "max mustermann", "erika mustermann", "frau mustermann",
    "herr mustermann", "usuario de prueba", "usuario prueba", "cliente de prueba", "alumno de prueba",
    "utilisateur test", "utilisateur de test", "client test", "compte test", "élève test", "utente di prova",
    "测试用户", "测试账号", "测试人员", "测试员", "测试员工", "测试学生", "测试客户", "测试姓名", "测试数据",
];

/// What may be a value of its column too, as `pending` of a state.
pub(super) const PERHAPS_TO_COME: [&str; 41] = [
    "pending", "draft", "untitled", "ohne titel", "sans titre", "sin título", "sample", "pendiente", "borrador",
    "en attente", "brouillon", "offen", "entwurf", "ausstehend", "folgt", "in attesa", "bozza", "pendente", "略",
    "草稿", "待办", "调整中", "確認中", "确认中", "調整中", "調整中です", "要確認", "要确认", "検討中", "準備中",
    "手配中", "後日連絡", "後日ご連絡", "追って連絡", "placeholder text", "test row", "testing", "select", "error",
    "hold", "ignore",
];

/// What points to another cell.
pub(super) const ELSEWHERE: [&str; 23] = [
    "see above", "see below", "as above", "same as above", "same", "idem", "dito", "siehe oben", "siehe unten",
    "s. o.", "s.o.", "s. oben", "wie oben", "véase arriba", "ver arriba", "ídem", "voir ci-dessus", "voir plus haut",
    "vedi sopra", "zie boven", "见上", "同前", "如上",
];

/// What nobody writes into a letter: at the beginning of a value or of what is in brackets, in lower case.
pub(super) const NOT_TO_BE_SENT: [&str; 28] = [
    "do not send", "don't send", "don’t send", "dont send", "do not ship", "do not mail", "do not email",
    "do not e-mail", "not to be sent", "nicht senden", "nicht versenden", "nicht verschicken", "nicht schicken",
    "no enviar", "no mandar", "ne pas envoyer", "non inviare", "não enviar", "niet versturen", "nie wysyłać",
    "не отправлять", "勿发", "勿发送", "请勿发送", "請勿發送", "请勿发", "不要发送", "暂不发送",
];

/// The same, whatever follows the words.
pub(super) const INTERNAL: [&str; 20] = [
    "internal:", "note to self", "notes to self", "internal note", "internal notes", "internal use only",
    "internal only", "intern:", "interne notiz", "interne notizen", "nur intern", "nota interna", "note interne",
    "notas internas", "内部备注", "內部備註", "内部：", "仅供内部", "请勿外传", "不要外传",
];

/// What may be said to oneself, if nothing else is in a value or in brackets.
pub(super) const PERHAPS_INTERNAL: [&str; 17] = [
    "internal", "check this", "private", "not for parents", "not for the parents", "confidential",
    "strictly confidential", "vertraulich", "streng vertraulich", "confidencial", "confidentiel", "riservato",
    "vertrouwelijk", "内部", "保密", "机密", "機密",
];

/// What is said of somebody who gets no letter: alone, in brackets, or before a sign.
pub(super) const OVER: [&str; 61] = [
    "cancelled", "canceled", "withdrawn", "has left", "left the school", "left school", "left the club", "dropped out",
    "on hold", "duplicate", "bounced", "hard bounce", "delete", "deleted", "delete this", "delete this row",
    "delete row", "delete me", "expelled", "opted out", "undeliverable", "wrong address", "ausgetreten",
    "exmatrikuliert", "unbekannt verzogen", "unzustellbar", "dublette", "löschen", "duplicado", "eliminar", "doublon",
    "à supprimer", "已退学", "退学", "已休学", "休学", "已转学", "已离职", "离职", "已删除", "待删除", "unsubscribed",
    "storniert", "abgesagt", "gekündigt", "cancelado", "cancelada", "anulado", "anulada", "annulé", "annulée",
    "annullato", "已取消", "已退订", "作废", "abgemeldet", "désinscrit", "désinscrite", "已转走", "已转校", "已转出",
];

/// The same of the dead: a day may follow.
pub(super) const DEAD: [&str; 17] = [
    "deceased", "died", "has died", "passed away", "gestorben", "verstorben", "fallecido", "fallecida", "décédé",
    "décédée", "deceduto", "deceduta", "falecido", "overleden", "zmarł", "已故", "已去世",
];
