//! Names of files and documents, made safe to show, to store and to send in a header.

/// The longest title or file name, in characters.
pub(super) const LONGEST: usize = 200;

/// One line without what is invisible or turns the direction of what follows.
pub(super) fn plain(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|sign| {
            if sign == '\n' || sign == '\t' {
                ' '
            } else {
                sign
            }
        })
        .filter(|sign| shown(*sign))
        .collect();
    kept.trim().to_owned()
}

/// The name of a file without its folders, ending in `.pdf`, of which at most [`LONGEST`]
/// characters are kept.
pub(super) fn file_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = plain(last);
    let name = name.trim_start_matches('.').trim();
    let stem = match name.char_indices().rev().nth(3) {
        Some((at, _))
            if name
                .get(at..)
                .is_some_and(|end| end.eq_ignore_ascii_case(".pdf")) =>
        {
            name.get(..at).unwrap_or_default()
        }
        _ => name,
    };
    let stem: String = stem.chars().take(LONGEST - 4).collect();
    let stem = stem.trim();
    format!("{}.pdf", if stem.is_empty() { "document" } else { stem })
}

/// The same in plain ASCII, for readers that know no other (RFC 6266, 4.3).
pub(super) fn ascii(name: &str) -> String {
    let safe = |sign: char| sign.is_ascii_alphanumeric() || " ._-()".contains(sign);
    name.chars()
        .map(|sign| if safe(sign) { sign } else { '_' })
        .collect()
}

/// Control characters, and marks that set the direction of text or take no space (Unicode 16,
/// tables Bidi_Control and Default_Ignorable_Code_Point of general use), are not shown.
fn shown(sign: char) -> bool {
    !sign.is_control()
        && !matches!(sign, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, ascii, file_name, plain};

    #[test]
    fn a_file_name_has_no_folder_no_control_and_no_mark_of_direction() {
        assert_eq!(file_name("../../etc/passwd"), "passwd.pdf");
        assert_eq!(file_name(r"C:\files\Exhibit 1.PDF"), "Exhibit 1.pdf");
        assert_eq!(
            file_name("reply\u{202e}fdp.exe\r\nX: y"),
            "replyfdp.exe X: y.pdf"
        );
        assert_eq!(file_name("..pdf"), "pdf.pdf");
        assert_eq!(file_name("\u{200f}"), "document.pdf");
        assert_eq!(file_name("مذكرة.pdf"), "مذكرة.pdf");
        assert_eq!(file_name(&"a".repeat(5000)).chars().count(), LONGEST);
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(
            plain("  The case\nof Ukraine\u{2066} "),
            "The case of Ukraine"
        );
    }

    #[test]
    fn a_header_gets_no_quote_and_no_other_script() {
        assert_eq!(ascii("a\"b;é%.pdf"), "a_b___.pdf");
    }
}
