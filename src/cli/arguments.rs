//! What may be typed on the command line. Refuses to look at the disk, the clock or the pack.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::{help, usage};
use crate::model::Day;

/// Reads the arguments. `Err` holds what to print and whether it was asked for (help, version).
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, usage::Stop> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut command = command();
    let parsed = command.try_get_matches_from_mut(&arguments).and_then(|m| Arguments::from_arg_matches(&m));
    parsed.map(|a| a.command).map_err(|e| usage::stop(&command, &arguments, &e))
}

/// The whole command with its Chinese help, also for shell completions.
pub fn command() -> clap::Command {
    help::in_chinese(Arguments::command())
}

#[derive(Debug, Parser)]
#[command(name = "yanshen", version, about = "验审：科协项目验收材料审核工具")]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
#[command(after_help = "退出码：
  0  未发现不符合项，也没有需要补充或核实的事项
  1  有“不符合”或“需补充材料”的事项
  2  程序未能完成（参数有误、没有可审材料、结果写不出去）
  3  没有不符合项，但有“待核实”的事项，需要人工判断

全程离线，不上传任何内容，不改动送审材料。程序只提出建议，结论由验收组作出。")]
struct Arguments {
    /// 显示帮助
    #[arg(short, long, action = clap::ArgAction::Help)]
    help: Option<bool>,

    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 审核总目录下的全部项目，生成审计底稿
    Audit(AuditArguments),
    /// 单个项目自查：还缺什么、要改什么
    Check(CheckArguments),
    /// 查看审核规则及其依据
    Rules(RulesArguments),
    /// 查看从一个文件里读到了什么
    Show(ShowArguments),
    /// 判断支出内容属于哪一类（可列支、待核实、禁止列支）
    Classify(ClassifyArguments),
    /// 由审核结果生成整改通知书和整改台账
    Letter(LetterArguments),
    /// 比较两次审核结果：解决了什么，新增了什么
    Diff(DiffArguments),
    /// 建一个空的材料文件夹，附参考表格和准备清单
    Init(InitArguments),
    /// 生成命令行自动补全脚本
    Completions(CompletionsArguments),
    /// Reads untrusted files in a process of its own; started by the program itself.
    #[command(hide = true)]
    Worker,
}

#[derive(Debug, Args)]
#[command(after_help = "总目录下的每个文件夹或压缩包是一个项目；放在旁边的立项一览表会自动识别。
不写 -o 时，底稿存为总目录旁边的“审计底稿-<日期>.xlsx”，不会写进总目录。
同名文件不会被覆盖，而是另存为“…(2).xlsx”；旧底稿里的复核意见自动承接到新底稿，也可以用 --previous 指定旧底稿。
用 --format json 又不写 -o 时，只输出 JSON，不写底稿。

示例：
  yanshen audit 验收材料 --register 立项一览表.xlsx -o 审计底稿.xlsx")]
pub struct AuditArguments {
    /// 总目录
    #[arg(value_name = "总目录")]
    pub root: PathBuf,

    /// 立项一览表（不写则在总目录里查找）
    #[arg(long, value_name = "文件")]
    pub register: Option<PathBuf>,

    /// 以前年度的发票台账（.csv 或表格），核对本次发票有无已经列支过的
    #[arg(long, value_name = "文件")]
    pub ledger: Option<PathBuf>,

    /// 加入本次发票后的台账存到这个文件（.csv；给了 --ledger 而不写这项时，存在底稿旁边）
    #[arg(long, value_name = "文件")]
    pub ledger_out: Option<PathBuf>,

    #[command(flatten)]
    pub output: Output,

    #[command(flatten)]
    pub run: Run,
}

#[derive(Debug, Args)]
#[command(after_help = "示例：
  yanshen check 我的材料
  yanshen check 我的材料.zip --sub-type 1A -o 自查.xlsx")]
pub struct CheckArguments {
    /// 一个项目的材料文件夹或压缩包
    #[arg(value_name = "材料")]
    pub dossier: PathBuf,

    /// 指定项目类型，如 1A（不写则从材料中识别）
    #[arg(long, value_name = "类型")]
    pub sub_type: Option<String>,

    #[command(flatten)]
    pub output: Output,

    #[command(flatten)]
    pub run: Run,
}

/// Where the result goes and how it looks.
#[derive(Debug, Args)]
pub struct Output {
    /// 底稿存到这个文件（.xlsx）
    #[arg(short, long, value_name = "文件")]
    pub output: Option<PathBuf>,

    /// 屏幕输出的形式：text 文字，json 供程序读取
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: Format,

    /// 底稿中的身份证号、手机号、银行账号不打码
    #[arg(long)]
    pub unmask: bool,

    /// 底稿中附证据截图：问题所引的 PDF 页面、扫描件和照片（每次最多 200 处，底稿会变大）
    #[arg(long)]
    pub snapshots: bool,

    /// 承接这份底稿里的复核意见（不写则承接同名的旧底稿）
    #[arg(long, value_name = "底稿")]
    pub previous: Option<PathBuf>,
}

/// How the run goes.
#[derive(Debug, Args)]
pub struct Run {
    /// 以这一天为准审核，如 2026-11-23（不写则为今天）
    #[arg(long, value_name = "日期")]
    pub as_of: Option<Day>,

    #[command(flatten)]
    pub pack: PackChoice,

    /// 同时处理的文件数（不写则按处理器个数）
    #[arg(long, value_name = "个数", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: Option<u16>,

    #[command(flatten)]
    pub recognition: Recognition,

