//! What a letter says of itself: that something is attached, that it is a draft.

use crate::findings::near;

/// The words by which a text says that something is attached, in a sentence that is none of a picture: asked in lower case.
pub(in crate::findings) fn attached(text: &str, is_of_picture: impl Fn(&str) -> bool) -> Option<&'static str> {
    const PHRASES: [&str; 74] = [
        "find attached", "attached please find", "attached you will find", "attached is ", "attached are ",
        "is attached", "are attached", "i have attached", "i've attached", "we have attached", "we've attached",
        "i attach ", "we attach ", "see attached", "see the attached", "see attachment", "in the attachment",
        "as an attachment", "the attached file", "the attached document", "the attached pdf", "the attached report",
        "the attached invoice", "the attached form", "the attached letter", "im anhang", "als anhang",
        "in der anlage finden", "in der anlage erhalten", "angehängte datei", "angehängten datei", "beigefügte datei",
        "beigefügten datei", "ist beigefügt", "ist angehängt", "adjuntamos", "se adjunta", "adjunto encontrar",
        "adjunto le", "adjunto te", "archivo adjunto", "documento adjunto", "ci-joint", "en pièce jointe",
        "la pièce jointe", "les pièces jointes", "in allegato", "em anexo", "in de bijlage", "见附件", "附件中",
        "附件里", "附件为", "附件是", "查收附件", "附件请", "如附件", "見附件", "查看附件", "查阅附件", "下载附件",
        "打开附件", "随信附上", "随邮件附上", "随函附上", "添付いたします", "添付いたしました", "添付しました",
        "添付しております", "添付ファイルをご", "첨부합니다", "첨부해 드립니다", "첨부하였습니다", "첨부 파일을 확인",
    ];
    const NEGATIONS: [&str; 8] = [" no ", "nothing", " not ", "kein", "if ", "falls ", "没有", "sin "];
    const LONGEST: usize = 300;
    let lower = text.to_lowercase();
    PHRASES.iter().copied().find(|phrase| {
        lower.match_indices(phrase).any(|(at, _)| {
            let (before, behind) = (&lower[..at], &lower[at + phrase.len()..]);
            let sentence =
                near::before(before, LONGEST).rsplit(['.', '!', '?', '\n', '。', '>']).next().unwrap_or_default();
            let end = near::behind(behind, LONGEST).split(['.', '!', '?', '\n', '。', '<']).next().unwrap_or_default();
            let is_word = !phrase.is_ascii() || !before.ends_with(char::is_alphabetic);
            // Great importance is attached to it.
            let is_idiom = phrase.ends_with("attached")
                && behind.trim_start().starts_with("to ")
                && !["to this", "to the mail", "to the e-mail", "to the email"]
                    .iter()
                    .any(|begin| behind.trim_start().starts_with(begin));
            is_word
                && !is_idiom
                && !is_other_word(phrase, before, behind)
                && !NEGATIONS.iter().any(|word| format!(" {sentence}").contains(word))
                && !is_of_picture(&[sentence, *phrase, end].concat())
        })
    })
}

/// `We attach great importance`, `im Anhang des Buches`, `el profesor adjunto le`
fn is_other_word(phrase: &str, before: &str, behind: &str) -> bool {
    const VALUES: [&str; 5] = ["importance", "value", "weight", "significance", "great"];
    const OWNERS: [&str; 5] = ["des ", "der ", "dieses ", "eures ", "ihres "];
    const OFFICES: [&str; 9] =
        ["profesor", "profesora", "director", "directora", "médico", "secretario", "secretaria", "jefe", "fiscal"];
    const LONGEST: usize = 40;
    let rest = near::behind(behind, LONGEST).trim_start();
    let sentence = rest.split(['.', '!', '?']).next().unwrap_or_default();
    match phrase {
        "i attach " | "we attach " => VALUES.iter().any(|value| sentence.contains(value)),
        "im anhang" => OWNERS.iter().any(|owner| rest.starts_with(owner)) && !sentence.contains("mail"),
        "adjunto le" | "adjunto te" | "adjunto encontrar" => {
            let word = before.trim_end().rsplit(' ').next().unwrap_or_default();
            OFFICES.contains(&word)
        }
        _ => false,
    }
}

