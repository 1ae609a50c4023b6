//! What the ending of a template's name says about it.

use std::path::Path;

use crate::mail::shown;

/// The media type of the body, unless a Content-Type says it.
pub(super) fn media_type(file: &Path) -> &'static str {
    match ending(file).as_str() {
        "html" | "htm" | "xhtml" => "text/html",
        "md" | "markdown" => "text/markdown",
        _ => "text/plain",
    }
}

/// Why a file of this ending is no template, and what to do; `None` = it may be one.
pub(super) fn refusal(file: &Path) -> Option<String> {
    let what = match ending(file).as_str() {
        "doc" | "docx" | "odt" | "rtf" | "pages" => "a word processor's document",
        "pdf" => "a PDF",
        _ => return None,
    };
    Some(no_template(what, file))
}

/// Why a file that is this is no template, and what to do.
pub(super) fn no_template(what: &str, file: &Path) -> String {
    let mut name = file.with_extension("md");
    if name == file {
        // It has that name already, and is to keep it.
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        name.set_file_name(format!("{stem}-text.md"));
    }
    format!(
        "is {what}, and a template is a text file. Copy the text into one with a text editor, save it as UTF-8, and name it \
         {} (or .txt, .html). A document can be sent along: Attachment: FILE",
        shown(&name.display().to_string(), 60)
    )
}

/// What is to be said of a body that goes out as plain text because of the file's ending, and looks as if it was not meant to.
pub(super) fn remark(file: &Path, body: &str) -> Option<String> {
    // `letter.md.txt`: an editor's doing.
    let inner = media_type(Path::new(file.file_stem()?));
    let (kind, mark, ending) = match (markup(body), inner) {
        (Some(found), _) => found,
        (None, "text/markdown") => ("Markdown", None, "md"),
        (None, "text/html") => ("HTML", None, "html"),
        (None, _) => return None,
    };
    let stem = if inner == "text/plain" { file.to_owned() } else { file.with_extension("") };
    let because = mark.map_or_else(|| "is named".to_owned(), |mark: &str| format!("looks ({mark})"));
    let than = if file.extension().is_some() { "its last ending" } else { "its name without an ending" };
    Some(format!(
        "{}: goes out as plain text, going by {than}, and {because} like {kind}. If it is {kind}, name it {}",
        shown(&file.display().to_string(), 200),
        shown(&stem.with_extension(ending).display().to_string(), 200)
    ))
}

/// What markup there is in a text: its name, what gives it away, and the ending of files that have it.
fn markup(body: &str) -> Option<(&'static str, Option<&'static str>, &'static str)> {
    let lower = body.to_ascii_lowercase();
    let tags = ["<html", "<body", "<p>", "<p ", "<br", "<table", "<div", "<td", "<a href", "<strong>", "<b>"];
    if let Some(tag) = tags.into_iter().find(|tag| lower.contains(tag)) {
        return Some(("HTML", Some(tag), "html"));
    }
    let is_rule = |line: &str| line.contains("---") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let mark = if lower.lines().any(|line| line.matches("**").count() >= 2) {
        "**"
    } else if lower.lines().any(|line| line.contains('|') && is_rule(line)) {
        "| --- |"
    } else if lower.contains("](http") || lower.contains("![](") {
        "[…](…)"
    } else {
        return None;
    };
    Some(("Markdown", Some(mark), "md"))
}

fn ending(file: &Path) -> String {
    file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_say_what_a_body_is() {
        for (name, media) in [
            ("a.md", "text/markdown"),
            ("a.MARKDOWN", "text/markdown"),
            ("a.htm", "text/html"),
            ("a.txt", "text/plain"),
            ("a", "text/plain"),
            ("a.md.txt", "text/plain"),
        ] {
            assert_eq!(media_type(Path::new(name)), media, "{name}");
        }
        for name in ["a.docx", "a.RTF", "a.pdf", "a.odt"] {
            assert!(refusal(Path::new(name)).is_some_and(|what| what.contains("name it a.md")), "{name}");
        }
        assert_eq!(refusal(Path::new("a.eml")), None);
        let other = no_template("a PDF", Path::new("in/a.md"));
        assert!(other.contains("name it in/a-text.md (or"), "{other}");
    }

    #[test]
    fn plain_text_that_was_not_meant_as_such_is_remarked_on() {
        for (name, body, said) in [
            ("a.txt", "Dear **you**", "name it a.md"),
            ("a", "| a |\n| --- |\n", "name it a.md"),
            ("a.eml", "<p>Hello</p>", "name it a.html"),
            ("a.md.txt", "Hello", "name it a.md"),
            ("a.md.txt", "**Hello**", "name it a.md"),
        ] {
            let remark = remark(Path::new(name), body).unwrap();
            assert!(remark.ends_with(said), "{remark}");
        }
        for body in ["Hello", "2 ** 3", "a | b", "------", "a < b", "- one\n- two", "* * *"] {
            assert_eq!(remark(Path::new("a.txt"), body), None, "{body}");
        }
    }
}
