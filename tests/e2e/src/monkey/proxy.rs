//! Between the monkey's page and the server: passes requests on, or answers itself, as the page says in each request's
//! address.

use crate::{
    Answer,
    api::Api,
    endpoint::{Body, dress},
};
use anyhow::{Context, Result};
use http_body_util::BodyExt;
use hyper::{Method, Request, Response, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};
use url::Url;

/// Where a redirect leads, which nobody may follow.
const ELSEWHERE: &str = "/elsewhere";
/// What a preflight allows: what Link needs, and a header that pages send besides.
const HEADERS: &str = "content-type, authorization, idempotency-key, x-partner";
/// Makes a company, as a partner's own server would for each merchant.
const COMPANY: &str = "/company";

/// What the page wants; see `tests/pages/monkey/faults.js`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wish {
    /// The server's own answer.
    pass: bool,
    status: u16,
    #[serde(rename = "type")]
    content_type: String,
    body: String,
    /// Bytes, if it is to be a larger one.
    size: usize,
    retry_after: Option<String>,
    ending: Option<Ending>,
    /// Whether other origins may read it.
    cors: Option<bool>,
    /// With a `Location`.
    elsewhere: bool,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Ending {
    Reset,
    #[serde(rename = "cut off")]
    CutOff,
    Never,
}

/// A listening proxy.
pub struct Proxy {
    /// Its origin.
    pub origin: String,
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

struct Shared {
    api: Api,
    http: reqwest::Client,
    redirected: AtomicUsize,
    troubles: Mutex<Vec<String>>,
}

impl Proxy {
    /// In front of this server.
    pub async fn start(api: &Api) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let api = api.with_secrets_of_its_own();
        // A connection that the server is about to close would be one fault more than was asked for.
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build()?;
        let shared =
            Arc::new(Shared { api, http, redirected: AtomicUsize::new(0), troubles: Mutex::default() });
        let serving = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&serving)));
            }
        });
        Ok(Self { origin, shared, accepting: accepting.abort_handle() })
    }

    /// How often somebody followed a redirect.
    pub fn redirected(&self) -> usize {
        self.shared.redirected.load(Ordering::Relaxed)
    }

    /// What went wrong between it and the server, which nobody asked for.
    pub fn troubles(&self) -> String {
        self.shared.troubles.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| answer(Arc::clone(&shared), request));
    // Ends with an error when an answer is cut off or refused, as intended.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let origin = request.headers().get(header::ORIGIN).cloned();
    if request.method() == Method::OPTIONS {
        return Ok(dress(Answer::new(204, "text/plain", "").into_response(), origin, Some(HEADERS)));
    }
    let path = request.uri().path();
    if path == ELSEWHERE {
        shared.redirected.fetch_add(1, Ordering::Relaxed);
    }
    let (answer, readable) = match path {
        ELSEWHERE => (Answer::new(200, "text/plain", ""), true),
        COMPANY => (company(&shared).await.map_err(io::Error::other)?, true),
        _ => as_wished(&shared, request).await?,
    };
    Ok(dress(answer.into_response(), origin, readable.then_some(HEADERS)))
}

async fn company(shared: &Shared) -> Result<Answer> {
    let company = shared.api.company(None).await?;
    let path = company.endpoint.strip_prefix(shared.api.origin()).context("an endpoint of another origin")?;
    Ok(Answer::json(200, &json!({"path": path, "token": shared.api.token(&company).await?})))
}

/// The answer, and whether other origins may read it.
async fn as_wished(shared: &Shared, request: Request<Incoming>) -> io::Result<(Answer, bool)> {
    let url = Url::parse("http://proxy").and_then(|base| base.join(&request.uri().to_string()));
    let url = url.map_err(io::Error::other)?;
    let parameter = |name: &str| url.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value);
    let wish = parameter("as").map_or(Ok(Wish::default()), |text| serde_json::from_str(&text));
    let wish: Wish = wish.map_err(io::Error::other)?;
    // Link posts where it was told to; a company that is out of patience is replaced here.
    let path = parameter("company").unwrap_or_default().into_owned();
    let answer = if wish.pass { pass(shared, &path, request).await? } else { made(&wish) };
    match wish.ending {
        Some(Ending::Reset) => Err(io::Error::other("reset")),
        Some(Ending::CutOff) => Ok(answer.cut_off()),
        // Until the browser leaves.
        Some(Ending::Never) => std::future::pending().await,
        None => Ok(answer),
    }
    .map(|answer| (answer, wish.cors != Some(false)))
}

fn made(wish: &Wish) -> Answer {
    let padding = " ".repeat(wish.size.saturating_sub(wish.body.len()));
    let body = [wish.body.as_str(), &padding].concat();
    let mut answer = Answer::new(wish.status, &wish.content_type, body);
    if let Some(seconds) = &wish.retry_after {
        answer = answer.header("retry-after", seconds);
    }
    if wish.elsewhere { answer.header("location", ELSEWHERE) } else { answer }
}

/// What the server says to it.
async fn pass(shared: &Shared, path: &str, request: Request<Incoming>) -> io::Result<Answer> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let mut onward = shared.http.request(head.method, format!("{}{path}", shared.api.origin())).body(body);
    for name in ["authorization", "content-type", "idempotency-key", "origin"] {
        if let Some(value) = head.headers.get(name) {
            onward = onward.header(name, value);
        }
    }
    let trouble = |error: reqwest::Error| {
        shared.troubles.lock().unwrap_or_else(PoisonError::into_inner).push(format!("the server: {error:?}"));
        io::Error::other(error)
    };
    let response = onward.send().await.map_err(trouble)?;
    let header =
        |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (kind, retry_after) = (header("content-type").unwrap_or_default(), header("retry-after"));
    let status = response.status().as_u16();
    let answer = Answer::new(status, &kind, response.bytes().await.map_err(trouble)?);
    Ok(match retry_after {
        Some(seconds) => answer.header("retry-after", seconds),
        None => answer,
    })
}
