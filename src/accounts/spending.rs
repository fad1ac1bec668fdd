//! The nature of a spending line by its words (GUIDE §3.3), whoever paid it. The word families are the pack's `lexicon/spending.toml`.
//!
//! Lists, all of regular expressions over folded text without white space:
//! `nothing-spent` rows that are no spending · `negated`, `aside` parts to leave out · `organisations`, `neutral` names in which words
//! mean nothing · `transfers` beginnings that give or buy · `topics` nouns whose modifiers are a subject · `heads` last words that make a
//! line a service or a supply · `acquire` verbs, `durable`, `consumable`, `machine` goods · `award`, `donation`, `investment`, `fiscal` the
//! bans, each with `…-review` for what is near them · `asset-review` · `vague` · `bracket-review` · `machine-short-names`,
//! `review-short-names` 税收分类简称 · `vehicle-hire`, `hire-includes` what the price of a hired car holds · `used-up` brackets of
//! supplies · `rents`, `venue-equipment` hired together · `displays` printed things whatever they tell of · `renewal` of a device ·
//! `…-anyway` doubts that no last word removes · `winners`, `rewards` pay that only a winner gets · `ownership` hire that ends in owning ·
//! `makes`, `builds` work that leaves a thing behind · `gifts` goods that a bracket adds to a harmless head.
//!
//! What a name ends with is looked up in the natures of goods (`templates/language/goods.toml`): a plain supply or service is decided
//! whatever device stands before it.
//!
//! Refuses to guess: words it does not know are `Review`, never `Allowed`.

mod brackets;
mod heads;
mod objects;
mod phrase;

use regex::{Regex, RegexBuilder};

use self::objects::natures;
use self::phrase::{kept_work, parts, short_name, verb_end, without_tail, without_titles};
use super::lexicon::tight;
use crate::model::language::goods::Nature;
use crate::model::pack::{Pack, SpendingLexicon, WordList};
use crate::model::text::{fold, without_translation};
use crate::model::{InvoiceLine, Money, SpendingClass, StatementLine};

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
            note: without_source(line),
            section: line.section.clone(),
        }
    }
}

/// The remark without the name of a source (“资助经费”): whose money it is says nothing about what it bought. Longer sources are left
/// in, for they may say more.
fn without_source(line: &StatementLine) -> String {
    const SHORT: usize = 8;
    let source = tight(&line.source_words);
    let named = (1..=SHORT).contains(&source.chars().count());
    if named { tight(&line.note).replacen(&source, "", 1) } else { line.note.clone() }
}

/// A class, the bans an unclear line might touch, and the words that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub class: SpendingClass,
    pub suspects: Vec<SpendingClass>,
    pub reason: String,
    /// The words do not tell what was bought (“材料费”, “其他”, unknown words): an invoice or a list may.
    pub vague: bool,
}

impl Verdict {
    fn allowed(reason: impl Into<String>) -> Verdict {
        Verdict { class: SpendingClass::Allowed, suspects: Vec::new(), reason: reason.into(), vague: false }
    }

    fn forbidden(class: SpendingClass, words: &str) -> Verdict {
        Verdict { class, suspects: Vec::new(), reason: format!("“{words}”属于{}", class.chinese()), vague: false }
    }

    fn review(suspects: &[SpendingClass], reason: impl Into<String>) -> Verdict {
        Verdict { class: SpendingClass::Review, suspects: suspects.to_vec(), reason: reason.into(), vague: false }
    }

