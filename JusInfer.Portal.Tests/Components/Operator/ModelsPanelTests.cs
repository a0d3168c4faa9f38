using AngleSharp.Dom;
using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Tests.Components.Operator;

public sealed class ModelsPanelTests : PanelTestContext
{
    private const string Gpt = "openai/gpt-5";

    private readonly InMemoryProviderStore store = new();

    public ModelsPanelTests()
    {
        Services.AddSingleton<IProviderStore>(store).AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()).AddSingleton(ChatDialect.Id);
        Services.AddLogging().AddProviders(isShared: true).AddSingleton(Substitute.For<IProviderProbe>()).AddSingleton(new Signal<ProvidersChanged>());
        OperatorStore.First = Team.Owner.UserId;
    }

    private CatalogSource Source => Services.GetRequiredService<CatalogSource>();

    [Fact]
    public void Someone_who_is_not_an_operator_sees_no_models()
    {
        OperatorStore.First = null;

        Render<ModelsPanel>().FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void Models_are_found_by_their_names_and_what_changed_about_them()
    {
        store.Stored = store.Stored with { Models = [new ModelSettings { Model = Gpt, Aliases = ["our-coder"], SetAt = Time.GetUtcNow(), SetBy = Team.Owner.UserId }] };
        Services.GetRequiredService<ProviderCatalog>().RefreshAsync(CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/operator/models?q=coder&show=changed");

        var panel = Render<ModelsPanel>();

        panel.FindAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("also our-coder");
        panel.FindAll("tbody th .narrow")[0].TextContent.ShouldContain("out, catalog since ");
        panel.FindAll("tbody th .narrow")[^1].TextContent.ShouldStartWith("changed ");
        panel.Find(".toolbar select").Change("off");
        navigation.Uri.ShouldEndWith("?q=coder&show=off");
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("No model matches."));
    }

    [Fact]
    public async Task A_model_is_turned_off_and_gets_a_price_in_its_dialog()
    {
        var panel = Render<ModelsPanel>();
        Row(panel).TextContent.ShouldContain("catalog");
        Row(panel).QuerySelector(".tag")!.TextContent.ShouldBe("simulated");
        var dialog = Open(panel);
        dialog.TextContent.ShouldContain("Leave all empty for the price of the catalog ($1.25 input, $10.00 output).");

        panel.Find("[role=dialog] input[type=checkbox]").Change(false);
        panel.Find("#model-input").Change("2");
        await panel.Find("[role=dialog] form").SubmitAsync();
        panel.WaitForAssertion(() => panel.Find("#model-output-error").TextContent.ShouldBe("Output is missing."));
        panel.Find("#model-source-error").TextContent.ShouldStartWith("The source must be the address of the page that has the price");
        store.Stored.Models.ShouldBeEmpty();

        panel.Find("#model-output").Change("8");
        panel.Find("#model-source").Change("https://example.com/contract");
        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog]").ShouldBeEmpty());
        panel.WaitForAssertion(() => Row(panel).TextContent.ShouldContain("operator"));
        Row(panel).QuerySelector(".tag.bad")!.TextContent.ShouldBe("off");
        Row(panel).QuerySelectorAll("a")[^1].GetAttribute("href").ShouldBe("https://example.com/contract");
        Source.Current.Models.Single(static model => model.Id == Gpt).Prices.At(new DateOnly(2026, 11, 20)).InputPerMillion.ShouldBe(NanoUsd.FromUsd(2));
    }

    [Theory]
    [InlineData("-1", "Input must be from 0 to 10000 USD per million tokens.")]
    [InlineData("2000000", "Input must be from 0 to 10000 USD per million tokens.")]
    [InlineData("79228162514264337593543950336", "Input must be an amount in US dollars, such as 25 or 12.50.")]
    [InlineData("0.000002", "Input is per million tokens and must be 0 or at least 0.001 USD. Multiply a price per token by 1000000.")]
    [InlineData("cheap", "Input must be an amount in US dollars, such as 25 or 12.50.")]
    [InlineData("1,5", "Input must be an amount in US dollars, such as 25 or 12.50.")]
    public async Task A_wrong_price_says_next_to_its_field_what_is_wrong_and_keeps_what_was_typed(string typed, string error)
    {
        var panel = Render<ModelsPanel>();
        Open(panel);

        panel.Find("#model-input").Change(typed);
        panel.Find("#model-output").Change("8");
        panel.Find("#model-source").Change("https://example.com/contract");
        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => panel.Find("#model-input-error").TextContent.ShouldBe(error));
        panel.FindAll("[role=dialog] .field-error").Count.ShouldBe(1);
        panel.Find("#model-input").GetAttribute("value").ShouldBe(typed);
        panel.Find("#model-output").GetAttribute("value").ShouldBe("8");
        store.Stored.Models.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_of_another_model_is_rejected_with_its_owner()
    {
        var panel = Render<ModelsPanel>();
        Open(panel);

        panel.Find("#model-aliases").Change("ours, anthropic/claude-sonnet-4.5");
        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => panel.Find("#model-aliases-error").TextContent.ShouldBe("anthropic/claude-sonnet-4.5 is a name of anthropic/claude-sonnet-4.5 already."));
        panel.Find("#model-aliases").GetAttribute("value").ShouldBe("ours, anthropic/claude-sonnet-4.5");
    }

    [Fact]
    public async Task The_dialog_starts_with_what_is_set_and_emptying_the_price_restores_that_of_the_catalog()
    {
        var price = new CustomPrice(new DateOnly(2026, 11, 1), 2.5m, 0.25m, 2.5m, 2.5m, 8, "https://example.com/contract");
        store.Stored = store.Stored with { Models = [new ModelSettings { Model = Gpt, Prices = [price], SetAt = Time.GetUtcNow(), SetBy = Team.Owner.UserId }] };
        await Services.GetRequiredService<ProviderCatalog>().RefreshAsync(CancellationToken.None);
        var panel = Render<ModelsPanel>();

        Open(panel);
        panel.Find("#model-input").GetAttribute("value").ShouldBe("2.5");
        foreach (var field in (string[])["input", "output", "cache-read", "cache-write", "cache-write-hour", "source"]) panel.Find($"#model-{field}").Change("");
        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => Row(panel).TextContent.ShouldContain("catalog"));
        store.Stored.Models.Single().Prices.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_that_another_operator_saved_meanwhile_is_shown_and_only_replaced_by_a_second_save()
    {
        var panel = Render<ModelsPanel>();
        Open(panel);
        panel.Find("#model-aliases").Change("ours");
        var price = new CustomPrice(new DateOnly(2026, 11, 1), 2.5m, 0.25m, 2.5m, 2.5m, 8, "https://example.com/contract");
        var other = new ModelSettings { Model = Gpt, Enabled = false, Aliases = ["theirs"], Prices = [price], SetAt = Time.GetUtcNow(), SetBy = Team.Owner.UserId };
        store.Stored = store.Stored with { Models = [other], Emails = store.Stored.Emails.Add(Team.Owner.UserId, "grace@example.com") };
        await Services.GetRequiredService<ProviderCatalog>().RefreshAsync(CancellationToken.None);

        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => panel.Find("[role=dialog] .mud-alert").TextContent
            .ShouldContain("grace@example.com changed this model"));
        panel.FindAll("[role=dialog] .mud-alert li").Select(static change => change.TextContent).ShouldBe(
            ["No calls are sent to it any more.", "Its other names are now theirs.", "Its price is now $2.50 input and $8.00 output, from https://example.com/contract."]);
        panel.Find("#model-aliases").GetAttribute("value").ShouldBe("ours");
        panel.Find("[role=dialog] input[type=checkbox]").HasAttribute("checked").ShouldBeTrue();
        store.Stored.Models.ShouldHaveSingleItem().ShouldBe(other);

        await panel.Find("[role=dialog] form").SubmitAsync();

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog]").ShouldBeEmpty());
        var saved = store.Stored.Models.ShouldHaveSingleItem();
        saved.Aliases.ShouldBe(["ours"]);
        (saved.Enabled, saved.Prices.IsEmpty).ShouldBe((true, true));
        saved.SetAt.ShouldBeGreaterThan(other.SetAt);
    }

    [Fact]
    public void While_the_store_is_down_the_page_says_so_and_tries_again()
    {
        var panel = Render<ModelsPanel>();
        store.IsDown = true;
        Source.Replace(Source.File.WithCredentials(new Dictionary<string, Secret> { ["openai"] = new("sk") }), wasConnected: true);
        Time.Advance(TimeSpan.FromSeconds(2));
        panel.WaitForAssertion(() => panel.Find(".mud-alert-outlined-warning").TextContent
            .ShouldContain("could not be updated"));
        Row(panel).TextContent.ShouldContain("catalog");

        store.IsDown = false;
        Time.Advance(TimeSpan.FromSeconds(6));
        Time.Advance(TimeSpan.FromSeconds(1));
        panel.WaitForAssertion(() => panel.FindAll(".mud-alert-outlined-warning").ShouldBeEmpty());
    }

    private static IElement Row(IRenderedComponent<ModelsPanel> panel) => panel.Find($"[aria-label='Change {Gpt}']").Closest("tr")!;

    private static IElement Open(IRenderedComponent<ModelsPanel> panel)
    {
        panel.Find($"[aria-label='Change {Gpt}']").Click(); // Ends when the dialog is closed.
        panel.WaitForElement("#model-aliases");
        return panel.Find("[role=dialog]");
    }
}
