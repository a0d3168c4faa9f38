namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
internal sealed record AccountsOptions
{
    public SignUpMode SignUp { get; init; } = SignUpMode.Open;

    /// <summary>The sign-ins, sign-ups and refreshes per minute of one network address.</summary>
    public int AttemptsPerMinute { get; init; } = 300;

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
