//! The formats of word boxes, from their text to the document.

use crate::document::Document;
use crate::input::{self, Format, InputError, Options};

fn read(text: &str) -> Document {
    input::read("t", text.as_bytes()).expect("word boxes")
}

fn refused(text: &str) -> InputError {
    input::read("t", text.as_bytes()).expect_err("damaged")
}

/// The text of each line, with `>` where a page begins.
fn lines(document: &Document) -> Vec<String> {
    (0..document.lines.len())
        .map(|line| {
            let page = if document.lines[line].form_feed { ">" } else { "" };
            format!("{page}{}", document.line_text(line))
        })
        .collect()
}

/// The first word's edges, rounded.
fn first(document: &Document) -> [i32; 4] {
    let word = document.pages[0].words[0];
    [word.x0, word.x1, word.y0, word.y1].map(|edge| edge.round() as i32)
}

fn codes(document: &Document) -> Vec<&str> {
    document.findings.iter().map(|finding| finding.code).collect()
}

/// A source is refused at this line, for a reason with these words in it.
#[track_caller]
fn goes_wrong(text: &str, line: usize, reason: &str) {
    let error = refused(text);
    let InputError::Damaged {
        line: at, reason: got, ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert!(*at == line && got.contains(reason), "{error}");
}

const BBOX: &str = "<!DOCTYPE html><html><head><title>not &amp; this</title></head><body><doc>
<page width=\"100\" height=\"200\">
<word xMin=\"30\" yMin=\"10\" xMax=\"50\" yMax=\"20\">b&amp;c</word>
<word xMin=\"10\" yMin=\"10\" xMax=\"27\" yMax=\"20\">a\u{2}a</word>
<word xMin=\"27\" yMin=\"9.5\" xMax=\"28\" yMax=\"16.5\">2</word>
<word xMin=\"10\" yMin=\"25\" xMax=\"27\" yMax=\"35\">  </word>
</page>
<page width=\"100\" height=\"200\">
</page>
<page width=\"100\" height=\"200\">
<flow><block><line><word xMin=\"10\" yMin=\"10\" xMax=\"30\" yMax=\"20\">end</word></line></block></flow>
</page>
</doc></body></html>";

#[test]
fn bbox() {
    let document = read(BBOX);
    assert_eq!(lines(&document), ["aa2 b&c", ">", ">end"]);
    assert_eq!(first(&document), [10, 28, 11, 20]);
    assert_eq!((document.pages[0].width, document.pages[0].height), (100.0, 200.0));
    assert_eq!(codes(&document), [""; 0]);
}

#[test]
fn pages_are_chosen() {
    let read = |pages: &str| {
        let options = Options {
            pages: pages.parse().unwrap(),
            ..Options::default()
        };
        input::read_within("t", BBOX.as_bytes(), &options)
    };
    assert_eq!(lines(&read("3").unwrap()), ["", ">", ">end"]);
    let error = read("2").unwrap_err();
    assert!(matches!(error, InputError::NoWords(_)), "{error}");
}

#[test]
fn tsv() {
    let header = "level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext";
    let text = format!(
        "{header}\r\n1\t1\t0\t0\t0\t0\t0\t0\t90\t200\t-1\t###PAGE###\r\n\
        4\t1\t0\t0\t0\t0\t10\t10\t40\t10\t-1\t###LINE###\r\n\
        5\t1\t0\t0\t0\t0\t10\t10\t10\t10\t100\t\"a\r\n\
        5\t1\t0\t0\t0\t1\t30\t10\t10\t10\t100\tb\r\n\
        {header}\r\n\
        1\t1\t0\t0\t0\t0\t0\t0\t90\t200\t-1\t###PAGE###\r\n\
        5\t1\t0\t0\t0\t0\t10\t10\t10\t10\t100\tc\r\n"
    );
    let document = read(&text);
    assert_eq!(lines(&document), ["\"a b", ">c"]);
    assert_eq!((document.pages[1].width, first(&document)[0]), (90.0, 10));
    // Other columns, in another order, and words of little confidence.
    let text = "text\theight\twidth\ttop\tleft\tconf\tpage_num\tlevel\n\
        a\t10\t10\t10\t10\t55.5\t7\t5\nb\t10\t10\t10\t30\t-1\t7\t5\n";
    let document = read(text);
    assert_eq!(lines(&document), ["a b"]);
    assert_eq!(codes(&document), ["low-confidence-text"]);
    assert!(document.findings[0].message.contains("56 % in the mean of 1 words"));
}

#[test]
fn tsv_goes_wrong_at_a_line() {
    let header = "level\tpage_num\tleft\ttop\twidth\theight\ttext\n";
    for (row, reason) in [
        ("5\t1\t0\t0\t9\n", "5 fields instead of 7"),
        ("5\t1\t0\t0\tmuch\t9\ta\n", "width is \"much\""),
        ("5\t1\t0\t0\tNaN\t9\ta\n", "width is \"NaN\""),
    ] {
        goes_wrong(&format!("{header}5\t1\t0\t0\t9\t9\ta\n{row}"), 3, reason);
    }
    assert!(matches!(refused(header), InputError::NoWords(_)));
}

const HOCR: &str = "<?xml version='1.0' encoding='UTF-8'?>
<html xmlns='http://www.w3.org/1999/xhtml'><head><title>no</title><meta name='ocr-system' content='x'></head><body>
<div class='ocr_page' title='image \"a; bbox 1 1.png\"; bbox 0 0 1000 2000; scan_res 144 144'>
 <p class='ocr_par'>
 <span class='ocr_line' title='bbox 20 60 200 80; baseline 0 0; x_size 20'>
  <span class='ocrx_word' title='bbox 20 65.6 60 80; x_wconf 40'><strong>Big</strong></span>
  <span class='ocrx_word' title='bbox 70 70 100 80; x_wconf 50'><span class='ocrx_cinfo'>s</span><span class='ocrx_cinfo'>mall</span></span>
  <span class='ocrx_word' title='bbox 110 70 150 80; x_wconf 61'>one&nbsp;two&shy;</span>
  <span class='ocrx_word' title='bbox 160 70 190 80; x_wconf 0'> </span>
 </span>
 <span class='ocr_header' title='bbox 20 10 200 30'><span class='ocr_line' title='bbox 20 10 200 30'>all &amp; of it</span></span></p>
 stray <em>words</em>
 <span class='ocrx_word'>unplaced</span>
</div>
<div class='ocr_page' title='bbox 0 0 1000 2000'></div>
behind
</body></html>";

#[test]
fn hocr() {
    let document = read(HOCR);
    assert_eq!(
        lines(&document),
        [
            "all & of it",
            "Big small one two\u{ad}",
            "unplaced",
            "stray words",
            ">behind"
        ]
    );
    // 144 pixels are 72 points.
    let big = document.pages[0].words[4];
    assert_eq!(
        (big.x0, big.x1, big.bold, document.pages[0].width),
        (10.0, 30.0, true, 500.0)
    );
    assert!(!document.pages[0].words[5].bold);
    assert_eq!(
        codes(&document),
        ["low-confidence-text", "unplaced-text", "unplaced-text"]
    );
    assert!(
        document.findings[0].message.contains("53 % in the mean of 4 words"),
        "{:?}",
        document.findings[0]
    );
}

#[test]
fn hocr_goes_wrong_at_a_line() {
    for (from, to, line, reason) in [
        ("bbox 70 70 100 80", "bbox 70 70 100", 7, "bbox is \"70 70 100\""),
        ("bbox 20 10 200 30'><span", "bbox 20 10 200 x'><span", 11, "bbox is"),
        ("&shy;", "&mine;", 8, "&mine;"),
        ("</strong>", "</b>", 6, "</b> does not end <strong> of line 6"),
        ("</body></html>", "", 17, "ends inside <body> of line 2"),
    ] {
        goes_wrong(&HOCR.replace(from, to), line, reason);
    }
}

fn alto(unit: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><a:alto xmlns:a=\"http://www.loc.gov/standards/alto/ns-v4#\">
<a:Description><a:MeasurementUnit>{unit}</a:MeasurementUnit></a:Description>
<a:Styles><a:TextStyle ID=\"b1\" FONTSTYLE=\"bold italics\"/></a:Styles>
<a:Layout><a:Page WIDTH=\"2000\" HEIGHT=\"3000\"><a:TopMargin/><a:PrintSpace>
<a:TextBlock><a:TextLine HPOS=\"100\" VPOS=\"200\" WIDTH=\"400\" HEIGHT=\"40\" BASELINE=\"100,240 500,240\">
<a:String HPOS=\"100\" VPOS=\"200\" WIDTH=\"100\" HEIGHT=\"40\" CONTENT=\"Bold\" STYLEREFS=\"x b1\" WC=\"0.5\"><a:ALTERNATIVE>Gold</a:ALTERNATIVE></a:String><a:SP/>
<a:String HPOS=\"220\" VPOS=\"200\" WIDTH=\"100\" HEIGHT=\"40\" CONTENT=\"har\" SUBS_TYPE=\"HypPart1\" SUBS_CONTENT=\"harvest\"/><a:HYP HPOS=\"320\" VPOS=\"220\" WIDTH=\"20\" CONTENT=\"-\"/>
</a:TextLine>
<a:TextLine HPOS=\"100\" VPOS=\"260\" WIDTH=\"400\" HEIGHT=\"40\"><a:String CONTENT=\"vest\" SUBS_TYPE=\"HypPart2\" SUBS_CONTENT=\"harvest\"/><a:String CONTENT=\"of 5 &lt; 6\"/></a:TextLine>
</a:TextBlock></a:PrintSpace></a:Page></a:Layout></a:alto>"
    )
}

