//! Packs that are broken, or made to do harm: each is refused as a whole, soon, with file, line and words that a rule keeper
//! understands, and the command line says the same. What Windows' editors do to a sound pack is no mistake.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use yanshen::rules::pack::{Errors, load_dir};

use super::common::{copy_tree, tree, yanshen};

/// Longer than any of them takes on a busy machine in a debug build; a hang or an explosion takes minutes.
const SOON: Duration = Duration::from_secs(40);

/// A copy of the embedded pack with one file written anew.
fn pack_with(file: &str, bytes: &[u8]) -> tempfile::TempDir {
    let root = copied();
    let path = root.path().join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("written");
    root
}

fn copied() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a directory");
    copy_tree(&tree("templates/packs/gxkx-2026-12"), root.path());
    root
}

fn text_of(file: &str) -> String {
    fs::read_to_string(tree("templates/packs/gxkx-2026-12").join(file)).expect("a file of the pack")
}

/// What loading says, which must be a refusal and come soon.
fn refused(root: &Path) -> String {
    let start = Instant::now();
    let Err(errors) = load_dir(root) else { panic!("the pack was taken") };
    assert!(start.elapsed() < SOON, "it took {:?}", start.elapsed());
    errors.to_string()
}

#[track_caller]
fn is_said(root: &Path, expected: &[&str]) {
    let said = refused(root);
    for words in expected {
        assert!(said.contains(words), "“{words}” is not in\n{}", said.chars().take(3000).collect::<String>());
    }
    let english = ["expected", "invalid", "error", "unknown", "limit"];
    let told = said.lines().skip(1).filter_map(|l| l.split_once('：')).map(|(_, message)| message.to_owned());
    let foreign: Vec<String> = told.filter(|m| english.iter().any(|w| m.contains(w))).take(3).collect();
    assert_eq!(foreign, Vec::<String>::new());
}

#[test]
fn patterns_that_explode_are_refused_with_their_place() {
    let words = text_of("lexicon/words.toml");
    for (pattern, reason) in [
        ("((a{100}){100}){100}", "展开后过大"),
        (r"(\\w{200}){200}", "展开后过大"),
        ("[一-龥]{1,900}{1,900}", "展开后过大"),
        (&"(".repeat(5_000), "请分成几条"),
        (&format!("{}a{}", "(".repeat(500), ")".repeat(500)), "括号套得太深"),
        ("a*", "会匹配空文本"),
        ("(?=a)b", "不支持前后查看"),
        ("(a", "左圆括号没有配对"),
    ] {
        let changed = words.replacen("'学术'", &format!("\"{pattern}\", '学术'"), 1);
        assert_ne!(changed, words);
        let root = pack_with("lexicon/words.toml", changed.as_bytes());
        is_said(root.path(), &["lexicon/words.toml:", reason]);
    }
    // thousands of them are not tried one by one
    let many: String = (0..15_000).map(|i| format!("'((a{{100}}){{100}}){{100}}{i}',\n")).collect();
    let root = pack_with("lexicon/words.toml", words.replacen("'学术'", &format!("{many}'学术'"), 1).as_bytes());
    is_said(root.path(), &["lexicon/words.toml:", "100处以上"]);
    // each of them small, all of them together not
    let many: String = (0..2_000).map(|i| format!("'[一-龥]{{20}}第{i}',\n")).collect();
    let root = pack_with("lexicon/words.toml", words.replacen("'学术'", &format!("{many}'学术'"), 1).as_bytes());
    is_said(root.path(), &["lexicon/words.toml:", "词表的模式合在一起有误"]);
}

