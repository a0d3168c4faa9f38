using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>How streams end: a partial answer always ends with an error, which names the provider that failed.</summary>
[Trait("Promise", "P-25")]
public sealed class StreamEndTests : IClassFixture<GatewayHost>
{
    private const string Begun = "It begins with a long sentence that names the mat";
    private readonly GatewayHost gateway;

    public StreamEndTests(GatewayHost gateway)
    {
        this.gateway = gateway;
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.ResetHealth(GatewayHost.Brief);
        gateway.Alpha.Script();
        gateway.Beta.Script();
    }

    [Fact]
    public async Task An_answer_with_several_choices_is_complete_when_each_has_ended()
    {
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Text("one") + Second(ChatSse.Text("two")) + ChatSse.Finish()), Then.Pause, Then.Cut));

        var cut = await AskAsync(GatewayHost.Frontier, ",\"n\":2");

        cut.IsDone.ShouldBeFalse("The second choice is incomplete.");
        cut.Chunks[^1].GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");

        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Text("one") + Second(ChatSse.Text("two")) + ChatSse.Finish() + Second(ChatSse.Finish())), Then.Pause, Then.Cut));

        (await AskAsync(GatewayHost.Frontier, ",\"n\":2")).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_lone_surrogate_in_the_text_does_not_prevent_resumption()
    {
        const string delivered = $"{Begun} and then \uFFFD and more";
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("MARK").Replace("MARK", delivered.Replace("\uFFFD", "\\uD83D"))), Then.Pause, Then.Cut));
        gateway.Beta.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text(ContinuationPrompt.AnchorOf(delivered) + " to come.") + ChatSse.Finish() + ChatSse.Done));

        var answer = await AskAsync(GatewayHost.Spare);

        answer.StreamedText.ShouldBe($"{delivered} to come.");
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_surrogate_pair_that_the_interruption_split_is_written_by_the_continuation()
    {
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun) + ChatSse.Text("MARK").Replace("MARK", "\\ud83d")), Then.Pause, Then.Cut));
        gateway.Beta.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Text(ContinuationPrompt.AnchorOf(Begun) + " MARK").Replace("MARK", "\\ud83d") + ChatSse.Text("MARK to come.").Replace("MARK", "\\ude00") + ChatSse.Finish() + ChatSse.Done));

        var answer = await AskAsync(GatewayHost.Spare);

        answer.StreamedText.ShouldBe($"{Begun} 😀 to come.");
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task The_error_names_the_provider_that_failed_last()
    {
        gateway.Alpha.Script([Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Cut), .. Enumerable.Repeat(Replies.Error(500), 8)]);
        gateway.Beta.Script(
        [
            Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(ContinuationPrompt.AnchorOf(Begun) + "ter and goes on for a while")), Then.Pause, Then.Send(ChatSse.Event("""{"error":{"message":"beta is overloaded"}}""")), Then.Stall),
            .. Enumerable.Repeat(Replies.Error(500), 8),
        ]);

        var answer = await AskAsync(GatewayHost.Spare);

        var message = answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!;
        message.ShouldNotContain("beta is overloaded");
        message.ShouldStartWith("The provider beta reported");
    }

    [Fact]
    public async Task A_stream_that_exceeds_its_total_timeout_is_not_resumed()
    {
        gateway.Hasty.Script(Replies.Stream(Then.Send(ChatSse.Role()), Then.SendUntilGone(ChatSse.Text("on and on "), new TaskCompletionSource())));

        var answer = await AskAsync(GatewayHost.Brief);

        answer.IsDone.ShouldBeFalse();
        answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!.ShouldContain("took longer than allowed");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(1);
        gateway.Hasty.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_endless_tool_call_is_not_buffered_without_limit()
    {
        var gone = new TaskCompletionSource();
        var head = ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":\""}}]}""", "null"));
        var more = ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"MORE"}}]}""".Replace("MORE", new string('m', 4_000_000)), "null"));
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + head), Then.SendUntilGone(more, gone)));
        gateway.Beta.Script(Replies.Sse(ChatSse.Stream("Let me say it in words.")));

        var answer = await AskAsync(GatewayHost.Spare);

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        answer.StreamedText.ShouldBe("Let me say it in words.");
        answer.IsDone.ShouldBeTrue();
    }

    [Theory]
    [InlineData("at once")]
    [InlineData("after the role")]
    public async Task An_empty_stream_with_a_terminal_marker_is_retried(string when)
    {
        gateway.Alpha.Script(Replies.Sse((when == "at once" ? "" : ChatSse.Role()) + ChatSse.Done), Replies.Sse(ChatSse.Stream("whole")));

        var answer = await (await gateway.Team.MintAsync()).PostAsync("/v1/messages", Caller.Streaming(GatewayHost.Frontier, extra: ",\"max_tokens\":100"));

        answer.Body.ShouldContain("whole");
    }

    [Theory]
    [InlineData("/v1/chat/completions", "")]
    [InlineData("/v1/messages", ",\"max_tokens\":100")]
    public async Task An_incomplete_tool_call_is_resumed_even_after_a_terminal_marker(string path, string extra)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("I will look. ") + Call("call_half", "{\\\"at\\\":\\\"") + ChatSse.Done));
        gateway.Beta.Script(Replies.Sse(ChatSse.Text(ContinuationPrompt.AnchorOf("I will look. ")) + Call("call_whole", "{\\\"at\\\":1}") + ChatSse.Finish("tool_calls") + ChatSse.Done));

        var answer = await (await gateway.Team.MintAsync()).PostAsync(path, Caller.Streaming(GatewayHost.Spare, extra: extra));

        answer.Body.ShouldNotContain("call_half");
        answer.Body.ShouldContain("call_whole");
    }

    [Fact]
    public async Task An_answer_with_a_terminal_marker_is_complete_without_a_finish_reason()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("I will look. ") + Call("call_1", "{\\\"at\\\":1}") + ChatSse.Done));

        var answer = await AskAsync(GatewayHost.Spare);

        answer.Body.ShouldContain("call_1");
        answer.Body.ShouldContain("\"finish_reason\":\"tool_calls\"");
        answer.IsDone.ShouldBeTrue();
    }

    private static string Call(string id, string arguments) => ChatSse.Event(ChatSse.Chunk(
        $$$"""{"tool_calls":[{"index":0,"id":"{{{id}}}","type":"function","function":{"name":"look","arguments":"{{{arguments}}}"}}]}""", "null"));

    private static string Second(string chunk) => chunk.Replace("\"index\":0", "\"index\":1");

    private async Task<GatewayAnswer> AskAsync(string model, string extra = "") => await (await gateway.Team.MintAsync()).AskAsync(Caller.Streaming(model, extra: extra));
}
