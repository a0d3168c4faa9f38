using System.Net;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Reports.Models;
using JusInfer.Portal.Tests.Usage;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.CatalogPages;

/// <summary>The catalog of a portal with providers: which of them are called, and what automatic routing uses.</summary>
public sealed class ProviderStateTests : IAsyncLifetime
{
    private const string File = """
        {
          "providers": [
            { "id": "works", "dialect": "openai-chat", "baseUrl": "http://127.0.0.1:9/v1" },
            { "id": "fails", "dialect": "openai-chat", "baseUrl": "http://127.0.0.1:9/v2" },
            { "id": "unpaid", "dialect": "openai-chat", "baseUrl": "http://127.0.0.1:9/v3", "apiKeyEnv": "JUSINFER_TEST_NEVER_SET" },
            { "id": "resting", "dialect": "openai-chat", "baseUrl": "http://127.0.0.1:9/v4", "enabled": false }
          ],
          "models": [
            { "id": "vendor/large", "tier": "frontier", "quality": 0.9, "contextWindow": 100000, "capabilities": ["tools"],
              "endpoints": [ { "provider": "fails", "model": "l" }, { "provider": "works", "model": "l" }, { "provider": "unpaid", "model": "l" }, { "provider": "resting", "model": "l" } ],
              "prices": [ { "from": "2025-01-01", "input": 0.0228, "output": 1234.5 } ] },
            { "id": "vendor/small", "tier": "small", "quality": 0.5, "contextWindow": 50000, "capabilities": ["tools"],
              "endpoints": [ { "provider": "works", "model": "s" } ], "free": true },
            { "id": "vendor/absent", "tier": "mid", "quality": 0.5, "contextWindow": 50000, "capabilities": ["tools"],
              "endpoints": [ { "provider": "unpaid", "model": "a" } ], "free": true }
          ],
          "auto": { "id": "jusInfer-auto", "baseline": "vendor/absent" }
        }
        """;

    private readonly string catalog = Path.Combine(Path.GetTempPath(), $"jusinfer-catalog-{Guid.NewGuid():N}.json");
    private PagesHost portal = null!;

    public async ValueTask InitializeAsync()
    {
        await System.IO.File.WriteAllTextAsync(catalog, File);
        portal = await PagesHost.StartAsync("--Catalog:Path", catalog);
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        System.IO.File.Delete(catalog);
    }

    [Fact]
    public async Task Each_provider_has_its_state_and_the_measured_time_to_the_first_token()
    {
        var large = portal.Services.GetRequiredService<CatalogSnapshot>().Models[0];
        var health = portal.Services.GetRequiredService<EndpointHealthRegistry>();
        var cut = AttemptFailure.OfProvider("cut") with { IsLost = true };
        for (var failure = 0; failure < 5; failure++) health.Get(large.Endpoints[0]).ReportInterruption(default, cut);
        var works = health.Get(large.Endpoints[1]);
        works.ReportSuccess(works.TryBegin(default, ignoreBreaker: true)!.Value, TimeSpan.FromMilliseconds(420));

        var (_, markdown) = await portal.GetAsync("/catalog/vendor/large.md");

        markdown.ShouldContain("| fails | l | circuit open | – | – |");
        markdown.ShouldContain("| works | l | usable | 420 ms | – |");
        markdown.ShouldContain("| unpaid | l | no credential | – | – |");
        markdown.ShouldContain("| resting | l | off | – | – |");
        foreach (var text in (string[])["circuit open", "420\u202Fms", "no credential", ">off<", "$0.0228", "$1\u202F234.50"])
        {
            WebUtility.HtmlDecode((await portal.GetAsync("/catalog")).Page).ShouldContain(text);
            WebUtility.HtmlDecode((await portal.GetAsync("/catalog/vendor/large")).Page).ShouldContain(text);
        }
    }

