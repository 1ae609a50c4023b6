//! Templates, rendered.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mailshot::input::{Header, Record};
use mailshot::mail::Mailbox;
use mailshot::merge::{Condition, Fault, Options, Template, TemplateError};
use mailshot::message::Draft;
use proptest::prelude::*;
use tempfile::TempDir;

/// A folder with a template in it, and columns.
struct Desk {
    folder: TempDir,
    header: Header,
    options: Options,
}

impl Desk {
    fn new(columns: &[&str]) -> Self {
        let header = Header::new(columns.iter().map(|name| (*name).to_owned()).collect());
        Self { folder: TempDir::new().unwrap(), header, options: Options::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    fn load(&self, name: &str, content: impl AsRef<[u8]>) -> Result<Template, TemplateError> {
        Template::load(&self.write(name, content), &self.header, &self.options)
    }

    fn record(&self, cells: &[&str]) -> Record {
        Record {
            number: 1,
            line: 2,
            header: Arc::new(self.header.clone()),
            fields: cells.iter().collect(),
            more: Vec::new(),
        }
    }

    fn draft(&self, name: &str, content: &str, cells: &[&str]) -> Result<Draft, Vec<Fault>> {
        let template = self.load(name, content).unwrap_or_else(|error| panic!("{error}"));
        template.draft(&self.record(cells))
    }

    /// The error of loading, without the folder.
    fn error(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let error = self.load(name, content).expect_err("this template is wrong").to_string();
        assert!(!error.contains('\n'), "{error}");
        error.replace(&format!("{}/", self.folder.path().display()), "")
    }

    /// The faults of a row, without the folder.
    fn faults(&self, name: &str, content: &str, cells: &[&str]) -> Vec<String> {
        let folder = format!("{}/", self.folder.path().display());
        let faults = self.draft(name, content, cells).expect_err("this row is wrong");
        faults.iter().map(|fault| fault.to_string().replace(&folder, "")).collect()
    }
}

/// A template with these lines between From, To and the body.
fn with_fields(fields: &str, body: &str) -> String {
    format!("From: from@test.com\nTo: to@test.com\n{fields}\n{body}")
}

fn shown(mailboxes: &[Mailbox]) -> Vec<(Option<&str>, &str)> {
    mailboxes.iter().map(|mailbox| (mailbox.name.as_deref(), mailbox.address.as_str())).collect()
}

fn addresses(mailboxes: &[Mailbox]) -> Vec<&str> {
    mailboxes.iter().map(|mailbox| mailbox.address.as_str()).collect()
}

#[test]
fn a_simple_template_is_rendered() {
    let desk = Desk::new(&["email", "name", "number"]);
    let template = "TO: {{email}}\r\nSUBJECT: Testing\r\n mailshot\r\nFROM: My Self <me@my.com>\r\nX-Tag: a{{number}}\r\n\r\n\
                    Hi, {{name}},\r\n\r\nYour number is {{number}}.\r\n";
    for bom in ["", "\u{FEFF}"] {
        let draft = desk.draft("t.txt", &format!("{bom}{template}"), &["ann@a.com", "Ann", "17"]).unwrap();
        assert_eq!(shown(&[draft.from]), [(Some("My Self"), "me@my.com")]);
        assert_eq!(addresses(&draft.to), ["ann@a.com"]);
        assert_eq!(draft.subject.as_deref(), Some("Testing mailshot"));
        assert_eq!(draft.fields, [("X-Tag".to_owned(), "a17".to_owned())]);
        assert_eq!(draft.body.text.as_deref(), Some("Hi, Ann,\r\n\r\nYour number is 17.\r\n"));
        assert_eq!(draft.body.html, None);
    }
}

#[test]
fn all_fields_find_their_place() {
    let desk = Desk::new(&["cc", "reply"]);
    let template = with_fields(
        "Cc: {{cc}}, c@x.com\nBCC: Secret <s@x.com>\nreply-to: {{reply}}\nSender: w@x.com\nSubject: {{ reply }}\n\
         MIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\nPrecedence: bulk\n\
         List-Unsubscribe: <https://x.com/?{{ cc | urlencode }}>\n",
        "x",
    );
    let draft = desk.draft("t.txt", &template, &["a@x.com, b@x.com", ""]).unwrap();
    assert_eq!(addresses(&draft.cc), ["a@x.com", "b@x.com", "c@x.com"]);
    assert_eq!(shown(&draft.bcc), [(Some("Secret"), "s@x.com")]);
    assert!(draft.reply_to.is_empty());
    assert_eq!(draft.sender.unwrap().address.as_str(), "w@x.com");
    assert_eq!(draft.subject, None);
    let names: Vec<_> = draft.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Precedence", "List-Unsubscribe"]);
    assert_eq!(draft.fields[1].1, "<https://x.com/?a%40x.com%2C%20b%40x.com>");
}

#[test]
fn a_cell_is_a_name_an_address_or_a_whole_list() {
    let desk = Desk::new(&["name", "email", "user", "host"]);
    for (to, name, email, expected) in [
        ("{{ email }}", "", "a@x.com", vec![(None, "a@x.com")]),
        ("{{ email }}", "", "张三 <a@x.com>", vec![(Some("张三"), "a@x.com")]),
        ("{{ email }}", "", "a@x.com, Bo <b@x.com>", vec![(None, "a@x.com"), (Some("Bo"), "b@x.com")]),
        ("{{ name }}, {{ email }}", "", "a@x.com", vec![(None, "a@x.com")]),
        ("{{ name }}; {{ email }}", "b@x.com", "a@x.com", vec![(None, "b@x.com"), (None, "a@x.com")]),
        ("{{ name }} <{{ email }}>", "Doe, Jane", "a@x.com", vec![(Some("Doe, Jane"), "a@x.com")]),
        ("\"{{ name }}\" <{{ email }}>", "J \"X\" <e@x>", "a@x.com", vec![(Some("J \"X\" <e@x>"), "a@x.com")]),
        ("{{ name }} <{{ email }}>", "a@evil.com, b", "a@x.com", vec![(Some("a@evil.com, b"), "a@x.com")]),
        ("{{ name }} <{{ email }}>", "", " a@x.com ", vec![(None, "a@x.com")]),
        ("\"{{ name }}\" <{{ email }}>, b@x.com", "", "", vec![(None, "b@x.com")]),
        ("{{ user }}@{{ host }}", "", "", vec![(None, "u@h.example")]),
        ("Dr. {{ name }} (x, {{ name }}) <{{ email }}>", "Ann", "a@x.com", vec![(Some("Dr. Ann"), "a@x.com")]),
        (
            "{% if name %}{{ name }} <{{ email }}>{% else %}{{ email }}{% endif %}",
            "",
            "a@x.com",
            vec![(None, "a@x.com")],
        ),
        ("{{ name ~ \" <\" ~ email ~ \">\" }}", "Ann", "a@x.com", vec![(Some("Ann"), "a@x.com")]),
        ("\"a, {{ name }}\" <{{ email | lower }}>", "b", "A@X.com", vec![(Some("a, b"), "a@x.com")]),
    ] {
        let template = format!("From: f@x.com\nTo: {to}\n\nx");
        let draft = desk.draft("t.txt", &template, &[name, email, "u", "h.example"]);
        let draft = draft.unwrap_or_else(|faults| panic!("{to} {name} {email}: {faults:?}"));
        assert_eq!(shown(&draft.to), expected, "{to} {name} {email}");
    }
}

#[test]
fn a_bad_address_names_its_column() {
    let desk = Desk::new(&["name", "email"]);
    for (to, name, email, expected) in [
        (
            "{{ email }}",
            "",
            "jane@@example.org",
            "column \"email\": \"jane@@example.org\" is not an address: two \"@\"",
        ),
        ("{{ email }}", "", "", "column \"email\": is empty: there is nobody to send this row to"),
        ("{{ email }}", "", "a@x.com, b@@x.com", "column \"email\": \"b@@x.com\" is not an address: two \"@\""),
        ("{{ name }} <{{ email }}>", "Ann", "a@@x.com", "column \"email\": \"a@@x.com\" is not an address: two \"@\""),
        ("{{ name }} <{{ email }}>", "Ann", "", "column \"email\": is empty: an address is needed"),
        ("{{ name }} <{{ email }}>", "Ann", "Ann <a@x.com>", "column \"email\": "),
        ("{{ name }} <{{ email }}>", "", "a@x.com> , <b@x.com", "column \"email\": "),
        ("{{ name }}{{ email }}", "a@x", "b@x.com", "field \"To\" (t.txt:2): "),
        ("{{ name ~ email }}", "a@x.com,", "b@x.com", "field \"To\" (t.txt:2): "),
        (
            "{{ email }}",
            "",
            "a@x.com\nBcc: evil@x.com",
            "column \"email\": holds a line break, which field \"To\" cannot",
        ),
        ("{{ email }}", "", "a@x.com\0", "column \"email\": holds a NUL"),
    ] {
        let faults = desk.faults("t.txt", &format!("From: f@x.com\nTo: {to}\n\nx"), &[name, email]);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(expected), "{to}: {}", faults[0]);
    }
}

#[test]
fn an_empty_to_is_a_fault_also_where_a_copy_goes_to_somebody() {
    let desk = Desk::new(&["email"]);
    let template = |to: &str| format!("From: f@x.com\nTo: {to}\nBcc: archive@x.com\n\nx");
    let faults = desk.faults("t.txt", &template("{{ email }}"), &[""]);
    assert_eq!(faults, ["column \"email\": is empty: there is nobody to send this row to"]);
    // Where the author has thought of it, the copy goes alone.
    let draft = desk.draft("t.txt", &template("{% if email %}{{ email }}{% endif %}"), &[""]).unwrap();
    assert_eq!((draft.to.len(), draft.bcc.len()), (0, 1));
}

#[test]
fn a_cell_can_never_become_a_field() {
    let desk = Desk::new(&["a"]);
    for field in ["Subject", "X-Tag", "Cc", "Reply-To", "Attachment", "Sender", "List-Unsubscribe"] {
        for cell in
            ["Tom\nBCC: evil@x.com", "Tom\r\nBCC: evil@x.com", "Tom\rBCC: evil@x.com", "Tom\0", "Tom\u{85}x", "\n"]
        {
            let template = with_fields(&format!("{field}: {{{{ a }}}}\n"), "x");
            let faults = desk.faults("t.txt", &template, &[cell]);
            assert!(faults[0].starts_with("column \"a\": holds "), "{field} {cell:?} {faults:?}");
            let template = with_fields(&format!("{field}: {{{{ a | safe }}}}\n"), "x");
            assert!(desk.draft("t.txt", &template, &[cell]).is_err(), "{field} {cell:?}");
        }
    }
    let draft = desk.draft("t.txt", &with_fields("Subject: {{ a }}\n  and {{ a }}\n", "{{ a }}"), &["x"]).unwrap();
    assert_eq!(draft.subject.as_deref(), Some("x and x"));
}

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
fn an_unknown_variable_is_found_at_load() {
    let desk = Desk::new(&["email", "name", "First Name", "姓名"]);
    let columns = "the columns are email, name, First Name, 姓名.";
    for (body, place, name, nearest) in [
        ("\n\nDear {{ nmae }},", "6:9", "nmae", Some("name")),
        ("{% if false %}{{ nmae }}{% endif %}", "4:18", "nmae", Some("name")),
        ("{% if name == nmae %}{% endif %}", "4:15", "nmae", Some("name")),
        ("{% for x in name | split(pat=nmae) %}{% endfor %}", "4:30", "nmae", Some("name")),
        ("{{ row[\"Nmae\"] }}", "4:8", "Nmae", Some("name")),
        ("姓名{{ 姓名 }}{{ 姓茗 }}", "4:14", "姓茗", Some("姓名")),
        ("{{ Frist Name }}", "4:4", "Frist Name", Some("First Name")),
        ("{{ First Name | upper }}{{ zzz }}", "4:28", "zzz", None),
        ("{{ x }}{% for x in name | split(pat=\",\") %}{{ x }}{% endfor %}", "4:4", "x", None),
        ("{{ name | default(value=\"\") }}{{ nmae | upper | default(value=1) }}", "4:34", "nmae", Some("name")),
    ] {
        let error = desk.error("a.md", with_fields("", body));
        let hint = nearest.map_or(String::new(), |nearest| format!(" Did you mean \"{nearest}\"?"));
        assert_eq!(error, format!("a.md:{place}: unknown variable \"{name}\": {columns}{hint}"), "{body}");
    }
    for body in [
        "{{ x | default(value=\"\") }}",
        "{% if x is defined %}{{ x }}{% endif %}",
        "{% if row[\"x\"] is defined %}{{ row[\"x\"] }}{% endif %}",
        "{% set x = 1 %}{{ x }}",
        "{% for x in name | split(pat=\",\") %}{{ x }}{{ loop.index }}{% endfor %}",
        "{{ [x for x in [1]] | join(sep=name) }}",
        "{% set x %}a{% endset %}{{ x }}",
    ] {
        let draft = desk.draft("a.md", &with_fields("", body), &["a@x", "b", "c", "d"]);
        assert!(draft.is_ok(), "{body} {draft:?}");
    }
    let error = desk.error("a.md", "From: a@x.com\nTo: {{ emial }}\nSubject: {{ nmae }}\n\nx");
    assert!(error.starts_with("a.md:2:8: unknown variable \"emial\""), "{error}");
    let error = desk.error("a.md", "From: a@x.com\nTo: a@x.com,\n   {{ emial }}\n\nx");
    assert!(error.starts_with("a.md:3:7: unknown variable \"emial\""), "{error}");
}

#[test]
fn a_flaw_in_the_template_has_its_place_and_a_hint() {
    let desk = Desk::new(&["email", "name"]);
    for (body, place, part) in [
        ("{{ name", "4:8", "nd of input"),
        ("x {{ name.upper() }}", "4:11", "{{ name | upper }}"),
        ("{{ name | default(\"x\") }}", "4:19", "default(value=\"x\")"),
        ("{{ \"%s\" % name }}", "4:9", "join texts with `~`"),
        ("a\nb {{ name | e }}", "5:13", "Did you mean `escape`?"),
        ("{{ name | uper }}", "4:11", "Did you mean `upper`?"),
        ("{% import \"x.html\" as x %}", "4:4", "include"),
        ("{% if name %}", "4:1", "write {% endif %}"),
        ("{% endif %}", "4:4", ""),
        ("{{ name | }}", "4:11", ""),
        ("{{ \"abc }}", "4:4", "missing its closing"),
        ("{# abc", "4:1", "#}"),
        ("{{ f(x=1) }}", "4:4", "Unknown function"),
        ("{{ name is odder }}", "4:12", "Unknown test"),
        ("{% include \"no.html\" %}", "4:12", "\"no.html\" cannot be read"),
        ("{% include \"../no.html\" %}", "4:12", "outside the template's folder"),
        ("{% include \"/etc/passwd\" %}", "4:12", "outside the template's folder"),
        ("{% include \"\" %}", "4:12", "outside the template's folder"),
    ] {
        let error = desk.error("a.md", with_fields("", body));
        assert!(error.starts_with(&format!("a.md:{place}: ")) && error.contains(part), "{body}: {error}");
    }
}

#[test]
fn what_is_no_template_is_refused() {
    let desk = Desk::new(&["email"]);
    for (content, expected) in [
        (&b""[..], "t.txt: it is empty"),
        (b"\n \n", "t.txt: it is empty"),
        (b"\xEF\xBB\xBF", "t.txt: it is empty"),
        (b"From: a@x.com\nTo: \xD5\xC5@x.com\n\nx", "t.txt: is not UTF-8: save it as UTF-8"),
        (b"\xFF\xFEF\0r\0", "t.txt: is UTF-16: save it as UTF-8"),
        (b"\x7FELF\0\0", "t.txt: is not a text"),
        (b"Hello {{ email }}\n", "t.txt:1:1: \"Hello {{ email }}\" is not a header field"),
        (b"To: {{ email }}\n\nx", "t.txt: it has no From"),
        (b"From: a@x.com\n\nx", "t.txt: it has nobody to send to: add a line such as `To: {{ email }}`"),
        (b"From: a@@x.com\nTo: a@x.com\n\nx", "t.txt:1:7: \"a@@x.com\" is not an address: two \"@\""),
        (b"From: a@x.com, b@x.com\nTo: a@x.com\n\nx", "t.txt:1:7: holds 2 addresses"),
        (b"From: a@x.com\nFrom: b@x.com\nTo: a@x.com\n\nx", "t.txt:2:1: the field From is there twice"),
        (b"From: a@x.com\nTo: a@x.com\nDate: now\n\nx", "t.txt:3:1: the program writes the field Date itself"),
        (b"From: a@x.com\nTo: a@x.com\nMessage-ID: <x>\n\nx", "t.txt:3:1: the program writes the field Message-ID"),
        (b"From: a@x.com\nTo: a@x.com\nAttachment:\n\nx", "t.txt:3:1: the field Attachment is empty"),
        (b"From: a@x.com\nTo: a@x.com\nContent-Type: image/png\n\nx", "t.txt:3:15: \"image/png\" is not a body"),
        (
            b"From: a@x.com\nTo: a@x.com\nContent-Type: multipart/alternative\n\nx",
            "t.txt:3:15: multipart/alternative needs",
        ),
        (b"From: a@x.com\n{% if email %}\nTo: a@x.com\n{% endif %}\n\nx", "t.txt:2:1: "),
        (b"From: a@x.com\nTo: a@x.com\nHello\n", "t.txt:3:1: \"Hello\" is not a header field: is the empty line"),
    ] {
        let error = desk.error("t.txt", content);
        assert!(error.starts_with(expected), "{error}");
    }
    let missing = Template::load(&desk.path("none.txt"), &desk.header, &desk.options).unwrap_err();
    assert!(matches!(missing, TemplateError::Io { .. }));
    let folder = Template::load(desk.folder.path(), &desk.header, &desk.options).unwrap_err();
    assert!(matches!(folder, TemplateError::Io { .. }), "{folder}");
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
        assert!(text.contains("Dear <i>张三</i> & Co,\n"), "{text}");
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
        let html = draft.body.html.unwrap();
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
        "# head",
        "- item",
        "1. item",
        "> quote",
        "    code",
        "***",
        "<script>x</script>",
        "![x](y.png)",
        "[x](http://evil)",
        "<http://evil>",
        "```\nx\n```",
        "a\n\nb",
        "| a |\n| - |",
        "[x]: http://evil",
        "&lt;",
        "\\*",
        "http://evil",
        "{{ a }}",
    ] {
        let draft = desk.draft("t.md", &with_fields("", "{{ a }}\n"), &[cell]).unwrap();
        let html = draft.body.html.unwrap();
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
        assert_eq!(draft.body.text.as_deref(), Some(format!("Hi, A & B Laȝamon{end}").as_str()));
        assert_eq!(draft.body.html.unwrap().trim_end(), "<html><p>Hi, A &amp; B Laȝamon</p></html>");
    }
}

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

