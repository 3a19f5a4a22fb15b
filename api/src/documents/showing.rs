//! What is shown page by page and never given out (class C3, 2.1.2: view-only, watermark, no export,
//! session log).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{CLOSED, Place, keys, there};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::sealing::Vault;
use crate::{bodies, people};

/// No document has more pages. What is asked for is on the record before anything is drawn, and is told in full to
/// whoever asks who has read.
const PAGES_MOST: usize = 10_000;

/// What is needed to show a page.
pub(super) struct Showing {
    /// Where the document is, and what opens it.
    pub place: Place,
    /// What stands across the page: who sees it, when, in which case of which body. The first one that
    /// can be drawn is taken; the last one always can.
    pub marks: Vec<String>,
}

/// The caller is about to see a page of a document, which is on the record as a reading of that page. Only
/// whoever has lately shown their second factor, where the body asks for one.
pub(super) async fn page(
    tx: &mut Tx<'_>,
    vault: &Vault,
    (case, id): (Uuid, Uuid),
    no: usize,
) -> Result<Showing> {
    let (around, row) = there(tx, case, id).await?;
    if !row.class.0.is_view_only() || no > PAGES_MOST {
        return Err(Error::NotFound("page"));
    }
    let held = around.held(tx.who(), &row);
    if around.opens(tx, tx.who(), &row).is_empty() {
        return Err(Error::Forbidden(CLOSED.to_owned()));
    }
    tx.proved_lately()?;
    tx.see("document.view_content", &held, "document")?;
    tx.see_part(serde_json::json!({ "page": no }));
    let place = keys::place(tx, vault, &row).await?;
    let rules = bodies::rules(tx, around.case.rules_version).await?;
    let at = stamp(tx.now(), rules.calendar.zone);
    let case = match (around.case.year, around.case.number) {
        (Some(year), Some(number)) => format!("{year}/{number}"),
        _ => around.case.id.to_string(),
    };
    let account = people::me(tx).await?.account;
    let body = tx.world();
    Ok(Showing {
        place,
        marks: vec![
            format!("{} · {at} · {case} · {}", account.name, body.name),
            format!("{} · {at} · {case} · {}", account.email, body.slug),
        ],
    })
}

/// When a page was shown, as the record has it: by the clock of the body, at its seat.
fn stamp(at: Timestamp, zone: TimeZone) -> String {
    at.to_zoned(zone)
        .strftime("%Y-%m-%d %H:%M:%S %Z")
        .to_string()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    #[test]
    fn a_page_bears_the_time_at_the_seat() {
        let at = "2026-03-02T15:00:00Z".parse().unwrap();
        let seat = TimeZone::get("America/New_York").unwrap();
        assert_eq!(super::stamp(at, seat), "2026-03-02 10:00:00 EST");
    }
}
