using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>A provider that reports more than a call can have used is not believed.</summary>
public sealed class ImplausibleUsageTests : IAsyncLifetime
{
    private const string Model = "test/model";
    private const string Claude = "test/claude";
    private const string Responses = "test/responses";
    private const string Prices = """[{"tool":"web_search","action":"allow","pricePerCall":0.01}]""";

    private ScriptedUpstream upstream = null!;
    private ScriptedUpstream claude = null!;
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        claude = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl)
            .Provider("claude", claude.Root, dialect: "anthropic-messages", anthropic: true, requestPolicy: Prices)
            .Provider("responses", upstream.BaseUrl, dialect: "openai-responses", requestPolicy: Prices)
            .Model(Responses, ["responses:gpt-4.1"])
            .Model(Model, ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15, context: 200_000, maxOutput: 16_000)
            .Model(
                Claude, ["claude:claude-opus-5"], input: 3, cacheRead: 0.3m, cacheWrite: 3.75m, output: 15, context: 200_000,
                maxOutput: 16_000));
        team = await portal.SignUpAsync();
        caller = await team.MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
        await claude.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":900000000,"total_tokens":900000010}""", "output_tokens", 900_000_000, false)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":900000000,"total_tokens":900000010}""", "output_tokens", 900_000_000, true)]
    [InlineData(
        """{"prompt_tokens":10,"completion_tokens":70000,"completion_tokens_details":{"reasoning_tokens":69990}}""",
        "output_tokens", 70_000, true)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":1,"total_tokens":800000000}""", "input_tokens", 799_999_999, false)]
    [InlineData("""{"prompt_tokens":900000000,"completion_tokens":1}""", "input_tokens", 900_000_000, false)]
    [InlineData("""{"prompt_tokens":150000,"completion_tokens":1}""", "input_tokens", 150_000, true)]
    [InlineData(
        """{"prompt_tokens":900000000,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":899999999}}""",
        "input_tokens", 900_000_000, true)]
    public async Task Of_a_count_beyond_what_is_possible_the_gateway_charges_its_own(
        string usage, string total, long reported, bool streamed)
    {
        upstream.Always(streamed
            ? Replies.Sse(ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage(usage) + ChatSse.Done)
            : Replies.Json(ChatSse.Completion("ab", usage)));

        var answer = await caller.AskAsync(streamed ? Caller.Streaming(Model) : Caller.Asking(Model));

        answer.ShouldBe(200);
        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeLessThan(0.001m);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        var mismatch = receipt.GetProperty("usage_mismatch");
        mismatch.GetProperty("total").GetString().ShouldBe(total);
        mismatch.GetProperty("reported").GetInt64().ShouldBe(reported);
        portal.Logs.Lines.ShouldContain(line => line.Contains(" Error ", StringComparison.Ordinal)
            && line.Contains($"alpha reports {total} {reported}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"input_tokens":10,"output_tokens":1,"cache_creation_input_tokens":90000000}""")]
    [InlineData("""{"input_tokens":10,"output_tokens":1,"cache_read_input_tokens":900000000}""")]
    [InlineData(
        """
        {"input_tokens":10,"output_tokens":1,"iterations":[{"type":"compaction","input_tokens":900000000,"output_tokens":500000000},
        {"type":"message","input_tokens":10,"output_tokens":1}]}
        """)]
    public async Task The_counts_of_Anthropic_are_bounded_as_well(string usage)
    {
        claude.Always(Replies.Json(MessagesWire.Message("""{"type":"text","text":"ab"}""", usage: usage)));

        var answer = await caller.PostAsync(
            "/v1/messages", $$"""{"model":"{{Claude}}","max_tokens":100,"messages":[{"role":"user","content":"hello"}]}""");

        answer.ShouldBe(200);
        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeLessThan(0.001m);
        receipt.GetProperty("usage_mismatch").GetProperty("reported").GetInt64().ShouldBeGreaterThan(80_000_000);
    }

    /// <summary>A count of tool calls that is impossible is charged as far as it is possible, and hides no count of tokens.</summary>
    [Theory]
    [InlineData(1, "web_search", 900_000_000)]
    [InlineData(80_000_000, "output_tokens", 80_000_000)]
    public async Task Searches_are_bounded_as_well(long output, string total, long reported)
    {
        var usage = $$$"""
            {"input_tokens":10,"output_tokens":{{{output}}},"server_tool_use":{"web_search_requests":900000000}}
            """;
        claude.Always(Replies.Json(MessagesWire.Message("""{"type":"text","text":"ab"}""", usage: usage)));

        var answer = await caller.PostAsync(
            "/v1/messages", $$"""
            {"model":"{{Claude}}","max_tokens":100,"messages":[{"role":"user","content":"hello"}],
            "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":1}]}
            """);

        answer.ShouldBe(200);
        var receipt = await team.ReceiptAsync(answer.RequestId);
        BilledOf(receipt).ShouldBe(0.32m, tolerance: 0.001m); // 16 for each of two samplings
        receipt.GetProperty("usage_mismatch").GetProperty("total").GetString().ShouldBe(total);
        receipt.GetProperty("usage_mismatch").GetProperty("reported").GetInt64().ShouldBe(reported);
    }

    /// <summary>They are items of the answer, which the client has received.</summary>
    [Fact]
    public async Task Searches_that_were_delivered_are_charged()
    {
        const string Search = """{"id":"ws_ID","type":"web_search_call","status":"completed","action":{"type":"search","query":"x"}}""";
        var items = Enumerable.Range(0, 40).Select(static id => Search.Replace("ID", $"{id}", StringComparison.Ordinal));
        upstream.Always(Replies.Json(ResponsesWire.Response(string.Join(',', [.. items, ResponsesWire.Message("ab")]))));

        var answer = await caller.PostAsync("/v1/responses", $$"""
            {"model":"{{Responses}}","store":false,"input":"hello","max_tool_calls":1,"tools":[{"type":"web_search"}]}
            """);

        answer.ShouldBe(200);
        var receipt = await team.ReceiptAsync(answer.RequestId);
        BilledOf(receipt).ShouldBe(0.4m, tolerance: 0.001m);
        receipt.GetProperty("usage_mismatch").GetRawText().ShouldBe("null");
    }

    /// <summary>A token for each byte of the request, and what a server can put in front of it.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_prompt_is_believed_up_to_its_bytes_and_an_allowance(int beyond, bool isReplaced)
    {
        var body = Caller.Asking(Model, new string('x', 1_000));
        var prompt = body.Length + 32_768 + beyond;
        upstream.Always(Replies.Json(ChatSse.Completion("ab", $$"""{"prompt_tokens":{{prompt}},"completion_tokens":1}""")));

        var answer = await caller.AskAsync(body);

        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_source").GetString().ShouldBe(isReplaced ? "counted" : "provider");
        if (!isReplaced) receipt.GetProperty("input_tokens").GetInt64().ShouldBe(prompt);
    }

    /// <summary>Our own count of rare characters can be beyond the limit; that is nothing the provider has reported.</summary>
    [Fact]
    public async Task A_count_of_our_own_is_no_impossible_report()
    {
        const string Usage = """{"prompt_tokens":10,"completion_tokens":100}""";
        upstream.Always(Replies.Json(ChatSse.Completion(new string('─', 570), Usage)));

        var answer = await caller.AskAsync(Caller.Asking(Model, extra: ",\"max_tokens\":100"));

        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_mismatch").GetRawText().ShouldBe("""{"total":"output_tokens","counted":428,"reported":100}""");
        portal.Logs.Lines.ShouldNotContain(static line => line.Contains("can have used", StringComparison.Ordinal));
    }

    /// <summary>
    /// The limit of each choice, and the context window with what a relay adds to a prompt. What was delivered is possible, whatever the
    /// request or the catalog limits, and so is reasoning beside the limit.
    /// </summary>
    [Theory]
    [InlineData(""","max_tokens":500,"n":3""", 2, """{"prompt_tokens":20000,"completion_tokens":1500}""", "0.0825")]
    [InlineData("", 2, """{"prompt_tokens":20000,"completion_tokens":16000}""", "0.3")]
    [InlineData(""","max_tokens":50""", 8_000, """{"prompt_tokens":10000,"completion_tokens":2000}""", "0.06")]
    [InlineData("", 80_000, """{"prompt_tokens":10000,"completion_tokens":20000}""", "0.33")]
    [InlineData(
        ""","max_tokens":50""", 2,
        """{"prompt_tokens":10000,"completion_tokens":5000,"completion_tokens_details":{"reasoning_tokens":4990}}""", "0.105")]
    public async Task Of_a_large_count_that_is_possible_the_gateway_charges_the_providers(
        string extra, int bytes, string usage, string cost)
    {
        upstream.Always(Replies.Json(ChatSse.Completion(string.Concat(Enumerable.Repeat("a ", bytes / 2)), usage)));

        var answer = await caller.AskAsync(Caller.Asking(Model, extra: extra));

        var receipt = await team.ReceiptAsync(answer.RequestId);
        BilledOf(receipt).ShouldBe(decimal.Parse(cost, CultureInfo.InvariantCulture));
        receipt.GetProperty("usage_mismatch").GetRawText().ShouldBe("null");
    }

    /// <summary>What is charged, and what the hold has no room for.</summary>
    private static decimal BilledOf(JsonElement receipt) =>
        receipt.GetProperty("cost_usd").GetDecimal() + receipt.GetProperty("unbilled_usd").GetDecimal();
}
