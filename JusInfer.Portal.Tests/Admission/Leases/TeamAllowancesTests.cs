using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Tests.Admission.Leases;

public sealed class TeamAllowancesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Uptime = TimeSpan.FromDays(1);
    private static readonly TeamId Team = TeamId.New(Now);
    private static readonly KeyId Key = KeyId.New(Now);
    private static readonly MemberId Member = MemberId.New(Now);

    private readonly TeamAllowances allowances = new();

    [Fact]
    public void Calls_that_can_cost_more_than_they_hold_fit_in_a_limit_together()
    {
        var limit = new Limit(Open(AllowanceKind.Team), Usd(10));

        Hold(limit, 1, margin: 3).ShouldBe(HoldOutcome.Held);
        Hold(limit, 1, margin: 3).ShouldBe(HoldOutcome.Held);
        Hold(limit, 1, margin: 3).ShouldBe(HoldOutcome.Uncertain, "the running calls can cost 8 of 10");
        Hold(limit, 2, margin: 0).ShouldBe(HoldOutcome.Held, "it cannot cost more");
        Hold(limit, 7, margin: 0).ShouldBe(HoldOutcome.NoRoom);
    }

    [Fact]
    public void A_call_that_can_cost_more_than_is_left_has_all_of_it_to_itself()
    {
        var limit = new Limit(Open(AllowanceKind.Team), Usd(10));
        allowances.TryHold([limit], Usd(2), Usd(20), out var taken).ShouldBe(HoldOutcome.Held);

        Hold(limit, 1, margin: 0).ShouldBe(HoldOutcome.Uncertain);
        HoldUpTo(Usd(50), limit).ShouldBe(Usd(8), "its real cost");
        allowances.Release([limit], Usd(10), Usd(20), taken);
        Hold(limit, 1, margin: 3).ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public void Only_the_limits_with_too_little_are_taken()
    {
        var (small, large) = (new Limit(Open(AllowanceKind.Key, Key.ToString()), Usd(2)), new Limit(Open(AllowanceKind.Team), Usd(100)));
        allowances.TryHold([small, large], Usd(1), Usd(5), out var taken).ShouldBe(HoldOutcome.Held);

        taken.ShouldBe(1UL);
        Hold(large, 1, margin: 5).ShouldBe(HoldOutcome.Held);
        Hold(small, 1, margin: 0).ShouldBe(HoldOutcome.Uncertain);
    }

    private HoldOutcome Hold(Limit limit, decimal amount, decimal margin) => allowances.TryHold([limit], Usd(amount), Usd(margin), out _);

    [Fact]
    public void An_amount_is_held_of_all_limits_or_of_none()
    {
        var (wide, narrow) = (new Limit(Open(AllowanceKind.Team), Usd(10)), new Limit(Open(AllowanceKind.Key, Key.ToString()), Usd(1)));

        allowances.TryHold([wide, narrow], Usd(2)).ShouldBeFalse();
        allowances.TryHold([wide, narrow], Usd(1)).ShouldBeTrue();

        allowances.StateOf(wide.Allowance).ShouldBe((NanoUsd.Zero, Usd(1)));
        allowances.StateOf(narrow.Allowance).ShouldBe((NanoUsd.Zero, Usd(1)));
    }

    [Fact]
    public async Task Concurrent_holds_never_exceed_a_limit()
    {
        var limit = new Limit(Open(AllowanceKind.Team), Usd(50));

        var held = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => allowances.TryHold([limit], Usd(1)))));

        held.Count(static isHeld => isHeld).ShouldBe(50);
    }

    [Fact]
    public void A_call_that_has_ended_counts_until_it_is_stored_and_once_afterwards()
    {
        var call = Call(Usd(3));
        allowances.AddEnded(call);

        var opened = allowances.Open(Id(AllowanceKind.Team), stored: Usd(5), Uptime);
        allowances.StateOf(opened).Spent.ShouldBe(Usd(8), "it is not in the store's sum yet");
        allowances.MarkStored(call.Id);

        allowances.Open(Id(AllowanceKind.Team), stored: Usd(8), Uptime);
        allowances.StateOf(opened).Spent.ShouldBe(Usd(8), "now it is");
    }

    [Fact]
    public void A_call_counts_against_the_allowances_that_cover_it()
    {
        var team = Open(AllowanceKind.Team);
        var key = Open(AllowanceKind.Key, Key.ToString());
        var otherKey = Open(AllowanceKind.Key, KeyId.New(Now).ToString());
        var member = Open(AllowanceKind.Member, Member.ToString());
        var user = Open(AllowanceKind.User, "ann");
        var run = Open(AllowanceKind.Run, "root");
        var model = Open(AllowanceKind.Team, model: "a/small");
        var otherModel = Open(AllowanceKind.Team, model: "a/large");
        var yesterday = allowances.Open(Id(AllowanceKind.Team) with { Start = Now.AddDays(-2), End = Now.AddDays(-1) }, NanoUsd.Zero, Uptime);

        allowances.AddEnded(Call(Usd(1)));

        foreach (var covering in new[] { team, key, member, user, run, model }) allowances.StateOf(covering).Spent.ShouldBe(Usd(1), covering.Id.ToString());
        foreach (var other in new[] { otherKey, otherModel, yesterday }) allowances.StateOf(other).Spent.ShouldBe(NanoUsd.Zero, other.Id.ToString());
    }

    [Fact]
    public void A_simulated_call_does_not_touch_the_wallet()
    {
        var (wallet, team) = (allowances.Open(AllowanceId.OfWallet(Team), NanoUsd.Zero, Uptime), Open(AllowanceKind.Team));

        allowances.AddEnded(Call(Usd(1)) with { IsSimulated = true });

        allowances.StateOf(wallet).Spent.ShouldBe(NanoUsd.Zero);
        allowances.StateOf(team).Spent.ShouldBe(Usd(1));
    }

    [Fact]
    public void The_room_is_that_of_the_tightest_limit()
    {
        var (first, second) = (new Limit(Open(AllowanceKind.Team), Usd(10)), new Limit(Open(AllowanceKind.User, "ann"), Usd(4)));
        allowances.AddEnded(Call(Usd(1)));
        allowances.TryHold([first, second], Usd(2));

        allowances.RoomOf([first, second]).ShouldBe((Usd(1), Usd(3)));
        HoldUpTo(Usd(5), first, second).ShouldBe(Usd(1));
        HoldUpTo(Usd(5), first, second).ShouldBe(NanoUsd.Zero);
    }

    [Fact]
    public async Task A_waiting_call_learns_of_a_release()
    {
        var limit = new Limit(Open(AllowanceKind.Team), Usd(1));
        allowances.TryHold([limit], Usd(1));
        var seen = allowances.Releases;
        var waiting = WaitAsync();

        allowances.Release([limit], Usd(1));
        var late = WaitAsync();

        await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        late.IsCompleted.ShouldBeTrue("the release was after the attempt");
        allowances.TryHold([limit], Usd(1)).ShouldBeTrue();

        Task WaitAsync() => allowances.WaitForReleaseAsync(seen, TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void An_allowance_that_no_call_uses_is_removed_unless_something_is_held_of_it()
    {
        var (unused, held) = (Open(AllowanceKind.Run, "over"), Open(AllowanceKind.Run, "running"));
        allowances.TryHold([new Limit(held, Usd(1))], Usd(1));

        allowances.Open(Id(AllowanceKind.Team), NanoUsd.Zero, Uptime + TimeSpan.FromHours(1));

        allowances.ListOpen().ShouldNotContain(unused.Id);
        allowances.ListOpen().ShouldContain(held.Id);
    }

    [Fact]
    public void An_allowance_counts_on_after_another_one_of_its_subject_was_removed()
    {
        var (ofModel, all) = (Open(AllowanceKind.Key, Key.ToString(), model: "a/small"), Open(AllowanceKind.Key, Key.ToString()));
        var later = Uptime + TimeSpan.FromHours(1);
        allowances.Find(all.Id, later);
        allowances.Open(Id(AllowanceKind.Team), NanoUsd.Zero, later);
        allowances.ListOpen().ShouldNotContain(ofModel.Id);

        allowances.AddEnded(Call(Usd(1)));

        allowances.StateOf(all).Spent.ShouldBe(Usd(1));
    }

    private Allowance Open(AllowanceKind kind, string subject = "", string model = "") =>
        allowances.Open(Id(kind) with { Subject = subject, Model = model }, NanoUsd.Zero, Uptime);

    private static AllowanceId Id(AllowanceKind kind) => new(Team, kind, "", "", Now.AddDays(-1), Now.AddDays(1));

    private static CallSpend Call(NanoUsd cost) => new(RequestId.New(Now), Now, Member, Key, "ann", "root", "a/small", cost, IsSimulated: false);

    private static NanoUsd Usd(decimal amount) => NanoUsd.FromUsd(amount);

    /// <summary>What a stream holds more of as it goes on was open before, and is not kept free twice.</summary>
    [Fact]
    public void What_a_running_call_holds_more_is_not_open_any_more()
    {
        var (limit, margin) = (new Limit(Open(AllowanceKind.Team), Usd(10)), Usd(4));
        allowances.TryHold([limit], Usd(1), margin, out _).ShouldBe(HoldOutcome.Held);

        allowances.HoldUpTo([limit], Usd(3), ref margin).ShouldBe(Usd(3));

        margin.ShouldBe(Usd(1));
        limit.Allowance.Reserved.ShouldBe(Usd(5));
        allowances.TryHold([limit], Usd(2), Usd(3), out _).ShouldBe(HoldOutcome.Held, "5 of 10 are left");
        allowances.Release([limit], Usd(4), margin);
        allowances.Release([limit], Usd(2), Usd(3));
        limit.Allowance.Reserved.ShouldBe(NanoUsd.Zero);
    }

    [Fact]
    public void A_call_that_costs_nothing_and_one_that_a_running_call_waits_for_do_not_wait_for_a_taken_limit()
    {
        var limit = new Limit(Open(AllowanceKind.Team), Usd(10));
        allowances.TryHold([limit], Usd(1), Usd(20), out var taken).ShouldBe(HoldOutcome.Held);
        taken.ShouldBe(1ul);

        allowances.TryHold([limit], Usd(1), Usd(1), out _).ShouldBe(HoldOutcome.Uncertain);
        allowances.TryHold([limit], NanoUsd.Zero, NanoUsd.Zero, out _).ShouldBe(HoldOutcome.Held);
        allowances.TryHold([limit], Usd(1), NanoUsd.Zero, out var none, isDependent: true).ShouldBe(HoldOutcome.Held);
        none.ShouldBe(0ul);
    }

    /// <summary>As for a call that can cost nothing more.</summary>
    private NanoUsd HoldUpTo(NanoUsd amount, params ReadOnlySpan<Limit> limits)
    {
        var margin = NanoUsd.Zero;
        return allowances.HoldUpTo(limits, amount, ref margin);
    }
}
