using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>The client's network fails in the middle of a stream and recovers.</summary>
public sealed class ClientNetworkOutageTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task A_network_outage_of_five_seconds_only_delays_the_stream()
    {
        await using var proxy = new TcpProxy(host.Portal.Address);
        using var http = new HttpClient { BaseAddress = proxy.Address };
        var lines = Enumerable.Range(0, 400).Select(static line => $"Line {line} goes on while nobody hears it.\n");
        var expected = new ModelAnswer { Text = string.Concat(lines), OutputTokens = 4_000 };

        var streams = DialectHost.Dialects.Select(dialect => StartStream(dialect, http, expected)).ToList();
        foreach (var stream in streams) (await Task.WhenAny(stream.HalfSent, stream.Answer)).ShouldBe(stream.HalfSent, "its answer has ended");
        var halfSent = await Task.WhenAll(streams.Select(static stream => stream.HalfSent));
        proxy.Pause();
        foreach (var each in halfSent) each.SetResult();
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        streams.ShouldAllBe(static stream => !stream.Answer.IsCompleted);
        proxy.Resume();

        foreach (var stream in streams)
        {
            var answer = await stream.Answer;
            answer.ShouldEqualUninterrupted(stream.Dialect, expected);
            answer.Body.ShouldNotContain(": resumed");
            stream.Model.RequestCount.ShouldBe(1);
            var receipt = await host.Team.ReceiptAsync(answer.RequestId);
            receipt.GetProperty("attempts").GetInt32().ShouldBe(1);
            receipt.GetProperty("resumed").GetBoolean().ShouldBeFalse();
            receipt.GetProperty("status").GetInt32().ShouldBe(200);
            receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        }
    }

    /// <summary>The upstream sends the first half, notifies the test, and sends the rest after the network has failed.</summary>
    private RunningStream StartStream(ITestDialect dialect, HttpClient http, ModelAnswer expected)
    {
        var (half, rest) = (new TaskCompletionSource<TaskCompletionSource>(), new TaskCompletionSource());
        var model = new InterruptedModel(dialect, expected, ContinuationStyle.RepeatsAnchor)
        {
            PauseInFirstStream = async () =>
            {
                half.TrySetResult(rest);
                await rest.Task;
            },
        };
        return new RunningStream(dialect, model, half.Task, host.AskAsync(host.Caller.At(http), dialect, ResumptionHost.TwoProviders(dialect), new ModelRequest(), model));
    }

    private sealed record RunningStream(ITestDialect Dialect, InterruptedModel Model, Task<TaskCompletionSource> HalfSent, Task<GatewayAnswer> Answer);
}
