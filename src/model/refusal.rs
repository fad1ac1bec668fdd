//! What others report in English, in words that office people read: refusals of the system, mistakes in settings files. Asks
//! nothing of the system itself.

use std::io;

/// Why the system refused, as a part of a sentence. The causes that are met in offices come first.
pub fn of_system(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    if let Some(said) = by_code(error.raw_os_error()) {
        return said.to_owned();
    }
    let said = match error.kind() {
        Kind::NotFound => "文件或文件夹不存在，可能已被移动、改名或删除",
        Kind::PermissionDenied => "没有访问权限",
        Kind::ReadOnlyFilesystem => "磁盘是只读的",
        Kind::StorageFull | Kind::QuotaExceeded => "磁盘已满",
        Kind::FileTooLarge => "文件过大",
        Kind::NotADirectory => "上级不是文件夹",
        Kind::IsADirectory => "这是文件夹，不是文件",
        Kind::InvalidFilename => "文件名太长或含有不允许的字符",
        Kind::ResourceBusy | Kind::ExecutableFileBusy => "文件正被其他程序使用",
        Kind::AlreadyExists => "已有同名文件",
        Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::NotConnected
        | Kind::StaleNetworkFileHandle
        | Kind::TimedOut => "网络位置中断或没有响应",
        Kind::OutOfMemory => "内存不足",
        Kind::UnexpectedEof => "内容不完整",
        Kind::Unsupported => "系统不支持这一操作",
        Kind::BrokenPipe => "接收方已关闭",
        _ => "",
    };
    if !said.is_empty() {
        return said.to_owned();
    }
    let own = error.get_ref().map(ToString::to_string).filter(|words| has_chinese(words));
    own.unwrap_or_else(|| match error.raw_os_error() {
        Some(code) => format!("系统拒绝，错误号 {code}"),
        None => "原因不明".to_owned(),
    })
}

/// Codes whose kind says too little.
fn by_code(code: Option<i32>) -> Option<&'static str> {
    let code = code?;
    if cfg!(windows) {
        return Some(match code {
            32 | 33 => "文件正被 WPS 等程序打开",
            4 => "打开的文件太多",
            8 | 14 | 1450 | 1455 => "内存或系统资源不足",
            39 | 112 => "磁盘已满",
            53 | 55 | 59 | 64 | 67 | 121 | 1231 | 1236 => "网络位置中断或没有响应",
            206 => "文件名或路径太长",
            21 | 1112 => "磁盘没有就绪",
            23 | 1117 => "磁盘读取出错，可能已损坏",
            1006 => "磁盘已更换或拔出",
            225 | 226 => "文件被杀毒软件拦截",
            362 | 389 | 390..=404 => "文件在网盘中，尚未下载到本机",
            1223 | 5 => "没有访问权限",
            _ => return None,
        });
    }
    // Linux and macOS agree in these.
    Some(match code {
        5 => "磁盘读取出错，可能已损坏",
        11 | 35 => "系统可用的进程或线程已用完",
        12 => "内存不足",
        23 | 24 => "打开的文件太多",
        _ => return None,
    })
}

