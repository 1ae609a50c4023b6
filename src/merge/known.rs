//! Header fields that are likely to be misspelt ones, or ones in another language: `Attachments`, `Subjekt`, `附件`.
//!
//! Any field name is allowed (RFC 5322 §3.6.8), so to the program these are fields of the author's own, which nobody reads. What
//! was meant would be missing: the file, the subject, a recipient.

/// The fields that mean something here, and their usual words in other programs and languages, in small letters.
const KNOWN: [(&str, &[&str]); 9] = [
    (
        "Attachment",
        &[
            "attach", "attached", "attachment-file", "file", "files", "anhang", "anhänge", "anlage", "anlagen",
            "datei", "pièce-jointe", "pièces-jointes", "piece-jointe", "fichier", "adjunto", "adjuntos", "anexo",
            "allegato", "allegati", "bijlage", "bilaga", "załącznik", "вложение", "附件", "添付", "添付ファイル",
            "첨부", "첨부파일",
        ],
    ),
    (
        "To",
        &[
            "an", "recipient", "recipients", "email", "e-mail", "mail", "mailto", "empfänger", "destinataire",
            "destinatario", "para", "aan", "кому", "收件人", "宛先", "받는사람",
        ],
    ),
    (
        "From",
        &[
            "von", "absender", "expéditeur", "de", "remitente", "mittente", "van", "от", "发件人", "寄件人", "差出人",
            "보낸사람",
        ],
    ),
    ("Cc", &["kopie", "copie", "copia", "копия", "抄送", "참조"]),
    ("Bcc", &["blindkopie", "cci", "cco", "скрытая-копия", "密送", "숨은참조"]),
    (
        "Subject",
        &[
            "betreff", "title", "titel", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp", "тема", "主题",
            "標題", "标题", "主旨", "件名", "제목",
        ],
    ),
    ("Reply-To", &["reply", "antwort-an", "回复", "回复地址", "返信先"]),
    ("Sender", &[]),
    ("Content-Type", &["type", "content"]),
];

/// Fields that are what they are, although they are spelt like another (RFC 4021).
const REGISTERED: [&str; 1] = ["reply-by"];

/// The field that is probably meant by a name that means nothing here.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    if REGISTERED.contains(&name.as_str()) || ["x-", "list-", "resent-"].iter().any(|begin| name.starts_with(begin)) {
        return None;
    }
    let by_word = KNOWN.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(field, _)| *field);
    by_word.or_else(|| {
        let like = KNOWN.iter().map(|(field, _)| (strsim::osa_distance(&name, &field.to_lowercase()), *field));
        let (distance, field) = like.min()?;
        // Of a short name, two letters are nearly all.
        let reach = if field.len() <= 4 { 1 } else { 2 };
        (1..=reach).contains(&distance).then_some(field)
    })
}

/// What is lost if a field is none; `None` = somebody is left out, or a file, or a hidden address is shown: too much for a warning.
pub(super) fn lost(field: &str) -> Option<&'static str> {
    match field {
        "Subject" => Some("the letter has no subject by it"),
        "Reply-To" => Some("answers go to From"),
        "Sender" => Some("nothing else is done with it"),
        "Content-Type" => Some("the body is what the template's ending says"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_fields_and_those_of_other_languages_are_known() {
        for (name, field) in [
            ("Attachments", "Attachment"),
            ("Atachment", "Attachment"),
            ("ATTACHEMENT", "Attachment"),
            ("Anhang", "Attachment"),
            ("附件", "Attachment"),
            ("Too", "To"),
            ("收件人", "To"),
            ("Form", "From"),
            ("Bc", "Bcc"),
            ("Bbc", "Bcc"),
            ("Subjekt", "Subject"),
            ("Betreff", "Subject"),
            ("主题", "Subject"),
            ("ReplyTo", "Reply-To"),
            ("Content_Type", "Content-Type"),
        ] {
            assert_eq!(meant(name), Some(field), "{name}");
        }
    }

    #[test]
    fn other_fields_are_what_they_are() {
        // Of the registered ones, those that mails have.
        for name in [
            "X-To",
            "X-Attachments",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Id",
            "Resent-To",
            "Resent-From",
            "Auto-Submitted",
            "Precedence",
            "Priority",
            "Importance",
            "Sensitivity",
            "Organization",
            "Keywords",
            "Comments",
            "In-Reply-To",
            "References",
            "Return-Path",
            "Return-Receipt-To",
            "Disposition-Notification-To",
            "Errors-To",
            "Reply-By",
            "Followup-To",
            "Mail-Followup-To",
            "Expires",
            "Expiry-Date",
            "Archive",
            "Author",
            "Encoding",
            "Lines",
            "Path",
            "Summary",
            "Supersedes",
            "Feedback-ID",
            "User-Agent",
            "Content-Language",
            "Thread-Topic",
            "Thread-Index",
            "Autocrypt",
            "Require-Recipient-Valid-Since",
            "TLS-Required",
        ] {
            assert_eq!(meant(name), None, "{name}");
        }
        for (field, words) in KNOWN {
            assert!(!words.contains(&field.to_lowercase().as_str()));
            assert_eq!(meant(field), None, "{field} is no other field");
        }
    }
}
