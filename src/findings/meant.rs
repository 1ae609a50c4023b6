//! Words that say nothing is there, or what state something is in, and that are values of their columns all the same.

use super::Kind;
use super::column::titles;
use super::known_column::Column;

/// What things can be, in lower case: where a column has one of these, another one is a value of it.
const STATES: [&str; 127] = [
    "paid", "unpaid", "overdue", "open", "closed", "pending", "waiting", "on hold", "confirmed", "unconfirmed",
    "cancelled", "canceled", "done", "draft", "final", "submitted", "sent", "shipped", "delivered", "returned",
    "received", "accepted", "declined", "rejected", "approved", "active", "inactive", "registered", "enrolled",
    "withdrawn", "unsubscribed", "subscribed", "attending", "passed", "failed", "new", "yes", "no", "complete",
    "completed", "incomplete", "in progress", "internal", "external", "public", "private", "bezahlt", "offen",
    "bestätigt", "storniert", "storno", "annulliert", "zurückgetreten", "abgesagt", "zugesagt", "angemeldet",
    "abgemeldet", "gekündigt", "erledigt", "ausstehend", "entwurf", "versandt", "versendet", "geliefert", "aktiv",
    "inaktiv", "pagado", "pagada", "pendiente", "borrador", "confirmado", "confirmada", "cancelado", "cancelada",
    "anulado", "anulada", "activo", "activa", "enviado", "entregado", "payé", "payée", "en attente", "brouillon",
    "confirmé", "confirmée", "annulé", "annulée", "livré", "pagato", "pagata", "in attesa", "bozza", "confermato",
    "confermata", "annullato", "pago", "pendente", "betaald", "geannuleerd", "opłacone", "已付款", "未付款", "已支付",
    "未支付", "已确认", "待确认", "已取消", "已退订", "已发货", "已完成", "未完成", "进行中", "草稿", "作废", "確認済",
    "確認済み", "未確認", "手配済", "手配済み", "支払済", "支払済み", "未払", "出席", "欠席", "参加", "不参加",
];

/// Whether a word that was found so may be what its column has for a value.
pub(super) fn is_meant(kind: Kind, value: &str, column: &Column, heading: &str) -> bool {
    match kind {
        Kind::Sign | Kind::NothingOrWord | Kind::NotToBeSent => {
            is_name(value) && column.names.is_some() || is_of_heading(value, heading) || is_of_few(value, column)
        }
        Kind::Leftover | Kind::UnfilledTag => is_a_title(value, column) || is_a_company(value),
        _ => false,
    }
}

/// `TODO Marketing CIC`
fn is_a_company(value: &str) -> bool {
    const FEWEST_WORDS: usize = 3;
    value.split_whitespace().nth(FEWEST_WORDS - 1).is_some()
        && !value.contains(['{', '}', '[', '<', '#', '%', '&'])
        && titles::is_company(value)
}

/// Whether several rows have a value of several words, as they have others: the title of a book or a paper, and nothing that was to
/// be filled in.
fn is_a_title(value: &str, column: &Column) -> bool {
    const FEWEST_WORDS: usize = 4;
    value.split_whitespace().nth(FEWEST_WORDS - 1).is_some()
        && column.repeated.as_ref().is_some_and(|repeated| repeated.has_as_others(value))
}

/// Names that somebody has, as names are written.
fn is_name(value: &str) -> bool {
    matches!(value, "Nil" | "Null" | "Nan" | "Sample" | "Draft")
}

/// Whether a value is usual where a column is called so: no diet, no allergy; Namibia.
fn is_of_heading(value: &str, heading: &str) -> bool {
    const NEEDS: [&str; 13] = [
        "diet", "allerg", "alerg", "needs", "intoler", "medic", "disab", "unverträglich", "ernährung", "régime",
        "regime", "忌口", "过敏",
    ];
    const COUNTRIES: [&str; 8] = ["country", "land", "pays", "país", "pais", "paese", "nation", "国"];
    let heading = heading.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| heading.contains(part));
    match value {
        "NA" => heading == "cc" || has(&COUNTRIES),
        _ if ["none", "nil", "n/a"].iter().any(|word| word.eq_ignore_ascii_case(value)) => has(&NEEDS),
        _ => false,
    }
}

/// Whether a value is one of the few that a column has, or a state where those are states, or a word as they are.
fn is_of_few(value: &str, column: &Column) -> bool {
    let Some(few) = &column.few else { return false };
    let is_state = |value: &str| STATES.contains(&value.to_lowercase().as_str());
    let usual = few.usual();
    usual.iter().any(|usual| usual == value)
        || is_state(value) && usual.iter().any(|usual| is_state(usual))
        || matches!(value, "Test" | "test" | "NA") && usual.iter().all(|usual| is_written_so(usual, value))
}

