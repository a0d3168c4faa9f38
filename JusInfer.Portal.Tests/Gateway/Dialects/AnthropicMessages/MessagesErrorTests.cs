using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests that errors of the Messages endpoints have Anthropic's format, with everything that clients act on.</summary>
public sealed class MessagesErrorTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Theory]
    [InlineData("""{"model":"test/opus-5.5","messages":[{"role":"user","content":"x"}]}""", 400, "INVALID_REQUEST", "invalid_request_error")]
    [InlineData("""{"model":"no/such","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", 404, "MODEL_NOT_FOUND", "not_found_error")]
    public async Task A_rejection_has_Anthropics_error_format(string body, int status, string code, string type)
    {
        var answer = await gateway.AskAsync(body);

        ShouldBe(answer, status, code, type);
    }

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/messages/count_tokens")]
    public async Task The_error_for_an_invalid_key_has_Anthropics_error_format(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(MessagesHost.Asking(MessagesHost.Opus55)) };
        request.Headers.TryAddWithoutValidation("x-api-key", "sk-wrong");
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ShouldBe(await GatewayAnswer.OfAsync(response), 401, "INVALID_KEY", "authentication_error");
    }

    [Fact]
    public async Task The_error_for_an_exceeded_rate_has_Anthropics_error_format_and_a_retry_after()
    {
        gateway.Claude.Always(Replies.Json(MessagesWire.TextMessage("ab")));
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await MessagesHost.AskAsync(caller, MessagesHost.Asking(MessagesHost.Opus55))).ShouldBe(200);

        var answer = await MessagesHost.AskAsync(caller, MessagesHost.Asking(MessagesHost.Opus55));

        ShouldBe(answer, 429, "RATE_LIMIT", "rate_limit_error");
        int.Parse(answer["Retry-After"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_prompt_that_fits_no_model_has_the_message_on_which_Claude_Code_compacts()
    {
        var answer = await gateway.AskAsync(MessagesHost.Asking("test/small-context", content: $"\"{new string('x', 4000)}\""));

        ShouldBe(answer, 400, "context_length_exceeded", "invalid_request_error");
        answer.Message.ShouldStartWith("prompt is too long");
    }

    [Fact]
    public async Task A_prompt_that_the_provider_rejects_as_too_long_has_the_same_message()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.ErrorBody("prompt is too long: 210000 tokens > 200000 maximum"), 400));
        ShouldBe(await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55)), 400, "context_length_exceeded", "invalid_request_error");

        gateway.Chat.Script(Replies.Error(400, "This model's maximum context length is 8192 tokens."));
        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Gpt));

        ShouldBe(answer, 400, "context_length_exceeded", "invalid_request_error");
        answer.Message.ShouldStartWith("prompt is too long");
    }

    [Fact]
    public async Task A_rejection_of_the_provider_is_quoted_and_a_failure_tells_the_client_not_to_retry()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.ErrorBody("messages.0: bad"), 400));
        var refused = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55));
        ShouldBe(refused, 400, "INVALID_REQUEST", "invalid_request_error");
        refused.Message.ShouldContain("messages.0: bad");

        gateway.Claude.Always(Replies.Json(MessagesWire.ErrorBody("Overloaded", "overloaded_error"), 529));
        var failed = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55));
        ShouldBe(failed, 502, "UPSTREAM_ERROR", "api_error");
        failed["x-should-retry"].ShouldBe("false");
    }

    [Theory]
    [InlineData("""{"type":"create"}""", "\"hello\"")]
    [InlineData("""{"type":"continue","previous_message_id":"msg_1"}""", """[{"type":"tool_result","tool_use_id":"toolu_1","content":"ok"}]""")]
    public async Task A_thread_is_rejected_with_the_code_on_which_the_official_tool_runner_sends_the_whole_conversation(string thread, string content)
    {
        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55, $",\"thread\":{thread}", content));

        ShouldBe(answer, 400, "UNSUPPORTED", "invalid_request_error");
        answer.Error.GetProperty("details").GetRawText().ShouldBe("""{"error_code":"thread_unsupported_request","unsupported":["thread"]}""");
    }

    [Fact]
    public async Task A_thread_of_null_is_ignored()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55, ",\"thread\":null"))).ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "P-24")]
    public async Task A_failure_before_the_first_content_is_retried_invisibly()
    {
        gateway.Claude.Script(
            Replies.Sse(MessagesWire.Start + MessagesWire.Error()), Replies.Stream(Then.Send(MessagesWire.Start + MessagesWire.Ping), Then.Cut), Replies.Sse(MessagesWire.TextStream("whole")));

        var answer = await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Opus55));

        MessageStream.Of(answer).Text.ShouldBe("whole");
        answer["x-jusinfer-attempts"].ShouldBe("3");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("ended")]
    [InlineData("error")]
    public async Task A_stream_that_fails_after_its_first_content_ends_with_an_error_event_and_without_the_terminal_marker(string how)
    {
        var begun = Then.Send(MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":""}""") + MessagesWire.TextDelta(0, "begun and not done"));
        ReplyStep[] death = how switch { "cut" => [Then.Cut], "error" => [Then.Send(MessagesWire.Error()), Then.Stall], _ => [] };
        gateway.Claude.Script(Replies.Stream([begun, Then.Pause, .. death]));

        var answer = await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Opus55), ("X-JusInfer-Resume", "off"));

        var stream = MessageStream.Of(answer);
        stream.Text.ShouldBe("begun and not done");
        stream.Events[^1].Name.ShouldBe("error");
        stream.Events[^1].Data.GetProperty("error").GetProperty("type").GetString().ShouldBe("api_error");
        stream.Events[^1].Data.GetProperty("request_id").GetString().ShouldBe(answer.RequestId);
        stream.Names.ShouldNotContain("message_stop");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(502);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(100, "the start of the stream reported it");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(5);
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("cut")]
    [InlineData("silent")]
    public async Task A_stream_that_ends_after_its_stop_reason_is_complete_without_the_terminal_marker(string how)
    {
        ReplyStep[] end = how switch { "cut" => [Then.Pause, Then.Cut], "silent" => [Then.Stall], _ => [] };
        gateway.Hasty.Script(Replies.Stream([Then.Send(MessagesWire.Start + MessagesWire.Text(0, "whole") + MessagesWire.End()), .. end]));

        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Quick)));

        stream.Text.ShouldBe("whole");
        stream.IsDone.ShouldBeTrue();
        stream.Names.ShouldNotContain("error");
    }

    [Fact]
    public async Task A_stream_of_a_chat_provider_that_fails_ends_with_an_error_event()
    {
        gateway.Chat.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun")), Then.Pause, Then.Cut));

        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Gpt), Caller.NotResumed));

        stream.Text.ShouldBe("begun");
        stream.Events[^1].Name.ShouldBe("error");
    }

    private static void ShouldBe(GatewayAnswer answer, int status, string code, string type)
    {
        answer.ShouldBe(status);
        answer.Json.GetProperty("type").GetString().ShouldBe("error");
        answer.Json.GetProperty("request_id").GetString().ShouldBe(answer.RequestId);
        answer.Error.GetProperty("type").GetString().ShouldBe(type);
        answer.Code.ShouldBe(code);
        answer.Message.ShouldNotBeNullOrWhiteSpace();
    }
}
