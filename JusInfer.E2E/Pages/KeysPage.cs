using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>The Keys tab: mint, list, revoke.</summary>
internal sealed class KeysPage(IPage page)
{
    public const string Path = "/developer/keys";

    public ILocator Mint => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Mint key", Exact = true }).First;

    public ILocator Empty => page.GetByRole(AriaRole.Heading, new() { Name = "No key yet" });

    public ILocator Rows => page.GetByRole(AriaRole.Region, new() { Name = "Keys" }).Locator("tbody").GetByRole(AriaRole.Row);

    public Dialog Dialog => new(page);

    /// <summary>The plaintext, while it is shown.</summary>
    public ILocator Plaintext => Dialog.Self.Locator("#minted-key");

    public ILocator Command => Dialog.Self.GetByRole(AriaRole.Region, new() { Name = "try it in a shell" });

    public ILocator Row(string name) => Rows.Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = name }) });

    public ILocator Revoke(string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Revoke {name}", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    /// <summary>Mints a key and leaves the dialog open that shows it.</summary>
    /// <returns>The plaintext.</returns>
    public async Task<string> MintAsync(string name)
    {
        await Mint.ClickAsync();
        await Dialog.Field("Name").FillAsync(name);
        await Dialog.Button("Mint key").ClickAsync();
        return await ReadKeyAsync();
    }

    /// <summary>The key that the open dialog shows.</summary>
    public async Task<string> ReadKeyAsync()
    {
        var key = await Plaintext.TextContentAsync() ?? "";
        key.ShouldMatch("^jinf_[0-9A-Za-z]{40,}$");
        return Secrets.Plant("key", key);
    }

    /// <summary>Mints a key, keeps it as a person would, and closes the dialog.</summary>
    public async Task<string> MintAndCloseAsync(string name)
    {
        var key = await MintAsync(name);
        await Dialog.CloseWithAsync("I have stored it");
        return key;
    }

    public async Task RevokeAsync(string name)
    {
        await Revoke(name).ClickAsync();
        await Dialog.CloseWithAsync("Revoke key");
    }
}
