//! The carrier of webhooks: signed messages to an address that someone named (Standard Webhooks 1.0).
//!
//! Anyone may name an address, and this server stands where others do not. So it is every connection
//! that must lead to the public internet, not only the address as it is written: a name is looked at
//! again each time it is resolved, and nothing is redirected. `standardwebhooks` signs, and is named
//! here only.

use std::error::Error as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ipnet::IpNet;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};
use uuid::Uuid;

use crate::secret;
use crate::wire::wall_clock;

/// How long an endpoint may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// An endpoint is asked for a word, not for a text.
const LONGEST_ANSWER: usize = 4096;
/// The longest address of an endpoint.
const LONGEST_ADDRESS: usize = 500;

/// Carries messages to endpoints.
#[derive(Clone)]
pub struct Hooks {
    key: hmac::Key,
    /// Over https to the public internet, and to what is allowed.
    public: Client,
    /// Without encryption, to what is allowed and nowhere else.
    near: Client,
    allowed: Arc<[IpNet]>,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The endpoint answered: the HTTP status, and the beginning of what it said.
    Answered(u16, String),
    /// It did not answer in time.
    TooSlow,
    /// Nobody answers there.
    Unreachable,
    /// The address leads where this server does not knock.
    Forbidden,
}

impl Outcome {
    /// As it is stored.
    pub fn word(&self) -> String {
        match self {
            Self::Answered(status, _) => status.to_string(),
            Self::TooSlow => "too_slow".to_owned(),
            Self::Unreachable => "unreachable".to_owned(),
            Self::Forbidden => "forbidden".to_owned(),
        }
    }

    /// Has the endpoint taken the message?
    pub fn taken(&self) -> bool {
        matches!(self, Self::Answered(200..=299, _))
    }

    /// Does the endpoint want no more of them (410)?
    pub fn gone(&self) -> bool {
        matches!(self, Self::Answered(410, _))
    }
}

impl Hooks {
    /// With the key in the state folder, from which the secret of each endpoint follows. To the
    /// allowed networks messages go although they are not public, and there also over http.
    pub fn at(state: &Path, allowed: &[IpNet]) -> anyhow::Result<Self> {
        let key = secret::kept(state, "webhooks")?;
        let allowed: Arc<[IpNet]> = allowed.into();
        let client = |public| {
            let guard = Guard {
                allowed: allowed.clone(),
                public,
            };
            Client::builder()
                .dns_resolver(Arc::new(guard))
                .redirect(Policy::none())
                .no_proxy()
                .referer(false)
                .timeout(PATIENCE)
                .user_agent(concat!("Proviso-Webhooks/", env!("CARGO_PKG_VERSION")))
                .build()
                .context("the client of webhooks")
        };
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()),
            public: client(true)?,
            near: client(false)?,
            allowed,
        })
    }

    /// The secret with which the messages of this following are signed, as its endpoint is told it.
    pub fn secret(&self, following: Uuid) -> String {
        let tag = hmac::sign(&self.key, following.as_bytes());
        format!("whsec_{}", BASE64.encode(tag.as_ref()))
    }

    /// The address of an endpoint in its usual spelling; nothing if this server does not send there.
    /// Where a name leads is looked at when something is sent.
    pub fn endpoint(&self, address: &str) -> Option<Url> {
        let url = Url::parse(address.trim()).ok()?;
        let plain = url.username().is_empty() && url.password().is_none();
        let named = match literal(&url) {
            Some(ip) => self.permits(&url, ip),
            None => url
                .host_str()
                .is_some_and(|host| host.trim_end_matches('.').contains('.')),
        };
        let encrypted = url.scheme() == "https" || url.scheme() == "http" && self.is_near(&url);
        let short = url.as_str().len() <= LONGEST_ADDRESS && url.fragment().is_none();
        (plain && named && encrypted && short).then_some(url)
    }

    /// Sends a message, signed now. The same message keeps its id at each attempt.
    pub async fn send(&self, endpoint: &str, following: Uuid, id: &str, body: &str) -> Outcome {
        let Some(url) = self.endpoint(endpoint) else {
            return Outcome::Forbidden;
        };
        let now = wall_clock().as_second();
        let signature = Webhook::new(&self.secret(following))
            .and_then(|signer| signer.sign(id, now, body.as_bytes()));
        let Ok(signature) = signature else {
            return Outcome::Unreachable;
        };
        let client = if url.scheme() == "https" {
            &self.public
        } else {
            &self.near
        };
        let sent = client
            .post(url)
            .header("content-type", "application/json")
            .header(HEADER_WEBHOOK_ID, id)
            .header(HEADER_WEBHOOK_TIMESTAMP, now)
            .header(HEADER_WEBHOOK_SIGNATURE, signature)
            .body(body.to_owned())
            .send()
            .await;
        let mut answer = match sent {
            Ok(answer) => answer,
            Err(error) if was_forbidden(&error) => return Outcome::Forbidden,
            Err(error) if error.is_timeout() => return Outcome::TooSlow,
            Err(_) => return Outcome::Unreachable,
        };
        let status = answer.status().as_u16();
        let mut said = Vec::new();
        // The status is what counts: who breaks off afterwards has answered.
        while let Ok(Some(piece)) = answer.chunk().await {
            said.extend_from_slice(&piece);
            if said.len() >= LONGEST_ANSWER {
                said.truncate(LONGEST_ANSWER);
                break;
            }
        }
        Outcome::Answered(status, String::from_utf8_lossy(&said).into_owned())
    }

    fn permits(&self, url: &Url, ip: IpAddr) -> bool {
        permits(&self.allowed, url.scheme() == "https", ip)
    }

    /// May the address be one in an allowed network? Of a name this shows when it is resolved.
    fn is_near(&self, url: &Url) -> bool {
        match literal(url) {
            Some(ip) => permits(&self.allowed, false, ip),
            None => !self.allowed.is_empty(),
        }
    }
}

