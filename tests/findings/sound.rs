//! Lists that are as they should be: nothing is said of them.

use crate::{OF_A_CLASS, TEMPLATE, TO_A_CLASS, check, class, folder, found, of_kind};

#[test]
fn what_several_rows_have_is_how_the_list_is() {
    // Absent pupils, remarks of nothing, marks with a sign, dates in two ways, prices of all sizes, a list to try it out with.
    let rows: String = (1..=60)
        .map(|n: u32| {
            let mark = if n.is_multiple_of(12) { "-".to_owned() } else { (40 + n).to_string() };
            let note = if n.is_multiple_of(9) { "无" } else { "fine" };
            let day = if n.is_multiple_of(7) {
                format!("{}.12.2026", 1 + n % 28)
            } else {
                format!("2026-12-{:02}", 1 + n % 28)
            };
            let price = (n * 37 % 60).pow(3);
            let word = ["缺考", "A-", "12", "3", "n3"][n as usize % 5];
            format!("Pupil {n},p{n}x@students.example.com,{mark},{note},{day},{price},{word},{n}\n")
        })
        .collect();
    let list = format!("name,email,mark,note,day,price,word,count\n{rows}");
    let template = "From: t@school.edu.cn\nTo: {{ name }} <{{ email }}>\nSubject: Hi\n\n\
                    {{ mark }} {{ note }} {{ day }} {{ price }} {{ word }} {{ count }}\n";
    assert_eq!(found(&list, "letter.txt", template, &[], &[]), []);
    assert_eq!(found(&format!("{OF_A_CLASS}{}", class(1..400)), "letter.txt", TO_A_CLASS, &[], &[]), []);
}

#[test]
fn usual_lists_have_no_warnings() {
    let list = "\
id,姓名,email,status,remark,opt,file
1001,Jean-Luc Null,a@163.com,N/A,«Bonjour»,,成绩单Jean-Luc Null.pdf
1002,张三,b@qq.com,ok,a < b << c >> d,,成绩单-张三.pdf
1003,Null Berg,c@gmail.com,N/A,\"[[1,2],[3,4]]\",,1003.pdf
1004,李四,d@yahoo.cn,N/A,${HOME},,李四.pdf
1005,王五,e@163.net,ok,«Привет»,,x-1005.pdf
1006,赵六,f@a.example,N/A,2E+3,x,赵六 2026.pdf
";
    let files = ["成绩单Jean-Luc Null.pdf", "成绩单-张三.pdf", "1003.pdf", "李四.pdf", "x-1005.pdf", "赵六 2026.pdf"];
    let template = "From: t@a.example\nTo: {{ 姓名 }} <{{ email }}>\nSubject: Hi\nAttachment: {{ file }}\n\n\
                    {{ id }} {{ status }} {{ remark }} {{ opt | default(value=\"-\") }}\n";
    let found = found(list, "letter.txt", template, &files, &[]);
    let but_one: Vec<_> = found.iter().filter(|(kind, ..)| kind != "leftover").collect();
    assert!(but_one.is_empty() && found.len() <= 1, "{found:?}");
}

#[test]
fn a_sound_list_has_no_warnings() {
    let dir = folder(
        "name,email,student no,class,mark,report,link\nAnna,anna@a.example.org,10009,4B,1,10009.pdf,https://a.example\n",
        &TEMPLATE.replace("http:", "https:"),
    );
    let run = check(dir.path(), &["--strict"]);
    run.assert_code(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn characters_that_scripts_need_are_no_warnings() {
    let greetings =
        ["ขอบคุณ\u{200B}ที่สั่งซื้อ", "សូម\u{200B}អរគុណ", "می\u{200C}خواهیم", "ශ්\u{200D}රී", "👩\u{200D}🎓", "1\u{FE0F}\u{20E3}"];
    let rows: String = greetings.iter().enumerate().map(|(n, text)| format!("n{n}@a.example,{text}\n")).collect();
    let template = "From: t@school.example\nTo: {{ email }}\nSubject: Hi\n\n{{ text }}\n";
    assert_eq!(found(&format!("email,text\n{rows}"), "letter.txt", template, &[], &[]), []);
    let odd = format!("email,text\n{rows}z@a.example,An\u{200B}na\n");
    let found = found(&odd, "letter.txt", template, &[], &[]);
    assert_eq!(of_kind(&found, "hidden-character"), [(8, "text")], "{found:?}");
}

#[test]
fn what_is_written_only_where_another_is_filled_may_be_empty_with_it() {
    let list = "email,first,last\na@a.example.org,Anna,Berg\nb@b.example.org,,\nc@c.example.org,Cora,\n";
    let template = "From: t@a.example.org\nTo: {{ email }}\nSubject: Hi\n\n\
                    {% if first %}Dear {{ first }} {{ last }}{% else %}Dear reader{% endif %}, good day.\n";
    let found = found(list, "letter.txt", template, &[], &[]);
    assert_eq!(of_kind(&found, "empty-value"), [(4, "last")], "{found:?}");
}
