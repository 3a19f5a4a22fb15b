//! People at work: everything they do goes through HTTP.

use domain::Word;
use domain::refusal::Refusal;
use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::PASSWORD;

/// Someone who acts in a body.
#[derive(Clone)]
pub struct Actor {
    /// Their account.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The token that they act with; none for nobody.
    pub token: Option<String>,
    base: String,
    client: reqwest::Client,
}

/// A client of the servers that tests start.
///
/// The server lets go of a connection on which nothing was said for five seconds; whoever speaks on it
/// in that instant is not heard. So this client lets go first. It speaks to this machine without TLS: to
/// read the certificates of the system each time would take a tenth of a test.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .pool_idle_timeout(std::time::Duration::from_secs(2))
        .tls_certs_only([])
        .build()
        .expect("a client")
}

/// What the server answered.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub json: Value,
    what: String,
}

impl Actor {
    /// Someone with an address in a body, not signed in.
    pub fn new(origin: &str, slug: &str, email: &str, name: &str) -> Self {
        Self {
            id: Uuid::nil(),
            name: name.to_owned(),
            email: email.to_owned(),
            token: None,
            base: format!("{origin}/api/{slug}"),
            client: client(),
        }
    }

    /// Anyone, in the body of this actor.
    pub fn nobody(&self) -> Self {
        Self {
            token: None,
            id: Uuid::nil(),
            name: "Nobody".to_owned(),
            ..self.clone()
        }
    }

    /// The same person, knocking at another body's door.
    pub fn at(&self, slug: &str) -> Self {
        let origin = self.base.split("/api/").next().unwrap_or_default();
        Self {
            base: format!("{origin}/api/{slug}"),
            ..self.clone()
        }
    }

    /// The address of the body's API.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Signs in with the password of tests.
    pub async fn sign_in(&mut self) {
        let reply = self
            .post(
                "/tokens",
                &json!({ "email": self.email, "password": PASSWORD }),
            )
            .await
            .ok();
        self.token = reply["access_token"].as_str().map(str::to_owned);
        if !self.id.is_nil() {
            return;
        }
        self.id = self.get("/me").await.ok()["person"]["id"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .expect("an id");
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, None).await
    }

    /// Acts.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, Some(body), None).await
    }

    /// Acts on what was seen in a version.
    pub async fn post_seen(&self, path: &str, version: i64, body: &Value) -> Reply {
        self.send("POST", path, Some(body), Some(version)).await
    }

    /// Writes.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.send("PUT", path, Some(body), None).await
    }

    /// Writes over what was seen in a version.
    pub async fn put_seen(&self, path: &str, version: i64, body: &Value) -> Reply {
        self.send("PUT", path, Some(body), Some(version)).await
    }

    /// Uploads a document.
    pub async fn upload(&self, case: Uuid, id: Uuid, title: &str, bytes: Vec<u8>) -> Reply {
        self.upload_as("C1", case, id, title, bytes).await
    }

    /// Uploads a document of a class.
    pub async fn upload_as(
        &self,
        class: &str,
        case: Uuid,
        id: Uuid,
        title: &str,
        bytes: Vec<u8>,
    ) -> Reply {
        let path = format!(
            "/cases/{case}/documents/{id}?file_name=paper.pdf&title={}&class={class}",
            title.replace(' ', "%20")
        );
        let mut request = self
            .client
            .put(format!("{}{path}", self.base))
            .header("content-type", "application/pdf")
            .body(bytes);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Reply::of(request, format!("{} PUT {path}", self.name)).await
    }

    /// Uploads a document to a server that may die at any moment: nothing, if no whole answer came.
    pub async fn try_upload(&self, case: Uuid, id: Uuid, bytes: Vec<u8>) -> Option<Reply> {
        let path = format!("/cases/{case}/documents/{id}?file_name=paper.pdf&title=Paper&class=C1");
        let request = self
            .client
            .put(format!("{}{path}", self.base))
            .header("content-type", "application/pdf")
            .body(bytes);
        let request = request.bearer_auth(self.token.as_deref().unwrap_or_default());
        Reply::whole(request, format!("{} PUT {path}", self.name)).await
    }

    /// Begins to upload a document and never ends: nothing when the server gives up.
    pub async fn begin_upload(&self, case: Uuid, id: Uuid, beginning: Vec<u8>) -> Option<Reply> {
        let path = format!("/cases/{case}/documents/{id}?file_name=paper.pdf&title=Paper&class=C1");
        let pieces = stream::iter([Ok::<_, std::io::Error>(beginning)]).chain(stream::pending());
        let request = self
            .client
            .put(format!("{}{path}", self.base))
            .header("content-type", "application/pdf")
            .body(reqwest::Body::wrap_stream(pieces));
        let request = request.bearer_auth(self.token.as_deref().unwrap_or_default());
        Reply::whole(request, format!("{} PUT {path}", self.name)).await
    }

    /// Any request to a server that may die at any moment: nothing, if no whole answer came.
    pub async fn try_send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        seen: Option<i64>,
    ) -> Option<Reply> {
        let (request, what) = self.request(method, path, body, seen);
        Reply::whole(request, what).await
    }

    /// The bytes at an address.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let (request, what) = self.request("GET", path, None, None);
        let response = request.send().await.expect("an answer");
        assert!(
            response.status().is_success(),
            "{what}: {}",
            response.status()
        );
        response.bytes().await.expect("all of it").to_vec()
    }

    /// Any request.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        seen: Option<i64>,
    ) -> Reply {
        let (request, what) = self.request(method, path, body, seen);
        Reply::of(request, what).await
    }

    fn request(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        seen: Option<i64>,
    ) -> (reqwest::RequestBuilder, String) {
        let method: reqwest::Method = method.parse().expect("a method");
        let what = format!("{} {method} {path}", self.name);
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(version) = seen {
            request = request.header("if-match", version.to_string());
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        (request, what)
    }
}

impl Reply {
    async fn of(request: reqwest::RequestBuilder, what: String) -> Self {
        let name = what.clone();
        Self::whole(request, what)
            .await
            .unwrap_or_else(|| panic!("{name}: no answer"))
    }

    async fn whole(request: reqwest::RequestBuilder, what: String) -> Option<Self> {
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        let text = response.text().await.ok()?;
        Some(Self {
            status,
            json: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            what,
        })
    }

    /// It was done: what came back.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{}: {} {}",
            self.what,
            self.status,
            self.json
        );
        self.json
    }

    /// The law refused it, for this reason.
    #[track_caller]
    pub fn refused(self, refusal: Refusal) {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (409, Some(refusal.as_str())),
            "{}: {}",
            self.what,
            self.json
        );
    }

    /// It was refused with this status and code.
    #[track_caller]
    pub fn is(self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (status, Some(code)),
            "{}: {}",
            self.what,
            self.json
        );
    }
}

/// Posts with one more header, as a browser would on behalf of a page; gives the status.
pub async fn post_with(url: &str, body: &Value, name: &str, value: &str) -> u16 {
    let request = client().post(url).json(body).header(name, value);
    request.send().await.expect("an answer").status().as_u16()
}
