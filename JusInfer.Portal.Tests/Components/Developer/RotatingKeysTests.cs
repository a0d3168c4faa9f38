using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Components.Shared;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>Keys that are replaced on the Keys tab, and the models that a key may call.</summary>
public sealed class RotatingKeysTests : PanelTestContext
{
    [Fact]
    public async Task A_rotated_key_is_shown_once_and_the_old_one_ends_after_the_overlap()
    {
        var old = await MintAsync("laptop");
        var panel = Render<KeysPanel>();

        KeysMenu.Click(panel, "laptop", "Rotate");
        panel.WaitForElement("#rotate-overlap").GetAttribute("value").ShouldBe("86400", "No call should fail by default.");
        panel.Find("#rotate-overlap").Change("3600");
        panel.Find("[role=dialog] form").Submit();

        var plaintext = panel.WaitForElement("#minted-key").TextContent;
        plaintext.ShouldStartWith("jinf_");
        panel.Find("[role=dialog]").TextContent.ShouldContain("The old key ends in an hour");
        var keys = KeyStore.ByHash.Values.ToLookup(key => key.Id == old.Id);
        keys[true].ShouldHaveSingleItem().ExpiresAt.ShouldBe(Time.GetUtcNow().AddHours(1));
        keys[false].ShouldHaveSingleItem().Name.ShouldBe("laptop");
        keys[false].Single().ExpiresAt.ShouldBeNull();

        panel.FindAll("button").Single(static button => button.TextContent.Trim() == "I have stored it").Click();
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(2));
        panel.Markup.ShouldNotContain(plaintext);
        var end = panel.FindComponents<LocalTime>().Select(static time => time.Instance).Where(static time => !time.Absolute).Select(static time => time.At).Where(at => at > Time.GetUtcNow()).Distinct();
        end.ShouldHaveSingleItem("The page counts down to the end of the old key.").ShouldBe(Time.GetUtcNow().AddHours(1));
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

        KeyStore.ByHash.Values.ShouldHaveSingleItem().Models.ShouldBe(["openai/gpt-5"]);
        panel.FindAll("button").Single(static button => button.TextContent.Trim() == "I have stored it").Click();
        panel.WaitForAssertion(() => panel.Find("tbody th").TextContent.ShouldContain("only openai/gpt-5"));
    }

}
