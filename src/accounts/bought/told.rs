//! What payment slips and the sentences of accounts papers say was bought.
//!
//! Refuses plans, denials and what own funds bought.

use std::sync::LazyLock;

use regex::Regex;

use super::{Said, Shown};
use crate::accounts::grid;
use crate::accounts::lexicon::{Lexicon, tight};
use crate::accounts::prose;
use crate::accounts::spending::{Classifier, Context};
use crate::facts::amount;
use crate::model::{DocId, DocKind, Dossier, Evidence, Kinds, Money, Place, Source};

/// Banned things in all papers that tell of payments, in order of documents.
pub fn in_papers(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon, classifier: &Classifier) -> Vec<Said> {
    let mut out = Vec::new();
    for (doc, document) in dossier.iter() {
        let kind = kinds.main_kind(doc);
        let texts = lines(doc, dossier);
        match kind {
            DocKind::PaymentSlip => out.extend(slip(doc, &texts, classifier)),
            DocKind::FinalAccounts
            | DocKind::ExpenditureStatement
            | DocKind::SubsidyForm
            | DocKind::AcceptanceForm
            | DocKind::WorkSummary => {
                let accounts = matches!(kind, DocKind::FinalAccounts | DocKind::ExpenditureStatement);
                out.extend(sentences(doc, &texts, accounts, lexicon, classifier));
            }
            _ => {}
        }
        let read = !document.is_recognised();
        for said in out.iter_mut().filter(|s| s.evidence.doc == doc) {
            said.sure = read;
        }
    }
    out
}

/// Paragraphs, and the rows of tables with their cells a tab apart.
fn lines(doc: DocId, dossier: &Dossier) -> Vec<(String, Place)> {
    let document = dossier.doc(doc);
    let mut out = prose::paragraphs(document);
    for grid in grid::grids(doc, document).iter().filter(|g| !g.hidden) {
        for row in grid.rows.iter().filter(|r| !r.hidden) {
            let place = row.cells.first().map_or(Place::Whole, |c| c.place.clone());
            let cells: Vec<&str> = row.cells.iter().map(|c| c.text.trim()).filter(|t| !t.is_empty()).collect();
            if !cells.is_empty() {
                out.push((cells.join("\t"), place));
            }
        }
    }
    out
}

/// “用途：付笔记本电脑货款” and the sum of the slip.
fn slip(doc: DocId, texts: &[(String, Place)], classifier: &Classifier) -> Vec<Said> {
    static PURPOSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:用\s*途|摘\s*要|附\s*言|事\s*由|款项内容|付款内容|费用名称|备\s*注)[^:：\t\s]{0,4}[:：\t\s]+([^\t\n:：]{2,40})")
            .expect("a constant pattern")
    });
    static SUM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[¥￥]\s*([\d,]+(?:\.\d{1,2})?)|(?:金额|小写)[^\d¥￥]{0,12}([\d,]+(?:\.\d{1,2})?)")
            .expect("a constant pattern")
    });
    let mut amounts: Vec<Money> = texts
        .iter()
        .flat_map(|(t, _)| {
            SUM.captures_iter(t)
                .map(|c| c.get(1).or(c.get(2)).map_or("", |m| m.as_str()).to_owned())
                .collect::<Vec<_>>()
        })
        .filter_map(|t| amount::read(&t).map(|f| Money::new(f.number)))
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    let mut out = Vec::new();
    for (text, place) in texts {
        for found in PURPOSE.captures_iter(text).filter_map(|c| c.get(1)) {
            let words = found.as_str().trim();
            let verdict = classifier.classify(
                &purchase(words),
                &Context { amount: amounts.first().copied().filter(|_| amounts.len() == 1), ..Context::default() },
            );
            if verdict.class.is_forbidden() {
                out.push(Said {
                    shown: Shown { what: words.to_owned(), verdict }.said("付款凭证"),
                    amounts: amounts.clone(),
                    words: words.to_owned(),
                    sure: true,
                    evidence: Evidence::new(doc, place.clone(), text),
                });
            }
        }
    }
    out
}

/// “付笔记本电脑货款” pays for the thing itself: it was bought.
fn purchase(words: &str) -> String {
    let folded = tight(words);
    let bare = ["支付", "付", "转", "汇"].iter().find_map(|w| folded.strip_prefix(w)).unwrap_or(&folded);
    let ends = ["货款", "尾款", "余款", "全款", "定金", "订金", "首付款", "预付款", "价款", "款"];
    match ends.iter().find_map(|end| bare.strip_suffix(end)).filter(|t| t.chars().count() >= 2) {
        Some(thing) if !thing.ends_with(['捐', '赞', '助', '奖', '投', '资', '租', '金']) => {
            format!("购买{thing}")
        }
        _ => bare.to_owned(),
    }
}

