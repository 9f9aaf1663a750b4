//! Every state on small screens, enlarged, spread out and without motion: nothing is cut off, too small, or beside the
//! screen.

use anyhow::Result;
use maxio_link_e2e::{OwnCopy, Scenario, in_chromium, in_every_engine};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

/// What is wrong with how each state fits, in a window as wide as the browser says: by these looks of `judge.js`.
async fn misfits(t: &Scenario, looks: &[&str], common: Value) -> Result<Vec<String>> {
    let body = "
        const wrong = [];
        let looks = 0;
        const { every = 1 } = arguments[0];
        for await (const [name, root] of states(box, arguments[0])) {
          looks += every;
          wrong.push(...arguments[1].flatMap((look) => judge[look](root)).map((what) => `${name}: ${what}`));
        }
        if (looks < 75) throw new Error(`${looks} states`);
        return wrong;";
    t.in_states(body, [common, json!(looks)]).await
}

/// 320 px wide, which is also a window of 1280 px at 400 %.
#[test]
fn every_state_fits_a_window_of_320_px() {
    in_chromium(async |t| {
        for (locale, mode) in [("de", "inline"), ("ar", "modal")] {
            t.open_states(OwnCopy::Whole).await?;
            t.in_window(320, 512).await?;
            let wrong = misfits(t, &["fit"], json!({"locale": locale, "mode": mode})).await?;
            assert!(wrong.is_empty(), "{locale} {mode}: {wrong:#?}");
        }
        Ok(())
    });
}

/// The languages of crates/locale/sentences.
fn languages() -> Result<Vec<String>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../crates/locale/sentences");
    let files = fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<Result<Vec<_>>>()?;
    let tags = files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "json"));
    Ok(tags.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

/// As low as a window of 1280 × 1024 px at 400 %, and every other language as a dialog. A language is looked at in every
/// third state, each state in four or five languages; a run of every engine looks at all.
#[test]
fn every_state_of_every_language_fits_a_window_of_320_by_256_px() {
    in_chromium(async |t| {
        let languages = languages()?;
        assert_eq!(languages.len(), 14, "{languages:?}");
        t.open_states(OwnCopy::Whole).await?;
        t.in_window(320, 256).await?;
        let mut wrong = Vec::new();
        let every = if t.is_thorough() { 1 } else { 3 };
        let modes = ["inline", "modal"].into_iter().cycle();
        for (from, (locale, mode)) in languages.iter().zip(modes).enumerate() {
            let options = json!({"locale": locale, "mode": mode, "every": every, "from": from});
            let misfits = misfits(t, &["fit", "hidden"], options).await?;
            wrong.extend(misfits.into_iter().map(|what| format!("{locale} {mode}: {what}")));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        Ok(())
    });
}

#[test]
fn every_state_fits_a_wide_window() {
    in_every_engine(async |t| {
        t.open_states(OwnCopy::Whole).await?;
        let wrong =
            misfits(t, &["fit"], json!({"locale": "de", "mode": "inline", "every": t.stride()})).await?;
        assert!(wrong.is_empty(), "{wrong:#?}");
        Ok(())
    });
}

/// With motion unwanted nothing moves, and nothing waits for a movement to end.
#[test]
fn motion_stops_where_it_is_not_wanted() {
    in_chromium(async |t| {
        t.open_states(OwnCopy::Whole).await?;
        let features = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
        t.merchant.browser.devtools("Emulation.setEmulatedMedia", features).await?;
        let body = "
            const moving = [];
            for await (const [name, root] of states(box, { mode: 'modal' })) {
              const running = (root.getAnimations?.() ?? document.getAnimations()).filter(({ playState }) => playState === 'running');
              moving.push(...running.map(({ effect, animationName, transitionProperty }) =>
                `${name}: ${effect.target.className}: ${animationName ?? transitionProperty}`));
            }
            return moving;";
        let moving: Vec<String> = t.in_states(body, []).await?;
        assert!(moving.is_empty(), "{moving:#?}");
        Ok(())
    });
}

#[test]
fn what_does_not_fit_is_found() {
    in_chromium(async |t| {
        t.open_states(OwnCopy::Whole).await?;
        let body = "
            const link = STATES.find(({ name }) => name === 'credentials with site');
            const spoilt = {
              'sideways: html': 'dialog, .link { width: 4000px; max-width: none; overflow: visible }',
              'clipped: ': '.lead { height: 8px; overflow: clip }',
              'targets: primary': '.primary { min-height: 0; height: 20px; padding: 0 }',
              'fields: key': '#key { font-size: 15px }',
            };
            const missed = [];
            for (const [wanted, style] of Object.entries(spoilt)) {
              const root = await show(link, box, {});
              root.append(Object.assign(document.createElement('style'), { textContent: style.replaceAll(/(;|\\s*\\})/g, ' !important$1') }));
              const found = judge.fit(root);
              if (!found.some((what) => what.startsWith(wanted))) missed.push([wanted, found]);
            }
            return missed;";
        let missed: Vec<Value> = t.in_states(body, []).await?;
        assert!(missed.is_empty(), "{missed:#?}");
        Ok(())
    });
}
