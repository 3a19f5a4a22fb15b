//! Bytes on their way in, looked at as they pass: how many, their digest, and whether they are a
//! PDF that everyone in the case can open.

use domain::refusal::Refusal;
use sha2::{Digest, Sha256};

use crate::error::{Error, Fault, Result};

/// How far from the end a reader looks for the end mark (ISO 32000-1, implementation note 18).
const TAIL: usize = 1024;
const HEAD: usize = 8;
const END: &[u8] = b"%%EOF";
const ENCRYPTION: &[u8] = b"/Encrypt";

/// What is known of the bytes that have passed.
pub struct Arrival {
    largest: u64,
    size: u64,
    digest: Sha256,
    head: Vec<u8>,
    tail: Vec<u8>,
    encrypted: bool,
}

/// What arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// How many bytes.
    pub size_bytes: i64,
    /// Their SHA-256.
    pub sha256: Vec<u8>,
}

impl Arrival {
    /// Nothing has passed; no more than `largest` bytes may.
    pub fn new(largest: u64) -> Self {
        Self {
            largest,
            size: 0,
            digest: Sha256::new(),
            head: Vec::new(),
            tail: Vec::new(),
            encrypted: false,
        }
    }

    /// A piece passes. What is too large, or no PDF, is refused at once.
    pub fn take(&mut self, piece: &[u8]) -> Result<()> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > self.largest {
            return Err(Refusal::DocumentTooLarge.into());
        }
        self.digest.update(piece);
        if self.head.len() < HEAD {
            self.head.extend(piece.iter().take(HEAD - self.head.len()));
            if self.head.len() == HEAD && !begins_as_pdf(&self.head) {
                return Err(wrong_type("Its first bytes are not those of a PDF."));
            }
        }
        let mut window = std::mem::take(&mut self.tail);
        window.extend_from_slice(piece);
        self.encrypted |= names_encryption(&window);
        self.tail = window.split_off(window.len().saturating_sub(TAIL));
        Ok(())
    }

    /// Everything has passed.
    pub fn finish(self) -> Result<Received> {
        if self.size == 0 {
            return Err(Refusal::DocumentEmpty.into());
        }
        if !begins_as_pdf(&self.head) {
            return Err(wrong_type("Its first bytes are not those of a PDF."));
        }
        if !self.tail.windows(END.len()).any(|part| part == END) {
            return Err(wrong_type(
                "The PDF has no end mark, so a part of it seems to be missing.",
            ));
        }
        if self.encrypted {
            return Err(wrong_type(
                "The PDF is encrypted, so not everyone in the case could read it; save it without a password.",
            ));
        }
        Ok(Received {
            size_bytes: i64::try_from(self.size).map_err(Error::broken)?,
            sha256: self.digest.finalize().to_vec(),
        })
    }
}

fn wrong_type(why: &str) -> Error {
    Error::Refused(Refusal::DocumentWrongType, vec![Fault::new("body", why)])
}

fn begins_as_pdf(head: &[u8]) -> bool {
    head.starts_with(b"%PDF-")
        && infer::get(head).is_some_and(|kind| kind.mime_type() == "application/pdf")
}

/// Does a trailer in these bytes name an encryption dictionary? It stands at the end, or, in a file
/// made for the web, near the beginning, so every piece is looked at.
fn names_encryption(bytes: &[u8]) -> bool {
    let names = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    names
        .filter_map(|(at, _)| bytes.get(at..)?.strip_prefix(ENCRYPTION))
        .any(|rest| is_reference(rest) || after(rest, u8::is_ascii_whitespace).starts_with(b"<<"))
}

/// `12 0 R`.
fn is_reference(bytes: &[u8]) -> bool {
    let number = |bytes| {
        let digits = after(bytes, u8::is_ascii_whitespace);
        let rest = after(digits, u8::is_ascii_digit);
        (rest.len() < digits.len()).then_some(rest)
    };
    number(bytes)
        .and_then(number)
        .is_some_and(|rest| after(rest, u8::is_ascii_whitespace).starts_with(b"R"))
}

fn after(bytes: &[u8], skipped: fn(&u8) -> bool) -> &[u8] {
    let start = bytes
        .iter()
        .position(|byte| !skipped(byte))
        .unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::refusal::Refusal;

    use super::{Arrival, Received};
    use crate::error::{Error, Result};

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\nstartxref 9\n%%EOF\n";

    fn pass(bytes: &[u8], by: usize, largest: u64) -> Result<Received> {
        let mut arrival = Arrival::new(largest);
        for piece in bytes.chunks(by) {
            arrival.take(piece)?;
        }
        arrival.finish()
    }

    fn refused(bytes: &[u8], by: usize) -> Refusal {
        match pass(bytes, by, 1 << 20) {
            Err(Error::Refused(refusal, _)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_pdf_has_the_same_digest_however_it_is_cut() {
        let whole = pass(PDF, PDF.len(), 1 << 20).unwrap();
        assert_eq!(whole.size_bytes, PDF.len() as i64);
        for by in [1, 2, 7, 64] {
            assert_eq!(pass(PDF, by, 1 << 20).unwrap(), whole);
        }
    }

    #[test]
    fn one_byte_too_many_is_refused_before_the_rest_is_read() {
        assert!(pass(PDF, 5, PDF.len() as u64).is_ok());
        let mut arrival = Arrival::new(10);
        arrival.take(b"%PDF-1.7\nx").unwrap();
        assert!(matches!(
            arrival.take(b"y"),
            Err(Error::Refused(Refusal::DocumentTooLarge, _))
        ));
    }

    #[test]
    fn what_is_empty_cut_off_or_no_pdf_is_refused() {
        assert_eq!(refused(b"", 1), Refusal::DocumentEmpty);
        for by in [1, 4096] {
            assert_eq!(refused(b"%PDF", by), Refusal::DocumentWrongType);
            assert_eq!(
                refused(b"PK\x03\x04 a zip with %PDF- in it %%EOF", by),
                Refusal::DocumentWrongType
            );
            assert_eq!(
                refused(PDF.strip_suffix(b"%%EOF\n").unwrap(), by),
                Refusal::DocumentWrongType
            );
        }
    }

    #[test]
    fn an_encrypted_pdf_is_refused_wherever_its_trailer_stands() {
        let end = b"\ntrailer <</Root 1 0 R /Encrypt 12 0 R>>\n%%EOF";
        let long = vec![b' '; 5000];
        for by in [1, 9, 4096] {
            assert_eq!(
                refused(&[b"%PDF-1.7\n".as_slice(), &long, end].concat(), by),
                Refusal::DocumentWrongType
            );
            assert_eq!(
                refused(
                    &[
                        b"%PDF-1.7\n<</Encrypt<</V 4>>>>".as_slice(),
                        &long,
                        b"%%EOF"
                    ]
                    .concat(),
                    by
                ),
                Refusal::DocumentWrongType
            );
        }
        let harmless = [
            b"%PDF-1.7\n<</EncryptMetadata false>> (about /Encrypt and 12) /Encrypted 1 0 R"
                .as_slice(),
            &long,
            b"%%EOF",
        ]
        .concat();
        assert!(pass(&harmless, 9, 1 << 20).is_ok());
    }
}
