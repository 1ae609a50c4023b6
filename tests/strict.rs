//! Servers that enforce their limits as NetEase (163, 126) and Tencent (QQ) do are served to the end without a human: everybody
//! gets the mail, once. Their times are scaled: a ban lasts a second here.

mod support;

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use support::program::{Finished, Program, read_report};
use tempfile::TempDir;

const USER: &str = "teacher@mx.test";
const CODE: &str = "abcdefghijklmnop";
const RECIPIENTS: usize = 36;

/// No run takes longer: what is learnt may slow it down, and must not stop it.
const LONGEST: Duration = Duration::from_secs(60);

/// What a server insists on.
#[derive(Debug, Clone, Copy, Default)]
struct Rules {
    /// 421 HL:ICC to any connection above so many.
    connections: Option<usize>,
    /// 451 MI:DMC to a message above so many in a connection.
    messages: Option<usize>,
    /// After so many messages, this to every MAIL for as long as `BAN`.
    ban: Option<(usize, &'static str)>,
    /// After so many messages, this to so many MAILs.
    stubborn: Option<(usize, usize, &'static str)>,
    /// After so many messages, this to every MAIL until the next day.
    daily: Option<(usize, &'static str)>,
    /// 451 DT:SPM to these recipients' mail, the first time.
    suspects: &'static [usize],
    /// 550 to these recipients, the first time: flooded.
    flooded: &'static [usize],
    /// Closes at QUIT, without an answer.
    rude: bool,
    /// Closes behind each refusal.
    curt: bool,
    /// This to every MAIL.
    barred: Option<&'static str>,
    /// Without a login, this to every recipient rather than 530 to MAIL.
    stranger: Option<&'static str>,
    /// Takes mail from strangers all the same: a server within a school's walls.
    welcomes_strangers: bool,
    /// 554 to these recipients, always: a rule of the server.
    denied: &'static [usize],
}

/// The submission port of Postfix: permit_sasl_authenticated, reject.
const POSTFIX: Rules = Rules {
    connections: None,
    messages: None,
    ban: None,
    stubborn: None,
    daily: None,
    suspects: &[],
    flooded: &[],
    rude: false,
    curt: false,
    barred: None,
    stranger: Some("554 5.7.1 <u0@mx.test>: Recipient address rejected: Access denied"),
    welcomes_strangers: false,
    denied: &[5],
};

const BAN: Duration = Duration::from_secs(1);

const NETEASE: Rules = Rules {
    connections: Some(1),
    messages: Some(5),
    ban: Some((30, "451 MI:SFQ 163 smtp9,DdGowKCr 1600000000 http://mail.163.com/help/help_spam_16.htm")),
    stubborn: None,
    daily: None,
    suspects: &[32, 34],
    flooded: &[],
    rude: false,
    curt: false,
    barred: None,
    stranger: None,
    welcomes_strangers: false,
    denied: &[],
};

const TENCENT: Rules = Rules {
    connections: None,
    messages: None,
    ban: Some((30, "550 Ip frequency limited [MOaGSuEKbSMXN9 IP: 192.0.2.1]. http://service.mail.qq.com/")),
    stubborn: None,
    daily: None,
    suspects: &[],
    flooded: &[7],
    rude: true,
    curt: false,
    barred: None,
    stranger: None,
    welcomes_strangers: false,
    denied: &[],
};

/// What has happened.
#[derive(Debug, Default)]
struct Record {
    open: usize,
    logins: usize,
    messages: usize,
    /// How often each address has got its mail.
    accepted: BTreeMap<String, usize>,
    banned_until: Option<Instant>,
    /// How often the stubborn one has said no.
    said_no: usize,
    is_tomorrow: bool,
    /// Addresses that have been put off once.
    put_off: HashSet<String>,
    /// How often each refusal was said, by its first words.
    said: BTreeMap<&'static str, usize>,
    violations: Vec<String>,
}

#[derive(Clone)]
struct Server {
    port: u16,
    rules: Rules,
    record: Arc<Mutex<Record>>,
}

impl Server {
    fn start(rules: Rules) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has free ports");
        let port = listener.local_addr().expect("it is bound").port();
        let server = Self { port, rules, record: Arc::default() };
        let for_threads = server.clone();
        // It ends with the test.
        thread::spawn(move || {
            for connection in listener.incoming() {
                let server = for_threads.clone();
                thread::spawn(move || server.serve(&connection.expect("the listener is there")));
            }
        });
        server
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self, kind: &'static str) {
        *self.record().said.entry(kind).or_default() += 1;
    }

    fn serve(&self, connection: &TcpStream) {
        self.record().open += 1;
        connection.set_nodelay(true).expect("a socket has options");
        // The client may be gone at any time.
        let _ = self.talk(connection);
        self.record().open -= 1;
    }

    fn talk(&self, connection: &TcpStream) -> std::io::Result<()> {
        let (mut lines, mut out) = (BufReader::new(connection.try_clone()?).lines(), connection);
        if self.rules.connections.is_some_and(|most| self.record().open > most) {
            self.refuse("HL:ICC");
            return out.write_all(b"421 HL:ICC 163 smtp8,DMCowACHj 1600000000\r\n");
        }
        out.write_all(b"220 mx.test Anti-spam GT for Coremail System\r\n")?;
        let (mut logged_in, mut carried, mut is_open, mut recipients) = (false, 0, false, Vec::new());
        while let Some(line) = lines.next().transpose()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let reply: Vec<u8> = match verb.as_str() {
                "EHLO" => b"250-mx.test\r\n250-PIPELINING\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME".to_vec(),
                "AUTH" => {
                    logged_in = self.login(&line);
                    if logged_in { b"235 Authentication successful".to_vec() } else { wrong_password() }
                }
                "MAIL" if !logged_in && self.rules.stranger.is_none() => b"530 Login first".to_vec(),
                "MAIL" => match self.refusal(carried) {
                    Some(refusal) => refusal.as_bytes().to_vec(),
                    None => {
                        (is_open, recipients) = (true, Vec::new());
                        b"250 Mail OK".to_vec()
                    }
                },
                "RCPT" if is_open => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    let is_denied = self.rules.denied.iter().any(|n| address == format!("u{n}@mx.test"));
                    if let Some(refusal) =
                        self.rules.stranger.filter(|_| is_denied || !logged_in && !self.rules.welcomes_strangers)
                    {
                        refusal.as_bytes().to_vec()
                    } else if self.is_first_time(&address, self.rules.flooded) {
                        self.refuse("access denied");
                        b"550 Mailbox unavailable or access denied [MK8Q IP: 192.0.2.1]".to_vec()
                    } else {
                        recipients.push(address);
                        b"250 Mail OK".to_vec()
                    }
                }
                "DATA" if !recipients.is_empty() => {
                    out.write_all(b"354 End data with <CR><LF>.<CR><LF>\r\n")?;
                    while lines.next().transpose()?.is_some_and(|line| line != ".") {}
                    is_open = false;
                    let to = std::mem::take(&mut recipients);
                    if to.iter().any(|address| self.is_first_time(address, self.rules.suspects)) {
                        self.refuse("DT:SPM");
                        // The real one means two minutes, and does not say so.
                        b"451 DT:SPM 163 smtp9,DMCowACHj 1600000000,please try again in 1 second".to_vec()
                    } else {
                        carried += 1;
                        let mut record = self.record();
                        record.messages += 1;
                        to.into_iter().for_each(|address| *record.accepted.entry(address).or_default() += 1);
                        b"250 Mail OK queued as smtp9,DMCowACHj".to_vec()
                    }
                }
                "RCPT" | "DATA" => b"503 bad sequence of commands".to_vec(),
                "RSET" | "NOOP" => {
                    (is_open, recipients) = (false, Vec::new());
                    b"250 OK".to_vec()
                }
                "QUIT" if self.rules.rude => return Ok(()),
                "QUIT" => return out.write_all(b"221 Bye\r\n"),
                _ => {
                    self.record().violations.push(line.clone());
                    b"500 what?".to_vec()
                }
            };
            out.write_all(&[reply.as_slice(), b"\r\n"].concat())?;
            if self.rules.curt && matches!(reply[0], b'4' | b'5') {
                // What has been said by then is taken, so that the refusal arrives.
                connection.shutdown(Shutdown::Write)?;
                lines.by_ref().for_each(drop);
            }
        }
        Ok(())
    }

