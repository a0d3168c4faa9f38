using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.Passkeys;

/// <summary>
/// The challenge that the browser has to sign, and for whom: encrypted and authenticated, so that the browser can keep it in the form. It is valid for five minutes.
/// </summary>
/// <param name="State">What Identity wants back.</param>
/// <param name="Registers">Whether a passkey is added, not used.</param>
internal sealed record PasskeyTicket(string State, bool Registers)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Purpose = "JusInfer.Accounts.PasskeyTicket";

    public Secret Protect(IDataProtectionProvider protection, DateTimeOffset now) => new(
        protection.CreateProtector(Purpose).Protect(JsonSerializer.Serialize(new Dated(this, now + Lifetime))));

    /// <summary>Null if the text is not a valid ticket.</summary>
    public static PasskeyTicket? Open(string text, IDataProtectionProvider protection, DateTimeOffset now)
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

    private sealed record Dated(PasskeyTicket Ticket, DateTimeOffset ExpiresAt);
}
