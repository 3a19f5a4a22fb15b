//! Asks ClamAV's daemon about bytes while they arrive. A document gets its row only when the scanner
//! has seen all of it and found nothing; what is not clean has never been a document.

use std::time::Duration;

use actix_web::http::StatusCode;
use anyhow::Context as _;
use domain::refusal::Refusal;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use crate::error::{Error, Result};

/// For a connection, and for a piece to be taken.
const FOR_A_STEP: Duration = Duration::from_secs(10);
/// For the verdict: what is packed is unpacked first.
const FOR_THE_VERDICT: Duration = Duration::from_secs(120);
/// A verdict is one line; nobody waits for more.
const LONGEST: u64 = 4096;

/// The scanner, if the operator has one.
#[derive(Clone, Debug, Default)]
pub struct Scanner(Option<Place>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Tcp(String),
    Unix(String),
}

trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// Bytes on their way past the scanner; past nobody where there is none.
pub struct Scan(Option<Box<dyn Line>>);

impl Scanner {
    /// None: nothing is looked at.
    pub fn none() -> Self {
        Self(None)
    }

    /// That at `tcp://host:port`, or at the path of a socket (also as `unix:/path`).
    pub fn at(url: &str) -> anyhow::Result<Self> {
        if let Some(host) = url.strip_prefix("tcp://") {
            let host = host.trim_end_matches('/');
            let port = host.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
            anyhow::ensure!(
                matches!(port, Some(Ok(_))),
                "{url} names no port, as tcp://host:3310 does"
            );
            return Ok(Self(Some(Place::Tcp(host.to_owned()))));
        }
        let path = url.strip_prefix("unix:").unwrap_or(url);
        let path = path.strip_prefix("//").unwrap_or(path);
        anyhow::ensure!(
            path.starts_with('/'),
            "{url} is neither tcp://host:port nor the path of a socket"
        );
        Ok(Self(Some(Place::Unix(path.to_owned()))))
    }

    /// Begins to look at bytes.
    pub async fn begin(&self) -> Result<Scan> {
        let Some(place) = &self.0 else {
            return Ok(Scan(None));
        };
        let begun = async {
            let mut line: Box<dyn Line> = match place {
                Place::Tcp(host) => Box::new(TcpStream::connect(host).await?),
                Place::Unix(path) => Box::new(UnixStream::connect(path).await?),
            };
            line.write_all(b"zINSTREAM\0").await?;
            Ok(line)
        };
        let line = in_time(FOR_A_STEP, begun).await.map_err(unreachable)?;
        Ok(Scan(Some(line)))
    }
}

impl Scan {
    /// A piece passes.
    pub async fn take(&mut self, piece: &[u8]) -> Result<()> {
        let Some(line) = &mut self.0 else {
            return Ok(());
        };
        // An empty piece would say that it was the last.
        if piece.is_empty() {
            return Ok(());
        }
        let sent = async {
            line.write_all(&u32::try_from(piece.len()).unwrap_or(u32::MAX).to_be_bytes())
                .await?;
            line.write_all(piece).await?;
            Ok(())
        };
        in_time(FOR_A_STEP, sent).await.map_err(unreachable)
    }

    /// Everything has passed: nothing was found, or it is refused.
    pub async fn finish(self) -> Result<()> {
        let Some(mut line) = self.0 else {
            return Ok(());
        };
        let asked = async {
            line.write_all(&0_u32.to_be_bytes()).await?;
            line.flush().await?;
            let mut said = Vec::new();
            (&mut line).take(LONGEST).read_to_end(&mut said).await?;
            Ok(String::from_utf8_lossy(&said)
                .trim_matches(['\0', '\n', ' '])
                .to_owned())
        };
        let said = in_time(FOR_THE_VERDICT, asked).await.map_err(unreachable)?;
        verdict(&said)
    }
}

