using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

/// <summary>Checks the order of endpoints against the readable table <c>orders.json</c> in the same folder.</summary>
[Trait("Promise", "P-16")]
public sealed class EndpointOrderTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    private static readonly JsonElement Table =
        JsonElement.Parse(File.ReadAllText(Repository.PathOf("JusInfer.Portal.Tests", "Gateway", "Upstreams", "Health", "orders.json"))).GetProperty("orders");

    public static TheoryData<string> Cases => [.. Table.EnumerateArray().Select(row => row.GetProperty("when").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Endpoints_are_called_in_the_order_of_the_table(string when)
    {
        var row = Table.EnumerateArray().Single(row => row.GetProperty("when").GetString() == when);
        JsonElement[] endpoints = [.. row.GetProperty("endpoints").EnumerateArray()];

        var order = EndpointOrder.Sort(Plan(endpoints), [.. endpoints.Select(HealthOf)], Day, MakerIn(row));

        string.Join(' ', order.Select(target => $"{target.Model.Id}@{target.Endpoint.Provider.Id}")).ShouldBe(row.GetProperty("then").GetString());
    }

    [Fact]
    public void Every_case_has_a_unique_name() => Cases.Distinct().Count().ShouldBe(Cases.Count);

    [Fact]
    public void Every_target_is_kept_and_models_stay_in_order()
    {
        var random = new Random(11);
        for (var round = 0; round < 5_000; round++)
        {
            var plan = Plan(random);
            var snapshots = plan.Select(_ => HealthOf(random)).ToArray();

            var maker = random.Next(2) == 0 ? null : ReasoningMaker.From(plan[random.Next(plan.Length)].Endpoint);

            var order = EndpointOrder.Sort(plan, snapshots, Day, maker);

            order.ShouldBe(plan, ignoreOrder: true);
            order.ShouldBe(EndpointOrder.Sort(plan, snapshots, Day, maker));
            var admitted = order.Select(target => snapshots[plan.IndexOf(target)].IsAvailable).ToArray();
            admitted.ShouldBe(admitted.OrderByDescending(static yes => yes));
            foreach (var half in (bool[])[true, false]) Models(order.Where(target => snapshots[plan.IndexOf(target)].IsAvailable == half)).ShouldBeInOrder();
        }

        static IEnumerable<string> Models(IEnumerable<RouteTarget> targets) => targets.Select(target => target.Model.Id);
    }

    [Fact]
    public void The_health_of_one_model_does_not_affect_the_order_of_others()
    {
        var random = new Random(12);
        for (var round = 0; round < 1_000; round++)
        {
            var plan = Plan(random);
            var snapshots = plan.Select(_ => HealthOf(random)).ToArray();
            var changed = random.Next(plan.Length);
            var others = (ImmutableArray<RouteTarget> order) => order.Where(target => target.Model != plan[changed].Model).ToArray();
            var before = others(EndpointOrder.Sort(plan, snapshots, Day));

            snapshots[changed] = HealthOf(random);

            others(EndpointOrder.Sort(plan, snapshots, Day)).ShouldBe(before);
        }
    }

    private static ImmutableArray<RouteTarget> Plan(JsonElement[] endpoints)
    {
        var models = endpoints.Select(Name).Distinct().ToDictionary(id => id, ModelNamed);
        return
        [
            .. endpoints.Select(endpoint => new RouteTarget(
                models[Name(endpoint)],
                EndpointAt(endpoint.GetProperty("at").GetString()!.Split('@')[1], endpoint.TryGetProperty("price", out var price) ? price.GetDecimal() : null))),
        ];

        static string Name(JsonElement endpoint) => endpoint.GetProperty("at").GetString()!.Split('@')[0];
    }

    private static ImmutableArray<RouteTarget> Plan(Random random)
    {
        var plan = ImmutableArray.CreateBuilder<RouteTarget>();
        for (var model = 0; model < random.Next(1, 4); model++)
        {
            var named = ModelNamed($"m{model}");
            for (var endpoint = 0; endpoint < random.Next(1, 4); endpoint++)
                plan.Add(new RouteTarget(named, EndpointAt($"p{model}{endpoint}", random.Next(2) == 0 ? null : random.Next(5))));
        }

        return plan.ToImmutable();
    }

    private static EndpointHealthSnapshot HealthOf(JsonElement endpoint)
    {
        var state = endpoint.TryGetProperty("state", out var text) ? Enum.Parse<CircuitBreakerState>(text.GetString()!) : CircuitBreakerState.Closed;
        return new EndpointHealthSnapshot
        {
            State = state,
            IsAvailable = state != CircuitBreakerState.Open && !endpoint.TryGetProperty("probing", out _),
            OpenUntil = endpoint.TryGetProperty("openFor", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null,
            ErrorRate = Number(endpoint, "errors"),
            FirstTokenSeconds = Number(endpoint, "firstToken"),
        };
    }

    private static EndpointHealthSnapshot HealthOf(Random random)
    {
        var state = (CircuitBreakerState)random.Next(3);
        return new EndpointHealthSnapshot
        {
            State = state,
            IsAvailable = state == CircuitBreakerState.Closed || (state == CircuitBreakerState.HalfOpen && random.Next(2) == 0),
            OpenUntil = state == CircuitBreakerState.Closed ? null : TimeSpan.FromSeconds(random.Next(100)),
            ErrorRate = random.Next(2) == 0 ? null : random.NextDouble(),
            FirstTokenSeconds = random.Next(2) == 0 ? null : random.NextDouble() * 30,
        };
    }

    private static ReasoningMaker? MakerIn(JsonElement row) => row.TryGetProperty("maker", out var provider) ? new ReasoningMaker(provider.GetString()!, "m") : null;

    private static double? Number(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static Model ModelNamed(string id) => new()
    {
        Id = id,
        Tier = Tier.Mid,
        Quality = 0.5,
        ContextWindow = 1000,
        Endpoints = [],
        Prices = PriceOf(1),
    };

    private static ModelEndpoint EndpointAt(string provider, decimal? price) => new()
    {
        Provider = new Provider { Id = provider, Dialect = ChatDialect.Id, BaseUrl = new Uri("http://upstream.invalid/v1") },
        Model = "m",
        Prices = price is { } usd ? PriceOf(usd) : null,
    };

    private static PriceBook PriceOf(decimal usd) => usd == 0 ? PriceBook.FreeOfCharge : new PriceBook
    {
        Versions =
        [
            new Price
            {
                From = Day,
                InputPerMillion = NanoUsd.FromUsd(usd),
                CacheReadPerMillion = NanoUsd.FromUsd(usd),
                CacheWrite5mPerMillion = NanoUsd.FromUsd(usd),
                CacheWrite1hPerMillion = NanoUsd.FromUsd(usd),
                OutputPerMillion = NanoUsd.FromUsd(usd * 4),
            },
        ],
    };
}