    /// 不另开进程读取文件（调试用；损坏的文件可能使程序中断）
    #[arg(long)]
    pub in_process: bool,

    /// 不显示进度和提示，只显示错误
    #[arg(short, long)]
    pub quiet: bool,
}

/// Whether the text of scans and pictures is recognised.
#[derive(Debug, Args)]
pub struct Recognition {
    /// 识别扫描件和图片中的文字：auto 装有 tesseract 就识别，off 不识别，require 未安装则停止
    #[arg(long, value_name = "方式", default_value = "auto", hide_default_value = true, hide_possible_values = true)]
    pub ocr: Ocr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ocr {
    Auto,
    Off,
    Require,
}

impl ValueEnum for Ocr {
    fn value_variants<'a>() -> &'a [Ocr] {
        &[Ocr::Auto, Ocr::Off, Ocr::Require]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Ocr::Auto => "auto",
            Ocr::Off => "off",
            Ocr::Require => "require",
        }))
    }
}

#[derive(Debug, Args)]
pub struct PackChoice {
    /// 使用另一套规则包（目录）
    #[arg(long, value_name = "目录")]
    pub pack: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "示例：
  yanshen rules               列出全部规则
  yanshen rules N01           一条规则的依据、判断方法和局限
  yanshen rules --self-check  检查规则包与通知本身有无矛盾")]
pub struct RulesArguments {
    /// 规则编号，如 N01（不写则列出全部）
    #[arg(value_name = "编号")]
    pub code: Option<String>,

    /// 只列适用于这一项目类型的规则，如 1A
    #[arg(long, value_name = "类型", conflicts_with = "self_check")]
    pub sub_type: Option<String>,

    /// 输出形式：text 文字，json 供程序读取
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: Format,

    /// 检查规则包与通知本身有无矛盾
    #[arg(long, conflicts_with = "code")]
    pub self_check: bool,

    #[command(flatten)]
    pub pack: PackChoice,
}

#[derive(Debug, Args)]
#[command(after_help = "逐段列出读到的文字和表格及其位置，认作什么材料、依据是什么，发票的各项内容，
每一页是文字、扫描图片还是识别得来的文字。身份证号、手机号、银行账号打码显示。

示例：
  yanshen show 发票.pdf
  yanshen show --format json 决算表.xlsx")]
pub struct ShowArguments {
    /// 要查看的文件（加 --why 时是一个项目的材料文件夹或压缩包）
    #[arg(value_name = "文件")]
    pub file: PathBuf,

    /// 说明各份材料怎样归到各场活动：名称、得分、未归入的，以及认为在说这场活动的话
    #[arg(long)]
    pub why: bool,

    /// 输出形式：text 文字，json 供程序读取
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: Format,

    #[command(flatten)]
    pub pack: PackChoice,

    #[command(flatten)]
    pub recognition: Recognition,

    /// 不另开进程读取文件（调试用）
    #[arg(long)]
    pub in_process: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "示例：
  yanshen classify 打印机一台 一等奖奖金 会议室租赁费
  yanshen classify --format json < 支出内容.txt")]
pub struct ClassifyArguments {
    /// 支出内容（不写则从标准输入读取，一行一条）
    #[arg(value_name = "支出内容")]
    pub phrases: Vec<String>,

    /// 输出形式：text 文字，json 供程序读取
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: Format,

    #[command(flatten)]
    pub pack: PackChoice,
}

#[derive(Debug, Args)]
#[command(after_help = "每个项目一份 .docx 草稿，另有一份整改台账。复核人标为“不认可”“已整改”的问题和提示项不列入；
待核实的事项，复核人标为“认可”“待补充”的才列入。已有的文件不会被覆盖。

示例：
  yanshen letter 审计底稿.xlsx -o 整改 --due 2026-12-10")]
pub struct LetterArguments {
    /// 审计底稿（.xlsx）或 JSON 审核结果
    #[arg(value_name = "审核结果")]
    pub report: PathBuf,

    /// 通知书写到这个文件夹
    #[arg(short, long, value_name = "文件夹")]
    pub output: PathBuf,

    /// 整改期限，如 2026-12-10（不写则留空）
    #[arg(long, value_name = "日期")]
    pub due: Option<Day>,

    #[command(flatten)]
    pub pack: PackChoice,
}

#[derive(Debug, Args)]
#[command(after_help = "示例：
  yanshen diff 审计底稿.xlsx 审计底稿(2).xlsx
  yanshen diff 旧.json 新.json -o 比对.xlsx")]
pub struct DiffArguments {
    /// 先前的审计底稿或 JSON 审核结果
    #[arg(value_name = "旧结果")]
    pub old: PathBuf,

    /// 新的审计底稿或 JSON 审核结果
    #[arg(value_name = "新结果")]
    pub new: PathBuf,

    /// 比对表存到这个文件（.xlsx）
    #[arg(short, long, value_name = "文件")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "示例：
  yanshen init 1A 我的材料")]
pub struct InitArguments {
    /// 项目类型，如 1A
    #[arg(value_name = "类型")]
    pub sub_type: String,

    /// 新建的材料文件夹
    #[arg(value_name = "文件夹")]
    pub folder: PathBuf,

    #[command(flatten)]
    pub pack: PackChoice,
}

#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// bash、zsh、fish、powershell 或 elvish
    #[arg(value_name = "命令行环境", hide_possible_values = true)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &[Format::Text, Format::Json]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Format::Text => "text",
            Format::Json => "json",
        }))
    }
}
