//! Web addresses.

use super::email::host;
use super::fold::fold;
use crate::config::{Normalising, Step};

/// Parameters that say how somebody came to a page, not which one it is.
const TRACKING: [&str; 14] = [
    "gclid",
    "fbclid",
    "msclkid",
    "dclid",
    "yclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "ref",
    "ref_src",
    "referrer",
    "sessionid",
    "phpsessid",
    "jsessionid",
];

/// Pages that a folder shows by itself.
const FRONT_PAGES: [&str; 8] =
    ["index.html", "index.htm", "index.php", "index.asp", "index.aspx", "default.asp", "default.aspx", "home.html"];

/// A web address as host, path and what parameters say which page it is: without scheme, `www.`, port, fragment, front
/// page, last slash and parameters that only track. The others stand in the order of their names.
pub fn comparable(value: &str, how: Normalising) -> String {
    // Blanks go first: what they part may read as another host without them.
    let mut folded = fold(value);
    folded.retain(|c| !c.is_whitespace());
    let mut bare = folded.as_str();
    while let Some((_, rest)) = bare.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) {
        bare = rest;
    }
    let bare = bare.trim_start_matches('/');
    let bare = bare.split('#').next().unwrap_or_default();
    let (bare, query) = bare.split_once('?').unwrap_or((bare, ""));
    let (domain, path) = bare.split_once('/').unwrap_or((bare, ""));
    let domain = domain.rsplit_once('@').map_or(domain, |(_, domain)| domain);
    let domain = domain.split(':').next().unwrap_or_default().trim();
    let mut domain = domain.trim_matches('.');
    while let Some(rest) = domain.strip_prefix("www.") {
        domain = rest.trim_matches('.');
    }
    let mut form = host(domain).into_owned();
    let path = path.trim_matches(['/', ' ']);
    let front = path.rsplit('/').next().filter(|page| FRONT_PAGES.contains(page)).map_or(0, str::len);
    let path = path.get(..path.len() - front).unwrap_or_default().trim_end_matches(['/', ' ']);
    if !path.is_empty() && !form.is_empty() {
        form.push('/');
        form.push_str(path);
    }
    let mut parameters: Vec<&str> = query.split('&').map(str::trim).filter(|parameter| !parameter.is_empty()).collect();
    if how.takes(Step::Tracking) {
        parameters.retain(|parameter| !tracks(parameter));
    }
    parameters.sort_unstable();
    for (sign, parameter) in std::iter::once('?').chain(std::iter::repeat('&')).zip(parameters) {
        form.push(sign);
        form.push_str(parameter);
    }
    form.retain(|c| !c.is_control() && !c.is_whitespace());
    form
}

fn is_scheme(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn tracks(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    name.starts_with("utm_") || TRACKING.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    fn form(value: &str) -> String {
        comparable(value, Normalising::default())
    }

    #[test]
    fn one_form_for_one_page() {
        for (value, address) in [
            ("https://www.Kessler.example/", "kessler.example"),
            ("http://kessler.example", "kessler.example"),
            ("//kessler.example", "kessler.example"),
            ("kessler.example:443/de/index.html?utm_source=x#top", "kessler.example/de"),
            ("kessler.example/de/", "kessler.example/de"),
            ("kessler.example/item?id=5&gclid=abc", "kessler.example/item?id=5"),
            ("kessler.example/item?b=2&a=1", "kessler.example/item?a=1&b=2"),
            ("https://user:secret@kessler.example", "kessler.example"),
            ("https://www.xn--mller-kva.example", "muller.example"),
            ("https://müller.example", "muller.example"),
            ("", ""),
            ("https://", ""),
        ] {
            assert_eq!(form(value), address, "{value}");
        }
        let with = Normalising::Steps(Steps::DEFAULT.with(Step::Tracking, false));
        assert_eq!(comparable("x.example/?ref=a", with), "x.example?ref=a");
    }
}
