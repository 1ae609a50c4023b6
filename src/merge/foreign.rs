//! Columns that an author wrote as other programs do: `«Name»`, `{Name}`, `｛｛姓名｝｝`. Every letter would show them as they stand.

use std::path::Path;

use super::errors::{TemplateError, line_and_column};
use super::names;
use crate::input::Header;
use crate::mail::shown;

/// Names of fields that letters have, whatever the list's headings.
pub const FIELDS: [&str; 43] = [
    "name", "names", "fullname", "firstname", "fname", "lastname", "lname", "surname", "givenname", "username",
    "studentname", "student", "studentid", "parentname", "teachername", "email", "emailaddress", "recipient",
    "recipientname", "company", "companyname", "yourname", "insertname", "datehere", "namehere", "nom", "prénom",
    "prenom", "vorname", "nachname", "nombre", "apellido", "имя", "anrede", "briefanrede", "salutation", "title",
    "称呼", "姓名", "名字", "学号", "邮箱", "班级",
];

/// Most signs of another program that are told of in one file.
const MOST: usize = 100;

/// A longer text is the name of no column (octets).
const LONGEST: usize = 200;

/// Pairs that a column may stand between, the longer before those that they begin with; and whether blanks may stand within. What
/// is a label or a link as often, as `[Name]`, is not among them.
const PAIRS: [(&str, &str, bool); 15] = [
    ("｛｛", "｝｝", true),
    ("｛", "｝", true),
    ("{$", "}", false),
    ("${", "}", true),
    ("{", "}", true),
    ("<<", ">>", true),
    ("«", "»", false),
    ("《", "》", false),
    ("【", "】", true),
    ("[[", "]]", true),
    ("*|", "|*", true),
    ("<%=", "%>", true),
    ("%(", ")s", false),
    ("%%", "%%", false),
    ("%", "%", false),
];

/// What is no text of the letter.
const SPANS: [(&str, &str); 6] =
    [("{#", "#}"), ("{{", "}}"), ("{%", "%}"), ("<style", "</style>"), ("<script", "</script>"), ("<!--", "-->")];

/// A column between the signs of another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignTag {
    /// Where it stands in its text, in octets, signs and all.
    pub from: usize,
    /// Its end.
    pub to: usize,
    /// The column, by index.
    pub column: usize,
    /// Whether it can be nothing else: signs that are quotation marks too, as in `«Name»` and `《成绩单》`, may quote the heading.
    pub is_certain: bool,
}

