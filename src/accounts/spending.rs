//! The nature of a spending line by its words (GUIDE §3.3), whoever paid it. The word families are the pack's `lexicon/spending.toml`.
//!
//! Lists, all of regular expressions over folded text without white space:
//! `nothing-spent` rows that are no spending · `negated`, `aside` parts to leave out · `organisations`, `neutral` names in which words
//! mean nothing · `transfers` beginnings that give or buy · `topics` nouns whose modifiers are a subject · `heads` last words that make a
//! line a service or a supply · `acquire` verbs, `durable`, `consumable`, `machine` goods · `award`, `donation`, `investment`, `fiscal` the
//! bans, each with `…-review` for what is near them · `asset-review` · `vague` · `bracket-review` · `machine-short-names`,
//! `review-short-names` 税收分类简称.
//!
//! Refuses to guess: words it does not know are `Review`, never `Allowed`.

use regex::{Regex, RegexBuilder};

use super::lexicon::tight;
use crate::facts::amount;
use crate::model::pack::{Pack, SpendingLexicon};
use crate::model::{Money, SpendingClass, StatementLine};

/// What stands beside the item in its line.
#[derive(Debug, Clone, Default)]
pub struct Context {
    pub amount: Option<Money>,
    pub unit_price: Option<Money>,
    pub quantity: String,
    pub note: String,
    pub section: String,
}

impl Context {
    pub fn of(line: &StatementLine) -> Context {
        Context {
            amount: line.actual,
            unit_price: line.unit_price,
            quantity: line.quantity.clone(),
            note: line.note.clone(),
            section: line.section.clone(),
        }
    }
}

/// A class, the bans an unclear line might touch, and the words that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub class: SpendingClass,
    pub suspects: Vec<SpendingClass>,
    pub reason: String,
}

impl Verdict {
    fn allowed(reason: impl Into<String>) -> Verdict {
        Verdict { class: SpendingClass::Allowed, suspects: Vec::new(), reason: reason.into() }
    }

    fn forbidden(class: SpendingClass, words: &str) -> Verdict {
        Verdict { class, suspects: Vec::new(), reason: format!("“{words}”属于{}", class.chinese()) }
    }

    fn review(suspects: &[SpendingClass], reason: impl Into<String>) -> Verdict {
        Verdict { class: SpendingClass::Review, suspects: suspects.to_vec(), reason: reason.into() }
    }

    fn weight(&self) -> u8 {
        match self.class {
            SpendingClass::Allowed => 0,
            SpendingClass::Review => 1,
            _ => 2,
        }
    }
}

/// Classifies one line.
pub fn classify(item: &str, context: &Context, lexicon: &SpendingLexicon) -> Verdict {
    Classifier::new(lexicon).classify(item, context)
}

/// Classifies a phrase that stands alone, as given on the command line.
pub fn classify_phrase(phrase: &str, pack: &Pack) -> Verdict {
    classify(phrase, &Context::default(), &pack.spending)
}

/// The lexicon, compiled.
pub struct Classifier {
    threshold: Money,
    nothing_spent: Regex,
    negated: Regex,
    aside: Regex,
    organisations: Regex,
    transfers: Regex,
    neutral: Regex,
    topics: Regex,
    heads: Regex,
    acquire: Regex,
    durable: Regex,
    consumable: Regex,
    machine: Regex,
    vague: Regex,
    bracket_review: Regex,
    machine_short: Regex,
    review_short: Regex,
    asset_review: Regex,
    /// Class, words of the ban, words near it.
    bans: Vec<(SpendingClass, Regex, Regex)>,
}

/// Trailing counts and prices: `1台 1580.00`, `50册`.
const TAIL: &str = r"[,，]?(¥?[0-9][0-9,.]*(万?元)?|[0-9一二两三四五六七八九十百]+(台|套|个|件|张|把|本|册|份|支|条|只|辆|部|架|次|场|人次|人天|人|名|天|间|期|篇|版|块|面|枚|盒|箱|批|组|项|米|桌|间夜|年|月|个月|学时|课时)|/(人|天|次|台|套|场))+$";

