using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>A call that a model leaks into its text is a call for every client, whatever its provider speaks.</summary>
[Trait("Promise", "P-27")]
public sealed class LeakedCallTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Text = "I will look.\n";
    private const string Leak = "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"path\":\"a.txt\"}}\n</tool_call>";

    public static TheoryData<string, string, bool> Pairs =>
        [.. from door in DialectHost.Speakers from upstream in DialectHost.Speakers from streamed in (bool[])[true, false] select (door.Dialect, upstream.Dialect, streamed)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_call_in_the_text_becomes_one_in_the_clients_words(string door, string upstream, bool streamed)
    {
        var (client, answer) = await AskAsync(door, upstream, streamed, ["read_file"]);

        var call = answer.Calls.ShouldHaveSingleItem();
        call.Name.ShouldBe("read_file");
        call.Arguments.ShouldBe("""{"path":"a.txt"}""");
        answer.Text.ShouldBe(Text);
        answer.Finish.ShouldBe("tool_calls", client.Dialect);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Where_no_tool_was_offered_it_is_the_text_that_it_is(string door, string upstream, bool streamed) =>
        (await AskAsync(door, upstream, streamed, [])).Answer.Text.ShouldBe(Text + Leak);

    private async Task<(ISpeaker Client, Said Answer)> AskAsync(string door, string upstream, bool streamed, string[] tools)
    {
        var (from, to) = (DialectHost.Speakers.Single(speaker => speaker.Dialect == door), DialectHost.Speakers.Single(speaker => speaker.Dialect == upstream));
        var said = new Said { Text = Text + Leak };
        host[to].Always(request => streamed ? Replies.Sse(to.Stream(said, request.Json)) : Replies.Json(to.Say(said, request.Json)));
        var body = new JsonObject { ["model"] = DialectHost.LeakyModelOf(to), ["stream"] = streamed };
        foreach (var (name, value) in from.Ask(new Question { Tools = tools })) body[name] = value?.DeepClone();

        var answer = await host.Caller.PostAsync(from.Path, body.ToJsonString());

        answer.ShouldBe(200);
        return (from, from.Hear(answer, streamed));
    }
}