/// Whether two words are written in the same case; those in capitals, with as many letters.
fn is_written_so(one: &str, other: &str) -> bool {
    let case = |text: &str| {
        let is_capital = |c: char| c.is_uppercase();
        let are_small = text.chars().skip(1).all(char::is_lowercase);
        let are_capitals = text.chars().all(is_capital);
        (text.starts_with(is_capital), are_small, are_capitals.then(|| text.chars().count()))
    };
    let (_, are_small, capitals) = case(one);
    case(one) == case(other) && (are_small || capitals.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::column::few::Few;
    use crate::findings::column::names::Names;
    use crate::findings::column::repeated::Repeated;

    fn of_few(usual: &[&str]) -> Column {
        let values: Vec<String> = (0..40).map(|n| usual[n % usual.len()].to_owned()).collect();
        Column { few: Few::of(&values, &Column::default(), "", true), ..Column::default() }
    }

    #[test]
    fn states_among_states_are_meant() {
        for (usual, value, kind, is_right) in [
            (&["paid"][..], "pending", Kind::Sign, true),
            (&["Confirmed"], "cancelled", Kind::NotToBeSent, true),
            (&["bezahlt", "angemeldet"], "Storniert", Kind::NotToBeSent, true),
            (&["已付款"], "已取消", Kind::NotToBeSent, true),
            (&["Homework", "Essay"], "Test", Kind::Sign, true),
            (&["DE", "ZA"], "NA", Kind::Sign, true),
            (&["-", "vegan"], "-", Kind::Sign, true),
            (&["Adult", "Junior"], "cancelled", Kind::NotToBeSent, false),
            (&["8A", "8B"], "Test", Kind::Sign, false),
            (&["paid"], "see above", Kind::Sign, false),
            (&["paid"], "-", Kind::Sign, false),
            (&["vegan"], "None", Kind::NothingOrWord, false),
            (&["good"], "deceased", Kind::NotToBeSent, false),
        ] {
            assert_eq!(is_meant(kind, value, &of_few(usual), "status"), is_right, "{value}");
        }
    }

    #[test]
    fn titles_and_companies_are_meant() {
        let titles = ["TODO Comments Considered Harmful", "On the {{ mustache }} Template Family", "A", "B", "C", "D"];
        let column = |titles: &[&str]| {
            let values: Vec<String> = (0..60).map(|n| titles[n % titles.len()].to_owned()).collect();
            Column { repeated: Repeated::of(&values, &Column::default(), "title"), ..Column::default() }
        };
        let all = column(&titles);
        assert!(is_meant(Kind::Leftover, titles[0], &all, "title"));
        assert!(is_meant(Kind::UnfilledTag, titles[1], &all, "title"));
        assert!(!is_meant(Kind::Leftover, "TODO write something nice here", &all, "title"));
        // One text for all, or one for each of two, is one that nobody filled in.
        let greetings = ["Dear Mr {{ name }} of Leeds", "Dear Ms {{ name }} of Leeds"];
        assert!(!is_meant(Kind::UnfilledTag, greetings[0], &column(&greetings), "greeting"));
        assert!(!is_meant(Kind::UnfilledTag, greetings[0], &column(&greetings[..1]), "greeting"));
        assert!(!is_meant(Kind::Leftover, "#REF!", &column(&["#REF!", "1", "2", "3", "4", "5"]), "sum"));
        for (value, is_right) in [
            ("TODO Marketing Ltd", true),
            ("TODO", false),
            ("TODO find out the name", false),
            ("{{ company }} and Sons Ltd", false),
            ("Keller &amp; Partner GmbH", false),
        ] {
            assert_eq!(is_meant(Kind::Leftover, value, &Column::default(), "supplier"), is_right, "{value}");
        }
    }

    #[test]
    fn names_and_needs_are_meant_in_their_columns() {
        let names = Column { names: Some(Names::Single), ..Column::default() };
        for (value, column, heading, is_right) in [
            ("Nil", &names, "vorname", true),
            ("Sample", &names, "surname", true),
            ("NIL", &names, "vorname", false),
            ("None", &names, "name", false),
            ("Nil", &Column::default(), "mark", false),
            ("None", &Column::default(), "Dietary needs", true),
            ("none", &Column::default(), "Allergies", true),
            ("NA", &Column::default(), "Country", true),
            ("NA", &Column::default(), "mark", false),
        ] {
            assert_eq!(is_meant(Kind::NothingOrWord, value, column, heading), is_right, "{value}");
        }
    }
}
