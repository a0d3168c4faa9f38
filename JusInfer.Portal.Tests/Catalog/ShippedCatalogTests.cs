using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Tests.Catalog;

/// <summary>The catalog.json of the repository.</summary>
public sealed class ShippedCatalogTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static readonly CatalogSnapshot Shipped = Load(_ => "credential");

    [Fact]
    public void It_is_valid()
    {
        Shipped.Models.Length.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Without_credentials_no_provider_is_usable_and_the_portal_starts_in_demo_mode()
    {
        Load(_ => null).HasUsableProvider.ShouldBeFalse();
    }

    [Fact]
    public void Every_price_has_the_page_it_was_read_from_and_the_day()
    {
        foreach (var model in Shipped.Models.Where(model => !model.Prices.Free))
        {
            foreach (var price in model.Prices.Versions)
            {
                price.Source.ShouldNotBeNull(model.Id).ShouldStartWith("https://", customMessage: model.Id);
                price.Read.ShouldNotBeNull(model.Id);
            }
        }
    }

    [Fact]
    public void Priors_are_of_enough_tasks_and_say_when_a_session_has_probably_failed()
    {
        var priors = Shipped.Models.SelectMany(static model => model.Priors).ToArray();

        priors.Length.ShouldBeGreaterThan(20);
        priors.ShouldAllBe(prior => prior.Tasks >= SessionModelOptions.Default.MinTasks && prior.Spend90 > 1 && prior.Source.StartsWith("https://") && prior.Date <= Today);
    }

    [Fact]
    public void Where_a_team_allows_it_the_priors_choose_a_model_for_sessions_that_fix_bugs()
    {
        var choice = SessionModel.Choose(new TaskDomain(TaskKind.Fix, "python"), Shipped.Auto.Baseline, Shipped.Models, SessionModelOptions.Default, Today, team: []);
        var build = SessionModel.Choose(new TaskDomain(TaskKind.Build, "python"), Shipped.Auto.Baseline, Shipped.Models, SessionModelOptions.Default, Today, team: []);

        choice.Model.Id.ShouldBe("minimax/minimax-m2.7", choice.Explanation);
        build.Reason.ShouldBe("session:no-prior");
    }

    [Fact]
    public void Only_local_models_are_free()
    {
        foreach (var model in Shipped.Models.Where(model => model.Prices.Free))
        {
            model.Endpoints.ShouldAllBe(endpoint => endpoint.Provider.BaseUrl.IsLoopback, model.Id);
        }

        foreach (var model in Shipped.Models.Where(model => !model.Prices.Free))
        {
            model.Prices.At(Today).InputPerMillion.ShouldBeGreaterThan(NanoUsd.Zero, model.Id);
            model.Endpoints.ShouldAllBe(endpoint => !endpoint.Provider.BaseUrl.IsLoopback, model.Id);
        }
    }

    [Fact]
    public void Cache_reads_cost_at_most_as_much_as_input_and_cache_writes_at_least()
    {
        foreach (var price in Shipped.Models.SelectMany(model => model.Prices.Versions))
        {
            price.CacheReadPerMillion.ShouldBeLessThanOrEqualTo(price.InputPerMillion, price.Source);
            price.CacheWrite5mPerMillion.ShouldBeGreaterThanOrEqualTo(price.InputPerMillion, price.Source);
            price.CacheWrite1hPerMillion.ShouldBeGreaterThanOrEqualTo(price.CacheWrite5mPerMillion, price.Source);
        }
    }

    [Theory]
    [Trait("Promise", "P-15")]
    [InlineData("anthropic/claude-sonnet-4.5")]
    [InlineData("openai/gpt-5")]
    [InlineData("nousresearch/hermes-4-405b")]
    [InlineData("qwen/qwen3-coder-480b")]
    public void Every_promised_model_can_be_pinned(string id)
    {
        Shipped.Resolve(id).ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe(id);
    }

    [Theory]
    [Trait("Promise", "P-13")]
    [InlineData("qwen/qwen3-8b")]
    [InlineData("nousresearch/hermes-4-70b")]
    public void The_models_promised_for_tactical_steps_are_small_and_support_tools(string id)
    {
        var model = Shipped.Resolve(id).ShouldBeOfType<ModelResolution.Pinned>().Model;

        model.Tier.ShouldBe(Tier.Small);
        model.Has(Capabilities.Tools).ShouldBeTrue();
    }

    [Theory]
    [Trait("Promise", "P-13")]
    [InlineData("jusInfer-auto")]
    [InlineData("auto")]
    [InlineData("gpt-4o-mini")]
    [InlineData("claude-3-5-haiku-latest")]
    public void The_small_models_of_background_calls_are_routed_automatically(string requested)
    {
        Shipped.Resolve(requested).ShouldBeOfType<ModelResolution.Auto>().Model.Baseline.Id.ShouldBe("anthropic/claude-sonnet-4.5");
    }

    [Theory]
    [InlineData("claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5")]
    [InlineData("claude-haiku-4-5-20251001", "anthropic/claude-haiku-4.5")]
    [InlineData("qwen/qwen3-coder", "qwen/qwen3-coder-480b")]
    [InlineData("xai/grok-4.3", "x-ai/grok-4.3")]
    [InlineData("deepseek-chat", "deepseek/deepseek-flash")]
    public void The_vendors_own_names_are_known(string requested, string id)
    {
        Shipped.Resolve(requested).ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe(id);
    }

    [Fact]
    public void Each_tier_and_each_kind_of_call_has_a_model()
    {
        foreach (var tier in Enum.GetValues<Tier>()) Shipped.Models.ShouldContain(model => model.Tier == tier && model.Has(Capabilities.Tools));
        Shipped.Models.ShouldContain(model => model.Has(Capabilities.Embeddings));
        Shipped.Models.ShouldContain(model => model.Has(Capabilities.Vision | Capabilities.Tools));
    }

    [Theory]
    [InlineData("openai", true)]
    [InlineData("anthropic", true)]
    [InlineData("together", true)]
    [InlineData("xai", true)]
    [InlineData("deepseek", true)]
    [InlineData("groq", false)]
    [InlineData("google", false)]
    [InlineData("mistral", false)]
    public void Every_provider_has_its_known_billing_of_aborted_calls(string provider, bool stops)
    {
        Shipped.Providers.Single(known => known.Id == provider).StopsBillingOnAbort.ShouldBe(stops);
    }

    private static CatalogSnapshot Load(Func<string, string?> environment)
    {
        var result = CatalogReader.Read(File.ReadAllBytes(Path.Combine(RepositoryRoot(), "catalog.json")), CatalogFile.Dialects, environment);
        result.Error.ShouldBeNull();
        return result.Value;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "JusInfer.Portal.sln"))) folder = folder.Parent.ShouldNotBeNull();
        return folder.FullName;
    }
}
