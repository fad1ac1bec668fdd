//! Files that commands put where the user says. An existing file is never overwritten: the next free name is taken.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Writes a file, under `…(2)` when the name is taken, and says where.
pub fn beside_others(path: &Path, bytes: &[u8]) -> Result<PathBuf> {
    for number in 1..1000 {
        let path = numbered(path, number);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(bytes).with_context(|| format!("写不到“{}”", path.display()))?;
                return Ok(path);
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) if path.is_file() => {}
            Err(e) => return Err(e).with_context(|| format!("写不到“{}”，请换一个位置", path.display())),
        }
    }
    bail!("“{}”的同名文件太多，请换一个文件名", path.display())
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    if number < 2 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}({number}).{extension}"))
}

/// A file of ours to be read: small enough, and there.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    const LARGEST: u64 = 256 << 20;
    let shown = path.display();
    let size = std::fs::metadata(path).with_context(|| format!("找不到“{shown}”"))?.len();
    if size > LARGEST {
        bail!("“{shown}”过大，不像是审核结果");
    }
    std::fs::read(path).with_context(|| format!("打不开“{shown}”，请先关闭正在使用它的程序"))
}