    fn login(&self, line: &str) -> bool {
        self.record().logins += 1;
        line.strip_prefix("AUTH PLAIN ") == Some(&STANDARD.encode(format!("\0{USER}\0{CODE}")))
    }

    /// Why another MAIL is refused in a connection that has carried so many, if it is.
    fn refusal(&self, carried: usize) -> Option<&'static str> {
        if self.rules.barred.is_some() {
            return self.rules.barred;
        }
        if self.rules.messages.is_some_and(|most| carried >= most) {
            self.refuse("MI:DMC");
            return Some("451 MI:DMC 163 smtp1,C8CowABHZ 1600000000");
        }
        if let Some(refusal) = self.refusal_of_the_account() {
            return Some(refusal);
        }
        let (after, refusal) = self.rules.ban?;
        let mut record = self.record();
        if record.messages < after {
            return None;
        }
        let now = Instant::now();
        let until = *record.banned_until.get_or_insert(now + BAN);
        if now >= until {
            return None;
        }
        drop(record);
        self.refuse("ban");
        Some(refusal)
    }

    fn refusal_of_the_account(&self) -> Option<&'static str> {
        let mut record = self.record();
        if let Some((after, times, refusal)) = self.rules.stubborn
            && record.messages >= after
            && record.said_no < times
        {
            record.said_no += 1;
            return Some(refusal);
        }
        let (after, refusal) = self.rules.daily?;
        (record.messages >= after && !record.is_tomorrow).then_some(refusal)
    }

    fn is_first_time(&self, address: &str, among: &[usize]) -> bool {
        among.iter().any(|n| address == format!("u{n}@mx.test")) && self.record().put_off.insert(address.to_owned())
    }
}

