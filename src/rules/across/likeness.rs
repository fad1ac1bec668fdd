//! Near-identical papers of two projects (X03), found through an index of shingles and never by comparing all pairs.
//!
//! Words of the notice, of unfilled forms, and what a large part of the papers share are nobody's own and do not count. Looks at
//! running text only: short cells of tables are labels and names.

use std::collections::{BTreeMap, BTreeSet};

use super::finding;
use crate::model::audit::CrossFinding;
use crate::model::pack::{Pack, Rule};
use crate::model::text::key;
use crate::model::{Block, Content, DocId, DocKind, DossierAudit, Evidence, Place, Status};

/// A text of at least this many folded characters can be told from another.
const LONG_ENOUGH: usize = 80;
/// A cell of a table with at least this many is running text.
const LONG_CELL: usize = 40;
/// Length of a shingle in characters.
const SHINGLE: usize = 8;

/// How two texts are compared.
#[derive(Debug, Clone, Copy)]
struct Measure {
    /// Characters of a shingle.
    length: usize,
    /// One shingle in so many is kept (by its hash), so that the index stays small; of a short text all are.
    keep: u64,
    /// Shingles of its own that a text must have kept.
    own: usize,
    /// From this share on (per cent) two texts are alike.
    percent: usize,
}

impl Measure {
    /// Near-identical: whole stretches are the same.
    fn copies(percent: u32) -> Measure {
        Measure { length: SHINGLE, keep: 4, own: 12, percent: usize::try_from(percent).unwrap_or(100) }
    }

    /// One text in other words: word for word replaced, the rest and the order kept. Texts of their own share far less of their
    /// short stretches, whatever their subject.
    const REWORDED: Measure = Measure { length: 4, keep: 2, own: 60, percent: 50 };
}

/// Texts with fewer shingles keep all of them.
const SHORT: usize = 400;
/// Up to so many texts with a shingle are paired each with each; more are paired with the first and with their neighbour.
const EACH_WITH_EACH: usize = 8;
/// A shingle in more than one dossier in so many (and in more than [`EACH_WITH_EACH`] texts) is boilerplate.
const COMMON: usize = 4;

pub fn papers(
    pack: &Pack,
    rule: &Rule,
    dossiers: &[DossierAudit],
    kinds: &[DocKind],
    percent: u32,
) -> (usize, Vec<CrossFinding>, Vec<(usize, Evidence)>) {
    let texts = texts(dossiers, kinds);
    let compare = |measure: Measure| {
        let samples = texts.iter().map(|t| Sample::new(t.dossier, &spelt(t.blocks), measure)).collect();
        alike(samples, &boilerplate(pack, dossiers, measure), measure)
    };
    let copies = compare(Measure::copies(percent));
    let mut reworded = compare(Measure::REWORDED);
    let same = |p: &Pair| copies.iter().flat_map(|c| [c.a, c.b]).any(|i| i == p.a || i == p.b);
    reworded.retain(|p| !same(p));
    let mut found: Vec<CrossFinding> =
        groups(texts.len(), &copies).iter().map(|g| told(rule, dossiers, &texts, g, false)).collect();
    found.extend(groups(texts.len(), &reworded).iter().map(|g| told(rule, dossiers, &texts, g, true)));
    (texts.len(), found, texts.iter().map(|t| (t.dossier, t.evidence.clone())).take(3).collect())
}

struct Text<'a> {
    dossier: usize,
    doc: DocId,
    evidence: Evidence,
    blocks: &'a [Block],
}

fn texts<'a>(dossiers: &'a [DossierAudit], kinds: &[DocKind]) -> Vec<Text<'a>> {
    let mut texts = Vec::new();
    for (dossier, d) in dossiers.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for paper in d.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.is_void()) {
            let doc = d.dossier.doc(paper.doc);
            let blocks = doc.blocks.get(paper.blocks.clone()).unwrap_or_default();
            if spelt(blocks).len() < LONG_ENOUGH || !seen.insert((doc.sha256.as_str(), paper.blocks.start)) {
                continue;
            }
            let evidence = paper.title.clone().unwrap_or_else(|| Evidence::new(paper.doc, Place::Whole, doc.name()));
            texts.push(Text { dossier, doc: paper.doc, evidence, blocks });
        }
    }
    texts
}

