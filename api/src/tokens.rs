//! The keys of access tokens: Ed25519, in the state folder, their public halves at
//! `/.well-known/jwks.json`. A new one is published before it signs, and an old one stays for as long as a
//! token that it signed may live, so that keys change while everybody works.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use anyhow::{Context as _, anyhow};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::{config, signing, wire};

/// How long an access token lives, in seconds.
pub const ACCESS_SECONDS: i64 = 600;
/// A new key is published for so long before it signs: whoever keeps a copy of the set has it by then.
const AHEAD_SECONDS: i64 = 300;
/// The folder is looked at again after so many seconds: another process may have made a key.
const FRESH_SECONDS: i64 = 30;

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The body's id.
    aud: String,
    /// The person's id.
    sub: String,
    /// The session's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    /// The client's id, where a program acts for the person (RFC 8693 4.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    iat: i64,
    exp: i64,
}

/// Whom a token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The body.
    pub body: Uuid,
    /// The person.
    pub person: Uuid,
    /// With what.
    pub by: By,
}

/// With what someone is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// With a session, into which they signed in themselves.
    Session(Uuid),
    /// By a program that acts for them.
    Client(Uuid),
}

struct Key {
    kid: String,
    jwk: Value,
    /// When it was made, in seconds since 1970; the first one counts as always there.
    made: i64,
    sign: EncodingKey,
    verify: DecodingKey,
}

impl Key {
    fn read(path: &Path, made: i64) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let pair = Ed25519KeyPair::from_pkcs8(&bytes)
            .map_err(|_| anyhow!("{} is not a key", path.display()))?;
        let public = pair.public_key().as_ref();
        let (kid, jwk) = signing::jwk(public)?;
        Ok(Self {
            kid,
            jwk,
            made,
            sign: EncodingKey::from_ed_der(&bytes),
            verify: DecodingKey::from_ed_der(public),
        })
    }
}

struct Ring {
    /// The oldest first.
    keys: Vec<Key>,
    read_at: i64,
}

impl Ring {
    /// The newest that has been published long enough; the oldest if none has.
    fn signing(&self, now: i64) -> Option<&Key> {
        let ripe = |key: &&Key| key.made + AHEAD_SECONDS <= now;
        self.keys.iter().rev().find(ripe).or(self.keys.first())
    }
}

/// The keys that sign access tokens, and know them again.
pub struct Keys {
    folder: PathBuf,
    ring: RwLock<Arc<Ring>>,
}

/// `token-key.pkcs8` is the first, `token-key-1764450000.pkcs8` one that was made then.
fn made(name: &str) -> Option<i64> {
    let rest = name.strip_prefix("token-key")?.strip_suffix(".pkcs8")?;
    match rest.strip_prefix('-') {
        Some(at) => at.parse().ok(),
        None => rest.is_empty().then_some(0),
    }
}

fn found(folder: &Path) -> anyhow::Result<Vec<(i64, PathBuf)>> {
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .flatten()
        .filter_map(|entry| Some((made(entry.file_name().to_str()?)?, entry.path())))
        .collect();
    all.sort();
    Ok(all)
}

fn make(path: &Path) -> anyhow::Result<()> {
    let pair = Ed25519KeyPair::generate().map_err(|_| anyhow!("no randomness for a key"))?;
    let bytes = pair
        .to_pkcs8v1()
        .map_err(|_| anyhow!("the key cannot be written down"))?;
    config::write_secret(path, bytes.as_ref())
}

fn ring(folder: &Path, now: i64) -> anyhow::Result<Ring> {
    let keys = found(folder)?
        .iter()
        .map(|(made, path)| Key::read(path, *made))
        .collect::<anyhow::Result<Vec<_>>>()?;
    anyhow::ensure!(!keys.is_empty(), "there is no key of access tokens");
    Ok(Ring { keys, read_at: now })
}

/// Makes a new key, which signs in a few minutes, and takes away those that no token needs any more. Gives how
/// many are there now.
pub fn rotate(folder: &Path, now: i64) -> anyhow::Result<usize> {
    make(&folder.join(format!("token-key-{now}.pkcs8")))?;
    let all = found(folder)?;
    // A key signed until the one after it took over, and its last token lived on for a while.
    let over =
        |next: &(i64, PathBuf)| next.0 + AHEAD_SECONDS + FRESH_SECONDS + ACCESS_SECONDS < now;
    let unneeded = all.iter().skip(1).take_while(|next| over(next)).count();
    for (_, path) in all.iter().take(unneeded) {
        std::fs::remove_file(path).with_context(|| format!("removing {}", path.display()))?;
    }
    Ok(all.len() - unneeded)
}

impl Keys {
    /// Reads the keys from the state folder, or makes the first one there.
    pub fn load_or_make(folder: &Path) -> anyhow::Result<Self> {
        if found(folder)?.is_empty() {
            make(&folder.join("token-key.pkcs8"))?;
        }
        let ring = ring(folder, wire::wall_clock().as_second())?;
        Ok(Self {
            folder: folder.to_owned(),
            ring: RwLock::new(Arc::new(ring)),
        })
    }

