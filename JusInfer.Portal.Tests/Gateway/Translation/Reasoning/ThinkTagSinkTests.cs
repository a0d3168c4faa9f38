using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>Reasoning in a think tag at the start of an answer is separated from its text, wherever the chunks end.</summary>
public sealed class ThinkTagSinkTests : IAsyncLifetime
{
    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog().Provider("engine", upstream.BaseUrl).Model("test/thinker", ["engine:thinker"], thinkTags: true).Model("test/plain", ["engine:plain"]));
        caller = await (await portal.SignUpAsync()).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("<think>why</think>so", "why", "so")]
    [InlineData("\n<think>\nwhy\n</think>\n\nso", "\nwhy\n", "so")]
    [InlineData("<think>a < b </thin> c</think>so", "a < b </thin> c", "so")]
    [InlineData("<think></think>so", "", "so")]
    [InlineData("<think>why", "why", "")]
    [InlineData("<think>why</thi", "why</thi", "")]
    [InlineData("<thin", "", "<thin")]
    [InlineData("so <think>why</think>", "", "so <think>why</think>")]
    [InlineData("<think>why</think>so <think>no</think>", "why", "so <think>no</think>")]
    [InlineData(" \n", "", " \n")]
    public void Only_the_tag_at_the_start_is_reasoning(string answer, string reasoning, string text)
    {
        foreach (var size in (int[])[1, 2, 3, 7, 1000])
        {
            var (thought, said) = ("", "");
            var sink = new ThinkTagSink(new Listener(piece => thought += piece, piece => said += piece));
            foreach (var piece in answer.Chunk(size)) sink.Text(JsonText.From(new string(piece)).Escaped);
            sink.Finish(FinishReason.Stop);

            (thought, said).ShouldBe((reasoning, text), $"pieces of {size}");
        }
    }

    [Theory]
    [InlineData("why</think>so", "why", "so")]
    [InlineData("<think>\nwhy</think>\n\nso", "\nwhy", "so")]
    [InlineData("why", "why", "")]
    [InlineData("why</think>so </think>", "why", "so </think>")]
    public void Text_before_the_closing_tag_is_reasoning_if_the_prompt_opens_the_tag(string answer, string reasoning, string text)
    {
        foreach (var size in (int[])[1, 2, 3, 7, 1000])
        {
            var (thought, said) = ("", "");
            var sink = new ThinkTagSink(new Listener(piece => thought += piece, piece => said += piece)) { IsOpen = true };
            foreach (var piece in answer.Chunk(size)) sink.Text(JsonText.From(new string(piece)).Escaped);
            sink.Finish(FinishReason.Stop);

            (thought, said).ShouldBe((reasoning, text), $"pieces of {size}");
        }
    }

    [Fact]
    public async Task A_complete_answer_with_only_a_closing_tag_is_separated()
    {
        upstream.Script(Replies.Json(ChatSse.Completion("why</think>\nso")));

        var message = (await caller.AskAsync(Caller.Asking("test/thinker"))).Json.GetProperty("choices")[0].GetProperty("message");

        message.GetProperty("content").GetString().ShouldBe("so");
        message.GetProperty("reasoning_content").GetString().ShouldBe("why");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chat_client_receives_it_as_reasoning_content(bool isStream)
    {
        upstream.Script(isStream ? Replies.Sse(ChatSse.Stream("<thi", "nk>why", "</think>", "\nso")) : Replies.Json(ChatSse.Completion("<think>why</think>\nso")));

        var answer = await caller.AskAsync(isStream ? Caller.Streaming("test/thinker") : Caller.Asking("test/thinker"));

        answer.ShouldBe(200);
        answer.Body.ShouldNotContain("think>");
        if (isStream) answer.StreamedText.ShouldBe("so");
        else answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("so");
        answer.Body.ShouldContain("\"reasoning_content\":\"why\"");
    }

    [Fact]
    public async Task A_Messages_client_receives_it_as_a_thinking_block()
    {
        upstream.Script(Replies.Sse(ChatSse.Stream("<think>why</think>", "so")));

        var stream = MessageStream.Of(await MessagesHost.AskAsync(caller, MessagesHost.Streaming("test/thinker")));

        stream.Blocks[0].ShouldStartWith("thinking:why:");
        stream.Text.ShouldBe("so");
    }

    [Fact]
    public async Task Text_of_other_models_is_not_searched()
    {
        upstream.Script(Replies.Sse(ChatSse.Stream("<think>why</think>so")));

        (await caller.AskAsync(Caller.Streaming("test/plain"))).StreamedText.ShouldBe("<think>why</think>so");
    }

    private sealed class Listener(Action<string> reasoning, Action<string> text) : ResponseSink(NullSink.Instance)
    {
        public override void Reasoning(ReadOnlySpan<byte> escaped) => reasoning(JsonText.OfEscaped(escaped).Decode());

        public override void Text(ReadOnlySpan<byte> escaped) => text(JsonText.OfEscaped(escaped).Decode());
    }
}
