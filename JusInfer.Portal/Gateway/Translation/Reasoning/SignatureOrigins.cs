using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Records which provider made the signatures that clients carry unchanged, and which provider has rejected them. Contains hashes only.
/// Local to this process and limited in size: about 12 MB. The entries that were not used for longest are dropped; a signature without an
/// entry is of unknown origin.
/// </summary>
internal sealed class SignatureOrigins
{
    /// <summary>The capacity of each of the two generations.</summary>
    public const int MaxEntries = 65_536;

    /// <summary>
    /// The part of a signature that is hashed: its end, which is encrypted or random. Hashing all of 2 KB took 2.4 µs for each signature of
    /// each request, hashing the end takes 1.5 µs.
    /// </summary>
    private const int MaxHashedBytes = 256;

    private readonly Lock gate = new();
    private Dictionary<UInt128, SignatureOrigin> recent = [];
    private Dictionary<UInt128, SignatureOrigin> older = [];

    /// <summary>The key of a signature. Signatures of different teams have different keys, even if they are equal.</summary>
    /// <param name="team">The team of the conversation.</param>
    /// <param name="escaped">The signature. Its escapes do not matter: clients escape a slash or a plus sign, or do not.</param>
    public static UInt128 KeyOf(TeamId team, ReadOnlySpan<byte> escaped)
    {
        if (escaped.Contains((byte)'\\') && JsonText.OfEscaped(escaped).TryDecode(out var text)) escaped = Encoding.UTF8.GetBytes(text);
        escaped = escaped[Math.Max(0, escaped.Length - MaxHashedBytes)..];
        Span<byte> secret = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        team.Value.TryWriteBytes(secret);
        HMACSHA256.HashData(secret, escaped, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    public SignatureOrigin Find(UInt128 key)
    {
        lock (gate)
        {
            if (recent.TryGetValue(key, out var origin)) return origin;
            if (older.TryGetValue(key, out origin)) Set(key, origin);
            return origin;
        }
    }

    public void AddMaker(UInt128 key, ReasoningMaker maker)
    {
        lock (gate) Set(key, new SignatureOrigin(maker, RejectedBy: null));
    }

    /// <param name="key">The key of the signature.</param>
    /// <param name="provider">The id of the provider that rejected it.</param>
    public void AddRejection(UInt128 key, string provider)
    {
        lock (gate) Set(key, Find(key) with { RejectedBy = provider });
    }

    private void Set(UInt128 key, SignatureOrigin origin)
    {
        if (recent.Count >= MaxEntries) (recent, older) = ([], recent);
        recent[key] = origin;
    }
}

/// <summary>What is known about a signature.</summary>
/// <param name="Maker">Its maker; null if unknown.</param>
/// <param name="RejectedBy">The id of the last provider that rejected it; null if none did.</param>
internal readonly record struct SignatureOrigin(ReasoningMaker? Maker, string? RejectedBy);
