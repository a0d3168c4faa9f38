using System.Diagnostics;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A process that is asked to stop completes its running calls, rejects new ones and stores every record.</summary>
[Slow]
public sealed class DrainTests
{
    [Fact]
    public async Task A_running_stream_completes_and_a_new_call_is_rejected_with_Retry_After()
    {
        var finish = new TaskCompletionSource();
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        await using var node = new PortalNode(catalog);
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();
        upstream.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun ")), Then.Await(finish.Task), Then.Send(ChatSse.Text("and done") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done)));
        using var running = await caller.OpenAsync(Caller.Streaming("test/model"));

        process.Terminate();
        var rejected = await RejectedAsync(caller);
        finish.SetResult();
        var answer = await GatewayAnswer.OfAsync(running);

        answer.StreamedText.ShouldBe("begun and done");
        answer.IsDone.ShouldBeTrue();
        rejected.ShouldBe(503, "OVERLOADED");
        int.Parse(rejected["retry-after"]!).ShouldBeGreaterThan(0);
        (await process.WaitForExitAsync()).ShouldBe(0);
        Directory.EnumerateFiles(node.Journal).ShouldBeEmpty();

        (process, http) = await node.StartAsync();
        var receipt = await team.At(http).ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        await process.KillAsync();
    }

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task A_stream_whose_upstream_fails_during_the_drain_is_resumed_and_completes()
    {
        var (die, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var node = new PortalNode(new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]));
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();
        Reply[] streams =
        [
            Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun ")), Then.Await(die.Task), Then.Cut),
            Replies.Stream(Then.Await(finish.Task), Then.Send(ChatSse.Stream("begun and done"))),
        ];
        var asked = 0;
        upstream.Always(request => request.Text.Contains("\"stream\":true") ? streams[asked++] : Replies.Json(ChatSse.Completion("hello")));
        using var running = await caller.OpenAsync(Caller.Streaming("test/model"));

        process.Terminate();
        var rejected = await RejectedAsync(caller);
        die.SetResult();
        finish.SetResult();
        var answer = await GatewayAnswer.OfAsync(running);

        answer.StreamedText.ShouldBe("begun and done");
        answer.IsDone.ShouldBeTrue();
        rejected.ShouldBe(503, "OVERLOADED");
        (await process.WaitForExitAsync()).ShouldBe(0);

        (process, http) = await node.StartAsync();
        var receipt = await team.At(http).ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        await process.KillAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("begun ")]
    public async Task A_stream_that_takes_longer_than_the_drain_time_ends_with_an_error_that_its_client_can_read(string text)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var node = new PortalNode(new TestCatalog().Provider("alpha", upstream.BaseUrl, timeoutSeconds: 120).Model("test/model", ["alpha:model"]), ("Shutdown:DrainSeconds", "1"));
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();
        upstream.Script(Replies.Stream(Then.Send(ChatSse.Role() + (text.Length == 0 ? "" : ChatSse.Text(text))), Then.Stall));
        var opening = caller.OpenAsync(Caller.Streaming("test/model"));
        await upstream.NextRequestAsync();
        if (text.Length > 0) await opening;

        process.Terminate();
        using var running = await opening;
        var answer = await GatewayAnswer.OfAsync(running);

        (await process.WaitForExitAsync()).ShouldBe(0);
        if (text.Length == 0) answer.ShouldBe(503, "OVERLOADED");
        else
        {
            answer.StreamedText.ShouldBe(text);
            answer.Body.ShouldNotContain("[DONE]");
            answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString().ShouldBe("OVERLOADED");
            answer.Chunks[^1].GetProperty("error").GetProperty("retryable").GetBoolean().ShouldBeTrue();
        }

        (process, http) = await node.StartAsync();
        var receipt = await team.At(http).ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(503);
        receipt.GetProperty("usage_source").GetString().ShouldBe(text.Length == 0 ? "none" : "counted");
        await process.KillAsync();
    }

    [Fact]
    public async Task A_call_that_takes_longer_than_the_drain_timeout_is_rejected_with_Retry_After()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var node = new PortalNode(new TestCatalog().Provider("alpha", upstream.BaseUrl, timeoutSeconds: 120).Model("test/model", ["alpha:model"]), ("Shutdown:DrainSeconds", "1"));
        var (process, http) = await node.StartAsync();
        var caller = await (await PortalTeam.SignUpAsync(http)).MintAsync();
        upstream.Script(async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));
        var asking = caller.AskAsync(Caller.Asking("test/model"));
        await upstream.NextRequestAsync();

        process.Terminate();
        var answer = await asking;

        answer.ShouldBe(503, "OVERLOADED");
        int.Parse(answer["retry-after"]!).ShouldBeGreaterThan(0);
        (await process.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_process_without_calls_stops_at_once()
    {
        await using var node = new PortalNode(new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]));
        var (process, _) = await node.StartAsync();

        var asked = Stopwatch.GetTimestamp();
        process.Terminate();

        (await process.WaitForExitAsync()).ShouldBe(0);
        Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    /// <summary>Calls until one is rejected: the signal takes a moment to arrive.</summary>
    private static async Task<GatewayAnswer> RejectedAsync(Caller caller)
    {
        for (var i = 0; i < 500; i++)
        {
            var answer = await caller.AskAsync(Caller.Asking("test/model"));
            if (answer.Status != 200) return answer;
        }

        throw new TimeoutException("The process kept accepting calls.");
    }
}
