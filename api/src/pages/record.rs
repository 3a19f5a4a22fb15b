//! The page of the record: what it is, what the body signed about it, and how it is checked.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::rulings::minute;
use super::tongue::Tongue;
use super::{Frame, answer, anyone};
use crate::caller::Reader;
use crate::db::Db;
use crate::error::Result;
use crate::wire::hex;
use crate::{ledger, publications};

/// How many checkpoints the page shows; the API has them all.
const SHOWN: i64 = 30;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    say: Tongue,
    frame: Frame,
    /// For minisign, the newest first.
    keys: Vec<String>,
    checkpoints: Vec<CheckpointOnPage>,
}

struct CheckpointOnPage {
    no: i32,
    at: String,
    seq: i64,
    head: String,
}

async fn show_record(request: HttpRequest, reader: Result<Reader>, db: Data<Db>) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let say = Tongue::of(&request);
        db.within(&caller, async |tx| {
            let keys = publications::keys(tx).await?.into_iter();
            let checkpoints = ledger::checkpoints(tx, None, SHOWN).await?.into_iter();
            Ok(RecordPage {
                frame: Frame::of(tx),
                keys: keys.map(|key| key.minisign).collect(),
                checkpoints: checkpoints
                    .map(|one| CheckpointOnPage {
                        no: one.no,
                        at: minute(one.at),
                        seq: one.seq,
                        head: hex(&one.head),
                    })
                    .collect(),
                say,
            })
        })
        .await
    };
    answer(&request, page.await).await
}

/// The address of the record.
pub(super) fn mount(config: &mut ServiceConfig) {
    config.service(
        web::resource("/{body}/record")
            .route(web::get().to(show_record))
            .route(web::head().to(show_record)),
    );
}
