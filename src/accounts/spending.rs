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
use crate::model::language::language;
use crate::model::language::spending_phrases::SpendingPhrases;
use crate::model::pack::{Pack, SpendingLexicon};
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
            winners: list("winners"),
            rewards: any(lexicon.lists.get("rewards").map(Vec::as_slice).unwrap_or_default(), "$"),
            ownership: list("ownership"),
            makes: any(lexicon.lists.get("makes").map(Vec::as_slice).unwrap_or_default(), "$"),
            builds: any(lexicon.lists.get("builds").map(Vec::as_slice).unwrap_or_default(), "$"),
            gifts: list("gifts"),
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

    /// A line of an invoice: goods are bought, whatever the seller's short name says; services are what they are called.
    pub fn goods(&self, line: &InvoiceLine) -> Verdict {
        let text = tight(&line.item);
        let (short, item) = short_name(&text).unwrap_or(("", &text));
        let tax = |rate: &str| line.rate.trim() == rate;
        let of_goods = match short.is_empty() {
            true => tax("13%"),
            false => !known().service_short_name.hits(short),
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
        let used = |head: &str| verb.is_some() && known().car_in_use.is(head);
        let head = head.filter(|m| !used(m.as_str()));
        let whole = cut.trim_matches(['-', '\"', ':', '的']).to_string();
        if whole.is_empty() {
            return Verdict::vague(&[], "未写明支出内容，须补充明细");
        }
        let head = head.map(|m| m.as_str().to_string());
        let in_whole = self.heads.find(&whole).map(|m| m.as_str().to_string());
        if let Some(head) = in_whole.filter(|h| !used(h)).or(head) {
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
        if rest.chars().count() < 2 || known().bare_rest.is(rest) {
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
    known().doubtful_goods.hits(word)
}

/// The bans that unknown words can touch at all; empty for every one of the four. Money that passes to others may be any gift or stake;
/// a fee buys a service or a thing; anything else is goods, unless a word hints at giving, a prize or a stake.
fn touched(part: &str) -> Vec<SpendingClass> {
    use SpendingClass::{Award, DonationSponsorship, Fiscal, FixedAsset, OutwardInvestment};
    let chinese = part.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let money = known().money_end.closes(part);
    if chinese < 3 || known().hands_over.hits(part) && !money {
        return Vec::new();
    }
    if money {
        return vec![Award, DonationSponsorship, OutwardInvestment];
    }
    let mut out = vec![FixedAsset, Fiscal];
    if known().prize_letters.hits(part) {
        out.extend([Award, DonationSponsorship]);
    }
    if known().stake_letters.hits(part) {
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
    verdict.class == SpendingClass::Allowed && names_payer(inner)
}

/// A bracket that says who pays.
fn names_payer(inner: &str) -> bool {
    language().accounts.own_funds.hits(inner) || known().bears.hits(inner)
}

/// How phrases of spending are put together.
fn known() -> &'static SpendingPhrases {
    &language().spending_phrases
}

#[cfg(test)]
mod tests;
