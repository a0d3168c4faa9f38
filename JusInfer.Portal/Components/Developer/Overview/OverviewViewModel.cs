using System.Collections.Immutable;
using JusInfer.Portal.Components.Developer.Tenant;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>The data of the Overview.</summary>
/// <param name="Figures">What the team spent in the period.</param>
/// <param name="Attention">What the reader should look at, the severe items first.</param>
/// <param name="TopKeys">The keys with the highest spend in the period.</param>
/// <param name="Budgets">The budgets and caps that the reader may see, those that are used most first.</param>
/// <param name="HasKeys">Whether the reader may see a live key.</param>
/// <param name="IsNew">The team has made no call.</param>
internal sealed record OverviewViewModel(
    OverviewFigures Figures, ImmutableArray<AttentionItem> Attention, ImmutableArray<TopKey> TopKeys,
    ImmutableArray<BudgetRow> Budgets, bool HasKeys, bool IsNew);
