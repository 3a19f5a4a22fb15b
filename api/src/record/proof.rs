//! Whether a ledger is what it was: the arithmetic of its chains, the form in which it is taken out,
//! and how such an export is checked with nothing but the public key of the body.
//!
//! An export is text, one JSON object a line. The first is a [`Head`] with the checkpoint that the
//! export ends at; then come the lines of the body's own chain, then those of all others, chain by
//! chain in the order of their ids. Lines of checkpoints name the heads of all chains that grew, so that the signed head of the
//! body's chain stands for every line there is.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
pub use minisign::PublicKey;
use minisign::{PublicKeyBox, SignatureBox};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::wire::hex;

/// What the first line of an export says of its form.
pub const FORMAT: &str = "proviso-ledger-1";
/// The longest line that is read, in bytes: a checkpoint names each chain that grew.
const LINE_MAX: u64 = 256 * 1024 * 1024;
/// The longest of any other file: a checkpoint or a key.
const STATEMENT_MAX: usize = 64 * 1024;

/// The next hash of a chain: SHA-256 over the hash before it and the line.
pub fn link(head: &[u8], line: &str) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(head);
    hasher.update(line.as_bytes());
    hasher.finalize().to_vec()
}

/// What a line says of what was said: SHA-256 over the salt and the JSON, in hexadecimal.
pub fn commitment(salt: &[u8], detail: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(detail.as_bytes());
    hex(&hasher.finalize())
}

/// What a body signed about its ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCheckpoint {
    /// The signed bytes: JSON, see [`Statement`].
    pub text: String,
    /// The signature over them, as minisign makes it.
    pub minisig: String,
}

/// What a checkpoint states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// When it was made.
    pub at: String,
    /// The body; its own chain has the same id.
    pub body: Uuid,
    /// The hash of the line of the body's chain that names the heads of all others, in hexadecimal.
    pub head: String,
    /// Its number: 1, 2, 3.
    pub no: i32,
    /// SHA-256 of the text of the checkpoint before, in hexadecimal; empty at the first.
    pub previous: String,
    /// The number of that line in the body's chain.
    pub seq: i64,
}

/// The first line of an export; nothing stands in it, or in any other, that is not held by a hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// [`FORMAT`].
    pub format: String,
    /// The body.
    pub body: Uuid,
    /// Where the export ends.
    pub checkpoint: SignedCheckpoint,
}

/// Any other line of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Its chain.
    pub chain: Uuid,
    /// Its number in the chain.
    pub seq: i64,
    /// The hash of the chain after it, in hexadecimal.
    pub hash: String,
    /// The line as it was hashed.
    pub line: String,
    /// What was said, for checkpoints and parts of documents that were read alone: the heads of the chains, the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The salt of what was said, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
}

/// How far a chain went at a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grown {
    /// The chain.
    pub chain: Uuid,
    /// Its last line.
    pub seq: i64,
    /// The hash after that line, in hexadecimal.
    pub head: String,
}

/// What a line of a checkpoint says.
pub fn checkpoint_detail(no: i32, grown: &[Grown]) -> Value {
    json!({ "chains": grown, "no": no })
}

#[derive(Deserialize)]
struct Heads {
    chains: Vec<Grown>,
}

/// What the checker needs of a line itself.
#[derive(Deserialize)]
struct Told {
    body: Uuid,
    chain: Uuid,
    seq: i64,
    kind: String,
    detail: String,
}

/// A ledger that is what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many lines it has.
    pub lines: u64,
    /// In how many chains.
    pub chains: usize,
    /// Where it ends.
    pub checkpoint: Statement,
}

/// Why a ledger is not what it was, and where that shows first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Altered {
    /// The line of the file; 0 where no line of it is to blame.
    pub file_line: u64,
    /// The chain and the line in it.
    pub place: Option<(Uuid, i64)>,
    /// What does not fit.
    pub why: String,
}

impl fmt::Display for Altered {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.file_line > 0 {
            write!(out, "line {} of the file", self.file_line)?;
        } else {
            write!(out, "the file")?;
        }
        if let Some((chain, seq)) = self.place {
            write!(out, " (line {seq} of chain {chain})")?;
        }
        write!(out, ": {}", self.why)
    }
}

