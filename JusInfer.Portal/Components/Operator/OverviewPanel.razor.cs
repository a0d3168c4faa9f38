using System.Collections.Immutable;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>The state of the installation. The teams are read once per page; what this node has in memory is refreshed.</summary>
public sealed partial class OverviewPanel
{
    private const int PageSize = 25;

    private static readonly TimeSpan SignUpPeriod = TimeSpan.FromDays(7);

    private static readonly TimeSpan QueueInterval = TimeSpan.FromSeconds(10);

    private NodeReport? node;
    private HealthReport? health;
    private BillingSums bills;
    private DeliveryBacklog? queues;
    private ImmutableArray<(TeamWallet Team, Pause Pause)> paused = [];
    private DateTimeOffset queuesReadAt;
    private ImmutableArray<(TeamWallet Team, UsageSums Month)> teams = [];
    private ImmutableArray<TeamWallet> newestTeams = [];
    private TeamId? next;
    private string? loaded;
    private int? sharedMailboxes;

    /// <summary>The last team of the previous page.</summary>
    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private NodeStatus Node { get; set; } = default!;

    [Inject]
    private ProviderHealth Health { get; set; } = default!;

    [Inject]
    private BillingReview Bills { get; set; } = default!;

    [Inject]
    private LegacyAccounts Accounts { get; set; } = default!;

    [Inject]
    private IWalletStore Wallets { get; set; } = default!;

    [Inject]
    private PausedTeams PausedTeams { get; set; } = default!;

    [Inject]
    private PauseService Pauses { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private IMailStore Mails { get; set; } = default!;

    [Inject]
    private IDeliveryStore Deliveries { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    /// <summary>The number of new teams, as far as the first page of teams has them.</summary>
    private string SignUps
    {
        get
        {
            var since = Time.GetUtcNow() - SignUpPeriod;
            var count = newestTeams.Count(team => team.CreatedAt >= since);
            return count > PageSize ? $"more than {PageSize}" : NumberFormat.Count(count);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != (After ?? "")) await ReloadAsync();
    }

    private protected override void Read()
    {
        (node, health, bills) = (Node.Report(), Health.Report(), Bills.Sum());
        if (Time.GetUtcNow() - queuesReadAt >= QueueInterval) _ = RefreshQueuesAsync();
    }

    private protected override async Task ReadStoreAsync()
    {
        loaded = After ?? "";
        await ReadQueuesAsync();

        // Once a page: all addresses are looked through.
        if (sharedMailboxes is null && await FindOperatorAsync() is { } me)
            sharedMailboxes = (await Accounts.ListAsync(me.UserId, Disposed)).SharedMailboxes;
        var month = UtcMonth.Of(Time.GetUtcNow());
        var page = await Wallets.ListNewestTeamsAsync(PageSize + 1, TeamId.TryParse(After, out var before) ? before : null, Disposed);
        var rows = new List<(TeamWallet Team, UsageSums Month)>(PageSize);
        foreach (var team in page.Take(PageSize))
            rows.Add((team, await Usage.SumAsync(new UsageWindow(team.Id, month, month.AddMonths(1)), UsageSelection.All, Disposed)));
        teams = [.. rows];
        next = page.Length > PageSize ? page[PageSize - 1].Id : null;
        if (loaded.Length == 0) newestTeams = page;
        else if (newestTeams.IsEmpty) newestTeams = await Wallets.ListNewestTeamsAsync(PageSize + 1, before: null, Disposed);
    }

    private async Task RefreshQueuesAsync()
    {
        await ReadQueuesAsync();
        if (!Disposed.IsCancellationRequested) StateHasChanged();
    }

    /// <summary>Nobody may be waiting for it, so a fault of the store is shown as an alarm, and the next refresh tries again.</summary>
    private async Task ReadQueuesAsync()
    {
        var now = queuesReadAt = Time.GetUtcNow();
        try
        {
            paused = await ReadPausedAsync();
            queues = new DeliveryBacklog(await Mails.ReadQueueAsync(now, Disposed), await Deliveries.ReadQueueAsync(now - DeliveryBacklog.GivenUpPeriod, Disposed));
        }
        catch (Exception)
        {
            queues = null;
        }
    }

    private async Task<ImmutableArray<(TeamWallet Team, Pause Pause)>> ReadPausedAsync()
    {
        var read = ImmutableArray.CreateBuilder<(TeamWallet Team, Pause Pause)>();
        foreach (var pause in (await PausedTeams.ListAsync(Disposed)).Values.OrderByDescending(static pause => pause.At))
        {
            if (await Wallets.FindTeamAsync(pause.TeamId, Disposed) is { } team) read.Add((team, pause));
        }

        return read.ToImmutable();
    }

    private async Task ChangeWalletAsync(TeamWallet team)
    {
        if (await ConfirmsFirstAsync()) return;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(WalletDialog.Id)] = team.Id.ToString(),
            [nameof(WalletDialog.Team)] = team.Name,
            [nameof(WalletDialog.Balance)] = NumberFormat.Money(team.Wallet.Balance),
            [nameof(WalletDialog.IsPostpaid)] = team.Wallet.Mode == WalletMode.Postpaid,
        };
        if (await Dialogs.OpenAsync<WalletDialog, string>($"Wallet of {team.Name}", parameters) is { } done) Dialogs.NotifySuccess(done);
        await ReloadAsync();
    }

    private async Task ResumeAsync(TeamWallet team, Pause pause)
    {
        if (await ConfirmsFirstAsync()) return;
        var consequence = $"{pause.Reason} Its calls are accepted again, and only what they cost from now on counts.";
        var resumed = await ConfirmAsync(
            $"Resume {team.Name}?",
            consequence,
            "Resume",
            async me => (await Pauses.ResumeTeamAsync(me, team.Id.ToString(), CancellationToken.None)).Error);
        if (resumed) Dialogs.NotifySuccess($"{team.Name} is resumed.");
        await ReloadAsync();
    }

    /// <summary>The document has a base address, against which a fragment alone would be resolved.</summary>
    private string AddressOf(OperatorAlarm alarm) => alarm.Href.StartsWith('#') ? new Uri(Navigation.Uri).PathAndQuery + alarm.Href : alarm.Href;

    private static string CallsOf(UsageSums month) =>
        $"{(month.Requests == 1 ? "1 call" : $"{NumberFormat.Count(month.Requests)} calls")}, {NumberFormat.Count(month.Errors)} failed";

    private static IEnumerable<EndpointStatus> Unavailable(HealthReport report) => report.Endpoints.Where(static endpoint => endpoint.State != EndpointState.Available);
}