/// An address that is written as numbers.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_matches(['[', ']']).parse().ok()
}

fn permits(allowed: &[IpNet], public: bool, ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    allowed.iter().any(|network| network.contains(&ip)) || (public && is_public(ip))
}

/// Is it an address of the public internet? By the registries of special-purpose addresses that RFC
/// 6890 began; of IPv6 only what is given out as global unicast, without what stands for IPv4.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !NOT_PUBLIC_4.iter().any(|(from, bits)| {
            let mask = u32::MAX << (32 - bits);
            u32::from(ip) & mask == u32::from(*from)
        }),
        IpAddr::V6(ip) => {
            let within = |from: Ipv6Addr, bits: u32| {
                let mask = u128::MAX << (128 - bits);
                u128::from(ip) & mask == u128::from(from)
            };
            let net = |a, b| Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0);
            within(net(0x2000, 0), 3)
                // Protocol assignments with Teredo, documentation, 6to4, documentation.
                && !within(net(0x2001, 0), 23)
                && !within(net(0x2001, 0xdb8), 32)
                && !within(net(0x2002, 0), 16)
                && !within(net(0x3fff, 0), 20)
        }
    }
}

/// Networks that are not the public internet, with the bits of their prefix.
const NOT_PUBLIC_4: [(Ipv4Addr, u32); 14] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved and broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Resolves names, and forgets every address to which nothing may be sent.
struct Guard {
    allowed: Arc<[IpNet]>,
    public: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, public) = (self.allowed.clone(), self.public);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let fit: Vec<_> = found
                .filter(|at| permits(&allowed, public, at.ip()))
                .collect();
            if fit.is_empty() {
                return Err(Forbidden.into());
            }
            Ok(Box::new(fit.into_iter()) as Addrs)
        })
    }
}

/// A name leads to no address to which anything may be sent.
#[derive(Debug)]
struct Forbidden;

impl std::fmt::Display for Forbidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name leads to no address that may be written to")
    }
}

impl std::error::Error for Forbidden {}

fn was_forbidden(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<Forbidden>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Hooks, was_forbidden};

    fn hooks(allowed: &[&str]) -> Hooks {
        let state = std::env::temp_dir().join(format!("proviso-hooks-{}", Uuid::now_v7()));
        let allowed: Vec<_> = allowed.iter().map(|net| net.parse().unwrap()).collect();
        let hooks = Hooks::at(&state, &allowed).unwrap();
        std::fs::remove_dir_all(state).unwrap();
        hooks
    }

    #[test]
    fn an_endpoint_is_on_the_public_internet_over_https() {
        let hooks = hooks(&[]);
        for good in [
            "https://court.example/hooks?of=rulings",
            "https://court.example:8443/",
            "https://8.8.8.8/",
            "https://[2a00:1450:4001::1]/",
        ] {
            assert!(hooks.endpoint(good).is_some(), "{good}");
        }
        for bad in [
            "http://court.example/",
            "ftp://court.example/",
            "https://user:secret@court.example/",
            "https://court.example/#top",
            "https://localhost/",
            "https://printer/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://0.0.0.0/",
            "https://10.1.2.3/",
            "https://100.64.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://172.31.255.255/",
            "https://192.168.0.1/",
            "https://198.19.0.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "https://[2001:0:1::1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "not an address",
            "",
        ] {
            assert!(hooks.endpoint(bad).is_none(), "{bad}");
        }
        assert!(
            hooks
                .endpoint(&format!("https://court.example/{}", "a".repeat(500)))
                .is_none()
        );
    }

    #[test]
    fn what_the_operator_allows_is_reached_without_encryption_too() {
        let hooks = hooks(&["10.2.0.0/16"]);
        assert!(hooks.endpoint("http://10.2.3.4:8080/in").is_some());
        assert!(hooks.endpoint("https://10.2.3.4/in").is_some());
        assert!(hooks.endpoint("http://10.3.3.4/in").is_none());
        assert!(hooks.endpoint("http://8.8.8.8/in").is_none());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_knocked_at() {
        // A listener that would answer, so that nothing but the guard keeps the request away.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let hooks = hooks(&[]);
        for client in [&hooks.public, &hooks.near] {
            let error = client
                .get(format!("http://localhost:{port}/"))
                .send()
                .await
                .unwrap_err();
            assert!(was_forbidden(&error), "{error:?}");
        }
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "somebody knocked");
    }

    #[test]
    fn each_following_has_a_secret_of_its_own() {
        let hooks = hooks(&[]);
        let (one, other) = (hooks.secret(Uuid::nil()), hooks.secret(Uuid::max()));
        assert_ne!(one, other);
        assert_eq!(one, hooks.secret(Uuid::nil()));
        assert!(one.starts_with("whsec_") && one.len() == 50, "{one}");
    }
}
