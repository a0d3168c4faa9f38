using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Benchmarks;

/// <summary>
/// The decision for one step of a warm session after the request was parsed: words, features, trees, costs, guard. The goal is below 50 µs without allocations. Next to
/// it, the hashes of a prompt of 96 KB, which are computed while the request is read.
/// </summary>
public class Routing
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static readonly byte[] Agent = AgentConversationAsChat.Of(AgentConversation.Long);

    private readonly RequestFeatures features = new() { RequiredCapabilities = Capabilities.Tools, InputTokens = 15_000, MessageCount = 40, LastMessageRole = LastMessageRole.Tool };
    private readonly byte[] result = new byte[4_096];
    private readonly byte[] turn = new byte[1_024];
    private readonly byte[] message = new byte[4_096];
    private readonly StepModelSelector policy = new(BaselineCostLimit.Default, DetourOptions.Default);
    private readonly CallPrices baseline = Rates("baseline", 3m, 0.3m, 15m, CacheMarkers.Anthropic);
    private readonly CallPrices small = Rates("small", 0.05m, 0.05m, 0.2m, CacheMarkers.None);
    private StepClassifier head = null!;
    private StepHistory trail;
    private PromptSession state = null!;
    private RoutingContext context;
    private Router router = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        foreach (var text in (byte[][])[result, turn, message])
        {
            for (var i = 0; i < text.Length; i++) text[i] = random.Next(7) == 0 ? (byte)' ' : (byte)random.Next('!', '~');
        }

        head = StepClassifiers.Shipped.Value;
        trail.AddUser("Fix the bug in parser.py"u8);
        state = PromptSession.StartAt(baseline.Target, new TaskDomain(TaskKind.Fix, "python"));
        for (var step = 0; step < 30; step++)
        {
            trail.AddTurn(turn);
            trail.AddCall("Bash"u8, """{"command":"python -m pytest"}"""u8);
            trail.AddResult(result);
            state = state.After(PrefixHashes.Empty, Call(step), baseline);
        }

        var catalog = CatalogReader.Read(File.ReadAllBytes(CatalogPath()), [ChatDialect.Id, MessagesDialect.Id, ResponsesDialect.Id], static _ => "credential").Value;
        router = new Router(new AutoPolicy(policy, head));
        var outline = PromptReader.Read(Agent, default, features, head)! with { SideCall = SideCallKind.None };
        context = new RoutingContext(catalog, DateOnly.FromDateTime(Now.Date), Economy: false) { Call = new RoutedCall(outline, state, state.LastAt.AddSeconds(5)) };
    }

    [Benchmark]
    public bool Decide()
    {
        var risk = head.Predict(in trail, result, turn);
        var call = new UpcomingCall(state.LastAt.AddSeconds(5), state.LastPromptTokens + 900, state.LastPromptTokens, state.Forecast.OutputBound);
        return policy.Decide(state, call, isResult: true, risk, head.MissCost, baseline, small).IsDetour;
    }

    /// <summary>The whole plan of a step, with the models of the shipped catalog to choose from. It allocates the plan and the rejected models.</summary>
    [Benchmark]
    public bool Plan() => router.Plan(features, null, context) is RouteDecision.Planned;

    /// <summary>The outline of an agent's request of 60 KB: hashes, course, words, risk. The second pass over its bytes, after <see cref="RequestReading"/>.</summary>
    [Benchmark]
    public bool ReadPrompt() => PromptReader.Read(Agent, default, features, head)!.IsAgent;

    [Benchmark]
    public long HashPrompt()
    {
        var hasher = new PrefixHasher();
        for (var i = 0; i < 24; i++) hasher.AddMessage((byte)(i % 3), message);
        return hasher.Result().Bytes;
    }

    private static string CatalogPath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "catalog.json");
            if (File.Exists(path)) return path;
        }

        throw new InvalidOperationException("catalog.json was not found above the program.");
    }

    private BilledCall Call(int step) => new()
    {
        Rates = baseline,
        At = Now.AddSeconds(step * 5),
        StableTokens = state.LastPromptTokens,
        OutputBound = 500,
        Tokens = baseline.TokensOf(10_000 + (step * 900), state.LastPromptTokens, 250),
    };

    private static CallPrices Rates(string model, decimal input, decimal read, decimal output, CacheMarkers cache) => new(
        new TargetKey(model, "benchmark"),
        new Price
        {
            From = new DateOnly(2026, 1, 1),
            InputPerMillion = NanoUsd.FromUsd(input),
            CacheReadPerMillion = NanoUsd.FromUsd(read),
            CacheWrite5mPerMillion = NanoUsd.FromUsd(input),
            CacheWrite1hPerMillion = NanoUsd.FromUsd(input),
            OutputPerMillion = NanoUsd.FromUsd(output),
        },
        CacheRules.From(cache));
}
