//! Attachments.

use crate::{found, of_kind};

#[test]
fn files_and_subjects_that_are_not_as_they_should_be_are_found() {
    let list = format!("email,file,topic\na@school.edu.cn,1.pdf,x\nb@school.edu.cn,~$1.docx,{}\n", "long ".repeat(40));
    let template = "From: t@school.edu.cn\nTo: {{ email }}\nSubject: {{ topic }}\nAttachment: {{ file }}\n\nx\n";
    let found = found(&list, "letter.txt", template, &["1.pdf", "~$1.docx"], &[]);
    assert_eq!(of_kind(&found, "odd-attachment"), [(3, "file")], "{found:?}");
    assert_eq!(of_kind(&found, "long-subject"), [(3, "topic")], "{found:?}");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn files_that_are_not_there_are_explained() {
    let list = "email,file\na@a.example,report.pdf\nb@b.example,\n";
    let template = "From: t@a.example\nTo: {{ email }}\nSubject: Hi\nAttachment: ./{{ file }}\n\nx\n";
    let found = found(list, "letter.txt", template, &["Report.PDF"], &[]);
    assert!(found[0].2.contains("there is \"Report.PDF\""), "{found:?}");
    assert!(found[1].2.contains("the cell is empty"), "{found:?}");
}

#[test]
fn one_persons_file_that_goes_to_all_is_told_of_the_template() {
    let rows: String = ["Oliver Griffiths", "Emma Wood", "Ida Moor", "Tom Lake", "Mia Stone", "Ben Hill"]
        .iter()
        .enumerate()
        .map(|(n, name)| format!("{name},p{n}@a.org\n"))
        .collect();
    let letter = "From: t@b.org\nTo: {{ email }}\nSubject: Hi\nAttachment: map.pdf\nAttachment: report-oliver-griffiths.pdf\n\n\
                  Dear {{ name }}\n";
    let files = ["map.pdf", "report-oliver-griffiths.pdf"];
    let found = found(&format!("name,email\n{rows}"), "letter.txt", letter, &files, &[]);
    assert_eq!(of_kind(&found, "shared-attachment"), [(5, "")], "{found:?}");
}

#[test]
fn letters_that_have_fewer_files_than_they_say_are_told() {
    let list = "email\na@a.example\nb@b.example\n";
    let letter = |fields: &str, text: &str| {
        format!("From: t@a.example\nTo: {{{{ email }}}}\nSubject: Hi\n{fields}\n<p>Hello,</p>\n<p>{text}</p>\n")
    };
    let (one, two) = ("Attachment: a.pdf\n", "Attachment: a.pdf\nAttachment: b.pdf\n");
    for (fields, text, told) in [
        (one, "Em anexo encontra dois documentos: o aviso e a convocatória.", 1),
        (one, "Please find <b>two files</b> attached.", 1),
        (two, "Please find three files attached.", 1),
        (two, "Please find two files attached.", 0),
        (two, "Please find the file attached.", 0),
        (one, "Please find the report attached. Two documents lie on the table.", 0),
    ] {
        let found = found(list, "letter.html", &letter(fields, text), &["a.pdf", "b.pdf"], &[]);
        assert_eq!(of_kind(&found, "no-attachment").len(), told, "{text}: {found:?}");
    }
}
