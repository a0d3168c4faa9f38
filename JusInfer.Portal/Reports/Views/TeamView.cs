using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Reports.Views;

/// <summary>The caller's team, and the caller's role in it. The version is also the ETag; it increases with each change.</summary>
internal sealed record TeamView(
    string Id, string Name, DateTime CreatedAt, string TimeZone, string MemberId, string Role, bool StoreResponses, int? ResponseRetentionDays, bool ShareResponses,
    bool RequireSecondFactor,
    int? Rpm, int? Tpm, int? Concurrency, KeyPolicyView Policy, RoutingPolicyView Routing, long Version)
{
    public static TeamView From(Team team, Member me) => new(
        team.Id.ToString(),
        team.Name,
        team.CreatedAt.UtcDateTime,
        team.TimeZone,
        me.Id.ToString(),
        EnumFormat.Format(me.Role),
        team.Responses.Store,
        team.Responses.RetentionDays,
        team.Responses.ShareWithTeam,
        team.RequireSecondFactor,
        team.Rates.RequestsPerMinute,
        team.Rates.TokensPerMinute,
        team.Rates.Concurrency,
        KeyPolicyView.From(team.KeyPolicy),
        RoutingPolicyView.From(team.Routing),
        team.Version);
}

/// <summary>The team's rules for keys. A rule that is null or empty does not apply.</summary>
internal sealed record KeyPolicyView(
    IReadOnlyList<string> Models, int? MaxRpm, int? MaxTpm, int? MaxConcurrency, decimal? MaxMonthlyCapUsd, int? MaxDays, IReadOnlyList<string> AllowedAddresses)
{
    public static KeyPolicyView From(KeyPolicy policy) => new(
        policy.Models,
        policy.MaxRequestsPerMinute,
        policy.MaxTokensPerMinute,
        policy.MaxConcurrency,
        policy.MaxMonthlyCap?.Usd,
        policy.MaxDays,
        [.. policy.AllowedAddresses.Select(static range => range.ToString())]);
}

/// <summary>The team's rules for automatic routing. A rule that is null or empty does not apply.</summary>
internal sealed record RoutingPolicyView(
    string? Baseline, int ControlPercent, bool SessionModel, int SessionPercent, IReadOnlyList<string> Allowed, IReadOnlyList<string> Preferred,
    int? MinQualityPercent, int? MarginPoints)
{
    public static RoutingPolicyView From(RoutingPolicy routing) => new(
        routing.Baseline, routing.ControlPercent, routing.SessionModel, routing.SessionPercent, routing.Allowed, routing.Preferred, routing.MinQualityPercent,
        routing.MarginPoints);
}

/// <summary>A member, with the spend of this month (UTC). The version is also the ETag; it increases with each change.</summary>
internal sealed record MemberView(
    string Id, string Email, string Role, decimal MonthSpendUsd, CapView? Cap, DateTime JoinedAt, int? Rpm, int? Tpm, int? Concurrency,
    long Version)
{
    public static MemberView From(Member member, NanoUsd spend) => new(
        member.Id.ToString(),
        member.Email,
        EnumFormat.Format(member.Role),
        spend.Usd,
        member.Cap is { } cap ? CapView.From(cap) : null,
        member.JoinedAt.UtcDateTime,
        member.Rates.RequestsPerMinute,
        member.Rates.TokensPerMinute,
        member.Rates.Concurrency,
        member.Version);
}

/// <summary>The team's members, and the open invitations.</summary>
internal sealed record MembersView(IReadOnlyList<MemberView> Data, IReadOnlyList<InvitationView> Invitations);

/// <summary>A cap; <c>monthly_usd</c> is null if there is none.</summary>
internal sealed record CapView(decimal? MonthlyUsd, string? OnReach)
{
    public static CapView From(Cap? cap) => new(cap?.Monthly.Usd, cap is null ? null : EnumFormat.Format(cap.OnReach));
}
