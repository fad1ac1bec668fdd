//! The nature of a spending line by its words (GUIDE §3.3), whoever paid it. The word families are the pack's `lexicon/spending.toml`.
//!
//! Lists, all of regular expressions over folded text without white space:
//! `nothing-spent` rows that are no spending · `negated`, `aside` parts to leave out · `organisations`, `neutral` names in which words
//! mean nothing · `transfers` beginnings that give or buy · `topics` nouns whose modifiers are a subject · `heads` last words that make a
//! line a service or a supply · `acquire` verbs, `durable`, `consumable`, `machine` goods · `award`, `donation`, `investment`, `fiscal` the
//! bans, each with `…-review` for what is near them · `asset-review` · `vague` · `bracket-review` · `machine-short-names`,
//! `review-short-names` 税收分类简称 · `vehicle-hire`, `hire-includes` what the price of a hired car holds · `used-up` brackets of
//! supplies · `rents`, `venue-equipment` hired together · `displays` printed things whatever they tell of · `renewal` of a device ·
//! `…-anyway` doubts that no last word removes.
//!
//! Refuses to guess: words it does not know are `Review`, never `Allowed`.

use regex::{Regex, RegexBuilder};

use super::lexicon::tight;
use crate::facts::amount;
use crate::model::pack::{Pack, SpendingLexicon};
use crate::model::text::{fold, without_translation};
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
    vehicle_hire: Regex,
    hire_includes: Regex,
    used_up: Regex,
    venue_equipment: Regex,
    rents: Regex,
    displays: Regex,
    renewal: Regex,
    /// Doubts that no last word removes.
    anyway: Vec<(SpendingClass, Regex)>,
    /// Class, words of the ban, words near it.
    bans: Vec<(SpendingClass, Regex, Regex)>,
}

