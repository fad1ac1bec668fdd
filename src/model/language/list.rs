//! One list of words, and the pairs of characters that are one; both with the lines by which they are tested.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use regex::{Captures, Regex};
use serde::Deserialize;

use crate::model::text::fold;

/// What of a list can be run without a dossier.
pub trait Tested {
    fn lines(&self) -> usize;
    /// Lines that are not read as they must be.
    fn astray(&self) -> Vec<String>;
}

/// Words and patterns for one idea.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<Entry>")]
pub struct List {
    entries: Vec<Entry>,
}

/// Where a list hit a text (bytes).
pub type Found = Range<usize>;

impl List {
    /// Whether a folded text uses one of the words.
    pub fn hits(&self, folded: &str) -> bool {
        self.find(folded).is_some()
    }

    /// The first entry's place in a folded text.
    pub fn find(&self, folded: &str) -> Option<Found> {
        self.entries.iter().find_map(|e| e.find(folded))
    }

    /// What stands at the beginning of a folded text: the longest of the words, or a pattern that matches there.
    pub fn opening(&self, folded: &str) -> Option<Found> {
        self.entries.iter().filter_map(|e| e.opening(folded)).max_by_key(|f| f.end)
    }

    /// What stands at the end of a folded text: the longest of the words, or a pattern that matches up to there.
    pub fn closing(&self, folded: &str) -> Option<Found> {
        self.entries.iter().filter_map(|e| e.closing(folded)).min_by_key(|f| f.start)
    }

    /// Whether a folded text is one of the words and nothing else.
    pub fn is(&self, folded: &str) -> bool {
        self.opening(folded).is_some_and(|f| f.end == folded.len() && !folded.is_empty())
    }

    pub fn opens(&self, folded: &str) -> bool {
        self.opening(folded).is_some()
    }

    pub fn closes(&self, folded: &str) -> bool {
        self.closing(folded).is_some()
    }

    /// The text behind the words at its beginning.
    pub fn behind_opening<'t>(&self, folded: &'t str) -> Option<&'t str> {
        self.opening(folded).and_then(|f| folded.get(f.end..))
    }

    /// The text before the words at its end.
    pub fn before_closing<'t>(&self, folded: &'t str) -> Option<&'t str> {
        self.closing(folded).and_then(|f| folded.get(..f.start))
    }

    /// A folded text with every match of a `pattern` written otherwise.
    pub fn replaced(&self, folded: &str, with: impl Fn(&Captures<'_>) -> String) -> String {
        let open = self.entries.iter().filter(|e| !e.is_barred(folded)).filter_map(|e| e.pattern());
        open.fold(folded.to_owned(), |text, pattern| pattern.replace_all(&text, &with).into_owned())
    }

    /// The words as the file lists them, folded; patterns are left out.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|e| e.how != How::Pattern).flat_map(|e| e.words.iter().map(String::as_str))
    }

    /// The first match of a `pattern`, with its groups; words have none.
    pub fn captures<'t>(&self, folded: &'t str) -> Option<Captures<'t>> {
        let open = self.entries.iter().filter(|e| !e.is_barred(folded));
        open.filter_map(|e| e.pattern()).find_map(|p| p.captures(folded))
    }

    /// A text without all that the entries hit, entry by entry in the file's order.
    pub fn without(&self, folded: &str) -> String {
        let open = self.entries.iter().filter(|e| !e.is_barred(folded));
        open.fold(folded.to_owned(), |text, entry| entry.without(&text))
    }

    /// All places in a folded text, in order, one entry's after the other's.
    pub fn find_all(&self, folded: &str) -> Vec<Found> {
        let open = self.entries.iter().filter(|e| !e.is_barred(folded));
        open.flat_map(|e| e.find_all(folded)).collect()
    }

    /// All matches of all patterns, entry by entry.
    pub fn captures_all<'t>(&self, folded: &'t str) -> Vec<Captures<'t>> {
        let open = self.entries.iter().filter(|e| !e.is_barred(folded));
        open.filter_map(|e| e.pattern()).flat_map(|p| p.captures_iter(folded).collect::<Vec<_>>()).collect()
    }

    /// A folded text less the word that it ends with.
    pub fn stripped_end<'t>(&self, folded: &'t str) -> Option<&'t str> {
        let at_end = self.entries.iter().filter_map(|e| e.find(folded)).find(|f| f.end == folded.len());
        at_end.and_then(|f| folded.get(..f.start))
    }

    /// A folded text less the word that it begins with.
    pub fn stripped_start<'t>(&self, folded: &'t str) -> Option<&'t str> {
        let at_start = self.entries.iter().filter_map(|e| e.find(folded)).find(|f| f.start == 0);
        at_start.and_then(|f| folded.get(f.end..))
    }
}

