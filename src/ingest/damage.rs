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
const SIGNS: [(&[&str], &str); 9] = [
    (
        &[
            "eof",
            "end of file",
            "end of central directory",
            "unexpected end",
            "truncat",
            "failed to fill",
            "too short",
            "incomplete",
            "eocd",
            "trailer",
            "startxref",
            "xref",
            "out of bounds",
            "out of range",
            "beyond",
        ],
        "文件不完整，像是只传了一部分",
    ),
    (
        &[
            "checksum",
            "crc",
            "corrupt deflate",
            "invalid block",
            "inflate",
            "decompress",
            "deflate",
            "lzma",
            "huffman",
            "adler",
        ],
        "压缩的数据有误",
    ),
    (&["memory", "too large", "too big", "limit", "overflow", "too many"], "其中声明的大小不合理"),
    (&["too deep", "nest", "recurs", "cycle", "loop"], "文件结构嵌套过深"),
    (&["not found", "missing", "no such", "lacks", "without"], "缺少必要的组成部分"),
    (
        &["unsupported", "not supported", "unknown encryption", "unimplemented", "not implemented", "unknown version"],
        "用了不支持的写法",
    ),
    (&["signature", "magic", "not a ", "header", "wrong type", "bad type"], "文件开头不是这种格式"),
    (&["utf-8", "utf8", "utf-16", "encoding", "codepage"], "文字编码有误"),
    (&["xml", "tag", "element", "attribute", "expecting", "unescape", "syntax", "parse"], "内部结构有误"),
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
            ("invalid Zip archive: Could not find EOCD", "文件不完整，像是只传了一部分"),
            (
                "pure Rust reader error: Invalid PDF structure: no usable trailer in recovery",
                "文件不完整，像是只传了一部分",
            ),
            ("Invalid magic number", "文件开头不是这种格式"),
            ("缺少正文", "缺少正文"),
        ] {
            assert_eq!(damaged(words), Problem::Damaged(said.into()), "{words}");
        }
    }
}