#[test]
fn images_beside_the_template_become_inline_parts() {
    let desk = Desk::new(&["image"]);
    desk.write("logo.png", "PNG");
    desk.write("my pic.jpg", "JPG");
    let html = "<img alt=x src=\"logo.png\"><IMG SRC='./logo.png'><img src=https://x.com/a.png><img src=\"cid:z\">\
                <img src=\"data:image/png;base64,AA\"><img src=\"//x.com/b.png\"><img src=\"my%20pic.jpg\"/>";
    let draft = desk.draft("t.html", &with_fields("", html), &[""]).unwrap();
    let ids: Vec<_> = draft.body.inline.iter().map(|part| part.content_id().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 2);
    let body = draft.body.html.unwrap();
    assert_eq!(body.matches(&format!("cid:{}", ids[0])).count(), 2, "{body}");
    assert_eq!(body.matches(&format!("cid:{}", ids[1])).count(), 1, "{body}");
    for kept in ["https://x.com/a.png", "\"cid:z\"", "data:image/png;base64,AA", "\"//x.com/b.png\""] {
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
    ] {
        let faults = desk.faults(name, &with_fields("", body), &[cell]);
        assert!(faults.len() == 1 && faults[0].contains(expected), "{body} {cell}: {faults:?}");
    }
    for (body, cell) in [("<img src=\"../secret.png\">", ""), ("<img src=\"{{ image }}\">", "logo.png")] {
        assert_eq!(desk.draft("in/t.html", &with_fields("", body), &[cell]).unwrap().body.inline.len(), 1);
    }
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
fn files_that_include_one_another_are_refused() {
    let desk = Desk::new(&[]);
    let looped = |files: &[(&str, &str)]| {
        for (name, content) in files {
            desk.write(name, content);
        }
        let error = desk.error("t.html", with_fields("", "{% include \"a.html\" %}"));
        assert!(error.contains("loop"), "{error}");
    };
    looped(&[("a.html", "{% include \"a.html\" %}")]);
    looped(&[("a.html", "{% include \"b.html\" %}"), ("b.html", "\n{% include \"a.html\" %}")]);
    looped(&[
        ("a.html", "{% include \"b.html\" %}"),
        ("b.html", "{% extends \"c.html\" %}{% block x %}{{ super() }}{% endblock %}"),
        ("c.html", "{% block x %}{% include \"a.html\" %}{% endblock %}"),
    ]);
    for number in 0..40 {
        desk.write(&format!("n{number}"), format!("{{% include \"n{}\" %}}", number + 1));
    }
    desk.write("n40", "end");
    assert!(desk.error("t.html", with_fields("", "{% include \"n0\" %}")).contains("nested"));
    let draft = desk.draft("t.html", &with_fields("", "{% include \"n31\" %}"), &[]).unwrap();
    assert_eq!(draft.body.html.as_deref(), Some("end"));
}

#[test]
fn a_filter_that_fails_is_a_fault_of_the_column() {
    let desk = Desk::new(&["score", "bonus"]);
    let faults = desk.faults("t.txt", &with_fields("", "a\n{{ score | num + 1 }}"), &["n/a", ""]);
    assert_eq!(faults, ["column \"score\": \"n/a\" is not a number (t.txt:5:12)"]);
    let faults = desk.faults("t.txt", &with_fields("", "{{ score | num }}"), &["\u{1b}[2J\n1", ""]);
    assert_eq!(faults, ["column \"score\": \"\\u{1b}[2J\\n1\" is not a number (t.txt:4:12)"]);
    let faults = desk.faults("t.txt", &with_fields("", "{% if score >= 60 %}x{% endif %}"), &["61", ""]);
    assert!(faults[0].contains("score | num"), "{faults:?}");
    assert!(faults[0].ends_with("a number of one first: score | num (t.txt:4:7)"), "{faults:?}");
    let faults = desk.faults("t.txt", &with_fields("", "{{ score + bonus }}"), &["1", "2"]);
    assert!(faults[0].starts_with("t.txt:4:4: "), "{faults:?}");
}

#[test]
fn all_faults_of_a_row_are_told() {
    let desk = Desk::new(&["email", "subject", "file"]);
    let template =
        "From: a@x.com\nTo: {{ email }}\nSubject: {{ subject }}\nAttachment: {{ file }}\n\n{{ email | num }}";
    assert_eq!(desk.faults("t.txt", template, &["a@@x", "a\nb", "no.pdf"]).len(), 4);
}

#[test]
fn the_options_have_the_last_word() {
    let mut desk = Desk::new(&["email"]);
    let mailbox = |text: &str| Some(Mailbox::parse(text).unwrap());
    let template = "To: {{ email }}\nCc: c@x.com\nBcc: b@x.com\n\nx";
    desk.options.default_from = mailbox("login@x.com");
    let plain = desk.load("t.txt", template).unwrap();
    assert_eq!(plain.draft(&desk.record(&["a@x.com"])).unwrap().from.address.as_str(), "login@x.com");
    let digest = plain.digest();
    assert_eq!(digest, desk.load("t.txt", template).unwrap().digest());
    assert_ne!(digest, desk.load("t.txt", format!("{template} ")).unwrap().digest());
    desk.options.from = mailbox("Me <me@x.com>");
    desk.options.send_to = mailbox("trial@x.com");
    let trial = desk.load("t.txt", format!("From: f@x.com\n{template}")).unwrap();
    let draft = trial.draft(&desk.record(&["a@x.com"])).unwrap();
    assert_eq!((draft.from.address.as_str(), addresses(&draft.to)), ("me@x.com", vec!["trial@x.com"]));
    assert!(draft.cc.is_empty() && draft.bcc.is_empty());
    assert!(trial.draft(&desk.record(&["a@@x.com"])).is_err(), "the template's own addresses are still checked");
    assert_ne!(digest, trial.digest());
}

#[test]
fn conditions() {
    let header = Header::new(["class", "score", "姓名", "First Name"].map(str::to_owned).to_vec());
    let record = Record {
        number: 3,
        line: 4,
        header: Arc::new(header.clone()),
        fields: ["3A", "60", "张三", ""].into_iter().collect(),
        more: Vec::new(),
    };
    for (expression, expected) in [
        ("class == \"3A\" and 姓名 != \"\"", true),
        ("First Name", false),
        ("not First Name", true),
        ("score | num >= 60", true),
        ("score | num > 60", false),
        ("class in [\"3A\", \"3B\"]", true),
        ("row[\"姓名\"] is starting_with(pat=\"张\")", true),
        ("\"%}\" == class", false),
    ] {
        assert_eq!(Condition::parse(expression, &header).unwrap().holds(&record).unwrap(), expected, "{expression}");
    }
    for (expression, expected) in [
        ("", "--where, character 1: it is empty"),
        ("clas == \"3A\"", "--where, character 1: unknown variable \"clas\""),
        ("姓名 == \"\" and scoer", "--where, character 14: unknown variable \"scoer\""),
        ("class ==", "--where, character 9: "),
        ("class = 3", "--where, character 7: one = gives a value to a name. To compare, write =="),
        ("{{ class }} == 3", "--where, character 1: it stands without braces"),
        ("class == 3A", "--where, character 11: a text stands in quotes: \"3A\""),
        ("true %}x{% endif %}{% if true", "--where, character 6: "),
        ("class | foo", "--where, character 9: Unknown filter"),
    ] {
        let error = Condition::parse(expression, &header).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{expression}: {error}");
        assert!(!error.contains('\n'), "{error}");
    }
    let error = Condition::parse("姓名 == 李四", &header).unwrap_err().to_string();
    assert!(error.ends_with("A text stands in quotes: \"李四\"."), "{error}");
    let error = Condition::parse("姓名 | num > 1", &header).unwrap().holds(&record).unwrap_err().to_string();
    // The row is said by who reads the list: so the same mistake in every row is told once.
    assert_eq!(error, "--where, character 6: \"张三\" is not a number");
    let error = Condition::parse("score >= 60", &header).unwrap().holds(&record).unwrap_err().to_string();
    assert!(error.ends_with("make a number of one first: score | num"), "{error}");
}

#[test]
fn output_is_bounded() {
    let desk = Desk::new(&["a"]);
    let body = "{% for i in range(end=100000) %}{{ a }}{% endfor %}";
    let faults = desk.faults("t.txt", &with_fields("", body), &[&"x".repeat(1000)]);
    assert!(faults[0].contains("grows beyond 32 MiB"), "{faults:?}");
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
                    assert_eq!(draft.body.text, Some(format!("Dear {name}\n")));
                }
            });
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever is in the cells, only the author's recipients and fields come out.
    #[test]
    fn cells_add_no_recipient(name in "\\PC*|.*", email in "[a-z]{1,8}@[a-z]{1,8}\\.com") {
        const TAGS: [&str; 6] = ["</", "<body", "<p>", "<strong>", "<br", "<hr"];
        let desk = Desk::new(&["name", "email"]);
        let template = "From: f@x.com\nTo: {{ name }} <{{ email }}>\nSubject: {{ name }}\n\n**{{ name }}**";
        if let Ok(draft) = desk.draft("t.md", template, &[&name, &email]) {
            prop_assert_eq!(addresses(&draft.to), vec![email.as_str()]);
            prop_assert!(draft.fields.is_empty() && draft.cc.is_empty() && draft.bcc.is_empty());
            prop_assert!(!draft.subject.unwrap_or_default().contains(['\r', '\n', '\0']));
            let html = draft.body.html.unwrap();
            // The head is the program's own.
            let (_, html) = html.split_once("</head>").unwrap();
            let mut tags = html.match_indices('<').map(|(at, _)| &html[at..]);
            prop_assert!(tags.all(|tag| TAGS.iter().any(|known| tag.starts_with(known))), "{}", html);
        } else {
            prop_assert!(name.chars().any(char::is_control));
        }
    }

    /// No template and no cell makes the program panic, whatever it is made of.
    #[test]
    fn nothing_panics(
        parts in prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..24),
        cell in ".*",
        ending in 0..3usize,
    ) {
        let desk = Desk::new(&["name", "First Name", "姓名", "1", "row", "a-b"]);
        let body: String = parts.concat();
        let template = with_fields(&format!("Subject: {body}\nAttachment: {body}\nCc: {body}\n"), &body);
        let name = ["t.txt", "t.html", "t.md"][ending];
        let record = desk.record(&[&cell, &cell, "x", "1", "", "a@x.com"]);
        for template in [template, with_fields("", &body), body.clone()] {
            match desk.load(name, &template) {
                Ok(template) => drop(template.draft(&record)),
                Err(error) => prop_assert!(!error.to_string().contains('\n'), "{}", error),
            }
        }
        if let Ok(condition) = Condition::parse(&body, &desk.header) {
            drop(condition.holds(&record));
        }
    }

    /// Not even octets.
    #[test]
    fn no_octets_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        let desk = Desk::new(&["name"]);
        drop(desk.load("t.md", &octets));
        drop(desk.load("t.html", [&b"From: a@x.com\nTo: b@x.com\n\n"[..], &octets].concat()));
    }
}

