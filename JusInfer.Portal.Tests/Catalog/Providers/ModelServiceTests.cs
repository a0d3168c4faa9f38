using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Catalog.Providers;

/// <summary>What operators change about a model, and what calls then see.</summary>
public sealed class ModelServiceTests : IAsyncDisposable
{
    private const string Gpt = "openai/gpt-5";
    private const string Sonnet = "anthropic/claude-sonnet-4.5";

    private static readonly ModelSettingsRequest Priced = new() { Input = 2, Output = 8, Source = "https://example.com/contract" };

    private readonly ManualTime time = new();
    private readonly InMemoryProviderStore store = new();
    private readonly IStepUpAuthentication stepUp = Substitute.For<IStepUpAuthentication>();
    private readonly ServiceProvider node;

    public ModelServiceTests() => node = new ServiceCollection()
        .AddLogging()
        .AddSingleton<TimeProvider>(time)
        .AddSingleton<IProviderStore>(store)
        .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
        .AddSingleton(ChatDialect.Id)
        .AddSingleton(new Signal<ProvidersChanged>())
        .AddCatalog(static _ => CatalogFile.Load())
        .AddSingleton<IOperatorAuthorization>(AllOperators.Instance)
        .AddSingleton(stepUp)
        .AddProviders(isShared: true)
        .AddSingleton(Substitute.For<IProviderProbe>())
        .BuildServiceProvider();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ModelService Models => node.GetRequiredService<ModelService>();

    private CatalogSource Source => node.GetRequiredService<CatalogSource>();

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task A_model_that_is_off_has_no_usable_endpoint_also_in_demo_mode_until_it_is_on_again()
    {
        await SetAsync(Gpt, new ModelSettingsRequest { Enabled = false });

        In(Source.Current, Gpt).UsableEndpoints.ShouldBeEmpty();
        In(Source.Current.AsDemo(), Gpt).UsableEndpoints.ShouldBeEmpty();
        In(Source.Current, Sonnet).UsableEndpoints.ShouldNotBeEmpty();

        await SetAsync(Gpt, new ModelSettingsRequest());

        In(Source.Current, Gpt).UsableEndpoints.Length.ShouldBe(2);
    }

