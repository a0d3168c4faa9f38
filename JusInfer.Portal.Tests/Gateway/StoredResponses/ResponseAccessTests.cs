using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.StoredResponses;

/// <summary>Whose responses a caller finds while they wait to be written.</summary>
public sealed class ResponseAccessTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, false, true, false)]
    [InlineData(true, true, true, true)]
    [InlineData(false, false, false, false)]
    [InlineData(false, true, false, false)]
    public void Waiting_responses_are_found_by_their_member_or_their_team_unless_it_has_disabled_storing(
        bool isStoring, bool isSharing, bool findsOwn, bool findsOthers)
    {
        var holder = TestCalls.HolderOf(Noon) with { Responses = new ResponsePolicy { Store = isStoring, ShareWithTeam = isSharing } };
        var access = ResponseAccess.From(holder);

        access.Includes(Response(holder.Key.TeamId, holder.Member.Id)).ShouldBe(findsOwn);
        access.Includes(Response(holder.Key.TeamId, MemberId.New(Noon))).ShouldBe(findsOthers);
        access.Includes(Response(TeamId.New(Noon), holder.Member.Id)).ShouldBeFalse();
    }

    private static StoredResponse Response(TeamId team, MemberId member) => new()
    {
        TeamId = team,
        MemberId = member,
        Id = "resp_1",
        CreatedAt = Noon,
        Response = ReadOnlyMemory<byte>.Empty,
        Input = ReadOnlyMemory<byte>.Empty,
        Tokens = 0,
        ItemIds = [],
    };
}
