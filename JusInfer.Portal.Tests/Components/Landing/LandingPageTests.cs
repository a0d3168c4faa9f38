using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Landing;
using JusInfer.Portal.Tests.TestKit;
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
    public void If_the_operator_turns_it_off_only_the_example_is_shown()
    {
        Services.AddSingleton(new LandingOptions { LiveStream = false });

        var page = Render<LandingPage>();

        page.FindAll("[data-live-run]").ShouldBeEmpty();
        page.Find("[data-live-example]").TextContent.ShouldContain("connection cut");
    }

    private static CatalogSnapshot ShippedCatalog(string? variable) =>
        CatalogReader.Read(File.ReadAllBytes(Repository.PathOf("catalog.json")), Catalog.CatalogFile.Dialects, name => name == variable ? "a credential" : null).Value;
}