/// As smtp.qq.com says it: octets of GBK.
fn wrong_password() -> Vec<u8> {
    let text =
        "535 Error: 请使用授权码登录。详情请看: http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256";
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn folder() -> TempDir {
    let list: String = (0..RECIPIENTS).map(|n| format!("u{n}@mx.test,{n}\n")).collect();
    let template = format!("From: {USER}\nTo: {{{{ email }}}}\nSubject: {{{{ n }}}}\n\nHello\n");
    support::folder(&[("list.csv", format!("email,n\n{list}")), ("template.txt", template)])
}

fn send(dir: &Path, server: &Server, password: &str, more: &[&str]) -> Finished {
    Program::new(dir)
        .env("MAILSHOT_PASSWORD", password)
        .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "-u", USER])
        .args(["-s", &format!("127.0.0.1:{}", server.port), "--retry-wait", "400ms"])
        .args(["--report", "report.jsonl", "--failed", "failed.csv"])
        .args(more)
        .run()
}

/// Everybody has got it, once, and the program knows.
fn assert_served(dir: &Path, server: &Server, refusals: &[&str]) {
    let begun = Instant::now();
    let finished = send(dir, server, CODE, &["-v"]);
    finished.assert_code(0);
    assert!(begun.elapsed() < LONGEST, "it took {:?}", begun.elapsed());
    let record = server.record();
    let everybody: BTreeMap<_, _> = (0..RECIPIENTS).map(|n| (format!("u{n}@mx.test"), 1)).collect();
    assert_eq!(record.accepted, everybody);
    assert_eq!(record.violations, Vec::<String>::new());
    for refusal in refusals {
        assert!(record.said.contains_key(refusal), "the server never had to say {refusal}: {:?}", record.said);
    }
    let report = read_report(&dir.join("report.jsonl"));
    assert_eq!(report.len(), RECIPIENTS);
    assert!(report.iter().all(|line| line.outcome == "accepted"));
}

