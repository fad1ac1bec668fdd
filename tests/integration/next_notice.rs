//! The next notice is a new pack, not new code: the pack and all cases of rules are rewritten together – another year, other brands,
//! another address and issuer, other codes – and every case must be judged as before. What then differs is knowledge of this
//! notice that stands outside its pack.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use regex::{Captures, Regex};
use yanshen::model::Day;
use yanshen::pipeline::Settings;
use yanshen::rules::pack::load_dir;

use super::common::{copy_tree, settings, tree};
use super::rules::{all_cases_in, wrongly_judged};

/// Names of this notice and what the next one calls them. Longer ones first: they hold the shorter.
const NAMES: [(&str, &str); 16] = [
    ("gxkxzb@126.com", "tougao@kexiehui.example"),
    ("gxkxzb", "tougao"),
    ("gxast", "kjgzz"),
    ("桂科协学发", "桂联学函"),
    // the issuer, by all its names
    ("广西壮族自治区科学技术协会", "广西壮族自治区学会服务中心"),
    ("广西科学技术协会", "广西学会服务中心"),
    ("自治区科学技术协会", "自治区学会服务中心"),
    ("广西壮族自治区科协", "广西壮族自治区学服中心"),
    ("自治区科协", "自治区学服中心"),
    ("广西区科协", "广西区学服中心"),
    ("广西科协", "广西学服中心"),
    ("提质增效", "固本强基"),
    // what the brands are told by
    ("八桂科", "青藤科"),
    ("助企", "润企"),
    ("入桂", "南来"),
    ("海智", "海桥"),
];

/// Codes of lines and sub-types.
const LINES: [(&str, &str); 7] = [("1", "4"), ("2", "1"), ("3", "7"), ("4", "2"), ("5", "3"), ("6", "5"), ("7", "6")];
const SUB_TYPES: [(&str, &str); 13] = [
    ("1A", "甲1"),
    ("1B", "甲2"),
    ("2A", "QG1"),
    ("2B", "QG2"),
    ("3A", "GJ"),
    ("3B", "KQ"),
    ("4A", "1A"),
    ("4B", "1B"),
    ("4C", "1C"),
    ("5A", "QK1"),
    ("5B", "QK2"),
    ("6", "BS"),
    ("7", "HQ"),
];

/// Cases that say something else once they are rewritten, and why.
const NOT_THE_SAME: [(&str, &str); 1] =
    [("两封邮件打在一页上，一封以新闻标题作主题", "the mails of one print are not told apart by the new address")];

#[test]
fn a_pack_and_its_cases_rewritten_for_the_next_notice_are_judged_as_before() {
    let dir = tempfile::tempdir().expect("a directory");
    let (pack, cases) = (dir.path().join("pack"), dir.path().join("rules"));
    copy_tree(&tree("templates/packs/gxkx-2026-12"), &pack);
    copy_tree(&tree("tests/rules"), &cases);
    let rewriter = Rewriter::new();
    rewrite(&pack, &|text| rewriter.of_pack(text));
    rewrite(&cases, &|text| rewriter.of_cases(text));
    let pack = load_dir(&pack).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!((pack.notice.year, pack.sub_types.len()), (2027, 13));
    let settings = Settings { as_of: next_year(settings().as_of), pack, ..settings() };
    let cases = all_cases_in(&cases);
    let wrong = wrongly_judged(&cases, &settings);
    let known = |told: &String| NOT_THE_SAME.iter().any(|(place, _)| told.contains(place));
    // what is judged otherwise than it is headed before the rewriting is not this test's matter
    let before: Vec<_> = all_cases_in(&tree("tests/rules"))
        .into_iter()
        .filter(|c| wrong.iter().any(|told| told.starts_with(&c.line_of_file())))
        .collect();
    let as_before = wrongly_judged(&before, &super::common::settings());
    let also_before = |told: &String| {
        let line = told.split_once(' ').map_or("", |(line, _)| line);
        as_before.iter().any(|b| b.split_once(' ').is_some_and(|(other, _)| other == line))
    };
    let wrong: Vec<String> = wrong.into_iter().filter(|told| !known(told) && !also_before(told)).collect();
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn next_year(day: Day) -> Day {
    Day::new(day.year() + 1, day.month(), day.day()).expect("a day")
}

fn rewrite(dir: &Path, of: &dyn Fn(&str) -> String) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rewrite(&path, of);
        } else {
            let text = fs::read_to_string(&path).expect("text");
            fs::write(&path, of(&text)).expect("written");
        }
    }
}

