using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// The password policy: a minimum length and no common passwords. There are no composition rules, because they lead to passwords that are
/// easy to guess and hard to remember (NIST SP 800-63B, 3.1.1.2).
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    private static readonly HashSet<string> CommonPasswords = new(StringComparer.OrdinalIgnoreCase)
    {
        "123456789012", "1234567890123", "12345678901234", "123123123123", "password1234", "password12345", "passwordpassword",
        "qwertyuiop12", "qwertyuiop123", "qwerty123456", "1q2w3e4r5t6y", "iloveyou1234", "letmein12345", "administrator",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password)
    {
        var errors = Check(password ?? "", user.Email ?? "")
            .Select(static message => new IdentityError { Code = "Password", Description = message });
        return Task.FromResult(errors.ToArray() is { Length: > 0 } found ? IdentityResult.Failed(found) : IdentityResult.Success);
    }

    /// <summary>All reasons why a password is rejected, as sentences; empty if it is valid.</summary>
    public static IEnumerable<string> Check(string password, string email)
    {
        if (password.Length is < MinLength or > MaxLength) yield return $"password must be {MinLength} to {MaxLength} characters long.";
        if (password.Length < MinLength) yield break;
        if (CommonPasswords.Contains(password) || password.Distinct().Count() < 4)
            yield return "password is too easy to guess.";
        if (string.Equals(password, email, StringComparison.OrdinalIgnoreCase)) yield return "password must not be the e-mail address.";
    }
}
