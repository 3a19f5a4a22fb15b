//! Seals what stands in the database under a key that does not: short texts and records, each bound to its place,
//! so that put elsewhere it opens nothing. (Documents, which are long, have a format of their own: `sealing`.)

use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// The bytes of a key.
pub const KEY: usize = 32;
/// Records are filled up to a multiple of this, so that their length tells little: a yes is as long as a no.
const STEP: usize = 256;

/// A key that seals (AES-256-GCM).
#[derive(Debug)]
pub struct Seals(RandomizedNonceKey);

impl Seals {
    /// With the key of this name in the state folder, made at its first use.
    pub fn at(state: &Path, name: &str) -> anyhow::Result<Self> {
        let kept = crate::secret::kept(state, name)?;
        let key = digest::digest(&digest::SHA256, kept.as_bytes());
        Self::with(key.as_ref()).ok_or_else(|| anyhow::anyhow!("no key can be made"))
    }

    /// With these bytes, if they are a key.
    pub fn with(key: &[u8]) -> Option<Self> {
        RandomizedNonceKey::new(&AES_256_GCM, key).ok().map(Self)
    }

    /// Seals for one place.
    pub fn seal(&self, place: &[u8], secret: &[u8]) -> Result<Vec<u8>> {
        let mut sealed = secret.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(place), &mut sealed)
            .map_err(|_| Error::broken(anyhow::anyhow!("a secret cannot be sealed")))?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// Nothing, if it was not sealed with this key in this place.
    pub fn try_open(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_at_checked(12)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut rest = rest.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(place), &mut rest);
        Some(opened.ok()?.to_vec())
    }

    /// What was sealed in this place, where anything else is ours to explain.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        self.try_open(place, sealed).ok_or_else(|| {
            Error::broken(anyhow::anyhow!(
                "a secret cannot be opened: is the state folder the one with which it was sealed?"
            ))
        })
    }

    /// Seals a record for one place.
    pub fn seal_record<T: Serialize>(&self, place: &str, record: &T) -> Result<Vec<u8>> {
        self.seal_filled(place, record, STEP)
    }

    /// The same, filled up to a multiple of `step`: as much as such records differ in length by what they say.
    pub fn seal_filled<T: Serialize>(
        &self,
        place: &str,
        record: &T,
        step: usize,
    ) -> Result<Vec<u8>> {
        let mut plain = serde_json::to_vec(record)?;
        // JSON does not mind the space behind it.
        plain.resize(plain.len().next_multiple_of(step), b' ');
        self.seal(place.as_bytes(), &plain)
    }

    /// The record that was sealed in this place.
    pub fn open_record<T: DeserializeOwned>(&self, place: &str, sealed: &[u8]) -> Result<T> {
        Ok(serde_json::from_slice(
            &self.open(place.as_bytes(), sealed)?,
        )?)
    }
}

/// Bytes of chance for a key.
pub fn chance() -> Result<[u8; KEY]> {
    let mut key = [0; KEY];
    aws_lc_rs::rand::fill(&mut key).map_err(|_| Error::broken(anyhow::anyhow!("no randomness")))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::{Seals, chance};

    #[test]
    fn a_sealed_secret_opens_with_its_key_in_its_place_and_nowhere_else() {
        let state = |name: &str| {
            let name = format!("proviso-seals-{name}-{}", Uuid::new_v4().simple());
            std::env::temp_dir().join(name)
        };
        let (ours, others) = (state("ours"), state("others"));
        let seals = Seals::at(&ours, "one").unwrap();
        let sealed = seals.seal(b"here", b"a shared secret").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        let again = Seals::at(&ours, "one").unwrap();
        assert_eq!(again.open(b"here", &sealed).unwrap(), b"a shared secret");
        assert!(seals.open(b"there", &sealed).is_err());
        for other in [Seals::at(&ours, "two"), Seals::at(&others, "one")] {
            assert!(other.unwrap().open(b"here", &sealed).is_err());
        }
        assert!(seals.open(b"here", &sealed[..8]).is_err());
        for state in [ours, others] {
            std::fs::remove_dir_all(state).unwrap();
        }
    }

    #[test]
    fn a_sealed_record_is_as_long_whatever_it_says() {
        let seals = Seals::with(&chance().unwrap()).unwrap();
        assert!(Seals::with(b"short").is_none());
        let sealed = |record| seals.seal_record("place", &record).unwrap();
        let (yes, no) = (
            sealed(json!({ "vote": "yes" })),
            sealed(json!({ "vote": "no", "why": "because" })),
        );
        assert_eq!(yes.len(), no.len());
        let opened: serde_json::Value = seals.open_record("place", &yes).unwrap();
        assert_eq!(opened, json!({ "vote": "yes" }));
    }
}
