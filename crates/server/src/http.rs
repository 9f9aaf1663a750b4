//! Connections of clients, and how long they may keep one open without saying, or taking, anything.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_io_timeout::TimeoutStream;

/// For the head of a request to come, whole; also for the next one on a connection that is kept open. Bodies have the
/// patience of their routes.
pub const HEAD_PATIENCE: Duration = Duration::from_secs(20);
/// For a client to take more of its answer, when no more fits on the way to it.
pub const ANSWER_PATIENCE: Duration = Duration::from_secs(30);
/// Largest head, in bytes. A Link URL, cookies and a token fit many times.
const LARGEST_HEAD: usize = 64 * 1024;
const MOST_HEADERS: usize = 100;
/// At the same time. The rest wait in the operating system's queue: each open one costs memory and a file.
const MOST_CONNECTIONS: usize = 10_000;
/// Before trying again after the operating system gave none, which it does when there are too many files open.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers requests until `stop`, and then until those that are being answered are done.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut settings = http1::Builder::new();
    settings
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    let (open, places) = (GracefulShutdown::new(), Arc::new(Semaphore::new(MOST_CONNECTIONS)));
    let accept = async || {
        let place = places.clone().acquire_owned().await;
        (place, listener.accept().await)
    };
    let mut stop = std::pin::pin!(stop);
    loop {
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // An answer is one piece: waiting for more only makes it late.
        let _ = stream.set_nodelay(true);
        let router = TowerToHyperService::new(router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            router.call(request)
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(ANSWER_PATIENCE));
        let connection = open.watch(settings.serve_connection(TokioIo::new(Box::pin(stream)), service));
        tokio::spawn(async move {
            // A client that goes away, or is too slow, is no error of ours.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}
