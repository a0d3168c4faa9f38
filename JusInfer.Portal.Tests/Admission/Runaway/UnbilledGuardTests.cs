using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Admission.Runaway;

/// <summary>
/// A team is paused if its calls cost the operator much that none of its limits covers. Its tightest limit is $50 at first.
/// </summary>
public sealed class UnbilledGuardTests : GuardTests
{
    private readonly IWalletStore wallets = Substitute.For<IWalletStore>();
    private readonly InMemoryBudgetStore budgets = new();
    private readonly TestTeam team = new();
    private readonly InMemoryKeyStore keys = new();
    private readonly UsageRecord call;

    public UnbilledGuardTests()
    {
        Guard = new UnbilledGuard(
            History, budgets, wallets, team.Store, keys, Pauses, Writer, Stored, Time, NullLogger<UnbilledGuard>.Instance);
        call = Records.Next() with { TeamId = team.Team.Id, Status = 200 };
        WalletIs(WalletMode.Prepaid, usd: 50);
    }

    private protected override StoredRecordGuard Guard { get; }

    [Fact]
    public async Task A_team_whose_unbilled_amount_passes_a_tenth_of_its_limit_is_paused()
    {
        SumIs(unbilled: 5.01m);

        Call(0.5m);

        var pause = await PausedAsync();
        (pause.Scope, pause.Subject).ShouldBe((PauseScope.Team, team.Team.Id.ToString()));
        pause.EndsAt.ShouldBe(Time.GetUtcNow().AddHours(24));
        pause.Reason.ShouldBe(
            "Its calls cost $5.01 in 24 hours that none of its limits covers, more than $5.00: a tenth of its tightest limit, $50.00, "
            + "and at least $1.00.");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(24, false)]
    [InlineData(-48, false)] // the clock was two days ahead when it began
    public async Task A_pause_lasts_for_24_hours(int hours, bool isOn)
    {
        SumIs(unbilled: 5.01m);
        Call(0.5m);
        var pause = await PausedAsync();

        pause.IsOn(pause.At.AddHours(hours)).ShouldBe(isOn);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public async Task A_tenth_of_the_limit_is_allowed(int unbilled)
    {
        SumIs(unbilled);

        Call(0.5m);

        await ShouldNotPauseAsync();
    }

    [Theory]
    [InlineData("budget", 99, false)]
    [InlineData("budget", 101, true)]
    [InlineData("member", 101, true)]
    [InlineData("key", 101, true)]
    [InlineData("notify", 101, false)]
    [InlineData("postpaid", 99, false)]
    [InlineData("postpaid", 101, true)]
    public async Task The_tightest_limit_that_rejects_calls_decides_and_a_dollar_at_least(string limit, int cents, bool isPaused)
    {
        if (limit is "budget" or "notify")
        {
            budgets.All.Add(new Budget
            {
                Id = BudgetId.New(Time.GetUtcNow()),
                TeamId = team.Team.Id,
                Scope = BudgetScope.Tenant,
                Window = BudgetWindow.Day,
                Amount = NanoUsd.FromUsd(2),
                OnReach = limit == "budget" ? ReachAction.Block : ReachAction.Notify,
                CreatedAt = Time.GetUtcNow(),
                Version = 1,
            });
        }

        if (limit == "member")
            team.Store.Members[0] = team.Owner with { Cap = new Cap(NanoUsd.FromUsd(2), CapAction.Block) };
        if (limit == "key")
        {
            var limits = new KeyTerms { RequestsPerMinute = 600, MonthlyCap = NanoUsd.FromUsd(2) };
            await new KeyMinter(keys, Time).MintAsync(
                team.Team.Id, team.Owner.Id, new NewKey { Name = "capped", Terms = limits }, CancellationToken.None);
        }

        if (limit == "postpaid") WalletIs(WalletMode.Postpaid, usd: 0);
        SumIs(cents / 100m);

        Call(0.5m);

        if (isPaused) await PausedAsync();
        else await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task What_an_empty_wallet_had_before_the_calls_is_its_limit()
    {
        WalletIs(WalletMode.Prepaid, usd: 0);
        SumIs(unbilled: 4, cost: 50);

        Call(4);

        await ShouldNotPauseAsync();
    }

    [Theory]
    [InlineData(nameof(UsageSource.Counted))]
    [InlineData(nameof(UsageSource.Estimated))]
    public async Task Amounts_of_interrupted_calls_without_a_usage_report_do_not_count(string source)
    {
        SumIs(unbilled: 100);

        Store(call with { Unbilled = NanoUsd.FromUsd(10), Source = Enum.Parse<UsageSource>(source) });

        await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task Only_what_came_after_the_release_by_an_operator_counts()
    {
        LastPauseWas(ago: TimeSpan.FromHours(3), resumed: TimeSpan.FromHours(2));
        SumIs(unbilled: 100);

        Call(10);

        await PausedAsync();
        await History.Received().SumAsync(team.Team.Id, Time.GetUtcNow().AddHours(-2), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_paused_team_is_not_paused_again()
    {
        LastPauseWas(ago: TimeSpan.FromHours(23), resumed: null);
        SumIs(unbilled: 100);

        Call(10);

        await ShouldNotPauseAsync();
    }

    [Fact]
    public async Task After_24_hours_a_pause_is_over_and_the_team_can_be_paused_again()
    {
        LastPauseWas(ago: TimeSpan.FromHours(25), resumed: null);
        SumIs(unbilled: 100);

        Call(10);

        await PausedAsync();
        await Pauses.Received(1).ResumeAsync(
            team.Team.Id, PauseScope.Team, team.Team.Id.ToString(), Time.GetUtcNow().AddHours(-1), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_store_is_asked_again_when_the_calls_of_this_node_alone_can_pass_the_limit_or_after_a_minute()
    {
        SumIs(unbilled: 2);
        Call(2);
        Call(1);
        Call(2);
        await ShouldNotPauseAsync();
        await History.Received(1).SumAsync(team.Team.Id, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
        SumIs(unbilled: 5.1m);

        Call(0.1m);

        await PausedAsync();
        Pauses.ClearReceivedCalls();
        Time.Advance(TimeSpan.FromMinutes(1));
        Call(0.01m);
        await PausedAsync();
    }

    private void SumIs(decimal unbilled, decimal cost = 0) => History
        .SumAsync(team.Team.Id, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>())
        .Returns(new TeamCosts(NanoUsd.FromUsd(cost), NanoUsd.FromUsd(unbilled)));

    private void WalletIs(WalletMode mode, decimal usd) => wallets.GetAsync(team.Team.Id, Arg.Any<CancellationToken>())
        .Returns(new WalletState(team.Team.Id, mode, NanoUsd.FromUsd(usd), NanoUsd.Zero));

    private void LastPauseWas(TimeSpan ago, TimeSpan? resumed) => Pauses
        .FindAsync(team.Team.Id, PauseScope.Team, team.Team.Id.ToString(), Arg.Any<CancellationToken>())
        .Returns(PauseOf(call, PauseScope.Team, team.Team.Id.ToString(), ago, resumed));

    private void Call(decimal unbilled) => Store(call with { Unbilled = NanoUsd.FromUsd(unbilled) });

    private Task ShouldNotPauseAsync()
    {
        var other = TeamId.New(Time.GetUtcNow());
        History.SumAsync(other, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>())
            .Returns(new TeamCosts(NanoUsd.Zero, NanoUsd.FromUsd(1_000_000)));
        wallets.GetAsync(other, Arg.Any<CancellationToken>())
            .Returns(new WalletState(other, WalletMode.Prepaid, NanoUsd.Zero, NanoUsd.Zero));
        return ShouldPauseOnlyAsync(call with { TeamId = other, Unbilled = NanoUsd.FromUsd(1) });
    }
}