impl Classifier {
    pub fn new(lexicon: &SpendingLexicon) -> Classifier {
        let list = |name: &str| any(lexicon.lists.get(name).map(Vec::as_slice).unwrap_or_default(), "");
        let ban = |class, name: &str| (class, list(name), list(&format!("{name}-review")));
        Classifier {
            threshold: lexicon.asset_threshold,
            nothing_spent: list("nothing-spent"),
            negated: list("negated"),
            aside: list("aside"),
            organisations: list("organisations"),
            transfers: list("transfers"),
            neutral: list("neutral"),
            topics: list("topics"),
            heads: any(lexicon.lists.get("heads").map(Vec::as_slice).unwrap_or_default(), "$"),
            acquire: list("acquire"),
            durable: list("durable"),
            consumable: list("consumable"),
            machine: list("machine"),
            vague: list("vague"),
            bracket_review: list("bracket-review"),
            machine_short: list("machine-short-names"),
            review_short: list("review-short-names"),
            asset_review: list("asset-review"),
            bans: vec![
                ban(SpendingClass::Award, "award"),
                ban(SpendingClass::DonationSponsorship, "donation"),
                ban(SpendingClass::OutwardInvestment, "investment"),
                ban(SpendingClass::Fiscal, "fiscal"),
            ],
        }
    }

    pub fn classify(&self, item: &str, context: &Context) -> Verdict {
        let text = tight(item);
        if context.amount.is_some_and(Money::is_zero) {
            return Verdict::allowed("金额为零，未发生支出");
        }
        if let Some(found) = self.nothing_spent.find(&text) {
            return Verdict::allowed(format!("“{}”表明不是支出行", found.as_str()));
        }
        let verdict = match short_name(&text) {
            Some((short, rest)) => self.invoice_line(short, rest, context),
            None => self.with_brackets(&text, context),
        };
        self.with_surroundings(verdict, context)
    }

    /// `*简称*品名`: the seller chose the short name, so it only hints.
    fn invoice_line(&self, short: &str, rest: &str, context: &Context) -> Verdict {
        let verdict = self.with_brackets(rest, context);
        if self.machine_short.is_match(short) && self.machine.is_match(&without_tail(rest)) && !self.heads.is_match(&without_tail(rest)) {
            let price = self.price(rest, context);
            if price.is_none_or(|p| p >= self.threshold) {
                return Verdict {
                    reason: format!("发票简称“{short}”，品名“{rest}”为整机设备"),
                    ..Verdict::forbidden(SpendingClass::FixedAsset, rest)
                };
            }
        }
        if self.review_short.is_match(short) {
            let suspects = if verdict.class.is_forbidden() { vec![verdict.class] } else { verdict.suspects.clone() };
            let suspects = if suspects.is_empty() { vec![SpendingClass::Fiscal] } else { suspects };
            return Verdict::review(&suspects, format!("发票简称“{short}”，须核实所购物品及用途"));
        }
        verdict
    }

    /// The phrase and what its brackets add: 含…, enumerations, remarks.
    fn with_brackets(&self, text: &str, context: &Context) -> Verdict {
        let text = self.negated.replace_all(text, "");
        let (plain, brackets) = split_brackets(&text);
        let mut verdict = self.phrase(&plain, context);
        for inner in brackets.iter().filter(|b| !self.aside.is_match(b)) {
            if let Some(stated) = inner.strip_prefix("实为").or_else(|| inner.strip_prefix("实际为")) {
                return self.phrase(stated, context);
            }
            if self.bracket_review.is_match(inner) && !is_source_of_harmless(inner, &verdict) {
                let names_payer = ["自筹", "自有", "承担"].iter().any(|w| inner.contains(w));
                if verdict.class.is_forbidden() && !names_payer {
                    continue;
                }
                let suspects = if verdict.class.is_forbidden() { vec![verdict.class] } else { self.near(inner) };
                let suspects = if suspects.is_empty() { vec![SpendingClass::Fiscal] } else { suspects };
                verdict = worse_or(verdict, Verdict::review(&suspects, format!("“{inner}”须核实")));
                continue;
            }
            if let Some(found) = self.inside(inner, context) {
                verdict = worse(verdict, found);
            }
        }
        verdict
    }

