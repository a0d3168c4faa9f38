using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>Keys that are replaced on the Keys tab, and the models that a key may call.</summary>
public sealed class RotatingKeysTests : PanelTestContext
{
    [Fact]
    public async Task A_new_secret_is_shown_once_and_the_list_counts_down_to_the_end_of_the_old_one()
    {
        var old = await MintAsync("laptop");
        var panel = Render<KeysPanel>();

        KeysMenu.Click(panel, "laptop", "Rotate");
        panel.WaitForElement("#rotate-overlap").GetAttribute("value").ShouldBe("86400", "No call should fail by default.");
        panel.Find("#rotate-overlap").Change("3600");
        panel.Find("[role=dialog] form").Submit();

        var plaintext = panel.WaitForElement("#minted-key").TextContent;
        plaintext.ShouldStartWith("jinf_");
        panel.Find("[role=dialog]").TextContent.ShouldContain("The old secret ends in an hour");
        var key = KeyStore.ByHash.Values.ShouldHaveSingleItem();
        (key.Id, key.Previous).ShouldBe((old.Id, new PreviousSecret(old.Display, Time.GetUtcNow().AddHours(1))));

        panel.FindAll("button").Single(static button => button.TextContent.Trim() == "I have stored it").Click();
        panel.WaitForAssertion(() => panel.Find("tbody th").TextContent.ShouldContain("old secret ends"));
        panel.FindAll("tbody tr").Count.ShouldBe(1);
        panel.Markup.ShouldNotContain(plaintext);
        var end = panel.FindComponents<LocalTime>().Select(static time => time.Instance).Where(static time => !time.Absolute).Select(static time => time.At).Where(at => at > Time.GetUtcNow()).Distinct();
        end.ShouldHaveSingleItem().ShouldBe(Time.GetUtcNow().AddHours(1));
    }

    [Fact]
    public async Task The_old_secret_is_ended_early_after_a_confirmation_that_names_it()
    {
        var (old, now) = (await MintAsync("laptop"), Time.GetUtcNow());
        var previous = new PreviousSecret("jinf_cd…stuv", now.AddHours(1), now);
        await KeyStore.UpdateAsync(old with { Previous = previous, Version = old.Version + 1 }, CancellationToken.None);
        var panel = Render<KeysPanel>();

        KeysMenu.Click(panel, "laptop", "Rotate");
        panel.WaitForElement("[role=dialog]").TextContent.ShouldContain("jinf_cd…stuv, still works and ends at once");
        panel.FindAll("[role=dialog] button").Single(static button => button.TextContent.Trim() == "Cancel").Click();

        Services.GetRequiredService<NavigationManager>().NavigateTo($"/developer/keys?key={old.Id}");
        panel.WaitForAssertion(() => panel.Find("aside dl").TextContent.ShouldContain("jinf_cd…stuv, ends "));
        panel.Find("aside dl").TextContent.ShouldNotContain("not used since the rotation");

        KeysMenu.Click(panel, "laptop", "End old secret");
        var dialog = panel.WaitForElement("[role=dialog]");
        dialog.TextContent.ShouldContain("Requests with jinf_cd…stuv are rejected");
        dialog.TextContent.ShouldContain("Calls have used the old secret");
        panel.FindAll("[role=dialog] button").Single(static button => button.TextContent.Trim() == "End old secret").Click();

        panel.WaitForAssertion(() => KeyStore.ByHash.Values.ShouldHaveSingleItem().Previous.ShouldBeNull());
        panel.WaitForAssertion(() => KeysMenu.Open(panel, "laptop").ShouldNotContain("End old secret"));
    }

    [Fact]
    public async Task A_key_that_was_revoked_meanwhile_is_not_rotated_and_the_dialog_says_why()
    {
        var key = await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        KeysMenu.Click(panel, "laptop", "Rotate");
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow(), Version = key.Version + 1 }, CancellationToken.None);

        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("mint a new one"));
        KeyStore.ByHash.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_rotation_by_someone_else_meanwhile_is_told_before_it_is_replaced()
    {
        var key = await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        KeysMenu.Click(panel, "laptop", "Rotate");
        var other = KeyHash.From("other");
        var rotated = key with { Display = "jinf_cd…stuv", RotatedAt = Time.GetUtcNow(), Version = 2 };
        await KeyStore.RotateAsync(rotated, other, CancellationToken.None);

        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("changed by someone else"));
        KeyStore.ByHash.ShouldHaveSingleItem().Key.ShouldBe(other);
        panel.Find("[role=dialog] form").Submit();
        panel.WaitForElement("#minted-key");
    }

    [Fact]
    public async Task Ended_keys_cannot_be_rotated()
    {
        var key = await MintAsync("laptop");
        await KeyStore.UpdateAsync(key with { ExpiresAt = Time.GetUtcNow(), Version = key.Version + 1 }, CancellationToken.None);

        KeysMenu.Open(Render<KeysPanel>(), "laptop").ShouldBe(["Details", "Its requests", "Its usage", "Copy id"]);
    }

    [Fact]
    public void A_key_is_minted_for_some_models_and_an_unknown_one_is_an_error_next_to_the_field()
    {
        var panel = Render<KeysPanel>();
        panel.FindAll("button").First(static button => button.TextContent.Trim() == "Mint key").Click();
        panel.WaitForElement("#key-name").Change("laptop");
        panel.Find("#key-models").Change("openai/gpt-5, opnai/gpt5.5");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("#key-models-error").TextContent.ShouldStartWith("There is no model 'opnai/gpt5.5'.");
        panel.Find("#key-models").GetAttribute("value").ShouldBe("openai/gpt-5, opnai/gpt5.5");
        KeyStore.ByHash.ShouldBeEmpty();
        panel.Find("#key-models").Change("openai/gpt-5");
        panel.Find("[role=dialog] form").Submit();

        KeyStore.ByHash.Values.ShouldHaveSingleItem().Terms.Models.ShouldBe(["openai/gpt-5"]);
        panel.FindAll("button").Single(static button => button.TextContent.Trim() == "I have stored it").Click();
        panel.WaitForAssertion(() => panel.Find("tbody th").TextContent.ShouldContain("only openai/gpt-5"));
    }

}
