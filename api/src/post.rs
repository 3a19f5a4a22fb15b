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
    /// For letters to whoever follows something: the address that ends it at one press (RFC 8058).
    pub leave: Option<String>,
}

/// `List-Unsubscribe` (RFC 2369) and `List-Unsubscribe-Post` (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribe(String);

#[derive(Clone)]
struct ListUnsubscribePost(String);

macro_rules! plain_header {
    ($name:ident, $text:literal) => {
        impl lettre::message::header::Header for $name {
            fn name() -> lettre::message::header::HeaderName {
                lettre::message::header::HeaderName::new_from_ascii_str($text)
            }

            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> lettre::message::header::HeaderValue {
                lettre::message::header::HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}
plain_header!(ListUnsubscribe, "List-Unsubscribe");
plain_header!(ListUnsubscribePost, "List-Unsubscribe-Post");

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
        let mut head = Message::builder()
            .from(self.from.clone())
            .to(letter.to.parse().context("the recipient's address")?)
            .message_id(Some(letter.message_id))
            .subject(letter.subject);
        if let Some(address) = letter.leave {
            head = head
                .header(ListUnsubscribe(format!("<{address}>")))
                .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()));
        }
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

/// The host of the address that people use, for Message-IDs.
pub fn host_of(origin: &str) -> String {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.split(['/', ':'])
        .next()
        .filter(|host| !host.is_empty())
        .unwrap_or("proviso.invalid")
        .to_owned()
}

/// Puts words into a text where it names them in braces; in one pass, so that a word that contains
/// braces stays as it is.
pub fn fill(text: &str, words: &std::collections::HashMap<&str, String>) -> String {
    let mut filled = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        filled.push_str(words.get(name).map_or("", String::as_str));
        rest = after;
    }
    filled.push_str(rest);
    filled
}
