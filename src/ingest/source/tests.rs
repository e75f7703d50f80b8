use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::config::Config;

/// A source called `crm` with columns `id`, `when`, `name`, `city` in a domain of name and city.
fn setup() -> (Source, Domain) {
    let text = "[domain]\nname = \"d\"\n[[attribute]]\nname = \"name\"\n[[attribute]]\nname = \"city\"\n[[source]]\n\
                name = \"crm\"\nfile = \"crm.csv\"\nid = \"id\"\nupdated_at = \"when\"\n";
    let mut config = Config::parse(text, "g").unwrap();
    (config.sources.remove(0), config.domain)
}

/// Reads `bytes` as a file called `name`; messages lose the folder.
fn load(name: &str, bytes: &[u8]) -> Result<Batch> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let (source, domain) = setup();
    let plain = |text: &str| text.replace(&format!("{}/", folder.path().display()), "");
    let batch = read(&path, &source, &domain, &mut |_| ());
    batch
        .map(|mut batch| {
            batch.summary.rejected.iter_mut().for_each(|row| row.file = plain(&row.file));
            batch.summary.warnings.iter_mut().for_each(|warning| *warning = plain(warning));
            batch
        })
        .map_err(|error| Error { message: plain(&error.message), ..error })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// `id|name|city` of every record.
fn shown(batch: &Batch) -> Vec<String> {
    let value = |record: &Record, position| record.value(position).unwrap_or("-").to_owned();
    batch.records.iter().map(|r| format!("{}|{}|{}", r.key.id, value(r, 0), value(r, 1))).collect()
}

