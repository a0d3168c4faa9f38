using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Gateway.Sealing;

/// <summary>
/// Encrypts and authenticates data that clients keep for the gateway and send back in a later request. Data Protection holds the keys in the
/// store, so every node can open a seal, also after a restart and after the keys have been rotated; a seal contains the id of its key. It is
/// bound to its team and kind. One that was altered, belongs to another team, or was made with a key that has been deleted cannot be opened.
/// </summary>
internal sealed class ProtectedPayloads(IDataProtectionProvider protection)
{
    private static readonly (SealKind Kind, string Prefix)[] Prefixes = [(SealKind.Reasoning, "jinf.r1."), (SealKind.Compaction, "jinf.c1.")];

    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Gateway.Seals");

    /// <summary>The prefix that identifies a seal of this kind, with the version of its format.</summary>
    public static string PrefixOf(SealKind kind) => Array.Find(Prefixes, prefix => prefix.Kind == kind).Prefix;

    /// <summary>A seal in ASCII, whose characters need no escape in JSON, a header or a URL.</summary>
    public string Seal(TeamId team, SealKind kind, ReadOnlySpan<byte> content) =>
        PrefixOf(kind) + Base64Url.EncodeToString(ProtectorOf(team, kind).Protect(content.ToArray()));

    /// <summary>The content of a seal; null if it cannot be opened, or is not a seal of this kind.</summary>
    public byte[]? Open(TeamId team, SealKind kind, ReadOnlySpan<byte> seal)
    {
        var prefix = PrefixOf(kind);
        if (!Ascii.Equals(seal[..Math.Min(prefix.Length, seal.Length)], prefix)) return null;
        var encoded = seal[prefix.Length..];
        var bytes = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        if (Base64Url.DecodeFromUtf8(encoded, bytes, out _, out var length) != OperationStatus.Done) return null;
        try
        {
            return ProtectorOf(team, kind).Unprotect(bytes[..length]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(TeamId team, SealKind kind) => protector.CreateProtector(kind.ToString(), team.ToString());
}
