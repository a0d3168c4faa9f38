using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Clients that disconnect during a resumption or while tool calls are buffered: upstream calls are canceled, and usage is counted.</summary>
public sealed class ClientDisconnectTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    /// <summary>Less than the idle timeout of ten seconds, which would end a call too.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(9);

    /// <summary>A key that may call again when the gateway has noticed that its client has disconnected.</summary>
    private static readonly object Single = new { name = "single", concurrency = 1, rpm = 1_000_000 };

    private static string Call { get; } = ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":"{"}}]}""", "null"));

    [Fact]
    public async Task The_pending_continuation_request_is_canceled()
    {
        var canceled = new TaskCompletionSource();
        gateway.Alpha.Script(InterruptedAfter("started"), WaitUntilCanceled(canceled));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Frontier, "started", requests: 2, gateway.Alpha);

        await canceled.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        await ShouldBeCountedAsync(caller, "counted");
    }

    [Fact]
    public async Task A_pending_continuation_request_is_canceled_even_if_the_provider_bills_after_a_disconnect()
    {
        var canceled = new TaskCompletionSource();
        gateway.Beta.Script(InterruptedAfter("started"), WaitUntilCanceled(canceled));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Drained, "started", requests: 2, gateway.Beta);

        await canceled.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        await ShouldBeCountedAsync(caller, "counted");
    }

    [Fact]
    public async Task A_running_continuation_is_canceled()
    {
        var canceled = new TaskCompletionSource();
        gateway.Alpha.Script(InterruptedAfter("started"), Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("started and continued")), Then.SendUntilGone(ChatSse.Text("more"), canceled)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Frontier, "continued", requests: 2, gateway.Alpha);

        await canceled.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        await ShouldBeCountedAsync(caller, "counted");
    }

    [Fact]
    public async Task A_running_continuation_is_read_to_its_end_if_the_provider_bills_after_a_disconnect()
    {
        var (release, read) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Beta.Script(InterruptedAfter("started"), Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("started and continued")), Then.Await(release.Task), Then.Send(ChatSse.Text(" to the end") + ChatSse.Finish() + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done), Done(read)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Drained, "continued", requests: 2, gateway.Beta);
        release.SetResult();

        await read.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        var receipt = await ShouldBeCountedAsync(caller);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Buffered_tool_calls_that_were_read_are_billed_and_the_stream_is_canceled()
    {
        var canceled = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("I will look.") + Call), Then.SendUntilGone(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":" "}}]}""", "null")), canceled)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Frontier, "I will look.", requests: 1, gateway.Alpha);

        await canceled.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        var written = (await ShouldBeCountedAsync(caller, "counted")).GetProperty("output_tokens").GetInt64();
        written.ShouldBeGreaterThan("I will look.".Length / 4);
    }

    [Fact]
    public async Task Buffered_tool_calls_without_text_are_billed_too()
    {
        var canceled = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + Call), Then.SendUntilGone(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":" "}}]}""", "null")), canceled)));
        var caller = await gateway.Team.MintAsync();

        (await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier))).Dispose();

        await canceled.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        var receipt = await gateway.Team.ReceiptAsync((await gateway.Team.RecordsAsync(caller)).ShouldHaveSingleItem().GetProperty("id").GetString()!);
        receipt.GetProperty("status").GetInt32().ShouldBe(499);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_stream_with_buffered_tool_calls_is_read_to_its_end_if_the_provider_bills_after_a_disconnect()
    {
        var release = new TaskCompletionSource();
        gateway.Beta.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("I will look.") + Call), Then.Await(release.Task),
            Then.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync(Single);

        await DisconnectAfterAsync(caller, GatewayHost.Drained, "I will look.", requests: 1, gateway.Beta);
        release.SetResult();

        (await ShouldBeCountedAsync(caller, "drained")).GetProperty("output_tokens").GetInt64().ShouldBe(20);
    }

    private static Reply InterruptedAfter(string text) => Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(text)), static async (_, cancellationToken) => await Task.Delay(100, cancellationToken));

    private static Reply WaitUntilCanceled(TaskCompletionSource canceled) => async (_, cancellationToken) =>
    {
        await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        canceled.SetResult();
    };

    private static ReplyStep Done(TaskCompletionSource done) => (_, _) =>
    {
        done.SetResult();
        return Task.CompletedTask;
    };

    private static async Task DisconnectAfterAsync(Caller caller, string model, string text, int requests, ScriptedUpstream upstream)
    {
        using var response = await caller.OpenAsync(Caller.Streaming(model));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        for (var seen = ""; !seen.Contains(text);) seen += await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException(seen);
        for (var i = 0; i < requests; i++) await upstream.NextRequestAsync();
        response.Dispose();
        await caller.UntilFreeAsync();
    }

    /// <summary>The call has ended and is counted, but not as successful.</summary>
    private async Task<JsonElement> ShouldBeCountedAsync(Caller caller, string? source = null)
    {
        var record = (await gateway.Team.RecordsAsync(caller)).ShouldHaveSingleItem();
        var receipt = await gateway.Team.ReceiptAsync(record.GetProperty("id").GetString()!);
        receipt.GetProperty("status").GetInt32().ShouldBe(499);
        receipt.GetProperty("usage_source").GetString().ShouldBe(source ?? receipt.GetProperty("usage_source").GetString());
        receipt.GetProperty("usage_source").GetString().ShouldNotBe("none");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBeGreaterThan(0);
        await gateway.Portal.WaitForNoCallsAsync();
        return receipt;
    }
}
