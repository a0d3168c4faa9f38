using System.Net;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Tests.Components.Account;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.CatalogPages;

/// <summary>The public pages of the catalog over a real socket, with the shipped catalog in demo mode.</summary>
public sealed class CatalogPagesTests : IClassFixture<SharedPortal>
{
    private const string Sonnet = "anthropic/claude-sonnet-4.5";

    private readonly PagesHost portal;

    public CatalogPagesTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    private string Origin => portal.Browser.BaseAddress!.ToString().TrimEnd('/');

    private CatalogSnapshot Catalog => portal.Services.GetRequiredService<CatalogSnapshot>();

    [Fact]
    public async Task The_list_has_every_model_in_a_small_document_that_runs_no_Blazor()
    {
        var (answer, page) = await portal.GetAsync("/catalog");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var model in Catalog.Models) page.ShouldContain($"href=\"/catalog/{model.Id}\"");
        page.ShouldContain("Demo mode.");
        page.ShouldNotContain("blazor.web");
        Encoding.UTF8.GetByteCount(page).ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task A_row_has_the_prices_with_the_day_and_the_source_and_the_providers()
    {
        var row = Rows(await PageAsync("/catalog?q=claude-sonnet-4.5")).ShouldHaveSingleItem();

        foreach (var expected in (string[])["$3.00", "$0.30", "$15.00", "29 Sep 2025", "https://platform.claude.com/docs/en/docs/about-claude/pricing", "200k", "64k out", "auto: baseline", "anthropic, openrouter"])
            row.ShouldContain(expected);
    }

    [Theory]
    [InlineData(Sonnet, true)]
    [InlineData("jusInfer-auto", true)]
    [InlineData("openai/text-embedding-3-small", false)]
    [InlineData("local/qwen3-8b", false)]
    public async Task A_model_that_answers_messages_links_to_the_playground(string model, bool isLinked)
    {
        var page = await PageAsync("/catalog/" + model);

        page.Contains($"/developer/playground?model={Uri.EscapeDataString(model)}", StringComparison.Ordinal).ShouldBe(isLinked);
    }