impl TryFrom<Vec<Entry>> for List {
    type Error = String;

    fn try_from(entries: Vec<Entry>) -> Result<List, String> {
        match entries.is_empty() {
            true => Err("词表不能为空".to_owned()),
            false => Ok(List { entries }),
        }
    }
}

impl Tested for List {
    fn lines(&self) -> usize {
        self.entries.iter().map(|e| e.hit.len() + e.miss.len()).sum()
    }

    fn astray(&self) -> Vec<String> {
        let mut astray = Vec::new();
        for entry in &self.entries {
            astray.extend(entry.faulty_pattern());
            let missed = entry.hit.iter().filter(|line| entry.find(&fold(line)).is_none());
            astray.extend(missed.map(|line| format!("“{line}”应当命中而没有命中")));
            let taken = entry.miss.iter().filter(|line| self.hits(&fold(line)));
            astray.extend(taken.map(|line| format!("“{line}”不应命中而命中")));
        }
        astray
    }
}

/// Words for several ideas of one sort, each under the name that people are shown (“研讨会”).
#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<RawEntry>")]
pub struct Sorts {
    sorts: Vec<(String, Entry)>,
}

impl Sorts {
    /// The names of all whose words a folded text uses.
    pub fn all(&self, folded: &str) -> BTreeSet<&str> {
        self.sorts.iter().filter(|(_, e)| e.find(folded).is_some()).map(|(name, _)| name.as_str()).collect()
    }
}

impl TryFrom<Vec<RawEntry>> for Sorts {
    type Error = String;

    fn try_from(raw: Vec<RawEntry>) -> Result<Sorts, String> {
        let one = |mut raw: RawEntry| {
            let name = raw.name.take().filter(|n| !n.trim().is_empty()).ok_or("每条须写明名称（name）")?;
            Ok::<_, String>((name, Entry::try_from(raw)?))
        };
        let sorts: Vec<(String, Entry)> = raw.into_iter().map(one).collect::<Result<_, _>>()?;
        match sorts.is_empty() {
            true => Err("词表不能为空".to_owned()),
            false => Ok(Sorts { sorts }),
        }
    }
}

impl Tested for Sorts {
    fn lines(&self) -> usize {
        self.sorts.iter().map(|(_, e)| e.hit.len() + e.miss.len()).sum()
    }

    fn astray(&self) -> Vec<String> {
        let mut astray = Vec::new();
        for (name, entry) in &self.sorts {
            astray.extend(entry.faulty_pattern());
            let missed = entry.hit.iter().filter(|line| entry.find(&fold(line)).is_none());
            astray.extend(missed.map(|line| format!("“{line}”应当属于“{name}”")));
            let taken = entry.miss.iter().filter(|line| self.all(&fold(line)).contains(name.as_str()));
            astray.extend(taken.map(|line| format!("“{line}”不应属于“{name}”")));
        }
        astray
    }
}

/// Words that are sought in one way, with their lines.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawEntry")]
struct Entry {
    how: How,
    /// Folded; of a pattern, the pattern alone.
    words: Vec<String>,
    but: Vec<String>,
    hit: Vec<String>,
    miss: Vec<String>,
    compiled: OnceLock<Option<Regex>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Is,
    Has,
    Starts,
    Ends,
    Pattern,
}

/// An entry as a file may write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    /// Of an entry of [`Sorts`].
    name: Option<String>,
    is: Option<Vec<String>>,
    has: Option<Vec<String>>,
    starts: Option<Vec<String>>,
    ends: Option<Vec<String>>,
    pattern: Option<String>,
    #[serde(default)]
    but: Vec<String>,
    hit: Vec<String>,
    miss: Vec<String>,
}

impl TryFrom<RawEntry> for Entry {
    type Error = String;