#[test]
fn a_server_like_netease_is_served_to_the_end() {
    let (dir, server) = (folder(), Server::start(NETEASE));
    assert_served(dir.path(), &server, &["HL:ICC", "MI:DMC", "ban", "DT:SPM"]);
    // What it takes was learnt: it is not run against again and again.
    let record = server.record();
    assert!(record.said["HL:ICC"] <= 5 && record.said["MI:DMC"] <= 5, "{:?}", record.said);
}

/// The words count, not whether the session lasts.
#[test]
fn a_server_that_closes_behind_what_it_refuses_is_heeded_all_the_same() {
    for rules in [Rules { connections: None, ..NETEASE }, TENCENT] {
        let (dir, server) = (folder(), Server::start(Rules { curt: true, ..rules }));
        assert_served(dir.path(), &server, &["ban"]);
        let record = server.record();
        let full = record.said.get("MI:DMC").copied().unwrap_or_default();
        assert!(full <= 5 && record.said["ban"] <= 3, "{:?}", record.said);
    }
}

#[test]
fn a_server_that_closes_behind_its_refusal_of_everybody_is_not_called_for_each() {
    let run = |barred, code: i32, logins: usize, says: &[&str], outcome: &str| {
        let rules = Rules { barred: Some(barred), curt: true, ..Rules::default() };
        let (dir, server) = (folder(), Server::start(rules));
        let sent = Program::new(dir.path())
            .env("MAILSHOT_PASSWORD", CODE)
            .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "-u", USER, "--sessions", "1"])
            .args(["-s", &format!("127.0.0.1:{}", server.port), "--retry-wait", "1ms", "--report", "report.jsonl"])
            .run();
        sent.assert_code(code);
        sent.assert_says(says);
        assert_eq!(server.record().logins, logins, "{barred}");
        let report = read_report(&dir.path().join("report.jsonl"));
        assert!(report.iter().all(|line| line.outcome == outcome || line.outcome == "unsent"), "{report:?}");
    };
    run("550 5.4.5 Daily user sending limit exceeded.", 75, 1, &["takes no more today: 550 5.4.5 Daily"], "deferred");
    run("530 5.7.0 Authentication required", 75, 1, &["takes no mail this way: 530 5.7.0", "-u NAME"], "deferred");
    let says = ["10 sessions in a row were lost", "the last: 550 5.7.1 account blocked for spam"];
    run("550 5.7.1 account blocked for spam", 75, 10, &says, "refused");
}

#[test]
fn a_server_like_tencent_is_served_to_the_end() {
    let (dir, server) = (folder(), Server::start(TENCENT));
    assert_served(dir.path(), &server, &["ban", "access denied"]);
}

/// The last rows are not given up for what no row is to blame for: the ban outlasts all attempts.
#[test]
fn a_ban_that_lasts_longer_than_a_row_is_tried_costs_nobody() {
    let refusals = [
        "550 Ip frequency limited [MOaGSuEKbSMXN9 IP: 192.0.2.1]. http://service.mail.qq.com/",
        "550 Domain mx.test has exceeded the max emails per hour (35/35 (100%)) allowed.  Message discarded.",
        "554 HL:IFC 163 smtp9",
        "421 HL:IFC 163 smtp9",
    ];
    for refusal in refusals {
        let rules = Rules { stubborn: Some((RECIPIENTS - 1, 7, refusal)), ..NETEASE };
        let (dir, server) = (folder(), Server::start(Rules { ban: None, suspects: &[], ..rules }));
        let finished = Program::new(dir.path())
            .env("MAILSHOT_PASSWORD", CODE)
            .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "-u", USER, "--attempts", "2"])
            .args(["-s", &format!("127.0.0.1:{}", server.port), "--retry-wait", "10ms", "--report", "report.jsonl"])
            .run();
        finished.assert_code(0);
        let record = server.record();
        assert_eq!((record.said_no, record.accepted.len(), record.messages), (7, RECIPIENTS, RECIPIENTS), "{refusal}");
    }
}

