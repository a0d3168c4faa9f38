using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>
/// The attempts as they ship, over providers that behave as told, on a clock that the scenario moves: hours pass in milliseconds, and
/// always in the same way. Endpoints are written <c>model@provider</c>.
/// </summary>
internal sealed class Scenario : IUpstream
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, Manner> manners = [];
    private readonly List<Asked> asked = [];
    private readonly RoutePlan plan;
    private readonly AttemptLoop loop;

    public Scenario(params string[] endpoints)
    {
        var models = endpoints.Select(endpoint => endpoint.Split('@')[0]).Distinct().ToDictionary(id => id, ModelNamed);
        plan = new RoutePlan([.. endpoints.Select(endpoint => new RouteTarget(models[endpoint.Split('@')[0]], EndpointAt(endpoint.Split('@')[1])))], "scenario");
        foreach (var endpoint in endpoints) manners[endpoint] = new Manner(() => null, TimeSpan.FromMilliseconds(200));
        Health = new EndpointHealthRegistry(Time);
        Budget = new RetryBudget(floor: 20, Time);
        var policy = new RetryPolicy(new Random(1));
        var continuations = new ContinuationLoop(this, Health, policy, Budget, Time, NullLogger<ContinuationLoop>.Instance);
        loop = new AttemptLoop(this, continuations, new ResumptionCounters(new IsolatedMeters()), Health, policy, Budget, Time, NullLogger<AttemptLoop>.Instance);
    }

    public ManualTime Time { get; } = new();

    public EndpointHealthRegistry Health { get; }

    public RetryBudget Budget { get; }

    /// <summary>Every question that reached an endpoint, in order.</summary>
    public IReadOnlyList<Asked> Log => asked;

    public static AttemptFailure Dead { get; } = AttemptFailure.OfProvider("answered 502") with { Status = 502 };

    public static AttemptFailure Limited(double seconds) => AttemptFailure.OfProvider("answered 429", TimeSpan.FromSeconds(seconds)) with { Status = 429 };

    public static AttemptFailure Forbidden { get; } = new(FailureKind.Operator, "answered 401") { Status = 401 };

    public static AttemptFailure BadRequest { get; } = new(FailureKind.Caller, "answered 400") { Status = 400 };

    /// <summary>How an endpoint behaves from now on.</summary>
    public void Behaves(string endpoint, Func<AttemptFailure?> how, double seconds = 0.2) => manners[endpoint] = new Manner(how, TimeSpan.FromSeconds(seconds));

    public void Behaves(string endpoint, AttemptFailure? always, double seconds = 0.2) => Behaves(endpoint, () => always, seconds);

    public void Pass(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public EndpointHealthSnapshot Standing(string endpoint) => Health.Of(plan.Targets.Single(target => NameOf(target) == endpoint).Endpoint).Standing;

    /// <summary>One call to its end: the endpoints it asked, then <c>answered</c> or the error's code.</summary>
    public string Call() => Calls(1).Single();

    /// <summary>Calls that begin at the same instant, to their end.</summary>
    public IReadOnlyList<string> Calls(int count)
    {
        // Whatever goes on when a timer fires goes on then and there: no scheduler has a say in the order of things.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var calls = Enumerable.Range(0, count).Select(_ => NewCall()).ToList();
            var runs = calls.ConvertAll(call => loop.RunAsync(call).AsTask());
            while (!runs.TrueForAll(run => run.IsCompleted)) Time.Advance(Step);
            return [.. calls.Zip(runs, (call, run) => Told(call, run.GetAwaiter().GetResult()))];
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    ValueTask<Result<UpstreamStream, AttemptFailure>> IUpstream.ContinueAsync(Call call, IAnswerWriter writer) =>
        throw new InvalidOperationException("No answer of a scenario is a stream that could break off.");

    async ValueTask<Result<ResponseStream, AttemptFailure>> IUpstream.AskAsync(Call call)
    {
        var endpoint = NameOf(call.Target);
        asked.Add(new Asked(call, endpoint, Time.GetUtcNow()));
        var (how, takes) = manners[endpoint];
        var failure = how();
        await Task.Delay(takes, Time, call.Context.ClientLeft);
        if (failure is not null) return failure;
        call.Meter.Content(1, Time.GetTimestamp());
        return BufferedResponse.Of("{}"u8);
    }

    private string Told(Call call, ResponseStream? answer) =>
        string.Join(' ', asked.Where(question => question.Call == call).Select(question => question.Endpoint).Append(answer is null ? call.Error!.Code : "answered"));

    private static string NameOf(RouteTarget target) => $"{target.Model.Id}@{target.Endpoint.Provider.Id}";

    private Call NewCall() =>
        TestCalls.Planned(plan, new ChatRequest { Model = "scenario", Stream = true, Features = new RequestFeatures(), Spans = default }, time: Time);

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

    private sealed record Manner(Func<AttemptFailure?> How, TimeSpan Takes);
}

/// <summary>A question that reached an endpoint.</summary>
internal sealed record Asked(Call Call, string Endpoint, DateTimeOffset At);
