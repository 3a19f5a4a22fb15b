//! The gate through which words, ids and times cross borders: SQL, JSON and OpenAPI. Every word
//! that leaves the domain is an alias on this page.

use std::borrow::Cow;
use std::fmt::Debug;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use domain::Word;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
use utoipa::{PartialSchema, ToSchema};

/// A word of the domain outside of it: the same spelling in the column, in JSON and in OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Spelled<W: Word>(pub W);

impl<W: Word> ToSql<Text, Pg> for Spelled<W> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(self.0.as_str(), &mut out.reborrow())
    }
}

impl<W: Word> FromSql<Text, Pg> for Spelled<W> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Pg>>::from_sql(value)?;
        W::parse(&text)
            .map(Spelled)
            .ok_or_else(|| format!("{text} is not a {}", W::NAME).into())
    }
}

impl<W: Word> Serialize for Spelled<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de, W: Word> Deserialize<'de> for Spelled<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)
            .map_err(|_| de::Error::unknown_variant("", W::SPELLINGS))?;
        W::parse(&text)
            .map(Spelled)
            .ok_or_else(|| de::Error::unknown_variant(&text, W::SPELLINGS))
    }
}

impl<W: Word> PartialSchema for Spelled<W> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(W::ALL.iter().map(|word| word.as_str())))
            .into()
    }
}

impl<W: Word> ToSchema for Spelled<W> {
    fn name() -> Cow<'static, str> {
        // Aliases and schema names are the same words, so that OpenAPI's references resolve.
        let camel = W::NAME.split('_').map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        });
        Cow::Owned(match W::NAME {
            "case" => "CaseAct".to_owned(),
            "linkage" => "LinkageAct".to_owned(),
            "submission" => "Stage".to_owned(),
            "step" => "ReviewStep".to_owned(),
            "document_class" => "Class".to_owned(),
            _ => camel.collect(),
        })
    }
}