/// The running text of a block: a line, or the long cells of a table.
fn passages(block: &Block) -> Vec<&str> {
    match &block.content {
        _ if block.hidden => Vec::new(),
        Content::Heading { text, .. } | Content::Paragraph { text } => vec![text],
        Content::Table(t) => {
            let cells = t.rows.iter().filter(|r| !r.hidden).flat_map(|r| &r.cells);
            cells.map(|c| c.text.as_str()).filter(|t| t.chars().count() >= LONG_CELL).collect()
        }
    }
}

/// A folded character and where it comes from: block, passage in it, bytes there.
#[derive(Debug, Clone, Copy)]
struct Letter {
    folded: char,
    block: usize,
    passage: usize,
    bytes: (usize, usize),
}

/// Letters, digits and ideographs of the running text, one by one as [`key`] folds them.
fn spelt(blocks: &[Block]) -> Vec<Letter> {
    let mut out = Vec::new();
    for (block, b) in blocks.iter().enumerate() {
        for (passage, text) in passages(b).into_iter().enumerate() {
            for (at, c) in text.char_indices() {
                let bytes = (at, at + c.len_utf8());
                if ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_ascii_digit() || c.is_ascii_lowercase() {
                    out.push(Letter { folded: c, block, passage, bytes });
                } else if !c.is_whitespace() {
                    let folded = key(c.encode_utf8(&mut [0; 4]));
                    out.extend(folded.chars().map(|folded| Letter { folded, block, passage, bytes }));
                }
            }
        }
    }
    out
}

/// What the index knows of a text: whose it is, and its kept shingles, sorted.
struct Sample {
    owner: usize,
    shingles: Vec<u64>,
    /// All shingles are kept.
    is_short: bool,
}

impl Sample {
    fn new(owner: usize, letters: &[Letter], measure: Measure) -> Sample {
        let folded: Vec<char> = letters.iter().map(|l| l.folded).collect();
        Sample { owner, is_short: folded.len() <= SHORT, shingles: shingles(&folded, measure) }
    }

    /// The shingles that a long text would have kept.
    fn thinned(&self, measure: Measure) -> Vec<u64> {
        self.shingles.iter().copied().filter(|h| h.is_multiple_of(measure.keep)).collect()
    }
}

fn shingles(folded: &[char], measure: Measure) -> Vec<u64> {
    let keep = if folded.len() <= SHORT { 1 } else { measure.keep };
    thinned(folded, measure, keep)
}

fn thinned(folded: &[char], measure: Measure, keep: u64) -> Vec<u64> {
    let mut kept: Vec<u64> = folded.windows(measure.length).map(hash).filter(|h| h.is_multiple_of(keep)).collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// FNV-1a over code points: stable between runs and machines.
fn hash(window: &[char]) -> u64 {
    window.iter().fold(0xcbf2_9ce4_8422_2325, |h, c| (h ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3))
}

/// Shingles of the notice and of the run's unfilled forms.
fn boilerplate(pack: &Pack, dossiers: &[DossierAudit], measure: Measure) -> BTreeSet<u64> {
    let notice: Vec<char> = key(&pack.notice_text).chars().collect();
    // that the notice uses short stretches of the language says nothing
    let whole = if measure.length < SHINGLE { Vec::new() } else { thinned(&notice, measure, 1) };
    let mut out: BTreeSet<u64> = whole.into_iter().collect();
    for d in dossiers {
        for paper in d.kinds.papers.iter().filter(|p| p.is_void()) {
            let blocks = d.dossier.doc(paper.doc).blocks.get(paper.blocks.clone()).unwrap_or_default();
            let folded: Vec<char> = spelt(blocks).iter().map(|l| l.folded).collect();
            out.extend(thinned(&folded, measure, 1));
        }
    }
    out
}

/// Two texts of different owners, and the share of the smaller one that stands in the other, in per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    a: usize,
    b: usize,
    likeness: usize,
}