/// Some of the words are Chinese: they are ours, whatever paths and names stand in them.
pub fn has_chinese(words: &str) -> bool {
    words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Chinese outweighs the rest: no message of a library that quotes what somebody wrote.
fn is_chinese(words: &str) -> bool {
    let han = words.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    han * 2 > words.chars().filter(char::is_ascii_alphabetic).count()
}

/// What is wrong with a TOML file, without the place.
pub fn of_toml(message: &str) -> String {
    if is_chinese(message) {
        return message.to_owned();
    }
    let first = message.lines().next().unwrap_or_default();
    let quoted: Vec<&str> = first.split('`').skip(1).step_by(2).collect();
    let given = quoted.first().copied().unwrap_or_default();
    let known = quoted.get(1..).unwrap_or_default().join("、");
    let instead = if known.is_empty() { String::new() } else { format!("，可用 {known}") };
    let lower = first.to_lowercase();
    let has = |sign: &str| lower.contains(sign);
    if has("unknown field") {
        format!("不认识的项“{given}”{instead}")
    } else if has("unknown variant") {
        format!("不认识的取值“{given}”{instead}")
    } else if has("missing field") {
        format!("缺少必填项“{given}”")
    } else if has("duplicate") {
        "同一项写了两次".to_owned()
    } else if has("invalid type") || has("invalid value") || has("invalid length") {
        format!("类型或取值不对，{}", expected(&lower))
    } else if has("string") || has("quote") {
        "引号不配对，或字符串的写法有误".to_owned()
    } else if has("expected `=`") || has("key with no value") || has("expected `.`, `=`") {
        "名称后面要用等号写出取值".to_owned()
    } else if has("array") || has("table") || has("]") {
        "方括号不配对，或列表的写法有误".to_owned()
    } else {
        "写法有误".to_owned()
    }
}

/// “…, expected a boolean”.
fn expected(words: &str) -> &'static str {
    let wanted = words.rsplit_once("expected").map_or("", |(_, wanted)| wanted);
    const KINDS: [(&str, &str); 11] = [
        ("bool", "应为 true 或 false"),
        ("sequence", "应为方括号里的列表"),
        ("array", "应为方括号里的列表"),
        ("map", "应为一组名称和取值"),
        ("struct", "应为一组名称和取值"),
        ("table", "应为一组名称和取值"),
        ("string", "应为引号里的文字"),
        ("date", "应为日期"),
        ("float", "应为数字"),
        ("integer", "应为整数"),
        ("u", "应为不小于 0 的整数"),
    ];
    KINDS.iter().find(|(sign, _)| wanted.contains(sign)).map_or("请对照自带的文件", |(_, said)| said)
}

/// What is wrong with a regular expression.
pub fn of_pattern(message: &str) -> &'static str {
    const SIGNS: [(&str, &str); 10] = [
        ("unclosed group", "左圆括号没有配对"),
        ("unopened group", "右圆括号没有配对"),
        ("unclosed character class", "方括号没有配对"),
        ("character class range", "方括号里的范围写反了"),
        ("missing expression", "重复符号前面没有内容"),
        ("repetition", "重复次数的写法有误"),
        ("escape", "反斜杠后面的写法不认识"),
        ("look-around", "不支持前后查看"),
        ("size limit", "展开后过大（重复套着重复、次数过多），请缩小范围"),
        ("nest", "括号套得太深"),
    ];
    SIGNS.iter().find(|(sign, _)| message.contains(sign)).map_or("写法有误", |(_, said)| said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_said_in_chinese_and_our_own_words_are_kept() {
        for kind in
            [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied, io::ErrorKind::StorageFull, io::ErrorKind::Other]
        {
            let said = of_system(&io::Error::from(kind));
            assert!(!said.chars().any(|c| c.is_ascii_alphabetic()), "{said}");
        }
        assert_eq!(of_system(&io::Error::other("表格过大")), "表格过大");
        assert_eq!(of_system(&io::Error::other("worksheet too large")), "原因不明");
        assert_eq!(of_system(&io::Error::from_raw_os_error(99_999)), "系统拒绝，错误号 99999");
        #[cfg(windows)]
        assert_eq!(of_system(&io::Error::from_raw_os_error(32)), "文件正被 WPS 等程序打开");
        #[cfg(unix)]
        assert_eq!(of_system(&io::Error::from_raw_os_error(24)), "打开的文件太多");
    }

    #[test]
    fn mistakes_in_toml_are_named_by_what_was_written() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        struct Settings {
            #[expect(dead_code, reason = "only its type matters")]
            sub_type: String,
            #[expect(dead_code, reason = "only its type matters")]
            whole: Option<bool>,
        }
        for (text, said) in [
            ("subtype = 1", "不认识的项“subtype”，可用 sub-type、whole"),
            ("whole = true", "缺少必填项“sub-type”"),
            ("sub-type = 1", "类型或取值不对，应为引号里的文字"),
            ("sub-type = 'a'\nwhole = 'x'", "类型或取值不对，应为 true 或 false"),
            ("sub-type = \"a", "引号不配对，或字符串的写法有误"),
        ] {
            let error = toml::from_str::<Settings>(text).unwrap_err();
            assert_eq!(of_toml(error.message()), said, "{}", error.message());
        }
    }

    #[test]
    fn patterns_are_explained() {
        for (pattern, said) in [
            ("(a", "左圆括号没有配对"),
            ("[a", "方括号没有配对"),
            ("*a", "重复符号前面没有内容"),
            ("\\q", "反斜杠后面的写法不认识"),
        ] {
            let error = regex::Regex::new(pattern).unwrap_err().to_string();
            assert_eq!(of_pattern(&error), said, "{error}");
        }
    }
}