    /// What a bracket lists counts only where it names something banned or near a ban; unknown details are just details.
    fn inside(&self, inner: &str, context: &Context) -> Option<Verdict> {
        let listed = inner.trim_start_matches("包含").trim_start_matches("包括").trim_start_matches("其中").trim_start_matches('含').trim_start_matches(':');
        let masked = self.mask(listed);
        parts(&masked)
            .into_iter()
            .filter(|p| !self.heads.is_match(&without_tail(p)))
            .filter_map(|part| {
                let banned = self.bans.iter().find_map(|(class, ban, near)| {
                    if let Some(found) = ban.find(&part) {
                        return Some(Verdict::forbidden(*class, found.as_str()));
                    }
                    let found = near.find(&part).filter(|_| *class != SpendingClass::Fiscal)?;
                    Some(Verdict::review(&[*class], format!("含“{}”，须核实", found.as_str())))
                });
                banned.or_else(|| self.bought(&part, context).filter(|v| v.class.is_forbidden()))
            })
            .max_by_key(Verdict::weight)
    }

    fn phrase(&self, text: &str, context: &Context) -> Verdict {
        let masked = self.mask(text);
        let bare = without_tail(&masked);
        let head = self.heads.find(&bare);
        let gives = self.transfers.is_match(&bare);
        let cut = if head.is_some() || !gives { self.after_topic(&bare) } else { bare.clone() };
        let whole = cut.trim_matches(['-', '\"', ':', '的']).to_string();
        if whole.is_empty() {
            return Verdict::review(&[], "未写明支出内容，须补充明细");
        }
        if let Some(head) = self.heads.find(&whole).map(|m| m.as_str().to_string()).or_else(|| head.map(|m| m.as_str().to_string()))
        {
            return self.with_head(&whole, &head, &bare, gives, context);
        }
        self.without_head(&whole, text, context)
    }

    /// A service or supply by its last words: what stands before is a modifier, unless it is listed beside it (“奖金及证书制作费”).
    fn with_head(&self, whole: &str, head: &str, bare: &str, gives: bool, context: &Context) -> Verdict {
        let before = whole.strip_suffix(head).unwrap_or_default();
        let mut verdict = if self.vague.is_match(bare) {
            Verdict::review(&[SpendingClass::Fiscal], format!("“{whole}”笼统，须补充明细"))
        } else {
            Verdict::allowed(format!("“{head}”属活动直接费用"))
        };
        let listed = parts(before);
        let beside = listed.len() > 1 || before.ends_with(['、', '及', '和', '与']);
        for (i, part) in listed.iter().enumerate() {
            let last = i + 1 == listed.len() && !before.ends_with(['、', '及', '和', '与']);
            for (class, ban, near) in &self.bans {
                if let Some(found) = ban.find(part) {
                    let found = found.as_str();
                    let alone = beside && !last && !self.heads.is_match(part);
                    let candidate = if alone {
                        Verdict::forbidden(*class, found)
                    } else {
                        Verdict::review(&[*class], format!("“{whole}”涉及“{found}”，须核实"))
                    };
                    verdict = worse(verdict, candidate);
                } else if *class != SpendingClass::Fiscal
                    && let Some(found) = near.find(part).filter(|m| self.is_goods(m.as_str()))
                {
                    verdict = worse(verdict, Verdict::review(&[*class], format!("“{}”是否属{}须核实", found.as_str(), class.chinese())));
                }
            }
            if let Some(bought) = self.bought(part, context)
                && bought.class != SpendingClass::Allowed
            {
                let candidate = if beside && !last || bought.class == SpendingClass::Review {
                    bought
                } else {
                    Verdict::review(&[SpendingClass::FixedAsset], bought.reason)
                };
                verdict = worse(verdict, candidate);
            }
        }
        if gives && verdict.class == SpendingClass::Allowed {
            let banned = self.bans.iter().take(3).find_map(|(class, ban, _)| {
                let found = ban.find(bare).filter(|m| m.start() == 0)?;
                // The receiver is named: what is paid for him is a gift, whatever it buys.
                if bare.get(found.end()..).is_some_and(|rest| rest.contains('某')) {
                    return Some(Verdict::forbidden(*class, found.as_str()));
                }
                Some(Verdict::review(&[*class], format!("“{}”开头，须核实是否属{}", found.as_str(), class.chinese())))
            });
            verdict = banned.unwrap_or(verdict);
        }
        verdict
    }

