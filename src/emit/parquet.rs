//! Apache Parquet, with the feature `parquet`: one file per table, the columns of the CSV as texts, what is empty as null.

use super::columns;
use super::{Error, Format, Options};
use crate::extraction::{Extraction, Table};
use ::parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use ::parquet::data_type::{ByteArray, ByteArrayType};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// All tables of a source.
pub(super) fn write(extraction: &Extraction, options: &Options) -> Result<Vec<Vec<u8>>, Error> {
    let tables = extraction.tables.iter();
    tables
        .map(|table| write_table(&extraction.source, table, options))
        .collect::<Result<_, ParquetError>>()
        .map_err(|error| Error::Writer {
            format: Format::Parquet,
            message: error.to_string(),
        })
}

fn write_table(source: &str, table: &Table, options: &Options) -> Result<Vec<u8>, ParquetError> {
    let columns = columns::columns(table, options);
    let fields = columns.iter().map(|(name, _)| field(name)).collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("table").with_fields(fields).build()?;
    // No version of the writer's own: an update of it alone should change nothing.
    let properties = WriterProperties::builder()
        .set_created_by(concat!("rowstitch ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut rows = writer.next_row_group()?;
    for (_, part) in &columns {
        let text = |record| columns::text(*part, source, table, record, options);
        let texts: Vec<_> = table.records.iter().map(text).collect();
        let there: Vec<i16> = texts.iter().map(|text| i16::from(!text.is_empty())).collect();
        let filled = texts.iter().filter(|text| !text.is_empty());
        let values: Vec<ByteArray> = filled.map(|text| text.as_bytes().to_vec().into()).collect();
        let Some(mut column) = rows.next_column()? else { break };
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, Some(&there), None)?;
        column.close()?;
    }
    rows.close()?;
    writer.into_inner()
}

fn field(name: &str) -> Result<TypePtr, ParquetError> {
    let field = Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
        .with_logical_type(Some(LogicalType::String))
        .with_repetition(Repetition::OPTIONAL)
        .build()?;
    Ok(Arc::new(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit;
    use crate::extraction::{Cell, Record};
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use std::fs::File;
    use std::io::Write;

    fn read(bytes: &[u8]) -> SerializedFileReader<File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    #[test]
    fn reads_back() {
        let cell = |text: &str| Cell {
            text: text.to_owned(),
            ..Cell::default()
        };
        let record = |cells| Record {
            section: Some("1. Één".to_owned()),
            cells,
            ..Record::default()
        };
        let table = Table {
            columns: vec!["a.b".to_owned(), "section".to_owned()],
            records: vec![record(vec![cell("x\ny"), cell("")]), record(vec![cell("007")])],
            ..Table::default()
        };
        let extraction = Extraction {
            tables: vec![table, Table::default()],
            ..Extraction::default()
        };
        let files = emit::write(&extraction, Format::Parquet, &Options::default()).unwrap();
        assert_eq!(files.len(), 2, "one per table");
        let again = emit::write(&extraction, Format::Parquet, &Options::default()).unwrap();
        assert_eq!(files, again);
        let rows: Vec<String> = read(&files[0])
            .into_iter()
            .map(|row| row.unwrap().to_string())
            .collect();
        assert_eq!(
            rows,
            [
                "{section: \"1. Één\", subsection: null, a.b: \"x\ny\", section (2): null}",
                "{section: \"1. Één\", subsection: null, a.b: \"007\", section (2): null}",
            ]
        );
        let empty = read(&files[1]);
        assert_eq!(empty.metadata().file_metadata().num_rows(), 0);
        assert_eq!(
            empty.metadata().file_metadata().created_by(),
            Some(concat!("rowstitch ", env!("CARGO_PKG_VERSION")))
        );
    }
}
