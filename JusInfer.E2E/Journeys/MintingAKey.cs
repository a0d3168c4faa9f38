using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>A key is shown once, to the person who minted it.</summary>
[Trait("Promise", "P-6")]
public sealed class MintingAKey : Journey
{
    [Fact]
    public async Task A_key_is_shown_once_with_a_copy_button()
    {
        var (ada, _) = await OpenSignedInAsync();
        var key = await ada.Keys.MintAsync("Ada's laptop");
        var dialog = ada.Keys.Dialog;

        (await ada.CopyAsync(dialog.Button("Copy key"))).ShouldBe(key);
        await Expect(ada.Keys.Command).ToContainTextAsync($"export JUSINFER_API_KEY={key}");

        await dialog.CloseWithAsync("I have stored it");
        await Expect(ada.Keys.Row("Ada's laptop")).ToContainTextAsync($"{key[..7]}…{key[^4..]}");
        (await ReadPageStateAsync(ada.Page)).ShouldNotContain(key);

        await ada.Page.ReloadAsync();
        await Expect(ada.Keys.Row("Ada's laptop")).ToBeVisibleAsync();
        (await ReadPageStateAsync(ada.Page)).ShouldNotContain(key);
    }

    [Fact]
    public async Task The_copied_example_request_works()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.MintAsync("Ada's laptop");
        (await Shell.RunAsync(await ada.CopyAsync(ada.Keys.Dialog.Button("Copy example request")))).ShouldContain("[simulated]");
    }

    [Fact, Trait("Promise", "P-28")]
    public async Task The_copied_block_of_a_chosen_client_connects_it()
    {
        var (ada, _) = await OpenSignedInAsync();
        var key = await ada.Keys.MintAsync("Ada's laptop");
        var origin = Site.Address.GetLeftPart(UriPartial.Authority);

        await ada.Keys.Client.SelectOptionAsync("Codex");

        await Expect(ada.Keys.Settings("Codex")).ToContainTextAsync($"export JUSINFER_API_KEY={key}");
        await Expect(ada.Keys.Settings("Codex")).ToContainTextAsync($"curl -fsSL {origin}/connect/codex/setup.sh | sh");
        await Expect(ada.Keys.Dialog.Link("Full guide for Codex")).ToHaveAttributeAsync("href", "/connect/codex/");
        ada.Page.Url.ShouldNotContain("jinf_");
        var files = await Shell.RunAsync($"""
            export HOME=$(mktemp -d)
            {await ada.CopyAsync(ada.Keys.Dialog.Button("Copy settings for Codex"))}
            cat "$HOME/.codex/config.toml" "$HOME/.config/jusinfer/codex.sh"
            rm -r "$HOME"
            """);
        files.ShouldContain($"base_url = \"{origin}/v1\"");
        files.ShouldContain($"export JUSINFER_API_KEY={key}");
    }

    [Fact, Trait("Promise", "P-28")]
    public async Task The_dialog_waits_for_the_first_call_of_the_chosen_client()
    {
        const string client = "Plain HTTP and agents of your own";
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.MintAsync("Ada's laptop");
        await ada.Keys.Client.SelectOptionAsync(client);
        await Expect(ada.Keys.FirstCall).ToContainTextAsync("Waiting for the first call");

        (await Shell.RunAsync(await ada.CopyAsync(ada.Keys.Dialog.Button($"Copy settings for {client}")))).ShouldContain("[simulated]");

        await Expect(ada.Keys.FirstCall).ToContainTextAsync("The first call arrived.");
        await Expect(ada.Keys.FirstCall).ToContainTextAsync("output tokens for");
    }

    [Fact]
    public async Task A_key_for_other_addresses_is_rejected_and_its_row_lists_them()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.Mint.ClickAsync();
        var dialog = ada.Keys.Dialog;
        await dialog.Field("Name").FillAsync("Office");
        await dialog.MoreOptions.ClickAsync();
        await dialog.Field("Allowed IP addresses").FillAsync("203.0.113.0/24");
        await dialog.Button("Mint key").ClickAsync();
        var agent = AgentWith(await ada.Keys.ReadKeyAsync());
        await dialog.CloseWithAsync("I have stored it");

        var rejection = await agent.RejectedAsync();

        (rejection.Status, rejection.Code).ShouldBe((403, "FORBIDDEN"));
        await Expect(ada.Keys.Row("Office")).ToContainTextAsync("only from 203.0.113.0/24");
    }

    [Fact]
    public async Task Without_a_name_no_key_is_minted_and_the_field_shows_the_error()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.Mint.ClickAsync();
        await ada.Keys.Dialog.Button("Mint key").ClickAsync();
        await Expect(ada.Keys.Dialog.Errors).ToContainTextAsync("name");
        await ada.Keys.Dialog.CloseWithAsync("Cancel");
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task All_errors_are_shown_at_once_and_the_form_keeps_what_was_typed()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.Mint.ClickAsync();
        var dialog = ada.Keys.Dialog;
        await dialog.MoreOptions.ClickAsync();
        await dialog.Field("Requests per minute").FillAsync("a lot");
        await dialog.Field("Monthly cap in USD").FillAsync("ten");
        await dialog.Button("Mint key").ClickAsync();
        await Expect(dialog.Errors).ToHaveCountAsync(3);
        await Expect(dialog.Field("Requests per minute")).ToHaveValueAsync("a lot");

        await dialog.Field("Name").FillAsync("Nightly agent");
        await dialog.Field("Requests per minute").FillAsync("120");
        await dialog.Field("Monthly cap in USD").FillAsync("10");
        await dialog.Field("Expires").SelectOptionAsync("In 30 days");
        await dialog.Button("Mint key").ClickAsync();
        await ada.Keys.ReadKeyAsync();
        await dialog.CloseWithAsync("I have stored it");
        await Expect(ada.Keys.Row("Nightly agent")).ToContainTextAsync("120");
    }

    /// <summary>The document and everything that the page stores in the browser.</summary>
    private static async Task<string> ReadPageStateAsync(IPage page) =>
        await page.ContentAsync() + await page.EvaluateAsync<string>("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state])");
}
