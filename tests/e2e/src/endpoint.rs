//! A partner's own endpoint: it answers as a test tells it to, and keeps what it was sent.

use crate::wait;
use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::{
    HeaderMap, Method, Request, Response,
    body::{Bytes, Frame, Incoming},
    header::{self, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::AbortHandle,
};

pub(crate) type Body = BoxBody<Bytes, io::Error>;

/// What Link needs of a preflight.
pub const HEADERS: &str = "content-type, authorization, idempotency-key";

/// Holds answers back until the test lets them go.
#[derive(Clone)]
pub struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Gate {
    /// Lets everything through, from now on.
    pub fn open(&self) {
        self.0.close();
    }

    async fn pass(&self) {
        // An error is how a closed semaphore says that it holds nothing back any more.
        let _ = self.0.acquire().await;
    }
}

/// One answer.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    ending: Ending,
    gate: Option<Gate>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Whole,
    CutOff,
    Reset,
}

impl Answer {
    /// A body of any type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self { status, headers, body: body.into(), ending: Ending::Whole, gate: None }
    }

    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// 201 and a linked connection.
    pub fn linked() -> Self {
        Self::json(201, &serde_json::json!({"id": "c-1", "status": "Linked"}))
    }

    /// The connection closes without an answer.
    pub fn reset() -> Self {
        Self { ending: Ending::Reset, ..Self::new(200, "text/plain", "") }
    }

    /// The connection closes half-way through the body.
    #[must_use]
    pub fn cut_off(self) -> Self {
        Self { ending: Ending::CutOff, ..self }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Not before the gate is open.
    #[must_use]
    pub fn behind(self, gate: &Gate) -> Self {
        Self { gate: Some(gate.clone()), ..self }
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let length = self.body.len();
        let body = if self.ending == Ending::CutOff {
            let half = self.body.slice(..length / 2);
            let first = stream::once(async { Ok(Frame::data(half)) });
            // Only once the first half is on its way: to a browser, a connection that breaks before is one to repeat.
            let then = stream::once(async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Err(io::Error::other("cut off"))
            });
            BodyExt::boxed(StreamBody::new(first.chain(then)))
        } else {
            Full::new(self.body).map_err(|never| match never {}).boxed()
        };
        let mut response = Response::new(body);
        *response.status_mut() = hyper::StatusCode::from_u16(self.status).unwrap_or_default();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, length.into());
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// A request, without preflights.
#[derive(Clone, Debug)]
pub struct Received {
    /// `POST` or `GET`.
    pub method: Method,
    /// The path.
    pub path: String,
    /// All headers.
    pub headers: HeaderMap,
    /// JSON, or null where it is none.
    pub body: Value,
    /// Whether it got its answer, is still waiting, or was given up by the browser.
    pub fate: Fate,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Not answered yet.
    Waiting,
    /// Answered, or refused an answer.
    Answered,
    /// The browser left before.
    Abandoned,
}

impl Received {
    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A text in the body, empty where there is none.
    pub fn text(&self, member: &str) -> &str {
        self.body.get(member).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A listening endpoint.
pub struct Endpoint {
    /// Its address.
    pub url: String,
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

struct Shared {
    answers: Mutex<VecDeque<Answer>>,
    received: Mutex<Vec<Received>>,
    /// The headers that a preflight allows; `None` refuses other origins altogether.
    allowed: Option<&'static str>,
}

impl Endpoint {
    /// Gives these answers, one to each request, to pages of any origin.
    pub async fn start(answers: impl IntoIterator<Item = Answer>) -> Result<Self> {
        Self::with_cors(Some(HEADERS), answers).await
    }

    /// As [`Endpoint::start`], but a preflight allows these headers alone, or nothing.
    pub async fn with_cors(
        allowed: Option<&'static str>,
        answers: impl IntoIterator<Item = Answer>,
    ) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/connect", listener.local_addr()?);
        let answers = Mutex::new(answers.into_iter().collect());
        let shared = Arc::new(Shared { answers, received: Mutex::default(), allowed });
        let serving = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&serving)));
            }
        });
        Ok(Self { url, shared, accepting: accepting.abort_handle() })
    }

    /// From now on gives these answers, and none that it had before.
    pub fn answer_from_now_on(&self, answers: impl IntoIterator<Item = Answer>) {
        *lock(&self.shared.answers) = answers.into_iter().collect();
    }

    /// All requests so far.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// Waits for that many requests.
    pub async fn wait_for(&self, count: usize) -> Result<Vec<Received>> {
        wait::for_some(&format!("request {count} at the endpoint"), async || {
            Ok(Some(self.received()).filter(|received| received.len() >= count))
        })
        .await
    }

    /// Waits until the request of this number, from 0, met its fate.
    pub async fn wait_for_fate(&self, number: usize, fate: Fate) -> Result<()> {
        wait::for_value(&format!("fate of request {number}"), Some(fate), async || {
            Ok(self.received().get(number).map(|received| received.fate))
        })
        .await
    }

    /// The one request that came.
    pub fn only(&self) -> Result<Received> {
        let received = self.received();
        ensure!(received.len() == 1, "expected one request, got {}: {received:?}", received.len());
        received.into_iter().next().context("no request")
    }
}

impl Drop for Endpoint {
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
    let response = if request.method() == Method::OPTIONS {
        Answer::new(204, "text/plain", "").into_response()
    } else {
        respond(&shared, request).await?
    };
    Ok(dress(response, origin, shared.allowed))
}

async fn respond(shared: &Shared, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let number = {
        let mut received = lock(&shared.received);
        received.push(Received {
            method: head.method,
            path: head.uri.path().to_owned(),
            headers: head.headers,
            body: serde_json::from_slice(&body).unwrap_or_default(),
            fate: Fate::Waiting,
        });
        received.len() - 1
    };
    let mut fate = Pending { shared, number, fate: Fate::Abandoned };
    let next = lock(&shared.answers).pop_front();
    let answer =
        next.unwrap_or_else(|| Answer::new(500, "text/plain", "the test expected no further request"));
    if let Some(gate) = &answer.gate {
        gate.pass().await;
    }
    fate.fate = Fate::Answered;
    if answer.ending == Ending::Reset {
        return Err(io::Error::other("reset"));
    }
    Ok(answer.into_response())
}

/// Tells what became of a request, also when the browser leaves and the answer is dropped for it.
struct Pending<'a> {
    shared: &'a Shared,
    number: usize,
    fate: Fate,
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        if let Some(received) = lock(&self.shared.received).get_mut(self.number) {
            received.fate = self.fate;
        }
    }
}

pub(crate) fn dress(
    mut response: Response<Body>,
    origin: Option<HeaderValue>,
    allowed: Option<&'static str>,
) -> Response<Body> {
    if let (Some(origin), Some(allowed)) = (origin, allowed) {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(allowed));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
    response
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
