using System.Text.Json;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit.Upstreams.Billing;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// An answer that the client does not receive has a price too: the client pays for those that it has asked to fail, and the operator bears
/// what a provider reports for others.
/// </summary>
public sealed class FailedAnswersTests(FailedAnswersTests.Host gateway) : IClassFixture<FailedAnswersTests.Host>
{
    private const string Closing = "bill/closing";

    private static readonly string[] Faults = ["cut@0x2", "cut@10x2", "malformed@0x2", "cut@40,malformed@60", "cut@500x2"];

    public static MatrixTheoryData<string, string, bool> Doors { get; } = new(
        ["bill/chat", "bill/messages", "bill/responses"], ["chat/completions", "messages", "responses"], [true, false]);

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_drill_costs_what_the_provider_bills_for_all_of_its_attempts(string model, string path, bool stream)
    {
        var provider = gateway[model];
        provider.Clear();

        var answers = await Task.WhenAll(Faults.Select(faults => AskAsync(model, path, stream, faults)));

        var (charged, added, attempts) = (0m, 0m, 0);
        foreach (var answer in answers)
        {
            answer.ShouldBe(200);
            var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
            receipt.GetProperty("attempts").GetInt32().ShouldBeGreaterThan(1);
            receipt.GetProperty("failed_attempts_usd").GetDecimal().ShouldBeGreaterThan(0);
            receipt.GetProperty("unbilled_usd").GetDecimal().ShouldBe(0);
            charged += Cost(receipt);
            attempts += receipt.GetProperty("attempts").GetInt32();

            // A continuation has the text so far in its prompt, 200 tokens at most, which is not charged.
            if (receipt.GetProperty("resumed").GetBoolean()) added += 3 * 200 * 3 / 1_000_000m;
        }

        provider.Bills.Count.ShouldBe(attempts);
        charged.ShouldBeInRange(provider.Invoice - added, provider.Invoice);
    }

    [Theory]
    [InlineData(true, "cut@0x4")]
    [InlineData(false, "cut@0x4")]
    [InlineData(true, "malformed@10x4")]
    [InlineData(false, "malformed@10x4")]
    public async Task A_provider_that_notices_closed_connections_bills_the_prompts_of_a_drill_that_no_attempt_survives(
        bool stream, string faults)
    {
        gateway[Closing].Clear();

        var answer = await AskAsync(Closing, "chat/completions", stream, faults);

        answer.ShouldBe(502);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        gateway[Closing].Bills.Count.ShouldBe(4);
        Cost(receipt).ShouldBeGreaterThanOrEqualTo(gateway[Closing].Bills.Sum(static bill => bill.Input) * 3 / 1_000_000m);
        receipt.GetProperty("failed_attempts_usd").GetDecimal().ShouldBe(Cost(receipt));
    }

    [Theory]
    [InlineData("bill/chat", "cut@0x4")]
    [InlineData("bill/chat", "cut@500x4")]
    [InlineData("bill/chat", "malformed@300x4")]
    [InlineData("bill/messages", "cut@0x9")]
    public async Task A_drill_is_rejected_unless_a_limit_has_room_for_all_of_its_answers(string model, string faults)
    {
        gateway[model].Clear();
        object key = new { name = "capped", sandbox = true, monthly_cap_usd = 0.03m };

        for (var i = 0; i < 3; i++)
        {
            var answer = await AskAsync(model, "chat/completions", stream: true, faults, key);
            answer.ShouldBe(402, "CAP_REACHED");
        }

        gateway[model].Bills.ShouldBeEmpty();
        (await AskAsync(model, "chat/completions", stream: true, "429", key)).ShouldBe(200);
    }

    [Fact]
    public async Task A_client_that_leaves_a_stalled_drill_pays_for_it()
    {
        gateway["bill/chat"].Clear();
        var caller = await gateway.Team.MintAsync(new { name = "leaving", sandbox = true, concurrency = 1, rpm = 1_000_000 });
        using var disconnect = new CancellationTokenSource();
        var call = caller.OpenAsync(Body("bill/chat", "chat/completions", stream: true), disconnect.Token, ("X-JusInfer-Chaos", "stall@0"));
        await Eventually.TrueAsync(() => gateway["bill/chat"].Bills.Count == 1);
        await disconnect.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);

