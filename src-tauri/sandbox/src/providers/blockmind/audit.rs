//! The log of every call made with a family's keys.

use serde_json::{Value, json};

use super::access::authenticate;
use super::meta;
use crate::clock;
use crate::providers::Desk;
use crate::records::{Call, make_uuid};
use crate::reply::{Problem, Reply};
use crate::request::Incoming;

/// Assumed: the lengths of a page.
const USUAL_PAGE: usize = 50;
const LONGEST_PAGE: usize = 100;

/// Notes a call that was answered, refused ones and those of a dead key too.
pub(super) fn note(desk: &mut Desk<'_>, asked: &Incoming, account: String, key: String, status: u16) {
    desk.records.note(Call {
        id: make_uuid(),
        account,
        key,
        at: clock::stamp(desk.now),
        method: asked.method.to_string(),
        path: asked.path.clone(),
        status,
    });
}

/// Assumed: the path, the fields of a row, and that the newest call comes first. Assumed too: `cursor` is the last row of
/// the page before, and `count` the number of rows in this one.
pub(super) fn list(desk: &Desk<'_>, asked: &Incoming) -> Result<Reply, Problem> {
    let caller = authenticate(desk, asked)?;
    let limit = match asked.parameter("limit") {
        Some(text) => text.parse().ok().filter(|it| (1..=LONGEST_PAGE).contains(it)).ok_or_else(|| wrong("limit"))?,
        None => USUAL_PAGE,
    };
    let calls: Vec<&Call> = desk.records.calls.iter().rev().filter(|call| call.account == caller.family).collect();
    let start = match asked.parameter("cursor") {
        Some(cursor) => calls.iter().position(|call| call.id == cursor).ok_or_else(|| wrong("cursor"))? + 1,
        None => 0,
    };
    let page: Vec<&&Call> = calls[start..].iter().take(limit).collect();
    let more = calls.len() > start + page.len();
    let mut meta = meta(desk.now);
    meta["pagination"] = json!({
        "cursor": page.last().filter(|_| more).map(|call| &call.id),
        "hasMore": more,
        "count": page.len(),
    });
    let rows: Vec<Value> = page.into_iter().map(|call| row(call)).collect();
    Ok(Reply::json(200, &json!({ "data": rows, "meta": meta })))
}

fn row(call: &Call) -> Value {
    json!({
        "id": call.id,
        "at": call.at,
        "keyId": call.key,
        "method": call.method,
        "path": call.path,
        "status": call.status,
        // Nobody else can reach the practice server.
        "ip": "127.0.0.1",
    })
}

fn wrong(param: &'static str) -> Problem {
    let problem = Problem::new(400, "invalid_request", &format!("{param} cannot be read."));
    Problem { field: Some(param), ..problem }
}
