//! What is bought, by its nature: the last word of a name tells the thing (“打印机色带” is a ribbon, no printer). Knows no prices,
//! verbs or bans: see `accounts::spending`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::list::Tested;
use crate::model::text::fold;

lexicon! {
    /// Names of goods and services.
    Goods {
        /// Each word under its nature.
        natures: Natures,
    }
}

/// What sort of thing a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Devices, furniture, vehicles: assets, if the price says so.
    Durable,
    /// Cheap things that last, parts, books: a question of the unit's rules.
    Accessory,
    /// Software and rights.
    Software,
    /// Building and fitting out.
    Works,
    Property,
    Gift,
    Garment,
    Alcohol,
    Food,
    Energy,
    Medicine,
    /// Seedlings and animals of an experiment.
    Living,
    /// Printed or made to be shown.
    Printed,
    Consumable,
    Service,
    Labour,
    Hire,
    Travel,
    Repair,
}

impl Nature {
    pub fn chinese(self) -> &'static str {
        match self {
            Nature::Durable => "可长期使用的物品",
            Nature::Accessory => "低值耐用品",
            Nature::Software => "软件、无形资产",
            Nature::Works => "装修、修建",
            Nature::Property => "房地产",
            Nature::Gift => "礼品、纪念品",
            Nature::Garment => "服装",
            Nature::Alcohol => "烟酒",
            Nature::Food => "食品",
            Nature::Energy => "燃料",
            Nature::Medicine => "药品",
            Nature::Living => "种苗、试验动物",
            Nature::Printed => "印制、展示用品",
            Nature::Consumable => "耗材",
            Nature::Service => "服务",
            Nature::Labour => "劳务",
            Nature::Hire => "租用",
            Nature::Travel => "交通食宿",
            Nature::Repair => "维修",
        }
    }
}

/// A thing that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thing<'t> {
    pub nature: Nature,
    pub word: &'t str,
    /// What stands before the word.
    pub before: &'t str,
}

/// Words by their nature; a word has one nature.
#[derive(Debug, Deserialize)]
#[serde(try_from = "BTreeMap<Nature, RawNature>")]
pub struct Natures {
    words: BTreeMap<String, Nature>,
    /// Characters of the longest word.
    longest: usize,
    hit: Vec<(Nature, String)>,
    miss: Vec<(Nature, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNature {
    /// White space between words.
    words: String,
    hit: Vec<String>,
    miss: Vec<String>,
}

impl Natures {
    /// The thing that a folded name ends with: the longest word counts.
    pub fn head<'t>(&self, name: &'t str) -> Option<Thing<'t>> {
        let starts: Vec<usize> = name.char_indices().map(|(i, _)| i).collect();
        let first = starts.len().saturating_sub(self.longest);
        starts.get(first..)?.iter().find_map(|at| {
            let (before, word) = name.split_at_checked(*at)?;
            Some(Thing { nature: *self.words.get(word)?, word, before })
        })
    }
}

impl TryFrom<BTreeMap<Nature, RawNature>> for Natures {
    type Error = String;

    fn try_from(raw: BTreeMap<Nature, RawNature>) -> Result<Natures, String> {
        let mut natures = Natures { words: BTreeMap::new(), longest: 0, hit: Vec::new(), miss: Vec::new() };
        for (nature, list) in raw {
            if list.words.trim().is_empty() || list.hit.is_empty() || list.miss.is_empty() {
                return Err(format!("“{}”的词语、hit、miss 均不能为空", nature.chinese()));
            }
            for word in list.words.split_whitespace().map(fold) {
                natures.longest = natures.longest.max(word.chars().count());
                if let Some(before) = natures.words.insert(word.clone(), nature) {
                    return Err(format!("“{word}”写了两次（{}、{}）", before.chinese(), nature.chinese()));
                }
            }
            natures.hit.extend(list.hit.into_iter().map(|line| (nature, line)));
            natures.miss.extend(list.miss.into_iter().map(|line| (nature, line)));
        }
        let known: BTreeSet<Nature> = natures.words.values().copied().collect();
        match known.len() {
            19 => Ok(natures),
            _ => Err("每一类都须有词语".to_owned()),
        }
    }
}

impl Tested for Natures {
    fn lines(&self) -> usize {
        self.hit.len() + self.miss.len()
    }

    fn astray(&self) -> Vec<String> {
        let nature_of = |line: &str| self.head(&fold(line)).map(|t| t.nature);
        let missed = self.hit.iter().filter(|(n, line)| nature_of(line) != Some(*n));
        let missed = missed.map(|(n, line)| format!("“{line}”应当属于{}", n.chinese()));
        let taken = self.miss.iter().filter(|(n, line)| nature_of(line) == Some(*n));
        missed.chain(taken.map(|(n, line)| format!("“{line}”不应属于{}", n.chinese()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::language;
    use super::Nature;

    #[test]
    fn the_last_and_longest_word_tells_the_thing() {
        let natures = &language().goods.natures;
        for (name, nature) in [
            ("打印机", Some(Nature::Durable)),
            ("打印机色带", Some(Nature::Consumable)),
            ("竞赛管理系统", Some(Nature::Software)),
            ("导视系统", Some(Nature::Printed)),
            ("谢意", None),
            ("", None),
        ] {
            assert_eq!(natures.head(name).map(|t| t.nature), nature, "{name}");
        }
    }
}
