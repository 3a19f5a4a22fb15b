//! How often one asks: so many requests a minute from a network address, and for an account; and how often
//! one tries to sign in. Counted in memory by the generic cell rate algorithm, so whoever keeps to what is
//! published is never refused. `governor` does the counting and is named here only.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_lc_rs::{digest, hmac};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;
use uuid::Uuid;

use crate::secret;
use crate::wire::hex;

/// The time over which requests are counted, in seconds.
const WINDOW: u64 = 60;
/// After so many questions, those who have not asked for a while are forgotten.
const TIDIED_EVERY: u64 = 4096;

/// What the operator allows.
#[derive(Clone, Debug, clap::Args)]
pub struct Allowed {
    /// Requests a minute from one network address whose sender has not signed in (an IPv6 network
    /// of 64 bits counts as one); 0 sets no limit.
    #[arg(long, env = "PROVISO_LIMIT_ADDRESS", default_value_t = 600)]
    pub limit_address: u32,
    /// Requests a minute for one signed-in account; 0 sets no limit.
    #[arg(long, env = "PROVISO_LIMIT_ACCOUNT", default_value_t = 1200)]
    pub limit_account: u32,
    /// Attempts to sign in to one account that are let through at once; then one more every 30 seconds.
    /// Where that account was used before they are counted apart, so that nobody is locked out by strangers
    /// who try a password. From one network, for all accounts, three times as many; 0 sets no limit.
    #[arg(long, env = "PROVISO_LIMIT_SIGN_IN", default_value_t = 10)]
    pub limit_sign_in: u32,
    /// Proxies in front of this server whose X-Forwarded-For is believed: addresses or networks
    /// (as 10.0.0.0/8), with commas between them. Without it nobody's is.
    #[arg(long, env = "PROVISO_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
}

/// A network as an operator writes it; a lone address is a network of one.
pub fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| format!("“{text}” is no address and no network, as 10.0.0.0/8 is"))
}

/// Who asks, as far as counting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Someone who has not signed in, at this address.
    Address(IpAddr),
    /// This account.
    Account(Uuid),
}

/// What an asker may still ask, as the headers `RateLimit-Policy` and `RateLimit` say it
/// (draft-ietf-httpapi-ratelimit-headers).
#[derive(Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is allowed.
    pub policy: String,
    /// What is left of it.
    pub left: String,
    /// Refused: to be asked again after so many seconds.
    pub wait: Option<u64>,
}

type Counts<K> =
    RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

struct Limit<K: Hash + Eq + Clone> {
    name: &'static str,
    quota: NonZeroU32,
    counts: Counts<K>,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, quota: u32) -> Option<Self> {
        let quota = NonZeroU32::new(quota)?;
        let counts = RateLimiter::keyed(Quota::per_minute(quota)).with_middleware();
        Some(Self {
            name,
            quota,
            counts,
        })
    }

    fn ask(&self, key: &K) -> Standing {
        let quota = u64::from(self.quota.get());
        let (left, seconds, wait) = match self.counts.check_key(key) {
            Ok(state) => {
                let left = u64::from(state.remaining_burst_capacity());
                let used = quota.saturating_sub(left);
                (left, (used * WINDOW).div_ceil(quota), None)
            }
            Err(until) => {
                let wait = until.wait_time_from(self.counts.clock().now());
                let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
                (0, seconds, Some(seconds))
            }
        };
        let name = self.name;
        Standing {
            policy: format!("\"{name}\";q={quota};w={WINDOW}"),
            left: format!("\"{name}\";r={left};t={seconds}"),
            wait,
        }
    }

    fn tidy(&self) {
        self.counts.retain_recent();
        self.counts.shrink_to_fit();
    }
}

/// Another attempt to sign in to an account after so long.
const ATTEMPT_EVERY: Duration = Duration::from_secs(30);
/// Another letter to whoever has forgotten their password after so long.
const REMINDER_EVERY: Duration = Duration::from_secs(5 * 60);
/// So many times as many from one network, for all accounts: many people work behind one address.
const BEHIND_A_NETWORK: u32 = 3;

/// What is counted of attempts to sign in: a digest, so that a long address costs no more memory.
type Mark = [u8; 32];

/// Attempts to sign in.
struct SignIns {
    /// Of an account from networks from which it was never used.
    strangers: Counts<Mark>,
    /// Of an account from one network from which it was.
    familiar: Counts<Mark>,
    /// From a network to accounts that were never used there.
    networks: Counts<Mark>,
}

