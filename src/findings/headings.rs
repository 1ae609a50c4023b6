//! What the headings of a list say: which columns hold somebody's name or number.

mod banks;
mod days;
mod halves;
mod limits;
mod posts;
mod remarks;
mod signed;

pub(super) use self::banks::is_of_bank;
pub(super) use self::days::{is_age, is_appointment, is_birth, is_due, is_of_any_day, is_paid};
pub(super) use self::halves::{Half, half, halves};
pub(super) use self::limits::most;
pub(super) use self::posts::is_post;
pub(super) use self::remarks::is_remark;
pub(super) use self::signed::is_signed;

/// Words of column names that hold somebody's number, in lower case.
const NUMBER_WORDS: [&str; 19] = [
    "id", "no", "nr", "num", "code", "roll", "token", "badge", "ticket", "ref", "account", "bib", "dossard", "dorsal",
    "pettorale", "startnummer", "licence", "licencia", "matricule",
];

/// The same for names.
const WORDS: [&str; 39] = [
    "name", "names", "nom", "noms", "nome", "nombre", "nombres", "naam", "nimi", "navn", "namn", "prénom", "prenom",
    "apellido", "apellidos", "cognome", "surname", "vorname", "nachname", "imię", "nazwisko", "имя", "фамилия", "фио",
    "student", "schüler", "élève", "eleve", "alumno", "alumna", "estudiante", "candidate", "participant", "recipient",
    "employee", "guest", "customer", "client", "member",
];

/// Parts of column names that do.
const PARTS: [&str; 55] = [
    "name", "姓名", "名字", "学号", "编号", "工号", "学籍", "准考证", "学生", "员工", "职工", "收件人", "称呼", "考生",
    "家长", "教师", "老师", "客户", "会员", "氏名", "名前", "受付番号", "申込番号", "受験番号", "登録番号", "社員番号",
    "会員番号", "整理番号", "管理番号", "이름", "성명", "student", "matric", "number", "pupil", "teilnehmer",
    "fullname", "participant", "numéro", "número", "身份证", "证号", "座号", "考号", "序号", "卡号", "编码", "单号",
    "票号", "流水号", "合同号", "受理号", "kennung", "kennziffer", "matrikel",
];

/// Parts of column names that do not, whatever else is in them.
const OTHERS: [&str; 12] =
    ["mail", "邮", "file", "attachment", "附件", "文件", "link", "url", "phone", "电话", "手机", "tel."];

/// Whether a heading, in lower case, is of a language that writes a comma before decimals.
pub(super) fn is_of_commas(name: &str) -> bool {
    const COMMON: [&str; 28] = [
        "vorname", "nachname", "anrede", "matrikelnummer", "betrag", "punkte", "prozent", "straße", "ort", "datum",
        "nom", "prénom", "prenom", "montant", "nombre", "apellido", "apellidos", "importe", "nome", "cognome", "naam",
        "achternaam", "navn", "namn", "imię", "nazwisko", "имя", "фамилия",
    ];
    words_of(name).any(|word| COMMON.contains(&word)) || name.contains(['ä', 'ö', 'ü', 'ß'])
}

/// Whether a heading, in lower case, is one of somebody's numbers: not of a room, which is for several.
pub(super) fn is_number(name: &str) -> bool {
    const SEVERAL: [&str; 15] = [
        "room", "zimmer", "raum", "house", "haus", "table", "tisch", "group", "gruppe", "bus", "habitación", "chambre",
        "教室", "房", "楼",
    ];
    is_identity(name)
        && !is_name(name)
        && !is_telephone(name)
        && !words_of(name).any(|word| SEVERAL.iter().any(|several| word.starts_with(several)))
}

/// Whether a heading, in lower case, says how many there are of something: `number of guests`, `número de alumnos`.
pub(super) fn is_how_many(name: &str) -> bool {
    let words: Vec<&str> = words_of(name).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let are_several = words.last().is_some_and(|last| last.ends_with('s'));
    has(&["of", "der"]) || are_several && has(&["de", "d", "di", "do"])
}