#[test]
fn alto_in_its_units() {
    for (unit, left) in [("pixel", 100.0), ("mm10", 28.346_457), ("inch1200", 6.0)] {
        let document = read(&alto(unit));
        assert_eq!(lines(&document), ["Bold har-", "vest of 5 < 6"]);
        let words = &document.pages[0].words;
        assert!((words[0].x0 - left).abs() < 1e-3, "{unit}: {}", words[0].x0);
        assert_eq!((words[0].bold, words[1].bold), (true, false));
        assert!(
            (words[1].x1 / words[0].x0 - 3.2).abs() < 1e-3,
            "{unit}: the hyphen is at the end of its word"
        );
        assert_eq!(codes(&document), ["low-confidence-text"]);
    }
}

#[test]
fn alto_goes_wrong_at_a_line() {
    for (from, to, line, reason) in [
        ("HPOS=\"220\"", "HPOS=\"2,2\"", 7, "HPOS is \"2,2\""),
        ("100,240 500,240", "100,240 down", 5, "BASELINE is"),
        ("</a:Layout>", "", 10, "</a:alto> does not end <a:Layout> of line 4"),
    ] {
        goes_wrong(&alto("pixel").replace(from, to), line, reason);
    }
}

#[test]
fn what_a_source_is_said_to_be() {
    let read = |format, text: &str| {
        let options = Options {
            format,
            ..Options::default()
        };
        input::read_within("t", text.as_bytes(), &options)
    };
    let flat = "Some plain text\nof two lines\n";
    let wrong = |format, text: &str| match read(format, text) {
        Err(InputError::OtherFormat { asked, found }) => (asked, found),
        other => panic!("{other:?}"),
    };
    assert_eq!(wrong(Format::Pdf, flat), ("PDF", "text"));
    assert_eq!(wrong(Format::Text, "%PDF-1.7\n"), ("text", "PDF"));
    assert_eq!(wrong(Format::Hocr, flat), ("hOCR", "text"));
    assert_eq!(wrong(Format::Alto, HOCR), ("ALTO", "hOCR"));
    assert_eq!(wrong(Format::Bbox, "a < b\n"), ("pdftotext -bbox output", "text"));
    assert_eq!(wrong(Format::Tsv, BBOX), ("TSV of words", "pdftotext -bbox output"));
    assert_eq!(wrong(Format::Bbox, HOCR), ("pdftotext -bbox output", "hOCR"));
    // hOCR without the classes that it is told by.
    let bare = "<x><span class='ocr_line' title='bbox 0 0 50 10'>a b</span></x>";
    assert_eq!(lines(&read(Format::Hocr, bare).unwrap()), ["a b"]);
    assert_eq!(read(Format::Text, BBOX).unwrap().layout, Some(false));
    assert_eq!(read(Format::Layout, flat).unwrap().layout, Some(true));
    assert_eq!(read(Format::Auto, flat).unwrap().layout, None);
}