    fn vague(suspects: &[SpendingClass], reason: impl Into<String>) -> Verdict {
        Verdict { vague: true, ..Verdict::review(suspects, reason) }
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
    vehicle_hire: Regex,
    hire_includes: Regex,
    used_up: Regex,
    venue_equipment: Regex,
    rents: Regex,
    displays: Regex,
    renewal: Regex,
    winners: Regex,
    rewards: Regex,
    ownership: Regex,
    makes: Regex,
    builds: Regex,
    gifts: Regex,
    /// Doubts that no last word removes.
    anyway: Vec<(SpendingClass, Regex)>,
    /// Class, words of the ban, words near it.
    bans: Vec<(SpendingClass, Regex, Regex)>,
}

impl Classifier {
    pub fn new(lexicon: &SpendingLexicon) -> Classifier {
        let lists = lexicon.lists.map(regex);
        Classifier {
            threshold: lexicon.asset_threshold,
            nothing_spent: lists.nothing_spent,
            negated: lists.negated,
            aside: lists.aside,
            organisations: lists.organisations,
            transfers: lists.transfers,
            neutral: lists.neutral,
            topics: lists.topics,
            heads: lists.heads,
            acquire: lists.acquire,
            durable: lists.durable,
            consumable: lists.consumable,
            machine: lists.machine,
            vague: lists.vague,
            bracket_review: lists.bracket_review,
            machine_short: lists.machine_short_names,
            review_short: lists.review_short_names,
            asset_review: lists.asset_review,
            vehicle_hire: lists.vehicle_hire,
            hire_includes: lists.hire_includes,
            used_up: lists.used_up,
            venue_equipment: lists.venue_equipment,
            rents: lists.rents,
            displays: lists.displays,
            renewal: lists.renewal,
            winners: lists.winners,
            rewards: lists.rewards,
            ownership: lists.ownership,
            makes: lists.makes,
            builds: lists.builds,
            gifts: lists.gifts,
            anyway: vec![
                (SpendingClass::OutwardInvestment, lists.investment_anyway),
                (SpendingClass::FixedAsset, lists.asset_anyway),
                (SpendingClass::Fiscal, lists.fiscal_anyway),
            ],
            bans: vec![
                (SpendingClass::Award, lists.award, lists.award_review),
                (SpendingClass::DonationSponsorship, lists.donation, lists.donation_review),
                (SpendingClass::OutwardInvestment, lists.investment, lists.investment_review),
                (SpendingClass::Fiscal, lists.fiscal, lists.fiscal_review),
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
        let verdict = self.without_translation(item, verdict, context);
        self.with_surroundings(verdict, context)
    }

    /// A doubt that comes only of the English behind the words (“场地租赁费 Venue hire”); a brand there (“平板 iPad”) stays.
    fn without_translation(&self, item: &str, verdict: Verdict, context: &Context) -> Verdict {
        let folded = fold(item);
        let bare = without_translation(&folded);
        let tail = folded.get(bare.len()..).unwrap_or_default();
        if verdict.class != SpendingClass::Review || tail.is_empty() || self.durable.is_match(tail) {
            return verdict;
        }
        let again = self.with_brackets(&tight(bare), context);
        if again.class == SpendingClass::Allowed { again } else { verdict }
    }

    /// `*简称*品名`: the seller chose the short name, so it only hints.
    fn invoice_line(&self, short: &str, rest: &str, context: &Context) -> Verdict {
        let verdict = self.with_brackets(rest, context);
        if self.machine_short.is_match(short)
            && self.machine.is_match(&without_tail(rest))
            && !self.heads.is_match(&without_tail(rest))
        {
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

    /// A line of an invoice: goods are bought, whatever the seller's short name says; services are what they are called.
    pub fn goods(&self, line: &InvoiceLine) -> Verdict {
        const SERVICE: [&str; 14] = [
            "服务", "租赁", "劳务", "维修", "修理", "运输", "住宿", "餐饮", "会展", "设计", "广告", "培训", "咨询",
            "保险",
        ];
        let text = tight(&line.item);
        let (short, item) = short_name(&text).unwrap_or(("", &text));
        let tax = |rate: &str| line.rate.trim() == rate;
        let of_goods = match short.is_empty() {
            true => tax("13%"),
            false => !SERVICE.iter().any(|s| short.contains(s)),
        };
        let quantity = format!("{}{}", line.quantity.trim(), line.unit.trim());
        let one = line.quantity.trim().is_empty() || line.quantity.trim() == "1";
        let price = line.price.or(line.amount.filter(|_| one));
        let context = Context { amount: line.amount, unit_price: price, quantity, ..Context::default() };
        let bought = of_goods && !self.heads.is_match(&without_tail(item)) && !self.acquire.is_match(item);
        let lasts = natures().head(&without_tail(item)).is_some_and(|t| t.nature == Nature::Durable)
            || self.durable.find_iter(item).any(|m| m.end() == item.len())
            || self.machine_short.is_match(short);
        match bought && lasts {
            true => self.with_brackets(&format!("购买{item}"), &context),
            false => self.with_brackets(item, &context),
        }
    }

    fn phrase(&self, text: &str, context: &Context) -> Verdict {
        let masked = self.mask(text);
        let bare = without_tail(&masked);
        let tail = masked.strip_prefix(bare.as_str()).unwrap_or_default().to_string();
        let context = &Context {
            quantity: if context.quantity.is_empty() { tail } else { context.quantity.clone() },
            ..context.clone()
        };
        let head = self.heads.find(&bare);
        let gives = self.transfers.is_match(&bare);
        let cut = if head.is_some() || !gives { self.after_topic(&bare) } else { bare.clone() };
        // “配置会议音响”: the topic is cut out, the verb of buying stays.
        let verb = self.acquire.find(&bare).filter(|m| m.start() == 0).map(|m| m.as_str());
        let cut = match verb {
            Some(verb) if head.is_none() && !cut.starts_with(verb) => format!("{verb}{cut}"),
            _ => cut,
        };
        // “购置公务用车” buys the car.
        let head = head.filter(|m| !(verb.is_some() && m.as_str() == "用车"));
        let whole = cut.trim_matches(['-', '\"', ':', '的']).to_string();
        if whole.is_empty() {
            return Verdict::vague(&[], "未写明支出内容，须补充明细");
        }
        let head = head.map(|m| m.as_str().to_string());
        let in_whole = self.heads.find(&whole).map(|m| m.as_str().to_string());
        if let Some(head) = in_whole.filter(|h| !(verb.is_some() && h == "用车")).or(head) {
            return self.with_head(&whole, &head, &bare, gives, context);
        }
        self.without_head(&whole, text, context)
    }

    fn near(&self, text: &str) -> Vec<SpendingClass> {
        self.bans
            .iter()
            .filter(|(_, ban, near)| ban.is_match(text) || near.is_match(text))
            .map(|(c, _, _)| *c)
            .collect()
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
                        ban.find(&part)
                            .filter(|_| !self.heads.is_match(&part))
                            .map(|m| (*class, m.as_str().to_string()))
                    });
                    banned.or_else(|| {
                        let bought =
                            self.bought(&part, &Context::default()).filter(|v| v.class == SpendingClass::FixedAsset)?;
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
        let text = self
            .neutral
            .replace_all(&text, |found: &regex::Captures<'_>| {
                format!("某{}", kept_work(found.get(0).map_or("", |m| m.as_str())))
            })
            .to_string();
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
        if rest.chars().count() < 2 || ["费用", "用品", "经费", "支出", "中心", "基地", "平台"].contains(&rest)
        {
            return text.to_string();
        }
        rest.to_string()
    }
}

fn regex(list: &WordList) -> Regex {
    RegexBuilder::new(&list.joined())
        .size_limit(WordList::LARGEST)
        .build()
        .unwrap_or_else(|_| Regex::new("[^\\s\\S]").expect("a constant pattern"))
}

fn worse(a: Verdict, b: Verdict) -> Verdict {
    if b.weight() > a.weight() { b } else { a }
}

/// Near-ban words that name goods or gifts; they stay doubtful even when printed or posted.
fn is_goods(word: &str) -> bool {
    const GOODS: [&str; 26] = [
        "奖杯",
        "奖牌",
        "奖状",
        "奖章",
        "奖座",
        "奖盘",
        "奖匾",
        "证书",
        "锦旗",
        "纪念品",
        "纪念章",
        "纪念币",
        "纪念衫",
        "伴手礼",
        "礼品",
        "礼物",
        "礼盒",
        "文创",
        "绶带",
        "赠阅",
        "聘书",
        "评估",
        "押金",
        "保证金",
        "慰问",
        "冠名",
    ];
    GOODS.iter().any(|g| word.contains(g))
}

/// The bans that unknown words can touch at all; empty for every one of the four. Money that passes to others may be any gift or stake;
/// a fee buys a service or a thing; anything else is goods, unless a word hints at giving, a prize or a stake.
fn touched(part: &str) -> Vec<SpendingClass> {
    use SpendingClass::{Award, DonationSponsorship, Fiscal, FixedAsset, OutwardInvestment};
    const PASSES: &str = "给予向对拨转汇付交返让支贴发献送赐馈谢助援赞帮扶济惠补某";
    const PRIZE: &str = "优奖先冠亚季胜名荣勋赏励勉誉功彩券卡礼";
    const STAKE: &str = "股资投债息融份押贷保购收并合营";
    let has = |letters: &str| part.chars().any(|c| letters.contains(c));
    let chinese = part.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let money = ["款", "金", "资金", "经费", "钱"].iter().any(|end| part.ends_with(end));
    if chinese < 3 || has(PASSES) && !money {
        return Vec::new();
    }
    if money {
        return vec![Award, DonationSponsorship, OutwardInvestment];
    }
    let mut out = vec![FixedAsset, Fiscal];
    if has(PRIZE) {
        out.extend([Award, DonationSponsorship]);
    }
    if has(STAKE) {
        out.push(OutwardInvestment);
    }
    out
}

/// A bracket that takes certainty away turns even a forbidden line into a question.
fn worse_or(a: Verdict, b: Verdict) -> Verdict {
    if a.class == SpendingClass::Review { a } else { b }
}

/// “（单位承担）” on a harmless line only names the payer.
fn is_source_of_harmless(inner: &str, verdict: &Verdict) -> bool {
    verdict.class == SpendingClass::Allowed && ["自筹", "自有", "承担"].iter().any(|w| inner.contains(w))
}

#[cfg(test)]
mod tests;