/// Whether a heading, in lower case, is one of what a family may have one of: a telephone, an account.
pub(super) fn is_shared(name: &str) -> bool {
    const PARTS: [&str; 8] = ["iban", "account", "konto", "cuenta", "compte", "账号", "帳號", "银行卡"];
    is_telephone(name) || PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is one of names of persons: not of companies, files or goods.
pub(super) fn is_person(name: &str) -> bool {
    const OTHERS: [&str; 22] = [
        "company", "firm", "school", "schule", "organi", "item", "product", "course", "file", "event", "class", "team",
        "project", "brand", "store", "shop", "user", "login", "domain", "city", "country", "street",
    ];
    /// Some of these are companies.
    const MIXED: [&str; 8] = ["customer", "client", "guest", "member", "kunde", "cliente", "客户", "会员"];
    const PERSONS: [&str; 16] = [
        "parent", "guardian", "teacher", "tutor", "lehrer", "profesor", "father", "mother", "contact", "kontakt",
        "ansprechpartner", "eltern", "applicant", "bewerber", "patient", "speaker",
    ];
    let is_person = is_identity(name) && is_name(name) || PERSONS.iter().any(|person| name.contains(person));
    let is_mixed = MIXED.iter().any(|mixed| name.contains(mixed)) && half(name).is_none();
    is_person && !is_mixed && !is_other(name) && !OTHERS.iter().any(|other| name.contains(other))
}

/// Whether a heading, in lower case, is one of telephone numbers.
pub(super) fn is_telephone(name: &str) -> bool {
    const PARTS: [&str; 11] =
        ["phone", "telef", "téléph", "móvil", "movil", "mobil", "handy", "电话", "手机", "電話", "手機"];
    PARTS.iter().any(|part| name.contains(part)) || words_of(name).any(|word| matches!(word, "tel" | "tél" | "cell"))
}

/// Whether a heading, in lower case, is one of postcodes.
pub(super) fn is_postcode(name: &str) -> bool {
    const WORDS: [&str; 21] = [
        "postcode", "zip", "zipcode", "postal", "postleitzahl", "plz", "cp", "cap", "codigopostal", "postnummer",
        "postnr", "cep", "邮编", "邮政编码", "郵遞區號", "индекс", "pocztowy", "psč", "postinumero", "irányítószám",
        "郵便番号",
    ];
    words_of(name).any(|word| WORDS.contains(&word))
}

/// Whether a heading, in lower case, is one of streets.
pub(super) fn is_street(name: &str) -> bool {
    const PARTS: [&str; 10] =
        ["street", "straße", "strasse", "adresse", "address", "calle", "dirección", "rue", "via", "街"];
    PARTS.iter().any(|part| name.contains(part)) && !is_other(name)
}

/// Whether a heading, in lower case, is one of the numbers of houses, which stands behind one of streets or not.
pub(super) fn is_house(name: &str, is_behind_street: bool) -> bool {
    const NUMBERS: [&str; 8] = ["no", "nr", "num", "number", "nummer", "numero", "número", "n"];
    words_of(name).any(|word| word.starts_with("house") || word.starts_with("haus") || word == "hnr")
        || name.contains("门牌")
        || is_behind_street && words_of(name).all(|word| NUMBERS.contains(&word))
}

/// Whether a heading, in lower case, is of Germany's postcodes.
pub(super) fn is_plz(name: &str) -> bool {
    words_of(name).any(|word| matches!(word, "plz" | "postleitzahl"))
}

/// Whether a heading, in lower case, is of sums of money that may be of any size.
pub(super) fn is_amount(name: &str) -> bool {
    const WORDS: [&str; 18] = [
        "amount", "betrag", "importe", "montant", "importo", "total", "summe", "sum", "balance", "saldo", "donation",
        "spende", "donación", "don", "netto", "net", "brutto", "gross",
    ];
    words_of(name).any(|word| WORDS.contains(&word)) || name.contains("金额")
}

/// Whether a heading, in lower case, is one of marks.
pub(super) fn is_mark(name: &str) -> bool {
    const WORDS: [&str; 32] = [
        "mark", "marks", "grade", "score", "result", "note", "nota", "exam", "test", "quiz", "math", "maths",
        "mathematics", "physics", "chemistry", "biology", "english", "french", "german", "spanish", "history",
        "geography", "art", "music", "science", "essay", "midterm", "final", "mathe", "physik", "chemie", "deutsch",
    ];
    const PARTS: [&str; 9] = ["成绩", "分数", "得分", "数学", "语文", "英语", "物理", "化学", "总评"];
    words_of(name).any(|word| WORDS.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit())))
        || PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is one of towns.
pub(super) fn is_town(name: &str) -> bool {
    const WORDS: [&str; 25] = [
        "localidad", "población", "poblacion", "municipio", "localité", "località", "localidade", "plaats", "town",
        "city", "ort", "stadt", "wohnort", "ciudad", "ville", "città", "citta", "cidade", "miasto", "miejscowość",
        "město", "comune", "stad", "gemeinde", "village",
    ];
    words_of(name).any(|word| WORDS.contains(&word)) || name.contains("城市")
}

