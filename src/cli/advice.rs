//! What to do about a login that was refused.

/// Endings of host names, and what their logins want. Sources: the providers' help pages.
const LOGINS: &[(&[&str], &str)] = &[
    (
        &["163.com", "126.com", "yeah.net", "188.com"],
        "NetEase wants the authorization code (授权码), not the mailbox password: in the web mailbox under Settings, \
         POP3/SMTP/IMAP, switch SMTP on and make one.",
    ),
    (
        &["qq.com", "foxmail.com"],
        "QQ Mail wants the authorization code (授权码), not the QQ password: in the web mailbox under Settings, Account, \
         switch SMTP on and make one. (Tencent Exmail: the client password.)",
    ),
    (
        &["gmail.com", "googlemail.com", "google.com"],
        "Gmail wants an app password: switch two-step verification on and make one under Google Account, Security, App \
         passwords. Or log in by OAuth2: --auth xoauth2 with an access token as password.",
    ),
    (
        &["outlook.com", "office365.com", "hotmail.com", "live.com"],
        "Microsoft takes OAuth2 only: --auth xoauth2 with an access token as password.",
    ),
    (
        &["yahoo.com", "icloud.com", "me.com", "zoho.com", "fastmail.com"],
        "This provider wants an app password: make one in its account settings.",
    ),
];

const ANY_LOGIN: &str = "Check user and password. Many mailboxes want a password made for programs: 163, 126 and QQ an \
     authorization code (授权码, made in the web mailbox under Settings, POP3/SMTP), Gmail, Yahoo and iCloud an app password \
     (made in the account's security settings), Outlook an OAuth2 token (--auth xoauth2).";

/// What to do when the login was refused by this server.
pub(super) fn login(host: &str) -> &'static str {
    let host = host.to_ascii_lowercase();
    let belongs = |ending: &&str| host.strip_suffix(*ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    LOGINS.iter().find(|(endings, _)| endings.iter().any(belongs)).map_or(ANY_LOGIN, |(_, advice)| advice)
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
