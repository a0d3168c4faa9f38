using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>Keys that are revoked on the Keys tab and elsewhere.</summary>
public sealed class RevokingKeysTests : PanelTestContext
{
    private const string FocusCall = "Blazor._internal.domWrapper.focus";

    [Fact]
    public async Task Canceling_the_confirmation_does_not_revoke_the_key()
    {
        var key = await MintAsync("laptop");
        var panel = Render<KeysPanel>();

        KeysMenu.Click(panel, "laptop", "Revoke");
        panel.Find("[role=dialog]").TextContent.ShouldContain(key.Display);
        Click(panel, "Cancel");

        KeyStore.ByHash.Values.Single().RevokedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Confirming_revokes_the_key()
    {
        await MintAsync("laptop");
        var panel = Render<KeysPanel>();

        KeysMenu.Click(panel, "laptop", "Revoke");
        Click(panel, "Revoke key");

        panel.WaitForAssertion(() => panel.Find("tbody .status .tag").TextContent.ShouldBe("Revoked"));
        KeyStore.ByHash.Values.Single().RevokedAt.ShouldBe(Time.GetUtcNow());
        KeysMenu.Open(panel, "laptop").ShouldNotContain("Revoke");
    }

    [Fact]
    public async Task A_key_that_could_not_be_revoked_keeps_the_dialog_open_with_the_reason()
    {
        await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        KeysMenu.Click(panel, "laptop", "Revoke");
        KeyStore.ByHash.Clear();

        Click(panel, "Revoke key");

        panel.WaitForAssertion(() => panel.Find("[role=dialog] [role=alert]").TextContent.ShouldNotBeEmpty());
        panel.Markup.ShouldNotContain("is revoked.");
    }

    [Fact]
    public async Task After_revoking_the_focus_moves_to_the_list()
    {
        await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        var list = panel.Find(".list").GetAttribute("blazor:elementReference");

        KeysMenu.Click(panel, "laptop", "Revoke");
        Click(panel, "Revoke key");

        panel.WaitForAssertion(() => JSInterop.Invocations[FocusCall].Select(static call => ((ElementReference)call.Arguments[0]!).Id).LastOrDefault().ShouldBe(list));
    }

    [Fact]
    public async Task Leaving_the_page_while_a_key_is_revoked_does_not_end_the_circuit()
    {
        await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        KeysMenu.Click(panel, "laptop", "Revoke");
        JSInterop.SetupVoid(FocusCall, static _ => true).SetException(new JSException("Unable to focus an invalid element."));

        Click(panel, "Revoke key");

        panel.WaitForAssertion(() => JSInterop.Invocations[FocusCall].ShouldNotBeEmpty());
        Renderer.UnhandledException.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task On_a_phone_a_key_shows_its_status_below_its_name()
    {
        var key = await MintAsync("laptop");
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow(), Version = 2 }, CancellationToken.None);

        Render<KeysPanel>().Find("tbody th .narrow").TextContent.ShouldStartWith("Revoked");
    }

    [Fact]
    public async Task A_key_revoked_elsewhere_is_shown_as_revoked_without_a_reload()
    {
        var key = await MintAsync("laptop");
        var panel = Render<KeysPanel>();
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow(), Version = 2 }, CancellationToken.None);

        AccessSignal.Publish(new AccessChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));

        panel.WaitForAssertion(() => panel.Find("tbody .status .tag").TextContent.ShouldBe("Revoked"));
    }

    private static void Click(IRenderedComponent<KeysPanel> panel, string text) =>
        panel.WaitForElements("button").First(button => button.TextContent.Trim() == text).Click();
}
