//! Accounts in sentences: “1.场地费3000元；2.…”, who pays for all, what was received, totals stated beside the table.
//!
//! Refuses sentences that state plans, balances or conditions as if they were spending.

use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::{Lexicon, tight};
use super::rows::without_number;
use crate::facts::amount;
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
    let plain = rest != segment && !rest.contains(['：', ':', '，']) && !rest.contains("其中");
    (plain && segment.starts_with(|c: char| c.is_numeric() || "（(".contains(c)) && rest.contains('、'))
        .then_some(segment)
}

fn ends_with_number(text: &str) -> bool {
    let bare = text.trim_end_matches(['、', '：', ':', '，']);
    let head = bare.rsplit(['；', ';', '。', '\n', '：', '，']).next().unwrap_or_default().trim();
    text.ends_with('、')
        && !head.is_empty()
        && head.chars().count() <= 2
        && head.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

fn trim_item(words: &str) -> String {
    let mut item = words.trim();
    for tail in ["支出", "共计", "合计", "共", "为", "计", "约", "人民币", "：", ":", "（", "("] {
        let shorter = item.strip_suffix(tail).map(str::trim_end);
        if let Some(shorter) = shorter.filter(|s| s.chars().count() >= 2) {
            item = shorter;
        }
    }
    // “场地费……3000元”: leaders between the words and the figure.
    let item = item.trim_end_matches(['…', '.', '·', '—', '-', '_', ' ']);
    item.trim_start_matches(['其', '中']).trim_start_matches(['：', ':']).to_string()
}

/// Items of spending in a paragraph: those that are numbered, or that look like an expense by their last word.
pub fn spending_items(named: Vec<Named>) -> Vec<Named> {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("收入|到账|结余|拨入|拨款|合计|总计|共计|累计|总支出|实际支出|总经费|项目支出|资助经费|项目经费|资助$|自筹$|配套$|甲方|乙方|结转|剩余|列支|不超过|以上|以下|每人|/人|标准|总额|预算$|(项|部分|类|上|述)支出$|^(项目|专项|财政|自筹|自有|配套|学会|单位|科协|资助)*(经费|资金|拨款)$")
            .expect("a constant pattern")
    });
    static EXPENSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(费|费用|奖金|奖品|租金|补贴|补助|工资|款|用品|一批|印刷|制作|租赁|餐|劳务|材料|保险|住宿|交通|[0-9]+[台套个份册])(\\([^()]*\\))?$")
            .expect("a constant pattern")
    });
    named
        .into_iter()
        .filter(|n| {
            let folded = tight(&n.item);
            let length = folded.chars().count();
            (2..=40).contains(&length) && !OTHER.is_match(&folded) && (n.numbered || EXPENSE.is_match(&folded))
        })
        .collect()
}

/// A heading that says whose money the items below it took: “二、单位自筹支出”, “（一）项目经费支出8,000元：1.场地费…”.
pub fn source_heading(text: &str, lexicon: &Lexicon) -> Option<(Source, String)> {
    let head = text.split(['：', ':']).next().unwrap_or_default();
    // “（一）项目经费支出19,876.00元。其中：”: the section's sum stands in its heading
    let head = head.trim().trim_end_matches("其中").trim_end().trim_end_matches(['。', '，']);
    let head = amount::find(head).first().map_or(head, |sum| head.get(..sum.range.start).unwrap_or(head));
    let folded = tight(&without_number(head.trim()));
    let spends = ["支出", "开支", "列支", "使用", "支付", "承担"].iter().any(|w| folded.contains(w));
    let source = lexicon.source(&folded);
    let opens = text.trim().len() == head.trim().len() || text.trim().len() > head.trim().len() + 3;
    let short = folded.chars().count() <= 30 && !folded.contains(['。', ';', ',']);
    (spends && short && opens && source != Source::Unknown).then(|| (source, head.trim().to_string()))
}

/// The total of spending that a sentence states: (amount, evidence). Sentences on the grant alone are no totals.
pub fn stated_total(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(累计支出|实际支出|总支出|共支出|支出合计|支出共计|合计支出|支出总计|总计支出|项目支出|支出总额|支出金额|^以上[^。，,]{0,12}合计|支出情况:合计支出)(合计|共计|总计|总额|金额|为|共|达|:|人民币)*$")
            .expect("a constant pattern")
    });
    amount::find(text).into_iter().find_map(|found| {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = before.rsplit(['。', '；', '，', '\n']).next().unwrap_or_default();
        let clause = tight(clause);
        let alone = lexicon.source(&clause.replace("项目支出", "")) == Source::Unknown;
        let part = of_one_source(before.rsplit(['。', '；', '\n']).next().unwrap_or_default(), found.money, lexicon);
        (TOTAL.is_match(&clause) && alone && !part).then(|| (found.money, Evidence::new(doc, place.clone(), text)))
    })
}

