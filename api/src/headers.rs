//! What every answer tells a browser: what it may load, keep, show in a frame and pass on.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// For what is no page: nothing is loaded, wherever it is shown.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// For paper: the reader that browsers put around a PDF styles itself, and nothing in a PDF is HTML.
const PAPER: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";
/// None of what a browser could give a page is asked for.
const NO_FEATURES: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
     fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     publickey-credentials-get=(self), screen-wake-lock=(), usb=(), web-share=(), xr-spatial-tracking=()";
/// For a year nobody comes here without TLS (RFC 6797).
const ONLY_BY_TLS: &str = "max-age=31536000";

/// Adds what an answer does not say for itself. `https`: people come here by TLS.
pub fn put(headers: &mut HeaderMap, path: &str, https: bool) {
    // A style or a font is no document: what is said to documents would only weigh.
    let is_part = path.starts_with("/assets/")
        && [".css", ".woff2", ".js"]
            .iter()
            .any(|ending| path.ends_with(ending));
    let is_paper = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/pdf"));
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, ONLY_BY_TLS);
    }
    // What may be kept says so; nothing else is kept, by anyone.
    set(header::CACHE_CONTROL, "no-store");
    if is_part {
        return;
    }
    set(header::REFERRER_POLICY, "no-referrer");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(HeaderName::from_static("permissions-policy"), NO_FEATURES);
    set(
        header::CONTENT_SECURITY_POLICY,
        if is_paper { PAPER } else { NOTHING },
    );
}
