//! Text, HTML and Markdown.

use std::path::Path;

use mailshot::input::Header;
use mailshot::merge::{Options, Template};

use crate::{Desk, shown, with_fields};

#[test]
fn data_is_never_a_template() {
    let desk = Desk::new(&["a"]);
    let cell = "{{ 7*7 }} {% include \"x\" %} {# #}";
    for name in ["t.txt", "t.html", "t.md"] {
        let draft = desk.draft(name, &with_fields("Subject: {{ a }}\n", "{{ a }}"), &[cell]).unwrap();
        assert_eq!(draft.subject.as_deref(), Some(cell));
        assert_eq!(draft.body.text.unwrap().trim(), cell);
    }
}

#[test]
fn columns_are_variables_whatever_they_are_called() {
    let columns = ["姓名", "First Name", "e-mail", "in", "true", "not", "1", "for", "row", "Score (%)", "a\"b", "loop"];
    let desk = Desk::new(&columns);
    let body = "{{ 姓名 }}|{{First Name}}|{{ e-mail | upper }}|{{ row[\"in\"] }}|{{ true }}|{{ not }}|{{ 1 }}|{{ for }}|{{ row }}|\
                {{ Score (%) }}|{{ a\"b }}|{{ row[\"姓名\"] }}|{% if 姓名 == \"c0\" and not in %}no{% else %}yes{% endif %}|{{ in }}|{{ loop }}\
                |{{ 1 + 1 }}{# {{ 姓名 }} #}{% raw %}{{ 姓名 }}{% endraw %}";
    let cells: Vec<String> = (0..columns.len()).map(|index| format!("c{index}")).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let draft = desk.draft("t.txt", &with_fields("", body), &cells).unwrap();
    assert_eq!(draft.body.text.unwrap(), "c0|c1|C2|c3|c4|c5|c6|c7|c8|c9|c10|c0|yes|c3|c11|2{{ 姓名 }}");
}

#[test]
fn a_template_may_have_no_body() {
    let desk = Desk::new(&["email"]);
    for content in ["From: a@x.com\nTo: b@x.com", "From: a@x.com\nTo: b@x.com\n\n"] {
        let draft = desk.draft("t.txt", content, &[""]).unwrap();
        assert_eq!(draft.body.text.as_deref(), Some(""));
        for name in ["t.html", "t.md"] {
            assert!(desk.draft(name, content, &[""]).is_ok());
        }
    }
}

#[test]
fn comments_and_set_may_come_before_the_fields() {
    let desk = Desk::new(&["name"]);
    let template = "{# for\n\nclass 3A #}\n{% set dear = \"Dear \" ~ name %}\nFrom: a@x.com\nTo: {{ dear }} <b@x.com>\n\n{{ dear }}!{{ x }}";
    assert!(desk.error("t.txt", template).starts_with("t.txt:8:15: unknown variable \"x\""));
    let draft = desk.draft("t.txt", &template.replace("{{ x }}", ""), &["Ann"]).unwrap();
    assert_eq!(shown(&draft.to), [(Some("Dear Ann"), "b@x.com")]);
    assert_eq!(draft.body.text.as_deref(), Some("Dear Ann!"));
}

#[test]
fn html_escapes_cells_and_gets_a_text() {
    let desk = Desk::new(&["name", "token"]);
    let body = "<html><body><h1>News</h1><p>Dear {{ name }},</p>\
                <p>vote <a href=\"https://x.com/?t={{ token | urlencode }}\">here</a></p>{{ name | safe }}</body></html>";
    for (file, fields) in [("t.html", ""), ("t.htm", ""), ("t.txt", "Content-Type: text/html; charset=gbk\n")] {
        let draft = desk.draft(file, &with_fields(fields, body), &["<i>张三</i> & Co", "a b"]).unwrap();
        let html = draft.body.html.unwrap();
        assert!(html.contains("<p>Dear &lt;i&gt;张三&lt;/i&gt; &amp; Co,</p>"), "{html}");
        assert!(html.contains("?t=a%20b\""), "{html}");
        assert!(html.contains("<i>张三</i> & Co</body>"), "{html}");
        let text = draft.body.text.unwrap();
        assert!(text.contains("Dear <i>张三</i> & Co,\r\n"), "{text}");
        assert!(text.contains("https://x.com/?t=a%20b"), "{text}");
    }
    let faults = desk.faults("t.html", &with_fields("", "<a href=\"{{ name }}\">x</a>"), &["javascript:alert(1)", ""]);
    assert!(faults[0].starts_with("body (t.html): the link \"javascript:"), "{faults:?}");
    let body = "{% filter upper %}Dear {{ name }}{% endfilter %}";
    let draft = desk.draft("t.html", &with_fields("", body), &["Ann & Zoë", ""]).unwrap();
    assert_eq!(draft.body.html.as_deref(), Some("DEAR ANN &amp; ZOË"));
    let draft = desk.draft("t.html", &with_fields("", "{{ name | newlines_to_br }}"), &["a<\nb", ""]).unwrap();
    assert_eq!(draft.body.html.as_deref(), Some("a&lt;<br>\nb"));
}

