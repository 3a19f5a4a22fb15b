//! Password hashing: argon2id at the OWASP parameters, in PHC text. At most as many at once as
//! there are cores, each in a memory block that is used again: a flood of sign-ins cannot grow the
//! server's memory.

use std::sync::{Mutex, OnceLock};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

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
    use super::{hash, verify};

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
