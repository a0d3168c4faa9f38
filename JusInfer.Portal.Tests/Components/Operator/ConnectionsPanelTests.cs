using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Tests.Components.Operator;

public sealed class ConnectionsPanelTests : PanelTestContext
{
    private const string Planted = "sk-planted-0123456789";

    private readonly InMemoryProviderStore store = new();
    private readonly IProviderProbe probe = Substitute.For<IProviderProbe>();

    public ConnectionsPanelTests()
    {
        Services.AddSingleton<IProviderStore>(store).AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()).AddSingleton(ChatDialect.Id);
        Services.AddLogging().AddProviders(isShared: true).AddSingleton(probe).AddSingleton(new Signal<ProvidersChanged>());
        OperatorStore.First = Team.Owner.UserId;
    }

    [Fact]
    public void Someone_who_is_not_an_operator_sees_no_providers()
    {
        OperatorStore.First = null;

        Render<ConnectionsPanel>().FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void In_demo_mode_every_provider_can_be_connected_and_says_which_variable_is_not_set()
    {
        var panel = Render<ConnectionsPanel>();

        panel.Find("[role=status]").TextContent.ShouldStartWith("0 of ");
        panel.FindAll(".mud-alert").ShouldBeEmpty();
        var row = Row(panel, "openai");
        row.TextContent.ShouldContain("not connected");
        row.QuerySelector("button")!.TextContent.ShouldBe("Connect");
        Row(panel, "ollama").QuerySelector("button").ShouldBeNull();
    }

    [Fact]
    public async Task A_pasted_credential_is_stored_tested_and_leads_to_a_key()
    {
        Answer(ProviderTestOutcome.Ok);
        var panel = Render<ConnectionsPanel>();

        await PasteAsync(panel, "openai", Planted);

        panel.WaitForAssertion(() => panel.Find(".result").TextContent.ShouldContain("openai/gpt-5 answered."));
        panel.FindAll(".result a").Select(static link => link.GetAttribute("href")).ShouldBe(["/connect/", "/developer/keys"]);
        panel.Markup.ShouldNotContain(Planted);
        Source.Current.IsDemo.ShouldBeFalse();
        Source.Current.Providers.Single(static provider => provider.Id == "openai").Credential!.Reveal().ShouldBe(Planted);
        store.Stored.Credentials.Single().SetBy.ShouldBe(Team.Owner.UserId);

        await panel.FindAll(".result button").Single(static button => button.TextContent == "Close").ClickAsync();
        panel.WaitForAssertion(() => Row(panel, "openai").TextContent.ShouldContain("Set in the portal"));
        panel.Find("[role=status]").TextContent.ShouldStartWith("1 of ");
        panel.Find(".mud-alert").TextContent.ShouldContain("Mint a key");
    }

    [Fact]
    public async Task A_rejected_credential_says_what_to_do_and_can_be_replaced_at_once()
    {
        Answer(ProviderTestOutcome.BadCredential, 401);
        var panel = Render<ConnectionsPanel>();

        await PasteAsync(panel, "openai", Planted);

        panel.WaitForAssertion(() => panel.Find(".result").TextContent.ShouldContain("The provider rejects the credential (401). Create a new API key"));
        await panel.FindAll(".result button").Single(static button => button.TextContent == "Paste another credential").ClickAsync();
        panel.Find("#provider-credential").GetAttribute("value").ShouldBeNullOrEmpty();
    }

    [Fact]
    public async Task A_text_with_a_space_is_not_stored()
    {
        var panel = Render<ConnectionsPanel>();

        await PasteAsync(panel, "openai", "two words");

        panel.WaitForAssertion(() => panel.Find("#provider-credential-error").TextContent.ShouldStartWith("The API key contains a space"));
        var field = panel.Find("#provider-credential");
        (field.GetAttribute("aria-invalid"), field.GetAttribute("aria-describedby")).ShouldBe(("true", "provider-credential-error provider-credential-hint"));
        store.Stored.Credentials.ShouldBeEmpty();
        await probe.DidNotReceiveWithAnyArgs().TestAsync(default!, default);
    }

    [Fact]
    public async Task A_test_of_a_connected_provider_shows_the_next_step_in_its_row()
    {
        await ConnectAsync("openai");
        Answer(ProviderTestOutcome.OutOfCredit, 429);
        var panel = Render<ConnectionsPanel>();
        Row(panel, "openai").TextContent.ShouldContain("connected");

        await panel.Find("[aria-label='Test openai']").ClickAsync();

        panel.WaitForAssertion(() => Row(panel, "openai").TextContent.ShouldContain("Add credit at the provider"));
        Row(panel, "openai").QuerySelector(".tag.bad")!.TextContent.ShouldBe("out of credit");
    }

    [Fact]
    public async Task A_test_that_runs_cannot_be_started_again()
    {
        await ConnectAsync("openai");
        var running = new TaskCompletionSource<ProviderTest>();
        probe.TestAsync(Arg.Any<Provider>(), Arg.Any<CancellationToken>()).Returns(running.Task);
        var panel = Render<ConnectionsPanel>();

        var first = panel.Find("[aria-label='Test openai']").ClickAsync();
        panel.WaitForAssertion(() => panel.Find("[aria-label='Test openai']").HasAttribute("disabled").ShouldBeTrue());
        running.SetResult(new ProviderTest { Provider = "openai", Outcome = ProviderTestOutcome.Ok, Model = "openai/gpt-5", At = Time.GetUtcNow() });
        await first;

        panel.WaitForAssertion(() => panel.Find("[aria-label='Test openai']").HasAttribute("disabled").ShouldBeFalse());
        await probe.Received(1).TestAsync(Arg.Any<Provider>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task After_the_last_credential_is_removed_calls_fail_and_demo_mode_does_not_return()
    {
        await ConnectAsync("openai");
        var panel = Render<ConnectionsPanel>();

        panel.Find("[aria-label='Remove the credential of openai']").Click(); // Ends when the dialog is closed.
        panel.WaitForElement("[role=dialog]").TextContent.ShouldContain("every call fails until one is connected again. Demo mode does not return.");
        await panel.FindAll("[role=dialog] button").Single(static button => button.TextContent == "Remove credential").ClickAsync();

        panel.WaitForAssertion(() => Row(panel, "openai").TextContent.ShouldContain("not connected"));
        Source.Current.IsDemo.ShouldBeFalse();
        Source.Current.Models.ShouldAllBe(static model => model.UsableEndpoints.IsEmpty);
        panel.Find(".mud-alert-outlined-error").TextContent.ShouldStartWith("No provider is connected any more");
    }

    [Fact]
    public async Task A_provider_is_turned_off_without_its_credential_being_lost_and_on_again()
    {
        await ConnectAsync("openai");
        var panel = Render<ConnectionsPanel>();

        panel.Find("[aria-label='Turn off openai']").Click(); // Ends when the dialog is closed.
        panel.WaitForElement("[role=dialog]").TextContent.ShouldContain("every call fails until one is on again");
        await panel.FindAll("[role=dialog] button").Single(static button => button.TextContent == "Turn off").ClickAsync();

        panel.WaitForAssertion(() => Row(panel, "openai").TextContent.ShouldContain("No call is sent to it. Turned off by"));
        Source.Current.IsDemo.ShouldBeFalse();
        Source.Current.Models.ShouldAllBe(static model => model.UsableEndpoints.IsEmpty);
        store.Stored.Credentials.ShouldHaveSingleItem();
        await panel.Find("[aria-label='Turn on openai']").ClickAsync();

        panel.WaitForAssertion(() => Row(panel, "openai").TextContent.ShouldContain("connected"));
        Source.Current.Models.ShouldContain(static model => !model.UsableEndpoints.IsEmpty);
    }

    [Theory]
    [InlineData(true, "set a credential of openai")]
    [InlineData(false, "Someone else removed the credential of openai")]
    public async Task A_credential_that_another_operator_changed_meanwhile_is_only_replaced_by_a_second_save(bool isReplaced, string change)
    {
        await ConnectAsync("openai");
        var panel = Render<ConnectionsPanel>();
        panel.Find("[aria-label='Replace the credential of openai']").Click(); // Ends when the dialog is closed.
        panel.WaitForElement("#provider-credential").Change("sk-mine");
        Answer(ProviderTestOutcome.Ok);
        if (isReplaced) await ConnectAsync("openai");
        else (await store.RemoveCredentialAsync("openai", Team.Owner.UserId, CancellationToken.None)).ShouldBeTrue();
        var theirs = store.Stored.Credentials.SingleOrDefault();

        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => panel.Find("[role=dialog] .mud-alert").TextContent.ShouldContain(change));
        panel.Find("#provider-credential").GetAttribute("value").ShouldBe("sk-mine");
        store.Stored.Credentials.SingleOrDefault().ShouldBe(theirs);

        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => panel.FindAll("#provider-credential").ShouldBeEmpty());
        store.Stored.Credentials.ShouldHaveSingleItem().ShouldNotBe(theirs);
    }

    [Fact]
    public async Task A_credential_that_is_not_the_last_one_leaves_the_others_connected()
    {
        await ConnectAsync("openai");
        await ConnectAsync("anthropic");
        var panel = Render<ConnectionsPanel>();

        panel.Find("[aria-label='Remove the credential of openai']").Click(); // Ends when the dialog is closed.

        panel.WaitForElement("[role=dialog]").TextContent.ShouldContain("Calls to its models fail, unless another provider serves them.");
    }

    [Fact]
    public async Task A_credential_of_a_provider_that_is_gone_or_switched_off_can_be_removed()
    {
        Store("openai-of-last-year", "ollama");
        await Services.GetRequiredService<ProviderCatalog>().RefreshAsync(CancellationToken.None);
        var panel = Render<ConnectionsPanel>();
        Row(panel, "openai-of-last-year").TextContent.ShouldContain("not in the catalog");
        Row(panel, "ollama").QuerySelectorAll("button").Select(static button => button.TextContent).ShouldBe(["Remove"]);

        panel.Find("[aria-label='Remove the credential of openai-of-last-year']").Click(); // Ends when the dialog is closed.
        await panel.WaitForElement("[role=dialog] button[type=submit]").ClickAsync();

        panel.WaitForAssertion(() => panel.Find("tbody").TextContent.ShouldNotContain("openai-of-last-year"));
        store.Stored.Credentials.Select(static credential => credential.Provider).ShouldBe(["ollama"]);
    }

    [Fact]
    public async Task While_the_store_is_down_the_page_says_so_and_tries_again()
    {
        var panel = Render<ConnectionsPanel>();
        store.IsDown = true;
        Source.Replace(Source.File.WithCredentials(new Dictionary<string, Secret> { ["openai"] = new(Planted) }), wasConnected: true);

        Time.Advance(TimeSpan.FromSeconds(2));
        panel.WaitForAssertion(() => panel.Find(".mud-alert-outlined-warning").TextContent
            .ShouldContain("could not be updated"));

        store.IsDown = false;
        await ConnectAsync("openai");
        Time.Advance(TimeSpan.FromSeconds(6));
        Time.Advance(TimeSpan.FromSeconds(1));
        panel.WaitForAssertion(() => panel.FindAll(".mud-alert-outlined-warning").ShouldBeEmpty());
        Row(panel, "openai").TextContent.ShouldContain("Set in the portal");
    }

    [Fact]
    public async Task Someone_who_is_no_longer_an_operator_cannot_test_again()
    {
        Answer(ProviderTestOutcome.BadCredential, 401);
        var panel = Render<ConnectionsPanel>();
        await PasteAsync(panel, "openai", Planted);
        panel.WaitForAssertion(() => panel.Find(".result").TextContent.ShouldContain("rejects the credential"));
        probe.ClearReceivedCalls();
        OperatorStore.First = null;

        await panel.FindAll(".result button").Single(static button => button.TextContent == "Test again").ClickAsync();

        panel.WaitForAssertion(() => panel.Find("[role=alert]").TextContent.ShouldContain("no longer signed in as an operator"));
        await probe.DidNotReceiveWithAnyArgs().TestAsync(default!, default);
    }

    [Theory]
    [InlineData("Turn off openai")]
    [InlineData("Remove the credential of openai")]
    public async Task Someone_who_is_no_longer_an_operator_is_told_so_in_the_dialog_and_changes_nothing(string action)
    {
        await ConnectAsync("openai");
        var panel = Render<ConnectionsPanel>();
        panel.Find($"[aria-label='{action}']").Click(); // Ends when the dialog is closed.
        panel.WaitForElement("[role=dialog]");
        OperatorStore.First = null;

        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() =>
            panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("no longer signed in as an operator"));
        Source.Current.IsDemo.ShouldBeFalse();
        Source.Current.Models.ShouldContain(static model => !model.UsableEndpoints.IsEmpty);
        store.Stored.Credentials.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_credential_that_cannot_be_decrypted_has_to_be_set_again()
    {
        Store("openai");
        Services.GetRequiredService<ProviderCatalog>().RefreshAsync(CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();

        var row = Row(Render<ConnectionsPanel>(), "openai");

        row.QuerySelector(".tag.bad")!.TextContent.ShouldBe("set it again");
        row.TextContent.ShouldContain("Cannot be decrypted");
    }

    [Fact]
    public async Task A_server_that_runs_on_this_machine_is_added_with_one_click()
    {
        await using var server = await ScriptedUpstream.StartAsync();
        server.Always(Replies.Json("""{"object":"list","data":[{"id":"llama3.2:3b","object":"model"}]}"""));
        Services.AddSingleton(new LocalServers([new LocalServerPort("ollama", "Ollama", new Uri(server.Root).Port)]));
        Answer(ProviderTestOutcome.Ok);
        var panel = Render<ConnectionsPanel>();
        panel.WaitForAssertion(() => panel.Find(".mud-alert").TextContent
            .ShouldContain("Ollama runs on this machine with 1 model: llama3.2:3b"));

        await panel.Find(".mud-alert button").ClickAsync();

        panel.WaitForAssertion(() => Row(panel, "ollama").TextContent.ShouldContain("connected"));
        Source.Current.Resolve("llama3.2:3b").ShouldBeOfType<ModelResolution.Pinned>().Model.Prices.Free.ShouldBeTrue();
        panel.WaitForAssertion(() => panel.FindAll(".mud-alert button").ShouldBeEmpty());
    }

    private CatalogSource Source => Services.GetRequiredService<CatalogSource>();

    private static AngleSharp.Dom.IElement Row(IRenderedComponent<ConnectionsPanel> panel, string provider) =>
        panel.FindAll("tbody tr").Single(row => row.QuerySelector("th") is { } header && header.TextContent.TrimStart().StartsWith(provider, StringComparison.Ordinal));

    private static async Task PasteAsync(IRenderedComponent<ConnectionsPanel> panel, string provider, string text)
    {
        panel.Find($"[aria-label='Connect {provider}']").Click(); // Ends when the dialog is closed.
        panel.WaitForElement("#provider-credential").Change(text);
        await panel.Find(".dialog-form").SubmitAsync();
    }

    /// <summary>Stores credentials that cannot be decrypted.</summary>
    private void Store(params string[] providers) => store.Stored = store.Stored with
    {
        Credentials = [.. providers.Select(provider => new ProviderCredential { Provider = provider, Encrypted = [1, 2, 3], SetAt = Time.GetUtcNow(), SetBy = Team.Owner.UserId })],
        WasConnected = true,
    };

    private void Answer(ProviderTestOutcome outcome, int? status = null) => probe.TestAsync(Arg.Any<Provider>(), Arg.Any<CancellationToken>()).Returns(call =>
        new ProviderTest { Provider = call.Arg<Provider>().Id, Outcome = outcome, Status = status, Model = "openai/gpt-5", At = Time.GetUtcNow() });

    private async Task ConnectAsync(string provider)
    {
        var request = new CredentialRequest { Credential = new Secret(Planted) };
        (await Services.GetRequiredService<ProviderService>().SetAsync(Team.Owner.UserId, provider, null, request, CancellationToken.None)).Error.ShouldBeNull();
    }
}
