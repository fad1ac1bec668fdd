//! `yanshen.toml`: what the people in charge say of a dossier; it overrides what was inferred.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::model::{DocKind, Money, refusal};

/// Values that win over anything read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides {
    pub sub_type: Option<String>,
    pub unit: Option<String>,
    pub aliases: BTreeSet<String>,
    pub grant: Option<Money>,
    /// Path inside the dossier → kind.
    pub documents: BTreeMap<String, DocKind>,
    /// Where the sub-type comes from, for people.
    pub basis: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawOverrides {
    sub_type: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    aliases: BTreeSet<String>,
    grant: Option<String>,
    #[serde(default)]
    documents: BTreeMap<String, DocKind>,
}

impl Overrides {
    /// Reads the text of `yanshen.toml`; the message says where it is wrong.
    pub fn parse(text: Option<&str>) -> Result<Overrides, String> {
        let Some(text) = text else { return Ok(Overrides::default()) };
        let raw: RawOverrides = toml::from_str(text).map_err(|e| {
            let line = text.get(..e.span().map_or(0, |s| s.start)).unwrap_or_default().matches('\n').count() + 1;
            format!("yanshen.toml 第{line}行：{}，整个文件未使用", refusal::of_toml(e.message()))
        })?;
        let grant = match raw.grant {
            None => None,
            Some(g) => Some(
                g.parse()
                    .map_err(|_| format!("yanshen.toml 的 grant = \"{g}\" 不是金额，请写元数，如 \"15000.00\""))?,
            ),
        };
        let basis = if raw.sub_type.is_some() { "yanshen.toml 指定".to_owned() } else { String::new() };
        Ok(Overrides {
            sub_type: raw.sub_type,
            unit: raw.unit,
            aliases: raw.aliases,
            grant,
            documents: raw.documents,
            basis,
        })
    }

    /// Applies the file kinds that people named.
    pub fn rename_kinds(&self, dossier: &crate::model::Dossier, kinds: &mut crate::model::Kinds) {
        for paper in &mut kinds.papers {
            if let Some(kind) = self.documents.get(&dossier.doc(paper.doc).path) {
                paper.kind = *kind;
                paper.reasons = vec!["yanshen.toml 指定".to_owned()];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_mistakes_named() {
        let text = "sub-type = \"1A\"\nunit = \"某学会\"\ngrant = \"15000\"\n[documents]\n\"a.pdf\" = \"plan\"\n";
        let o = Overrides::parse(Some(text)).expect("fine");
        assert_eq!(o.sub_type.as_deref(), Some("1A"));
        assert_eq!(o.documents.get("a.pdf"), Some(&DocKind::Plan));
        assert!(Overrides::parse(Some("subtype = 1")).unwrap_err().contains("yanshen.toml"));
        assert!(Overrides::parse(Some("grant = \"很多\"")).unwrap_err().contains("很多"));
    }
}