/// Nobody is refused for it, and the same command goes on.
#[test]
fn a_daily_limit_stops_for_the_day() {
    for refusal in [
        "554 MI:STC 163 smtp9,DdGowAD3abc 1600000000,http://mail.163.com/help/help_spam_16.htm",
        "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email",
    ] {
        let rules = Rules { ban: None, suspects: &[], daily: Some((10, refusal)), ..NETEASE };
        let (dir, server) = (folder(), Server::start(rules));
        let today = send(dir.path(), &server, CODE, &[]);
        today.assert_code(75);
        today.assert_says(&["takes no more today", "same command"]);
        let report = read_report(&dir.path().join("report.jsonl"));
        assert!(
            report.iter().all(|line| ["accepted", "deferred", "unsent"].contains(&line.outcome.as_str())),
            "{report:?}"
        );
        server.record().is_tomorrow = true;
        assert_served(dir.path(), &server, &[]);
    }
}

/// A few are refused as it is said; then it is not believed any more.
#[test]
fn a_limit_in_words_that_nobody_knows_does_not_cost_the_rest() {
    let rules = Rules { ban: Some((10, "550 Come again")), suspects: &[], ..NETEASE };
    let (dir, server) = (folder(), Server::start(rules));
    send(dir.path(), &server, CODE, &[]).assert_code(1);
    let report = read_report(&dir.path().join("report.jsonl"));
    let refused = report.iter().filter(|line| line.outcome == "refused").count();
    assert!((1..=4).contains(&refused), "{refused}");
    assert_eq!(server.record().messages, RECIPIENTS - refused);
    send(dir.path(), &server, CODE, &["--retry", "refused"]).assert_code(0);
    assert!(server.record().accepted.values().all(|times| *times == 1));
    assert_eq!(server.record().messages, RECIPIENTS);
}

#[test]
fn a_password_instead_of_the_authorization_code_is_explained_in_both_languages() {
    let (dir, server) = (folder(), Server::start(TENCENT));
    let english = send(dir.path(), &server, "my QQ password", &[]);
    english.assert_code(77);
    english.assert_says(&[
        "535",
        "请使用授权码登录",
        "wants the authorization code (授权码), not the QQ password",
        "Settings, Account",
    ]);
    let chinese = send(dir.path(), &server, "my QQ password", &["--lang", "zh", "--report", "r.html"]);
    chinese.assert_code(77);
    let page = std::fs::read_to_string(dir.path().join("r.html")).unwrap();
    let end = page.split_once("<p class=\"end\">").unwrap().1.split_once("</p>").unwrap().0;
    assert!(end.starts_with("登录被拒绝：") && end.contains("这里要填授权码"), "{end}");
    chinese.assert_says(&[
        "已写入：report.jsonl, r.html",
        "请使用授权码登录",
        "这里要填授权码，不是 QQ 密码",
        "开启 SMTP 服务并生成授权码",
    ]);
    assert_eq!(server.record().logins, 2, "one for each run");
    // The same command goes on, with the right one.
    assert_served(dir.path(), &server, &[]);
}

/// Without a login Postfix says of every recipient what it says of one that it has a rule against.
#[test]
fn recipients_denied_for_want_of_a_login_are_sent_once_there_is_one() {
    for curt in [false, true] {
        denied_are_sent_after_a_login(&Server::start(Rules { curt, ..POSTFIX }));
    }
}

