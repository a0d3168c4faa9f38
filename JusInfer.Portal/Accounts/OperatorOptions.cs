using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Operator</c>.</summary>
internal sealed record OperatorOptions
{
    /// <summary>
    /// Accounts with these addresses run this installation, as the first account of a fresh store does. Addresses are not verified here, so
    /// list only ones whose accounts exist, or whose sign-up nobody else can be first with.
    /// </summary>
    public ImmutableArray<string> Emails { get; init; } = [];
}
