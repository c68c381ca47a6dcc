//! What differs from language to language: the templates, a text in quotes, and the lines that carry a credential.

use super::HmacNames;
use crate::api::SnippetLanguage;
use crate::auth::HmacHeaders;

pub(super) struct Language {
    pub plain: &'static str,
    pub rsa_pss: &'static str,
    pub hmac: &'static str,
    /// How a line of a comment begins.
    pub comment: &'static str,
    /// Whether names of the environment stand bare.
    shell: bool,
    /// A header, what its value begins with, and the name under which the rest is found.
    pub plain_line: fn(&str, &str, &str) -> String,
    pub hmac_lines: fn(&HmacHeaders, &HmacNames<'_>) -> String,
}

impl Language {
    pub(super) fn of(language: SnippetLanguage) -> Self {
        match language {
            SnippetLanguage::Curl => SHELL,
            SnippetLanguage::Python => PYTHON,
            SnippetLanguage::Typescript => TYPESCRIPT,
            SnippetLanguage::Rust => RUST,
        }
    }

    /// A text as the language writes it. Addresses and headers are ASCII without control characters: then JSON's quotes
    /// are those of all languages but the shell.
    pub(super) fn literal(&self, text: &str) -> String {
        if self.shell {
            format!("'{}'", text.replace('\'', r"'\''"))
        } else {
            serde_json::Value::from(text).to_string()
        }
    }

    /// A name of the environment as the language asks for it.
    pub(super) fn name(&self, name: &str) -> String {
        if self.shell { name.to_owned() } else { self.literal(name) }
    }
}

const SHELL: Language = Language {
    plain: include_str!("plain.sh.in"),
    rsa_pss: include_str!("rsa_pss.sh.in"),
    hmac: include_str!("hmac.sh.in"),
    comment: "# ",
    shell: true,
    plain_line: |header, begin, name| format!("  printf '%s: %s\\n' {header} \"{begin}${name}\"\n"),
    hmac_lines: |headers, names| {
        let HmacHeaders { key, passphrase, timestamp, signature, .. } = headers;
        format!(
            "  signed {key} \"${}\" {passphrase} \"${}\" {timestamp} {signature} \"${}\"\n",
            names.id, names.passphrase, names.secret
        )
    },
};

const PYTHON: Language = Language {
    plain: include_str!("plain.py.in"),
    rsa_pss: include_str!("rsa_pss.py.in"),
    hmac: include_str!("hmac.py.in"),
    comment: "",
    shell: false,
    plain_line: |header, begin, name| match begin {
        "" => format!("    \"{header}\": os.environ[\"{name}\"],\n"),
        _ => format!("    \"{header}\": \"{begin}\" + os.environ[\"{name}\"],\n"),
    },
    hmac_lines: |headers, names| {
        format!(
            "    \"{}\": os.environ[\"{}\"],\n    \"{}\": os.environ[\"{}\"],\n    \"{}\": now,\n    \"{}\": sign(os.environ[\"{}\"]),\n",
            headers.key,
            names.id,
            headers.passphrase,
            names.passphrase,
            headers.timestamp,
            headers.signature,
            names.secret
        )
    },
};

const TYPESCRIPT: Language = Language {
    plain: include_str!("plain.mts.in"),
    rsa_pss: include_str!("rsa_pss.mts.in"),
    hmac: include_str!("hmac.mts.in"),
    comment: "// ",
    shell: false,
    plain_line: |header, begin, name| match begin {
        "" => format!("  \"{header}\": read(\"{name}\"),\n"),
        _ => format!("  \"{header}\": \"{begin}\" + read(\"{name}\"),\n"),
    },
    hmac_lines: |headers, names| {
        format!(
            "  \"{}\": read(\"{}\"),\n  \"{}\": read(\"{}\"),\n  \"{}\": now,\n  \"{}\": sign(read(\"{}\")),\n",
            headers.key,
            names.id,
            headers.passphrase,
            names.passphrase,
            headers.timestamp,
            headers.signature,
            names.secret
        )
    },
};

const RUST: Language = Language {
    plain: include_str!("plain.rs.in"),
    rsa_pss: include_str!("rsa_pss.rs.in"),
    hmac: include_str!("hmac.rs.in"),
    comment: "//! ",
    shell: false,
    plain_line: |header, begin, name| match begin {
        "" => format!("        .header(\"{header}\", read(\"{name}\")?)\n"),
        _ => format!("        .header(\"{header}\", format!(\"{begin}{{}}\", read(\"{name}\")?))\n"),
    },
    hmac_lines: |headers, names| {
        let indent = "        ";
        format!(
            "{indent}.header(\"{}\", read(\"{}\")?)\n{indent}.header(\"{}\", read(\"{}\")?)\n{indent}.header(\"{}\", now.as_str())\n{indent}.header(\"{}\", sign(read(\"{}\")?)?)\n",
            headers.key,
            names.id,
            headers.passphrase,
            names.passphrase,
            headers.timestamp,
            headers.signature,
            names.secret
        )
    },
};
