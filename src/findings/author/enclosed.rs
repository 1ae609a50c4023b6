//! How many files a letter says that it has with it: `you find two files attached`, `zwei Anlagen`, `两个附件`.

/// What a letter says of its files, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) words: String,
    pub(super) files: usize,
}

/// From two on.
const NUMBERS: [&[&str]; 4] = [
    &["2", "two", "zwei", "dos", "dois", "duas", "deux", "due", "twee", "beiden"],
    &["3", "three", "drei", "tres", "três", "trois", "tre", "drie"],
    &["4", "four", "vier", "cuatro", "quatro", "quatre", "quattro"],
    &["5", "five", "fünf", "cinco", "cinq", "cinque", "vijf"],
];

/// Nouns that are files in a sentence that says that something is attached.
const FILES: [&str; 22] = [
    "documents", "files", "pdfs", "pdf files", "dokumente", "dokumenten", "dateien", "unterlagen", "pdf-dateien",
    "documentos", "ficheiros", "arquivos", "archivos", "ficheros", "fichiers", "documenti", "file", "documenten",
    "bestanden", "attached files", "attached documents", "archivos pdf",
];

/// Nouns that are files with a letter, whatever the sentence.
const ENCLOSURES: [&str; 11] = [
    "attachments", "enclosures", "anlagen", "anhänge", "anhängen", "anexos", "adjuntos", "allegati", "bijlagen",
    "pièces jointes", "documents joints",
];

/// What says in a sentence that something is attached.
const ATTACHED: [&str; 12] = [
    "attached", "we attach ", "i attach ", "im anhang", "in der anlage", "anbei", "beigefügt", "em anexo", "adjunt",
    "ci-joint", "in allegato", "in de bijlage",
];

/// What a sentence has that asks for files, or says that they are in one.
const OTHERWISE: [&str; 39] = [
    " if ", "falls ", " must", " need", " should", "send us", "return", "upload", "reply", "bring", "please attach",
    "contain", "includ", "merged", "combined", " one ", "single", "zip", " schicken", " senden", "hochladen",
    "benötig", "brauchen", "enthält", "enthalten", "in einer", "contém", "contiene", "contient", "único", "un seul",
    " solo ", "envie", "envíe", "necesit", "precis", "renvoy", "inviare", " not ",
];

/// What a text says of its files, of several at least.
pub(super) fn said(text: &str) -> Option<Said> {
    let lower = text.to_lowercase();
    let sentences = lower.split("\n\n").flat_map(|part| part.split(['.', '!', '?', ';', '。', '！', '？', '；']));
    sentences
        .filter(|sentence| !is_otherwise(sentence))
        .find_map(|sentence| of_words(sentence).or_else(|| of_chinese(sentence)).or_else(|| of_korean(sentence)))
}

fn is_otherwise(sentence: &str) -> bool {
    let sentence = format!(" {} ", sentence.trim());
    OTHERWISE.iter().any(|words| sentence.contains(words))
}

fn of_words(sentence: &str) -> Option<Said> {
    const MOST: usize = 2;
    let is_attached = ATTACHED.iter().any(|words| sentence.contains(words));
    let words: Vec<&str> =
        sentence.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let files = number(word)?;
        // `zwei Anlagen`, `two PDF files`
        (1..=MOST).find_map(|count| {
            let noun = words.get(at + 1..=at + count)?.join(" ");
            let is_said = ENCLOSURES.contains(&noun.as_str()) || is_attached && FILES.contains(&noun.as_str());
            is_said.then(|| Said { words: format!("{word} {noun}"), files })
        })
    })
}

fn number(word: &str) -> Option<usize> {
    NUMBERS.iter().position(|words| words.contains(&word)).map(|at| at + 2)
}

