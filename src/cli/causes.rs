//! Why a command came to nothing, in Chinese throughout: causes that libraries report in their own words are translated where
//! they are the system's, and left out where they say nothing to the user. Also what is said of a defect of our own.

use std::io;

use super::console;
use crate::model::refusal;

/// The chain of causes as one clause: “写不到“甲.xlsx”：磁盘已满”.
pub fn of(error: &anyhow::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let words = match cause.downcast_ref::<io::Error>() {
            Some(refused) => refusal::of_system(refused),
            None => cause.to_string(),
        };
        // An error that only wraps another repeats its words.
        if refusal::has_chinese(&words) && !said.iter().any(|s| s.contains(&words)) {
            said.push(words);
        }
    }
    if said.is_empty() { "程序内部出错".to_owned() } else { said.join("：") }
}

/// A defect is told in one Chinese line with its place, for those who mend it.
pub fn tell_defects() {
    std::panic::set_hook(Box::new(|defect| {
        let place = defect.location().map(|l| format!("（{}:{}）", l.file(), l.line())).unwrap_or_default();
        console::message(&format!("程序内部出错{place}。请把这一行反馈给程序的维护者。"));
    }));
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn causes_of_the_system_are_translated_and_libraries_words_left_out() {
        let refused = || io::Error::from(io::ErrorKind::PermissionDenied);
        let error = Err::<(), _>(refused()).context("写不到“甲.xlsx”").unwrap_err();
        assert_eq!(of(&error), "写不到“甲.xlsx”：没有访问权限");
        let error = anyhow::anyhow!("worksheet name too long").context("结果无法写出");
        assert_eq!(of(&error), "结果无法写出");
        assert_eq!(of(&anyhow::anyhow!("worksheet name too long")), "程序内部出错");
        let error = anyhow::Error::new(io::Error::other("表格过大"));
        assert_eq!(of(&error), "表格过大");
    }
}
