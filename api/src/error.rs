//! The kinds of failure, by who must act, and how each leaves the house: one body shape
//! (`application/problem+json`, RFC 9457), logged once, nothing internal in it.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use domain::Word;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{Spelled, Unread};

/// What an act, a query or a handler gives.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not done.
#[derive(Debug)]
pub enum Error {
    /// 401: sign in.
    Unauthenticated(&'static str),
    /// 401: what was shown to sign in opens nothing here.
    Unrecognised(Shown),
    /// 422: these fields.
    Invalid(Vec<Fault>),
    /// 404: it is not there, or not theirs to know.
    NotFound(&'static str),
    /// 410: it was public and was taken back; why.
    Gone(String),
    /// 403: someone else has the right.
    Forbidden(String),
    /// 403: the second factor is to be shown first.
    Unproved(Unproved),
    /// 409: the law says not now.
    Refused(Refusal, Vec<Fault>),
    /// 409: the screen is older than the record.
    Stale,
    /// 503, 429 or 408: later.
    Busy(&'static str, StatusCode),
    /// 429: after so many seconds.
    TooOften(&'static str, u64),
    /// 500: ours; the story is logged, not told.
    Broken(anyhow::Error),
}

/// With what someone tried to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// An address and a password; which of them is wrong is not told.
    Password,
    /// A passkey.
    Passkey,
}

/// What of the second factor is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproved {
    /// The body asks for one, and the account has none.
    Never,
    /// It was not shown in the last minutes.
    Lately,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// Where: a path into the request, as `claims.0.obligation`.
    pub path: String,
    /// Why, and what would be right: a sentence.
    pub why: String,
    /// Where it cannot be read at all: why, for a program or in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Unread>,
    /// The words or the number that the sentence of such a kind speaks of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

impl Fault {
    /// One fault of one field.
    pub fn new(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            why: why.into(),
            kind: None,
            names: vec![],
        }
    }

    /// A field that cannot be read.
    pub fn unread(
        path: impl Into<String>,
        kind: domain::unread::Unread,
        names: Vec<String>,
    ) -> Self {
        Self {
            path: path.into(),
            why: kind.why(&names),
            kind: Some(Spelled(kind)),
            names,
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}

/// Why a request was refused (RFC 9457).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Stable, `subject.reason`.
    pub code: String,
    /// The HTTP status once more.
    pub status: u16,
    /// What was wrong and why: a sentence.
    pub detail: String,
    /// What to do now: a sentence.
    pub remedy: String,
    /// Field by field, where the content was wrong.
    pub fields: Vec<Fault>,
}

/// A code, what was wrong, what to do now, and the fields.
type Said = (&'static str, String, &'static str, Vec<Fault>);

impl Shown {
    fn told(self) -> Said {
        let (code, detail, remedy) = match self {
            Self::Password => (
                "session.password",
                "The address and the password do not belong together here.",
                "Check the address and the password, or ask for a new password.",
            ),
            Self::Passkey => (
                "session.passkey",
                "This passkey is not known here, or was removed.",
                "Use another one, or your password.",
            ),
        };
        (code, detail.to_owned(), remedy, vec![])
    }
}

impl Unproved {
    fn told(self) -> Said {
        let (code, detail, remedy) = match self {
            Self::Never => (
                "factor.none",
                "This body asks everyone for a second factor, and your account has none yet.",
                "Set one up under “Sign-in and security”, then go on.",
            ),
            Self::Lately => (
                "factor.again",
                "This asks for a code of your second factor that is not older than ten minutes.",
                "Give a code, then try again; nothing was changed.",
            ),
        };
        (code, detail.to_owned(), remedy, vec![])
    }
}

impl Error {
    /// More than is let through in that time; it passes by itself.
    pub fn too_many(why: &'static str) -> Self {
        Self::Busy(why, StatusCode::TOO_MANY_REQUESTS)
    }

    /// A body did not come at a fair pace, and nobody waits for the rest of it.
    pub fn too_slow() -> Self {
        Self::Busy(
            "What you sent came too slowly, so it was not read to its end.",
            StatusCode::REQUEST_TIMEOUT,
        )
    }

    /// The key of the body, with which those of its documents are kept, is being changed.
    pub fn keys_changing() -> Self {
        Self::Busy(
            "The keys of this body are being changed.",
            StatusCode::SERVICE_UNAVAILABLE,
        )
    }

    /// A single wrong field.
    pub fn invalid(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::new(path, why)])
    }

    /// Something as a whole that cannot be read.
    pub fn unread(path: &str, kind: domain::unread::Unread) -> Self {
        Fault::unread(path, kind, vec![]).into()
    }

    /// Ours, with what we know for the log.
    pub fn broken(cause: impl Into<anyhow::Error>) -> Self {
        Self::Broken(cause.into())
    }

    /// The whole refusal as text, for an operator's terminal.
    pub fn told(&self) -> String {
        let problem = self.problem();
        let fields: Vec<_> = problem
            .fields
            .iter()
            .map(|fault| format!("{}: {}", fault.path, fault.why))
            .collect();
        let cause = if let Self::Broken(cause) = self {
            format!(" ({cause:#})")
        } else {
            String::new()
        };
        format!(
            "{}{cause} {} {}",
            problem.detail,
            problem.remedy,
            fields.join(" ")
        )
        .trim()
        .to_owned()
    }

    /// The whole refusal, as it is sent.
    pub fn problem(&self) -> Problem {
        let (code, detail, remedy, fields) = match self {
            Self::Unauthenticated(why) => (
                "session.none",
                (*why).to_owned(),
                "Sign in, then try again.",
                vec![],
            ),
            Self::Unrecognised(shown) => shown.told(),
            Self::Invalid(faults) => (
                "content.invalid",
                match faults.as_slice() {
                    [only] => only.why.clone(),
                    many => format!("{} fields need attention.", many.len()),
                },
                "Correct what is marked and send it again; nothing was changed.",
                faults.clone(),
            ),
            Self::NotFound(what) => (
                "not_found",
                format!("There is no such {what} here, or it is not open to you."),
                "Check the address, or ask the registry.",
                vec![],
            ),
            Self::Gone(why) => (
                "gone",
                format!("This was withdrawn. {why}"),
                "The log of changes says when.",
                vec![],
            ),
            Self::Forbidden(why) => (
                "forbidden",
                why.clone(),
                "Ask someone who has that right; nothing was changed.",
                vec![],
            ),
            Self::Unproved(missing) => missing.told(),
            Self::Refused(refusal, faults) => (
                refusal.as_str(),
                refusal.because().to_owned(),
                refusal.remedy(),
                faults.clone(),
            ),
            Self::Stale => (
                "stale",
                "Someone changed this after you opened it, so your act was not carried out."
                    .to_owned(),
                "Reload, read what changed, then decide again.",
                vec![],
            ),
            Self::Busy(why, status) => (
                if *status == StatusCode::TOO_MANY_REQUESTS {
                    "too_many"
                } else {
                    "busy"
                },
                (*why).to_owned(),
                "Wait a moment, then try again; nothing was changed.",
                vec![],
            ),
            Self::TooOften(why, _) => ("too_many", (*why).to_owned(), "", vec![]),
            Self::Broken(_) => (
                "broken",
                "Something failed on our side. Nothing was changed.".to_owned(),
                "Try again; if it stays so, tell the registry the time and what you did.",
                vec![],
            ),
        };
        let remedy = match self {
            Self::TooOften(_, seconds) => {
                format!("Wait {seconds} seconds, then try again; nothing was changed.")
            }
            _ => remedy.to_owned(),
        };
        Problem {
            code: code.to_owned(),
            status: self.status_code().as_u16(),
            detail,
            remedy,
            fields,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.problem().code)
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unauthenticated(_) | Self::Unrecognised(_) => StatusCode::UNAUTHORIZED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Gone(_) => StatusCode::GONE,
            Self::Forbidden(_) | Self::Unproved(_) => StatusCode::FORBIDDEN,
            Self::Refused(..) | Self::Stale => StatusCode::CONFLICT,
            Self::Busy(_, status) => *status,
            Self::TooOften(..) => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::Broken(cause) = self {
            tracing::error!(cause = format!("{cause:#}"), "broken");
        }
        let mut response = HttpResponse::build(self.status_code())
            .content_type("application/problem+json")
            .body(serde_json::to_string(&self.problem()).unwrap_or_default());
        match self {
            Self::Unauthenticated(_) | Self::Unrecognised(_) => {
                response
                    .headers_mut()
                    .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Busy(..) => {
                response
                    .headers_mut()
                    .insert(RETRY_AFTER, HeaderValue::from_static("2"));
            }
            Self::TooOften(_, seconds) => {
                response
                    .headers_mut()
                    .insert(RETRY_AFTER, HeaderValue::from(*seconds));
            }
            _ => {}
        }
        response
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal, vec![])
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error as Db};
        match error {
            Db::NotFound => Self::NotFound("thing"),
            Db::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | Db::BrokenTransactionManager => Self::Busy(
                "The database is not reachable just now.",
                StatusCode::SERVICE_UNAVAILABLE,
            ),
            Db::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::Busy(
                "Too much happened at once.",
                StatusCode::SERVICE_UNAVAILABLE,
            ),
            other => Self::Broken(other.into()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.into())
    }
}
