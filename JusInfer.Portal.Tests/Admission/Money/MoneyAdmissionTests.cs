using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Admission.Money;

public sealed class MoneyAdmissionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TeamId Team = TeamId.New(Now);

    private readonly ManualTime time = new(Now);
    private readonly TeamAllowances allowances = new();
    private readonly Allowance allowance;

    public MoneyAdmissionTests() => allowance = allowances.Open(AllowanceId.OfWallet(Team), NanoUsd.Zero, TimeSpan.Zero);

    [Fact]
    public async Task A_call_without_limits_holds_nothing_and_is_charged_its_cost()
    {
        var hold = (await HoldAsync(CallLimits.None, Call(initial: 1_000))).Value;

        hold.Held.ShouldBe(NanoUsd.Zero);
        hold.Charge(Usd(5)).ShouldBe(Usd(5));
        hold.TryCover(1_000_000).ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_that_the_limit_has_no_room_for_gets_fewer_output_tokens()
    {
        var hold = (await HoldAsync(Limited(1.10m), Call(initial: 1_000))).Value;

        hold.MaxOutputTokens.ShouldBe(100, "the prompt costs $1.00 and a thousand tokens cost $1.00");
        hold.Held.ShouldBe(Usd(1.10m));
    }

    [Fact]
    public async Task A_call_whose_prompt_exceeds_the_limit_is_rejected_at_once()
    {
        var rejected = (await HoldAsync(Limited(1), Call(initial: 1_000))).Error!;

        rejected.Reason.ShouldBe(RejectionReason.Budget);
        rejected.Scope.ShouldBe("tenant.month");
        rejected.Message.ShouldBe(
            "The monthly budget of the team is reached: $0.00 of $1.00 are spent, and this call can cost $1.016. "
            + "An owner of the team can raise it to $1.02 or more. The next month begins on 1 Jan 9999, 00:00 UTC.");
    }

    [Fact]
    public async Task An_empty_wallet_says_so()
    {
        var rejected = (await HoldAsync(new CallLimits(allowances, [new CallLimit(new Limit(allowance, NanoUsd.Zero), Budget: null)]), Call(initial: 10))).Error!;

        rejected.Reason.ShouldBe(RejectionReason.Wallet);
        rejected.Message.ShouldStartWith("The team's wallet has $0.00 left");
    }

    [Fact]
    public async Task A_call_waits_for_running_calls_that_hold_what_it_needs()
    {
        var limits = Limited(3);
        var running = (await HoldAsync(limits, Call(initial: 1_000))).Value;
        var waiting = HoldAsync(limits, Call(initial: 1_000)).AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        running.Charge(Usd(1));
        Spend(1);
        running.Release();

        var hold = (await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Value;
        hold.Held.ShouldBe(Usd(2));
    }

    [Fact]
    public async Task A_call_that_has_waited_long_enough_takes_what_is_free()
    {
        var limits = Limited(3.5m);
        (await HoldAsync(limits, Call(initial: 1_000))).Value.Held.ShouldBe(Usd(2));
        var waiting = HoldAsync(limits, Call(initial: 1_000)).AsTask();

        time.Advance(TimeSpan.FromSeconds(31));

        var hold = (await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Value;
        hold.MaxOutputTokens.ShouldBe(500);
    }

    [Fact]
    public async Task A_call_that_has_waited_in_vain_is_rejected()
    {
        var limits = Limited(2.5m);
        (await HoldAsync(limits, Call(initial: 1_000))).Error.ShouldBeNull();
        var waiting = HoldAsync(limits, Call(initial: 1_000)).AsTask();

        time.Advance(TimeSpan.FromSeconds(31));

        var rejected = (await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Error!;
        rejected.Message.ShouldContain("running calls hold $2.00");
    }

    [Fact]
    public async Task A_hold_is_extended_ahead_of_a_stream_until_the_limit_has_no_room()
    {
        var hold = (await HoldAsync(Limited(3), Call(initial: 1_000, maximum: 20_000))).Value;

        hold.TryCover(800).ShouldBeTrue();
        hold.OutputTokens.ShouldBe(1_000, "the rest of what is held lasts for another event");
        hold.TryCover(900).ShouldBeTrue();
        hold.OutputTokens.ShouldBe(1_540);
        hold.Held.ShouldBe(Usd(2.54m));
        hold.TryCover(1_500).ShouldBeTrue();
        hold.OutputTokens.ShouldBe(2_000, "there is room for a part of a step");
        hold.TryCover(2_000).ShouldBeTrue();
        hold.TryCover(2_001).ShouldBeFalse("the provider should have ended the answer: its limit is lowered to 2,000 tokens");
    }

    [Fact]
    public async Task A_stream_that_holds_its_longest_form_is_not_cut()
    {
        var hold = (await HoldAsync(Limited(30), Call(initial: 100, maximum: 900))).Value;

        hold.TryCover(899).ShouldBeTrue();
        hold.OutputTokens.ShouldBe(900);
        hold.TryCover(5_000).ShouldBeTrue("the provider ends the answer");
    }

    [Fact]
    public async Task A_stream_ends_before_an_event_could_exceed_what_is_held()
    {
        var limits = Limited(3);
        var hold = (await HoldAsync(limits, Call(initial: 500, maximum: 900))).Value;
        (await HoldAsync(limits, Call(initial: 500))).Error.ShouldBeNull();

        hold.TryCover(300).ShouldBeTrue();
        hold.TryCover(436).ShouldBeTrue();
        hold.TryCover(437).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_is_never_charged_more_than_the_limit_has_room_for()
    {
        var hold = (await HoldAsync(Limited(2.5m), Call(initial: 1_000))).Value;
        hold.Held.ShouldBe(Usd(2));

        hold.Charge(Usd(2.2m)).ShouldBe(Usd(2.2m), "the limit has room for it");
        hold.Charge(Usd(9)).ShouldBe(Usd(2.5m));
    }

    [Fact]
    public async Task A_call_that_can_cost_more_than_is_left_waits_for_the_real_costs_of_others_and_runs_alone()
    {
        var limits = Limited(5);
        var first = (await HoldAsync(limits, Call(initial: 100) with { Margin = Usd(3) })).Value;
        var second = HoldAsync(limits, Call(initial: 100) with { Margin = Usd(3) }).AsTask();
        second.IsCompleted.ShouldBeFalse("the first one can cost 4.10 of 5.00");

        first.Charge(Usd(1));
        Spend(1);
        first.Release();
        var alone = (await second.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Value;
        var third = HoldAsync(limits, Call(initial: 100)).AsTask();
        third.IsCompleted.ShouldBeFalse("the second one can cost all of the 4.00 that are left");
        alone.Charge(Usd(9)).ShouldBe(Usd(4));
        alone.Release();

        (await third.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Value.Held.ShouldBe(Usd(1.1m));
    }

    [Fact]
    public async Task A_call_that_has_waited_in_vain_for_real_costs_is_told_so()
    {
        var limits = Limited(5);
        (await HoldAsync(limits, Call(initial: 100) with { Margin = Usd(9) })).Error.ShouldBeNull();
        var waiting = HoldAsync(limits, Call(initial: 100) with { Margin = Usd(9) }).AsTask();

        time.Advance(TimeSpan.FromSeconds(31));

        var rejected = (await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Error!;
        rejected.Reason.ShouldBe(RejectionReason.Budget);
        rejected.Message.ShouldBe(
            "The monthly budget of the team has $5.00 left, and this call can cost up to $10.10: only the provider knows how many tokens "
            + "its prompt has. Such calls run one at a time, and the ones before it did not end within 30 seconds. Send it again, or send a "
            + "shorter prompt.");
    }

    [Fact]
    public async Task One_call_can_cost_its_provider_more_than_its_limit_has_left()
    {
        var call = Call(initial: 100, maximum: 100) with { Margin = Usd(2) };

        (await HoldAsync(Limited(1.2m), call)).TryGet(out var hold, out _).ShouldBeTrue();
        hold!.Charge(Usd(3.1m)).ShouldBe(Usd(1.2m), "of the $3.10 that the provider bills");
    }

    /// <summary>What providers bill for calls that all at once can cost up to four times their estimate, against a limit.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Concurrent_calls_cost_their_provider_the_limit_and_one_call_at_most(int seed)
    {
        var limits = Limited(50);
        var random = new Random(seed);
        var calls = Enumerable.Range(0, 300).Select(_ => (Margin: random.Next(0, 4), Real: (decimal)random.NextDouble())).ToArray();
        var billed = 0L;

        await Task.WhenAll(calls.Select(call => Task.Run(async () =>
        {
            if (!(await HoldAsync(limits, Call(initial: 100) with { Margin = Usd(call.Margin) })).TryGet(out var hold, out _)) return;
            var cost = Usd(1.1m + (call.Real * call.Margin));
            await Task.Yield();
            Interlocked.Add(ref billed, cost.Value);
            var charged = hold.Charge(cost);
            allowances.AddEnded(Spent(charged), hold);
        })));

        allowances.StateOf(allowance).Spent.ShouldBeLessThanOrEqualTo(Usd(50));
        new NanoUsd(billed).ShouldBeLessThanOrEqualTo(Usd(50 + 4.1m));
        allowance.Reserved.ShouldBe(NanoUsd.Zero);
    }

    /// <summary>Calls that cost more than they hold end while the client of each one before still reads.</summary>
    [Fact]
    public async Task A_call_that_has_ended_takes_nothing_from_what_others_are_charged()
    {
        var limits = Limited(10);
        var holds = new List<MoneyHold>();
        for (var i = 0; i < 3; i++) holds.Add((await HoldAsync(limits, Call(initial: 100) with { Margin = Usd(2) })).Value);

        foreach (var hold in holds)
        {
            var charged = hold.Charge(Usd(3.1m));
            charged.ShouldBe(Usd(3.1m));
            allowances.AddEnded(Spent(charged), hold);
        }

        foreach (var hold in holds) hold.Release();
        allowances.StateOf(allowance).ShouldBe((Usd(9.3m), NanoUsd.Zero));
    }

    /// <summary>Random calls that cost more or less than they hold, all at once.</summary>
    [Fact]
    public async Task Concurrent_calls_never_spend_more_than_the_limit()
    {
        var limits = Limited(50);
        var random = new Random(4711);
        var calls = Enumerable.Range(0, 300).Select(_ => (Initial: random.Next(16, 3_000), Cost: Usd((decimal)random.NextDouble() * 5))).ToArray();

        var completed = await Task.WhenAll(calls.Select(call => Task.Run(async () =>
        {
            if (!(await HoldAsync(limits, Call(call.Initial, maximum: 3_000))).TryGet(out var hold, out _)) return false;
            await Task.Yield();
            var charged = hold.Charge(call.Cost);
            allowances.AddEnded(Spent(charged), hold);
            return true;
        })));

        var (spent, held) = allowances.StateOf(allowance);
        spent.ShouldBeLessThanOrEqualTo(Usd(50));
        spent.ShouldBeGreaterThan(Usd(48.9m), "the rest does not pay for another prompt");
        held.ShouldBe(NanoUsd.Zero);
        completed.Count(static one => one).ShouldBeGreaterThanOrEqualTo(10, "each costs less than five dollars");
    }

    private ValueTask<Result<MoneyHold, AdmissionRejection>> HoldAsync(CallLimits limits, HoldRequest call) =>
        new MoneyAdmission(time).HoldAsync(limits, call, TestContext.Current.CancellationToken);

    /// <summary>A budget with one allowance.</summary>
    private CallLimits Limited(decimal usd) =>
        new(allowances, [new CallLimit(new Limit(allowance, Usd(usd)), Budget(usd, BudgetScope.Tenant, BudgetWindow.Month))]);

    private static Budget Budget(decimal usd, BudgetScope scope, BudgetWindow window) => new()
    {
        Id = BudgetId.New(Now),
        TeamId = Team,
        Scope = scope,
        Window = window,
        Amount = Usd(usd),
        OnReach = ReachAction.Block,
        CreatedAt = Now,
        Version = 1,
    };

    /// <summary>A prompt of $1.00, and a thousand output tokens for $1.00.</summary>
    private static HoldRequest Call(long initial, long? maximum = null) => new()
    {
        InputTokens = 1,
        PromptCost = Usd(1),
        OutputPerMillion = Usd(1_000),
        InitialOutputTokens = initial,
        MaxOutputTokens = maximum ?? initial,
    };

    private void Spend(decimal usd) => allowances.AddEnded(Spent(Usd(usd)));

    private static CallSpend Spent(NanoUsd cost) =>
        new(new RequestId(Guid.NewGuid()), Now, MemberId.New(Now), KeyId.New(Now), null, null, null, cost, IsSimulated: false);

    private static NanoUsd Usd(decimal amount) => NanoUsd.FromUsd(amount);
}
