//! Signs that Word stores as something else than a character: boxes and ticks of content controls, form fields and symbol
//! fonts, and what a drop-down field shows.

use super::styles::toggle;
use crate::ingest::xml::Element;

/// `w14:checkbox` content control.
pub fn checkbox_control(sdt: &Element<'_>) -> Option<char> {
    let checkbox = sdt.child("sdtPr")?.child("checkbox")?;
    Some(mark(checkbox.child("checked").is_some_and(|c| !matches!(c.attr("val").as_deref(), Some("0" | "false")))))
}

/// What form fields show that have no text of their own: `FORMCHECKBOX`, `FORMDROPDOWN`.
pub fn form_field(fld: &Element<'_>) -> Option<String> {
    let data = fld.child("ffData")?;
    if let Some(checkbox) = data.child("checkBox") {
        let checked = toggle(checkbox, "checked").or_else(|| toggle(checkbox, "default")).unwrap_or(false);
        return Some(mark(checked).to_string());
    }
    let list = data.child("ddList")?;
    let chosen = list.child_val("result").or_else(|| list.child_val("default"));
    let chosen = chosen.and_then(|v| v.parse().ok()).unwrap_or(0usize);
    list.elements().filter(|e| e.name() == "listEntry").nth(chosen)?.attr("val")
}

fn mark(checked: bool) -> char {
    if checked { '☑' } else { '☐' }
}

/// Symbol fonts: ticks and boxes in Chinese forms are mostly Wingdings. Other fonts hold the characters they say.
pub fn symbol(sym: &Element<'_>) -> Option<char> {
    let code = u32::from_str_radix(&sym.attr("char")?, 16).ok()?;
    let font = sym.attr("font").unwrap_or_default().to_lowercase();
    match (font.as_str(), code & 0x00ff) {
        ("wingdings 2", 0x50 | 0x52 | 0x53 | 0x54) | ("wingdings", 0xfc | 0xfd | 0xfe | 0x78) => Some('☑'),
        ("wingdings 2", 0xa3 | 0x2a | 0x2f) | ("wingdings", 0x6f | 0x70 | 0x71 | 0x72 | 0xa8) => Some('☐'),
        ("wingdings", 0x6c | 0x6e) => Some('●'),
        ("symbol", 0xb7) => Some('·'),
        _ if (0x100..0xe000).contains(&code) => char::from_u32(code),
        _ => None,
    }
}