    [Fact]
    public void An_initializer_may_turn_a_model_off_before_or_after_its_endpoints()
    {
        var model = In(Source.File, Gpt);

        (model with { Enabled = false, Endpoints = model.Endpoints }).UsableEndpoints.ShouldBeEmpty();
        (model with { Endpoints = model.Endpoints, Enabled = false }).UsableEndpoints.ShouldBeEmpty();
        (model with { Enabled = false } with { Enabled = true }).UsableEndpoints.Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_baseline_of_automatic_routing_has_its_own_settings_too()
    {
        await SetAsync(Sonnet, Priced with { Enabled = false });

        Source.Current.Auto.Baseline.ShouldBeSameAs(In(Source.Current, Sonnet));
        Source.Current.Auto.Baseline.Prices.At(Today).InputPerMillion.ShouldBe(NanoUsd.FromUsd(2));
    }

    [Fact]
    public async Task An_alias_names_the_model_besides_those_of_the_catalog()
    {
        await SetAsync(Gpt, new ModelSettingsRequest { Aliases = [" our-coder ", "OUR-CODER", "gpt-5"] });

        Source.Current.Resolve("Our-Coder").ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe(Gpt);
        Source.Current.Resolve("gpt-5-2025-08-07").ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe(Gpt);
        store.Stored.Models.Single().Aliases.ShouldBe(["our-coder"]);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", null)]
    [InlineData("anthropic/claude-sonnet-4.5", Sonnet)]
    [InlineData("gpt-4o-mini", "jusInfer-auto")]
    [InlineData("their-coder", Sonnet)]
    public async Task A_name_of_another_model_is_rejected_with_its_owner_unless_it_is_only_implied(string alias, string? owner)
    {
        await SetAsync(Sonnet, new ModelSettingsRequest { Aliases = ["their-coder"] });

        var error = await TryAsync(Gpt, new ModelSettingsRequest { Aliases = ["fine", alias] });

        if (owner is null) error.ShouldBeNull();
        else error.ShouldBeOfType<RequestError.Invalid>().Errors["aliases"].ShouldBe([$"{alias} is a name of {owner} already."]);
        Source.Current.Resolve("fine").ShouldBeOfType(owner is null ? typeof(ModelResolution.Pinned) : typeof(ModelResolution.Unknown));
    }

    [Fact]
    public async Task An_own_price_applies_from_its_day_with_its_source_and_calls_before_keep_theirs()
    {
        await SetAsync(Gpt, Priced);

        var book = In(Source.Current, Gpt).Prices;
        var price = book.At(Today);
        (price.InputPerMillion.Usd, price.CacheReadPerMillion.Usd, price.OutputPerMillion.Usd, price.Source).ShouldBe((2m, 2m, 8m, "https://example.com/contract"));
        book.At(Today.AddDays(-1)).InputPerMillion.Usd.ShouldBe(1.25m);

        time.Advance(TimeSpan.FromDays(2));
        await SetAsync(Gpt, Priced with { Input = 3, CacheRead = 0.3m, CacheWrite5m = 3.75m });
        book = In(Source.Current, Gpt).Prices;
        (book.At(Today).InputPerMillion.Usd, book.At(Today).CacheReadPerMillion.Usd, book.At(Today).CacheWrite1hPerMillion.Usd).ShouldBe((3m, 0.3m, 3.75m));
        book.At(Today.AddDays(-1)).InputPerMillion.Usd.ShouldBe(2m);

        await SetAsync(Gpt, new ModelSettingsRequest());
        In(Source.Current, Gpt).Prices.At(Today).InputPerMillion.Usd.ShouldBe(1.25m);
    }

    [Fact]
    public async Task Changing_something_else_does_not_change_since_when_a_price_applies()
    {
        await SetAsync(Gpt, Priced);
        var since = Today;
        time.Advance(TimeSpan.FromDays(3));

        await SetAsync(Gpt, Priced with { Enabled = false });

        In(Source.Current, Gpt).Prices.At(Today).From.ShouldBe(since);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_price_is_reported_at_once()
    {
        var error = await TryAsync(Gpt, new ModelSettingsRequest { Input = 0.000002m, CacheRead = -1, Source = "the contract" });

        var errors = error.ShouldBeOfType<RequestError.Invalid>().Errors;
        errors.Fields.ShouldBe(["cache_read", "input", "output", "source"]);
        errors["input"].ShouldBe(["input is per million tokens and must be 0 or at least 0.001 USD. Multiply a price per token by 1000000."]);
        errors["output"].ShouldBe(["output is missing."]);
        store.Stored.Models.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alias_that_the_catalog_has_given_to_another_model_since_then_is_left_out()
    {
        store.Stored = store.Stored with
        {
            Models =
            [
                new ModelSettings { Model = Gpt, Enabled = false, Aliases = [Sonnet], SetAt = time.GetUtcNow(), SetBy = default },
                new ModelSettings { Model = "gone/model", Aliases = ["old"], SetAt = time.GetUtcNow(), SetBy = default },
            ],
        };

        await node.GetRequiredService<ProviderCatalog>().RefreshAsync(Cancellation);

        Source.Current.Resolve(Sonnet).ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe(Sonnet);
        In(Source.Current, Gpt).Enabled.ShouldBeFalse();
        Source.Current.Resolve("old").ShouldBeOfType<ModelResolution.Unknown>();
    }

    [Fact]
    public async Task A_change_of_a_version_that_another_operator_has_replaced_is_rejected_also_at_the_same_moment()
    {
        (await TryAsync(Gpt, new ModelSettingsRequest { Aliases = ["first"] }, version: 0)).ShouldBeNull();
        var read = (await Models.FindAsync(Gpt, Cancellation)).Value.Version;
        (await TryAsync(Gpt, new ModelSettingsRequest { Aliases = ["second"] }, read)).ShouldBeNull();

        foreach (var outdated in (long[])[0, read])
        {
            var conflict = (await TryAsync(Gpt, new ModelSettingsRequest { Aliases = ["third"] }, outdated)).ShouldBeOfType<RequestError.Conflict>();
            conflict.Changed.ShouldBe(("model", (await Models.FindAsync(Gpt, Cancellation)).Value.Version));
        }

        store.Stored.Models.Single().Aliases.ShouldBe(["second"]);
        (await TryAsync(Gpt, new ModelSettingsRequest { Aliases = ["third"] })).ShouldBeNull();
    }

    [Fact]
    public async Task A_model_that_the_catalog_does_not_have_is_not_found() =>
        (await TryAsync("no/model", new ModelSettingsRequest())).ShouldBeOfType<RequestError.NotFound>();

    private static Model In(CatalogSnapshot catalog, string id) => catalog.Models.Single(model => model.Id == id);

    [Fact]
    public async Task A_price_is_set_changed_and_removed_with_the_second_factor_and_nothing_else_is()
    {
        await SetAsync(Gpt, Priced);
        stepUp.CheckAsync(default, default).ReturnsForAnyArgs(new RequestError.SecondFactorRequired("Confirm this."));

        (await TryAsync(Sonnet, Priced)).ShouldBeOfType<RequestError.SecondFactorRequired>();
        (await TryAsync(Gpt, Priced with { Input = 0 })).ShouldBeOfType<RequestError.SecondFactorRequired>();
        (await TryAsync(Gpt, new ModelSettingsRequest())).ShouldBeOfType<RequestError.SecondFactorRequired>();
        await SetAsync(Gpt, Priced with { Enabled = false });
        await SetAsync(Sonnet, new ModelSettingsRequest { Aliases = ["their-coder"] });
    }

    private async Task SetAsync(string model, ModelSettingsRequest request) => (await TryAsync(model, request)).ShouldBeNull();

    private async Task<RequestError?> TryAsync(string model, ModelSettingsRequest request, long? version = null) =>
        (await Models.SetAsync(UserId.New(time.GetUtcNow()), model, version, new Input<ModelSettingsRequest>(request), Cancellation)).Error;
}
