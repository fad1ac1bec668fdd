//! Whether what a reader gave back is text at all. Broken files and wrong code pages give characters too, often Chinese ones;
//! they are told by what stands side by side: rare ideographs, scripts that change from letter to letter, controls. Judged
//! in short windows, so that a spoilt stretch shows in a long sound text. Names no cause and repairs nothing.

use std::collections::VecDeque;
use std::sync::LazyLock;

use super::read::Read;

/// Characters (white space apart) looked at together, and how many of them may be odd.
const WINDOW: usize = 32;
const MOST_ODD: usize = 11;
/// Odd ones in a text shorter than a window that make it junk when they are two of five.
const FEWEST_ODD: usize = 8;
/// Ideographs looked at together, and how many of them are among the most frequent at least: more than half in running text,
/// a third in lists of names, one of eight where bytes were drawn from the whole of GB 2312.
const STRETCH: usize = 160;
const LEAST_FREQUENT: usize = 32;

/// The text of all blocks, hidden ones too, reads as text.
pub fn is_text(read: &Read) -> bool {
    judge(read).is_text()
}

/// It also holds the words that papers are made of: asked where nothing but the text itself speaks for the file.
pub fn is_language(read: &Read) -> bool {
    let judge = judge(read);
    judge.is_text() && !judge.foreign
}

fn judge(read: &Read) -> Judge {
    let mut judge = Judge::default();
    for block in &read.blocks {
        judge.add(block.content.as_line().unwrap_or_default());
        for cell in block.content.as_table().into_iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells) {
            judge.add(&cell.text);
        }
    }
    judge
}

pub fn is_text_str(text: &str) -> bool {
    let mut judge = Judge::default();
    judge.add(text);
    judge.is_text()
}

#[derive(Default)]
struct Judge {
    window: VecDeque<bool>,
    odd: usize,
    stretch: VecDeque<bool>,
    frequent: usize,
    chars: usize,
    all_odd: usize,
    junk: bool,
    foreign: bool,
}

impl Judge {
    fn add(&mut self, text: &str) {
        for word in text.split_whitespace() {
            let latin = |c: &char| is_latin_beyond_ascii(*c);
            let beyond = word.chars().filter(latin).count();
            // French and Vietnamese words hold plain letters too; bytes taken for Western text do not
            let western = beyond <= 2 * word.chars().filter(char::is_ascii_alphabetic).count();
            let mut script = None;
            for c in word.chars() {
                let odd = if is_latin_beyond_ascii(c) {
                    !western
                } else if let Some(of) = script_of(c) {
                    script.replace(of) != Some(of)
                } else {
                    (!c.is_ascii() || c.is_ascii_control()) && !is_usual(c)
                };
                self.push(odd);
                if is_ideograph(c) {
                    self.ideograph(FREQUENT.contains(c));
                }
            }
        }
    }

    fn push(&mut self, odd: bool) {
        self.chars += 1;
        self.all_odd += usize::from(odd);
        self.window.push_back(odd);
        self.odd += usize::from(odd);
        if self.window.len() > WINDOW {
            self.odd -= usize::from(self.window.pop_front() == Some(true));
        }
        self.junk |= self.odd > MOST_ODD;
    }

    fn ideograph(&mut self, frequent: bool) {
        self.stretch.push_back(frequent);
        self.frequent += usize::from(frequent);
        if self.stretch.len() > STRETCH {
            self.frequent -= usize::from(self.stretch.pop_front() == Some(true));
        }
        self.foreign |= self.stretch.len() == STRETCH && self.frequent < LEAST_FREQUENT;
    }

    fn is_text(&self) -> bool {
        let many = self.all_odd >= FEWEST_ODD && self.all_odd * 5 >= self.chars * 2;
        !self.junk && !many
    }
}

fn is_latin_beyond_ascii(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{300}'..='\u{36f}') && !matches!(c, '×' | '÷')
}

/// Scripts of neighbouring countries: their letters stand beside their like.
fn script_of(c: char) -> Option<u8> {
    Some(match c {
        '\u{400}'..='\u{52f}' => 1,
        '\u{590}'..='\u{5ff}' => 2,
        '\u{600}'..='\u{6ff}' => 3,
        '\u{900}'..='\u{97f}' => 4,
        '\u{e00}'..='\u{e7f}' => 5,
        '\u{e80}'..='\u{eff}' => 6,
        '\u{f00}'..='\u{fff}' => 7,
        '\u{1000}'..='\u{109f}' => 8,
        '\u{1780}'..='\u{17ff}' => 9,
        '\u{1800}'..='\u{18af}' => 10,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => 11,
        _ => return None,
    })
}

fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Signs that papers hold, and ideographs of either level of GB 2312 or the first of Big5. Private codes at F0xx are what Word
/// stores for the boxes and bullets of symbol fonts.
fn is_usual(c: char) -> bool {
    if is_ideograph(c) {
        let at = c as usize - 0x4e00;
        return KNOWN.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
    }
    matches!(c,
        '\u{a0}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2b0}'..='\u{2ff}' | '\u{391}'..='\u{3c9}'
        | '\u{2000}'..='\u{27bf}' | '\u{2e80}'..='\u{30ff}' | '\u{3200}'..='\u{33ff}'
        | '\u{f020}'..='\u{f0ff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}'
        | '\u{feff}' | '\u{1f000}'..='\u{1faff}')
}

