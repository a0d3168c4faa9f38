using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>Streams end as what they are: a part is never given out for the whole, and whoever is to blame is named.</summary>
[Trait("Promise", "P-25")]
public sealed class HonestEndTests : IClassFixture<GatewayHost>
{
    private const string Begun = "It begins with a long sentence that names the mat";
    private readonly GatewayHost gateway;

    public HonestEndTests(GatewayHost gateway)
    {
        this.gateway = gateway;
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.ResetHealth(GatewayHost.Quick);
        gateway.Alpha.Script();
        gateway.Beta.Script();
    }

    [Fact]
    public async Task An_answer_of_several_choices_is_whole_once_each_has_ended()
    {
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Text("one") + Second(ChatSse.Text("two")) + ChatSse.Finish()), Then.Pause, Then.Cut));

        var cut = await AskAsync(GatewayHost.Frontier, ",\"n\":2");

        cut.IsDone.ShouldBeFalse("The second choice was cut.");
        cut.Chunks[^1].GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");

        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Text("one") + Second(ChatSse.Text("two")) + ChatSse.Finish() + Second(ChatSse.Finish())), Then.Pause, Then.Cut));

        (await AskAsync(GatewayHost.Frontier, ",\"n\":2")).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Half_a_letter_in_the_midst_of_the_text_keeps_nobody_from_going_on_with_it()
    {
        const string said = $"{Begun} and then \uFFFD and more";
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("MARK").Replace("MARK", said.Replace("\uFFFD", "\\uD83D"))), Then.Pause, Then.Cut));
        gateway.Beta.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text(ContinuationPrompt.AnchorOf(said) + " to come.") + ChatSse.Finish() + ChatSse.Done));

        var answer = await AskAsync(GatewayHost.Spare);

        answer.StreamedText.ShouldBe($"{said} to come.");
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_letter_whose_first_half_was_the_last_thing_said_is_left_to_who_goes_on()
    {
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun) + ChatSse.Text("MARK").Replace("MARK", "\\ud83d")), Then.Pause, Then.Cut));
        gateway.Beta.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Text(ContinuationPrompt.AnchorOf(Begun) + " MARK").Replace("MARK", "\\ud83d") + ChatSse.Text("MARK to come.").Replace("MARK", "\\ude00") + ChatSse.Finish() + ChatSse.Done));

        var answer = await AskAsync(GatewayHost.Spare);

        answer.StreamedText.ShouldBe($"{Begun} 😀 to come.");
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_died_last_is_named_and_quoted()
    {
        gateway.Alpha.Script([Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Cut), .. Enumerable.Repeat(Replies.Error(500), 8)]);
        gateway.Beta.Script(
        [
            Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(ContinuationPrompt.AnchorOf(Begun) + "ter and goes on for a while")), Then.Pause, Then.Send(ChatSse.Event("""{"error":{"message":"beta is overloaded"}}""")), Then.Stall),
            .. Enumerable.Repeat(Replies.Error(500), 8),
        ]);

        var answer = await AskAsync(GatewayHost.Spare);

        var message = answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!;
        message.ShouldContain("beta is overloaded");
        message.ShouldStartWith("The provider beta reported");
    }

    [Fact]
    public async Task A_stream_that_has_used_up_its_time_is_gone_on_with_by_nobody()
    {
        gateway.Hasty.Script(Replies.Stream(Then.Send(ChatSse.Role()), Then.SendUntilGone(ChatSse.Text("on and on "), new TaskCompletionSource())));

        var answer = await AskAsync(GatewayHost.Quick);

        answer.IsDone.ShouldBeFalse();
        answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!.ShouldContain("took longer than it may");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(1);
        gateway.Hasty.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_tool_call_without_end_is_not_held_without_end()
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
    public async Task What_is_marked_as_done_with_nothing_said_is_tried_again_for_every_door(string when)
    {
        gateway.Alpha.Script(Replies.Sse((when == "at once" ? "" : ChatSse.Role()) + ChatSse.Done), Replies.Sse(ChatSse.Stream("whole")));

        var answer = await (await gateway.Team.MintAsync()).PostAsync("/v1/messages", Caller.Streaming(GatewayHost.Frontier, extra: ",\"max_tokens\":100"));

        answer.Body.ShouldContain("whole");
    }

    [Theory]
    [InlineData("/v1/chat/completions", "")]
    [InlineData("/v1/messages", ",\"max_tokens\":100")]
    public async Task Half_a_call_is_no_answer_though_it_is_marked_as_done(string door, string extra)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("I will look. ") + Call("call_half", "{\\\"at\\\":\\\"") + ChatSse.Done));
        gateway.Beta.Script(Replies.Sse(ChatSse.Text(ContinuationPrompt.AnchorOf("I will look. ")) + Call("call_whole", "{\\\"at\\\":1}") + ChatSse.Finish("tool_calls") + ChatSse.Done));

        var answer = await (await gateway.Team.MintAsync()).PostAsync(door, Caller.Streaming(GatewayHost.Spare, extra: extra));

        answer.Body.ShouldNotContain("call_half");
        answer.Body.ShouldContain("call_whole");
    }

    [Fact]
    public async Task An_answer_that_is_marked_as_done_is_whole_without_a_reason()
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