#[test]
fn text_is_not_escaped() {
    let desk = Desk::new(&["name"]);
    let cell = "<b> & \"x\" \u{F0041}\u{100000}";
    let body = "{{ name }}{% filter upper %}|a {{ name }}{% endfilter %}|\u{F0042}";
    let draft = desk.draft("t.mail", &with_fields("", body), &[cell]).unwrap();
    assert_eq!(draft.body.text.unwrap(), format!("{cell}|A <B> & \"X\" \u{F0041}\u{100000}|\u{F0042}"));
    assert_eq!(draft.body.html, None);
}

#[test]
fn markdown_gives_text_and_html() {
    let desk = Desk::new(&["name", "link"]);
    let body = "Hi, **{{ name }}**,\næøå\n\n# Head\n\n| a | b |\n| - | - |\n| {{ name }} | ~~x~~ |\n\n- [vote]({{ link }})\n\n\
                ```\n{{ name }}\n```\n\n<b>mine</b>\n";
    let cell = "*x* <b>y</b> [z](http://evil.example) | \u{F0041}";
    let link = "https://x.com/a b?c=(d)";
    for (file, fields) in [("t.md", ""), ("t.txt", "CONTENT-TYPE: text/markdown\n")] {
        let draft = desk.draft(file, &with_fields(fields, body), &[cell, link]).unwrap();
        assert_eq!(draft.body.text.unwrap(), body.replace("{{ name }}", cell).replace("{{ link }}", link));
        let html = draft.body.html.unwrap().replace("\r\n", "\n");
        let escaped = "*x* &lt;b&gt;y&lt;/b&gt; [z](http://evil.example) | \u{F0041}";
        for part in [
            format!("<p>Hi, <strong>{escaped}</strong>,<br />\næøå</p>"),
            format!("<td>{escaped}</td><td><del>x</del></td>"),
            format!("<pre><code>{escaped}\n</code></pre>"),
            "<a href=\"https://x.com/a%20b?c=(d)\">vote</a>".to_owned(),
            "<b>mine</b>".to_owned(),
            "<h1>Head</h1>".to_owned(),
            "<!DOCTYPE html>".to_owned(),
        ] {
            assert!(html.contains(&part), "{part} in {html}");
        }
        assert_eq!(html.matches("<a ").count(), 1);
    }
}

#[test]
fn a_cell_cannot_write_markdown() {
    let desk = Desk::new(&["a"]);
    for cell in [
        "# head", "- item", "1. item", "> quote", "    code", "***", "<script>x</script>", "![x](y.png)",
        "[x](http://evil)", "<http://evil>", "```\nx\n```", "a\n\nb", "| a |\n| - |", "[x]: http://evil", "&lt;",
        "\\*", "http://evil", "{{ a }}",
    ] {
        let draft = desk.draft("t.md", &with_fields("", "{{ a }}\n"), &[cell]).unwrap();
        let html = draft.body.html.unwrap().replace("\r\n", "\n");
        let body = html.split("<body>\n").nth(1).unwrap().split("\n</body>").next().unwrap();
        let escaped = cell.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br />\n");
        assert_eq!(body, format!("<p>{escaped}</p>"), "{cell}");
    }
    for (body, cell) in [("[x]({{ a }})", "javascript:alert(1)"), ("[x][r]\n\n[r]: {{ a }}", "data:text/html,x")] {
        assert!(desk.draft("t.md", &with_fields("", body), &[cell]).is_err(), "{body}");
    }
    let draft = desk.draft("t.md", &with_fields("", "{{ a | safe }}\n"), &["**b**"]).unwrap();
    assert!(draft.body.html.unwrap().contains("<strong>b</strong>"));
}

#[test]
fn a_multipart_template_gives_both_parts() {
    let desk = Desk::new(&["name"]);
    let template = with_fields(
        "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"boundary\"\n",
        "This is a MIME-encoded message. If you are seeing this, your mail\nreader is old.\n\n\
         --boundary\nContent-Type: text/plain; charset=us-ascii\n\nHi, {{name}} Laȝamon\n\n\
         --boundary\nContent-Type: text/html; charset=us-ascii\n\n<html><p>Hi, {{name}} Laȝamon</p></html>\n",
    );
    let body = "{% for key, value in row %}{{ loop.index }}{% endfor %}{{ row | length }}";
    let draft = Desk::new(&["a", "b c"]).draft("t.txt", &with_fields("", body), &["", ""]).unwrap();
    assert_eq!(draft.body.text.unwrap(), "122");
    for end in ["\n", "\r\n"] {
        let draft = desk.draft("t.txt", &template.replace('\n', end), &["A & B"]).unwrap();
        assert_eq!(draft.body.text.as_deref(), Some("Hi, A & B Laȝamon\r\n"));
        assert_eq!(draft.body.html.unwrap().trim_end(), "<html><p>Hi, A &amp; B Laȝamon</p></html>");
    }
}

