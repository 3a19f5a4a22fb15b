//! One span per request: a line of the log when it is answered, and around whatever is logged within.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Begins and ends the span. What follows the question mark is left out: titles, names of files and
/// searches can be confidential, and logs are read by people who are no party.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request_id(request).unwrap_or_default();
        tracing::info_span!(
            "request",
            id,
            method = %request.method(),
            route = request.match_pattern(),
            path = request.path(),
            status = Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, answer: &Result<ServiceResponse<B>, Error>) {
        let status = match answer {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
    }
}

/// The number by which the log knows a request; the answer carries it as `x-request-id`.
pub fn request_id(request: &impl HttpMessage) -> Option<String> {
    request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
}
