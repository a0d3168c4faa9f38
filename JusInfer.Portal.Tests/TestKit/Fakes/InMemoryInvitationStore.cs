using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Invitations in a list, each with the hash it is known by.</summary>
internal sealed class InMemoryInvitationStore : IInvitationStore
{
    public List<(Invitation Invitation, byte[] Hash)> All { get; } = [];

    public List<Member> Joined { get; } = [];

    public Task AddAsync(Invitation invitation, byte[] hash, CancellationToken cancellationToken)
    {
        All.RemoveAll(known => known.Invitation.TenantId == invitation.TenantId && known.Invitation.Email == invitation.Email);
        All.Add((invitation, hash));
        return Task.CompletedTask;
    }

    public Task<Invitation?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        Task.FromResult<Invitation?>(All.Find(known => known.Hash.AsSpan().SequenceEqual(hash)).Invitation);

    public Task<ImmutableArray<Invitation>> ListAsync(TenantId tenant, CancellationToken cancellationToken) =>
        Task.FromResult(All.Select(known => known.Invitation).Where(invitation => invitation.TenantId == tenant).ToImmutableArray());

    public async Task<bool> AcceptAsync(Invitation invitation, Member member, CancellationToken cancellationToken)
    {
        if (!await RemoveAsync(invitation.TenantId, invitation.Id, cancellationToken)) return false;
        Joined.Add(member);
        return true;
    }

    public Task<bool> RemoveAsync(TenantId tenant, InvitationId id, CancellationToken cancellationToken) =>
        Task.FromResult(All.RemoveAll(known => known.Invitation.TenantId == tenant && known.Invitation.Id == id) == 1);
}
