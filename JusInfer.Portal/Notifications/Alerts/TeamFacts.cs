using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>What is known of a team at one moment. <see cref="AlertRules"/> decides which alerts follow.</summary>
internal sealed record TeamFacts
{
    public required TeamId Team { get; init; }

    public required DateTimeOffset Now { get; init; }

    public ImmutableArray<BudgetUse> Budgets { get; init; } = [];

    /// <summary>Null if it was not read.</summary>
    public WalletState? Wallet { get; init; }

    /// <summary>The cost of the current day (UTC).</summary>
    public NanoUsd Today { get; init; }

    /// <summary>The cost of each of the seven days before. Days without cost can be missing.</summary>
    public ImmutableArray<NanoUsd> EarlierDays { get; init; } = [];

    public ImmutableArray<KeyCalls> RecentCalls { get; init; } = [];

    /// <summary>The keys that are neither revoked nor expired.</summary>
    public ImmutableArray<ApiKey> LiveKeys { get; init; } = [];

    /// <summary>The keys that were reported as leaked a short time ago, and are revoked.</summary>
    public ImmutableArray<ApiKey> ReportedKeys { get; init; } = [];

    /// <summary>The newest calls of the last hour that were rejected for lack of money, newest first.</summary>
    public ImmutableArray<Rejection> Rejections { get; init; } = [];

    public ImmutableArray<Pause> Pauses { get; init; } = [];
}

/// <summary>A budget in its current window.</summary>
/// <param name="Budget">The budget, of one subject: <see cref="Budget.ScopeId"/> is null for the team only.</param>
/// <param name="Name">What it applies to, as people know it.</param>
/// <param name="Member">The member whose calls or whose key it limits; null for others.</param>
/// <param name="Spent">The cost of the calls in the window.</param>
/// <param name="Start">The first instant of the window.</param>
/// <param name="End">The instant after the window.</param>
internal sealed record BudgetUse(Budget Budget, string Name, MemberId? Member, NanoUsd Spent, DateTimeOffset Start, DateTimeOffset End);

/// <summary>The calls of a key in the current and the previous hour, as far as they are in the current quarter of the day.</summary>
internal sealed record KeyCalls(ApiKey Key, UsageSums Sums);
