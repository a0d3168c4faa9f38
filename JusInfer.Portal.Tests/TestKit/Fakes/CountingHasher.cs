using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>The real hasher, and how often it had to check a password: that is what a sign-in's time goes into.</summary>
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
