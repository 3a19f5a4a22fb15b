//! Small PDF files for the documents of a docket: the same text gives the same bytes.

use std::fmt::Write as _;

const LINE: usize = 88;
const LINES_A_PAGE: usize = 46;

/// A document of this title and text as PDF.
pub(super) fn pdf(title: &str, paragraphs: &[String]) -> Vec<u8> {
    let mut lines = vec![title.to_owned(), String::new()];
    for paragraph in paragraphs {
        lines.extend(wrapped(paragraph));
        lines.push(String::new());
    }
    let pages: Vec<_> = lines.chunks(LINES_A_PAGE).collect();
    let kids: Vec<String> = (0..pages.len())
        .map(|at| format!("{} 0 R", 4 + 2 * at))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            pages.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for (at, page) in pages.iter().enumerate() {
        let text = page_text(page, at == 0);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * at
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{text}\nendstream",
            text.len()
        ));
    }
    file(&objects)
}

fn file(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}

fn page_text(lines: &[String], first: bool) -> String {
    let mut text = String::from("BT 16 TL 60 780 Td ");
    for (at, line) in lines.iter().enumerate() {
        let size = if first && at == 0 { 14 } else { 10 };
        let _ = write!(text, "/F1 {size} Tf ({}) Tj T* ", escaped(line));
    }
    text.push_str("ET");
    text
}

/// Text as the font's encoding has it, in ASCII only.
fn escaped(line: &str) -> String {
    let mut out = String::new();
    for letter in line.chars() {
        match letter {
            '(' | ')' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2013}' | '\u{2014}' => out.push('-'),
            ' '..='~' => out.push(letter),
            '\u{a0}'..='\u{ff}' => {
                let _ = write!(out, "\\{:03o}", u32::from(letter));
            }
            _ => out.push('?'),
        }
    }
    out
}

fn wrapped(paragraph: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in paragraph.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::pdf;

    #[test]
    fn a_document_is_a_pdf_whose_table_points_at_its_objects() {
        let bytes = pdf(
            "A (small) title",
            &[
                "Some words, and a naïve one.".to_owned(),
                "word ".repeat(900),
            ],
        );
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"));
        assert!(text.contains("A \\(small\\) title") && text.contains("na\\357ve"));
        assert!(text.contains("/Count 2"), "two pages");
        let start: usize = text.lines().rev().nth(1).unwrap().parse().unwrap();
        assert!(text[start..].starts_with("xref\n0 8\n"));
        for (at, entry) in text[start..].lines().skip(3).take(7).enumerate() {
            let offset: usize = entry[..10].parse().unwrap();
            assert!(text[offset..].starts_with(&format!("{} 0 obj\n", at + 1)));
        }
    }

    #[test]
    fn the_same_text_gives_the_same_bytes() {
        assert_eq!(pdf("T", &["x".to_owned()]), pdf("T", &["x".to_owned()]));
    }
}