    /// Near-ban words that name goods or gifts; they stay doubtful even when printed or posted.
    fn is_goods(&self, word: &str) -> bool {
        const GOODS: [&str; 26] = [
            "奖杯", "奖牌", "奖状", "奖章", "奖座", "奖盘", "奖匾", "证书", "锦旗", "纪念品", "纪念章", "纪念币", "纪念衫", "伴手礼", "礼品",
            "礼物", "礼盒", "文创", "绶带", "赠阅", "聘书", "评估", "押金", "保证金", "慰问", "冠名",
        ];
        GOODS.iter().any(|g| word.contains(g))
    }

    fn without_head(&self, whole: &str, text: &str, context: &Context) -> Verdict {
        // Several things in a row: the worst counts.
        let mut verdict: Option<Verdict> = None;
        let listed = parts(whole);
        let verb = self.acquire.find(whole).filter(|m| m.start() == 0).map(|m| m.as_str().to_string());
        for part in &listed {
            let with_verb = match &verb {
                Some(v) if !part.starts_with(v.as_str()) => format!("{v}{part}"),
                _ => part.clone(),
            };
            let found = self.single(&with_verb, text, context);
            verdict = Some(match verdict {
                Some(v) => worse(v, found),
                None => found,
            });
        }
        verdict.unwrap_or_else(|| self.single(whole, text, context))
    }

    fn single(&self, part: &str, text: &str, context: &Context) -> Verdict {
        if self.heads.is_match(&without_tail(part)) && !self.acquire.is_match(part) {
            return Verdict::allowed(format!("“{part}”属活动直接费用"));
        }
        for (class, ban, near) in &self.bans {
            let near_longer = near.find(part).is_some_and(|n| ban.find(part).is_some_and(|b| n.len() > b.len() && n.start() <= b.start() && n.end() >= b.end()));
            if let Some(found) = ban.find(part).filter(|_| !near_longer) {
                if let Some(mixed) = self.softened(part, *class) {
                    return mixed;
                }
                return Verdict::forbidden(*class, found.as_str());
            }
        }
        if let Some(bought) = self.bought(part, context) {
            let near = self.near(part);
            if bought.class == SpendingClass::Review && !near.is_empty() {
                return Verdict { suspects: near, ..bought };
            }
            return bought;
        }
        for (class, _, near) in &self.bans {
            if let Some(found) = near.find(part) {
                return Verdict::review(&[*class], format!("“{}”是否属{}须核实", found.as_str(), class.chinese()));
            }
        }
        if let Some(good) = self.durable.find(part) {
            return self.lasting(good.as_str(), text, context);
        }
        if let Some(found) = self.asset_review.find(part) {
            return Verdict::review(&[SpendingClass::FixedAsset], format!("“{}”是否形成固定资产须核实", found.as_str()));
        }
        if let Some(found) = self.vague.find(part) {
            return Verdict::review(&[SpendingClass::FixedAsset], format!("“{}”笼统，须补充明细", found.as_str()));
        }
        if let Some(found) = self.consumable.find(part) {
            return Verdict::allowed(format!("“{}”属活动耗用", found.as_str()));
        }
        Verdict::review(&[], format!("“{part}”不在已知的支出类别中，须人工判断"))
    }

    /// Words of a ban that a second word turns into a question: fees for advice on it, mixed packages, refunds.
    fn softened(&self, part: &str, class: SpendingClass) -> Option<Verdict> {
        const SOFT: [&str; 14] =
            ["评估", "公证", "套餐", "冲减", "冲销", "退回", "退还", "折旧", "律师", "审计", "咨询", "协议", "手续", "扶持"];
        let word = SOFT.iter().find(|w| part.contains(**w))?;
        Some(Verdict::review(&[class], format!("“{part}”含“{word}”，须核实性质")))
    }

