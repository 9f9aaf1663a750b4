//! What Link looks like: it can be read in a partner's colours, whatever they are, and nothing jumps from screen to screen.

use anyhow::Result;
use maxio_link_e2e::{
    Answer, Endpoint, Gate, Page, Scenario, in_chromium, in_every_engine, scenario::key, wait,
};
use serde_json::{Value, json};

/// In the page: the contrast that there really is, with the colours as the browser paints them (WCAG 2.2).
const CONTRAST: &str = "
    const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
        .getContext('2d', { willReadFrequently: true });
    const painted = (colour) => {
        // Over the card, where it lets that through.
        for (brush.fillStyle of [style('.link').backgroundColor, colour]) brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => painted(colour)
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    };
    const style = (selector) => getComputedStyle(shown(selector));
    // What is read or found, on what, and how much of it there must be.
    const pairs = () => [
        ['.primary', style('.primary').color, style('.primary').backgroundColor, 4.5],
        ['.title', style('.title').color, style('.link').backgroundColor, 4.5],
        ['.lead', style('.lead').color, style('.link').backgroundColor, 4.5],
        ['.step', style('.step').color, style('.link').backgroundColor, 4.5],
        ['.inline-action', style('.inline-action').color, style('.link').backgroundColor, 4.5],
        ['.aside a', style('.aside a').color, style('.aside').backgroundColor, 4.5],
        ['.said', style('.said').color, style('.link').backgroundColor, 4.5],
        ['.box', style('.box').borderTopColor, style('.link').backgroundColor, 3],
        ['.secondary', style('.secondary').borderTopColor, style('.link').backgroundColor, 3],
    ];
    const tooLittle = () => pairs().flatMap(([what, colour, ground, least]) =>
        contrast(colour, ground) < least ? [`${what} has ${contrast(colour, ground).toFixed(2)}: ${colour} on ${ground}`] : []);";

/// At the credentials, where every kind of text and control is, with an error at the key.
async fn with_an_error(t: &Scenario, options: Value) -> Result<()> {
    t.embed_with(Page::Modal, &Endpoint::start([]).await?.url, options).await?;
    t.merchant.agree().await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_key_error("Paste your API key").await
}

#[test]
fn whatever_the_partners_colours_are_everything_can_be_read() {
    in_every_engine(async |t| {
        with_an_error(t, json!({})).await?;
        let script = format!(
            "{CONTRAST}
            const levels = [0, 128, 255];
            const cube = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => `rgb(${{r}}, ${{g}}, ${{b}})`)));
            const more = ['#9ec5ff', 'rebeccapurple', 'hsl(50 100% 50%)', 'oklch(0.8 0.2 140)', 'rgb(255 0 0 / 30%)'];
            const accents = [...cube, ...more].map((accent) => ({{ accent }}));
            const surfaces = [...cube, ...more.slice(0, 4)].map((surface) => ({{ surface, raised: surface }}));
            const texts = [{{ text: '#eee' }}, {{ muted: '#ddd' }}, {{ control: 'white' }}, {{ accent: '#fff', onAccent: '#fff' }},
                {{ danger: 'pink', dangerSurface: 'pink' }}, {{ surface: 'black', text: 'black', accent: 'navy' }}];
            const found = [];
            for (const theme of ['light', 'dark']) {{
                for (const appearance of [{{}}, ...accents, ...surfaces, ...texts]) {{
                    window.link.update({{ theme, appearance }});
                    found.push(...tooLittle().map((words) => `${{theme}} ${{JSON.stringify(appearance)}}: ${{words}}`));
                }}
            }}
            return found"
        );
        let found: Vec<String> = t.merchant.browser.script(&script, []).await?;
        assert!(found.is_empty(), "{} pairs cannot be told apart:\n{found:#?}", found.len());
        Ok(())
    });
}

