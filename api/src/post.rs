//! The letter carrier: an SMTP server when there is one, a folder of `.eml` files otherwise.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncFileTransport, AsyncTransport, Message, Tokio1Executor};

use crate::secret;

/// A letter as it leaves.
pub struct Letter {
    /// Fixed, so that a letter sent twice is recognised as one.
    pub message_id: String,
    /// The address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Name, media type and bytes of what is enclosed.
    pub enclosures: Vec<(String, String, Vec<u8>)>,
}

/// Carries letters.
pub struct Carrier {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

impl Carrier {
    /// Must be called inside the runtime: the SMTP pool starts a task.
    pub fn new(smtp_url: Option<&str>, from: &str, folder: &Path) -> anyhow::Result<Self> {
        let from = from.parse().context("the sender's address")?;
        let way = match smtp_url {
            Some(url) => Way::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build::<Tokio1Executor>(),
            ),
            None => {
                let folder: PathBuf = folder.to_owned();
                secret::folder(&folder).with_context(|| format!("making {}", folder.display()))?;
                Way::Folder(AsyncFileTransport::<Tokio1Executor>::new(folder))
            }
        };
        Ok(Self { from, way })
    }

    /// Sends one letter.
    pub async fn send(&self, letter: Letter) -> anyhow::Result<()> {
        let text = SinglePart::plain(letter.body);
        let head = Message::builder()
            .from(self.from.clone())
            .to(letter.to.parse().context("the recipient's address")?)
            .message_id(Some(letter.message_id))
            .subject(letter.subject);
        let message = if letter.enclosures.is_empty() {
            head.singlepart(text)?
        } else {
            let mut parts = MultiPart::mixed().singlepart(text);
            for (name, media_type, bytes) in letter.enclosures {
                parts = parts.singlepart(
                    Attachment::new(name).body(bytes, ContentType::parse(&media_type)?),
                );
            }
            head.multipart(parts)?
        };
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(Into::into),
            Way::Folder(folder) => folder.send(message).await.map(|_| ()).map_err(Into::into),
        }
    }
}
