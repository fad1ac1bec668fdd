//! What a file is by its name alone: the format that its extension promises, a volume of a split archive, a stand-in for a file that
//! is elsewhere. Looks at no byte.

use crate::model::Format;

/// Lower-case extension without dot.
pub fn extension(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit_once('.').map(|(_, e)| e.trim().to_lowercase()).unwrap_or_default()
}

/// Formats known by extension alone: what the sender meant.
pub fn by_extension(ext: &str) -> Option<Format> {
    Some(match ext {
        "xlsx" | "xltx" => Format::Xlsx,
        "xlsm" | "xltm" => Format::Xlsm,
        "xls" | "xlt" => Format::Xls,
        "xlsb" => Format::Xlsb,
        "ods" | "ots" => Format::Ods,
        "et" | "ett" => Format::Et,
        "csv" | "tsv" => Format::Csv,
        "txt" | "md" | "log" => Format::Txt,
        "htm" | "html" | "mht" | "mhtml" | "xhtml" => Format::Html,
        "docx" | "docm" | "dotx" | "dotm" => Format::Docx,
        "odt" | "ott" => Format::Odt,
        "doc" | "dot" => Format::Doc,
        "wps" | "wpt" => Format::Wps,
        "rtf" => Format::Rtf,
        "pptx" | "ppsx" | "pptm" | "ppsm" | "potx" | "potm" => Format::Pptx,
        "ppt" | "pps" | "pot" | "dps" | "dpt" => Format::Ppt,
        "odp" | "otp" => Format::Odp,
        "pdf" => Format::Pdf,
        "ofd" => Format::Ofd,
        "xml" => Format::Xml,
        "eml" => Format::Eml,
        "msg" => Format::Msg,
        "zip" => Format::Zip,
        "rar" => Format::Rar,
        "7z" => Format::SevenZip,
        "jpg" | "jpeg" | "jfif" | "png" | "bmp" | "gif" | "webp" | "tif" | "tiff" | "heic" | "heif" => Format::Image,
        "mp4" | "mov" | "avi" | "wmv" | "mkv" | "flv" | "rmvb" | "rm" | "mpg" | "mpeg" | "m4v" | "3gp" | "mts"
        | "ts" | "webm" | "mp3" | "wav" | "m4a" | "amr" | "aac" | "wma" | "ogg" | "flac" => Format::Media,
        _ => return None,
    })
}

/// Extension an ordinary file of the format carries.
pub fn usual_extension(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "xlsx",
        Format::Xlsm => "xlsm",
        Format::Xls => "xls",
        Format::Xlsb => "xlsb",
        Format::Ods => "ods",
        Format::Et => "et",
        Format::Csv => "csv",
        Format::Txt => "txt",
        Format::Html => "html",
        Format::Docx => "docx",
        Format::Doc => "doc",
        Format::Wps => "wps",
        Format::Rtf => "rtf",
        Format::Odt => "odt",
        Format::Odp => "odp",
        Format::Pptx => "pptx",
        Format::Ppt => "ppt",
        Format::Pdf => "pdf",
        Format::Ofd => "ofd",
        Format::Xml => "xml",
        Format::Eml => "eml",
        Format::Msg => "msg",
        Format::Zip => "zip",
        Format::Rar => "rar",
        Format::SevenZip => "7z",
        Format::Image => "jpg",
        Format::Media => "mp4",
        Format::Unknown => "",
    }
}

pub fn is_archive_name(name: &str) -> bool {
    let ext = extension(name);
    matches!(ext.as_str(), "zip" | "rar" | "7z" | "tar" | "gz" | "tgz" | "bz2" | "xz" | "tbz" | "txz")
}

/// One of several files that an archive was split into: `.z01`, `.r00`, `.part2.rar`, `.7z.001`, `.zip.003`.
pub fn is_volume_name(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let Some((stem, ext)) = name.rsplit_once('.') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let lettered = ext.len() == 3 && ext.strip_prefix(['z', 'r', 's']).is_some_and(digits);
    let numbered = ext.len() == 3 && digits(ext) && is_archive_name(stem);
    let part = || stem.rsplit_once(".part").is_some_and(|(_, n)| digits(n));
    lettered || numbered || ext == "rar" && part()
}