#[test]
fn what_can_be_read_stays_as_the_partner_chose_it() {
    in_chromium(async |t| {
        with_an_error(t, json!({"theme": "light"})).await?;
        let looks = "const sheets = () => all('maxio-link')[0].shadowRoot.adoptedStyleSheets.length;
            const colour = (selector) => getComputedStyle(shown(selector)).color;
            const own = sheets();
            window.link.update({ appearance: { accent: '#7a1fa2', onAccent: '#fafafa' } });
            const good = [sheets(), colour('.inline-action'), colour('.primary')];
            window.link.update({ appearance: { accent: '#ffd60a' } });
            const pale = [sheets(), getComputedStyle(shown('.primary')).backgroundColor];
            return [own, ...good, ...pale]";
        let found: Value = t.merchant.browser.script(looks, []).await?;
        assert_eq!(
            found,
            json!([
                found[0],
                found[0],
                "rgb(122, 31, 162)",
                "rgb(250, 250, 250)",
                found[0].as_u64().map(|own| own + 1),
                "rgb(255, 214, 10)"
            ]),
            "a sheet of its own is added where something was put right, and the button keeps the partner's colour"
        );
        Ok(())
    });
}

#[test]
fn colours_of_the_pages_own_style_sheet_are_put_right_too() {
    in_every_engine(async |t| {
        t.page.add_to_head("<style>maxio-link { --link-accent: #ff0; --link-text: #f4f4f4 }</style>");
        with_an_error(t, json!({"theme": "light"})).await?;
        let found: Vec<String> =
            t.merchant.browser.script(&format!("{CONTRAST} return tooLittle()"), []).await?;
        assert!(found.is_empty(), "{found:#?}");
        Ok(())
    });
}

#[test]
fn where_the_system_turns_dark_the_colours_are_looked_at_again() {
    in_chromium(async |t| {
        let system = async |theme: &str| {
            let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
            t.merchant.browser.devtools("Emulation.setEmulatedMedia", media).await
        };
        system("light").await?;
        // Read well on white and not at all on black.
        with_an_error(t, json!({"appearance": {"accent": "#1a237e", "text": "#222222"}})).await?;
        system("dark").await?;
        // The page hears of it a little later than it is so.
        let script = format!("{CONTRAST} return tooLittle()");
        wait::for_value("what cannot be read", Vec::<String>::new(), async || {
            t.merchant.browser.script(&script, []).await
        })
        .await
    });
}

