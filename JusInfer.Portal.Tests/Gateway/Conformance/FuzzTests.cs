using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// Sends requests and answers with changed, removed, repeated or missing bytes through every pair of dialects. The gateway must not fail or
/// hang, and a client must receive only complete events. The seed is fixed; increase <see cref="Cases"/> for a longer run.
/// </summary>
[Slow]
public sealed class FuzzTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const int Cases = 12;

    /// <summary>An answer for requests that require JSON too.</summary>
    private const string JsonText = """{"path":"fine"}""";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var client = 0; client < DialectHost.Dialects.Count; client++)
            {
                for (var upstream = 0; upstream < DialectHost.Dialects.Count; upstream++) pairs.Add(client, upstream);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_corrupted_request_is_answered_or_rejected_with_a_message(int client, int upstream)
    {
        var (from, to) = (DialectHost.Dialects[client], DialectHost.Dialects[upstream]);
        host[to].Always(_ => Replies.Json(to.WriteResponse(new ModelAnswer { Text = JsonText }, default)));
        var mutations = new Mutations(seed: (client * 10) + upstream);
        foreach (var capability in Capabilities.All)
        {
            var body = Encoding.UTF8.GetBytes(BodyOf(from, to, capability).ToJsonString());
            for (var i = 0; i < Cases; i++)
            {
                var mutated = mutations.Mutate(body);

                var answer = await AskAsync(from, mutated);

                // The answer may not conform to a mutated schema.
                if (answer.Status == 502) answer.Body.ShouldContain("valid JSON");
                else answer.Status.ShouldBeOneOf([200, 400, 404, 413], $"{Encoding.UTF8.GetString(mutated)}\n{answer.Body}");
                JsonElement.Parse(answer.Body).ValueKind.ShouldBe(JsonValueKind.Object);
                if (answer.Status != 200) answer.Error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_corrupted_stream_arrives_as_complete_events_and_ends_once(int client, int upstream)
    {
        var (from, to) = (DialectHost.Dialects[client], DialectHost.Dialects[upstream]);
        var mutations = new Mutations(seed: 100 + (client * 10) + upstream);
        List<(Capability Capability, byte[] Sent)> cases = [.. Capabilities.All.SelectMany(capability => Enumerable.Range(0, Cases).Select(_ => (capability, mutations.Mutate(Encoding.UTF8.GetBytes(to.WriteStream(capability.Answer, default))))))];
        host[to].Always(request => Replies.With(200, "text/event-stream", cases[CaseOf(request)].Sent));

        // In parallel, because most of the time is spent waiting between attempts.
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
    public async Task Half_a_surrogate_pair_is_replaced_or_rejected_with_a_message(int client, int upstream)
    {
        var (from, to) = (DialectHost.Dialects[client], DialectHost.Dialects[upstream]);
        host[to].Always(_ => Replies.Json(to.WriteResponse(new ModelAnswer { Text = JsonText }, default)));
        foreach (var capability in Capabilities.All)
        {
            // In every text of the request, including the arguments of calls.
            var body = BodyOf(from, to, capability).ToJsonString().Replace("file", "\\ud83d", StringComparison.Ordinal).Replace("a.txt", "\\uDE00", StringComparison.Ordinal);

            var answer = await AskAsync(from, Encoding.UTF8.GetBytes(body));

            if (answer.Status == 502) answer.Body.ShouldContain("valid JSON");
            else answer.Status.ShouldBeOneOf([200, 400], $"{body}\n{answer.Body}");
        }
    }

    private static int CaseOf(UpstreamRequest request) =>
        int.Parse(request.Text.Split("case-")[1].Split('-')[0], CultureInfo.InvariantCulture);

    private static void ShouldBeWholeEvents(ITestDialect client, string body, string sent)
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
            if (IsEnd(client, parsed)) ends++;
        }

        ends.ShouldBe(1, $"{body}\n--- sent ---\n{sent}");
    }

    private static bool IsEnd(ITestDialect client, JsonElement data) => client is ChatTestDialect
        ? data.TryGetProperty("error", out _)
        : data.Text("type") is "message_stop" or "error" or "response.completed" or "response.incomplete" or "response.failed";

    private static JsonObject BodyOf(ITestDialect from, ITestDialect to, Capability capability)
    {
        var body = new JsonObject { ["model"] = DialectHost.ModelOf(to) };
        foreach (var (name, value) in from.WriteRequest(capability.Request)) body[name] = value?.DeepClone();
        return body;
    }

    private async Task<GatewayAnswer> AskAsync(ITestDialect client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        return await host.Caller.SendAsync(HttpMethod.Post, client.Path, content).WaitAsync(Timeout, TestContext.Current.CancellationToken);
    }
}
