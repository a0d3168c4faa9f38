using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A visitor without an account looks for a model in the catalog.</summary>
public sealed partial class ExploringTheCatalog : Journey
{
    private const string Sonnet = "anthropic/claude-sonnet-4.5";

    [Fact]
    public async Task A_visitor_finds_a_model_by_name_provider_capability_and_price()
    {
        var (_, catalog) = await OpenCatalogAsync();
        var all = await catalog.Models.CountAsync();
        await catalog.Search.FillAsync("claude");
        await catalog.Provider.SelectOptionAsync("openrouter");
        await catalog.Capability("vision").CheckAsync();
        await catalog.Sort.SelectOptionAsync("Input price, lowest first");
        await catalog.Show.ClickAsync();

        // It is below the list, so the list is complete.
        await Expect(catalog.ListAsJson).ToHaveAttributeAsync("href", SortedByInput());
        await Expect(catalog.Capability("vision")).ToBeCheckedAsync();
        var ids = await catalog.Models.AllTextContentsAsync();
        ids.Count.ShouldBeInRange(2, all - 1);
        ids.ShouldAllBe(static id => id.Contains("claude", StringComparison.Ordinal));
        await Expect(catalog.Count).ToHaveTextAsync($"{ids.Count} models");
        foreach (var row in await catalog.Rows.AllAsync())
        {
            await Expect(row).ToContainTextAsync("vision");
            await Expect(row).ToContainTextAsync("openrouter");
        }

        var prices = (await catalog.ReadInputPricesAsync()).Select(static price => decimal.Parse(price.TrimStart('$'), CultureInfo.InvariantCulture)).ToArray();
        prices.ShouldBe(prices.Order().ToArray());

        await catalog.Clear.ClickAsync();
        await Expect(catalog.Models).ToHaveCountAsync(all);
    }

    [Fact]
    public async Task The_page_of_a_model_has_its_price_with_the_source_and_code_to_copy()
    {
        var (visitor, catalog) = await OpenCatalogAsync();
        await catalog.Model(Sonnet).ClickAsync();

        await Expect(catalog.Title).ToHaveTextAsync(Sonnet);
        await Expect(catalog.Price).ToContainTextAsync("$3.00");
        await Expect(catalog.Price).ToContainTextAsync("since 29 Sep 2025");
        await Expect(catalog.Price).ToContainTextAsync("Read from platform.claude.com on 20");
        await Expect(catalog.Properties).ToContainTextAsync("The baseline: it answers every call that no smaller model answers for less");

        var copied = await visitor.CopyAsync(catalog.Copy("curl"));
        copied.ShouldStartWith($"curl {Site.Address}v1/chat/completions");
        copied.ShouldContain($"\"model\": \"{Sonnet}\"");
    }

    [Fact]
    public async Task Automatic_routing_names_the_models_that_it_uses()
    {
        var (_, catalog) = await OpenCatalogAsync();
        await catalog.Model("jusInfer-auto").ClickAsync();

        await Expect(catalog.Title).ToHaveTextAsync("jusInfer-auto");
        await Expect(catalog.UsedModels).ToContainTextAsync("Baseline");
        await catalog.UsedModels.GetByRole(AriaRole.Link, new() { Name = Sonnet, Exact = true }).ClickAsync();

        await Expect(catalog.Title).ToHaveTextAsync(Sonnet);
    }

    [Fact]
    public async Task The_list_and_a_model_are_available_as_Markdown_and_as_JSON()
    {
        var (visitor, catalog) = await OpenCatalogAsync("/catalog?q=claude&provider=openrouter");
        var ids = await catalog.Models.AllTextContentsAsync();

        using var list = JsonDocument.Parse(await ReadAsync(visitor, catalog.ListAsJson));
        list.RootElement.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()).ShouldBe(ids);
        var table = await ReadAsync(visitor, catalog.ListAsMarkdown);
        foreach (var id in ids) table.ShouldContain($"| {id} |");

        await catalog.Model(Sonnet).ClickAsync();
        await Expect(catalog.Title).ToHaveTextAsync(Sonnet);
        using var model = JsonDocument.Parse(await ReadAsync(visitor, catalog.Json));
        model.RootElement.GetProperty("pricing").GetProperty("input").GetDecimal().ShouldBe(3m);
        (await ReadAsync(visitor, catalog.Markdown)).ShouldStartWith($"# {Sonnet}");
    }

    private async Task<(Visitor Visitor, CatalogPage Catalog)> OpenCatalogAsync(string address = CatalogPage.Path)
    {
        var visitor = await OpenVisitorAsync();
        var catalog = new CatalogPage(visitor.Page);
        await catalog.OpenAsync(address);
        return (visitor, catalog);
    }

    /// <summary>Follows a link to another format.</summary>
    private static async Task<string> ReadAsync(Visitor visitor, ILocator link)
    {
        var response = await visitor.Page.APIRequest.GetAsync((await link.GetAttributeAsync("href"))!);
        response.Status.ShouldBe(200);
        return await response.TextAsync();
    }

    [GeneratedRegex("[?&]sort=input(?:&|$)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SortedByInput();
}
