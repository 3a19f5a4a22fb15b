//! The page of the bulk files, and the files themselves, whole or in parts (RFC 9110, 14).

use actix_web::body::SizedStream;
use actix_web::http::header::{
    self, ContentDisposition, ContentEncoding, ContentRange, ContentRangeSpec, ETag, EntityTag,
    IfRange,
};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::StreamExt;

use super::rulings::minute;
use super::tongue::Tongue;
use super::{Frame, answer, anyone, has, refused};
use crate::bulk::{self, BulkFile};
use crate::caller::Reader;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::store::Store;
use crate::wire::hex;

#[derive(Template)]
#[template(path = "bulk.html")]
struct BulkPage {
    say: Tongue,
    frame: Frame,
    files: Vec<FileOnPage>,
    /// Requests a minute from one network address.
    limit: Option<u32>,
}

struct FileOnPage {
    name: String,
    holds: &'static str,
    seq: i32,
    rulings: i32,
    withdrawn: i32,
    size: String,
    sha256: String,
    made_at: String,
}

impl FileOnPage {
    fn of(say: &Tongue, file: BulkFile) -> Self {
        let w = &say.words.bulk;
        Self {
            holds: match file.name.rsplit('.').next() {
                Some("jsonl") => w.json_lines,
                Some("csv") => w.csv,
                _ => w.zip,
            },
            seq: file.seq,
            rulings: file.rulings,
            withdrawn: file.withdrawn,
            size: size(file.size_bytes),
            sha256: hex(&file.sha256),
            made_at: minute(file.made_at),
            name: file.name,
        }
    }
}

/// A size as people read it: counted by 1024, as the desk counts, and as a body counts its largest document.
pub(super) fn size(bytes: i64) -> String {
    let tenths = |unit: i64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} kB", tenths(1_024)),
        _ => format!("{} MB", tenths(1_048_576)),
    }
}

async fn show_bulk(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    limits: Data<Limits>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let say = Tongue::of(&request);
        db.within(&caller, async |tx| {
            let files = bulk::list(tx).await?.into_iter();
            Ok(BulkPage {
                frame: Frame::of(tx),
                files: files.map(|file| FileOnPage::of(&say, file)).collect(),
                limit: limits.of_addresses(),
                say,
            })
        })
        .await
    };
    answer(&request, page.await).await
}

/// Which part is asked for.
pub enum Part {
    Whole,
    /// From this byte to that one.
    Bytes(u64, u64),
    /// There is no such part.
    Outside,
}

/// What a request asks of a file that carries this tag. Whoever asks for several parts at once gets
/// the whole, as the standard allows.
pub fn part(request: &HttpRequest, tag: &EntityTag, size: u64) -> Part {
    let Some(header::Range::Bytes(asked)) = request.get_header::<header::Range>() else {
        return Part::Whole;
    };
    // The rest of what one has is of use only if it is the rest of the same.
    let same = match request.get_header::<IfRange>() {
        None => true,
        Some(IfRange::EntityTag(known)) => known.strong_eq(tag),
        Some(IfRange::Date(_)) => false,
    };
    match asked.as_slice() {
        [one] if same => one
            .to_satisfiable_range(size)
            .map_or(Part::Outside, |(from, to)| Part::Bytes(from, to)),
        _ => Part::Whole,
    }
}

async fn send_file(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    store: Data<Store>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let sent = async {
        let caller = anyone(reader)?;
        let file = db
            .within(&caller, async |tx| bulk::find(tx, &path.1).await)
            .await?;
        let size = u64::try_from(file.size_bytes).unwrap_or_default();
        let sha256 = hex(&file.sha256);
        let tag = EntityTag::new_strong(sha256.clone());
        if has(&request, &tag) {
            return Ok(HttpResponse::NotModified()
                .insert_header(ETag(tag))
                .finish());
        }
        let range = |range, size| {
            ContentRange(ContentRangeSpec::Bytes {
                range,
                instance_length: Some(size),
            })
        };
        let (mut response, from, to) = match part(&request, &tag, size) {
            Part::Outside => {
                return Ok(HttpResponse::RangeNotSatisfiable()
                    .insert_header(range(None, size))
                    .finish());
            }
            Part::Whole => (HttpResponse::Ok(), 0, size),
            Part::Bytes(from, to) => {
                let mut response = HttpResponse::PartialContent();
                response.insert_header(range(Some((from, to)), size));
                (response, from, to + 1)
            }
        };
        let bytes = store
            .read_part(caller.body, file.id, &sha256, from..to)
            .await
            .map_err(Error::Broken)?;
        let bytes = bytes.map(|piece| {
            piece.map_err(|error| {
                tracing::error!(
                    cause = format!("{error:#}"),
                    "a file broke off while it was read"
                );
                actix_web::error::ErrorInternalServerError("broken")
            })
        });
        Ok(response
            .content_type(file.media_type())
            .insert_header(ETag(tag))
            .insert_header(ContentDisposition::attachment(file.name))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            // A part is a part of these bytes, not of compressed ones.
            .insert_header(ContentEncoding::Identity)
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            // It may be withdrawn at any time.
            .insert_header((header::CACHE_CONTROL, "public, no-cache"))
            .body(SizedStream::new(to - from, bytes)))
    };
    match sent.await {
        Ok(response) => response,
        Err(error) => refused(&request, &error).await,
    }
}

/// The addresses of the bulk files.
pub(super) fn mount(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/{body}/bulk")
                .route(web::get().to(show_bulk))
                .route(web::head().to(show_bulk)),
        )
        .service(
            web::resource("/{body}/bulk/{name}")
                .route(web::get().to(send_file))
                .route(web::head().to(send_file)),
        );
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_said_in_units_that_people_know() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_250), "1.2 kB");
        assert_eq!(size(7_990_000), "7.6 MB");
    }
}
