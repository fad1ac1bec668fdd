//! Accounts in sentences: “1.场地费3000元；2.…”, who pays for all, what was received, totals stated beside the table.
//!
//! Refuses sentences that state plans, balances or conditions as if they were spending.

use super::lexicon::{Lexicon, known, says_who_pays, tight, without_of_which};
use super::rows::without_number;
use crate::facts::amount;
use crate::model::language::language;
use crate::model::{DocId, Document, Evidence, Money, Place, Source};

/// An item named in a sentence with its amount.
#[derive(Debug, Clone)]
pub struct Named {
    pub item: String,
    pub amount: Money,
    pub numbered: bool,
    pub note: String,
    pub evidence: Evidence,
}

/// Paragraphs of a document with their places; table rows are left out.
pub fn paragraphs(document: &Document) -> Vec<(String, Place)> {
    document
        .blocks
        .iter()
        .filter(|b| !b.hidden)
        .filter_map(|b| Some((b.content.as_line()?.to_string(), b.place.clone())))
        .collect()
}

/// Paragraphs of one paper of a document: a chapter of a long report may be the accounts.
pub fn paragraphs_in(document: &Document, blocks: &std::ops::Range<usize>) -> Vec<(String, Place)> {
    let of_paper = document.blocks.get(blocks.clone()).unwrap_or_default();
    let visible = of_paper.iter().filter(|b| !b.hidden);
    visible.filter_map(|b| Some((b.content.as_line()?.to_string(), b.place.clone()))).collect()
}

/// Every “item amount” pair of a paragraph, in order.
pub fn named(doc: DocId, text: &str, place: &Place) -> Vec<Named> {
    let amounts = amount::find(text);
    let mut out = Vec::new();
    let mut from = 0;
    for (i, found) in amounts.iter().enumerate() {
        let before = text.get(from..found.range.start).unwrap_or_default();
        let until = amounts.get(i + 1).map_or(text.len(), |n| n.range.start);
        let rest = text.get(found.range.end..until).unwrap_or_default();
        let note =
            rest.split(['；', ';', '。']).next().unwrap_or_default().trim_start_matches(['，', ',', '（']).trim();
        let words = numbered_words(before).unwrap_or_else(|| words_before(before));
        let item = without_number(words);
        out.push(Named {
            numbered: item != words,
            item: trim_item(&item),
            amount: found.money,
            note: note.to_string(),
            evidence: Evidence::new(doc, place.clone(), text),
        });
        from = found.range.end;
    }
    out
}

/// The words between the last mark and the amount.
fn words_before(before: &str) -> &str {
    let mut starts =
        before.char_indices().filter(|(_, c)| "；;。，、：:\n".contains(*c)).map(|(at, c)| at + c.len_utf8());
    // “1、场地费”: the mark after a number belongs to the numbering.
    let start = starts.rfind(|at| !ends_with_number(before.get(..*at).unwrap_or_default())).unwrap_or(0);
    let words = before.get(start..).unwrap_or_default().trim();
    if !words.is_empty() {
        return words;
    }
    // “场地费：3000元”: the words before the colon.
    let head = before.trim_end().trim_end_matches(['：', ':']);
    head.rsplit(['；', ';', '。', '，', '\n']).next().unwrap_or_default().trim()
}

/// “6．一、二等奖选手差旅费3600元”: the whole of a numbered clause is the item, enumeration marks and all.
fn numbered_words(before: &str) -> Option<&str> {
    let segment = before.rsplit(['；', ';', '。', '\n']).next()?.trim().trim_end_matches(['：', ':', '，', ',']);
    let rest = without_number(segment);
    let plain = rest != segment && !rest.contains(['：', ':', '，']) && !known().of_which.hits(&rest);
    (plain && segment.starts_with(|c: char| c.is_numeric() || "（(".contains(c)) && rest.contains('、'))
        .then_some(segment)
}

fn ends_with_number(text: &str) -> bool {
    let bare = text.trim_end_matches(['、', '：', ':', '，']);
    let head = bare.rsplit(['；', ';', '。', '\n', '：', '，']).next().unwrap_or_default().trim();
    text.ends_with('、')
        && !head.is_empty()
        && head.chars().count() <= 2
        && (head.chars().all(|c| c.is_ascii_digit()) || known().chinese_number.hits(head))
}