#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "{{", "}}", "{%", "%}", "{#", "#}", "{{ ", " }}", "{% ", " %}", "-", "name", "First Name", "姓名", "1", "row", "a-b", "\"", "'",
    "`", "\\", "if ", "endif", "else", "elif ", "for ", " in ", "endfor", "set x = ", "x", "raw", "endraw", "include \"t.txt\"",
    "extends \"t.html\"", "block b", "endblock", " | ", "upper", "default(value=1)", "filter ", "endfilter", "[", "]", "(", ")", ".",
    ",", "~", "%", "**", "not ", " is defined", "row[\"name\"]", " ", "\n", "\r\n", "\t", "<", ">", "<img src=\"", "<a href=\"", "![](", "# ",
    "\u{F0041}", "\u{100000}", "==", "+", "component c(a)", "endcomponent", "{{ name }}", "{% for r in rows %}", "r.",
];

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

#[test]
fn a_component_that_calls_itself_ends() {
    let desk = Desk::new(&["name"]);
    desk.write("n1", "{{ <c n={1} /> }}");
    let body = "{% component c(n) %}{% include \"n1\" %}{% endcomponent %}{{ <c n={1} /> }}";
    assert!(desk.error("t.html", with_fields("", body)).starts_with("t.html:4:32: a component cannot include"));
    let body = "{% component c(n) %}{{ <c n={n} /> }}{% endcomponent %}{{ <c n={1} /> }}";
    let faults = desk.faults("t.html", &with_fields("", body), &[""]);
    assert!(faults[0].contains("recursion"), "{faults:?}");
}
