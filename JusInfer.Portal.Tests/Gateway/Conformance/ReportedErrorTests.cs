using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// Tests answers with a success status that contain an error in the request. They are not retried, and the client receives the provider's
/// reason.
/// </summary>
[Trait("Promise", "P-24")]
public sealed class ReportedErrorTests(DialectHost host) : IClassFixture<DialectHost>
{
    private static readonly JsonObject ContextTooLong = Error("prompt is too long: 210000 tokens > 200000 maximum", "context_length_exceeded", "invalid_request_error");
    private static readonly JsonObject Invalid = Error("no such role", "invalid_prompt", "invalid_request_error");
    private static readonly JsonObject Overloaded = Error("come back later", "server_error", "api_error");

    public static TheoryData<int, int, bool> Pairs => [.. from client in Enumerable.Range(0, 3) from upstream in Enumerable.Range(0, 3) from streamed in (bool[])[true, false] select (client, upstream, streamed)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_prompt_that_is_too_long_is_reported_with_the_code_on_which_clients_compact(int client, int upstream, bool streamed) =>
        (await SendOnceAsync(client, upstream, streamed, ContextTooLong)).Code.ShouldBe("context_length_exceeded");

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_rejected_request_is_reported_with_the_message_of_the_provider(int client, int upstream, bool streamed)
    {
        var answer = await SendOnceAsync(client, upstream, streamed, Invalid);

        answer.Code.ShouldBe("INVALID_REQUEST");
        answer.Message.ShouldContain("no such role");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_transient_error_of_a_provider_is_retried(int client, int upstream, bool streamed)
    {
        var (from, to) = (DialectHost.Dialects[client], DialectHost.Dialects[upstream]);
        var modelAnswer = new ModelAnswer { Text = "fine" };
        host[to].Script(ErrorReply(to, Overloaded, streamed), streamed ? Replies.Sse(to.WriteStream(modelAnswer, default)) : Replies.Json(to.WriteResponse(modelAnswer, default)));

        (await AskAsync(from, to, streamed)).ShouldBe(200);
    }

    /// <summary>Sends a request that the provider rejects with this error, and checks that it is not retried.</summary>
    private async Task<GatewayAnswer> SendOnceAsync(int client, int upstream, bool streamed, JsonObject error)
    {
        var (from, to) = (DialectHost.Dialects[client], DialectHost.Dialects[upstream]);
        host[to].Script(ErrorReply(to, error, streamed));

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

    /// <summary>Writes the error as each dialect does: an event, a chunk, or a failed response.</summary>
    private static Reply ErrorReply(ITestDialect upstream, JsonObject error, bool streamed)
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
