//! What reads bytes from outside, and bytes that are a little wrong: seeds from `fuzz/`, changed again and
//! again, the same in every run. Nothing fails, and what is said of them holds however they come.
//!
//! `PROVISO_FUZZ_SECONDS=600 cargo nextest run -p tests fuzz` goes on for so long, each time another way. The
//! parsers stand in one program with everything else, so that fuzzing by libFuzzer would build all of it
//! again with another compiler: ten minutes for what a minute finds here. Whoever writes a parser of bytes
//! from outside adds a folder of seeds and a test like these.

use std::path::Path;
use std::time::{Duration, Instant};

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
use uuid::Uuid;

/// A generator that gives the same in every run (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).expect("a small number")
    }
}

/// What is wrong with much that is read: ends of numbers, of text, and of structure.
const ODD: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xae",
    b"\n",
    b"\r\n",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[[[[[[[[",
    b"%",
    b"%00",
    b"%zz",
    b"-",
    b"-1",
    b"0",
    b"9223372036854775808",
    b"18446744073709551616",
    b"1e999",
    b"null",
    b"..",
    b"/",
    b"/Encrypt",
    b"/Encrypt 9 0 R",
    b"%%EOF",
    b"%PDF-",
    b"=",
    b"&",
    b",",
    b":",
    b"(",
    b")",
    b"*",
    b"~",
    b"^",
    b"\"\"",
    b"AND",
    b"-\"",
];

fn change(chance: &mut Chance, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = chance.below(bytes.len() + 1);
    let end = (at + chance.below(16)).min(bytes.len());
    match chance.below(7) {
        0 if !bytes.is_empty() => {
            let at = at.min(bytes.len() - 1);
            bytes[at] ^= 1 << chance.below(8);
        }
        1 => drop(bytes.drain(at..end)),
        2 => {
            let odd = ODD[chance.below(ODD.len())];
            bytes.splice(at..at, odd.iter().copied());
        }
        3 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again.iter().copied().cycle().take(again.len() * 3));
        }
        4 => bytes.truncate(at),
        5 => {
            let from = chance.below(other.len() + 1);
            bytes.splice(at..end, other[from..].iter().copied().take(64));
        }
        _ => bytes.insert(at, chance.next().to_le_bytes()[0]),
    }
}

/// Gives a reader each seed of a folder, and so many that come from them; or as many as there is time for.
fn fuzz(folder: &str, times: usize, mut read: impl FnMut(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("seeds")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    let seeds: Vec<_> = files
        .iter()
        .map(|file| std::fs::read(file).expect("a seed"))
        .collect();
    assert!(!seeds.is_empty());
    seeds.iter().for_each(|seed| read(seed));
    let longer = std::env::var("PROVISO_FUZZ_SECONDS")
        .ok()
        .and_then(|said| said.parse().ok())
        .map(Duration::from_secs);
    let start = if longer.is_some() {
        (u64::from(std::process::id()) << 20) | 1
    } else {
        0x5DEE_CE66
    };
    let (mut chance, began, mut done) = (Chance(start), Instant::now(), 0);
    while longer.map_or(done < times, |longer| began.elapsed() < longer) {
        let mut bytes = seeds[chance.below(seeds.len())].clone();
        let other = &seeds[chance.below(seeds.len())];
        for _ in 0..=chance.below(6) {
            change(&mut chance, &mut bytes, other);
        }
        // What breaks it is named before it does, so that it can be kept as a seed.
        let shown = Shown(&bytes);
        read(&bytes);
        std::mem::forget(shown);
        done += 1;
    }
}

struct Shown<'a>(&'a [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        eprintln!("broken by: b\"{}\"", self.0.escape_ascii());
    }
}

#[test]
fn a_paper_is_taken_or_refused_alike_however_it_is_cut() {
    let pass = |bytes: &[u8], by: usize| -> Option<Received> {
        let mut arrival = Arrival::new(1 << 20);
        for piece in bytes.chunks(by) {
            arrival.take(piece).ok()?;
        }
        arrival.finish().ok()
    };
    let mut taken = 0;
    fuzz("papers", 40_000, |bytes| {
        let whole = pass(bytes, bytes.len().max(1));
        for by in [7, 64] {
            assert_eq!(pass(bytes, by), whole);
        }
        if let Some(received) = whole {
            taken += 1;
            assert_eq!(received.size_bytes, bytes.len() as i64);
            assert!(bytes.starts_with(b"%PDF-"));
        }
    });
    assert!(taken > 100, "{taken} were taken");
}

#[test]
fn a_docket_is_read_or_refused_with_the_line_of_what_is_wrong() {
    let mut refused = 0;
    fuzz("dockets", 100_000, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Err(stop) = replay::read(&text) {
            refused += 1;
            assert!(!stop.reason.is_empty());
            assert!(stop.line <= text.lines().count() + 1, "line {}", stop.line);
        }
    });
    assert!(refused > 1000, "{refused} were refused");
}

#[test]
fn what_is_no_token_of_ours_is_nobody() {
    let folder = std::env::temp_dir().join(format!("proviso-fuzz-{}", Uuid::now_v7().simple()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let keys = Data::new(Keys::load_or_make(&folder).expect("a key"));
    let limits = Limits::new(&Allowed {
        limit_address: 1,
        limit_account: 1,
        limit_sign_in: 1,
        trusted_proxies: vec!["127.0.0.0/8".parse().expect("a network")],
    });
    let person = Uuid::now_v7();
    let ours = keys
        .issue(Uuid::nil(), person, By::Session(Uuid::now_v7()))
        .expect("a token");
    let whose = |name: &'static str, value: &str| {
        let request = TestRequest::get()
            .uri("/api/x/me")
            .peer_addr("127.0.0.1:9".parse().expect("an address"))
            .app_data(keys.clone())
            .insert_header((name, value))
            .to_http_request();
        caller::sender(&request, &limits).expect("a sender");
        caller::account(&request)
    };
    assert_eq!(
        whose("authorization", &format!("Bearer {ours}")),
        Some(person)
    );
    assert_eq!(whose("cookie", &format!("__Host-x={ours}")), Some(person));
    fuzz("tokens", 40_000, |bytes| {
        // What a header can carry.
        let text: String = bytes
            .iter()
            .filter(|byte| (b' '..=b'~').contains(byte))
            .map(|byte| char::from(*byte))
            .collect();
        for (name, value) in [
            ("authorization", format!("Bearer {text}")),
            ("authorization", text.clone()),
            ("cookie", format!("__Host-x={text}")),
            ("x-forwarded-for", text.clone()),
        ] {
            assert_eq!(whose(name, &value), None);
        }
    });
    // A token of ours with one letter changed is nobody's, whichever it is (but for bits that are no part of it).
    let mut chance = Chance(7);
    for at in 0..ours.len() - 1 {
        let mut other = ours.clone().into_bytes();
        other[at] = b"AZaz09-_."[chance.below(9)];
        let other = String::from_utf8(other).expect("letters");
        if other != ours {
            assert_eq!(
                whose("authorization", &format!("Bearer {other}")),
                None,
                "at {at}"
            );
        }
    }
    std::fs::remove_dir_all(folder).expect("gone");
}

#[test]
fn a_search_is_read_said_in_words_and_made_or_it_is_refused() {
    let folder = std::env::temp_dir().join(format!("proviso-fuzz-{}", Uuid::now_v7().simple()));
    let library = Library::at(&folder);
    let (body, mut made) = (Uuid::now_v7(), 0);
    fuzz("searches", 4_000, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        // Any words can be asked for, also those that no address has.
        let asked = Asked {
            words: text.chars().take(300).collect(),
            limit: 10,
            ..Asked::default()
        };
        library.search(body, &asked).expect("an answer");
        let Ok(search) = Search::read(&text) else {
            return;
        };
        for language in [
            domain::language::Language::English,
            domain::language::Language::Arabic,
        ] {
            let _ = search.in_words(languages::words(language));
        }
        made += 1;
    });
    assert!(made > 100, "{made} were searches");
    std::fs::remove_dir_all(folder).expect("gone");
}

#[test]
fn a_part_of_a_file_lies_within_it() {
    let tag = EntityTag::new_strong("x".to_owned());
    let mut parts = 0;
    fuzz("ranges", 200_000, |bytes| {
        let text: String = bytes
            .iter()
            .filter(|byte| (b' '..=b'~').contains(byte))
            .map(|byte| char::from(*byte))
            .collect();
        let request = TestRequest::get()
            .insert_header(("range", text))
            .to_http_request();
        for size in [0, 1, 100, u64::MAX] {
            if let Part::Bytes(from, to) = part(&request, &tag, size) {
                parts += 1;
                assert!(from <= to && to < size, "{from}-{to} of {size}");
            }
        }
    });
    assert!(parts > 1000, "{parts} parts");
}

/// What an export says: where it ends, and each line.
fn told(export: &[u8]) -> Option<(String, Vec<Link>)> {
    let mut lines = std::str::from_utf8(export).ok()?.lines();
    let head: Head = serde_json::from_str(lines.next()?).ok()?;
    let lines = lines.map(|line| serde_json::from_str::<Link>(line).ok());
    let lines: Option<Vec<_>> = lines.collect();
    Some((head.checkpoint.text, lines?))
}

#[test]
fn a_ledger_that_passes_says_what_it_said_however_it_is_written() {
    let key = include_str!("fuzz/ledger.pub");
    let key = proof::public_key(key).expect("a key");
    let whole = include_bytes!("fuzz/ledgers/small.jsonl");
    let (mut passed, mut refused) = (0, 0);
    fuzz("ledgers", 4_000, |bytes| {
        match proof::verify(bytes, std::slice::from_ref(&key), &[]) {
            Ok(_) => {
                assert_eq!(told(bytes), told(whole));
                passed += 1;
            }
            Err(altered) => {
                assert!(!altered.why.is_empty());
                refused += 1;
            }
        }
    });
    assert!(passed >= 1 && refused > 1_000, "{passed} {refused}");
}
