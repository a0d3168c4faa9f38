using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Stores invitations with the hashes of their tokens in a list.</summary>
internal sealed class InMemoryInvitationStore : IInvitationStore
{
    public List<(Invitation Invitation, byte[] Hash)> All { get; } = [];

    public List<Member> Joined { get; } = [];

    public Task AddAsync(Invitation invitation, byte[] hash, CancellationToken cancellationToken)
    {
        All.RemoveAll(stored => stored.Invitation.TeamId == invitation.TeamId && stored.Invitation.Email == invitation.Email);
        All.Add((invitation, hash));
        return Task.CompletedTask;
    }

    public Task<Invitation?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        Task.FromResult<Invitation?>(All.Find(stored => stored.Hash.AsSpan().SequenceEqual(hash)).Invitation);

    public Task<ImmutableArray<Invitation>> ListAsync(TeamId team, CancellationToken cancellationToken) =>
        Task.FromResult(All.Select(stored => stored.Invitation).Where(invitation => invitation.TeamId == team).ToImmutableArray());

    public async Task<bool> AcceptAsync(Invitation invitation, Member member, CancellationToken cancellationToken)
    {
        if (!await RemoveAsync(invitation.TeamId, invitation.Id, cancellationToken)) return false;
        Joined.Add(member);
        return true;
    }

    public Task<bool> RemoveAsync(TeamId team, InvitationId id, CancellationToken cancellationToken) =>
        Task.FromResult(All.RemoveAll(stored => stored.Invitation.TeamId == team && stored.Invitation.Id == id) == 1);
}
