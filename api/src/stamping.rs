//! Time stamps of an outside authority over what is published (RFC 3161): they show that the bytes
//! were there by then, whatever becomes of the body's own key. Who reads a stamp checks by whom it
//! is signed; here it is checked that it answers what was asked.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use cms::cert::x509::ext::Extensions;
use cms::cert::x509::ext::pkix::name::GeneralName;
use cms::cert::x509::spki::AlgorithmIdentifier;
use cms::signed_data::SignedData;
use der::asn1::{Any, Int, Null, ObjectIdentifier, OctetString};
use der::oid::db::rfc5912::ID_SHA_256;
use der::{Decode, Encode, Sequence};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reqwest::header::CONTENT_TYPE;
use x509_tsp::{Accuracy, MessageImprint, TimeStampReq, TimeStampResp, TspVersion};

/// What a signed time stamp is called inside the signature (RFC 3161, 2.4.2).
const STAMP_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// Shorter than the lease of an outbox row.
const PATIENCE: Duration = Duration::from_secs(30);
/// An answer with a whole chain of certificates is a few kilobytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Asks one authority.
#[derive(Clone, Debug)]
pub struct Stamper {
    authority: String,
    client: reqwest::Client,
}

/// A time stamp that answers what was asked.
#[derive(Clone, Debug)]
pub struct Stamped {
    /// The address of the authority.
    pub authority: String,
    /// Its whole answer.
    pub response: Vec<u8>,
    /// The time that it states.
    pub at: Timestamp,
}

/// What the authority signed (RFC 3161, 2.4.2). As in `x509-tsp`, whose own reads no time with a
/// fraction of a second, which the standard allows.
#[derive(Sequence)]
struct StampInfo {
    version: TspVersion,
    policy: ObjectIdentifier,
    message_imprint: MessageImprint,
    serial_number: Int,
    gen_time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    tsa: Option<GeneralName>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

impl Stamper {
    /// For the authority at this address, which is shown to everyone.
    pub fn of(authority: &str) -> anyhow::Result<Self> {
        let address = reqwest::Url::parse(authority)
            .with_context(|| format!("{authority} is no address of a time-stamp authority"))?;
        ensure!(
            matches!(address.scheme(), "http" | "https"),
            "a time-stamp authority is asked over http or https"
        );
        ensure!(
            address.username().is_empty() && address.password().is_none(),
            "the address of the time-stamp authority is public: leave the password out of it"
        );
        Ok(Self {
            authority: authority.to_owned(),
            client: reqwest::Client::builder().timeout(PATIENCE).build()?,
        })
    }

    /// Has the authority stamp this SHA-256.
    pub async fn stamp(&self, sha256: &[u8]) -> anyhow::Result<Stamped> {
        let asked = question(sha256)?;
        let mut answer = self
            .client
            .post(&self.authority)
            .header(CONTENT_TYPE, "application/timestamp-query")
            .body(asked.to_der()?)
            .send()
            .await?
            .error_for_status()?;
        let mut response = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            response.extend_from_slice(&piece);
            ensure!(
                response.len() <= LONGEST_ANSWER,
                "the answer is longer than any time stamp"
            );
        }
        let at = stated(&asked, &response)?;
        Ok(Stamped {
            authority: self.authority.clone(),
            response,
            at,
        })
    }
}

/// Asks for a stamp that names its certificate, with a number that no other question has.
fn question(sha256: &[u8]) -> anyhow::Result<TimeStampReq> {
    let mut nonce = [0; 9];
    aws_lc_rs::rand::fill(&mut nonce)
        .map_err(|_| anyhow::anyhow!("the system gives no randomness"))?;
    // A positive integer without leading zeros, as DER wants it.
    nonce[0] = 1;
    Ok(TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint {
            hash_algorithm: AlgorithmIdentifier {
                oid: ID_SHA_256,
                parameters: Some(Any::from(Null)),
            },
            hashed_message: OctetString::new(sha256)?,
        },
        req_policy: None,
        nonce: Some(Int::new(&nonce)?),
        cert_req: true,
        extensions: None,
    })
}

/// The time that an answer states, if it is an answer to this question.
fn stated(asked: &TimeStampReq, response: &[u8]) -> anyhow::Result<Timestamp> {
    let answer = TimeStampResp::from_der(response).context("the answer is no time stamp")?;
    // Granted, or granted with changes (RFC 3161, 2.4.2).
    let status = answer.status.status as u8;
    ensure!(status <= 1, "the authority refused (status {status})");
    let token = answer
        .time_stamp_token
        .context("the answer has no stamp in it")?;
    let signed: SignedData = token
        .content
        .decode_as()
        .context("the stamp is not signed")?;
    let content = signed.encap_content_info;
    ensure!(
        content.econtent_type == STAMP_INFO,
        "what is signed is no time stamp"
    );
    let content = content.econtent.context("the stamp is empty")?;
    let stamp = StampInfo::from_der(content.value()).context("the stamp cannot be read")?;
    let (imprint, wanted) = (&stamp.message_imprint, &asked.message_imprint);
    ensure!(
        imprint.hash_algorithm.oid == wanted.hash_algorithm.oid
            && imprint.hashed_message == wanted.hashed_message,
        "the stamp is over something else"
    );
    ensure!(
        stamp.nonce == asked.nonce,
        "the stamp answers another question"
    );
    time(stamp.gen_time.value())
}

/// A GeneralizedTime in UTC, with or without a fraction of a second.
fn time(text: &[u8]) -> anyhow::Result<Timestamp> {
    let text = std::str::from_utf8(text).context("the time cannot be read")?;
    let time = DateTime::strptime("%Y%m%d%H%M%S%.fZ", text)
        .with_context(|| format!("the time {text} cannot be read"))?;
    Ok(time.to_zoned(TimeZone::UTC)?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::{Stamper, time};

    #[test]
    fn a_time_is_read_with_and_without_a_fraction_and_only_in_utc() {
        let read = |text: &str| time(text.as_bytes()).map(|at| at.to_string());
        assert_eq!(read("20260302150000Z").unwrap(), "2026-03-02T15:00:00Z");
        assert_eq!(
            read("20260302150000.25Z").unwrap(),
            "2026-03-02T15:00:00.25Z"
        );
        for wrong in ["20260302150000", "20260302150000+0100", "202603021500Z", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_authority_has_an_address_on_the_web_without_a_password() {
        assert!(Stamper::of("https://stamps.example/tsr").is_ok());
        for wrong in [
            "stamps.example",
            "file:///etc",
            "https://me:secret@stamps.example",
        ] {
            assert!(Stamper::of(wrong).is_err(), "{wrong}");
        }
    }
}
