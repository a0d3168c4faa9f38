using System.Text.Json;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Clients that hang up while their answer is between two upstreams, or their tool calls are held: nothing is left behind, and the count is kept.</summary>
public sealed class LeavingTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static string Call { get; } = ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":"{"}}]}""", "null"));

    [Fact]
    public async Task While_another_upstream_is_asked_it_is_left_at_once()
    {
        var gone = new TaskCompletionSource();
        gateway.Alpha.Script(Begins("begun"), Until(gone));
        var caller = await gateway.Team.MintAsync();

        await HangUpAfterAsync(caller, GatewayHost.Frontier, "begun", requests: 2, gateway.Alpha);

        await gone.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await ShouldBeCountedAsync(caller, "counted");
    }

    [Fact]
    public async Task While_another_is_asked_that_bills_on_it_is_left_too_as_nothing_of_it_was_heard()
    {
        var gone = new TaskCompletionSource();
        gateway.Beta.Script(Begins("begun"), Until(gone));
        var caller = await gateway.Team.MintAsync();

        await HangUpAfterAsync(caller, GatewayHost.Drained, "begun", requests: 2, gateway.Beta);

        await gone.Task.WaitAsync(Patience / 2, TestContext.Current.CancellationToken);
        await ShouldBeCountedAsync(caller, "counted");
    }

    [Fact]
    public async Task While_another_upstream_goes_on_it_is_left_at_once()
    {
        var gone = new TaskCompletionSource();
        gateway.Alpha.Script(Begins("begun"), Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun and gone on")), Then.SendUntilGone(ChatSse.Text("more"), gone)));
        var caller = await gateway.Team.MintAsync();

        await HangUpAfterAsync(caller, GatewayHost.Frontier, "gone on", requests: 2, gateway.Alpha);

        await gone.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await ShouldBeCountedAsync(caller, "counted");
    }

    [Fact]
    public async Task Whoever_bills_on_is_read_to_the_end_of_what_it_goes_on_with()
    {
        var (release, read) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Beta.Script(Begins("begun"), Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("begun and gone on")), Then.Await(release.Task), Then.Send(ChatSse.Text(" to the end") + ChatSse.Finish() + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done), Done(read)));
        var caller = await gateway.Team.MintAsync();

        await HangUpAfterAsync(caller, GatewayHost.Drained, "gone on", requests: 2, gateway.Beta);
        release.SetResult();

        await read.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var receipt = await ShouldBeCountedAsync(caller);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task While_its_calls_are_held_a_provider_that_stops_billing_is_left()
    {
        var gone = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("I will look.") + Call), Then.SendUntilGone(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":" "}}]}""", "null")), gone)));
        var caller = await gateway.Team.MintAsync();

        await HangUpAfterAsync(caller, GatewayHost.Frontier, "I will look.", requests: 1, gateway.Alpha);

        await gone.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        (await ShouldBeCountedAsync(caller, "counted")).GetProperty("output_tokens").GetInt64().ShouldBe("I will look.".Length / 4);
    }

    [Fact]
    public async Task Calls_that_were_held_and_nothing_else_cost_nothing()
    {
        var gone = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + Call), Then.SendUntilGone(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":" "}}]}""", "null")), gone)));
        var caller = await gateway.Team.MintAsync();

        (await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier))).Dispose();

        await gone.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var receipt = await gateway.Team.ReceiptAsync((await gateway.Team.RecordsAsync(caller)).ShouldHaveSingleItem().GetProperty("id").GetString()!);
        receipt.GetProperty("status").GetInt32().ShouldBe(499);
        receipt.GetProperty("usage_source").GetString().ShouldBe("none");
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0);
    }

    [Fact]
    public async Task While_its_calls_are_held_a_provider_that_bills_on_is_read_on()
    {
        var release = new TaskCompletionSource();
        gateway.Beta.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("I will look.") + Call), Then.Await(release.Task),
            Then.Send(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)));
        var caller = await gateway.Team.MintAsync();

        await HangUpAfterAsync(caller, GatewayHost.Drained, "I will look.", requests: 1, gateway.Beta);
        release.SetResult();

        (await ShouldBeCountedAsync(caller, "drained")).GetProperty("output_tokens").GetInt64().ShouldBe(20);
    }

    private static Reply Begins(string text) => Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(text)), static async (_, cancellationToken) => await Task.Delay(100, cancellationToken));

    private static Reply Until(TaskCompletionSource gone) => async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        gone.SetResult();
    };

    private static ReplyStep Done(TaskCompletionSource done) => (_, _) =>
    {
        done.SetResult();
        return Task.CompletedTask;
    };

    private static async Task HangUpAfterAsync(Caller caller, string model, string text, int requests, ScriptedUpstream upstream)
    {
        using var response = await caller.OpenAsync(Caller.Streaming(model));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        for (var seen = ""; !seen.Contains(text);) seen += await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException(seen);
        for (var i = 0; i < requests; i++) await upstream.NextRequestAsync();
        response.Dispose();
        await Task.Delay(TimeSpan.FromMilliseconds(250), TestContext.Current.CancellationToken); // the gateway hears of it from its socket, a moment later
    }

    /// <summary>The call is over, counted, and not as one that succeeded.</summary>
    private async Task<JsonElement> ShouldBeCountedAsync(Caller caller, string? source = null)
    {
        var record = (await gateway.Team.RecordsAsync(caller)).ShouldHaveSingleItem();
        var receipt = await gateway.Team.ReceiptAsync(record.GetProperty("id").GetString()!);
        receipt.GetProperty("status").GetInt32().ShouldBe(499);
        receipt.GetProperty("usage_source").GetString().ShouldBe(source ?? receipt.GetProperty("usage_source").GetString());
        receipt.GetProperty("usage_source").GetString().ShouldNotBe("none");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBeGreaterThan(0);
        gateway.Portal.Services.GetRequiredService<OpenCalls>().Running.ShouldBe(0);
        return receipt;
    }
}
