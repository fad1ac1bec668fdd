//! Cell formats: what a column holds decides how it looks. No numbers are worked out here.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::model::Status;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    Text,
    /// Numbers and codes that are no quantities: they stay text when somebody edits the cell.
    Id,
    Centre,
    Money,
    Whole,
    Percent,
    Date,
    /// For a reviewer to fill in.
    Entry,
    EntryMoney,
    EntryDate,
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    Plain,
    Subtotal,
    Total,
}

pub const FONT: &str = "宋体";
/// With a little room before the border.
const MONEY: &str = "#,##0.00_ ;-#,##0.00_ ";

pub struct Formats {
    cells: BTreeMap<(Look, Weight, bool), Format>,
    pub title: Format,
    pub head: Format,
    pub note: Format,
    pub header: Format,
    pub entry_header: Format,
    pub stacked: Format,
    pub label: Format,
}

impl Formats {
    pub fn new() -> Formats {
        let base = Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let boxed = base.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00A6_A6A6));
        let header = boxed
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_background_color(Color::RGB(0x00D9_E2EC));
        Formats {
            cells: cells(&boxed),
            title: base.clone().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            head: base.clone(),
            note: base.clone().set_text_wrap().set_font_color(Color::RGB(0x0059_5959)),
            entry_header: header.clone().set_background_color(Color::RGB(0x00FC_E9C8)),
            stacked: base
                .clone()
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x00A6_A6A6))
                .set_background_color(Color::RGB(0x00D9_E2EC))
                .set_bold()
                .set_font_size(9)
                .set_align(FormatAlign::Center)
                .set_rotation(270),
            label: boxed.clone().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00F2_F2F2)),
            header,
        }
    }

    pub fn cell(&self, look: Look, weight: Weight, link: bool) -> &Format {
        self.cells.get(&(look, weight, link)).expect("all looks and weights are made in `cells`")
    }
}

fn cells(boxed: &Format) -> BTreeMap<(Look, Weight, bool), Format> {
    use Look::{Centre, Date, Entry, EntryDate, EntryMoney, Id, Money, Percent, Text, Whole};
    let mut out = BTreeMap::new();
    for look in [Text, Id, Centre, Money, Whole, Percent, Date, Entry, EntryMoney, EntryDate] {
        for weight in [Weight::Plain, Weight::Subtotal, Weight::Total] {
            for link in [false, true] {
                let mut f = looking(boxed.clone(), look);
                f = match weight {
                    Weight::Plain => f,
                    Weight::Subtotal => f.set_background_color(Color::RGB(0x00F2_F2F2)),
                    Weight::Total => f.set_bold().set_background_color(Color::RGB(0x00E4_EAF1)),
                };
                if link {
                    f = f.set_font_color(Color::RGB(0x0005_63C1)).set_underline(FormatUnderline::Single);
                }
                out.insert((look, weight, link), f);
            }
        }
    }
    out
}

fn looking(f: Format, look: Look) -> Format {
    let entry = |f: Format| f.set_background_color(Color::RGB(0x00FF_F9EC)).set_text_wrap();
    match look {
        Look::Text => f.set_text_wrap(),
        Look::Id => f.set_text_wrap().set_num_format("@"),
        Look::Centre => f.set_text_wrap().set_align(FormatAlign::Center),
        Look::Money => f.set_num_format(MONEY).set_align(FormatAlign::Right),
        Look::Whole => f.set_num_format("0").set_align(FormatAlign::Center),
        Look::Percent => f.set_num_format("0.0%").set_align(FormatAlign::Center),
        Look::Date => f.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        Look::Entry => entry(f),
        Look::EntryMoney => entry(f).set_num_format(MONEY).set_align(FormatAlign::Right),
        Look::EntryDate => entry(f).set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
    }
}

/// Fill and letters of a status; the mark or word says the same without colour.
pub fn tint(status: Status) -> Format {
    let (fill, ink) = match status {
        Status::Fail => (0x00FF_C7CE, 0x009C_0006),
        Status::Missing => (0x00FF_EB9C, 0x007F_6000),
        Status::Review => (0x00DD_EBF7, 0x001F_4E78),
        Status::Pass => (0x00E2_F0D9, 0x0037_5623),
        Status::NotApplicable => (0x00F2_F2F2, 0x007F_7F7F),
    };
    Format::new().set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(ink))
}
