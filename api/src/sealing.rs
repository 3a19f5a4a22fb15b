//! Documents lie in the store sealed, in the format of age (age-encryption.org/v1): each under a key of
//! its own, which the database holds wrapped by a key of the body, which the database never sees. So
//! neither the store nor the database tells anything by itself, and a document whose key is gone is
//! gone. `age` seals; it is named here only.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::{Arc, Mutex};

use actix_web::web::Bytes;
use age::secrecy::ExposeSecret as _;
use age::stream::StreamWriter;
use age::x25519::Identity;
use age::{Decryptor, Encryptor};
use anyhow::{Context as _, anyhow};
use domain::refusal::Refusal;
use futures_util::stream::{self, BoxStream};
use futures_util::{AsyncReadExt as _, StreamExt as _, TryStreamExt as _};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::{secret, wire};

/// As much is opened at once: age seals in pieces of this size.
const PIECE: usize = 64 << 10;

/// The keys of the bodies of this installation.
#[derive(Clone, Debug)]
pub struct Vault {
    state: PathBuf,
}

/// The key of one document.
pub struct DocumentKey(Identity);

impl DocumentKey {
    /// One that nobody has seen.
    pub fn generate() -> Self {
        Self(Identity::generate())
    }
}

/// A key of a body as `age-keygen` writes it.
fn written(key: &Identity) -> String {
    format!(
        "# created: {}\n# public key: {}\n{}",
        wire::wall_clock(),
        key.to_public(),
        key.to_string().expose_secret()
    )
}

fn file(body: Uuid) -> String {
    format!("documents-{body}.age")
}

impl Vault {
    /// With keys in this state folder.
    pub fn at(state: &Path) -> Self {
        Self {
            state: state.to_owned(),
        }
    }

