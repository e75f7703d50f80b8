use std::fs;
use std::path::Path;

use super::*;

const ARN: &str = "arn:aws:glue:eu-west-1:000000000000:table/masterdata";

/// Sources crm and erp with files of their own, and web, whose records are rows of the match output.
fn config() -> Config {
    let text = "[domain]\nname = \"d\"\n[[attribute]]\nname = \"email\"\n[[attribute]]\nname = \"full_name\"\n\
        [matches]\nfile = \"m.csv\"\n\
        [[source]]\nname = \"crm\"\nfile = \"crm.csv\"\nid = \"id\"\n\
        [[source]]\nname = \"erp\"\nfile = \"erp.csv\"\nid = \"id\"\n\
        [[source]]\nname = \"web\"\ntable = \"shop_users\"\ncolumns = { full_name = \"name\" }\n";
    Config::parse(text, "g").unwrap()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/aws").join(name)
}

fn load(path: &Path) -> Result<MatchOutput> {
    read(path, "auto", &config(), &mut |_| ())
}

/// Reads `text` as a file; messages lose the folder.
fn load_text(text: &str) -> Result<MatchOutput> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.csv");
    fs::write(&path, text).unwrap();
    let plain = |text: &str| text.replace(&format!("{}/", folder.path().display()), "");
    load(&path).map_err(|error| Error { message: plain(&error.message), ..error }).map(|mut output| {
        for row in &mut output.rejected {
            (row.file, row.reason) = (plain(&row.file), plain(&row.reason));
        }
        output
    })
}

/// `id rule confidence: members` of every group.
fn shown(output: &MatchOutput) -> Vec<String> {
    let members = |group: &MatchGroup| group.members.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let group = |g: &MatchGroup| format!("{} {:?} {:?}: {}", &g.id[g.id.len() - 2..], g.rule, g.confidence, members(g));
    output.groups.iter().map(group).collect()
}

#[test]
fn the_machine_learning_layout() {
    let output = load(&fixture("ml.csv")).unwrap();
    assert_eq!(output.format, "aws_entity_resolution");
    assert_eq!(
        shown(&output),
        ["01 None None: crm:007", "02 None Some(0.90523): crm:12 erp:12", "03 None Some(0.605295): crm:31 web:a-1"]
    );
    assert_eq!(output.records.len(), 1, "only web has no file of its own");
    assert_eq!(output.records[0].key.to_string(), "web:a-1");
    assert_eq!(output.records[0].values, [None, Some("I. Brandt".to_owned())]);
    assert_eq!((output.rejected.len(), output.files.len()), (0, 1));
}

#[test]
fn the_rule_based_layout_in_lower_case() {
    let output = load(&fixture("rule.csv")).unwrap();
    assert_eq!(shown(&output), ["01 None None: crm:007", "02 Some(\"email_and_name, phone\") None: crm:12 erp:12"]);
}

#[test]
fn a_job_folder_with_parts_and_errors() {
    let output = load(&fixture("job")).unwrap();
    assert_eq!(shown(&output), ["g1 None None: crm:12 erp:12", "g2 None None: crm:31"]);
    let rejected: Vec<_> = output.rejected.iter().map(|row| (row.line, row.reason.as_str())).collect();
    assert_eq!(
        rejected,
        [
            (2, "not processed by AWS Entity Resolution: unique id is missing"),
            (3, "not processed by AWS Entity Resolution")
        ]
    );
    let names: Vec<_> = output.files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["part-00000.csv", "part-00001.csv", "part-00002.csv", "part-00000.csv"]);
    let plain = load(&fixture("job/success")).unwrap();
    assert_eq!((plain.groups, plain.rejected.len()), (output.groups, 0));
}

