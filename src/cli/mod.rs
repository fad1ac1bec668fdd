//! The command line: arguments, exit codes, what goes to stdout and stderr. Judges nothing; the only place that knows
//! today's date and the only one that prints.

mod arguments;
mod audit;
mod causes;
mod classify;
mod console;
mod earlier;
mod exit;
mod help;
mod letter;
mod progress;
mod rules;
mod settings;
mod show;
mod target;
mod usage;
mod write;

use std::process::ExitCode;

use anyhow::Result;

use arguments::Command;
use exit::Exit;

/// Runs the program. `limit_memory` sets the allocation limit of this process in bytes.
pub fn main(limit_memory: impl Fn(usize) -> bool) -> ExitCode {
    let command = match arguments::parse(std::env::args_os()) {
        Ok(Command::Worker) => return crate::ingest::worker_main(limit_memory),
        Ok(command) => command,
        Err(usage::Stop::Asked(page)) => {
            return console::result(&page).map_or(Exit::Trouble, |()| Exit::Clean).into();
        }
        Err(usage::Stop::Wrong(why)) => {
            console::message(why.trim_end());
            return Exit::Trouble.into();
        }
    };
    causes::tell_defects();
    match run(command) {
        Ok(exit) => exit.into(),
        Err(why) => {
            console::message(&format!("错误：{}。", causes::of(&why).trim_end_matches('。')));
            Exit::Trouble.into()
        }
    }
}

fn run(command: Command) -> Result<Exit> {
    match command {
        Command::Audit(arguments) => audit::audit(&arguments),
        Command::Check(arguments) => audit::check(&arguments),
        Command::Rules(arguments) => rules::rules(&arguments),
        Command::Show(arguments) => show::show(&arguments),
        Command::Classify(arguments) => classify::classify(&arguments),
        Command::Letter(arguments) => letter::letter(&arguments),
        Command::Diff(arguments) => letter::diff(&arguments),
        Command::Init(arguments) => letter::init(&arguments),
        Command::Completions(arguments) => completions(&arguments),
        Command::Worker => unreachable!("answered before anything else"),
    }
}

fn completions(arguments: &arguments::CompletionsArguments) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut arguments::command(), "yanshen", &mut script);
    console::result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}