struct Rewriter {
    in_characters: Regex,
    /// A line's code.
    line: Regex,
    lines: BTreeMap<&'static str, &'static str>,
    sub_types: BTreeMap<&'static str, &'static str>,
    /// A sub-type's code in a file of the pack: quoted, or the name of a value or table.
    quoted: Regex,
    key: Regex,
    heading: Regex,
    setting: Regex,
}

impl Rewriter {
    fn new() -> Rewriter {
        let pattern = |p: &str| Regex::new(p).expect("a constant pattern");
        let codes = "[1-5][ABC]|6|7";
        Rewriter {
            in_characters: pattern("二[〇○零o0]二([三四五六七])"),
            line: pattern(r"(20[12][0-9])(\s*[-年]\s*)([1-7])(号|”|“|\x22|$|[^0-9.月/\-])"),
            lines: LINES.into(),
            sub_types: SUB_TYPES.into(),
            quoted: pattern(&format!("\"({codes})\"")),
            key: pattern(&format!(r"([{{,\s.])({codes})(\s*=|\])")),
            setting: pattern(&format!("sub-type = \"({codes})\"")),
            heading: pattern(&format!("(?m)^## ({codes}) ")),
        }
    }

    fn of_pack(&self, text: &str) -> String {
        let code = |c: &Captures<'_>, i: usize| self.sub_types[&c[i]].to_owned();
        let text = self.quoted.replace_all(text, |c: &Captures<'_>| format!("\"{}\"", code(c, 1)));
        let of_key = |c: &Captures<'_>| format!("{}\"{}\"{}", &c[1], code(c, 2), &c[3]);
        self.of_all(&self.key.replace_all(&text, of_key))
    }

    fn of_cases(&self, text: &str) -> String {
        let text = self.heading.replace_all(text, |c: &Captures<'_>| format!("## {} ", self.sub_types[&c[1]]));
        let setting = |c: &Captures<'_>| format!("sub-type = \"{}\"", self.sub_types[&c[1]]);
        let text = self.setting.replace_all(&text, setting);
        self.of_all(&text)
    }

    fn of_all(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (from, to) in NAMES {
            text = text.replace(from, to);
        }
        let text = self
            .line
            .replace_all(&text, |c: &Captures<'_>| format!("{}{}{}{}", &c[1], &c[2], self.lines[&c[3]], &c[4]));
        let text = years_later(&text);
        let later = |c: &Captures<'_>| {
            let next = match &c[1] {
                "三" => "四",
                "四" => "五",
                "五" => "六",
                "六" => "七",
                _ => "八",
            };
            c[0].replacen(&c[1], next, 1)
        };
        self.in_characters.replace_all(&text, later).into_owned()
    }
}

/// Figures that are a year, alone or at the head of a day in eight figures, become the next year.
fn years_later(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let (figures, behind) = from.split_at(from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len()));
        out.push_str(before);
        let year = figures.get(..4).and_then(|y| y.parse::<u32>().ok()).filter(|y| (2010..2030).contains(y));
        let of_day = |figures: &str| figures.get(4..6).is_some_and(|m| ("01"..="12").contains(&m));
        match year.filter(|_| figures.len() == 4 || figures.len() == 8 && of_day(figures)) {
            Some(year) => out.push_str(&format!("{}{}", year + 1, &figures[4..])),
            None => out.push_str(figures),
        }
        rest = behind;
    }
    out + rest
}
