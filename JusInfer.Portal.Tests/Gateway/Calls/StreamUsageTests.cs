using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>The usage of a stream is always requested upstream and sent once to clients that ask for it, whatever the provider's format.</summary>
public sealed class StreamUsageTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Usage = ",\"usage\":" + ChatSse.PlainUsage;
    private const string NoUsage = ",\"usage\":null";
    private const string Asked = ",\"stream_options\":{\"include_usage\":true}";

    /// <summary>The answer "ab" with 12 input and 3 output tokens, as each provider streams it.</summary>
    private static readonly Dictionary<string, string> Recorded = new()
    {
        ["OpenAI"] = ChatSse.Role(NoUsage) + ChatSse.Text("a", NoUsage) + ChatSse.Text("b", NoUsage) + ChatSse.Finish("stop", NoUsage) + ChatSse.Usage() + ChatSse.Done,
        ["OpenAI, usage not requested"] = ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done,
        ["DeepSeek: usage in the finish chunk"] = ChatSse.Role(NoUsage) + ChatSse.Text("a", NoUsage) + ChatSse.Text("b", NoUsage) + ChatSse.Finish("stop", Usage) + ChatSse.Done,
        ["Groq: usage also in an extension"] = ChatSse.Role(",\"x_groq\":{\"id\":\"req_1\"}") + ChatSse.Text("ab") + ChatSse.Finish("stop", ",\"x_groq\":{\"id\":\"req_1\",\"usage\":{\"prompt_tokens\":12}}") + ChatSse.Usage() + ChatSse.Done,
        ["xAI: usage on every chunk"] = ChatSse.Role(",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":0,\"total_tokens\":12}") + ChatSse.Text("a", ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":13}") + ChatSse.Text("b", Usage) + ChatSse.Finish("stop", Usage) + ChatSse.Done,
        ["OpenRouter: comments and usage beside an empty choice"] = ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n" + ChatSse.Role() + ChatSse.Text("a") + ": OPENROUTER PROCESSING\n\n" + ChatSse.Text("b") + ChatSse.Finish() + ChatSse.Event(ChatSse.Chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null", Usage)) + ChatSse.Done,
        ["Usage in the finish chunk and in a separate chunk"] = ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish("stop", Usage) + ChatSse.Usage() + ChatSse.Done,
        ["CRLF line ends"] = (ChatSse.Role() + ChatSse.Text("a") + ChatSse.Text("b") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done).ReplaceLineEndings("\r\n"),
        ["CR line ends"] = (ChatSse.Role() + ChatSse.Text("a") + ChatSse.Text("b") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done).ReplaceLineEndings("\r"),
        ["No space after the colon"] = (ChatSse.Role() + ChatSse.Text("a") + ChatSse.Text("b") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done).Replace("data: ", "data:"),
        ["Event names and ids"] = "event: chunk\nid: 1\n" + ChatSse.Role() + "retry: 10\n\n" + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done,
        ["Several data lines per event"] = OverLines(ChatSse.Role()) + OverLines(ChatSse.Text("a")) + OverLines(ChatSse.Text("b", Usage)) + OverLines(ChatSse.Finish()) + OverLines(ChatSse.Usage()) + ChatSse.Done,
        ["Several data lines, usage in the finish chunk"] = OverLines(ChatSse.Role()) + OverLines(ChatSse.Text("ab")) + ChatSse.Event(ChatSse.Chunk("{}", "\"stop\"", ",\"usage\":{\ndata: \"prompt_tokens\":12,\ndata: \"completion_tokens\":3,\"total_tokens\":15}")) + ChatSse.Done,
        ["No terminal marker"] = ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage(),
        ["A null error on each chunk"] = ChatSse.Role(",\"error\":null") + ChatSse.Text("ab", ",\"error\":null,\"usage\":null") + ChatSse.Finish("stop", ",\"usage\":null,\"error\":null") + ChatSse.Usage().Replace("\"choices\"", "\"error\":null,\"choices\"") + ChatSse.Done,
        ["Usage is the first property"] = ChatSse.Event("{\"usage\":null,\"error\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ab\"},\"finish_reason\":null}]}") + ChatSse.Finish() + ChatSse.Event("{\"usage\":" + ChatSse.PlainUsage + " , \"choices\" : [ ]}") + ChatSse.Done,
        ["No choices beside the usage"] = WithLastChunk(""),
        ["Null choices beside the usage"] = WithLastChunk(",\"choices\":null"),
        ["A fractional creation time"] = WithLastChunk(",\"choices\":[]", created: "1763600000.25"),
        ["A different creation time and model"] = WithLastChunk(",\"choices\":[]", created: "1763600099").Replace(",\"model\":\"upstream-name\",\"choices\":[],", ",\"model\":\"other\",\"choices\":[],"),
        ["No object, creation time or model"] = ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Event("{\"id\":\"chatcmpl-upstream\",\"choices\":[],\"usage\":" + ChatSse.PlainUsage + "}") + ChatSse.Done,
        ["An empty usage before the real one"] = ChatSse.Role(",\"usage\":{}") + ChatSse.Text("ab", ",\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done,
    };

    public static TheoryData<string> Formats => [.. Recorded.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_client_that_asks_for_usage_gets_it_once_with_the_cost(string format)
    {
        gateway.Alpha.Script(Replies.Sse(Recorded[format]));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: Asked));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("ab");
        answer.IsDone.ShouldBeTrue();
        var usage = answer.Chunks.Where(static chunk => chunk.TryGetProperty("usage", out _)).ShouldHaveSingleItem();
        answer.Chunks[^1].ToString().ShouldBe(usage.ToString());
        usage.GetProperty("choices").GetArrayLength().ShouldBe(0);
        usage.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(12);
        usage.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(3);
        var extension = usage.GetProperty("x_jusinfer");
        extension.GetProperty("model").GetString().ShouldBe(GatewayHost.Frontier);
        extension.GetProperty("cost_usd").GetString().ShouldBe("0.000081");
        extension.GetProperty("attempts").GetInt32().ShouldBe(1);
        extension.GetProperty("resumed").GetBoolean().ShouldBeFalse();
        answer.Chunks.Select(static chunk => string.Join(' ', ((string[])["id", "object", "created", "model"]).Select(name => chunk.GetProperty(name).GetRawText()))).Distinct().ShouldHaveSingleItem();
        usage.GetProperty("created").TryGetInt64(out _).ShouldBeTrue();
        answer.Chunks.ShouldAllBe(static chunk => !HasProperty(chunk, "error"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    [Trait("Promise", "P-8")]
    public async Task A_client_that_does_not_ask_for_usage_does_not_get_it_and_is_billed_by_it(string format)
    {
        gateway.Alpha.Script(Replies.Sse(Recorded[format]));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.StreamedText.ShouldBe("ab");
        answer.IsDone.ShouldBeTrue();
        answer.Chunks.ShouldAllBe(static chunk => !HasProperty(chunk, "usage") && chunk.GetProperty("choices").GetArrayLength() == 1);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0.000081m);
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Theory]
    [InlineData("", """{"include_usage":true}""")]
    [InlineData(",\"stream_options\":null", """{"include_usage":true}""")]
    [InlineData(",\"stream_options\":{}", """{"include_usage":true}""")]
    [InlineData(",\"stream_options\": { } ", """{"include_usage":true}""")]
    [InlineData(",\"stream_options\":{\"include_usage\":false}", """{"include_usage":true}""")]
    [InlineData(",\"stream_options\":{\"include_usage\":null}", """{"include_usage":true}""")]
    [InlineData(",\"stream_options\":{\"include_usage\":true}", """{"include_usage":true}""")]
    [InlineData(",\"stream_options\":{\"include_obfuscation\":false}", """{"include_usage":true,"include_obfuscation":false}""")]
    [InlineData(",\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":false}", """{"include_obfuscation":false,"include_usage":true}""")]
    public async Task Every_stream_asks_the_provider_for_its_usage(string options, string upstream)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: options))).ShouldBe(200);

        gateway.Alpha.LastRequest.Json.GetProperty("stream_options").GetRawText().ShouldBe(upstream);
    }

    [Fact]
    public async Task A_request_without_streaming_does_not_ask_for_usage()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, extra: ",\"stream\":false"))).ShouldBe(200);

        gateway.Alpha.LastRequest.Text.ShouldNotContain("stream_options");
    }

    [Fact]
    public async Task Without_reported_usage_the_tokens_are_counted()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("eight by") + ChatSse.Text("tes more") + ChatSse.Finish() + ChatSse.Done));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: Asked));

        var usage = answer.Chunks[^1].GetProperty("usage");
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(4);
        usage.GetProperty("prompt_tokens").GetInt32().ShouldBeGreaterThan(0);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(4);
    }

    /// <summary>A stream with these choices and this creation time in its last chunk.</summary>
    private static string WithLastChunk(string choices, string created = "1763600000") => ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish()
        + ChatSse.Event($$"""{"id":"chatcmpl-upstream","object":"chat.completion.chunk","created":{{created}},"model":"upstream-name"{{choices}},"usage":{{ChatSse.PlainUsage}}}""") + ChatSse.Done;

    private static bool HasProperty(JsonElement chunk, string name) => chunk.TryGetProperty(name, out _);

    /// <summary>The same event with its JSON over two data lines, as a server that prints it indented sends it.</summary>
    private static string OverLines(string one) => one.Replace(",\"created\"", ",\ndata: \"created\"").Replace(",\"usage\":{", ",\ndata: \"usage\":{\ndata:  ");
}
