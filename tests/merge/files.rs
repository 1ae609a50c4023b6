//! Attachments and images.

use std::sync::Arc;

use crate::{Desk, with_fields};

#[test]
fn files_are_attached() {
    let desk = Desk::new(&["number", "file"]);
    desk.write("a 1.txt", "Hello world\n");
    desk.write("reports/r-17.txt", "seventeen");
    desk.write("reports/张三.pdf", "pdf");
    let absolute = desk.path("reports/r-17.txt");
    let template = with_fields(
        &format!(
            "Attachment: a 1.txt\nATTACHMENT: reports/r-{{{{number}}}}.txt\nAttachment: {{% if file %}}{{{{ file }}}}{{% endif %}}\n\
             Attachment: {}\n",
            absolute.display()
        ),
        "x",
    );
    let template = desk.load("t.txt", template).unwrap();
    let names = |file: &str| -> Vec<(String, u64)> {
        let draft = template.draft(&desk.record(&["17", file])).unwrap();
        draft.attachments.iter().map(|part| (part.name().to_owned(), part.size())).collect()
    };
    let pair = |name: &str, size| (name.to_owned(), size);
    let (first, second) = (pair("a 1.txt", 12), pair("r-17.txt", 9));
    assert_eq!(names(""), [first.clone(), second.clone(), second.clone()]);
    assert_eq!(names("reports/张三.pdf"), [first.clone(), second.clone(), pair("张三.pdf", 3), second.clone()]);
    assert_eq!(names(&absolute.display().to_string()), [first, second.clone(), second.clone(), second]);
    let drafts = [0, 1].map(|_| template.draft(&desk.record(&["17", ""])).unwrap());
    assert!(drafts[0].attachments.iter().zip(&drafts[1].attachments).all(|(a, b)| Arc::ptr_eq(a, b)), "read once");
}

#[test]
fn a_file_that_cannot_be_sent_is_a_fault_of_the_row() {
    let desk = Desk::new(&["file"]);
    desk.write("secret.txt", "outside");
    desk.write("in/x.txt", "inside");
    desk.write("in/reports/y.txt", "inside");
    for (path, cell, expected) in [
        ("no.txt", "", "field \"Attachment\" (in/t.txt:3): no such file: in/no.txt"),
        ("reports", "", "reports is a folder"),
        ("{{ file }}", "../secret.txt", "\"../secret.txt\" is outside the template's folder"),
        ("{{ file }}", "/etc/passwd", "\"/etc/passwd\" is outside the template's folder"),
        ("{{ file | safe }}", "../secret.txt", "\"../secret.txt\" is outside the template's folder"),
        ("reports/{{ file }}", "../../secret.txt", "is outside the template's folder"),
        ("{{ file }}", "~/x", "no such file: in/~/x"),
    ] {
        let faults = desk.faults("in/t.txt", &with_fields(&format!("Attachment: {path}\n"), "x"), &[cell]);
        assert!(faults.len() == 1 && faults[0].contains(expected), "{path} {cell}: {faults:?}");
    }
    for (path, cell) in [("../secret.txt", ""), ("../{{ file }}", "secret.txt"), ("reports/{{ file }}", "../x.txt")] {
        let draft = desk.draft("in/t.txt", &with_fields(&format!("Attachment: {path}\n"), "x"), &[cell]);
        assert_eq!(draft.unwrap().attachments.len(), 1, "{path} {cell}");
    }
    let faults = desk.faults("t.txt", &with_fields("Attachment: ~/no-such-file-here.txt\n", "x"), &[""]);
    assert!(faults[0].contains(&std::env::home_dir().unwrap().join("no-such-file-here.txt").display().to_string()));
}

#[cfg(unix)]
#[test]
fn links_cannot_lead_outside() {
    let desk = Desk::new(&["file"]);
    desk.write("secret.html", "outside");
    let template = with_fields("", "{% include \"link.html\" %}");
    desk.write("in/x", "");
    std::os::unix::fs::symlink(desk.path("secret.html"), desk.path("in/link.html")).unwrap();
    assert!(desk.error("in/t.html", template).contains("outside the template's folder"));
    let faults = desk.faults("in/t.txt", &with_fields("Attachment: {{ file }}\n", "x"), &["link.html"]);
    assert!(faults[0].contains("outside the template's folder"), "{faults:?}");
}