/// All of them in a text that an author wrote, in their order.
#[must_use]
pub fn foreign_tags(text: &str, header: &Header) -> Vec<ForeignTag> {
    let (mut found, mut own) = (Vec::new(), String::new());
    let mut at = 0;
    while let Some(next) = text[at..].find(['{', '｛', '$', '<', '«', '《', '【', '[', '*', '%']) {
        at += next;
        let rest = &text[at..];
        if let Some((begin, end)) = SPANS.iter().find(|(begin, _)| rest.starts_with(begin)) {
            let length = rest.find(end).map_or(rest.len(), |length| length + end.len());
            own.push_str(&rest[..length]);
            // What is between these is meant as it stands.
            let is_raw = *begin == "{%" && rest[begin.len()..].trim_start_matches(['-', ' ']).starts_with("raw");
            at += if is_raw { rest.find("endraw").unwrap_or(rest.len()) } else { length };
        } else if let Some((length, column, is_quote)) = tag(rest, header) {
            let is_label = rest.starts_with('【') && is_label(&text[..at], &rest[length..], &header.names()[column]);
            let tag = ForeignTag { from: at, to: at + length, column, is_certain: !is_quote };
            if !is_label {
                found.push((tag, rest.starts_with(['《', '【'])));
            }
            at += length;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    let name = |tag: &ForeignTag| header.names()[tag.column].as_str();
    let tags = found.into_iter().filter_map(|(tag, is_title)| {
        let is_used = own.contains(name(&tag));
        let is_certain = tag.is_certain || is_field(name(&tag)) || !is_title && !is_used;
        // The title of what the letter has a column for: 请查收《成绩单》.
        (is_certain || !is_title || !is_used).then_some(ForeignTag { is_certain, ..tag })
    });
    tags.take(MOST).collect()
}

/// Whether a column between 【 and 】 is a label, by what stands before and behind it: `【姓名】{{ 姓名 }}`, `【备注】请带身份证`.
fn is_label(before: &str, behind: &str, name: &str) -> bool {
    let behind = behind.trim_start_matches([' ', '*', '　']);
    let own = behind.trim_start_matches([' ', '|', '*', '　']).strip_prefix("{{").unwrap_or_default();
    let is_begin = before.trim_end_matches([' ', '　', '*', '-', '>']).chars().next_back().is_none_or(|c| c == '\n');
    let is_text = behind.starts_with(|c: char| c.is_alphabetic());
    behind.starts_with([':', '：'])
        || behind.starts_with("{{")
        || own.trim_start_matches(['-', ' ']).starts_with(name)
        || is_begin && is_text && !is_field(name)
}

/// Whether letters have a field of this name, whatever the list is.
fn is_field(name: &str) -> bool {
    FIELDS.contains(&bare(name).as_str())
}

/// A name without what is written in one program and not in another.
fn bare(name: &str) -> String {
    name.replace([' ', '_', '-', '　'], "").to_lowercase()
}

/// `$姓名`: the column whose name stands behind the sign. Letters in Latin may be the beginning of another word.
fn behind_dollar(text: &str, header: &Header) -> Option<(usize, usize)> {
    let name = text.strip_prefix('$')?;
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}');
    let is_named = |column: &&String| {
        column.chars().nth(1).is_some() && column.chars().all(is_han) && name.starts_with(column.as_str())
    };
    let column = header.names().iter().filter(is_named).max_by_key(|column| column.len())?;
    let length = 1 + column.len();
    let to = length + usize::from(text[length..].starts_with('$'));
    Some((to, header.position(column)?))
}

/// The length of the tag that a text begins with, its column, and whether its signs are quotation marks too.
fn tag(text: &str, header: &Header) -> Option<(usize, usize, bool)> {
    if let Some((length, column)) = behind_dollar(text, header) {
        return Some((length, column, false));
    }
    PAIRS.iter().find_map(|(begin, end, is_loose)| {
        let inside = text.strip_prefix(begin)?;
        let reach = (0..=LONGEST.min(inside.len())).rev().find(|at| inside.is_char_boundary(*at))?;
        let length = inside[..reach].find(end)?;
        let name = if *is_loose { inside[..length].trim() } else { &inside[..length] };
        // `{x}` and `{1}` are things of their own.
        let is_name = name.chars().any(char::is_alphabetic) && name.chars().nth(1).is_some();
        if !is_name {
            return None;
        }
        // Word writes no blanks in them.
        let column = header.position(name).or_else(|| header.position(&name.replace('_', " ")));
        let is_near = |column: &String| *begin == "【" && bare(column) == bare(name);
        let column = column.or_else(|| header.names().iter().position(is_near))?;
        Some((begin.len() + length + end.len(), column, matches!(*begin, "«" | "《" | "【")))
    })
}

/// What is to be told of those that are certain.
pub(super) fn errors(file: &Path, text: &str, header: &Header) -> Vec<TemplateError> {
    let error = |tag: ForeignTag| {
        let (line, column) = line_and_column(text, tag.from);
        let (written, name) = (shown(&text[tag.from..tag.to], 60), shown(&header.names()[tag.column], 60));
        let what = if written.starts_with('｛') {
            format!("\"{written}\" has full-width braces, and would be sent as it is: type {{{{ {name} }}}}")
        } else {
            format!(
                "\"{written}\" is a column as another program has it, and would be sent as it is: write {{{{ {name} }}}}. If \
                 it is to be sent, write {{{{ \"{written}\" }}}}"
            )
        };
        TemplateError::At { file: file.to_owned(), line, column, what: what.into() }
    };
    foreign_tags(text, header).into_iter().filter(|tag| tag.is_certain).map(error).collect()
}

/// The text as it was meant, to look at the rows by. Its lines are the same.
pub(super) fn mended(text: &str, header: &Header) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut behind = 0;
    for tag in foreign_tags(text, header).into_iter().filter(|tag| tag.is_certain) {
        mended.push_str(&text[behind..tag.from]);
        mended.push_str(&format!("{{{{ {} }}}}", names::subscript(&header.names()[tag.column])));
        behind = tag.to;
    }
    mended.push_str(&text[behind..]);
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header::new(["Name", "First Name", "Maths", "姓名", "成绩单", "a"].map(str::to_owned).to_vec())
    }

    fn found(text: &str) -> Vec<(&str, bool)> {
        let found = foreign_tags(text, &header());
        found.into_iter().map(|tag| (&text[tag.from..tag.to], tag.is_certain)).collect()
    }

    #[test]
    fn columns_between_other_signs_are_found_each_time() {
        for tag in [
            "«Name»", "«First_Name»", "«First Name»", "{Name}", "{ Name }", "${Name}", "{$Name}", "<<Name>>",
            "<< First Name >>", "[[Name]]", "*|Name|*", "<%= Name %>", "%(Name)s", "%Name%", "%%Name%%", "｛姓名｝",
            "｛｛姓名｝｝", "｛｛ 姓名 ｝｝", "《姓名》", "«Maths»",
        ] {
            assert_eq!(found(&format!("Dear {tag}, {{{{ x }}}} {tag}!")), [(tag, true); 2], "{tag}");
        }
        for tag in ["【姓名】", "【 姓 名 】", "$姓名", "$姓名$"] {
            assert_eq!(found(&format!("您好{tag}同学，{tag}。{tag}!")), [(tag, true); 3], "{tag}");
            assert_eq!(found(&format!("{tag}同学：")), [(tag, true)], "{tag}");
        }
        assert_eq!(found("| 【成绩单】 | {{ Maths }} |"), [("【成绩单】", false)]);
        // The heading may be quoted, or be a title.
        assert_eq!(found("In «Maths»: {{ Maths }}"), [("«Maths»", false)]);
        assert_eq!(found("In «Name»: {{ Name }}"), [("«Name»", true)]);
        assert_eq!(found("请看《成绩单》"), [("《成绩单》", false)]);
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "«Bonjour»",
            "« Name »",
            "《红楼梦》",
            "《 姓名 》",
            "附件是《成绩单》。{{ 成绩单 }}",
            "[Name]",
            "[Name](https://a.example)",
            "【姓名】{{ 姓名 }}",
            "【姓名】：{{ 姓名 }}",
            "| 【姓名】 | {{ 姓名 }} |",
            "【成绩单】请查收附件",
            "Subject: 【成绩单】{{ 姓名 }}",
            "【通知】明天开会",
            "附件：【成绩单】。{{ 成绩单 }}",
            "$5 $ 姓名 $姓",
            "<Name>",
            "{{ Name }}",
            "{{Name}}",
            "{# {Name} #}",
            "{% raw %}{Name}{% endraw %}",
            "<!-- {Name} -->",
            "<style>{Name}</style>",
            "{{ \"«Name»\" }}",
            "{name}",
            "{a}",
            "50% a %",
            "__Name__",
            "#Name#",
            "${{ Maths }}",
            "{",
            "%",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_mended_text_has_the_lines_and_columns_that_were_meant() {
        let text = mended("To: «First_Name»\n\n｛｛姓名｝｝ «Bonjour»", &header());
        assert_eq!(text, "To: {{ row[\"First Name\"] }}\n\n{{ row[\"姓名\"] }} «Bonjour»");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[{}<>%*|$«»《》｛｝\\[\\]]|Name|raw){0,24}") {
            for tag in foreign_tags(&text, &header()) {
                proptest::prop_assert!(text.get(tag.from..tag.to).is_some());
            }
            mended(&text, &header());
        }
    }
}
