//! What a partner's own server does, with programs that are not ours or that a partner would copy.

use anyhow::{Result, ensure};
use maxio_link_e2e::{api::Api, leaks::Secrets, programs, scenario::key, stack::Stack, without_browser};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};
use tokio::process::Command;

async fn server() -> Result<(Stack, Api)> {
    let stack = Stack::start("https://app.example.com", false).await?;
    let api = Api::of(&stack, &Secrets::default());
    api.enable_integration(true).await?;
    Ok((stack, api))
}

/// What the script printed.
async fn node(script: &Path, settings: &[(&str, &str)]) -> Result<String> {
    let output = Command::new("node").arg(script).envs(settings.iter().copied()).output().await?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && errors.is_empty(), "{} said: {errors}", script.display());
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn the_client_that_codat_publishes_works_against_this_server() {
    without_browser(async {
        let (stack, api) = server().await?;
        let settings = [
            ("LINK_ORIGIN", stack.url.as_str()),
            ("LINK_API_KEY", api.key()),
            ("MAXIO_KEY", key("admin")?),
            ("MAXIO_SITE", "acme"),
        ];
        let printed = node(&programs::clients().join("codat.mjs"), &settings).await?;
        let said: Value = serde_json::from_str(&printed)?;
        let id = &said["created"]["id"];
        assert!(said["created"]["redirect"].as_str().is_some_and(|url| url.contains("link.otp=")));
        assert_eq!((&said["found"]["totalResults"], &said["found"]["results"][0]["id"]), (&json!(1), id));
        assert_eq!((&said["tagged"]["totalResults"], &said["tagged"]["results"][0]["id"]), (&json!(1), id));
        assert_eq!(
            (&said["updated"]["name"], &said["updated"]["description"]),
            (&json!("Acme Ltd"), &json!("A merchant"))
        );
        assert_eq!(
            (&said["replaced"]["name"], &said["replaced"]["tags"]),
            (&json!("Acme Inc"), &json!({"region": "us"}))
        );
        assert_eq!((&said["read"]["id"], &said["token"]), (id, &json!("Bearer")));
        assert_eq!(said["hasTokenByOldName"], true);
        assert_eq!(said["integrations"]["results"][0], said["integration"]);
        assert_eq!(
            (&said["integration"]["key"], &said["integration"]["enabled"]),
            (&json!("mxio"), &json!(true))
        );
        assert_eq!(said["branding"]["logo"]["full"]["image"]["alt"], "Maxio");
        assert_eq!(said["prepared"]["status"], "PendingAuth");
        assert_eq!(
            (&said["refused"]["statusCode"], &said["refused"]["detailedErrorCode"]),
            (&json!(400), &json!(1001))
        );
        assert_eq!(
            (&said["linked"]["status"], &said["linked"]["id"]),
            (&json!("Linked"), &said["prepared"]["id"])
        );
        assert_eq!(said["connections"]["results"], json!([said["connection"]]));
        assert_eq!(said["connection"]["connectionInfo"]["subdomain"], "acme");
        assert_eq!(said["unlinked"]["status"], "Unlinked");
        assert_eq!(said["noConnection"]["statusCode"], 404);
        assert_eq!(said["origins"], json!({"allowedOrigins": ["https://app.example.com"]}));
        assert_eq!((&said["originsRead"], &said["originsByOldName"]), (&said["origins"], &said["origins"]));
        let consumer = &said["consumer"];
        assert_eq!(
            (&consumer["url"], &consumer["eventTypes"], &consumer["disabled"]),
            (&json!("https://hooks.example.com/"), &json!(["connection.connected"]), &json!(true))
        );
        assert_eq!(
            (&said["consumers"]["results"], &said["noConsumers"]["results"]),
            (&json!([consumer]), &json!([]))
        );
        assert_eq!(
            (&said["noCompany"]["statusCode"], &said["noCompany"]["detailedErrorCode"]),
            (&json!(404), &json!(1010))
        );
        assert_eq!(said["stranger"]["statusCode"], 401);
        assert!(said["stranger"]["correlationId"].is_string(), "{said}");
        Ok(())
    });
}

#[test]
fn the_example_prints_a_merchants_subscriptions_and_monthly_recurring_revenue() {
    without_browser(async {
        let (stack, api) = server().await?;
        let company = api.company(Some("acme")).await?;
        let (_, linked) = api.post_credentials(&company, key("admin")?, "acme").await?;
        let connection = linked["id"].as_str().unwrap_or_default();
        let settings = [
            ("LINK_ORIGIN", stack.url.as_str()),
            ("LINK_API_KEY", api.key()),
            ("LINK_COMPANY_ID", company.id.as_str()),
        ];
        let printed = node(&programs::reading_example().join("revenue.mjs"), &settings).await?;

        let mut monthly: BTreeMap<String, f64> = BTreeMap::new();
        let mut count = 0;
        for page in 1.. {
            let query = format!("endpoint=subscriptions.json&per_page=200&page={page}");
            let records = api.read(&company, connection, &query).await?;
            let records = records.as_array().cloned().unwrap_or_default();
            if records.is_empty() {
                break;
            }
            for record in records.iter().map(|record| &record["subscription"]) {
                count += 1;
                assert!(record.get("credit_card").is_none(), "the consent does not name it: {record}");
                if matches!(record["state"].as_str(), Some("active" | "past_due")) {
                    let cents = record["product_price_in_cents"].as_f64().unwrap_or_default();
                    assert_eq!(record["product"]["interval_unit"], "month");
                    let months = record["product"]["interval"].as_f64().unwrap_or(1.0);
                    *monthly
                        .entry(record["currency"].as_str().unwrap_or_default().to_owned())
                        .or_default() += cents / months;
                }
            }
        }
        assert!(count > 200, "more than a page of them: {count}");
        assert_eq!(printed.lines().filter(|line| line.starts_with("  ")).count(), count, "a line each");
        let [(currency, cents)] = monthly.iter().collect::<Vec<_>>()[..] else { panic!("{monthly:?}") };
        let total = format!("Monthly recurring revenue: {currency} {:.2}", cents / 100.0);
        assert!(printed.contains(&total), "{total}\n{printed}");
        Ok(())
    });
}
