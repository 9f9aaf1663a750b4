//! What holds for any sequence whatever of what merchants, pages and networks do. `cargo xtask soak` plays thousands.

use maxio_link_e2e::{
    in_every_engine,
    monkey::{self, Monkey, Plan},
};

/// A few seconds, and always the same ones: a failure tells of the change that it came with.
const FEW: Plan = Plan { seed: 1, first: 0, count: 60, trace: false };

#[test]
fn no_sequence_of_acts_and_faults_breaks_a_promise() {
    in_every_engine(async |t| {
        let monkey = Monkey::start(t).await?;
        if t.stride() > 1 {
            // Chromium has played all of them: this is about what engines do differently.
            return monkey.play(Plan { count: 20, ..FEW }, |_| ()).await.map(drop);
        }
        monkey::is_thorough(&monkey.play(FEW, |_| ()).await?)
    });
}