fn trim_item(words: &str) -> String {
    let mut item = words.trim();
    for tail in known().item_tail.words().chain(["：", ":", "（", "("]) {
        let shorter = item.strip_suffix(tail).map(str::trim_end);
        if let Some(shorter) = shorter.filter(|s| s.chars().count() >= 2) {
            item = shorter;
        }
    }
    // “场地费……3000元”: leaders between the words and the figure.
    let item = item.trim_end_matches(['…', '.', '·', '—', '-', '_', ' ']);
    without_of_which(item).to_string()
}

/// Items of spending in a paragraph: those that are numbered, or that look like an expense by their last word.
pub fn spending_items(named: Vec<Named>) -> Vec<Named> {
    named
        .into_iter()
        .filter(|n| {
            let folded = tight(&n.item);
            let length = folded.chars().count();
            (2..=40).contains(&length) && !is_other(&folded) && (n.numbered || known().expense_end.hits(&folded))
        })
        .collect()
}

/// Words before a figure of income, of a total, of a balance, of a rule.
fn is_other(words: &str) -> bool {
    let w = known();
    [&w.total, &w.income, &w.received, &w.appropriation, &w.left_over, &w.not_an_expense].iter().any(|l| l.hits(words))
}

/// A heading that says whose money the items below it took: “二、单位自筹支出”, “（一）项目经费支出8,000元：1.场地费…”.
pub fn source_heading(text: &str, lexicon: &Lexicon) -> Option<(Source, String)> {
    let head = text.split(['：', ':']).next().unwrap_or_default();
    // “（一）项目经费支出19,876.00元。其中：”: the section's sum stands in its heading
    let head = head.trim();
    let head = known().of_which.before_closing(head).unwrap_or(head).trim_end().trim_end_matches(['。', '，']);
    let head = amount::find(head).first().map_or(head, |sum| head.get(..sum.range.start).unwrap_or(head));
    let folded = tight(&without_number(head.trim()));
    let source = lexicon.source(&folded);
    let opens = text.trim().len() == head.trim().len() || text.trim().len() > head.trim().len() + 3;
    let short = folded.chars().count() <= 30 && !folded.contains(['。', ';', ',']);
    (known().pays.hits(&folded) && short && opens && source != Source::Unknown)
        .then(|| (source, head.trim().to_string()))
}

/// The total of spending that a sentence states: (amount, evidence). Sentences on the grant alone are no totals.
pub fn stated_total(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    amount::find(text).into_iter().find_map(|found| {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = before.rsplit(['。', '；', '，', '\n']).next().unwrap_or_default();
        let clause = tight(clause);
        let alone = lexicon.source(&known().project_spending.without(&clause)) == Source::Unknown;
        let part = of_one_source(before.rsplit(['。', '；', '\n']).next().unwrap_or_default(), found.money, lexicon);
        (known().stated_total.hits(&clause) && alone && !part)
            .then(|| (found.money, Evidence::new(doc, place.clone(), text)))
    })
}

/// “资助经费15000元，实际支出14958元；自筹经费4320元，实际支出4320元”: what is spent out of the one sum named before it.
fn of_one_source(before: &str, spent: Money, lexicon: &Lexicon) -> bool {
    let clauses: Vec<&str> = before.split('，').collect();
    let named = |c: &&&str| {
        lexicon.source(&known().project_spending.without(&tight(c))) != Source::Unknown && !amount::find(c).is_empty()
    };
    let sources: Vec<&&str> = clauses.iter().take(clauses.len().saturating_sub(1)).filter(named).collect();
    let [one] = sources.as_slice() else { return false };
    amount::find(one).last().is_some_and(|sum| spent <= sum.money)
}

