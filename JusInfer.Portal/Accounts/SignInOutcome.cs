namespace JusInfer.Portal.Accounts;

/// <summary>How a sign-in ended. These three are all there are.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    internal sealed record Done(SignedIn Who) : SignInOutcome;

    /// <summary>No such account, wrong password or locked out: nobody is told which.</summary>
    internal sealed record Refused : SignInOutcome
    {
        public const string Sentence = "The e-mail address or the password is wrong. After five wrong passwords an account rests for five minutes.";
    }

    internal sealed record Throttled(TimeSpan RetryAfter) : SignInOutcome;
}
