using System.Security.Claims;

namespace JusInfer.Portal.Accounts.External;

/// <summary>A person, as a provider has authenticated them.</summary>
/// <param name="Issuer">Who says so: unique for all providers.</param>
/// <param name="Subject">The person's id at the issuer, which never changes.</param>
/// <param name="Name">The person's name at the provider, for people: an address or a user name.</param>
internal sealed record ExternalIdentity(string Issuer, string Subject, string Name)
{
    /// <summary>The longest subject (OpenID Connect Core 1.0, section 2), and the longest issuer that the store accepts.</summary>
    public const int MaxLength = 255;

    /// <summary>The mark of an account whose address was verified only by a provider to which its domain is not bound.</summary>
    public const string VerifiedToken = "email_verified";

    private const string NameType = "name";
    private const string EmailType = "email";
    private const string EmailVerifiedType = "email_verified";

    /// <summary>The person chooses it, and others read it: without <see cref="ControlCharacters"/>.</summary>
    public string Name { get; } = ControlCharacters.RemoveFrom(Name).Trim() is { Length: > 0 } shown ? shown : Subject;

    /// <summary>The person's e-mail address in its canonical form; null if the provider gives none that has one.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the provider says that the person reads mails to the address.</summary>
    public bool IsEmailVerified { get; init; }

    /// <summary>The identity in the claims of <see cref="ToClaims"/>; null if they are others.</summary>
    public static ExternalIdentity? From(ClaimsPrincipal principal) =>
        principal.FindFirst(ClaimTypes.NameIdentifier) is { } subject && principal.FindFirstValue(NameType) is { } name
            && EmailAddress.Canonicalize(principal.FindFirstValue(EmailType)) is var email
            ? new ExternalIdentity(subject.Issuer, subject.Value, name)
            {
                Email = email,
                IsEmailVerified = email is not null && principal.FindFirstValue(EmailVerifiedType) is not null,
            }
            : null;

    public IEnumerable<Claim> ToClaims()
    {
        yield return new Claim(ClaimTypes.NameIdentifier, Subject, ClaimValueTypes.String, Issuer);
        yield return new Claim(NameType, Name);
        if (Email is not null) yield return new Claim(EmailType, Email);
        if (IsEmailVerified) yield return new Claim(EmailVerifiedType, "true");
    }
}
