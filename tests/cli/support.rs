//! Runs the program in a small workspace of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const CONFIG: &str = r#"
[domain]
name = "customer"

[[source]]
name = "crm"
file = "crm.csv"
id = "customer_id"
updated_at = "changed"
columns = { company_name = "company", email = "mail", orders = "orders" }

[[source]]
name = "erp"
file = "erp.csv"
id = "no"
updated_at = "changed"
columns = { company_name = "name1", email = "email" }

[[attribute]]
name = "company_name"
kind = "organisation"
sensitivity = "public"

[[attribute]]
name = "email"
kind = "email"
sensitivity = "pii"

[[attribute]]
name = "orders"
kind = "number"
sensitivity = "behavioural"

[matches]
file = "matches.csv"
format = "aws_entity_resolution"

[survivorship]
company_name = { prefer = ["erp"] }

[roles.steward]
columns = "all"
default = true

[roles.bi]
columns = ["public"]
aggregate_only = true

[roles.data_science]
columns = ["public", "behavioural"]

[roles.auditor]
columns = "all"
mask = ["pii"]

[health]
match_rate_min = 0.99
"#;

const CRM: &str = "\
customer_id,company,mail,orders,changed
1,Acme Corp.,info@acme.example,12,2026-01-02T00:00:00Z
2,Borealis GmbH,post@borealis.example,3,2026-01-03T00:00:00Z
3,=Cumulus,hello@cumulus.example,,2026-01-04T00:00:00Z
";

const ERP: &str = "\
no,name1,email,changed
0007,ACME Corporation Ltd.,info@acme.example,2026-02-02T00:00:00Z
0008,Boreal Fisheries,office@fisheries.example,2026-02-03T00:00:00Z
0009,Delta Works,mail@delta.example,2026-02-04T00:00:00Z
";

/// Acme is one company; Borealis and Boreal Fisheries are two that the matcher took for one.
const MATCHES: &str = "\
InputSourceARN,ConfidenceLevel,RecordId,MatchID,MatchRule
arn:aws:glue:eu-west-1:111122223333:table/mdm/crm,0.93,1,aaaa,Email
arn:aws:glue:eu-west-1:111122223333:table/mdm/erp,0.93,0007,aaaa,Email
arn:aws:glue:eu-west-1:111122223333:table/mdm/crm,0.71,2,bbbb,Name
arn:aws:glue:eu-west-1:111122223333:table/mdm/erp,0.71,0008,bbbb,Name
arn:aws:glue:eu-west-1:111122223333:table/mdm/crm,,3,cccc,
arn:aws:glue:eu-west-1:111122223333:table/mdm/erp,,0009,dddd,
";

/// How a run of the program ended.
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Its standard output as JSON, after it ended with `status`.
    #[track_caller]
    pub fn json(&self, status: i32) -> Value {
        assert_eq!(self.status, status, "{}{}", self.stdout, self.stderr);
        serde_json::from_str(&self.stdout).unwrap_or_else(|problem| panic!("{problem}: {}", self.stdout))
    }

    /// Its standard output, after it ended well.
    #[track_caller]
    pub fn ok(&self) -> &str {
        assert_eq!(self.status, 0, "{}{}", self.stdout, self.stderr);
        &self.stdout
    }

    /// Its standard error, after it ended with `status` and said nothing else.
    #[track_caller]
    pub fn failed(&self, status: i32) -> &str {
        assert_eq!(self.status, status, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        &self.stderr
    }
}

/// A folder of its own, with no settings of the user's.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A small workspace, not loaded yet.
    pub fn unloaded() -> Self {
        let place = Self::empty();
        for (name, content) in
            [("goldsmith.toml", CONFIG), ("crm.csv", CRM), ("erp.csv", ERP), ("matches.csv", MATCHES)]
        {
            fs::write(place.path(name), content).unwrap();
        }
        place
    }

    /// The small workspace, loaded.
    pub fn loaded() -> Self {
        let place = Self::unloaded();
        place.run(&["load"]).ok();
        place
    }

    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program, to be run here by the steward Ada.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goldsmith"));
        command.args(arguments).current_dir(self.dir()).stdin(Stdio::null());
        command.env("GOLDSMITH_STEWARD", "ada").env_remove("GOLDSMITH_WORKSPACE").env_remove("NO_COLOR");
        let home = self.path("no-home");
        command.env("HOME", &home).env("XDG_CONFIG_HOME", &home);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs it with `input` on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that does not read its input may have ended by now.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Ran {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The golden id of the cluster that holds a record.
    #[track_caller]
    pub fn golden_id(&self, record: &str) -> String {
        let shown = self.run(&["show", record, "--json"]).json(0);
        shown["golden_id"].as_str().unwrap().to_owned()
    }

    /// The records of the cluster that holds a record.
    #[track_caller]
    pub fn members(&self, record: &str) -> Vec<String> {
        let shown = self.run(&["show", record, "--json"]).json(0);
        shown["members"].as_array().unwrap().iter().map(|m| m["record"].as_str().unwrap().to_owned()).collect()
    }
}

/// Asserts that a JSON object has these members; more may come.
#[track_caller]
pub fn has(object: &Value, members: &[&str]) {
    for member in members {
        assert!(object.get(member).is_some(), "no `{member}` in {object}");
    }
}