/// A public key as `/api/{body}/keys` names it, or the file that minisign makes of it.
pub fn public_key(text: &str) -> Result<PublicKey, String> {
    let text = text.trim();
    let found = PublicKey::from_base64(text)
        .or_else(|_| PublicKeyBox::from_string(text).and_then(PublicKeyBox::into_public_key));
    found.map_err(|_| "This is no public key of minisign.".to_owned())
}

/// Has a signature the lengths that it must have? The library takes them for granted.
fn is_whole(minisig: &str) -> bool {
    let lines: Vec<_> = minisig.lines().collect();
    let bytes = |line: &str| BASE64.decode(line.trim()).map(|bytes| bytes.len()).ok();
    match lines[..] {
        // The algorithm, the id of the key and the signature; then the one over the trusted comment.
        [_, signature, _, over] => bytes(signature) == Some(74) && bytes(over) == Some(64),
        _ => false,
    }
}

/// What a checkpoint states, if the body signed it with one of its keys.
pub fn statement(signed: &SignedCheckpoint, keys: &[PublicKey]) -> Result<Statement, String> {
    if signed.text.len() > STATEMENT_MAX || signed.minisig.len() > STATEMENT_MAX {
        return Err("A checkpoint is shorter than this.".to_owned());
    }
    let unread = || "The signature of the checkpoint cannot be read.".to_owned();
    if !is_whole(&signed.minisig) {
        return Err(unread());
    }
    let signature = SignatureBox::from_string(&signed.minisig).map_err(|_| unread())?;
    let fits = |key: &PublicKey| {
        let text = io::Cursor::new(signed.text.as_bytes());
        minisign::verify(key, &signature, text, true, false, false).is_ok()
    };
    if !keys.iter().any(fits) {
        return Err(match keys {
            [_] => "The checkpoint was not signed with this key, or was altered. The end of a file fits the key that \
                    the body has today, which is named first; former keys are named after it.",
            _ => "The checkpoint was not signed with any of these keys, or was altered.",
        }
        .to_owned());
    }
    serde_json::from_str(&signed.text)
        .map_err(|_| "The checkpoint states nothing that can be read.".to_owned())
}

/// Checks an export against the key that the body has today, the first one, and against checkpoints that one kept,
/// which may fit those that it had before: a ledger that was set back to an earlier state no longer leads to them.
///
/// # Errors
/// Names the first line that was altered, removed, put in or moved.
pub fn verify(
    export: impl BufRead,
    keys: &[PublicKey],
    kept: &[SignedCheckpoint],
) -> Result<Verified, Altered> {
    Checker::new(export, keys, kept)?.run()
}

struct Checker<R> {
    lines: Lines<R>,
    end: Statement,
    kept: Vec<Statement>,
    /// What checkpoints say of each chain, in order.
    heads: HashMap<Uuid, Vec<Grown>>,
    chains: usize,
    /// The chain that was read last, but for the body's own.
    last: Option<Uuid>,
}

/// Where the reading stands in a chain.
struct At {
    chain: Uuid,
    seq: i64,
    hash: Vec<u8>,
    /// How many of the chain's heads were met.
    met: usize,
}

impl<R: BufRead> Checker<R> {
    fn new(export: R, keys: &[PublicKey], kept: &[SignedCheckpoint]) -> Result<Self, Altered> {
        let mut lines = Lines { export, read: 0 };
        let first = lines.next()?;
        let first = first.ok_or_else(|| lines.blame(None, "The file is empty."))?;
        let head: Head = serde_json::from_str(&first).map_err(|_| {
            lines.blame(
                None,
                "This is no ledger: its first line does not say what it is.",
            )
        })?;
        if head.format != FORMAT {
            return Err(lines.blame(None, "This form of a ledger is not known here."));
        }
        // A key that was given up, and may have leaked, signs no new end.
        let today = &keys[..keys.len().min(1)];
        let end = statement(&head.checkpoint, today).map_err(|why| lines.blame(None, &why))?;
        if end.body != head.body {
            return Err(lines.blame(None, "The checkpoint is another body's."));
        }
        let mut states = Vec::new();
        for (at, one) in kept.iter().enumerate() {
            let nowhere = |why: String| Altered {
                file_line: 0,
                place: None,
                why: format!("kept checkpoint {}: {why}", at + 1),
            };
            let one = statement(one, keys).map_err(nowhere)?;
            if one.body != end.body {
                return Err(nowhere("It is another body's.".to_owned()));
            }
            if one.seq > end.seq {
                let why = format!(
                    "checkpoint {} of {} is newer than the whole file, which ends at checkpoint {} of {}: the file is older, or the ledger was set back.",
                    one.no, one.at, end.no, end.at
                );
                return Err(nowhere(why));
            }
            states.push(one);
        }
        Ok(Self {
            lines,
            end,
            kept: states,
            heads: HashMap::new(),
            chains: 0,
            last: None,
        })
    }

