//! What is wrong with a template or a row is told, with its place.

use mailshot::merge::{Template, TemplateError};

use crate::{Desk, with_fields};

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

/// To the engine it is one value less another: to whoever wrote it, one name.
#[test]
fn a_column_written_with_a_hyphen_is_one_fault() {
    let desk = Desk::new(&["email", "First Name", "total"]);
    let told = |body: &str| {
        let file = desk.write("t.txt", with_fields("", body));
        let (_, errors) = Template::examine(&file, &desk.header, &desk.options);
        errors.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let columns = "the columns are email, First Name, total.";
    for (body, place, name, column) in [
        ("{{ e-mail }}", "4:4", "e-mail", "email"),
        ("{{- first-name | upper -}} {{ total }}", "4:5", "first-name", "First Name"),
        ("{% if e-mail == \"x\" %}y{% endif %}", "4:7", "e-mail", "email"),
    ] {
        let file = desk.write("t.txt", "");
        let expected =
            format!("{}:{place}: unknown variable \"{name}\": {columns} Did you mean \"{column}\"?", file.display());
        assert_eq!(told(body), [expected], "{body}");
    }
    // Two values, of which one is known, or is given; and what is like no column.
    for (body, faults) in [
        ("{{ e - mail }}", 2),
        ("{{ total-mail }}", 1),
        ("{% set e = 1 %}{{ e-mail }}", 1),
        ("{{ half-price }}", 2),
        ("{{ Berater-Telefon }}", 1),
        ("{% set e = 2 %}{% set mail = 1 %}{{ e-mail }}", 0),
    ] {
        assert_eq!(told(body).len(), faults, "{body}: {:?}", told(body));
    }
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
        ("{% if name is startswith(pat=\"A\") %}x{% endif %}", "4:15", "Did you mean `starting_with`?"),
        ("{% for i in rnge(end=3) %}x{% endfor %}", "4:13", "Did you mean `range`?"),
        ("{{ upper(x=name) }}", "4:4", "It is a filter: {{ name | upper }}"),
        ("{{ upper(name) }}", "4:14", "It is a filter: {{ name | upper }}"),
        ("{% for i in range(name) %}x{% endfor %}", "4:23", "an argument of range has a name: range(end=3)"),
        ("{% if name == \"a\" %}b{% else if name == \"c\" %}d{% endif %}", "4:30", "one word: {% elif … %}"),
        ("{% if name %}b{% else  if email %}d{% endif %}", "4:24", "one word: {% elif … %}"),
        ("{% if name %}b{% elseif email %}d{% endif %}", "4:18", "one word: {% elif … %}"),
        ("{% if name %}b{%- elsif email %}d{% endif %}", "4:19", "one word: {% elif … %}"),
        ("{% fi name %}b{% endif %}", "4:4", "Unknown tag. Did you mean {% if %}?"),
        ("{% if name %}b{% endfi %}", "4:18", "Unknown tag. Did you mean {% endif %}?"),
        ("b{% else %}", "4:5", "This {% else %} belongs to no {% if … %}"),
        ("{% if name %}b{% else name %}c{% endif %}", "4:23", "Found identifier but expected %}"),
        ("{% import \"x.html\" as x %}", "4:4", "include"),
        ("{% if name %}", "4:1", "write {% endif %}"),
        ("{% endif %}", "4:4", ""),
        ("{{ name | }}", "4:11", ""),
        ("{{ name\u{3000}}}", "4:8", "a full-width blank stands here"),
        ("{{ name\u{a0}| upper }}", "4:8", "a blank of another sort (U+00A0)"),
        ("{{ na\u{3000}me }}", "4:4", "Did you mean \"name\"?"),
        ("{{ N° name }}", "4:4", "unknown variable \"N° name\""),
        ("{{ name § 3 }}", "4:4", "unknown variable \"name § 3\""),
        ("{% if § %}{% endif %}", "4:7", "\"§\" is no sign that is known in a tag"),
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

/// What is wrong is looked for further on with such a tag taken out, however long it is.
#[test]
fn a_flaw_in_a_very_long_tag_is_told() {
    let desk = Desk::new(&["name"]);
    let body =
        format!("{{{{ nmae ~ \"{}\" }}}}{{{{ name | nope(x=\"{}\") }}}}", "x".repeat(70_000), "x".repeat(70_000));
    let file = desk.write("t.txt", with_fields("", &body));
    let (_, errors) = Template::examine(&file, &desk.header, &desk.options);
    let told: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|told| told.contains("unknown variable \"nmae\"")), "{told:?}");
    assert!(told.iter().any(|told| told.contains("nope")), "{told:?}");
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
        (b"%PDF-1.4\n", "t.txt: is a PDF, and a template is a text file. "),
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

/// A field behind a full-width colon is there, as far as the other faults go.
#[test]
fn a_full_width_colon_is_one_fault() {
    let desk = Desk::new(&["email"]);
    let file = desk.write("t.txt", "From: a@x.com\nTo：{{ email }}\nSubject：Hi: all\n\nx");
    let (template, errors) = Template::examine(&file, &desk.header, &desk.options);
    let told: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().zip(2..).all(|(told, line)| told.contains(&format!("t.txt:{line}:1: "))), "{told:?}");
    assert!(template.has_subject());
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
fn output_is_bounded() {
    let desk = Desk::new(&["a"]);
    let body = "{% for i in range(end=100000) %}{{ a }}{% endfor %}";
    let faults = desk.faults("t.txt", &with_fields("", body), &[&"x".repeat(1000)]);
    assert!(faults[0].contains("grows beyond 32 MiB"), "{faults:?}");
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

#[test]
fn what_is_told_of_a_name_can_be_typed() {
    let desk = Desk::new(&["email", "First\nName", "#", "Last Name", "Last\u{a0}Name"]);
    let told = |body: &str| desk.error("a.md", with_fields("", body));
    assert!(told("{{ Frist Name }}").ends_with("Did you mean \"First Name\"?"), "{}", told("{{ Frist Name }}"));
    let key = told("{{ row[\"First Name\"] }}");
    assert!(
        key.ends_with(
            "the columns are email, First Name, #, Last Name, Last\u{a0}Name. Write {{ First Name }}, without row[…]."
        ),
        "{key}"
    );
    for body in ["{{ # }}", "{{# }}", "{{ # | upper }}"] {
        assert!(told(body).ends_with("write {{ row[\"#\"] }}"), "{}", told(body));
    }
    assert!(desk.draft("a.md", &with_fields("", "{{ row[\"#\"] }}"), &["a@x", "b", "c", "d", "e"]).is_ok());
}

#[test]
fn arguments_of_jinja_are_told_by_what_was_written() {
    let desk = Desk::new(&["email", "mark"]);
    for (body, told) in [
        ("{{ \"%.2f\"|format(mark) }}", "there is no filter \"format\". Did you mean {{ … | number(decimals=2) }}?"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "an argument of range has a name: range(end=3)"),
        ("{{ mark | num | round(2, \"floor\") }}", "an argument of round has a name: round(precision=1)"),
        ("{{ mark | default(\"x\") }}", "an argument of default has a name: default(value=\"x\")"),
    ] {
        let error = desk.error("a.md", with_fields("", body));
        assert!(error.ends_with(told), "{body}: {error}");
    }
}

#[test]
fn there_is_one_sender() {
    let desk = Desk::new(&["email"]);
    let error = desk.error("a.md", "From: a@x.com\nTo: b@x.com\nFrom: c@x.com\n\nx");
    assert!(
        error.ends_with("the field From is there twice, and there can be one address in it: take a line out"),
        "{error}"
    );
}

/// Cells are text, wherever they are asked; what the letter has made itself may be a number.
#[test]
fn cells_that_are_asked_whether_they_equal_a_number() {
    let mut desk = Desk::new(&["email", "mark", "Total due"]);
    desk.options.is_grouped = true;
    let told = |body: &str| {
        let file = desk.write("t.txt", with_fields("", body));
        let (_, errors) = Template::examine(&file, &desk.header, &desk.options);
        errors.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for (body, is_told) in [
        ("{% for r in rows %}{% if r.mark == 1 %}x{% endif %}{% endfor %}", true),
        ("{% for r in rows | length %}{% if r.mark == 1 %}x{% endif %}{% endfor %}", false),
        ("{% if mark == 1 %}x{% endif %}", true),
        ("{% if row.mark != 1 %}x{% endif %}", true),
        ("{{ \"x\" if 1 == Total due else \"y\" }}", true),
        ("{% set n = mark | num %}{% if n == 1 %}x{% endif %}", false),
        ("{% set mark = 1 %}{% if mark == 1 %}x{% endif %}", false),
        ("{% set row = {\"mark\": 1} %}{% if row.mark == 1 %}x{% endif %}", false),
        ("{% for mark in [1, 2] %}{% if mark == 1 %}x{% endif %}{% endfor %}", false),
        ("{% for key, value in row %}{% if loop.index == 1 %}x{% endif %}{% endfor %}", false),
        ("{% if mark == 1 or mark == \"1\" %}x{% endif %}", false),
    ] {
        let told = told(body);
        assert_eq!(
            told.iter().any(|told| told.contains("a text is compared with a number")),
            is_told,
            "{body}: {told:?}"
        );
    }
}