#[cfg(unix)]
#[test]
fn a_file_is_called_what_the_row_calls_it() {
    let desk = Desk::new(&["file"]);
    desk.write("cert.png", "certificate");
    for name in ["anna.png", "bert.png", "bert.txt"] {
        std::os::unix::fs::symlink(desk.path("cert.png"), desk.path(name)).unwrap();
    }
    let template = with_fields("Attachment: {{ file }}\n", "<img src=\"{{ file }}\">");
    let attached = desk.load("t.txt", &template).unwrap();
    let shown = desk.load("t.html", template.replace("Attachment: {{ file }}\n", "")).unwrap();
    for (name, media_type) in
        [("anna.png", "image/png"), ("bert.png", "image/png"), ("bert.txt", "text/plain"), ("anna.png", "image/png")]
    {
        let record = desk.record(&[name]);
        for part in
            attached.draft(&record).unwrap().attachments.iter().chain(&shown.draft(&record).unwrap().body.inline)
        {
            assert_eq!((part.name(), part.media_type()), (name, media_type));
        }
    }
    let drafts = [0, 1].map(|_| attached.draft(&desk.record(&["bert.png"])).unwrap());
    assert!(Arc::ptr_eq(&drafts[0].attachments[0], &drafts[1].attachments[0]), "read once for each name");
}

#[test]
fn images_beside_the_template_become_inline_parts() {
    let desk = Desk::new(&["image"]);
    desk.write("logo.png", "PNG");
    desk.write("my pic.jpg", "JPG");
    let html = "<img alt=x src=\"logo.png\"><IMG SRC='./logo.png'><img src=https://x.com/a.png>\
                <img src=\"data:image/png;base64,AA\"><img src=\"//x.com/b.png\"><img src=\"my%20pic.jpg\"/>";
    let draft = desk.draft("t.html", &with_fields("", html), &[""]).unwrap();
    let ids: Vec<_> = draft.body.inline.iter().map(|part| part.content_id().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 2);
    let body = draft.body.html.unwrap();
    assert_eq!(body.matches(&format!("cid:{}", ids[0])).count(), 2, "{body}");
    assert_eq!(body.matches(&format!("cid:{}", ids[1])).count(), 1, "{body}");
    for kept in ["https://x.com/a.png", "data:image/png;base64,AA", "\"//x.com/b.png\""] {
        assert!(body.contains(kept), "{kept} in {body}");
    }

    let markdown = "![](./logo.png) ![p](<my pic.jpg>) <img src=\"logo.png\"> ![]({{ image }})";
    let template = with_fields("Attachment: logo.png\n", markdown);
    let draft = desk.draft("t.md", &template, &["https://x.com/c.png"]).unwrap();
    assert_eq!(draft.body.inline.len(), 2);
    assert!(draft.attachments.is_empty(), "what is shown is not attached again");
    let body = draft.body.html.unwrap();
    let id = draft.body.inline[0].content_id().unwrap();
    assert!(body.contains(&format!("<img src=\"cid:{id}\" alt=\"\" />")), "{body}");
    assert!(body.contains("src=\"https://x.com/c.png\""), "{body}");
    assert!(draft.body.text.unwrap().starts_with("![](./logo.png)"));
}

#[test]
fn an_image_that_is_not_there_is_a_fault() {
    let desk = Desk::new(&["image"]);
    desk.write("secret.png", "outside");
    desk.write("in/logo.png", "PNG");
    for (name, body, cell, expected) in [
        ("in/t.html", "<img src=\"no.png\">", "", "image \"no.png\": no such file: in/no.png"),
        ("in/t.md", "![](no.png)", "", "image \"no.png\": no such file: in/no.png"),
        ("in/t.html", "<img src=\"{{ image }}\">", "../secret.png", "is outside the template's folder"),
        ("in/t.html", "{{ image | safe }}", "<img src=\"../secret.png\">", "is outside the template's folder"),
        ("in/t.md", "![]({{ image }})", "../secret.png", "is outside the template's folder"),
        ("in/t.md", "![]({{ image }})", "javascript:x", "begins with `javascript:`"),
        (
            "in/t.html",
            "<img src=\"logo.png\"><img src=\"cid:logo.png\">",
            "",
            "image \"cid:logo.png\": no part of the mail has this",
        ),
        ("in/t.md", "![](logo.png) ![](cid:x)", "", "image \"cid:x\": no part of the mail has this name"),
        ("in/t.html", "<img src=\"{{ image }}\">", "CID:\u{e9}", "no part of the mail has this name"),
    ] {
        let faults = desk.faults(name, &with_fields("", body), &[cell]);
        assert!(faults.len() == 1 && faults[0].contains(expected), "{body} {cell}: {faults:?}");
    }
    for (body, cell) in [("<img src=\"../secret.png\">", ""), ("<img src=\"{{ image }}\">", "logo.png")] {
        assert_eq!(desk.draft("in/t.html", &with_fields("", body), &[cell]).unwrap().body.inline.len(), 1);
    }
}