    fn run(mut self) -> Result<Verified, Altered> {
        let own = self.end.body;
        let mut at: Option<At> = None;
        while let Some(text) = self.lines.next()? {
            let link: Link = serde_json::from_str(&text)
                .map_err(|_| self.lines.blame(None, "This is no line of a ledger."))?;
            if at.as_ref().is_none_or(|at| at.chain != link.chain) {
                self.leave(at.take())?;
                at = Some(self.enter(&link)?);
            }
            if let Some(at) = &mut at {
                self.step(at, &link)?;
            }
        }
        self.leave(at)?;
        if self.chains == 0 {
            return Err(self
                .lines
                .blame(None, "No line of the body's own chain is there."));
        }
        self.heads.remove(&own);
        if let Some((chain, heads)) = self.heads.iter().min_by_key(|(chain, _)| **chain) {
            let last = heads.last().map_or(0, |head| head.seq);
            let why =
                format!("A whole chain of {last} lines, which a checkpoint names, was removed.");
            return Err(Altered {
                file_line: 0,
                place: Some((*chain, 1)),
                why,
            });
        }
        Ok(Verified {
            lines: self.lines.read - 1,
            chains: self.chains,
            checkpoint: self.end,
        })
    }

    fn enter(&mut self, link: &Link) -> Result<At, Altered> {
        let place = Some((link.chain, link.seq));
        if self.chains == 0 && link.chain != self.end.body {
            return Err(self
                .lines
                .blame(place, "The body's own chain has to come first."));
        }
        if self.chains > 0 && !self.heads.contains_key(&link.chain) {
            let why = "No checkpoint knows this chain, or it comes twice: it was put in.";
            return Err(self.lines.blame(place, why));
        }
        if self.chains > 0 && self.last.replace(link.chain) >= Some(link.chain) {
            let why = "Chains come in the order of their ids: this one was moved.";
            return Err(self.lines.blame(place, why));
        }
        self.chains += 1;
        Ok(At {
            chain: link.chain,
            seq: 0,
            hash: Vec::new(),
            met: 0,
        })
    }

    fn step(&mut self, at: &mut At, link: &Link) -> Result<(), Altered> {
        let place = Some((link.chain, link.seq));
        if link.seq != at.seq + 1 {
            let why = format!(
                "After line {} comes line {}: a line was removed, put in or moved.",
                at.seq, link.seq
            );
            return Err(self.lines.blame(place, &why));
        }
        at.seq = link.seq;
        at.hash = self::link(&at.hash, &link.line);
        if hex(&at.hash) != link.hash {
            return Err(self.lines.blame(
                place,
                "The line does not have the hash that was recorded for it: it or one before it was altered.",
            ));
        }
        let told: Told = serde_json::from_str(&link.line).map_err(|_| {
            self.lines
                .blame(place, "The line does not say what a line has to say.")
        })?;
        if (told.body, told.chain, told.seq) != (self.end.body, link.chain, link.seq) {
            return Err(self.lines.blame(
                place,
                "The line belongs to another place, and was moved here.",
            ));
        }
        if told.kind != domain::Word::as_str(domain::record::LineKind::Checkpoint) {
            self.kept(place, link, &told)?;
        }
        if at.chain == self.end.body {
            self.step_of_body(at, link, &told)
        } else {
            self.step_of_other(at)
        }
    }

    /// What is told beside a line is what it commits to.
    fn kept(&self, place: Option<(Uuid, i64)>, link: &Link, told: &Told) -> Result<(), Altered> {
        let same = match (&link.detail, &link.salt) {
            (None, None) => true,
            (Some(detail), Some(salt)) => {
                unhex(salt).is_some_and(|salt| commitment(&salt, detail) == told.detail)
            }
            _ => false,
        };
        if same {
            return Ok(());
        }
        let why = "The page that is told beside the line is not the one that was hashed.";
        Err(self.lines.blame(place, why))
    }

