//! Prometheus metrics, served by a listener of their own.

use std::sync::OnceLock;
use std::time::Duration;

use actix_web::{HttpResponse, get};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry, TextEncoder,
};

struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    letters: IntCounterVec,
    expiries: IntCounterVec,
    swept: IntCounter,
}

fn metrics() -> Option<&'static Metrics> {
    static METRICS: OnceLock<Option<Metrics>> = OnceLock::new();
    METRICS.get_or_init(|| make().ok()).as_ref()
}

fn make() -> prometheus::Result<Metrics> {
    let registry = Registry::new();
    let requests = HistogramVec::new(
        HistogramOpts::new(
            "proviso_request_seconds",
            "Time to answer a request, by route, method and status.",
        ),
        &["route", "method", "status"],
    )?;
    let letters = IntCounterVec::new(
        Opts::new("proviso_letters_total", "Letters, by what became of them."),
        &["fate"],
    )?;
    let expiries = IntCounterVec::new(
        Opts::new(
            "proviso_expiries_total",
            "Time limits that ran out, by rule.",
        ),
        &["rule"],
    )?;
    let swept = IntCounter::new(
        "proviso_swept_uploads_total",
        "Files removed because the upload that brought them was never finished.",
    )?;
    registry.register(Box::new(swept.clone()))?;
    registry.register(Box::new(requests.clone()))?;
    registry.register(Box::new(letters.clone()))?;
    registry.register(Box::new(expiries.clone()))?;
    Ok(Metrics {
        registry,
        requests,
        letters,
        expiries,
        swept,
    })
}

/// Counts an answered request.
pub fn request(route: &str, method: &str, status: u16, took: Duration) {
    if let Some(metrics) = metrics() {
        metrics
            .requests
            .with_label_values(&[route, method, &status.to_string()])
            .observe(took.as_secs_f64());
    }
}

/// Counts a letter: `sent` or `failed`.
pub fn letter(fate: &str) {
    if let Some(metrics) = metrics() {
        metrics.letters.with_label_values(&[fate]).inc();
    }
}

/// Counts a time limit that ran out.
pub fn expiry(rule: &str) {
    if let Some(metrics) = metrics() {
        metrics.expiries.with_label_values(&[rule]).inc();
    }
}

/// Counts files of unfinished uploads that are gone now.
pub fn swept(files: usize) {
    if let Some(metrics) = metrics() {
        metrics.swept.inc_by(files as u64);
    }
}

/// The page that Prometheus reads.
#[get("/metrics")]
pub(crate) async fn page() -> HttpResponse {
    let mut text = Vec::new();
    if let Some(metrics) = metrics() {
        let _ = TextEncoder::new().encode(&metrics.registry.gather(), &mut text);
    }
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4")
        .body(text)
}
