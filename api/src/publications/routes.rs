//! HTTP face of publications: the log of changes, and the body's keys.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Correction, Publication, TimeStamp};
use crate::caller::Reader;
use crate::db::Db;
use crate::error::Result;
use crate::read::{Json, Path, Query};
use crate::wire::{Language, PublicationChange, hex};

/// A line of the log of changes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// Its place in the log; there are no gaps.
    pub seq: i32,
    /// What happened.
    pub change: PublicationChange,
    /// Why, where something was corrected or withdrawn.
    pub note: String,
    /// The ruling.
    pub ruling_id: Uuid,
    /// The language of the text: the authentic one, or that of a translation.
    pub language: Language,
    /// 1, then one more for each change of the text in this language.
    pub version: i32,
    /// The ruling's address within its body; a translation is below it, under its language.
    pub slug: String,
    /// Its neutral citation.
    pub citation: String,
    /// Its caption.
    pub title: String,
    /// SHA-256 of it in Akoma Ntoso, in hexadecimal; none where it was withdrawn.
    pub sha256: Option<String>,
    /// What was corrected since the version before.
    #[schema(value_type = Vec<Correction>)]
    pub corrections: Value,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The time stamp of an outside authority over it; none where there is none, or not yet.
    pub stamp: Option<StampView>,
}

/// A time stamp (RFC 3161) over a publication.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StampView {
    /// The address of the authority.
    pub authority: String,
    /// The time that it states.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Where it is, below the origin of this server.
    pub address: String,
}

impl ChangeView {
    /// A line in the log of this body, with its stamp if it is among these.
    pub fn of(line: Publication, body: &str, stamps: &mut BTreeMap<Uuid, TimeStamp>) -> Self {
        let (place, version) = (line.address(), line.version);
        let stamp = stamps.remove(&line.id).map(|stamp| StampView {
            authority: stamp.authority,
            at: stamp.stamped_at,
            address: format!("/{body}/rulings/{place}.xml.tsr?version={version}"),
        });
        Self {
            stamp,
            seq: line.seq,
            change: line.change,
            note: line.note,
            ruling_id: line.ruling_id,
            language: line.language,
            version: line.version,
            slug: line.slug,
            citation: line.citation,
            title: line.title,
            sha256: line.digest.map(|digest| hex(&digest)),
            corrections: line.corrections,
            at: line.at,
        }
    }
}

#[derive(Deserialize, IntoParams)]
struct After {
    /// The last line that one has seen; 0 at first.
    #[serde(default)]
    after: i32,
}

/// What became public, in order.
#[derive(Serialize, ToSchema)]
struct Changes {
    items: Vec<ChangeView>,
    /// Send it as `after` for the next page; none at the end of the log.
    next: Option<i32>,
}

const PAGE: usize = 200;

/// Everything that became public, was corrected, translated or withdrawn after a place in the log, in order
/// and without gaps; open to everyone. Whoever keeps a copy asks again with the last `seq` seen.
#[utoipa::path(tag = "publications", params(("body" = String, Path), After), responses((status = 200, body = Changes)), security(()))]
#[get("/changes")]
async fn list_changes(reader: Reader, db: Data<Db>, page: Query<After>) -> Result<Json<Changes>> {
    db.within(&reader.0, async |tx| {
        let mut lines = super::changes(tx, page.after, PAGE as i64 + 1).await?;
        let more = lines.len() > PAGE;
        lines.truncate(PAGE);
        let next = lines.last().filter(|_| more).map(|line| line.seq);
        let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
        let mut stamps = super::stamps(tx, &ids).await?.into_iter().collect();
        let body = tx.world().slug.clone();
        let view = |line| ChangeView::of(line, &body, &mut stamps);
        Ok(Json(Changes {
            items: lines.into_iter().map(view).collect(),
            next,
        }))
    })
    .await
}

/// A key as minisign takes it.
#[derive(Serialize, ToSchema)]
struct MinisignKey {
    /// The same name as in the JWK set.
    kid: String,
    /// For `minisign -P`.
    key: String,
}

/// The public keys of a body, the newest first.
#[derive(Serialize, ToSchema)]
struct KeySet {
    /// As a JWK set (RFC 7517).
    #[schema(value_type = Vec<Object>)]
    keys: Vec<Value>,
    /// The same keys for minisign.
    minisign: Vec<MinisignKey>,
}

/// The public keys of the body, the newest first; open to everyone. A key stays here for as long as
/// anything that it signed.
#[utoipa::path(tag = "publications", params(("body" = String, Path)), responses((status = 200, body = KeySet)), security(()))]
#[get("/keys")]
async fn list_keys(reader: Reader, db: Data<Db>, _path: Path<String>) -> Result<Json<KeySet>> {
    db.within(&reader.0, async |tx| {
        let (mut keys, mut minisign) = (Vec::new(), Vec::new());
        for key in super::keys(tx).await? {
            keys.push(key.jwk);
            minisign.push(MinisignKey {
                kid: key.kid,
                key: key.minisign,
            });
        }
        Ok(Json(KeySet { keys, minisign }))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(list_changes).service(list_keys);
}
