namespace JusInfer.E2E.Pages;

/// <summary>The Tenant tab: members with their caps, invitations, keys with their rates.</summary>
internal sealed class TenantPage(IPage page)
{
    public const string Path = "/developer/tenant";

    public Dialog Dialog => new(page);

    public ILocator Members => RowsOf("Members");

    public ILocator Member(string email) => Members.Filter(new() { HasText = email });

    public ILocator Invitation(string email) => RowsOf("Invitations").Filter(new() { HasText = email });

    public ILocator Key(string name) => RowsOf("Key limits").Filter(new() { HasText = name });

    public ILocator SetLimit(string key) => page.GetByRole(AriaRole.Button, new() { Name = $"Set limits for {key}" });

    public ILocator ChangeRouting => page.GetByRole(AriaRole.Button, new() { Name = "Change routing", Exact = true });

    public ILocator ChangePolicy => page.GetByRole(AriaRole.Button, new() { Name = "Change policy", Exact = true });

    public ILocator SetRates => page.GetByRole(AriaRole.Button, new() { Name = "Set rates for" });

    public ILocator SetCaps => page.GetByRole(AriaRole.Button, new() { Name = "Set cap for" });

    public ILocator SetCap(string email) => page.GetByRole(AriaRole.Button, new() { Name = $"Set cap for {email}" });

    public ILocator ChangeRole(string email) => page.GetByRole(AriaRole.Button, new() { Name = $"Change role of {email}", Exact = true });

    public ILocator AddBudget => page.GetByRole(AriaRole.Button, new() { Name = "Add a budget", Exact = true });

    /// <summary>What a budget would have done to the calls of the last 30 days.</summary>
    public ILocator BudgetPreview => Dialog.Self.GetByRole(AriaRole.Status);

    /// <summary>The statement of a month.</summary>
    public ILocator Statement => page.GetByRole(AriaRole.Region, new() { Name = "Statement of" });

    public ILocator DownloadStatement => page.GetByRole(AriaRole.Link, new() { Name = "Download CSV", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    public ILocator Invite => page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true });

    /// <summary>The link, while the dialog shows it.</summary>
    public ILocator InviteLink => Dialog.Self.Locator("#invite-link");

    /// <summary>Invites someone and leaves the dialog with the link open.</summary>
    public async Task CreateInvitationAsync(string email, string role)
    {
        await Invite.ClickAsync();
        await Dialog.Field("E-mail").FillAsync(email);
        await Dialog.Field("Role").SelectOptionAsync(role);
        await Dialog.Button("Create invitation").ClickAsync();
        await Expect(InviteLink).ToBeVisibleAsync();
    }

    /// <summary>Invites someone, reads the link and closes the dialog.</summary>
    /// <returns>The link.</returns>
    public async Task<string> InviteAsync(string email, string role)
    {
        await CreateInvitationAsync(email, role);
        var link = await InviteLink.TextContentAsync() ?? "";
        await Dialog.CloseWithAsync("I have copied it");
        return link;
    }

    /// <summary>The link to set a new password, while the dialog shows it.</summary>
    public ILocator ResetLink => Dialog.Self.Locator("#reset-link");

    /// <summary>Creates a link with which a member can set a new password, and closes the dialog.</summary>
    /// <returns>The link.</returns>
    public async Task<string> CreateResetLinkAsync(string email)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Reset the password of {email}", Exact = true }).ClickAsync();
        await Dialog.Button("Create link").ClickAsync();
        await Expect(ResetLink).ToBeVisibleAsync();
        var link = await ResetLink.TextContentAsync() ?? "";
        await Dialog.CloseWithAsync("I have copied it");
        return link;
    }

    public Task RevokeInvitationAsync(string email) => ConfirmAsync($"Revoke the invitation for {email}", "Revoke invitation");

    public Task RemoveAsync(string email) => ConfirmAsync($"Remove {email}", "Remove member");

    public async Task SetLimitAsync(string key, string requestsPerMinute)
    {
        await SetLimit(key).ClickAsync();
        await Dialog.Field("Requests per minute").FillAsync(requestsPerMinute);
        await Dialog.CloseWithAsync("Save key");
    }

    public async Task SetPolicyAsync(string days, string addresses)
    {
        await ChangePolicy.ClickAsync();
        await Dialog.Field("Expires within days").FillAsync(days);
        await Dialog.Field("IP addresses and networks").FillAsync(addresses);
        await Dialog.CloseWithAsync("Save policy");
    }

    public async Task SetRoleAsync(string email, string role)
    {
        await ChangeRole(email).ClickAsync();
        await Dialog.Field("Role").SelectOptionAsync(role);
        await Dialog.CloseWithAsync("Save role");
    }

    public async Task SetCapAsync(string email, string usd)
    {
        await SetCap(email).ClickAsync();
        await Dialog.Field("US dollars per month").FillAsync(usd);
        await Dialog.CloseWithAsync("Save cap");
    }

    private async Task ConfirmAsync(string button, string action)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Dialog.CloseWithAsync(action);
    }

    private ILocator RowsOf(string table) => page.GetByRole(AriaRole.Region, new() { Name = table, Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);
}