fn denied_are_sent_after_a_login(server: &Server) {
    let dir = folder();
    let forgotten = Program::new(dir.path())
        .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "--report", "report.jsonl"])
        .args(["-s", &format!("127.0.0.1:{}", server.port)])
        .run();
    forgotten.assert_code(75);
    forgotten.assert_says(&[
        "stopped: ",
        "Access denied",
        "-u NAME",
        "The same command with -u NAME goes on with them.",
    ]);
    // Once, and what it says is so.
    let said = [forgotten.stdout.as_str(), forgotten.stderr.as_str()].concat();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!said.contains("--retry refused"), "{said}");
    assert_eq!(said.matches("takes mail only after a login").count(), 1, "{said}");
    let report = read_report(&dir.path().join("report.jsonl"));
    assert_eq!(report.len(), RECIPIENTS);
    assert!(report.iter().all(|line| line.outcome == "deferred" || line.outcome == "unsent"), "{report:?}");

    // The same command, with a login: everybody but the one whom the server has a rule against.
    send(dir.path(), server, CODE, &[]).assert_code(1);
    let record = server.record();
    assert_eq!((record.accepted.len(), record.messages), (RECIPIENTS - 1, RECIPIENTS - 1));
    let report = read_report(&dir.path().join("report.jsonl"));
    let refused: Vec<_> = report.iter().filter(|line| line.outcome == "refused").map(|line| &line.address).collect();
    assert_eq!(refused, ["u5@mx.test"]);
}

/// The same words about the first of all rows, from a server that wants no login: they are about that one.
#[test]
fn a_recipient_denied_before_any_was_accepted_costs_nobody_else() {
    for (limits, denied) in [(&[&[][..]][..], &[0, 1][..]), (&[&["--rows", "2"][..], &[]][..], &[0][..])] {
        let rules = Rules { welcomes_strangers: true, denied, ..POSTFIX };
        let (dir, server) = (folder(), Server::start(rules));
        for limit in limits {
            let sent = Program::new(dir.path())
                .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "--report", "report.jsonl"])
                .args(["--sessions", "1", "-s", &format!("127.0.0.1:{}", server.port)])
                .args(*limit)
                .run();
            sent.assert_code(if limit.is_empty() { 1 } else { 0 });
            assert!(!sent.stderr.contains("stopped"), "{}", sent.stderr);
        }
        let record = server.record();
        let others = RECIPIENTS - denied.len();
        assert_eq!((record.accepted.len(), record.messages), (others, others));
        let report = read_report(&dir.path().join("report.jsonl"));
        let refused = report.iter().filter(|line| line.outcome == "refused").count();
        assert_eq!((refused, report.len()), (denied.len(), RECIPIENTS));
    }
}

/// Where nobody else is left to tell which of the two it is, it is taken for the one that can be mended.
#[test]
fn a_list_of_one_who_is_denied_is_told_of_the_login() {
    let (dir, server) = (folder(), Server::start(Rules { welcomes_strangers: true, denied: &[0], ..POSTFIX }));
    let sent = Program::new(dir.path())
        .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "--limit", "1"])
        .args(["-s", &format!("127.0.0.1:{}", server.port)])
        .run();
    sent.assert_code(75);
    sent.assert_says(&["stopped: ", "Access denied", "-u NAME"]);
}

#[test]
fn the_language_is_that_of_the_locale_unless_one_is_asked_for() {
    let (dir, server) = (folder(), Server::start(TENCENT));
    let run = |locale: &str, asked: Option<&str>, more: &[&str]| {
        let program =
            Program::new(dir.path()).env("MAILSHOT_PASSWORD", "no").env("LC_ALL", "").env("LC_MESSAGES", locale);
        let program = match asked {
            Some(lang) => program.env("MAILSHOT_LANG", lang),
            None => program,
        };
        let server = format!("127.0.0.1:{}", server.port);
        let finished = program
            .args(["send", "list.csv", "-t", "template.txt", "--tls", "none", "--yes", "-u", USER, "-s", &server])
            .args(more)
            .run();
        finished.assert_code(77);
        finished.stderr.contains("登录被拒绝")
    };
    assert!(run("zh_CN.UTF-8", None, &[]));
    assert!(!run("de_DE.UTF-8", None, &[]));
    assert!(!run("zh_CN.UTF-8", Some("en"), &[]));
    assert!(run("C", Some("zh"), &[]));
    assert!(!run("zh_CN.UTF-8", Some("zh"), &["--lang", "en"]));
}
