using JusInfer.Portal.Admission.Spend;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using NSubstitute;

namespace JusInfer.Portal.Tests.Admission.Spend;

[Trait("Promise", "P-10")]
public sealed class MonthToDateSpendTests : IDisposable
{
    private static readonly DateTimeOffset November = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ManualTime time = new(new DateTimeOffset(2026, 11, 30, 23, 50, 0, TimeSpan.Zero));
    private readonly IUsageStore store = Substitute.For<IUsageStore>();
    private readonly KeyHolder holder;
    private readonly Signal<RecordClosed> closed = new();
    private readonly Signal<RecordStored> stored = new();
    private readonly Signal<UsageChanged> changes = new();
    private readonly MonthToDateSpend spend;

    public MonthToDateSpendTests()
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
        spend = new MonthToDateSpend(store, closed, stored, changes, time);
        SetStoredSpend(100);
        store.SpendOfMemberAsync(member.Id, November.AddMonths(1), Arg.Any<CancellationToken>()).Returns(new NanoUsd(3));
        store.SpendOfKeyAsync(key.Id, November, Arg.Any<CancellationToken>()).Returns(new NanoUsd(40));
    }

    public void Dispose() => spend.Dispose();

    [Fact]
    public async Task The_store_is_read_once_and_calls_count_when_they_end()
    {
        (await MemberAsync()).ShouldBe(100);
        End(7);
        End(5);

        (await MemberAsync()).ShouldBe(112);
        await ShouldHaveReadAsync(1);
    }

    [Fact]
    public async Task A_call_counts_once_before_it_is_stored_and_once_after()
    {
        (await MemberAsync()).ShouldBe(100);
        var record = End(7);
        SetStoredSpend(107);
        changes.Publish(new UsageChanged(record.TenantId));
        stored.Publish(new RecordStored(record));

        (await MemberAsync()).ShouldBe(107);
        time.Advance(TimeSpan.FromSeconds(1));
        (await MemberAsync()).ShouldBe(107);
        await ShouldHaveReadAsync(2);
    }

    [Fact]
    public async Task A_call_that_ended_before_the_first_read_counts()
    {
        var record = End(7);
        (await MemberAsync()).ShouldBe(107);

        SetStoredSpend(107);
        stored.Publish(new RecordStored(record));
        time.Advance(TimeSpan.FromSeconds(1));
        (await MemberAsync()).ShouldBe(107);
    }

    [Fact]
    public async Task A_call_that_is_stored_during_a_read_counts_at_most_twice_until_the_next_read()
    {
        var reading = new TaskCompletionSource<NanoUsd>();
        store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>()).Returns(reading.Task);
        var record = End(7);
        var waiting = MemberAsync();
        stored.Publish(new RecordStored(record));
        reading.SetResult(new NanoUsd(107));

        (await waiting).ShouldBe(114);
        SetStoredSpend(107);
        time.Advance(TimeSpan.FromSeconds(1));
        (await MemberAsync()).ShouldBe(107);
    }

    [Fact]
    public async Task What_another_node_stores_counts_within_a_second()
    {
        (await MemberAsync()).ShouldBe(100);
        SetStoredSpend(130);
        changes.Publish(new UsageChanged(holder.Member.TenantId));

        (await MemberAsync()).ShouldBe(100);
        time.Advance(TimeSpan.FromSeconds(1));
        (await MemberAsync()).ShouldBe(130);
        (await MemberAsync()).ShouldBe(130);
        await ShouldHaveReadAsync(2);
    }

    [Fact]
    public async Task Changes_of_other_teams_do_not_cause_a_read()
    {
        (await MemberAsync()).ShouldBe(100);
        changes.Publish(new UsageChanged(TenantId.New(November)));
        time.Advance(TimeSpan.FromSeconds(2));

        (await MemberAsync()).ShouldBe(100);
        await ShouldHaveReadAsync(1);
    }

    [Fact]
    public async Task Without_a_change_signal_the_store_is_read_after_a_minute()
    {
        (await MemberAsync()).ShouldBe(100);
        SetStoredSpend(130);
        time.Advance(TimeSpan.FromMinutes(1));

        (await MemberAsync()).ShouldBe(130);
    }

    [Fact]
    public async Task If_the_store_is_unavailable_the_last_known_total_is_used()
    {
        (await MemberAsync()).ShouldBe(100);
        changes.Publish(new UsageChanged(holder.Member.TenantId));
        time.Advance(TimeSpan.FromSeconds(1));
        store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>()).Returns(Task.FromException<NanoUsd>(new IOException("away")));

        (await MemberAsync()).ShouldBe(100);
        End(7);
        (await MemberAsync()).ShouldBe(107);
    }

    [Fact]
    public async Task A_slow_store_delays_a_call_by_at_most_a_second()
    {
        (await MemberAsync()).ShouldBe(100);
        changes.Publish(new UsageChanged(holder.Member.TenantId));
        time.Advance(TimeSpan.FromSeconds(1));
        store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>()).Returns(new TaskCompletionSource<NanoUsd>().Task);

        var waiting = MemberAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        (await waiting).ShouldBe(100);
    }

    [Fact]
    public async Task A_new_month_starts_at_zero()
    {
        (await MemberAsync()).ShouldBe(100);
        var last = Record(7);
        time.Advance(TimeSpan.FromMinutes(20));
        closed.Publish(new RecordClosed(last));

        (await MemberAsync()).ShouldBe(3);
        End(7);
        (await MemberAsync()).ShouldBe(10);
    }

    [Fact]
    public async Task The_spend_of_keys_and_members_is_separate()
    {
        (await spend.GetForKeyAsync(holder.Key, TestContext.Current.CancellationToken)).Value.ShouldBe(40);
        End(2);

        (await spend.GetForKeyAsync(holder.Key, TestContext.Current.CancellationToken)).Value.ShouldBe(42);
        (await MemberAsync()).ShouldBe(102);
    }

    [Fact]
    public async Task A_store_that_was_unavailable_is_read_again()
    {
        store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>())
            .Returns(_ => Task.FromException<NanoUsd>(new IOException("away")), _ => Task.FromResult(new NanoUsd(100)));

        await Should.ThrowAsync<IOException>(MemberAsync);

        (await MemberAsync()).ShouldBe(100);
    }

    [Fact]
    public async Task Calls_that_end_during_a_read_count()
    {
        var reading = new TaskCompletionSource<NanoUsd>();
        store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>()).Returns(reading.Task);
        var waiting = MemberAsync();

        End(7);
        reading.SetResult(new NanoUsd(100));

        (await waiting).ShouldBeInRange(100, 107);
        (await MemberAsync()).ShouldBe(107);
    }

    private async Task<long> MemberAsync() => (await spend.GetForMemberAsync(holder.Member, TestContext.Current.CancellationToken)).Value;

    private void SetStoredSpend(long spent) => store.SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>()).Returns(new NanoUsd(spent));

    private async Task ShouldHaveReadAsync(int times) => await store.Received(times).SpendOfMemberAsync(holder.Member.Id, November, Arg.Any<CancellationToken>());

    /// <summary>Ends a call on this node.</summary>
    private UsageRecord End(long cost)
    {
        var record = Record(cost);
        closed.Publish(new RecordClosed(record));
        return record;
    }

    private UsageRecord Record(long cost) => new()
    {
        Id = RequestId.New(time.GetUtcNow()),
        At = time.GetUtcNow(),
        TenantId = holder.Key.TenantId,
        KeyId = holder.Key.Id,
        MemberId = holder.Member.Id,
        ModelRequested = "test/model",
        Route = "pinned",
        Status = 200,
        Cost = new NanoUsd(cost),
        Source = UsageSource.Provider,
        DurationMs = 100,
        Attempts = 1,
        CatalogVersion = "abc",
    };
}
