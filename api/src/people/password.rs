//! Passwords: which may be chosen, and how they are stored.
//!
//! What may be chosen follows NIST SP 800-63B: length, and nothing that attackers try first. `zxcvbn` knows
//! those lists and patterns without asking anyone, and is named here only.
//!
//! Hashing is argon2id at the OWASP parameters, in PHC text. At most as many at once as there are cores, each in
//! a memory block that is used again: a flood of sign-ins cannot grow the server's memory.

use std::sync::{Mutex, OnceLock};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use tokio::sync::Semaphore;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Score, zxcvbn};

use crate::error::{Error, Result};

/// The shortest password: length is what counts (NIST SP 800-63B).
const SHORTEST: usize = 12;
/// The longest, in bytes: more would only cost time.
const LONGEST: usize = 1024;
/// What an attacker tries first at any installation.
const PRODUCT: &str = "proviso";
/// Shorter parts of names are parts of many words.
const PART: usize = 3;
/// So much of a password is neither a name nor an address.
const OF_ITS_OWN: usize = 8;

const OWN_NAME: &str = "This password is made of your name, your address or the name of this system, which \
    attackers try first. Choose another, for example four unrelated words.";
const ON_LISTS: &str = "This password is on lists of passwords that attackers try first, or made of one of them. \
    Choose another, for example four unrelated words.";
const A_PATTERN: &str = "This password follows a pattern that is guessed quickly, as a row of keys, a repetition \
    or a date does. Choose another, for example four unrelated words.";

/// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const HASH_BYTES: usize = 32;

struct Hashers {
    turns: Semaphore,
    blocks: Mutex<Vec<Vec<Block>>>,
}

fn hashers() -> &'static Hashers {
    static HASHERS: OnceLock<Hashers> = OnceLock::new();
    HASHERS.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Hashers {
            turns: Semaphore::new(cores),
            blocks: Mutex::new(Vec::new()),
        }
    })
}

/// Why this password may not be that of someone with this name and this address, as a sentence; nothing if it
/// may.
pub(super) async fn fault(password: &str, name: &str, email: &str) -> Result<Option<String>> {
    if password.chars().count() < SHORTEST {
        return Ok(Some(format!(
            "A password has at least {SHORTEST} characters. Choose a longer one, for example four unrelated words."
        )));
    }
    if password.len() > LONGEST {
        return Ok(Some(format!(
            "A password has at most {LONGEST} bytes. Choose a shorter one, for example four unrelated words."
        )));
    }
    let (password, own) = (password.to_owned(), own_words(name, email));
    tokio::task::spawn_blocking(move || weakness(&password, &own).map(str::to_owned))
        .await
        .map_err(Error::broken)
}

/// What is known of a person, and so is tried early.
fn own_words(name: &str, email: &str) -> Vec<String> {
    let parts = |text: &str| -> Vec<String> {
        let parts = text.split(|letter: char| !letter.is_alphanumeric());
        let parts = parts.filter(|part| part.chars().count() >= PART);
        parts.map(str::to_lowercase).collect()
    };
    let whole = email.split('@').next().unwrap_or_default().to_lowercase();
    let mut own = vec![PRODUCT.to_owned(), whole];
    own.extend(parts(name));
    own.extend(parts(email));
    own.retain(|word| !word.is_empty());
    // The longest first, so that no part of a word is taken for the whole.
    own.sort_by_key(|word| std::cmp::Reverse(word.len()));
    own
}

fn weakness(password: &str, own: &[String]) -> Option<&'static str> {
    let mut rest = password.to_lowercase();
    let whole = rest.chars().count();
    for word in own {
        rest = rest.replace(word.as_str(), "");
    }
    let left = rest.chars().count();
    if left < whole && left < OF_ITS_OWN {
        return Some(OWN_NAME);
    }
    let words: Vec<&str> = own.iter().map(String::as_str).collect();
    let guessed = zxcvbn(password, &words);
    if guessed.score() >= Score::Three {
        return None;
    }
    // What makes up most of it is what is said.
    let largest = guessed
        .sequence()
        .iter()
        .max_by_key(|part| part.token.chars().count());
    Some(match largest.map(|part| &part.pattern) {
        Some(MatchPattern::Dictionary(found)) if own.contains(&found.matched_word) => OWN_NAME,
        Some(MatchPattern::Dictionary(_)) => ON_LISTS,
        _ => A_PATTERN,
    })
}