impl SignIns {
    fn new(at_once: u32, every: Duration) -> Option<Self> {
        let at_once = NonZeroU32::new(at_once)?;
        let counts = |times: u32| {
            let quota = Quota::with_period(every / times)?;
            let burst = at_once.saturating_mul(NonZeroU32::new(times)?);
            Some(RateLimiter::keyed(quota.allow_burst(burst)).with_middleware())
        };
        Some(Self {
            strangers: counts(1)?,
            familiar: counts(1)?,
            networks: counts(BEHIND_A_NETWORK)?,
        })
    }

    /// Counts an attempt; refused, it may be made again after so many seconds.
    fn ask(&self, network: &str, account: &[&[u8]], familiar: bool) -> Option<u64> {
        let of = |counts: &Counts<Mark>, parts: &[&[u8]]| {
            let until = counts.check_key(&marked(parts)).err()?;
            let wait = until.wait_time_from(counts.clock().now());
            Some(wait.as_secs_f64().ceil().max(1.0) as u64)
        };
        let network = network.as_bytes();
        if familiar {
            return of(&self.familiar, &[&[network], account].concat());
        }
        // A network that is refused uses up nothing of the accounts that it tries.
        of(&self.networks, &[network]).or_else(|| of(&self.strangers, account))
    }

    fn tidy(&self) {
        for counts in [&self.strangers, &self.familiar, &self.networks] {
            counts.retain_recent();
            counts.shrink_to_fit();
        }
    }
}

/// The same for the same parts, and for no others.
fn marked(parts: &[&[u8]]) -> Mark {
    let mut all = digest::Context::new(&digest::SHA256);
    for part in parts {
        all.update(&(part.len() as u64).to_be_bytes());
        all.update(part);
    }
    let mut mark = Mark::default();
    mark.copy_from_slice(all.finish().as_ref());
    mark
}

/// Tells networks apart without keeping where they are: whoever reads the database does not learn from where
/// someone wrote.
pub struct Senders(hmac::Key);

impl Senders {
    /// With a key of their own in the state folder.
    pub fn at(state: &Path) -> anyhow::Result<Self> {
        let key = secret::kept(state, "senders")?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes())))
    }

    /// The same for whoever counts as one; nothing for this machine itself, which is not counted.
    pub fn mark(&self, sender: IpAddr) -> Option<String> {
        let network = counted(sender.to_canonical()).to_string();
        let mark = hmac::sign(&self.0, network.as_bytes());
        (!sender.is_loopback()).then(|| hex(mark.as_ref()))
    }
}

/// The limits of this process, and what was asked of it lately.
pub struct Limits {
    addresses: Option<Limit<IpAddr>>,
    accounts: Option<Limit<Uuid>>,
    sign_ins: Option<SignIns>,
    reminders: Option<SignIns>,
    trusted: Vec<IpNet>,
    asked: AtomicU64,
    warned: Once,
}

impl Limits {
    /// Limits as the operator allows.
    pub fn new(allowed: &Allowed) -> Self {
        Self {
            addresses: Limit::new("address", allowed.limit_address),
            accounts: Limit::new("account", allowed.limit_account),
            sign_ins: SignIns::new(allowed.limit_sign_in, ATTEMPT_EVERY),
            reminders: SignIns::new(allowed.limit_sign_in, REMINDER_EVERY),
            trusted: allowed.trusted_proxies.clone(),
            asked: AtomicU64::new(0),
            warned: Once::new(),
        }
    }

    /// Requests a minute that are answered to one network address; none: no limit holds.
    pub fn of_addresses(&self) -> Option<u32> {
        self.addresses.as_ref().map(|limit| limit.quota.get())
    }

    /// No limits.
    pub fn none() -> Self {
        Self::new(&Allowed {
            limit_address: 0,
            limit_account: 0,
            limit_sign_in: 0,
            trusted_proxies: vec![],
        })
    }

