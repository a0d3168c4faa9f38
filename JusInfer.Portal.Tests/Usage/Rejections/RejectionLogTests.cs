using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Usage.Rejections;

public sealed class RejectionLogTests
{
    private readonly ManualTime time = new();
    private readonly List<Rejection> stored = [];
    private readonly IRejectionStore store = Substitute.For<IRejectionStore>();
    private readonly KeyId key = KeyId.New(DateTimeOffset.UnixEpoch);

    public RejectionLogTests() => store.AddAsync(Arg.Do<IReadOnlyList<Rejection>>(stored.AddRange), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);

    [Fact]
    public async Task A_client_that_keeps_calling_is_listed_twenty_times_a_minute_and_counted()
    {
        await LogAsync(Enumerable.Range(0, 500).Select(_ => Rejection("RATE_LIMIT", time.GetUtcNow()))
            .Append(Rejection("CAP_REACHED", time.GetUtcNow()))
            .Append(Rejection("RATE_LIMIT", time.GetUtcNow().AddMinutes(1))));

        stored.Count(static rejection => rejection.Code == "RATE_LIMIT").ShouldBe(21);
        stored.Count(static rejection => rejection.Code == "CAP_REACHED").ShouldBe(1);
        stored[^1].Repeated.ShouldBe(480);
        stored[0].Repeated.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_message_is_cut()
    {
        await LogAsync([Rejection("INVALID_REQUEST", time.GetUtcNow()) with { Message = new string('x', 10_000) }]);

        stored.Single().Message.Length.ShouldBe(501);
    }

    /// <summary>Logs the rejections; the log stores what is pending when it stops.</summary>
    private async Task LogAsync(IEnumerable<Rejection> rejections)
    {
        var clock = Substitute.For<IRemovalClock>();
        clock.ReadAsync(default).ReturnsForAnyArgs(time.GetUtcNow());
        using var log = new RejectionLog(store, clock, time, NullLogger<RejectionLog>.Instance);
        foreach (var rejection in rejections) log.Add(rejection);
        await log.StartAsync(TestContext.Current.CancellationToken);
        await log.StopAsync(TestContext.Current.CancellationToken);
    }

    private Rejection Rejection(string code, DateTimeOffset at) => new()
    {
        Id = new RequestId(Guid.NewGuid()),
        At = at,
        TeamId = default,
        KeyId = key,
        Path = "/v1/messages",
        Status = 429,
        Code = code,
        Message = "no",
    };
}
