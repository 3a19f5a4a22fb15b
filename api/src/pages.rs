//! todo
use actix_web::HttpResponse;
pub fn mount(_: &mut actix_web::web::ServiceConfig) {}
pub async fn unknown() -> HttpResponse { HttpResponse::NotFound().finish() }
