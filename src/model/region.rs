//! The region that a notice is for, by its names.

use serde::Deserialize;

/// A region as a pack names it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HomeRegion {
    /// 广西壮族自治区
    pub full: String,
    /// 广西
    pub short: String,
    /// What it is called at home (自治区, 八桂).
    pub also: Vec<String>,
}

impl HomeRegion {
    /// All names, the full one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.full, &self.short].into_iter().chain(&self.also).map(String::as_str)
    }
}
