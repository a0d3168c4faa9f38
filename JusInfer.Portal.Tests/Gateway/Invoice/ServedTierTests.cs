using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// A call costs what its provider bills: the price of the tier that served it, whatever it asked for (BerriAI/litellm#31837: default billed
/// as priority; promptfoo/promptfoo#10149: priority billed as default; theopenco/llmgateway#2991).
/// </summary>
public sealed class ServedTierTests(ServedTierTests.Host gateway) : IClassFixture<ServedTierTests.Host>
{
    /// <summary>Who speaks to whom, and whether the answer is streamed.</summary>
    private static readonly string[] Doors = ["chat", "chat stream", "native", "native stream", "translated", "translated stream"];

    private readonly ScriptedUpstream upstream = gateway.Upstream;
    private readonly PortalTeam team = gateway.Team;
    private readonly Caller caller = gateway.Caller;

    public static TheoryData<string, string?, string?, decimal, string?> Cases
    {
        get
        {
            var cases = new TheoryData<string, string?, string?, decimal, string?>();
            foreach (var door in Doors)
            {
                cases.Add(door, null, null, 1, null);
                cases.Add(door, null, "default", 1, null);
                cases.Add(door, null, "priority", 2, "priority");
                cases.Add(door, "auto", "priority", 2, "priority");
                cases.Add(door, "default", "flex", 0.5m, "flex");
                cases.Add(door, "flex", "flex", 0.5m, "flex");
                cases.Add(door, "flex", "default", 1, "default");
                cases.Add(door, "flex", "on_demand", 1, "default");
                cases.Add(door, "flex", "priority", 2, "priority");
                cases.Add(door, "flex", "FLEX", 0.5m, "flex");
                cases.Add(door, "flex", "auto", 0.5m, "flex");
                cases.Add(door, "flex", "unheard_of", 1, "unheard_of");
                cases.Add(door, null, "performance", 1.5m, "performance");
                cases.Add(door, "flex", "performance", 1.5m, "performance");
                cases.Add(door, "flex", null, 0.5m, "flex");
                cases.Add(door, "flex", "scale", 1, "scale");
                cases.Add(door, "priority", "priority", 2, "priority");
                cases.Add(door, "priority", "default", 1, "default");
                cases.Add(door, "priority", "scale", 2, "scale");
            }

            return cases;
        }
    }

