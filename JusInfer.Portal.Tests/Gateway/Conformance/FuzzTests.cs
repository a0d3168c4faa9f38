using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// Requests and answers with bytes changed, taken out, doubled or cut off, through every pair of dialects: nobody crashes, nobody waits for ever, and a
/// client never reads half an event. The run is bounded and its seed fixed; a larger one is a number away.
/// </summary>
public sealed class FuzzTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const int Cases = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var door = 0; door < DialectHost.Dialects.Count; door++)
            {
                for (var upstream = 0; upstream < DialectHost.Dialects.Count; upstream++) pairs.Add(door, upstream);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_mutilated_request_is_served_or_refused_in_words(int door, int upstream)
    {
        var (from, to) = (DialectHost.Dialects[door], DialectHost.Dialects[upstream]);
        host[to].Always(_ => Replies.Json(to.WriteResponse(new ModelAnswer { Text = "fine" }, default)));
        var mutations = new Mutations(seed: (door * 10) + upstream);
        foreach (var capability in Capabilities.All)
        {
            var body = Encoding.UTF8.GetBytes(BodyOf(from, to, capability).ToJsonString());
            for (var i = 0; i < Cases; i++)
            {
                var mutilated = mutations.Of(body);

                var answer = await AskAsync(from, mutilated);

                answer.Status.ShouldBeOneOf([200, 400, 404, 413], $"{Encoding.UTF8.GetString(mutilated)}\n{answer.Body}");
                JsonElement.Parse(answer.Body).ValueKind.ShouldBe(JsonValueKind.Object);
                if (answer.Status != 200) answer.Error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_mutilated_stream_comes_as_whole_events_and_ends_as_one_or_in_an_error(int door, int upstream)
    {
        var (from, to) = (DialectHost.Dialects[door], DialectHost.Dialects[upstream]);
        var mutations = new Mutations(seed: 100 + (door * 10) + upstream);
        List<(Capability Capability, byte[] Sent)> cases = [.. Capabilities.All.SelectMany(capability => Enumerable.Range(0, Cases).Select(_ => (capability, mutations.Of(Encoding.UTF8.GetBytes(to.WriteStream(capability.Answer, default))))))];
        host[to].Always(request => Replies.With(200, "text/event-stream", cases[CaseOf(request)].Sent));

        // At once, since most of the time goes into waits between attempts.
        await Parallel.ForEachAsync(Enumerable.Range(0, cases.Count), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (number, _) =>
        {
            var (capability, sent) = cases[number];
            var body = BodyOf(from, to, capability with { Request = capability.Request with { Text = $"case-{number}-" } });
            body["stream"] = true;

            var answer = await AskAsync(from, Encoding.UTF8.GetBytes(body.ToJsonString()));

            if (answer.Status == 200) ShouldBeWholeEvents(from, answer.Body, Encoding.UTF8.GetString(sent));
            else answer.Status.ShouldBeOneOf([400, 502], answer.Body);
        });
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Half_a_letter_is_passed_verbatim_or_refused_in_words(int door, int upstream)
    {
        var (from, to) = (DialectHost.Dialects[door], DialectHost.Dialects[upstream]);
        host[to].Always(_ => Replies.Json(to.WriteResponse(new ModelAnswer { Text = "fine" }, default)));
        foreach (var capability in Capabilities.All)
        {
            // In every text of the request, the arguments of calls among them.
            var body = BodyOf(from, to, capability).ToJsonString().Replace("file", "\\ud83d", StringComparison.Ordinal).Replace("a.txt", "\\uDE00", StringComparison.Ordinal);

            var answer = await AskAsync(from, Encoding.UTF8.GetBytes(body));

            answer.Status.ShouldBeOneOf([200, 400], $"{body}\n{answer.Body}");
        }
    }

    private static int CaseOf(UpstreamRequest request) =>
        int.Parse(request.Text.Split("case-")[1].Split('-')[0], CultureInfo.InvariantCulture);

    private static void ShouldBeWholeEvents(ITestDialect door, string body, string sent)
    {
        body.ShouldEndWith("\n\n", customMessage: sent);
        var ends = 0;
        foreach (var text in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = text.Split('\n');
            foreach (var line in lines) (line.StartsWith(':') || line.StartsWith("data: ", StringComparison.Ordinal) || line.StartsWith("event: ", StringComparison.Ordinal)).ShouldBeTrue(line);
            var data = lines.SingleOrDefault(static line => line.StartsWith("data: ", StringComparison.Ordinal))?["data: ".Length..];
            if (data is null) continue;
            if (data == "[DONE]")
            {
                ends++;
                continue;
            }

            var parsed = JsonElement.Parse(data);
            parsed.ValueKind.ShouldBe(JsonValueKind.Object);
            if (IsEnd(door, parsed)) ends++;
        }

        ends.ShouldBe(1, $"{body}\n--- of ---\n{sent}");
    }

    private static bool IsEnd(ITestDialect door, JsonElement data) => door is ChatTestDialect
        ? data.TryGetProperty("error", out _)
        : data.Text("type") is "message_stop" or "error" or "response.completed" or "response.incomplete" or "response.failed";

    private static JsonObject BodyOf(ITestDialect from, ITestDialect to, Capability capability)
    {
        var body = new JsonObject { ["model"] = DialectHost.ModelOf(to) };
        foreach (var (name, value) in from.WriteRequest(capability.Request)) body[name] = value?.DeepClone();
        return body;
    }

    private async Task<GatewayAnswer> AskAsync(ITestDialect door, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        return await host.Caller.SendAsync(HttpMethod.Post, door.Path, content).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
