using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tests.Routing.Sessions;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

/// <summary>
/// The next turn of a session goes where its prompt is cached (router-for-me/CLIProxyAPI#3613, OpenRouterTeam/ai-sdk-provider#499). The
/// session's last call was answered by beta, at other prices than alpha, which comes first in the catalog.
/// </summary>
[Trait("Promise", "P-16")]
public sealed class CachedEndpointTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] Conversation = [Prompts.Text(1, 40_000), Prompts.Text(2, 400)];

    [Theory]
    [InlineData(1, true)]
    [InlineData(4.9, true)]
    [InlineData(5.1, false)]
    [InlineData(5.1, true, 9_000)]
    [InlineData(59, true, 9_000)]
    [InlineData(61, false, 9_000)]
    public void A_cached_prompt_is_preferred_as_long_as_it_lives(double minutes, bool isPreferred, long keptForAnHour = 0) =>
        Order(Healthy, Healthy, 2, minutes, keptForAnHour: keptForAnHour).ShouldBe(isPreferred ? "beta alpha" : "alpha beta");

    [Theory]
    [InlineData(1.5, true)]
    [InlineData(2, true)]
    [InlineData(12, false)]
    public void A_cached_prompt_is_preferred_while_it_costs_less_than_a_cold_one(double price, bool isPreferred) =>
        Order(Healthy, Healthy, (decimal)price).ShouldBe(isPreferred ? "beta alpha" : "alpha beta");

    /// <summary>One failure of alpha does not move a session for good to an endpoint that costs more.</summary>
    [Theory]
    [InlineData(2, 1, "alpha beta")]
    [InlineData(0.5, 1, "beta alpha")]
    [InlineData(2, 6, "beta alpha")]
    public void A_cache_that_lives_at_both_is_used_where_it_costs_less(double price, double minutes, string order) =>
        Order(Healthy, Healthy, (decimal)price, minutes: 1, minutesAtAlpha: minutes).ShouldBe(order);

    [Fact]
    public void A_slower_endpoint_with_the_cache_comes_before_the_probe_of_another_one()
    {
        var slow = Healthy with { FirstTokenSeconds = 9 };

        Order(Healthy with { FirstTokenSeconds = 1 }, slow).ShouldBe("beta alpha");
        Order(Healthy with { State = CircuitBreakerState.HalfOpen }, slow).ShouldBe("beta alpha");
    }

    [Fact]
    public void An_endpoint_with_an_open_circuit_breaker_is_never_preferred() =>
        Order(Healthy, Healthy with { State = CircuitBreakerState.Open, IsAvailable = false }).ShouldBe("alpha beta");

    [Fact]
    public void A_changed_prompt_a_new_session_and_one_whose_last_model_was_another_have_the_usual_order()
    {
        Order(Healthy, Healthy, prompt: [Prompts.Text(3, 40_000), .. Conversation[1..]]).ShouldBe("alpha beta");
        Order(Healthy, Healthy, isNew: true).ShouldBe("alpha beta");
        Order(Healthy, Healthy, model: "other").ShouldBe("alpha beta");
    }

    [Fact]
    public void The_endpoint_that_has_answered_without_an_earlier_reasoning_does_so_again() =>
        Order(Healthy, Healthy, maker: new ReasoningMaker("alpha", "m")).ShouldBe("beta alpha");

    private static EndpointHealthSnapshot Healthy => new() { State = CircuitBreakerState.Closed, IsAvailable = true };

    private static string Order(
        EndpointHealthSnapshot alpha, EndpointHealthSnapshot beta, decimal price = 2, double minutes = 1, string[]? prompt = null,
        bool isNew = false, string model = "model", long keptForAnHour = 0, ReasoningMaker? maker = null, double? minutesAtAlpha = null)
    {
        var named = new Model
        {
            Id = "model",
            Tier = Tier.Mid,
            Quality = 0.5,
            ContextWindow = 200_000,
            Endpoints = [EndpointAt("alpha", 1), EndpointAt("beta", price)],
            Prices = PriceOf(1),
        };
        ImmutableArray<RouteTarget> plan = [.. named.Endpoints.Select(endpoint => new RouteTarget(named, endpoint))];
        var day = DateOnly.FromDateTime(At.UtcDateTime);
        var rates = CallPrices.From(plan[1], day) with { Target = new TargetKey(model, "beta") };
        var session = PromptSession.StartAt(rates.Target, TaskDomain.Other);
        if (minutesAtAlpha is { } age)
            session = After(session, CallPrices.From(plan[0], day), At.AddMinutes(minutes - age), keptForAnHour: 0, stable: 0);
        session = After(session, rates, At, keptForAnHour, stable: minutesAtAlpha is null ? 0 : 10_100);
        var hashes = Prompts.Of(prompt ?? [.. Conversation, Prompts.Text(4, 400)]);
        var outline = new PromptOutline { Prefix = hashes, Root = 1, HasTurn = true };
        var call = new RoutedCall(outline, isNew ? null : session, At.AddMinutes(minutes));

        var order = EndpointOrder.Sort(plan, [alpha, beta], day, maker, SessionCache.Create(call, 10_200, day));

        return string.Join(' ', order.Select(static target => target.Endpoint.Provider.Id));
    }

    private static PromptSession After(PromptSession session, CallPrices rates, DateTimeOffset at, long keptForAnHour, long stable) =>
        session.After(
            Prompts.Of(Conversation),
            new BilledCall
            {
                Rates = rates,
                At = at,
                Tokens = new CallTokens(0, 0, 10_100, 100),
                LongCacheWrite = keptForAnHour,
                StableTokens = stable,
                OutputBound = 500,
            },
            rates);

    private static ModelEndpoint EndpointAt(string provider, decimal price) => new()
    {
        Provider = new Provider
        {
            Id = provider,
            Dialect = ChatDialect.Id,
            BaseUrl = new Uri("http://upstream.invalid/v1"),
            CacheMarkers = CacheMarkers.Automatic,
        },
        Model = "m",
        Prices = PriceOf(price),
    };

    private static PriceBook PriceOf(decimal usd) => new()
    {
        Versions =
        [
            new Price
            {
                From = new DateOnly(2026, 1, 1),
                InputPerMillion = NanoUsd.FromUsd(usd),
                CacheReadPerMillion = NanoUsd.FromUsd(usd / 10),
                CacheWrite5mPerMillion = NanoUsd.FromUsd(usd),
                CacheWrite1hPerMillion = NanoUsd.FromUsd(usd),
                OutputPerMillion = NanoUsd.FromUsd(usd * 5),
            },
        ],
    };
}