/// One bit for each ideograph from U+4E00.
static KNOWN: LazyLock<[u64; 328]> = LazyLock::new(|| {
    let mut known = [0u64; 328];
    let mut add = |encoding: &'static encoding_rs::Encoding, lead: u8, trail: u8| {
        let bytes = [lead, trail];
        for c in encoding.decode_without_bom_handling(&bytes).0.chars().filter(|c| is_ideograph(*c)) {
            let at = c as usize - 0x4e00;
            if let Some(word) = known.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
        }
    };
    for trail in 0x40..=0xfe {
        (0xb0..=0xf7).filter(|_| trail >= 0xa1).for_each(|lead| add(encoding_rs::GBK, lead, trail));
        (0xa4..=0xc6).filter(|_| !(0x7f..0xa1).contains(&trail)).for_each(|lead| add(encoding_rs::BIG5, lead, trail));
    }
    known
});

/// The ideographs that papers, lists of names and lists of goods are mostly made of, simplified and traditional.
const FREQUENT: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经\
十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反\
你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统\
接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清\
己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影\
算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效院查江型眼王按格养\
易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围\
注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春\
职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责站简述钱副尽帝射草冲承独令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝\
刘陈杨赵吴徐孙朱胡郭何林罗郑梁谢宋唐韩曹邓萧冯程蔡彭潘董余叶吕魏蒋杜丁沈姜范傅钟卢汪戴崔陆廖姚方韦覃莫黎谭蒙农甘伟芳娜敏静丽强磊洋勇艳杰涛超秀霞桂兰刚玲梅燕辉鹏\
芬宁斌红琴倩雪婷凤洪森琳晓文军宇浩轩欣怡佳子雨博豪俊凯丹莉鸣峰会议专家咨询评审差旅印刷租赁培训餐住宿材料设备论坛交流报告通知签到发票合计预算决算支出金额备注联系电话姓\
發會學術國對為這個們來時說產種後過經進動機當應開點業還體義樣與關線實數變條沒結問題無軍黨電氣總員設長頭資邊級圖組見計別論運農幾區強戰決處隊給門規熱領東導壓濟階極聯\
認權證單風車議報華確張馬節傳許記觀織裝書復須際連斷難曆約構稱準號標寫備辦團費續試輸創請廣專項務協屬參驅興";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_taken_for_another_code_is_told_from_unusual_text() {
        let gbk = encoding_rs::GBK.encode("关于举办示例学术年会的通知").0;
        let mangled = gbk.iter().map(|b| char::from(*b)).collect::<String>();
        assert!(!is_text_str(&mangled));
        assert!(!is_text_str("\u{e0a1}\u{e5b2}\u{e111}\u{e0c4}\u{e0a1}\u{e5b2}\u{e111}\u{e0c4}"));
        for text in [
            "㎡ № Ⅲ ① “引号”——破折号…… ￥１２",
            "Café à Paris, São Paulo",
            "αβγ 参数",
            "通知 naïve",
            "參加學術年會的專家學者來自廣西各地區科學技術協會及所屬學會",
            "茯苓、黄芪、薏苡仁、枸杞、蒺藜、荜茇、藿香、葶苈子、菟丝子、萆薢、蕲蛇、鳖甲、牡蛎、瓜蒌、栀子、芎䓖",
            "Hội nghị khoa học Việt Nam – Trung Quốc được tổ chức tại Nam Ninh",
            "การประชุมวิชาการไทย-จีน จัดขึ้นที่หนานหนิง",
            "Совещание по науке и технике",
            "GX-00001-7F3A2C 12.5 8000.00",
            "\u{f0a3}是 \u{f0a3}否 \u{f052}其他",
        ] {
            assert!(is_text_str(text), "{text}");
        }
    }

    /// Bytes without pattern, the same on every run.
    fn noise(count: usize) -> Vec<u8> {
        let mut state = 0x2545_f491_u32;
        (0..count)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                (state >> 11) as u8
            })
            .collect()
    }

    #[test]
    fn a_spoilt_stretch_shows_in_a_long_sound_text() {
        let sound = "本项目由示例学会承担，围绕科技服务企业开展学术交流活动，形成合作意向三项。".repeat(60);
        assert!(is_text_str(&sound));
        let noise = noise(400);
        let wide: Vec<u16> = noise.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        let in_gbk: Vec<u8> = noise.iter().map(|b| b | 0x80).collect();
        for junk in [
            String::from_utf16_lossy(&wide),
            encoding_rs::GB18030.decode_without_bom_handling(&noise).0.into_owned(),
            encoding_rs::GB18030.decode_without_bom_handling(&in_gbk).0.into_owned(),
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&noise).0.into_owned(),
            "\0".repeat(40),
        ] {
            assert!(!is_text_str(&format!("{sound}{junk}{sound}")), "{junk}");
        }
    }

    #[test]
    fn common_ideographs_at_random_are_no_language() {
        let is_language = |text: &str| {
            let mut judge = Judge::default();
            judge.add(text);
            !judge.foreign
        };
        let drawn: Vec<u8> = noise(900).chunks_exact(2).flat_map(|b| [0xb0 + b[0] % 72, 0xa1 + b[1] % 94]).collect();
        assert!(!is_language(&encoding_rs::GBK.decode_without_bom_handling(&drawn).0));
        let names =
            "王小伟、李晓芳、覃䶮、韦翀、蒙昶、莫玥、黎璟、谭琬、廖燚、邓淼、潘翾、苏骞、农珺、兰煜、岑丽萍、陆建国、";
        assert!(is_language(&names.repeat(8)));
    }
}
