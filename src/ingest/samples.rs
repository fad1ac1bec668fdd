//! Readings of the shared samples. They are not part of the source tree: where they are absent the tests say so and pass.

use std::path::{Path, PathBuf};

use super::{Options, discover, read_dossiers, read_file};
use crate::model::{Content, Coverage, Document};

fn shared(inside: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(inside);
    if !path.exists() {
        eprintln!("skipped: no {inside} beside the source tree");
        return None;
    }
    Some(path)
}

fn here() -> Options {
    Options { in_process: true, ..Options::default() }
}

/// One document as lines, for eyes.
fn shown(document: &Document) -> String {
    let mut out = format!(
        "=== {} {:?} {:?} {} bytes\n    problems {:?}\n",
        document.path, document.format, document.coverage, document.size, document.problems
    );
    if let Some(mail) = &document.mail {
        out += &format!("    {mail:?}\n");
    }
    if let Some(image) = &document.image {
        out += &format!("    {image:?}\n");
    }
    for block in &document.blocks {
        let hidden = if block.hidden { " HIDDEN" } else { "" };
        out += &format!("[{} {:?}{hidden}] ", block.place, block.origin);
        match &block.content {
            Content::Heading { level, text } => out += &format!("H{level} {text}\n"),
            Content::Paragraph { text } => out += &format!("P {text}\n"),
            Content::Table(t) => {
                out += &format!("T {:?}\n", t.sheet);
                for row in &t.rows {
                    out += &format!("    {}{}:", row.row, if row.hidden { " hidden" } else { "" });
                    for cell in &row.cells {
                        let mut span = String::new();
                        if (cell.col_span, cell.row_span) != (1, 1) {
                            span = format!("<{}x{}>", cell.col_span, cell.row_span);
                        }
                        let mark = match (&cell.number, &cell.date) {
                            (Some(_), _) => "#",
                            (_, Some(_)) => "@",
                            _ => "",
                        };
                        let flag = cell.flag.map(|f| format!("!{f:?}")).unwrap_or_default();
                        let formula = cell.formula.as_ref().map(|f| format!("={f}")).unwrap_or_default();
                        out += &format!(" |{}{span}{mark} {}{flag}{formula}", cell.col, cell.text.replace('\n', "⏎"));
                    }
                    out.push('\n');
                }
            }
        }
    }
    out
}

/// Prints what is read from `YANSHEN_SHOW` (a path under the shared folder): `cargo test show_a_sample -- --ignored --nocapture`.
#[test]
#[ignore = "prints for eyes"]
fn show_a_sample() {
    let Some(path) = std::env::var("YANSHEN_SHOW").ok().and_then(|p| shared(&p)) else { return };
    if path.is_dir() {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|f| f.is_file()) {
            read_file(file, &here()).unwrap().iter().for_each(|d| print!("{}", shown(d)));
        }
    } else {
        read_file(&path, &here()).unwrap().iter().for_each(|d| print!("{}", shown(d)));
    }
}

#[test]
fn the_sample_dossiers_are_read() {
    let Some(root) = shared("dossiers/dossiers") else { return };
    let found = discover(&root).unwrap();
    assert_eq!((found.dossiers.len(), found.registers.len()), (12, 1));
    let started = std::time::Instant::now();
    let dossiers = read_dossiers(&found.dossiers, &here(), &|_| {}).unwrap();
    let files: usize = dossiers.iter().map(|d| d.documents.len()).sum();
    eprintln!("{files} files in {:?}", started.elapsed());
    for dossier in &dossiers {
        for (a, b) in dossier.documents.iter().zip(dossier.documents.iter().skip(1)) {
            assert!(a.path < b.path, "{} before {}", a.path, b.path);
        }
        for document in &dossier.documents {
            let missing = document.coverage != Coverage::Full && document.format.is_document();
            if missing {
                eprintln!("{}: {} {:?} {:?}", dossier.path, document.path, document.coverage, document.problems);
            }
            let print =
                std::env::var("YANSHEN_SHOW").is_ok_and(|s| format!("{}/{}", dossier.path, document.path).contains(&s));
            if print {
                print!("{}", shown(document));
            }
        }
    }
}
