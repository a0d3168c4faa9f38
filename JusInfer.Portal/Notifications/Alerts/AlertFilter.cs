using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>Selects a page of alerts, newest first.</summary>
internal sealed record AlertFilter
{
    public required TeamId Team { get; init; }

    public required int Limit { get; init; }

    /// <summary>The page begins after this alert, which is newer than its alerts; null for the first page.</summary>
    public AlertId? After { get; init; }

    /// <summary>Only the alerts about this member's cap and keys, and those about the budgets that everyone sees. Null for all alerts.</summary>
    public MemberId? Member { get; init; }

    /// <summary>What a member may see: owners, admins and billing everything, others what concerns them, as with budgets.</summary>
    public static AlertFilter VisibleTo(Member member, int limit, AlertId? after) => new()
    {
        Team = member.TeamId,
        Limit = limit,
        After = after,
        Member = member.Role.ManagesSpend() ? null : member.Id,
    };
}
