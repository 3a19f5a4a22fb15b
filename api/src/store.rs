//! Document bytes: a local folder or any S3 store. Written once under the key of the body and the
//! document, never over another, never altered. What is not public lies sealed there; the plain bytes
//! go in and come out here.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context as _;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use crate::sealing::{self, DocumentKey, Sealer, Vault};
use crate::secret;

/// Where the bytes are.
#[derive(Clone)]
pub struct Store {
    inner: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The folder, when it is one.
    folder: Option<PathBuf>,
    vault: Vault,
}

/// Under which name sealed bytes lie: that of the upload that brought them, since another upload of
/// the same bytes has another key.
pub fn sealed(arrival: Uuid) -> String {
    format!("{arrival}.age")
}

impl Store {
    /// Opens `s3://bucket/prefix`, or the folder `documents` in the state folder.
    pub fn open(url: Option<&str>, state: &std::path::Path) -> anyhow::Result<Self> {
        if let Some(rest) = url.and_then(|url| url.strip_prefix("s3://")) {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let store = object_store::aws::AmazonS3Builder::from_env()
                .with_bucket_name(bucket)
                .build()?;
            return Ok(Self {
                inner: Arc::new(store),
                prefix: Path::from(prefix),
                folder: None,
                vault: Vault::at(state),
            });
        }
        let folder = state.join("documents");
        secret::folder(&folder).with_context(|| format!("making {}", folder.display()))?;
        // A row must never name bytes that a power cut can still take away.
        let store = object_store::local::LocalFileSystem::new_with_prefix(&folder)?
            .with_automatic_cleanup(true)
            .with_fsync(true);
        Ok(Self {
            inner: Arc::new(store),
            prefix: Path::default(),
            folder: Some(folder),
            vault: Vault::at(state),
        })
    }

    /// The keys of the bodies whose documents are here.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Bytes that arrive are written under a name of their own, so that a second upload with the
    /// same id cannot touch the first; the row keeps the name of the upload that won.
    fn path(&self, body: Uuid, document: Uuid, name: &str) -> Path {
        self.prefix
            .clone()
            .join(body.to_string())
            .join(document.to_string())
            .join(name.to_owned())
    }

    fn arriving(&self, body: Uuid, arrival: Uuid) -> Path {
        self.prefix
            .clone()
            .join(body.to_string())
            .join("arriving")
            .join(arrival.to_string())
    }

    /// Starts writing bytes that arrive and are public.
    pub fn receive(&self, body: Uuid) -> Arriving {
        let id = Uuid::now_v7();
        let path = self.arriving(body, id);
        Arriving {
            id,
            writer: BufWriter::new(self.inner.clone(), path.clone()),
            sealer: None,
            path,
            store: self.clone(),
            body,
        }
    }

    /// Starts writing bytes that arrive and are nobody's to read without this key.
    pub fn receive_sealed(&self, body: Uuid, key: &DocumentKey) -> anyhow::Result<Arriving> {
        let sealer = Some(Sealer::new(key)?);
        Ok(Arriving {
            sealer,
            ..self.receive(body)
        })
    }

    /// The bytes that lie under a name, opened with their key if they are sealed.
    pub async fn read(
        &self,
        body: Uuid,
        document: Uuid,
        name: &str,
        key: Option<&DocumentKey>,
    ) -> anyhow::Result<BoxStream<'static, anyhow::Result<actix_web::web::Bytes>>> {
        let got = self.inner.get(&self.path(body, document, name)).await?;
        let bytes = got.into_stream().map_err(anyhow::Error::from).boxed();
        match key {
            Some(key) => sealing::open(key, bytes).await,
            None => Ok(bytes),
        }
    }

    /// A part of bytes that are public.
    pub async fn read_part(
        &self,
        body: Uuid,
        document: Uuid,
        name: &str,
        part: Range<u64>,
    ) -> anyhow::Result<BoxStream<'static, anyhow::Result<actix_web::web::Bytes>>> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(part)),
            ..GetOptions::default()
        };
        let path = self.path(body, document, name);
        let got = self.inner.get_opts(&path, options).await?;
        Ok(got.into_stream().map_err(anyhow::Error::from).boxed())
    }

    /// Removes what an upload left: its own bytes, and those that came under the document's id and
    /// do not have the name to keep. Bytes younger than `since` may still be wanted; they
    /// stay and are counted.
    pub async fn sweep(
        &self,
        body: Uuid,
        arrival: Uuid,
        document: Uuid,
        keep: Option<&str>,
        since: Timestamp,
    ) -> anyhow::Result<Swept> {
        let under = self
            .prefix
            .clone()
            .join(body.to_string())
            .join(document.to_string());
        let mut found: Vec<ObjectMeta> = self.inner.list(Some(&under)).try_collect().await?;
        found.retain(|object| object.location.filename() != keep);
        match self.inner.head(&self.arriving(body, arrival)).await {
            Ok(object) => found.push(object),
            Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let mut swept = Swept::default();
        for object in found {
            if object.last_modified.timestamp_micros() < since.as_microsecond() {
                self.inner.delete(&object.location).await?;
                swept.removed += 1;
            } else {
                swept.left += 1;
            }
        }
        if let Some(folder) = &self.folder {
            let half = folder.join(format!("{}#1", self.arriving(body, arrival)));
            sweep_half(&half, since, &mut swept)?;
        }
        Ok(swept)
    }
}

/// While a file is being written, the folder holds it under a name that the store does not list.
/// (A bucket drops what was never completed by a lifecycle rule of its own.)
fn sweep_half(half: &std::path::Path, since: Timestamp, swept: &mut Swept) -> anyhow::Result<()> {
    let modified = match std::fs::metadata(half) {
        Ok(found) => found.modified()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if modified < SystemTime::from(since) {
        std::fs::remove_file(half)?;
        swept.removed += 1;
    } else {
        swept.left += 1;
    }
    Ok(())
}

/// What a sweep came to, in files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Gone now.
    pub removed: usize,
    /// Too young to be sure that nobody wants them.
    pub left: usize,
}

/// Bytes on their way in.
pub struct Arriving {
    /// Tells this upload from all others, of the same document too.
    pub id: Uuid,
    writer: BufWriter,
    sealer: Option<Sealer>,
    path: Path,
    store: Store,
    body: Uuid,
}

impl Arriving {
    /// Writes a piece.
    pub async fn write(&mut self, piece: &[u8]) -> anyhow::Result<()> {
        match &mut self.sealer {
            Some(sealer) => self.writer.write_all(&sealer.seal(piece)?).await?,
            None => self.writer.write_all(piece).await?,
        }
        Ok(())
    }

    /// All of it is there, on disk: it gets the name under which the document's row finds it.
    pub async fn keep(mut self, document: Uuid, name: &str) -> anyhow::Result<()> {
        if let Some(sealer) = self.sealer.take() {
            self.writer.write_all(&sealer.finish()?).await?;
        }
        self.writer.shutdown().await?;
        self.store
            .inner
            .rename(&self.path, &self.store.path(self.body, document, name))
            .await
            .map_err(Into::into)
    }

    /// It is not wanted after all.
    pub async fn discard(mut self) {
        let _ = self.writer.abort().await;
        let _ = self.store.inner.delete(&self.path).await;
    }
}
