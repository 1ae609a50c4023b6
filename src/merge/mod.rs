//! Record in, draft out: the template, by Tera.
//!
//! For: splitting a template into header fields and body, compiling each on its own, finding unknown variables before
//! any row is read, rendering a row, reading the files it names.
//!
//! Not for: MIME (see [`crate::message`]).
//!
//! Start reading at [`Template::load`], then [`Template::draft`]. Most texts need no engine and are written straight out of the row
//! (`straight.rs`, and what is known to be the same as Tera's: `syntax.rs`); the others go through Tera (`engine.rs`).
//!
//! # A template
//!
//! ```text
//! {# Comments and {% set … %} may come first. #}
//! From: 王芳 <wang@school.example>
//! To: {{ 姓名 }} <{{ email }}>
//! Subject: Marks of {{ First Name }}
//! Attachment: reports/{{ student no }}.pdf
//!
//! **{{ 姓名 }}**, your mark is {{ row["总评"] }}.
//! ```
//!
//! Header fields (RFC 5322: names in any case, folded lines), an empty line, the body; without a body the mail is empty.
//! Each field is rendered on its own, so a cell can never become a new field: a control character in one is a fault.
//! A field that comes out empty is left out. `Date` and `Message-ID` are refused; `MIME-Version` and
//! `Content-Transfer-Encoding` are ignored, since the program writes them itself.
//!
//! **Body.** Text, HTML or Markdown by `Content-Type` (`text/plain`, `text/html`, `text/markdown`) or else by the file's
//! ending (`.html` `.htm`, `.md` `.markdown`, anything else is text). `multipart/alternative; boundary=…` with literal parts
//! gives text and HTML both. HTML escapes cells and gets a text alternative; Markdown is sent as it is and as HTML, where
//! a line break is a line break and cells can open neither tags nor links. `<img src="logo.png">` and `![](logo.png)` with
//! a file beside the template become inline parts; such a file is not attached again by `Attachment`.
//!
//! **Addresses.** Commas, quotes and angle brackets count where the author wrote them: `{{ name }}` may hold any of them.
//! A cell that stands alone between two commas may be a whole mailbox or a list.
//!
//! **Names.** Columns are variables by name, also `{{ First Name }}`, `{{ 姓名 }}`, `{{ e-mail }}` (the column wins over a
//! subtraction). `row["…"]` reaches every column, and is needed where a name is Tera's own in that place (`1`, `true`, `not`
//! inside an expression).
//!
//! **Rows.** Where a mail is made from several rows (`--group-by`), `rows` is the list of them, each with all its columns:
//! `{% for r in rows %}{{ r.科目 }}: {{ r.mark }}{% endfor %}`. Names alone are those of the first row.
//!
//! **Files.** `include` and `extends` reach the template's folder and below. An attachment's path is seen from that
//! folder (`~/` is the home folder); where a cell is part of it, the file must be below the template's folder or below the
//! folder that is written before the cell.
//!
//! # Filters
//!
//! Cells are text. Tera brings `default(value="x")` `upper` `lower` `title` `capitalize` `trim` `replace(from=, to=)`
//! `truncate(length=)` `split(pat=)` `join(sep=)` `first` `last` `length` `int` `float` `round` `abs` `safe` `escape` and more;
//! these are added:
//!
//! | filter | gives |
//! | --- | --- |
//! | `due \| date(format="%d.%m.%Y")` | a date out of `2026-11-23`, `2026/11/23`, `23.11.2026`, `2026年11月23日` or RFC 3339; `from="%m/%d/%Y"` reads others |
//! | `score \| num` | a number: `{% if score \| num >= 60 %}`; understands `1,234.50`, `¥12`, `85%` |
//! | `amount \| number(decimals=2)` | `1,234.50`; also `sep="."`, `point=","` |
//! | `amount \| money(symbol="¥")` | `¥1,234.50`; also `decimals`, `sep`, `point` |
//! | `token \| urlencode` | percent-encoded, for any part of a link |
//! | `address \| newlines_to_br` | line breaks in HTML, the rest escaped |

mod absent;
mod alternative;
mod blocks;
mod builder;
mod calls;
mod cells;
mod check;
mod compared;
mod condition;
mod ending;
mod engine;
mod errors;
mod fields;
mod files;
mod filters;
mod foreign;
mod group;
mod html;
mod hyphens;
mod known;
mod layout;
mod lines;
mod markdown;
mod marked;
mod marks;
mod meant;
mod mend;
mod names;
mod party;
mod pictures;
mod printed;
mod private;
mod rows;
mod source;
mod spans;
mod spelling;
mod straight;
mod structure;
mod syntax;
mod tags;
mod template;
mod uses;
mod what;

pub use condition::Condition;
pub use errors::TemplateError;
pub use foreign::{FIELDS, ForeignTag, foreign_tags};
pub use group::GroupBy;
pub use printed::Printed;
pub use private::{Keeper, Private};
pub use template::{Fault, FaultKind, Options, Parties, Remains, Template};
pub use uses::{Uses, Written};
pub use what::What;