    fn try_from(raw: RawEntry) -> Result<Entry, String> {
        if raw.name.is_some() {
            return Err("这张词表的各条没有名称（name）".to_owned());
        }
        let ways = [
            (How::Is, raw.is),
            (How::Has, raw.has),
            (How::Starts, raw.starts),
            (How::Ends, raw.ends),
            (How::Pattern, raw.pattern.map(|p| vec![p])),
        ];
        let mut given = ways.into_iter().filter_map(|(how, words)| Some((how, words?)));
        let (Some((how, words)), None) = (given.next(), given.next()) else {
            return Err("每条须有且只有一种写法（is、has、starts、ends、pattern 之一）".to_owned());
        };
        if words.is_empty() || words.iter().any(|w| w.trim().is_empty()) {
            return Err("词语不能为空".to_owned());
        }
        if raw.hit.is_empty() || raw.miss.is_empty() {
            return Err("须各有至少一句应命中（hit）和不应命中（miss）的例句".to_owned());
        }
        let words = if how == How::Pattern { words } else { words.iter().map(|w| fold(w)).collect() };
        let but = raw.but.iter().map(|w| fold(w)).collect();
        Ok(Entry { how, words, but, hit: raw.hit, miss: raw.miss, compiled: OnceLock::new() })
    }
}

impl Entry {
    fn find(&self, folded: &str) -> Option<Found> {
        if self.is_barred(folded) {
            return None;
        }
        let mut words = self.words.iter().map(String::as_str);
        match self.how {
            How::Is => words.find(|w| *w == folded).map(|_| 0..folded.len()),
            How::Has => words.filter_map(|w| folded.find(w).map(|i| i..i + w.len())).min_by_key(|f| f.start),
            How::Starts => words.find(|w| folded.starts_with(w)).map(|w| 0..w.len()),
            How::Ends => words.find(|w| folded.ends_with(w)).map(|w| folded.len() - w.len()..folded.len()),
            How::Pattern => self.pattern()?.find(folded).map(|m| m.range()),
        }
    }

    fn opening(&self, folded: &str) -> Option<Found> {
        if self.is_barred(folded) {
            return None;
        }
        let words = || self.words.iter().filter(|w| folded.starts_with(w.as_str())).map(|w| 0..w.len());
        match self.how {
            How::Pattern => self.pattern()?.find(folded).map(|m| m.range()).filter(|f| f.start == 0),
            How::Is => words().find(|f| f.end == folded.len()),
            How::Has | How::Starts => words().max_by_key(|f| f.end),
            How::Ends => self.find(folded).filter(|f| f.start == 0),
        }
    }

    fn closing(&self, folded: &str) -> Option<Found> {
        if self.is_barred(folded) {
            return None;
        }
        let start = |w: &String| folded.strip_suffix(w.as_str()).map(str::len);
        let words = || self.words.iter().filter_map(start).map(|at| at..folded.len());
        match self.how {
            How::Pattern => {
                self.pattern()?.find_iter(folded).last().map(|m| m.range()).filter(|f| f.end == folded.len())
            }
            How::Is => words().find(|f| f.start == 0),
            How::Has | How::Ends => words().min_by_key(|f| f.start),
            How::Starts => self.find(folded).filter(|f| f.end == folded.len()),
        }
    }

    fn find_all(&self, folded: &str) -> Vec<Found> {
        match self.how {
            How::Has => {
                let each =
                    |w: &String| folded.match_indices(w.as_str()).map(|(i, m)| i..i + m.len()).collect::<Vec<_>>();
                self.words.iter().flat_map(each).collect()
            }
            How::Pattern => {
                let Some(pattern) = self.pattern() else { return Vec::new() };
                pattern.find_iter(folded).map(|m| m.range()).collect()
            }
            _ => self.find(folded).into_iter().collect(),
        }
    }

    fn without(&self, text: &str) -> String {
        match self.how {
            How::Has => self.words.iter().fold(text.to_owned(), |text, word| text.replace(word.as_str(), "")),
            How::Pattern => match self.pattern() {
                Some(pattern) => pattern.replace_all(text, "").into_owned(),
                None => text.to_owned(),
            },
            _ => match self.find(text) {
                Some(found) => format!("{}{}", &text[..found.start], &text[found.end..]),
                None => text.to_owned(),
            },
        }
    }

    fn faulty_pattern(&self) -> Option<String> {
        let pattern = self.words.first().filter(|_| self.how == How::Pattern)?;
        Regex::new(pattern).err().map(|error| format!("模式“{pattern}”有误：{error}"))
    }

    fn is_barred(&self, folded: &str) -> bool {
        self.but.iter().any(|w| folded.contains(w.as_str()))
    }

