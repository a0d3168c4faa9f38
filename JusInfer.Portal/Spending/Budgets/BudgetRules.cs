using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>Checks the fields of a budget that depend on each other or on the team.</summary>
internal sealed class BudgetRules(IKeyStore keys, ITenancyStore tenancy, TimeProvider time)
{
    /// <summary>Adds the errors to the input.</summary>
    public async Task CheckAsync(TeamId team, Input<BudgetRequest> input, CancellationToken cancellationToken)
    {
        var request = input.Request;
        if (request is { Scope: { } scope, ScopeId: { Length: > 0 } id } && await FindFaultAsync(team, scope, id, cancellationToken) is { } fault)
            input.AddError(nameof(BudgetRequest.ScopeId), fault);
        if (request is { RaiseUsd: not null, RaiseUntil: null })
            input.AddError(nameof(BudgetRequest.RaiseUntil), "{0} is missing; raise_usd needs the time when the addition ends.");
        if (request is { RaiseUsd: null, RaiseUntil: not null })
            input.AddError(nameof(BudgetRequest.RaiseUsd), "{0} is missing; raise_until needs the amount of the addition.");
        if (request.RaiseUntil <= time.GetUtcNow()) input.AddError(nameof(BudgetRequest.RaiseUntil), "{0} must be in the future.");
    }

    private async Task<string?> FindFaultAsync(TeamId team, BudgetScope scope, string id, CancellationToken cancellationToken) => scope switch
    {
        BudgetScope.Tenant => "{0} must be absent for the scope tenant.",
        BudgetScope.Key when !KeyId.TryParse(id, out var key) || await keys.FindAsync(team, key, cancellationToken) is null =>
            $"The team has no key '{id}'.",
        BudgetScope.Member when !(await tenancy.ListMembersAsync(team, cancellationToken)).Any(member => member.Id.ToString() == id) =>
            $"The team has no member '{id}'.",
        _ => null,
    };
}