/// Whether a heading, in lower case, is one of countries.
pub(super) fn is_country(name: &str) -> bool {
    const WORDS: [&str; 9] = ["country", "land", "staat", "nation", "pays", "país", "pais", "paese", "kraj"];
    const PARTS: [&str; 4] = ["国家", "國家", "国别", "国籍"];
    words_of(name).any(|word| WORDS.contains(&word)) || PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is one of what somebody is called, of which no address is made.
pub(super) fn is_called(name: &str) -> bool {
    const PARTS: [&str; 9] =
        ["preferred", "nick", "known as", "goes by", "rufname", "spitzname", "apodo", "surnom", "昵称"];
    PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is one of titles of works or of what is told of.
pub(super) fn is_title(name: &str) -> bool {
    const WORDS: [&str; 18] = [
        "title", "titles", "titel", "titre", "título", "titulo", "titolo", "thema", "topic", "subject", "talk",
        "paper", "thesis", "lecture", "vortrag", "ponencia", "betreff", "asunto",
    ];
    words_of(name).any(|word| WORDS.contains(&word))
}

/// Whether a heading, in lower case, is of what each person chooses, whatever others of the same place or group do.
pub(super) fn is_choice(name: &str) -> bool {
    const PARTS: [&str; 9] =
        ["language", "sprache", "langue", "idioma", "lingua", "taal", "语言", "語言", "newsletter"];
    PARTS.iter().any(|part| name.contains(part))
}

/// Whether a heading, in lower case, is one of what a first name may tell: the sex, and how somebody is greeted.
pub(super) fn is_of_sex(name: &str) -> bool {
    const PARTS: [&str; 14] = [
        "anrede", "salut", "greet", "gender", "geschlecht", "tratamiento", "civilit", "saludo", "sexo", "sesso",
        "性别", "称谓", "称呼", "titre",
    ];
    const WORDS: [&str; 6] = ["sex", "sexe", "title", "titel", "título", "titolo"];
    PARTS.iter().any(|part| name.contains(part))
        || words_of(name).any(|word| WORDS.contains(&word))
        || is_before_name(name)
}

/// Whether a heading, in lower case, is one of what stands before a name, and of nothing else: `Prefix`, `Name prefix`, `Honorific`.
pub(super) fn is_before_name(name: &str) -> bool {
    const PREFIXES: [&str; 9] =
        ["prefix", "präfix", "praefix", "prefijo", "préfixe", "prefisso", "honorific", "honorifics", "courtesy"];
    /// Whose it is.
    const WHOSE: [&str; 12] = [
        "name", "contact", "donor", "constituent", "person", "member", "title", "salutation", "primary", "first",
        "student", "parent",
    ];
    words_of(name).any(|word| PREFIXES.contains(&word))
        && words_of(name).all(|word| PREFIXES.contains(&word) || WHOSE.contains(&word))
}

/// Whether a heading, in lower case, is one of ranks.
pub(super) fn is_rank(name: &str) -> bool {
    const PARTS: [&str; 10] =
        ["rank", "rang", "platz", "clasific", "classif", "classement", "排名", "名次", "順位", "место"];
    const WORDS: [&str; 7] = ["place", "position", "pos", "puesto", "posición", "posizione", "등수"];
    PARTS.iter().any(|part| name.contains(part)) || words_of(name).any(|word| WORDS.contains(&word))
}

pub(super) fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// `no` is a word of its own; `姓名` may be part of a longer one.
pub(super) fn is_identity(name: &str) -> bool {
    !is_other(name)
        && (PARTS.iter().any(|part| name.contains(part))
            || words_of(name).any(|word| WORDS.contains(&word) || NUMBER_WORDS.contains(&word))
            || half(name).is_some())
}

pub(super) fn is_other(name: &str) -> bool {
    OTHERS.iter().any(|part| name.contains(part))
}

/// Whether a heading is one of names, not of numbers.
pub(super) fn is_name(name: &str) -> bool {
    const NUMBERS: [&str; 6] = ["number", "matric", "numéro", "número", "kennung", "kennziffer"];
    const PARTS: [&str; 8] = ["号", "號", "准考证", "学籍", "身份证", "编码", "matrikel", "nummer"];
    !words_of(name).any(|word| NUMBER_WORDS.contains(&word) || NUMBERS.contains(&word))
        && !PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_remarks_are_known() {
        for heading in ["notes", "bemerkung", "备注", "internal notes", "status", "commentaires"] {
            assert!(is_remark(heading), "{heading}");
        }
        for heading in ["name", "country", "notebook", "mark", ""] {
            assert!(!is_remark(heading), "{heading}");
        }
    }

    #[test]
    fn headings_of_what_stands_before_names_are_known() {
        for heading in ["prefix", "name_prefix", "honorific", "courtesy title", "präfix", "contact: prefix"] {
            assert!(is_before_name(heading) && is_of_sex(heading), "{heading}");
        }
        for heading in ["phone prefix", "prefix code", "order prefix", "contact", "title", "name", ""] {
            assert!(!is_before_name(heading), "{heading}");
        }
    }

    #[test]
    fn headings_that_say_how_many_are_known() {
        for heading in ["number of guests", "no. of seats", "número de alumnos", "nombre d'enfants", "zahl der plätze"]
        {
            assert!(is_how_many(heading), "{heading}");
        }
        for heading in ["bib number", "número de socio", "numéro de dossard", "id", ""] {
            assert!(!is_how_many(heading), "{heading}");
        }
    }

    #[test]
    fn headings_of_numbers_are_told_from_those_of_names() {
        for heading in
            ["student no", "学号", "matrikelnummer", "身份证号", "account number", "id", "dossard", "startnummer"]
        {
            assert!(is_number(heading), "{heading}");
        }
        for heading in ["name", "姓名", "vorname", "email no", "phone number", "手机号", "marks", ""] {
            assert!(!is_number(heading), "{heading}");
        }
    }
}
