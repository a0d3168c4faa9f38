using System.Collections.Concurrent;
using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// Asks the store for this node's parts of rates, one request per team at a time. If the store does not answer, each node applies the limits to its own
/// calls until it does: rates protect from load, and calls without limits of money go on.
/// </summary>
internal sealed partial class RateExchange(IRateStore store, LeaseNode node, TimeProvider time, ILogger<RateExchange> logger)
{
    /// <summary>The store is not asked again for so long after it did not answer.</summary>
    private static readonly TimeSpan DownTime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TeamId, TeamExchange> teams = new();

    /// <summary>A call waits no longer for an answer. Then each node applies the rates to its own calls.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The store did not answer a request of the team a moment ago.</summary>
    public bool IsDown(TeamId team) =>
        TeamOf(team).DownSince is var since && since != 0 && time.GetElapsedTime(since) < DownTime;

    /// <summary>Adds a lease that is renewed from here on.</summary>
    public void Add(TeamId team, RateLease lease) => TeamOf(team).Leases.Add(lease);

    /// <summary>Leases what the calls that wait for some rates of a team lack.</summary>
    /// <returns>False if the store does not answer.</returns>
    public async Task<bool> GrowAsync(TeamId team, ImmutableArray<RateLease> leases, CancellationToken cancellationToken)
    {
        var exchange = TeamOf(team);
        var growth = ExchangeAsync(exchange, leases, static lease => lease.PlanGrowth());
        try
        {
            return await growth.WaitAsync(MaxWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            exchange.DownSince = time.GetTimestamp();
            return false;
        }
    }

    /// <summary>Renews, fills up, settles and returns what this node has leased of all teams.</summary>
    public async Task RenewAsync()
    {
        foreach (var (_, exchange) in teams) await ExchangeAsync(exchange, exchange.Leases, static lease => lease.PlanRenewal());
    }

    /// <summary>Returns what no call of a team needs, because another node lacks it.</summary>
    public Task ReturnAsync(TeamId team) =>
        teams.TryGetValue(team, out var exchange)
            ? ExchangeAsync(exchange, exchange.Leases, static lease => lease.PlanReturn())
            : Task.CompletedTask;

    private async Task<bool> ExchangeAsync(TeamExchange exchange, IEnumerable<RateLease> leases, Func<RateLease, RateItem?> plan)
    {
        await exchange.Turn.WaitAsync(CancellationToken.None);
        try
        {
            List<(RateLease Lease, RateItem Item)> asked = [];
            foreach (var lease in leases)
            {
                if (plan(lease) is { } item) asked.Add((lease, item));
            }

            if (asked.Count == 0) return true;
            var sentAt = time.GetTimestamp();
            var request = new RateRequest(exchange.Id, ++exchange.Sequence, [.. asked.Select(static one => one.Item)]);
            var answers = await store.ExchangeAsync(request, node, CancellationToken.None);
            for (var i = 0; i < asked.Count; i++) asked[i].Lease.Apply(asked[i].Item, answers[i], sentAt);
            exchange.DownSince = 0;
            return true;
        }
        catch (Exception fault)
        {
            exchange.DownSince = time.GetTimestamp();
            LogExchangeFailed(fault);
            return false;
        }
        finally
        {
            exchange.Turn.Release();
        }
    }

    private TeamExchange TeamOf(TeamId team) => teams.GetOrAdd(team, static id => new TeamExchange(id));

    [LoggerMessage(LogEvents.RateExchangeFailed, LogLevel.Warning, "The rates of a team could not be leased. Until the store answers, this node applies them to its own calls.")]
    private partial void LogExchangeFailed(Exception fault);

    private sealed class TeamExchange(TeamId id)
    {
        private long downSince;

        public TeamId Id => id;

        public ConcurrentBag<RateLease> Leases { get; } = [];

        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>When the store did not answer; 0 if it has answered since.</summary>
        public long DownSince
        {
            get => Volatile.Read(ref downSince);
            set => Volatile.Write(ref downSince, value);
        }

        /// <summary>Guarded by the turn.</summary>
        public long Sequence { get; set; }
    }
}