    [Fact]
    public async Task The_measured_output_speed_is_in_every_format_and_sorts_the_models()
    {
        var stored = portal.Services.GetRequiredService<Signal<RecordStored>>();
        var at = portal.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(-1);
        foreach (var speed in (int[])[80, 84, 1200])
        {
            stored.Publish(new RecordStored(OutputSpeedsTests.CallOf("vendor/large", "works", tokens: speed, streamedMs: 1000) with { At = at }));
            stored.Publish(new RecordStored(OutputSpeedsTests.CallOf("vendor/small", "works", tokens: speed * 10, streamedMs: 1000) with { At = at }));
        }

        (await portal.GetAsync("/catalog/vendor/large.md")).Page.ShouldContain("| works | l | usable | – | 84 |");
        (await portal.GetAsync("/catalog.md?q=vendor/small")).Page.ShouldContain("| tools | 840 | works (usable) |");
        (await PageAsync("/catalog/vendor/large")).ShouldContain("84\u00A0tokens/s");
        var list = await PageAsync("/catalog?sort=speed");
        list.ShouldContain("output 84\u00A0tokens/s");
        list.IndexOf("/catalog/vendor/small\"", StringComparison.Ordinal).ShouldBeLessThan(list.IndexOf("/catalog/vendor/large\"", StringComparison.Ordinal));
        list.IndexOf("/catalog/vendor/large\"", StringComparison.Ordinal).ShouldBeLessThan(list.IndexOf("/catalog/vendor/absent\"", StringComparison.Ordinal));
        using var json = JsonDocument.Parse((await portal.GetAsync("/catalog.json?q=vendor/large")).Page);
        var providers = json.RootElement.GetProperty("data")[0].GetProperty("providers");
        providers[1].GetProperty("output_tokens_per_second").GetDouble().ShouldBe(84);
        providers[0].TryGetProperty("output_tokens_per_second", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_model_that_a_new_catalog_does_not_have_is_not_found()
    {
        var source = portal.Services.GetRequiredService<CatalogSource>();
        var before = source.Current;
        (await portal.GetAsync("/catalog/vendor/small")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        source.Replace(new CatalogSnapshot(before.Providers, before.Models.RemoveAt(1), before.Auto, "without"), wasConnected: true);

        foreach (var address in (string[])["/catalog/vendor/small", "/catalog/vendor/small.md", "/catalog/vendor/small.json"])
            (await portal.GetAsync(address)).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        portal.Services.GetRequiredService<CatalogListing>().Read(before).Select(static entry => entry.Id)
            .ShouldContain("vendor/small", "a page that began before the change has every model of its catalog");
    }

    [Fact]
    public async Task No_page_names_the_variable_of_a_credential()
    {
        foreach (var address in (string[])["/catalog", "/catalog.md", "/catalog.json", "/catalog/vendor/absent"])
            (await portal.GetAsync(address)).Page.ShouldNotContain("JUSINFER_TEST_NEVER_SET");
    }

    [Fact]
    public async Task Without_a_usable_baseline_the_most_capable_model_takes_its_place()
    {
        (await portal.GetAsync("/catalog/vendor/large.md")).Page.ShouldContain("It takes the place of the baseline vendor/absent");
        (await portal.GetAsync("/catalog/vendor/small.md")).Page.ShouldContain("Single steps of an agent");
        (await portal.GetAsync("/catalog/vendor/absent")).Page.ShouldContain("Calls to it are rejected");
    }

    [Fact]
    public async Task Usable_models_come_first_and_can_be_selected()
    {
        var (_, page) = await portal.GetAsync("/catalog");
        page.IndexOf("/catalog/vendor/small\"", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("/catalog/vendor/absent\"", StringComparison.Ordinal));
        page.ShouldContain("3 models, 2 usable now");

        (await portal.GetAsync("/catalog?usable=1")).Page.ShouldNotContain("vendor/absent\"");
    }

    private async Task<string> PageAsync(string address) => WebUtility.HtmlDecode((await portal.GetAsync(address)).Page);
}