impl<W: Word> std::fmt::Display for Spelled<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Why a field cannot be read.
pub type Unread = Spelled<domain::unread::Unread>;
/// A language of the public pages and of letters.
pub type Language = Spelled<domain::language::Language>;
/// By what the rulings are narrowed.
pub type Facet = Spelled<domain::facet::Facet>;
/// Where a case stands.
pub type CaseState = Spelled<domain::case::State>;
/// [`domain::register::Stop`] on the wire.
pub type Stop = Spelled<domain::register::Stop>;
/// What a line of the ledger is about.
pub type LineKind = Spelled<domain::record::LineKind>;
/// By what someone may open a document.
pub type Ground = Spelled<domain::document::Ground>;
/// See [`domain::document::Lacks`].
pub type Lacks = Spelled<domain::document::Lacks>;
/// What is done with a case.
pub type CaseAct = Spelled<domain::case::Act>;
/// What a person is in a body.
pub type Role = Spelled<domain::people::Role>;
/// What is done with a state's delegation.
pub type DelegationAct = Spelled<domain::delegation::Act>;
/// How a membership of a delegation stands.
pub type DelegationStanding = Spelled<domain::delegation::Standing>;
/// What a program may do at most.
pub type ClientScope = Spelled<domain::client::Scope>;
/// What a panelist is an expert in.
pub type Discipline = Spelled<domain::people::Discipline>;
/// Who owes something.
pub type OwedBy = Spelled<domain::deadline::Owed>;
/// A line of the deadline table.
pub type TimeLimit = Spelled<domain::deadline::TimeLimit>;
/// The event from which a limit runs.
pub type Trigger = Spelled<domain::deadline::Trigger>;
/// What follows when a limit is missed.
pub type Missed = Spelled<domain::deadline::Missed>;
/// What kind of restriction a measure is.
pub type MeasureKind = Spelled<domain::measure::Kind>;
/// The technology that a measure touches.
pub type Technology = Spelled<domain::measure::Technology>;
/// The standard of review.
pub type Profile = Spelled<domain::clause::Profile>;
/// Whether the ruling binds a party.
pub type LegalEffect = Spelled<domain::ruling::LegalEffect>;
/// What happened to something that is public.
pub type PublicationChange = Spelled<domain::ruling::PublicationChange>;
/// A step of the review.
pub type ReviewStep = Spelled<domain::review::Step>;
/// A proposition that is voted.
pub type Proposition = Spelled<domain::clause::Proposition>;
/// The voted answer for a claim and a step.
pub type Finding = Spelled<domain::vote::Finding>;
/// What a claim came to.
pub type Outcome = Spelled<domain::vote::Outcome>;
/// What is noted beside an outcome.
pub type Concern = Spelled<domain::vote::Concern>;
/// What was found on an element.
pub type ElementOutcome = Spelled<domain::clause::ElementOutcome>;
/// A member's answer to a criterion.
pub type Answer = Spelled<domain::review::Answer>;
/// How sure a member is of an answer.
pub type Confidence = Spelled<domain::review::Confidence>;
/// How a criterion is answered under a profile.
pub type Nature = Spelled<domain::review::Nature>;
/// Who bears the burden.
pub type Burden = Spelled<domain::clause::Burden>;
/// How an index is read.
pub type Band = Spelled<domain::review::Band>;
/// Where a gating row stands.
pub type Gate = Spelled<domain::review::Gate>;
/// What the scores indicate on a proposition.
pub type Indication = Spelled<domain::review::Indication>;
/// A member's vote.
pub type Ballot = Spelled<domain::vote::Ballot>;
/// A part of a ruling.
pub type RulingSection = Spelled<domain::ruling::Section>;
/// What a member says in their own name.
pub type OpinionKind = Spelled<domain::ruling::OpinionKind>;
/// What a party asks of a ruling.
pub type RulingRequestKind = Spelled<domain::ruling::RulingRequest>;
/// What a ruling is beside the others of its case.
pub type RulingState = Spelled<domain::ruling::RulingState>;
/// Whether a published ruling stands.
pub type RulingStanding = Spelled<domain::ruling::Standing>;
/// Why a passage stays hidden.
pub type RedactionReason = Spelled<domain::ruling::RedactionReason>;
/// Where a translation of a ruling stands.
pub type TranslationState = Spelled<domain::translation::TranslationState>;
/// Where a remedy stands.
pub type RemedyStatus = Spelled<domain::compliance::Status>;
/// A side of a case.
pub type Side = Spelled<domain::people::Side>;
/// What a limit counts.
pub type Unit = Spelled<domain::calendar::Unit>;
/// The class of a document.
pub type Class = Spelled<domain::document::Class>;
/// What is done with a document by itself.
pub type DocumentAct = Spelled<domain::document::Act>;
/// What is done with an emergency access.
pub type EmergencyAct = Spelled<domain::emergency::Act>;
/// Where an emergency access stands.
pub type EmergencyState = Spelled<domain::emergency::State>;
/// What a filing is.
pub type FilingKind = Spelled<domain::filing::Kind>;
/// Which written submission.
pub type Stage = Spelled<domain::filing::Stage>;
/// How much a candidate disclosed.
pub type Disclosure = Spelled<domain::panel::Disclosure>;
/// The rule that a composition offends.
pub type CompositionRule = Spelled<domain::panel::Rule>;

/// Where a linkage report stands.
pub type LinkageState = Spelled<domain::linkage::State>;
/// What may be done with a linkage report.
pub type LinkageAct = Spelled<domain::linkage::Act>;
/// What a series counts.
pub type Indicator = Spelled<domain::linkage::Indicator>;
/// The technology class of a series.
pub type TechClass = Spelled<domain::linkage::TechClass>;

/// Wall time, for tokens, mail and logs: never turned, never law.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where wall time is read"
)]
pub fn wall_clock() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Cut to what the database keeps, so that hashed text and stored time are the same.
pub fn to_microseconds(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// An instant in UTC with six digits of a second: as text it sorts as in time.
pub fn sortable(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The version of a thing that the person saw, from `If-Match`: a stale screen is refused.
pub struct Seen(pub i32);

impl actix_web::FromRequest for Seen {
    type Error = crate::error::Error;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(
        request: &actix_web::HttpRequest,
        _: &mut actix_web::dev::Payload,
    ) -> Self::Future {
        let seen = request
            .headers()
            .get(actix_web::http::header::IF_MATCH)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.trim_matches('"').parse().ok());
        std::future::ready(seen.map(Seen).ok_or_else(|| {
            crate::error::Error::invalid(
                "if-match",
                "Say in If-Match which version you saw, as a number.",
            )
        }))
    }
}
