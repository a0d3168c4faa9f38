using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// The token of the setup link, which makes one account the first operator. It is the configured one, or one that Data Protection creates:
/// such a token is valid on every node that shares the store, and also after a restart. No token is valid once there is an operator.
/// </summary>
internal sealed class SetupToken(AccountsOptions options, IDataProtectionProvider protection, IOperatorStore operators)
{
    public const string Invalid = "This setup link is invalid, or this installation has an operator already. The start of JusInfer prints a "
        + "valid link as long as there is no operator.";

    private const string Content = "setup";

    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Accounts.SetupToken");

    /// <summary>A valid token; null where there is an operator.</summary>
    public async Task<Secret?> IssueAsync(CancellationToken cancellationToken) =>
        await operators.ExistsAsync(cancellationToken) ? null : options.SetupToken ?? new Secret(protector.Protect(Content));

    public async Task<bool> IsValidAsync(Secret token, CancellationToken cancellationToken) =>
        IsGenuine(token.Reveal()) && !await operators.ExistsAsync(cancellationToken);

    private bool IsGenuine(string token)
    {
        if (options.SetupToken is { } configured)
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(configured.Reveal()));
        try
        {
            return protector.Unprotect(token) == Content;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
