using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>
/// Counts which of the last 30 days' calls a budget would have rejected. A call is rejected if its cost does not fit into what the accepted
/// calls of its window have left, whatever the budget's <see cref="ReachAction"/>.
/// </summary>
internal sealed class BudgetPreview(IUsageQueries usage, IBudgetStore store, BudgetRules rules, TimeProvider time)
{
    public const int Days = 30;

    /// <summary>The number of the team's newest calls of which a preview reads those that the budget applies to. Older ones are left out.</summary>
    public const int MaxCalls = 200_000;

    public async Task<Result<PreviewResult, RequestError>> CountAsync(
        Member actor, Input<BudgetRequest> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.ManagesSpend()) return new RequestError.Forbidden("Only owners, admins and billing of the team preview budgets.");
        await rules.CheckAsync(actor.TeamId, input, cancellationToken);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var now = time.GetUtcNow();
        var budget = input.Request.ToBudget(BudgetId.New(now), actor.TeamId, now);
        var zone = await store.GetTimeZoneAsync(actor.TeamId, cancellationToken);
        var (calls, isTruncated) = await ReadAsync(budget, now.AddDays(-Days), cancellationToken);
        return new PreviewResult(CountStopped(budget, calls, zone), calls.Count, isTruncated);
    }

    /// <summary>The calls that the budget applies to, oldest first.</summary>
    private async Task<(List<Call> Calls, bool IsTruncated)> ReadAsync(Budget budget, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var filter = new CostedCallFilter
        {
            Team = budget.TeamId,
            From = from,
            MaxScannedRows = MaxCalls,
            Model = budget.Model,
            Key = budget.Scope == BudgetScope.Key && KeyId.TryParse(budget.ScopeId, out var key) ? key : null,
            Member = budget.Scope == BudgetScope.Member && MemberId.TryParse(budget.ScopeId, out var member) ? member : null,
        };
        var costs = await usage.ReadCostsAsync(filter, cancellationToken);
        var calls = new List<Call>(costs.Calls.Count);
        foreach (var call in costs.Calls)
        {
            if (SubjectOf(call, budget) is { } subject && (budget.ScopeId is null || budget.ScopeId == subject))
                calls.Add(new Call(call.At, subject, call.Cost));
        }

        calls.Reverse();
        return (calls, costs.IsTruncated);
    }

    private static int CountStopped(Budget budget, List<Call> calls, TimeZoneInfo zone)
    {
        var stopped = 0;
        var spent = new Dictionary<string, (DateTimeOffset End, NanoUsd Amount)>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            var (end, used) = spent.GetValueOrDefault(call.Subject);
            if (call.At >= end) (end, used) = (WindowCalendar.Of(budget.Window, call.At, zone).End, NanoUsd.Zero);
            var amount = budget.AmountAt(call.At);
            if (used >= amount || used + call.Cost > amount) stopped++;
            else used += call.Cost;
            spent[call.Subject] = (end, used);
        }

        return stopped;
    }

    /// <summary>What the call is counted for; null if the budget does not apply to it.</summary>
    private static string? SubjectOf(in CostedCall call, Budget budget) => budget.Scope switch
    {
        BudgetScope.Member when call.Member.Value == call.Key.Value => null, // A service key acts for no member.
        BudgetScope.Member => budget.ScopeId ?? call.Member.ToString(),
        BudgetScope.Key => budget.ScopeId ?? call.Key.ToString(),
        BudgetScope.User => call.User,
        BudgetScope.Run => call.Run,
        _ => "",
    };

    private readonly record struct Call(DateTimeOffset At, string Subject, NanoUsd Cost);
}

/// <summary>The result of a preview.</summary>
/// <param name="Stopped">The number of calls that would have been rejected.</param>
/// <param name="Calls">The number of calls that the budget applies to.</param>
/// <param name="IsTruncated">There were more calls than a preview reads; the oldest were left out.</param>
internal sealed record PreviewResult(int Stopped, int Calls, bool IsTruncated);
