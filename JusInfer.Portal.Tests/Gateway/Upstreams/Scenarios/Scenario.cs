using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>
/// Runs the real attempt loop with scripted providers on a simulated clock, so that hours pass in milliseconds and every run is the same. Endpoints are
/// written <c>model@provider</c>.
/// </summary>
internal sealed class Scenario : IUpstream
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, EndpointBehavior> behaviors = [];
    private readonly List<ScenarioRequest> requests = [];
    private readonly RoutePlan plan;
    private readonly AttemptLoop loop;

    public Scenario(params string[] endpoints)
    {
        var models = endpoints.Select(endpoint => endpoint.Split('@')[0]).Distinct().ToDictionary(id => id, ModelNamed);
        plan = new RoutePlan([.. endpoints.Select(endpoint => new RouteTarget(models[endpoint.Split('@')[0]], EndpointAt(endpoint.Split('@')[1])))], "scenario");
        foreach (var endpoint in endpoints) behaviors[endpoint] = new EndpointBehavior(() => null, TimeSpan.FromMilliseconds(200));
        Health = new EndpointHealthRegistry(Time, new Signal<BreakerChanged>());
        Budget = new RetryBudget(floor: 20, Time);
        var policy = new RetryPolicy(new Random(1));
        var continuations = new ContinuationLoop(this, Health, policy, Budget, Time, NullLogger<ContinuationLoop>.Instance);
        loop = new AttemptLoop(this, continuations, new ResumptionCounters(new IsolatedMeters()), Health, policy, Budget, Time, NullLogger<AttemptLoop>.Instance);
    }

    public ManualTime Time { get; } = new();

    public EndpointHealthRegistry Health { get; }

    public RetryBudget Budget { get; }

    /// <summary>Every request that an endpoint received, in order.</summary>
    public IReadOnlyList<ScenarioRequest> Requests => requests;

    public static AttemptFailure BadGateway { get; } = AttemptFailure.OfProvider("answered 502") with { Status = 502 };

    public static AttemptFailure RateLimited(double seconds) => AttemptFailure.OfProvider("answered 429", TimeSpan.FromSeconds(seconds)) with { Status = 429 };

    public static AttemptFailure Forbidden { get; } = new(FailureKind.Operator, "answered 401") { Status = 401 };

    public static AttemptFailure BadRequest { get; } = new(FailureKind.Caller, "answered 400") { Status = 400 };

    /// <summary>Sets how an endpoint answers the requests that follow: with the failure, or with an answer if there is none.</summary>
    public void Behaves(string endpoint, Func<AttemptFailure?> outcome, double seconds = 0.2) => behaviors[endpoint] = new EndpointBehavior(outcome, TimeSpan.FromSeconds(seconds));

    public void Behaves(string endpoint, AttemptFailure? always, double seconds = 0.2) => Behaves(endpoint, () => always, seconds);

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public EndpointHealthSnapshot HealthOf(string endpoint) => Health.Get(plan.Targets.Single(target => NameOf(target) == endpoint).Endpoint).Snapshot;

    /// <summary>Runs one call and returns the endpoints that it called, then <c>answered</c> or the error code.</summary>
    public string Call() => Calls(1).Single();

    /// <summary>Runs calls that begin at the same time.</summary>
    public IReadOnlyList<string> Calls(int count)
    {
        // Without a synchronization context, continuations run synchronously when a timer fires, in a fixed order.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var calls = Enumerable.Range(0, count).Select(_ => NewCall()).ToList();
            var runs = calls.ConvertAll(call => loop.RunAsync(call).AsTask());
            while (!runs.TrueForAll(run => run.IsCompleted)) Time.Advance(Step);
            return [.. calls.Zip(runs, (call, run) => Summarize(call, run.GetAwaiter().GetResult()))];
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    ValueTask<Result<UpstreamStream, AttemptFailure>> IUpstream.ContinueAsync(Call call, IResponseWriter writer) =>
        throw new InvalidOperationException("Answers of a scenario are not streamed, so that none is interrupted.");

    async ValueTask<Result<ResponseStream, AttemptFailure>> IUpstream.SendAsync(Call call)
    {
        var endpoint = NameOf(call.Target);
        requests.Add(new ScenarioRequest(call, endpoint, Time.GetUtcNow()));
        var (outcome, duration) = behaviors[endpoint];
        var failure = outcome();
        await Task.Delay(duration, Time, call.Context.RequestAborted);
        if (failure is not null) return failure;
        call.Meter.CountContent(1, Time.GetTimestamp());
        return BufferedResponse.From("{}"u8);
    }

    private string Summarize(Call call, ResponseStream? answer) =>
        string.Join(' ', requests.Where(request => request.Call == call).Select(request => request.Endpoint).Append(answer is null ? call.Error!.Code : "answered"));

    private static string NameOf(RouteTarget target) => $"{target.Model.Id}@{target.Endpoint.Provider.Id}";

    private Call NewCall() =>
        TestCalls.Planned(plan, new ChatRequest { Model = "scenario", Stream = true, Features = new RequestFeatures(), Ranges = default }, time: Time);

    private static Model ModelNamed(string id) => new()
    {
        Id = id,
        Tier = Tier.Mid,
        Quality = 0.5,
        ContextWindow = 1000,
        Endpoints = [],
        Prices = PriceBook.FreeOfCharge,
    };

    private static ModelEndpoint EndpointAt(string provider) => new()
    {
        Provider = new Provider { Id = provider, Dialect = ChatDialect.Id, BaseUrl = new Uri("http://upstream.invalid/v1") },
        Model = "scenario",
    };

    private sealed record EndpointBehavior(Func<AttemptFailure?> Outcome, TimeSpan Duration);
}

/// <summary>A request that an endpoint received.</summary>
internal sealed record ScenarioRequest(Call Call, string Endpoint, DateTimeOffset At);
