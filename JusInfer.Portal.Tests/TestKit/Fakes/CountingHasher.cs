using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Counts password checks of the real hasher, which take most of the time of a sign-in.</summary>
internal sealed class CountingHasher : PasswordHasher<PortalUser>
{
    private int checks;

    public int Checks => checks;

    public override PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref checks);
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
