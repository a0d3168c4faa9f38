using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The session that a call belongs to, as it was when the call was planned.</summary>
/// <param name="Id">Identifies the session.</param>
/// <param name="Call">The call, with the outline of its prompt and the state of the session.</param>
internal sealed record CallPromptSession(PromptSessionId Id, RoutedCall Call)
{
    /// <summary>Identifies the run that the session belongs to. A session that no other one has started is a run of its own.</summary>
    public PromptSessionId Run { get; init; } = Id;
}

/// <summary>
/// Identifies a session. One that the client names is the same for all keys of a team; any other one is recognized by its key and by what its prompts begin with.
/// Teams share no session.
/// </summary>
/// <param name="Team">The team.</param>
/// <param name="Name">The name that the client gives the session; null if it gives none.</param>
/// <param name="Key">The key of a session without a name.</param>
/// <param name="Root">What the prompts of a session without a name begin with, as a hash.</param>
internal readonly record struct PromptSessionId(TeamId Team, string? Name, KeyId Key, ulong Root)
{
    public static PromptSessionId Create(TeamId team, KeyId key, string? name, ulong root) =>
        name is null ? new PromptSessionId(team, null, key, root) : new PromptSessionId(team, name, default, 0);

    /// <summary>Identifies the session in the store, within its team: a hash, so that names of sessions are not stored for the router.</summary>
    public Guid StoredId
    {
        get
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            if (Name is not null)
            {
                SHA256.HashData(MemoryMarshal.AsBytes(Name.AsSpan()), hash);
                return new Guid(hash[..16]);
            }

            // Of another length than any UTF-16 text, so that no name has the hash of a session without one.
            Span<byte> ids = stackalloc byte[25];
            Key.Value.TryWriteBytes(ids);
            BinaryPrimitives.WriteUInt64LittleEndian(ids[16..], Root);
            SHA256.HashData(ids, hash);
            return new Guid(hash[..16]);
        }
    }

    /// <summary>The session as a number that is the same on every node and after a restart.</summary>
    public ulong Sample
    {
        get
        {
            Span<byte> ids = stackalloc byte[40];
            Team.Value.TryWriteBytes(ids);
            Key.Value.TryWriteBytes(ids[16..]);
            BinaryPrimitives.WriteUInt64LittleEndian(ids[32..], Root);
            return ChainHash.Next(ChainHash.Next(ChainHash.Start, ids), MemoryMarshal.AsBytes(Name.AsSpan()));
        }
    }
}