    /// The body's own chain gathers what checkpoints say, and leads to the signed ones.
    fn step_of_body(&mut self, at: &At, link: &Link, told: &Told) -> Result<(), Altered> {
        let place = Some((link.chain, link.seq));
        if at.seq > self.end.seq {
            return Err(self
                .lines
                .blame(place, "It comes after the signed end, and was put in."));
        }
        let signed = std::iter::once(&self.end).chain(&self.kept);
        for one in signed.filter(|one| one.seq == at.seq) {
            if one.head != hex(&at.hash) {
                let why = format!(
                    "The chain does not lead to checkpoint {} of {}, which the body signed: a line up to here was altered.",
                    one.no, one.at
                );
                return Err(self.lines.blame(place, &why));
            }
        }
        if told.kind != domain::Word::as_str(domain::record::LineKind::Checkpoint) {
            return Ok(());
        }
        let unfit = || {
            let why = "What the checkpoint says of the other chains is not what was hashed.";
            self.lines.blame(place, why)
        };
        let (Some(detail), Some(salt)) = (&link.detail, &link.salt) else {
            return Err(unfit());
        };
        let salt = unhex(salt).ok_or_else(unfit)?;
        if commitment(&salt, detail) != told.detail {
            return Err(unfit());
        }
        let heads: Heads = serde_json::from_str(detail).map_err(|_| unfit())?;
        for head in heads.chains {
            let known = self.heads.entry(head.chain).or_default();
            if known.last().is_some_and(|last| last.seq >= head.seq) {
                return Err(unfit());
            }
            known.push(head);
        }
        Ok(())
    }

    /// Every other chain leads to what checkpoints say of it, and no further.
    fn step_of_other(&self, at: &mut At) -> Result<(), Altered> {
        let place = Some((at.chain, at.seq));
        let heads = self.heads.get(&at.chain).map_or(&[][..], Vec::as_slice);
        match heads.get(at.met) {
            None => Err(self.lines.blame(
                place,
                "No checkpoint takes this line into account: it was put in.",
            )),
            Some(head) if head.seq == at.seq => {
                if head.head != hex(&at.hash) {
                    let since = at.met.checked_sub(1).and_then(|last| heads.get(last));
                    let why = format!(
                        "The chain does not lead to what the checkpoint says of it: a line from {} to here was altered.",
                        since.map_or(1, |last| last.seq + 1)
                    );
                    return Err(self.lines.blame(place, &why));
                }
                at.met += 1;
                Ok(())
            }
            Some(_) => Ok(()),
        }
    }

    fn leave(&mut self, at: Option<At>) -> Result<(), Altered> {
        let Some(at) = at else { return Ok(()) };
        let short = |last: i64| {
            let why = format!(
                "The chain ends after line {}, and has to go on to line {last}: lines were removed.",
                at.seq
            );
            Altered {
                file_line: 0,
                place: Some((at.chain, at.seq + 1)),
                why,
            }
        };
        if at.chain == self.end.body {
            if at.seq != self.end.seq {
                return Err(short(self.end.seq));
            }
            return Ok(());
        }
        let heads = self.heads.remove(&at.chain).unwrap_or_default();
        match heads.get(at.met) {
            Some(head) => Err(short(heads.last().unwrap_or(head).seq)),
            None => Ok(()),
        }
    }
}

struct Lines<R> {
    export: R,
    read: u64,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Option<String>, Altered> {
        let mut bytes = Vec::new();
        self.read += 1;
        let got = (&mut self.export)
            .take(LINE_MAX)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| self.blame(None, &format!("It cannot be read: {error}")))?;
        if got == 0 {
            self.read -= 1;
            return Ok(None);
        }
        if bytes.pop_if(|last| *last == b'\n').is_none() {
            return Err(self.blame(None, "The line does not end: the file was cut off."));
        }
        let text = String::from_utf8(bytes);
        text.map(Some)
            .map_err(|_| self.blame(None, "This is no text."))
    }

    fn blame(&self, place: Option<(Uuid, i64)>, why: &str) -> Altered {
        Altered {
            file_line: self.read,
            place,
            why: why.to_owned(),
        }
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
