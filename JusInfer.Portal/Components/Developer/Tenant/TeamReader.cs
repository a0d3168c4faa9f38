using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Reads the members of a team, and the live keys that a member may see.</summary>
internal sealed class TeamReader(ITenancyStore tenancy, IUsageQueries usage, ApiKeyService keys, TimeProvider time)
{
    public async Task<TeamTables> ReadAsync(Member me, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var members = await tenancy.ListMembersAsync(me.TeamId, cancellationToken);
        var spent = (await usage.BreakDownAsync(UsageWindow.MonthOf(me.TeamId, now), [UsageDimensions.Member], cancellationToken))
            .Where(static row => !row.IsRest).ToDictionary(static row => row.Group[0], static row => row.Sums.Cost, StringComparer.Ordinal);
        var listed = await keys.ListAsync(me, cancellationToken);
        var held = listed.ToLookup(static key => key.HolderId);
        return new TeamTables(
            [.. members.OrderByDescending(static member => member.Role).ThenBy(static member => member.JoinedAt).Select(RowOf)],
            KeyLimitRow.From(listed, members, now));

        MemberRow RowOf(Member member)
        {
            var own = held[member.Id];
            var last = own.Max(static key => key.LastUse?.At);
            return new MemberRow(member, spent.GetValueOrDefault(member.Id.ToString()), own.Count(key => key.IsLive(now)), last);
        }
    }
}

/// <summary>The members of a team, those with the most rights first, and the limits of its live keys, the newest first.</summary>
internal sealed record TeamTables(ImmutableArray<MemberRow> Members, ImmutableArray<KeyLimitRow> Keys);

/// <summary>A member as a row of a table.</summary>
/// <param name="Member">The member.</param>
/// <param name="Spent">In the current UTC month.</param>
/// <param name="Keys">The number of live keys, of those that the reader may see.</param>
/// <param name="LastCallAt">The last use of one of these keys; null if none was used.</param>
internal sealed record MemberRow(Member Member, NanoUsd Spent, int Keys, DateTimeOffset? LastCallAt)
{
    private const double NearCap = 0.9;

    public string Role => Member.Role.ToString().ToLowerInvariant();

    /// <param name="places">Those of the caps of all rows.</param>
    public string CapText(int places) => Member.Cap is { } cap ? NumberFormat.Money(cap.Monthly, places) : "no cap";

    public double UsedRatio => Member.Cap is { } cap ? cap.Monthly.Value == 0 ? 1 : NumberFormat.Share(Spent, cap.Monthly) : 0;

    public bool IsNearCap => Member.Cap is not null && UsedRatio >= NearCap;

    public string? AtCap => Member.Cap?.OnReach switch
    {
        CapAction.Block => "blocks",
        CapAction.Economy => "economy",
        _ => null,
    };
}

/// <summary>A live key and the e-mail address of its member.</summary>
internal sealed record KeyLimitRow(ApiKey Key, string Holder)
{
    /// <param name="places">Those of the caps of all rows.</param>
    public string CapText(int places) => Key.Terms.MonthlyCap is { } cap ? NumberFormat.Money(cap, places) : "none";

    public string Tokens => Key.Terms.TokensPerMinute is { } tokens ? NumberFormat.Count(tokens) : "no limit";

    public string Concurrency => Key.Terms.Concurrency is { } calls ? NumberFormat.Count(calls) : "no limit";

    public static ImmutableArray<KeyLimitRow> From(ImmutableArray<ApiKey> keys, ImmutableArray<Member> members, DateTimeOffset now)
    {
        var emails = members.ToDictionary(static member => member.Id, static member => member.Email);
        return [.. keys.Where(key => key.IsLive(now)).Select(key => new KeyLimitRow(key, KeyDescriptions.HolderOf(key, emails)))];
    }
}
