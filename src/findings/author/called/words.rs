//! The words around a call: in lower case, but for [`PERSONAL`].

/// Directly before a name.
pub(super) const GREETINGS: [&str; 28] = [
    "dear", "dearest", "hello", "hi", "hey", "liebe", "lieber", "liebes", "hallo", "geehrte", "geehrter", "estimado",
    "estimada", "querido", "querida", "hola", "bonjour", "cher", "chère", "gentile", "caro", "cara", "beste",
    "geachte", "ciao", "olá", "prezado", "prezada",
];

/// Before a name.
pub(super) const TITLES: [&str; 26] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "herr", "frau", "monsieur", "madame", "mme",
    "señor", "señora", "sr", "sra", "signor", "signora", "dott", "mevrouw", "meneer", "pan", "pani", "herrn",
];

/// What is said of what somebody has done, or is wished.
pub(super) const PRAISE: [&[&str]; 31] = [
    &["well", "done"],
    &["congratulations"],
    &["congrats"],
    &["bravo"],
    &["good", "luck"],
    &["good", "job"],
    &["great", "job"],
    &["great", "work"],
    &["keep", "it", "up"],
    &["happy", "birthday"],
    &["welcome"],
    &["glückwunsch"],
    &["glückwünsche"],
    &["gratulation"],
    &["gratulieren"],
    &["willkommen"],
    &["viel", "erfolg"],
    &["félicitations"],
    &["bienvenue"],
    &["bonne", "chance"],
    &["felicidades"],
    &["enhorabuena"],
    &["bienvenido"],
    &["bienvenida"],
    &["congratulazioni"],
    &["complimenti"],
    &["benvenuto"],
    &["benvenuta"],
    &["gefeliciteerd"],
    &["welkom"],
    &["parabéns"],
];

/// The same, which letters end with too.
pub(super) const THANKS: [&[&str]; 13] = [
    &["thank", "you"],
    &["thanks"],
    &["danke"],
    &["dank"],
    &["merci"],
    &["gracias"],
    &["grazie"],
    &["bedankt"],
    &["obrigado"],
    &["obrigada"],
    &["dziękujemy"],
    &["dziękuję"],
    &["once", "again"],
];

/// Alone before a comma.
pub(super) const INTERJECTIONS: [&str; 22] = [
    "so", "yes", "no", "now", "well", "please", "finally", "again", "also", "und", "ja", "nun", "bitte", "alors",
    "bon", "oui", "pues", "bueno", "allora", "dus", "lastly", "remember",
];

/// What letters end with, before the name of whoever signs.
pub(super) const CLOSINGS: [&str; 27] = [
    "wishes", "regards", "yours", "sincerely", "love", "cheers", "best", "greetings", "hugs", "soon", "grüße",
    "grüßen", "gruß", "lg", "vg", "mfg", "saludos", "saludo", "abrazo", "atentamente", "cordialement", "amitiés",
    "bises", "saluti", "groeten", "groet", "pozdrawiam",
];

/// Before a noun, which a name behind a comma may explain.
pub(super) const OWNERS: [&str; 62] = [
    "our", "your", "my", "the", "a", "an", "his", "her", "their", "its", "this", "these", "unser", "unsere", "unserer",
    "unserem", "unseren", "ihr", "ihre", "ihrer", "ihrem", "ihren", "mein", "meine", "dein", "deine", "der", "die",
    "das", "dem", "den", "ein", "eine", "einer", "einem", "notre", "votre", "mon", "ma", "ton", "ta", "le", "la",
    "les", "un", "une", "nuestro", "nuestra", "su", "mi", "tu", "el", "il", "lo", "nostro", "nostra", "de", "het",
    "een", "onze", "uw", "o",
];

/// Words that go on with a list, or explain who somebody is.
pub(super) const JOINTS: [&str; 22] = [
    "and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "of", "who", "whom", "whose", "which", "der", "die",
    "das", "qui", "que", "che", "sowie",
];

/// The same, where the sentence goes on behind another comma.
pub(super) const ARTICLES: [&str; 17] = [
    "our", "my", "the", "a", "an", "your", "unser", "unsere", "ein", "eine", "notre", "un", "une", "nuestro",
    "nuestra", "head", "from",
];

/// Words to or of somebody who is spoken to, as they are written behind a comma.
pub(super) const PERSONAL: [&str; 28] = [
    "you", "we", "I", "thank", "thanks", "please", "congratulations", "well", "Sie", "Ihnen", "Ihre", "Ihr", "wir",
    "du", "dir", "vielen", "herzlichen", "bitte", "vous", "tu", "nous", "merci", "usted", "te", "gracias",
    "enhorabuena", "lei", "jij",
];
