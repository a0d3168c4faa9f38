using JusInfer.Portal.Accounts.Passwords;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// The password policy: a minimum length, no common passwords, and not the words that belong to the account. There are no composition rules, because they lead to passwords that are
/// easy to guess and hard to remember (NIST SP 800-63B, 3.1.1.2).
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    /// <summary>The fewest different characters.</summary>
    private const int MinVariety = 4;

    private const string Product = "jusinfer";

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password)
    {
        var errors = Check(password ?? "", user.Email ?? "")
            .Select(static message => new IdentityError { Code = "Password", Description = message });
        return Task.FromResult(errors.ToArray() is { Length: > 0 } found ? IdentityResult.Failed(found) : IdentityResult.Success);
    }

    /// <summary>The reason why a password is rejected, as a sentence; empty if it is valid.</summary>
    /// <param name="password">The password, as it was entered.</param>
    /// <param name="email">The address of the account; empty if it is not known.</param>
    public static IEnumerable<string> Check(string password, string email)
    {
        if (password.Length is < MinLength or > MaxLength) yield return $"password must be {MinLength} to {MaxLength} characters long.";
        else if (string.Equals(password, email, StringComparison.OrdinalIgnoreCase) || CommonPasswords.IsMadeOf(password, WordsOf(email)))
            yield return "password is only your e-mail address, a part of it or the name of the product, perhaps with digits. Choose several random words.";
        else if (password.Distinct().Count() < MinVariety || CommonPasswords.Include(password))
            yield return "password is one of the most common ones, perhaps with digits or signs added. Choose several random words.";
    }

    /// <summary>The words that people write into a password of this account first: the product, the name before the @, its parts, and the domain.</summary>
    private static HashSet<string> WordsOf(string email)
    {
        var (name, domain) = email.ToLowerInvariant().Split('@', 2) is [var before, var after] ? (before, after) : ("", "");
        return [.. new[] { Product, name, domain }.Concat(name.Split('.', '-', '_', '+')).Concat(domain.Split('.')).Where(static word => word.Length >= CommonPasswords.MinLength)];
    }
}
