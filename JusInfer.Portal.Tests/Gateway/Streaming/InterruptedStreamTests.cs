using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>Streams that fail: retried before the first content; after it, ended with one valid error chunk and no terminal marker.</summary>
public sealed class InterruptedStreamTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Begun = "begun ";

    private static readonly Dictionary<string, Reply> BeforeContent = new()
    {
        ["cut after the role"] = Replies.Stream(Then.Send(ChatSse.Role()), Then.Cut),
        ["cut after comments"] = Replies.Stream(Then.Send(": ping\n\n: ping\n\n"), Then.Cut),
        ["ended after the role"] = Replies.Stream(Then.Send(ChatSse.Role())),
        ["ended at once"] = Replies.Stream(),
        ["marked as done at once"] = Replies.Sse(ChatSse.Done),
        ["marked as done after the role"] = Replies.Sse(ChatSse.Role() + ChatSse.Done),
        ["cut within a chunk"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("lost")[..40]), Then.Cut),
        ["invalid JSON"] = Replies.Sse("data: {nonsense\n\n"),
        ["not an object"] = Replies.Sse("data: [1]\n\n"),
        ["a property name with a lone surrogate"] = Replies.Sse("data: {\"\\ud800\":1}\n\n"),
        ["an error chunk"] = Replies.Sse("data: {\"error\":{\"message\":\"overloaded\",\"code\":529}}\n\n"),
        ["an error message that is not valid text"] = Replies.Sse("data: {\"error\":{\"message\":\"\\ud800\"}}\n\n"),
        ["content and malformed data in one read"] = Replies.Sse(ChatSse.Text("lost") + "data: nonsense\n\n"),
        ["an HTML page"] = Replies.Html(),
    };

    private static readonly Dictionary<string, Reply> AfterContent = new()
    {
        ["cut"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Cut),
        ["ended"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause),
        ["cut within a chunk"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Send(ChatSse.Text("lost")[..50]), Then.Cut),
        ["invalid JSON"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.SendApart("data: {\"choices\":\n\n")),
        ["an error chunk"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.SendApart("data: {\"error\":{\"message\":\"overloaded\",\"code\":529}}\n\n"), Then.Stall),
        ["an error chunk as OpenRouter sends it"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.SendApart(ChatSse.Event(ChatSse.Chunk("{\"content\":\"\"}", "\"error\"", ",\"error\":{\"code\":502,\"message\":\"overloaded\"}"))), Then.Stall),
        ["an error as a string"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.SendApart("data: {\"error\":\"overloaded\"}\n\n"), Then.Stall),
    };

    public static TheoryData<string> FailuresBeforeContent => [.. BeforeContent.Keys];

    public static TheoryData<string> FailuresAfterContent => [.. AfterContent.Keys];

    [Theory]
    [MemberData(nameof(FailuresBeforeContent))]
    [Trait("Promise", "P-24")]
    public async Task A_stream_that_fails_before_its_first_content_is_retried(string failure)
    {
        gateway.Alpha.Script(BeforeContent[failure], Replies.Sse(ChatSse.Stream("whole")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("whole");
        answer.IsDone.ShouldBeTrue();
        answer["x-jusinfer-attempts"].ShouldBe("2");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBe(0.000081m);
    }

    [Theory]
    [MemberData(nameof(FailuresAfterContent))]
    public async Task A_stream_that_is_interrupted_after_its_first_content_ends_with_one_error_chunk(string failure)
    {
        gateway.Alpha.Script(AfterContent[failure]);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: ",\"stream_options\":{\"include_usage\":true}"), Caller.NotResumed);

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe(Begun);
        answer.IsDone.ShouldBeFalse();
        var last = answer.Chunks[^1];
        last.GetProperty("id").GetString().ShouldBe("chatcmpl-upstream");
        last.GetProperty("object").GetString().ShouldBe("chat.completion.chunk");
        last.GetProperty("choices").GetRawText().ShouldBe("""[{"index":0,"delta":{},"finish_reason":null}]""");
        last.GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
        last.GetProperty("error").GetProperty("request_id").GetString().ShouldBe(answer.RequestId);
        answer.Chunks.Count(chunk => chunk.TryGetProperty("error", out _)).ShouldBe(1);
        gateway.Alpha.Requests.Count.ShouldBe(1);

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(502);
        receipt.GetProperty("error_code").GetString().ShouldBe("UPSTREAM_ERROR");
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_stalled_stream_ends_with_an_error()
    {
        gateway.Hasty.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Stall));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Idle), Caller.NotResumed);

        answer.StreamedText.ShouldBe(Begun);
        answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!.ShouldContain("sent nothing for too long");
    }

    [Fact]
    public async Task Comments_reset_the_idle_timeout()
    {
        gateway.Hasty.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Wait(1500), Then.Send(": ping\n\n"), Wait(1500), Then.Send(": ping\n\n"),
            Wait(1500), Then.Send(": ping\n\n"), Wait(1500), Then.Send(ChatSse.Text("and done") + ChatSse.Finish() + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Patient));

        answer.StreamedText.ShouldBe("begun and done");
        answer.IsDone.ShouldBeTrue();
        answer.Body.ShouldContain(": keep-alive\n\n");
        answer.Body.ShouldNotContain("ping");
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("cut")]
    [InlineData("stalled")]
    [InlineData("an event without an end")]
    public async Task A_stream_that_ends_after_its_finish_reason_is_complete(string how)
    {
        ReplyStep[] end = how switch { "cut" => [Then.Pause, Then.Cut], "stalled" => [Then.Stall], "an event without an end" => [Then.Send(new string('x', 20_000_000)), Then.Stall], _ => [] };
        gateway.Hasty.Script(Replies.Stream([Then.Send(ChatSse.Role() + ChatSse.Text("whole") + ChatSse.Finish()), .. end]));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Idle));

        answer.StreamedText.ShouldBe("whole");
        answer.IsDone.ShouldBeTrue();
        answer.Chunks.ShouldAllBe(chunk => !Failed(chunk));
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    public async Task Chunks_are_sent_as_they_arrive()
    {
        var more = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("first")), Then.Await(more.Task), Then.Send(ChatSse.Text("second") + ChatSse.Finish() + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync();

        using var response = await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        await Eventually.ReadAsync(reader, "first");
        more.SetResult();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        rest.ShouldContain("second");
        rest.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task A_stream_that_arrives_byte_by_byte_is_read()
    {
        var steps = ChatSse.Stream("every ", "bÿte 😀").Select(static chunk => chunk.ToString());
        gateway.Alpha.Script(async (context, cancellationToken) =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var one in System.Text.Encoding.UTF8.GetBytes(string.Concat(steps)))
            {
                await context.Response.Body.WriteAsync(new[] { one }, cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
        });
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.StreamedText.ShouldBe("every bÿte 😀");
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_chunk_of_one_megabyte_is_delivered()
    {
        var text = new string('m', 1_000_000);
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream(text)));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.StreamedText.ShouldBe(text);
    }

    private static bool Failed(System.Text.Json.JsonElement chunk) => chunk.TryGetProperty("error", out _);

    private static ReplyStep Wait(int milliseconds) => async (_, cancellationToken) => await Task.Delay(milliseconds, cancellationToken);
}
