using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Operator</c>.</summary>
internal sealed record OperatorOptions
{
    /// <summary>
    /// The accounts with these addresses are operators, in addition to the first account of an empty store. Addresses are not verified:
    /// list only addresses whose accounts exist, or with which no other person can sign up first.
    /// </summary>
    public ImmutableArray<string> Emails { get; init; } = [];
}