    /// A verb of buying and what was bought.
    fn bought(&self, part: &str, context: &Context) -> Option<Verdict> {
        let verb = self.acquire.find(part)?;
        let object = format!("{}{}", part.get(..verb.start()).unwrap_or_default(), part.get(verb.end()..).unwrap_or_default());
        let near_asset = self.asset_review.find(&object).map(|m| m.as_str().to_string());
        if let Some(good) = self.durable.find(&object) {
            if self.heads.is_match(&without_tail(&object)) && !object.ends_with("费") {
                return None;
            }
            if let Some(price) = self.price(part, context).filter(|p| *p < self.threshold) {
                return Some(Verdict::review(
                    &[SpendingClass::FixedAsset],
                    format!("购置“{}”单价{}元，低于{}元，须核实是否属固定资产", good.as_str(), price.grouped(), self.threshold.grouped()),
                ));
            }
            return Some(Verdict {
                reason: format!("“{}”＋“{}”属固定资产购买", verb.as_str(), good.as_str()),
                ..Verdict::forbidden(SpendingClass::FixedAsset, part)
            });
        }
        if let Some(word) = near_asset {
            let certain = word == "固定资产";
            return Some(if certain {
                Verdict::forbidden(SpendingClass::FixedAsset, part)
            } else {
                Verdict::review(&[SpendingClass::FixedAsset], format!("采购“{word}”须核实是否属固定资产"))
            });
        }
        if counted_as_machine(part) {
            return Some(Verdict {
                reason: format!("“{}”并以台、架、辆计量，属固定资产购买", verb.as_str()),
                ..Verdict::forbidden(SpendingClass::FixedAsset, part)
            });
        }
        let near_ban = self.bans.iter().any(|(_, ban, near)| ban.is_match(&object) || near.is_match(&object));
        if !near_ban && let Some(found) = self.consumable.find(&object) {
            return Some(Verdict::allowed(format!("采购“{}”属活动耗用", found.as_str())));
        }
        if !near_ban && self.heads.is_match(&without_tail(&object)) {
            return Some(Verdict::allowed("采购的是服务"));
        }
        Some(Verdict::review(&[SpendingClass::FixedAsset], format!("“{}”的物品须核实是否属固定资产", verb.as_str())))
    }

    /// A lasting good without a verb: the price and the measure unit tell a purchase; without them nobody knows.
    fn lasting(&self, good: &str, text: &str, context: &Context) -> Verdict {
        let counted = counted_as_machine(text) || counted_as_machine(&context.quantity);
        match self.price(text, context) {
            Some(price) if price >= self.threshold && counted => Verdict {
                reason: format!("“{good}”按台套计量，单价{}元，达到{}元", price.grouped(), self.threshold.grouped()),
                ..Verdict::forbidden(SpendingClass::FixedAsset, good)
            },
            Some(price) => Verdict::review(
                &[SpendingClass::FixedAsset],
                format!("“{good}”未写明租用或购置，金额{}元", price.grouped()),
            ),
            None => Verdict::review(&[SpendingClass::FixedAsset], format!("“{good}”未写明租用或购置，也无单价")),
        }
    }

    /// Unit price: stated, or the only amount divided by a count of one.
    fn price(&self, text: &str, context: &Context) -> Option<Money> {
        if context.unit_price.is_some() {
            return context.unit_price;
        }
        if let Some(found) = price_in(text) {
            return Some(found);
        }
        let count = count_of(text).or_else(|| count_of(&context.quantity))?;
        let amount = context.amount?.as_decimal().checked_div(count.into())?;
        Some(Money::new(amount.round_dp(2)))
    }

    fn near(&self, text: &str) -> Vec<SpendingClass> {
        self.bans.iter().filter(|(_, ban, near)| ban.is_match(text) || near.is_match(text)).map(|(c, _, _)| *c).collect()
    }

    /// Note and section may say what the item hides; they make an allowed line doubtful, never a forbidden one.
    fn with_surroundings(&self, verdict: Verdict, context: &Context) -> Verdict {
        if verdict.class.is_forbidden() {
            return verdict;
        }
        let note = self.negated.replace_all(&tight(&context.note), "").to_string();
        let in_note = (note.chars().count() <= 40)
            .then(|| {
                let masked = self.mask(&note);
                parts(&masked).into_iter().find_map(|part| {
                    let banned = self.bans.iter().take(3).find_map(|(class, ban, _)| {
                        ban.find(&part).filter(|_| !self.heads.is_match(&part)).map(|m| (*class, m.as_str().to_string()))
                    });
                    banned.or_else(|| {
                        let bought = self.bought(&part, &Context::default()).filter(|v| v.class == SpendingClass::FixedAsset)?;
                        Some((bought.class, part.clone()))
                    })
                })
            })
            .flatten();
        if let Some((class, words)) = in_note {
            let mut suspects = verdict.suspects.clone();
            if !suspects.contains(&class) {
                suspects.push(class);
            }
            return Verdict::review(&suspects, format!("备注含“{words}”，须核实是否属{}", class.chinese()));
        }
        if verdict.class == SpendingClass::Review && verdict.suspects.is_empty() {
            let suspects = self.near(&self.mask(&tight(&context.section)));
            return Verdict { suspects, ..verdict };
        }
        verdict
    }

