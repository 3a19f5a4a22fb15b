//! The user that the database server runs as: PostgreSQL refuses to be root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

/// A user of this machine who is not root.
#[derive(Debug)]
pub(super) struct User {
    pub name: &'static str,
    pub uid: u32,
    pub gid: u32,
}

impl User {
    /// Whom the server runs as when we are root: `postgres` if there is one, else `nobody`.
    /// None when we are an ordinary user, who then runs the server as himself.
    pub(super) fn when_root() -> Result<Option<Self>> {
        if number("-u", None) != Some(0) {
            return Ok(None);
        }
        for name in ["postgres", "nobody"] {
            if let (Some(uid), Some(gid)) = (number("-u", Some(name)), number("-g", Some(name))) {
                return Ok(Some(Self { name, uid, gid }));
            }
        }
        bail!("PostgreSQL does not run as root, and there is no user postgres or nobody to run it")
    }

    pub(super) fn own(&self, path: &Path) -> Result<()> {
        Ok(chown(path, Some(self.uid), Some(self.gid))?)
    }

    /// Whether this user gets to the program and may execute it.
    pub(super) fn runs(&self, program: &Path) -> bool {
        self.may_execute(program) && self.closed_folder_above(program).is_none()
    }

    /// The outermost folder on the way to `path` that this user may not pass.
    pub(super) fn closed_folder_above(&self, path: &Path) -> Option<PathBuf> {
        let real = fs::canonicalize(path).ok()?;
        let mut way: Vec<&Path> = real.ancestors().skip(1).collect();
        way.reverse();
        way.into_iter()
            .find(|folder| !self.may_execute(folder))
            .map(Path::to_owned)
    }

    fn may_execute(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|about| {
            let bit = match about {
                ref it if it.uid() == self.uid => 0o100,
                ref it if it.gid() == self.gid => 0o010,
                _ => 0o001,
            };
            about.mode() & bit != 0
        })
    }
}

fn number(which: &str, name: Option<&str>) -> Option<u32> {
    let answer = Command::new("id").arg(which).args(name).output().ok()?;
    if !answer.status.success() {
        return None;
    }
    String::from_utf8(answer.stdout).ok()?.trim().parse().ok()
}
