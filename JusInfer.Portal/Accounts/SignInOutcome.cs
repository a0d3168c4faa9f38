namespace JusInfer.Portal.Accounts;

/// <summary>How a sign-in ended. These four are all there are.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    internal sealed record Done(SignedIn Who) : SignInOutcome;

    /// <summary>No such account, wrong password or locked out: nobody is told which.</summary>
    internal sealed record Refused : SignInOutcome
    {
        public const string Sentence = "The e-mail address or the password is wrong. After five wrong passwords an account rests for "
            + "five minutes.";
    }

    /// <summary>The password was right, but there is no team to act in; the reason says what to do.</summary>
    internal sealed record NoTeam(string Reason) : SignInOutcome;

    internal sealed record Throttled(TimeSpan RetryAfter) : SignInOutcome;
}
