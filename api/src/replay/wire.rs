//! The replay's way to the server: HTTP, a person at a time.

use std::collections::HashMap;
use std::fmt;

use anyhow::Context as _;
use reqwest::header::IF_MATCH;
use reqwest::{Client, Method, StatusCode, Url};
use serde_json::{Value, json};

/// Who signs in, and where a replay is performed.
#[derive(Clone, Debug)]
pub struct Target {
    /// The server, as `http://localhost:8080`.
    pub url: String,
    /// The slug of a simulation body there.
    pub body: String,
    /// The address of that body's administrator.
    pub email: String,
    /// The administrator's password.
    pub password: String,
}

/// The code of an answer that is not in the server's form.
pub(super) const UNKNOWN: &str = "unknown";

/// What the server did not do, as it said it.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) code: String,
    pub(super) said: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} ({}, {})",
            self.said,
            self.code,
            self.status.as_u16()
        )
    }
}

impl std::error::Error for Refused {}

/// A connection to one body, with the tokens of those who have signed in.
pub(super) struct Wire {
    client: Client,
    base: String,
    sign_ins: HashMap<String, (String, String)>,
    tokens: HashMap<String, String>,
}

/// What goes with a request.
#[derive(Default)]
pub(super) struct With<'a> {
    pub(super) json: Option<Value>,
    pub(super) pdf: Option<Vec<u8>>,
    pub(super) seen: Option<i64>,
    pub(super) query: &'a [(&'a str, &'a str)],
}

impl Wire {
    pub(super) fn to(at: &Target) -> Self {
        Self {
            client: Client::new(),
            base: format!("{}/api/{}", at.url.trim_end_matches('/'), at.body),
            sign_ins: HashMap::new(),
            tokens: HashMap::new(),
        }
    }

    /// Tells how someone signs in; they do when they first act.
    pub(super) fn introduce(&mut self, key: &str, email: &str, password: &str) {
        self.sign_ins
            .insert(key.to_owned(), (email.to_owned(), password.to_owned()));
    }

    pub(super) async fn get(&mut self, who: &str, path: &str) -> anyhow::Result<Value> {
        self.send(who, Method::GET, path, With::default()).await
    }

    /// Sends a request as someone; their session is renewed when it has run out.
    pub(super) async fn send(
        &mut self,
        who: &str,
        method: Method,
        path: &str,
        with: With<'_>,
    ) -> anyhow::Result<Value> {
        let mut signed_in_now = false;
        loop {
            let token = match self.tokens.get(who) {
                Some(token) => token.clone(),
                None => {
                    signed_in_now = true;
                    self.sign_in(who).await?
                }
            };
            let url = Url::parse_with_params(&format!("{}{path}", self.base), with.query)?;
            let mut request = self.client.request(method.clone(), url).bearer_auth(token);
            if let Some(seen) = with.seen {
                request = request.header(IF_MATCH, seen.to_string());
            }
            request = match (&with.pdf, &with.json) {
                (Some(bytes), _) => request
                    .header("content-type", "application/pdf")
                    .body(bytes.clone()),
                (None, Some(json)) => request.json(json),
                (None, None) => request,
            };
            let response = request
                .send()
                .await
                .with_context(|| format!("asking {}{path}", self.base))?;
            if response.status() == StatusCode::UNAUTHORIZED && !signed_in_now {
                self.tokens.remove(who);
                continue;
            }
            return answer(response).await;
        }
    }

    async fn sign_in(&mut self, who: &str) -> anyhow::Result<String> {
        let (email, password) = self
            .sign_ins
            .get(who)
            .with_context(|| format!("nobody is called {who}"))?;
        let credentials = json!({ "email": email, "password": password });
        let response = self
            .client
            .post(format!("{}/tokens", self.base))
            .json(&credentials)
            .send()
            .await;
        let response = response.with_context(|| format!("signing in at {}", self.base))?;
        let tokens = answer(response)
            .await
            .with_context(|| format!("signing in as {email}"))?;
        let token = tokens["access_token"]
            .as_str()
            .context("no access token came")?
            .to_owned();
        self.tokens.insert(who.to_owned(), token.clone());
        Ok(token)
    }
}

async fn answer(response: reqwest::Response) -> anyhow::Result<Value> {
    let status = response.status();
    let text = response.text().await?;
    if status.is_success() {
        return Ok(serde_json::from_str(&text).unwrap_or(Value::Null));
    }
    let problem: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let mut said = problem["detail"]
        .as_str()
        .unwrap_or("The server gave no reason.")
        .to_owned();
    for field in problem["fields"].as_array().into_iter().flatten() {
        let part = |name: &str| field[name].as_str().unwrap_or_default().to_owned();
        said.push_str(&format!(" {}: {}", part("path"), part("why")));
    }
    let code = problem["code"].as_str().unwrap_or(UNKNOWN).to_owned();
    Err(Refused { status, code, said }.into())
}
