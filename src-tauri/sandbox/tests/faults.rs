//! What each fault does, seen from a bare socket.

#![allow(clippy::unwrap_used)]

mod support;

use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::DateTime;
use keyrack_sandbox::{Fault, Matcher, Often, Shape};
use serde_json::json;
use support::*;

impl Practice {
    fn with(self, fault: Fault) -> Practice {
        self.sandbox.faults().always(fault);
        self
    }

    /// Sends a creation from another thread.
    fn create_aside(&self) -> JoinHandle<Answer> {
        let (addr, headers) = (self.sandbox.addr(), self.bearer());
        let body = json!({ "name": "ours", "public_key": self.own_public });
        thread::spawn(move || send(addr, "POST", KEYS, &headers, Some(body)))
    }

    fn create_now(&self) -> Answer {
        self.create_aside().join().unwrap()
    }

    /// Keys besides the manager.
    fn made(&self) -> usize {
        self.sandbox.keys("kalshi").len() - 1
    }

    fn alive(&self, id: &str) -> bool {
        self.sandbox.keys("kalshi").iter().any(|key| key.id == id && key.alive)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limited_answers_429_and_does_nothing() {
    let it = practice().await.with(Fault::RateLimited { retry_after: None });
    let answer = it.create_now();
    assert_eq!((answer.status, answer.json()), (Some(429), json!({ "error": "too many requests" })));
    assert_eq!((answer.header("retry-after"), it.made()), (None, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limited_may_say_for_how_long() {
    let it = practice().await.with(Fault::RateLimited { retry_after: Some(7) });
    assert_eq!(it.get(KEYS).header("retry-after"), Some("7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn status_answers_any_status_and_body() {
    let (body, content_type) = ("<h1>down</h1>".to_owned(), "text/html".to_owned());
    let it = practice().await.with(Fault::Status { code: 503, body, content_type });
    let answer = it.create_now();
    assert_eq!((answer.status, answer.text().as_str()), (Some(503), "<h1>down</h1>"));
    assert_eq!((answer.header("content-type"), it.made()), (Some("text/html"), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_answers_later() {
    let it = practice().await.with(Fault::Slow(Duration::from_millis(200)));
    let (answer, time) = timed(|| it.create_now());
    assert_eq!(answer.status, Some(201));
    assert!(time >= Duration::from_millis(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_before_answers_later() {
    let it = practice().await.with(Fault::SlowBefore(Duration::from_millis(200)));
    let (answer, time) = timed(|| it.create_now());
    assert_eq!(answer.status, Some(201));
    assert!(time >= Duration::from_millis(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_sends_half_of_what_it_announced() {
    let whole = practice().await;
    let whole = whole.get(KEYS).body;
    let it = practice().await.with(Fault::CutOff);
    let answer = it.get(KEYS);
    assert_eq!((answer.status, answer.header("content-length")), (Some(200), Some(whole.len().to_string().as_str())));
    assert_eq!(answer.body, whole[..whole.len() / 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_has_handled_the_request() {
    let it = practice().await.with(Fault::CutOff);
    it.create_now();
    assert_eq!(it.made(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn html_answers_a_page_and_has_handled_the_request() {
    let it = practice().await.with(Fault::Html);
    let answer = it.create_now();
    assert_eq!((answer.status, answer.header("content-type")), (Some(200), Some("text/html; charset=utf-8")));
    assert!(answer.text().starts_with("<!doctype html>"));
    assert_eq!(it.made(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn huge_streams_without_announcing_it() {
    let it = practice().await.with(Fault::Huge(3_000_000));
    let answer = it.get(KEYS);
    assert_eq!((answer.status, answer.header("content-length")), (Some(200), None));
    assert_eq!(answer.body.iter().filter(|it| **it == b' ').count(), 3_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_shape_answers_other_json_and_has_handled_the_request() {
    let it = practice().await.with(Fault::WrongShape);
    let answer = it.create_now();
    assert_eq!((answer.status, answer.json()), (Some(201), json!({ "unexpected": true })));
    assert_eq!(it.made(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_shape_leaves_errors_alone() {
    let it = practice().await.with(Fault::WrongShape);
    assert_eq!(it.delete("x").error().0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn null_lists_answer_null() {
    let it = practice().await.with(Fault::NullLists);
    assert_eq!(it.get(KEYS).json(), json!({ "api_keys": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn close_before_says_nothing_and_does_nothing() {
    let it = practice().await.with(Fault::CloseBefore);
    assert_eq!((it.create_now().status, it.made()), (None, 0));
    assert_eq!(it.sandbox.requests()[0].status, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn close_after_says_nothing_and_has_handled_the_request() {
    let it = practice().await.with(Fault::CloseAfter);
    assert_eq!((it.create_now().status, it.made()), (None, 1));
    assert_eq!(it.sandbox.requests()[0].status, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn redirect_points_elsewhere_and_does_nothing() {
    let it = practice().await.with(Fault::Redirect("http://127.0.0.1:9/".to_owned()));
    let answer = it.create_now();
    assert_eq!((answer.status, answer.header("location")), (Some(302), Some("http://127.0.0.1:9/")));
    assert_eq!(it.made(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn clock_skew_refuses_the_right_time() {
    let it = practice().await.with(Fault::ClockSkew(-60));
    assert_eq!(it.signed_as(&Signing::list()).error().1, "header_timestamp_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn clock_skew_moves_the_date() {
    let it = practice().await.with(Fault::ClockSkew(-600));
    let before = now_ms() / 1000;
    let answer = it.get(KEYS);
    let date = DateTime::parse_from_rfc2822(answer.header("date").unwrap()).unwrap().timestamp();
    assert!((before..=now_ms() / 1000).contains(&(date + 600)));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_date_leaves_the_date_out() {
    let it = practice().await.with(Fault::NoDate);
    assert_eq!(it.get(KEYS).header("date"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn lying_revoke_leaves_the_key_alive_and_listed() {
    let it = practice().await.with(Fault::LyingRevoke);
    let key = it.create(Some(&["read"]));
    assert_eq!(it.delete(&key.id).status, Some(204));
    assert_eq!(it.signed(&key, "GET", KEYS, None).status, Some(200));
    assert!(it.listed().contains(&key.id) && it.alive(&key.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn lying_revoke_hidden_leaves_the_key_alive_and_unlisted() {
    let it = practice().await.with(Fault::LyingRevokeHidden);
    let key = it.create(Some(&["read"]));
    assert_eq!(it.delete(&key.id).status, Some(204));
    assert_eq!(it.signed(&key, "GET", KEYS, None).status, Some(200));
    assert!(!it.listed().contains(&key.id) && it.alive(&key.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_revoke_leaves_the_key_alive_for_now() {
    let it = practice().await.with(Fault::SlowRevoke(Duration::from_secs(600)));
    let key = it.create(Some(&["read"]));
    assert_eq!(it.delete(&key.id).status, Some(204));
    assert_eq!(it.signed(&key, "GET", KEYS, None).status, Some(200));
    assert!(it.listed().contains(&key.id) && it.alive(&key.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_revoke_happens_in_the_end() {
    let it = practice().await.with(Fault::SlowRevoke(Duration::from_millis(100)));
    let key = it.create(Some(&["read"]));
    it.delete(&key.id);
    until("dead", || !it.alive(&key.id));
    assert_eq!(it.signed(&key, "GET", KEYS, None).error().2.as_deref(), Some("NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_level_refuses_a_creation_and_names_the_levels() {
    let it = practice().await.with(Fault::UsageLevel);
    let answer = it.create_now();
    assert_eq!((answer.status, it.made()), (Some(403), 0));
    assert!(answer.text().contains("Premier or Market Maker"));
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_level_lets_kalshi_generate() {
    let it = practice().await.with(Fault::UsageLevel);
    assert_eq!(it.call("POST", &format!("{KEYS}/generate"), Some(json!({ "name": "a" }))).status, Some(201));
}

async fn error_in(shape: Shape) -> Answer {
    let it = practice().await.with(Fault::ErrorShape(shape));
    let nobody = Pair { id: "nobody".to_owned(), ..it.manager.clone() };
    let answer = it.signed(&nobody, "GET", KEYS, None);
    assert_eq!(answer.status, Some(401));
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_may_be_flat() {
    let message = "authentication_error";
    let body = json!({ "code": message, "message": message, "details": "NOT_FOUND" });
    assert_eq!(error_in(Shape::Flat).await.json(), body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_may_be_a_msg() {
    assert_eq!(error_in(Shape::Msg).await.json(), json!({ "msg": "authentication_error" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_may_be_plain() {
    assert_eq!(error_in(Shape::PlainError).await.json(), json!({ "error": "authentication_error" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_may_be_empty() {
    assert_eq!(error_in(Shape::Empty).await.body, b"");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_may_be_text() {
    assert_eq!(error_in(Shape::Text).await.text(), "authentication_error");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_shape_leaves_successes_alone() {
    let it = practice().await.with(Fault::ErrorShape(Shape::Empty));
    assert_eq!(it.listed().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_for_all_refuses_a_good_key() {
    let it = practice().await.with(Fault::DeadForAll);
    assert_eq!(it.signed(&it.manager, "GET", KEYS, None).error().2.as_deref(), Some("NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_for_all_refuses_a_good_token() {
    let it = practice().await.with(Fault::DeadForAll);
    assert_eq!(it.get(KEYS).error().2.as_deref(), Some("NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_for_all_leaves_the_status_alone() {
    let it = practice().await.with(Fault::DeadForAll);
    assert_eq!(it.get(&format!("{BASE}/exchange/status")).status, Some(200));
}

mod which_and_how_often {
    use super::*;

    const LIMITED: Fault = Fault::RateLimited { retry_after: None };

    #[tokio::test(flavor = "multi_thread")]
    async fn once_is_once() {
        let it = practice().await;
        it.sandbox.faults().once(LIMITED);
        assert_eq!([it.get(KEYS).status, it.get(KEYS).status], [Some(429), Some(200)]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn twice_is_twice() {
        let it = practice().await;
        it.sandbox.faults().set(LIMITED, Matcher::any(), Often::Times(2));
        assert_eq!([(); 3].map(|()| it.get(KEYS).status), [Some(429), Some(429), Some(200)]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_answers_come_one_after_the_other() {
        let it = practice().await;
        it.sandbox.faults().once(LIMITED);
        it.sandbox.faults().once(Fault::CloseBefore);
        assert_eq!([(); 3].map(|()| it.get(KEYS).status), [Some(429), None, Some(200)]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_sorts_come_together() {
        let it = practice().await.with(LIMITED).with(Fault::NoDate);
        let answer = it.get(KEYS);
        assert_eq!((answer.status, answer.header("date")), (Some(429), None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_method_is_not_met() {
        let it = practice().await;
        it.sandbox.faults().set(LIMITED, Matcher::any().method("POST"), Often::Always);
        assert_eq!([it.get(KEYS).status, it.create_now().status], [Some(200), Some(429)]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_path_is_not_met() {
        let it = practice().await;
        it.sandbox.faults().set(LIMITED, Matcher::any().path("/portfolio/balance"), Often::Always);
        assert_eq!([KEYS, "/trade-api/v2/portfolio/balance"].map(|path| it.get(path).status), [Some(200), Some(429)]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_lie_about_revoking_waits_for_a_revocation() {
        let it = practice().await;
        it.sandbox.faults().once(Fault::LyingRevoke);
        let key = it.create(None);
        it.delete(&key.id);
        assert!(it.alive(&key.id));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_that_was_lied_about_can_be_revoked() {
        let it = practice().await;
        it.sandbox.faults().once(Fault::LyingRevokeHidden);
        let key = it.create(None);
        assert_eq!([(); 2].map(|()| it.delete(&key.id).status), [Some(204), Some(204)]);
        assert!(!it.alive(&key.id));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn clearing_ends_everything() {
        let it = practice().await.with(LIMITED).with(Fault::ClockSkew(900));
        it.sandbox.faults().clear();
        assert_eq!(it.signed_as(&Signing::list()).status, Some(200));
    }
}

mod gates {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_held_before_is_not_handled_yet() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(Matcher::any().method("POST"), true);
        let client = it.create_aside();
        assert!(gate.reached().await);
        assert_eq!(it.made(), 0);
        gate.release();
        assert_eq!((client.join().unwrap().status, it.made()), (Some(201), 1));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_held_after_is_handled_and_not_answered_yet() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(Matcher::any().method("POST"), false);
        let client = it.create_aside();
        assert!(gate.reached().await);
        assert_eq!((it.made(), it.sandbox.requests()[0].status), (1, None));
        gate.release();
        assert_eq!(client.join().unwrap().status, Some(201));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_dropped_before_is_never_handled() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(Matcher::any().method("POST"), true);
        let client = it.create_aside();
        assert!(gate.reached().await);
        gate.drop_request();
        assert_eq!((client.join().unwrap().status, it.made()), (None, 0));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_dropped_after_stays_handled() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(Matcher::any().method("POST"), false);
        let client = it.create_aside();
        assert!(gate.reached().await);
        gate.drop_request();
        assert_eq!((client.join().unwrap().status, it.made()), (None, 1));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn other_requests_pass() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(Matcher::any().method("POST"), true);
        let client = it.create_aside();
        assert!(gate.reached().await);
        assert_eq!(it.get(KEYS).status, Some(200));
        drop(gate);
        assert_eq!(client.join().unwrap().status, Some(201));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_gate_that_was_cleared_is_never_reached() {
        let it = practice().await;
        let gate = it.sandbox.faults().hold(Matcher::any(), true);
        it.sandbox.faults().clear();
        assert!(!gate.reached().await);
    }
}
