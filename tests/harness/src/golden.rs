//! Golden pages: `ACCEPT=1` writes them, except under CI; otherwise they are compared.

use std::path::PathBuf;

/// The folder of the golden pages.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../golden")
}

/// Compares a page with the file of that name.
pub fn compare(name: &str, page: &str) {
    compare_file(&folder().join(name), page);
}

/// Compares a page with a file.
pub fn compare_file(path: &std::path::Path, page: &str) {
    let accept = std::env::var_os("ACCEPT").is_some() && std::env::var_os("CI").is_none();
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    if kept == page {
        return;
    }
    if accept {
        std::fs::write(path, page).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let line = kept
        .lines()
        .zip(page.lines())
        .position(|(old, new)| old != new)
        .unwrap_or_else(|| kept.lines().count().min(page.lines().count()));
    panic!(
        "{} differs from line {}:\n  kept: {}\n  now:  {}\nIf that is meant, run the test with ACCEPT=1.",
        path.display(),
        line + 1,
        kept.lines().nth(line).unwrap_or("(nothing)"),
        page.lines().nth(line).unwrap_or("(nothing)"),
    );
}
