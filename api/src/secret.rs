//! Generated secrets, kept in the state folder where only the server's own user reads them.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

/// Below the state folder.
const FOLDER: &str = "secrets";

/// The secret of this name, made at its first use and the same ever after.
pub fn kept(state: &Path, name: &str) -> Result<String> {
    kept_as(state, name, || random(24))
}

/// The same for a secret that has a form of its own. Whoever else makes it at the same time, the one
/// that was there first is everybody's.
pub fn kept_as(state: &Path, name: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
    if let Some(secret) = read(state, name)? {
        return Ok(secret);
    }
    let secret = make()?.trim().to_owned();
    let (draft, file) = (draft(state, name, &secret)?, path(state, name));
    let named = fs::hard_link(&draft, &file);
    fs::remove_file(&draft)?;
    match named {
        Ok(()) => {
            fs::File::open(state.join(FOLDER))?.sync_all()?;
            Ok(secret)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read(state, name)?.with_context(|| format!("{} is gone", file.display()))
        }
        Err(error) => Err(error).with_context(|| format!("cannot write {}", file.display())),
    }
}

/// The secret of this name, if there is one.
pub fn read(state: &Path, name: &str) -> Result<Option<String>> {
    let file = path(state, name);
    match fs::read_to_string(&file) {
        Ok(secret) => Ok(Some(secret.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

/// Another secret under this name, at once and whole.
pub fn replace(state: &Path, name: &str, secret: &str) -> Result<()> {
    let draft = draft(state, name, secret)?;
    fs::rename(&draft, path(state, name))?;
    fs::File::open(state.join(FOLDER))?.sync_all()?;
    Ok(())
}

/// A half-written secret must never be found, so it gets its name when it is on the disk.
fn draft(state: &Path, name: &str, secret: &str) -> Result<PathBuf> {
    let folder = state.join(FOLDER);
    self::folder(&folder)?;
    let draft = folder.join(format!(".{name}.{}", random(4)?));
    let mut written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    writeln!(written, "{secret}")?;
    written.sync_all()?;
    Ok(draft)
}

fn path(state: &Path, name: &str) -> PathBuf {
    state.join(FOLDER).join(name)
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

    use super::{kept, random, replace};

    #[test]
    fn whoever_makes_a_secret_at_the_same_time_gets_the_same() {
        let state = std::env::temp_dir().join(format!("proviso-secrets-{}", random(4).unwrap()));
        let makers: Vec<_> = (0..16)
            .map(|_| {
                let state = state.clone();
                std::thread::spawn(move || kept(&state, "key").unwrap())
            })
            .collect();
        let made: Vec<_> = makers.into_iter().map(|one| one.join().unwrap()).collect();
        let first = kept(&state, "key").unwrap();
        assert!(made.iter().all(|one| *one == first), "{made:?}");
        assert_eq!(std::fs::read_dir(state.join("secrets")).unwrap().count(), 1);
        replace(&state, "key", "another").unwrap();
        assert_eq!(kept(&state, "key").unwrap(), "another");
        std::fs::remove_dir_all(state).unwrap();
    }

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
