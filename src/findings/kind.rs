//! The kinds of findings, and their names.

/// What looks wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A domain that is one slip of the finger from a well-known one.
    TypoDomain,
    /// A domain that is one slip of the finger from one that many rows have.
    NearDomain,
    /// An address that is nobody's in particular: `info@`, `noreply@`.
    RoleAddress,
    /// The address of an office, which a list of offices has in most rows.
    Office,
    /// An address that is valid, and hardly what was meant.
    OddAddress,
    /// The address of the one who sends.
    OwnAddress,
    /// Several addresses in one cell of To, where the others have one.
    SeveralRecipients,
    /// A domain that cannot get mail: no dot in it, or reserved (RFC 2606).
    DeadDomain,
    /// What a program left where a value should be: `#N/A`, `nan`, `null`.
    Leftover,
    /// What a program writes for nothing: `null`.
    Nothing,
    /// The same, of a word that people write too: `n/a`.
    NothingOrWord,
    /// What a program left in a column that the letter does not use.
    UnusedLeftover,
    /// What people write for nothing, or for what is to come, where the other rows have something else: `-`, `pending`.
    Sign,
    /// A place in a text where something is to be filled in: `[your name]`.
    Blank,
    /// Tags of a web page.
    Markup,
    /// A note that nobody is to get: `DO NOT SEND`, `Internal: …`.
    Hold,
    /// A comment at a cell of a workbook.
    Comment,
    /// A row of a workbook that is struck through.
    Struck,
    /// What is said of those who get no letter: `cancelled`, `†`.
    NotToBeSent,
    /// What others are not to read: a password, the number of a payment card.
    Secret,
    /// A tag that nobody filled in: `{{`, `<<name>>`.
    UnfilledTag,
    /// A number that a spreadsheet program has shortened: `1.2E+11`.
    SpoiltNumber,
    /// The same in a column that the letter does not use.
    UnusedSpoiltNumber,
    /// Letters of a text that was read in the wrong charset.
    Mojibake,
    /// A character that nobody sees, as web pages have them.
    HiddenCharacter,
    /// A number or an impossible day where the others have dates.
    WrongDate,
    /// A date that is not written as the others are, or is years away from them.
    OddDate,
    /// A date that would be one of the others in another year.
    OtherYear,
    /// What is no number as the other rows have one: `95分`.
    OddNumber,
    /// A number with a slip of the finger: `9O`, `８５`.
    SlipInNumber,
    /// A number of somebody with a digit more or less than the others have.
    OddLength,
    /// A number many times larger than the others, or negative where they are not.
    FarNumber,
    /// A number, a date or an address where the other rows have words.
    OddValue,
    /// A name that is not written as the others are, or is nobody's.
    OddName,
    /// A word where the other rows have numbers or dates.
    OddWord,
    /// One of few values of a column, with a slip in it: `Frnace`; or a street that lacks its number.
    NearValue,
    /// A greeting whose words do not agree: `Sehr geehrte Herr`.
    Greeting,
    /// What does not go with the rest of its row as it does in the other rows: a total that is no sum, a link with another's number.
    OddRelation,
    /// What differs within the rows of one letter, and is shown of the first alone.
    FirstRowAlone,
    /// A column whose values are those of other rows: it has slipped, or was sorted by itself.
    Slipped,
    /// An address in a domain that is reserved for examples, where the others are not.
    ExampleAddress,
    /// The same of a part of a domain of examples.
    PartOfExample,
    /// A value that the letter uses is empty.
    EmptyValue,
    /// No Subject.
    NoSubject,
    /// Nothing to read.
    EmptyBody,
    /// A link that leads nowhere.
    OddLink,
    /// A link that leads elsewhere than those of the other rows.
    OtherLink,
    /// A link by `http:`.
    InsecureLink,
    /// A picture by `http:`: most programs do not show it.
    InsecureImage,
    /// An attachment of no octets.
    EmptyAttachment,
    /// An attachment that is not what its name says: a web page, half a download.
    OddAttachment,
    /// One that has no end.
    CutAttachment,
    /// A Subject that no program shows whole.
    LongSubject,
    /// An attachment of a kind that mailboxes refuse.
    BlockedAttachment,
    /// A message larger than the server, or most servers, take.
    LargeMessage,
    /// More recipients than the server takes in one message.
    ManyRecipients,
    /// From is not the login, where the provider asks for that.
    FromIsNotLogin,
    /// A personal attachment that another row has too.
    SharedAttachment,
    /// An attachment whose name holds another row's name or number.
    OthersAttachment,
    /// A text that names whom another row is about.
    OthersName,
    /// A header field of the template that is probably a misspelt one.
    OddField,
    /// The same row again.
    RepeatedRow,
    /// The same address again.
    RepeatedAddress,
    /// The same address twice in one letter.
    RepeatedRecipient,
    /// Somebody's number again, or something else that nearly each row has of its own.
    RepeatedNumber,
    /// A name again, in a short list, with another address.
    RepeatedName,
    /// The name of somebody of the list, typed into the template.
    TypedName,
    /// The text says that something is attached, and nothing is, or fewer files.
    NoAttachment,
    /// A script, a form or a frame, which mail programs take out.
    Script,
}