/// “以上支出均从项目经费列支”, “项目支出全部由项目经费列支”: one source for all lines.
pub fn one_source(text: &str, lexicon: &Lexicon) -> Option<Source> {
    let folded = tight(text);
    for found in known().one_source.captures_all(&folded) {
        let head = found.name("head").map_or("", |m| m.as_str());
        let partial = known().partial.hits(head) || known().single_thing.hits(head);
        let about_all = head.is_empty() || known().of_all.hits(head);
        let source = lexicon.source(found.name("source").map_or("", |m| m.as_str()));
        if !partial && about_all && source != Source::Unknown {
            return Some(source);
        }
    }
    if let Some(source) = source_pointed_at(text, lexicon) {
        return Some(source);
    }
    let short = folded.chars().count() <= 60;
    let stated = known().stated_source.captures(&folded).filter(|_| short)?;
    let words = stated.name("source").map_or("", |m| m.as_str());
    let named_twice = known().own_funds.hits(words) && known().grant_named.hits(words);
    let both = words.contains(['+', '及']) || named_twice;
    let source = lexicon.source(words);
    // “经费来源：科协拨款20000元，学会自筹3000元”: the second source stands in the next clause.
    let rest = folded.get(stated.get(0)?.end()..)?.split('。').next().unwrap_or_default();
    let second = lexicon.source(rest);
    let both = both || second != Source::Unknown && second != source;
    (!both && source != Source::Unknown).then_some(source)
}

/// “经费来源：科协拨款36000元，全部支出由该款列支”: the one source named before is pointed at.
pub fn source_pointed_at(text: &str, lexicon: &Lexicon) -> Option<Source> {
    let folded = tight(text);
    let found = known().pointed_at.find(&folded)?;
    let partial = known().partial.hits(&folded);
    // Own money named beside it leaves open which sum is meant.
    let before = folded.get(..found.start)?;
    (!partial && lexicon.source(before) == Source::Grant).then_some(Source::Grant)
}

