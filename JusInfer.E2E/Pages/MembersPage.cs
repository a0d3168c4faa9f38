namespace JusInfer.E2E.Pages;

/// <summary>The page Members: members with their caps, and invitations.</summary>
internal sealed class MembersPage(IPage page)
{
    public const string Path = "/developer/members";

    public Dialog Dialog => new(page);

    public ILocator All => Table.RowsOf(page, "Members");

    public ILocator Member(string email) => All.Filter(new() { HasText = email });

    public ILocator Invitation(string email) => Table.RowsOf(page, "Invitations").Filter(new() { HasText = email });

    public RowMenu Menu(string email) => new(page, email);

    public ILocator Invite => page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true });

    /// <summary>The link, while the dialog shows it.</summary>
    public ILocator InviteLink => Dialog.Self.Locator("#invite-link");

    /// <summary>The link to set a new password, while the dialog shows it.</summary>
    public ILocator ResetLink => Dialog.Self.Locator("#reset-link");

    public Task OpenAsync() => page.GotoAsync(Path);

    /// <summary>Opens the dialog of an action, such as "Set cap", for the first member.</summary>
    public async Task OpenFirstAsync(string action)
    {
        await All.First.GetByRole(AriaRole.Button, new() { Name = "Actions for" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"{action} " }).ClickAsync();
    }

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
        return await ReadLinkAsync(InviteLink);
    }

    /// <summary>Replaces the link of an invitation, reads the new one and closes the dialog.</summary>
    /// <returns>The link.</returns>
    public async Task<string> InviteAgainAsync(string email)
    {
        await new RowMenu(page, $"the invitation of {email}").ChooseAsync($"Send again to {email}");
        await Dialog.Button("Create invitation").ClickAsync();
        return await ReadLinkAsync(InviteLink);
    }

    /// <summary>Creates a link with which a member can set a new password, and closes the dialog.</summary>
    /// <returns>The link.</returns>
    public async Task<string> CreateResetLinkAsync(string email)
    {
        await Menu(email).ChooseAsync($"Reset password of {email}");
        await Dialog.Button("Create link").ClickAsync();
        return await ReadLinkAsync(ResetLink);
    }

    public async Task RevokeInvitationAsync(string email)
    {
        await new RowMenu(page, $"the invitation of {email}").ChooseAsync($"Revoke the invitation for {email}");
        await Dialog.CloseWithAsync("Revoke invitation");
    }

    public async Task RemoveAsync(string email)
    {
        await Menu(email).ChooseAsync($"Remove {email}");
        await Dialog.CloseWithAsync("Remove member");
    }

    public async Task SetRoleAsync(string email, string role)
    {
        await Menu(email).ChooseAsync($"Change role of {email}");
        await Dialog.Field("Role").SelectOptionAsync(role);
        await Dialog.CloseWithAsync("Save role");
    }

    public async Task SetCapAsync(string email, string usd)
    {
        await Menu(email).ChooseAsync($"Set cap for {email}");
        await Dialog.Field("US dollars per month").FillAsync(usd);
        await Dialog.CloseWithAsync("Save cap");
    }

    private async Task<string> ReadLinkAsync(ILocator link)
    {
        await Expect(link).ToBeVisibleAsync();
        var text = await link.TextContentAsync() ?? "";
        await Dialog.CloseWithAsync("I have copied it");
        return text;
    }
}
