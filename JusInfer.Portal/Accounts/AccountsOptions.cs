namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
internal sealed record AccountsOptions
{
    public SignUpMode SignUp { get; init; } = SignUpMode.Open;

    /// <summary>Sign-ins, sign-ups and refreshes that one network address may try in a minute.</summary>
    public int AttemptsPerMinute { get; init; } = 300;

    /// <summary>Sign-ins and sign-ups that may be tried with one e-mail address in a minute, from wherever.</summary>
    public int AttemptsPerEmailPerMinute { get; init; } = 20;
}
