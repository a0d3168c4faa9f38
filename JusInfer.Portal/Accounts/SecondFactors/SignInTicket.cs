using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>
/// What the form for the code has to know after the password was checked: encrypted and authenticated, so that the browser can keep it between the
/// two forms. It is valid for five minutes, and until the password changes.
/// </summary>
internal sealed record SignInTicket(Guid User, string Stamp, string Method, bool Remember, string? Invite)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Purpose = "JusInfer.Accounts.SignInTicket";

    public Secret Protect(IDataProtectionProvider protection, DateTimeOffset now) => new(
        protection.CreateProtector(Purpose).Protect(JsonSerializer.Serialize(new Dated(this, now + Lifetime))));

    /// <summary>Null if the text is not a valid ticket.</summary>
    public static SignInTicket? Open(string text, IDataProtectionProvider protection, DateTimeOffset now)
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

    private sealed record Dated(SignInTicket Ticket, DateTimeOffset ExpiresAt);
}
