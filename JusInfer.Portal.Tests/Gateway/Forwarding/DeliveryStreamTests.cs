using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Forwarding;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Gateway.Forwarding;

/// <summary>Times at which the connection of a client that does not read is aborted.</summary>
[Trait("Promise", "P-25")]
public sealed class DeliveryStreamTests : IDisposable
{
    private static readonly ChatRequest Request = new()
    {
        Model = "test/model",
        Stream = true,
        Features = new RequestFeatures(),
        Ranges = default,
    };

    private readonly ManualTime time = new();
    private readonly Lifetime lifetime = new();
    private readonly StuckStream body = new();

    public void Dispose() => body.Dispose();

    [Theory]
    [InlineData(600, 0, 120)]
    [InlineData(60, 0, 60)]
    [InlineData(600, 550, 50)]
    [InlineData(600, 599, 10)]
    [InlineData(600, 700, 10)]
    public async Task A_write_ends_after_two_minutes_or_at_the_total_timeout_but_has_ten_seconds(int total, int elapsed, int limit)
    {
        var stream = Create(total);
        time.Advance(TimeSpan.FromSeconds(elapsed));
        var write = stream.WriteAsync(new byte[10], TestContext.Current.CancellationToken).AsTask();

        time.Advance(TimeSpan.FromSeconds(limit) - TimeSpan.FromMilliseconds(1));
        lifetime.IsAborted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));

        lifetime.IsAborted.ShouldBeTrue();
        body.Pending.SetException(new OperationCanceledException());
        await Should.ThrowAsync<OperationCanceledException>(write);
    }

    [Fact]
    public async Task A_client_that_reads_slowly_keeps_its_connection()
    {
        var stream = Create(totalSeconds: 36_000);
        for (var i = 0; i < 10; i++)
        {
            body.Pending = new TaskCompletionSource();
            var write = stream.WriteAsync(new byte[10], TestContext.Current.CancellationToken).AsTask();
            time.Advance(TimeSpan.FromSeconds(119));
            body.Pending.SetResult();
            await write;
        }

        time.Advance(TimeSpan.FromHours(1));
        lifetime.IsAborted.ShouldBeFalse();
        time.IsAwaited.ShouldBeFalse();
    }

    [Fact]
    public async Task A_write_that_completes_at_once_starts_no_timer()
    {
        body.Pending.SetResult();

        await Create(totalSeconds: 60).WriteAsync(new byte[10], TestContext.Current.CancellationToken);

        time.IsAwaited.ShouldBeFalse();
    }

    private DeliveryStream Create(int totalSeconds)
    {
        var timeouts = new AttemptTimeouts(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(totalSeconds));
        var endpoint = new ModelEndpoint { Provider = TestCalls.Provider("http://127.0.0.1/v1"), Model = "upstream", Timeouts = timeouts };
        var target = new RouteTarget(TestCalls.Model, endpoint);
        var call = TestCalls.Planned(new RoutePlan([target], "pinned"), Request, time: time);
        call.FirstAttemptAt = time.GetTimestamp();
        call.Begin(target, call.FirstAttemptAt);
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        return new DeliveryStream(body, call, http, time, NullLogger.Instance);
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    /// <summary>A stream whose writes wait for the test.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public TaskCompletionSource Pending { get; set; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Pending.Task);
    }
}
