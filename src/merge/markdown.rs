//! Markdown bodies: one text, read as it is and as HTML.
//!
//! Cells are marked while the Markdown is parsed, so they can open neither tags nor links nor lists. A line break is a
//! line break, as in most programs in which people write messages.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::html::{Images, check_link};
use super::marks;

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
    body.push_str("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n");
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
