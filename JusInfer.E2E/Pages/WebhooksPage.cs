using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>The webhooks of the team.</summary>
internal sealed class WebhooksPage(IPage page)
{
    public const string Path = "/developer/webhooks";

    public Dialog Dialog => new(page);

    public ILocator Empty => page.GetByRole(AriaRole.Heading, new() { Name = "No webhooks yet" });

    public ILocator Add => page.GetByRole(AriaRole.Button, new() { Name = "Add a webhook", Exact = true });

    public ILocator Rows => page.GetByRole(AriaRole.Region, new() { Name = "Webhooks", Exact = true }).Locator("tbody tr");

    /// <summary>The field for the address, while the dialog is open.</summary>
    public ILocator Address => Dialog.Field("Address");

    /// <summary>The secret, while the dialog shows it.</summary>
    public ILocator Secret => Dialog.Self.Locator("#webhook-secret");

    /// <summary>The link to the alerts that are sent.</summary>
    public ILocator Alerts => page.GetByRole(AriaRole.Link, new() { Name = "alerts", Exact = true });

    public ILocator Disable(string url) => page.GetByRole(AriaRole.Button, new() { Name = $"Disable {url}", Exact = true });

    public ILocator Enable(string url) => page.GetByRole(AriaRole.Button, new() { Name = $"Enable {url}", Exact = true });

    public ILocator Remove(string url) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove {url}", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    /// <summary>Enters an address in the open dialog.</summary>
    public async Task SubmitAsync(string url)
    {
        await Address.FillAsync(url);
        await Dialog.Button("Add webhook").ClickAsync();
    }

    /// <summary>Reads the secret from the open dialog.</summary>
    public async Task<string> ReadSecretAsync()
    {
        var secret = await Secret.TextContentAsync() ?? "";
        secret.ShouldStartWith("whsec_");
        return Secrets.Register("webhook secret", secret);
    }
}