    /// Whose request this is: the peer's, or that of the last one before the proxies we trust.
    /// `forwarded` are the values of X-Forwarded-For in their order. Whoever writes into the header
    /// before our proxy does stands to the left of what the proxy wrote, and is not believed.
    pub fn sender<'a>(&self, peer: IpAddr, forwarded: impl Iterator<Item = &'a str>) -> IpAddr {
        let mut sender = peer.to_canonical();
        let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
        for hop in hops.iter().rev() {
            if !self.trusts(sender) {
                self.warn_of_proxy(sender, peer);
                break;
            }
            let Some(before) = address(hop) else { break };
            sender = before;
        }
        sender
    }

    /// Counts a request, and says how its asker stands; nothing where no limit holds. This machine
    /// itself is not counted: the operator's own commands come from here.
    pub fn ask(&self, sender: IpAddr, account: Option<Uuid>) -> Option<Standing> {
        if sender.is_loopback() {
            return None;
        }
        self.tidy();
        match account {
            Some(account) => Some(self.accounts.as_ref()?.ask(&account)),
            None => Some(self.addresses.as_ref()?.ask(&counted(sender))),
        }
    }

    /// Counts an attempt to sign in to an account of a body from a network ([`Senders::mark`]), whether or not
    /// there is such an account; if it is one too many, it may be made again after so many seconds. `familiar`:
    /// that account was used from that network before.
    pub fn sign_in(
        &self,
        network: &str,
        (body, email): (Uuid, &str),
        familiar: bool,
    ) -> Option<u64> {
        self.tidy();
        let account: [&[u8]; 2] = [body.as_bytes(), email.as_bytes()];
        self.sign_ins.as_ref()?.ask(network, &account, familiar)
    }

    /// Counts a letter to whoever says that they have forgotten the password of an account, whether or not there
    /// is such an account: may it be written? Of an account wherever it is asked; of a network where it is known.
    pub fn reminds(&self, network: Option<&str>, (body, email): (Uuid, &str)) -> bool {
        self.tidy();
        let account: [&[u8]; 2] = [body.as_bytes(), email.as_bytes()];
        let Some(reminders) = &self.reminders else {
            return true;
        };
        match network {
            Some(network) => reminders.ask(network, &account, false).is_none(),
            None => reminders.strangers.check_key(&marked(&account)).is_ok(),
        }
    }

    /// Forgets, now and then, who has not asked for a while.
    fn tidy(&self) {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDIED_EVERY == TIDIED_EVERY - 1 {
            self.addresses.iter().for_each(Limit::tidy);
            self.accounts.iter().for_each(Limit::tidy);
            self.sign_ins.iter().for_each(SignIns::tidy);
            self.reminders.iter().for_each(SignIns::tidy);
        }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted
            .iter()
            .any(|network| network.contains(&address))
    }

    /// Tells the operator, once, that those behind a proxy cannot be told apart.
    fn warn_of_proxy(&self, sender: IpAddr, peer: IpAddr) {
        if sender != peer.to_canonical() {
            return;
        }
        self.warned.call_once(|| {
            tracing::warn!(
                %peer,
                "a request says that it was forwarded; if a proxy of yours did that, name it in \
                 PROVISO_TRUSTED_PROXIES, or everyone behind it is counted as one"
            );
        });
    }
}

/// An address as X-Forwarded-For has it, with a port or without.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
        .map(|address: IpAddr| address.to_canonical())
}

