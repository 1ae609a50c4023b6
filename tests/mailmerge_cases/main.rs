//! What awdeorio/mailmerge's own tests ask of a mail merge, asked of this one: by outcome, with our own data.
//!
//! Each case is a list, a template and perhaps some files; the real program sends it to a sink, and Python's `email`
//! reads what arrived.
//!
//! | its tests (112) | here | what is not carried over, and why |
//! | --- | --- | --- |
//! | `test_database` (5) | [`lists`] | none; a column name with blanks around it is trimmed here instead of refused |
//! | `test_helpers` (14) | [`lists`] | none; its row ranges are `--limit` and `--rows` |
//! | `test_main` (25) | [`server`], [`lists`], [`bodies`], [`templates`] | default file names and `--no-limit`: we have none; a wrong configuration file: a wrong flag instead; hints for `--resume`: the same command goes on by itself |
//! | `test_main_output` (9) | [`bodies`], [`lists`], [`server`] | four output formats of its dry run: `check` and `preview` are ours, their text is no contract; a PDF as literal text of a multipart: an attachment is for that |
//! | `test_ratelimit` (2) | [`server`] | the pause itself: no test here measures time |
//! | `test_sendmail_client` (18) | [`server`] | keys of its configuration file (3); XOAUTH (2): the dialog tests hold that |
//! | `test_template_message` (25) | [`templates`], [`bodies`], [`attachments`] | a Content-ID on every attachment: only parts that are referred to have one here |
//! | `test_template_message_encodings` (14) | [`bodies`] | none; which transfer encoding is taken is ours to choose |
//!
//! [`faults`] holds what that program gets wrong.

mod attachments;
mod bodies;
mod case;
mod faults;
mod lists;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod templates;
