using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>A membership and the email address of its user, read in one query.</summary>
internal sealed class MemberWithEmail
{
    public required MemberRow Member { get; init; }

    public string? Email { get; init; }

    public Member ToMember() => new()
    {
        Id = Member.Id,
        TeamId = Member.TeamId,
        UserId = new UserId(Member.UserId),
        Email = Email ?? "",
        Role = Member.Role,
        Cap = Member is { CapMonthly: { } monthly, CapOnReach: { } onReach } ? new Cap(monthly, onReach) : null,
        Rates = Member.Rates,
        JoinedAt = Member.JoinedAt,
        Version = Member.Version,
    };
}

internal static class MemberMapping
{
    /// <summary>The members that were not removed.</summary>
    public static IQueryable<MemberWithEmail> MembersWithEmail(this PortalDbContext context) =>
        from member in context.Members.AsNoTracking()
        join user in context.Users on member.UserId equals user.Id
        where member.RemovedAt == null
        select new MemberWithEmail { Member = member, Email = user.Email };

    public static MemberRow ToRow(Member member) => new()
    {
        Id = member.Id,
        TeamId = member.TeamId,
        UserId = member.UserId.Value,
        Role = member.Role,
        CapMonthly = member.Cap?.Monthly,
        CapOnReach = member.Cap?.OnReach,
        RequestsPerMinute = member.Rates.RequestsPerMinute,
        TokensPerMinute = member.Rates.TokensPerMinute,
        Concurrency = member.Rates.Concurrency,
        JoinedAt = member.JoinedAt,
        Version = member.Version,
    };
}