impl Kind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            // To a program, some are the same: they differ in how many rows may have them before it is a habit.
            Self::NearDomain | Self::TypoDomain => "typo-domain",
            Self::RoleAddress | Self::Office => "role-address",
            Self::OddAddress | Self::OwnAddress | Self::SeveralRecipients => "odd-address",
            Self::DeadDomain => "dead-domain",
            Self::Leftover
            | Self::UnusedLeftover
            | Self::Nothing
            | Self::NothingOrWord
            | Self::Sign
            | Self::Blank
            | Self::Markup => "leftover",
            Self::Hold | Self::NotToBeSent | Self::Struck => "do-not-send",
            Self::Comment => "comment",
            Self::Secret => "secret",
            Self::UnfilledTag => "unfilled-tag",
            Self::SpoiltNumber | Self::UnusedSpoiltNumber => "spoilt-number",
            Self::Mojibake => "mojibake",
            Self::HiddenCharacter => "hidden-character",
            Self::WrongDate => "wrong-date",
            Self::OddDate | Self::OtherYear => "odd-date",
            Self::OddNumber | Self::SlipInNumber | Self::OddLength => "odd-number",
            Self::FarNumber => "far-number",
            Self::OddValue | Self::NearValue | Self::Greeting => "odd-value",
            Self::OddName => "odd-name",
            Self::OddWord => "odd-word",
            Self::OddRelation => "odd-relation",
            Self::FirstRowAlone => "first-row-alone",
            Self::Slipped => "slipped-column",
            Self::ExampleAddress | Self::PartOfExample => "example-address",
            Self::EmptyValue => "empty-value",
            Self::NoSubject => "no-subject",
            Self::EmptyBody => "empty-body",
            Self::OddLink | Self::OtherLink => "odd-link",
            Self::InsecureLink => "insecure-link",
            Self::InsecureImage => "insecure-image",
            Self::EmptyAttachment => "empty-attachment",
            Self::OddAttachment | Self::CutAttachment => "odd-attachment",
            Self::LongSubject => "long-subject",
            Self::BlockedAttachment => "blocked-attachment",
            Self::LargeMessage => "large-message",
            Self::ManyRecipients => "many-recipients",
            Self::FromIsNotLogin => "from-is-not-login",
            Self::SharedAttachment => "shared-attachment",
            Self::OthersAttachment => "others-attachment",
            Self::OthersName => "others-name",
            Self::OddField => "odd-field",
            Self::RepeatedRow => "repeated-row",
            Self::RepeatedAddress | Self::RepeatedRecipient => "repeated-address",
            Self::RepeatedNumber => "repeated-number",
            Self::RepeatedName => "repeated-name",
            Self::TypedName => "typed-name",
            Self::NoAttachment => "no-attachment",
            Self::Script => "script",
        }
    }
}