    /// A pattern is compiled when it is first asked for: few lists are needed for one paper. The self-test names those that do not compile.
    fn pattern(&self) -> Option<&Regex> {
        let pattern = self.words.first().filter(|_| self.how == How::Pattern)?;
        self.compiled.get_or_init(|| Regex::new(pattern).ok()).as_ref()
    }
}

/// Long forms and the short ones that mean the same (“科学技术协会”, “科协”).
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawShort")]
pub struct Shorter {
    pairs: Vec<(String, String)>,
    hit: Vec<[String; 2]>,
    miss: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShort {
    /// Long, short; the longest first where one holds another.
    pairs: Vec<[String; 2]>,
    /// Written, read.
    hit: Vec<[String; 2]>,
    /// Left as it is.
    miss: Vec<String>,
}

impl Shorter {
    /// A folded text with the short forms in place of the long ones.
    pub fn short(&self, folded: &str) -> String {
        self.pairs.iter().fold(folded.to_owned(), |text, (long, short)| text.replace(long.as_str(), short))
    }
}

impl TryFrom<RawShort> for Shorter {
    type Error = String;

    fn try_from(raw: RawShort) -> Result<Shorter, String> {
        if raw.pairs.is_empty() || raw.hit.is_empty() || raw.miss.is_empty() {
            return Err("词对、hit、miss 均不能为空".to_owned());
        }
        let pairs: Vec<(String, String)> = raw.pairs.iter().map(|[long, short]| (fold(long), fold(short))).collect();
        match pairs.iter().find(|(long, short)| long.is_empty() || long.chars().count() <= short.chars().count()) {
            Some((long, short)) => Err(format!("“{short}”不比“{long}”短")),
            None => Ok(Shorter { pairs, hit: raw.hit, miss: raw.miss }),
        }
    }
}

impl Tested for Shorter {
    fn lines(&self) -> usize {
        self.hit.len() + self.miss.len()
    }

    fn astray(&self) -> Vec<String> {
        let wrong = self.hit.iter().filter(|[written, read]| self.short(&fold(written)) != fold(read));
        let wrong = wrong.map(|[written, read]| format!("“{written}”应当读作“{read}”"));
        let touched = self.miss.iter().filter(|line| self.short(&fold(line)) != fold(line));
        wrong.chain(touched.map(|line| format!("“{line}”不应改动"))).collect()
    }
}

/// Characters that stand for others: traditional and variant forms for the common ones.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawTwins")]
pub struct Twins {
    /// Sorted by the first.
    pairs: Vec<(char, char)>,
    hit: Vec<[String; 2]>,
    miss: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTwins {
    /// Lines of pairs: the variant, then what it stands for; white space between pairs.
    pairs: String,
    /// Written, read.
    hit: Vec<[String; 2]>,
    /// Left as it is.
    miss: Vec<String>,
}

impl Twins {
    pub fn plain(&self, text: &str) -> String {
        let one = |c: char| self.pairs.binary_search_by_key(&c, |p| p.0).map_or(c, |i| self.pairs[i].1);
        text.chars().map(one).collect()
    }
}

impl TryFrom<RawTwins> for Twins {
    type Error = String;

    fn try_from(raw: RawTwins) -> Result<Twins, String> {
        let mut pairs = Vec::new();
        for pair in raw.pairs.split_whitespace() {
            match pair.chars().collect::<Vec<_>>().as_slice() {
                [from, to] if from != to => pairs.push((*from, *to)),
                _ => return Err(format!("“{pair}”不是一对不同的字")),
            }
        }
        pairs.sort_unstable();
        if let Some(twice) = pairs.windows(2).find(|p| p[0].0 == p[1].0) {
            return Err(format!("“{}”写了两次", twice[0].0));
        }
        if pairs.is_empty() || raw.hit.is_empty() || raw.miss.is_empty() {
            return Err("字对、hit、miss 均不能为空".to_owned());
        }
        Ok(Twins { pairs, hit: raw.hit, miss: raw.miss })
    }
}

impl Tested for Twins {
    fn lines(&self) -> usize {
        self.hit.len() + self.miss.len()
    }

    fn astray(&self) -> Vec<String> {
        let wrong = self.hit.iter().filter(|[written, read]| self.plain(written) != *read);
        let wrong = wrong.map(|[written, read]| format!("“{written}”应当读作“{read}”"));
        let touched = self.miss.iter().filter(|line| self.plain(line) != **line);
        wrong.chain(touched.map(|line| format!("“{line}”不应改动"))).collect()
    }
}
