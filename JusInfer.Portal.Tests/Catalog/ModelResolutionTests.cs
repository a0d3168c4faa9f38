using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class ModelResolutionTests
{
    [Theory]
    [Trait("Promise", "P-15")]
    [InlineData("anthropic/claude-sonnet-4.5")]
    [InlineData("anthropic/claude-sonnet-4-5")]
    [InlineData("claude-sonnet-4.5")]
    [InlineData("claude-sonnet-4-5")]
    [InlineData("Claude-Sonnet-4.5")]
    [InlineData("ANTHROPIC/CLAUDE-SONNET-4-5")]
    public void A_model_is_found_by_every_common_spelling(string requested)
    {
        CatalogFile.Load().Resolve(requested).ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe("anthropic/claude-sonnet-4.5");
    }

    [Theory]
    [Trait("Promise", "P-15")]
    [InlineData("gpt-5-2025-08-07")]
    [InlineData("openai/gpt-5-2025-08-07")]
    public void An_alias_is_found_with_and_without_its_vendor(string requested)
    {
        CatalogFile.Load().Resolve(requested).ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe("openai/gpt-5");
    }

    [Theory]
    [Trait("Promise", "P-13")]
    [InlineData("jusInfer-auto")]
    [InlineData("jusinfer-auto")]
    [InlineData("auto")]
    [InlineData("gpt-4o-mini")]
    public void Automatic_routing_is_found_by_its_id_and_aliases(string requested)
    {
        var catalog = CatalogFile.Load();

        catalog.Resolve(requested).ShouldBeOfType<ModelResolution.Auto>().Model.ShouldBeSameAs(catalog.Auto);
    }

    [Fact]
    public void An_alias_has_precedence_over_a_name_without_vendor()
    {
        var catalog = CatalogFile.Load(file => file.Model(0)["aliases"]!.AsArray().Add("claude-sonnet-4-5"));

        Pinned(catalog, "claude-sonnet-4.5").ShouldBe("openai/gpt-5");
        Pinned(catalog, "anthropic/claude-sonnet-4.5").ShouldBe("anthropic/claude-sonnet-4.5");
    }

    [Fact]
    public void Two_models_can_share_a_name_without_vendor_if_one_has_it_as_an_alias()
    {
        var catalog = CatalogFile.Load(file =>
        {
            var twin = file.Model(0).DeepClone().AsObject();
            twin["id"] = "mirror/gpt-5";
            twin["aliases"] = new JsonArray();
            file["models"]!.AsArray().Add(twin);
        });

        Pinned(catalog, "gpt-5").ShouldBe("openai/gpt-5");
        Pinned(catalog, "mirror/gpt-5").ShouldBe("mirror/gpt-5");
    }

    [Theory]
    [InlineData("openai/gpt-5:free")]
    [InlineData("nobody/gpt-5")]
    [InlineData("gpt-5 ")]
    [InlineData("")]
    public void Other_names_are_unknown(string requested)
    {
        CatalogFile.Load().Resolve(requested).ShouldBeOfType<ModelResolution.Unknown>();
    }

    [Theory]
    [InlineData("openai/gpt-5:free", "openai/gpt-5")]
    [InlineData("claude-sonet-4-5", "anthropic/claude-sonnet-4.5")]
    [InlineData("jusinfer-atuo", "jusInfer-auto")]
    [InlineData("a-reseller-of-models/gpt-5", "openai/gpt-5")]
    [InlineData("ft:gpt-5:acme::a1b2", "openai/gpt-5")]
    public void The_most_similar_model_is_suggested_first(string requested, string meant)
    {
        CatalogFile.Load().Resolve(requested).ShouldBeOfType<ModelResolution.Unknown>().Nearest[0].ShouldBe(meant);
    }

    [Theory]
    [InlineData("models/gpt-5")]
    [InlineData("openrouter/openai/gpt-5")]
    [InlineData("OpenAI/OpenAI/GPT-5")]
    [InlineData("jusinfer/gpt-5")]
    public void Prefixes_that_clients_add_are_ignored(string requested) => Pinned(CatalogFile.Load(), requested).ShouldBe("openai/gpt-5");

    [Fact]
    public void A_model_with_the_whole_name_has_precedence_over_one_without_the_prefix()
    {
        var catalog = CatalogFile.Load(file =>
        {
            var twin = file.Model(0).DeepClone().AsObject();
            twin["id"] = "openrouter/gpt-5";
            twin["aliases"] = new JsonArray();
            file["models"]!.AsArray().Add(twin);
        });

        Pinned(catalog, "openrouter/gpt-5").ShouldBe("openrouter/gpt-5");
    }

    [Fact]
    public void At_most_three_models_are_suggested()
    {
        var catalog = CatalogFile.Load(file =>
        {
            foreach (var digit in "2346789")
            {
                var model = file.Model(0).DeepClone().AsObject();
                model["id"] = $"openai/gpt-{digit}";
                model["aliases"] = new JsonArray();
                file["models"]!.AsArray().Add(model);
            }
        });

        catalog.Resolve("gpt-0").ShouldBeOfType<ModelResolution.Unknown>()
            .Nearest.ShouldBe(["openai/gpt-2", "openai/gpt-3", "openai/gpt-4"]);
    }

    [Theory]
    [InlineData("zzzzzzzzzzzz")]
    [InlineData("")]
    public void Nothing_is_suggested_where_no_name_is_similar(string requested)
    {
        CatalogFile.Load().Resolve(requested).ShouldBeOfType<ModelResolution.Unknown>().Nearest.ShouldBeEmpty();
    }

    [Fact]
    public void A_very_long_name_is_not_compared()
    {
        var endless = "openai/gpt-5" + new string('5', 1_000_000);

        CatalogFile.Load().Resolve(endless).ShouldBeOfType<ModelResolution.Unknown>().Nearest.ShouldBeEmpty();
    }

    [Fact]
    public void A_known_name_allocates_nothing()
    {
        var catalog = CatalogFile.Load();
        catalog.Resolve("claude-sonnet-4-5");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) catalog.Resolve("claude-sonnet-4-5");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static string Pinned(CatalogSnapshot catalog, string requested) =>
        catalog.Resolve(requested).ShouldBeOfType<ModelResolution.Pinned>().Model.Id;
}
