//! The words by which a sentence tells of a day that is to come, or that was: all in lower case.

/// Before the last day of something: `by`, `au plus tard`.
pub(super) const LEADS: [&str; 31] = [
    "by", "until", "till", "before", "than", "bis", "spätestens", "vor", "avant", "jusqu", "jusque", "tard", "antes",
    "hasta", "tardar", "entro", "fino", "prima", "uiterlijk", "vóór", "voor", "tot", "do", "najpóźniej", "przed",
    "até", "senest", "senast", "før", "före", "inden",
];

/// Before some of these: `no later than`, `a más tardar`.
pub(super) const COMPARED: [&str; 8] = ["no", "not", "later", "au", "plus", "a", "más", "spätestens"];

/// Before a day.
pub(super) const ON: [&str; 7] = ["on", "am", "le", "el", "il", "op", "dnia"];

/// What stands between one of these and the day, beside the day of the week.
pub(super) const FILLERS: [&str; 26] = [
    "the", "den", "dem", "der", "zum", "la", "del", "al", "au", "el", "le", "il", "no", "at", "latest", "en", "met",
    "or", "and", "und", "de", "including", "einschließlich", "día", "dia", "o",
];

/// Between a word for a last day and the day.
pub(super) const COPULAS: [&str; 14] =
    ["is", "ist", "est", "es", "è", "to", "der", "le", "el", "il", "the", "am", "on", "den"];

/// Before [`LEADS`], where somebody has time.
pub(super) const HAVE: [&str; 10] =
    ["have", "has", "haben", "hast", "habt", "avez", "tiene", "tienen", "hebt", "avete"];

/// Words of a sentence that asks for something, or says what is possible.
pub(super) const ASKS: [&str; 117] = [
    "please", "must", "should", "shall", "will", "can", "could", "may", "need", "needs", "ask", "kindly", "let",
    "valid", "open", "send", "return", "pay", "reply", "respond", "answer", "write", "register", "submit", "hand",
    "bring", "book", "confirm", "apply", "give", "tell", "complete", "sign", "transfer", "choose", "vote", "rsvp",
    "settle", "cancel", "upload", "bitte", "bitten", "frist", "zeit", "gültig", "geöffnet", "zahlbar", "spätestens",
    "schicken", "schickt", "schick", "gebt", "gib", "melde", "meldet", "antworte", "antwortet", "sende", "sendet",
    "veuillez", "merci", "prière", "prions", "devez", "doit", "doivent", "devra", "devront", "pouvez", "peut",
    "peuvent", "faut", "tard", "favor", "rogamos", "ruega", "ruego", "debe", "deben", "deberá", "deberán", "puede",
    "pueden", "podrá", "plazo", "tardar", "agradecemos", "confirme", "envíe", "envíen", "responda", "prega",
    "preghiamo", "deve", "devono", "può", "possono", "potete", "dovete", "graag", "gelieve", "moet", "moeten", "kunt",
    "kunnen", "dient", "uiterlijk", "verzoeken", "stuur", "prosimy", "proszę", "należy", "można", "najpóźniej", "pode",
    "pedimos", "solicitamos",
];

/// Verbs of German behind which comes what is to be done.
pub(super) const MODALS: [&str; 16] = [
    "müssen", "muss", "müsst", "sollen", "soll", "sollten", "sollte", "können", "kann", "könnt", "dürfen", "darf",
    "wird", "werden", "sollt", "dürft",
];

/// Directly before `on`, of what is to come.
pub(super) const ARE: [&str; 20] = [
    "is", "are", "starts", "begins", "opens", "closes", "ist", "sind", "beginnt", "beginnen", "startet", "endet",
    "est", "será", "serán", "comienza", "empieza", "inizia", "sarà", "begint",
];

/// The same with a word between the two: `will be held on`, `treffen uns am`.
pub(super) const ABOUT_TO: [&str; 6] = ["be", "meet", "treffen", "sehen", "start", "begin"];

/// Words of a sentence that tells of what will be.
pub(super) const EVENTS: [&str; 19] = [
    "findet", "finden", "aura", "auront", "tiendra", "tiendront", "débutera", "commencera", "tendrá", "tendrán",
    "celebrará", "celebrarán", "comenzará", "terrà", "avrà", "inizierà", "vindt", "odbędzie", "odbędą",
];

/// The same of two words.
pub(super) const APPOINTMENTS: [[&str; 2]; 8] = [
    ["take", "place"],
    ["takes", "place"],
    ["taking", "place"],
    ["see", "you"],
    ["join", "us"],
    ["invite", "you"],
    ["laden", "sie"],
    ["laden", "euch"],
];