/// What the daemon said (clamd(8), INSTREAM): only its plain word that all is well is believed.
fn verdict(said: &str) -> Result<()> {
    match said.strip_prefix("stream: ") {
        Some("OK") => Ok(()),
        Some(found) if found.ends_with(" FOUND") => {
            let signature = found.trim_end_matches(" FOUND");
            tracing::warn!(signature, "a document was refused: the scanner knows it");
            Err(Refusal::DocumentInfected.into())
        }
        _ => Err(unreachable(anyhow::anyhow!("the scanner said {said:?}"))),
    }
}

async fn in_time<T>(
    span: Duration,
    work: impl Future<Output = std::io::Result<T>>,
) -> anyhow::Result<T> {
    timeout(span, work)
        .await
        .context("the scanner took too long")?
        .context("the scanner broke off")
}

fn unreachable(cause: anyhow::Error) -> Error {
    tracing::error!(
        cause = format!("{cause:#}"),
        "a document could not be scanned"
    );
    Error::Busy(
        "Documents are scanned before they are taken, and the scanner cannot be asked just now.",
        StatusCode::SERVICE_UNAVAILABLE,
    )
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use domain::refusal::Refusal;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::{Place, Scanner, verdict};
    use crate::error::{Error, Result};

    #[test]
    fn an_operator_names_a_port_or_a_socket() {
        let place = |url| Scanner::at(url).map(|scanner| scanner.0);
        let tcp = Place::Tcp("scanner:3310".to_owned());
        assert_eq!(place("tcp://scanner:3310").unwrap(), Some(tcp));
        for url in [
            "/run/clamd.ctl",
            "unix:/run/clamd.ctl",
            "unix:///run/clamd.ctl",
        ] {
            let socket = Place::Unix("/run/clamd.ctl".to_owned());
            assert_eq!(place(url).unwrap(), Some(socket), "{url}");
        }
        for url in [
            "tcp://scanner",
            "tcp://scanner:x",
            "http://scanner:3310",
            "",
        ] {
            assert!(place(url).is_err(), "{url}");
        }
    }

    #[test]
    fn only_the_plain_word_that_all_is_well_is_believed() {
        assert!(verdict("stream: OK").is_ok());
        let known = verdict("stream: Eicar-Test FOUND");
        assert!(matches!(
            known,
            Err(Error::Refused(Refusal::DocumentInfected, _))
        ));
        for said in [
            "",
            "OK",
            "stream: OK ERROR",
            "INSTREAM size limit exceeded. ERROR",
            "stream: OK\0stream: Eicar-Test",
        ] {
            let error = verdict(said).unwrap_err();
            assert_eq!(error.status_code(), 503, "{said:?}");
        }
    }

    /// A daemon that reads so many bytes, says something, and hangs up.
    async fn daemon(reads: usize, says: &'static [u8]) -> Scanner {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("tcp://{}", listener.local_addr().unwrap());
        actix_web::rt::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut said = vec![0; reads];
            line.read_exact(&mut said).await.unwrap();
            assert!(said.starts_with(b"zINSTREAM\0\0\0\0\x05hello"));
            line.write_all(says).await.unwrap();
        });
        Scanner::at(&url).unwrap()
    }

    async fn scanned(scanner: &Scanner) -> Result<()> {
        let mut scan = scanner.begin().await?;
        scan.take(b"hello").await?;
        scan.take(b"").await?;
        scan.finish().await
    }

    #[actix_web::test]
    async fn bytes_pass_in_pieces_with_their_length_and_silence_is_no_verdict() {
        let whole = "zINSTREAM".len() + 1 + 4 + 5 + 4;
        assert!(scanned(&daemon(whole, b"stream: OK\0").await).await.is_ok());
        assert!(scanned(&daemon(whole, b"").await).await.is_err());
        assert!(scanned(&daemon(whole, b"stream: O").await).await.is_err());
        assert!(scanned(&Scanner::none()).await.is_ok());
        let nobody = Scanner::at("/nowhere/clamd.ctl").unwrap();
        assert!(scanned(&nobody).await.is_err());
    }
}
