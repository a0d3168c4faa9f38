namespace JusInfer.Portal.Accounts;

/// <summary>Who may sign up on this installation, as configured or by default.</summary>
internal sealed record SignUpPolicy(SignUpMode Mode)
{
    /// <summary>
    /// The policy for a configured mode or, without one, for an installation: in demo mode, strangers cost nothing; with a usable provider,
    /// they would spend its operator's money.
    /// </summary>
    public static SignUpPolicy For(SignUpMode? configured, bool isDemo) => new(configured ?? (isDemo ? SignUpMode.Open : SignUpMode.Invite));
}
