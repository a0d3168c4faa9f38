using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.E2E.Accessibility;

/// <summary>
/// Every page with its dialogs, validation errors and empty states. One file on purpose: a page that is missing is seen at a glance.
/// 1. <see cref="All"/>: the list, public pages first, then those of accounts, members and operators; without the articles.
/// 2. The lists of articles and clients, which come from the content.
/// 3. How each state is reached, in the order of the list.
/// </summary>
internal static class PageStates
{
    public static PageState[] All { get; } =
    [
        new("landing", Viewer.Anonymous, visitor => visitor.Landing.OpenAsync()),
        new("landing with a resumed stream", Viewer.Anonymous, RunLiveStreamAsync),
        new("landing signed in", Viewer.Owner, visitor => visitor.Landing.OpenAsync()),
        new("sign in", Viewer.Anonymous, visitor => visitor.Login.OpenAsync()),
        new("sign in rejected", Viewer.Anonymous, SignInRejectedAsync),
        new("sign up", Viewer.Anonymous, visitor => visitor.Login.OpenSignUpAsync()),
        new("sign up with errors", Viewer.Anonymous, SignUpWithErrorsAsync),
        new("setup link that does not work", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/setup")),
        new("reset link", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/reset#token")),
        new("reset link that does not work", Viewer.Anonymous, ResetRejectedAsync),
        new("forgotten password", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/forgot")),
        new("forgotten password with errors", Viewer.Anonymous, ForgotRejectedAsync),
        new("link to a mailbox", Viewer.Anonymous, visitor => visitor.Forgot.AskAsync("nobody@example.com")),
        new("link that verifies an address", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/verify#token")),
        new("link to a new address", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/confirm-email#token")),
        new("link to a new address that does not work", Viewer.Anonymous, ConfirmEmailRejectedAsync),
        new("link that does not verify an address", Viewer.Anonymous, VerifyRejectedAsync),
        new("mailed invitation", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/invitation#token")),
        new("mailed invitation that is gone", Viewer.Anonymous, OpenGoneInvitationAsync),
        new("sign-in with a provider that failed", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/account/external?failed=canceled&provider=acme")),
        new("blog", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/blog/")),
        new("blog by tag", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/blog/?tag=keys")),
        new("docs", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/docs/")),
        new("clients", Viewer.Anonymous, visitor => visitor.Connect.OpenAsync()),
        new("client with the commands for Windows", Viewer.Anonymous, OpenCommandsForWindowsAsync),
        new("client with a minted key", Viewer.NewOwner, MintForClientAsync),
        new("misspelled client", Viewer.Anonymous, visitor => MissingAsync(visitor, "/connect/gose/")),
        new("catalog", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/catalog")),
        new("catalog with filters", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/catalog?q=gpt&capability=vision&sort=input")),
        new("catalog without a match", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/catalog?q=claude-sonet-4.5")),
        new("model", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/catalog/anthropic/claude-sonnet-5.5")),
        new("model with prices of long prompts", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/catalog/openai/gpt-5.5")),
        new("automatic routing", Viewer.Anonymous, visitor => visitor.Page.GotoAsync("/catalog/jusInfer-auto")),
        new("misspelled model", Viewer.Anonymous, visitor => MissingAsync(visitor, "/catalog/openai/gtp-5")),
        new("search", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/docs/search?q=key")),
        new("search without a match", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/docs/search?q=nothing+like+this")),
        new("tags", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/tags/")),
        new("tag", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/tags/limits/")),
        new("missing tag", Viewer.Anonymous, visitor => MissingAsync(visitor, "/tags/nothing/")),
        new("changelog", Viewer.Anonymous, visitor => visitor.Article.OpenAsync("/changelog/")),
        new("misspelled article", Viewer.Anonymous, visitor => MissingAsync(visitor, "/docs/quickstart/")),
        new("missing article", Viewer.Anonymous, visitor => MissingAsync(visitor, "/blog/never-written/")),
        new("missing page", Viewer.Anonymous, visitor => MissingAsync(visitor, "/nowhere")),

        new("account", Viewer.Owner, visitor => visitor.Account.OpenAsync()),
        new("account with errors", Viewer.EmptyOwner, ChangePasswordWithErrorsAsync),
        new("account with a rejected new address", Viewer.NewOwner, RequestNewAddressAsync),
        new("second factor", Viewer.EmptyOwner, visitor => visitor.Page.GotoAsync(AccountPage.SecondFactorPath)),
        new("key of an authenticator app", Viewer.Anonymous, ShowKeyAsync),
        new("recovery codes", Viewer.Anonymous, EnrollAsync),
        new("turning off the second factor", Viewer.EmptyOwner, visitor => visitor.Page.GotoAsync(AccountPage.SecondFactorPath + "/remove")),
        new("passkeys", Viewer.Owner, visitor => visitor.Page.GotoAsync("/account/passkeys")),
        new("confirming without a second factor", Viewer.EmptyOwner, visitor => visitor.Page.GotoAsync("/account/confirm")),
        new("removing a passkey", Viewer.Owner, visitor => visitor.Page.GotoAsync("/account/passkeys/remove?id=none")),
        new("unlinking a provider", Viewer.Owner, visitor => visitor.Page.GotoAsync("/account/unlink?issuer=none&subject=none")),
        new("teams", Viewer.EmptyOwner, visitor => visitor.Page.GotoAsync(AccountPage.TeamsPath)),
        new("teams with errors", Viewer.EmptyOwner, CreateTeamWithErrorsAsync),
        new("team menu", Viewer.NewOwner, OpenTeamMenuAsync),
        new("leaving the team", Viewer.Owner, visitor => visitor.Page.GotoAsync("/account/leave")),
        new("deleting the team", Viewer.Owner, visitor => visitor.Page.GotoAsync("/account/delete-team")),
        new("connecting an app", Viewer.Owner, OpenConsentAsync),
        new("connecting an unknown app", Viewer.Owner, visitor => visitor.Page.GotoAsync("/oauth/authorize?client_id=none")),
        new("deleting the account", Viewer.EmptyOwner, visitor => visitor.Page.GotoAsync("/account/delete")),

        new("overview", Viewer.Owner, OpenOverviewAsync),
        new("overview of a new team", Viewer.EmptyOwner, OpenEmptyOverviewAsync),
        new("keys empty", Viewer.EmptyOwner, OpenEmptyKeysAsync),
        new("keys", Viewer.Owner, OpenKeysAsync),
        new("mint dialog", Viewer.Owner, OpenMintDialogAsync),
        new("mint dialog with errors", Viewer.Owner, MintWithErrorsAsync),
        new("changing several keys", Viewer.Owner, OpenBulkDialogAsync),
        new("changing a key", Viewer.Owner, OpenChangeDialogAsync),
        new("minted key", Viewer.NewOwner, visitor => visitor.Keys.MintAsync("Ada's laptop")),
        new("revoke dialog", Viewer.Owner, OpenRevokeDialogAsync),
        new("rotate dialog", Viewer.Owner, OpenRotateDialogAsync),
        new("reported key", Viewer.NewOwner, ReportAKeyAsync),

        new("usage empty", Viewer.EmptyOwner, OpenEmptyUsageAsync),
        new("usage", Viewer.Owner, visitor => OpenUsageAsync(visitor)),
        new("usage of an hour by run", Viewer.Owner, visitor => OpenUsageAsync(visitor, "?range=1h&by=run")),
        new("usage of a day by key", Viewer.Owner, visitor => OpenUsageAsync(visitor, "?range=24h&by=key")),
        new("usage by run with a filter", Viewer.Owner, visitor => OpenUsageAsync(visitor, "?by=run&status=ok")),
        new("usage by label of a repository", Viewer.NewOwner, OpenUsageByLabelAsync),
        new("usage in tables", Viewer.Owner, OpenUsageInTablesAsync),
        new("usage on a phone", Viewer.Owner, OpenUsageOnAPhoneAsync),
        new("usage without a match", Viewer.Owner, OpenUsageWithoutMatchAsync),
        new("usage with the choice of days", Viewer.Owner, OpenChoiceOfDaysAsync),
        new("usage with errors in the choice of days", Viewer.Owner, ChooseDaysWithErrorsAsync),
        new("receipt", Viewer.Owner, OpenReceiptAsync),
        new("missing receipt", Viewer.Owner, visitor => MissingAsync(visitor, "/developer/usage/req_nothing")),

        new("requests empty", Viewer.EmptyOwner, visitor => OpenRequestsAsync(visitor, "", "No requests yet")),
        new("requests", Viewer.Owner, OpenRequestsAsync),
        new("requests with the menu of columns", Viewer.Owner, OpenColumnMenuAsync),
        new("requests with open filters", Viewer.Owner, OpenRequestFiltersAsync),
        new("requests with suggestions", Viewer.Owner, OpenSuggestionsAsync),
        new("requests without a match", Viewer.Owner, visitor => OpenRequestsAsync(visitor, "?user=nobody", "No requests match")),
        new("requests with a rejected call", Viewer.NewOwner, OpenRejectedRequestsAsync),
        new("requests with a receipt", Viewer.Owner, visitor => OpenCallAsync(visitor, "Receipt", "Requested model")),
        new("requests with the routing of a call", Viewer.Owner, visitor => OpenCallAsync(visitor, "Routing", "End of the call")),
        new("requests with a raw call", Viewer.Owner, visitor => OpenCallAsync(visitor, "Raw", "cost_usd")),

        new("runs empty", Viewer.EmptyOwner, OpenEmptyRunsAsync),
        new("runs", Viewer.NewOwner, OpenRunsAsync),
        new("run", Viewer.NewOwner, OpenRunAsync),
        new("unknown run", Viewer.Owner, OpenUnknownRunAsync),

        new("command palette", Viewer.Owner, OpenPaletteAsync),
        new("command palette that could not be loaded", Viewer.Anonymous, FailToLoadPaletteAsync),
        new("playground empty", Viewer.Owner, visitor => visitor.Playground.OpenAsync()),
        new("playground with answers and code", Viewer.NewOwner, OpenPlaygroundAnswersAsync),
        new("playground with errors", Viewer.Owner, OpenPlaygroundErrorsAsync),
        new("playground with the models to choose from", Viewer.Owner, OpenModelsOfPlaygroundAsync),
        new("playground with a model that does not exist", Viewer.Owner, EnterUnknownModelAsync),

        new("tenant", Viewer.Owner, OpenTenantAsync),
        new("members", Viewer.Owner, OpenMembersAsync),
        new("menu of a member", Viewer.Owner, OpenMemberMenuAsync),
        new("members with an invitation", Viewer.NewOwner, OpenMembersWithInvitationAsync),
        new("budgets and limits without keys", Viewer.EmptyOwner, OpenEmptyBudgetsAsync),
        new("budgets and limits", Viewer.NewOwner, OpenBudgetsAsync),
        new("wallet", Viewer.Owner, visitor => visitor.Wallet.OpenAsync()),
        new("routing", Viewer.Owner, visitor => visitor.Routing.OpenAsync()),
        new("settings of the team", Viewer.Owner, visitor => visitor.Settings.OpenAsync()),
        new("cap dialog", Viewer.Owner, OpenCapDialogAsync),
        new("rates dialog", Viewer.Owner, OpenRatesDialogAsync),
        new("role dialog", Viewer.Owner, OpenRoleDialogAsync),
        new("retention dialog", Viewer.Owner, OpenRetentionDialogAsync),
        new("key policy dialog", Viewer.NewOwner, OpenKeyPolicyDialogAsync),
        new("routing dialog", Viewer.Owner, OpenRoutingDialogAsync),
        new("budget dialog", Viewer.Owner, OpenBudgetDialogAsync),
        new("budget dialog with a preview", Viewer.Owner, PreviewBudgetAsync),
        new("limit dialog", Viewer.Owner, OpenLimitDialogAsync),
        new("limits", Viewer.Owner, OpenLimitsAsync),
        new("audit log", Viewer.Owner, visitor => OpenAuditAsync(visitor)),
        new("audit log without a match", Viewer.Owner, visitor => OpenAuditAsync(visitor, "?to=2020-01-01")),
        new("alerts empty", Viewer.EmptyOwner, OpenEmptyAlertsAsync),
        new("alerts", Viewer.NewOwner, OpenAlertsAsync),
        new("webhooks empty", Viewer.EmptyOwner, OpenWebhooksAsync),
        new("webhook dialog", Viewer.EmptyOwner, OpenWebhookDialogAsync),
        new("webhook dialog with errors", Viewer.EmptyOwner, AddWebhookWithErrorsAsync),
        new("webhook with its secret", Viewer.NewOwner, AddWebhookAsync),
        new("webhooks", Viewer.NewOwner, OpenWebhooksWithOneAsync),
        new("deliveries", Viewer.NewOwner, OpenDeliveriesAsync),
        new("invite dialog", Viewer.Owner, OpenInviteDialogAsync),
        new("invitation", Viewer.NewOwner, InviteSomeoneAsync),

        new("operator", Viewer.Owner, OpenOperatorAsync),
        new("operator for a user who is not an operator", Viewer.EmptyOwner, visitor => MissingAsync(visitor, "/operator")),
        new("providers", Viewer.Owner, OpenProvidersAsync),
        new("connect a provider", Viewer.Owner, OpenCredentialDialogAsync),
        new("connect a provider with an error", Viewer.Owner, RejectCredentialAsync),
        new("wallet dialog of the operator", Viewer.Owner, OpenWalletDialogAsync),
        new("wallet dialog of the operator with errors", Viewer.Owner, AddCreditWithErrorsAsync),
        new("models of the operator", Viewer.Owner, visitor => OpenModelsAsync(visitor)),
        new("models of the operator without a match", Viewer.Owner, visitor => visitor.Models.OpenAsync("?q=no-such-model")),
        new("changing a model", Viewer.Owner, OpenModelDialogAsync),
        new("changing a model with errors", Viewer.Owner, ChangeModelWithErrorsAsync),
        new("models of the operator for a user who is not an operator", Viewer.EmptyOwner, visitor => MissingAsync(visitor, ModelsPage.Path)),
        new("accounts", Viewer.Owner, visitor => visitor.Page.GotoAsync("/operator/accounts")),
        new("reset link dialog", Viewer.Owner, OpenResetLinkDialogAsync),
        new("end sessions dialog", Viewer.Owner, OpenEndSessionsDialogAsync),
        new("accounts for a user who is not an operator", Viewer.EmptyOwner, visitor => MissingAsync(visitor, "/operator/accounts")),
        new("providers for a user who is not an operator", Viewer.EmptyOwner, visitor => MissingAsync(visitor, ProvidersPage.Path)),
    ];

    /// <summary>The pages that are opened without a session.</summary>
    public static TheoryData<string> PublicNames => [.. All.Where(page => page.Viewer is Viewer.Anonymous).Select(page => page.Name)];

    /// <summary>The sections that have articles.</summary>
    public static TheoryData<string> Sections => ["blog", "docs", "connect"];

    public static TheoryData<string> SignedInNames => [.. All.Where(page => page.Viewer is not Viewer.Anonymous).Select(page => page.Name)];

    /// <summary>The states that open a dialog with a form and do nothing in it.</summary>
    public static TheoryData<string> DialogNames =>
    [
        "mint dialog", "changing several keys", "revoke dialog", "rotate dialog", "cap dialog", "rates dialog", "role dialog",
        "retention dialog", "key policy dialog", "routing dialog", "budget dialog", "webhook dialog", "invite dialog",
        "connect a provider", "wallet dialog of the operator", "changing a model",
        "reset link dialog", "end sessions dialog",
    ];

    public static PageState Named(string name) => All.Single(page => page.Name == name);

    /// <summary>Every article of a section.</summary>
    public static IEnumerable<PageState> Articles(string section) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "content", section), "*.md").Order(StringComparer.Ordinal)
        let slug = Path.GetFileNameWithoutExtension(file)
        select new PageState($"{section} {slug}", Viewer.Anonymous, visitor => visitor.Article.OpenAsync($"/{section}/{slug}/"));

    private static async Task SignInRejectedAsync(Visitor visitor)
    {
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync("nobody@example.com", "not a valid password");
        await Expect(visitor.Login.Errors).ToBeVisibleAsync();
    }

    private static async Task SignUpWithErrorsAsync(Visitor visitor)
    {
        await visitor.Login.OpenSignUpAsync();
        await visitor.Login.CreateTeam.ClickAsync();
        await Expect(visitor.Login.Errors.First).ToBeVisibleAsync();
    }

    private static async Task ResetRejectedAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/reset");
        await visitor.Reset.Submit.ClickAsync();
        await Expect(visitor.Reset.Errors.First).ToBeVisibleAsync();
    }

    private static async Task ForgotRejectedAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/forgot");
        await visitor.Forgot.Send.ClickAsync();
        await Expect(visitor.Forgot.Errors.First).ToBeVisibleAsync();
    }

    private static async Task VerifyRejectedAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/verify");
        await visitor.Verify.Submit.ClickAsync();
        await Expect(visitor.Verify.Errors.First).ToBeVisibleAsync();
    }

    private static async Task ConfirmEmailRejectedAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/confirm-email");
        await visitor.ConfirmEmail.Submit.ClickAsync();
        await Expect(visitor.ConfirmEmail.Errors.First).ToBeVisibleAsync();
    }

    private static async Task RequestNewAddressAsync(Visitor visitor)
    {
        await visitor.Account.OpenAsync();
        await visitor.Account.NewEmail.FillAsync($"{Guid.NewGuid():N}@example.org");
        await visitor.Account.OwnPassword.FillAsync("a wrong password");
        await visitor.Account.Button("Change the address").ClickAsync();
        await Expect(visitor.Page.Locator("#field-password-error")).ToBeVisibleAsync();
    }

    private static async Task OpenGoneInvitationAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/invitation#token");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    private static async Task OpenConsentAsync(Visitor visitor)
    {
        const string Redirect = "http://127.0.0.1:33418/callback";
        var registered = await visitor.Page.APIRequest.PostAsync("/oauth/register", new() { DataObject = new { client_name = "An agent", redirect_uris = new[] { Redirect } } });
        var id = (await registered.JsonAsync())!.Value.GetProperty("client_id").GetString()!;
        await visitor.Page.GotoAsync(
            $"/oauth/authorize?response_type=code&client_id={Uri.EscapeDataString(id)}&redirect_uri={Uri.EscapeDataString(Redirect)}&scope=usage%3Aread%20keys%3Amint&code_challenge={new string('c', 43)}&code_challenge_method=S256");
        await Expect(visitor.Account.Heading).ToHaveTextAsync("Connect An agent?");
    }

    private static async Task OpenResetLinkDialogAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/operator/accounts");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create reset link" }).ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("E-mail")).ToBeFocusedAsync();
    }

    private static async Task OpenEndSessionsDialogAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/operator/accounts");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "End sessions" }).ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("E-mail")).ToBeFocusedAsync();
    }

    private static async Task MissingAsync(Visitor visitor, string address)
    {
        visitor.Errors.Expect(address, 404);
        await visitor.Page.GotoAsync(address);
    }

    private static async Task OpenCommandsForWindowsAsync(Visitor visitor)
    {
        await visitor.Connect.OpenAsync("codex");
        await visitor.Connect.Windows.ClickAsync();
    }

    private static async Task MintForClientAsync(Visitor visitor)
    {
        await visitor.Connect.OpenAsync("claude-code");
        await visitor.Connect.Mint.ClickAsync();
        await Expect(visitor.Connect.Waiting).ToBeVisibleAsync();
    }

    private static async Task ChangePasswordWithErrorsAsync(Visitor visitor)
    {
        await visitor.Account.OpenAsync();
        await visitor.Account.ChangePassword.ClickAsync();
        await Expect(visitor.Account.Errors.First).ToBeVisibleAsync();
    }

    private static async Task CreateTeamWithErrorsAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync(AccountPage.TeamsPath);
        await visitor.Account.Button("Create team").ClickAsync();
        await Expect(visitor.Page.GetByText("Enter a name of at most 100 characters.")).ToBeVisibleAsync();
    }

    private static async Task OpenTeamMenuAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync(AccountPage.TeamsPath);
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("A second team with a name that is too long for one line of a phone");
        await visitor.Account.Button("Create team").ClickAsync();
        await Expect(visitor.Overview.Steps).ToBeVisibleAsync();
        await visitor.Layout.Team.ClickAsync();
        await Expect(visitor.Page.GetByText("Switch to", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static async Task<AuthenticatorApp> ShowKeyAsync(Visitor visitor)
    {
        var person = Person.New();
        await visitor.Login.SignUpAsync(person);
        await visitor.Page.GotoAsync(AccountPage.SecondFactorPath);
        return new AuthenticatorApp(await visitor.Account.KeyAsync(person.Password));
    }

    private static async Task EnrollAsync(Visitor visitor)
    {
        var app = await ShowKeyAsync(visitor);
        await visitor.Account.Code.FillAsync(app.CodeAt(DateTimeOffset.UtcNow));
        await visitor.Account.TurnOn.ClickAsync();
        await Expect(visitor.Account.RecoveryCodes).ToHaveCountAsync(10);
    }

    private static async Task OpenBulkDialogAsync(Visitor visitor)
    {
        await OpenKeysAsync(visitor);
        await visitor.Keys.Select(SampleTeam.LiveKey).CheckAsync();
        await visitor.Keys.Bulk("Set a cap").ClickAsync();
        await Expect(visitor.Keys.Dialog.Field("Monthly cap in USD")).ToBeVisibleAsync();
    }

    private static async Task OpenChangeDialogAsync(Visitor visitor)
    {
        await OpenKeysAsync(visitor);
        await visitor.Keys.OpenKeyAsync(SampleTeam.LiveKey);
    }

    private static async Task OpenOverviewAsync(Visitor visitor)
    {
        await visitor.Overview.OpenAsync();
        await Expect(visitor.Overview.TopKeys.First).ToBeVisibleAsync();
        await Expect(visitor.Overview.Chart).ToBeVisibleAsync();
    }

    private static async Task OpenEmptyOverviewAsync(Visitor visitor)
    {
        await visitor.Overview.OpenAsync();
        await Expect(visitor.Overview.SendTestCall).ToBeVisibleAsync();
    }

    private static async Task OpenEmptyKeysAsync(Visitor visitor)
    {
        await visitor.Keys.OpenAsync();
        await Expect(visitor.Keys.Empty).ToBeVisibleAsync();
    }

    private static async Task OpenKeysAsync(Visitor visitor)
    {
        await visitor.Keys.OpenAsync();
        await Expect(visitor.Keys.Rows.First).ToBeVisibleAsync();
    }

    private static async Task OpenMintDialogAsync(Visitor visitor)
    {
        await OpenKeysAsync(visitor);
        await visitor.Keys.Mint.ClickAsync();
        await Expect(visitor.Keys.Dialog.Field("Name")).ToBeFocusedAsync();
    }

    private static async Task MintWithErrorsAsync(Visitor visitor)
    {
        await OpenMintDialogAsync(visitor);
        await visitor.Keys.Dialog.MoreOptions.ClickAsync();
        await visitor.Keys.Dialog.Field("Requests per minute").FillAsync("a lot");
        await visitor.Keys.Dialog.Button("Mint key").ClickAsync();
        await Expect(visitor.Keys.Dialog.Errors.First).ToBeVisibleAsync();
    }

    private static async Task OpenRevokeDialogAsync(Visitor visitor)
    {
        await OpenKeysAsync(visitor);
        await visitor.Keys.ChooseAsync(SampleTeam.LiveKey, "Revoke");
        await Expect(visitor.Keys.Dialog.Button("Revoke key")).ToBeVisibleAsync();
    }

    private static async Task OpenRotateDialogAsync(Visitor visitor)
    {
        await OpenKeysAsync(visitor);
        await visitor.Keys.ChooseAsync(SampleTeam.LiveKey, "Rotate");
        await Expect(visitor.Keys.Dialog.Button("Rotate key")).ToBeVisibleAsync();
    }

    private static async Task OpenEmptyUsageAsync(Visitor visitor)
    {
        await visitor.Usage.OpenAsync();
        await Expect(visitor.Usage.Empty).ToBeVisibleAsync();
    }

    private static async Task OpenUsageAsync(Visitor visitor, string query = "")
    {
        await visitor.Usage.OpenAsync(query);
        await Expect(visitor.Usage.Charts.Last.Locator("svg").First).ToBeVisibleAsync();
    }

    private static async Task OpenUsageByLabelAsync(Visitor visitor)
    {
        var agent = new Agent(new Uri(visitor.Page.Url), await visitor.Keys.MintAndCloseAsync("Ada's laptop"));
        (await agent.CallForAsync("acme/a-repository-with-a-very-long-name-that-nobody-shortened", "nightly")).ShouldBe(200);
        await visitor.Requests.OpenAsync("?label=nightly");
        await Expect(visitor.Requests.Rows).ToHaveCountAsync(1);
        await OpenUsageAsync(visitor, "?by=repository&label=nightly");
        await Expect(visitor.Usage.By("repository", "acme/a-repository")).ToBeVisibleAsync();
    }

    private static async Task OpenUsageInTablesAsync(Visitor visitor)
    {
        await OpenUsageAsync(visitor, "?range=30d");
        await visitor.Usage.ShowAsTable("Spend per day").ClickAsync();
        await Expect(visitor.Usage.RowsInTable("Spend per day").First).ToBeVisibleAsync();
    }

    private static async Task OpenUsageOnAPhoneAsync(Visitor visitor)
    {
        await visitor.ApplyAsync(DisplaySettings.Phone);
        await visitor.Usage.OpenAsync();
        await Expect(visitor.Usage.Drawing("Spend per day")).ToBeAttachedAsync();
    }

    private static async Task OpenUsageWithoutMatchAsync(Visitor visitor)
    {
        await visitor.Usage.OpenAsync("?status=error");
        await Expect(visitor.Usage.NoMatch).ToBeVisibleAsync();
    }

    private static async Task OpenChoiceOfDaysAsync(Visitor visitor)
    {
        await OpenUsageAsync(visitor);
        await visitor.Usage.Days.ClickAsync();
        await Expect(visitor.Usage.ShowDays).ToBeVisibleAsync();
    }

    private static async Task ChooseDaysWithErrorsAsync(Visitor visitor)
    {
        await OpenChoiceOfDaysAsync(visitor);
        await visitor.Usage.Day("From").FillAsync("yesterday");
        await visitor.Usage.Day("To").FillAsync("2026-02-30");
        await visitor.Usage.ShowDays.ClickAsync();
        await Expect(visitor.Usage.ChoiceOfDays.GetByRole(AriaRole.Alert)).ToHaveCountAsync(2);
    }

    private static async Task OpenReceiptAsync(Visitor visitor)
    {
        await visitor.Requests.OpenAsync();
        await visitor.Page.GotoAsync(await visitor.Requests.NewestReceiptAsync());
        await Expect(visitor.Receipt.Heading).ToBeVisibleAsync();
    }

    private static async Task OpenRequestsAsync(Visitor visitor)
    {
        await visitor.Requests.OpenAsync();
        await Expect(visitor.Requests.Rows.First).ToBeVisibleAsync();
    }

    private static async Task OpenRequestsAsync(Visitor visitor, string query, string text)
    {
        await visitor.Requests.OpenAsync(query);
        await Expect(visitor.Page.GetByText(text)).ToBeVisibleAsync();
    }

    private static async Task OpenRejectedRequestsAsync(Visitor visitor)
    {
        var agent = new Agent(new Uri(visitor.Page.Url), await visitor.Keys.MintAndCloseAsync("Ada's laptop"));
        (await agent.RejectedAsync("no-such-model")).Status.ShouldBe(404);
        await visitor.Requests.OpenAsync("?status=rejected");
        await Expect(visitor.Requests.Rejected.First).ToContainTextAsync("MODEL_NOT_FOUND", new() { Timeout = 10_000 });
        await visitor.Requests.Rejected.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visitor.Requests.Drawer).ToContainTextAsync("no-such-model");
    }

    private static async Task OpenCallAsync(Visitor visitor, string part, string text)
    {
        await OpenRequestsAsync(visitor);
        await visitor.Requests.Rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await visitor.Requests.Part(part).ClickAsync();
        await Expect(visitor.Requests.Drawer).ToContainTextAsync(text);
    }

    private static async Task OpenColumnMenuAsync(Visitor visitor)
    {
        await visitor.Requests.OpenAsync("?hide=total");
        await Expect(visitor.Requests.Rows).ToHaveCountAsync(4);
        await visitor.Requests.ShowColumns.ClickAsync();
        await Expect(visitor.Requests.Column("Total")).ToBeVisibleAsync();
    }

    private static async Task OpenRequestFiltersAsync(Visitor visitor)
    {
        await OpenRequestsAsync(visitor, "?status=ok&recovery=retried", "No requests match");
        await visitor.Requests.ShowFilters.ClickAsync();
        await Expect(visitor.Requests.Filter("Member").Field).ToBeVisibleAsync();
    }

    private static async Task OpenSuggestionsAsync(Visitor visitor)
    {
        await OpenRequestsAsync(visitor);
        await visitor.Requests.Chip("model").ClickAsync();
        await Expect(visitor.Requests.Choices("model").GetByRole(AriaRole.Button).First).ToBeVisibleAsync();
    }

    private static async Task OpenEmptyRunsAsync(Visitor visitor)
    {
        await visitor.Runs.OpenAsync();
        await Expect(visitor.Runs.Empty).ToBeVisibleAsync();
    }

    /// <summary>A paused run with a subagent, whose name is long.</summary>
    private static async Task OpenRunsAsync(Visitor visitor)
    {
        var agent = new Agent(new Uri(visitor.Page.Url), await visitor.Keys.MintAndCloseAsync("Ada's laptop"));
        await agent.CallInRunAsync("build/a-subagent-with-a-very-long-name-that-nobody-shortened-0123456789", "build", "Run the tests.");
        while (await agent.CallInRunAsync("build", parent: null, "Build it.") == 200)
        {
        }

        await visitor.Runs.OpenAsync();
        await Expect(visitor.Runs.Rows).ToHaveCountAsync(2);
        await Expect(visitor.Runs.Resume).ToBeVisibleAsync();
    }

    private static async Task OpenRunAsync(Visitor visitor)
    {
        await OpenRunsAsync(visitor);
        await visitor.Runs.Run("build").ClickAsync();
        await Expect(visitor.Runs.Tree).ToHaveCountAsync(2);
        await Expect(visitor.Runs.Resume).ToBeVisibleAsync();
    }

    private static async Task OpenUnknownRunAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/developer/runs/none");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such run" })).ToBeVisibleAsync();
    }

    private static async Task OpenPaletteAsync(Visitor visitor)
    {
        await visitor.Usage.OpenAsync();
        await visitor.Palette.OpenAsync();
    }

    private static async Task FailToLoadPaletteAsync(Visitor visitor)
    {
        await visitor.Palette.FailToLoadAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await Expect(visitor.Palette.Note).ToContainTextAsync("could not be loaded");
    }

    private static async Task OpenPlaygroundAnswersAsync(Visitor visitor)
    {
        await visitor.Playground.OpenAsync("?model=openai/gpt-5");
        await visitor.Playground.Compare.ClickAsync();
        await visitor.Playground.Compare.ClickAsync();
        await visitor.Playground.AskAsync("Tell me a story in ten sentences.");
        await Expect(visitor.Page.GetByText("Complete.")).ToHaveCountAsync(3);
        await visitor.Playground.OpenCodeAsync();
        await Expect(visitor.Playground.Code).ToBeVisibleAsync();
    }

    private static async Task OpenPlaygroundErrorsAsync(Visitor visitor)
    {
        await visitor.Playground.OpenAsync();
        await visitor.Playground.Options.ClickAsync();
        await visitor.Page.GetByLabel("Tools", new() { Exact = true }).FillAsync("{");
        await visitor.Playground.Send.ClickAsync();
        await Expect(visitor.Playground.Error).ToHaveCountAsync(2);
    }

    private static async Task OpenModelsOfPlaygroundAsync(Visitor visitor)
    {
        await visitor.Playground.OpenAsync();
        await visitor.Playground.Model(1).Field.FillAsync("claude");
        await Expect(visitor.Playground.Model(1).Active).ToBeVisibleAsync();
    }

    private static async Task EnterUnknownModelAsync(Visitor visitor)
    {
        await visitor.Playground.OpenAsync();
        await visitor.Playground.Model(1).EnterAsync("gpt-99");
        await Expect(visitor.Playground.Model(1).Error).ToBeVisibleAsync();
    }

    private static async Task OpenTenantAsync(Visitor visitor)
    {
        await visitor.Tenant.OpenAsync();
        await Expect(visitor.Tenant.Key(SampleTeam.LiveKey)).ToBeVisibleAsync();
    }

    private static async Task OpenMembersAsync(Visitor visitor)
    {
        await visitor.Members.OpenAsync();
        await Expect(visitor.Members.All.First).ToBeVisibleAsync();
    }

    private static async Task OpenMemberMenuAsync(Visitor visitor)
    {
        await OpenMembersAsync(visitor);
        await visitor.Members.All.First.GetByRole(AriaRole.Button, new() { Name = "Actions for" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set cap for" })).ToBeVisibleAsync();
    }

    private static async Task OpenMembersWithInvitationAsync(Visitor visitor)
    {
        await visitor.Members.OpenAsync();
        await visitor.Members.InviteAsync("somebody-with-a-long-address@engineering.northwind.example", "Billing");
        await Expect(visitor.Members.Invitation("somebody")).ToBeVisibleAsync();
    }

    private static async Task OpenEmptyBudgetsAsync(Visitor visitor)
    {
        await visitor.Budgets.OpenAsync();
        await Expect(visitor.Page.GetByText("No budgets yet.")).ToBeVisibleAsync();
    }

    private static async Task OpenBudgetsAsync(Visitor visitor)
    {
        await visitor.Keys.MintAndCloseAsync("Ada's laptop");
        await visitor.Budgets.OpenAsync();
        await visitor.Budgets.SetPolicyAsync("30", "127.0.0.0/8, 2001:db8::/32");
        await visitor.Budgets.Add.ClickAsync();
        await visitor.Budgets.Dialog.Field("US dollars").FillAsync("5");
        await visitor.Budgets.Dialog.CloseWithAsync("Add budget");
        await Expect(visitor.Budgets.All).ToHaveCountAsync(1);
    }

    private static async Task OpenLimitsAsync(Visitor visitor)
    {
        await OpenTenantAsync(visitor);
        await visitor.Tenant.Key(SampleTeam.LiveKey).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Limits", Exact = true })).ToContainTextAsync("Requests per minute of this key");
    }

    private static async Task OpenAuditAsync(Visitor visitor, string query = "")
    {
        await visitor.Page.GotoAsync("/developer/audit" + query);
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "How to verify the log" })).ToBeVisibleAsync();
    }

    private static async Task OpenCapDialogAsync(Visitor visitor)
    {
        await visitor.Members.OpenAsync();
        await visitor.Members.OpenFirstAsync("Set cap");
        await Expect(visitor.Tenant.Dialog.Button("Save cap")).ToBeVisibleAsync();
    }

    private static async Task OpenRoleDialogAsync(Visitor visitor)
    {
        await visitor.Members.OpenAsync();
        await visitor.Members.OpenFirstAsync("Change role");
        await Expect(visitor.Tenant.Dialog.Button("Save role")).ToBeVisibleAsync();
    }

    private static async Task OpenRetentionDialogAsync(Visitor visitor)
    {
        await visitor.Settings.OpenAsync();
        await visitor.Settings.ChangeDays.ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("Days")).ToBeFocusedAsync();
    }

    private static async Task OpenRatesDialogAsync(Visitor visitor)
    {
        await visitor.Members.OpenAsync();
        await visitor.Members.OpenFirstAsync("Set rates");
        await Expect(visitor.Tenant.Dialog.Button("Save rate limits")).ToBeVisibleAsync();
    }

    private static async Task OpenOperatorAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/operator");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Teams" }).Locator("tbody").GetByRole(AriaRole.Row).First).ToBeVisibleAsync();
    }

    private static async Task ReportAKeyAsync(Visitor visitor)
    {
        var key = await visitor.Keys.MintAndCloseAsync("Ada's laptop");
        (await visitor.Page.APIRequest.PostAsync("/v1/keys/report", new() { DataObject = new { key } })).Status.ShouldBe(202);
        await Expect(visitor.Keys.Reported).ToContainTextAsync("Ada's laptop was reported as leaked");
    }

    private static async Task OpenKeyPolicyDialogAsync(Visitor visitor)
    {
        await visitor.Budgets.OpenAsync();
        await visitor.Budgets.SetPolicyAsync("30", "127.0.0.0/8, 2001:db8::/32");
        await visitor.Budgets.ChangePolicy.ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("Expires within days")).ToHaveValueAsync("30");
    }

    private static async Task OpenRoutingDialogAsync(Visitor visitor)
    {
        await visitor.Routing.OpenAsync();
        await visitor.Routing.Change.ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("Share of the other sessions in percent")).ToHaveValueAsync("10");
    }

    private static async Task OpenProvidersAsync(Visitor visitor)
    {
        await visitor.Providers.OpenAsync();
        await Expect(visitor.Providers.Endpoints.First).ToBeVisibleAsync();
        await Expect(visitor.Providers.All.First).ToBeVisibleAsync();
    }

    private static async Task OpenWalletDialogAsync(Visitor visitor)
    {
        await OpenOperatorAsync(visitor);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change the wallet of" }).First.ClickAsync();
        await Expect(visitor.Models.Dialog.Field("Amount in USD")).ToBeVisibleAsync();
    }

    private static async Task AddCreditWithErrorsAsync(Visitor visitor)
    {
        await OpenWalletDialogAsync(visitor);
        await visitor.Models.Dialog.Field("Amount in USD").FillAsync("a lot");
        await visitor.Models.Dialog.Button("Add credit").ClickAsync();
        await Expect(visitor.Models.Dialog.Errors.First).ToBeVisibleAsync();
    }

    private static async Task OpenModelsAsync(Visitor visitor)
    {
        await visitor.Models.OpenAsync();
        await Expect(visitor.Models.Rows.First).ToBeVisibleAsync();
    }

    private static async Task OpenModelDialogAsync(Visitor visitor)
    {
        await OpenModelsAsync(visitor);
        await visitor.Models.Change("openai/gpt-5").ClickAsync();
        await Expect(visitor.Models.Dialog.Self.GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
    }

    private static async Task ChangeModelWithErrorsAsync(Visitor visitor)
    {
        await OpenModelDialogAsync(visitor);
        await visitor.Models.Dialog.Field("Other names").FillAsync("claude-sonnet-4-5");
        await visitor.Models.Dialog.Field("Input").FillAsync("0.000001");
        await visitor.Models.Dialog.Button("Save").ClickAsync();
        await Expect(visitor.Models.Dialog.Errors.First).ToBeVisibleAsync();
    }

    private static async Task OpenCredentialDialogAsync(Visitor visitor)
    {
        await visitor.Providers.OpenAsync();
        await visitor.Providers.Connect("openai").ClickAsync();
        await Expect(visitor.Providers.Credential).ToBeFocusedAsync();
    }

    private static async Task RejectCredentialAsync(Visitor visitor)
    {
        await OpenCredentialDialogAsync(visitor);
        await visitor.Providers.Credential.FillAsync("two words");
        await visitor.Providers.Dialog.Button("Save and test").ClickAsync();
        await Expect(visitor.Providers.Dialog.Errors).ToBeVisibleAsync();
    }

    private static async Task OpenBudgetDialogAsync(Visitor visitor)
    {
        await visitor.Budgets.OpenAsync();
        await visitor.Budgets.Add.ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("US dollars")).ToBeVisibleAsync();
    }

    private static async Task PreviewBudgetAsync(Visitor visitor)
    {
        await OpenBudgetDialogAsync(visitor);
        await visitor.Tenant.Dialog.Field("US dollars").FillAsync("0");
        await visitor.Tenant.Dialog.Button("Try it on the last 30 days").ClickAsync();
        await Expect(visitor.Budgets.Preview).ToContainTextAsync("It would have stopped");
    }

    private static async Task OpenLimitDialogAsync(Visitor visitor)
    {
        await visitor.Budgets.OpenAsync();
        await visitor.Budgets.SetLimit(SampleTeam.LiveKey).ClickAsync();
        await visitor.Keys.ExpectOpenAsync();
    }

    private static async Task OpenEmptyAlertsAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/developer/alerts");
        await Expect(visitor.Page.GetByText("No alerts")).ToBeVisibleAsync();
    }

    /// <summary>Runaway protection pauses a run. The alert follows within half a minute.</summary>
    private static async Task OpenAlertsAsync(Visitor visitor)
    {
        var agent = new Agent(new Uri(visitor.Page.Url), await visitor.Keys.MintAndCloseAsync("Ada's laptop"));
        while (await agent.CallInRunAsync("build", parent: null, "Build it.") == 200)
        {
        }

        var alert = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Paused", Exact = true });
        for (var attempt = 0; attempt < 60; attempt++)
        {
            await visitor.Page.GotoAsync("/developer/alerts");
            await Expect(alert.Or(visitor.Page.GetByText("No alerts"))).ToBeVisibleAsync();
            if (await alert.IsVisibleAsync()) return;
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }

        await Expect(alert).ToBeVisibleAsync();
    }

    private static async Task OpenWebhooksAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/developer/webhooks");
        await Expect(visitor.Page.GetByText("No webhooks yet")).ToBeVisibleAsync();
    }

    private static async Task OpenWebhookDialogAsync(Visitor visitor)
    {
        await OpenWebhooksAsync(visitor);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add a webhook" }).ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("Address")).ToBeFocusedAsync();
    }

    private static async Task SubmitWebhookAsync(Visitor visitor, string url)
    {
        await OpenWebhookDialogAsync(visitor);
        await visitor.Tenant.Dialog.Field("Address").FillAsync(url);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add webhook", Exact = true }).ClickAsync();
    }

    private static async Task AddWebhookWithErrorsAsync(Visitor visitor)
    {
        await SubmitWebhookAsync(visitor, "http://localhost/hooks");
        await Expect(visitor.Page.GetByText("must begin with https://.")).ToBeVisibleAsync();
    }

    private static async Task AddWebhookAsync(Visitor visitor)
    {
        await SubmitWebhookAsync(visitor, "https://hooks.example.com/a-path-that-is-long-because-it-contains-a-token-0123456789-0123456789");
        await Expect(visitor.Page.GetByText("Copy this secret now.")).ToBeVisibleAsync();
    }

    private static async Task OpenWebhooksWithOneAsync(Visitor visitor)
    {
        await AddWebhookAsync(visitor);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "I have stored it" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send test to" })).ToBeVisibleAsync();
    }

    /// <summary>The name of the host does not exist, so the test has failed.</summary>
    private static async Task OpenDeliveriesAsync(Visitor visitor)
    {
        await OpenWebhooksWithOneAsync(visitor);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send test to" }).ClickAsync();
        await Expect(visitor.Page.GetByText("failed", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static async Task OpenInviteDialogAsync(Visitor visitor)
    {
        await visitor.Members.OpenAsync();
        await visitor.Members.Invite.ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("E-mail")).ToBeFocusedAsync();
    }

    private static async Task RunLiveStreamAsync(Visitor visitor)
    {
        await visitor.Landing.OpenAsync();
        await visitor.Landing.RunLive.ClickAsync();
        await Expect(visitor.Landing.LiveState).ToContainTextAsync("Complete.");
    }

    private static async Task InviteSomeoneAsync(Visitor visitor)
    {
        await visitor.Members.OpenAsync();
        await visitor.Members.CreateInvitationAsync("grace@example.com", "Member");
    }
}
