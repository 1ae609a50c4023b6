//! What is kept from the one whom it is about, in lower case.

/// Wherever it stands, unless the reader is spoken to.
pub(super) const ANYWHERE: [&str; 69] = [
    "on the redundancy list", "will be made redundant", "to be made redundant", "will be laid off", "to be laid off",
    "is to be dismissed", "must not know", "must not find out", "is not to know", "not to be told", "keep this from",
    "custody dispute", "custody battle", "restraining order", "no contact with the father",
    "no contact with the mother", "soll gekündigt werden", "soll entlassen werden", "wird demnächst entlassen",
    "kündigung geplant", "kündigung vorgesehen", "auf der kündigungsliste", "weiß noch nichts", "weiss noch nichts",
    "darf nichts erfahren", "darf es nicht erfahren", "dürfen nichts erfahren", "darf davon nichts wissen",
    "nichts davon sagen", "sorgerechtsstreit", "kontaktverbot", "va être licencié", "va être licenciée",
    "sera licencié", "sera licenciée", "licenciement prévu", "n'est pas au courant", "n’est pas au courant",
    "ne doit pas le savoir", "ne doivent pas le savoir", "va a ser despedido", "va a ser despedida", "será despedido",
    "será despedida", "despido previsto", "no debe saberlo", "no deben saberlo", "orden de alejamiento", "勿告知本人",
    "勿告知家长", "勿告知父母", "勿告知父亲", "勿告知母亲", "勿告知对方", "勿告知客户", "勿告知员工", "勿告知学生",
    "勿告知孩子", "勿告诉本人", "勿告诉家长", "不要告知本人", "不要告知家长", "暂勿告知", "暂不告知", "拟裁员",
    "拟辞退", "拟开除", "准备辞退", "裁员名单",
];

/// Orders, with nothing behind them that is asked of the reader.
pub(super) const ORDERS: [&str; 30] = [
    "do not mention", "don't mention", "don’t mention", "do not inform", "don't inform", "do not let him know",
    "do not let her know", "do not release", "nichts sagen", "nicht mitteilen", "nicht erwähnen", "nicht sagen",
    "ne pas transmettre", "ne pas communiquer", "ne pas informer", "ne pas prévenir", "ne pas mentionner",
    "ne pas lui dire", "ne pas le dire", "ne rien dire", "no decir", "no decirle", "no decirles", "no decírselo",
    "no informar", "no comunicar", "no mencionar", "no contar", "non dire", "non comunicare",
];

/// What is all of a clause, as the reason of an order.
pub(super) const ALONE: [&str; 9] = [
    "court order",
    "by court order",
    "speak to safeguarding first",
    "check with safeguarding first",
    "safeguarding issue",
    "gerichtsbeschluss",
    "ordonnance du juge",
    "orden judicial",
    "对本人保密",
];

/// At the end of a clause of few words.
pub(super) const AT_END: [&str; 10] = [
    "does not know yet", "doesn't know yet", "doesn’t know yet", "do not know yet", "weiß es noch nicht",
    "weiß noch nicht bescheid", "ne le sait pas encore", "no lo sabe todavía", "todavía no lo sabe", "aún no lo sabe",
];

/// In Chinese, whom it is about stands at the beginning: `此人拟四月裁员`.
pub(super) const BEGINS: [&str; 1] = ["此人"];

/// Who is kept from it, behind such an order.
pub(super) const BEHIND: [&str; 44] = [
    "to father", "to mother", "to dad", "to mum", "to mom", "to the father", "to the mother", "to the child",
    "to his father", "to his mother", "to her father", "to her mother", "to either parent", "to parent",
    "to anyone at", "to the customer", "to the client", "to customer", "to client", "to the employee", "to employee",
    "dem vater", "der mutter", "den eltern", "dem kunden", "an den vater", "an die mutter", "an die eltern",
    "an den kunden", "au père", "à la mère", "au client", "à l'intéressé", "à l'intéressée", "à l’intéressé",
    "à l’intéressée", "au salarié", "al padre", "a la madre", "al cliente", "al interesado", "a la interesada",
    "al empleado", "a la empleada",
];
