using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// Every capability at every door of every upstream dialect, streamed and whole, over real sockets. What a cell says is what this run saw, and
/// <c>docs/CONFORMANCE.md</c> holds the run's own page: a run with <c>JUSINFER_WRITE_CONFORMANCE=1</c> writes it.
/// </summary>
public sealed class ConformanceTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string LeftOut = "left out";

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task Every_capability_crosses_every_pair_of_dialects_or_the_page_says_why_not()
    {
        var matrix = new Matrix([.. DialectHost.Dialects.Select(static speaker => speaker.Name)]);
        var surprises = new List<string>();
        foreach (var capability in Capabilities.All)
        {
            foreach (var door in DialectHost.Dialects)
            {
                foreach (var upstream in DialectHost.Dialects)
                {
                    var gap = capability.Gaps.FirstOrDefault(gap => gap.Covers(door.Name, upstream.Name));
                    if (gap?.Kind != GapKind.NotExpressible) surprises.AddRange(await SurprisesAsync(capability, door, upstream, gap));
                    matrix.Add(capability, door.Name, upstream.Name, gap);
                }
            }
        }

        surprises.ShouldBeEmpty();
        matrix.ShouldBeThePage(Repository.PathOf("docs", "CONFORMANCE.md"));
    }

    private async Task<IReadOnlyList<string>> SurprisesAsync(Capability capability, ITestDialect door, ITestDialect upstream, Gap? gap)
    {
        var surprises = new List<string>();
        foreach (var streamed in capability.StreamsOnly ? (bool[])[true] : [true, false])
        {
            var what = $"{capability.Name}, {door.Name} to {upstream.Name}, {(streamed ? "streamed" : "whole")}";
            try
            {
                var seen = await TryAsync(capability, door, upstream, streamed, gap);
                if (seen != (gap?.Kind switch { null => "", GapKind.Rejected => "refused", _ => LeftOut })) surprises.Add($"{what}: {(seen.Length == 0 ? "crosses after all" : seen)}");
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                surprises.Add($"{what}: {fault.GetType().Name} {fault.Message.ReplaceLineEndings(" ")}");
            }
        }

        return surprises;
    }

    /// <returns>Empty where all crossed; else what did not.</returns>
    private async Task<string> TryAsync(Capability capability, ITestDialect door, ITestDialect upstream, bool streamed, Gap? gap)
    {
        var provider = host[upstream];
        provider.Always(request => !streamed ? Replies.Json(upstream.WriteResponse(capability.Answer, request.Json))
            : capability.StreamsOnly ? BeforeTheLast(upstream.WriteStream(capability.Answer, request.Json))
            : Replies.Sse(upstream.WriteStream(capability.Answer, request.Json)));
        var body = new JsonObject { ["model"] = DialectHost.ModelOf(upstream) };
        foreach (var (name, value) in door.WriteRequest(capability.Request)) body[name] = value?.DeepClone();
        if (streamed) body["stream"] = true;
        if (streamed && door is ChatTestDialect) body["stream_options"] = new JsonObject { ["include_usage"] = true };

        var answer = await host.Caller.PostAsync(door.Path, body.ToJsonString());
        if (answer.Status == 400 && answer.Body.Contains("UNSUPPORTED", StringComparison.Ordinal)) return "refused";
        if (answer.Status != 200) return $"{answer.Status} {answer.Body}";
        if (!capability.IsInRequest(capability.Request, upstream.ReadRequest(provider.LastRequest.Json))) return gap is null ? $"left out of {provider.LastRequest.Text}" : LeftOut;
        if (!capability.IsInAnswer(capability.Answer, door.ReadResponse(answer, streamed))) return gap is null ? $"left out of {answer.Body}" : LeftOut;
        return "";
    }

    private static Reply BeforeTheLast(string events)
    {
        var last = events[..^2].LastIndexOf("\n\n", StringComparison.Ordinal) + 2;
        return Replies.Stream(Then.Send(events[..last]), Then.Await(Task.Delay(100)), Then.Send(events[last..]));
    }
}
