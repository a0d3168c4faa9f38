using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>Streams that do not end well: unseen before the first content, one valid error chunk after it, never a clean end that was none.</summary>
public sealed class BrokenStreamTests(GatewayHost gateway) : IClassFixture<GatewayHost>
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
        ["no JSON"] = Replies.Sse("data: {nonsense\n\n"),
        ["no object"] = Replies.Sse("data: [1]\n\n"),
        ["half a surrogate pair for a name"] = Replies.Sse("data: {\"\\ud800\":1}\n\n"),
        ["an error chunk"] = Replies.Sse("data: {\"error\":{\"message\":\"overloaded\",\"code\":529}}\n\n"),
        ["an error that is no text"] = Replies.Sse("data: {\"error\":{\"message\":\"\\ud800\"}}\n\n"),
        ["content and a fault in one breath"] = Replies.Sse(ChatSse.Text("lost") + "data: nonsense\n\n"),
        ["a page"] = Replies.Html(),
    };

    private static readonly Dictionary<string, Reply> AfterContent = new()
    {
        ["cut"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Cut),
        ["ended"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause),
        ["cut within a chunk"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Send(ChatSse.Text("lost")[..50]), Then.Cut),
        ["no JSON"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Send("data: {\"choices\":\n\n")),
        ["an error chunk"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Send("data: {\"error\":{\"message\":\"overloaded\",\"code\":529}}\n\n"), Then.Stall),
        ["an error chunk as OpenRouter sends it"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Send(ChatSse.Event(ChatSse.Chunk("{\"content\":\"\"}", "\"error\"", ",\"error\":{\"code\":502,\"message\":\"overloaded\"}"))), Then.Stall),
        ["an error that is a text"] = Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Send("data: {\"error\":\"overloaded\"}\n\n"), Then.Stall),
    };

    public static TheoryData<string> Early => [.. BeforeContent.Keys];

    public static TheoryData<string> Late => [.. AfterContent.Keys];

    [Theory]
    [MemberData(nameof(Early))]
    [Trait("Promise", "P-24")]
    public async Task What_fails_before_the_first_content_is_tried_again_unseen(string failure)
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
    [MemberData(nameof(Late))]
    public async Task What_dies_after_it_ends_in_one_valid_chunk_with_the_error_and_no_marker(string death)
    {
        gateway.Alpha.Script(AfterContent[death]);
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
    public async Task A_stream_that_falls_silent_ends_in_the_error()
    {
        gateway.Hasty.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Stall));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Quick), Caller.NotResumed);

        answer.StreamedText.ShouldBe(Begun);
        answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!.ShouldContain("sent nothing for too long");
    }

    [Fact]
    public async Task A_stream_kept_alive_by_comments_alone_is_given_all_its_time()
    {
        gateway.Hasty.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Wait(700), Then.Send(": ping\n\n"), Wait(700), Then.Send(": ping\n\n"), Wait(700), Then.Send(ChatSse.Text("and done") + ChatSse.Finish() + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Quick));

        answer.StreamedText.ShouldBe("begun and done");
        answer.IsDone.ShouldBeTrue();
        answer.Body.ShouldContain(": keep-alive\n\n");
        answer.Body.ShouldNotContain("ping");
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("cut")]
    [InlineData("silent")]
    [InlineData("an event without an end")]
    public async Task What_ends_after_its_finish_reason_is_whole_without_the_marker(string how)
    {
        ReplyStep[] end = how switch { "cut" => [Then.Pause, Then.Cut], "silent" => [Then.Stall], "an event without an end" => [Then.Send(new string('x', 20_000_000)), Then.Stall], _ => [] };
        gateway.Hasty.Script(Replies.Stream([Then.Send(ChatSse.Role() + ChatSse.Text("whole") + ChatSse.Finish()), .. end]));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Quick));

        answer.StreamedText.ShouldBe("whole");
        answer.IsDone.ShouldBeTrue();
        answer.Chunks.ShouldAllBe(chunk => !Failed(chunk));
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    public async Task Chunks_leave_as_they_come()
    {
        var more = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("first")), Then.Await(more.Task), Then.Send(ChatSse.Text("second") + ChatSse.Finish() + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync();

        using var response = await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var seen = "";
        while (!seen.Contains("first")) seen += await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        more.SetResult();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        rest.ShouldContain("second");
        rest.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task A_stream_of_single_bytes_is_put_together()
    {
        var steps = ChatSse.Stream("every ", "bÿte 😀").Select(letter => letter.ToString());
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
    public async Task A_chunk_of_a_megabyte_passes()
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
