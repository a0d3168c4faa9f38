using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>What goes wrong at this door is told in Anthropic's words, and what a client acts on is there.</summary>
public sealed class MessagesErrorTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Theory]
    [InlineData("""{"model":"test/opus-5.5","messages":[{"role":"user","content":"x"}]}""", 400, "INVALID_REQUEST", "invalid_request_error")]
    [InlineData("""{"model":"no/such","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", 404, "MODEL_NOT_FOUND", "not_found_error")]
    public async Task A_refusal_has_the_dialects_envelope(string body, int status, string code, string type)
    {
        var answer = await gateway.AskAsync(body);

        ShouldBe(answer, status, code, type);
    }

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/messages/count_tokens")]
    public async Task A_wrong_key_has_it_too(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(MessagesHost.Asking(MessagesHost.Opus55)) };
        request.Headers.TryAddWithoutValidation("x-api-key", "sk-wrong");
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ShouldBe(await GatewayAnswer.OfAsync(response), 401, "INVALID_KEY", "authentication_error");
    }

    [Fact]
    public async Task A_rate_has_it_too_with_when_to_come_back()
    {
        gateway.Claude.Always(Replies.Json(MessagesWire.TextMessage("ab")));
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await MessagesHost.AskAsync(caller, MessagesHost.Asking(MessagesHost.Opus55))).ShouldBe(200);

        var answer = await MessagesHost.AskAsync(caller, MessagesHost.Asking(MessagesHost.Opus55));

        ShouldBe(answer, 429, "RATE_LIMIT", "rate_limit_error");
        int.Parse(answer["Retry-After"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_prompt_that_fits_no_model_is_told_in_the_words_that_Claude_Code_compacts_on()
    {
        var answer = await gateway.AskAsync(MessagesHost.Asking("test/small-context", content: $"\"{new string('x', 4000)}\""));

        ShouldBe(answer, 400, "context_length_exceeded", "invalid_request_error");
        answer.Message.ShouldStartWith("prompt is too long");
    }

    [Fact]
    public async Task A_prompt_that_the_provider_finds_too_long_is_told_so_too()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.ErrorBody("prompt is too long: 210000 tokens > 200000 maximum"), 400));
        ShouldBe(await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55)), 400, "context_length_exceeded", "invalid_request_error");

        gateway.Chat.Script(Replies.Error(400, "This model's maximum context length is 8192 tokens."));
        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Gpt));

        ShouldBe(answer, 400, "context_length_exceeded", "invalid_request_error");
        answer.Message.ShouldStartWith("prompt is too long");
    }

    [Fact]
    public async Task An_upstreams_refusal_is_quoted_and_an_upstreams_failure_is_not_to_be_repeated_by_the_client()
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
    public async Task A_thread_is_refused_with_the_code_on_which_the_official_tool_runner_sends_the_whole_conversation(string thread, string content)
    {
        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55, $",\"thread\":{thread}", content));

        ShouldBe(answer, 400, "UNSUPPORTED", "invalid_request_error");
        answer.Error.GetProperty("details").GetRawText().ShouldBe("""{"error_code":"thread_unsupported_request","unsupported":["thread"]}""");
    }

    [Fact]
    public async Task A_thread_that_is_none_is_passed_over()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55, ",\"thread\":null"))).ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "P-24")]
    public async Task What_fails_before_the_first_content_is_tried_again_unseen()
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
    public async Task What_dies_after_it_ends_in_an_error_event_and_no_marker(string how)
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
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(100, "the start of the stream told it");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(5);
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("cut")]
    [InlineData("silent")]
    public async Task What_ends_after_its_reason_to_stop_is_whole_without_the_marker(string how)
    {
        ReplyStep[] end = how switch { "cut" => [Then.Pause, Then.Cut], "silent" => [Then.Stall], _ => [] };
        gateway.Hasty.Script(Replies.Stream([Then.Send(MessagesWire.Start + MessagesWire.Text(0, "whole") + MessagesWire.End()), .. end]));

        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Quick)));

        stream.Text.ShouldBe("whole");
        stream.IsDone.ShouldBeTrue();
        stream.Names.ShouldNotContain("error");
    }

    [Fact]
    public async Task A_chat_provider_that_dies_in_mid_stream_ends_in_it_too()
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
