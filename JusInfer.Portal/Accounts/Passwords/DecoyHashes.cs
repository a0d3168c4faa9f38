using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>
/// Makes each rejected password as much work as the check of a hash that is stored today. Otherwise the time of a response would tell which addresses have no account, an account without a
/// password, or one whose hash is from an earlier version and has fewer iterations.
/// </summary>
internal sealed class DecoyHashes(IPasswordHasher<PortalUser> hasher, IOptions<PasswordHasherOptions> options)
{
    // Version 3 of Identity's format: a marker, the function, the iterations and the length of the salt, each a big-endian number, then salt and key.
    private const byte Version3 = 1;
    private const uint HmacSha512 = 2;
    private const int IterationsAt = 5;
    private const int HeaderLength = 13;
    private const int SaltLength = 16;
    private const int KeyLength = 32;

    private static readonly PortalUser Nobody = new() { CreatedAt = default };

    /// <summary>Does the work that the check of a password has left out.</summary>
    /// <param name="password">The password in the request.</param>
    /// <param name="checkedHash">The stored hash with which it was compared; null if there is none.</param>
    public void Complete(Secret password, string? checkedHash)
    {
        var missing = options.Value.IterationCount - IterationsOf(checkedHash);
        if (missing > 0) hasher.VerifyHashedPassword(Nobody, HashWith(missing), password.Reveal());
    }

    private static int IterationsOf(string? hash)
    {
        Span<byte> start = stackalloc byte[IterationsAt + sizeof(uint)];

        // Three bytes are four characters.
        return hash?.Length > start.Length / 3 * 4 && Convert.TryFromBase64Chars(hash.AsSpan(0, start.Length / 3 * 4), start, out _) && start[0] == Version3
            ? (int)BinaryPrimitives.ReadUInt32BigEndian(start[IterationsAt..])
            : 0;
    }

    /// <summary>The hash of no password.</summary>
    private static string HashWith(int iterations)
    {
        var hash = new byte[HeaderLength + SaltLength + KeyLength];
        hash[0] = Version3;
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(1), HmacSha512);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(IterationsAt), (uint)iterations);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(IterationsAt + sizeof(uint)), SaltLength);
        return Convert.ToBase64String(hash);
    }
}
