using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Tests.Admission.Leases;

/// <summary>A limit that is lowered while nodes have leased more than it leaves.</summary>
public sealed class LoweredLimitTests
{
    private static readonly TeamId Team = TeamId.New(DateTimeOffset.UnixEpoch);
    private static readonly TimeSpan Uptime = TimeSpan.FromDays(1);

    private readonly TeamAllowances allowances = new(TimeProvider.System);
    private readonly Allowance allowance;

    public LoweredLimitTests()
    {
        allowance = allowances.Open(AllowanceId.OfWallet(Team), stored: NanoUsd.Zero, Uptime);
        allowances.OpenLease(allowance.Id, default);
    }

    [Fact]
    public void A_call_with_the_lower_limit_does_not_use_what_was_leased_before()
    {
        Lease(20, granted: 8, live: 4);
        allowances.TryHold([Limit(20)], Usd(1)).ShouldBeTrue();

        allowances.TryHold([Limit(10)], Usd(1)).ShouldBeFalse("12 of 10 are leased");
        allowances.LacksLease([Limit(10)], Usd(1)).ShouldBeTrue("it may ask for it");
        allowances.TryHold([Limit(12)], Usd(1)).ShouldBeTrue("12 of 12 are leased");
    }

    [Fact]
    public void What_no_call_holds_is_returned_before_the_node_asks_again()
    {
        Lease(20, granted: 8, live: 4);
        allowances.TryHold([Limit(20)], Usd(3)).ShouldBeTrue();

        var request = allowances.PlanLowering([Limit(10)]).ShouldNotBeNull();

        request.Items[0].ShouldBe(new LeaseItem(allowance.Id, Usd(10), Minimum: NanoUsd.Zero, Wanted: Usd(3)));
        Apply(request, granted: 3, live: 4);
        allowances.PlanLowering([Limit(10)]).ShouldBeNull();
        Lease(10, granted: 4, live: 4);
        allowances.TryHold([Limit(10)], Usd(1)).ShouldBeTrue("8 of 10 are leased");
    }

    [Fact]
    public void A_lease_is_not_used_after_calls_with_the_higher_limit_have_spent_what_the_lower_one_leaves()
    {
        Lease(10, granted: 3, live: 3);
        allowances.TryHold([Limit(10)], Usd(1)).ShouldBeTrue("6 of 10 are leased");

        allowances.Open(allowance.Id, stored: Usd(5), Uptime);

        allowances.TryHold([Limit(10)], Usd(1)).ShouldBeFalse("5 of 10 are spent, and others may still have 3");
        allowances.PlanLowering([Limit(10)]).ShouldNotBeNull();
    }

    [Fact]
    public void A_lease_is_renewed_by_the_limit_of_the_last_call()
    {
        Lease(20, granted: 1, live: 4);
        allowances.TryHold([Limit(10)], Usd(1)).ShouldBeTrue();

        allowances.PlanRenewal().ShouldNotBeNull().Items[0].Limit.ShouldBe(Usd(10));
    }

    private void Lease(int limit, int granted, int live)
    {
        allowances.PlanGrowth([Limit(limit)], Usd(1), Usd(granted), out var request).ShouldBe(LeaseNeed.Request);
        Apply(request!, granted, live);
    }

    private void Apply(LeaseRequest request, int granted, int live)
    {
        var state = new LeaseState(Usd(granted), Settled: NanoUsd.Zero, request.Sequence);
        var answer = new LeaseReplyItem(state, Lacks: false, Spent: NanoUsd.Zero, Usd(live), Dead: NanoUsd.Zero);
        allowances.Apply(request, new LeaseReply(IsGranted: true, [answer]), TimeProvider.System.GetTimestamp());
    }

    private Limit Limit(int amount) => new(allowance, Usd(amount));

    private static NanoUsd Usd(decimal amount) => NanoUsd.FromUsd(amount);
}
