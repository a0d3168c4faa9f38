using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.Verification;

/// <summary>Proves that a mail to this address of an account was read: encrypted and authenticated, so that no store has to know it.</summary>
internal sealed record VerificationToken(Guid User, string Email)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    private const string Purpose = "JusInfer.Accounts.VerificationToken";

    public Secret Protect(IDataProtectionProvider protection, DateTimeOffset now) => new(
        protection.CreateProtector(Purpose).Protect(JsonSerializer.Serialize(new Dated(this, now + Lifetime))));

    /// <summary>Null if the text is not a valid token.</summary>
    public static VerificationToken? Open(string text, IDataProtectionProvider protection, DateTimeOffset now)
    {
        try
        {
            var dated = JsonSerializer.Deserialize<Dated>(protection.CreateProtector(Purpose).Unprotect(text));
            return dated is not null && PlausibleTime.IsWithin(dated.ExpiresAt, Lifetime, now) ? dated.Token : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Dated(VerificationToken Token, DateTimeOffset ExpiresAt);
}
