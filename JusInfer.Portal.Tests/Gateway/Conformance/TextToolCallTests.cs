using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>A tool call that a model writes as text becomes a tool call in every dialect.</summary>
[Trait("Promise", "P-27")]
public sealed class TextToolCallTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Text = "I will look.\n";
    private const string CallText = "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\":\"a.txt\"}}\n</tool_call>";

    public static TheoryData<string, string, bool> Pairs =>
        [.. from client in DialectHost.Dialects from upstream in DialectHost.Dialects from streamed in (bool[])[true, false] select (client.Name, upstream.Name, streamed)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_call_in_the_text_becomes_a_tool_call(string client, string upstream, bool streamed)
    {
        var (dialect, answer) = await AskAsync(client, upstream, streamed, ["read_file"]);

        var call = answer.Calls.ShouldHaveSingleItem();
        call.Name.ShouldBe("read_file");
        call.Arguments.ShouldBe("""{"path":"a.txt"}""");
        answer.Text.ShouldBe(Text);
        answer.FinishReason.ShouldBe("tool_calls", dialect.Name);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Without_tools_in_the_request_the_text_is_passed_on(string client, string upstream, bool streamed) =>
        (await AskAsync(client, upstream, streamed, [])).Answer.Text.ShouldBe(Text + CallText);

    private async Task<(ITestDialect Client, ModelAnswer Answer)> AskAsync(string client, string upstream, bool streamed, string[] tools)
    {
        var (from, to) = (DialectHost.Dialects.Single(dialect => dialect.Name == client), DialectHost.Dialects.Single(dialect => dialect.Name == upstream));
        var modelAnswer = new ModelAnswer { Text = Text + CallText };
        host[to].Always(request => streamed ? Replies.Sse(to.WriteStream(modelAnswer, request.Json)) : Replies.Json(to.WriteResponse(modelAnswer, request.Json)));
        var body = new JsonObject { ["model"] = DialectHost.TextToolCallModelOf(to), ["stream"] = streamed };
        foreach (var (name, value) in from.WriteRequest(new ModelRequest { Tools = tools })) body[name] = value?.DeepClone();

        var answer = await host.Caller.PostAsync(from.Path, body.ToJsonString());

        answer.ShouldBe(200);
        return (from, from.ReadResponse(answer, streamed));
    }
}