/// Pairs from the measure's share on. The work grows with the number of shingles, not with the number of pairs of texts.
fn alike(mut samples: Vec<Sample>, boilerplate: &BTreeSet<u64>, measure: Measure) -> Vec<Pair> {
    let owners = samples.iter().map(|s| s.owner).collect::<BTreeSet<_>>().len();
    let common = EACH_WITH_EACH.max(owners / COMMON);
    let mut index: Vec<(u64, usize)> = Vec::new();
    for (i, s) in samples.iter_mut().enumerate() {
        s.shingles.retain(|h| !boilerplate.contains(h));
        index.extend(s.shingles.iter().map(|h| (*h, i)));
    }
    index.sort_unstable();
    let mut met: Vec<(usize, usize)> = Vec::new();
    let mut everywhere = BTreeSet::new();
    for run in index.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() > 1) {
        let of: Vec<usize> = run.iter().map(|(_, i)| *i).collect();
        if of.len() > common {
            everywhere.extend(run.first().map(|(h, _)| *h));
        } else if of.len() <= EACH_WITH_EACH {
            met.extend(of.iter().enumerate().flat_map(|(n, a)| of.iter().skip(n + 1).map(move |b| (*a, *b))));
        } else {
            met.extend(of.first().into_iter().flat_map(|a| of.iter().skip(1).map(move |b| (*a, *b))));
            met.extend(of.windows(2).filter_map(|w| Some((*w.first()?, *w.last()?))));
        }
    }
    for s in &mut samples {
        s.shingles.retain(|h| !everywhere.contains(h));
    }
    met.sort_unstable();
    let mut out = Vec::new();
    for run in met.chunk_by(|x, y| x == y) {
        let Some(&(a, b)) = run.first() else { continue };
        let (Some(x), Some(y)) = (samples.get(a), samples.get(b)) else { continue };
        if x.owner == y.owner {
            continue;
        }
        // a short text's are thinned where the other's are; two short ones tell by all
        let (own, thin) = if x.is_short && y.is_short { (measure.own * 2, false) } else { (measure.own, true) };
        let of = |s: &Sample| if thin { s.thinned(measure) } else { s.shingles.clone() };
        let (p, q) = (of(x), of(y));
        let smaller = p.len().min(q.len());
        // In a large run not every pair meets at every shingle; what meets rarely is not near-identical all the same.
        if smaller < own || run.len() * 5 < smaller {
            continue;
        }
        let likeness = 100 * shared(&p, &q) / smaller;
        if likeness >= measure.percent {
            out.push(Pair { a, b, likeness });
        }
    }
    out
}

/// How many values two sorted lists have in common.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().filter(|h| long.binary_search(h).is_ok()).count()
}

