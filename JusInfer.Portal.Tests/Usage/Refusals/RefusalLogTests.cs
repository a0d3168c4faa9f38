using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Refusals;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Usage.Refusals;

public sealed class RefusalLogTests
{
    private readonly ManualTime time = new();
    private readonly List<Refusal> stored = [];
    private readonly IRefusalStore store = Substitute.For<IRefusalStore>();
    private readonly KeyId key = KeyId.New(DateTimeOffset.UnixEpoch);

    public RefusalLogTests() => store.AddAsync(Arg.Do<IReadOnlyList<Refusal>>(stored.AddRange), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);

    [Fact]
    public async Task A_client_that_keeps_calling_is_listed_twenty_times_a_minute_and_counted()
    {
        await LogAsync(Enumerable.Range(0, 500).Select(_ => Refusal("RATE_LIMIT", time.GetUtcNow()))
            .Append(Refusal("CAP_REACHED", time.GetUtcNow()))
            .Append(Refusal("RATE_LIMIT", time.GetUtcNow().AddMinutes(1))));

        stored.Count(static refusal => refusal.Code == "RATE_LIMIT").ShouldBe(21);
        stored.Count(static refusal => refusal.Code == "CAP_REACHED").ShouldBe(1);
        stored[^1].Repeated.ShouldBe(480);
        stored[0].Repeated.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_message_is_cut()
    {
        await LogAsync([Refusal("INVALID_REQUEST", time.GetUtcNow()) with { Message = new string('x', 10_000) }]);

        stored.Single().Message.Length.ShouldBe(501);
    }

    /// <summary>Logs the refusals; the log stores what is pending when it stops.</summary>
    private async Task LogAsync(IEnumerable<Refusal> refusals)
    {
        using var log = new RefusalLog(store, time, NullLogger<RefusalLog>.Instance);
        foreach (var refusal in refusals) log.Add(refusal);
        await log.StartAsync(TestContext.Current.CancellationToken);
        await log.StopAsync(TestContext.Current.CancellationToken);
    }

    private Refusal Refusal(string code, DateTimeOffset at) => new()
    {
        Id = new RequestId(Guid.NewGuid()),
        At = at,
        TenantId = default,
        KeyId = key,
        Path = "/v1/messages",
        Status = 429,
        Code = code,
        Message = "no",
    };
}