/// What sentences say was spent from one source: “资助经费支出14,120.00元”, “自筹1,908.00元” beside it.
pub fn spent_by_source(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Vec<(Source, Money, Evidence)> {
    let mut out = Vec::new();
    let mut spending_sentence = false;
    for found in amount::find(text) {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = tight(before.rsplit(['。', '；', '，', '\n', '：']).next().unwrap_or_default());
        let after = tight(
            text.get(found.range.end..).unwrap_or_default().split(['。', '；', '，', '\n']).next().unwrap_or_default(),
        );
        let spends = |t: &str| known().pays.hits(t) || known().applied_for.hits(t);
        let w = known();
        let otherwise = [&w.left_over, &w.income, &w.received, &w.budget, &w.overall].iter().any(|l| l.hits(&clause));
        spending_sentence |= spends(&clause);
        if otherwise {
            continue;
        }
        let source = match lexicon.source(&clause) {
            Source::Unknown => lexicon.source(&after),
            known => known,
        };
        let says_so = spends(&clause)
            || spends(&after)
            || known().by_whom.opens(&after)
            || spending_sentence && source == Source::Own;
        if source != Source::Unknown && says_so {
            out.push((source, found.money, Evidence::new(doc, place.clone(), text)));
        }
    }
    out
}

/// What was received from the grant: “自治区科协项目经费15,000.00元，已足额到账”. Where a sentence states several sums, the one
/// said to have been paid out by the grantor comes first.
pub fn grant_income(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    let w = known();
    let received = |t: &str| w.received.hits(t) || w.appropriation.hits(t);
    let not_income = [&w.spending, &w.pays, &w.left_over, &w.budget, &w.total, &w.not_received];
    let says_income = w.income.hits(text) || w.origin.hits(text) || received(text);
    let said: Vec<(bool, Money)> = amount::find(text)
        .into_iter()
        .filter_map(|found| {
            let before = text.get(..found.range.start).unwrap_or_default();
            let clause = tight(before.rsplit(['。', '；', '，', '\n', '：', ':']).next().unwrap_or_default());
            let clause: String = {
                let count = clause.chars().count();
                clause.chars().skip(count.saturating_sub(24)).collect()
            };
            let after = text.get(found.range.end..).unwrap_or_default();
            let after = tight(after.split(['。', '；', '\n']).next().unwrap_or_default());
            let names_grant = lexicon.source(&clause) == Source::Grant;
            let plain = !not_income.iter().any(|l| l.hits(&clause)) && !w.at_most.opens(&after);
            let part_of_spending = w.of_which.opens(&clause) && !says_income;
            let near: String = after.chars().take(16).collect();
            let received = received(&clause) || received(&near);
            (names_grant && plain && !part_of_spending && !found.money.is_negative()).then_some((received, found.money))
        })
        .collect();
    let best = said.iter().find(|(received, _)| *received).or_else(|| said.first())?;
    Some((best.1, Evidence::new(doc, place.clone(), text)))
}

/// Which numbers of lines a sentence gives to which source: “第1至6项从项目经费中支出，第7、8项从学校配套经费中支出”.
/// An empty list of numbers stands for the rest (“其余”).
pub fn by_numbers(text: &str, lexicon: &Lexicon) -> Vec<(Vec<u32>, Source)> {
    let folded = tight(text);
    let mentions: Vec<_> = known().line_numbers.captures_all(&folded);
    let mut out = Vec::new();
    for (i, mention) in mentions.iter().enumerate() {
        let Some(whole) = mention.get(0) else { continue };
        let until = mentions.get(i + 1).and_then(|m| m.get(0)).map_or(folded.len(), |m| m.start());
        let said = folded.get(whole.end()..until).unwrap_or_default();
        let said: String = said.split(['。', ';']).next().unwrap_or_default().chars().take(40).collect();
        let pays = says_who_pays(&said) || known().paid_from.hits(&said);
        let source = lexicon.source(&said);
        let numbers = if mention.name("rest").is_some() {
            Vec::new()
        } else if let Some(count) = mention.name("front").and_then(|m| number(m.as_str())) {
            (1..=count.min(99)).collect()
        } else {
            numbers(mention.name("list").map_or("", |m| m.as_str()))
        };
        let rest = mention.name("rest").is_some();
        if pays && source != Source::Unknown && (rest && !out.is_empty() || !rest && !numbers.is_empty()) {
            out.push((numbers, source));
        }
    }
    out
}

fn numbers(list: &str) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    let mut range = false;
    let mut digits = String::new();
    let mut take = |digits: &mut String, range: bool| {
        if let Some(n) = number(digits) {
            let from = if range { out.last().map_or(n, |last| last.saturating_add(1)) } else { n };
            out.extend(from..=n.min(99));
        }
        digits.clear();
    };
    for c in list.chars().chain(['、']) {
        if c.is_ascii_digit() || known().chinese_number.hits(&c.to_string()) {
            digits.push(c);
        } else if known().up_to.hits(&c.to_string()) {
            take(&mut digits, range);
            range = true;
        } else if !digits.is_empty() {
            take(&mut digits, range);
            range = false;
        }
    }
    out
}

/// `12`, `十二`, `二十`.
fn number(digits: &str) -> Option<u32> {
    let plain = language().amounts.numerals.plain(digits);
    let value = |s: &str| s.parse::<u32>().ok();
    match plain.split_once('十') {
        Some((tens, ones)) => Some(value(tens).unwrap_or(1) * 10 + value(ones).unwrap_or(0)),
        None => value(&plain).filter(|n| *n <= 99),
    }
}