#[test]
fn where_the_system_forces_its_colours_they_are_all_that_is_seen() {
    in_chromium(async |t| {
        let media = json!({"features": [
            {"name": "forced-colors", "value": "active"}, {"name": "prefers-color-scheme", "value": "dark"}
        ]});
        t.merchant.browser.devtools("Emulation.setEmulatedMedia", media).await?;
        with_an_error(t, json!({"theme": "light", "appearance": {"accent": "#ffd60a"}})).await?;
        // Of what is drawn with a background, and of what is read, beside the system's own.
        let script = "
            const system = (name) => {
                const probe = document.body.appendChild(document.createElement('i'));
                probe.style.cssText = `color: ${name}; forced-color-adjust: none`;
                const { color } = getComputedStyle(probe);
                probe.remove();
                return color;
            };
            const style = (selector, part) => getComputedStyle(shown(selector), part);
            const found = {
                button: [style('.primary').backgroundColor, system('Highlight')],
                lock: [style('.mark').backgroundColor, system('CanvasText')],
                wire: [style('.wire', '::before').backgroundImage.match(/rgb\\([^)]*\\)/)[0], system('CanvasText')],
                title: [style('.title').color, system('CanvasText')],
                error: [style('.message').color, system('CanvasText')],
            };
            const others = Object.entries(found).filter(([, [is, shouldBe]]) => is !== shouldBe);
            const veil = style('.screen > .actions', '::before').content;
            return [...others.flat(2), ...(veil === 'none' ? [] : ['veil', veil])]";
        assert_eq!(t.merchant.browser.script::<Vec<String>>(script, []).await?, Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn a_colour_that_is_none_is_named() {
    in_chromium(async |t| {
        t.expect_in_console("option `appearance` must be");
        let options = json!({"appearance": {"accent": "blurple"}});
        t.embed_with(Page::Modal, &Endpoint::start([]).await?.url, options).await?;
        t.merchant.wait_for_title("Connecting is not set up correctly").await
    });
}

#[test]
fn the_page_to_try_colours_on_says_what_is_put_right_and_what_to_paste() {
    in_chromium(async |t| {
        t.open_gallery("state=nothing").await?;
        t.merchant.browser.script::<Value>("location.assign('/docs/theming.html'); return null", []).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        t.merchant.press("Lemon").await?;
        let said = "const row = document.querySelector('[data-name=accent]');
            return [row.dataset.corrected, document.getElementById('script').textContent,
                document.getElementById('style').textContent,
                getComputedStyle(shown('.primary')).backgroundColor]";
        let [corrected, script, style, button]: [String; 4] = t.merchant.browser.script(said, []).await?;
        assert_eq!((corrected.as_str(), button.as_str()), ("true", "rgb(255, 214, 10)"));
        assert!(script.contains(r##""accent": "#ffd60a""##) && style.contains("--link-control-radius: 4px;"));
        Ok(())
    });
}

/// Where in the page the parts of the frame are that every screen has, in CSS pixels: left, top and width; of the buttons,
/// where the row of them ends. (A driver scrolls to what it clicks on.)
async fn places(t: &Scenario) -> Result<Value> {
    let script = "
        for (const animation of all('.link')[0].getAnimations({ subtree: true })) animation.cancel();
        const box = (selector) => {
            const { left, top, width } = shown(selector).getBoundingClientRect();
            return [left, top + scrollY, width].map(Math.round);
        };
        const { left, bottom, width } = shown('.screen > .actions').getBoundingClientRect();
        const card = shown('.link').getBoundingClientRect();
        return {
            card: [card.left, card.top + scrollY, card.width].map(Math.round),
            head: box('.head'), progress: box('.progress'), title: box('.title'),
            actions: [left, bottom + scrollY, width].map(Math.round),
        }";
    t.merchant.browser.script(script, []).await
}

/// At each screen in turn, the last two being the connection under way and what came of it.
async fn nothing_jumps(t: &Scenario, page: Page, options: Value) -> Result<()> {
    let gate = Gate::default();
    let endpoint = Endpoint::start([Answer::linked().behind(&gate)]).await?;
    t.embed_with(page, &endpoint.url, options).await?;
    t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
    let first = places(t).await?;
    t.merchant.press("Next").await?;
    t.merchant.wait_for_screen("CONSENT").await?;
    assert_eq!(places(t).await?, first, "from the platforms to the permissions");
    t.merchant.press("Next").await?;
    t.merchant.wait_for_screen("CREDENTIAL").await?;
    assert_eq!(places(t).await?, first, "from the permissions to the credentials");
    t.merchant.type_key(key("admin")?).await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_screen("LOADING").await?;
    assert_eq!(places(t).await?, first, "from the credentials to connecting");
    gate.open();
    t.merchant.wait_for_screen("CONNECTED").await?;
    let (mut last, mut first) = (places(t).await?, first);
    // What became of it is said in the middle.
    for places in [&mut last, &mut first] {
        places["title"] = Value::Null;
    }
    assert_eq!(last, first, "from connecting to the end");
    Ok(())
}

#[test]
fn nothing_jumps_from_screen_to_screen_in_a_modal() {
    in_every_engine(async |t| nothing_jumps(t, Page::Modal, json!({})).await);
}

#[test]
fn nothing_jumps_from_screen_to_screen_in_the_page() {
    in_every_engine(async |t| {
        t.page.put_around("<div style='width: 900px'>", "</div>");
        nothing_jumps(t, Page::Inline, json!({})).await
    });
}
