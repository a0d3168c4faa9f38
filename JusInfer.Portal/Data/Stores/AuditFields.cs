using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Data.Stores;

/// <summary>What the audit log records of each kind of thing. Secrets and their hashes are not among it.</summary>
internal static class AuditFields
{
    public static ImmutableArray<AuditChange> Between(Team? before, Team? after) => AuditChange.Between(From(before), From(after));

    public static ImmutableArray<AuditChange> Between(Member? before, Member? after) => AuditChange.Between(From(before), From(after));

    public static ImmutableArray<AuditChange> Between(ApiKey? before, ApiKey? after) => AuditChange.Between(From(before), From(after));

    public static ImmutableArray<AuditChange> Between(Invitation? before, Invitation? after) =>
        AuditChange.Between(From(before), From(after));

    public static ImmutableArray<AuditChange> Between(Budget? before, Budget? after) => AuditChange.Between(From(before), From(after));

    public static ImmutableArray<AuditChange> Between(Webhook? before, Webhook? after) => AuditChange.Between(From(before), From(after));

    private static AuditField[] From(Team? team) => team is null ? [] :
    [
        new("name", team.Name, IsPersonal: true), new("time_zone", team.TimeZone), .. From(team.Rates), new("store_responses", Text(team.Responses.Store)),
        new("response_retention_days", Text(team.Responses.RetentionDays)), new("share_responses", Text(team.Responses.ShareWithTeam)), new("require_second_factor", Text(team.RequireSecondFactor)), .. From(team.KeyPolicy), .. From(team.Routing),
    ];

    private static AuditField[] From(RoutingPolicy routing) =>
    [
        new("routing.baseline", routing.Baseline), new("routing.control_percent", Text(routing.ControlPercent)), new("routing.session_model", Text(routing.SessionModel)),
        new("routing.session_percent", Text(routing.SessionPercent)), new("routing.allowed", Text(routing.Allowed)), new("routing.preferred", Text(routing.Preferred)),
        new("routing.min_quality_percent", Text(routing.MinQualityPercent)), new("routing.margin_points", Text(routing.MarginPoints)),
    ];

    private static AuditField[] From(KeyPolicy policy) =>
    [
        new("policy.models", Text(policy.Models)), new("policy.max_rpm", Text(policy.MaxRequestsPerMinute)), new("policy.max_tpm", Text(policy.MaxTokensPerMinute)),
        new("policy.max_concurrency", Text(policy.MaxConcurrency)), new("policy.max_monthly_cap_usd", Text(policy.MaxMonthlyCap)),
        new("policy.max_days", Text(policy.MaxDays)), new("policy.allowed_addresses", Text(policy.AllowedAddresses)),
    ];

    private static AuditField[] From(Member? member) => member is null ? [] :
    [
        new("role", EnumFormat.Format(member.Role)), new("monthly_cap_usd", Text(member.Cap?.Monthly)),
        new("on_reach", member.Cap is { } cap ? EnumFormat.Format(cap.OnReach) : null), .. From(member.Rates),
    ];

    private static AuditField[] From(ApiKey? key) => key is null ? [] :
    [
        new("name", key.Name, IsPersonal: true), new("display", key.Display), new("previous_secret_ends_at", Text(key.Previous?.EndsAt)),
        new("member_id", key.MemberId.ToString()), new("service", Text(key.Service)), new("parent_id", key.ParentId?.ToString()),
        new("expires_at", Text(key.ExpiresAt)),
        .. KeyColumns.Shown.Select(column => new AuditField(column.Field, TextOfColumn(column.ShownOf(key.Terms)), column.IsPersonal)),
    ];

    private static AuditField[] From(Invitation? invitation) =>
        invitation is null ? [] : [new("email", invitation.Email, IsPersonal: true), new("role", EnumFormat.Format(invitation.Role))];

    /// <summary>The scope of a budget can be the name of an end user.</summary>
    private static AuditField[] From(Budget? budget) => budget is null ? [] :
    [
        new("scope", EnumFormat.Format(budget.Scope)), new("scope_id", budget.ScopeId, IsPersonal: budget.Scope is BudgetScope.User or BudgetScope.Run),
        new("model", budget.Model), new("window", EnumFormat.Format(budget.Window)), new("amount_usd", Text(budget.Amount)),
        new("on_reach", EnumFormat.Format(budget.OnReach)), new("raise_usd", Text(budget.Raise)), new("raise_until", Text(budget.RaiseUntil)),
    ];

    /// <summary>The path of a webhook's URL can be a credential of its receiver.</summary>
    private static AuditField[] From(Webhook? webhook) => webhook is null ? [] :
    [
        new("url", webhook.Origin), new("events", webhook.Events.IsEmpty ? null : string.Join(", ", webhook.Events)), new("enabled", Text(webhook.IsEnabled)),
        new("disabled_reason", webhook.DisabledReason),
    ];

    private static AuditField[] From(RateLimits rates) =>
        [new("rpm", Text(rates.RequestsPerMinute)), new("tpm", Text(rates.TokensPerMinute)), new("concurrency", Text(rates.Concurrency))];

    private static string? Text<T>(ImmutableArray<T> values) => values.IsEmpty ? null : string.Join(", ", values);

    /// <summary>A value of one of the types of <see cref="KeyColumn.Type"/>.</summary>
    private static string? TextOfColumn(object? value) => value switch
    {
        null => null,
        string text => text,
        string[] texts => Text([.. texts]),
        bool flag => Text(flag),
        int number => Text((int?)number),
        NanoUsd amount => Text((NanoUsd?)amount),
        KeyScope scope => EnumFormat.Format(scope),
        _ => throw new NotSupportedException($"A column has values of the type {value.GetType()}."),
    };

    private static string Text(bool value) => value ? "true" : "false";

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(NanoUsd? value) => value?.ToString();

    private static string? Text(DateTimeOffset? value) => value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