/// The text that is stored for a password.
pub(super) async fn hash(password: &str) -> Result<String> {
    let mut salt = [0_u8; 16];
    aws_lc_rs::rand::fill(&mut salt)
        .map_err(|_| Error::broken(anyhow::anyhow!("no randomness")))?;
    let hash = derive(password.to_owned(), salt.to_vec(), MEMORY_KIB, PASSES).await?;
    Ok(format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}",
        BASE64.encode(salt),
        BASE64.encode(hash)
    ))
}

/// Is it the password? Without a stored text the same work is done, so that the time tells nothing.
pub(super) async fn verify(password: &str, stored: Option<&str>) -> Result<bool> {
    let parsed = stored.and_then(parse);
    let known = parsed.is_some();
    let (memory, passes, salt, expected) =
        parsed.unwrap_or_else(|| (MEMORY_KIB, PASSES, vec![0; 16], vec![0; HASH_BYTES]));
    let hash = derive(password.to_owned(), salt, memory, passes).await?;
    let equal = aws_lc_rs::constant_time::verify_slices_are_equal(&hash, &expected).is_ok();
    Ok(known && equal)
}

async fn derive(password: String, salt: Vec<u8>, memory_kib: u32, passes: u32) -> Result<Vec<u8>> {
    let hashers = hashers();
    let _turn = hashers.turns.acquire().await.map_err(Error::broken)?;
    let work = move || -> anyhow::Result<Vec<u8>> {
        let params = Params::new(memory_kib, passes, LANES, Some(HASH_BYTES))
            .map_err(|error| anyhow::anyhow!("argon2 parameters: {error}"))?;
        let mut memory = hashers
            .blocks
            .lock()
            .ok()
            .and_then(|mut free| free.pop())
            .unwrap_or_default();
        memory.resize(params.block_count(), Block::default());
        let mut out = vec![0; HASH_BYTES];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(password.as_bytes(), &salt, &mut out, &mut memory)
            .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
        if let Ok(mut free) = hashers.blocks.lock() {
            free.push(memory);
        }
        Ok(out)
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::broken)?
        .map_err(Error::Broken)
}

fn parse(stored: &str) -> Option<(u32, u32, Vec<u8>, Vec<u8>)> {
    let mut parts = stored.strip_prefix("$argon2id$v=19$")?.split('$');
    let mut costs = parts.next()?.split(',');
    let memory = costs.next()?.strip_prefix("m=")?.parse().ok()?;
    let passes = costs.next()?.strip_prefix("t=")?.parse().ok()?;
    (costs.next()? == "p=1").then_some(())?;
    Some((
        memory,
        passes,
        BASE64.decode(parts.next()?).ok()?,
        BASE64.decode(parts.next()?).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::{fault, hash, verify};

    #[tokio::test]
    async fn what_attackers_try_first_is_refused_and_says_why() {
        let said = async |password: &str| {
            let (name, email) = ("Nomvula Khumalo", "n.khumalo@isecrc.example");
            fault(password, name, email).await.unwrap()
        };
        for (password, why) in [
            ("short", "at least 12"),
            ("password1234", "on lists of passwords"),
            ("Password12345!", "on lists of passwords"),
            ("iloveyou1234", "on lists of passwords"),
            ("nomvulakhumalo", "made of your name"),
            ("Khumalo.Nomvula1", "made of your name"),
            ("n.khumalo@isecrc", "made of your name"),
            ("provisoproviso", "made of your name"),
            ("aaaaaaaaaaaaaaaa", "a pattern"),
            ("qwertyuiop[]", "a pattern"),
            ("abcdefghijklmnop", "a pattern"),
        ] {
            let fault = said(password).await.unwrap_or_default();
            assert!(fault.contains(why), "{password}: {fault}");
            assert!(fault.contains("for example four unrelated words"));
        }
        let long = "x7".repeat(600);
        assert!(said(&long).await.unwrap().contains("at most 1024"));
        for password in [
            "correct horse battery staple",
            "proviso-demonstration",
            "a password for tests",
            "Khumalo, harbour, violin, frost",
            "гвоздь облако трамвай",
        ] {
            assert_eq!(said(password).await, None, "{password}");
        }
    }

    #[tokio::test]
    async fn only_the_password_opens() {
        let stored = hash("correct horse battery").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            verify("correct horse battery", Some(&stored))
                .await
                .unwrap()
        );
        assert!(
            !verify("correct horse batterz", Some(&stored))
                .await
                .unwrap()
        );
        assert!(!verify("correct horse battery", None).await.unwrap());
    }
}
