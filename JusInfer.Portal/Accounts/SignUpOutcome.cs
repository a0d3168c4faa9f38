using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>How a sign-up ended. These four are all there are.</summary>
internal abstract record SignUpOutcome
{
    private SignUpOutcome()
    {
    }

    internal sealed record Done(SignedIn Who) : SignUpOutcome;

    internal sealed record Invalid(Faults Faults) : SignUpOutcome;

    /// <summary>This installation takes no sign-ups, or not this one; the reason says whom to ask.</summary>
    internal sealed record Closed(string Reason) : SignUpOutcome;

    internal sealed record Throttled(TimeSpan RetryAfter) : SignUpOutcome;
}
