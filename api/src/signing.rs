//! The key of a body, with which it signs what it publishes: Ed25519, made at its first use in the
//! state folder, the same key for a detached JWS (RFC 7515, RFC 8037) and for minisign.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::secret;

/// In a secret key of minisign: algorithms, salt, limits and the key's number come before the seed
/// and the public key.
const SEED_AT: usize = 62;
const SEED_BYTES: usize = 32;

/// Signs for the bodies of this installation.
#[derive(Clone, Debug)]
pub struct Signer {
    state: PathBuf,
}

/// The public halves of a body's key.
#[derive(Clone, Debug)]
pub struct PublicKeys {
    /// The thumbprint of the JWK (RFC 7638).
    pub kid: String,
    /// As a JSON Web Key.
    pub jwk: Value,
    /// As minisign takes it on its command line.
    pub minisign: String,
}

/// The signatures over some bytes.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Detached: header, nothing, signature (RFC 7515, appendix F).
    pub jws: String,
    /// A minisign signature file.
    pub minisig: String,
}

impl Signer {
    /// With keys in this state folder.
    pub fn at(state: &Path) -> Self {
        Self {
            state: state.to_owned(),
        }
    }

    /// Signs for a body. The comment is signed, too, and shown by whoever checks.
    pub fn sign(&self, body: Uuid, bytes: &[u8], comment: &str) -> Result<(PublicKeys, Signed)> {
        self.make(body, bytes, comment).map_err(Error::broken)
    }

    fn make(
        &self,
        body: Uuid,
        bytes: &[u8],
        comment: &str,
    ) -> anyhow::Result<(PublicKeys, Signed)> {
        let kept = secret::kept_as(&self.state, &format!("body-{body}.minisign"), || {
            let KeyPair { sk, .. } = KeyPair::generate_unencrypted_keypair()?;
            Ok(sk.to_box(Some("the key of a body"))?.into_string())
        })?;
        let secret = SecretKeyBox::from_string(&kept)?.into_unencrypted_secret_key()?;
        let public = PublicKey::from_secret_key(&secret)?;
        let pair = same_key(&secret)?;
        let keys = public_keys(&pair, &public)?;
        let header = json!({ "alg": "EdDSA", "kid": keys.kid, "cty": "application/akn+xml" });
        let header = BASE64URL.encode(serde_json::to_vec(&header)?);
        let signature = pair.sign(format!("{header}.{}", BASE64URL.encode(bytes)).as_bytes());
        let minisig = minisign::sign(
            Some(&public),
            &secret,
            bytes,
            Some(comment),
            Some("signature by the key of the body"),
        )?;
        let signed = Signed {
            jws: format!("{header}..{}", BASE64URL.encode(signature.as_ref())),
            minisig: minisig.into_string(),
        };
        Ok((keys, signed))
    }
}

fn same_key(secret: &SecretKey) -> anyhow::Result<Ed25519KeyPair> {
    let bytes = secret.to_bytes();
    let seed = bytes
        .get(SEED_AT..SEED_AT + SEED_BYTES)
        .context("the key of the body is cut short")?;
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| anyhow!("the key of the body is no key"))
}

fn public_keys(pair: &Ed25519KeyPair, public: &PublicKey) -> anyhow::Result<PublicKeys> {
    let (kid, jwk) = jwk(pair.public_key().as_ref())?;
    Ok(PublicKeys {
        jwk,
        minisign: public.to_base64(),
        kid,
    })
}

/// A public key of Ed25519 as a JSON Web Key, under its name: its thumbprint (RFC 7638 with RFC 8037, 2).
pub fn jwk(public: &[u8]) -> anyhow::Result<(String, Value)> {
    let x = BASE64URL.encode(public);
    // The members that make the key, in the order of their names.
    let thumbprint = Sha256::digest(serde_json::to_vec(
        &json!({ "crv": "Ed25519", "kty": "OKP", "x": x }),
    )?);
    let kid = BASE64URL.encode(thumbprint);
    let jwk =
        json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": "EdDSA" });
    Ok((kid, jwk))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    use base64::Engine as _;
    use minisign::{PublicKey, SignatureBox};
    use uuid::Uuid;

    use super::{BASE64URL, Signer};
    use crate::secret::random;

    #[test]
    fn a_body_signs_with_one_key_in_both_forms_and_another_body_with_another() {
        let state = std::env::temp_dir().join(format!("proviso-signer-{}", random(4).unwrap()));
        let signer = Signer::at(&state);
        let body = Uuid::new_v4();
        let (keys, signed) = signer.sign(body, b"a ruling", "2026-isecrc-1").unwrap();
        let (again, _) = signer.sign(body, b"another", "").unwrap();
        let (other, _) = signer.sign(Uuid::new_v4(), b"a ruling", "").unwrap();
        assert_eq!(keys.kid, again.kid);
        assert_ne!(keys.kid, other.kid);

        let public = PublicKey::from_base64(&keys.minisign).unwrap();
        let minisig = SignatureBox::from_string(&signed.minisig).unwrap();
        let holds = |bytes: &[u8]| {
            minisign::verify(&public, &minisig, Cursor::new(bytes), true, false, false).is_ok()
        };
        assert!(holds(b"a ruling") && !holds(b"a rulinG"));

        let parts: Vec<_> = signed.jws.split('.').collect();
        assert_eq!((parts.len(), parts[1]), (3, ""), "the bytes are not inside");
        let x = BASE64URL.decode(keys.jwk["x"].as_str().unwrap()).unwrap();
        let message = format!("{}.{}", parts[0], BASE64URL.encode(b"a ruling"));
        UnparsedPublicKey::new(&ED25519, x)
            .verify(message.as_bytes(), &BASE64URL.decode(parts[2]).unwrap())
            .unwrap();
        std::fs::remove_dir_all(state).unwrap();
    }
}
