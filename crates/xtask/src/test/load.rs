//! Other work for the machine: tests that only pass on an idle one are found with it.

use std::hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const THREADS: usize = 3;

/// Threads that do nothing but keep processors busy, until it is dropped.
pub struct Load(Arc<AtomicBool>);

impl Load {
    pub fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        for _ in 0..THREADS {
            let stop = Arc::clone(&stop);
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        Self(stop)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
