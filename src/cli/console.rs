//! Words to the two streams. A reader that hangs up (`| head`) is no error; a GBK terminal gets GBK; colours are
//! dropped where nobody sees them (`NO_COLOR`, files, pipes). Decides nothing about what is said.

use std::io::{self, IsTerminal, Write};

use crate::report::text::Style;

/// How wide and how colourful a page may be: as a terminal is, one hundred columns elsewhere. Colours are dropped by
/// the stream where nobody wants them.
pub fn style() -> Style {
    let fixed = Style { colour: true, ..Style::default() };
    let columns = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    columns.map_or(fixed, |width| Style { width: width.clamp(60, 160), ..fixed })
}

/// Where results go.
pub fn result(text: &str) -> io::Result<()> {
    forgiving(write(&mut anstream::stdout(), io::stdout().is_terminal(), text))
}

/// JSON is UTF-8 whatever the terminal is.
pub fn json(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let newline: &[u8] = if text.ends_with('\n') { b"" } else { b"\n" };
    forgiving(out.write_all(text.as_bytes()).and_then(|()| out.write_all(newline)).and_then(|()| out.flush()))
}

/// A message about the run. One that cannot be shown is nobody's loss.
pub fn message(text: &str) {
    let _ = write(&mut anstream::stderr(), io::stderr().is_terminal(), &format!("{text}\n"));
}

fn write(stream: &mut impl Write, terminal: bool, text: &str) -> io::Result<()> {
    // The Windows console takes UTF-16 from the standard library, whatever its code page; elsewhere the locale tells.
    if terminal && cfg!(not(windows)) && speaks_gbk(|name| std::env::var(name).ok()) {
        let plain = anstream::adapter::strip_str(text).to_string();
        stream.write_all(&in_gbk(&plain))?;
    } else {
        stream.write_all(text.as_bytes())?;
    }
    stream.flush()
}

/// Whether the locale's character set is GBK or its kin.
fn speaks_gbk(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
    let charset = locale.as_deref().and_then(|l| l.split_once('.')).map(|(_, c)| c.to_ascii_lowercase());
    charset.is_some_and(|c| c.starts_with("gb"))
}

/// Characters that GBK lacks become `?`.
fn in_gbk(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        let (encoded, _, unmappable) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
        if unmappable { bytes.push(b'?') } else { bytes.extend_from_slice(&encoded) }
    }
    bytes
}

fn forgiving(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_tells_the_character_set_and_the_first_one_set_wins() {
        let locale = |all: &'static str, lang: &'static str| {
            speaks_gbk(move |name| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            })
        };
        assert!(locale("", "zh_CN.GBK") && locale("zh_CN.gb18030", "zh_CN.UTF-8"));
        assert!(!locale("zh_CN.UTF-8", "zh_CN.GBK") && !locale("", "zh_CN") && !locale("", ""));
    }

    #[test]
    fn what_gbk_lacks_is_replaced_and_the_rest_survives() {
        assert_eq!(in_gbk("审A😀"), [0xC9, 0xF3, b'A', b'?']);
    }

    #[test]
    fn our_marks_are_in_gbk() {
        for status in crate::model::Status::ALL {
            assert!(!in_gbk(status.mark()).contains(&b'?'), "{}", status.mark());
        }
    }
}
