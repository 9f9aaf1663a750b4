//! The results as a chart: for each profile and page, when something is seen, can be used, and takes the key.

use super::results::{Page, Results};
use std::fmt::Write;

const WIDTH: f64 = 760.0;
/// Where the bars begin, and where the longest of a profile ends.
const BARS: (f64, f64) = (90.0, 570.0);
const LINE: f64 = 26.0;

/// Each mark of a bar: the figure, its name in the chart, and its class.
const MARKS: [(&str, &str, &str); 3] = [
    ("key_field", "key field usable", "key"),
    ("first_control", "first usable control", "control"),
    ("first_paint", "first paint", "paint"),
];

/// Colours of either scheme that are told apart by lightness as well.
const STYLE: &str = "
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 } .value { fill: #59636e }
  .key { fill: #a9c7f5 } .control { fill: #4a86e0 } .paint { fill: #1b478f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .value { fill: #9aa5b1 }
    .key { fill: #2b4a7a } .control { fill: #5e97ec } .paint { fill: #cfe1ff }
  }";

/// An SVG image.
pub fn draw(results: &Results) -> String {
    let mut parts = legend();
    let mut y = 40.0;
    for (name, pages) in results.profiles() {
        y += LINE;
        parts += &format!("  <text class=\"title\" x=\"0\" y=\"{y}\">{}, ms</text>\n", escaped(name));
        let longest = pages.iter().map(|page| page.spread("key_field").median).fold(1.0, f64::max);
        let floor = pages.first().map_or(1.0, |page| page.spread("key_field").median);
        for page in pages {
            y += LINE;
            parts += &bar(page, y, (BARS.1 - BARS.0) / longest, floor);
        }
        y += LINE / 2.0;
    }
    let height = y + LINE / 2.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-label=\"How soon Link can be used\">\n  <style>{STYLE}\n  </style>\n{parts}</svg>\n"
    )
}

fn legend() -> String {
    let mut text = String::new();
    let mut x = BARS.0;
    for (_, words, class) in MARKS.iter().rev() {
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "  <rect class=\"{class}\" x=\"{x}\" y=\"8\" width=\"14\" height=\"14\" /><text x=\"{}\" y=\"20\">{words}</text>",
            x + 20.0
        );
        x += 60.0 + words.len() as f64 * 7.0;
    }
    text
}

/// The marks lie one over the other, the latest lowest.
fn bar(page: Page<'_>, y: f64, scale: f64, floor: f64) -> String {
    let mut text = format!("  <text x=\"0\" y=\"{y}\">{}</text>\n", escaped(page.name()));
    for (index, (figure, _, class)) in MARKS.iter().enumerate() {
        let width = page.spread(figure).median * scale;
        let inset = 3.0 * index as f64;
        let _ = writeln!(
            text,
            "  <rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{width:.1}\" height=\"{}\" />",
            BARS.0,
            y - 14.0 + inset,
            18.0 - 2.0 * inset
        );
    }
    let key = page.spread("key_field").median;
    let _ = writeln!(
        text,
        "  <text class=\"value\" x=\"{:.1}\" y=\"{y}\">{key:.0}  ({:.1} ×)</text>",
        BARS.0 + key * scale + 8.0,
        key / floor
    );
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