#[test]
fn lists_must_be_known_filled_and_there() {
    let words = text_of("lexicon/words.toml");
    let spending = text_of("lexicon/spending.toml");
    let accounts = text_of("lexicon/accounts.toml");
    for (file, text, from, to, said) in [
        ("lexicon/words.toml", &words, "[event-kinds.contest]", "[event-kinds.contests]", "不认识的项“contests”"),
        ("lexicon/words.toml", &words, "[event-kinds.contest]", "[event-kinds.contests]", "缺少必填项“contest”"),
        ("lexicon/words.toml", &words, "[event-kinds.", "[event-kind.", "不认识的项“event-kind”"),
        (
            "lexicon/spending.toml",
            &spending,
            "[lists.award-review]",
            "[lists.award_review]",
            "不认识的项“award_review”",
        ),
        (
            "lexicon/spending.toml",
            &spending,
            "\n[lists.rents]\nhas = [",
            "\n[lists.rents]\nhas = []\nhas2 = [",
            "不认识的项“has2”",
        ),
        ("lexicon/spending.toml", &spending, "asset-threshold = ", "asset-treshold = ", "没有“asset-threshold”"),
        ("lexicon/accounts.toml", &accounts, "[columns.item]\nhas = [", "[columns.item]\nends = []\nx = [", "“item”"),
        ("lexicon/accounts.toml", &accounts, "[rows.total]\nhas = ", "[rows.total]\nhas = [] #", "“total”"),
        ("lexicon/accounts.toml", &accounts, "[columns.seq]", "[columns]\nmore = 3\n[columns.seq]", "不认识的项“more”"),
        (
            "lexicon/accounts.toml",
            &accounts,
            "[rows.total]",
            "[lists.rents]\nhas = ['x']\nhit=['x']\nmiss=['y']\n[rows.total]",
            "已经写过",
        ),
    ] {
        let changed = text.replacen(from, to, if from.ends_with('.') { usize::MAX } else { 1 });
        assert_ne!(&changed, text, "{from}");
        let root = pack_with(file, changed.as_bytes());
        is_said(root.path(), &[said]);
        assert!(refused(root.path()).contains(&format!("{file}:")) || said.starts_with("没有"), "{said}: no place");
    }
    // a whole file away
    for file in ["lexicon/words.toml", "lexicon/spending.toml", "lexicon/brands.toml", "kinds/forms.toml"] {
        let root = copied();
        fs::remove_file(root.path().join(file)).expect("removed");
        match file {
            "kinds/forms.toml" => is_said(root.path(), &["rules/M01.toml:", "kinds/ 里没有“项目验收表”的特征"]),
            _ => is_said(root.path(), &["lexicon/ 里没有"]),
        }
    }
}

