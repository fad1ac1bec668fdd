//! Help pages in Chinese, made from the arguments themselves. clap's own page has English headings and counts an
//! ideograph as one column; it is replaced whole, so that nothing can be listed there and not be accepted.

use clap::{Arg, Command};
use unicode_width::UnicodeWidthStr;

/// Gives a command and its subcommands their help pages.
pub fn in_chinese(command: Command) -> Command {
    let mut command = command.mut_subcommands(|c| {
        let path = format!("yanshen {}", c.get_name());
        with_page(c.disable_help_flag(true).arg(help_flag()), &path)
    });
    // Subcommands inherit the flag; each has its own, so that its page can list it.
    command = with_page(command, "yanshen");
    command
}

/// The usage line without `用法：`.
pub fn usage_line(command: &Command, path: &str) -> String {
    let mut words = vec![path.to_owned()];
    if command.has_subcommands() {
        words.push("<命令>".into());
    }
    words.extend(shown(command).filter(|a| a.is_positional()).map(|a| {
        let dots = if a.get_action().takes_values() && a.get_num_args().is_some_and(|n| n.max_values() > 1) {
            "…"
        } else {
            ""
        };
        if a.is_required_set() { format!("<{}>{dots}", value_name(a)) } else { format!("[{}]{dots}", value_name(a)) }
    }));
    words.push("[选项]".into());
    words.join(" ")
}

/// A flag as it is typed: `-o, --output <文件>`.
pub fn as_typed(arg: &Arg) -> String {
    if arg.is_positional() {
        return format!("<{}>", value_name(arg));
    }
    let short = arg.get_short().map(|c| format!("-{c}"));
    let long = arg.get_long().map(|l| format!("--{l}"));
    let names = match (short, long) {
        (Some(s), Some(l)) => format!("{s}, {l}"),
        (Some(s), None) => s,
        (None, l) => format!("    {}", l.unwrap_or_default()),
    };
    if arg.get_action().takes_values() { format!("{names} <{}>", value_name(arg)) } else { names }
}

fn help_flag() -> Arg {
    Arg::new("help").short('h').long("help").help("显示帮助").action(clap::ArgAction::Help)
}

fn with_page(command: Command, path: &str) -> Command {
    let page = page(&command, path);
    command.override_help(page)
}

fn page(command: &Command, path: &str) -> String {
    let mut page = String::new();
    if let Some(about) = command.get_about() {
        page.push_str(&format!("{about}\n\n"));
    }
    page.push_str(&format!("用法：{}\n", usage_line(command, path)));
    let commands: Vec<_> = command
        .get_subcommands()
        .filter(|c| !c.is_hide_set())
        .map(|c| (c.get_name().to_owned(), text(c.get_about())))
        .collect();
    section(&mut page, "命令", &commands);
    let rows = |positional| -> Vec<_> {
        shown(command).filter(|a| a.is_positional() == positional).map(|a| (as_typed(a), text(a.get_help()))).collect()
    };
    section(&mut page, "参数", &rows(true));
    section(&mut page, "选项", &rows(false));
    if let Some(after) = command.get_after_help() {
        page.push_str(&format!("\n{after}\n"));
    }
    page
}

fn section(page: &mut String, heading: &str, rows: &[(String, String)]) {
    let Some(widest) = rows.iter().map(|(name, _)| name.width()).max() else { return };
    page.push_str(&format!("\n{heading}：\n"));
    for (name, meaning) in rows {
        page.push_str(&format!("  {name}{}  {meaning}\n", " ".repeat(widest - name.width())));
    }
}

fn shown(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|a| !a.is_hide_set())
}

fn value_name(arg: &Arg) -> String {
    arg.get_value_names().and_then(|n| n.first()).map_or_else(|| arg.get_id().to_string(), ToString::to_string)
}

fn text(words: Option<&clap::builder::StyledStr>) -> String {
    words.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::arguments;

    #[test]
    fn no_english_is_left_on_any_page() {
        let mut command = arguments::command();
        let mut pages = vec![command.render_help().to_string()];
        let names: Vec<String> =
            command.get_subcommands().filter(|c| !c.is_hide_set()).map(|c| c.get_name().to_owned()).collect();
        for name in &names {
            let sub = command.find_subcommand_mut(name).expect("just listed");
            pages.push(sub.render_help().to_string());
        }
        for page in pages {
            for word in ["Usage", "Options", "Commands", "Arguments", "Print", "OPTIONS", "default"] {
                assert!(!page.contains(word), "“{word}” in\n{page}");
            }
            assert!(page.contains("用法：yanshen") && page.contains("--help"), "{page}");
        }
    }

    #[test]
    fn the_arguments_are_sound() {
        arguments::command().debug_assert();
    }
}
