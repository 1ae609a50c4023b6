//! The fixed phrases of what is shown to people, in each language: English is what they are called by.

use std::collections::BTreeMap;

use super::Lang;

/// The phrases of a page, or of another thing that is read, in a language.
#[derive(Debug, Clone, Copy)]
pub struct Phrases {
    /// Which language.
    pub lang: Lang,
    /// In English and in Chinese. `{name}` is a place that is filled in. None of it is markup.
    pub all: &'static [(&'static str, &'static str)],
}

impl Phrases {
    /// What is called so in English.
    #[must_use]
    pub fn say(self, english: &'static str) -> &'static str {
        match self.lang {
            Lang::En => english,
            Lang::Zh => self.all.iter().find(|(known, _)| *known == english).map_or(english, |(_, chinese)| chinese),
        }
    }

    /// As [`Self::say`], with the places filled, in one pass: what is put in is not looked at again.
    #[must_use]
    pub fn fill(self, english: &'static str, parts: &[(&str, &str)]) -> String {
        let mut text = String::new();
        let mut rest = self.say(english);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(parts.iter().find(|(part, _)| *part == name).map_or("", |(_, part)| part));
            rest = after;
        }
        text + rest
    }

    /// For a page in which `{{=English}}` stands for a phrase: what stands there, and the phrase.
    #[must_use]
    pub fn for_markup(self) -> Vec<(String, &'static str)> {
        self.all.iter().map(|(english, _)| (format!("={english}"), self.say(english))).collect()
    }

    /// For a script: nothing where they are what they are called by.
    #[must_use]
    pub fn for_script(self) -> BTreeMap<&'static str, &'static str> {
        match self.lang {
            Lang::En => BTreeMap::new(),
            Lang::Zh => self.all.iter().copied().collect(),
        }
    }
}

/// Each phrase of a table is in both languages, once, and stands in the markup (`{{=…}}`) or in a source (`say("…"`, or between
/// quotation marks); and whatever is said there is in the table, but for words that are `known` otherwise.
#[cfg(test)]
pub(crate) fn assert_used(table: &[(&str, &str)], markup: &str, sources: &[&str], known: &[&str]) {
    use std::collections::BTreeSet;

    /// What stands between these in a text.
    fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
        text.split(start).skip(1).filter_map(move |piece| Some(piece.split_once(end)?.0))
    }
    let all: BTreeSet<&str> = table.iter().map(|(english, _)| *english).collect();
    assert_eq!(all.len(), table.len(), "one stands there twice");
    // A long text is broken in the source.
    let sources: String = sources.concat().split("\\\n").map(str::trim_start).collect();
    let mut used: BTreeSet<&str> = between(markup, "{{=", "}}").chain(between(&sources, "say(\"", "\"")).collect();
    used.extend(between(&sources, "fill(\"", "\""));
    let missing: Vec<_> = used.difference(&all).collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
    used.extend(known);
    let elsewhere = |phrase: &&&str| !sources.contains(&format!("\"{phrase}\""));
    let unused: Vec<_> = all.difference(&used).filter(elsewhere).collect();
    assert!(unused.is_empty(), "used nowhere: {unused:?}");
    for (english, chinese) in table {
        let places = |text| between(text, "{", "}").collect::<BTreeSet<_>>();
        assert_eq!(places(english), places(chinese), "{english}");
        let is_of_places = english.starts_with('{') && english.ends_with('}');
        assert!(!chinese.is_empty() && !chinese.is_ascii() || is_of_places, "{english}");
        assert!(![*english, *chinese].concat().contains(['<', '>', '&', '"']), "{english}");
    }
}
