using JusInfer.Portal.Tests.Admission.Leases.Simulation;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resources;

/// <summary>
/// What a metered call uses of the process, in counts that do not depend on the speed of the machine. A call that uses more has become
/// slower, so each number has its reason; one that uses less has its number lowered here. <c>benchmarks</c> measures the time.
/// Alone, because a provider that is interrupted while it answers sends streams in more parts.
/// </summary>
[Collection(nameof(UsesAllCores))]
[Slow]
public sealed class CallResourcesTests
{
    private const string Model = "test/model";

    private const string Parameters =
        """{"type":"object","properties":{"path":{"type":"string"},"depth":{"type":"integer"}},"required":["path"]}""";

    /// <summary>Calls until all code is compiled and all caches and pools are filled.</summary>
    private const int WarmUp = 300;

    /// <summary>
    /// Eighty rounds of ten calls: what timers do, such as storing calls each 200 ms, falls into some of them, and a quarter of the rounds
    /// has only what the calls do. Most rounds of forty calls were equal to a few bytes in three runs beside other work. Beside other tests
    /// in the process of this one, streams took 4,000 bytes more.
    /// </summary>
    private const int Rounds = 80;

    private const int Calls = 10;

    /// <summary>Callers at the same time. In 1,600 of their calls up to 8 waits for a lock were seen.</summary>
    private const int Callers = 8;

    private const int Each = 40;

    /// <summary>Ports and times have more or fewer digits.</summary>
    private const double Tolerance = 0.02;

    /// <summary>The most work items of a call in the thread pool: one for each of two sockets, and what timers do in some calls.</summary>
    private const double WorkItems = 2.5;

    private static readonly string ToolCall = ChatSse.ToolCompletion("tool_1", """{"path":"src/main.c","depth":2}""");

    private static readonly string Tools = string.Join(',', Enumerable.Range(0, 12).Select(static number =>
        $$$"""
        {"type":"function","function":{"name":"tool_{{{number}}}","description":"{{{Prose(300)}}}","parameters":{{{Parameters}}}}}
        """));

    private static readonly string Chunks =
        ChatSse.Stream([.. Enumerable.Range(0, 50).Select(static number => $"token {number} ")]);

    /// <summary>
    /// Of the bytes of the smallest call 9 % are its record and the copy with the settlement, 7 % strings, 5 % the fields of the request;
    /// the rest is many small objects: a fifth the state machines of the way to the provider and back, then the messages of HttpClient. A
    /// stream adds its parser, a translated one its writer and, since messages can change the tools, 170 bytes for their list.
    /// </summary>
    private static readonly Dictionary<string, Kind> Kinds = new()
    {
        ["2 KB"] = new(9_410, Caller.Asking(Model, Prose(1_900)), Replies.Json(ChatSse.Completion("whole"))),
        ["60 KB"] = new(9_410, Conversation(60), Replies.Json(ChatSse.Completion("whole"))),
        ["a stream of 50 chunks"] = new(14_110, Caller.Streaming(Model, Prose(1_900)), Replies.Sse(Chunks)),
        ["a tool call"] = new(15_790, Caller.Asking(Model, Prose(1_900), $",\"tools\":[{Tools}]"), Replies.Json(ToolCall)),
        ["a translated stream"] = new(16_990, AskingForMessages, Replies.Sse(Chunks)) { Path = "/v1/messages" },
    };

    private static string AskingForMessages =>
        $$"""{"model":"{{Model}}","max_tokens":500,"stream":true,"messages":[{"role":"user","content":"{{Prose(1_900)}}"}]}""";

    /// <summary>One test, because a process that compiles all code at once takes long to start.</summary>
    [Fact]
    public async Task A_call_uses_what_it_used_before()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        using var counted = new CountedProcess();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"]);
        await using var node = new PortalNode(catalog) { Environment = counted.Environment };
        var (_, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var key = await team.MintAsync(new { name = "agent", rpm = 1_000_000, monthly_cap_usd = 1_000 });
        var callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => WholeRequests.ConnectAsync(http.BaseAddress!, key)));
        using var caller = callers[0];
        var errors = new List<string>();
        var reading = (await RoundsAsync(counted, static () => Task.CompletedTask)).Min(static round => round.Bytes);

        foreach (var (name, kind) in Kinds)
        {
            upstream.Always(kind.Answer);
            await CallAsync(caller, kind, WarmUp);
            var rounds = await RoundsAsync(counted, () => CallAsync(caller, kind, Calls));
            var bytes = OfAQuarter(rounds, round => round.Bytes - reading);
            var workItems = OfAQuarter(rounds, static round => round.WorkItems);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {bytes} B, {workItems} work items");
            if (Math.Abs(bytes - kind.Bytes) > kind.Bytes * Tolerance)
                errors.Add($"{name}: {bytes:0} bytes a call, {kind.Bytes} before");
            if (workItems > WorkItems) errors.Add($"{name}: {workItems} work items a call, at most {WorkItems} before");
        }

        foreach (var (name, kind) in Kinds)
        {
            upstream.Always(kind.Answer);
            var used = await counted.DuringAsync(() => CallAsync(caller, kind, Each), CountedProcess.CountLargeObjects);
            if (used.LargeObjects > Each / 10) errors.Add($"{name}: large objects, {used.LargeObjects} seen of {Each} calls");

            used = await counted.DuringAsync(() =>
                Task.WhenAll(callers.Select(one => CallAsync(one, kind, Each))));
            if (used.Contentions > Callers * Each / 10)
                errors.Add($"{name}: {used.Contentions} waits for a lock in {Callers * Each} calls");
        }

        errors.ShouldBeEmpty("Is the change worth it? Then write here the number with its reason.");
    }

    private static async Task<List<ProcessCounters>> RoundsAsync(CountedProcess counted, Func<Task> run)
    {
        var rounds = new List<ProcessCounters>();
        while (rounds.Count < Rounds) rounds.Add(await counted.DuringAsync(run));
        return rounds;
    }

    private static double OfAQuarter(List<ProcessCounters> rounds, Func<ProcessCounters, long> counter) =>
        rounds.Select(counter).Order().ElementAt(Rounds / 4) / (double)Calls;

    private static async Task CallAsync(WholeRequests caller, Kind kind, int times)
    {
        for (var call = 0; call < times; call++) await caller.PostAsync(kind.Path, kind.Body);
    }

    private static string Conversation(int kilobytes)
    {
        var messages = string.Join(',', Enumerable.Range(0, kilobytes).Select(static number =>
            $$"""{"role":"{{(number % 2 == 0 ? "user" : "assistant")}}","content":"{{number}} {{Prose(950)}}"}"""));
        return $$"""{"model":"{{Model}}","messages":[{{messages}}]}""";
    }

    private static string Prose(int length) =>
        string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", (length / 45) + 1))[..length];

    /// <param name="Bytes">What a call allocates.</param>
    /// <param name="Body">Its request.</param>
    /// <param name="Answer">The provider's answer.</param>
    private sealed record Kind(int Bytes, string Body, Reply Answer)
    {
        public string Path { get; init; } = Caller.Completions;
    }
}
