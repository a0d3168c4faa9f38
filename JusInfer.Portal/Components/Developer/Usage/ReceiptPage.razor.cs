using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The receipt of one call: everything that its usage record contains.</summary>
public sealed partial class ReceiptPage
{
    private UsageRecord? record;
    private string keyName = "";
    private RouteDetails? details;
    private ReceiptPrices? prices;
    private string held = "";
    private ImmutableArray<AttemptRecord> attempts = [];
    private ImmutableArray<OutcomeRow> outcomes = [];

    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    [Inject]
    private IFeedbackStore Feedback { get; set; } = default!;

    [Inject]
    private CatalogSource Catalog { get; set; } = default!;

    [Inject]
    private BudgetService Budgets { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var requestAborted = Http?.RequestAborted ?? CancellationToken.None;
        var signedIn = await Resolver.ResolveAsync((await Authentication).User, requestAborted);
        if (signedIn is not null && RequestId.TryParse(Id, out var id))
            record = await Usage.FindRequestAsync(signedIn.Team.Id, id, requestAborted);
        if (record is null)
        {
            Navigation.NotFound();
            return;
        }

        details = RouteDetails.Parse(record.RouteDetails);
        prices = ReceiptPrices.Find(record, details, Catalog.Current);
        attempts = AttemptLog.Read(record);
        if (HeldLimits.Parse(record.HeldLimits) is { Length: > 0 } limits) held = HeldDescriptions.Describe(limits, await Budgets.ListAsync(signedIn!.Member, requestAborted));
        keyName = (await KeyStore.FindAsync(record.TeamId, record.KeyId, requestAborted))?.Name ?? record.KeyId.ToString();
        var reports = await Feedback.ListAsync(record.TeamId, FeedbackSubject.Request, record.Id.ToString(), requestAborted);
        if (!reports.IsEmpty)
        {
            var names = await ReporterNames.ReadAsync(record.TeamId, KeyStore, Tenancy, requestAborted);
            outcomes = [.. reports.Select(report => OutcomeRow.From(report, names.Of))];
        }
    }

    private static AttemptBar BarOf(AttemptRecord attempt) => new(
        $"{attempt.Model} at {attempt.Provider}", AttemptDescriptions.Describe(attempt.Outcome, attempt.Status), attempt.Outcome != AttemptOutcome.Answered, attempt.StartedMs, attempt.DurationMs);

    /// <summary>Explains the choice without the answer that was repeated, which has a line of its own.</summary>
    private string WhyThisModel(UsageRecord call) => RouteSentences.Explain(call.Route, call.ModelServed, details is null ? null : details with { Escalated = null });

    /// <summary>The attempts that followed one whose response had begun.</summary>
    private ImmutableArray<int> ResumedMs(UsageRecord call) => !call.Resumed
        ? []
        : [.. attempts.Zip(attempts.Skip(1)).Where(static pair => pair.First.Outcome == AttemptOutcome.Broken).Select(static pair => pair.Second.StartedMs)];

    /// <summary>The expected cost of the chosen model or of the baseline; of other models it is not kept.</summary>
    private static string ExpectedCost(string? model, RouteDetails decision) => model switch
    {
        not null when model == decision.Baseline && decision.ExpectedBaseline is { } baseline => NumberFormat.Money(baseline),
        not null when decision.Expected is { } expected && decision.Rejected.All(rejected => rejected.Model != model) => NumberFormat.Money(expected),
        _ => "–",
    };

    private static IEnumerable<(string Name, long Count, Func<Price, NanoUsd> Price)> Buckets(UsageRecord call) => new (string Name, long Count, Func<Price, NanoUsd> Price)[]
    {
        ("Input", call.Tokens.InputUncached, static price => price.InputPerMillion),
        ("Input read from cache", call.Tokens.CacheRead, static price => price.CacheReadPerMillion),
        ("Input written to cache, 5 minutes", call.Tokens.CacheWrite5m, static price => price.CacheWrite5mPerMillion),
        ("Input written to cache, 1 hour", call.Tokens.CacheWrite1h, static price => price.CacheWrite1hPerMillion),
        ("Audio input", call.Tokens.AudioInput, static price => price.AudioInputPerMillion ?? price.InputPerMillion),
        ("Output", call.Tokens.OutputText, static price => price.OutputPerMillion),
        ("Output, reasoning", call.Tokens.OutputReasoning, static price => price.OutputPerMillion),
        ("Audio output", call.Tokens.AudioOutput, static price => price.AudioOutputPerMillion ?? price.OutputPerMillion),
    }.Where(static bucket => bucket.Count > 0 || bucket.Name is "Input" or "Output");

    private static string DescribeSource(UsageSource source) => source switch
    {
        UsageSource.Provider => "reported by the provider",
        UsageSource.Drained => "reported by the provider after the client disconnected",
        UsageSource.Counted => "counted by JusInfer from the delivered text",
        UsageSource.Estimated => "estimated, because the gateway stopped during the call",
        _ => "nothing was delivered, nothing is charged",
    };
}
