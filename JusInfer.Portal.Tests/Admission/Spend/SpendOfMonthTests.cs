using JusInfer.Portal.Admission.Spend;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using NSubstitute;

namespace JusInfer.Portal.Tests.Admission.Spend;

[Trait("Promise", "P-10")]
public sealed class SpendOfMonthTests
{
    private static readonly DateTimeOffset November = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ManualTime time = new(new DateTimeOffset(2026, 11, 30, 23, 59, 0, TimeSpan.Zero));
    private readonly IUsageStore store = Substitute.For<IUsageStore>();
    private readonly KeyHolder holder;
    private readonly SpendOfMonth spend;

    public SpendOfMonthTests()
    {
        var member = new Member { Id = MemberId.New(November), TenantId = TenantId.New(November), UserId = UserId.New(November), Email = "a@example.com", Role = Role.Member, JoinedAt = November };
        var key = new ApiKey
        {
            Id = KeyId.New(November),
            TenantId = member.TenantId,
            MemberId = member.Id,
            Name = "k",
            Display = "jinf_ab…wxyz",
            Limits = new KeyLimits { RequestsPerMinute = 600 },
            CreatedAt = November,
        };
        holder = new KeyHolder(key, member);
        spend = new SpendOfMonth(store, time);
        store.SpendOfMemberAsync(member.Id, November, Arg.Any<CancellationToken>()).Returns(new NanoUsd(100));
        store.SpendOfMemberAsync(member.Id, November.AddMonths(1), Arg.Any<CancellationToken>()).Returns(new NanoUsd(3));
        store.SpendOfKeyAsync(key.Id, November, Arg.Any<CancellationToken>()).Returns(new NanoUsd(40));
    }

    [Fact]
    public async Task The_store_is_asked_once_and_calls_are_added()
    {
        (await MemberAsync()).ShouldBe(100);
        spend.Add(holder, new NanoUsd(7));
        spend.Add(holder, new NanoUsd(5));

        (await MemberAsync()).ShouldBe(112);
        await store.Received(1).SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_new_month_starts_anew()
    {
        (await MemberAsync()).ShouldBe(100);
        time.Advance(TimeSpan.FromMinutes(2));

        (await MemberAsync()).ShouldBe(3);
        spend.Add(holder, new NanoUsd(7));
        (await MemberAsync()).ShouldBe(10);
    }

    [Fact]
    public async Task Keys_are_summed_apart_from_their_member()
    {
        (await spend.OfKeyAsync(holder.Key, TestContext.Current.CancellationToken)).Value.ShouldBe(40);
        spend.Add(holder, new NanoUsd(2));

        (await spend.OfKeyAsync(holder.Key, TestContext.Current.CancellationToken)).Value.ShouldBe(42);
        (await MemberAsync()).ShouldBe(100);
    }

    [Fact]
    public async Task A_store_that_was_away_is_asked_again()
    {
        store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>())
            .Returns(_ => Task.FromException<NanoUsd>(new IOException("away")), _ => Task.FromResult(new NanoUsd(100)));

        await Should.ThrowAsync<IOException>(MemberAsync);

        (await MemberAsync()).ShouldBe(100);
    }

    [Fact]
    public async Task Calls_that_end_while_the_store_is_read_are_not_lost()
    {
        var reading = new TaskCompletionSource<NanoUsd>();
        store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>()).Returns(reading.Task);
        var waiting = MemberAsync();

        spend.Add(holder, new NanoUsd(7));
        reading.SetResult(new NanoUsd(100));

        (await waiting).ShouldBeInRange(100, 107);
        (await MemberAsync()).ShouldBe(107);
    }

    private async Task<long> MemberAsync() => (await spend.OfMemberAsync(holder.Member, TestContext.Current.CancellationToken)).Value;
}
