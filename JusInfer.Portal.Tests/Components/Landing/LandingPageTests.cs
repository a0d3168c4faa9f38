using System.Globalization;
using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Landing;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Landing;

public sealed class LandingPageTests : BunitContext
{
    public LandingPageTests()
    {
        ComponentFactories.AddStub<PageTitle>();
        ComponentFactories.AddStub<HeadContent>();
        Services.AddSingleton(ShippedCatalog(null));
        Services.AddSingleton(new LandingOptions());
        Services.AddSingleton(TimeProvider.System);
        AddAuthorization();
    }

    [Theory, Trait("Promise", "P-16")]
    [InlineData("python")]
    [InlineData("node")]
    [InlineData("goose")]
    [InlineData("curl")]
    public void For_each_client_two_values_change(string client)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/?client={client}");

        var page = Render<LandingPage>();

        page.FindAll("del").Count.ShouldBe(2);
        page.FindAll("ins").Count.ShouldBe(2);
        page.FindAll("ins")[0].TextContent.ShouldContain("http://localhost");
        page.FindAll("ins")[1].TextContent.ShouldContain("JUSINFER_API_KEY");
    }

    [Fact]
    public void In_demo_mode_the_page_says_that_the_simulator_answers()
    {
        Services.AddSingleton(ShippedCatalog(null).AsDemo());

        Render<LandingPage>().Find(".demo").TextContent.ShouldContain("simulator answers every call");
    }

    [Fact]
    public void With_one_provider_the_page_counts_the_models_of_that_provider_and_does_not_mention_demo_mode()
    {
        var catalog = ShippedCatalog("OPENAI_API_KEY");
        Services.AddSingleton(catalog);
        var served = catalog.Models.Count(static model => model.Endpoints.Any(static endpoint => endpoint.Provider.Id == "openai"));

        var page = Render<LandingPage>();

        page.FindAll(".demo").ShouldBeEmpty();
        page.Find(".claim").TextContent.ShouldContain($"serves {served} models through 1 provider right now");
    }

    [Fact]
    public void Without_a_script_the_page_shows_an_example_of_a_resumed_stream_with_its_receipt()
    {
        var page = Render<LandingPage>();

        var example = page.Find("[data-live-example]").TextContent;
        example.ShouldContain("until its connection Provider A: connection cut Provider B continues is cut. JusInfer notices");
        page.Find("[data-live-fact=attempts]").TextContent.ShouldBe("2");
        page.Find("[data-live-fact=cost]").TextContent.ShouldMatch(@"^\$0\.0\d+$");
        page.Find("#live-stream").GetAttribute("data-source").ShouldBe("/live-stream");
    }

    [Fact]
    public void The_example_of_a_receipt_has_the_prices_of_the_baseline_and_rows_that_add_up()
    {
        var price = Services.GetRequiredService<CatalogSnapshot>().Auto.Baseline.Prices.At(DateOnly.FromDateTime(DateTime.UtcNow));

        var page = Render<ReceiptExample>();

        var rows = page.FindAll("tbody tr").Select(static row => row.Children.Select(static cell => cell.TextContent).ToArray()).ToArray();
        rows.Select(static row => row[0]).ShouldBe(["Input", "Input read from cache", "Input written to cache", "Output"]);
        rows.Select(static row => row[2]).ShouldBe([.. new[] { price.InputPerMillion, price.CacheReadPerMillion, price.CacheWrite5mPerMillion, price.OutputPerMillion }.Select(static price => NumberFormat.Price(price))]);
        var cost = AmountIn(page.Find("[data-example-cost]").TextContent);
        rows.Sum(static row => AmountIn(row[3])).ShouldBe(cost, 0.001m);
        AmountIn(page.Find(".note").TextContent.TrimEnd('.').Split(' ')[^1]).ShouldBeGreaterThan(2 * cost);
    }

    [Fact]
    public void The_example_of_a_run_says_what_a_lost_cache_cost_and_what_to_change()
    {
        var page = Render<RunExample>();

        var runs = page.FindAll("tbody tr").Select(static row => row.Children.Select(static cell => cell.TextContent).ToArray()).ToArray();
        runs.Length.ShouldBe(3);
        runs.Sum(static run => AmountIn(run[4])).ShouldBe(AmountIn(page.Find("figcaption .num").TextContent), 0.01m);
        page.Find(".cause").TextContent.ShouldContain(runs[0][3]);
        page.Find(".cause").TextContent.ShouldContain(CacheLossAdvice.AdviceFor("tools_reordered"));
    }

    [Fact]
    public void If_the_operator_turns_it_off_only_the_example_is_shown()
    {
        Services.AddSingleton(new LandingOptions { LiveStream = false });

        var page = Render<LandingPage>();

        page.FindAll("[data-live-run]").ShouldBeEmpty();
        page.Find("[data-live-example]").TextContent.ShouldContain("connection cut");
    }

    private static decimal AmountIn(string text) => decimal.Parse(text.TrimStart('$'), CultureInfo.InvariantCulture);

    private static CatalogSnapshot ShippedCatalog(string? variable) =>
        CatalogReader.Read(File.ReadAllBytes(Repository.PathOf("catalog.json")), Catalog.CatalogFile.Dialects, name => name == variable ? "a credential" : null).Value;
}
