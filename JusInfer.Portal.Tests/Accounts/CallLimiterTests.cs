using System.Threading.RateLimiting;
using JusInfer.Portal.Accounts;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>Control-plane calls of one account wait for one another, so that they do not take the processor from the calls of other teams.</summary>
public sealed class CallLimiterTests : IDisposable
{
    private const int MaxWaiting = 100;

    private readonly CallLimiter limiter = new(new AccountsOptions());
    private readonly UserId user = UserId.New(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task The_calls_of_an_account_run_one_after_another()
    {
        var first = await RunAsync(user);
        var second = RunAsync(user);
        second.IsCompleted.ShouldBeFalse();

        first.TryGet(out var lease, out _).ShouldBeTrue();
        lease!.Dispose();

        (await second).TryGet(out _, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_account_does_not_wait()
    {
        await RunAsync(user);

        RunAsync(UserId.New(DateTimeOffset.UnixEpoch)).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Too_many_calls_at_the_same_time_are_rejected()
    {
        await RunAsync(user);
        for (var waiting = 0; waiting < MaxWaiting; waiting++) _ = RunAsync(user);

        (await RunAsync(user)).TryGet(out _, out var error).ShouldBeFalse();

        error.ShouldBeOfType<RequestError.RateLimited>().RetryAfterSeconds.ShouldBe(5);
    }

    public void Dispose() => limiter.Dispose();

    [Fact]
    public async Task A_call_that_only_reads_does_not_wait_for_one_that_writes()
    {
        await RunAsync(user, "POST");

        RunAsync(user, "DELETE").IsCompleted.ShouldBeFalse();
        RunAsync(user, "GET").IsCompleted.ShouldBeTrue();
        RunAsync(user, "HEAD").IsCompleted.ShouldBeFalse();
    }

    private Task<Result<RateLimitLease, RequestError>> RunAsync(UserId account, string method = "GET") =>
        limiter.WaitToRunAsync(account, method, TestContext.Current.CancellationToken).AsTask();
}
