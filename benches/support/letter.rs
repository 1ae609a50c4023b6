//! The list and the letter of the benches: eleven columns, about 2 KB of text, a condition and a filter.

/// The columns.
pub(crate) const HEADER: &str = "email,first_name,last_name,company,city,plan,order_id,balance,due_date,token,note";

/// The body before it is rendered.
pub(crate) const TEXT: &str = "\
Dear {{ first_name }} {{ last_name }},

Thank you for order {{ order_id }}. This is what {{ company }} in {{ city }} owes us this month.
You find all of it at https://www.sender.example/statements/{{ token }}, where it can also be printed.

{% if plan == \"free\" %}You are on our free plan. Nothing changes if you do nothing.
{% elif plan == \"basic\" %}You are on our basic plan, and half of its storage is used.
{% else %}Your agreement with us goes on for another year, and its terms stay as they are.
{% endif %}
    Order       {{ order_id }}
    Customer    {{ last_name | upper }}, {{ first_name }}
    Amount      EUR {{ balance }}
    Due         {{ due_date }}
    Note        {{ note }}

If it is paid already, please forget this letter. If an amount is wrong, answer it, with the number
{{ order_id }} at hand, or ring us up; a person will look at it within two working days.

New this month are the export of all documents at once, a calmer first page, and a search that finds
within a second what was filed in the last ten years. Two of the older reports will go in spring, as
hardly anybody has asked for them; whoever still needs them finds their figures in the new ones, and
we are glad to show where. The workshop in autumn has places left for those who want to see more.

Kind regards,
the office
";

/// The whole template.
pub(crate) fn template() -> String {
    format!(
        "From: The Office <office@sender.example>\nTo: {{{{ first_name }}}} {{{{ last_name }}}} <{{{{ email }}}}>\n\
         Subject: Your order {{{{ order_id }}}}\n\n{TEXT}"
    )
}

/// A row of the list, without its line end.
pub(crate) fn row(number: usize) -> String {
    let plan = ["free", "basic", "pro"][number % 3];
    format!(
        "reader{number}@example.com,Ann{number},Reader,\"Reading, Writing & Co\",Bath,{plan},R-{number:07},\
         {}.50,2026-12-01,{number:016x},\"paid late, once\"",
        number % 1000
    )
}
