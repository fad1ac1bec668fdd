//! One file per family of checks; each check is a function from a [`super::Case`] and its parameters to findings.
