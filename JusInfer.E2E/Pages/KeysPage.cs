using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>The Keys tab.</summary>
internal sealed class KeysPage(IPage page)
{
    public const string Path = "/developer/keys";

    public ILocator Mint => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Mint key", Exact = true }).First;

    public ILocator Empty => page.GetByRole(AriaRole.Heading, new() { Name = "No keys yet" });

    /// <summary>The list, or what the page says in its place.</summary>
    public ILocator List => page.Locator("div.list");

    public ILocator Rows => page.GetByRole(AriaRole.Region, new() { Name = "Keys" }).Locator("tbody").GetByRole(AriaRole.Row);

    /// <summary>The notices of keys that were reported as leaked.</summary>
    public ILocator Reported => page.Locator(".notice.danger");

    public Dialog Dialog => new(page);

    /// <summary>The plaintext, while the dialog shows it.</summary>
    public ILocator Plaintext => Dialog.Self.Locator("#minted-key");

    public ILocator Command => Dialog.Self.GetByRole(AriaRole.Region, new() { Name = "example request" });

    /// <summary>The choice of the client that the new key connects.</summary>
    public ILocator Client => Dialog.Self.GetByRole(AriaRole.Combobox, new() { Name = "Client", Exact = true });

    /// <summary>What the dialog says about the first call of the minted key.</summary>
    public ILocator FirstCall => Dialog.Self.Locator(".first-call");

    /// <summary>The block of the chosen client.</summary>
    public ILocator Settings(string client) => Dialog.Self.GetByRole(AriaRole.Region, new() { Name = $"settings for {client}", Exact = true });

    public ILocator Row(string name) => Rows.Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = name }) });

    public ILocator Revoke(string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Revoke {name}", Exact = true });

    public ILocator Rotate(string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Rotate {name}", Exact = true });

    public ILocator Change(string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Change {name}", Exact = true });

    /// <summary>The filter by status.</summary>
    public ILocator Status => page.GetByRole(AriaRole.Combobox, new() { Name = "Status", Exact = true });

    public ILocator Select(string name) => page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {name}", Exact = true });

    public ILocator ChangeSelected(int count) => page.GetByRole(AriaRole.Button, new() { Name = $"Change {count} selected", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    /// <summary>Mints a key and leaves its dialog open.</summary>
    /// <returns>The plaintext.</returns>
    public async Task<string> MintAsync(string name)
    {
        await Mint.ClickAsync();
        await Dialog.Field("Name").FillAsync(name);
        await Dialog.Button("Mint key").ClickAsync();
        return await ReadKeyAsync();
    }

    /// <summary>Reads the key from the open dialog.</summary>
    public async Task<string> ReadKeyAsync()
    {
        var key = await Plaintext.TextContentAsync() ?? "";
        key.ShouldMatch("^jinf_[0-9A-Za-z]{40,}$");
        return Secrets.Register("key", key);
    }

    /// <summary>Mints a key, reads it and closes the dialog.</summary>
    /// <returns>The plaintext.</returns>
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
