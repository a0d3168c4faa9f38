using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>A provider may say with success, and then in its answer, that the request is at fault. Nobody else is asked then, and the caller is told what to mend.</summary>
[Trait("Promise", "P-24")]
public sealed class ReportedErrorTests(DialectHost host) : IClassFixture<DialectHost>
{
    private static readonly JsonObject TooLong = Error("prompt is too long: 210000 tokens > 200000 maximum", "context_length_exceeded", "invalid_request_error");
    private static readonly JsonObject Invalid = Error("no such role", "invalid_prompt", "invalid_request_error");
    private static readonly JsonObject Busy = Error("come back later", "server_error", "api_error");

    public static TheoryData<int, int, bool> Pairs => [.. from door in Enumerable.Range(0, 3) from upstream in Enumerable.Range(0, 3) from streamed in (bool[])[true, false] select (door, upstream, streamed)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_prompt_that_is_too_long_is_told_in_the_code_that_clients_compact_on(int door, int upstream, bool streamed) =>
        (await AskedOnceAsync(door, upstream, streamed, TooLong)).Code.ShouldBe("context_length_exceeded");

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_request_that_is_refused_is_told_in_the_providers_words(int door, int upstream, bool streamed)
    {
        var answer = await AskedOnceAsync(door, upstream, streamed, Invalid);

        answer.Code.ShouldBe("INVALID_REQUEST");
        answer.Message.ShouldContain("no such role");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_providers_own_trouble_is_mended_by_another_attempt(int door, int upstream, bool streamed)
    {
        var (from, to) = (DialectHost.Dialects[door], DialectHost.Dialects[upstream]);
        var said = new ModelAnswer { Text = "fine" };
        host[to].Script(Told(to, Busy, streamed), streamed ? Replies.Sse(to.WriteStream(said, default)) : Replies.Json(to.WriteResponse(said, default)));

        (await AskAsync(from, to, streamed)).ShouldBe(200);
    }

    /// <summary>The answer to a request that a provider has refused so, and was not asked again.</summary>
    private async Task<GatewayAnswer> AskedOnceAsync(int door, int upstream, bool streamed, JsonObject error)
    {
        var (from, to) = (DialectHost.Dialects[door], DialectHost.Dialects[upstream]);
        host[to].Script(Told(to, error, streamed));

        var answer = await AskAsync(from, to, streamed);

        answer.ShouldBe(400);
        host[to].Requests.Count.ShouldBe(1);
        return answer;
    }

    private async Task<GatewayAnswer> AskAsync(ITestDialect from, ITestDialect to, bool streamed)
    {
        var body = new JsonObject { ["model"] = DialectHost.ModelOf(to), ["stream"] = streamed };
        foreach (var (name, value) in from.WriteRequest(new ModelRequest())) body[name] = value?.DeepClone();
        return await host.Caller.SendAsync(HttpMethod.Post, from.Path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
    }

    private static JsonObject Error(string message, string code, string type) => new() { ["message"] = message, ["code"] = code, ["type"] = type };

    /// <summary>As each dialect has it: an event of its own, a chunk, or a response that failed.</summary>
    private static Reply Told(ITestDialect upstream, JsonObject error, bool streamed)
    {
        var body = upstream.Name switch
        {
            "openai-chat" => new JsonObject { ["error"] = error.DeepClone() },
            "anthropic-messages" => new JsonObject { ["type"] = "error", ["error"] = Without("code", error) },
            _ => new JsonObject { ["id"] = "resp_1", ["object"] = "response", ["status"] = "failed", ["output"] = new JsonArray(), ["error"] = Without("type", error) },
        };
        if (!streamed) return Replies.Json(body.ToJsonString());
        return Replies.Sse(upstream.Name switch
        {
            "openai-chat" => ChatSse.Event(body.ToJsonString()),
            "anthropic-messages" => MessagesWire.Start + MessagesWire.Event("error", body.ToJsonString()),
            _ => ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Event("response.failed", $",\"response\":{body.ToJsonString()}")),
        });
    }

    private static JsonObject Without(string name, JsonObject error)
    {
        var rest = error.DeepClone().AsObject();
        rest.Remove(name);
        return rest;
    }
}