#[test]
fn every_dialect_reads_alike() {
    let csv = "id,when,name,city\n007,2024-01-02,\"Ann, \"\"A\"\"\",\n8,,\" Bo\nb \",Köln\n";
    let tsv = csv.replace("Ann, ", "Ann; ").replace(',', "\t").replace("Ann; ", "Ann, ");
    let crlf = csv.replace("Bo\nb", "Bo b").replace('\n', "\r\n");
    let jsonl = "{\"id\":\"007\",\"when\":\"2024-01-02\",\"name\":\"Ann, \\\"A\\\"\",\"city\":\"\"}\n\n\
                 {\"city\":\"Köln\",\"name\":\" Bo\\nb \",\"id\":8,\"extra\":true,\"when\":null}";
    let expected = ["007|Ann, \"A\"|-", "8| Bo\nb |Köln"];
    for (name, bytes) in [
        ("a.csv", csv.as_bytes().to_vec()),
        ("a.csv", format!("\u{FEFF}{csv}").into_bytes()),
        ("a.csv", csv.replace(", \"", "† ").replace(',', ";").replace("† ", ", \"").into_bytes()),
        ("a.csv", csv.trim_end().as_bytes().to_vec()),
        ("A.CSV.GZ", gzip(csv.as_bytes())),
        (
            "a.csv.gz",
            [gzip(b"id,when,name,city\n007,2024-01-02,\"Ann, "), gzip(b"\"\"A\"\"\",\n8,,\" Bo\nb \",K\xC3\xB6ln\n")]
                .concat(),
        ),
        ("a.tsv", tsv.clone().into_bytes()),
        ("a.csv", tsv.into_bytes()),
        ("a.jsonl", jsonl.as_bytes().to_vec()),
        ("a.ndjson.gz", gzip(jsonl.as_bytes())),
    ] {
        let batch = load(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(shown(&batch), expected, "{name} {}", String::from_utf8_lossy(&bytes));
        assert_eq!(batch.records[0].updated_at.as_deref(), Some("2024-01-02"));
        assert_eq!(batch.records[0].updated_us, time::micros("2024-01-02"));
        assert_eq!((batch.summary.records, batch.summary.rejected.len(), batch.summary.warnings.len()), (2, 0, 0));
    }
    let expected = ["007|Ann, \"A\"|-", "8| Bo b |Köln"];
    assert_eq!(shown(&load("a.csv", crlf.as_bytes()).unwrap()), expected);
    let old_mac = crlf.replace("\r\n", "\r");
    assert_eq!(shown(&load("a.csv", old_mac.as_bytes()).unwrap()), expected);
}

#[test]
fn a_doubtful_file_is_an_error_that_says_where_and_what() {
    let big = format!("id,when,name,city\n1,,\"{}", "x\n".repeat(9 << 20));
    let long = format!("id,when,name,city\n1,,{}", "x".repeat(17 << 20));
    let swallowed = "id,when,name,city\n1,,\"a,b\n2,,c,d\n3,,c,d\n4,,c,d\n5,,\"\n";
    let utf16: Vec<u8> = "id,name".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cut = gzip(&b"id,when,name,city\n1,,a,b\n".repeat(1000));
    let cases: &[(&str, &[u8], &str)] = &[
        ("a.csv", b"", "a.csv is empty: it has not even a header"),
        ("a.csv.gz", &gzip(b""), "a.csv.gz is empty: it has not even a header"),
        ("a.jsonl", b"\n", "a.jsonl is empty"),
        (
            "a.txt",
            b"",
            "a.txt: unknown kind of file; its name has to end in .csv, .tsv, .jsonl or .ndjson, each also \
          with .gz",
        ),
        ("a.gz", &gzip(b"id"), "a.gz: unknown kind of file; "),
        (
            "a.csv",
            b"id,when,name,town\n",
            "a.csv: no column \"city\" (attribute \"city\" of source \"crm\"); columns \
          found: \"id\", \"when\", \"name\", \"town\"",
        ),
        (
            "a.csv",
            b"id,when,name, city\n",
            "a.csv: no column \"city\" (attribute \"city\" of source \"crm\"); columns \
          found: \"id\", \"when\", \"name\", \" city\"; did you mean \" city\"?",
        ),
        (
            "a.csv",
            b"Id,when,name,city\n",
            "a.csv: no column \"id\" (the id of source \"crm\"); columns found: \"Id\", \
          \"when\", \"name\", \"city\"; did you mean \"Id\"?",
        ),
        ("a.csv", b"id,name,city\n", "a.csv: no column \"when\" (updated_at of source \"crm\"); columns found: "),
        (
            "a.csv",
            b"id|when|name|city\n",
            "a.csv: no column \"id\" (the id of source \"crm\"); columns found: \
          \"id|when|name|city\"",
        ),
        (
            "a.csv",
            b"id,when,name,city,name\n",
            "a.csv:1: two columns are called \"name\"; columns found: \"id\", \
          \"when\", \"name\", \"city\", \"name\"",
        ),
        ("a.csv", b"\xFF\xFEi\0d\0", "a.csv is UTF-16; save it as UTF-8"),
        ("a.csv", &utf16, "a.csv:1: byte 2 of the line is NUL, which no text holds"),
        ("a.csv", b"id,when,name,city\n1,,a\0b,c\n", "a.csv:2: byte 5 of the line is NUL, which no text holds"),
        ("a.csv", b"id,when,name,city\n1,,\"a\nb\",K\xF6ln\n", "a.csv:3: byte 5 of the line (0xF6) is not UTF-8"),
        ("a.csv", &gzip(b"id"), "a.csv is compressed by gzip; its name has to end in .gz (once)"),
        ("a.csv", b"PK\x03\x04", "a.csv is a zip archive; unpack it first"),
        ("a.csv", b"PAR1", "a.csv is Parquet; write it as CSV or JSON Lines first"),
        ("a.csv.gz", b"id,when,name,city\n", "a.csv.gz: the compressed data are damaged: "),
        ("a.csv.gz", &cut[..cut.len() - 12], "a.csv.gz: the compressed data end too early; the file is cut off"),
        (
            "a.csv",
            b"id,when,name,city\n1,,a,b\n\n2,,\"a,b\n3,,a,b\n",
            "a.csv:4: a quote opens here and is still open \
          at the end of the file",
        ),
        (
            "a.csv",
            b"id,when,name,city\n1,,\"a\nb\",\"c\n",
            "a.csv:3: a quote opens here and is still open at the end \
          of the file",
        ),
        ("a.csv", b"\"id,when,name,city\n", "a.csv:1: a quote opens here and is still open at the end of the file"),
        (
            "a.csv",
            b"id,when,name,city\n1,,\"a\"b,c\n",
            "a.csv:2: column \"name\": text follows a closing quote; inside \
          quotes, a quote is written twice",
        ),
        (
            "a.csv",
            swallowed.as_bytes(),
            "a.csv:2: a quote opens here and closes in line 6, over lines that look like \
          rows",
        ),
        ("a.csv", big.as_bytes(), "a.csv:2: a quote opens here and is still open 16 MiB later"),
        ("a.csv", long.as_bytes(), "a.csv:2: the line is longer than 16 MiB"),
        (
            "a.csv",
            b"id,when,name,city\n1,,a,b\n2,,a,b\n1,,a,c\n",
            "a.csv:4: record id \"1\" stands in line 2 already, \
          with other values",
        ),
        (
            "a.jsonl",
            b"{\"id\":1}\n{\"id\":\"1\",\"name\":\"x\"}",
            "a.jsonl:2: record id \"1\" stands in line 1 already, \
          with other values",
        ),
        ("a.jsonl", b"[{\"id\":1}]", "a.jsonl is a JSON array; expected JSON Lines: one object a line"),
    ];
    let mut wrong = Vec::new();
    for (name, bytes, expected) in cases {
        let message = load(name, bytes).map_or_else(|error| error.message, |batch| format!("{:?}", shown(&batch)));
        if !message.starts_with(expected) {
            wrong.push(format!(" got: {message}\nwant: {expected}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_not_there_or_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (source, domain) = setup();
    let message = |path: PathBuf| read(&path, &source, &domain, &mut |_| ()).unwrap_err().message;
    assert!(message(folder.path().join("no.csv")).ends_with("no.csv: there is no such file"));
    let inner = folder.path().join("d.csv");
    fs::create_dir(&inner).unwrap();
    assert!(message(inner).ends_with("d.csv is a directory; expected a file"));
}

#[test]
fn a_hint_helps_with_backslashes_before_quotes() {
    let error = load("a.csv", b"id,when,name,city\n1,,\"say \\\"hi\\\"\",c\n").unwrap_err();
    assert_eq!(error.hints, ["Spark writes \\\" instead unless told .option(\"escape\", \"\\\"\")"]);
}

#[test]
fn bad_rows_are_rejected_with_their_lines_and_the_others_taken() {
    let csv = "id,when,name,city\n1,,\"a\nb\",x\n2,,a\n,,a,b\n3,,a,b,c\n \t,,a,b\n4,soon,5\" pipe,y\n1,,\"a\nb\",x\n";
    let batch = load("a.csv", csv.as_bytes()).unwrap();
    assert_eq!(shown(&batch), ["1|a\nb|x", "4|5\" pipe|y"]);
    let rejected: Vec<_> =
        batch.summary.rejected.iter().map(|r| format!("{}:{} {}", r.file, r.line, r.reason)).collect();
    assert_eq!(
        rejected,
        [
            "a.csv:4 3 fields where the header has 4",
            "a.csv:5 the record id is empty (column \"id\")",
            "a.csv:6 5 fields where the header has 4",
            "a.csv:7 the record id is empty (column \"id\")",
            "a.csv:9 the same record stands in line 2 already: id \"1\"",
        ]
    );
    assert_eq!(batch.summary.warnings, ["a.csv: 1 times in column \"when\" could not be read; kept as text"]);

    let batch = load("a.jsonl", b"{\"id\":1}\nnull\n{\"nam\":1}\n{\"id\":2,\"name\":{}}\n{\"id\":3").unwrap();
    let rejected: Vec<_> = batch.summary.rejected.iter().map(|r| (r.line, r.reason.as_str())).collect();
    assert_eq!(
        rejected,
        [
            (2, "expected one JSON object a line"),
            (3, "the record id is empty (column \"id\")"),
            (4, "\"name\" holds an object or a list; expected a single value"),
            (5, "not a JSON object, from byte 8"),
        ]
    );
    assert!(
        batch
            .summary
            .warnings
            .contains(&"a.jsonl: no object has \"name\"; found: \"id\", \"nam\"; did you mean \"nam\"?".to_owned())
    );
}

#[test]
fn a_header_alone_is_an_empty_source_and_told() {
    let batch = load("a.csv", b"id,when,name,city\n").unwrap();
    assert_eq!((batch.records.len(), batch.summary.warnings), (0, vec!["a.csv holds no records".to_owned()]));
}

#[test]
fn many_records_stream_and_tell_how_far_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.csv.gz");
    let mut file = GzEncoder::new(fs::File::create(&path).unwrap(), Compression::fast());
    writeln!(file, "id,when,name,city").unwrap();
    for n in 0..100_000 {
        writeln!(file, "{n:07},2024-01-01,\"name\n{n}\",city").unwrap();
    }
    file.finish().unwrap();
    let (source, domain) = setup();
    let (mut told, mut count) = (Vec::new(), 0);
    let summary = for_each(&path, &source, &domain, &mut |progress| told.push(progress), &mut |record| {
        assert_eq!(record.key.id, format!("{count:07}"));
        count += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!((summary.records, count), (100_000, 100_000));
    assert_eq!(told.len() as u64, 100_000 / ROWS_A_TELL + 1);
    assert!(told.windows(2).all(|pair| pair[0].done_bytes <= pair[1].done_bytes && pair[0].rows < pair[1].rows));
    let last = told.last().unwrap();
    assert_eq!((last.rows, last.done_bytes), (100_000, last.total_bytes));

    let stop = for_each(&path, &source, &domain, &mut |_| (), &mut |_| Err(Error::store("full")));
    assert_eq!(stop.unwrap_err().message, "full");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever text a correct writer puts into CSV comes out as it was, except that empty means no value.
    #[test]
    fn written_csv_reads_back_byte_for_byte(
        rows in prop::collection::vec(("[^\0]{0,12}", "[\",;\t\r\na ]{0,8}"), 0..12),
        crlf in any::<bool>(),
    ) {
        let ending = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(ending).from_writer(Vec::new());
        writer.write_record(["id", "when", "name", "city"]).unwrap();
        for (n, (name, city)) in rows.iter().enumerate() {
            writer.write_record([&n.to_string(), "", name, city]).unwrap();
        }
        let batch = load("a.csv", &writer.into_inner().unwrap()).unwrap();
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let expected: Vec<_> = rows.iter().map(|(name, city)| vec![some(name), some(city)]).collect();
        let read: Vec<_> = batch.records.into_iter().map(|record| record.values).collect();
        prop_assert_eq!(read, expected);
    }

    /// Whatever bytes come, the reader ends, and what it takes is not more than the file holds.
    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..64)) {
        let all = [b"id,when,name,city\n".as_slice(), &bytes].concat();
        for name in ["a.csv", "a.jsonl"] {
            if let Ok(batch) = load(name, &all) {
                prop_assert!(shown(&batch).concat().len() <= all.len() + 4 * batch.records.len());
            }
        }
    }
}