        var receipt = (await gateway.Team.RecordsAsync(caller)).ShouldHaveSingleItem();
        Cost(receipt).ShouldBe(gateway["bill/chat"].Invoice);
    }

    [Fact]
    public async Task A_stream_that_a_signal_cuts_is_continued_at_a_provider_that_goes_on_billing()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("slow", upstream.BaseUrl, stopsBilling: false).Model("test/model", ["slow:model"]));
        using var cut = portal.Services.GetRequiredService<CutSignals>().Open();
        upstream.Script(
            Replies.Stream(
                Then.Send(ChatSse.Role() + ChatSse.Text("It begins")), Then.Await(rest.Task), Then.Send(ChatSse.Finish() + ChatSse.Done)),
            Replies.Sse(ChatSse.Stream("It begins", " and ends.")));
        var caller = await (await portal.SignUpAsync()).MintAsync(new { name = "drills", sandbox = true });
        using var response = await caller.OpenAsync(
            Caller.Streaming("test/model"), TestContext.Current.CancellationToken, ("X-JusInfer-Chaos", "cut=" + cut.Name));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        await Eventually.ReadAsync(reader, "It begins");

        cut.Cut();
        rest.SetResult();

        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("[DONE]");
        upstream.Requests.Count.ShouldBe(2);
    }

    /// <summary>A prompt that a provider blocks is billed: Gemini answers it with a report of its tokens and no candidate.</summary>
    [Theory]
    [InlineData("chat/completions", "none")]
    [InlineData("messages", "none")]
    [InlineData("chat/completions", "error")]
    [InlineData("messages", "error")]
    [InlineData("responses", "failed")]
    [InlineData("responses", "cancelled")]
    public async Task What_a_provider_reports_for_answers_without_content_is_borne_by_the_operator(string dialect, string kind)
    {
        var model = "empty/" + dialect.Split('/')[0] + "-" + kind;
        var caller = await gateway.Team.MintAsync(new { name = "empty" });

        var answers = await Task.WhenAll(((bool[])[true, false]).Select(stream =>
            caller.PostAsync("/v1/chat/completions", Body(model, "chat/completions", stream))));

        foreach (var answer in answers)
        {
            answer.ShouldBe(502);
            var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
            Cost(receipt).ShouldBe(0);
            receipt.GetProperty("attempts").GetInt32().ShouldBeGreaterThan(0);
            receipt.GetProperty("unbilled_usd").GetDecimal().ShouldBe(receipt.GetProperty("attempts").GetInt32() * 1_000 * 3 / 1_000_000m);
            receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        }
    }

    private async Task<GatewayAnswer> AskAsync(string model, string path, bool stream, string faults, object? key = null)
    {
        var caller = await gateway.Team.MintAsync(key ?? new { name = "drills", sandbox = true });
        return await caller.PostAsync("/v1/" + path, Body(model, path, stream), ("X-JusInfer-Chaos", faults));
    }

    private static string Body(string model, string path, bool stream)
    {
        var streamed = stream ? ",\"stream\":true" : "";
        return path switch
        {
            "responses" => $$"""{"model":"{{model}}","input":"hello","max_output_tokens":500{{streamed}}}""",
            "messages" => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}],"max_tokens":500{{streamed}}}""",
            _ => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}],"max_tokens":500{{streamed}}}""",
        };
    }

    private static decimal Cost(JsonElement receipt) => receipt.GetProperty("cost_usd").GetDecimal();

    /// <summary>Providers that go on billing when a connection is closed, and one that stops.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private static readonly BilledPrices Prices = new(3, 0.3m, 15);

        private readonly Dictionary<string, (ScriptedUpstream Upstream, BillingProvider Provider)> providers = [];

        private ScriptedUpstream empty = null!;

        internal PortalHost Portal { get; private set; } = null!;

        internal PortalTeam Team { get; private set; } = null!;

        internal BillingProvider this[string model] => providers[model].Provider;

        public async ValueTask InitializeAsync()
        {
            var catalog = new TestCatalog();
            await AddAsync(catalog, "bill/chat", "openai-chat", BilledFamily.OpenAi);
            await AddAsync(catalog, "bill/messages", "anthropic-messages", BilledFamily.Claude);
            await AddAsync(catalog, "bill/responses", "openai-responses", BilledFamily.OpenAi);
            await AddAsync(catalog, Closing, "openai-chat", BilledFamily.OpenAi);
            await AddEmptyAsync(catalog);
            Portal = await PortalHost.StartAsync(catalog);
            Team = await Portal.SignUpAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Portal.DisposeAsync();
            await empty.DisposeAsync();
            foreach (var (upstream, _) in providers.Values) await upstream.DisposeAsync();
        }

        /// <summary>Providers that answer 200 with a report of 1,000 tokens, and nothing else or an error.</summary>
        private async Task AddEmptyAsync(TestCatalog catalog)
        {
            const string Chat = "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":0,\"total_tokens\":1000}";
            const string Other = "\"usage\":{\"input_tokens\":1000,\"output_tokens\":0,\"total_tokens\":1000}";
            const string Error = "\"error\":{\"type\":\"server_error\",\"code\":\"server_error\",\"message\":\"gone\"}";
            empty = await ScriptedUpstream.StartAsync();
            const string Empty = "\"message\":{\"role\":\"assistant\",\"content\":[]," + Other + "}";
            const string Failed = "\"status\":\"failed\"," + Error + "," + Other;
            empty.Always(request => (request.Json.GetProperty("model").GetString(), IsStream(request)) switch
            {
                ("chat-none", true) => Replies.Sse(Event("chunk", $"\"choices\":[],{Chat}") + ChatSse.Done),
                ("chat-none", _) => Json($"\"object\":\"chat.completion\",\"choices\":[],{Chat}"),
                ("chat-error", true) => Replies.Sse(Event("chunk", $"\"choices\":[],{Chat},{Error}") + ChatSse.Done),
                ("chat-error", _) => Json($"\"object\":\"chat.completion\",\"choices\":[],{Chat},{Error}"),
                ("messages-none", true) => Replies.Sse(Event("message_start", Empty) + Event("message_stop", "\"end\":true")),
                ("messages-none", _) => Json($"\"type\":\"message\",{Other}"),
                ("messages-error", true) => Replies.Sse(Event("message_start", Empty) + Event("error", Error)),
                ("messages-error", _) => Json($"\"type\":\"message\",{Error},{Other}"),
                ("responses-failed", true) => Replies.Sse(Event("response.failed", $"\"response\":{{{Failed}}}")),
                ("responses-failed", _) => Json($"\"object\":\"response\",{Failed}"),
                (_, true) => Replies.Sse(Event("response.cancelled", $"\"response\":{{\"status\":\"cancelled\",\"output\":[],{Other}}}")),
                _ => Json($"\"object\":\"response\",\"status\":\"cancelled\",\"output\":[],{Other}"),
            });
            (string, string, string[])[] kindsOf =
            [
                ("chat", "openai-chat", ["none", "error"]), ("messages", "anthropic-messages", ["none", "error"]),
                ("responses", "openai-responses", ["failed", "cancelled"]),
            ];
            foreach (var (id, dialect, kinds) in kindsOf)
            {
                catalog.Provider("empty" + id, dialect == "anthropic-messages" ? empty.Root : empty.BaseUrl, dialect: dialect);
                foreach (var kind in kinds) catalog.Model($"empty/{id}-{kind}", [$"empty{id}:{id}-{kind}"], input: 3, output: 15);
            }
        }

        private static bool IsStream(UpstreamRequest request) =>
            request.Json.TryGetProperty("stream", out var stream) && stream.GetBoolean();

        private static string Event(string type, string fields) =>
            (type == "chunk" ? "" : $"event: {type}\n") + $"data: {{\"id\":\"a\",\"type\":\"{type}\",{fields}}}\n\n";

        private static Reply Json(string fields) => Replies.Json($"{{\"id\":\"a\",{fields}}}");

        private async Task AddAsync(TestCatalog catalog, string model, string dialect, BilledFamily family)
        {
            var upstream = await ScriptedUpstream.StartAsync();
            var provider = new BillingProvider(family, Prices) { AnswerTokens = 200 };
            upstream.Always(provider.Answer);
            providers.Add(model, (upstream, provider));
            var id = model["bill/".Length..];
            var isClaude = family == BilledFamily.Claude;
            catalog.Provider(id, isClaude ? upstream.Root : upstream.BaseUrl, dialect: dialect, stopsBilling: model == Closing)
                .Model(
                    model, [$"{id}:{(isClaude ? "claude-opus-5" : "gpt-4.1")}"], input: 3, cacheRead: 0.3m, output: 15, context: 128_000,
                    maxOutput: 16_000);
        }
    }
}
