//! What reads bytes from outside: for each such reader a function that gives it bytes and panics where
//! something does not hold that must hold of it however they come.
//!
//! `./fuzz/run SECONDS [TARGET…]` has libFuzzer look for such bytes, led by what of our code they reach;
//! `cargo fuzz run --features libfuzzer TARGET` of a nightly toolchain does too, with the sanitizers. `corpus/` keeps the seeds, and
//! whatever broke something once; `tests/fuzz.rs` reads all of them in every run. Whoever writes a parser of
//! bytes from outside adds a function here, a target and a folder of seeds.

use std::path::PathBuf;
use std::sync::LazyLock;

use actix_web::http::header::EntityTag;
use actix_web::test::TestRequest;
use actix_web::web::Data;
use api::caller;
use api::documents::{Arrival, Received};
use api::languages;
use api::limits::{Allowed, Limits};
use api::pages::{Part, part};
use api::record::proof::{self, Head, Link};
use api::replay;
use api::rulings::Search;
use api::search::{Asked, Library};
use api::tokens::{By, Keys};
use domain::language::Language;
use uuid::Uuid;

/// Gives bytes to a reader, and says whether it took them for what it reads.
pub type Read = fn(&[u8]) -> bool;

/// What reads, by the names of the targets and of the folders of their seeds.
pub const READERS: [(&str, Read); 6] = [
    ("papers", papers),
    ("dockets", dockets),
    ("tokens", tokens),
    ("searches", searches),
    ("ranges", ranges),
    ("ledgers", ledgers),
];

/// A paper is taken or refused alike however it is cut on its way.
pub fn papers(bytes: &[u8]) -> bool {
    let pass = |by: usize| -> Option<Received> {
        let mut arrival = Arrival::new(1 << 20);
        for piece in bytes.chunks(by) {
            arrival.take(piece).ok()?;
        }
        arrival.finish().ok()
    };
    let whole = pass(bytes.len().max(1));
    for by in [7, 64] {
        assert_eq!(pass(by), whole);
    }
    if let Some(received) = &whole {
        assert_eq!(usize::try_from(received.size_bytes), Ok(bytes.len()));
        assert!(bytes.starts_with(b"%PDF-"));
    }
    whole.is_some()
}

/// A docket for replay is read, or refused with a reason at a line that it has.
pub fn dockets(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    match replay::read(&text) {
        Ok(_) => true,
        Err(stop) => {
            assert!(!stop.reason.is_empty());
            assert!(stop.line <= text.lines().count() + 1, "line {}", stop.line);
            false
        }
    }
}

/// A door as it stands in the server, with a token that opens it.
struct Door {
    keys: Data<Keys>,
    limits: Limits,
    ours: String,
    person: Uuid,
}

static DOOR: LazyLock<Door> = LazyLock::new(|| {
    let keys = Keys::load_or_make(&folder()).expect("a key");
    let person = Uuid::now_v7();
    let ours = keys.issue(Uuid::nil(), person, By::Session(Uuid::now_v7()));
    Door {
        keys: Data::new(keys),
        limits: Limits::new(&Allowed {
            limit_address: 1,
            limit_account: 1,
            limit_sign_in: 1,
            trusted_proxies: vec!["127.0.0.0/8".parse().expect("a network")],
        }),
        ours: ours.expect("a token"),
        person,
    }
});

/// Whose request one with this header is.
fn whose(name: &'static str, value: &str) -> Option<Uuid> {
    let request = TestRequest::get()
        .uri("/api/x/me")
        .peer_addr("127.0.0.1:9".parse().expect("an address"))
        .app_data(DOOR.keys.clone())
        .insert_header((name, value))
        .to_http_request();
    caller::sender(&request, &DOOR.limits).expect("a sender");
    caller::account(&request)
}

/// What is no token of ours is nobody's, in whichever header it comes; and a token of ours with one letter
/// changed is nobody's, too. Two bytes choose that change.
pub fn tokens(bytes: &[u8]) -> bool {
    let text = printable(bytes);
    for (name, value) in [
        ("authorization", format!("Bearer {text}")),
        ("authorization", text.clone()),
        ("cookie", format!("__Host-x={text}")),
        ("x-forwarded-for", text.clone()),
    ] {
        assert_eq!(whose(name, &value), None);
    }
    let ours = &DOOR.ours;
    for (name, value) in [
        ("authorization", format!("Bearer {ours}")),
        ("cookie", format!("__Host-x={ours}")),
    ] {
        assert_eq!(whose(name, &value), Some(DOOR.person));
    }
    if let [at, letter, ..] = bytes {
        // The last letter has bits that are no part of the signature.
        let at = usize::from(*at) * (ours.len() - 1) / 256;
        let mut other = ours.clone().into_bytes();
        other[at] = b"AZaz09-_."[usize::from(*letter) % 9];
        let other = String::from_utf8(other).expect("letters");
        if other != *ours {
            let found = whose("authorization", &format!("Bearer {other}"));
            assert_eq!(found, None, "at {at}");
        }
    }
    false
}

/// Any words can be searched for; an address of a search is read and said in words, or refused.
pub fn searches(bytes: &[u8]) -> bool {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::at(&folder()));
    let text = String::from_utf8_lossy(bytes);
    let asked = Asked {
        words: text.chars().take(300).collect(),
        limit: 10,
        ..Asked::default()
    };
    LIBRARY.search(Uuid::nil(), &asked).expect("an answer");
    let Ok(search) = Search::read(&text) else {
        return false;
    };
    for language in [Language::English, Language::Arabic] {
        let _ = search.in_words(languages::words(language));
    }
    true
}

/// A part of a file that is asked for lies within it.
pub fn ranges(bytes: &[u8]) -> bool {
    let tag = EntityTag::new_strong("x".to_owned());
    let request = TestRequest::get()
        .insert_header(("range", printable(bytes)))
        .to_http_request();
    let mut parts = false;
    for size in [0, 1, 100, u64::MAX] {
        if let Part::Bytes(from, to) = part(&request, &tag, size) {
            parts = true;
            assert!(from <= to && to < size, "{from}-{to} of {size}");
        }
    }
    parts
}

/// An export of a ledger that passes says what the one says that was signed, however it is written; any
/// other is refused with a reason.
pub fn ledgers(bytes: &[u8]) -> bool {
    let key = proof::public_key(include_str!("../ledger.pub")).expect("a key");
    match proof::verify(bytes, &[key], &[]) {
        Ok(_) => {
            let signed = include_bytes!("../corpus/ledgers/small.jsonl");
            assert_eq!(told(bytes), told(signed));
            true
        }
        Err(altered) => {
            assert!(!altered.why.is_empty());
            false
        }
    }
}

/// What an export says: where it ends, and each line.
fn told(export: &[u8]) -> Option<(String, Vec<Link>)> {
    let mut lines = std::str::from_utf8(export).ok()?.lines();
    let head: Head = serde_json::from_str(lines.next()?).ok()?;
    let lines = lines.map(|line| serde_json::from_str::<Link>(line).ok());
    let lines: Option<Vec<_>> = lines.collect();
    Some((head.checkpoint.text, lines?))
}

/// What a header can carry.
fn printable(bytes: &[u8]) -> String {
    let bytes = bytes.iter().filter(|byte| (b' '..=b'~').contains(byte));
    bytes.map(|byte| char::from(*byte)).collect()
}

/// A folder of this process. It stays behind: what is kept in it is in use to the end.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("proviso-fuzz-{}", Uuid::now_v7().simple()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
