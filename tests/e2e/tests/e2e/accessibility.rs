//! Every state of Link and of the hosted page, as axe-core sees it: in light and dark, from left to right and from right
//! to left, in the page and as a dialog.

use anyhow::Result;
use maxio_link_e2e::{OwnCopy, Scenario, browser::Engine, in_chromium, in_every_engine};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What axe-core found in the states of one language and mode, in both themes.
#[derive(Deserialize)]
struct Found {
    /// How often it looked: states times themes.
    looks: usize,
    /// The rules that had something to check.
    rules: BTreeSet<String>,
    /// Where, and which rule: what breaks it.
    violations: Vec<String>,
    /// What it could not decide: the rule, why, and at what; and where that was first.
    undecided: BTreeMap<String, String>,
}

/// What it may leave undecided: the rule, why, and at what; at anything, where that is empty. The colours themselves are
/// those of texts that it does decide about.
const UNDECIDED: [(&str, &[&str]); 4] = [
    // What the buttons at the foot of a screen lie over comes out from under them when one scrolls.
    ("color-contrast: bgOverlap: ", &[]),
    // What is above the buttons fades out in a `::before`, which lies above them and not behind what they say.
    ("color-contrast: pseudoContent: ", &["primary", "secondary", "note"]),
    // The words in the drawing of Maxio's own screens, parts of which are pseudo-elements.
    ("color-contrast: pseudoContent: ", &["here", "span"]),
    // One letter in a tile, which is hidden from screen readers, beside the name that begins with it.
    ("color-contrast: shortTextContent: ", &["monogram"]),
];

fn is_known(undecided: &str) -> bool {
    UNDECIDED.iter().any(|(why, places)| {
        let place = undecided.strip_prefix(why);
        place.is_some_and(|place| places.is_empty() || places.contains(&place))
    })
}

async fn look(t: &Scenario, options: Value, themes: &[&str]) -> Result<Found> {
    let body = "
        await new Promise((loaded) => document.head.append(Object.assign(document.createElement('script'), {
          src: '/packages/axe-core/axe.min.js', onload: loaded,
        })));
        const off = ['region', 'page-has-heading-one', 'heading-order', 'landmark-one-main'];
        const settings = {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          resultTypes: ['violations', 'incomplete'],
          // Of the page around Link, which is this test's.
          rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])),
        };
        const found = { looks: 0, rules: [], violations: [], undecided: {} };
        for await (const [name, root] of states(box, arguments[0])) {
          for (const theme of arguments[1]) {
            repaint(root, theme);
            // Half faded in, nothing has the contrast that it will have.
            document.getAnimations().forEach((animation) => animation.cancel());
            root.getAnimations?.().forEach((animation) => animation.cancel());
            const { violations, incomplete, passes } = await axe.run(root.host ?? root, settings);
            found.looks += 1;
            found.rules.push(...[violations, incomplete, passes].flat().map(({ id }) => id));
            for (const { id, nodes } of violations) {
              found.violations.push(...nodes.map(({ html }) => `${name}, ${theme}: ${id}: ${html}`));
            }
            for (const { id, nodes } of incomplete) {
              for (const { html, any, all, none } of nodes) {
                const [why] = [...any, ...all, ...none];
                const [element] = new DOMParser().parseFromString(html, 'text/html').body.children;
                const at = element.classList[0] ?? element.localName;
                found.undecided[`${id}: ${why?.data?.messageKey ?? why?.message}: ${at}`] ??= `${name}, ${theme}: ${html}`;
              }
            }
          }
        }
        return { ...found, rules: [...new Set(found.rules)] };";
    t.in_states(body, [options, json!(themes)]).await
}

#[test]
fn no_state_breaks_a_rule() {
    in_every_engine(async |t| {
        t.open_states(OwnCopy::Whole).await?;
        let mut lines = Vec::new();
        let mut violations = Vec::new();
        let mut unclear = Vec::new();
        // Rules are about structure and styles, in which engines hardly differ: one goes through all, the others
        // through half. Colours are the same in every language and mode, so dark ones are looked at once.
        let looks = [("ar", "inline"), ("en", "modal"), ("en", "inline"), ("he", "modal")];
        let left_out = if Engine::of_this_run()? == Engine::Chromium { 0 } else { 2 };
        for (number, (locale, mode)) in looks.into_iter().skip(left_out).enumerate() {
            let themes: &[&str] = if number == 0 { &["light", "dark"] } else { &["light"] };
            let found = look(t, json!({"locale": locale, "mode": mode, "every": t.stride()}), themes).await?;
            assert!(found.looks * t.stride() >= 75 * themes.len(), "{} looks", found.looks);
            assert!(found.rules.len() > 20 && found.rules.contains("color-contrast"), "{:?}", found.rules);
            lines.push(format!(
                "axe-core: {locale} {mode}: {} states, {}, {} rules, {} violations, {} undecided",
                found.looks / themes.len(),
                themes.join(" and "),
                found.rules.len(),
                found.violations.len(),
                found.undecided.len()
            ));
            let unknown = found.undecided.into_iter().filter(|(what, _)| !is_known(what));
            unclear.extend(unknown.map(|(what, at)| format!("{locale} {mode} {what}: {at}")));
            violations.extend(found.violations.into_iter().map(|broken| format!("{locale} {mode} {broken}")));
        }
        t.tell(&lines.join("\n"));
        assert!(violations.is_empty(), "{violations:#?}");
        assert!(unclear.is_empty(), "undecided, and not known to be: {unclear:#?}");
        Ok(())
    });
}

#[test]
fn the_check_finds_text_that_cannot_be_read() {
    in_chromium(async |t| {
        t.open_states(OwnCopy::Whole).await?;
        // By a rule of the page, as no option can be: those are put right.
        let rule = "const sheet = new CSSStyleSheet();
            sheet.replaceSync('maxio-link::part(title) { color: #eee !important }');
            document.adoptedStyleSheets = [sheet];";
        t.merchant.browser.driver.execute(rule, vec![]).await?;
        let found = look(t, json!({"every": 20}), &["light"]).await?;
        assert!(found.violations.iter().any(|broken| broken.contains("color-contrast")));
        Ok(())
    });
}