#[test]
fn a_path_that_is_written_otherwise_is_told_how() {
    let desk = Desk::new(&["file"]);
    desk.write("a.pdf", "A");
    desk.write("in/b.pdf", "B");
    for (cell, expected) in [
        ("a.pdf;in/b.pdf", "each file takes an Attachment line of its own"),
        ("a.pdf、 in/b.pdf；", "each file takes an Attachment line of its own"),
        ("in\\b.pdf", "write / for \\"),
        ("in/*.pdf", "* stands for nothing"),
        ("a.pdf;c.pdf", "no such file: "),
    ] {
        let faults = desk.faults("t.txt", &with_fields("Attachment: {{ file }}\n", "x"), &[cell]);
        assert!(faults.len() == 1 && faults[0].contains(expected), "{cell}: {faults:?}");
    }
}

#[test]
fn the_blanks_around_a_cell_are_none_of_a_file_s_name() {
    let desk = Desk::new(&["file"]);
    desk.write("a b.pdf", "x");
    desk.write(" c.pdf", "y");
    let template = |path: &str| with_fields(&format!("Attachment: {path}\n"), "x");
    for (path, cell, name) in [
        ("{{ file }}", " a b.pdf ", "a b.pdf"),
        ("{{ file }}", "a b.pdf\u{a0}", "a b.pdf"),
        ("./{{ file }}", "\ta b.pdf", "a b.pdf"),
        ("{{ file }}.pdf", " a b ", "a b.pdf"),
        ("{{ file }}", " c.pdf", " c.pdf"),
    ] {
        let draft = desk.draft("t.txt", &template(path), &[cell]).unwrap();
        let names: Vec<_> = draft.attachments.iter().map(|part| part.name()).collect();
        assert_eq!(names, [name], "{path} {cell:?}");
    }
    for (cell, told) in [("  ", "is empty"), (" d.pdf ", "no such file"), (" /etc/passwd ", "no such file")] {
        let faults = desk.faults("t.txt", &template("{{ file }}"), &[cell]);
        assert!(faults.len() == 1 && faults[0].contains(told), "{cell:?}: {faults:?}");
    }
}

#[test]
fn pictures_of_backgrounds_styles_and_sets_become_inline_parts() {
    let desk = Desk::new(&["image"]);
    for name in ["a.png", "b.png", "c.png", "d.png"] {
        desk.write(name, name);
    }
    let html = "<style>p{background:url(\"a.png\")} i{src:url(x.woff)}</style><table background='b.png'><tr>\
                <td style=\"background-image:url({{ image }})\"><img src=\"a.png\" srcset=\"a.png 1x, d.png 2x\">";
    let draft = desk.draft("t.html", &with_fields("", html), &["c.png"]).unwrap();
    let parts = &draft.body.inline;
    let names: Vec<_> = parts.iter().map(|part| part.name()).collect();
    assert_eq!(names, ["a.png", "b.png", "c.png", "d.png"]);
    let [a, b, c, d] = [0, 1, 2, 3].map(|at| parts[at].content_id().unwrap());
    let expected = format!(
        "<style>p{{background:url(\"cid:{a}\")}} i{{src:url(x.woff)}}</style><table background='cid:{b}'><tr>\
         <td style=\"background-image:url(cid:{c})\"><img src=\"cid:{a}\" srcset=\"cid:{a} 1x, cid:{d} 2x\">"
    );
    assert_eq!(draft.body.html.as_deref().map(str::trim_end), Some(expected.as_str()));
    let faults = desk.faults("t.html", &with_fields("", "<td background=\"no.png\">"), &[""]);
    assert!(faults.len() == 1 && faults[0].contains("image \"no.png\": no such file"), "{faults:?}");
    for cell in ["red", "#fff", "", "https://x.com/a.png"] {
        let html = "<td background=\"{{ image }}\" style=\"src:url({{ image }})\">";
        assert!(desk.draft("t.html", &with_fields("", html), &[cell]).is_ok(), "{cell}");
    }
}
