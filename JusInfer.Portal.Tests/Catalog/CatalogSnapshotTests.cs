using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class CatalogSnapshotTests
{
    [Fact]
    public void In_demo_mode_the_simulator_serves_every_model()
    {
        var demo = CatalogFile.Load(environment: _ => null).AsDemo();

        demo.IsDemo.ShouldBeTrue();
        demo.HasUsableProvider.ShouldBeTrue();
        foreach (var model in demo.Models)
        {
            var endpoint = model.UsableEndpoints.ShouldHaveSingleItem();
            endpoint.Provider.Id.ShouldBe("simulator");
            endpoint.Provider.Dialect.ShouldBe(Dialect.Simulator);
            endpoint.Model.ShouldBe(model.Id);
        }
    }

    [Fact]
    public void Demo_mode_keeps_names_prices_and_version()
    {
        var catalog = CatalogFile.Load();
        var demo = catalog.AsDemo();

        demo.Version.ShouldBe(catalog.Version);
        demo.Models.Select(model => model.Id).ShouldBe(catalog.Models.Select(model => model.Id));
        demo.Models.Select(model => model.Prices).ShouldBe(catalog.Models.Select(model => model.Prices));
        demo.Resolve("claude-sonnet-4-5").ShouldBeOfType<ModelResolution.Pinned>().Model.ShouldBeSameAs(demo.Models[1]);
        demo.Auto.Baseline.ShouldBeSameAs(demo.Models[1]);
    }

    [Fact]
    public void Demo_mode_keeps_the_reasons_why_the_real_providers_are_unusable()
    {
        var demo = CatalogFile.Load(environment: _ => null).AsDemo();

        demo.Providers.Select(provider => provider.Id).ShouldBe(["simulator", "openai", "anthropic", "local"]);
        demo.Providers[1].UnusableReason.ShouldBe("The environment variable OPENAI_API_KEY is not set.");
    }

    [Fact]
    public void The_simulators_address_does_not_resolve()
    {
        Provider.EmbeddedSimulator.BaseUrl.Host.ShouldEndWith(".invalid");
    }

    [Fact]
    public void A_snapshot_in_which_two_models_claim_one_name_cannot_be_created()
    {
        var catalog = CatalogFile.Load();
        var twin = catalog.Models[0] with { Id = "mirror/gpt-5" };

        Should.Throw<ArgumentException>(() => new CatalogSnapshot(catalog.Providers, [.. catalog.Models, twin], catalog.Auto, "twins"));
    }
}
