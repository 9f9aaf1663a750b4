//! The English sentences.

macro_rules! messages {
    ($($key:ident = $english:literal)*) => {
        /// A sentence of Link.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the sentence is the documentation")]
        pub enum Message { $($key),* }

        impl Message {
            /// Every sentence, in the order of the screens.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$key),*];

            /// Its key.
            #[cfg(test)]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$key => stringify!($key)),* }
            }

            pub(super) const fn english(self) -> &'static str {
                match self { $(Self::$key => $english),* }
            }
        }
    };
}

messages! {
    // Shared
    Next = "Next"
    Back = "Back"
    Continue = "Continue"
    Finish = "Finish"
    Cancel = "Cancel"
    Close = "Close"
    TryAgain = "Try again"
    TryAgainIn = "Try again in {seconds} s"
    Step = "Step {step} of {steps}"
    OpensInNewTab = "(opens in a new tab)"
    Maxio = "Maxio"

    // 1 select
    SelectTitle = "Connect your commerce platform"
    SelectLead = "Choose where your billing data lives. Next, {partner} asks for your permission."
    SelectLegend = "Commerce platforms"
    FormerlyChargify = "Billing and subscriptions. Formerly Chargify."

    // 2 consent
    ConsentTitle = "Connect to Maxio"
    ConsentLead = "This is what you allow {partner} when you connect your Maxio account."
    ConsentAgree = "By choosing Next you agree to the above."

    // 3 credentials
    CredentialsTitle = "Your Maxio credentials"
    CredentialsLead = "Paste an API key of your Maxio site. It must have admin permissions."
    KeyLabel = "API key"
    KeyShow = "Show"
    KeyHide = "Hide"
    KeyShowLabel = "Show API key"
    KeyHideLabel = "Hide API key"
    KeyAssurance = "Such a key can do anything in your Maxio site. It is sent once, encrypted, to {partner}, where only what you agreed to will be read."
    HintShortened = "This looks like the shortened form from Maxio’s list. Create a new key and copy it when Maxio shows it in full."
    HintUuid = "This looks like a Chargify Direct id, not an API key."
    HintPublicKey = "This looks like a public key for Chargify.js, not an API key."
    HintLogin = "This looks like a login, not an API key."
    HintSpaces = "There are spaces in this. Something else may have been copied with the key."
    SiteLabel = "Maxio site"
    SiteHint = "The first part of your Maxio address, such as acme in acme.chargify.com. You can paste the whole address."
    SiteLocked = "Your site"
    RegionLegend = "Region"
    RegionUs = "United States"
    RegionEu = "European Union"

    // How to get the key
    StepsTitle = "How to get the key"
    StepOpen = "Sign in to Maxio as an Owner or Admin."
    StepOpenLink = "Open app.chargify.com"
    StepMenu = "In the side panel, choose Config, then Integrations."
    StepNew = "Choose API Keys, then New API Key, and copy the key right away: Maxio shows it in full only once, and a key from the list cannot be copied."
    StepPaste = "Paste it here."
    HelpLink = "API Keys in Maxio’s help centre"
    NoAdminQuestion = "Not an Owner or Admin?"
    CopyMessage = "Copy a message for a colleague"
    Copied = "Copied. Paste it into an e-mail or chat."
    CopyLink = "Copy a link for a colleague"
    LinkCopied = "Copied. The link works once, and for one day."
    LinkFailed = "The link could not be made. Please try again."
    CopyFailed = "Your browser did not allow copying. Select the message below instead."
    ColleagueMessage = "I would like to connect our Maxio account to {partner}. Could you do it? You need to be an Owner or Admin in Maxio: open the connection page in {partner}, then create a key in Maxio under Config, Integrations, API Keys, New API Key, and paste it there. Please do not send the key by e-mail or chat."

    // 4 connecting
    ConnectingTitle = "Connecting to Maxio"
    ConnectingFresh = "Checking your key with Maxio…"
    ConnectingSlow = "Still waiting for Maxio to answer…"
    ConnectingVerySlow = "Maxio is taking longer than usual. You can keep waiting, or cancel and try later. Your key stays in the field."

    // 5 connected
    ConnectedTitle = "Maxio is connected"
    ConnectedSite = "Site"
    TestSite = "Test site"
    ConnectedNext = "From now on, {partner} can read your billing and subscription data. There is nothing else to do."
    AlreadyConnected = "This Maxio account was connected before, so nothing has changed."

    // Leaving part-way
    LeaveTitle = "Leave without connecting?"
    LeaveBody = "What you entered here will not be saved."
    LeaveStay = "Finish connecting"
    LeaveExit = "Exit without saving"

    // What went wrong: at a field
    KeyMissing = "Paste your API key to continue."
    KeyRefused = "Maxio did not accept this key. Create a new one, copy all of it, and check that it belongs to the right site."
    KeyMalformed = "This does not look like a complete API key. Copy it again from Maxio."
    SiteRequired = "Enter your Maxio site, so that we can find your account. Your key is kept."
    SiteMalformed = "This is not a site name. Use letters, digits and dashes, or paste the address of your Maxio site."
    SiteReserved = "This is one of Maxio’s own addresses. Your site’s address starts with its own name, such as acme.chargify.com."
    SiteNotMaxio = "This is not a Maxio address. It should end in chargify.com or ebilling.maxio.com."
    SiteNotFound = "There is no Maxio site by this name in this region. Check the spelling and the region. Your key is kept."

    // What went wrong: in a panel
    AdminTitle = "This key has no admin permissions"
    AdminBody = "Maxio gives a key the permissions of the person who creates it. Sign in to Maxio as an Owner or Admin, create a new key, and paste it here."
    AdminAnother = "Use another key"
    MismatchTitle = "This key is for another site"
    MismatchBody = "You are reconnecting {site}. Create a key in that site and try again."
    MismatchBodyExpected = "It is not the site that {partner} expects. Check the site, and use a key of that site."
    MismatchBodyNoSite = "You are reconnecting a site that this key does not belong to. Create a key in that site and try again."
    RateTitle = "Too many attempts"
    RateBody = "Please wait a moment. Your key is kept."
    ProviderTitle = "Maxio is not answering"
    ProviderBody = "Maxio is down or very slow at the moment. Your key is kept; try again shortly."
    OfflineTitle = "You are offline"
    OfflineBody = "Check your internet connection. We will notice when it is back, and your key is kept."
    OnlineTitle = "You are back online"
    OnlineBody = "Your key is still here. You can try again now."
    TimeoutTitle = "This took too long"
    TimeoutBody = "There was no answer in time. Trying again is safe: nothing is connected twice, and your key is kept."
    NetworkTitle = "We could not reach {partner}"
    NetworkBody = "The connection failed before an answer came. Check your network and try again. Your key is kept."
    ServerTitle = "Something went wrong at {partner}"
    ServerBody = "It is not your key, which is kept. Try again, and if it happens again, give them this reference."
    ResponseTitle = "We could not read the answer"
    ResponseBody = "The answer from {partner} was not what we expected. Try again, and if it happens again, give them this reference."
    Reference = "Reference: {reference}"
    Detail = "They say: {detail}"

    // What went wrong: stopped
    ExpiredTitle = "This link has expired"
    ExpiredBody = "It was used before, or is too old. Ask {partner} for a new link."
    DisabledTitle = "Maxio is switched off here"
    DisabledBody = "At the moment, {partner} does not offer connecting to Maxio. Ask them when it will be back."
    UnknownCompanyTitle = "We do not know this company"
    UnknownCompanyBody = "The link does not lead to a company that {partner} knows. Ask them for a new link."
    BlockedTitle = "Your Maxio account is not active"
    BlockedBody = "The account is cancelled, or its trial has ended. Contact Maxio to have it reactivated, then come back."
    OriginTitle = "This page may not connect to Maxio"
    OriginBody = "It has not been set up for that yet. Please let {partner} know."
    ConfigTitle = "Connecting is not set up correctly"
    ConfigBody = "Something is missing in the way {partner} set this up. Please let them know."
    SiteStoppedTitle = "This Maxio site was not found"
    SiteStoppedBody = "The Maxio site that {partner} chose does not exist, or is missing. Please let them know."
}
