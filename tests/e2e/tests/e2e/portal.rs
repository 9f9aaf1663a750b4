//! The whole story: an operator in the portal, a merchant in Link, and what the partner reads of it.

use anyhow::{Context, Result};
use maxio_link_e2e::{
    Scenario, api::Company, in_chromium, in_chromium_on_postgres, in_every_engine, scenario::key, wait,
};
use reqwest::StatusCode;
use thirtyfour::Key;

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
    in_chromium(the_whole_story);
}

#[test]
fn the_same_on_postgresql() {
    in_chromium_on_postgres(the_whole_story);
}

#[test]
fn by_keyboard_alone_an_operator_searches_adds_a_company_and_copies_its_link_url() {
    in_every_engine(async |t| {
        t.api.company_named("Acme Ltd").await?;
        let operator = t.operator("operator").await?;
        operator.open("/companies").await?;
        operator.sign_in("operator").await?;
        operator.wait_for_title("Companies").await?;
        operator.tab_to("To the content").await?;
        operator.type_keys(Key::Enter).await?;
        operator.tab_to("Name or id of a company").await?;
        operator.type_keys("nobody" + Key::Enter).await?;
        operator.wait_for_text("No company found.").await?;
        operator.tab_to("Show all").await?;
        operator.type_keys(Key::Enter).await?;
        operator.wait_for_text("1 company").await?;
        operator.tab_to("New company").await?;
        operator.type_keys(Key::Enter).await?;
        operator.wait_for_title("Add new company").await?;
        operator.tab_to("Name").await?;
        operator.type_keys("Blue Bottle" + Key::Enter).await?;
        operator.wait_for_title("Blue Bottle").await?;
        operator.tab_to("Copy").await?;
        let copied = operator.copy(async || operator.type_keys(Key::Enter).await).await?;
        assert_eq!(copied, operator.take_link_url().await?);
        operator.open("/companies").await
    });
}

#[test]
fn on_a_phone_no_page_of_the_portal_is_wider_than_the_screen() {
    in_chromium(async |t| {
        let company = t.api.company_named(&"A name without end ".repeat(8)).await?;
        t.api.post_credentials(&company, key("admin")?, "acme").await?;
        let operator = t.operator("an-operator-with-a-long-name@northwind.example").await?;
        operator.take_a_phone().await?;
        operator.open("/companies").await?;
        let (needed, there) = operator.width().await?;
        assert!(needed <= there, "the sign-in is {needed} px wide on a screen of {there}");
        operator.sign_in("an-operator-with-a-long-name@northwind.example").await?;
        operator.wait_for_title("Companies").await?;
        let company = format!("/companies/{}", company.id);
        for page in [
            "/companies",
            "/companies/new",
            &company,
            &format!("{company}/delete"),
            "/integrations",
            "/integrations/mxio",
            "/webhooks",
            "/webhooks/new",
            "/activity",
            "/../api",
        ] {
            operator.open(page).await?;
            let (needed, there) = operator.width().await?;
            assert!(needed <= there, "{page} is {needed} px wide on a screen of {there}");
        }
        Ok(())
    });
}

#[test]
fn what_an_operator_sets_is_what_merchants_read_and_a_webhooks_secret_is_shown_once() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        let operator = t.operator("operator").await?;
        operator.open("/integrations").await?;
        operator.sign_in("operator").await?;
        operator.wait_for_title("Commerce integrations").await?;
        operator.press("Manage Maxio").await?;
        operator.wait_for_title("Maxio").await?;
        operator.fill("partnerName", "Southwind").await?;
        operator.press("Save").await?;
        operator.wait_for_text("The settings were saved.").await?;
        operator.wait_for_text("So that Southwind can work with").await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_title("Connect your commerce platform").await?;
        t.merchant.wait_for_text("Southwind").await?;

        operator.press("Webhooks").await?;
        operator.press("New webhook").await?;
        operator.wait_for_title("New webhook").await?;
        operator.fill("url", "https://hooks.example.com/").await?;
        operator.press("Add").await?;
        operator.wait_for_text("The webhook was added.").await?;
        let secret = operator.copy(async || operator.press("Copy").await).await?;
        t.secrets.note("webhook's secret", &secret);
        operator.press("Switch off").await?;
        operator.wait_for_text("The webhook was switched off.").await
    });
}

#[test]
fn on_the_hosted_page_a_merchant_withdraws_and_connects_again() {
    in_chromium(async |t| {
        let company = t.api.company(Some("acme")).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.connect(key("admin")?).await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        t.merchant.reload().await?;
        t.merchant.wait_for_title("Maxio is connected").await?;
        t.merchant.wait_for_text("Acme (test site)").await?;
        // There is no clipboard under WebDriver: the page's own is watched.
        let watch = "navigator.clipboard.writeText = async (text) => { window.copied = text };";
        t.merchant.browser.script::<()>(watch, []).await?;
        t.merchant.press("Copy a link for a colleague").await?;
        t.merchant.wait_for_text("Copied. The link works once, and for one day.").await?;
        let link: String = t.merchant.browser.script("return window.copied", []).await?;
        let (page, password) = link.split_once("?link.otp=").context("a Link URL without a password")?;
        assert!(page.ends_with(&company.id), "for the same company");
        t.secrets.note("colleague's one-time password", password);
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

/// Waits until the merchant's browser is at this address.
async fn arrives_at(t: &Scenario, address: &str) -> Result<()> {
    let look = async || t.merchant.browser.script("return location.href", []).await;
    wait::for_value("address", Some(address.to_owned()), look).await
}

#[test]
fn when_link_ends_the_hosted_page_goes_to_an_address_that_the_operator_registered_and_to_no_other() {
    in_chromium(async |t| {
        // Any page that is there will do.
        let page = |which: &str| format!("{}/portal/sign-in?{which}", t.api.origin());
        let fields = "&c={companyId}&k={connectionId}&p={platform}&s={statusCode}&e={errorMessage}";
        let [first, second] = ["first", "second"].map(|which| page(which) + fields);
        t.api.register_redirects(&[&first, &second]).await?;
        let company = t.api.company(Some("acme")).await?;
        let asking_for = |address: &str| {
            let mut url = reqwest::Url::parse(&company.link_url).expect("a Link URL is one");
            url.query_pairs_mut().append_pair("redirect", address);
            url.to_string()
        };
        let id = &company.id;

        t.merchant.open(&asking_for(&second)).await?;
        t.merchant.wait_for_screen("SELECT_INTEGRATION").await?;
        t.merchant.press("Close").await?;
        arrives_at(t, &page(&format!("second&c={id}&k=&p=mxio&s=403&e=User%20cancelled."))).await?;

        t.merchant.open(&asking_for("https://evil.example/")).await?;
        t.merchant.agree().await?;
        t.merchant.type_key(key("admin")?).await?;
        t.merchant.press("Continue").await?;
        t.merchant.press("Finish").await?;
        let connection = wait::for_some("a connection", async || {
            Ok(t.api.connections(&company).await?[0]["id"].as_str().map(str::to_owned))
        })
        .await?;
        arrives_at(t, &page(&format!("first&c={id}&k={connection}&p=mxio&s=200&e="))).await
    });
}

#[test]
fn with_maxio_switched_off_a_merchant_can_still_withdraw() {
    in_chromium(async |t| {
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
