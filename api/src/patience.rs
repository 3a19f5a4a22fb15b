//! How long one waits for what someone sends: whoever sends a body has a while to begin and must then
//! keep a pace, so that nobody holds the server by sending a byte now and then (slow loris).

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::time::{Instant, Sleep, sleep_until};

/// For the line of the request and its headers.
pub const FOR_HEAD: Duration = Duration::from_secs(10);
/// For a connection on which nothing is said.
pub const FOR_MORE: Duration = Duration::from_secs(5);
/// For a body to begin.
const FOR_BODY: Duration = Duration::from_secs(20);
/// The slowest pace: a telephone at the edge of a network does better.
const BYTES_A_SECOND: u64 = 2048;

/// A body that is given up when it comes too slowly.
struct Paced {
    inner: Payload,
    began: Instant,
    grace: Duration,
    received: u64,
    end: Pin<Box<Sleep>>,
}

impl Paced {
    fn new(inner: Payload, grace: Duration) -> Self {
        let began = Instant::now();
        Self {
            inner,
            began,
            grace,
            received: 0,
            end: Box::pin(sleep_until(began + grace)),
        }
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(piece) = self.inner.poll_next_unpin(cx) {
            if let Some(Ok(piece)) = &piece {
                self.received = self.received.saturating_add(piece.len() as u64);
                let earned =
                    Duration::from_millis(self.received.saturating_mul(1000) / BYTES_A_SECOND);
                let end = self.began + self.grace + earned;
                self.end.as_mut().reset(end);
            }
            return Poll::Ready(piece);
        }
        match self.end.poll_unpin(cx) {
            Poll::Ready(()) => Poll::Ready(Some(Err(too_slow()))),
            Poll::Pending => Poll::Pending,
        }
    }
}

fn too_slow() -> PayloadError {
    PayloadError::Io(std::io::Error::from(std::io::ErrorKind::TimedOut))
}

/// Did a body break off because it came too slowly?
pub fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(cause) if cause.kind() == std::io::ErrorKind::TimedOut)
}

/// Whoever reads the body of this request waits only so long for it.
pub fn keep_pace(request: &mut ServiceRequest) {
    let inner = request.take_payload();
    if matches!(inner, Payload::None) {
        return;
    }
    let payload = Box::pin(Paced::new(inner, FOR_BODY));
    request.set_payload(Payload::Stream { payload });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::dev::Payload;
    use actix_web::web::Bytes;
    use futures_util::{StreamExt, stream};

    use super::{Paced, is_too_slow};

    /// Pieces of a kilobyte, so many milliseconds apart.
    fn sent(pieces: usize, apart: u64) -> Payload {
        let pieces = stream::iter(0..pieces).then(move |_| async move {
            tokio::time::sleep(Duration::from_millis(apart)).await;
            Ok(Bytes::from(vec![0; 1024]))
        });
        Payload::Stream {
            payload: Box::pin(pieces),
        }
    }

    #[actix_web::test]
    async fn a_body_that_comes_at_a_fair_pace_is_read_and_one_that_trickles_is_not() {
        let grace = Duration::from_millis(200);
        // Ten kilobytes in 400 ms: longer than the grace, and faster than the slowest pace.
        let fair: Vec<_> = Paced::new(sent(10, 40), grace).collect().await;
        assert!(fair.len() == 10 && fair.iter().all(Result::is_ok));
        let never: Payload = Payload::Stream {
            payload: Box::pin(stream::pending()),
        };
        let mut never = Paced::new(never, grace);
        let error = never.next().await.expect("an end").expect_err("too slow");
        assert!(is_too_slow(&error));
        // A kilobyte earns half a second; the next one comes after a whole one.
        let trickle: Vec<_> = Paced::new(sent(2, 1000), Duration::from_millis(1200))
            .take(2)
            .collect()
            .await;
        assert!(trickle[0].is_ok() && trickle[1].as_ref().is_err_and(is_too_slow));
    }
}
