using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>A call that a model leaks into its text is a call for every client, whatever its provider speaks.</summary>
[Trait("Promise", "P-27")]
public sealed class TextToolCallTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Text = "I will look.\n";
    private const string Leak = "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\":\"a.txt\"}}\n</tool_call>";

    public static TheoryData<string, string, bool> Pairs =>
        [.. from door in DialectHost.Dialects from upstream in DialectHost.Dialects from streamed in (bool[])[true, false] select (door.Name, upstream.Name, streamed)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_call_in_the_text_becomes_one_in_the_clients_words(string door, string upstream, bool streamed)
    {
        var (client, answer) = await AskAsync(door, upstream, streamed, ["read_file"]);

        var call = answer.Calls.ShouldHaveSingleItem();
        call.Name.ShouldBe("read_file");
        call.Arguments.ShouldBe("""{"path":"a.txt"}""");
        answer.Text.ShouldBe(Text);
        answer.FinishReason.ShouldBe("tool_calls", client.Name);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Where_no_tool_was_offered_it_is_the_text_that_it_is(string door, string upstream, bool streamed) =>
        (await AskAsync(door, upstream, streamed, [])).Answer.Text.ShouldBe(Text + Leak);

    private async Task<(ITestDialect Client, ModelAnswer Answer)> AskAsync(string door, string upstream, bool streamed, string[] tools)
    {
        var (from, to) = (DialectHost.Dialects.Single(speaker => speaker.Name == door), DialectHost.Dialects.Single(speaker => speaker.Name == upstream));
        var said = new ModelAnswer { Text = Text + Leak };
        host[to].Always(request => streamed ? Replies.Sse(to.WriteStream(said, request.Json)) : Replies.Json(to.WriteResponse(said, request.Json)));
        var body = new JsonObject { ["model"] = DialectHost.TextToolCallModelOf(to), ["stream"] = streamed };
        foreach (var (name, value) in from.WriteRequest(new ModelRequest { Tools = tools })) body[name] = value?.DeepClone();

        var answer = await host.Caller.PostAsync(from.Path, body.ToJsonString());

        answer.ShouldBe(200);
        return (from, from.ReadResponse(answer, streamed));
    }
}