    [Theory, Trait("Promise", "P-8")]
    [MemberData(nameof(Cases))]
    public async Task A_call_is_billed_at_the_tier_that_served_it(
        string door, string? requested, string? reported, decimal factor, string? billed)
    {
        var standard = await ReceiptAsync(door, null, null);

        var receipt = await ReceiptAsync(door, requested, reported);

        Cost(receipt).ShouldBe(Cost(standard) * factor);
        receipt.GetProperty("service_tier").GetString().ShouldBe(billed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Anthropic_reports_the_tier_in_its_usage(bool stream)
    {
        var standard = await MessageAsync("standard", stream);
        var priority = await MessageAsync("priority", stream);

        Cost(priority).ShouldBe(2 * Cost(standard));
        priority.GetProperty("service_tier").GetString().ShouldBe("priority");
        standard.GetProperty("service_tier").GetString().ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_text_completion_is_billed_at_the_tier_that_served_it(bool stream)
    {
        var body = $$"""{"model":"test/completing","prompt":"hello","max_tokens":20{{(stream ? ",\"stream\":true" : "")}}}""";
        var (standard, priority) = (await CompleteAsync("default"), await CompleteAsync("priority"));

        Cost(priority).ShouldBe(2 * Cost(standard));

        async Task<JsonElement> CompleteAsync(string tier)
        {
            const string Choice = "\"choices\":[{\"index\":0,\"text\":\"ab\",\"logprobs\":null,\"finish_reason\":\"stop\"}]";
            const string Begin = "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"davinci\"";
            var answer = $"{Begin},{Choice},\"usage\":{ChatSse.PlainUsage}{Tier(tier)}}}";
            upstream.Script(stream ? Replies.Sse(ChatSse.Event(answer) + ChatSse.Done) : Replies.Json(answer));
            return await ReceiptAsync(await caller.PostAsync("/v1/completions", body));
        }
    }

    [Theory]
    [InlineData("default", 1)]
    [InlineData("flex", "0.5")]
    [InlineData(null, "0.5")]
    public async Task An_answer_that_another_provider_completes_is_billed_at_the_tier_that_began_it(string? begun, decimal factor)
    {
        var other = begun == "flex" ? "default" : "flex";
        var standard = await ResumeAsync(null, null, null);

        var receipt = await ResumeAsync("flex", begun, other);

        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        Cost(receipt).ShouldBe(Cost(standard) * factor);
    }

    [Theory]
    [InlineData("flex", "default", "1.5")]
    [InlineData("default", "flex", "1.5")]
    [InlineData("flex", "flex", 1)]
    public async Task A_corrected_answer_and_its_correction_are_each_billed_at_their_own_tier(string first, string second, decimal factor)
    {
        var standard = await CorrectAsync("default", "default");

        var receipt = await CorrectAsync(first, second);

        Cost(receipt).ShouldBe(Cost(standard) * factor / 2);
        receipt.GetProperty("service_tier").GetString().ShouldBe(second);
    }

    [Theory]
    [InlineData(null, null, 2, "auto")]
    [InlineData("auto", null, 2, "auto")]
    [InlineData(null, "priority", 2, "priority")]
    [InlineData(null, "default", 1, "default")]
    [InlineData("default", "default", 1, null)]
    [InlineData("flex", "flex", "0.5", "flex")]
    [InlineData("unpriced", null, 2, "auto")]
    public async Task The_tier_of_the_account_is_held_and_billed_where_a_request_names_none(
        string? requested, string? reported, decimal factor, string? billed)
    {
        upstream.Script(Chat("default", stream: false), Chat(reported, stream: false));
        var standard = await ReceiptAsync(await caller.AskAsync(Caller.Asking("test/account", extra: Tier("default"))));

        var receipt = await ReceiptAsync(await caller.AskAsync(Caller.Asking("test/account", extra: Tier(requested))));

        Cost(receipt).ShouldBe(Cost(standard) * factor);
        receipt.GetProperty("service_tier").GetString().ShouldBe(billed);
        var held = requested is "default" or "flex" ? Held(standard) : 2 * Held(standard);
        Held(receipt).ShouldBeInRange(held * 0.999m, held * 1.001m);
    }

    [Fact]
    public async Task Another_value_that_changes_the_price_is_on_the_receipt()
    {
        var standard = await MessageAsync("standard", stream: false);

        var regional = await MessageAsync("standard", stream: false, ",\"inference_geo\":\"us\"");
        var both = await MessageAsync("priority", stream: false, ",\"inference_geo\":\"us\"");

        Cost(regional).ShouldBe(Cost(standard) * 1.1m);
        regional.GetProperty("service_tier").GetString().ShouldBe("us");
        Cost(both).ShouldBe(Cost(standard) * 2.2m);
        both.GetProperty("service_tier").GetString().ShouldBe("priority");
    }

    [Theory]
    [InlineData("flex")]
    [InlineData("performance")]
    public async Task What_is_billed_is_asked_for_in_every_dialect(string tier)
    {
        upstream.Script(Chat(tier, stream: false), Response(tier, stream: false));

        (await caller.PostAsync("/v1/completions", $$"""{"model":"test/chat","prompt":"hello"{{Tier(tier)}}}""")).ShouldBe(200);
        upstream.LastRequest.Json.GetProperty("service_tier").GetString().ShouldBe(tier);

        (await caller.AskAsync(Caller.Asking("test/native", extra: Tier(tier)))).ShouldBe(200);
        upstream.LastRequest.Json.GetProperty("service_tier").GetString().ShouldBe(tier);

        upstream.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        (await caller.AskAsync(Caller.Asking("test/claude", extra: Tier(tier)))).ShouldBe(200);
        upstream.LastRequest.Json.GetProperty("service_tier").GetString().ShouldBe(tier);
    }

    [Theory]
    [InlineData("\"service_tier\":\"default\"")]
    [InlineData("\"service_tier\":\"\"")]
    [InlineData("\"service_tier\":null")]
    [InlineData("\"service_tier\":false")]
    public async Task The_standard_tier_is_not_sent_to_other_providers_and_the_user_is(string tier)
    {
        upstream.Script(Chat(null, stream: false), Chat(null, stream: false));

        (await caller.PostAsync("/v1/completions", $$"""{"model":"test/chat","prompt":"hello","user":"u1",{{tier}}}""")).ShouldBe(200);
        upstream.LastRequest.Text.ShouldNotContain("service_tier");

        var flex = Tier("flex")[1..];
        (await caller.PostAsync("/v1/completions", $$"""{"model":"test/chat","prompt":"hello","user":"u1",{{flex}}}""")).ShouldBe(200);
        upstream.LastRequest.Json.GetProperty("user").GetString().ShouldBe("u1");
    }

    [Fact]
    public async Task A_field_in_another_case_makes_no_call_cheaper()
    {
        var standard = await ReceiptAsync("chat", null, null);
        upstream.Script(Chat(null, stream: false));

        var receipt = await ReceiptAsync(await caller.AskAsync(Caller.Asking("test/chat", extra: ",\"Service_Tier\":\"flex\"")));

        Cost(receipt).ShouldBe(Cost(standard));
    }

    [Theory]
    [InlineData("/v1/completions", "\"prompt\":\"hello\"")]
    [InlineData("/v1/responses", "\"store\":false,\"input\":\"hello\"")]
    [InlineData("/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]")]
    public async Task A_tier_without_a_price_is_asked_for_in_no_dialect(string path, string prompt)
    {
        upstream.Script(Chat(null, stream: false));

        (await caller.PostAsync(path, $$"""{"model":"test/chat",{{prompt}}{{Tier("unpriced")}}}""")).ShouldBe(200);

        upstream.LastRequest.Text.ShouldNotContain("service_tier");
    }

    /// <summary>Relays of Anthropic's models keep its place for the tier.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tier_in_the_usage_of_a_chat_provider_counts(bool stream)
    {
        const string Usage = """{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15,"service_tier":"priority"}""";
        upstream.Script(stream
            ? Replies.Sse(ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage(Usage) + ChatSse.Done)
            : Replies.Json(ChatSse.Completion("ab", Usage).Replace(Tier("default"), "", StringComparison.Ordinal)));
        var priority = await ReceiptAsync(await caller.AskAsync(stream ? Caller.Streaming("test/chat") : Caller.Asking("test/chat")));

        Cost(priority).ShouldBe(2 * Cost(await ReceiptAsync(stream ? "chat stream" : "chat", null, null)));
    }

    [Fact]
    public async Task A_cheaper_tier_is_held_at_the_standard_price_and_a_dearer_one_at_its_own()
    {
        var standard = Held(await ReceiptAsync("chat", "default", "default"));
        standard.ShouldBeGreaterThan(0);

        Held(await ReceiptAsync("chat", "flex", "default")).ShouldBe(standard);
        Held(await ReceiptAsync("chat", "priority", "priority")).ShouldBeInRange(2 * standard * 0.999m, 2 * standard * 1.001m);
    }

    /// <summary>Such a tier is not sent, so that a report of it is the account's default, of which the catalog knows no price.</summary>
    [Fact]
    public async Task A_tier_without_a_price_in_the_catalog_costs_the_standard_price()
    {
        upstream.Script(Chat(null, stream: false), Chat("priority", stream: false));
        var standard = await ReceiptAsync(await caller.AskAsync(Caller.Asking("test/unpriced")));

        var priority = await ReceiptAsync(await caller.AskAsync(Caller.Asking("test/unpriced", extra: Tier("priority"))));

        Cost(priority).ShouldBe(Cost(standard));
        priority.GetProperty("service_tier").GetString().ShouldBeNull();
    }

    private async Task<JsonElement> ReceiptAsync(string door, string? requested, string? reported)
    {
        var stream = door.EndsWith(" stream", StringComparison.Ordinal);
        var isNative = door.StartsWith("native", StringComparison.Ordinal);
        upstream.Script(isNative ? Response(reported, stream) : Chat(reported, stream));
        if (door.StartsWith("chat", StringComparison.Ordinal))
            return await ReceiptAsync(await caller.AskAsync(
                stream ? Caller.Streaming("test/chat", extra: Tier(requested)) : Caller.Asking("test/chat", extra: Tier(requested))));
        var model = isNative ? "test/native" : "test/chat";
        return await ReceiptAsync(await ResponsesHost.AskAsync(
            caller,
            stream ? ResponsesHost.Streaming(model, extra: Tier(requested)) : ResponsesHost.Asking(model, extra: Tier(requested))));
    }

    private async Task<JsonElement> MessageAsync(string tier, bool stream, string extra = "")
    {
        upstream.Script(stream
            ? Replies.Sse(MessagesWire.TextStream("ab").Replace("\"standard\"", $"\"{tier}\"", StringComparison.Ordinal))
            : Replies.Json(MessagesWire.TextMessage("ab").Replace("\"standard\"", $"\"{tier}\"", StringComparison.Ordinal)));
        var more = (stream ? ",\"stream\":true" : "") + extra;
        return await ReceiptAsync(await caller.PostAsync(
            "/v1/messages", $$"""{"model":"test/claude","max_tokens":100,"messages":[{"role":"user","content":"hello"}]{{more}}}"""));
    }

    private async Task<JsonElement> CorrectAsync(string first, string second)
    {
        upstream.Script(Json("no JSON", first), Json("""{"a":1}""", second));
        return await ReceiptAsync(await caller.AskAsync(
            Caller.Asking("test/prose", extra: $",\"response_format\":{{\"type\":\"json_object\"}}{Tier("flex")}")));

        static Reply Json(string text, string tier) =>
            Replies.Json(ChatSse.Completion(text).Replace(Tier("default"), Tier(tier), StringComparison.Ordinal));
    }

    private async Task<JsonElement> ResumeAsync(string? requested, string? begun, string? other)
    {
        upstream.Script(
            Replies.Stream(Then.Send(ChatSse.Role(Tier(begun)) + ChatSse.Text("one two three ", Tier(begun))), Then.Pause, Then.Cut),
            Replies.Sse(
                ChatSse.Role(Tier(other)) + ChatSse.Text("one two three four", Tier(other))
                + ChatSse.Finish(extra: Tier(other)) + ChatSse.Done));
        return await ReceiptAsync(await caller.AskAsync(Caller.Streaming("test/resumed", extra: Tier(requested))));
    }

    private async Task<JsonElement> ReceiptAsync(GatewayAnswer answer)
    {
        answer.ShouldBe(200);
        return await team.ReceiptAsync(answer.RequestId);
    }

    private static Reply Chat(string? tier, bool stream) => stream
        ? Replies.Sse(
            ChatSse.Role(Tier(tier)) + ChatSse.Text("ab", Tier(tier)) + ChatSse.Finish(extra: Tier(tier)) + ChatSse.Usage() + ChatSse.Done)
        : Replies.Json(ChatSse.Completion("ab").Replace(Tier("default"), Tier(tier), StringComparison.Ordinal));

    private static Reply Response(string? tier, bool stream) => stream
        ? Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.Text(0, "ab") + ResponsesWire.Completed(ResponsesWire.Message("ab"), extra: Tier(tier))))
        : Replies.Json(ResponsesWire.Response(ResponsesWire.Message("ab"), extra: Tier(tier)));

    private static decimal Cost(JsonElement receipt) => receipt.GetProperty("cost_usd").GetDecimal();

    private static decimal Held(JsonElement receipt) => receipt.GetProperty("holds")[0].GetProperty("held_usd").GetDecimal();

    private static string Tier(string? tier) => tier is null ? "" : $",\"service_tier\":\"{tier}\"";

    /// <summary>A portal whose providers, all of which are the scripted one, have prices for service tiers.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private PortalHost portal = null!;

        internal ScriptedUpstream Upstream { get; private set; } = null!;

        internal PortalTeam Team { get; private set; } = null!;

        internal Caller Caller { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            const string Priced = """
                [{ "field": "service_tier", "action": "allow", "multipliers": { "flex": 0.5, "priority": 2, "performance": 1.5 } },
                 { "field": "inference_geo", "action": "allow", "multipliers": { "us": 1.1 } }]
                """;
            const string PriorityAccount =
                """[{ "field": "service_tier", "action": "allow", "multipliers": { "auto": 2, "priority": 2, "flex": 0.5 } }]""";
            Upstream = await ScriptedUpstream.StartAsync();
            portal = await PortalHost.StartAsync(new TestCatalog()
                .Provider("chat", Upstream.BaseUrl, requestPolicy: Priced)
                .Provider("claude", Upstream.Root, dialect: "anthropic-messages", requestPolicy: Priced)
                .Provider("native", Upstream.BaseUrl, dialect: "openai-responses", requestPolicy: Priced)
                .Provider("spare", Upstream.BaseUrl, requestPolicy: Priced)
                .Provider("unpriced", Upstream.BaseUrl)
                .Provider("account", Upstream.BaseUrl, requestPolicy: PriorityAccount)
                .Model("test/chat", ["chat:gpt-4.1"])
                .Model("test/claude", ["claude:claude-opus-5-5"])
                .Model("test/native", ["native:gpt-4.1"])
                .Model("test/unpriced", ["unpriced:gpt-4.1"])
                .Model("test/account", ["account:gpt-4.1"])
                .Model("test/prose", ["chat:gpt-4.1"], capabilities: ["tools"])
                .Model("test/completing", ["chat:davinci"], capabilities: ["completions"])
                .Model("test/resumed", ["chat:gpt-4.1", "spare:gpt-4.1"]));
            Team = await portal.SignUpAsync();
            Caller = await Team.MintAsync(new { name = "capped", monthly_cap_usd = 100m });
        }

        public async ValueTask DisposeAsync()
        {
            await portal.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}
