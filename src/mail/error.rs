//! What is said about a text that is no address or mailbox.

use thiserror::Error;

use super::address::{MAX_ADDRESS, MAX_DOMAIN, MAX_LABEL, MAX_LOCAL_PART};

/// Why a text is not an address. `Display` is the reason alone (`two "@"`), for "X is not an address: REASON".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AddressError {
    /// Nothing but blanks.
    #[error("it is empty")]
    Empty,
    /// No `@`.
    #[error("no \"@\" in it; an address is name@domain")]
    NoAt,
    /// More than one `@` outside quotes.
    #[error("two \"@\"; take one out, or give each address its own cell")]
    TwoAts,
    /// Nothing before the `@`.
    #[error("nothing before the \"@\"; type the whole address")]
    NoLocalPart,
    /// Nothing after the `@`.
    #[error("nothing after the \"@\"; type the whole address")]
    NoDomain,
    /// The local part begins with a dot.
    #[error("a dot at the beginning; take it out")]
    LeadingDot,
    /// The local part ends with a dot.
    #[error("a dot right before the \"@\"; take it out")]
    TrailingDot,
    /// Two dots in a row in the local part.
    #[error("two dots in a row; take one out")]
    DoubleDot,
    /// A blank inside.
    #[error("a space in it; take it out, or write a name so: Name <address>")]
    Space,
    /// A control character: CR, LF, NUL, …
    #[error("a control character (U+{:04X}); type the address anew", u32::from(*.0))]
    Control(char),
    /// A character that nobody can see, such as a zero-width space from a web page.
    #[error("an invisible character (U+{:04X}); type the address anew", u32::from(*.0))]
    Invisible(char),
    /// U+FFFD, which a wrong charset leaves behind.
    #[error("a character that could not be read (U+FFFD); is the file's charset right?")]
    Unreadable,
    /// A full-width form of a character that has to be ASCII.
    #[error("a full-width \"{0}\"; type \"{1}\"")]
    FullWidth(char, char),
    /// A comma or a semicolon between what may be two addresses.
    #[error(
        "\"{0}\" in it: two addresses? A field that holds nothing else, as To: {{{{ email }}}}, takes several; with a name there is one"
    )]
    Separator(char),
    /// A blank, a slash or a word between what may be two addresses.
    #[error("two addresses? Give each its own row")]
    Two,
    /// A comma or a semicolon behind the address.
    #[error("a stray \"{0}\" at its end; take it out")]
    Stray(char),
    /// A comma in the domain, where a dot should be.
    #[error("\"{0}\" in the domain; type \".\"")]
    CommaForDot(char),
    /// Quotes around the address.
    #[error("quotes around it; type {0} without them")]
    Quoted(String),
    /// A word before the address: `mailto:`, `QQ：`.
    #[error("\"{0}\" before the address; type {1} alone")]
    Label(String, String),
    /// A word behind the address: `(at home)`.
    #[error("\"{0}\" behind the address; take it out")]
    Remark(String),
    /// A name with an address in angle brackets, where there can be only an address.
    #[error("a name and an address in one, where only an address may be; keep what is between \"<\" and \">\"")]
    NameToo,
    /// A character that needs quotes in a local part, or has no place in a domain.
    #[error("\"{0}\" is not allowed in it; take it out")]
    Character(char),
    /// A local part that begins as a quoted string and does not end as one.
    #[error("a double quote in the wrong place")]
    Quote,
    /// Too many octets before the `@`.
    #[error("{0} octets before the \"@\"; {MAX_LOCAL_PART} are allowed")]
    LocalPartTooLong(usize),
    /// Too many octets after the `@`.
    #[error("{0} octets after the \"@\"; {MAX_DOMAIN} are allowed")]
    DomainTooLong(usize),
    /// Too many octets altogether.
    #[error("{0} octets; {MAX_ADDRESS} are allowed")]
    TooLong(usize),
    /// Two dots in a row in the domain, or one at its beginning or end.
    #[error("the domain has two dots in a row, or one at its beginning or end; take one out")]
    EmptyLabel,
    /// A dot at the end of the domain.
    #[error("a dot at its end; take it out")]
    DotAtEnd,
    /// A label of more than 63 octets, as an A-label.
    #[error("a label of {0} octets in the domain; {MAX_LABEL} are allowed")]
    LabelTooLong(usize),
    /// A label that begins or ends with a hyphen.
    #[error("\"{0}\" in the domain begins or ends with a hyphen; take it out")]
    Hyphen(String),
    /// A domain of digits alone: `163`.
    #[error("the domain is \"{0}\" alone; is \".com\" missing?")]
    NoTopLevel(String),
    /// A top-level domain of digits.
    #[error("the domain ends in digits (\"{0}\"), and none does; an IP address goes in brackets: [192.0.2.1]")]
    NumericTopLevel(String),
    /// What UTS 46 refuses.
    #[error("\"{0}\" is not a valid international domain name")]
    InternationalDomain(String),
    /// Brackets around something that is neither an IPv4 address nor `IPv6:` and an IPv6 address.
    #[error("\"{0}\" is not an address literal; write [192.0.2.1] or [IPv6:2001:db8::1]")]
    Literal(String),
    /// A mailbox with an opening double quote alone.
    #[error("a double quote that is not closed")]
    UnclosedQuote,
    /// A mailbox with an opening parenthesis alone.
    #[error("a \"(\" that is not closed")]
    UnclosedComment,
    /// A mailbox with an opening angle bracket alone.
    #[error("a \"<\" that is not closed")]
    UnclosedAngle,
    /// A closing parenthesis or angle bracket alone.
    #[error("a \"{0}\" that nothing opened; put a name that has one in double quotes")]
    Unopened(char),
    /// Something after `<address>`.
    #[error("text after \">\": two addresses without a comma?")]
    TextAfterAngle,
    /// What looks like `Doe, Jane <jane@example.org>`: the name is given as it should be quoted.
    #[error("no \"@\"; if the comma belongs to the name, put the name in double quotes: \"{0}\" <address>")]
    CommaInName(String),
    /// A colon outside quotes that begins no complete group (`Friends: a@example.org, b@example.org;`).
    #[error("\":\" outside quotes; put a name that has one in double quotes")]
    Colon,
}
