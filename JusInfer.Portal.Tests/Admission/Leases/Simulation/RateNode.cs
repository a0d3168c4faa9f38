using System.Collections.Immutable;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>A node with the real rate limiters, admission and exchange.</summary>
internal sealed class RateNode : IRateStore
{
    public static readonly RateId RequestsOfTeam = new(AllowanceSubject.Team, RateUnit.Requests);
    public static readonly RateId CallsOfTeam = new(AllowanceSubject.Team, RateUnit.ConcurrentCalls);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>An exchange takes longer than a call waits for it: for this time, calls may be admitted without leases.</summary>
    private static readonly TimeSpan Suspicion = TimeSpan.FromSeconds(4.5);

    private readonly SimWorld world;
    private readonly RateDatabase database;
    private readonly RateLimiters limiters;
    private readonly RateAdmission admission;
    private readonly RateExchange exchange;
    private long suspectUntil;

    public RateNode(SimWorld world, RateDatabase database)
    {
        (this.world, this.database) = (world, database);
        Process = new SimProcess(world);
        Node = new LeaseNode(world.NewId());
        exchange = new RateExchange(this, Node, Process.Clock, NullLogger<RateExchange>.Instance);
        limiters = new RateLimiters(Process.Clock, exchange);
        admission = new RateAdmission(Process.Clock, exchange);
    }

    public LeaseNode Node { get; }

    public SimProcess Process { get; }

    /// <summary>The running calls that were admitted with leases.</summary>
    public int Leased { get; private set; }

    public static RateId CallsOf(KeyId key) => new(AllowanceSubject.From(key), RateUnit.ConcurrentCalls);

    public void Start() => Process.Start(async () =>
    {
        while (true)
        {
            await Process.Clock.Delay(TimeSpan.FromSeconds(1));
            await exchange.RenewAsync();
        }
    });

    public void Recall() => Process.Start(() => exchange.ReturnAsync(TestCalls.Team));

    public void Pause()
    {
        Suspect(TimeSpan.FromSeconds(90));
        Process.Pause();
    }

    public void Kill() => Process.Kill();

    public void Begin(KeyHolder holder, int tokens, int used, TimeSpan duration, Action onStart) => Process.Start(async () =>
    {
        var rates = limiters.Of(holder);
        if (await admission.TakeAsync(rates, LimitKind.RequestsPerMinute, 1, CancellationToken.None) is not { Rate.Conforms: true }) return;
        var isTaken = !IsSuspect;
        if (isTaken) database.Taken++;
        if (await admission.EnterAsync(rates, CancellationToken.None) is not null)
        {
            if (isTaken) database.Taken--;
            rates.Settle(LimitKind.RequestsPerMinute, used: 0, taken: 1);
            return;
        }

        var isLeased = !IsSuspect;
        if (isLeased) Leased++;
        if (await admission.TakeAsync(rates, LimitKind.TokensPerMinute, tokens, CancellationToken.None) is { Rate.Conforms: true })
        {
            onStart();
            await Process.Clock.Delay(duration);
            rates.Settle(LimitKind.TokensPerMinute, used, tokens);
        }

        if (isLeased) Leased--;
        rates.Leave();
    });

    public Task<bool> TakeAsync(KeyHolder holder, int requests)
    {
        var result = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Process.Start(async () =>
            result.SetResult(await admission.TakeAsync(limiters.Of(holder), LimitKind.RequestsPerMinute, requests, CancellationToken.None) is { Rate.Conforms: true }));
        return result.Task;
    }

    /// <summary>Whether the node can run so many calls at once.</summary>
    public Task<bool> EnterAsync(KeyHolder holder, int calls)
    {
        var result = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Process.Start(async () =>
        {
            var (rates, entered) = (limiters.Of(holder), 0);
            while (entered < calls && await admission.EnterAsync(rates, CancellationToken.None) is null) entered++;
            for (var i = 0; i < entered; i++) rates.Leave();
            result.SetResult(entered == calls);
        });
        return result.Task;
    }

    public Task<ImmutableArray<RateReplyItem>> ExchangeAsync(RateRequest request, LeaseNode node, CancellationToken cancellationToken)
    {
        var sent = database.Mutant == RateMutant.ReturnedInUse ? request with { Items = [.. request.Items.Select(WithLess)] } : request;
        var reply = new TaskCompletionSource<ImmutableArray<RateReplyItem>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (isLost, isSlow) = (world.Happens(0.02), world.Happens(0.03));
        if (isLost) Suspect(Timeout + TimeSpan.FromSeconds(1.5));
        if (isSlow) Suspect(Suspicion);
        if (isLost && world.Happens(0.5)) world.Schedule(world.Between(1, 6_000), Execute);
        if (!isLost) world.Schedule(isSlow ? world.Between(100, 3_000) : Delay(), Execute);
        if (isLost) world.Schedule(Timeout, () => Process.Run(() => reply.TrySetException(new TimeoutException("No reply."))));
        return reply.Task;

        void Execute()
        {
            var answers = database.Exchange(sent, node);
            if (database.Mutant == RateMutant.GrantedTwice) answers = [.. answers.Select(static answer => answer with { Granted = answer.Granted * 2 })];
            if (!isLost) world.Schedule(Delay(), () => Process.Run(() => reply.TrySetResult(answers)));
        }
    }


    private static RateItem WithLess(RateItem item) =>
        item is { Id.Unit: RateUnit.ConcurrentCalls, Spare: 0, Needed: > 0 } ? item with { Needed = item.Needed - 1 } : item;

    private bool IsSuspect => world.Now < suspectUntil || exchange.IsDown(TestCalls.Team);

    private void Suspect(TimeSpan time) => suspectUntil = Math.Max(suspectUntil, world.Now + time.Ticks);

    private TimeSpan Delay() => world.Between(0.2, 8);
}
