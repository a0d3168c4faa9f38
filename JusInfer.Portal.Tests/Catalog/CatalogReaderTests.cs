using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Rules;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class CatalogReaderTests
{
    [Fact]
    public void A_valid_file_becomes_a_snapshot()
    {
        var catalog = CatalogFile.Load();

        catalog.Providers.Select(provider => provider.Id).ShouldBe(["openai", "anthropic", "local"]);
        catalog.Models.Select(model => model.Id).ShouldBe(["openai/gpt-5", "anthropic/claude-sonnet-4.5"]);
        catalog.Auto.Id.ShouldBe("jusInfer-auto");
        catalog.Auto.Baseline.ShouldBeSameAs(catalog.Models[1]);
        catalog.IsDemo.ShouldBeFalse();
    }

    [Fact]
    public void A_model_has_the_values_of_its_entry()
    {
        var model = CatalogFile.Load().Models[0];

        model.Tier.ShouldBe(Tier.Frontier);
        model.Quality.ShouldBe(0.92);
        model.ContextWindow.ShouldBe(400_000);
        model.MaxOutputTokens.ShouldBe(128_000);
        model.Capabilities.ShouldBe(Capabilities.Tools | Capabilities.Vision);
        model.Endpoints.Select(endpoint => (endpoint.Provider.Id, endpoint.Model))
            .ShouldBe([("openai", "gpt-5"), ("local", "gpt-5:latest")]);
        model.Has(Capabilities.Tools).ShouldBeTrue();
        model.Has(Capabilities.Tools | Capabilities.Logprobs).ShouldBeFalse();
    }

    [Fact]
    public void Absent_fields_have_the_documented_defaults()
    {
        var catalog = CatalogFile.Load();

        var model = catalog.Models[1];
        model.MaxOutputTokens.ShouldBeNull();
        model.Capabilities.ShouldBe(Capabilities.None);
        model.Continuation.ShouldBe(Continuation.Anchor);
        model.ToolCallFormat.ShouldBe(ToolCallFormat.Native);
        model.Aliases.ShouldBeEmpty();
        catalog.Providers[0].Enabled.ShouldBeTrue();
        catalog.Providers[0].StopsBillingOnAbort.ShouldBeFalse();
        model.Endpoints[0].Timeouts
            .ShouldBe(new AttemptTimeouts(FirstToken: null, Idle: null, TimeSpan.FromSeconds(600)));
    }

    [Theory]
    [InlineData("https://api.anthropic.com", true)]
    [InlineData("https://bedrock-mantle.us-east-1.api.aws/anthropic", true)]
    [InlineData("https://bedrock-runtime.us-east-1.amazonaws.com", true)]
    [InlineData("https://us-east5-aiplatform.googleapis.com", true)]
    [InlineData("https://api.moonshot.ai/anthropic", false)]
    [InlineData("https://notanthropic.com", false)]
    public void A_provider_is_Anthropic_by_its_host(string address, bool expected) =>
        CatalogFile.Load(file => file.Provider(1)["baseUrl"] = address).Providers[1].IsAnthropic.ShouldBe(expected);

    [Fact]
    public void A_provider_can_say_that_its_host_leads_to_Anthropic()
    {
        var catalog = CatalogFile.Load(file =>
        {
            file.Provider(1)["baseUrl"] = "https://proxy.example";
            file.Provider(1)["anthropic"] = true;
        });

        catalog.Providers[1].IsAnthropic.ShouldBeTrue();
    }

    [Fact]
    public void Cache_markers_follow_the_dialect_unless_the_provider_sets_them()
    {
        var catalog = CatalogFile.Load(file => file.Provider(2)["cacheMarkers"] = "none");

        catalog.Providers.Select(provider => EndpointRules.MarkersOf(new ModelEndpoint { Provider = provider, Model = "m" }))
            .ShouldBe([CacheMarkers.Automatic, CacheMarkers.Anthropic, CacheMarkers.None]);
    }

    [Fact]
    public void Each_timeout_is_taken_from_the_innermost_entry_that_sets_it()
    {
        var catalog = CatalogFile.Load(file =>
        {
            file.Provider(0)["firstTokenSeconds"] = 1;
            file.Provider(0)["idleSeconds"] = 2;
            file.Provider(0)["totalSeconds"] = 3;
            file.Model(0)["idleSeconds"] = 20;
            file.Model(0)["totalSeconds"] = 30;
            file.Model(0).Endpoint(0)["totalSeconds"] = 300.5;
        });

        catalog.Models[0].Endpoints[0].Timeouts
            .ShouldBe(new AttemptTimeouts(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(300.5)));
    }

    [Fact]
    public void A_price_is_exact_to_the_billionth_of_a_dollar()
    {
        var price = CatalogFile.Load(file => file.Model(0).Price(0)["input"] = JsonNode.Parse("0.100000001")).Models[0].Prices.Versions[0];

        price.InputPerMillion.ShouldBe(new NanoUsd(100_000_001));
        price.OutputPerMillion.ShouldBe(new NanoUsd(10_000_000_000));
    }

    [Fact]
    public void A_price_can_be_a_string()
    {
        CatalogFile.Load(file => file.Model(0).Price(0)["input"] = "1.10").Models[0].Prices.Versions[0]
            .InputPerMillion.ShouldBe(NanoUsd.FromUsd(1.10m));
    }

    [Fact]
    public void Absent_cache_prices_default_to_the_next_simpler_price()
    {
        var bare = CatalogFile.Load(file => file.Model(0).Price(0).Remove("cacheRead")).Models[0].Prices.Versions[0];
        bare.CacheReadPerMillion.ShouldBe(bare.InputPerMillion);
        bare.CacheWrite5mPerMillion.ShouldBe(bare.InputPerMillion);
        bare.CacheWrite1hPerMillion.ShouldBe(bare.InputPerMillion);

        var written = CatalogFile.Load(file => file.Model(1).Price(0).Remove("cacheWrite1h")).Models[1].Prices.Versions[0];
        written.CacheWrite1hPerMillion.ShouldBe(NanoUsd.FromUsd(3.75m));
    }

    [Fact]
    public void A_price_can_have_other_prices_for_audio()
    {
        var price = CatalogFile.Load(file =>
        {
            file.Model(0).Price(0)["audioInput"] = 40;
            file.Model(0).Price(0)["audioOutput"] = 80;
        }).Models[0].Prices.Versions[0];

        (price.AudioInputPerMillion, price.AudioOutputPerMillion).ShouldBe((NanoUsd.FromUsd(40), NanoUsd.FromUsd(80)));
    }

    [Fact]
    public void A_price_can_have_tiers_for_long_prompts()
    {
        var price = CatalogFile.Load(file => file.Model(0).Price(0)["tiers"] = JsonNode.Parse("""
            [{ "above": 200000, "input": 2.5, "output": 15, "cacheRead": 0.25, "note": "Google" }, { "above": 400000, "input": 5, "output": 30, "cacheWrite5m": 6.25, "cacheWrite1h": 10 }]
            """)).Models[0].Prices.Versions[0];

        price.AboveTokens.ShouldBeNull();
        price.Tiers.Select(tier => (tier.AboveTokens, tier.InputPerMillion.Usd, tier.CacheReadPerMillion.Usd, tier.CacheWrite5mPerMillion.Usd, tier.CacheWrite1hPerMillion.Usd, tier.OutputPerMillion.Usd))
            .ShouldBe([(200_000, 2.5m, 0.25m, 2.5m, 2.5m, 15m), (400_000, 5m, 5m, 6.25m, 10m, 30m)]);
        price.Tiers.ShouldAllBe(tier => tier.From == price.From);
    }

    [Fact]
    public void A_price_has_its_source_and_the_day_it_was_read()
    {
        var price = CatalogFile.Load(file =>
        {
            file.Model(0).Price(0)["source"] = "https://example.org/prices";
            file.Model(0).Price(0)["read"] = "2026-11-20";
        }).Models[0].Prices.Versions[0];

        price.Source.ShouldBe("https://example.org/prices");
        price.Read.ShouldBe(new DateOnly(2026, 11, 20));
    }

    [Fact]
    public void A_model_marked_as_free_needs_no_price()
    {
        var prices = CatalogFile.Load(file =>
        {
            file.Model(0).Remove("prices");
            file.Model(0)["free"] = true;
        }).Models[0].Prices;

        prices.Free.ShouldBeTrue();
        prices.At(new DateOnly(2026, 11, 20)).OutputPerMillion.ShouldBe(NanoUsd.Zero);
    }

    [Fact]
    public void An_endpoint_can_have_prices_of_its_own()
    {
        var model = CatalogFile.Load(file => file.Model(0).Endpoint(0)["prices"] = new JsonArray(new JsonObject { ["from"] = "2025-01-01", ["input"] = 7, ["output"] = 9 })).Models[0];

        model.Endpoints[0].Prices.ShouldNotBeNull().At(new DateOnly(2026, 11, 20)).InputPerMillion.ShouldBe(NanoUsd.FromUsd(7));
        model.Prices.At(new DateOnly(2026, 11, 20)).InputPerMillion.ShouldNotBe(NanoUsd.FromUsd(7));
    }

    [Fact]
    public void A_credential_comes_from_the_environment_and_is_never_printed()
    {
        var provider = CatalogFile.Load(environment: name => name == "OPENAI_API_KEY" ? "sk-planted\n" : null).Providers[0];

        provider.Credential.ShouldNotBeNull().Reveal().ShouldBe("sk-planted");
        provider.ToString().ShouldNotContain("sk-planted");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public void A_provider_without_its_credential_is_unusable_with_a_reason(string? value)
    {
        var catalog = CatalogFile.Load(environment: _ => value);

        catalog.Providers[0].Usable.ShouldBeFalse();
        catalog.Providers[0].UnusableReason.ShouldBe("The environment variable OPENAI_API_KEY is not set.");
        catalog.Models[0].UsableEndpoints.Select(endpoint => endpoint.Provider.Id).ShouldBe(["local"]);
        catalog.Models[1].UsableEndpoints.ShouldBeEmpty();
        catalog.HasUsableProvider.ShouldBeTrue("the keyless one is left");
    }

    [Fact]
    public void A_disabled_provider_is_unusable_with_a_reason()
    {
        var catalog = CatalogFile.Load(file => file.Provider(2)["enabled"] = false, environment: _ => null);

        catalog.Providers[2].UnusableReason.ShouldBe("It is disabled in the catalog.");
        catalog.HasUsableProvider.ShouldBeFalse();
    }

    [Fact]
    public void A_simulator_needs_no_address()
    {
        var stub = JsonNode.Parse("""{ "id": "stub", "dialect": "simulator" }""");
        var provider = CatalogFile.Load(file => file["providers"]!.AsArray().Add(stub)).Providers[3];

        provider.Dialect.ShouldBe(Dialect.Simulator);
        provider.Usable.ShouldBeTrue();
    }

    [Fact]
    public void Every_object_can_have_a_note()
    {
        CatalogFile.Load(file =>
        {
            var model = file.Model(0);
            JsonObject[] places = [file, file.Provider(0), model, model.Endpoint(0), model.Price(0), file["auto"]!.AsObject()];
            foreach (var place in places) place["note"] = "for readers";
        });
    }

    [Fact]
    public void The_version_is_a_digest_of_the_bytes()
    {
        var version = CatalogFile.Load().Version;

        version.ShouldMatch("^[0-9a-f]{12}$");
        CatalogFile.Load().Version.ShouldBe(version);
        CatalogFile.Load(file => file["note"] = "another file").Version.ShouldNotBe(version);
    }

    [Fact]
    public void A_byte_order_mark_is_ignored()
    {
        var bytes = Encoding.UTF8.Preamble.ToArray().Concat(Encoding.UTF8.GetBytes(CatalogFile.Copy().ToJsonString())).ToArray();

        CatalogReader.Read(bytes, CatalogFile.Dialects, _ => null).Error.ShouldBeNull();
    }
}
