//! Comments of `.xlsx` (ECMA-376 part 1, §18.7), and the threads that newer programs write beside them.

use quick_xml::events::Event;

use super::Flaw;
use super::beside::{self, Comments};
use super::package::{Package, Relationship, attribute, push_text};
use super::sheet::place_of;

/// Reads the comments of a sheet, which is this part. What is wrong with them is no reason not to read the sheet.
pub(super) fn read(package: &mut Package, sheet: &str, comments: &mut Comments) {
    let parts = package.relationships(sheet).unwrap_or_default();
    let of = |kind: &str| parts.iter().filter(move |part| part.kind.ends_with(kind)).map(path).collect::<Vec<_>>();
    for path in of("/threadedComment") {
        _ = read_part(package, &path, "threadedComment", comments);
    }
    // At a cell with a thread there is a comment for older programs, which says that they cannot show it.
    let mut others = Comments::default();
    for path in of("/comments") {
        _ = read_part(package, &path, "comment", &mut others);
    }
    comments.add_missing(others);
}

fn path(part: &Relationship) -> String {
    part.path.clone()
}

fn read_part(package: &mut Package, path: &str, element: &str, comments: &mut Comments) -> Result<(), Flaw> {
    let (mut authors, mut author) = (Vec::new(), None);
    let (mut place, mut text, mut is_text) = (None, String::new(), false);
    package.each(path, |event| {
        match event {
            Event::Start(start) => match start.local_name().as_ref() {
                name if name == element => {
                    place = attribute(start, "ref").and_then(|place| place_of(&place));
                    author = attribute(start, "authorId").and_then(|author| author.parse::<usize>().ok());
                    text.clear();
                }
                "author" => {
                    text.clear();
                    is_text = true;
                }
                "t" | "text" if place.is_some() => is_text = true,
                // How the text is read aloud.
                "rPh" => is_text = false,
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                name if name == element => {
                    let by = author.and_then(|author: usize| authors.get(author)).map_or("", String::as_str);
                    if let Some(place) = place.take() {
                        comments.add(place, without_author(&text, by));
                    }
                }
                "author" => {
                    authors.push(std::mem::take(&mut text));
                    is_text = false;
                }
                "t" | "text" => is_text = false,
                _ => {}
            },
            event if is_text => {
                let mut piece = String::new();
                push_text(event, &mut piece);
                beside::push(&mut text, &piece);
            }
            _ => {}
        }
        Ok(authors.len() <= MOST_AUTHORS)
    })
}

/// More people have not commented on a list.
const MOST_AUTHORS: usize = 1_000;

/// Programs write who says it before what is said.
fn without_author<'a>(text: &'a str, author: &str) -> &'a str {
    let text = text.trim();
    text.strip_prefix(author)
        .and_then(|rest| rest.strip_prefix([':', '：']))
        .filter(|_| !author.is_empty())
        .unwrap_or(text)
}