/// What a letter shows of all columns stands as it stands in the list, each time; what `--failed` has added to them is not shown.
#[test]
fn all_columns_come_in_the_order_of_the_list() {
    let names =
        ["email", "sport", "art", "maths", "music", "mailshot_outcome", "mailshot_reason", "mailshot_explanation"];
    let body = "{% for key, value in row %}{{ key }}={{ value }} {% endfor %}{{ row | length }}";
    let values = ["a@b.de", "1", "2", "3", "4", "refused", "550", "No such mailbox."];
    for _ in 0..4 {
        let draft = Desk::new(&names).draft("t.txt", &with_fields("", body), &values).unwrap();
        assert_eq!(draft.body.text.unwrap(), "email=a@b.de sport=1 art=2 maths=3 music=4 5");
    }
    let asked = "{{ mailshot_outcome }}, {{ row[\"mailshot_reason\"] }}";
    let draft = Desk::new(&names).draft("t.txt", &with_fields("", asked), &values).unwrap();
    assert_eq!(draft.body.text.unwrap(), "refused, 550");
    // Who asks for them has them, in whatever way.
    let asked = "{% for key, value in row %}{% if loop.first %}{{ key }}{% endif %}{% endfor %} \
                 {% if row.mailshot_outcome == \"refused\" %}again{% endif %} {% set key = \"mailshot_reason\" %}{{ row[key] }}";
    let draft = Desk::new(&names).draft("t.txt", &with_fields("", asked), &values).unwrap();
    assert_eq!(draft.body.text.unwrap(), "email again 550");
}

#[test]
fn includes_and_layouts() {
    let desk = Desk::new(&["name", "First Name"]);
    desk.write(
        "layout.html",
        "<body>{% block title %}T{% endblock %}|{% block content %}{% endblock %}|{% include \"parts/foot.html\" %}</body>",
    );
    desk.write("parts/foot.html", "foot {{ name }} {{ First Name }}{{ extra }}");
    let body = "{% extends \"layout.html\" %}\n\
                {% block content %}<p>{{ name }}</p>{{ super() }}{% set extra = 1 %}{% endblock %}";
    let draft = desk.draft("t.html", &with_fields("", body), &["<A>", "B"]).unwrap();
    assert_eq!(draft.body.html.as_deref(), Some("<body>T|<p>&lt;A&gt;</p>|foot &lt;A&gt; B1</body>"));
    desk.write("parts/foot.html", "x\n  {{ nmae }}");
    let error = desk.error("t.html", with_fields("", body));
    assert!(error.starts_with("parts/foot.html:2:6: unknown variable \"nmae\""), "{error}");
    desk.write("parts/foot.html", "x\n  {{ name | }}");
    assert!(desk.error("t.html", with_fields("", body)).starts_with("parts/foot.html:2:"));
    // A text and an HTML part may share a file.
    desk.write("foot.inc", "{{ name }}\u{F0041}");
    let template = with_fields(
        "Content-Type: multipart/alternative; boundary=b\n",
        "--b\n\n{% include \"foot.inc\" %}\n--b\nContent-Type: text/html\n\n{% include \"foot.inc\" %}\n--b--\n",
    );
    let draft = desk.draft("t.txt", &template, &["<A>", ""]).unwrap();
    assert_eq!(draft.body.text.as_deref(), Some("<A>\u{F0041}"));
    assert_eq!(draft.body.html.as_deref(), Some("&lt;A&gt;\u{F0041}"));
}

#[test]
fn a_template_serves_many_threads() {
    let desk = Desk::new(&["email", "name"]);
    desk.write("shared.pdf", "pdf");
    let text = "From: f@x.com\nTo: {{ name }} <{{ email }}>\nAttachment: shared.pdf\n\n<p>Dear {{ name }}</p>";
    let template = desk.load("t.html", text).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (template, desk) = (&template, &desk);
            scope.spawn(move || {
                for row in 0..50 {
                    let name = format!("n{thread}-{row}");
                    let draft = template.draft(&desk.record(&["a@x.com", &name])).unwrap();
                    assert_eq!(draft.body.text, Some(format!("Dear {name}\r\n")));
                }
            });
        }
    });
}

/// The templates that the project shows.
#[test]
fn the_projects_own_templates_load() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let columns =
        "姓名,name,email,student no,数学,English,总评,评语,report,city,plan,books read,token,科目,成绩,得分率,考试日期";
    let header = Header::new(columns.split(',').map(str::to_owned).collect());
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !["layout.html", "logo.png"].contains(&name.as_str()) {
            let options = Options { is_grouped: name == "marks.txt", ..Options::default() };
            Template::load(&path, &header, &options).unwrap();
        }
    }
}
