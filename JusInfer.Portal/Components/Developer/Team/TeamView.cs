using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Everything that the tenant tab shows, read at one moment.</summary>
internal sealed record TeamView(
    ImmutableArray<MemberLine> Members, ImmutableArray<InvitationLine> Invitations, ImmutableArray<KeyLine> Keys);

/// <summary>A member and what they spent in the current UTC month.</summary>
internal sealed record MemberLine(Member Member, NanoUsd Spent)
{
    private const double NearlyThere = 0.9;

    public double Used => Member.Cap is { } cap ? cap.Monthly.Value == 0 ? 1 : Figures.Share(Spent, cap.Monthly) : 0;

    public bool IsNearCap => Member.Cap is not null && Used >= NearlyThere;

    public string AtCap => Member.Cap?.OnReach switch
    {
        OnReach.Block => "new calls are blocked",
        OnReach.Economy => "cheaper models",
        _ => "–",
    };
}

/// <summary>A live key and whose it is.</summary>
internal sealed record KeyLine(ApiKey Key, string Holder);
