//! The results as tables: for a terminal and for a document.

use super::results::{FIGURES, Figure, Page, RESTING, Results, Spread, Unit};

/// For a terminal.
pub fn text(results: &Results) -> String {
    tables(results).into_iter().map(|table| table.text()).collect::<Vec<_>>().join("\n")
}

/// For a document.
pub fn markdown(results: &Results) -> String {
    tables(results).into_iter().map(|table| table.markdown()).collect::<Vec<_>>().join("")
}

struct Table {
    title: String,
    /// The first one names the columns, the first cell of each names the row.
    rows: Vec<Vec<String>>,
}

fn tables(results: &Results) -> Vec<Table> {
    let (runs, resting) = (results.runs(), results.resting());
    let profile = |(name, pages): (&str, Vec<Page<'_>>)| {
        table(format!("{name}: median of {runs} runs (lowest–highest), × the floor"), &FIGURES, &pages)
    };
    let mut tables: Vec<Table> = results.profiles().map(profile).collect();
    tables.push(table("At rest, desktop: × the page alone".to_owned(), &RESTING, &resting));
    tables
}

/// Each page compared with the first.
fn table(title: String, figures: &[Figure], pages: &[Page<'_>]) -> Table {
    let head =
        std::iter::once(String::new()).chain(pages.iter().map(|page| page.name().to_owned())).collect();
    let row = |figure: &Figure| {
        let mut spreads = pages.iter().map(|page| page.spread(figure.name));
        let first = spreads.clone().next().unwrap_or_default();
        let first_cell = spreads.next().map(|spread| cell(figure.unit, spread));
        let others = spreads
            .map(|spread| format!("{}{}", cell(figure.unit, spread), ratio(figure.unit, spread, first)));
        std::iter::once(figure.words.to_owned()).chain(first_cell).chain(others).collect()
    };
    Table { title, rows: std::iter::once(head).chain(figures.iter().map(row)).collect() }
}

fn cell(unit: Unit, spread: Spread) -> String {
    let shown = |number: f64| match unit {
        Unit::Kilobytes => format!("{:.0}", number / 1000.0),
        Unit::Input if number <= 16.0 => "≤ 16".to_owned(),
        Unit::Milliseconds if number == 0.0 => "–".to_owned(),
        Unit::Milliseconds | Unit::Input | Unit::Count => format!("{number:.0}"),
    };
    let [median, low, high] = [spread.median, spread.low, spread.high].map(shown);
    if low == high { median } else { format!("{median} ({low}–{high})") }
}

/// Of what grows with what a page does. Of counts, and of what most pages do not have, it would say nothing.
fn ratio(unit: Unit, spread: Spread, first: Spread) -> String {
    let says_something =
        matches!(unit, Unit::Kilobytes | Unit::Milliseconds) && first.median > 0.0 && spread.median > 0.0;
    if says_something { format!(" {:.1} ×", spread.median / first.median) } else { String::new() }
}

impl Table {
    fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                if column == 0 { format!("{cell:<width$}") } else { format!("   {cell:>width$}") }
            });
            format!("{}\n", cells.collect::<String>().trim_end())
        };
        format!("{}\n{}", self.title, self.rows.iter().map(line).collect::<String>())
    }

    fn markdown(&self) -> String {
        let mut rows = self.rows.iter().map(|row| format!("| {} |\n", row.join(" | ")));
        let head = rows.next().unwrap_or_default();
        let columns = self.rows.first().map(Vec::len).unwrap_or_default();
        let rule = format!("|---|{}\n", "---:|".repeat(columns.saturating_sub(1)));
        format!("\n**{}**\n\n{head}{rule}{}\n", self.title, rows.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn results() -> Results {
        let page = |name: &str, key: f64| {
            let figure = json!({"median": key, "low": key - 10.0, "high": key + 20.0});
            json!({"name": name, "figures": {"key_field": figure}})
        };
        let pages = [page("floor", 100.0), page("hosted", 250.0)];
        Results::of(json!({"runs": 3, "profiles": [{"name": "desktop", "pages": pages}], "resting": []}))
    }

    #[test]
    fn every_page_is_compared_with_the_first() {
        let text = text(&results());
        let line = text.lines().find(|line| line.starts_with("key field usable")).unwrap();
        assert!(line.contains("100 (90–120)") && line.contains("250 (240–270) 2.5 ×"), "{line}");
    }

    #[test]
    fn what_the_browser_does_not_tell_is_not_shown_as_nothing() {
        let text = text(&results());
        let line = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        assert!(line("Continue").ends_with("≤ 16"), "{text}");
        assert!(line("longest task").ends_with('–'), "{text}");
    }

    #[test]
    fn a_document_gets_as_many_columns_in_each_row() {
        let text = markdown(&results());
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert!(rows.len() > FIGURES.len());
        let columns = |row: &str| row.matches('|').count();
        assert!(rows.iter().take(FIGURES.len() + 2).all(|row| columns(row) == columns(rows[0])), "{text}");
    }
}