    fn ring(&self) -> Arc<Ring> {
        let now = wire::wall_clock().as_second();
        let known = match self.ring.read() {
            Ok(ring) => ring.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        };
        if known.read_at + FRESH_SECONDS > now {
            return known;
        }
        match ring(&self.folder, now) {
            Ok(fresh) => {
                let fresh = Arc::new(fresh);
                if let Ok(mut ring) = self.ring.write() {
                    *ring = fresh.clone();
                }
                fresh
            }
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the keys of tokens cannot be read anew"
                );
                known
            }
        }
    }

    /// The public halves, as a JWK set (RFC 7517).
    pub fn set(&self) -> Value {
        let ring = self.ring();
        let keys: Vec<_> = ring.keys.iter().rev().map(|key| &key.jwk).collect();
        json!({ "keys": keys })
    }

    /// A short-lived token for a session or a client.
    pub fn issue(&self, body: Uuid, person: Uuid, by: By) -> Result<String> {
        let now = wire::wall_clock().as_second();
        let (session, client) = match by {
            By::Session(session) => (Some(session), None),
            By::Client(client) => (None, Some(client)),
        };
        let claims = Claims {
            aud: body.to_string(),
            sub: person.to_string(),
            sid: session.map(|id| id.to_string()),
            client_id: client.map(|id| id.to_string()),
            iat: now,
            exp: now + ACCESS_SECONDS,
        };
        let ring = self.ring();
        let key = ring.signing(now);
        let key = key.ok_or_else(|| Error::broken(anyhow!("there is no key of access tokens")))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key.kid.clone());
        jsonwebtoken::encode(&header, &claims, &key.sign).map_err(Error::broken)
    }

    /// Whom a token names that is ours and has not run out.
    pub fn read(&self, token: &str) -> Result<Named> {
        let not_ours =
            || Error::Unauthenticated("Your session has run out, or the token is not ours.");
        let kid = jsonwebtoken::decode_header(token)
            .ok()
            .and_then(|header| header.kid);
        let ring = self.ring();
        let key = ring.keys.iter().find(|key| Some(&key.kid) == kid.as_ref());
        let key = key.ok_or_else(not_ours)?;
        // Nothing of what the token says of itself decides how it is checked.
        let mut rules = Validation::new(Algorithm::EdDSA);
        // The audience is compared by the caller: a token of another body is a 404, not a 401.
        rules.validate_aud = false;
        rules.leeway = 5;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verify, &rules)
            .map_err(|_| not_ours())?
            .claims;
        let id = |text: &str| Uuid::parse_str(text).map_err(|_| not_ours());
        let by = match (&claims.sid, &claims.client_id) {
            (Some(session), None) => By::Session(id(session)?),
            (None, Some(client)) => By::Client(id(client)?),
            _ => return Err(not_ours()),
        };
        Ok(Named {
            body: id(&claims.aud)?,
            person: id(&claims.sub)?,
            by,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{ACCESS_SECONDS, AHEAD_SECONDS, By, FRESH_SECONDS, Keys, Named, ring, rotate};

    #[test]
    fn keys_change_while_everybody_works() {
        let folder = std::env::temp_dir().join(format!("proviso-keys-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        let keys = Keys::load_or_make(&folder).unwrap();
        let ids = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()];
        let mut token = String::new();
        for by in [By::Client(ids[2]), By::Session(ids[2])] {
            token = keys.issue(ids[0], ids[1], by).unwrap();
            let (body, person) = (ids[0], ids[1]);
            assert_eq!(keys.read(&token).unwrap(), Named { body, person, by });
        }
        let first = ring(&folder, 0).unwrap().keys[0].kid.clone();

        // A new key is known at once, signs when others had time to hear of it, and the old one stays.
        let now = crate::wire::wall_clock().as_second();
        assert_eq!(rotate(&folder, now).unwrap(), 2);
        let both = ring(&folder, now).unwrap();
        assert_eq!(both.signing(now).unwrap().kid, first);
        assert_ne!(both.signing(now + AHEAD_SECONDS).unwrap().kid, first);
        let later = Keys::load_or_make(&folder).unwrap();
        assert_eq!(later.set()["keys"].as_array().unwrap().len(), 2);
        assert!(later.read(&token).is_ok());

        // It goes when no token of it can be alive.
        let soon = now + AHEAD_SECONDS + ACCESS_SECONDS;
        assert_eq!(rotate(&folder, soon).unwrap(), 3);
        let late = soon + AHEAD_SECONDS + FRESH_SECONDS + ACCESS_SECONDS + 1;
        assert_eq!(rotate(&folder, late).unwrap(), 2);
        assert!(
            ring(&folder, late)
                .unwrap()
                .keys
                .iter()
                .all(|key| key.kid != first)
        );
        assert!(Keys::load_or_make(&folder).unwrap().read(&token).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