    /// The keys of a body, the oldest first. None of them is made here: a folder that was lost must
    /// not look as if it were a new one.
    fn keys(&self, body: Uuid) -> anyhow::Result<Vec<Identity>> {
        let name = file(body);
        let text = secret::read(&self.state, &name)?
            .with_context(|| format!("{name} is not in the folder of secrets"))?;
        let lines = text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| {
                Identity::from_str(line)
                    .map_err(|why| anyhow!("{name} holds what is no key: {why}"))
            })
            .collect()
    }

    /// The first key of a body, made unless it is there; its public half.
    pub fn first(&self, body: Uuid) -> Result<String> {
        let made = secret::kept_as(&self.state, &file(body), || {
            Ok(written(&Identity::generate()))
        });
        made.and_then(|_| self.keys(body))
            .and_then(|keys| Ok(keys.last().context("there is no key")?.to_public()))
            .map(|key| key.to_string())
            .map_err(Error::Broken)
    }

    /// A new key beside those that are there; its public half. Whoever calls this lets nobody else
    /// write the keys of this body meanwhile.
    pub fn add(&self, body: Uuid) -> Result<String> {
        let mut keys = self.keys(body).map_err(missing)?;
        let new = Identity::generate();
        let public = new.to_public().to_string();
        keys.push(new);
        self.write(body, &keys)?;
        Ok(public)
    }

    /// Takes away the keys that are not among these. Whoever calls this lets nobody else write the
    /// keys of this body meanwhile.
    pub fn keep_only(&self, body: Uuid, wanted: &[String]) -> Result<()> {
        let mut keys = self.keys(body).map_err(missing)?;
        keys.retain(|key| wanted.contains(&key.to_public().to_string()));
        if keys.is_empty() {
            return Err(missing(anyhow!(
                "none of the keys that are needed is there"
            )));
        }
        self.write(body, &keys)
    }

    fn write(&self, body: Uuid, keys: &[Identity]) -> Result<()> {
        let text: Vec<_> = keys.iter().map(written).collect();
        secret::replace(&self.state, &file(body), &text.join("\n")).map_err(Error::Broken)
    }

    /// Wraps the key of a document with the newest key of the body that is known to the record; also
    /// gives that key's public half.
    pub fn wrap(
        &self,
        body: Uuid,
        known: &[String],
        key: &DocumentKey,
    ) -> Result<(String, Vec<u8>)> {
        let keys = self.keys(body).map_err(missing)?;
        let newest = keys
            .iter()
            .rev()
            .map(Identity::to_public)
            .find(|public| known.contains(&public.to_string()))
            .ok_or_else(|| missing(anyhow!("none of the keys that the record knows is there")))?;
        let secret = key.0.to_string();
        let wrapped = age::encrypt(&newest, secret.expose_secret().as_bytes());
        Ok((newest.to_string(), wrapped.map_err(Error::broken)?))
    }

    /// Opens a wrapped key.
    pub fn unwrap(&self, body: Uuid, wrapped: &[u8]) -> Result<DocumentKey> {
        let opened = || {
            for key in self.keys(body)? {
                match age::decrypt(&key, wrapped) {
                    Ok(secret) => {
                        let secret = String::from_utf8(secret)?;
                        let key = Identity::from_str(&secret);
                        return key.map(DocumentKey).map_err(|why| anyhow!("no key: {why}"));
                    }
                    Err(age::DecryptError::NoMatchingKeys) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Err(anyhow!("none of the keys of the body opens it"))
        };
        opened().map_err(missing)
    }
}

/// Without its key a document is as good as not there; the cause is the operator's to read.
fn missing(cause: anyhow::Error) -> Error {
    tracing::error!(
        cause = format!("{cause:#}"),
        "the key of a document cannot be had"
    );
    Refusal::DocumentKeyMissing.into()
}

/// What is sealed and not yet taken on.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Out {
    fn take(&self) -> Vec<u8> {
        let mut held = match self.0.lock() {
            Ok(held) => held,
            Err(poisoned) => poisoned.into_inner(),
        };
        std::mem::take(&mut *held)
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.lock() {
            Ok(mut held) => held.extend_from_slice(bytes),
            Err(poisoned) => poisoned.into_inner().extend_from_slice(bytes),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Seals bytes as they pass.
pub struct Sealer {
    into: StreamWriter<Out>,
    out: Out,
}

impl Sealer {
    /// With the key of a document.
    pub fn new(key: &DocumentKey) -> anyhow::Result<Self> {
        let to = key.0.to_public();
        let recipients = std::iter::once(&to as &dyn age::Recipient);
        let out = Out::default();
        let into = Encryptor::with_recipients(recipients)?.wrap_output(out.clone())?;
        Ok(Self { into, out })
    }

    /// A piece passes; what is sealed by then.
    pub fn seal(&mut self, piece: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.into.write_all(piece)?;
        Ok(self.out.take())
    }

    /// Everything has passed; the rest.
    pub fn finish(self) -> anyhow::Result<Vec<u8>> {
        self.into.finish()?;
        Ok(self.out.take())
    }
}

/// Opens sealed bytes as they pass. What was altered, or cut short, ends in an error and not in
/// other bytes.
pub async fn open(
    key: &DocumentKey,
    sealed: BoxStream<'static, anyhow::Result<Bytes>>,
) -> anyhow::Result<BoxStream<'static, anyhow::Result<Bytes>>> {
    let sealed = sealed.map_err(io::Error::other).into_async_read();
    let opened = Decryptor::new_async_buffered(sealed).await?;
    let reader = opened.decrypt_async(std::iter::once(&key.0 as &dyn age::Identity))?;
    let pieces = stream::try_unfold(reader, async |mut reader| {
        let mut piece = vec![0; PIECE];
        let read = reader.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), reader)))
    });
    Ok(pieces.boxed())
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;
    use futures_util::{StreamExt as _, TryStreamExt as _, stream};
    use uuid::Uuid;

    use super::{DocumentKey, Sealer, Vault, open};
    use crate::secret::random;

    fn sealed(key: &DocumentKey, bytes: &[u8], by: usize) -> Vec<u8> {
        let mut sealer = Sealer::new(key).unwrap();
        let mut all = Vec::new();
        for piece in bytes.chunks(by) {
            all.extend(sealer.seal(piece).unwrap());
        }
        all.extend(sealer.finish().unwrap());
        all
    }

    async fn opened(key: &DocumentKey, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
        let pieces: Vec<_> = bytes
            .chunks(1000)
            .map(|piece| Ok(Bytes::copy_from_slice(piece)))
            .collect();
        let stream = open(key, stream::iter(pieces).boxed()).await?;
        let pieces: Vec<Bytes> = stream.try_collect().await?;
        Ok(pieces.concat())
    }

    #[actix_web::test]
    async fn what_is_sealed_opens_with_its_key_whole_and_in_no_other_way() {
        let (key, other) = (DocumentKey::generate(), DocumentKey::generate());
        let plain = b"secret ".repeat(30_000);
        for by in [1 << 10, 1 << 16, 1 << 20] {
            let mut sealed = sealed(&key, &plain, by);
            assert!(!sealed.windows(6).any(|part| part == b"secret"));
            assert_eq!(opened(&key, &sealed).await.unwrap(), plain);
            assert!(opened(&other, &sealed).await.is_err());
            assert!(opened(&key, &sealed[..sealed.len() - 1]).await.is_err());
            assert!(opened(&key, &sealed[..65 << 10]).await.is_err());
            let middle = sealed.len() / 2;
            sealed[middle] ^= 1;
            assert!(opened(&key, &sealed).await.is_err());
        }
        assert_eq!(opened(&key, &sealed(&key, b"", 1)).await.unwrap(), b"");
    }

    #[actix_web::test]
    async fn a_wrapped_key_opens_while_a_key_of_the_body_that_wrapped_it_is_there() {
        let state = std::env::temp_dir().join(format!("proviso-vault-{}", random(4).unwrap()));
        let (vault, body, other) = (Vault::at(&state), Uuid::new_v4(), Uuid::new_v4());
        let key = DocumentKey::generate();
        let held = sealed(&key, b"held", 4);
        assert!(vault.wrap(body, &["age1".to_owned()], &key).is_err());
        let first = vault.first(body).unwrap();
        assert_eq!(vault.first(body).unwrap(), first);
        assert_ne!(vault.first(other).unwrap(), first);
        let known = vec![first.clone()];
        let (by, wrapped) = vault.wrap(body, &known, &key).unwrap();
        assert_eq!(by, first);
        let opens = async |wrapped: &[u8]| match vault.unwrap(body, wrapped) {
            Ok(key) => opened(&key, &held).await.unwrap() == b"held",
            Err(_) => false,
        };
        assert!(opens(&wrapped).await);
        assert!(vault.unwrap(other, &wrapped).is_err());

        let second = vault.add(body).unwrap();
        assert!(opens(&wrapped).await, "the former key is there");
        // Until the record knows the new one, the former one wraps.
        assert_eq!(vault.wrap(body, &known, &key).unwrap().0, first);
        let both = vec![first, second.clone()];
        let (by, anew) = vault.wrap(body, &both, &key).unwrap();
        assert_eq!(by, second);
        vault
            .keep_only(body, std::slice::from_ref(&second))
            .unwrap();
        assert!(opens(&anew).await);
        assert!(!opens(&wrapped).await);
        assert!(vault.keep_only(body, &[]).is_err(), "the last key stays");
        assert!(opens(&anew).await);
        std::fs::remove_dir_all(state).unwrap();
    }
}
