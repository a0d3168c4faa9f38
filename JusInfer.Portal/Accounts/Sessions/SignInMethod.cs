using System.Collections.Immutable;
using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>How a person has signed in.</summary>
/// <param name="Name"><c>password</c>, <c>passkey</c>, or the name of a provider in the settings.</param>
/// <param name="SecondFactor"><c>code</c> or <c>passkey</c> after a password or a provider; null if none was asked for.</param>
internal sealed record SignInMethod(string Name, string? SecondFactor = null)
{
    public const string Code = "code";

    public static readonly SignInMethod Password = new("password");

    /// <summary>Two factors: the device, and what unlocks it.</summary>
    public static readonly SignInMethod Passkey = new("passkey") { IsMultiFactor = true };

    /// <summary>Whether the account was created with this sign-in.</summary>
    public bool CreatesAccount { get; init; }

    /// <summary>Whether it takes two factors without a second step.</summary>
    public bool IsMultiFactor { get; private init; }

    public bool HasSecondFactor => SecondFactor is not null || IsMultiFactor;

    /// <summary>For the audit log.</summary>
    public ImmutableArray<AuditChange> ToChanges() => AuditChange.Between([], [new AuditField("method", Name), new AuditField("second_factor", SecondFactor)]);
}
