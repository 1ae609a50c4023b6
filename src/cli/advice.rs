//! What to do about a login that was refused.

use crate::provider;

const ANY_LOGIN: &str = "Check user and password. Many mailboxes want a password made for programs: 163, 126 and QQ an \
     authorization code (授权码, made in the web mailbox under Settings, POP3/SMTP), Gmail, Yahoo and iCloud an app password \
     (made in the account's security settings), Outlook an OAuth2 token (--auth xoauth2).";

/// What to do when the login was refused by this server.
pub(super) fn login(host: &str) -> &'static str {
    provider::by_host(host, None).map_or(ANY_LOGIN, |provider| &provider.password.en)
}

#[cfg(test)]
mod tests {
    use super::login;

    #[test]
    fn the_advice_fits_the_provider() {
        assert!(login("smtp.163.com").contains("NetEase"));
        assert!(login("SMTP.QQ.COM").contains("QQ Mail"));
        assert!(login("smtp.gmail.com").contains("app password"));
        assert!(login("smtp.office365.com").contains("OAuth2"));
        assert!(login("notqq.com").contains("Check user"));
        assert!(login("127.0.0.1").contains("app password"));
        assert!(login("127.0.0.1").contains("authorization code"));
    }
}