/// “其中3000元用于购买投影仪”, “为参赛队购置奖品2000元”.
fn sentences(
    doc: DocId,
    texts: &[(String, Place)],
    accounts: bool,
    lexicon: &Lexicon,
    classifier: &Classifier,
) -> Vec<Said> {
    static DONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(购买|购置|采购|添置|购入|购进|新购|添购|加购|置办|配置|配备|发放|颁发|奖励|捐赠|捐助|赞助|资助|入股|投资|认购|购)([^,。;、:()购]{2,24})")
            .expect("a constant pattern")
    });
    const NOT: [&str; 26] = [
        "未", "不", "没有", "无", "非", "严禁", "禁止", "拟", "计划", "将", "如", "若", "应", "可", "原", "建议",
        "预计", "准备", "租", "代替", "而非", "反对", "避免", "减少", "预算", "申请",
    ];
    const BUYS: [&str; 14] = [
        "购买", "购置", "采购", "添置", "购入", "购进", "新购", "添购", "加购", "置办", "配置", "配备", "发放", "颁发",
    ];
    const NOUNS: [&str; 18] = [
        "经费", "资金", "金额", "款", "金", "项目", "单位", "来源", "收入", "额", "总", "方", "人", "支出", "对象",
        "标准", "范围", "办法",
    ];
    const RECEIVERS: [&str; 10] = ["学生", "小学", "中学", "协会", "企业", "公司", "村", "户", "合作社", "社团"];
    const OPENS: [&str; 20] = [
        "用于", "用以", "用来", "并", "还", "已", "另", "又", "元", "统一", "共", "分别", "予以", "进行", "给予",
        "经费", "款", "了", "我会", "学会",
    ];
    let mut out = Vec::new();
    for (text, place) in texts.iter().filter(|(t, _)| t.chars().count() >= 8) {
        // The cells of a row are the table's own matter.
        let cells = text.split('\t').filter(|c| c.chars().count() >= 10);
        for sentence in cells.flat_map(|c| c.split(['。', '；', ';', '\n'])) {
            let folded = tight(sentence);
            let amounts: Vec<Money> =
                amount::find(sentence).into_iter().filter(|f| f.range.len() > 2).map(|f| f.money).collect();
            let of_money = amounts.len() == 1
                && ["项目经费", "资助经费", "经费", "支出", "列支"].iter().any(|w| folded.contains(w));
            if !(accounts || of_money) || lexicon.source(&folded) == Source::Own {
                continue;
            }
            for found in DONE.captures_iter(&folded) {
                let (Some(whole), Some(verb), Some(object)) = (found.get(0), found.get(1), found.get(2)) else {
                    continue;
                };
                let before: String = folded.get(..whole.start()).unwrap_or_default().chars().rev().take(6).collect();
                let before: String = before.chars().rev().collect();
                let clause = before.rsplit([',', '、', ':', '(']).next().unwrap_or_default();
                // Words of giving also stand in names (“某投资有限公司”, “奖励办法”): as verbs they open a clause.
                let acquires = BUYS.contains(&verb.as_str());
                let receiver = folded.get(..whole.start()).and_then(|b| b.rsplit([',', '、', ':', '(']).next());
                let given = receiver.is_some_and(|r| {
                    r.chars().count() <= 16
                        && ["向", "给", "为", "对"].iter().any(|w| r.trim_start_matches('另').starts_with(w))
                });
                let opens = clause.is_empty() || given || OPENS.iter().any(|o| clause.ends_with(o));
                // “资助经费支出14120元” is the grant's own name.
                let noun = !acquires && NOUNS.iter().any(|n| object.as_str().starts_with(n));
                let grant = verb.as_str() == "资助" && !RECEIVERS.iter().any(|r| object.as_str().contains(r));
                if NOT.iter().any(|n| clause.contains(n)) || !acquires && !opens || noun || grant {
                    continue;
                }
                let phrase = format!("{}{}", verb.as_str(), object.as_str());
                let verdict = classifier.classify(&phrase, &Context::default());
                if verdict.class.is_forbidden() && !is_head(object.as_str()) {
                    out.push(Said {
                        shown: Shown { what: phrase, verdict }.said("说明文字"),
                        amounts: amounts.clone(),
                        words: sentence.to_owned(),
                        sure: true,
                        evidence: Evidence::new(doc, place.clone(), sentence.trim()),
                    });
                }
            }
        }
    }
    out
}

/// “固定资产、对外投资…” of the notice itself is no purchase.
fn is_head(object: &str) -> bool {
    ["固定资产", "支出", "等", "管理", "制度", "办法", "规定", "程序", "流程"]
        .iter()
        .any(|w| object == *w || object.ends_with(w))
}