/// “资助经费15000元，实际支出14958元；自筹经费4320元，实际支出4320元”: what is spent out of the one sum named before it.
fn of_one_source(before: &str, spent: Money, lexicon: &Lexicon) -> bool {
    let clauses: Vec<&str> = before.split('，').collect();
    let named =
        |c: &&&str| lexicon.source(&tight(c).replace("项目支出", "")) != Source::Unknown && !amount::find(c).is_empty();
    let sources: Vec<&&str> = clauses.iter().take(clauses.len().saturating_sub(1)).filter(named).collect();
    let [one] = sources.as_slice() else { return false };
    amount::find(one).last().is_some_and(|sum| spent <= sum.money)
}

/// “以上支出均从项目经费列支”, “项目支出全部由项目经费列支”: one source for all lines.
pub fn one_source(text: &str, lexicon: &Lexicon) -> Option<Source> {
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?P<head>[^。;,]{0,30})(?:全部|均|全额|都|一律)(?:由|从|使用|用|在|来自|来源于|为)(?P<source>[^。;,]{2,28}?)(?:中|内|里)?(?:列支|支出|支付|开支|承担|解决|负担|保障)")
            .expect("a constant pattern")
    });
    static STATED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?:资金|经费)来源(?:均|全部)?[:为]+(?:均|全部)?为?(?P<source>[^。;,、和及]{2,20})(?:[。;,]|$)")
            .expect("a constant pattern")
    });
    let folded = tight(text);
    for found in ALL.captures_iter(&folded) {
        let head = found.name("head").map_or("", |m| m.as_str());
        let partial = ["其余", "不足", "超出", "超支", "除", "另", "部分", "餐", "奖", "费由", "不得", "不可"]
            .iter()
            .any(|w| head.contains(w));
        let about_all = head.is_empty()
            || ["支出", "费用", "开支", "经费", "款项", "上述", "以上", "所有", "各项"]
                .iter()
                .any(|w| head.contains(w));
        let source = lexicon.source(found.name("source").map_or("", |m| m.as_str()));
        if !partial && about_all && source != Source::Unknown {
            return Some(source);
        }
    }
    if let Some(source) = source_pointed_at(text, lexicon) {
        return Some(source);
    }
    let short = folded.chars().count() <= 60;
    let stated = STATED.captures(&folded).filter(|_| short)?;
    let words = stated.name("source").map_or("", |m| m.as_str());
    let both = words.contains('+') || words.contains('及') || words.contains("自筹") && words.contains("项目");
    let source = lexicon.source(words);
    // “经费来源：科协拨款20000元，学会自筹3000元”: the second source stands in the next clause.
    let rest = folded.get(stated.get(0)?.end()..)?.split('。').next().unwrap_or_default();
    let second = lexicon.source(rest);
    let both = both || second != Source::Unknown && second != source;
    (!both && source != Source::Unknown).then_some(source)
}

/// “经费来源：科协拨款36000元，全部支出由该款列支”: the one source named before is pointed at.
pub fn source_pointed_at(text: &str, lexicon: &Lexicon) -> Option<Source> {
    static POINTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?:全部|所有|各项|一切|以上|上述|下列|本项目|本次|整个)(?:活动|项目)?(?:的)?(?:支出|费用|开支|款项)(?:[^。;,]{0,6})(?:由|从|在|用|使用)(?:该|此|上述|前述|本|这)(?:笔|项)?(?:款项?|经费|资金|拨款|补助)(?:中|内|里|项下)?(?:列支|支出|支付|开支|承担|解决|负担)")
            .expect("a constant pattern")
    });
    let folded = tight(text);
    let found = POINTS.find(&folded)?;
    let partial = ["不足", "超出", "超支", "其余", "除", "部分"].iter().any(|w| folded.contains(w));
    // Own money named beside it leaves open which sum is meant.
    let before = folded.get(..found.start())?;
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
        let spends =
            |t: &str| ["列支", "支出", "使用", "开支", "申请资助", "承担", "解决"].iter().any(|w| t.contains(w));
        let otherwise =
            ["结余", "剩余", "收入", "到账", "预算", "拨付", "拨入", "总"].iter().any(|w| clause.contains(w));
        spending_sentence |= spends(&clause);
        if otherwise {
            continue;
        }
        let source = match lexicon.source(&clause) {
            Source::Unknown => lexicon.source(&after),
            known => known,
        };
        let says_so =
            spends(&clause) || spends(&after) || after.starts_with("由") || spending_sentence && source == Source::Own;
        if source != Source::Unknown && says_so {
            out.push((source, found.money, Evidence::new(doc, place.clone(), text)));
        }
    }
    out
}

