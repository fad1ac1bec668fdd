//! What is wrong with a command line, said in Chinese with what to type instead. Prints nothing itself.

use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// Why the program stops before it has begun.
#[derive(Debug)]
pub enum Stop {
    /// Help or version was asked for: goes to stdout, exit code 0.
    Asked(String),
    /// The arguments make no sense: goes to stderr, exit code 2.
    Wrong(String),
}

pub fn stop(command: &Command, arguments: &[OsString], error: &Error) -> Stop {
    match error.kind() {
        ErrorKind::DisplayHelp => Stop::Asked(error.to_string()),
        ErrorKind::DisplayVersion => Stop::Asked(format!("yanshen {}\n", env!("CARGO_PKG_VERSION"))),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Stop::Wrong(command.clone().render_help().to_string())
        }
        _ => Stop::Wrong(format!(
            "错误：{}\n\n用 {} 查看用法。\n",
            sentence(command, error),
            where_to_look(command, arguments)
        )),
    }
}

fn sentence(command: &Command, error: &Error) -> String {
    let arg = words(error, ContextKind::InvalidArg);
    let value = words(error, ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的参数“{arg}”"),
        ErrorKind::InvalidSubcommand => {
            let known: Vec<&str> =
                command.get_subcommands().filter(|c| !c.is_hide_set()).map(Command::get_name).collect();
            format!("没有“{}”这个命令，可用的命令有 {}", words(error, ContextKind::InvalidSubcommand), known.join("、"))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少必填的 {arg}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 后面要写内容"),
        ErrorKind::InvalidValue => {
            let valid = words(error, ContextKind::ValidValue);
            format!("{arg} 不能是“{value}”，可以写 {valid}")
        }
        ErrorKind::ValueValidation => validation(&arg, &value, error),
        ErrorKind::ArgumentConflict => {
            let prior = words(error, ContextKind::PriorArg);
            if prior.is_empty() || prior == arg {
                format!("{arg} 只能写一次")
            } else {
                format!("{arg} 不能和 {prior} 一起用")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{arg} 后面的内容个数不对")
        }
        ErrorKind::InvalidUtf8 => "参数里有无法识别的字符".to_owned(),
        ErrorKind::NoEquals => format!("{arg} 后面要用等号写出内容"),
        _ => "参数写法有误".to_owned(),
    };
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .map(|kind| words(error, kind))
        .into_iter()
        .find(|s| !s.is_empty());
    match suggested {
        Some(s) => format!("{said}。您是否要写“{s}”？"),
        None => format!("{said}。"),
    }
}

/// Our own parsers speak Chinese already; those for numbers do not.
fn validation(arg: &str, value: &str, error: &Error) -> String {
    use std::error::Error as _;
    match error.source().map(ToString::to_string) {
        Some(own) if own.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) => format!("{arg}：{own}"),
        _ => format!("{arg} 不能是“{value}”，要写 1 到 64 之间的整数"),
    }
}

/// `yanshen audit --help`, as far as the command is known.
fn where_to_look(command: &Command, arguments: &[OsString]) -> String {
    let typed = arguments.get(1).and_then(|a| a.to_str()).unwrap_or_default();
    match command.find_subcommand(typed) {
        Some(sub) => format!("yanshen {} --help", sub.get_name()),
        None => "yanshen --help".to_owned(),
    }
}

fn words(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        Some(ContextValue::StyledStr(s)) => s.to_string(),
        Some(ContextValue::StyledStrs(list)) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        Some(ContextValue::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}