/// Pairs that hang together, the most alike first in each group.
fn groups(texts: usize, pairs: &[Pair]) -> Vec<Vec<Pair>> {
    let mut leader: Vec<usize> = (0..texts).collect();
    fn find(leader: &[usize], mut at: usize) -> usize {
        while let Some(up) = leader.get(at).filter(|up| **up != at) {
            at = *up;
        }
        at
    }
    for p in pairs {
        let (a, b) = (find(&leader, p.a), find(&leader, p.b));
        if let Some(slot) = leader.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut by_leader: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
    for p in pairs {
        by_leader.entry(find(&leader, p.a)).or_default().push(*p);
    }
    let mut out: Vec<Vec<Pair>> = by_leader.into_values().collect();
    out.iter_mut().for_each(|g| g.sort_by_key(|p| (std::cmp::Reverse(p.likeness), p.a, p.b)));
    out
}

/// One finding a group: the likest two with the passage they share, then the others.
fn told(rule: &Rule, dossiers: &[DossierAudit], texts: &[Text<'_>], group: &[Pair], reworded: bool) -> CrossFinding {
    let path = |t: &Text<'_>| {
        dossiers.get(t.dossier).map(|d| format!("“{}”的{}", d.path, d.dossier.doc(t.doc).path)).unwrap_or_default()
    };
    let first = group.first();
    let likest: Vec<&Text<'_>> = first.iter().flat_map(|p| [texts.get(p.a), texts.get(p.b)]).flatten().collect();
    let members: BTreeSet<usize> = group.iter().flat_map(|p| [p.a, p.b]).collect();
    let others: Vec<&Text<'_>> = members
        .iter()
        .filter(|i| first.is_none_or(|p| **i != p.a && **i != p.b))
        .filter_map(|i| texts.get(*i))
        .collect();
    let (mut evidence, mut passage) = (Vec::new(), String::new());
    if let [x, y] = likest.as_slice()
        && let Some((length, there, here)) = common_passage(x, y)
    {
        passage = format!("，最长的相同文字{length}字：“{}”", there.quote);
        evidence = vec![(x.dossier, there), (y.dossier, here)];
    }
    if evidence.is_empty() {
        evidence = likest.iter().map(|t| (t.dossier, t.evidence.clone())).collect();
    }
    evidence.extend(others.iter().map(|t| (t.dossier, t.evidence.clone())));
    let names: Vec<String> = likest.iter().chain(&others).map(|t| path(t)).collect();
    let (least, most) = (group.last().map_or(0, |p| p.likeness), first.map_or(0, |p| p.likeness));
    let share = if least == most { format!("{most}%") } else { format!("{least}%—{most}%") };
    let how = if reworded { "文字经改写仍高度相似" } else { "文字近于相同" };
    let message = format!(
        "{}{how}（相同片段占较短一篇的{share}，通知原文和空白表格的文字不计{passage}），请核实是否一稿多用。",
        names.join("与")
    );
    let keys: Vec<String> = members.iter().filter_map(|i| texts.get(*i)).map(|t| key(&t.evidence.quote)).collect();
    finding(rule, Status::Review, keys.join("|"), message, evidence)
}

/// The longest run of characters that both have: its length, and the words as each writes them.
fn common_passage(x: &Text<'_>, y: &Text<'_>) -> Option<(usize, Evidence, Evidence)> {
    let (a, b) = (spelt(x.blocks), spelt(y.blocks));
    let fold = |letters: &[Letter]| letters.iter().map(|l| l.folded).collect::<Vec<char>>();
    let (start_a, start_b, length) = longest_run(&fold(&a), &fold(&b))?;
    let quote = |t: &Text<'_>, letters: &[Letter], start: usize| {
        let run = letters.get(start..start + length)?;
        let words = written(t.blocks, run)?;
        let place = t.blocks.get(run.first()?.block)?.place.clone();
        Some(Evidence::new(t.doc, place, &words))
    };
    Some((length, quote(x, &a, start_a)?, quote(y, &b, start_b)?))
}

/// Start in both and length. Seeds are shingles; each is tried at its first few places.
fn longest_run(a: &[char], b: &[char]) -> Option<(usize, usize, usize)> {
    const PLACES: usize = 4;
    let mut seeds: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, window) in a.windows(SHINGLE).enumerate() {
        let places = seeds.entry(hash(window)).or_default();
        if places.len() < PLACES {
            places.push(at);
        }
    }
    let mut best: Option<(usize, usize, usize)> = None;
    for (at_b, window) in b.windows(SHINGLE).enumerate() {
        for at_a in seeds.get(&hash(window)).into_iter().flatten().copied() {
            // Only where a run begins: within one nothing longer starts.
            let before = |list: &[char], at: usize| at.checked_sub(1).and_then(|i| list.get(i)).copied();
            if before(a, at_a).is_some() && before(a, at_a) == before(b, at_b) {
                continue;
            }
            let length = a.iter().skip(at_a).zip(b.iter().skip(at_b)).take_while(|(c, d)| c == d).count();
            if length >= SHINGLE && best.is_none_or(|(_, _, most)| length > most) {
                best = Some((at_a, at_b, length));
            }
        }
    }
    best
}

