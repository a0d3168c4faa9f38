using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Operator</c>.</summary>
internal sealed record OperatorOptions
{
    /// <summary>
    /// The accounts with these addresses are operators once the address is verified, in addition to the account that used the setup link.
    /// </summary>
    public ImmutableArray<string> Emails { get; init; } = [];

    /// <summary>Whether the address is one of those.</summary>
    public bool Includes(string? email) => email is not null && Emails.Contains(email, StringComparer.OrdinalIgnoreCase);
}
