//! Folding: one spelling for matching. Never for quoting; quotes show the words as written.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// Folds a text for matching: NFKC, radicals to ideographs, quotes and dashes unified, white space between CJK
/// characters dropped (line breaks too), other white space to one blank, ASCII letters lower-cased.
///
/// All quotation marks become `"`, all dashes `-`. Zero-width and control characters are dropped.
pub fn fold(text: &str) -> String {
    // most text is plain: ideographs, ASCII, full-width forms and common marks, which fold one by one
    if text.chars().all(|c| plain(c).is_some()) {
        return joined(text.len(), text.chars().filter_map(plain));
    }
    joined(text.len(), text.chars().map(radical).nfkc())
}

/// A character that compatibility normalisation leaves alone or maps to one ASCII character; `None` for all others.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{20}'..='\u{7e}' | '\t' | '\n' | '\r' | '\u{4e00}'..='\u{9fff}' | '\u{3000}' => Some(c),
        '“' | '”' | '‘' | '’' | '—' | '–' | '、' | '。' | '《' | '》' | '「' | '」' | '『' | '』' | '【' | '】'
        | '〔' | '〕' | '·' => Some(c),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// Normalised characters with white space folded, marks unified, letters lower-cased.
fn joined(capacity: usize, chars: impl Iterator<Item = char>) -> String {
    let mut out = String::with_capacity(capacity);
    let mut blank = false;
    for c in chars {
        if c.is_whitespace() || c == '\u{3000}' {
            blank = !out.is_empty();
            continue;
        }
        let Some(c) = unify(c) else { continue };
        if blank {
            let before = out.chars().next_back();
            if before.is_some_and(|b| !tight(b)) && !tight(c) {
                out.push(' ');
            }
            blank = false;
        }
        if ('\u{4e00}'..='\u{9fff}').contains(&c) {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// Folds and drops everything but letters, digits and ideographs: the key for comparing titles and names.
pub fn key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Characters beside which white space means nothing in Chinese text.
fn tight(c: char) -> bool {
    !c.is_ascii_alphanumeric()
}

fn unify(c: char) -> Option<char> {
    match c {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' | '\u{fffd}' => None,
        c if c.is_control() => None,
        '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』' | '〝' | '〞' | '＂' | '‘' | '’' | '‚' | '\'' | '`' | '´' => {
            Some('"')
        }
        '—' | '–' | '―' | '‐' | '‑' | '‒' | '−' | '─' | '━' | 'ー' | '﹣' | '－' | '~' | '～' | '〜' | '∼' => {
            Some('-')
        }
        '•' | '·' | '‧' | '・' | '⋅' | '∙' => Some('·'),
        '〔' | '［' | '【' => Some('['),
        '〕' | '］' | '】' => Some(']'),
        c => Some(c),
    }
}

/// CJK radicals that NFKC leaves alone (broken PDF fonts use them in place of the ideographs).
fn radical(c: char) -> char {
    match c {
        '⺀' => '冫',
        '⺁' => '厂',
        '⺄' => '乙',
        '⺅' => '亻',
        '⺆' => '冂',
        '⺈' => '刀',
        '⺉' => '刂',
        '⺊' => '卜',
        '⺋' => '卩',
        '⺌' | '⺍' => '小',
        '⺎' => '兀',
        '⺏' | '⺐' => '尢',
        '⺒' => '巳',
        '⺓' => '幺',
        '⺔' => '彑',
        '⺕' => '彐',
        '⺖' => '忄',
        '⺗' => '心',
        '⺘' => '扌',
        '⺙' => '攵',
        '⺛' => '旡',
        '⺜' => '日',
        '⺝' => '月',
        '⺞' => '歹',
        '⺟' => '母',
        '⺠' => '民',
        '⺡' => '氵',
        '⺢' => '水',
        '⺣' => '灬',
        '⺤' | '⺥' => '爫',
        '⺦' => '丬',
        '⺧' => '牛',
        '⺨' => '犭',
        '⺩' => '王',
        '⺪' => '疋',
        '⺫' => '罒',
        '⺬' => '示',
        '⺭' => '礻',
        '⺮' => '竹',
        '⺯' => '糹',
        '⺰' => '纟',
        '⺱' | '⺲' | '⺳' => '罒',
        '⺴' => '网',
        '⺶' | '⺷' => '羊',
        '⺸' => '羊',
        '⺹' => '耂',
        '⺺' => '肀',
        '⺻' => '聿',
        '⺼' => '肉',
        '⺽' => '臼',
        '⺾' | '⺿' | '⻀' => '艹',
        '⻁' => '虎',
        '⻂' => '衤',
        '⻃' => '覀',
        '⻄' => '西',
        '⻅' => '见',
        '⻆' => '角',
        '⻇' => '角',
        '⻈' => '讠',
        '⻉' => '贝',
        '⻊' => '足',
        '⻋' => '车',
        '⻌' | '⻍' | '⻎' => '辶',
        '⻏' => '阝',
        '⻐' => '钅',
        '⻑' => '長',
        '⻒' => '镸',
        '⻓' => '长',
        '⻔' => '门',
        '⻕' => '阜',
        '⻖' => '阝',
        '⻗' => '雨',
        '⻘' => '青',
        '⻙' => '韦',
        '⻚' => '页',
        '⻛' => '风',
        '⻜' => '飞',
        '⻝' => '食',
        '⻞' => '食',
        '⻟' => '飠',
        '⻠' => '饣',
        '⻢' => '马',
        '⻣' => '骨',
        '⻤' => '鬼',
        '⻥' => '鱼',
        '⻦' => '鸟',
        '⻧' => '卤',
        '⻨' => '麦',
        '⻩' => '黄',
        '⻪' => '黾',
        '⻫' => '斉',
        '⻬' => '齐',
        '⻭' => '歯',
        '⻮' => '齿',
        '⻯' => '竜',
        '⻰' => '龙',
        '⻱' => '龜',
        '⻲' => '亀',
        '⻳' => '龟',
        c => c,
    }
}

/// Folded words without the English translation behind them: “会务指南programme & guide”.
pub fn without_translation(folded: &str) -> &str {
    static TAIL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[ /|]*[a-z][a-z &,.'/:()-]{2,}$").expect("fixed pattern"));
    TAIL.find(folded).and_then(|tail| folded.get(..tail.start())).filter(|rest| has_han(rest)).unwrap_or(folded)
}

/// Whether some character is Chinese.
pub fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_folds_as_any_other() {
        for text in [
            "（一）“八桂科技讲坛”——ＡＢＣ 2026　年",
            "合　计：１５，０００．００元～ 【甲】《乙》·丙",
            "TRIZ\tCup\n2026 年",
        ] {
            let slow = joined(text.len(), text.chars().map(radical).nfkc());
            assert_eq!(fold(text), slow, "{text}");
        }
    }

    #[test]
    fn one_spelling_for_many() {
        let cases = [
            ("『八桂 科技\n讲坛』", "\"八桂科技讲坛\""),
            ("“八桂科技讲坛——甘蔗”", "\"八桂科技讲坛--甘蔗\""),
            ("２０２６ 年 ６ 月", "2026年6月"),
            ("合　计", "合计"),
            ("TRIZ  Cup 2026", "triz cup 2026"),
            ("⽂件⻓度", "文件长度"),
        ];
        for (written, folded) in cases {
            assert_eq!(fold(written), folded, "{written}");
        }
        assert_eq!(key("“专家助企赋能”走进 A 公司（二）"), "专家助企赋能走进a公司二");
    }
}
