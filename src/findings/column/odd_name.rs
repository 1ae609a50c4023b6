//! What is odd about a name, among those of its column.

/// Why a name is not as the others of its column are. Each is counted by itself: one that many names share is how the list writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::findings) enum OddName {
    /// One name alone where the others are two.
    Half,
    /// With a question mark: `Winter?`.
    Unsure,
    /// `???`
    Unknown,
    /// With a line break in it.
    Break,
    /// `ANNA BERG`
    Capitals,
    /// `anna berg`; of towns too.
    Small,
    /// `Anna1`
    Digit,
    /// `Anna*`
    Sign,
    /// `Berg, Anna`
    Turned,
    /// With a blank among names without one.
    Blank,
    /// `Dr.` alone.
    Title,
    /// `Unknown`, `Max Mustermann`.
    Nobody,
    /// In letters of two alphabets, which look alike.
    Alphabets,
    /// With a title, which the others lack.
    Titled,
    /// `Keller GmbH`
    Company,
    /// `0171 5550192`
    Number,
    /// One character among names of more.
    Short,
    /// `Müller (neu)`
    Note,
    /// `mÜLLER`
    Locked,
    /// With a picture in it.
    Picture,
    /// In another script than the others.
    Script,
    /// A town with its postcode.
    Postcode,
}

impl OddName {
    /// What is told of it, behind the name.
    pub(in crate::findings) fn said(self) -> &'static str {
        match self {
            Self::Half => {
                "is one name alone, and the other rows have a family name and a given one. Is one of them missing, or the blank between them?"
            }
            Self::Unsure => {
                "has a question mark behind it. Is the name not certain, or is a letter lost? Type the name, without the mark."
            }
            Self::Unknown => "has question marks in the place of a name, as what is not known yet. Type the name.",
            Self::Break => "has a line break in it, and the other names have none. Take it out.",
            Self::Capitals => "is in capitals, and the other names are not. Type it as they are.",
            Self::Small => "is in small letters, and the other names are not. Type it as they are.",
            Self::Digit => "has a digit in it, and the other names have none. Is it right?",
            Self::Sign => "has a sign in it that no name has. Is it right?",
            Self::Turned => "has a comma or a semicolon in it, and the other names have none. Is it turned round?",
            Self::Blank => "has a blank in it, and the other names have none. Take it out.",
            Self::Title => "is a title, and the other rows have a name. Is the name missing?",
            Self::Nobody => "is what people type where there is no name. Type the right one.",
            Self::Alphabets => "has letters of two alphabets in it, which look alike. Type it anew.",
            Self::Titled => {
                "has a title before or behind it, and the other names have none. Take it out, or the letter has it twice."
            }
            Self::Company => "is the name of a company, and the other rows have a person's. Is it in the right column?",
            Self::Number => "is a number, and the other rows have a name. Is it in the right column?",
            Self::Short => "is one character, and the other names have more. Is something missing?",
            Self::Note => {
                "has a note behind it, and the letter would have that too. Take it out. Is the row to be sent at all?"
            }
            Self::Locked => "was typed with Caps Lock, by its letters. Type it anew.",
            Self::Picture => "has a picture in it, and the other names have none. Take it out.",
            Self::Script => {
                "is written in other letters than the other names. Is that meant, or is the name to stand there as the others do?"
            }
            Self::Postcode => "has a postcode in it, and the other rows have the town alone. Take it out.",
        }
    }

    /// Whether the name is a company's, or has a number in it: no person's.
    pub(in crate::findings) fn is_of_no_person(self) -> bool {
        matches!(self, Self::Company | Self::Digit)
    }
}
