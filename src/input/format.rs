//! What a source may be.

/// What a source is: found out from its content, or said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Found out from the content.
    #[default]
    Auto,
    /// Flat text: whatever blanks are in it, they keep no columns.
    Text,
    /// Layout text: runs of blanks keep the columns.
    Layout,
    /// PDF.
    Pdf,
    /// XHTML of `pdftotext -bbox` or `-bbox-layout`.
    Bbox,
    /// Tab-separated values of `pdftotext -tsv` or Tesseract.
    Tsv,
    /// hOCR.
    Hocr,
    /// ALTO.
    Alto,
}

impl Format {
    /// For messages.
    pub(super) fn shown(self) -> &'static str {
        match self {
            Self::Auto | Self::Text | Self::Layout => "text",
            Self::Pdf => "PDF",
            Self::Bbox => "pdftotext -bbox output",
            Self::Tsv => "TSV of words",
            Self::Hocr => "hOCR",
            Self::Alto => "ALTO",
        }
    }
}
