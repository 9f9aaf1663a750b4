//! The line between the browser and all servers: a proxy of bytes that delays and rations them as a slow network would.
//!
//! Chromium's own emulation delays each request and does not know what a connection costs to open, nor that a young one
//! is slow; and it has no say over what a frame or a worker asks for. Here a connection takes a round trip to open,
//! begins with a window of ten segments that doubles with each round trip, and shares the line with all others.

use anyhow::Result;
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp},
    sync::{Semaphore, mpsc},
    time::{Instant, sleep, sleep_until},
};

/// What fits into one packet.
const SEGMENT: usize = 1460;
/// With how many bytes on the way a connection begins (RFC 6928), and with how many it ends.
const WINDOWS: (usize, usize) = (10 * SEGMENT, 128 * 1024);
/// The first words of a request. Chromium sends each in one piece, and none before the last is answered.
const METHODS: [&[u8]; 4] = [b"GET /", b"POST /", b"OPTIONS /", b"PATCH /"];

/// How slow the line is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// From here to there and back.
    pub round_trip: Duration,
    /// Bytes a second to the browser and to the servers; as many as there are, if not given.
    pub rates: Option<(f64, f64)>,
}

/// What went over the line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// To the browser: headers and bodies as they are sent, which is compressed.
    pub bytes: u64,
    /// From the browser, those that only ask whether they may be sent among them.
    pub requests: u64,
    /// Opened by the browser.
    pub connections: u64,
}

/// One line, shared by all connections.
pub struct Line(Mutex<State>);

struct State {
    shape: Shape,
    counted: Counted,
    /// When something last went over it.
    last: Instant,
    /// When it has room again, to the browser and to the servers.
    free: [Instant; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Down,
    Up,
}

/// An address behind the line.
pub struct Door {
    /// For the browser.
    pub origin: String,
    target: Arc<OnceLock<String>>,
}

impl Door {
    /// The server's own address, once it is known: that it has to know its public one comes first.
    pub fn leads_to(&self, address: &str) {
        // The first word counts.
        let _ = self.target.set(address.trim_start_matches("http://").to_owned());
    }
}

impl Line {
    pub fn new() -> Arc<Self> {
        let now = Instant::now();
        let state = State { shape: Shape::default(), counted: Counted::default(), last: now, free: [now; 2] };
        Arc::new(Self(Mutex::new(state)))
    }

    /// From now on; counts anew.
    pub fn reshape(&self, shape: Shape) {
        let now = Instant::now();
        *self.lock() = State { shape, counted: Counted::default(), last: now, free: [now; 2] };
    }

    pub fn counted(&self) -> Counted {
        self.lock().counted
    }

    /// For how long nothing went over it.
    pub fn quiet_for(&self) -> Duration {
        self.lock().last.elapsed()
    }

    /// A new address, which leads nowhere yet.
    pub async fn door(self: &Arc<Self>) -> Result<Door> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let target = Arc::new(OnceLock::new());
        let (line, leads_to) = (Arc::clone(self), Arc::clone(&target));
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let (line, leads_to) = (Arc::clone(&line), Arc::clone(&leads_to));
                // A browser that goes away breaks its connections off.
                tokio::spawn(async move { line.carry(browser, leads_to.get()).await });
            }
        });
        Ok(Door { origin, target })
    }

    async fn carry(&self, browser: TcpStream, target: Option<&String>) -> io::Result<()> {
        let target = target.ok_or_else(|| io::Error::other("nothing is behind this door yet"))?;
        let shape = {
            let mut state = self.lock();
            state.counted.connections += 1;
            state.shape
        };
        // What it takes to open a connection; the first request waits in the socket meanwhile.
        sleep(shape.round_trip).await;
        let server = TcpStream::connect(target).await?;
        browser.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let ((from_browser, to_browser), (from_server, to_server)) =
            (browser.into_split(), server.into_split());
        tokio::try_join!(
            self.pump(Way::Up, shape, from_browser, to_server),
            self.pump(Way::Down, shape, from_server, to_browser)
        )?;
        Ok(())
    }

    /// What can be read is sent when the window and the line allow it, and is there half a round trip later.
    async fn pump(
        &self,
        way: Way,
        shape: Shape,
        mut from: tcp::OwnedReadHalf,
        mut to: tcp::OwnedWriteHalf,
    ) -> io::Result<()> {
        let half = shape.round_trip / 2;
        let is_shaped = shape.rates.is_some();
        let window = Arc::new(Semaphore::new(WINDOWS.0));
        let (sender, mut on_the_way) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
        let reading = async {
            let mut piece = vec![0; if is_shaped { SEGMENT } else { 64 * 1024 }];
            loop {
                let count = from.read(&mut piece).await?;
                let Some(sent) = piece.get(..count).filter(|sent| !sent.is_empty()) else { break };
                if is_shaped {
                    let room = window.acquire_many(u32::try_from(count).unwrap_or(u32::MAX)).await;
                    room.map_err(io::Error::other)?.forget();
                }
                let arrives = self.send(way, shape, sent) + half;
                sender.send((arrives, sent.to_vec())).map_err(io::Error::other)?;
            }
            drop(sender);
            io::Result::Ok(())
        };
        let writing = async {
            let mut size = WINDOWS.0;
            while let Some((arrives, sent)) = on_the_way.recv().await {
                sleep_until(arrives).await;
                to.write_all(&sent).await?;
                let grown = if size < WINDOWS.1 { sent.len() } else { 0 };
                size += grown;
                let (window, room) = (Arc::clone(&window), sent.len() + grown);
                tokio::spawn(async move {
                    sleep(half).await;
                    window.add_permits(room);
                });
            }
            to.shutdown().await
        };
        tokio::try_join!(reading, writing)?;
        Ok(())
    }

    /// Puts it on the line behind what is there already; when its last byte has left.
    fn send(&self, way: Way, shape: Shape, sent: &[u8]) -> Instant {
        let mut state = self.lock();
        let now = Instant::now();
        state.last = now;
        match way {
            Way::Down => state.counted.bytes += sent.len() as u64,
            Way::Up if METHODS.iter().any(|method| sent.starts_with(method)) => state.counted.requests += 1,
            Way::Up => {}
        }
        let Some((down, up)) = shape.rates else { return now };
        let [free_down, free_up] = &mut state.free;
        let (free, rate) = if way == Way::Down { (free_down, down) } else { (free_up, up) };
        #[expect(clippy::cast_precision_loss, reason = "a packet")]
        let takes = Duration::from_secs_f64(sent.len() as f64 / rate);
        *free = (*free).max(now) + takes;
        *free
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