/// Any but the first of the volumes that [`is_volume_name`] tells.
pub fn is_later_volume_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let first = |n: &str| n.trim_start_matches('0') == "1";
    let stem = lower.rsplit_once('.').map_or("", |(stem, _)| stem);
    let part = stem.rsplit_once(".part").map(|(_, n)| n);
    match extension(name).as_str() {
        _ if !is_volume_name(name) => false,
        "rar" => !part.is_some_and(first),
        ext if ext.bytes().all(|b| b.is_ascii_digit()) => !first(ext),
        // The first of these is the .zip or .rar itself.
        _ => true,
    }
}

/// What stands for a file that is elsewhere, by its name.
pub fn placeholder(name: &str) -> Option<&'static str> {
    Some(match extension(name).as_str() {
        "lnk" | "webloc" | "desktop" => "快捷方式",
        "xltd" | "td" | "crdownload" | "downloading" | "baiduyun" | "partial" | "aria2" | "tdl" | "part" | "!ut" => {
            "未下载完成的临时文件"
        }
        "cloud" | "icloud" | "wpsonline" | "gdoc" | "gsheet" | "onetoc2" => "云端文件的占位",
        _ => return None,
    })
}

/// What a file that is not read should be saved as, by its name; empty where there is no such thing.
pub fn better_as(name: &str) -> &'static str {
    match extension(name).as_str() {
        _ if is_archive_name(name) => "zip",
        "cab" | "arj" | "lzh" | "iso" | "zst" | "lz4" | "ace" | "jar" | "apk" => "zip",
        "dwg" | "dxf" | "vsd" | "vsdx" | "pub" | "one" | "xps" | "oxps" | "caj" | "kdh" | "nh" | "ceb" | "gd"
        | "gw" | "sep" | "mpp" | "xmind" | "mmap" | "eddx" | "epub" | "mobi" | "azw3" | "djvu" | "psd" | "ai"
        | "cdr" | "eps" => "pdf",
        "wps" | "wpt" | "doc" | "pages" | "uot" | "wri" | "wpd" | "sxw" | "fodt" => "docx",
        "et" | "ett" | "xls" | "numbers" | "uos" | "dbf" | "mdb" | "accdb" | "sxc" | "fods" => "xlsx",
        "dps" | "ppt" | "key" | "uop" | "sxi" | "fodp" => "pptx",
        "msg" | "dat" | "pst" | "ost" | "mbox" | "emlx" | "oft" => "eml",
        ext if by_extension(ext).is_some_and(|f| f != Format::Media) => "pdf",
        _ => "",
    }
}

pub fn is_sheet_name(name: &str) -> bool {
    matches!(
        by_extension(&extension(name)),
        Some(Format::Xlsx | Format::Xlsm | Format::Xls | Format::Xlsb | Format::Ods | Format::Et | Format::Csv)
    )
}

/// System litter and lock files that nobody hands in on purpose.
pub fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_lowercase();
    path.split('/').any(|part| part == "__MACOSX" || part == "$RECYCLE.BIN" || part == ".git" || part == "@eaDir")
        || name.starts_with("~$")
        || name.starts_with(".~")
        || name.starts_with("._")
        || lower.starts_with("~wr") && lower.ends_with(".tmp")
        || matches!(lower.as_str(), "thumbs.db" | ".ds_store" | "desktop.ini" | "ehthumbs.db" | ".localized")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_told_from_names_that_look_like_them() {
        for name in ["材料.z01", "材料.r00", "材料.part1.rar", "材料.part02.rar", "材料.7z.001", "a/材料.zip.003"]
        {
            assert!(is_volume_name(name), "{name}");
        }
        for name in ["材料.zip", "材料.rar", "第1部分.part.rar", "2026.001", "材料.s1", "发票.123"] {
            assert!(!is_volume_name(name), "{name}");
        }
        for name in ["材料.part1.rar", "材料.part01.rar", "材料.7z.001", "材料.zip"] {
            assert!(!is_later_volume_name(name), "{name}");
        }
        for name in ["材料.part2.rar", "材料.part10.rar", "材料.7z.002", "材料.z01", "材料.r00"] {
            assert!(is_later_volume_name(name), "{name}");
        }
    }
}