/// “其中科协项目经费9,052.00元，企业自筹620.00元；项目经费拨款10,000.00元，结余948.00元”: what was spent from each source.
pub fn of_which(text: &str, lexicon: &Lexicon) -> Vec<(String, Source, Money)> {
    let mut out = Vec::new();
    for found in amount::find(text) {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = tight(before.rsplit(['。', '；', ';', '，', '、', '\n']).next().unwrap_or_default());
        let words = without_of_which(&clause).to_string();
        let w = known();
        let otherwise = [&w.appropriation, &w.received, &w.left_over, &w.budget, &w.income, &w.approved];
        let received = otherwise.iter().any(|l| l.hits(&words));
        let source = lexicon.source(&words);
        if source != Source::Unknown && !received {
            out.push((words, source, found.money));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::testing::lexicon;

    fn items(text: &str) -> Vec<String> {
        let found = spending_items(named(DocId(0), text, &Place::Whole));
        found.iter().map(|n| format!("{} {}", n.item, n.amount)).collect()
    }

    #[test]
    fn numbered_sentences_are_lines() {
        assert_eq!(items("（一）专家讲课费4,000.00元，用于两次活动专家授课，授课专家4人次。"), ["专家讲课费 4000.00"]);
        assert_eq!(
            items("1.场地费3000元；2、餐费：1200元；3.3D打印讲座讲课费0.2万元。"),
            ["场地费 3000.00", "餐费 1200.00", "3D打印讲座讲课费 2000.00"]
        );
        assert_eq!(
            items(
                "甲方资助经费支出预算：展位搭建及展具租赁费8,800元、专家讲课费4,000元；乙方自筹支出预算：场地租赁费5,200元。"
            ),
            ["展位搭建及展具租赁费 8800.00", "专家讲课费 4000.00", "场地租赁费 5200.00"]
        );
    }

    #[test]
    fn income_balances_and_totals_are_no_lines() {
        for text in [
            "一、经费来源。自治区科协资助经费15000.00元，于2026年6月12日拨入我会基本账户。",
            "以上六项合计9,996.00元（大写：玖仟玖佰玖拾陆元整），项目经费结余4.00元。",
            "二、经费支出。项目累计支出18740.00元，资助经费支出14120.00元，尚有结余880.00元。",
        ] {
            assert!(items(text).is_empty(), "{text}: {:?}", items(text));
        }
    }

    #[test]
    fn one_sentence_tells_the_source_of_all() {
        let l = lexicon();
        assert_eq!(one_source("以上支出均从项目经费列支。", &l), Some(Source::Grant));
        assert_eq!(one_source("截至2026年10月31日，项目支出全部由项目经费列支，单位：元。", &l), Some(Source::Grant));
        assert_eq!(one_source("上述费用全部由单位自筹资金承担", &l), Some(Source::Own));
        for said in [
            "经费来源：自治区科协拨款20000元（2026年5月到账），全部支出由该款列支。",
            "科协资助款10000元已到账。以上费用均从该经费中支出",
        ] {
            assert_eq!(one_source(said, &l), Some(Source::Grant), "{said}");
        }
        for said in [
            "经费来源：自治区科协拨款20000元，学会自筹3000元，全部支出由该款列支。",
            "自治区科协拨款20000元，其余支出由该款列支。",
            "工作餐由该款列支，自治区科协拨款20000元。",
        ] {
            assert_eq!(one_source(said, &l), None, "{said}");
        }
        assert_eq!(one_source("超出部分全部由单位自筹解决。", &l), None);
        assert_eq!(one_source("全部支出均取得合法票据，按学会财务制度审批报销", &l), None);
    }

    #[test]
    fn totals_and_income_in_prose() {
        let l = lexicon();
        let total = |t: &str| stated_total(DocId(0), t, &Place::Whole, &l).map(|x| x.0);
        assert_eq!(total("项目实际支出20,332.50元，明细见下表。"), Some("20332.5".parse().expect("digits")));
        assert_eq!(total("资助经费支出14120.00元，尚有结余880.00元。"), None);
        let income = |t: &str| grant_income(DocId(0), t, &Place::Whole, &l).map(|x| x.0);
        assert_eq!(
            income("项目总收入20,590.00元。其中：自治区科协项目经费15,000.00元，已到账；学会自筹5,590.00元。"),
            Some(Money::yuan(15000))
        );
        assert_eq!(income("资助经费4.00万元于2026年6月18日到账，单位配套1.634万元。"), Some(Money::yuan(40000)));
        assert_eq!(income("资助经费支出3.8490万元，结余0.1510万元。"), None);
        let split = |t: &str| {
            spent_by_source(DocId(0), t, &Place::Whole, &l).into_iter().map(|x| (x.0, x.1)).collect::<Vec<_>>()
        };
        assert_eq!(
            split("其中拟申请自治区科协资助列支29,880.00元，单位自筹1,908.00元。"),
            [(Source::Grant, Money::yuan(29880)), (Source::Own, Money::yuan(1908))]
        );
    }
}
