using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>A public client (RFC 6749, section 2.1) that has registered itself.</summary>
/// <param name="Name">The name that it gave itself.</param>
/// <param name="RedirectUris">Where it may receive authorization codes.</param>
internal sealed record OAuthClient(string Name, ImmutableArray<string> RedirectUris);

/// <summary>
/// Registers clients (RFC 7591). The id of a client contains its registration, encrypted and authenticated, so that strangers who register clients store nothing here.
/// </summary>
internal sealed class OAuthClients(IDataProtectionProvider protection)
{
    public const int MaxNameLength = 80;
    public const int MaxRedirectUris = 10;

    /// <summary>The most characters of all redirect URIs of a client. Its id is longer, and part of the address of the authorization page.</summary>
    private const int MaxRedirectCharacters = 1500;

    private const string Purpose = "JusInfer.Accounts.OAuthClients";

    private readonly IDataProtector protector = protection.CreateProtector(Purpose);

    /// <summary>
    /// Registers a client with the redirect URIs that it may have. Clients send one for each of their variants, such as an app with an
    /// address scheme of its own.
    /// </summary>
    /// <returns>The client's id, and what was registered.</returns>
    public Result<(string Id, OAuthClient Client), OAuthError> Register(string? name, IReadOnlyList<string> redirectUris)
    {
        redirectUris = [.. redirectUris.Where(static uri => RedirectUris.Parse(uri) is not null)];
        if (redirectUris.Count == 0)
        {
            return new OAuthError(
                "invalid_redirect_uri",
                "One of redirect_uris must begin with https://, or with http:// and 127.0.0.1, [::1] or localhost, and have no fragment.");
        }

        if (redirectUris.Count > MaxRedirectUris || redirectUris.Sum(static uri => uri.Length) > MaxRedirectCharacters)
        {
            return new OAuthError(
                "invalid_redirect_uri",
                $"Send 1 to {MaxRedirectUris} redirect_uris, with at most {MaxRedirectCharacters} characters together.");
        }

        name = string.IsNullOrWhiteSpace(name) ? new Uri(redirectUris[0]).Host : name.Trim();
        if (name.Length > MaxNameLength || !IsPlain(name))
            return new OAuthError("invalid_client_metadata", $"client_name must have at most {MaxNameLength} characters, all of them visible.");
        var client = new OAuthClient(name, [.. redirectUris]);
        return (protector.Protect(JsonSerializer.Serialize(client)), client);
    }

    /// <summary>Null if this installation did not issue the id.</summary>
    public OAuthClient? Find(string? id)
    {
        if (string.IsNullOrEmpty(id)) return null;
        try
        {
            return JsonSerializer.Deserialize<OAuthClient>(protector.Unprotect(id));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A short name for a client's id.</summary>
    public static string HashOf(string id) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>Whether people see the name as it is. Invisible characters could make it look like another one.</summary>
    private static bool IsPlain(string name) => name.EnumerateRunes().All(static rune => !IsBlank(rune) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    /// <summary>Letters, marks and signs that fonts leave blank: those of Unicode's Default_Ignorable_Code_Point, the blank pattern of Braille, and spaces other than the usual one.</summary>
    private static bool IsBlank(Rune rune) => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF)
        || (rune.Value != ' ' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator);
}
