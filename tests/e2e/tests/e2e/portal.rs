//! The whole story: an operator in the portal, a merchant in Link, and what the partner reads of it.

use anyhow::{Context, Result};
use maxio_link_e2e::{Scenario, api::Company, scenario, scenario::key, scenario_on_postgres};
use reqwest::StatusCode;

async fn status(t: &Scenario, company: &Company) -> Result<String> {
    Ok(t.api.connections(company).await?[0]["status"].as_str().unwrap_or_default().to_owned())
}

/// Everybody has a part: the operator, the merchant, and the partner's own server, which reads.
async fn the_whole_story(t: &Scenario) -> Result<()> {
    t.api.enable_integration(false).await?;
    let operator = t.operator("operator").await?;
    operator.open("").await?;
    operator.sign_in("operator").await?;
    operator.wait_for_title("Companies").await?;
    operator.wait_for_text("Maxio is switched off").await?;
    operator.press("Switch it on").await?;
    operator.wait_for_title("Commerce integrations").await?;
    operator.press("Offer Maxio").await?;
    operator.wait_for_text("Maxio is switched on").await?;

    operator.press("Companies").await?;
    operator.press("New company").await?;
    operator.wait_for_title("Add new company").await?;
    operator.fill("name", "Acme Ltd").await?;
    operator.press("Add").await?;
    operator.wait_for_title("Acme Ltd").await?;
    operator.wait_for_text("The company was added.").await?;
    operator.wait_for_text("Nothing is connected yet").await?;
    let link_url = operator.take_link_url().await?;

    t.merchant.open(&link_url).await?;
    t.merchant.agree().await?;
    t.merchant.type_site("acme").await?;
    t.merchant.type_key(key("admin")?).await?;
    t.merchant.press("Continue").await?;
    t.merchant.wait_for_screen("CONNECTED").await?;
    t.merchant.press("Finish").await?;
    t.merchant.wait_for_title("Maxio is connected").await?;

    operator.press("Companies").await?;
    operator.wait_for_text("Linked").await?;
    operator.press("Acme Ltd").await?;
    operator.wait_for_text("Test site").await?;
    operator.wait_for_text("acme (US)").await?;
    let (page, _) = link_url.split_once('?').context("a Link URL without a password")?;
    let company = page.rsplit('/').next().unwrap_or_default();
    let connections = t.api.connections_of(company).await?;
    let connection = connections[0]["id"].as_str().context("a connection without an id")?;
    for endpoint in ["subscriptions.json", "customers.json"] {
        let (status, data) = t.api.data(company, connection, endpoint).await?;
        assert_eq!(status, StatusCode::OK, "{endpoint}: {data}");
        assert!(data.as_array().is_some_and(|records| !records.is_empty()), "{endpoint}: {data}");
    }

    operator.press("Unlink").await?;
    operator.wait_for_title("Unlink Acme?").await?;
    operator.press("Unlink").await?;
    operator.wait_for_text("The connection was unlinked").await?;
    let (status, _) = t.api.data(company, connection, "customers.json").await?;
    assert!(status.is_client_error(), "an unlinked connection was read: {status}");

    // The merchant, who is still there, sees it too, and can connect again.
    t.merchant.reload().await?;
    t.merchant.wait_for_title("Connect your commerce platform").await?;

    operator.press("Activity").await?;
    operator.wait_for_title("Activity").await?;
    for said in [
        "Disconnected Maxio Acme Ltd operator",
        "Connected Maxio Acme Ltd Merchant",
        "Switched Maxio on operator",
    ] {
        operator.wait_for_text(said).await?;
    }
    operator.press("Sign out").await?;
    operator.wait_for_title("Sign in").await
}

#[test]
fn from_switching_maxio_on_to_reading_data_and_the_end_of_a_connection() {
    scenario(the_whole_story);
}

#[test]
fn the_same_on_postgresql() {
    scenario_on_postgres(the_whole_story);
}

#[test]
fn on_the_hosted_page_a_merchant_withdraws_and_connects_again() {
    scenario(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.connect(key("admin")?).await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        t.merchant.reload().await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        t.merchant.wait_for_text("Acme (test site)").await?;
        t.merchant.press("Disconnect").await?;
        t.merchant.wait_for_title("Disconnect Acme (test site)?").await?;
        t.merchant.press("Stay connected").await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        assert_eq!(status(t, &company).await?, "Linked", "asking does nothing");

        t.merchant.press("Disconnect").await?;
        t.merchant.wait_for_title("Disconnect Acme (test site)?").await?;
        t.merchant.press("Disconnect").await?;
        t.merchant.wait_for_title("Acme (test site) is disconnected").await?;
        assert_eq!(status(t, &company).await?, "Unlinked");
        t.merchant.press("Connect again").await?;
        t.merchant.connect(key("admin2")?).await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        assert_eq!(status(t, &company).await?, "Linked");
        assert_eq!(t.api.connections(&company).await?.len(), 1, "the same connection, with another key");
        Ok(())
    });
}

#[test]
fn with_maxio_switched_off_a_merchant_can_still_withdraw() {
    scenario(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.connect(key("admin")?).await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        t.api.enable_integration(false).await?;
        t.merchant.reload().await?;
        t.merchant.wait_for_title("Maxio is switched off here").await?;
        t.merchant.press("Show what is connected").await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        t.merchant.press("Disconnect").await?;
        t.merchant.press("Disconnect").await?;
        t.merchant.wait_for_title("Acme (test site) is disconnected").await?;
        assert_eq!(status(t, &company).await?, "Unlinked");
        Ok(())
    });
}
