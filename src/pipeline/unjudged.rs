//! What is said of a dossier that the rules can't be held against. Everything then needs a person; nothing passes and
//! nothing fails.

use std::collections::BTreeSet;

use crate::model::{Dossier, Facts, Finding, Pack, Rule, Status};

/// The sub-type is unknown: the rules that hold for every sub-type are listed as open.
pub fn for_want_of_a_sub_type(dossier: &Dossier, facts: &Facts, pack: &Pack) -> Vec<Finding> {
    let basis = &facts.project.sub_type_basis;
    let why = if basis.is_empty() {
        "未能从材料中识别项目类型，本条暂无法核对。".to_owned()
    } else {
        format!("未能确定项目类型（{basis}），本条暂无法核对。")
    };
    let searched = format!("已查阅 {} 份文件。", dossier.documents.len());
    let advice = "请在立项一览表或材料文件夹内的 yanshen.toml 中写明项目类型（如 sub-type = \"1A\"），\
                  单个项目自查也可用 --sub-type 指定，然后重新审核。";
    open(pack, &why, advice, &searched)
}

/// The program itself broke down over the dossier.
pub fn after_defect(dossier: &Dossier, pack: &Pack) -> Vec<Finding> {
    let why = format!("程序处理“{}”时出错，本条未能判断。", dossier.path);
    let advice = "请人工审核本项目，并把情况反馈给程序的维护者。";
    open(pack, &why, advice, "程序出错，未完成查阅。")
}

/// Judging took longer than the limit. Whether it does hangs on the machine, which is said: elsewhere the answer may differ.
pub fn for_want_of_time(dossier: &Dossier, pack: &Pack, seconds: u64) -> Vec<Finding> {
    let why = format!("“{}”的内容过多，在本机 {seconds} 秒内未能判断完，已停止，本条未能判断。", dossier.path);
    let advice = "请把行数特别多的表格拆分或删去无关的行列后重新审核，或由人工审核本项目；在更快的电脑上可能判断得完。";
    open(pack, &why, advice, "判断中途停止，未完成查阅。")
}

fn open(pack: &Pack, why: &str, advice: &str, searched: &str) -> Vec<Finding> {
    let every: BTreeSet<&str> = pack.sub_types.iter().map(|s| s.code.as_str()).collect();
    let holds_for_all = |rule: &&Rule| !rule.whole_run && every.iter().all(|code| rule.sub_types.contains(*code));
    let finding = |rule: &Rule| Finding {
        rule: rule.code.clone(),
        status: Status::Review,
        severity: rule.severity,
        subject: String::new(),
        message: why.to_owned(),
        advice: advice.to_owned(),
        evidence: Vec::new(),
        searched: searched.to_owned(),
        curable: false,
    };
    pack.rules.iter().filter(holds_for_all).map(finding).collect()
}
