//! What the loader accepts, and how it says what is wrong.

use super::*;

/// The embedded files, for tests that break one of them.
fn files() -> Files {
    let mut files = Files::new();
    let mut mistakes = Vec::new();
    collect_embedded(&EMBEDDED, &mut files, &mut mistakes);
    assert_eq!(mistakes, []);
    files
}

#[test]
fn the_embedded_pack_loads() {
    match embedded() {
        Ok(pack) => assert_eq!(pack.rules.len(), 60),
        Err(errors) => panic!("{errors}"),
    }
}
