//! What is wrong with a broken file, in words that office people read. Readers report in English and in terms of their own
//! format; those words never leave this module.

use std::fmt::Display;

use crate::model::Problem;

/// The problem of a file whose reader gave up, from the reader's own words.
pub fn damaged(why: impl Display) -> Problem {
    Problem::Damaged(in_chinese(&why.to_string()).to_owned())
}

/// As [`damaged`], for a part of a file that was otherwise read: “工作表“决算”：…”.
pub fn damaged_part(part: &str, why: impl Display) -> Problem {
    Problem::Damaged(format!("{part}：{}", in_chinese(&why.to_string())))
}

/// Signs in readers' words, lower case, and what they mean; the first that is found speaks.
const SIGNS: [(&[&str], &str); 5] = [
    (
        &["eof", "end of file", "unexpected end", "truncat", "failed to fill", "too short", "incomplete"],
        "文件不完整，像是只传了一部分",
    ),
    (&["checksum", "crc", "corrupt deflate", "invalid block", "inflate", "decompress"], "压缩的数据有误"),
    (&["not found", "missing", "no such", "lacks"], "缺少必要的组成部分"),
    (&["unsupported", "not supported", "unknown encryption", "unimplemented"], "用了不支持的写法"),
    (&["xml", "tag", "element", "attribute", "expecting", "unescape"], "内部结构有误"),
];

fn in_chinese(words: &str) -> &str {
    // our own readers speak Chinese already
    let han = words.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    if han > words.chars().filter(char::is_ascii_alphabetic).count() {
        return words;
    }
    let lower = words.to_lowercase();
    SIGNS
        .iter()
        .find(|(signs, _)| signs.iter().any(|s| lower.contains(s)))
        .map_or("文件结构有误", |(_, said)| said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_words_never_reach_people() {
        for (words, said) in [
            ("failed to fill whole buffer", "文件不完整，像是只传了一部分"),
            ("Invalid checksum", "压缩的数据有误"),
            ("Range is missing the expected column component.", "缺少必要的组成部分"),
            ("panicked at index 3", "文件结构有误"),
            ("缺少正文", "缺少正文"),
        ] {
            assert_eq!(damaged(words), Problem::Damaged(said.into()), "{words}");
        }
    }
}
