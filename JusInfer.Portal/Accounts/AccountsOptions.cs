namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
internal sealed record AccountsOptions
{
    public SignUpMode SignUp { get; init; } = SignUpMode.Open;

    /// <summary>The sign-ins, sign-ups and refreshes per minute of one network address.</summary>
    public int AttemptsPerMinute { get; init; } = 300;

    /// <summary>The sign-ins and sign-ups per minute with one e-mail address, from any network address.</summary>
    public int AttemptsPerEmailPerMinute { get; init; } = 20;
}
