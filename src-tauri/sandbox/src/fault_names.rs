//! The faults' names on the command line.

use std::str::FromStr;
use std::time::Duration;

use crate::faults::{Fault, Shape};

/// A fault's name on the command line that means nothing, or needs another value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UnknownFault {
    #[error("there is no fault named '{0}'")]
    Name(String),
    #[error("the fault '{0}' needs a value: {1}")]
    Value(String, &'static str),
}

/// `NAME` or `NAME=VALUE`, as on the command line.
impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Fault, UnknownFault> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let wrong = |needs| UnknownFault::Value(name.to_owned(), needs);
        let number = |needs| value.and_then(|it| it.parse::<u64>().ok()).ok_or_else(|| wrong(needs));
        let milliseconds = || number("milliseconds").map(Duration::from_millis);
        Ok(match name {
            "rate-limited" => Fault::RateLimited {
                retry_after: value.map(str::parse).transpose().map_err(|_| wrong("seconds, or none"))?,
            },
            "status" => Fault::Status {
                code: value
                    .and_then(|it| it.parse().ok())
                    .filter(|it| (200..=599).contains(it))
                    .ok_or_else(|| wrong("a status from 200 to 599"))?,
                body: r#"{"error":{"code":"practice_fault","message":"This status was asked for."}}"#.to_owned(),
                content_type: "application/json".to_owned(),
            },
            "slow" => Fault::Slow(milliseconds()?),
            "slow-before" => Fault::SlowBefore(milliseconds()?),
            "cut-off" => Fault::CutOff,
            "html" => Fault::Html,
            "huge" => Fault::Huge(number("bytes")?),
            "wrong-shape" => Fault::WrongShape,
            "null-lists" => Fault::NullLists,
            "close-before" => Fault::CloseBefore,
            "close-after" => Fault::CloseAfter,
            "redirect" => Fault::Redirect(value.ok_or_else(|| wrong("an address"))?.to_owned()),
            "clock-skew" => Fault::ClockSkew(value.and_then(|it| it.parse().ok()).ok_or_else(|| wrong("seconds"))?),
            "no-date" => Fault::NoDate,
            "lying-revoke" => Fault::LyingRevoke,
            "lying-revoke-hidden" => Fault::LyingRevokeHidden,
            "slow-revoke" => Fault::SlowRevoke(milliseconds()?),
            "usage-level" => Fault::UsageLevel,
            "error-shape" => Fault::ErrorShape(match value {
                Some("flat") => Shape::Flat,
                Some("msg") => Shape::Msg,
                Some("empty") => Shape::Empty,
                Some("text") => Shape::Text,
                Some("plain-error") => Shape::PlainError,
                _ => return Err(wrong("flat, msg, empty, text or plain-error")),
            }),
            "dead-for-all" => Fault::DeadForAll,
            "list-root" => Fault::ListRoot,
            "list-keys" => Fault::ListKeys,
            "new-scope-names" => Fault::NewScopeNames,
            "builder-ignored" => Fault::BuilderIgnored,
            "query-unsigned" => Fault::QueryUnsigned,
            "list-bare" => Fault::ListBare,
            "no-audit" => Fault::NoAudit,
            "no-key-id" => Fault::NoKeyId,
            _ => return Err(UnknownFault::Name(name.to_owned())),
        })
    }
}

/// For the program's help.
pub const FAULT_NAMES: &str = "\
rate-limited[=SECONDS]  status=CODE  slow=MS  slow-before=MS  cut-off  html  huge=BYTES  wrong-shape
null-lists  close-before  close-after  redirect=URL  clock-skew=SECONDS  no-date  lying-revoke
lying-revoke-hidden  slow-revoke=MS  usage-level  error-shape=flat|msg|empty|text|plain-error  dead-for-all
list-root  list-keys  new-scope-names  builder-ignored  query-unsigned  list-bare  no-audit  no-key-id";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_help_is_a_fault() {
        for example in FAULT_NAMES.split_whitespace() {
            let (name, value) = example.split_once(['=', '[']).unwrap_or((example, ""));
            let text = match value {
                "" | "=SECONDS]" => name.to_owned(),
                "CODE" => format!("{name}=500"),
                "URL" => format!("{name}=http://127.0.0.1:1/"),
                "MS" | "BYTES" | "SECONDS" => format!("{name}=7"),
                choices => format!("{name}={}", choices.split('|').next().unwrap_or_default()),
            };
            let parsed: Result<Fault, _> = text.parse();
            assert!(parsed.is_ok(), "{text}: {parsed:?}");
        }
    }

    #[test]
    fn an_unknown_name_is_named_in_the_error() {
        assert_eq!("slwo".parse::<Fault>(), Err(UnknownFault::Name("slwo".to_owned())));
    }

    #[test]
    fn a_missing_value_is_named_in_the_error() {
        assert_eq!("slow".parse::<Fault>(), Err(UnknownFault::Value("slow".to_owned(), "milliseconds")));
    }

    #[test]
    fn a_clock_may_be_behind() {
        assert_eq!("clock-skew=-90".parse(), Ok(Fault::ClockSkew(-90)));
    }
}
