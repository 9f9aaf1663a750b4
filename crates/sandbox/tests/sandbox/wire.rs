//! What only a real connection shows.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use crate::client::{basic, value};

const LIMIT: Duration = Duration::from_secs(10);

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let stopped = async {
        let _ = stopped.await;
    };
    Server { address, stop, task: tokio::spawn(maxio_sandbox::serve(listener, stopped)) }
}

async fn ask(server: &Server, key: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let authorization = basic(value(key), "x");
    let request =
        format!("GET /us/acme/site.json HTTP/1.1\r\nHost: sandbox\r\nAuthorization: {authorization}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// The request log: a request is known to have arrived once it is listed.
async fn log(server: &Server) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = b"GET /_sandbox/requests HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn a_cut_off_body_arrives_in_part_and_then_the_connection_closes() {
    let server = server().await;
    let mut stream = ask(&server, "cut-off").await;
    let mut received = Vec::new();
    // A reset instead of an orderly end is as good: what matters is what came before.
    let _ = timeout(LIMIT, stream.read_to_end(&mut received)).await.expect("the connection stays open");
    let received = String::from_utf8(received).unwrap();
    let (head, body) = received.split_once("\r\n\r\n").unwrap();
    let (_, length) = head.split_once("content-length: ").unwrap();
    let length: usize = length.lines().next().unwrap().parse().unwrap();
    assert!(body.starts_with(r#"{"site":"#), "{received}");
    assert_eq!(body.len(), length / 2);
}

#[tokio::test]
async fn a_connection_that_closes_gives_its_turn_back() {
    let server = server().await;
    let mut stuck = Vec::new();
    for _ in 0..4 {
        stuck.push(ask(&server, "stuck").await);
    }
    while log(&server).await.matches("stuck").count() < 4 {}
    let mut waiting = ask(&server, "admin").await;
    drop(stuck);
    let mut status = [0; 12];
    timeout(LIMIT, waiting.read_exact(&mut status)).await.expect("still waits for its turn").unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
}

#[tokio::test]
async fn stops_although_a_request_is_stuck() {
    let server = server().await;
    let stuck = ask(&server, "stuck").await;
    while !log(&server).await.contains("stuck") {}
    server.stop.send(()).unwrap();
    timeout(LIMIT, server.task).await.expect("goes on serving").unwrap().unwrap();
    drop(stuck);
}
