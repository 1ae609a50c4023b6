//! `--where`.

use std::sync::Arc;

use mailshot::input::{Header, Record};
use mailshot::merge::Condition;

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
        ("class ==", "--where, character 9: the condition ends too early: something is missing behind \"==\""),
        (
            "score | num >= 90 and",
            "--where, character 22: the condition ends too early: something is missing behind \"and\"",
        ),
        ("(class == \"3A\"", "--where, character 15: the condition ends too early: the closing ) is missing"),
        (
            "class == \"3A\" score",
            "--where, character 15: Found identifier where the condition should be at its end, or go on with: and, or",
        ),
        ("class = 3", "--where, character 7: one = gives a value to a name. To compare, write =="),
        ("{{ class }} == 3", "--where, character 1: it stands without braces"),
        ("class == 3A", "--where, character 11: a text stands in quotes: \"3A\""),
        ("true %}x{% endif %}{% if true", "--where, character 6: "),
        (
            "class == \"3A\" and score != 1",
            "--where, character 19: a text is compared with a number, which it never equals",
        ),
        ("class in [3, 4]", "--where, character 1: a text is compared with a number"),
        ("class | foo", "--where, character 9: Unknown filter `foo`. There are: abs, capitalize, date, "),
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
