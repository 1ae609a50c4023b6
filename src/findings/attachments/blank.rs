//! Files that by their names are nobody's: a blank form, or what is of all.

use super::spans::Name;
use super::stem;
use crate::findings::starts::{Start, Starts};

/// Words of forms that nobody has filled in, in lower case.
const FORMS: [&str; 24] = [
    "template", "templates", "blank", "form", "sample", "example", "dummy", "placeholder", "vorlage", "vorlagen",
    "muster", "formular", "beispiel", "blanko", "modèle", "modele", "exemple", "vierge", "plantilla", "formulario",
    "ejemplo", "muestra", "modello", "modelo",
];

/// Words of what is of all, in lower case.
const WHOLES: [&str; 27] = [
    "all", "everyone", "everybody", "summary", "overview", "overall", "total", "master", "complete", "list", "alle",
    "gesamt", "gesamtliste", "liste", "klassenliste", "mitgliederliste", "teilnehmerliste", "übersicht", "uebersicht",
    "tous", "toutes", "récapitulatif", "todos", "todas", "resumen", "lista", "tutti",
];

/// The same in Chinese, where they are parts of longer words.
const HAN_FORMS: [&str; 4] = ["模板", "范本", "样表", "空白"];
const HAN_WHOLES: [&str; 9] = ["全班", "全体", "全校", "全年级", "全部", "所有", "汇总", "总表", "名单"];

/// The word by which a file is nobody's, and what that makes of it.
pub(super) fn word(file: &str) -> Option<(String, &'static str)> {
    static STARTS: Starts = Starts::of(&[&FORMS, &WHOLES]);
    const FORM: &str = "is by its name a form or an example that nobody has filled in";
    const WHOLE: &str = "is by its name a file of all";
    let stem = stem(file);
    let in_han = |words: &[&str]| words.iter().find(|word| stem.contains(*word)).map(|word| (*word).to_owned());
    if !stem.is_ascii() {
        let found = in_han(&HAN_FORMS).map(|word| (word, FORM));
        if let Some(found) = found.or_else(|| Some((in_han(&HAN_WHOLES)?, WHOLE))) {
            return Some(found);
        }
    }
    let name = Name::of(stem);
    let mut words = name.words().filter(|word| STARTS.may_have(Start::of(word.as_bytes())));
    words.find_map(|word| {
        let of = |words: &[&str], what| words.contains(&word).then(|| (word.to_owned(), what));
        of(&FORMS, FORM).or_else(|| of(&WHOLES, WHOLE))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_nobodys_are_known_by_their_names() {
        for (file, known) in [
            ("RE-Vorlage.pdf", "vorlage"),
            ("InvoiceTemplate.pdf", "template"),
            ("certificate_blank.pdf", "blank"),
            ("Musterbrief Muster.docx", "muster"),
            ("modèle-facture.pdf", "modèle"),
            ("plantilla.pdf", "plantilla"),
            ("成绩单模板.pdf", "模板"),
            ("高三期中全班成绩.xlsx", "全班"),
            ("marks-all.xlsx", "all"),
            ("Noten_alle.pdf", "alle"),
            ("Gesamt 2027.pdf", "gesamt"),
        ] {
            assert_eq!(word(file).map(|(word, _)| word).as_deref(), Some(known), "{file}");
        }
        for file in ["RE-2027-0033_peters.pdf", "anna-allen.pdf", "Mustermann.pdf", "成绩单-张三.pdf", "", "report.pdf"]
        {
            assert_eq!(word(file), None, "{file}");
        }
    }
}
