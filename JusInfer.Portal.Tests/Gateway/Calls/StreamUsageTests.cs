using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>The usage of a stream: always asked for upstream, shown to whoever asked for it, once, whatever the provider's shape.</summary>
public sealed class StreamUsageTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Usage = ",\"usage\":" + Wire.PlainUsage;
    private const string NoUsage = ",\"usage\":null";
    private const string Asked = ",\"stream_options\":{\"include_usage\":true}";

    /// <summary>The answer "ab" of 12 and 3 tokens, as each provider streams it.</summary>
    private static readonly Dictionary<string, string> Recorded = new()
    {
        ["OpenAI"] = Wire.Role(NoUsage) + Wire.Text("a", NoUsage) + Wire.Text("b", NoUsage) + Wire.Finish("stop", NoUsage) + Wire.Usage() + Wire.Done,
        ["OpenAI, usage not asked for"] = Wire.Role() + Wire.Text("ab") + Wire.Finish() + Wire.Usage() + Wire.Done,
        ["DeepSeek: usage in the finish chunk"] = Wire.Role(NoUsage) + Wire.Text("a", NoUsage) + Wire.Text("b", NoUsage) + Wire.Finish("stop", Usage) + Wire.Done,
        ["Groq: usage under a name of its own too"] = Wire.Role(",\"x_groq\":{\"id\":\"req_1\"}") + Wire.Text("ab") + Wire.Finish("stop", ",\"x_groq\":{\"id\":\"req_1\",\"usage\":{\"prompt_tokens\":12}}") + Wire.Usage() + Wire.Done,
        ["xAI: usage on every chunk"] = Wire.Role(",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":0,\"total_tokens\":12}") + Wire.Text("a", ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":13}") + Wire.Text("b", Usage) + Wire.Finish("stop", Usage) + Wire.Done,
        ["OpenRouter: comments and usage beside an empty choice"] = ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n" + Wire.Role() + Wire.Text("a") + ": OPENROUTER PROCESSING\n\n" + Wire.Text("b") + Wire.Finish() + Wire.Event(Wire.Chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null", Usage)) + Wire.Done,
        ["Both in the finish chunk and apart"] = Wire.Role() + Wire.Text("ab") + Wire.Finish("stop", Usage) + Wire.Usage() + Wire.Done,
        ["CRLF line ends"] = (Wire.Role() + Wire.Text("a") + Wire.Text("b") + Wire.Finish() + Wire.Usage() + Wire.Done).ReplaceLineEndings("\r\n"),
        ["CR line ends"] = (Wire.Role() + Wire.Text("a") + Wire.Text("b") + Wire.Finish() + Wire.Usage() + Wire.Done).ReplaceLineEndings("\r"),
        ["No space after the colon"] = (Wire.Role() + Wire.Text("a") + Wire.Text("b") + Wire.Finish() + Wire.Usage() + Wire.Done).Replace("data: ", "data:"),
        ["Event names and ids"] = "event: chunk\nid: 1\n" + Wire.Role() + "retry: 10\n\n" + Wire.Text("ab") + Wire.Finish() + Wire.Usage() + Wire.Done,
        ["Several data lines an event"] = OverLines(Wire.Role()) + OverLines(Wire.Text("a")) + OverLines(Wire.Text("b", Usage)) + OverLines(Wire.Finish()) + OverLines(Wire.Usage()) + Wire.Done,
        ["Several data lines, usage in the finish chunk"] = OverLines(Wire.Role()) + OverLines(Wire.Text("ab")) + Wire.Event(Wire.Chunk("{}", "\"stop\"", ",\"usage\":{\ndata: \"prompt_tokens\":12,\ndata: \"completion_tokens\":3,\"total_tokens\":15}")) + Wire.Done,
        ["No last marker"] = Wire.Role() + Wire.Text("ab") + Wire.Finish() + Wire.Usage(),
        ["A null error on each chunk"] = Wire.Role(",\"error\":null") + Wire.Text("ab", ",\"error\":null,\"usage\":null") + Wire.Finish("stop", ",\"usage\":null,\"error\":null") + Wire.Usage().Replace("\"choices\"", "\"error\":null,\"choices\"") + Wire.Done,
        ["Usage is the first property"] = Wire.Event("{\"usage\":null,\"error\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ab\"},\"finish_reason\":null}]}") + Wire.Finish() + Wire.Event("{\"usage\":" + Wire.PlainUsage + " , \"choices\" : [ ]}") + Wire.Done,
        ["No choices beside the usage"] = Shaped(""),
        ["Null in their place"] = Shaped(",\"choices\":null"),
        ["A time in fractions"] = Shaped(",\"choices\":[]", created: "1763600000.25"),
        ["Another time and another model"] = Shaped(",\"choices\":[]", created: "1763600099").Replace(",\"model\":\"upstream-name\",\"choices\":[],", ",\"model\":\"other\",\"choices\":[],"),
        ["Neither its kind nor its time nor its model"] = Wire.Role() + Wire.Text("ab") + Wire.Finish() + Wire.Event("{\"id\":\"chatcmpl-upstream\",\"choices\":[],\"usage\":" + Wire.PlainUsage + "}") + Wire.Done,
        ["An empty usage before the real one"] = Wire.Role(",\"usage\":{}") + Wire.Text("ab", ",\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}") + Wire.Finish() + Wire.Usage() + Wire.Done,
    };

    public static TheoryData<string> Shapes => [.. Recorded.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Who_asked_sees_it_once_with_its_cost_whatever_the_shape(string shape)
    {
        gateway.Alpha.Script(Replies.Sse(Recorded[shape]));
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
    [MemberData(nameof(Shapes))]
    [Trait("Promise", "P-8")]
    public async Task Who_did_not_ask_does_not_see_it_and_is_billed_by_it(string shape)
    {
        gateway.Alpha.Script(Replies.Sse(Recorded[shape]));
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
    public async Task It_is_asked_for_upstream_whatever_the_client_said(string options, string upstream)
    {
        gateway.Alpha.Script(Replies.Sse(Wire.Stream("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: options))).ShouldBe(200);

        gateway.Alpha.LastRequest.Json.GetProperty("stream_options").GetRawText().ShouldBe(upstream);
    }

    [Fact]
    public async Task It_is_not_asked_for_where_nothing_is_streamed()
    {
        gateway.Alpha.Script(Replies.Json(Wire.Completion("ab")));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, extra: ",\"stream\":false"))).ShouldBe(200);

        gateway.Alpha.LastRequest.Text.ShouldNotContain("stream_options");
    }

    [Fact]
    public async Task A_provider_that_reports_none_is_counted()
    {
        gateway.Alpha.Script(Replies.Sse(Wire.Role() + Wire.Text("eight by") + Wire.Text("tes more") + Wire.Finish() + Wire.Done));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: Asked));

        var usage = answer.Chunks[^1].GetProperty("usage");
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(4);
        usage.GetProperty("prompt_tokens").GetInt32().ShouldBeGreaterThan(0);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(4);
    }

    /// <summary>A stream whose last chunk has its choices, and its time, in another form.</summary>
    private static string Shaped(string choices, string created = "1763600000") => Wire.Role() + Wire.Text("ab") + Wire.Finish()
        + Wire.Event($$"""{"id":"chatcmpl-upstream","object":"chat.completion.chunk","created":{{created}},"model":"upstream-name"{{choices}},"usage":{{Wire.PlainUsage}}}""") + Wire.Done;

    private static bool HasProperty(JsonElement chunk, string name) => chunk.TryGetProperty(name, out _);

    /// <summary>The same event with its JSON over two data lines, as a server that prints it indented sends it.</summary>
    private static string OverLines(string one) => one.Replace(",\"created\"", ",\ndata: \"created\"").Replace(",\"usage\":{", ",\ndata: \"usage\":{\ndata:  ");
}
