//! A name server on loopback that answers from a table.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::thread;
use std::time::Duration;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, MX, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};

/// A running one. It ends with the test.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
}

impl NameServer {
    /// `("example.com TXT", "v=spf1 -all")`, `("example.com MX", "mx.example.com")`, `("… A", "192.0.2.1")`. Whatever is not
    /// there has this code.
    pub(crate) fn start(records: &[(&str, &str)], otherwise: ResponseCode) -> Self {
        let mut table: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in records {
            table.entry((*name).to_owned()).or_default().push((*value).to_owned());
        }
        let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = socket.local_addr().expect("it is bound");
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok((length, peer)) = socket.recv_from(&mut buffer) {
                let Ok(question) = Message::from_vec(&buffer[..length]) else { continue };
                let answer = answer(&question, &table, otherwise).to_vec().expect("it can be written");
                let _ = socket.send_to(&answer, peer);
            }
        });
        Self { address }
    }

    /// A port where nobody answers, for as long as the value lives.
    pub(crate) fn silent() -> (UdpSocket, SocketAddr) {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback has a free port");
        socket.set_read_timeout(Some(Duration::from_secs(60))).expect("it is a socket");
        let address = socket.local_addr().expect("it is bound");
        (socket, address)
    }
}

fn answer(question: &Message, table: &HashMap<String, Vec<String>>, otherwise: ResponseCode) -> Message {
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.recursion_available = true;
    let Some(query) = question.queries.first() else { return answer };
    answer.add_query(query.clone());
    let name = query.name().to_ascii().trim_end_matches('.').to_ascii_lowercase();
    let values = table.get(&format!("{name} {}", query.query_type()));
    match values {
        None => answer.metadata.response_code = otherwise,
        Some(values) => {
            for value in values {
                answer.add_answer(Record::from_rdata(query.name().clone(), 60, data(query.query_type(), value)));
            }
        }
    }
    answer
}

fn data(kind: RecordType, value: &str) -> RData {
    match kind {
        // A string of a TXT record has 255 octets at most.
        RecordType::TXT => {
            let pieces: Vec<&[u8]> = value.as_bytes().chunks(200).collect();
            RData::TXT(TXT::from_bytes(pieces))
        }
        RecordType::MX => RData::MX(MX::new(10, Name::from_ascii(format!("{value}.")).expect("it is a name"))),
        _ => RData::A(A(value.parse().expect("it is an address"))),
    }
}