#[test]
fn files_that_are_no_toml_files_are_refused() {
    let deep = format!("x = {}", "[".repeat(200_000));
    let tables = format!("[{}]", vec!["a"; 100_000].join("."));
    let duplicate = text_of("pack.toml").replacen("version = ", "version = \"1\"\nversion = ", 1);
    let many = format!("rules = [{}]\n", "\"X\",".repeat(100_000));
    let big = "# 大文件\n".repeat(1_000_000);
    let mut gbk = text_of("lexicon/brands.toml").into_bytes();
    gbk.extend(b"\n# \xd6\xd0\xce\xc4\n");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("id = 1".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let include = format!("include = \"../pack.toml\"\n{}", text_of("pack.toml"));
    let last = text_of("lexicon/brands.toml").lines().count() + 2;
    for (file, bytes, said) in [
        ("rules/S01.toml", deep.as_bytes(), "rules/S01.toml:1:"),
        ("rules/S01.toml", tables.as_bytes(), "rules/S01.toml:1:"),
        ("pack.toml", duplicate.as_bytes(), "同一项写了两次"),
        ("pack.toml", many.as_bytes(), "“rules”超过2000项"),
        ("rules/S01.toml", big.as_bytes(), "rules/S01.toml：文件超过512KB"),
        ("notice.txt", big.as_bytes(), "notice.txt：文件超过512KB"),
        ("lexicon/brands.toml", gbk.as_slice(), &format!("lexicon/brands.toml:{last}:3：从这里起不是 UTF-8 文字")),
        ("lexicon/brands.toml", utf16.as_slice(), "UTF-16"),
        ("pack.toml", include.as_bytes(), "pack.toml:1:1：不认识的项“include”"),
        ("rules/S01.toml", b"".as_slice(), "缺少必填项“code”"),
        ("rules/S01.toml", b"\0\0\0\0".as_slice(), "rules/S01.toml:1:"),
        ("lexicon/extra.toml", b"[[brands]]\nid = 1".as_slice(), "lexicon/extra.toml:"),
        ("more.toml", b"x = 1".as_slice(), "规则包里没有这样的文件"),
    ] {
        let root = pack_with(file, bytes);
        is_said(root.path(), &[said]);
    }
    // many files, each small enough
    let root = copied();
    for i in 0..9 {
        fs::write(root.path().join(format!("lexicon/more{i}.toml")), "#".repeat(500_000)).expect("written");
    }
    is_said(root.path(), &["合计超过4MB"]);
    let root = copied();
    for i in 0..2_100 {
        fs::write(root.path().join(format!("lexicon/more{i}.toml")), "").expect("written");
    }
    is_said(root.path(), &["文件超过2000个"]);
}

#[test]
fn folders_for_files_and_files_for_folders_are_refused() {
    let root = copied();
    fs::remove_file(root.path().join("pack.toml")).expect("removed");
    fs::create_dir(root.path().join("pack.toml")).expect("a folder");
    fs::create_dir(root.path().join("lexicon/x.toml")).expect("a folder");
    is_said(root.path(), &["pack.toml：这是文件夹", "lexicon/x.toml：这是文件夹"]);
    let root = copied();
    fs::remove_dir_all(root.path().join("rules")).expect("removed");
    fs::write(root.path().join("rules"), "").expect("written");
    is_said(root.path(), &["rules：这里应当是文件夹"]);
    is_said(tempfile::tempdir().expect("a directory").path(), &["pack.toml：规则包缺少这个文件"]);
    is_said(Path::new("/no/such/folder"), &["打不开目录"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_devices_are_refused_and_not_waited_for() {
    use std::os::unix::fs::symlink;
    let root = copied();
    symlink("b.toml", root.path().join("lexicon/a.toml")).expect("a link");
    symlink("a.toml", root.path().join("lexicon/b.toml")).expect("a link");
    symlink("/dev/zero", root.path().join("lexicon/zero.toml")).expect("a link");
    symlink("/no/such/file", root.path().join("rules/Z09.toml")).expect("a link");
    is_said(
        root.path(),
        &[
            "lexicon/a.toml：打不开",
            "lexicon/b.toml：打不开",
            "lexicon/zero.toml：不是普通文件",
            "rules/Z09.toml：打不开",
        ],
    );
    // a folder that leads back to the pack: its files stand where they do not belong
    let root = copied();
    fs::remove_dir_all(root.path().join("kinds")).expect("removed");
    symlink("..", root.path().join("kinds")).expect("a link");
    is_said(root.path(), &["kinds"]);
}

#[test]
fn marks_and_line_ends_of_windows_are_no_mistakes() {
    let root = copied();
    for folder in ["", "rules", "kinds", "lexicon"] {
        for entry in fs::read_dir(root.path().join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let text = fs::read_to_string(&path).expect("text").replace('\n', "\r\n");
                fs::write(&path, format!("\u{feff}{text}")).expect("written");
            }
        }
    }
    let as_saved = load_dir(root.path()).unwrap_or_else(|errors: Errors| panic!("{errors}"));
    let as_kept = load_dir(&tree("templates/packs/gxkx-2026-12")).expect("loads");
    assert_eq!(as_saved.sha256, as_kept.sha256);
    assert_eq!(as_saved.rules, as_kept.rules);
    // a place counts lines as an editor does
    let rule = fs::read_to_string(root.path().join("rules/S01.toml")).expect("text").replace("severity", "severty");
    fs::write(root.path().join("rules/S01.toml"), rule).expect("written");
    is_said(root.path(), &["rules/S01.toml:3:1：不认识的项“severty”"]);
}

#[test]
fn the_command_line_says_the_same_and_judges_nothing() {
    let words = text_of("lexicon/words.toml").replacen("'学术'", "'((a{100}){100}){100}'", 1);
    let root = pack_with("lexicon/words.toml", words.as_bytes());
    let pack = root.path().to_str().expect("a name");
    for arguments in [
        vec!["rules", "--pack", pack, "--self-check"],
        vec!["rules", "--pack", pack],
        vec!["check", ".", "--pack", pack, "--as-of", "2026-11-23"],
    ] {
        let ran = yanshen(root.path(), &arguments);
        ran.said("规则包有1处错误").said("lexicon/words.toml:").said("展开后过大").ended_with(2);
        assert!(ran.stdout.is_empty(), "{ran}");
    }
    yanshen(root.path(), &["rules", "--pack", "pack.toml", "--self-check"]).said("不是目录").ended_with(2);
}
