//! Markdown bodies: one text, read as it is and as HTML.
//!
//! Cells are marked while the Markdown is parsed, so they can open neither tags nor links nor lists. A line break is a
//! line break, as in most programs in which people write messages.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::html::{Images, check_link};
use super::marks;

/// A plain look that reads well on a phone and in the dark, for programs that heed it; the others show their own.
const HEAD: &str = "<!DOCTYPE html>
<html><head><meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 0 auto; padding: 1em; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border: 1px solid #999; padding: 0.3em 0.7em; text-align: left; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid #999; }
img { max-width: 100%; }
</style></head><body>
";

/// The HTML of a marked Markdown text, still marked.
pub(super) fn to_html(marked: &str, images: &mut Images<'_>) -> Result<String, String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut events = Vec::new();
    let mut in_code = false;
    for event in Parser::new_ext(marked, options) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            _ => {}
        }
        match event {
            Event::Text(text) if !in_code => push_lines(&text, &mut events),
            Event::SoftBreak => events.push(Event::HardBreak),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                check_link(&dest_url)?;
                let dest_url = CowStr::from(marks::plain(&dest_url).into_owned());
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let source = images.source(&dest_url)?;
                let dest_url = CowStr::from(source.unwrap_or_else(|| marks::plain(&dest_url).into_owned()));
                events.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            other => events.push(other),
        }
    }
    let mut body = String::with_capacity(marked.len() * 2);
    body.push_str(HEAD);
    html::push_html(&mut body, events.into_iter());
    body.push_str("</body></html>\n");
    Ok(body)
}

/// Text whose cells may hold line breaks, which become hard ones.
fn push_lines<'a>(text: &CowStr<'a>, events: &mut Vec<Event<'a>>) {
    let line_feed = marks::mark("\n");
    let separator = marks::mark("\u{2028}");
    if !marks::has_mark(text) || !(text.contains(&line_feed) || text.contains(&separator)) {
        events.push(Event::Text(text.clone()));
        return;
    }
    let text = text.replace(&marks::mark("\r"), "").replace(&separator, &line_feed);
    for (index, line) in text.split(&line_feed).enumerate() {
        if index > 0 {
            events.push(Event::HardBreak);
        }
        events.push(Event::Text(CowStr::from(line.to_owned())));
    }
}