#[test]
fn the_order_of_rows_decides_nothing() {
    let text = fs::read_to_string(fixture("ml.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let (one, other) = (load_text(&text).unwrap(), load_text(&lines.join("\n")).unwrap());
    assert_eq!((shown(&one), &one.records), (shown(&other), &other.records));
    assert_ne!(one.digest, other.digest);
}

#[test]
fn rows_that_say_nothing_or_nothing_new_are_rejected() {
    let text = format!(
        "InputSourceARN,RecordId,MatchID,name\n{ARN}/crm,1,a,x\n{ARN}/crm,1,a,x\n{ARN}/crm,,a,x\n,1,a,x\n\
         {ARN}/crm,2,,x\n{ARN}/crm,3\n"
    );
    let output = load_text(&text).unwrap();
    let rejected: Vec<_> =
        output.rejected.iter().map(|row| format!("{}:{} {}", row.file, row.line, row.reason)).collect();
    assert_eq!(
        rejected,
        [
            "m.csv:3 record crm:1 stands in the same group at m.csv:2 already",
            "m.csv:4 RecordId is empty",
            "m.csv:5 InputSourceARN is empty",
            "m.csv:6 MatchID is empty",
            "m.csv:7 2 fields where the header has 4",
        ]
    );
}

#[test]
fn a_doubtful_file_is_an_error_that_says_where_and_what() {
    let head = "InputSourceARN,ConfidenceLevel,RecordId,MatchID,name\n";
    let rows = |rows: &str| format!("{head}{}", rows.replace('@', ARN));
    let cases = [
        (String::new(), "m.csv is empty: it has not even a header"),
        (
            "a,b\n1,2\n".to_owned(),
            "m.csv: the format of this match output is not recognised; columns found: \"a\", \"b\"",
        ),
        (
            head.replace("RecordId", "Record"),
            "m.csv: no column \"RecordId\" (aws_entity_resolution (columns MatchID, \
          InputSourceARN, RecordId)); columns found: ",
        ),
        (
            head.replace(",name", ""),
            "m.csv: no column \"name\" (attribute \"full_name\" of source \"web\"); columns \
          found: ",
        ),
        (
            rows("@/cmr,,1,a,x\n"),
            "m.csv:2: InputSourceARN names the table \"cmr\", which is no source; expected one of \
          crm, erp, shop_users; did you mean \"crm\"?",
        ),
        (
            rows("@/crm,0.5,1,a,x\n@/crm,1.5,2,a,x\n"),
            "m.csv:3: ConfidenceLevel \"1.5\" is not a number between 0 and 1, \
          such as 0.95",
        ),
        (rows("@/crm,\"0,83\",1,a,x\n"), "m.csv:2: ConfidenceLevel \"0,83\" is not a number"),
        (rows("@/crm,NaN,1,a,x\n"), "m.csv:2: ConfidenceLevel \"NaN\" is not a number"),
        (
            rows("@/erp,,1,a,x\n@/crm,,1,a,x\n@/crm,,1,b,x\n"),
            "m.csv:4: record crm:1 is in group \"b\", and in group \
          \"a\" at m.csv:3",
        ),
        (
            rows("@/shop_users,,1,a,x\n@/shop_users,,1,a,y\n"),
            "m.csv:3: record web:1 stands at m.csv:2 already, with other \
          values",
        ),
        (rows("@/crm,,1,\"a,x\n"), "m.csv:2: a quote opens here and is still open at the end of the file"),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let message = load_text(&text).map_or_else(|error| error.message, |output| format!("{:?}", shown(&output)));
        if !message.starts_with(expected) {
            wrong.push(format!(" got: {message}\nwant: {expected}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn folders_without_parts_and_unknown_formats_are_told() {
    let folder = tempfile::tempdir().unwrap();
    assert!(load(folder.path()).unwrap_err().message.ends_with(": no part files in this folder"));
    fs::create_dir(folder.path().join("0123abcd")).unwrap();
    let error = load(folder.path()).unwrap_err();
    assert!(error.hints[0].ends_with("/0123abcd") && error.hints[0].starts_with("point at the folder of one job"));
    assert!(load(&folder.path().join("no.csv")).unwrap_err().message.ends_with("no.csv: there is no such file"));
    let error = read(&fixture("ml.csv"), "aws", &config(), &mut |_| ()).unwrap_err();
    assert_eq!(error.message, "unknown format of match output \"aws\"; expected one of auto, aws_entity_resolution");
}
