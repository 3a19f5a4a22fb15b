//! Generated secrets, kept in the state folder where only the server's own user reads them.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, Result, anyhow};

/// The secret of this name, made at its first use and the same ever after.
pub fn kept(state: &Path, name: &str) -> Result<String> {
    kept_as(state, name, || random(24))
}

/// The same for a secret that has a form of its own.
pub fn kept_as(state: &Path, name: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
    let folder = state.join("secrets");
    let file = folder.join(name);
    match fs::read_to_string(&file) {
        Ok(secret) => return Ok(secret.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
    self::folder(&folder)?;
    let secret = make()?.trim().to_owned();
    // A half-written secret must never be found, so it gets its name when it is on the disk.
    let draft = folder.join(format!(".{name}"));
    let mut written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    writeln!(written, "{secret}")?;
    written.sync_all()?;
    fs::rename(&draft, &file)?;
    fs::File::open(&folder)?.sync_all()?;
    Ok(secret)
}

/// A folder that only the server's own user may enter, made if it is not there.
pub fn folder(path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// So many random bytes, in hexadecimal.
pub fn random(bytes: usize) -> Result<String> {
    let mut noise = vec![0; bytes];
    aws_lc_rs::rand::fill(&mut noise).map_err(|_| anyhow!("the system gives no randomness"))?;
    Ok(noise.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{kept, random};

    #[test]
    fn a_secret_is_kept_and_only_its_owner_reads_it() {
        let state = std::env::temp_dir().join(format!("proviso-secret-{}", random(4).unwrap()));
        let first = kept(&state, "token").unwrap();
        assert_eq!(first.len(), 48);
        assert_eq!(first, kept(&state, "token").unwrap());
        assert_ne!(first, kept(&state, "other").unwrap());
        let mode = std::fs::metadata(state.join("secrets/token"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_dir_all(state).unwrap();
    }
}
