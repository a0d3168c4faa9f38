using System.Buffers.Binary;
using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Counts the work of the real hasher, which takes most of the time of a sign-in.</summary>
internal sealed class CountingHasher(int iterations) : PasswordHasher<PortalUser>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }))
{
    private long work;

    /// <summary>The iterations of all checks.</summary>
    public long Work => Interlocked.Read(ref work);

    public override PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword)
    {
        // Version 3 of Identity's format: a marker, the function, then the iterations.
        Interlocked.Add(ref work, BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hashedPassword).AsSpan(5)));
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
