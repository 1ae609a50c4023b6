//! Record in, draft out: the template, by Tera.
//!
//! For: splitting a template into header fields and body, compiling each on its own, finding unknown variables before
//! any row is read, rendering a row, reading the files it names.
//!
//! Not for: MIME (see [`crate::message`]).
//!
//! Start reading at [`Template::load`], then [`Template::draft`].

mod condition;
mod template;

pub use condition::Condition;
pub use template::{Fault, Options, Template, TemplateError};
