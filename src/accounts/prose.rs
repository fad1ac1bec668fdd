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
    /// Who paid by the section it stands in, and the section's words.
    pub section: (Source, String),
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

/// Paragraphs of one paper of a document.
pub fn paragraphs_in(document: &Document, blocks: &std::ops::Range<usize>) -> Vec<(String, Place)> {
    let of_paper = document.blocks.get(blocks.clone()).unwrap_or_default();
    let visible = of_paper.iter().filter(|b| !b.hidden);
    visible.filter_map(|b| Some((b.content.as_line()?.to_string(), b.place.clone()))).collect()
}

/// “（一）自治区科协项目经费支出19,876.00元。其中：”: the heading of the items that one source paid.
pub fn section_source(text: &str, lexicon: &Lexicon) -> Option<Source> {
    let folded = tight(text);
    let opens =
        folded.ends_with(':') || folded.ends_with("如下") || folded.contains("其中:") || folded.chars().count() <= 16;
    let heading = folded.starts_with(['(', '一', '二', '三', '四']) && opens && folded.chars().count() <= 60;
    let source = lexicon.source(&folded);
    (heading && source != Source::Unknown && folded.contains("支出")).then_some(source)
}

/// Every “item amount” pair of a paragraph, in order.
pub fn named(doc: DocId, text: &str, place: &Place) -> Vec<Named> {
    let amounts = amount::find(text);
    if let Some(item) = numbered_paragraph(doc, text, place, &amounts) {
        return vec![item];
    }
    let mut out = Vec::new();
    let mut from = 0;
    for (i, found) in amounts.iter().enumerate() {
        let before = text.get(from..found.range.start).unwrap_or_default();
        let mut starts =
            before.char_indices().filter(|(_, c)| "；;。，、：:\n".contains(*c)).map(|(at, c)| at + c.len_utf8());
        // “1、场地费”: the mark after a number belongs to the numbering.
        let start = starts.rfind(|at| !ends_with_number(before.get(..*at).unwrap_or_default())).unwrap_or(0);
        let mut words = before.get(start..).unwrap_or_default().trim();
        if words.is_empty() {
            // “场地费：3000元”: the words before the colon.
            let head = before.trim_end().trim_end_matches(['：', ':']);
            words = head.rsplit(['；', ';', '。', '，', '\n']).next().unwrap_or_default().trim();
        }
        let until = amounts.get(i + 1).map_or(text.len(), |n| n.range.start);
        let rest = text.get(found.range.end..until).unwrap_or_default();
        let note =
            rest.split(['；', ';', '。']).next().unwrap_or_default().trim_start_matches(['，', ',', '（']).trim();
        let item = without_number(words);
        out.push(Named {
            numbered: item != words,
            item: trim_item(&item),
            amount: found.money,
            note: note.to_string(),
            section: (Source::Unknown, String::new()),
            evidence: Evidence::new(doc, place.clone(), text),
        });
        from = found.range.end;
    }
    out
}

/// “6．一、二等奖选手奖金（以购书卡发放）3,600.00元；”: a paragraph of one number and one amount is one item, whatever marks stand in it.
fn numbered_paragraph(doc: DocId, text: &str, place: &Place, amounts: &[amount::Found]) -> Option<Named> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*[(（]?[0-9０-９]{1,2}\s*[.．、)）]\s*").expect("a constant pattern"));
    let [only] = amounts else { return None };
    let number = NUMBER.find(text)?;
    let words = text.get(number.end()..only.range.start)?.trim();
    let after = text.get(only.range.end..).unwrap_or_default().trim_matches(['；', ';', '。', '，', ' ', '\u{3000}']);
    let sentence = words.contains(['。', '；', ';']);
    (!sentence && (2..=40).contains(&words.chars().count()) && after.chars().count() <= 40).then(|| Named {
        numbered: true,
        item: trim_item(words),
        amount: only.money,
        note: after.to_string(),
        section: (Source::Unknown, String::new()),
        evidence: Evidence::new(doc, place.clone(), text),
    })
}

/// “第1至8项使用项目经费；第9、10项使用自有资金”: who paid which items, by their numbers.
pub fn sources_by_number(text: &str, lexicon: &Lexicon) -> Vec<(Vec<u32>, Source)> {
    static ITEMS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("第(?P<list>[0-9]{1,2}(?:(?:[-至到、,和及]+第?)[0-9]{1,2})*)(?:项|行|条)(?P<rest>[^第。;]{2,40})")
            .expect("a constant pattern")
    });
    let folded = tight(text);
    let mut out = Vec::new();
    for found in ITEMS.captures_iter(&folded) {
        let source = lexicon.source(&found["rest"]);
        let numbers = numbers(&found["list"]);
        if source != Source::Unknown && !numbers.is_empty() {
            out.push((numbers, source));
        }
    }
    out
}