/// `两个附件`, `附上3份文件`
fn of_chinese(sentence: &str) -> Option<Said> {
    const NUMBERS: [(char, usize); 8] =
        [('两', 2), ('2', 2), ('兩', 2), ('三', 3), ('3', 3), ('四', 4), ('4', 4), ('五', 5)];
    const ASKED: [&str; 5] = ["请提交", "请上传", "请发送", "需要", "回复"];
    if ASKED.iter().any(|words| sentence.contains(words)) {
        return None;
    }
    let is_attached = ["附上", "附有", "随信", "随邮件"].iter().any(|words| sentence.contains(words));
    sentence.char_indices().find_map(|(at, letter)| {
        let (_, files) = NUMBERS.iter().find(|(number, _)| *number == letter)?;
        let is_alone = !sentence[..at].ends_with(|c: char| c.is_ascii_digit() || c == '十' || c == '第');
        let rest = sentence[at + letter.len_utf8()..].trim_start();
        let rest = rest.strip_prefix(['个', '份', '個'])?;
        let noun = ["附件", "文件", "文档"].into_iter().find(|noun| rest.starts_with(noun))?;
        let is_said = is_alone && (noun == "附件" || is_attached);
        is_said.then(|| Said { words: format!("{letter}…{noun}"), files: *files })
    })
}

/// `첨부 파일 2개`, `두 개의 파일을 첨부`
fn of_korean(sentence: &str) -> Option<Said> {
    const COUNTS: [(&str, usize); 12] = [
        ("2개", 2),
        ("2건", 2),
        ("2부", 2),
        ("두 개", 2),
        ("두 가지", 2),
        ("두 건", 2),
        ("3개", 3),
        ("3건", 3),
        ("세 개", 3),
        ("세 가지", 3),
        ("4개", 4),
        ("네 개", 4),
    ];
    const FILES: [&str; 4] = ["파일", "문서", "서류", "첨부물"];
    const ASKED: [&str; 6] = ["제출", "회신", "보내 주", "보내주", "업로드", "첨부해 주"];
    if !sentence.contains("첨부") || ASKED.iter().any(|words| sentence.contains(words)) {
        return None;
    }
    let noun = FILES.into_iter().find(|noun| sentence.contains(noun))?;
    let is_alone = |at: usize| !sentence[..at].ends_with(|c: char| c.is_ascii_digit());
    let is_said = |count: &str| sentence.match_indices(count).any(|(at, _)| is_alone(at));
    let (count, files) = COUNTS.into_iter().find(|(count, _)| is_said(count))?;
    Some(Said { words: format!("{noun} {count}"), files })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_say_how_many_files_are_with_them_are_known() {
        for (text, files) in [
            ("Em anexo encontra dois documentos: o aviso de pagamento e a convocatória.", 2),
            ("Please find two files attached.", 2),
            ("Hello! Attached you will find three documents.", 3),
            ("The two attached files are for you.", 2),
            ("This mail has 2 attachments.", 2),
            ("Die zwei Anlagen sind für Sie.", 2),
            ("Im Anhang finden Sie drei Dokumente.", 3),
            ("Adjuntamos dos documentos.", 2),
            ("Vous trouverez ci-joint deux documents.", 2),
            ("In allegato trova due file.", 2),
            ("本邮件有两个附件，请查收。", 2),
            ("随信附上3份文件。", 3),
            ("첨부 파일 2개를 확인해 주세요.", 2),
            ("두 개의 파일을 첨부합니다.", 2),
        ] {
            assert_eq!(said(text).map(|said| said.files), Some(files), "{text}");
        }
    }

    #[test]
    fn letters_that_say_it_of_others_are_left_alone() {
        for text in [
            "Please find the report attached.",
            "Please find attached one file. Bring two documents with you.",
            "Please send us two files as an attachment.",
            "If you got two attachments, delete one.",
            "The attached PDF contains two documents.",
            "We attach great importance to two things.",
            "Two documents lie on the table.",
            "Bitte schicken Sie uns zwei Anlagen zurück.",
            "Im Anhang finden Sie zwei Termine.",
            "Em anexo encontra o aviso.",
            "请提交两个附件。",
            "第2个附件是日程。",
            "12个附件",
            "신청서 파일 2개를 첨부해 주세요.",
            "첨부된 수강증을 지참해 주세요.",
            "첨부 파일 12개",
            "",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(two |files |attached|两|个|附件|첨부|파일 2개|\\PC){0,12}") {
            let _ = said(&text);
        }
    }
}
