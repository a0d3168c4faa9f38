using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The data of the Tenant tab, read together.</summary>
internal sealed record TeamViewModel(
    ImmutableArray<MemberTableRow> Members,
    ImmutableArray<InvitationTableRow> Invitations,
    ImmutableArray<KeyLimitRow> Keys,
    Team Team,
    UsageSums Month);

/// <summary>A member with the spend of the current UTC month.</summary>
internal sealed record MemberTableRow(Member Member, NanoUsd Spent)
{
    private const double NearCap = 0.9;

    public double UsedRatio => Member.Cap is { } cap ? cap.Monthly.Value == 0 ? 1 : NumberFormat.Share(Spent, cap.Monthly) : 0;

    public bool IsNearCap => Member.Cap is not null && UsedRatio >= NearCap;

    public string AtCap => Member.Cap?.OnReach switch
    {
        CapAction.Block => "rejects calls",
        CapAction.Economy => "uses cheaper models",
        _ => "–",
    };
}

/// <summary>A live key and the e-mail address of its member.</summary>
internal sealed record KeyLimitRow(ApiKey Key, string Holder);
