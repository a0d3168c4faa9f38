using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Accessibility;

/// <summary>Every page, with its dialogs, its faults and its emptiness.</summary>
internal static class Places
{
    public static Place[] All { get; } =
    [
        new("landing", Eyes.Stranger, visitor => visitor.Landing.OpenAsync()),
        new("landing signed in", Eyes.Owner, visitor => visitor.Landing.OpenAsync()),
        new("sign in", Eyes.Stranger, visitor => visitor.Login.OpenAsync()),
        new("sign in refused", Eyes.Stranger, SignInRefusedAsync),
        new("sign up", Eyes.Stranger, visitor => visitor.Login.OpenSignUpAsync()),
        new("sign up with faults", Eyes.Stranger, SignUpWithFaultsAsync),
        new("blog", Eyes.Stranger, visitor => visitor.Article.OpenAsync("/blog/")),
        new("blog by tag", Eyes.Stranger, visitor => visitor.Article.OpenAsync("/blog/?tag=keys")),
        new("blog article", Eyes.Stranger, visitor => visitor.Article.OpenAsync("/blog/inference-endpoint-coding-agents/")),
        new("docs", Eyes.Stranger, visitor => visitor.Article.OpenAsync("/docs/")),
        new("quick start", Eyes.Stranger, visitor => visitor.Article.OpenAsync("/docs/quick-start/")),
        new("api reference", Eyes.Stranger, visitor => visitor.Article.OpenAsync("/docs/api-reference/")),
        new("missing article", Eyes.Stranger, visitor => MissingAsync(visitor, "/blog/never-written/")),
        new("missing page", Eyes.Stranger, visitor => MissingAsync(visitor, "/nowhere")),
        new("error", Eyes.Stranger, visitor => visitor.Page.GotoAsync("/error")),

        new("keys empty", Eyes.Newcomer, visitor => Expect(visitor.Keys.Empty).ToBeVisibleAsync()),
        new("keys", Eyes.Owner, OpenKeysAsync),
        new("mint dialog", Eyes.Owner, OpenMintDialogAsync),
        new("mint dialog with faults", Eyes.Owner, MintWithFaultsAsync),
        new("minted key", Eyes.Newcomer, visitor => visitor.Keys.MintAsync("Ada's laptop")),
        new("revoke dialog", Eyes.Owner, OpenRevokeDialogAsync),

        new("usage empty", Eyes.Newcomer, OpenEmptyUsageAsync),
        new("usage", Eyes.Owner, visitor => OpenUsageAsync(visitor)),
        new("usage in tables", Eyes.Owner, OpenUsageInTablesAsync),
        new("usage without a match", Eyes.Owner, OpenUsageWithoutMatchAsync),
        new("receipt", Eyes.Owner, OpenReceiptAsync),
        new("missing receipt", Eyes.Owner, visitor => MissingAsync(visitor, "/developer/usage/req_nothing")),

        new("tenant", Eyes.Owner, OpenTenantAsync),
        new("cap dialog", Eyes.Owner, OpenCapDialogAsync),
        new("limit dialog", Eyes.Owner, OpenLimitDialogAsync),
        new("invite dialog", Eyes.Owner, OpenInviteDialogAsync),
        new("invitation", Eyes.Newcomer, InviteSomeoneAsync),

        new("providers", Eyes.Owner, OpenProvidersAsync),
        new("providers for a stranger to them", Eyes.Newcomer, visitor => MissingAsync(visitor, ProvidersPage.Path)),
    ];

    public static TheoryData<string> Names => [.. All.Select(place => place.Name)];

    public static Place Named(string name) => All.Single(place => place.Name == name);

    private static async Task SignInRefusedAsync(Visitor visitor)
    {
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync("nobody@example.com", "no password of anybody");
        await Expect(visitor.Login.Faults).ToBeVisibleAsync();
    }

    private static async Task SignUpWithFaultsAsync(Visitor visitor)
    {
        await visitor.Login.OpenSignUpAsync();
        await visitor.Login.CreateTeam.ClickAsync();
        await Expect(visitor.Login.Faults.First).ToBeVisibleAsync();
    }

    private static async Task MissingAsync(Visitor visitor, string address)
    {
        visitor.Watch.Expect(address, 404);
        await visitor.Page.GotoAsync(address);
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

    private static async Task MintWithFaultsAsync(Visitor visitor)
    {
        await OpenMintDialogAsync(visitor);
        await visitor.Keys.Dialog.MoreOptions.ClickAsync();
        await visitor.Keys.Dialog.Field("Requests per minute").FillAsync("a lot");
        await visitor.Keys.Dialog.Button("Mint key").ClickAsync();
        await Expect(visitor.Keys.Dialog.Faults.First).ToBeVisibleAsync();
    }

    private static async Task OpenRevokeDialogAsync(Visitor visitor)
    {
        await OpenKeysAsync(visitor);
        await visitor.Keys.Revoke(FurnishedTeam.LiveKey).ClickAsync();
        await Expect(visitor.Keys.Dialog.Button("Revoke key")).ToBeVisibleAsync();
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

    private static async Task OpenUsageInTablesAsync(Visitor visitor)
    {
        await OpenUsageAsync(visitor, "?range=30d");
        foreach (var chart in new[] { "Spend per day", "Tokens per day" }) await visitor.Usage.ShowAsTable(chart).ClickAsync();
        await Expect(visitor.Usage.DayInTable("Tokens per day", DateTimeOffset.UtcNow)).ToBeVisibleAsync();
    }

    private static async Task OpenUsageWithoutMatchAsync(Visitor visitor)
    {
        await OpenUsageAsync(visitor, "?status=error");
        await Expect(visitor.Usage.NoMatch).ToBeVisibleAsync();
    }

    private static async Task OpenReceiptAsync(Visitor visitor)
    {
        await OpenUsageAsync(visitor);
        await visitor.Usage.Requests.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visitor.Receipt.Heading).ToBeVisibleAsync();
    }

    private static async Task OpenTenantAsync(Visitor visitor)
    {
        await visitor.Tenant.OpenAsync();
        await Expect(visitor.Tenant.Key(FurnishedTeam.LiveKey)).ToBeVisibleAsync();
    }

    private static async Task OpenCapDialogAsync(Visitor visitor)
    {
        await OpenTenantAsync(visitor);
        await visitor.Tenant.SetCaps.First.ClickAsync();
        await Expect(visitor.Tenant.Dialog.Button("Save cap")).ToBeVisibleAsync();
    }

    private static async Task OpenProvidersAsync(Visitor visitor)
    {
        await visitor.Providers.OpenAsync();
        await Expect(visitor.Providers.Endpoints.First).ToBeVisibleAsync();
        await Expect(visitor.Providers.All.First).ToBeVisibleAsync();
    }

    private static async Task OpenLimitDialogAsync(Visitor visitor)
    {
        await OpenTenantAsync(visitor);
        await visitor.Tenant.SetLimit(FurnishedTeam.LiveKey).ClickAsync();
        await Expect(visitor.Tenant.Dialog.Button("Save limit")).ToBeVisibleAsync();
    }

    private static async Task OpenInviteDialogAsync(Visitor visitor)
    {
        await OpenTenantAsync(visitor);
        await visitor.Tenant.Invite.ClickAsync();
        await Expect(visitor.Tenant.Dialog.Field("E-mail")).ToBeFocusedAsync();
    }

    private static async Task InviteSomeoneAsync(Visitor visitor)
    {
        await visitor.Tenant.OpenAsync();
        await visitor.Tenant.MakeInvitationAsync("grace@example.com", "Member");
    }
}
