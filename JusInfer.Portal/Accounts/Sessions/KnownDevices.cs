using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>
/// Recognizes browsers in which an account has signed in before, also after it signed out: by an encrypted cookie with the ids of the accounts. It signs nobody in.
/// </summary>
internal sealed class KnownDevices(IDataProtectionProvider protection, IHttpContextAccessor http)
{
    public const string CookieName = "jusinfer-device";

    private const int MaxAccounts = 8;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Accounts.KnownDevices");

    /// <summary>Whether any account has signed in with the browser of the current request.</summary>
    public bool IncludesAny => http.HttpContext is { } context && Read(context).Length > 0;

    /// <summary>Whether the account has signed in with the browser of the current request.</summary>
    public bool Includes(UserId user) => http.HttpContext is { } context && Read(context).Contains(Text(user), StringComparer.Ordinal);

    /// <summary>Remembers the browser of the current request.</summary>
    public void Add(UserId user)
    {
        if (http.HttpContext is not { Response.HasStarted: false } context) return;
        var accounts = Read(context).Where(id => id != Text(user)).Prepend(Text(user)).Take(MaxAccounts);
        context.Response.Cookies.Append(
            CookieName,
            protector.Protect(string.Join(' ', accounts)),
            new CookieOptions { Path = "/", HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Lifetime });
    }

    private static string Text(UserId user) => user.Value.ToString("N", CultureInfo.InvariantCulture);

    private string[] Read(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { Length: > 0 } cookie) return [];
        try
        {
            return protector.Unprotect(cookie).Split(' ');
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