/// What tells of the past.
pub(super) const WAS: [&str; 45] = [
    "was", "were", "had", "did", "been", "expired", "passed", "missed", "ended", "over", "took", "war", "waren",
    "wurde", "wurden", "hatte", "hatten", "worden", "geworden", "gewesen", "abgelaufen", "verstrichen", "fand",
    "fanden", "était", "étaient", "avait", "avaient", "fue", "fueron", "era", "eran", "había", "habían", "venció",
    "terminó", "stato", "stata", "werd", "był", "była", "było", "były", "foi", "foram",
];

/// English participles that do not end as the others; of what is to be done stands `be` before them.
pub(super) const DONE: [&str; 16] = [
    "paid", "sent", "came", "got", "gave", "held", "met", "began", "wrote", "became", "made", "left", "given", "taken",
    "written", "bought",
];

/// What stands behind a participle where no noun does: `completed by`, and not `completed form`.
pub(super) const SMALL: [&str; 30] = [
    "by", "to", "us", "in", "at", "on", "for", "from", "with", "you", "your", "the", "our", "it", "this", "that", "a",
    "an", "before", "until", "and", "or", "will", "is", "are", "has", "have", "can", "of", "as",
];

/// Whether a word is of a last day: `deadline`, `Anmeldeschluss`.
pub(super) fn is_deadline(word: &str) -> bool {
    const WORDS: [&str; 10] =
        ["deadline", "closing", "rsvp", "limite", "límite", "échéance", "scadenza", "prazo", "plazo", "vencimiento"];
    const ENDS: [&str; 4] = ["frist", "meldeschluss", "sendeschluss", "abgabetermin"];
    WORDS.contains(&word) || ENDS.iter().any(|end| word.ends_with(end))
}

/// Said of a sum that is to be paid on a day.
pub(super) const DUE: [&str; 4] = ["due", "payable", "fällig", "zahlbar"];

/// What stands before that, where it is still to come.
pub(super) const IS: [&str; 8] = ["is", "are", "falls", "fall", "becomes", "become", "ist", "sind"];

/// French and Spanish verbs by which somebody is asked: `répondez`, `envoyez`.
pub(super) fn is_order(word: &str) -> bool {
    const OTHERS: [&str; 6] = ["avez", "aviez", "étiez", "assez", "chez", "allez"];
    word.len() > 4 && word.ends_with("ez") && !OTHERS.contains(&word)
}

/// `einzureichen`, `abzugeben`
pub(super) fn is_to_be_done(word: &str) -> bool {
    const BEFORE: [&str; 15] = [
        "ab", "an", "auf", "aus", "ein", "vor", "nach", "mit", "zurück", "weiter", "bereit", "nieder", "mitzu",
        "fertig", "zu",
    ];
    let stem = word.strip_suffix("en").or_else(|| word.strip_suffix("n")).unwrap_or_default();
    BEFORE.iter().any(|before| stem.strip_prefix(before).is_some_and(|rest| rest.starts_with("zu") && rest.len() > 3))
}

/// `returned`
pub(super) fn ends_as_done(word: &str) -> bool {
    const SHORTEST: usize = 5;
    word.len() >= SHORTEST && word.ends_with("ed") && !word.ends_with("eed")
}

/// `eingegangen`, `bezahlt`, and no `Bericht`.
pub(super) fn is_participle(word: &str) -> bool {
    const SHORTEST: usize = 6;
    const BEFORE: [&str; 11] = ["", "ab", "an", "auf", "aus", "ein", "vor", "nach", "mit", "zurück", "weiter"];
    const WHOLE: [&str; 5] = ["be", "er", "ver", "ent", "emp"];
    let has = |begins: &[&str], behind: &str| {
        begins.iter().any(|begin| word.strip_prefix(begin).is_some_and(|rest| rest.starts_with(behind)))
    };
    word.len() >= SHORTEST
        && word.starts_with(char::is_lowercase)
        && (word.ends_with('t') || word.ends_with("en"))
        && (has(&BEFORE, "ge") || has(&WHOLE, ""))
}

/// `avez répondu`, `hemos recibido`, `hanno inviato`
pub(super) fn is_perfect(helper: &str, word: &str) -> bool {
    const HELPERS: [&str; 12] =
        ["a", "ai", "avons", "avez", "ont", "ha", "han", "hemos", "has", "hanno", "abbiamo", "avete"];
    const ENDS: [&str; 9] = ["é", "és", "ée", "ées", "u", "ado", "ido", "ato", "uto"];
    const SHORTEST: usize = 4;
    let is_participle = || ENDS.iter().any(|end| word.ends_with(end)) && word.chars().count() >= SHORTEST;
    HELPERS.contains(&helper) && (is_participle() || matches!(word, "eu" | "été" | "lu" | "dû"))
}