/// What was received from the grant: “自治区科协项目经费15,000.00元，已足额到账”. Where a sentence states several sums, the one
/// said to have been paid out by the grantor comes first.
pub fn grant_income(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    const RECEIVED: [&str; 8] = ["拨款", "拨付", "到账", "拨入", "收到", "下达", "收讫", "划拨"];
    const SPENT: [&str; 13] =
        ["支出", "列支", "结余", "使用", "剩余", "预算", "申请", "开支", "支付", "调减", "退回", "总收入", "合计"];
    let says_income = ["收入", "来源"].iter().chain(&RECEIVED).any(|w| text.contains(w));
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
            let plain = !SPENT.iter().any(|w| clause.contains(w)) && !after.starts_with("以内");
            let part_of_spending = clause.starts_with("其中") && !says_income;
            let near: String = after.chars().take(16).collect();
            let received = RECEIVED.iter().any(|w| clause.contains(w) || near.contains(w));
            (names_grant && plain && !part_of_spending && !found.money.is_negative()).then_some((received, found.money))
        })
        .collect();
    let best = said.iter().find(|(received, _)| *received).or_else(|| said.first())?;
    Some((best.1, Evidence::new(doc, place.clone(), text)))
}

/// Which numbers of lines a sentence gives to which source: “第1至6项从项目经费中支出，第7、8项从学校配套经费中支出”.
/// An empty list of numbers stands for the rest (“其余”).
pub fn by_numbers(text: &str, lexicon: &Lexicon) -> Vec<(Vec<u32>, Source)> {
    static MENTION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?P<rest>其余|其他|其它|剩余|余下)(?:[0-9一二三四五六七八九十]{0,3}(?:各|几)?(?:项|支出|费用))?|前(?P<front>[0-9一二两三四五六七八九十]{1,3})项|第?(?P<list>[0-9一二三四五六七八九十]{1,3}(?:项?(?:至|到|-|~|、|,|和|及|与)第?[0-9一二三四五六七八九十]{1,3})*)项")
            .expect("a constant pattern")
    });
    let folded = tight(text);
    let mentions: Vec<_> = MENTION.captures_iter(&folded).collect();
    let mut out = Vec::new();
    for (i, mention) in mentions.iter().enumerate() {
        let Some(whole) = mention.get(0) else { continue };
        let until = mentions.get(i + 1).and_then(|m| m.get(0)).map_or(folded.len(), |m| m.start());
        let said = folded.get(whole.end()..until).unwrap_or_default();
        let said: String = said.split(['。', ';']).next().unwrap_or_default().chars().take(40).collect();
        let pays = ["使用", "从", "由", "列支", "支出", "承担", "解决", "支付", "开支", "负担", "自筹", "来自", "来源"]
            .iter()
            .any(|w| said.contains(w));
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
        if c.is_ascii_digit() || "一二三四五六七八九十".contains(c) {
            digits.push(c);
        } else if "至到-~、,和及与".contains(c) {
            take(&mut digits, range);
            range = "至到-~".contains(c);
        }
    }
    out
}

/// `12`, `十二`, `二十`.
fn number(digits: &str) -> Option<u32> {
    if let Ok(n) = digits.parse::<u32>() {
        return Some(n).filter(|n| *n <= 99);
    }
    if digits == "两" {
        return Some(2);
    }
    let value = |s: &str| s.chars().next().and_then(|c| "一二三四五六七八九".chars().position(|d| d == c));
    let value = |s: &str| value(s).and_then(|n| u32::try_from(n + 1).ok());
    match digits.split_once('十') {
        Some((tens, ones)) => Some(value(tens).unwrap_or(1) * 10 + value(ones).unwrap_or(0)),
        None => value(digits),
    }
}

/// “其中科协项目经费9,052.00元，企业自筹620.00元；项目经费拨款10,000.00元，结余948.00元”: what was spent from each source.
pub fn of_which(text: &str, lexicon: &Lexicon) -> Vec<(String, Source, Money)> {
    let mut out = Vec::new();
    for found in amount::find(text) {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = tight(before.rsplit(['。', '；', ';', '，', '、', '\n']).next().unwrap_or_default());
        let words = clause.trim_start_matches("其中").trim_start_matches(':').to_string();
        let received = ["拨款", "拨付", "到账", "收到", "拨入", "下达", "结余", "节余", "剩余", "预算", "收入", "批复"]
            .iter()
            .any(|w| words.contains(w));
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
