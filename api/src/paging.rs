//! Pages of documents as pictures, with a mark burnt in: drawn away from the threads that answer requests,
//! and few at once, since a page takes a core and its document lies in memory meanwhile.

use actix_web::http::StatusCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::refusal::Refusal;
use pdf::pages::{Picture, Unseen};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// So many pages are drawn at once.
const AT_ONCE: usize = 2;

/// So long one waits for one's turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until it is this one's turn; others wait as long as it is kept, though not for ever.
pub async fn turn() -> Result<OwnedSemaphorePermit> {
    static TURNS: OnceLock<Arc<Semaphore>> = OnceLock::new();
    let turns = TURNS.get_or_init(|| Arc::new(Semaphore::new(AT_ONCE)));
    let turn = tokio::time::timeout(PATIENCE, turns.clone().acquire_owned()).await;
    let busy = |_| {
        Error::Busy(
            "Other pages are being drawn just now.",
            StatusCode::SERVICE_UNAVAILABLE,
        )
    };
    turn.map_err(busy)?.map_err(Error::broken)
}

/// Draws a page of a PDF, the first one being 1, with the first of these marks that our fonts can draw. The turn ends
/// with the drawing, even where whoever asked has left meanwhile.
pub async fn page(
    turn: OwnedSemaphorePermit,
    pdf: Vec<u8>,
    no: usize,
    marks: Vec<String>,
) -> Result<Picture> {
    let drawn = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        pdf::pages::page(pdf, no, &marks)
    });
    let undrawn = |why: String| {
        tracing::error!(why, "a page of a document cannot be drawn");
        Refusal::DocumentUndrawn.into()
    };
    match drawn.await {
        Ok(Ok(picture)) => Ok(picture),
        Ok(Err(Unseen::NoSuchPage)) => Err(Error::NotFound("page")),
        Ok(Err(Unseen::Undrawn(why))) => Err(undrawn(why)),
        // What a stranger's file did to the one that draws it is not told to who asks.
        Err(broke) => Err(undrawn(broke.to_string())),
    }
}