#[test]
fn no_document_is_as_large() {
    let options = Options {
        glyphs: 5,
        ..Options::default()
    };
    let error = input::read_within("t", BBOX.as_bytes(), &options).unwrap_err();
    assert!(
        error.to_string().contains("page 1 has more than 5 bytes of text"),
        "{error}"
    );
    let pages = format!("<doc><page width='1'>{}</page></doc>", "</page><page>".repeat(100_001)).replace('\'', "\"");
    assert!(refused(&pages).to_string().contains("more than 100000 pages"));
    let word = |line: usize| {
        let y = 20 * line;
        format!("<word xMin=\"0\" yMin=\"{y}\" xMax=\"9\" yMax=\"{}\">a</word>", y + 9)
    };
    let row = |at: usize| format!("<word xMin=\"{at}\" yMin=\"1\" xMax=\"{}\" yMax=\"9\">a</word>", at + 1);
    let words: String = (0..5_001).map(|at| row(2 * at)).collect();
    let error = refused(&format!("<doc><page width=\"1\">{words}</page></doc>"));
    assert!(error.to_string().contains("a line of more than 5000 words"), "{error}");
    let words: String = (0..10_001).map(word).collect();
    let error = refused(&format!("<doc><page width=\"1\">{words}</page></doc>"));
    assert!(error.to_string().contains("more than 10000 lines"), "{error}");
}
