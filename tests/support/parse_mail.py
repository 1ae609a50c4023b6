"""Reads Maildirs with Python's `email` (policy strict) and prints what is in them as JSON.

    parse_mail.py MAILDIR...

One list for each Maildir, in the order given. A mail is what `Mail` in mod.rs says.
"""

import base64
import email
import email.errors
import email.policy
import email.utils
import json
import pathlib
import sys


def mailboxes(message, name):
    return [
        {"name": address.display_name, "address": address.addr_spec}
        for field in message.get_all(name, [])
        for address in field.addresses
    ]


def part(message):
    octets = b"" if message.is_multipart() else message.get_payload(decode=True)
    result = {
        "media_type": message.get_content_type(),
        "charset": message.get_content_charset(),
        "disposition": message.get_content_disposition(),
        "file_name": message.get_filename(),
        "content_id": message["Content-ID"],
        "encoding": str(message.get("Content-Transfer-Encoding", "")).lower(),
        "octets": base64.b64encode(octets).decode(),
        "text": None,
        "parts": [part(child) for child in message.iter_parts()] if message.is_multipart() else [],
    }
    if message.get_content_maintype() == "text":
        result["text"] = message.get_content().replace("\r\n", "\n")
    return result


FAULTS = (email.errors.MessageError, email.errors.MessageDefect)


def parse(octets, policy):
    """Header fields may be UTF-8 (RFC 6532), which `message_from_bytes` does not know."""
    header, separator, body = octets.replace(b"\r\n", b"\n").partition(b"\n\n")
    text = header.decode("utf-8", "surrogateescape") + (separator + body).decode("ascii", "surrogateescape")
    return email.message_from_string(text, policy=policy)


def defects(octets):
    """Everything strict parsing finds wrong, in the structure and in each field."""
    try:
        message = parse(octets, email.policy.strict)
    except FAULTS as error:
        return [repr(error)]
    found = []
    for entity in message.walk():
        found += [repr(defect) for defect in entity.defects]
        for name, value in entity.items():
            # RFC 6532 §3.2 allows these in a local part.
            faults = [defect for defect in value.defects if not isinstance(defect, email.errors.NonASCIILocalPartDefect)]
            found += [f"{name}: {defect!r}" for defect in faults]
        if not entity.is_multipart():
            try:
                entity.get_content()
            except (*FAULTS, LookupError, UnicodeError) as error:
                found.append(repr(error))
    return found


def mail(path):
    octets = path.read_bytes()
    message = parse(octets, email.policy.default)
    raw = parse(octets, email.policy.compat32)
    lines = octets.replace(b"\r\n", b"\n").split(b"\n")
    return {
        "file": str(path),
        "defects": defects(octets),
        "fields": [[name, str(value)] for name, value in message.items()],
        "raw_fields": [[name, str(value)] for name, value in raw.items()],
        "from": mailboxes(message, "From"),
        "to": mailboxes(message, "To"),
        "cc": mailboxes(message, "Cc"),
        "reply_to": mailboxes(message, "Reply-To"),
        "date_ok": email.utils.parsedate_to_datetime(message["Date"]) is not None if message["Date"] else False,
        "longest_line": max(len(line) for line in lines),
        "ascii": octets.isascii(),
        "ascii_header": b"\n".join(lines).partition(b"\n\n")[0].isascii(),
        "part": part(message),
    }


def maildir(path):
    files = [file for folder in ("new", "cur") for file in sorted((pathlib.Path(path) / folder).glob("*"))]
    return [mail(file) for file in files]


json.dump([maildir(path) for path in sys.argv[1:]], sys.stdout)