/// What counts as one address: of IPv6 the network, since a subscriber has all of it.
fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let network = u128::from(six) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use uuid::Uuid;

    use super::{Allowed, Limits, address, network};

    fn limits(a_minute: u32, proxies: &[&str]) -> Limits {
        Limits::new(&Allowed {
            limit_address: a_minute,
            limit_account: a_minute,
            limit_sign_in: a_minute,
            trusted_proxies: proxies.iter().map(|text| network(text).unwrap()).collect(),
        })
    }

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn who_asks_too_often_is_refused_and_nobody_else() {
        let limits = limits(2, &[]);
        let first = limits.ask(at("203.0.113.1"), None).unwrap();
        assert_eq!(first.policy, "\"address\";q=2;w=60");
        assert_eq!(
            (first.left.as_str(), first.wait),
            ("\"address\";r=1;t=30", None)
        );
        assert_eq!(limits.ask(at("203.0.113.1"), None).unwrap().wait, None);
        let refused = limits.ask(at("203.0.113.1"), None).unwrap();
        assert!(
            refused
                .wait
                .is_some_and(|seconds| (1..=30).contains(&seconds))
        );
        assert!(refused.left.starts_with("\"address\";r=0;t="));
        assert_eq!(limits.ask(at("203.0.113.2"), None).unwrap().wait, None);
        let account = Some(Uuid::from_u128(1));
        let signed_in = limits.ask(at("203.0.113.1"), account).unwrap();
        assert_eq!(signed_in.left, "\"account\";r=1;t=30");
    }

    #[test]
    fn a_network_of_64_bits_is_one_address_and_an_account_is_one_wherever_it_is() {
        let limits = limits(1, &[]);
        let refused = |address, account| limits.ask(at(address), account).unwrap().wait.is_some();
        assert!(!refused("2001:db8:0:1::1", None));
        assert!(refused("2001:db8:0:1:ffff::2", None));
        assert!(!refused("2001:db8:0:2::1", None));
        let account = Some(Uuid::from_u128(1));
        assert!(!refused("203.0.113.1", account));
        assert!(refused("198.51.100.1", account));
    }

    #[test]
    fn strangers_who_try_a_password_make_nobody_wait_who_was_there_before() {
        let many: Vec<String> = (0..10).map(|no| format!("{no}@x.example")).collect();
        let limits = limits(2, &[]);
        let (body, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let refused = |network: &str, account, familiar| {
            let wait = limits.sign_in(network, account, familiar);
            assert!(
                wait.is_none_or(|seconds| (1..=30).contains(&seconds)),
                "{wait:?}"
            );
            wait.is_some()
        };
        let ann = (body, "ann@xaa.example");
        assert!(!refused("a", ann, false) && !refused("b", ann, false));
        assert!(refused("c", ann, false), "from wherever they come");
        assert!(!refused("home", ann, true) && !refused("home", ann, true));
        assert!(refused("home", ann, true), "there, too, only so often");
        assert!(!refused("office", ann, true));
        assert!(
            !refused("c", (other, ann.1), false),
            "an account is one of a body"
        );
        // One network that tries many accounts: one of those attempts was above, and none was refused for it.
        let tried = many
            .iter()
            .filter(|email| !refused("d", (body, email.as_str()), false));
        assert_eq!(tried.count(), 6);
        assert!(
            !refused("e", (body, "9@x.example"), false),
            "and used up nothing of theirs"
        );
    }

    #[test]
    fn this_machine_and_what_has_no_limit_are_not_counted() {
        assert_eq!(limits(1, &[]).ask(at("127.0.0.1"), None), None);
        assert_eq!(limits(1, &[]).ask(at("::1"), Some(Uuid::nil())), None);
        assert_eq!(Limits::none().ask(at("203.0.113.1"), None), None);
    }

    #[test]
    fn only_what_a_trusted_proxy_wrote_is_believed() {
        let nobody = limits(1, &[]);
        let said = |limits: &Limits, peer, values: &[&str]| {
            limits.sender(at(peer), values.iter().copied()).to_string()
        };
        assert_eq!(said(&nobody, "10.0.0.1", &["203.0.113.1"]), "10.0.0.1");
        let ours = limits(1, &["10.0.0.0/8", "::1"]);
        let cases: [(&[&str], &str); 9] = [
            (&[], "10.0.0.1"),
            (&["203.0.113.1"], "203.0.113.1"),
            (&["203.0.113.1:4711"], "203.0.113.1"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            // What a client made up stands before what our proxy saw.
            (&["198.51.100.9, 203.0.113.1"], "203.0.113.1"),
            (&["198.51.100.9", "203.0.113.1, 10.0.0.2"], "203.0.113.1"),
            (&["127.0.0.1, 203.0.113.1"], "203.0.113.1"),
            (&["203.0.113.1, unknown"], "10.0.0.1"),
            (&["::ffff:203.0.113.1"], "203.0.113.1"),
        ];
        for (values, sender) in cases {
            assert_eq!(said(&ours, "10.0.0.1", values), sender, "{values:?}");
            assert_eq!(said(&ours, "203.0.113.7", values), "203.0.113.7");
        }
        assert_eq!(
            said(&ours, "::ffff:10.0.0.1", &["203.0.113.1"]),
            "203.0.113.1"
        );
    }

    #[test]
    fn an_operator_names_networks_and_addresses() {
        assert_eq!(network(" 10.0.0.1").unwrap().to_string(), "10.0.0.1/32");
        assert_eq!(
            network("2001:db8::/32").unwrap().to_string(),
            "2001:db8::/32"
        );
        assert!(network("proxy.example").unwrap_err().contains("10.0.0.0/8"));
        assert_eq!(address("_hidden"), None);
    }
}
