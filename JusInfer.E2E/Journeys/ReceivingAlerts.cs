using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner chooses where the alerts of the team are sent.</summary>
public sealed class ReceivingAlerts : Journey
{
    /// <summary>Nothing is sent there: the team has no alerts.</summary>
    private const string Url = "https://example.com/hooks/jusinfer";

    [Fact]
    public async Task A_webhook_is_added_with_a_secret_that_is_shown_once_then_disabled_and_removed()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Webhooks.OpenAsync();
        await Expect(ada.Webhooks.Empty).ToBeVisibleAsync();
        await ada.Webhooks.Add.ClickAsync();
        await Expect(ada.Webhooks.Address).ToBeFocusedAsync();
        await ada.Webhooks.SubmitAsync(Url);
        await Expect(ada.Webhooks.Dialog.Self).ToContainTextAsync("It is not shown again.");
        var secret = await ada.Webhooks.ReadSecretAsync();
        await ada.Webhooks.Dialog.CloseWithAsync("I have stored it");
        await Expect(ada.Webhooks.Rows).ToContainTextAsync(Url);
        await Expect(ada.Webhooks.Rows).ToContainTextAsync("enabled");
        (await ada.Page.ContentAsync()).ShouldNotContain(secret);

        await ada.Page.ReloadAsync();
        await ada.Webhooks.Disable(Url).ClickAsync();
        await Expect(ada.Webhooks.Rows).ToContainTextAsync("disabled");
        await Expect(ada.Webhooks.Enable(Url)).ToBeVisibleAsync();
        (await ada.Page.ContentAsync()).ShouldNotContain(secret);

        await ada.Webhooks.Remove(Url).ClickAsync();
        await Expect(ada.Webhooks.Dialog.Self).ToContainTextAsync("the log of its deliveries is deleted");
        await ada.Webhooks.Dialog.CloseWithAsync("Cancel");
        await Expect(ada.Webhooks.Rows).ToHaveCountAsync(1);
        await ada.Webhooks.Remove(Url).ClickAsync();
        await ada.Webhooks.Dialog.CloseWithAsync("Remove webhook");
        await Expect(ada.Webhooks.Empty).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("http://10.0.0.1/", "The address must begin with https://.")]
    [InlineData("https://10.0.0.1/", "The address names a private address.")]
    [InlineData("example", "The address must be a complete https address")]
    public async Task An_address_to_which_alerts_are_not_sent_is_an_error_next_to_its_field(string url, string message)
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Webhooks.OpenAsync();
        await ada.Webhooks.Add.ClickAsync();
        await Expect(ada.Webhooks.Address).ToBeFocusedAsync();
        await ada.Webhooks.SubmitAsync(url);

        await Expect(ada.Webhooks.Dialog.Errors).ToContainTextAsync(message);
        await Expect(ada.Webhooks.Address).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(ada.Webhooks.Address).ToHaveValueAsync(url);
        await ada.Webhooks.Dialog.CloseWithAsync("Cancel");
        await Expect(ada.Webhooks.Empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_team_without_alerts_is_led_to_its_caps_and_budgets()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Webhooks.OpenAsync();
        await ada.Layout.Tab("Alerts").ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "No alerts", Exact = true })).ToBeVisibleAsync();

        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "budgets", Exact = true }).ClickAsync();

        await Expect(ada.Page).ToHaveURLAsync(BudgetsPage.Path);
        await Expect(ada.Budgets.Add).ToBeVisibleAsync();
    }
}
