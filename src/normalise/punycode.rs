//! Domain labels in letters other than ASCII, as they are written in ASCII: Punycode after RFC 3492, section 6.2.

const BASE: u32 = 36;
const LEAST: u32 = 1; // the smallest threshold, `tmin`
const MOST: u32 = 26; // the greatest, `tmax`

/// What `label`, without `xn--`, stands for; `None` where it is no Punycode.
pub fn decode(label: &str) -> Option<String> {
    let (basic, encoded) = label.rsplit_once('-').unwrap_or(("", label));
    let mut out: Vec<char> = basic.chars().collect();
    if label.len() > 63 || !label.is_ascii() || encoded.is_empty() {
        return None;
    }
    let (mut code, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = encoded.bytes();
    while digits.len() > 0 {
        let before = at;
        let (mut weight, mut k) = (1_u32, BASE);
        loop {
            let digit = match digits.next()? {
                letter @ b'a'..=b'z' => u32::from(letter - b'a'),
                number @ b'0'..=b'9' => u32::from(number - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(LEAST, MOST);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            k += BASE;
        }
        let length = out.len() as u32 + 1;
        bias = adapted(at - before, length, before == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        out.insert(at as usize, char::from_u32(code)?);
        at += 1;
    }
    Some(out.into_iter().collect())
}

fn adapted(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > (BASE - LEAST) * MOST / 2 {
        delta /= BASE - LEAST;
        k += BASE;
    }
    k + (BASE - LEAST + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::decode;

    #[test]
    fn labels_of_many_scripts() {
        for (label, letters) in [
            ("mller-kva", "müller"),
            ("bcher-kva", "bücher"),
            ("fiq228c", "中文"),
            ("e1afmkfd", "пример"),
            ("80akhbyknj4f", "испытание"),
        ] {
            assert_eq!(decode(label).as_deref(), Some(letters), "{label}");
        }
        for wrong in ["", "!", "a-", "99999999999", "ü"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn never_fails(label in "[a-z0-9-]{0,70}") {
            let _any = decode(&label);
        }
    }
}
