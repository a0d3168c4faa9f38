using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>The client's own network goes away in the middle of a stream and comes back.</summary>
public sealed class VanishingNetworkTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(5);

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task Five_seconds_without_a_network_are_a_pause_and_nothing_else()
    {
        await using var wire = new TcpProxy(host.Portal.Address);
        using var http = new HttpClient { BaseAddress = wire.Address };
        var said = new Said { Text = string.Concat(Enumerable.Range(0, 400).Select(static line => $"Line {line} goes on while nobody hears it.\n")) };

        var streams = DialectHost.Speakers.Select(speaker => ListenAsync(speaker, http, said)).ToList();
        var began = await Task.WhenAll(streams.Select(static stream => stream.Began));
        wire.Swallow();
        foreach (var each in began) each.SetResult();
        await Task.Delay(Gone, TestContext.Current.CancellationToken);
        streams.ShouldAllBe(static stream => !stream.Heard.IsCompleted);
        wire.LetGo();

        foreach (var stream in streams)
        {
            var answer = await stream.Heard;
            answer.ShouldSayTheSame(stream.Speaker, said);
            answer.Body.ShouldNotContain(": resumed");
            stream.Model.Asked.ShouldBe(1);
            var receipt = await host.Team.ReceiptAsync(answer.RequestId);
            receipt.GetProperty("attempts").GetInt32().ShouldBe(1);
            receipt.GetProperty("resumed").GetBoolean().ShouldBeFalse();
            receipt.GetProperty("status").GetInt32().ShouldBe(200);
            receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        }
    }

    /// <summary>The upstream sends the first half, tells the test, and sends the rest once the network is gone.</summary>
    private Listening ListenAsync(ISpeaker speaker, HttpClient http, Said said)
    {
        var (half, rest) = (new TaskCompletionSource<TaskCompletionSource>(), new TaskCompletionSource());
        var model = new FragileModel(speaker, said, Manner.Repeats)
        {
            Pause = async () =>
            {
                half.TrySetResult(rest);
                await rest.Task;
            },
        };
        return new Listening(speaker, model, half.Task, host.AskAsync(host.Caller.At(http), speaker, ResumptionHost.Twice(speaker), new Question(), model));
    }

    private sealed record Listening(ISpeaker Speaker, FragileModel Model, Task<TaskCompletionSource> Began, Task<GatewayAnswer> Heard);
}
