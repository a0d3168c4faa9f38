using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
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
        var matrix = new Matrix([.. DialectHost.Speakers.Select(static speaker => speaker.Dialect)]);
        var surprises = new List<string>();
        foreach (var capability in Capabilities.All)
        {
            foreach (var door in DialectHost.Speakers)
            {
                foreach (var upstream in DialectHost.Speakers)
                {
                    var gap = capability.Gaps.FirstOrDefault(gap => gap.Covers(door.Dialect, upstream.Dialect));
                    if (gap?.Kind != GapKind.NotSayable) surprises.AddRange(await SurprisesAsync(capability, door, upstream, gap));
                    matrix.Add(capability, door.Dialect, upstream.Dialect, gap);
                }
            }
        }

        surprises.ShouldBeEmpty();
        matrix.ShouldBeThePage(Repository.PathOf("docs", "CONFORMANCE.md"));
    }

    private async Task<IReadOnlyList<string>> SurprisesAsync(Capability capability, ISpeaker door, ISpeaker upstream, Gap? gap)
    {
        var surprises = new List<string>();
        foreach (var streamed in capability.OfStreams ? (bool[])[true] : [true, false])
        {
            var what = $"{capability.Name}, {door.Dialect} to {upstream.Dialect}, {(streamed ? "streamed" : "whole")}";
            try
            {
                var seen = await TryAsync(capability, door, upstream, streamed, gap);
                if (seen != (gap?.Kind switch { null => "", GapKind.Refused => "refused", _ => LeftOut })) surprises.Add($"{what}: {(seen.Length == 0 ? "crosses after all" : seen)}");
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                surprises.Add($"{what}: {fault.GetType().Name} {fault.Message.ReplaceLineEndings(" ")}");
            }
        }

        return surprises;
    }

    /// <returns>Empty where all crossed; else what did not.</returns>
    private async Task<string> TryAsync(Capability capability, ISpeaker door, ISpeaker upstream, bool streamed, Gap? gap)
    {
        var provider = host[upstream];
        provider.Always(request => !streamed ? Replies.Json(upstream.Say(capability.Said, request.Json))
            : capability.OfStreams ? BeforeTheLast(upstream.Stream(capability.Said, request.Json))
            : Replies.Sse(upstream.Stream(capability.Said, request.Json)));
        var body = new JsonObject { ["model"] = DialectHost.ModelOf(upstream) };
        foreach (var (name, value) in door.Ask(capability.Question)) body[name] = value?.DeepClone();
        if (streamed) body["stream"] = true;
        if (streamed && door is ChatSpeaker) body["stream_options"] = new JsonObject { ["include_usage"] = true };

        var answer = await host.Caller.PostAsync(door.Path, body.ToJsonString());
        if (answer.Status == 400 && answer.Body.Contains("UNSUPPORTED", StringComparison.Ordinal)) return "refused";
        if (answer.Status != 200) return $"{answer.Status} {answer.Body}";
        if (!capability.Arrived(capability.Question, upstream.Read(provider.LastRequest.Json))) return gap is null ? $"left out of {provider.LastRequest.Text}" : LeftOut;
        if (!capability.Came(capability.Said, door.Hear(answer, streamed))) return gap is null ? $"left out of {answer.Body}" : LeftOut;
        return "";
    }

    private static Reply BeforeTheLast(string events)
    {
        var last = events[..^2].LastIndexOf("\n\n", StringComparison.Ordinal) + 2;
        return Replies.Stream(Then.Send(events[..last]), Then.Await(Task.Delay(100)), Then.Send(events[last..]));
    }
}