/// The word by which a Subject says that its letter is a draft: in capitals, in brackets, at an end of it.
pub(in crate::findings) fn draft(subject: &str) -> Option<&str> {
    const WORDS: [&str; 8] = ["draft", "entwurf", "borrador", "brouillon", "bozza", "rascunho", "草稿", TRIAL];
    /// Of a Subject to try it out with; others write of tests.
    const TRIAL: &str = "test";
    let is_loud = !subject.chars().any(char::is_lowercase);
    let signs = |c: char| c.is_whitespace() || "[](){}:-–—|/【】（）：".contains(c);
    let (begin, end) = (subject.trim_start(), subject.trim_end());
    let words = subject.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.into_iter().find(|word| {
        if !WORDS.contains(&word.to_lowercase().as_str()) {
            return false;
        }
        let at = near::place_of(word, subject);
        let (before, behind) = (&subject[..at], &subject[at + word.len()..]);
        // An essay that the other has written.
        let is_anothers = word.chars().all(char::is_lowercase)
            && subject
                .split(' ')
                .any(|word| ["your", "feedback", "feedback:", "ihr", "ihre"].contains(&&*word.to_lowercase()));
        if word.eq_ignore_ascii_case(TRIAL) {
            let is_all = subject.trim() == *word;
            let is_capital = *word == "TEST" && !is_loud && begin.starts_with("TEST");
            return is_all || is_capital || before.ends_with(['[', '(']) && behind.starts_with([']', ')']);
        }
        let is_in_brackets =
            !is_anothers && before.ends_with(['[', '(', '【', '（']) && behind.starts_with([']', ')', '】', '）']);
        let is_first = begin.starts_with(*word) && behind.trim_start().starts_with([':', '：', '-', '–', '|']);
        let is_last = end.ends_with(*word) && before.trim_end().ends_with(['-', '–', '—', '|', ':', '：']);
        let is_capital = word.is_ascii() && !word.chars().any(char::is_lowercase) && !is_loud;
        is_in_brackets || is_first || is_last || is_capital && (before.ends_with(signs) || before.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_say_that_something_is_attached_are_known() {
        for text in [
            "Please find attached the report.",
            "please find\nattached",
            "The form is attached.",
            "The form is attached to this e-mail.",
            "Im Anhang finden Sie",
            "Adjuntamos el recibo.",
            "Im Anhang der E-Mail finden Sie",
            "we attach the form. Great!",
            "Hola, adjunto le envío",
            "Veuillez trouver ci-joint",
            "成绩单见附件。",
            "请查看附件。",
            "請求書を添付いたします。",
        ] {
            assert!(attached(&text.replace('\n', " "), |_| false).is_some(), "{text}");
        }
        for text in [
            "Great importance is attached to punctuality.",
            "No strings attached.",
            "Nothing is attached.",
            "<p>No file is attached.</p>",
            "the university hospital attached to it",
            "If a file is attached, open it.",
            "profesor adjunto de la universidad",
            "We attach great importance to punctuality.",
            "Die Lösungen stehen im Anhang des Buches.",
            "El profesor adjunto le recibirá el lunes.",
            "请以附件形式发送",
            "",
        ] {
            assert_eq!(attached(text, |_| false), None, "{text}");
        }
    }

    #[test]
    fn drafts_are_known_by_their_subjects() {
        for subject in [
            "DRAFT report", "Cuota 2027 - BORRADOR", "[Draft] Marks", "Entwurf: Noten", "Marks (draft)",
            "【草稿】通知", "TEST Marks of the term", "[Test] Marks", "test",
        ] {
            assert!(draft(subject).is_some(), "{subject}");
        }
        for subject in [
            "Your draft was accepted", "Feedback: your essay (draft)", "Draft agenda", "论文草稿提交",
            "NBA DRAFT RESULTS", "Overdraft", "Test results", "PISA TEST", "TEST RESULTS", "Your test on Friday",
            "DRAFTING", "",
        ] {
            assert_eq!(draft(subject), None, "{subject}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|draft|DRAFT|[\\[\\]: -]|is attached|to |ẞ|İ){0,16}") {
            attached(&text, |sentence| sentence.len() > 9);
            draft(&text);
        }
    }
}