    [Theory]
    [InlineData("?q=CODER+qwen", "qwen/qwen3-coder-480b", "openai/gpt-5")]
    [InlineData("?provider=groq", "openai/gpt-oss-20b", Sonnet)]
    [InlineData("?tier=small", "openai/gpt-5-nano", Sonnet)]
    [InlineData("?free=1", "local/qwen3-8b", Sonnet)]
    [InlineData("?capability=vision&capability=logprobs", "openai/gpt-4.1", "openai/gpt-5")]
    [InlineData("?usable=1", Sonnet, "local/qwen3-8b")]
    public async Task A_filter_in_the_address_keeps_the_matching_models_in_every_format(string query, string kept, string removed)
    {
        var page = await PageAsync("/catalog" + query);
        page.ShouldContain($"href=\"/catalog/{kept}\"");
        page.ShouldNotContain($"href=\"/catalog/{removed}\"");
        page.ShouldContain($"href=\"/catalog.md{query}\"");

        var markdown = await PageAsync("/catalog.md" + query);
        markdown.ShouldContain($"| {kept} |");
        markdown.ShouldNotContain($"| {removed} |");

        using var json = JsonDocument.Parse(await PageAsync("/catalog.json" + query));
        var ids = json.RootElement.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()).ToList();
        ids.ShouldContain(kept);
        ids.ShouldNotContain(removed);
    }

    [Theory]
    [InlineData("input", "openai/text-embedding-3-small", "openai/gpt-5.5")]
    [InlineData("context", "openai/gpt-5.5", "qwen/qwen3-8b")]
    [InlineData("name", Sonnet, "openai/gpt-5")]
    public async Task The_models_can_be_sorted(string sort, string earlier, string later)
    {
        var page = await PageAsync("/catalog?sort=" + sort);

        page.IndexOf($"href=\"/catalog/{earlier}\"", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf($"href=\"/catalog/{later}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_form_shows_the_filters_that_the_address_names()
    {
        var page = await PageAsync("/catalog?q=%22gpt%22&capability=vision&tier=mid&sort=output");

        page.ShouldContain("value=\"\"gpt\"\"");
        page.ShouldContain("value=\"vision\" checked");
        page.ShouldContain("<option value=\"mid\" selected");
        page.ShouldContain("<option value=\"output\" selected");
        page.ShouldContain("noindex");
    }

    [Theory]
    [InlineData("/catalog?q=claude-sonet-4.5", HttpStatusCode.OK)]
    [InlineData("/catalog/anthropic/claude-sonet-4.5", HttpStatusCode.NotFound)]
    [InlineData("/catalog/anthropic/claude-sonet-4.5.md", HttpStatusCode.NotFound)]
    [InlineData("/catalog/anthropic/claude-sonet-4.5.json", HttpStatusCode.NotFound)]
    public async Task A_misspelled_model_gets_the_nearest_ones(string address, HttpStatusCode status)
    {
        var (answer, page) = await portal.GetAsync(address);

        answer.StatusCode.ShouldBe(status);
        page.ShouldContain("Did you mean");
        page.ShouldContain(Sonnet);
    }

    [Theory]
    [InlineData("/catalog/anthropic/claude-sonnet-4.5", "29 Sep 2025")]
    [InlineData("/catalog/anthropic/claude-sonnet-4.5.md", "2025-09-29")]
    public async Task A_page_of_a_model_has_code_with_the_address_of_this_portal_and_all_its_facts(string address, string since)
    {
        var page = await PageAsync(address);

        page.ShouldContain($"curl {Origin}/v1/chat/completions");
        page.ShouldContain($"base_url=\"{Origin}/v1\"");
        page.ShouldContain($"baseURL: \"{Origin}/v1\"");
        page.ShouldContain($"\"model\": \"{Sonnet}\"");
        page.ShouldContain($"model=\"{Sonnet}\"");
        foreach (var fact in (string[])["Input written to the cache for 1 hour", "6.00", since, "claude-sonnet-4-5-20250929", "openrouter"])
            page.ShouldContain(fact);
        foreach (var fact in (string[])["no credential", "The baseline", "Demo mode"]) page.ShouldContain(fact);
    }

    [Fact]
    public async Task The_code_for_an_embedding_model_asks_for_an_embedding() => (await PageAsync("/catalog/openai/text-embedding-3-small")).ShouldContain("/v1/embeddings");

    [Fact]
    public async Task Prices_of_long_prompts_and_earlier_prices_are_on_the_page()
    {
        (await PageAsync("/catalog/openai/gpt-5.5")).ShouldContain("Calls with prompts above 272\u202F000 tokens");
        (await PageAsync("/catalog/anthropic/claude-sonnet-5.5")).ShouldContain("Earlier prices");
        (await PageAsync("/catalog/anthropic/claude-sonnet-5.5.md")).ShouldContain("Since 2026-09-29: 2.00 input, 0.20 cache read, 10.00 output.");
    }

    [Theory]
    [InlineData("/catalog/claude-sonnet-4-5", "/catalog/anthropic/claude-sonnet-4.5")]
    [InlineData("/catalog/Anthropic/Claude-Sonnet-4.5", "/catalog/anthropic/claude-sonnet-4.5")]
    [InlineData("/catalog/auto", "/catalog/jusInfer-auto")]
    public async Task Another_name_of_a_model_leads_to_its_page(string address, string page)
    {
        var (answer, _) = await portal.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.AbsolutePath().ShouldBe(page);
    }

    [Theory]
    [InlineData("/catalog/jusInfer-auto")]
    [InlineData("/catalog/jusInfer-auto.md")]
    public async Task Automatic_routing_has_a_page_with_the_models_that_it_uses(string address)
    {
        var page = await PageAsync(address);

        foreach (var expected in (string[])[Sonnet, "jusInfer-auto:cheap", "openai/gpt-5-nano", "gpt-4o-mini"]) page.ShouldContain(expected);
        page.ShouldNotContain("local/qwen3-8b");
    }

    [Fact]
    public async Task The_json_has_exact_prices_and_what_automatic_routing_uses_a_model_for()
    {
        using var json = JsonDocument.Parse(await PageAsync("/catalog.json?q=claude-sonnet-4.5"));
        var model = json.RootElement.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();

        model.GetProperty("pricing").GetProperty("cache_write_5m").GetDecimal().ShouldBe(3.75m);
        model.GetProperty("pricing").GetProperty("from").GetString().ShouldBe("2025-09-29");
        model.GetProperty("auto_use").GetString().ShouldBe("baseline");
        model.GetProperty("providers")[0].GetProperty("state").GetString().ShouldBe("no_credential");
        json.RootElement.GetProperty("auto").GetProperty("id").GetString().ShouldBe("jusInfer-auto");
    }

    [Fact]
    public async Task The_json_of_a_model_has_every_price_with_its_source_and_the_earlier_prices()
    {
        using var json = JsonDocument.Parse(await PageAsync("/catalog/anthropic/claude-sonnet-5.5.json"));
        var model = json.RootElement;

        model.GetProperty("id").GetString().ShouldBe("anthropic/claude-sonnet-5.5");
        model.GetProperty("demo").GetBoolean().ShouldBeTrue();
        model.GetProperty("catalog_version").GetString().ShouldBe(Catalog.Version);
        model.GetProperty("auto_use_explanation").GetString().ShouldNotBeNullOrEmpty();
        model.GetProperty("providers").GetArrayLength().ShouldBeGreaterThan(0);
        var price = model.GetProperty("pricing");
        foreach (var (bucket, usd) in (IEnumerable<(string, decimal)>)[("input", 2m), ("cache_read", 0.1m), ("cache_write_5m", 2.5m), ("cache_write_1h", 4m), ("output", 10m)])
            price.GetProperty(bucket).GetDecimal().ShouldBe(usd);
        price.GetProperty("from").GetString().ShouldBe("2026-10-07");
        price.GetProperty("read").GetString().ShouldBe("2026-11-20");
        price.GetProperty("source").GetString().ShouldStartWith("https://");
        var earlier = model.GetProperty("earlier_pricing").EnumerateArray().ShouldHaveSingleItem();
        earlier.GetProperty("from").GetString().ShouldBe("2026-09-29");
        earlier.GetProperty("cache_read").GetDecimal().ShouldBe(0.2m);
    }

    [Fact]
    public async Task The_page_of_a_model_names_its_other_formats()
    {
        var page = await PageAsync("/catalog/" + Sonnet);

        page.ShouldContain($"<link rel=\"alternate\" type=\"text/markdown\" href=\"/catalog/{Sonnet}.md\"");
        page.ShouldContain($"<link rel=\"alternate\" type=\"application/json\" href=\"/catalog/{Sonnet}.json\"");
    }

    [Fact]
    public async Task The_json_of_automatic_routing_has_only_the_models_that_it_uses()
    {
        using var json = JsonDocument.Parse(await PageAsync("/catalog/jusInfer-auto.json"));

        json.RootElement.GetProperty("auto").GetProperty("id").GetString().ShouldBe("jusInfer-auto");
        var used = json.RootElement.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()).ToList();
        used.ShouldContain(Sonnet);
        used.ShouldNotContain("local/qwen3-8b");
    }

    [Theory]
    [InlineData("/catalog.md")]
    [InlineData("/catalog.json")]
    [InlineData("/catalog/openai/gpt-5.md")]
    [InlineData("/catalog/openai/gpt-5.json")]
    public async Task Programs_can_revalidate_what_they_have(string address)
    {
        var (first, _) = await portal.GetAsync(address);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag.ShouldNotBeNull());

        using var second = await portal.Browser.SendAsync(again);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task No_command_is_made_for_a_host_that_is_not_the_name_of_a_host()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/catalog/openai/gpt-5.md");
        request.Headers.TryAddWithoutValidation("Host", "a$(id)");

        using var answer = await portal.Browser.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_sitemap_lists_every_model_and_the_index_for_language_models_the_list()
    {
        var sitemap = await PageAsync("/sitemap.xml");
        foreach (var model in Catalog.Models) sitemap.ShouldContain($"<loc>{Origin}/catalog/{model.Id}</loc>");
        (await PageAsync("/llms.txt")).ShouldContain($"]({Origin}/catalog.md)");
    }

    private static IEnumerable<string> Rows(string page) => page[page.IndexOf("<tbody", StringComparison.Ordinal)..].Split("<tr").Skip(1);

    private async Task<string> PageAsync(string address) => WebUtility.HtmlDecode((await portal.GetAsync(address)).Page);
}
