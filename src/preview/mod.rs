//! What each recipient will get, to be looked at before it leaves: an `.eml` file for each row, and a gallery.
//!
//! For: the gallery's folder, its files and its page.
//!
//! Not for: composing (the caller hands over what it would send) or showing a letter in a terminal (see [`crate::cli`]).
//!
//! Start reading at [`Gallery`].
//!
//! # The folder
//!
//! ```text
//! index.html          the page: markup, style, script, and where things are
//! eml/                a mail per row, as it would be sent
//! attachments/        each distinct file once
//! data/list-….js      who is in the list: name, address, subject
//! data/letters-….js   what they get: up to 200 letters
//! data/image-….js     a picture that letters show
//! ```
//!
//! A page opened from a file may not fetch files, but it may add scripts: each data file calls `preview.take(…)`. What many
//! letters of a block have in common, line for line, is in it once. Memory does not grow with the rows, but for an entry for
//! each distinct attachment.
//!
//! # What is not trusted
//!
//! Cells may hold anything. The page writes texts as texts; the HTML of a letter is shown in a frame without scripts, forms
//! or an origin, under a policy that loads nothing but `data:` images.

mod blocks;
mod differences;
mod error;
mod files;
mod folder;
mod gallery;
mod letter;
mod lines;
mod page;
mod script;
mod words;

pub use error::PreviewError;
pub use folder::check_folder;
pub use gallery::{About, Gallery};
pub use letter::{Faulty, Letter};
