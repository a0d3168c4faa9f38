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
    public ILocator Reported => page.Locator(".mud-alert-outlined-error");

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

    /// <summary>The button that opens the menu of a row.</summary>
    public ILocator Menu(string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Actions for {name}", Exact = true });

    /// <summary>An action or a link of the open menu.</summary>
    public ILocator MenuItem(string name) => page.Locator("#key-menu").GetByText(name, new() { Exact = true });

    /// <summary>The key that is open beside the list.</summary>
    public ILocator Drawer => page.Locator("aside.side-panel");

    public ILocator Field(string label) => Drawer.GetByLabel(label, new() { Exact = true });

    /// <summary>A part of the open key.</summary>
    public ILocator Part(string name) => Drawer.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Save => Drawer.GetByRole(AriaRole.Button, new() { Name = "Save key", Exact = true });

    /// <summary>A filter by status, whose label ends with the number of its keys.</summary>
    public ILocator Status(string label) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Status", Exact = true }).GetByRole(AriaRole.Link, new() { Name = label });

    public ILocator Select(string name) => page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {name}", Exact = true });

    /// <summary>What can be done with the selected keys.</summary>
    public ILocator Selected => page.GetByRole(AriaRole.Group, new() { Name = "Selected keys", Exact = true });

    public ILocator Bulk(string action) => Selected.GetByRole(AriaRole.Button, new() { Name = action, Exact = true });

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
        await ChooseAsync(name, "Revoke");
        await Dialog.CloseWithAsync("Revoke key");
    }

    /// <summary>Opens the menu of a row and clicks an action in it.</summary>
    public async Task ChooseAsync(string name, string action)
    {
        await Menu(name).ClickAsync();
        await MenuItem(action).ClickAsync();
    }

    /// <summary>Opens a key beside the list.</summary>
    public async Task OpenKeyAsync(string name)
    {
        await Row(name).GetByRole(AriaRole.Link).First.ClickAsync();
        await ExpectOpenAsync();
    }

    /// <summary>Waits until the key of the address is open and can be changed: what is typed into a prerendered page is lost.</summary>
    public async Task ExpectOpenAsync()
    {
        await Expect(Drawer).ToBeVisibleAsync();
        await Expect(new SiteLayout(page).Inert).ToHaveCountAsync(0);
    }

    /// <summary>Sets the requests per minute of the key that is open.</summary>
    public async Task SetRateAsync(string requestsPerMinute)
    {
        await Field("Requests per minute").FillAsync(requestsPerMinute);
        await Save.ClickAsync();
        await Expect(Drawer).ToHaveCountAsync(0);
    }
}
