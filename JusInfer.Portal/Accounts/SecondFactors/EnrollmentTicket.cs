using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>
/// The secret of an authenticator app that is being set up: encrypted and authenticated, so that the browser can keep it in the form and
/// nothing is stored before the first code. It is valid for ten minutes, for one account, and until the password changes.
/// </summary>
internal sealed record EnrollmentTicket(Guid User, string Stamp, byte[] Secret)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Purpose = "JusInfer.Accounts.EnrollmentTicket";

    public Secret Protect(IDataProtectionProvider protection, DateTimeOffset now) => new(
        protection.CreateProtector(Purpose).Protect(JsonSerializer.Serialize(new Dated(this, now + Lifetime))));

    /// <summary>Null if the text is not a valid ticket.</summary>
    public static EnrollmentTicket? Open(string text, IDataProtectionProvider protection, DateTimeOffset now)
    {
        try
        {
            var dated = JsonSerializer.Deserialize<Dated>(protection.CreateProtector(Purpose).Unprotect(text));
            return dated is not null && PlausibleTime.IsWithin(dated.ExpiresAt, Lifetime, now) ? dated.Ticket : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Dated(EnrollmentTicket Ticket, DateTimeOffset ExpiresAt);
}
