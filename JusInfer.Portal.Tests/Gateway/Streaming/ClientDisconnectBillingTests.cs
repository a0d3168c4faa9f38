using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>Calls whose client disconnects are billed. The provider's connection is closed or drained, depending on its billing.</summary>
public sealed class ClientDisconnectBillingTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    /// <summary>A key that may call again when the gateway has noticed that its client has disconnected.</summary>
    private static readonly object Single = new { name = "single", concurrency = 1, rpm = 1_000_000 };

    /// <summary>Less than the idle timeout of ten seconds, which would end a call too.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(9);

    [Fact]
    public async Task If_an_abort_stops_billing_the_connection_is_closed_and_the_tokens_are_counted()
    {
        var gone = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("eight by")), Then.SendUntilGone(ChatSse.Text("more"), gone)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Frontier, "eight by");

        await gone.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        var receipt = await ReceiptAsync(caller);
        receipt.GetProperty("status").GetInt32().ShouldBe(499);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        var (read, written) = (receipt.GetProperty("input_tokens").GetInt64(), receipt.GetProperty("output_tokens").GetInt64());
        written.ShouldBeGreaterThan(1);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(((3 * read) + (15 * written)) / 1_000_000m);
    }

    [Fact]
    public async Task If_an_abort_stops_billing_the_connection_to_a_stalled_provider_is_closed_at_once()
    {
        var gone = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), async (context, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            gone.SetResult();
        }));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Frontier, "\"a\"");

        await gone.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        (await ReceiptAsync(caller)).GetProperty("status").GetInt32().ShouldBe(499);
    }

    [Fact]
    public async Task If_billing_continues_the_answer_is_drained_for_the_providers_count()
    {
        var release = new TaskCompletionSource();
        gateway.Beta.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task), Then.Send(ChatSse.Text("the rest") + ChatSse.Finish()), Then.Send(ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Drained, "\"a\"");
        release.SetResult();

        var receipt = await ReceiptAsync(caller);
        receipt.GetProperty("usage_source").GetString().ShouldBe("drained");
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(100);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(20);
        receipt.GetProperty("status").GetInt32().ShouldBe(499);
    }

    [Fact]
    public async Task If_billing_continues_a_disconnect_before_the_first_token_is_drained_too()
    {
        var release = new TaskCompletionSource();
        gateway.Beta.Script(Replies.Stream(Then.Send(ChatSse.Role()), Then.Await(release.Task), Then.Send(ChatSse.Text("late") + ChatSse.Finish() + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync(Single);
        using var disconnect = new CancellationTokenSource();
        var call = caller.OpenAsync(Caller.Streaming(GatewayHost.Drained), disconnect.Token);
        await gateway.Beta.NextRequestAsync();

        await disconnect.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        await caller.UntilFreeAsync();
        release.SetResult();

        var receipt = await ReceiptAsync(caller);
        receipt.GetProperty("status").GetInt32().ShouldBe(499);
        receipt.GetProperty("usage_source").GetString().ShouldBe("drained");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(20);
        receipt.GetProperty("attempt_log")[0].GetProperty("outcome").GetString().ShouldBe("abandoned");
    }

    [Fact]
    public async Task An_intermediate_usage_report_does_not_end_the_drain()
    {
        var release = new TaskCompletionSource();
        const string Intermediate = ",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":1,\"total_tokens\":101}";
        gateway.Beta.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("a", Intermediate)), Then.Await(release.Task), Then.Send(ChatSse.Text("b", Intermediate)), Then.Send(ChatSse.Finish("stop", ",\"usage\":" + ChatSse.OpenAiUsage) + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Drained, "\"a\"");
        release.SetResult();

        var receipt = await ReceiptAsync(caller);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(20);
        receipt.GetProperty("usage_source").GetString().ShouldBe("drained");
    }

    [Fact]
    public async Task A_disconnect_after_the_finish_reason_is_billed_by_the_providers_count()
    {
        var release = new TaskCompletionSource();
        gateway.Beta.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a") + ChatSse.Finish()), Then.Await(release.Task), Then.Send(ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Drained, "\"stop\"");
        release.SetResult();

        (await ReceiptAsync(caller)).GetProperty("usage_source").GetString().ShouldBe("drained");
    }

    /// <summary>Else any number of prompts would cost nothing (theopenco/llmgateway#3331).</summary>
    [Theory]
    [InlineData("openai-chat", true)]
    [InlineData("openai-chat", false)]
    [InlineData("openai-responses", true)]
    [InlineData("anthropic-messages", false)]
    public async Task A_disconnect_before_any_content_costs_the_prompt(string dialect, bool isStream)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("slow", upstream.BaseUrl, dialect: dialect).Model("test/model", ["slow:model"], input: 3));
        upstream.Script(Replies.Never);
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        using var disconnect = new CancellationTokenSource();
        var text = string.Concat(Enumerable.Repeat("eight by", 100));
        var call = caller.OpenAsync(Caller.Asking("test/model", text, isStream ? ",\"stream\":true" : ""), disconnect.Token);
        await upstream.NextRequestAsync();

        await disconnect.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        var record = (await team.RecordsAsync(caller)).ShouldHaveSingleItem();
        record.GetProperty("status").GetInt32().ShouldBe(499);
        record.GetProperty("usage_source").GetString().ShouldBe("counted");
        record.GetProperty("output_tokens").GetInt64().ShouldBe(0);
        var read = record.GetProperty("input_tokens").GetInt64();
        read.ShouldBeInRange(200, 300);
        record.GetProperty("cost_usd").GetDecimal().ShouldBe(3 * read / 1_000_000m);
        upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_disconnect_before_the_request_was_sent_costs_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("silent", $"https://{listener.LocalEndpoint}").Model("test/model", ["silent:model"]));
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        using var disconnect = new CancellationTokenSource();
        var call = caller.OpenAsync(Caller.Streaming("test/model"), disconnect.Token);
        using var handshake = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);

        await disconnect.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        var record = (await team.RecordsAsync(caller)).ShouldHaveSingleItem();
        record.GetProperty("status").GetInt32().ShouldBe(499);
        record.GetProperty("cost_usd").GetDecimal().ShouldBe(0);
        record.GetProperty("usage_source").GetString().ShouldBe("none");
    }

    /// <summary>As at the start of Anthropic's streams. Else any number of prompts would cost nothing (bitrouter/bitrouter#537).</summary>
    [Fact]
    public async Task A_prompt_whose_count_was_read_before_the_client_left_is_billed()
    {
        var caller = await gateway.Team.MintAsync();
        string? source = null;
        var wait = TimeSpan.FromMilliseconds(20);
        for (var round = 1; source is null or "none" && round <= 8; round++, wait *= 2)
        {
            // When the gateway has read what the provider has sent cannot be seen from outside, so each round gives it more time.
            var reported = ChatSse.Role() + ChatSse.Usage(ChatSse.OpenAiUsage);
            gateway.Alpha.Script(Replies.Stream(Then.Send(reported), Then.Await(new TaskCompletionSource().Task)));
            using var disconnect = new CancellationTokenSource();
            var call = caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier), disconnect.Token);
            await gateway.Alpha.NextRequestAsync();
            await Task.Delay(wait, TestContext.Current.CancellationToken);
            await disconnect.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(call);
            var record = (await gateway.Team.RecordsAsync(caller, round))[0];
            source = record.GetProperty("usage_source").GetString();
            if (source != "none") record.GetProperty("input_tokens").GetInt64().ShouldBe(100);
        }

        source.ShouldBe("provider");
    }

    [Fact]
    public async Task A_disconnect_during_a_call_without_streaming_is_recorded()
    {
        gateway.Alpha.Script(Replies.Never);
        var caller = await gateway.Team.MintAsync(new { name = "single", concurrency = 1 });
        using var disconnect = new CancellationTokenSource();
        var call = caller.OpenAsync(Caller.Asking(GatewayHost.Frontier), disconnect.Token);
        await gateway.Alpha.NextRequestAsync();

        await disconnect.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        (await ReceiptAsync(caller)).GetProperty("status").GetInt32().ShouldBe(499);
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    public async Task A_disconnect_frees_the_concurrency_slot_while_the_answer_is_drained()
    {
        var release = new TaskCompletionSource();
        gateway.Beta.Script(Replies.Stream(Then.Send(ChatSse.Role()), Then.Await(release.Task), Then.Send(ChatSse.Text("late") + ChatSse.Finish() + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)), Replies.Json(ChatSse.Completion("again")));
        var caller = await gateway.Team.MintAsync(new { name = "single", concurrency = 1 });
        using var disconnect = new CancellationTokenSource();
        var call = caller.OpenAsync(Caller.Streaming(GatewayHost.Drained), disconnect.Token);
        await gateway.Beta.NextRequestAsync();
        await disconnect.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);

        // The gateway notices the disconnect on its socket; the provider sends nothing more until it is released.
        var again = await caller.AskAsync(Caller.Asking(GatewayHost.Drained));
        for (var i = 0; again.Status == 429 && i < 1_200; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
            again = await caller.AskAsync(Caller.Asking(GatewayHost.Drained));
        }

        again.ShouldBe(200);
        release.SetResult();
        var records = await gateway.Team.RecordsAsync(caller, 2);
        records.Select(static record => record.GetProperty("status").GetInt32()).ShouldBe([200, 499], ignoreOrder: true);
    }

    /// <summary>A client that calls and leaves has the provider write as many answers as it likes otherwise.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 6)]
    public async Task A_key_has_at_most_twice_its_concurrent_calls_open_and_drained(int limit, int most)
    {
        var release = new TaskCompletionSource();
        var endless = Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task),
            Then.Send(ChatSse.Finish() + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done));
        gateway.Beta.Script([.. Enumerable.Repeat(endless, most)]);
        var caller = await gateway.Team.MintAsync(new { name = "leaving", concurrency = limit, rpm = 1_000_000 });
        for (var i = 0; i < most; i++)
        {
            if (i > 0) await caller.UntilFreeAsync();
            using var response = await caller.OpenAsync(Caller.Streaming(GatewayHost.Drained));
            response.EnsureSuccessStatusCode();
            await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            await Eventually.ReadAsync(reader, "\"a\"");
        }

        var rejected = await Eventually.FoundAsync(async () =>
            await caller.PostAsync("/v1/messages", """{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""") is
            { Status: 429 } answer && answer.Body.Contains("whose client has disconnected", StringComparison.Ordinal) ? answer : null);
        rejected["Retry-After"].ShouldBe("1");
        rejected["x-ratelimit-scope"].ShouldBe("key.concurrency");
        rejected.Json.GetProperty("error").GetProperty("type").GetString().ShouldBe("rate_limit_error");

        release.SetResult();
        await caller.UntilFreeAsync();
        (await gateway.Team.RecordsAsync(caller, most)).ToArray().Length.ShouldBe(most);
    }

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task A_client_that_pauses_reading_gets_the_complete_answer()
    {
        var text = new string('s', 20_000);
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream([.. Enumerable.Repeat(text, 200)])));
        var caller = await gateway.Team.MintAsync();

        using var response = await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier));
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        var answer = await GatewayAnswer.OfAsync(response);

        answer.StreamedText.Length.ShouldBe(200 * text.Length);
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Draining_a_stalled_provider_ends_at_the_idle_timeout()
    {
        var gone = new TaskCompletionSource();
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(new TestCatalog().Provider("stalling", upstream.BaseUrl, stopsBilling: false, idleSeconds: 6).Model("test/model", ["stalling:model"]));
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync(Single);
        upstream.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("eight by")), async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            gone.SetResult();
        }));

        await DisconnectAfterAsync(caller, "test/model", "eight by");

        await gone.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        (await team.RecordsAsync(caller)).ShouldHaveSingleItem().GetProperty("status").GetInt32().ShouldBe(499);
    }

    private async Task<JsonElement> ReceiptAsync(Caller caller)
    {
        var record = (await gateway.Team.RecordsAsync(caller)).ShouldHaveSingleItem();
        return await gateway.Team.ReceiptAsync(record.GetProperty("id").GetString()!);
    }

    private static async Task DisconnectAfterAsync(Caller caller, string model, string text)
    {
        using var response = await caller.OpenAsync(Caller.Streaming(model));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        await Eventually.ReadAsync(reader, text);
        response.Dispose();
        await caller.UntilFreeAsync();
    }
}
