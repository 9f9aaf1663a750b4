//! The search for secrets that ends every test does find them.

use maxio_link_e2e::{api::Company, in_every_engine, wait};
use serde_json::{Value, json};

#[test]
fn a_secret_that_is_left_behind_is_found_wherever_it_is() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.agree().await?;
        t.leaves_no_secret().await?;

        // Not one of the sandbox's own keys: those it takes out of its log.
        let secret = "plantedsecret0123456789";
        let plant = "
            localStorage.planted = sessionStorage.planted = arguments[0];
            document.cookie = 'planted=' + arguments[0];
            console.info(btoa(arguments[0] + ':x'));
            history.pushState(null, '', '?planted=' + arguments[0]);
            history.pushState(null, '', '?');
            document.title = arguments[0];
            window.seen = [{ kind: 'callback', name: 'onEvent', values: ['ERROR', { error_message: arguments[0] }] }];
            all('.link')[0].append(Object.assign(document.createElement('p'), { textContent: arguments[0] }));
            all('.link')[0].append(Object.assign(document.createElement('input'), { value: arguments[0] }));
            return null";
        t.merchant.browser.script::<Value>(plant, [json!(secret)]).await?;
        // In a place where it may be, as long as Link is open.
        t.merchant.type_key(secret).await?;
        // A careless partner puts it into a name, which is kept as it is.
        t.api.company_named(secret).await?;
        // Or into the site, which the server asks the sandbox for.
        t.api.post_credentials(&company, "none", secret).await?;
        let of_no_company = Company { id: secret.to_owned(), ..company.clone() };
        assert!(t.api.connections(&of_no_company).await.is_err());

        const PLACES: [&str; 13] = [
            "local storage",
            "session storage",
            "cookies that scripts can read",
            "cookies",
            "console",
            "history",
            "document title",
            "callbacks and events",
            "markup",
            "fields",
            "database file",
            "server log",
            "sandbox log",
        ];
        let report = async || t.leaves_no_secret().await.expect_err("it is everywhere").to_string();
        // What a program has just written to its log may not be read yet.
        wait::for_value("the places where it is not found", Vec::new(), async || {
            let report = report().await;
            Ok(PLACES.into_iter().filter(|place| !report.contains(&format!("in the {place}"))).collect())
        })
        .await?;
        let error = report().await;
        assert!(error.contains("in base64"), "{error}");
        assert!(!error.contains(secret), "the report repeats it");

        t.secrets.forget(secret);
        Ok(())
    });
}

#[test]
fn a_one_time_password_that_stays_in_the_address_is_found() {
    in_every_engine(async |t| {
        let company = t.api.company(None).await?;
        t.merchant.open(&company.link_url).await?;
        t.merchant.wait_for_title("Connect your commerce platform").await?;
        t.leaves_no_secret().await?;
        let put_back = "history.replaceState(null, '', arguments[0]); return null";
        t.merchant.browser.script::<Value>(put_back, [json!(company.link_url)]).await?;
        let error = t.leaves_no_secret().await.expect_err("it is in the address").to_string();
        assert!(error.contains("one-time password (as it is) in the address"), "{error}");
        t.secrets.forget(company.one_time_password());
        Ok(())
    });
}