    /// Takes out titles, names of bodies and compounds in which dangerous words mean nothing.
    fn mask(&self, text: &str) -> String {
        let text = without_titles(text);
        let text = self.neutral.replace_all(&text, "某").to_string();
        self.without_bodies(&text)
    }

    /// A body's name reaches back from its last word to the nearest mark, preposition, or verb of giving or buying.
    fn without_bodies(&self, text: &str) -> String {
        let mut out = text.to_string();
        for _ in 0..4 {
            let Some(found) = self.organisations.find_iter(&out).last().map(|m| m.range()) else { break };
            let before = out.get(..found.start).unwrap_or_default();
            let from = before
                .char_indices()
                .filter(|(_, c)| "、,;:()/+向给为由与和及付对的-某".contains(*c))
                .map(|(i, c)| i + c.len_utf8())
                .next_back()
                .unwrap_or(0);
            let verb = out.get(from..found.start).and_then(|name| self.transfers.find(name)).map_or(0, |m| m.end());
            let verb = if verb > 0 { verb_end(out.get(from..found.start).unwrap_or_default()) } else { 0 };
            let rest = out.get(found.end..).unwrap_or_default();
            // A body at the very end is the receiver or the whole item; only its words are taken out.
            out = format!("{}某{}", out.get(..from + verb).unwrap_or_default(), rest);
        }
        out
    }

    /// The words after the last topic noun, if anything is left that means something.
    fn after_topic(&self, text: &str) -> String {
        let Some(end) = self.topics.find_iter(text).map(|m| m.end()).filter(|e| *e < text.len()).last() else {
            return text.to_string();
        };
        let rest = text.get(end..).unwrap_or_default();
        if rest.chars().count() < 2 || ["费用", "用品", "经费", "支出", "中心", "基地", "平台"].contains(&rest) {
            return text.to_string();
        }
        rest.to_string()
    }
}

fn any(patterns: &[String], end: &str) -> Regex {
    let joined = patterns.iter().map(|p| format!("(?:{p})")).collect::<Vec<_>>().join("|");
    // A pattern that never matches stands for a missing list.
    let pattern = if joined.is_empty() { "[^\\s\\S]".to_string() } else { format!("(?:{joined}){end}") };
    RegexBuilder::new(&pattern).size_limit(1 << 24).build().unwrap_or_else(|_| Regex::new("[^\\s\\S]").expect("a constant pattern"))
}

fn worse(a: Verdict, b: Verdict) -> Verdict {
    if b.weight() > a.weight() { b } else { a }
}

/// A bracket that takes certainty away turns even a forbidden line into a question.
fn worse_or(a: Verdict, b: Verdict) -> Verdict {
    if a.class == SpendingClass::Review { a } else { b }
}

/// “（单位承担）” on a harmless line only names the payer.
fn is_source_of_harmless(inner: &str, verdict: &Verdict) -> bool {
    verdict.class == SpendingClass::Allowed && ["自筹", "自有", "承担"].iter().any(|w| inner.contains(w))
}

fn short_name(text: &str) -> Option<(&str, &str)> {
    let (short, rest) = text.strip_prefix('*')?.split_once('*')?;
    Some((short, rest))
}

fn without_tail(text: &str) -> String {
    use std::sync::LazyLock;
    static TAILS: LazyLock<Regex> = LazyLock::new(|| Regex::new(TAIL).expect("a constant pattern"));
    let bare = TAILS.replace(text, "");
    if bare.chars().count() >= 2 { bare.to_string() } else { text.to_string() }
}

/// `《…》` and `"…"` are names of papers and projects.
fn without_titles(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '《' => inside = true,
            '》' => inside = false,
            '"' if quoted || text.matches('"').count() >= 2 => quoted = !quoted,
            c if !inside && !quoted => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() { text.to_string() } else { out }
}

