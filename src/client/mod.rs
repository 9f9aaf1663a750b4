//! Requests to the partner's endpoint. Whatever comes back, or does not, becomes one [`Outcome`].

mod body;
mod consent;
mod json;
mod retry_after;
mod token;

use crate::{
    host::{Host, UnansweredRequest},
    options::{Credentials, Options},
};
use gloo_net::http::{Headers, Method, Response};
use js_sys::JsString;
use maxio_link_flow::{Kind, Outcome, Problem, Reply, Submission, reply};
use maxio_link_wire::{ConnectionRequest, error::CORRELATION_HEADER};
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, RequestRedirect, Url};

/// What is asked of the endpoint.
pub enum Question {
    /// "Connect with these credentials."
    Submit {
        /// What the flow decided to send.
        submission: Submission,
        /// The same for a retry of the same attempt.
        idempotency_key: String,
    },
    /// "How is this connection doing?"
    Poll {
        /// The connection's id.
        id: String,
        /// Whether a site was sent when it was submitted.
        site_sent: bool,
    },
}

/// One question, with all that is needed to put it.
pub struct Call<'a> {
    /// What Link is embedded in.
    pub host: &'a dyn Host,
    /// The partner's options.
    pub options: &'a Options,
    /// What to ask.
    pub question: Question,
    /// Found again in the developer's console if no answer comes.
    pub request_id: &'a str,
    /// Reads the key from its field. It is called as the body is written, and its result goes nowhere else.
    pub key: &'a dyn Fn() -> String,
    /// Aborted when nobody wants the answer any more.
    pub signal: &'a AbortSignal,
}