/// “A类由项目经费列支，B类由配套列支”: who paid which class of items.
pub fn sources_by_letter(text: &str, lexicon: &Lexicon) -> Vec<(char, Source)> {
    static CLASS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?P<letter>[a-z])(?:类|字头|开头|组)(?P<rest>[^a-z。;0-9]{3,40})").expect("a constant pattern")
    });
    let folded = tight(text);
    let found = CLASS.captures_iter(&folded).filter_map(|c| {
        let source = lexicon.source(&c["rest"]);
        Some((c["letter"].chars().next()?, source)).filter(|(_, s)| *s != Source::Unknown)
    });
    found.collect()
}

/// “1至6、8” → 1 2 3 4 5 6 8.
fn numbers(list: &str) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    let mut current = String::new();
    let mut range = false;
    for c in list.chars().chain(std::iter::once('、')) {
        if c.is_ascii_digit() {
            current.push(c);
            continue;
        }
        if let Ok(n) = current.parse::<u32>() {
            match out.last().copied().filter(|l| range && *l < n && n <= 60) {
                Some(last) => out.extend(last + 1..=n),
                None => out.push(n),
            }
            range = false;
        }
        current.clear();
        range |= matches!(c, '-' | '至' | '到');
    }
    out
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
    item.trim_start_matches(['其', '中']).trim_start_matches(['：', ':']).to_string()
}

/// Items of spending in a paragraph: those that are numbered, or that look like an expense by their last word.
pub fn spending_items(named: Vec<Named>) -> Vec<Named> {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("收入|到账|结余|拨入|拨款|合计|总计|共计|累计|总支出|实际支出|总经费|项目支出|资助经费|项目经费|资助$|自筹$|配套$|甲方|乙方|结转|剩余|列支|不超过|以上|以下|每人|/人|标准|总额|预算$|(项|部分|类|上|述)支出$")
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
        (TOTAL.is_match(&clause) && alone).then(|| (found.money, Evidence::new(doc, place.clone(), text)))
    })
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
    let short = folded.chars().count() <= 60;
    let stated = STATED.captures(&folded).filter(|_| short)?;
    let words = stated.name("source").map_or("", |m| m.as_str());
    let both = words.contains('+') || words.contains('及') || words.contains("自筹") && words.contains("项目");
    let source = lexicon.source(words);
    (!both && source != Source::Unknown).then_some(source)
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

/// What was received from the grant: “自治区科协项目经费15,000.00元，已足额到账”.
pub fn grant_income(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    amount::find(text).into_iter().find_map(|found| {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = tight(before.rsplit(['。', '；', '，', '\n', '：', ':']).next().unwrap_or_default());
        let clause: String = {
            let count = clause.chars().count();
            clause.chars().skip(count.saturating_sub(24)).collect()
        };
        let after =
            tight(text.get(found.range.end..).unwrap_or_default().split(['。', '；', '\n']).next().unwrap_or_default());
        let spends =
            ["支出", "列支", "结余", "使用", "剩余", "预算", "申请", "开支", "支付", "调减", "退回", "总收入", "合计"];
        let names_grant = lexicon.source(&clause) == Source::Grant;
        let plain = !spends.iter().any(|w| clause.contains(w)) && !after.starts_with("以内");
        (names_grant && plain && !found.money.is_negative())
            .then(|| (found.money, Evidence::new(doc, place.clone(), text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::testing::lexicon;

    #[test]
    fn items_are_paid_by_their_numbers() {
        let l = lexicon();
        let found = sources_by_number("注：本表第1至6项从自治区科协项目经费中支出，第7、8项从学校配套经费中支出。", &l);
        assert_eq!(found, vec![(vec![1, 2, 3, 4, 5, 6], Source::Grant), (vec![7, 8], Source::Own)]);
        assert_eq!(sources_by_number("本项目完成第2项任务。", &l), vec![]);
        assert_eq!(sources_by_number("2026-6号项目，自治区科协项目经费10000元。", &l), vec![]);
    }

    #[test]
    fn a_numbered_paragraph_is_one_item() {
        assert_eq!(
            items("6．一、二等奖选手奖金（以购书卡发放）3,600.00元；"),
            ["一、二等奖选手奖金（以购书卡发放） 3600.00"]
        );
    }

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
