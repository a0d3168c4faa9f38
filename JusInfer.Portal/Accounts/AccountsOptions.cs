using System.Collections.Immutable;
using JusInfer.Portal.Accounts.External;

namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
internal sealed record AccountsOptions
{
    /// <summary>Who may sign up; null means the default of <see cref="SignUpPolicy"/>.</summary>
    public SignUpMode? SignUp { get; init; }

    /// <summary>The token of the setup link; null means one that JusInfer creates.</summary>
    public Secret? SetupToken { get; init; }

    /// <summary>The providers with whose accounts people can sign in.</summary>
    public ImmutableArray<ExternalProviderOptions> ExternalProviders { get; init; } = [];

    /// <summary>The sign-ins and sign-ups per minute of one network address, and apart from them its refreshes of tokens.</summary>
    public int AttemptsPerMinute { get; init; } = 100;

    /// <summary>The sign-ins and sign-ups per minute with one e-mail address, from any network address.</summary>
    public int AttemptsPerEmailPerMinute { get; init; } = 20;

    /// <summary>The control-plane calls per minute of one account.</summary>
    public int CallsPerMinute { get; init; } = 6000;

    /// <summary>The control-plane calls per minute that one network address makes without a valid access token.</summary>
    public int AnonymousCallsPerMinute { get; init; } = 600;

    /// <summary>The exports per minute of one account.</summary>
    public int ExportsPerMinute { get; init; } = 60;

    /// <summary>The exports that one account can run at the same time.</summary>
    public int ConcurrentExports { get; init; } = 4;
}
