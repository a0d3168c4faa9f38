using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.Gateway.Dialects.Gemini;
using JusInfer.Portal.Tests.Gateway.Dialects.Ollama;
using JusInfer.Portal.Tests.Gateway.Rules;
using JusInfer.Portal.Tests.Guarantees;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Translation.Responses;

/// <summary>
/// Chat Completions takes four stop sequences, other dialects more (continuedev/continue#2461, BerriAI/litellm#18921): the gateway ends the
/// answer at the others.
/// </summary>
public sealed class ManyStopsTests(VendorHost gateway) : IClassFixture<VendorHost>
{
    /// <summary>A model at a provider that takes four.</summary>
    private const string Model = "groq-qwen";

    private const string Stops = """["1","2","3","4","END","\n\n#"]""";

    /// <summary>The provider has counted what it wrote after the sequence too.</summary>
    private const string Usage = """{"prompt_tokens":12,"completion_tokens":30,"total_tokens":42}""";

    public static TheoryData<string, string> Answers => new()
    {
        { "one END two", "END" },
        { "one \n\n# two", "\n\n#" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_message_ends_at_a_stop_sequence_beyond_the_fourth(string text, string sequence)
    {
        gateway.Upstream.Script(Replies.Json(ChatSse.Completion(text, Usage)));

        var answer = await AskAsync("/v1/messages", MessagesHost.Asking(Model, $",\"stop_sequences\":{Stops}"));

        SentStops.ShouldBe("""["1","2","3","4"]""");
        answer.Json.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("one ");
        answer.Json.GetProperty("stop_reason").GetString().ShouldBe("stop_sequence");
        answer.Json.GetProperty("stop_sequence").GetString().ShouldBe(sequence);
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("output_tokens").GetInt32().ShouldBe(30);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_stream_of_messages_ends_at_a_stop_sequence_beyond_the_fourth(string text, string sequence)
    {
        gateway.Upstream.Script(InPieces(text));

        var answer = await AskAsync("/v1/messages", MessagesHost.Streaming(Model, $",\"stop_sequences\":{Stops}"));

        SentStops.ShouldBe("""["1","2","3","4"]""");
        var stream = MessageStream.Of(answer);
        stream.Text.ShouldBe("one ");
        stream.StopReason.ShouldBe("stop_sequence");
        stream.Delta.GetProperty("delta").GetProperty("stop_sequence").GetString().ShouldBe(sequence);
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("output_tokens").GetInt32().ShouldBe(30);
    }

    [Fact, KnownGap("G3")]
    public async Task What_the_provider_writes_after_such_a_sequence_is_not_billed()
    {
        gateway.Upstream.Script(InPieces("one END two"));

        var answer = await AskAsync("/v1/messages", MessagesHost.Streaming(Model, $",\"stop_sequences\":{Stops}"));

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        KnownGapAttribute.StillFails(() => receipt.GetProperty("output_tokens").GetInt32().ShouldBeLessThan(30));
    }

    [Theory]
    [InlineData(":generateContent")]
    [InlineData(":streamGenerateContent?alt=sse")]
    public async Task An_answer_to_a_Gemini_client_ends_there(string method)
    {
        gateway.Upstream.Script(method[1] == 's' ? InPieces("one END two") : Replies.Json(ChatSse.Completion("one END two", Usage)));

        var answer = await AskAsync(
            $"/v1beta/models/{Model}{method}",
            $$$"""{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"stopSequences":{{{Stops}}}}}""");

        SentStops.ShouldBe("""["1","2","3","4"]""");
        JsonElement[] parts = method[1] == 's' ? [.. answer.Chunks] : [answer.Json];
        parts.SelectMany(static part => part.Parts()).Text().ShouldBe("one ");
        parts[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString().ShouldBe("STOP");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_to_an_Ollama_client_ends_there(bool streamed)
    {
        gateway.Upstream.Script(streamed ? InPieces("one END two") : Replies.Json(ChatSse.Completion("one END two", Usage)));

        var answer = await AskAsync(
            "/api/chat",
            $$$"""
            {"model":"{{{Model}}}","stream":{{{(streamed ? "true" : "false")}}},"messages":[{"role":"user","content":"hi"}],
            "options":{"stop":{{{Stops}}}}}
            """);

        SentStops.ShouldBe("""["1","2","3","4"]""");
        JsonElement[] lines = streamed ? [.. answer.Lines()] : [answer.Json];
        string.Concat(lines.Select(static line => line.Content())).ShouldBe("one ");
        lines[^1].GetProperty("done_reason").GetString().ShouldBe("stop");
    }

    [Fact]
    public async Task Four_stop_sequences_are_left_to_the_provider()
    {
        gateway.Upstream.Script(Replies.Json(ChatSse.Completion("one END two")));

        var answer = await AskAsync(
            "/v1/messages", MessagesHost.Asking(Model, ",\"stop_sequences\":[\"1\",\"2\",\"3\",\"END\"]"));

        SentStops.ShouldBe("""["1","2","3","END"]""");
        answer.Json.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
    }

    /// <summary>An engine such as vLLM takes any number, and ends its work there.</summary>
    [Fact]
    public async Task An_engine_gets_all_stop_sequences()
    {
        gateway.Upstream.Script(Replies.Json(ChatSse.Completion("one END two")));

        var answer = await AskAsync("/v1/messages", MessagesHost.Asking("engine", $",\"stop_sequences\":{Stops}"));

        SentStops.ShouldBe(Stops);
        answer.Json.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("one END two");
    }

    /// <summary>It is complete, so no other provider goes on with it, and what the provider writes then is not part of it.</summary>
    [Theory]
    [InlineData("""{"content":"three"}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{"}}]}""")]
    public async Task A_stream_that_is_cut_after_the_stop_sequence_is_complete(string last)
    {
        var reasoning = ChatSse.Event(ChatSse.Chunk("""{"reasoning":"and so on"}""", "null"));
        gateway.Upstream.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("one END two") + reasoning + ChatSse.Event(ChatSse.Chunk(last, "null"))),
            Then.Pause, Then.Cut));

        var answer = await AskAsync("/v1/messages", MessagesHost.Streaming(Model, $",\"stop_sequences\":{Stops}"));

        var stream = MessageStream.Of(answer);
        (stream.Text, stream.StopReason).ShouldBe(("one ", "stop_sequence"));
        answer.Body.ShouldNotContain("so on");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        (receipt.GetProperty("resumed").GetBoolean(), receipt.GetProperty("attempts").GetInt32()).ShouldBe((false, 1));
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Theory]
    [InlineData("/v1/messages", "stop_sequences")]
    [InlineData("/v1/completions", "stop")]
    [InlineData("/api/chat", "options.stop")]
    [InlineData($"/v1beta/models/{Model}:generateContent", "generationConfig.stopSequences")]
    public async Task More_than_can_be_searched_for_are_rejected(string path, string field)
    {
        foreach (var stops in (string[][])[[.. Enumerable.Repeat("END", 65)], [new string('a', 4097)]])
        {
            var list = JsonSerializer.Serialize(stops);
            var body = path[1..4] switch
            {
                "api" => Caller.Asking(Model, extra: $",\"options\":{{\"stop\":{list}}}"),
                "v1b" => $$$"""{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"stopSequences":{{{list}}}}}""",
                _ when path.EndsWith("messages", StringComparison.Ordinal) =>
                    MessagesHost.Asking(Model, $",\"stop_sequences\":{list}"),
                _ => $$"""{"model":"{{Model}}","prompt":"hi","stop":{{list}}}""",
            };

            var answer = await gateway.Caller.PostAsync(path, body);

            answer.Status.ShouldBe(400, answer.Body);
            answer.Body.ShouldContain(field);
        }
    }

    /// <summary>A client of Chat Completions gets the provider's own limit.</summary>
    [Fact]
    public async Task A_request_of_the_providers_dialect_is_unchanged()
    {
        gateway.Upstream.Script(Replies.Json(ChatSse.Completion("one END two")));

        await AskAsync(Caller.Completions, Caller.Asking(Model, extra: $",\"stop\":{Stops}"));

        SentStops.ShouldBe(Stops);
    }

    private string SentStops => gateway.Upstream.LastRequest.Json.GetProperty("stop").GetRawText();

    private static Reply InPieces(string text) => Replies.Sse(
        ChatSse.Role() + string.Concat(text.Select(static character => ChatSse.Text(character.ToString())))
        + ChatSse.Finish() + ChatSse.Usage(Usage) + ChatSse.Done);

    private async Task<GatewayAnswer> AskAsync(string path, string body)
    {
        var answer = await gateway.Caller.PostAsync(path, body);
        answer.ShouldBe(200);
        return answer;
    }
}
