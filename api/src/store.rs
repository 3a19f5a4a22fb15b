//! Document bytes: a local folder or any S3 store. Written once under the key of the body and the
//! document, never over another, never altered.

use std::sync::Arc;

use anyhow::Context as _;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// Where the bytes are.
#[derive(Clone)]
pub struct Store {
    inner: Arc<dyn ObjectStore>,
    prefix: Path,
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
            });
        }
        let folder = state.join("documents");
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        // A row must never name bytes that a power cut can still take away.
        let store = object_store::local::LocalFileSystem::new_with_prefix(&folder)?
            .with_automatic_cleanup(true)
            .with_fsync(true);
        Ok(Self {
            inner: Arc::new(store),
            prefix: Path::default(),
        })
    }

    /// Bytes that arrive are written under a name of their own, so that a second upload with the
    /// same id cannot touch the first; the row keeps the name of the upload that won.
    fn path(&self, body: Uuid, document: Uuid, sha256: &str) -> Path {
        self.prefix
            .clone()
            .join(body.to_string())
            .join(document.to_string())
            .join(sha256.to_owned())
    }

    fn arriving(&self, body: Uuid) -> Path {
        self.prefix
            .clone()
            .join(body.to_string())
            .join("arriving")
            .join(Uuid::now_v7().to_string())
    }

    /// Starts writing bytes that arrive.
    pub fn receive(&self, body: Uuid) -> Arriving {
        let path = self.arriving(body);
        Arriving {
            writer: BufWriter::new(self.inner.clone(), path.clone()),
            path,
            store: self.clone(),
            body,
        }
    }

    /// The bytes of a document.
    pub async fn read(
        &self,
        body: Uuid,
        document: Uuid,
        sha256: &str,
    ) -> anyhow::Result<BoxStream<'static, anyhow::Result<actix_web::web::Bytes>>> {
        let got = self.inner.get(&self.path(body, document, sha256)).await?;
        Ok(got.into_stream().map_err(anyhow::Error::from).boxed())
    }
}

/// Bytes on their way in.
pub struct Arriving {
    writer: BufWriter,
    path: Path,
    store: Store,
    body: Uuid,
}

impl Arriving {
    /// Writes a piece.
    pub async fn write(&mut self, piece: &[u8]) -> anyhow::Result<()> {
        self.writer.write_all(piece).await.map_err(Into::into)
    }

    /// All of it is there, on disk: it gets the name under which the document's row finds it.
    pub async fn keep(mut self, document: Uuid, sha256: &str) -> anyhow::Result<()> {
        self.writer.shutdown().await?;
        self.store
            .inner
            .rename(&self.path, &self.store.path(self.body, document, sha256))
            .await
            .map_err(Into::into)
    }

    /// It is not wanted after all.
    pub async fn discard(mut self) {
        let _ = self.writer.abort().await;
        let _ = self.store.inner.delete(&self.path).await;
    }
}
