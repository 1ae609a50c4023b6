//! Tags that nobody filled in, of any program: `{{ name }}`, `<<First Name>>`, `【姓名】`.

use std::collections::HashSet;

/// The words that a tag may have in it: the list's headings.
#[derive(Debug, Default)]
pub(super) struct Words {
    headings: HashSet<String>,
}

/// Names of fields that letters have, whatever the list's headings.
const FIELDS: [&str; 38] = [
    "name",
    "names",
    "fullname",
    "firstname",
    "fname",
    "lastname",
    "lname",
    "surname",
    "givenname",
    "username",
    "studentname",
    "student",
    "studentid",
    "parentname",
    "teachername",
    "email",
    "emailaddress",
    "recipient",
    "recipientname",
    "company",
    "companyname",
    "yourname",
    "insertname",
    "datehere",
    "namehere",
    "nom",
    "prénom",
    "prenom",
    "vorname",
    "nachname",
    "nombre",
    "apellido",
    "имя",
    "姓名",
    "名字",
    "学号",
    "邮箱",
    "班级",
];

/// Pairs that hold a tag whatever is between them.
const STRONG: [(&str, &str); 5] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"), ("*|", "|*")];

/// Pairs that hold a tag if there is a name between them, and nothing else.
const MEDIUM: [(&str, &str); 4] = [("<<", ">>"), ("${", "}"), ("{$", "}"), ("[[", "]]")];

/// Pairs that hold a tag if the name of a field is between them.
const WEAK: [(&str, &str); 9] =
    [("{", "}"), ("[", "]"), ("%", "%"), ("«", "»"), ("【", "】"), ("<", ">"), ("#", "#"), ("__", "__"), ("%(", ")s")];

/// A longer text is no name of a field (octets).
const LONGEST: usize = 60;

impl Words {
    pub(super) fn new(headings: &[String]) -> Self {
        Self { headings: headings.iter().map(|name| normalised(name)).filter(|name| !name.is_empty()).collect() }
    }

    fn have(&self, name: &str) -> bool {
        let name = normalised(name);
        FIELDS.contains(&name.as_str()) || self.headings.contains(&name)
    }

    /// Where the first tag of a text is, in octets. In the text of a letter, `<name>` is HTML and `[name](…)` a link.
    pub(super) fn tag(&self, text: &str, is_letter: bool) -> Option<(usize, usize)> {
        if let Some(found) = open_or_strong(text, is_letter) {
            return Some(found);
        }
        let medium = MEDIUM.iter().find_map(|(begin, end)| {
            pairs(text, begin, end).find(|(start, inner, _)| {
                let is_shell = *begin == "${" && inner.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
                (is_identifier(inner) && !is_shell && *start + begin.len() + inner.len() < text.len())
                    || self.have(inner)
            })
        });
        let weak = || {
            WEAK.iter().filter(|(begin, _)| !(is_letter && *begin == "<")).find_map(|(begin, end)| {
                pairs(text, begin, end).find(|(_, inner, behind)| {
                    let is_link = is_letter && *begin == "[" && text[*behind..].starts_with(['(', '[', ':']);
                    !is_link && self.have(inner)
                })
            })
        };
        medium.or_else(weak).map(|(start, _, behind)| (start, behind))
    }
}

/// The stretches between two signs: where they begin, what is in them, and where they end.
fn pairs<'a>(text: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = (usize, &'a str, usize)> {
    text.match_indices(begin).filter_map(move |(at, _)| {
        let inside = at + begin.len();
        let mut most = text.len().min(inside + LONGEST + end.len());
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        let length = text[inside..most].find(end)?;
        Some((at, &text[inside..inside + length], inside + length + end.len()))
    })
}

/// In the text of a letter, whatever is left of the template's own tags is meant: its compiler would have told.
fn open_or_strong(text: &str, is_letter: bool) -> Option<(usize, usize)> {
    // JSON ends in `}}` too, and a row of numbers is none.
    let is_json = text.trim_start().starts_with("{\"") || text.trim_start().starts_with("[{");
    let alone = ["{{", "}}"].iter().find_map(|sign| text.find(sign).map(|at| (at, at + 2)));
    alone.filter(|_| !is_json && !is_letter).or_else(|| {
        STRONG.iter().skip(1).find_map(|(begin, end)| {
            let at = text.find(begin)?;
            let length = text[at..].find(end)?;
            (!text[at..at + length].contains('\n')).then_some((at, at + length + end.len()))
        })
    })
}

/// Words that begin with a letter, without blanks around them.
fn is_identifier(inner: &str) -> bool {
    inner.trim() == inner
        && inner.chars().next().is_some_and(char::is_alphabetic)
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
}

fn normalised(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::new(&["First Name".to_owned(), "mark".to_owned(), "总评".to_owned()])
    }

    #[test]
    fn tags_are_found() {
        for text in [
            "{{ name }}",
            "Dear {{name",
            "name}}",
            "{% if x %}",
            "{# note #}",
            "<<First Name>>",
            "<<mark>>",
            "«Name»",
            "«first_name»",
            "${name}",
            "{name}",
            "Dear {First Name},",
            "[Name]",
            "[MARK]",
            "%name%",
            "%%name%%",
            "*|FNAME|*",
            "{$name}",
            "[[name]]",
            "<%= name %>",
            "{姓名}",
            "[总评]",
            "【姓名】",
            "<name>",
            "__name__",
            "#name#",
            "%(name)s",
            "<< first name >>",
            "https://school.example/{{id}}",
        ] {
            assert!(words().tag(text, false).is_some(), "{text}");
        }
    }

    #[test]
    fn what_looks_like_one_is_none() {
        for text in [
            "{ok}",
            "[1]",
            "[sic]",
            "«Bonjour»",
            "«Привет»",
            "a < b << c >> d",
            "a < b > c",
            "[[1,2],[3,4]]",
            "${HOME}",
            "100% of 50%",
            "【通知】",
            "{\"a\":{\"b\":1}}",
            "1 << 4",
            "#1 and #2",
            "a_b__c",
            "f(x)[0]",
            "[link](https://a.example)",
            "5 * | 3",
            "{1, 2}",
            "<3",
            ">>",
            "«",
            "{",
            "%",
            "[",
            "é{é}é",
        ] {
            assert_eq!(words().tag(text, false), None, "{text}");
        }
        assert_eq!(words().tag("<mark>x</mark> [name](https://a.example)", true), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[{}<>%#\\[\\]«»【】$|*_]|name){0,24}") {
            if let Some((start, end)) = words().tag(&text, false) {
                proptest::prop_assert!(text.get(start..end).is_some_and(|tag| !tag.is_empty()));
            }
        }
    }
}