/// The text outside brackets, and what each bracket holds.
fn split_brackets(text: &str) -> (String, Vec<String>) {
    let mut plain = String::new();
    let mut brackets: Vec<String> = Vec::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '[' => {
                depth += 1;
                if depth == 1 {
                    brackets.push(String::new());
                }
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            c => {
                if let Some(last) = brackets.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    brackets.retain(|b| !b.is_empty());
    (plain, brackets)
}

/// The things of an enumeration.
fn parts(text: &str) -> Vec<String> {
    text.split(['、', ',', ';', '+', '/', '及', '和', '与', '。']).map(str::trim).filter(|p| !p.is_empty()).map(str::to_string).collect()
}

fn verb_end(name: &str) -> usize {
    const VERBS: [&str; 20] = [
        "捐赠给", "捐赠", "捐款", "捐资", "捐", "赞助", "资助", "补助", "投资", "入股", "参股", "认购", "收购", "增资", "采购", "购买", "购置",
        "奖励", "慰问", "帮扶",
    ];
    VERBS.iter().find(|v| name.starts_with(**v)).map_or(0, |v| v.len())
}

/// Counted in 台, 架, 辆, 部: units of machines.
fn counted_as_machine(text: &str) -> bool {
    let chars: Vec<char> = tight(text).chars().collect();
    chars.windows(2).any(|w| matches!(w, [n, u] if (n.is_ascii_digit() || "一二两三四五六七八九十".contains(*n)) && "台架辆部套".contains(*u)))
        || matches!(chars.as_slice(), [.., '台' | '架' | '辆'])
}

fn count_of(text: &str) -> Option<u32> {
    let folded = tight(text);
    let at = folded.char_indices().find(|(_, c)| "台套架部辆个件张把".contains(*c)).map(|(i, _)| i)?;
    let digits: String = folded.get(..at)?.chars().rev().take_while(char::is_ascii_digit).collect();
    let digits: String = digits.chars().rev().collect();
    digits.parse::<u32>().ok().filter(|n| *n > 0 && *n < 10_000)
}

/// A price in the item itself: `1580元`, or `1580.00` at its end.
fn price_in(text: &str) -> Option<Money> {
    if let Some(found) = amount::find(text).first() {
        return Some(found.money);
    }
    let last = text.rsplit(['台', '套', '个', '件', '架', '把', '张', ' ']).next()?;
    amount::read(last).filter(|f| f.number.scale() == 2).map(|f| Money::new(f.number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> SpendingLexicon {
        toml::from_str(include_str!("../../templates/packs/gxkx-2026-12/lexicon/spending.toml")).expect("the pack's own file")
    }

    #[test]
    fn every_pattern_compiles() {
        for (name, patterns) in lexicon().lists {
            for pattern in patterns {
                assert!(Regex::new(&pattern).is_ok(), "{name}: {pattern}");
            }
        }
    }

    /// The shared list is half of a larger one; see the target in the task: 92 % right, nothing forbidden called allowed.
    #[test]
    fn the_shared_list_is_classified() {
        let Ok(list) = std::fs::read_to_string("../../shared/domain/spending_lexicon.tsv")
            .or_else(|_| std::fs::read_to_string("../shared/domain/spending_lexicon.tsv"))
        else {
            eprintln!("skipped: shared/domain/spending_lexicon.tsv is not there");
            return;
        };
        let classifier = Classifier::new(&lexicon());
        let (mut right, mut all, mut worst) = (0, 0, Vec::new());
        for row in list.lines().skip(1) {
            let mut fields = row.split('\t');
            let (Some(phrase), Some(expected)) = (fields.next(), fields.next()) else { continue };
            let expected = expected.replace("fiscal_rule", "fiscal");
            let verdict = classifier.classify(phrase, &Context::default());
            all += 1;
            if verdict.class.code() == expected {
                right += 1;
            } else {
                eprintln!("{phrase}\t{expected}\t{}\t{}", verdict.class.code(), verdict.reason);
            }
            if expected.starts_with("forbidden") && verdict.class == SpendingClass::Allowed {
                worst.push(phrase.to_string());
            }
        }
        eprintln!("{right} of {all}");
        assert_eq!(worst, Vec::<String>::new(), "forbidden, but called allowed");
        assert!(right * 100 >= all * 92, "{right} of {all}");
    }
}
