//! Who sends.

/// What is known of who sends, and through which server. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// The login.
    pub login: Option<String>,
    /// What becomes of mail with another From.
    pub other_from: OtherFrom,
    /// Whose the server is, where that is known.
    pub provider: Option<String>,
    /// The largest message the server takes, in octets.
    pub largest: Option<u64>,
    /// The most recipients it takes in one message.
    pub recipients: Option<usize>,
}

/// What becomes of mail whose From is not the login.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OtherFrom {
    /// Nobody knows.
    #[default]
    Unknown,
    /// It is refused, and with this reply, if that is known.
    Refused(Option<String>),
    /// The login is put there.
    Replaced,
}
