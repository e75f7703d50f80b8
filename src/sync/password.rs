//! The password of a server: from its address, `PGPASSWORD`, or the password file that other programs use.

use std::fs;
use std::path::PathBuf;

use super::target::Server;

/// The password for a server whose address has none.
pub fn find(server: &Server) -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(password) = set("PGPASSWORD") {
        return Some(password);
    }
    let path = match set("PGPASSFILE") {
        Some(path) => PathBuf::from(path),
        None => directories::BaseDirs::new()?.home_dir().join(".pgpass"),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // One that others can read is not believed, as everywhere.
        if fs::metadata(&path).ok()?.mode() & 0o077 != 0 {
            return None;
        }
    }
    let user = server.config.get_user().unwrap_or_default();
    let database = server.config.get_dbname().unwrap_or(user);
    look_up(&fs::read_to_string(path).ok()?, [&server.host(), &server.port().to_string(), database, user])
}

/// The password of the first line that fits host, port, database and user.
fn look_up(text: &str, wanted: [&str; 4]) -> Option<String> {
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let fits =
            fields.len() == 5 && fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
        fits.then(|| fields[4].clone())
    })
}

/// The fields of a line; a backslash keeps a colon or a backslash from dividing.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let taken = match character {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => characters.next().unwrap_or('\\'),
            other => other,
        };
        if let Some(last) = fields.last_mut() {
            last.push(taken);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::look_up;

    #[test]
    fn the_first_line_that_fits_counts() {
        let text = "# ours\nother:5432:*:*:no\ndb:5432:mdm:ada:s\\:e\\\\c:ret\n*:*:*:*:last\n";
        let wanted = |host, user| look_up(text, [host, "5432", "mdm", user]);
        assert_eq!(wanted("db", "ada").as_deref(), Some("s:e\\c:ret"));
        assert_eq!(wanted("db", "ben").as_deref(), Some("last"));
        assert_eq!(look_up("db:5432:mdm:ada", ["db", "5432", "mdm", "ada"]), None);
    }
}
