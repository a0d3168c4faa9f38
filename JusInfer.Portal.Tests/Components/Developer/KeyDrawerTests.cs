using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>A key that the address of the Keys page names, opened beside the list.</summary>
public sealed class KeyDrawerTests : PanelTestContext
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private ApiKey Stored => KeyStore.ByHash.Values.Single();

    [Fact, Trait("Promise", "P-11")]
    public async Task An_owner_sets_the_requests_per_minute_of_a_key()
    {
        var panel = Open(await MintAsync("agent", Team.Member), "limits");

        panel.Find("#edit-rpm").Change("30");
        Save(panel);

        panel.WaitForAssertion(() => panel.FindAll("aside").ShouldBeEmpty());
        Stored.Terms.RequestsPerMinute.ShouldBe(30);
        Navigation.Uri.ShouldEndWith("/developer/keys");
    }

    [Fact]
    public async Task An_error_is_shown_next_to_its_field_and_its_part_is_opened()
    {
        var panel = Open(await MintAsync("agent"), "general");

        panel.Find("#edit-rpm").Change("0");
        panel.Find("#edit-tpm").Change("many");
        panel.Find("#edit-concurrency").Change("0");
        Save(panel);

        Navigation.Uri.ShouldEndWith("&tab=limits");
        panel.Find("#edit-rpm-error").TextContent.ShouldStartWith("Requests per minute must be a whole number from 1");
        panel.Find("#edit-tpm-error").TextContent.ShouldBe("Tokens per minute must be a whole number, such as 120.");
        panel.Find("#edit-concurrency-error").TextContent.ShouldStartWith("Concurrent calls must be a whole number from 1");
        Stored.Terms.RequestsPerMinute.ShouldBe(600);
    }

    [Fact]
    public async Task All_parts_are_saved_together()
    {
        var panel = Open(await MintAsync("agent", Team.Member), "general");

        panel.Find("#edit-name").Change("nightly agent");
        panel.Find("#edit-label").Change("nightly");
        panel.Find("#edit-tpm").Change("50000");
        panel.Find("#edit-concurrency").Change("4");
        panel.Find("#edit-expiry").Change("30");
        Save(panel);

        panel.WaitForAssertion(() => panel.FindAll("aside").ShouldBeEmpty());
        (Stored.Name, Stored.Terms.Label, Stored.ExpiresAt, Stored.Version)
            .ShouldBe(("nightly agent", "nightly", Time.GetUtcNow().AddDays(30), 2));
        (Stored.Terms.RequestsPerMinute, Stored.Terms.TokensPerMinute, Stored.Terms.Concurrency).ShouldBe((600, 50_000, 4));
    }

    [Fact]
    public async Task An_admin_sets_the_addresses_of_a_service_key()
    {
        var key = await MintAsync("agent");
        KeyStore.ByHash[KeyStore.ByHash.Keys.Single()] = key with { Service = true };
        SignIn(Team.Admin);
        var panel = Open(key, "access");

        panel.Find("#edit-addresses").Change("203.0.113.0/24, 2001:db8::1");
        Save(panel);

        panel.WaitForAssertion(() =>
            Stored.Terms.AllowedAddresses.Select(static range => range.ToString()).ShouldBe(["203.0.113.0/24", "2001:db8::1"]));
    }

    [Fact]
    public async Task Models_are_chosen_from_chips_with_their_prices()
    {
        var key = await MintAsync("agent");
        KeyStore.ByHash[KeyStore.ByHash.Keys.Single()] = key with { Terms = key.Terms with { Models = ["gone/model"] } };
        var panel = Open(key, "models");
        panel.Find("fieldset [role=status]").TextContent.ShouldStartWith("Only 1 model.");

        panel.Find("#edit-models-search").Input("GPT-5");
        panel.FindAll(".chip").ShouldAllBe(static chip => chip.TextContent.Contains("gpt-5") || chip.TextContent.Contains("gone/model"));
        Chip(panel, "openai/gpt-5").TextContent.ShouldMatch("openai/gpt-5 [$][0-9.]+ / [$][0-9.]+");
        Chip(panel, "openai/gpt-5").QuerySelector("input")!.Change(true);
        Save(panel);
        panel.Find(".field-error").TextContent.ShouldStartWith("There is no model 'gone/model'.");

        Chip(panel, "gone/model").QuerySelector("input")!.Change(false);
        Save(panel);

        panel.WaitForAssertion(() => Stored.Terms.Models.ShouldBe(["openai/gpt-5"]));
    }

    [Fact]
    public async Task A_member_renames_a_key_and_is_offered_no_limits()
    {
        SignIn(Team.Member);
        var panel = Open(await MintAsync("laptop", Team.Member), "limits");

        panel.FindAll("aside .tabs a").ShouldHaveSingleItem().TextContent.ShouldBe("General");
        panel.FindAll("#edit-rpm, #edit-tpm, #edit-concurrency, #edit-cap, #edit-expiry, #edit-models-search, #edit-addresses")
            .ShouldBeEmpty();
        panel.Find("#edit-name").Change("");
        Save(panel);
        panel.Find("#edit-name-error").TextContent.ShouldStartWith("The name must be 1 to 100");

        panel.Find("#edit-name").Change("old laptop");
        Save(panel);

        panel.WaitForAssertion(() => Stored.Name.ShouldBe("old laptop"));
    }

    [Fact]
    public async Task An_admin_sees_the_key_of_an_owner_and_is_not_offered_to_change_it()
    {
        var key = await MintAsync("owned");
        SignIn(Team.Admin);

        var panel = Open(key, "limits");

        panel.Find("aside dl").TextContent.ShouldContain(Team.Owner.Email);
        panel.FindAll("aside input, aside [type=submit]").ShouldBeEmpty();
        KeysMenu.Open(panel, "owned")[0].ShouldBe("Details");
    }

    [Fact]
    public async Task A_key_that_was_revoked_meanwhile_is_not_changed_and_the_drawer_says_why()
    {
        var key = await MintAsync("agent");
        var panel = Open(key, "limits");
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow(), Version = 2 }, CancellationToken.None);

        panel.Find("#edit-rpm").Change("30");
        Save(panel);

        panel.Find("aside .mud-alert").TextContent.ShouldContain("revoked for good");
        Stored.Terms.RequestsPerMinute.ShouldBe(600);
    }

    [Fact]
    public async Task A_change_by_someone_else_is_replaced_only_after_a_warning_and_nothing_typed_is_lost()
    {
        var key = await MintAsync("agent");
        var panel = Open(key, "limits");
        panel.Find("#edit-rpm").Change("40");
        await KeyStore.UpdateAsync(key with { Name = "renamed", Version = 2 }, CancellationToken.None);
        AccessSignal.Publish(new AccessChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
        panel.WaitForAssertion(() => panel.Find("tbody th a").TextContent.ShouldBe("renamed"));

        panel.Find("#edit-rpm").GetAttribute("value").ShouldBe("40");
        Save(panel);
        panel.Find("aside .mud-alert").TextContent.ShouldContain("The key was changed by someone else.");
        Save(panel);

        panel.WaitForAssertion(() => (Stored.Name, Stored.Terms.RequestsPerMinute).ShouldBe(("renamed", 40)));
    }

    [Fact]
    public async Task An_address_of_a_key_that_is_gone_says_so_and_shows_the_others()
    {
        await MintAsync("agent");
        Navigation.NavigateTo($"/developer/keys?key={KeyId.New(Time.GetUtcNow())}");

        var panel = Render<KeysPanel>();

        panel.Find(".mud-alert").TextContent.ShouldContain("The key of this address is gone");
        panel.Find("tbody th a").TextContent.ShouldBe("agent");
    }

    [Fact]
    public async Task Escape_closes_the_drawer_and_the_list_has_the_focus()
    {
        var panel = Open(await MintAsync("agent"), "general");

        panel.Find("aside").KeyDown("Escape");

        panel.WaitForAssertion(() => panel.FindAll("aside").ShouldBeEmpty());
        Navigation.Uri.ShouldEndWith("/developer/keys");
    }

    private IRenderedComponent<KeysPanel> Open(ApiKey key, string tab)
    {
        Navigation.NavigateTo($"/developer/keys?key={key.Id}&tab={tab}");
        return Render<KeysPanel>();
    }

    private static void Save(IRenderedComponent<KeysPanel> panel) => panel.Find("aside form").Submit();

    private static AngleSharp.Dom.IElement Chip(IRenderedComponent<KeysPanel> panel, string id) =>
        panel.FindAll(".chip").Single(chip => chip.QuerySelector("span")!.TextContent == id);
}