/// The words of a run as they stand in the paper.
fn written(blocks: &[Block], run: &[Letter]) -> Option<String> {
    let mut out = String::new();
    for part in run.chunk_by(|x, y| (x.block, x.passage) == (y.block, y.passage)) {
        let (first, last) = (part.first()?, part.last()?);
        let text = *passages(blocks.get(first.block)?).get(first.passage)?;
        out.push_str(text.get(first.bytes.0..last.bytes.1)?);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made-up prose of `sentences` sentences that nobody else has: ideographs by a small congruential generator.
    fn prose(seed: u64, sentences: usize) -> String {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((state >> 33) % 3000).expect("below 3000")
        };
        let mut out = String::new();
        for _ in 0..sentences {
            out.extend((0..24).filter_map(|_| char::from_u32(0x4e00 + next())));
            out.push('。');
        }
        out
    }

    const FORM: &str = "本项目由自治区科协资助，承担单位应当如实填写下列各项内容，并对所填内容的真实性、完整性负责，不得弄虚作假；一经查实，按有关规定处理。";

    fn sample(owner: usize, text: &str, measure: Measure) -> Sample {
        let folded: Vec<char> = key(text).chars().collect();
        Sample { owner, is_short: folded.len() <= SHORT, shingles: shingles(&folded, measure) }
    }

    fn found(texts: &[(usize, String)], boilerplate: &str) -> Vec<Pair> {
        found_by(Measure::copies(80), texts, boilerplate)
    }

    fn found_by(measure: Measure, texts: &[(usize, String)], boilerplate: &str) -> Vec<Pair> {
        let common: Vec<char> = key(boilerplate).chars().collect();
        let samples = texts.iter().map(|(o, t)| sample(*o, t, measure)).collect();
        alike(samples, &thinned(&common, measure, 1).into_iter().collect(), measure)
    }

    #[test]
    fn a_short_release_of_two_dossiers_is_found() {
        let release = "9月12日，八角深加工学术交流会在百色市举行，区内科研人员和企业代表参加会议。会议邀请六位专家作报告，围绕育种、栽培、加工、品牌展开研讨，与会代表实地参观示范基地，并就下一步合作达成多项共识。";
        let other = "10月8日，肉桂保鲜技术沙龙在防城港市举办，当地种植大户与收购商到场。三位老师先后讲解采后处理、包装运输和检测办法，随后分组到冷库操作，现场答复了二十多个问题，并留下联系方式。";
        let two = |a: &str, b: &str| found(&[(0, a.to_owned()), (1, b.to_owned())], "").len();
        assert_eq!(two(release, &release.replace("百色市", "钦州市")), 1);
        assert_eq!(two(release, other), 0);
    }

    #[test]
    fn a_text_put_into_other_words_is_found_and_one_on_the_same_subject_is_not() {
        let one = "专家组走进凭祥某八角加工厂，现场查看烘干车间，针对含水率不稳的问题，提出加装回风口、分段控温的改造意见。企业按意见改造后，批次合格率由八成二提高到九成五，每吨能耗下降百分之十二。厂长表示，改造投入三个月即可收回，希望今后继续得到指导。专家组还为车间工人讲解了设备保养要点，并留下操作手册供日常查阅。";
        let reworded = one
            .replace("走进", "来到")
            .replace("现场查看", "实地察看")
            .replace("针对", "围绕")
            .replace("提出", "给出")
            .replace("提高到", "升至")
            .replace("表示", "说")
            .replace("希望今后", "盼望以后")
            .replace("供日常查阅", "便于随时翻看");
        let own = "八角烘干一直是凭祥几家小厂的难事。今年八月，省里来的两位高级工程师连着三天蹲在窑前，先测风速，再逐层取样，最后画出一张温度曲线贴在墙上。照着曲线走，十月这一季的八角颜色匀、气味足，收购价每斤多了四角。老板娘把图纸复印了六份，分给隔壁的同行，又在家门口支起黑板，把每天的读数记在上面。";
        let two = |b: &str| found_by(Measure::REWORDED, &[(0, one.to_owned()), (1, b.to_owned())], "").len();
        assert_eq!(two(&reworded), 1);
        assert_eq!(two(own), 0);
    }

    #[test]
    fn copies_of_two_dossiers_are_found_and_those_of_one_are_not() {
        let text = prose(1, 20);
        let changed = text.replacen('。', "，后来又补充了一句话。", 2);
        assert_eq!(found(&[(0, text.clone()), (1, changed.clone())], "").len(), 1);
        assert!(found(&[(0, text.clone()), (0, changed)], "").is_empty());
        assert!(found(&[(0, text), (1, prose(2, 20))], "").is_empty());
    }

    #[test]
    fn a_short_text_inside_a_long_one_is_found() {
        let (short, long) = (prose(3, 12), prose(4, 40));
        let pairs = found(&[(0, format!("{long}{short}")), (1, short)], "");
        assert_eq!(pairs.len(), 1);
    }

    #[test]
    fn what_the_notice_and_forms_say_is_nobodys_own() {
        let of = |seed| format!("{FORM}{}", prose(seed, 3));
        assert!(found(&[(0, of(5)), (1, of(6))], FORM).is_empty());
        let notice = prose(7, 30);
        let quoting = |seed| format!("{notice}{}", prose(seed, 3));
        assert_eq!(found(&[(0, quoting(8)), (1, quoting(9))], "").len(), 1);
        assert!(found(&[(0, quoting(8)), (1, quoting(9))], &notice).is_empty());
    }

    #[test]
    fn a_text_that_twelve_of_sixty_copied_is_found() {
        let copied = prose(10, 20);
        let texts: Vec<(usize, String)> =
            (0..60).map(|n| (n, if n % 5 == 0 { copied.clone() } else { prose(100 + n as u64, 20) })).collect();
        let pairs = found(&texts, "");
        let members: BTreeSet<usize> = pairs.iter().flat_map(|p| [p.a, p.b]).collect();
        assert_eq!(members.len(), 12);
        assert_eq!(groups(60, &pairs).len(), 1);
    }

    #[test]
    fn the_longest_common_run_is_found() {
        let fold = |t: &str| key(t).chars().collect::<Vec<char>>();
        let a = fold("会上，专家围绕甘蔗良种繁育、病虫害防治、机械化收获等议题作了报告。");
        let b = fold("据悉，专家围绕甘蔗良种繁育、病虫害防治、水肥一体化等议题作了报告。");
        let (at_a, at_b, length) = longest_run(&a, &b).expect("a run");
        let run: String = a[at_a..at_a + length].iter().collect();
        assert_eq!(run, "专家围绕甘蔗良种繁育病虫害防治");
        assert_eq!(b[at_b..at_b + length].iter().collect::<String>(), run);
        assert!(longest_run(&fold("毫不相干的一段文字在这里"), &b).is_none());
    }

    /// `cargo test --lib likeness -- --ignored --nocapture` prints the times.
    #[test]
    #[ignore = "a measurement"]
    fn the_time_grows_with_the_texts_and_not_with_their_pairs() {
        for dossiers in [125, 250, 500, 1000] {
            let texts: Vec<(usize, String)> = (0..dossiers)
                .flat_map(|d| (0..3).map(move |t| (d, t)))
                .map(|(d, t)| {
                    let own = prose((d * 3 + t) as u64 + 1, 60);
                    let shared = if d % 50 == 7 && t == 0 { prose(900_000, 60) } else { own };
                    (d, format!("{FORM}{shared}"))
                })
                .collect();
            let characters: usize = texts.iter().map(|(_, t)| t.chars().count()).sum();
            let start = std::time::Instant::now();
            let pairs = found(&texts, FORM);
            let took = start.elapsed();
            println!(
                "{dossiers} dossiers, {} texts, {characters} characters: {took:?}, {} pairs",
                texts.len(),
                pairs.len()
            );
        }
    }
}