impl Call<'_> {
    /// Asks. A 401 is asked again once, with a fresh token, if the partner gave a function to get one.
    pub async fn outcome(&self) -> Outcome {
        let renewable = self.host.can_renew_token();
        let first = self.attempt().await;
        let result = match first {
            Ok((response, _)) if response.status() == 401 && renewable && !self.signal.aborted() => {
                self.attempt().await
            }
            other => other,
        };
        match result {
            Ok((response, token_sent)) => self.read(&response, token_sent).await,
            Err(kind) => Outcome::Failed(self.unanswered(kind)),
        }
    }

    async fn attempt(&self) -> Result<(Response, bool), Kind> {
        let token = token::fetch(self.host).await.map_err(|error| {
            self.host.report("option `token` gave no token", &error);
            Kind::NetworkFailed
        })?;
        let body = self.body().await?;
        if self.signal.aborted() {
            return Err(Kind::NetworkFailed);
        }
        // Nothing of an error here may be shown: a browser's message can quote what it refused to send.
        let init = self.request(token.as_deref(), body).map_err(|_| Kind::NetworkFailed)?;
        let response = self.host.fetch(&self.address(), &init).await.ok_or_else(|| self.why_unanswered())?;
        Ok((response.into(), token.is_some()))
    }

    /// Everything but the address. A body asks to connect.
    fn request(&self, token: Option<&str>, body: Option<String>) -> Result<RequestInit, JsValue> {
        // The partner's own first: Link's replace them.
        let headers = Headers::new();
        for (name, value) in &self.options.headers {
            headers.set(name, value);
        }
        if let Some(token) = token {
            headers.set("authorization", &["Bearer ", token].concat());
        }
        if let Question::Submit { idempotency_key, .. } = &self.question {
            headers.set("content-type", "application/json");
            if self.options.idempotency {
                headers.set("idempotency-key", idempotency_key);
            }
        }
        let init = RequestInit::new();
        init.set_method(if body.is_some() { Method::POST } else { Method::GET }.as_str());
        init.set_headers(&headers.into_raw());
        init.set_credentials(match self.options.credentials {
            Credentials::Omit => RequestCredentials::Omit,
            Credentials::SameOrigin => RequestCredentials::SameOrigin,
            Credentials::Include => RequestCredentials::Include,
        });
        // A 307 would carry the key elsewhere.
        init.set_redirect(RequestRedirect::Error);
        init.set_signal(Some(self.signal));
        if let Some(body) = body {
            init.set_body(&body.into());
        }
        Ok(init)
    }

    /// The address of the question. A poll asks for `{endpoint}/{id}`, before a query if the endpoint has one.
    fn address(&self) -> String {
        let endpoint = self.options.endpoint.clone();
        let Question::Poll { id, .. } = &self.question else { return endpoint };
        let Ok(url) = Url::new(&endpoint) else { return endpoint };
        let id = js_sys::encode_uri_component(id);
        url.set_pathname(&[url.pathname().trim_end_matches('/'), "/", &String::from(id)].concat());
        url.href()
    }

    async fn body(&self) -> Result<Option<String>, Kind> {
        let Question::Submit { submission, .. } = &self.question else { return Ok(None) };
        let consent = match &submission.consented_at {
            Some(at) => Some(consent::record(self.host, self.options, at).await.ok_or(Kind::NetworkFailed)?),
            None => None,
        };
        let site = submission.site.as_ref();
        let request = ConnectionRequest {
            platform_key: self.options.platform_key.clone(),
            api_key: Some((self.key)()),
            subdomain: site.map(|site| site.subdomain.clone()),
            environment: site.map(|site| site.environment.as_str().to_owned()),
            connection_id: self.options.flow.connection_id.clone(),
            consent,
        };
        serde_json::to_string(&request).map(Some).map_err(|_| Kind::NetworkFailed)
    }

    async fn read(&self, response: &Response, token_sent: bool) -> Outcome {
        let headers = response.headers();
        let body = body::read(response).await;
        let site_sent = match &self.question {
            Question::Submit { submission, .. } => submission.site.is_some(),
            Question::Poll { site_sent, .. } => *site_sent,
        };
        if body.is_none() && !online() {
            return Outcome::Failed(self.unanswered(Kind::Offline { back: false }));
        }
        let reply = Reply {
            status: response.status(),
            retry_after_s: headers.get("retry-after").and_then(|text| retry_after::seconds(&text)),
            correlation_id: headers.get(CORRELATION_HEADER),
            body: body.as_deref().map_or(reply::Body::Unreadable, reply::Body::Whole),
            token_sent,
            site_sent,
        };
        let outcome = reply::read(&reply, json::parse);
        match outcome {
            Outcome::Failed(problem) => {
                if problem.kind == Kind::LinkExpired && !token_sent {
                    self.host.report(
                        "the endpoint asks for a company token: set the option `token`",
                        &JsValue::UNDEFINED,
                    );
                }
                Outcome::Failed(self.presentable(problem))
            }
            outcome => outcome,
        }
    }

    /// A problem as it may be shown and reported: with a reference, and without the key, which a careless server
    /// may have quoted in its sentence.
    fn presentable(&self, problem: Problem) -> Problem {
        let key = (self.key)();
        // The browser's search, as its case tables elsewhere: Rust's own is 2 kB.
        let clean = |words: &String| key.is_empty() || !JsString::from(words.as_str()).includes(&key, 0);
        Problem {
            reference: problem.reference.filter(clean).or_else(|| Some(self.request_id.to_owned())),
            detail: problem.detail.filter(clean),
            ..problem
        }
    }

    fn unanswered(&self, kind: Kind) -> Problem {
        Problem { reference: Some(self.request_id.to_owned()), ..Problem::from(kind) }
    }

    /// A browser does not say why a request got no answer. The developer is told what to look at.
    fn why_unanswered(&self) -> Kind {
        if !online() {
            return Kind::Offline { back: false };
        }
        if !self.signal.aborted() {
            self.report_unanswered();
        }
        Kind::NetworkFailed
    }

    fn report_unanswered(&self) {
        let mut headers = vec!["content-type", "authorization"];
        if self.options.idempotency {
            headers.push("idempotency-key");
        }
        headers.extend(self.options.headers.iter().map(|(name, _)| name.as_str()));
        self.host.report_unanswered(&UnansweredRequest {
            request_id: self.request_id,
            address: &self.options.endpoint,
            headers: &headers,
        });
    }
}

fn online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