/// Trailing counts and prices: `1台 1580.00`, `50册`.
const TAIL: &str = r"[,，]?(¥?[0-9][0-9,.]*(万?元)?|[0-9一二两三四五六七八九十百]+(台|套|个|件|张|把|本|册|份|支|条|只|辆|部|架|次|场|人次|人天|人|名|天|间|期|篇|版|块|面|枚|盒|箱|米|桌|间夜|年|月|个月|学时|课时)|/(人|天|次|台|套|场))+$";

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
            vehicle_hire: list("vehicle-hire"),
            hire_includes: list("hire-includes"),
            used_up: list("used-up"),
            venue_equipment: list("venue-equipment"),
            rents: list("rents"),
            displays: list("displays"),
            renewal: list("renewal"),
            anyway: vec![
                (SpendingClass::OutwardInvestment, list("investment-anyway")),
                (SpendingClass::FixedAsset, list("asset-anyway")),
                (SpendingClass::Fiscal, list("fiscal-anyway")),
            ],
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

    /// The phrase and what its brackets add: 含…, enumerations, remarks.
    fn with_brackets(&self, text: &str, context: &Context) -> Verdict {
        let text = self.negated.replace_all(text, "");
        let (plain, brackets) = split_brackets(&text);
        let mut verdict = self
            .renewed(&plain, &brackets, context)
            .unwrap_or_else(|| self.anyway(&plain, self.phrase(&plain, context)));
        for inner in brackets.iter().filter(|b| !self.aside.is_match(b)) {
            if let Some(stated) = inner.strip_prefix("实为").or_else(|| inner.strip_prefix("实际为")) {
                return self.phrase(stated, context);
            }
            if let Some(stated) = self.bought_or_hired(&plain, inner, context) {
                verdict = stated;
                continue;
            }
            if self.used_up.is_match(inner) && self.is_supply(&plain, &verdict) {
                verdict = Verdict::allowed(format!("注明“{inner}”，属活动耗用"));
                continue;
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
            if let Some(found) = self.inside(&plain, inner, context) {
                verdict = worse(verdict, found);
            }
        }
        verdict
    }

    /// Goods of no known sort that a bracket calls used up; a device stays a device whatever the bracket says.
    fn is_supply(&self, plain: &str, verdict: &Verdict) -> bool {
        let only_goods =
            verdict.suspects.iter().all(|s| matches!(s, SpendingClass::FixedAsset | SpendingClass::Fiscal));
        verdict.class == SpendingClass::Review
            && only_goods
            && !self.durable.is_match(plain)
            && self.near(&self.mask(plain)).is_empty()
    }

    /// “扫描仪更新（1台）”: a device renewed and counted is bought; uncounted (“系统更新”, “更换空调”) it may be a repair.
    fn renewed(&self, plain: &str, brackets: &[String], context: &Context) -> Option<Verdict> {
        let word = self.renewal.find(plain)?;
        if self.heads.is_match(&without_tail(plain)) || self.acquire.is_match(plain) {
            return None;
        }
        let count = brackets.iter().map(String::as_str).chain([plain, context.quantity.as_str()]);
        let counted = count.clone().find(|t| counted_as_machine(t))?.to_string();
        let object = format!("购置{}{}", plain.get(..word.start())?, plain.get(word.end()..)?);
        self.machine.is_match(&without_tail(&object)).then(|| {
            let quantity = if context.quantity.is_empty() { counted } else { context.quantity.clone() };
            self.phrase(&object, &Context { quantity, ..context.clone() })
        })
    }

    /// Advice on an investment, rights in land: a fee, but near a ban.
    fn anyway(&self, plain: &str, verdict: Verdict) -> Verdict {
        // The subject of a talk or a printed paper is no spending on it.
        let doubt = self.anyway.iter().find_map(|(class, words)| {
            let found = words.find(plain)?;
            let rest = plain.get(found.end()..)?;
            (!self.topics.is_match(rest)).then(|| (*class, found.as_str()))
        });
        match doubt {
            Some((class, found)) if verdict.class == SpendingClass::Allowed => {
                Verdict::review(&[class], format!("“{found}”须核实是否属{}", class.chinese()))
            }
            _ => verdict,
        }
    }

    /// “投影仪（购置）”, “投影仪（租用）”: the bracket only says whether the thing was bought or hired.
    fn bought_or_hired(&self, plain: &str, inner: &str, context: &Context) -> Option<Verdict> {
        let bought = self.acquire.find(inner).is_some_and(|m| m.as_str() == inner);
        let hired = ["租赁", "租用", "租借", "租", "借用"].contains(&inner);
        if bought {
            return Some(self.phrase(&format!("{inner}{plain}"), context));
        }
        hired.then(|| self.phrase(&format!("{plain}租用"), context))
    }

    /// What a bracket lists counts only where it names something banned or near a ban; unknown details are just details.
    fn inside(&self, plain: &str, inner: &str, context: &Context) -> Option<Verdict> {
        let listed = inner
            .trim_start_matches("包含")
            .trim_start_matches("包括")
            .trim_start_matches("其中")
            .trim_start_matches('含')
            .trim_start_matches(':');
        let masked = self.mask(listed);
        let hire = self.vehicle_hire.is_match(plain);
        parts(&masked)
            .into_iter()
            .filter(|p| !self.heads.is_match(&without_tail(p)))
            .filter(|p| !(hire && self.hire_includes.is_match(p)))
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
            return Verdict::review(&[], "未写明支出内容，须补充明细");
        }
        let head = head.map(|m| m.as_str().to_string());
        let in_whole = self.heads.find(&whole).map(|m| m.as_str().to_string());
        if let Some(head) = in_whole.filter(|h| !(verb.is_some() && h == "用车")).or(head) {
            return self.with_head(&whole, &head, &bare, gives, context);
        }
        self.without_head(&whole, text, context)
    }

    /// A service or supply by its last words: what stands before is a modifier, unless it is listed beside it (“奖金及证书制作费”).
    fn with_head(&self, whole: &str, head: &str, bare: &str, gives: bool, context: &Context) -> Verdict {
        let before = whole.strip_suffix(head).unwrap_or_default();
        if gives
            && !self.is_display(bare, head)
            && let Some(banned) = self.gift(bare)
        {
            return banned;
        }
        let mut verdict = if self.vague.is_match(bare) {
            Verdict::review(&[SpendingClass::Fiscal], format!("“{whole}”笼统，须补充明细"))
        } else {
            Verdict::allowed(format!("“{head}”属活动直接费用"))
        };
        for (class, ban, _) in &self.bans {
            if let Some(found) = ban.find_iter(whole).find(|m| m.end() == whole.len()) {
                return Verdict::forbidden(*class, found.as_str());
            }
        }
        if self.acquire.find(before).is_some_and(|m| m.as_str() == before)
            && (self.consumable.is_match(head) || head.ends_with("服务") || head.ends_with('费'))
        {
            return verdict;
        }
        if let Some(verb) = self.acquire.find(whole).filter(|m| m.start() == 0)
            && let Some(supply) = whole.get(verb.end()..).and_then(|object| self.supply_of_a_device(object))
        {
            return Verdict::allowed(format!("采购“{supply}”属活动耗用"));
        }
        let listed = self.listed(before);
        let beside = listed.len() > 1 || before.ends_with(['、', '及', '和', '与']);
        for (i, part) in listed.iter().enumerate() {
            let last = i + 1 == listed.len() && !before.ends_with(['、', '及', '和', '与']);
            for (class, ban, near) in &self.bans {
                if last && self.is_display(bare, head) {
                    continue;
                }
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
                    && let Some(found) = near.find_iter(part).find(|m| is_goods(m.as_str()))
                {
                    verdict = worse(
                        verdict,
                        Verdict::review(&[*class], format!("“{}”是否属{}须核实", found.as_str(), class.chinese())),
                    );
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
        verdict
    }

    /// “捐赠鸣谢墙喷绘”, “奖项公告印制”: a thing to be shown, made; what it tells of is not what was bought. No body receives it.
    fn is_display(&self, bare: &str, head: &str) -> bool {
        const MADE: [&str; 8] = ["喷绘", "写真", "印刷", "印制", "制作", "打印", "设计", "搭建"];
        let bare = bare.trim_end_matches(['费', '用']);
        let Some(made) = MADE.into_iter().find(|m| bare.ends_with(m) && head.contains(m)) else { return false };
        let object = bare.strip_suffix(made).unwrap_or_default();
        let object = MADE.into_iter().find_map(|m| object.strip_suffix(m)).unwrap_or(object);
        !bare.contains('某') && parts(object).len() == 1 && self.displays.is_match(object)
    }

    /// A phrase that begins with giving: forbidden where the receiver is named, otherwise a question.
    fn gift(&self, bare: &str) -> Option<Verdict> {
        self.bans.iter().take(3).find_map(|(class, ban, _)| {
            let found = ban.find(bare).filter(|m| m.start() == 0)?;
            // What is paid for a named receiver is a gift, whatever it buys; so are goods and bare costs.
            let named = bare.get(found.end()..).is_some_and(|rest| rest.contains('某') || rest.is_empty());
            let service =
                ["费", "印刷", "制作", "印制", "租赁", "服务", "设计", "布置"].iter().any(|end| bare.ends_with(end));
            let hire = *class == SpendingClass::OutwardInvestment
                && ["租金", "租赁", "租赁费", "场租"].iter().any(|end| bare.ends_with(end));
            if !hire && (named || !service) {
                return Some(Verdict::forbidden(*class, found.as_str()));
            }
            Some(Verdict::review(&[*class], format!("“{}”开头，须核实是否属{}", found.as_str(), class.chinese())))
        })
    }

    fn without_head(&self, whole: &str, text: &str, context: &Context) -> Verdict {
        // Several things in a row: the worst counts.
        let mut verdict: Option<Verdict> = None;
        let listed = self.listed(whole);
        let verb = self.acquire.find(whole).filter(|m| m.start() == 0).map(|m| m.as_str().to_string());
        for part in &listed {
            let with_verb = match &verb {
                Some(v) if !part.starts_with(v.as_str()) => format!("{v}{part}"),
                _ => part.clone(),
            };
            let rented = verb.is_none() && listed.first().is_some_and(|p| p != part && self.rents.is_match(p));
            if rented && self.venue_equipment.is_match(&without_tail(part)) {
                // Counted in 台 or 套 it may be bought beside the rent.
                if [part, &context.quantity].iter().any(|t| counted_as_machine(t)) {
                    let doubt = format!("“{part}”是租用还是购置须核实");
                    verdict = Some(worse(
                        verdict.unwrap_or_else(|| Verdict::allowed("")),
                        Verdict::review(&[SpendingClass::FixedAsset], doubt),
                    ));
                }
                continue;
            }
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
            let near_longer = near.find(part).is_some_and(|n| {
                ban.find(part).is_some_and(|b| n.len() > b.len() && n.start() <= b.start() && n.end() >= b.end())
            });
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
                let reason = format!("“{}”是否属{}须核实", found.as_str(), class.chinese());
                return Verdict::review(&self.near(part), reason);
            }
        }
        if let Some(good) = self.durable.find(part) {
            return self.lasting(good.as_str(), text, context);
        }
        if let Some(found) = self.asset_review.find(part) {
            return Verdict::review(
                &[SpendingClass::FixedAsset],
                format!("“{}”是否形成固定资产须核实", found.as_str()),
            );
        }
        if let Some(found) = self.vague.find(part) {
            return Verdict::review(&[SpendingClass::FixedAsset], format!("“{}”笼统，须补充明细", found.as_str()));
        }
        if let Some(found) = self.consumable.find(part) {
            return Verdict::allowed(format!("“{}”属活动耗用", found.as_str()));
        }
        Verdict::review(&touched(part), format!("“{part}”不在已知的支出类别中，须人工判断"))
    }

    /// The things of an enumeration; a verb of buying that stands alone (“设备租赁及购置”) takes the good named beside it.
    fn listed(&self, text: &str) -> Vec<String> {
        let good = self.durable.find(text).map_or("", |m| m.as_str());
        let alone = |part: &str| self.acquire.find(part).is_some_and(|m| m.as_str() == part);
        let listed = parts(text);
        let several = listed.len() > 1;
        listed.into_iter().map(|p| if several && alone(&p) { format!("{p}{good}") } else { p }).collect()
    }

    /// Words of a ban that a second word turns into a question: fees for advice on it, mixed packages, refunds.
    fn softened(&self, part: &str, class: SpendingClass) -> Option<Verdict> {
        const SOFT: [&str; 14] = [
            "评估", "公证", "套餐", "冲减", "冲销", "退回", "退还", "折旧", "律师", "审计", "咨询", "协议", "手续",
            "扶持",
        ];
        let word = SOFT.iter().find(|w| part.contains(**w))?;
        // “获奖团队扶持奖金” is a prize whatever it supports.
        if *word == "扶持" && ["奖金", "奖励", "捐款", "捐赠"].iter().any(|end| part.ends_with(end)) {
            return None;
        }
        Some(Verdict::review(&[class], format!("“{part}”含“{word}”，须核实性质")))
    }

    /// A verb of buying and what was bought.
    fn bought(&self, part: &str, context: &Context) -> Option<Verdict> {
        let verb = self.acquire.find(part)?;
        let object =
            format!("{}{}", part.get(..verb.start()).unwrap_or_default(), part.get(verb.end()..).unwrap_or_default());
        if let Some(supply) = self.supply_of_a_device(&object) {
            return Some(Verdict::allowed(format!("采购“{supply}”属活动耗用")));
        }
        if let Some(found) = self.no_device_yet(&object) {
            return Some(Verdict::review(
                &[SpendingClass::FixedAsset],
                format!("采购“{found}”可能是耗材、配件或软件，须核实是否属固定资产"),
            ));
        }
        let near_asset = self.asset_review.find(&object).map(|m| m.as_str().to_string());
        if let Some(good) = self.durable.find(&object) {
            if self.heads.is_match(&without_tail(&object)) && !object.ends_with(['费', '车']) {
                return None;
            }
            if let Some(price) = self.price(part, context).filter(|p| *p < self.threshold) {
                return Some(Verdict::review(
                    &[SpendingClass::FixedAsset],
                    format!(
                        "购置“{}”单价{}元，低于{}元，须核实是否属固定资产",
                        good.as_str(),
                        price.grouped(),
                        self.threshold.grouped()
                    ),
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
        if counted_as_machine(part) || counted_as_machine(&context.quantity) {
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

    /// Parts of a device, software, and “器材” of no named sort: durable or not, the words do not tell.
    fn no_device_yet(&self, object: &str) -> Option<String> {
        const PARTS: [&str; 9] =
            ["配件", "零件", "零配件", "备件", "软件", "操作系统", "管理系统", "信息系统", "数据库"];
        let bare = without_tail(object);
        let alone = self.durable.find_iter(&bare).all(|m| m.as_str() == "器材");
        if bare.ends_with("器材") && alone {
            return Some(bare);
        }
        (PARTS.iter().any(|p| bare.ends_with(p)) && parts(&bare).len() == 1).then_some(bare)
    }

    /// “打印机墨盒”, “相机电池”: the last word is used up, the device before it is not what was bought.
    fn supply_of_a_device(&self, object: &str) -> Option<String> {
        const SUPPLIES: [&str; 10] =
            ["墨盒", "硒鼓", "粉盒", "墨粉", "色带", "电池", "耗材", "打印纸", "灯泡", "白板笔"];
        let bare = without_tail(object);
        let supply = SUPPLIES.into_iter().find(|s| bare.ends_with(s))?;
        let device = bare.strip_suffix(supply)?;
        (self.durable.is_match(device) && parts(&bare).len() == 1).then(|| bare.clone())
    }

    /// A lasting good without a verb: the price and the measure unit tell a purchase; without them nobody knows.
    fn lasting(&self, good: &str, text: &str, context: &Context) -> Verdict {
        let counted = [text, &context.quantity, &context.note].iter().any(|t| counted_as_machine(t));
        // Days, occasions and hire beside the count tell of use, not of a purchase.
        let hired = [&context.quantity, &context.note]
            .iter()
            .any(|t| ["天", "日", "次", "租", "借", "小时"].iter().any(|w| t.contains(w)));
        match self.price(text, context) {
            Some(price) if price >= self.threshold && counted && !hired => Verdict {
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
        if let Some(found) = price_in(text).or_else(|| price_in(&context.quantity)) {
            return Some(found);
        }
        let count = [text, &context.quantity, &context.note].iter().find_map(|t| count_of(t))?;
        let amount = context.amount?.as_decimal().checked_div(count.into())?;
        Some(Money::new(amount.round_dp(2)))
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

fn any(patterns: &[String], end: &str) -> Regex {
    let joined = patterns.iter().map(|p| format!("(?:{p})")).collect::<Vec<_>>().join("|");
    // A pattern that never matches stands for a missing list.
    let pattern = if joined.is_empty() { "[^\\s\\S]".to_string() } else { format!("(?:{joined}){end}") };
    RegexBuilder::new(&pattern)
        .size_limit(1 << 24)
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

/// The work a masked compound ends with (“奖项评审”): it stays, for with “费” behind it the line is pay for that work.
fn kept_work(compound: &str) -> &'static str {
    const WORK: [&str; 6] = ["评审", "答辩", "培训", "推介", "路演", "咨询"];
    WORK.into_iter().find(|w| compound.ends_with(w)).unwrap_or_default()
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
    text.split(['、', ',', ';', '+', '/', '及', '和', '与', '。'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(str::to_string)
        .collect()
}

fn verb_end(name: &str) -> usize {
    const VERBS: [&str; 28] = [
        "出资设立",
        "注资成立",
        "注资设立",
        "注资",
        "投资设立",
        "出资",
        "设立",
        "成立",
        "捐赠给",
        "捐赠",
        "捐款",
        "捐资",
        "捐",
        "赞助",
        "资助",
        "补助",
        "投资",
        "入股",
        "参股",
        "认购",
        "收购",
        "增资",
        "采购",
        "购买",
        "购置",
        "奖励",
        "慰问",
        "帮扶",
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
        toml::from_str(include_str!("../../templates/packs/gxkx-2026-12/lexicon/spending.toml"))
            .expect("the pack's own file")
    }

    #[test]
    fn every_pattern_compiles() {
        for (name, patterns) in lexicon().lists {
            for pattern in patterns {
                assert!(Regex::new(&pattern).is_ok(), "{name}: {pattern}");
            }
        }
    }

    /// Look-alikes both ways, none of them from the shared list.
    #[test]
    fn families_generalise() {
        let classifier = Classifier::new(&lexicon());
        let mut wrong = Vec::new();
        for (class, phrases) in [
            ("allowed", ALLOWED),
            ("review", REVIEW),
            ("forbidden:fixed_asset", ASSETS),
            ("forbidden:award", AWARDS),
            ("forbidden:donation_sponsorship", GIFTS),
            ("forbidden:outward_investment", INVESTMENTS),
            ("forbidden:fiscal", FISCAL),
        ] {
            for phrase in phrases.split_whitespace() {
                let verdict = classifier.classify(phrase, &Context::default());
                if verdict.class.code() != class {
                    wrong.push(format!("{phrase}: {class}, not {} ({})", verdict.class.code(), verdict.reason));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    const ALLOWED: &str = "专家指导酬劳 讲者酬金 主持人酬金 中英互译 现场口译 交替传译 显微镜借用费 设备借用 桌椅音响租摆费 专家食宿交通 外宾接机 企业摸底调查 现场调研 租赁大巴 平台使用 水样化验 稿件翻译 会务组织 急救保障 签到本 文献检索 会议指南 展具租用 下企业用车 采购会议服务 \
        会场租金 投影设备租赁费 摄像机租用 笔记本电脑租赁 同声传译设备租用费 展架租借 中巴车租赁 无人机表演服务费 打印机维修费 电脑维护费 \
        打印机耗材 复印费 服务器托管费 数据库检索费 软件使用培训讲课费 机器人产业论坛会务费 人工智能设备展览场地费 智能制造装备研讨会资料印刷费 \
        会议会务服务费 专家评审费 评委劳务费 主持人劳务费 裁判员劳务费 志愿者餐费 志愿者交通费 参会人员住宿费 高铁票 机票 出租车费 市内交通费 \
        论文集印刷费 会议手册印刷 宣传册设计印刷费 海报制作 易拉宝 背景板制作 桌牌制作 胸牌制作费 代表证制作 资料袋 签字笔 矿泉水 会议用水 \
        直播服务费 录播费 照片直播服务费 新闻宣传费 公众号推广费 短视频制作费 快递费 邮寄费 意外伤害保险费 茶叶样品检测费 水质检测费 土壤样品化验费 \
        调研差旅费 需求调研费 问卷印刷费 平台使用费 报名系统服务费 审稿费 校对费 版面费 编审费 同传费 翻译费 笔译费 获奖作品展板制作 \
        颁奖典礼场地租赁费 科技奖励政策培训讲课费 奖励政策宣讲资料印刷费 优秀论文汇编印刷费 李四光奖报告会场地费 捐赠仪式场地布置费 慈善组织培训讲课费 \
        赞助商权益手册印刷费 公益科普讲座讲课费 爱心助学志愿者交通费 投资峰会会务费 招商推介会茶歇 风险投资讲座讲师费 股权投资培训场地费 基金项目申报辅导讲课费 \
        广西某投资集团有限公司会议服务费 旅游产业发展论坛场地费 酒店住宿费 酒店会议室租金 福利院科普活动交通费 烟草行业科协交流会餐费 会务费（不含纪念品） \
        《奖励办法》印刷费 捐赠收入 收到赞助款 会议资料费 活动场地费 会议室租赁 培训教材印刷费 讲义印制 餐费 会议用餐 自助餐 大巴车费 过路费 接送机费用 \
        网络直播技术服务费 技术服务费 策划服务费 会议注册费 专家讲座费 学术报告费 技术咨询费 标识标牌制作费 活动保险 展位费 展位搭建费 布展费 样品运输费 仪器使用费 机时费 测试加工费";
    const REVIEW: &str = "公务用车 房租 绿植租摆费 聚餐费 接待餐费 购买保温杯 更换空调 优秀作品稿酬 帮扶款 慰问金 酬谢金 感谢金 \
        扫描仪 无人机 会议平板 音响 笔记本电脑 空调 摄像机 奖牌 水晶奖牌制作 荣誉证书 聘书制作 纪念品 纪念品制作费 礼品 会议礼品 文创礼盒 \
        优秀论文证书印刷 志愿者补助 误餐补贴 会员费 学会会费 协办经费 慰问金 助农扶持资金 冠名支持 赠书 押金 场地保证金 预付场地款 借款 转拨协作单位经费 \
        评估费 联盟会费 其他 其他费用 不可预见费 管理费 税费 服装 马甲 雨伞 饮料 鲜花 绿植租摆 参观费 通讯费 律师费 物资一批 材料一批 办公费 耗材一批 \
        会议室改造 展厅建设费 软件开发费 网站建设费 小程序开发 图书 专业图书采购 U盘 移动硬盘 充电宝 键盘 电脑配件 科普教具 实验器材 会务费（打包） 工作餐（超标准） 购买打印机1台800元 购买教具3件";
    const ASSETS: &str = "购买公务用车 购置商务车 配置会议音响 新增电脑 购买净水器 购房款 购买烘箱 触控大屏1台4980元 \
        购置扫描仪 购买投影机2台 采购无人机1架 新购笔记本电脑 购置办公桌椅 购买文件柜 办公家具购置 电视机采购 购买显微镜 购置离心机1台 音响设备购置费 \
        采购摄像机 添置空调 购买相机 购置电动汽车 购买办公用房 实验仪器采购费 购置会议一体机 购置液晶显示器 购置快速水分测定仪1台 购买土壤速测仪 采购烘干机2台 会务费（含购置音箱） 固定资产购置 固定资产购买 购买iPad平板";
    const AWARDS: &str = "承办单位嘉勉金 勉励金 表彰金 奖掖金 犒劳金 获奖选手酬金 优胜者报酬 幸运奖 \
        一等奖奖金 优秀奖奖金 优胜奖奖品 参赛队伍奖金 奖金支出 先进个人奖励 论文奖励 突出贡献奖励金 项目组奖励 创新创业大赛奖金 发放奖金 大赛奖品采购 竞赛一等奖 有奖问答奖品 \
        优秀组织奖奖金 年终奖 会务费（含奖品） 优秀志愿者奖励 奖学金 奖品购置费 抽奖礼品及奖金";
    const GIFTS: &str = "助困款 无偿赠与设备 捐献物资 \
        捐款 捐赠支出 向某小学捐赠图书 向灾区捐款 捐赠科普器材 捐资 赞助款 赞助某协会年会 赞助学校科技节 公益捐款 慈善捐款 爱心捐款 资助贫困学生 资助某合作社 捐助困难职工 \
        捐赠防疫物资 支付某学会赞助费 赞助活动费用 救灾捐款 援建图书室 定向捐赠款 社会捐赠支出 公益赞助";
    const INVESTMENTS: &str = "注资款 跟投款 设立某公司 借给企业款 申购基金 \
        对外投资 投资支出 股权投资款 入股某公司 参股资金 购买理财产品 购买基金 购买国债 增资款 出资设立公司 出资款 购买股份 认购股权 投资入股 股权转让款 证券投资 期货投资 \
        信托产品 长期股权投资 向某企业投资 购买可转债 注册资金 合资公司出资";
    const FISCAL: &str = "白酒 红酒 酒水 烟 茅台酒 宴请 宴会费 招待费 业务招待费 公务接待费 旅游费 旅游门票 门票 工资 人员工资 社保费 住房公积金 职工福利费 过节费 话费 手机话费 汽油费 加油费 \
        加油卡 购物卡 充值卡 罚金 滞纳金 罚款支出 贷款利息 还贷 水电费 物业费 办公室租金 KTV 娱乐费 洗浴 健身卡 月饼 职工体检费 礼金 足浴消费 景点游览 个人消费";

    /// Phrases of our own, written before they were tried; what staff would answer stands beside each.
    #[test]
    fn the_list_of_our_own_is_classified() {
        let classifier = Classifier::new(&lexicon());
        let rows = include_str!("../../tests/spending/phrases.tsv").lines().filter(|l| !l.starts_with('#'));
        let mut wrong = Vec::new();
        for row in rows {
            let mut fields = row.split('\t');
            let (Some(phrase), Some(expected)) = (fields.next(), fields.next()) else { continue };
            let verdict = classifier.classify(phrase, &Context::default());
            if verdict.class.code() != expected {
                wrong.push(format!("{phrase}: {expected}, not {} ({})", verdict.class.code(), verdict.reason));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
