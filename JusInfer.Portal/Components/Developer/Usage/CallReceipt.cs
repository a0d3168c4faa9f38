using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>All that a member may see of one call.</summary>
public sealed class CallReceipt
{
    internal UsageRecord Call { get; init; } = default!;

    internal string KeyName { get; init; } = "";

    internal RouteDetails? Details { get; init; }

    internal ReceiptPrices? Prices { get; init; }

    /// <summary>The limits that the call held money of, for people.</summary>
    internal string Held { get; init; } = "";

    internal ImmutableArray<AttemptRecord> Attempts { get; init; } = [];

    internal ImmutableArray<OutcomeRow> Outcomes { get; init; } = [];

    /// <summary>What the provider said; null for those who may not read it.</summary>
    internal string? ProviderError { get; init; }

    /// <summary>The call as the API returns it.</summary>
    internal ReceiptView View { get; init; } = default!;
}

/// <summary>Reads receipts.</summary>
internal sealed class ReceiptReader(
    IUsageQueries usage, IKeyStore keys, IFeedbackStore feedback, CatalogSource catalog, BudgetService budgets, ITenancyStore tenancy)
{
    /// <returns>Null if the team has no such call.</returns>
    public async Task<CallReceipt?> FindAsync(Member me, bool isOperator, RequestId id, CancellationToken cancellationToken)
    {
        if (await usage.FindRequestAsync(me.TeamId, id, cancellationToken) is not { } call) return null;
        var (details, limits, access) = (RouteDetails.Parse(call.RouteDetails), HeldLimits.Parse(call.HeldLimits),
            ProviderErrorAccess.Of(me, isOperator));
        var reports = await feedback.ListAsync(call.TeamId, FeedbackSubject.Request, call.Id.ToString(), cancellationToken);
        var names = reports.IsEmpty ? null : await ReporterNames.ReadAsync(call.TeamId, keys, tenancy, cancellationToken);
        return new CallReceipt
        {
            Call = call,
            Details = details,
            KeyName = (await keys.FindAsync(call.TeamId, call.KeyId, cancellationToken))?.Name ?? call.KeyId.ToString(),
            Prices = ReceiptPrices.Find(call, details, catalog.Current),
            Held = limits is { Length: > 0 } ? HeldDescriptions.Describe(limits, await budgets.ListAsync(me, cancellationToken)) : "",
            Attempts = AttemptLog.Read(call),
            Outcomes = names is null ? [] : [.. reports.Select(report => OutcomeRow.From(report, names.Of))],
            ProviderError = access.Includes(call) ? call.ProviderError : null,
            View = ReceiptView.From(call, access, reports),
        };
    }
}
