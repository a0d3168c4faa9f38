using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>Manages the budgets of a team. Owners, admins and billing change them, and only an owner those of an owner; other members see those that apply to them.</summary>
internal sealed class BudgetService(
    IBudgetStore store, IKeyStore keys, ITenancyStore tenancy, BudgetRules rules, BudgetSpend spend, IStepUpAuthentication stepUp, TimeProvider time)
{
    private const string OnlyManagers = "Only owners, admins and billing of the team change budgets.";
    private const string OwnersOnly = "Only an owner of the team changes the budget of an owner or of an owner's key.";
    private const string NoSuchBudget = "There is no such budget.";

    /// <summary>The budgets, oldest first, then the monthly caps of keys and members.</summary>
    public async Task<ImmutableArray<Budget>> ListAsync(Member actor, CancellationToken cancellationToken)
    {
        var ownKeys = await keys.ListAsync(actor.TeamId, cancellationToken);
        if (!actor.Role.ManagesSpend()) ownKeys = [.. ownKeys.Where(key => key.HolderId == actor.Id)];
        var names = ownKeys.Select(key => key.Id.ToString()).Append(actor.Id.ToString()).ToHashSet(StringComparer.Ordinal);

        var budgets = (await store.ListAsync(actor.TeamId, cancellationToken)).Concat(await CapsAsync(actor.TeamId, ownKeys, cancellationToken));
        return [.. budgets.Where(budget => actor.Role.ManagesSpend() || Concerns(budget))];

        bool Concerns(Budget budget) =>
            budget.Scope is not (BudgetScope.Member or BudgetScope.Key) || budget.ScopeId is null || names.Contains(budget.ScopeId);
    }

    /// <summary>Adds a budget.</summary>
    public async Task<Result<ChangedBudget, RequestError>> AddAsync(Member actor, Input<BudgetRequest> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.ManagesSpend()) return new RequestError.Forbidden(OnlyManagers);
        await rules.CheckAsync(actor.TeamId, input, cancellationToken);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var now = time.GetUtcNow();
        var budget = input.Request.ToBudget(BudgetId.New(now), actor.TeamId, now);
        if (await LimitsOwnerAsync(actor, budget, cancellationToken)) return new RequestError.Forbidden(OwnersOnly);
        await store.AddAsync(budget, cancellationToken);
        return await ResultOfAsync(budget, cancellationToken);
    }

    /// <summary>Changes a budget.</summary>
    /// <param name="actor">The caller.</param>
    /// <param name="id">The budget.</param>
    /// <param name="version">The version that the caller has read; null changes any version.</param>
    /// <param name="input">The change.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<Result<ChangedBudget, RequestError>> ChangeAsync(
        Member actor, BudgetId id, long? version, Input<BudgetChange> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.ManagesSpend()) return new RequestError.Forbidden(OnlyManagers);
        if (await FindAsync(actor.TeamId, id, cancellationToken) is not { } stored)
            return await NotFoundAsync(actor.TeamId, id, cancellationToken);
        if (version is { } read && read != stored.Version) return Changed(stored.Version);

        var isRaised = stored.RaiseUntil > time.GetUtcNow();
        var current = isRaised ? stored : stored with { Raise = null, RaiseUntil = null };
        var request = new Input<BudgetRequest>(input.Request.ApplyTo(current), input.Errors);
        await rules.CheckAsync(actor.TeamId, request, cancellationToken);
        if (request.Errors.Any) return new RequestError.Invalid(request.Errors);

        var budget = request.Request.ToBudget(id, actor.TeamId, stored.CreatedAt) with { Version = stored.Version + 1 };
        if (await LimitsOwnerAsync(actor, stored, cancellationToken) || await LimitsOwnerAsync(actor, budget, cancellationToken))
            return new RequestError.Forbidden(OwnersOnly);
        if (budget.IsLooserThan(current) && await stepUp.CheckAsync(actor.UserId, cancellationToken) is { } required) return required;
        return await store.UpdateAsync(budget, cancellationToken) ? await ResultOfAsync(budget, cancellationToken) : Changed(stored.Version + 1);
    }

    /// <summary>Removes a budget.</summary>
    /// <returns>The error; null if the budget was removed.</returns>
    public async Task<RequestError?> RemoveAsync(Member actor, BudgetId id, long? version, CancellationToken cancellationToken)
    {
        if (!actor.Role.ManagesSpend()) return new RequestError.Forbidden(OnlyManagers);
        if (await FindAsync(actor.TeamId, id, cancellationToken) is not { } stored) return await NotFoundAsync(actor.TeamId, id, cancellationToken);
        if (await LimitsOwnerAsync(actor, stored, cancellationToken)) return new RequestError.Forbidden(OwnersOnly);
        if (version is { } read && read != stored.Version) return Changed(stored.Version);
        if (stored.OnReach is not ReachAction.Notify && await stepUp.CheckAsync(actor.UserId, cancellationToken) is { } required)
            return required;

        // The version that was checked is removed, so that a budget that becomes an owner's meanwhile stays.
        if (await store.RemoveAsync(actor.TeamId, id, stored.Version, cancellationToken)) return null;
        return await FindAsync(actor.TeamId, id, cancellationToken) is { } newer
            ? Changed(newer.Version)
            : await NotFoundAsync(actor.TeamId, id, cancellationToken);
    }

    /// <summary>Whether the budget is that of one owner or owner's key, and the actor is none.</summary>
    private async Task<bool> LimitsOwnerAsync(Member actor, Budget budget, CancellationToken cancellationToken)
    {
        if (actor.Role is Role.Owner || budget is not { Scope: BudgetScope.Member or BudgetScope.Key, ScopeId: { } subject }) return false;
        var holder = subject;
        if (budget.Scope is BudgetScope.Key && KeyId.TryParse(subject, out var id)) holder = (await keys.FindAsync(actor.TeamId, id, cancellationToken))?.HolderId.ToString();
        return (await tenancy.ListMembersAsync(actor.TeamId, cancellationToken)).Any(member => member.Role is Role.Owner && member.Id.ToString() == holder);
    }

    private static RequestError.Conflict Changed(long version) => RequestError.Conflict.OfVersion("budget", version);

    private async Task<Budget?> FindAsync(TeamId team, BudgetId id, CancellationToken cancellationToken) =>
        (await store.ListAsync(team, cancellationToken)).FirstOrDefault(budget => budget.Id == id);

    /// <summary>Names the endpoint of a cap, which is listed like a budget.</summary>
    private async Task<RequestError> NotFoundAsync(TeamId team, BudgetId id, CancellationToken cancellationToken)
    {
        var caps = await CapsAsync(team, await keys.ListAsync(team, cancellationToken), cancellationToken);
        return caps.FirstOrDefault(cap => cap.Id == id) switch
        {
            null => new RequestError.NotFound(NoSuchBudget),
            { Scope: BudgetScope.Key, ScopeId: var key } => new RequestError.Conflict(
                $"This budget is the monthly cap of a key. Change it with PATCH /v1/keys/{key} and the field monthly_cap_usd."),
            { ScopeId: var member } => new RequestError.Conflict(
                $"This budget is the monthly cap of a member. Change it with POST /v1/tenant/members/{member}/cap."),
        };
    }

    private async Task<IEnumerable<Budget>> CapsAsync(TeamId team, IEnumerable<ApiKey> keys, CancellationToken cancellationToken)
    {
        var members = await tenancy.ListMembersAsync(team, cancellationToken);
        return keys.Where(key => key.RevokedAt is null).Select(CapBudgets.From).Concat(members.Select(CapBudgets.From)).OfType<Budget>();
    }

    private async Task<ChangedBudget> ResultOfAsync(Budget budget, CancellationToken cancellationToken)
    {
        var spent = await spend.ReadAsync(budget, cancellationToken);
        var amount = budget.AmountAt(time.GetUtcNow());
        var warning = spent > amount
            ? $"The calls of the current window have already cost {spent} USD, which is more than {amount} USD. The budget is used up until the window ends."
            : null;
        return new ChangedBudget(budget, warning);
    }
}

/// <summary>A budget that was added or changed.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Warning">What its owner should know; null if nothing.</param>
internal sealed record ChangedBudget(Budget Budget, string? Warning);
